//! Password change links: what they do, once, and for whom.

use crate::support::app::{NEW_PASSWORD, PASSWORD, TestApp, caller, client};
use app::{
    api::{ErrorCode, People, Resets},
    model::{Kind, LinkStanding, Locale, Opener, Role, SendChangeLink, SetActive, Span, Step, TypedPassword, UserId},
};
use futures_util::future::join_all;
use http::Method;
use latchkey::service::{RedeemLink, Redeemed};

on_both_engines!(
    a_link_lets_its_owner_choose_a_password_and_ends_everything_else,
    fifty_parallel_uses_of_one_link_give_one_change,
    two_secrets_of_one_link_give_one_change,
    scanners_change_nothing,
    a_person_at_the_page_is_told_from_programs,
    without_scripts_sending_the_form_tells_a_person,
    a_newer_link_replaces_the_older_one,
    a_link_ends_with_its_life_and_says_so,
    switching_an_account_off_withdraws_its_link,
    a_refused_password_leaves_the_link_as_it_was,
    each_refusal_names_its_reason_and_queues_nothing,
    the_code_can_be_typed,
    a_client_that_enters_many_codes_is_held_back,
    nothing_usable_is_in_the_database,
);

fn redeem(password: &str) -> RedeemLink {
    RedeemLink { password: TypedPassword::new(password) }
}

async fn a_link_lets_its_owner_choose_a_password_and_ends_everything_else(app: TestApp) {
    let (ada, jonas, code) = app.with_link().await;
    let mut elsewhere = app.signed_in("jonas", PASSWORD).await;
    let mut phone = app.browser();
    let page = phone.get(&format!("/change-password/{code}")).await;
    assert_eq!(page.status, 200);
    assert!(page.says("Ada Reyes") && page.text().contains("value=\"jonas\"") && page.says("15:32"));

    let answer = phone.post(&format!("/change-password/{code}"), &[("password", NEW_PASSWORD)]).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert!(phone.cookie.is_none(), "nobody is signed in by a link");
    assert_eq!(elsewhere.get("/account").await.status, 303, "the other session has ended");
    assert_eq!(app.browser().sign_in("jonas", PASSWORD).await.status, 422, "the old password is gone");
    app.signed_in("jonas", NEW_PASSWORD).await;

    app.send_mail().await;
    let notice = app.sink.nth(2).await;
    assert!(notice.header("Subject").unwrap().contains("password"), "{:?}", notice.header("Subject"));
    assert!(notice.text.contains("help@northwind.example"));
    let record = app.desk.user(&caller(ada, Role::Administrator), jonas).await.unwrap();
    let steps = format!("{:?}", record.timeline);
    for step in ["LinkRequested", "MailAccepted", "LinkOpened", "LinkUsed", "PasswordChanged"] {
        assert!(steps.contains(step), "{step} in {steps}");
    }
}

async fn fifty_parallel_uses_of_one_link_give_one_change(app: TestApp) {
    let (_, _, code) = app.with_link().await;
    let tries = (0..50).map(|n| {
        let (desk, code) = (app.desk.clone(), code.clone());
        tokio::spawn(async move { desk.redeem_link(&code, &redeem(&format!("{NEW_PASSWORD} {n}")), &client()).await })
    });
    let changed = join_all(tries).await.into_iter().filter(|done| matches!(done, Ok(Ok(Redeemed::Changed)))).count();
    assert_eq!(changed, 1);
    app.send_mail().await;
    assert_eq!(app.sink.received().len(), 2, "one link mail and one notice");
}

