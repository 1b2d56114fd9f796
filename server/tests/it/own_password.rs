//! Changing one's own password.

use crate::support::{
    app::{NEW_PASSWORD, PASSWORD, TestApp, caller},
    browser::{Answer, Browser},
};
use app::{
    api::{House, Resets},
    model::{AuditQuery, LinkStanding, Locale, Outcome, Role, Span},
};

on_both_engines!(
    whoever_knows_their_password_changes_it_and_stays_signed_in_here_alone,
    a_wrong_current_password_counts_like_a_failed_sign_in,
    a_new_password_that_does_not_do_leaves_everything_as_it_was,
    of_two_changes_at_once_one_holds,
    password_managers_are_led_to_the_form,
);

async fn change(browser: &mut Browser, current: &str, new: &str) -> Answer {
    browser.post("/account/password", &[("current_password", current), ("password", new)]).await
}

async fn whoever_knows_their_password_changes_it_and_stays_signed_in_here_alone(app: TestApp) {
    let (ada, _, code) = app.with_link().await;
    let mut here = app.signed_in("jonas", PASSWORD).await;
    let mut elsewhere = app.signed_in("jonas", PASSWORD).await;
    let page = here.get("/account").await;
    assert!(page.text().contains("action=\"/account/password\"") && page.says("At least 15 characters"), "{}", page.text());
    let before = here.clone();

    let answer = change(&mut here, PASSWORD, NEW_PASSWORD).await;
    assert_eq!((answer.status, answer.location()), (303, "/account"), "{}", answer.text());
    assert_ne!(here.cookie, before.cookie, "under another secret");
    assert!(here.get("/account").await.says("Your password was changed. You were signed out everywhere else."));
    assert_eq!((elsewhere.get("/account").await.status, before.clone().get("/account").await.status), (303, 303));
    assert!(matches!(app.desk.link_standing(&code, Locale::En).await, Ok(LinkStanding::Revoked(_))));
    assert_eq!(app.browser().sign_in("jonas", PASSWORD).await.status, 422);
    app.signed_in("jonas", NEW_PASSWORD).await;

    app.send_mail().await;
    let notice = app.sink.nth(2).await;
    assert_eq!(notice.subject, "Northwind: your password was changed");
    let query = AuditQuery { action: "password.changed".to_owned(), ..AuditQuery::default() };
    let line = app.desk.audit(&caller(ada, Role::Administrator), query).await.unwrap().items.remove(0);
    assert_eq!((line.outcome, line.actor.unwrap().1.as_str()), (Outcome::Done, "jonas Feld"));
    assert!(line.detail.contains(&("by".to_owned(), "owner".to_owned())));
}

async fn a_wrong_current_password_counts_like_a_failed_sign_in(app: TestApp) {
    app.person("jonas", Role::User).await;
    let mut browser = app.signed_in("jonas", PASSWORD).await;
    for _ in 0..5 {
        let refused = change(&mut browser, "not the one", NEW_PASSWORD).await;
        assert_eq!(refused.status, 422);
        assert!(refused.says("This is not your current password. Check it and try again."), "{}", refused.text());
    }
    assert_eq!(change(&mut browser, PASSWORD, NEW_PASSWORD).await.status, 429, "even the right one is held back");
    assert_eq!(app.browser().sign_in("jonas", PASSWORD).await.status, 429, "and so is signing in");
    app.clock.advance(Span::seconds(1));
    assert_eq!(change(&mut browser, PASSWORD, NEW_PASSWORD).await.status, 303);
}

async fn a_new_password_that_does_not_do_leaves_everything_as_it_was(app: TestApp) {
    app.person("jonas", Role::User).await;
    let mut browser = app.signed_in("jonas", PASSWORD).await;
    for bad in ["too short", "feld jonas feld 2026", "aaaaaaaaaaaaaaaaaaaaaa", PASSWORD] {
        for _ in 0..3 {
            let refused = change(&mut browser, PASSWORD, bad).await;
            assert_eq!(refused.status, 422, "{bad}");
            assert!(refused.text().contains("#field-password"), "{}", refused.text());
            assert!(!refused.text().contains(bad) && !refused.text().contains(PASSWORD), "a password comes back in the page");
        }
    }
    assert_eq!(change(&mut browser, "", NEW_PASSWORD).await.status, 422);
    assert_eq!(browser.get("/account").await.status, 200);
    app.signed_in("jonas", PASSWORD).await;
    assert!(app.sink.received().is_empty());
}

async fn of_two_changes_at_once_one_holds(app: TestApp) {
    app.person("jonas", Role::User).await;
    let browser = app.signed_in("jonas", PASSWORD).await;
    let tries = (0..8).map(|n| {
        let mut browser = browser.clone();
        tokio::spawn(async move { change(&mut browser, PASSWORD, &format!("{NEW_PASSWORD} {n}")).await.status })
    });
    let statuses: Vec<u16> = futures_util::future::join_all(tries).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(statuses.iter().filter(|status| **status == 303).count(), 1, "{statuses:?}");
}

async fn password_managers_are_led_to_the_form(app: TestApp) {
    let answer = app.browser().get("/.well-known/change-password").await;
    assert_eq!((answer.status, answer.location()), (302, "/account"));
    assert_eq!(app.browser().get("/account").await.location(), "/sign-in?next=%2Faccount");
    app.person("jonas", Role::User).await;
    let page = app.signed_in("jonas", PASSWORD).await.get("/account/password").await;
    for kind in ["username", "current-password", "new-password"] {
        assert!(page.text().contains(&format!("autocomplete=\"{kind}\"")), "{kind}");
    }
}
