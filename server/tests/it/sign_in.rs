//! Signing in and out.

use crate::support::{
    app::{NEW_PASSWORD, PASSWORD, TestApp, caller},
    browser::Browser,
};
use app::{
    api::{Own, People},
    model::{Kind, Role, SetActive, Span, UserId},
};
use axum::body::Body;
use http::Request;

on_both_engines!(
    whatever_is_wrong_the_words_are_the_same,
    failures_hold_an_account_back_longer_and_longer,
    names_that_nobody_has_are_held_back_alike,
    a_client_that_tries_many_accounts_is_held_back,
    a_hundred_failures_end_a_password_until_it_is_changed,
    parallel_guesses_are_all_counted,
    sessions_rotate_idle_and_end,
    signing_out_ends_the_session,
    an_address_signs_in_where_it_is_one_accounts_alone,
    a_stranger_shuts_nobody_out_of_their_own_browser,
    a_known_browser_is_held_back_for_its_own_failures,
    a_known_browser_is_one_accounts_and_signs_nobody_in,
    a_new_password_and_a_report_end_what_browsers_are_known_for,
    administrators_end_what_browsers_are_known_for,
    the_browser_in_which_the_password_was_changed_stays_known,
    whoever_ends_one_session_ends_what_its_browser_is_known_for,
    a_session_makes_one_browser_known_however_often_it_asks,
    nobody_escapes_counting_by_a_made_up_address,
);

const FAILED: &str = "Sign-in failed. Check the user name and the password.";

async fn whatever_is_wrong_the_words_are_the_same(app: TestApp) {
    app.person("jonas", Role::User).await;
    app.add("off", |user| user.is_active = false).await;
    app.add("program", |user| user.kind = Kind::Api).await;
    for (name, password) in [
        ("nobody", PASSWORD),
        ("jonas", "wrong"),
        ("off", PASSWORD),
        ("program", PASSWORD),
        ("", ""),
        ("jonas", ""),
        ("\0", "\0"),
    ] {
        let answer = app.browser().sign_in(name, password).await;
        assert_eq!(answer.status, 422, "{name}");
        assert!(answer.says(FAILED), "{name}");
        assert!(answer.headers.get("set-cookie").is_none());
    }
}

async fn failures_hold_an_account_back_longer_and_longer(app: TestApp) {
    app.person("jonas", Role::User).await;
    for _ in 0..5 {
        assert_eq!(app.browser().sign_in("jonas", "wrong").await.status, 422);
    }
    let held = app.browser().sign_in("JONAS", PASSWORD).await;
    assert_eq!(held.status, 429, "even the right password, however the name is written");
    assert!(held.says("Wait 1 second"));
    app.clock.advance(Span::seconds(1));
    assert_eq!(app.browser().sign_in("jonas", "wrong").await.status, 422);
    app.clock.advance(Span::seconds(1));
    assert_eq!(app.browser().sign_in("jonas", PASSWORD).await.status, 429);
    app.clock.advance(Span::seconds(1));
    app.signed_in("jonas", PASSWORD).await;
    for _ in 0..4 {
        assert_eq!(app.browser().sign_in("jonas", "wrong").await.status, 422, "a success has cleared the count");
    }
}

async fn names_that_nobody_has_are_held_back_alike(app: TestApp) {
    for _ in 0..5 {
        assert_eq!(app.browser().sign_in("nobody", "wrong").await.status, 422);
    }
    assert_eq!(app.browser().sign_in("nobody", "wrong").await.status, 429);
}

async fn a_client_that_tries_many_accounts_is_held_back(app: TestApp) {
    app.person("jonas", Role::User).await;
    for n in 0..30 {
        assert_eq!(app.browser().sign_in(&format!("guess{n}"), "wrong").await.status, 422, "{n}");
    }
    assert_eq!(app.browser().sign_in("jonas", PASSWORD).await.status, 429);
    app.clock.advance(Span::seconds(1));
    app.signed_in("jonas", PASSWORD).await;
}

async fn a_hundred_failures_end_a_password_until_it_is_changed(app: TestApp) {
    app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    for n in 0..100 {
        assert_eq!(app.browser().sign_in("jonas", "wrong").await.status, 422, "{n}");
        app.clock.advance(Span::hours(2));
    }
    assert_eq!(app.browser().sign_in("jonas", PASSWORD).await.status, 422, "the right password is not accepted any more");
    app.clock.advance(Span::hours(2));
    let code = new_code(&app, jonas).await;
    app.browser().post(&format!("/change-password/{code}"), &[("password", NEW_PASSWORD)]).await;
    app.signed_in("jonas", NEW_PASSWORD).await;
}