/// The mail server takes the first copy but its reply is lost: the second try mints a second secret.
async fn two_secrets_of_one_link_give_one_change(app: TestApp) {
    use crate::support::smtp::{Stage, Trouble};
    let ada = app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    app.sink.trouble(Stage::Dot, Trouble::Drop);
    app.send_link(ada, jonas).await.unwrap();
    app.send_mail().await;
    app.clock.advance(Span::seconds(10));
    app.send_mail().await;
    let [first, second] = app.sink.received().try_into().unwrap();
    assert_eq!(first.header("Message-ID"), second.header("Message-ID"));
    assert_ne!(first.token(), second.token());
    for code in [first.token(), second.token()] {
        assert!(matches!(app.desk.link_standing(code, Locale::En).await, Ok(LinkStanding::Open(_))));
    }
    let codes = [first.token().to_owned(), second.token().to_owned()];
    let tries = (0..20).map(|n| {
        let (desk, code) = (app.desk.clone(), codes[n % 2].clone());
        tokio::spawn(async move { desk.redeem_link(&code, &redeem(&format!("{NEW_PASSWORD} {n}")), &client()).await })
    });
    let changed = join_all(tries).await.into_iter().filter(|done| matches!(done, Ok(Ok(Redeemed::Changed)))).count();
    assert_eq!(changed, 1);
}

async fn scanners_change_nothing(app: TestApp) {
    let (_, _, code) = app.with_link().await;
    let path = format!("/change-password/{code}");
    for _ in 0..5 {
        for method in [Method::GET, Method::HEAD, Method::OPTIONS] {
            app.browser().send(method, &path, None).await;
        }
        app.browser().post(&path, &[]).await;
    }
    assert!(matches!(app.desk.link_standing(&code, Locale::En).await, Ok(LinkStanding::Open(_))));
    app.signed_in("jonas", PASSWORD).await;
}

/// Who was at the page of a user's link, latest first.
async fn openers(app: &TestApp, user: UserId) -> Vec<Opener> {
    let steps = app.steps(user).await.into_iter();
    steps.filter_map(|step| if let Step::LinkOpened(by) = step { Some(by) } else { None }).collect()
}

/// Asks for a page as a browser does.
async fn open(app: &TestApp, path: &str) {
    let agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    let request = http::Request::get(path).header("user-agent", agent).body(axum::body::Body::empty()).unwrap();
    assert_eq!(app.browser().request(request).await.status, 200);
}

async fn a_person_at_the_page_is_told_from_programs(app: TestApp) {
    let (_, jonas, code) = app.with_link().await;
    let path = format!("/change-password/{code}");
    let touched = format!("{path}/touched");
    app.browser().send(Method::HEAD, &path, None).await;
    assert_eq!(openers(&app, jonas).await, [Opener::Program]);
    app.clock.advance(Span::minutes(1));
    open(&app, &path).await;
    assert_eq!(openers(&app, jonas).await, [Opener::Unclear, Opener::Program]);

    app.clock.advance(Span::minutes(2));
    let foreign = http::Request::post(&touched).header("origin", "https://scanner.example");
    let foreign = foreign.body(axum::body::Body::empty()).unwrap();
    assert_eq!(app.browser().request(foreign).await.status, 403);
    assert_ne!(app.browser().get(&touched).await.status, 204, "nothing that only fetches is a person");
    assert_eq!(openers(&app, jonas).await.len(), 2);
    for _ in 0..3 {
        assert_eq!(app.browser().send(Method::POST, &touched, None).await.status, 204);
        app.clock.advance(Span::minutes(1));
    }
    assert_eq!(openers(&app, jonas).await, [Opener::Person, Opener::Unclear, Opener::Program]);
    let unknown = app.browser().send(Method::POST, "/change-password/0123456789ABCDEFGHJKMNPQRS/touched", None).await;
    assert_eq!(unknown.status, 204, "it does not tell whether there is such a link");
    assert!(matches!(app.desk.link_standing(&code, Locale::En).await, Ok(LinkStanding::Open(_))), "nothing else changes");
}

