//! Mails by and about automations, each in its reader's language.

use crate::{
    automations::{activated, administrator, draft, event, work},
    support::{app::TestApp, smtp::Received},
};
use app::model::{AutomationDraft, EventKind, Job, JobKind, Locale, Role, Span};

on_both_engines!(
    whoever_is_to_be_notified_reads_what_the_job_says,
    nobody_without_an_address_is_notified,
    whoever_can_do_something_about_it_is_told_why_an_automation_pauses,
    the_end_of_a_time_frame_is_announced_thirty_days_before,
);

/// Notifies every new user, and no more than so many in an hour.
fn notifying(hourly_cap: i64) -> AutomationDraft {
    let note = "The door system knows you now.\r\nBring a photograph.".to_owned();
    draft("Welcome", event(EventKind::UserCreated), Job { note, hourly_cap, ..Job::usual(JobKind::Notify) })
}

fn to(mails: &[Received], user_name: &str) -> Received {
    let address = format!("{user_name}@northwind.example");
    let [mail] = mails.iter().filter(|mail| mail.to == [address.clone()]).collect::<Vec<_>>().try_into().unwrap();
    Received::clone(mail)
}

async fn whoever_is_to_be_notified_reads_what_the_job_says(app: TestApp) {
    let ada = administrator(&app).await;
    activated(&app, &ada, notifying(10)).await;
    app.person("jonas", Role::User).await;
    app.add("greta", |user| user.language = Locale::De).await;
    work(&app).await;
    app.send_mail().await;
    let mails = app.sink.received();
    let (english, german) = (to(&mails, "jonas"), to(&mails, "greta"));
    assert_eq!(
        (english.subject.as_str(), german.subject.as_str()),
        ("Northwind: automatic notice", "Northwind: automatische Mitteilung")
    );
    for mail in [&english, &german] {
        assert!(mail.text.contains("The door system knows you now.\nBring a photograph.\n"), "{}", mail.text);
        assert!(mail.html.contains("Bring a photograph.") && mail.text.contains("Welcome"), "{}", mail.text);
    }
    assert!(english.text.contains("What happened: User made\nWhen: Saturday, 21 November 2026, 14:32"), "{}", english.text);
    assert!(english.text.contains("Whom it is about: jonas"), "{}", english.text);
    assert!(german.text.contains("Was geschehen ist: Benutzer angelegt\nWann: Samstag, 21. November 2026"), "{}", german.text);
}

async fn nobody_without_an_address_is_notified(app: TestApp) {
    let ada = administrator(&app).await;
    activated(&app, &ada, notifying(10)).await;
    app.add("mailless", |user| user.email = None).await;
    work(&app).await;
    app.send_mail().await;
    assert!(app.sink.received().is_empty());
}

async fn whoever_can_do_something_about_it_is_told_why_an_automation_pauses(app: TestApp) {
    let ada = administrator(&app).await;
    app.add("ben", |user| (user.role, user.language) = (Role::Administrator, Locale::De)).await;
    app.person("hannah", Role::HelpDesk).await;
    let id = activated(&app, &ada, notifying(1)).await;
    for n in 0..3 {
        app.person(&format!("person{n}"), Role::User).await;
    }
    work(&app).await;
    app.send_mail().await;
    let mails = app.sink.received();
    assert_eq!(mails.len(), 3, "one notice, then two who are told");
    let (english, german) = (to(&mails, "ada"), to(&mails, "ben"));
    assert_eq!(english.subject, "Northwind: an automation pauses");
    assert!(english.text.contains("It did more in an hour than its cap allows."), "{}", english.text);
    assert_eq!(english.link(), format!("https://desk.northwind.example/automations/{id}"));
    assert_eq!(german.subject, "Northwind: Eine Automation ist angehalten");
    assert!(german.text.contains("Sie hat in einer Stunde mehr getan,"), "{}", german.text);
}

async fn the_end_of_a_time_frame_is_announced_thirty_days_before(app: TestApp) {
    let ada = administrator(&app).await;
    let greta = app.add("greta", |user| user.language = Locale::De).await;
    let mut draft = notifying(10);
    draft.time_frame.as_mut().unwrap().remind = vec![ada.user, greta];
    let id = activated(&app, &ada, draft).await;
    app.clock.advance(Span::days(333));
    work(&app).await;
    app.send_mail().await;
    assert!(app.sink.received().is_empty(), "not yet");
    app.clock.advance(Span::hours(24));
    work(&app).await;
    work(&app).await;
    app.send_mail().await;
    let mails = app.sink.received();
    let (english, german) = (to(&mails, "ada"), to(&mails, "greta"));
    assert_eq!((mails.len(), english.subject.as_str()), (2, "Northwind: an automation ends soon"));
    assert!(english.text.contains("It ends: Saturday, 20 November 2027, 00:00 (Berlin time, UTC+1)"), "{}", english.text);
    assert_eq!(english.link(), format!("https://desk.northwind.example/automations/{id}"));
    assert!(german.text.contains("Sie endet: Samstag, 20. November 2027, 00:00 Uhr"), "{}", german.text);
}