async fn new_code(app: &TestApp, user: UserId) -> String {
    let mut ada = app.signed_in("ada", PASSWORD).await;
    let sent = ada.post(&format!("/users/{user}/send-link"), &[("life_minutes", "60")]).await;
    assert_eq!(sent.status, 303, "{}", sent.text());
    app.send_mail().await;
    app.sink.received().last().unwrap().token().to_owned()
}

async fn parallel_guesses_are_all_counted(app: TestApp) {
    app.person("jonas", Role::User).await;
    let tries = (0..40).map(|_| {
        let mut browser = app.browser();
        tokio::spawn(async move { browser.sign_in("jonas", "wrong").await.status })
    });
    let statuses: Vec<u16> = futures_util::future::join_all(tries).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(statuses.iter().filter(|status| **status == 422).count(), 5, "{statuses:?}");
}

async fn sessions_rotate_idle_and_end(app: TestApp) {
    app.person("jonas", Role::User).await;
    app.person("ada", Role::Administrator).await;
    let mut browser = app.browser();
    let planted = "a".repeat(64);
    browser.cookie = Some(format!("__Host-latchkey={planted}"));
    let answer = browser.sign_in("jonas", PASSWORD).await;
    let flags = answer.header("set-cookie");
    for flag in ["__Host-latchkey=", "; Path=/", "; HttpOnly", "; SameSite=Lax", "; Secure"] {
        assert!(flags.contains(flag), "{flag} in {flags}");
    }
    let first = browser.clone();
    assert!(!first.cookie.clone().unwrap().contains(&planted), "a session is never fixed before sign-in");
    browser.sign_in("jonas", PASSWORD).await;
    assert_ne!(first.cookie, browser.cookie);
    assert_eq!(first.clone().get("/account").await.status, 303, "the old cookie is dead");

    let mut ada = app.signed_in("ada", PASSWORD).await;
    app.clock.advance(Span::minutes(14));
    assert_eq!((ada.get("/users").await.status, browser.get("/account").await.status), (200, 200));
    app.clock.advance(Span::minutes(15));
    assert_eq!((ada.get("/users").await.status, browser.get("/account").await.status), (303, 200));
    for _ in 0..60 {
        app.clock.advance(Span::minutes(12));
        browser.get("/account").await;
    }
    assert_eq!(browser.get("/account").await.status, 303, "twelve hours are the end, however busy");
}

async fn signing_out_ends_the_session(app: TestApp) {
    app.person("jonas", Role::User).await;
    let mut browser = app.signed_in("jonas", PASSWORD).await;
    let kept = browser.clone();
    let answer = browser.post("/sign-out", &[]).await;
    assert_eq!((answer.status, answer.location()), (303, "/sign-in?notice=signed-out"));
    assert!(browser.cookie.is_none());
    assert_eq!(kept.clone().get("/account").await.status, 303);
    assert_eq!(browser.post("/sign-out", &[]).await.status, 303, "twice does no harm");
}

async fn an_address_signs_in_where_it_is_one_accounts_alone(app: TestApp) {
    app.person("jonas", Role::User).await;
    app.signed_in("Jonas@Northwind.example", PASSWORD).await;
    app.share_emails().await;
    app.add("second", |user| user.email = Some("jonas@northwind.example".to_owned())).await;
    assert_eq!(app.browser().sign_in("jonas@northwind.example", PASSWORD).await.status, 422);
}

/// Someone's browser, in which they were signed in.
async fn known_browser(app: &TestApp, user_name: &str) -> Browser {
    let mut browser = app.browser();
    let answer = browser.sign_in(user_name, PASSWORD).await;
    let mut cookies = answer.headers.get_all("set-cookie").iter().filter_map(|cookie| cookie.to_str().ok());
    let flags = cookies.find(|cookie| cookie.starts_with("__Host-latchkey-known=")).unwrap();
    for flag in ["; Path=/", "; Max-Age=", "; HttpOnly", "; SameSite=Lax", "; Secure"] {
        assert!(flags.contains(flag), "{flag} in {flags}");
    }
    assert!(browser.get("/account").await.headers.get("set-cookie").is_none(), "it is known once");
    assert_eq!(browser.post("/sign-out", &[]).await.status, 303);
    assert!(browser.known.is_some() && browser.cookie.is_none(), "it stays known");
    browser
}

