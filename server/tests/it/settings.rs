//! Settings: what the house decides holds everywhere at once, and nobody's change is lost.

use crate::support::{
    app::{TestApp, caller, client},
    smtp::{Stage, Trouble},
};
use app::{
    api::{Change, ErrorCode, House, Problem, Resets},
    model::{AuditQuery, HouseSettings, LinkStanding, Locale, Outcome, Role, SaveHouse, Span, TypedPassword, UserId},
    rules::reset::Refusal,
};
use futures_util::future::join_all;
use latchkey::service::{RedeemLink, Redeemed};

on_both_engines!(
    what_is_saved_is_in_the_next_mail_page_and_verdict,
    the_second_of_two_editors_is_told_what_the_first_changed,
    of_many_who_save_first_one_wins,
    everything_wrong_is_told_at_once_and_nothing_is_saved,
    only_administrators_change_settings_and_auditors_read_them,
    a_test_mail_goes_to_oneself_and_brings_the_mail_servers_words,
    a_test_that_the_mail_server_refuses_says_so,
    tests_are_sent_to_valid_addresses_alone,
);

async fn saved(app: &TestApp, ada: UserId) -> SaveHouse {
    let view = app.desk.settings(&caller(ada, Role::Administrator)).await.unwrap();
    SaveHouse { version: view.version, shown: Some(view.house.clone()), house: view.house }
}

async fn save(app: &TestApp, ada: UserId, but: impl FnOnce(&mut HouseSettings)) {
    let mut request = saved(app, ada).await;
    but(&mut request.house);
    app.desk.save_settings(&caller(ada, Role::Administrator), request).await.unwrap();
}

async fn what_is_saved_is_in_the_next_mail_page_and_verdict(app: TestApp) {
    let (ada, jonas, old_code) = app.with_link().await;
    assert!(app.sink.nth(1).await.text.contains("help@northwind.example"));
    save(&app, ada, |house| {
        " Südwind ".clone_into(&mut house.organisation);
        "Extension 4711".clone_into(&mut house.support_contact);
        house.language = Locale::De;
        house.password_min_length = 30;
        house.link_minutes = 240;
    })
    .await;

    let prompt = app.desk.link_prompt(&caller(ada, Role::Administrator), jonas).await.unwrap();
    assert_eq!(prompt.default_minutes, 240);
    app.send_link(ada, jonas).await.unwrap();
    app.send_mail().await;
    let mail = app.sink.nth(2).await;
    assert!(mail.text.contains("Südwind") && mail.text.contains("Extension 4711") && !mail.text.contains("Northwind"));

    let page = app.browser().get(&format!("/change-password/{}", mail.token())).await;
    assert!(page.says("Südwind"), "{}", page.text());
    assert!(page.text().contains("<html lang=\"de\""), "nobody asked for another language");
    let standing = app.desk.link_standing(mail.token(), Locale::En).await.unwrap();
    assert!(matches!(standing, LinkStanding::Open(prompt) if prompt.policy.min_length == 30));

    let choose = |password: &str| RedeemLink { password: TypedPassword::new(password) };
    let short = choose("nine geese under a bridge");
    let error = app.desk.redeem_link(mail.token(), &short, &client()).await.unwrap_err();
    assert!(matches!(error.for_field("password"), Some(Problem::Password(_, 30, _))), "{error:?}");
    let own = app.desk.redeem_link(mail.token(), &choose("südwind südwind südwind südwind"), &client()).await.unwrap_err();
    assert!(own.for_field("password").is_some(), "the organisation's new name is no password");
    let long = choose("nine geese under a very long red bridge");
    assert!(matches!(app.desk.redeem_link(mail.token(), &long, &client()).await, Ok(Redeemed::Changed)));
    drop(old_code);
}

async fn the_second_of_two_editors_is_told_what_the_first_changed(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let ben = app.person("ben", Role::Administrator).await;
    let (mut first, mut second) = (saved(&app, ada).await, saved(&app, ben).await);
    "Südwind".clone_into(&mut first.house.organisation);
    first.house.shared_emails = true;
    app.desk.save_settings(&caller(ada, Role::Administrator), first).await.unwrap();

    second.house.link_minutes = 15;
    let mut german = caller(ben, Role::Administrator);
    german.locale = Locale::De;
    let error = app.desk.save_settings(&german, second.clone()).await.unwrap_err();
    let change = |field: &str, now: &str| Change { field: field.to_owned(), now: now.to_owned() };
    let theirs = vec![change("organisation", "Südwind"), change("shared_emails", "Ja")];
    assert_eq!(error.problem, Problem::ChangedMeanwhile(Some("ada Feld".to_owned()), theirs));
    assert!(error.text(german.words()).contains("Organisation ist jetzt „Südwind“"), "{}", error.text(german.words()));
    assert_eq!(saved(&app, ada).await.house.organisation, "Südwind", "nothing was lost");

    // The form carries the new version now: saving again is on purpose.
    let on_purpose = SaveHouse { version: saved(&app, ben).await.version, ..second };
    app.desk.save_settings(&german, on_purpose).await.unwrap();
    let view = app.desk.settings(&german).await.unwrap();
    assert_eq!((view.house.organisation.as_str(), view.house.link_minutes, view.version), ("Northwind", 15, 2));
    let (by, when) = view.changed.unwrap();
    assert_eq!((by.as_str(), when.short.as_str()), ("ben Feld", "jetzt"));
}

