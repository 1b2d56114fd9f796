//! A link that is handed on or mailed once more because its mail did not arrive, one that is withdrawn, and the mail shown
//! before it is sent.

use crate::support::{
    app::{NEW_PASSWORD, ORIGIN, PASSWORD, TestApp, caller},
    browser::Browser,
    smtp::{Stage, Trouble},
};
use app::{
    api::People,
    model::{MessageId, Role, Span, Step, UserId},
};

on_both_engines!(
    a_copied_link_works_beside_the_mailed_one_until_either_is_used,
    it_is_shown_once_and_kept_nowhere,
    copying_asks_for_ones_own_password_and_for_a_link,
    the_record_has_the_mail_sent_again_and_is_led_back_to,
    the_record_names_no_mail_that_its_reader_cannot_send_again,
    what_is_withdrawn_works_no_more,
    the_mail_can_be_read_before_it_is_sent,
    the_mail_shown_before_is_the_mail_that_is_sent_but_for_its_secret,
);

/// The link on the page, without scheme and host.
pub(crate) fn link_on(page: &str) -> String {
    let (_, rest) = page.split_once("/change-password/").expect("a link");
    format!("/change-password/{}", rest.split('<').next().unwrap_or_default())
}

async fn copied(desk: &mut Browser, user: UserId) -> String {
    let answer = desk.post(&format!("/users/{user}/copy-link"), &[]).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    link_on(&answer.text())
}

async fn a_copied_link_works_beside_the_mailed_one_until_either_is_used(app: TestApp) {
    let (_, jonas, code) = app.with_link().await;
    let mut desk = app.signed_in("ada", PASSWORD).await;
    let link = copied(&mut desk, jonas).await;
    assert!(!link.contains(&code), "a secret of its own");
    assert_eq!(app.browser().get(&format!("/change-password/{code}")).await.status, 200);
    let changed = app.browser().post(&link, &[("password", NEW_PASSWORD)]).await;
    assert_eq!(changed.status, 200, "{}", changed.text());
    assert_eq!(app.browser().sign_in("jonas", NEW_PASSWORD).await.status, 303);
    let late = app.browser().post(&format!("/change-password/{code}"), &[("password", PASSWORD)]).await;
    assert!(late.says("This link was used already"), "{}", late.text());
    assert!(app.steps(jonas).await.contains(&Step::LinkCopied("ada Feld".to_owned())));
}

async fn it_is_shown_once_and_kept_nowhere(app: TestApp) {
    let (_, jonas, _) = app.with_link().await;
    let mut desk = app.signed_in("ada", PASSWORD).await;
    let path = format!("/users/{jonas}/copy-link");
    let page = desk.post(&path, &[]).await;
    let secret = link_on(&page.text()).replace("/change-password/", "");
    assert_eq!(page.text().matches(&secret).count(), 1, "once, and not among the data");
    assert!(!page.text().contains("/latchkey.js"), "the application does not take the page over");
    assert_eq!(page.header("cache-control"), "no-store");
    assert!(!desk.get(&path).await.text().contains("/change-password/"), "gone after a reload");
    assert!(!app.store.dump().await.to_lowercase().contains(&secret.to_lowercase()));
}

async fn copying_asks_for_ones_own_password_and_for_a_link(app: TestApp) {
    let (_, jonas, _) = app.with_link().await;
    let other = app.person("other", Role::User).await;
    let mut desk = app.signed_in("ada", PASSWORD).await;
    let none = desk.post(&format!("/users/{other}/copy-link"), &[]).await;
    assert!(none.status == 409 && none.says("There is no unused link to copy."), "{}", none.text());
    app.clock.advance(Span::minutes(6));
    let path = format!("/users/{jonas}/copy-link");
    assert!(desk.get(&path).await.says("Your own password"));
    assert_eq!(desk.post(&path, &[]).await.status, 422);
    assert_eq!(desk.post(&path, &[("password", NEW_PASSWORD)]).await.status, 422);
    assert_eq!(desk.post(&path, &[("password", PASSWORD)]).await.status, 200);
    app.clock.advance(Span::minutes(70));
    let mut desk = app.signed_in("ada", PASSWORD).await;
    assert_eq!(desk.post(&path, &[]).await.status, 409, "the link has ended");
}

async fn the_record_has_the_mail_sent_again_and_is_led_back_to(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    let mut desk = app.signed_in("ada", PASSWORD).await;
    let record = format!("/users/{jonas}");
    app.send_link(ada, jonas).await.unwrap();
    assert_eq!(resendable(&app, Role::Administrator, jonas).await, None, "it waits to be sent");
    app.sink.trouble(Stage::Rcpt, Trouble::Reply("550 5.1.1 no such mailbox"));
    app.send_mail().await;
    let failed = resendable(&app, Role::Administrator, jonas).await.unwrap();
    let prompt = format!("/messages/{failed}/resend?user={jonas}");
    assert!(desk.get(&record).await.text().contains(&format!("href=\"{prompt}\"")));
    assert!(desk.get(&prompt).await.says("A new message is made and sent to: jonas@northwind.example"));

    app.clock.advance(Span::minutes(1));
    let sent = desk.post(&prompt, &[]).await;
    assert_eq!((sent.status, sent.location()), (303, record.as_str()), "{}", sent.text());
    let waiting = desk.get(&record).await;
    assert!(waiting.says("It is on its way again, as a new message.") && !waiting.says("Send again"), "{}", waiting.text());
    app.send_mail().await;
    assert_eq!(app.sink.received().len(), 1);
    let again = resendable(&app, Role::Administrator, jonas).await;
    assert!(again.is_some_and(|again| again != failed), "what was sent can be sent once more, too");
}