async fn a_stranger_shuts_nobody_out_of_their_own_browser(app: TestApp) {
    app.person("jonas", Role::User).await;
    let mut own = known_browser(&app, "jonas").await;
    for n in 0..100 {
        assert_eq!(app.browser().sign_in("jonas", "wrong").await.status, 422, "{n}");
        app.clock.advance(Span::hours(2));
    }
    assert_eq!(app.browser().sign_in("jonas", PASSWORD).await.status, 422, "elsewhere the password is not accepted any more");
    assert_eq!(app.browser().sign_in("jonas", "wrong").await.status, 429);
    assert_eq!(own.sign_in("jonas", PASSWORD).await.status, 303, "here it is, and without waiting");
    app.signed_in("jonas", PASSWORD).await;
}

async fn a_known_browser_is_held_back_for_its_own_failures(app: TestApp) {
    app.person("jonas", Role::User).await;
    let mut own = known_browser(&app, "jonas").await;
    for _ in 0..5 {
        assert_eq!(own.sign_in("jonas", "wrong").await.status, 422);
    }
    assert_eq!(own.sign_in("jonas", PASSWORD).await.status, 429);
    assert_eq!(app.browser().sign_in("jonas", PASSWORD).await.status, 429, "and they count for everybody else");
    app.clock.advance(Span::seconds(1));
    assert_eq!(own.sign_in("jonas", PASSWORD).await.status, 303);
    for n in 0..100 {
        app.clock.advance(Span::minutes(16));
        assert_eq!(own.sign_in("jonas", "wrong").await.status, 422, "{n}");
    }
    app.clock.advance(Span::minutes(16));
    assert_eq!(own.sign_in("jonas", PASSWORD).await.status, 422, "a hundred are enough here, too");
}

async fn a_known_browser_is_one_accounts_and_signs_nobody_in(app: TestApp) {
    let jonas = app.person("jonas", Role::User).await;
    app.person("mallory", Role::User).await;
    let own = known_browser(&app, "jonas").await;
    assert_eq!(own.clone().get("/account").await.status, 303, "the cookie opens nothing");
    assert!(!own.known.clone().unwrap().contains(&jonas.0.simple().to_string()), "nor does it say whose it is");
    let mut others = known_browser(&app, "mallory").await;
    let mut made_up = own.clone();
    made_up.known = own.known.clone().map(|cookie| {
        let flipped = if cookie.ends_with('0') { '1' } else { '0' };
        format!("{}{flipped}", &cookie[..cookie.len() - 1])
    });
    for _ in 0..5 {
        assert_eq!(app.browser().sign_in("jonas", "wrong").await.status, 422);
    }
    assert_eq!(others.sign_in("jonas", PASSWORD).await.status, 429, "another account's");
    assert_eq!(made_up.sign_in("jonas", PASSWORD).await.status, 429, "one that was tampered with");
    assert_eq!(own.clone().sign_in("jonas", PASSWORD).await.status, 303);
}

/// Whether a browser gets past what a stranger has guessed elsewhere.
async fn passes(app: &TestApp, own: &Browser, user_name: &str, password: &str) -> bool {
    app.clock.advance(Span::hours(2));
    for _ in 0..5 {
        assert_eq!(app.browser().sign_in(user_name, "wrong").await.status, 422);
    }
    own.clone().sign_in(user_name, password).await.status == 303
}

async fn a_new_password_and_a_report_end_what_browsers_are_known_for(app: TestApp) {
    app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    let own = known_browser(&app, "jonas").await;
    assert!(passes(&app, &own, "jonas", PASSWORD).await);
    let code = new_code(&app, jonas).await;
    app.browser().post(&format!("/change-password/{code}"), &[("password", NEW_PASSWORD)]).await;
    app.send_mail().await;
    let notice = app.sink.received().last().unwrap().token().to_owned();
    assert!(!passes(&app, &own, "jonas", NEW_PASSWORD).await);

    app.clock.advance(Span::hours(2));
    let own = app.signed_in("jonas", NEW_PASSWORD).await;
    assert!(passes(&app, &own, "jonas", NEW_PASSWORD).await, "whoever signs in with it is known again");
    assert_eq!(app.browser().post(&format!("/not-me/{notice}"), &[]).await.status, 200);
    assert!(!passes(&app, &own, "jonas", NEW_PASSWORD).await);
}