async fn of_many_who_save_first_one_wins(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let before = saved(&app, ada).await;
    let saves = (0..8).map(|n| {
        let (desk, mut request) = (app.desk.clone(), before.clone());
        request.house.organisation = format!("Number {n}");
        tokio::spawn(async move { desk.save_settings(&caller(ada, Role::Administrator), request).await })
    });
    let won = join_all(saves).await.into_iter().filter(|save| matches!(save, Ok(Ok(_)))).count();
    assert_eq!(won, 1);
    assert_eq!(saved(&app, ada).await.version, 1);
}

async fn everything_wrong_is_told_at_once_and_nothing_is_saved(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let mut request = saved(&app, ada).await;
    request.house = HouseSettings {
        organisation: String::new(),
        support_contact: "x".repeat(201),
        time_zone: "Atlantis/Centre".to_owned(),
        password_min_length: 7,
        link_minutes: 4,
        ..request.house
    };
    let error = app.desk.save_settings(&caller(ada, Role::Administrator), request).await.unwrap_err();
    let fields: Vec<_> = error.fields.iter().map(|error| error.field.as_str()).collect();
    assert_eq!(fields, ["organisation", "support_contact", "password_min_length", "link_minutes", "time_zone"]);
    assert_eq!(saved(&app, ada).await.version, 0);
}

async fn only_administrators_change_settings_and_auditors_read_them(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let request = saved(&app, ada).await;
    for role in [Role::User, Role::HelpDesk, Role::Auditor] {
        let refused = app.desk.save_settings(&caller(ada, role), request.clone()).await.unwrap_err();
        assert_eq!(refused.code(), ErrorCode::Forbidden, "{role}");
        assert_eq!(app.desk.test_mail(&caller(ada, role)).await.unwrap_err().code(), ErrorCode::Forbidden, "{role}");
    }
    assert_eq!(app.desk.settings(&caller(ada, Role::HelpDesk)).await.unwrap_err().code(), ErrorCode::Forbidden);
    let view = app.desk.settings(&caller(ada, Role::Auditor)).await.unwrap();
    assert!(!view.can_change);
    assert_eq!(view.public_url, "https://desk.northwind.example");
    assert_eq!((view.mail.from.as_str(), view.mail.connections), ("Northwind <desk@northwind.example>", 4));
    assert!(view.mail.address.is_some_and(|address| app.sink.url().starts_with(&address)));
    assert!(view.time_zones.iter().any(|zone| zone == "Europe/Berlin"));
    assert!(app.desk.settings(&caller(ada, Role::Administrator)).await.unwrap().can_change);
    let refusals = AuditQuery { action: "settings.".to_owned(), outcome: Some(Outcome::Refused), ..AuditQuery::default() };
    let lines = app.desk.audit(&caller(ada, Role::Auditor), refusals).await.unwrap();
    assert_eq!(lines.items.len(), 6, "three roles tried two things");
}

async fn a_test_mail_goes_to_oneself_and_brings_the_mail_servers_words(app: TestApp) {
    let greta = app
        .add("greta", |user| {
            user.role = Role::Administrator;
            user.language = Locale::De;
        })
        .await;
    let tested = app.desk.test_mail(&caller(greta, Role::Administrator)).await.unwrap();
    assert_eq!(tested.to, "greta@northwind.example");
    assert!(tested.reply.starts_with("250 "), "{}", tested.reply);
    let mail = app.sink.nth(1).await;
    assert_eq!(mail.header("Subject").as_deref(), Some("Northwind: Testnachricht"));
    assert_eq!(mail.header("Auto-Submitted").as_deref(), Some("auto-generated"));
    assert!(mail.text.contains("14:32 Uhr (Ortszeit Berlin"), "{}", mail.text);

    let too_soon = app.desk.test_mail(&caller(greta, Role::Administrator)).await.unwrap_err();
    assert_eq!(too_soon.problem, Problem::HeldBack(10));
    app.clock.advance(Span::seconds(10));
    app.desk.test_mail(&caller(greta, Role::Administrator)).await.unwrap();
    assert_eq!(app.sink.received().len(), 2);
    app.signed_in("greta", crate::support::app::PASSWORD).await;
}

async fn a_test_that_the_mail_server_refuses_says_so(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    app.sink.trouble(Stage::Rcpt, Trouble::Reply("550 5.7.1 Not for you"));
    let error = app.desk.test_mail(&caller(ada, Role::Administrator)).await.unwrap_err();
    assert_eq!(error.problem, Problem::MailRefused("550 5.7.1 Not for you".to_owned()));
    let query = AuditQuery { action: "settings.mail-tested".to_owned(), ..AuditQuery::default() };
    let line = app.desk.audit(&caller(ada, Role::Administrator), query).await.unwrap().items.remove(0);
    assert_eq!(line.outcome, Outcome::Failed);
    assert!(line.detail.contains(&("reply".to_owned(), "550 5.7.1 Not for you".to_owned())), "{:?}", line.detail);
}

async fn tests_are_sent_to_valid_addresses_alone(app: TestApp) {
    let nobody = app
        .add("nobody", |user| {
            user.role = Role::Administrator;
            user.email = None;
        })
        .await;
    let error = app.desk.test_mail(&caller(nobody, Role::Administrator)).await.unwrap_err();
    assert_eq!(error.problem, Problem::Refused(Refusal::NoEmail));
    assert!(app.sink.received().is_empty());
}