async fn the_record_names_no_mail_that_its_reader_cannot_send_again(app: TestApp) {
    let (ada, jonas, code) = app.with_link().await;
    assert!(resendable(&app, Role::HelpDesk, jonas).await.is_some());
    assert_eq!(resendable(&app, Role::Auditor, jonas).await, None, "who only looks");
    let greta = app.person("greta", Role::Administrator).await;
    app.send_link(ada, greta).await.unwrap();
    app.send_mail().await;
    assert!(resendable(&app, Role::Administrator, greta).await.is_some());
    assert_eq!(resendable(&app, Role::HelpDesk, greta).await, None, "who may not act on administrators");
    app.browser().post(&format!("/change-password/{code}"), &[("password", NEW_PASSWORD)]).await;
    assert_eq!(resendable(&app, Role::Administrator, jonas).await, None, "the link was used");
}

/// The message that the record offers to send again to a reader with this role.
async fn resendable(app: &TestApp, role: Role, user: UserId) -> Option<MessageId> {
    app.desk.user(&caller(UserId(uuid::Uuid::nil()), role), user).await.unwrap().resend
}

async fn what_is_withdrawn_works_no_more(app: TestApp) {
    let (ada, jonas, code) = app.with_link().await;
    let mut desk = app.signed_in("ada", PASSWORD).await;
    let path = format!("/users/{jonas}/withdraw");
    let withdrawn = desk.post(&path, &[]).await;
    assert_eq!((withdrawn.status, withdrawn.location()), (303, format!("/users/{jonas}").as_str()));
    assert!(desk.get(&format!("/users/{jonas}")).await.says("1 is withdrawn."));
    assert!(app.browser().get(&format!("/change-password/{code}")).await.says("This link was withdrawn"));
    desk.post(&path, &[]).await;
    assert!(desk.get(&format!("/users/{jonas}")).await.says("There was nothing left to withdraw."));

    app.send_link(ada, jonas).await.unwrap();
    desk.post(&path, &[]).await;
    app.send_mail().await;
    assert_eq!(app.sink.received().len(), 1, "what waits is not sent");
}

async fn the_mail_can_be_read_before_it_is_sent(app: TestApp) {
    app.person("ada", Role::Administrator).await;
    let jonas = app.add("jonas", |user| user.language = app::model::Locale::De).await;
    let off = app.add("off", |user| user.is_active = false).await;
    let mut desk = app.signed_in("ada", PASSWORD).await;
    for mail in ["password-change-link", "access-info"] {
        let page = desk.get(&format!("/users/{jonas}/mail/{mail}")).await;
        assert!(page.status == 200 && page.says("Guten Tag") && page.says("jonas Feld"), "{}", page.text());
        assert!(page.header("content-security-policy").starts_with("sandbox; default-src 'none'"));
        assert_eq!(desk.get(&format!("/users/{off}/mail/{mail}")).await.status, 409);
    }
    assert_eq!(desk.get(&format!("/users/{jonas}/mail/no-such-mail")).await.status, 404);
}

/// The clock stands at 14:32 in Berlin.
async fn the_mail_shown_before_is_the_mail_that_is_sent_but_for_its_secret(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    let mut desk = app.signed_in("ada", PASSWORD).await;
    let path = format!("/users/{jonas}/mail/password-change-link?look=text");
    let quarter = desk.get(&format!("{path}&life_minutes=15")).await;
    assert!(quarter.says("14:47") && quarter.says("ada Feld"), "who asks, and until when: {}", quarter.text());
    let hour = desk.get(&path).await;
    assert!(hour.says("15:32"), "the usual life: {}", hour.text());
    assert!(hour.says(&format!("{ORIGIN}/change-password/XXXXXXXXXXXXXXXXXXXXXXXXXX")), "{}", hour.text());
    assert!(!hour.text().contains("northwind.example/change-password/0"), "nothing of the sample");

    let passwords = format!("/users/{jonas}/mail/access-info?look=text");
    let (stops, works) = (desk.get(&passwords).await, desk.get(&format!("{passwords}&effect=first-use")).await);
    assert!(stops.says("XXXX-XXXX-XXXX-XXXX-XXXX-XXXX"), "{}", stops.text());
    assert_ne!(stops.text(), works.text(), "what becomes of the old password");
    assert_eq!(desk.get(&format!("{passwords}&effect=never")).await.status, 400);

    app.send_link(ada, jonas).await.unwrap();
    app.send_mail().await;
    app.clock.advance(Span::minutes(10));
    let message = app.desk.user(&caller(ada, Role::Administrator), jonas).await.unwrap().resend.unwrap();
    let again = desk.get(&format!("/messages/{message}/mail?look=text")).await;
    assert!(again.says("15:42") && again.says("Ada Reyes"), "its life begins anew, and who had asked stays: {}", again.text());
}