async fn without_scripts_sending_the_form_tells_a_person(app: TestApp) {
    let (_, jonas, code) = app.with_link().await;
    let path = format!("/change-password/{code}");
    open(&app, &path).await;
    app.clock.advance(Span::seconds(20));
    assert_eq!(app.browser().post(&path, &[("password", "too short")]).await.status, 422);
    assert_eq!(openers(&app, jonas).await, [Opener::Person], "who opened it a moment before is the same");
}

async fn a_newer_link_replaces_the_older_one(app: TestApp) {
    let (ada, jonas, old) = app.with_link().await;
    app.send_link(ada, jonas).await.unwrap();
    app.send_mail().await;
    let new = app.sink.nth(2).await.token().to_owned();
    assert!(matches!(app.desk.link_standing(&old, Locale::En).await, Ok(LinkStanding::Revoked(_))));
    assert!(matches!(app.desk.redeem_link(&old, &redeem(NEW_PASSWORD), &client()).await, Ok(Redeemed::NotOpen(_))));
    assert!(matches!(app.desk.redeem_link(&new, &redeem(NEW_PASSWORD), &client()).await, Ok(Redeemed::Changed)));
}

async fn a_link_ends_with_its_life_and_says_so(app: TestApp) {
    let (_, _, code) = app.with_link().await;
    app.clock.advance(Span::minutes(59));
    assert!(matches!(app.desk.link_standing(&code, Locale::En).await, Ok(LinkStanding::Open(_))));
    app.clock.advance(Span::minutes(1));
    let page = app.browser().get(&format!("/change-password/{code}")).await;
    assert!(page.says("expired"), "{}", page.text());
    let posted = app.browser().post(&format!("/change-password/{code}"), &[("password", NEW_PASSWORD)]).await;
    assert!(posted.says("expired"), "{}", posted.text());
    app.signed_in("jonas", PASSWORD).await;
    let unknown = app.browser().get("/change-password/0123456789ABCDEFGHJKMNPQRS").await;
    assert_eq!(unknown.status, 404);
}

async fn switching_an_account_off_withdraws_its_link(app: TestApp) {
    let (ada, jonas, code) = app.with_link().await;
    let mut browser = app.signed_in("jonas", PASSWORD).await;
    let caller = caller(ada, Role::Administrator);
    app.desk.set_active(&caller, SetActive { user: jonas, active: false }).await.unwrap();
    assert!(matches!(app.desk.link_standing(&code, Locale::En).await, Ok(LinkStanding::Revoked(_))));
    assert_eq!(browser.get("/account").await.status, 303);
    app.desk.set_active(&caller, SetActive { user: jonas, active: true }).await.unwrap();
    assert!(matches!(app.desk.link_standing(&code, Locale::En).await, Ok(LinkStanding::Revoked(_))), "it stays withdrawn");
}

async fn a_refused_password_leaves_the_link_as_it_was(app: TestApp) {
    let (_, _, code) = app.with_link().await;
    let path = format!("/change-password/{code}");
    for bad in ["too short", "jonasfeld northwind 2026", "aaaaaaaaaaaaaaaaaaaaaa", "passwordpassword", "123456789012345"] {
        let answer = app.browser().post(&path, &[("password", bad)]).await;
        assert_eq!(answer.status, 422, "{bad}");
        assert!(!answer.text().contains(bad), "a password comes back in the page");
    }
    let twice = "password=a+long+enough+password+1&password=a+long+enough+password+2".to_owned();
    let answer = app.browser().send(Method::POST, &path, Some(("application/x-www-form-urlencoded", twice))).await;
    assert_eq!(answer.status, 400);
    assert!(matches!(app.desk.link_standing(&code, Locale::En).await, Ok(LinkStanding::Open(_))));
}