async fn administrators_end_what_browsers_are_known_for(app: TestApp) {
    let ada = caller(app.person("ada", Role::Administrator).await, Role::Administrator);
    let (jonas, kim) = (app.person("jonas", Role::User).await, app.person("kim", Role::User).await);
    let (of_jonas, of_kim) = (known_browser(&app, "jonas").await, known_browser(&app, "kim").await);
    app.clock.advance(Span::seconds(1));
    app.desk.end_sessions(&ada, jonas).await.unwrap();
    assert!(!passes(&app, &of_jonas, "jonas", PASSWORD).await, "also where no session is open");
    assert!(passes(&app, &of_kim, "kim", PASSWORD).await, "nobody else's");
    for active in [false, true] {
        app.desk.set_active(&ada, SetActive { user: kim, active }).await.unwrap();
    }
    assert!(!passes(&app, &of_kim, "kim", PASSWORD).await);
}

async fn the_browser_in_which_the_password_was_changed_stays_known(app: TestApp) {
    app.person("jonas", Role::User).await;
    let elsewhere = known_browser(&app, "jonas").await;
    let mut here = app.signed_in("jonas", PASSWORD).await;
    app.clock.advance(Span::seconds(1));
    let fields = [("current_password", PASSWORD), ("password", NEW_PASSWORD)];
    assert_eq!(here.post("/account/password", &fields).await.status, 303);
    assert_eq!(here.get("/account").await.status, 200);
    assert!(passes(&app, &here, "jonas", NEW_PASSWORD).await);
    assert!(!passes(&app, &elsewhere, "jonas", NEW_PASSWORD).await);
}

async fn whoever_ends_one_session_ends_what_its_browser_is_known_for(app: TestApp) {
    let jonas = app.person("jonas", Role::User).await;
    let lost = app.signed_in("jonas", PASSWORD).await;
    let session = app.desk.account(&caller(jonas, Role::User)).await.unwrap().sessions[0].id.to_string();
    let mut here = app.signed_in("jonas", PASSWORD).await;
    app.clock.advance(Span::seconds(1));
    assert_eq!(here.post("/account/sessions", &[("session", &session)]).await.status, 303);
    assert_eq!((here.get("/account").await.status, lost.clone().get("/account").await.status), (200, 303));
    assert!(passes(&app, &here, "jonas", PASSWORD).await, "a session that is open makes it known again");
    assert!(!passes(&app, &lost, "jonas", PASSWORD).await);
}

async fn a_session_makes_one_browser_known_however_often_it_asks(app: TestApp) {
    app.person("jonas", Role::User).await;
    let mut own = app.signed_in("jonas", PASSWORD).await;
    let mut again = own.clone();
    again.known = None;
    app.clock.advance(Span::seconds(1));
    assert_eq!(again.get("/account").await.status, 200);
    assert!(again.known.is_some() && again.known != own.known, "another cookie");
    assert!(passes(&app, &again, "jonas", PASSWORD).await);
    for _ in 0..5 {
        assert_eq!(own.sign_in("jonas", "wrong").await.status, 422);
    }
    assert_eq!(again.sign_in("jonas", PASSWORD).await.status, 429, "with no tries of its own");

    app.clock.advance(Span::hours(2));
    let mut own = app.signed_in("jonas", PASSWORD).await;
    app.clock.advance(Span::seconds(1));
    assert_eq!(own.post("/account/sessions", &[]).await.status, 303);
    for is_new in [true, false] {
        let page = own.get("/account").await;
        assert_eq!(page.headers.contains_key("set-cookie"), is_new, "the session that was left makes it known once more");
    }
    assert!(passes(&app, &own, "jonas", PASSWORD).await);
}

async fn nobody_escapes_counting_by_a_made_up_address(app: TestApp) {
    for n in 0..31 {
        let body = format!("user_name=guess{n}&password=wrong");
        let request = Request::post("/sign-in")
            .header("sec-fetch-site", "same-origin")
            .header("content-type", "application/x-www-form-urlencoded")
            .header("x-forwarded-for", format!("203.0.113.{n}"))
            .header("forwarded", format!("for=203.0.113.{n}"))
            .header("x-real-ip", format!("203.0.113.{n}"))
            .body(Body::from(body))
            .unwrap();
        let status = app.browser().request(request).await.status;
        assert_eq!(status, if n < 30 { 422 } else { 429 }, "{n}: no proxy is trusted, so all come from one client");
    }
}