async fn each_refusal_names_its_reason_and_queues_nothing(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let desk_worker = app.person("hannah", Role::HelpDesk).await;
    let auditor = app.person("elif", Role::Auditor).await;
    let person = app.person("jonas", Role::User).await;
    let off = app.add("off", |user| user.is_active = false).await;
    let silent = app.add("silent", |user| user.email = None).await;
    let program = app.add("program", |user| user.kind = Kind::Api).await;
    let (administrator, help_desk) = (caller(ada, Role::Administrator), caller(desk_worker, Role::HelpDesk));
    let cases = [
        (&administrator, off, ErrorCode::Refused, "This user is not active. Switch on Is Active first."),
        (&administrator, silent, ErrorCode::Refused, "This user has no e-mail address."),
        (&administrator, program, ErrorCode::Refused, "This is an API user. Changing its password would break its calls."),
        (&help_desk, ada, ErrorCode::Forbidden, "Your role does not allow you to act on this user's role."),
        (&help_desk, desk_worker, ErrorCode::Forbidden, "Your role does not allow you to act on this user's role."),
        (&caller(auditor, Role::Auditor), person, ErrorCode::Forbidden, "Your role does not include this."),
    ];
    for (caller, user, code, words) in cases {
        let request = SendChangeLink { user, life_minutes: 60 };
        let error = app.desk.send_change_link(caller, request).await.unwrap_err();
        assert_eq!((error.code(), error.to_string().as_str()), (code, words));
        let prompt = app.desk.link_prompt(caller, user).await.unwrap_err();
        assert_eq!(prompt.to_string(), words);
    }
    let too_long = SendChangeLink { user: person, life_minutes: 1441 };
    let error = app.desk.send_change_link(&administrator, too_long).await.unwrap_err();
    assert!(error.for_field("life_minutes").is_some());
    app.send_mail().await;
    assert!(app.sink.received().is_empty());
}

async fn the_code_can_be_typed(app: TestApp) {
    let (_, _, code) = app.with_link().await;
    let typed = format!(" {} ", app::rules::code::grouped(&code).to_lowercase().replace('-', " "));
    let answer = app.browser().post("/change-password", &[("code", &typed)]).await;
    assert_eq!((answer.status, answer.location()), (303, format!("/change-password/{code}").as_str()));
    let wrong = app.browser().post("/change-password", &[("code", "half a code")]).await;
    assert_eq!(wrong.status, 422);
}

async fn a_client_that_enters_many_codes_is_held_back(app: TestApp) {
    let (_, _, code) = app.with_link().await;
    for n in 0..30 {
        let typed = if n % 2 == 0 { "half a code" } else { "0123456789ABCDEFGHJKMNPQRS" };
        assert_ne!(app.browser().post("/change-password", &[("code", typed)]).await.status, 429, "{n}");
    }
    let held = app.browser_elsewhere().await.post("/change-password", &[("code", &code)]).await;
    assert!(held.status == 429 && held.says("Too many attempts."), "at every server: {}: {}", held.status, held.text());
    let opened = app.browser().get(&format!("/change-password/{code}")).await;
    assert!(opened.says("Ada Reyes"), "the link itself opens: {}", opened.text());
    app.clock.advance(Span::seconds(30));
    assert_eq!(app.browser().post("/change-password", &[("code", &code)]).await.status, 303);
}

async fn nothing_usable_is_in_the_database(app: TestApp) {
    let (_, _, code) = app.with_link().await;
    let browser = app.signed_in("jonas", PASSWORD).await;
    let cookie = browser.cookie.unwrap();
    let session = cookie.split_once('=').unwrap().1;
    app.browser().post(&format!("/change-password/{code}"), &[("password", NEW_PASSWORD)]).await;
    app.browser().sign_in("my secret in the wrong field", "x").await;
    let dump = app.store.dump().await;
    assert!(dump.contains("jonas@northwind.example"), "the dump holds the data");
    for secret in [code.as_str(), session, PASSWORD, NEW_PASSWORD, "my secret in the wrong field"] {
        assert!(!dump.to_lowercase().contains(&secret.to_lowercase()), "{secret}");
    }
}
