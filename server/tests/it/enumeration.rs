//! What everybody may ask tells nobody who has an account: the same answer after the same work, whoever is asked about. How
//! long that takes is measured by `make bench`.

use crate::support::{
    app::{PASSWORD, TestApp},
    browser::Answer,
    program::{Program, basic},
};
use app::{
    model::{ApiScope, Kind, NewPasswordEffect, Role, UserId},
    wire::to_text,
};
use serde_json::json;

on_both_engines!(
    signing_in_takes_the_same_work_whoever_is_tried,
    asking_for_a_link_takes_the_same_work_whoever_is_meant,
    checking_for_another_application_takes_the_same_work_whoever_is_asked_about,
    programs_are_refused_after_the_same_work_whatever_is_wrong,
    a_code_is_taken_alike_whether_it_is_somebodys,
);

/// What is counted: hashes of passwords made or checked, and the rows of tables.
type Work = Vec<(&'static str, usize)>;

const TABLES: [&str; 8] = ["audit", "events", "limits", "forgot_requests", "links", "messages", "sessions", "idempotent_calls"];

async fn work_so_far(app: &TestApp) -> Work {
    let mut work = vec![("hashes", app.hasher.made())];
    for table in TABLES {
        work.push((table, app.store.rows(table).await.lines().count()));
    }
    work
}

/// What an answer took, without what took nothing.
async fn took(app: &TestApp, asking: impl Future<Output = Answer>) -> (Work, Answer) {
    let before = work_so_far(app).await;
    let answer = asking.await;
    let after = work_so_far(app).await;
    let work = after.into_iter().zip(before).map(|((what, after), (_, before))| (what, after.abs_diff(before)));
    (work.filter(|(_, number)| *number > 0).collect(), answer)
}

/// What somebody who types names sees: status, headers and page, but for what is new in every answer and the name itself.
fn seen(answer: &Answer, name: &str) -> (u16, Vec<(String, String)>, String) {
    let fresh = ["content-length", "content-security-policy", "x-request-id"];
    let headers = answer.headers.iter().filter(|(name, _)| !fresh.contains(&name.as_str()));
    let headers = headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect();
    let policy = answer.header("content-security-policy");
    let nonce = policy.split_once("'nonce-").and_then(|(_, rest)| rest.split_once('\'')).map(|(nonce, _)| nonce);
    // In its field, and in what the page's script reads.
    let mut text = answer.text().replace(&format!("value=\"{name}\""), "value=\"\"").replace(&to_text(&name).unwrap(), "");
    for fresh in [nonce, Some(answer.header("x-request-id"))].into_iter().flatten().filter(|fresh| !fresh.is_empty()) {
        text = text.replace(fresh, "");
    }
    (answer.status, headers, text)
}

/// An administrator, and people and programs who differ in everything that must not be told.
async fn everybody(app: &TestApp) -> UserId {
    let ada = app.person("ada", Role::Administrator).await;
    app.person("jonas", Role::User).await;
    app.add("off", |user| user.is_active = false).await;
    app.add("program", |user| user.kind = Kind::Api).await;
    app.add("mailless", |user| user.email = None).await;
    app.person("passwordless", Role::User).await;
    app.store.execute("DELETE FROM credentials WHERE user_id = (SELECT id FROM users WHERE user_name = 'passwordless')").await;
    let stopped = app.person("stopped", Role::User).await;
    app.send_new_password(ada, stopped, NewPasswordEffect::AtOnce).await.unwrap();
    ada
}

/// Names with a password that is right where the account has one that could be: but for the first, whom it is wrong for.
const TRIED: [(&str, &str); 8] = [
    ("jonas", "wrong and long enough"),
    ("nobody", PASSWORD),
    ("nobody@northwind.example", PASSWORD),
    ("off", "wrong and long enough"),
    ("program", PASSWORD),
    ("passwordless", PASSWORD),
    ("stopped", PASSWORD),
    ("jonas@northwind.example", "wrong and long enough"),
];

async fn signing_in_takes_the_same_work_whoever_is_tried(app: TestApp) {
    everybody(&app).await;
    // The client's own counter is there from its first failure on.
    app.browser().sign_in("somebody-else", PASSWORD).await;
    let (_, first) = took(&app, app.browser().sign_in("yet-another", PASSWORD)).await;
    let first = seen(&first, "yet-another");
    assert_eq!(first.0, 422);
    let right_but_off = ("off", PASSWORD);
    for (name, password) in TRIED.into_iter().chain([right_but_off]) {
        let (work, answer) = took(&app, app.browser().sign_in(name, password)).await;
        assert_eq!(seen(&answer, name), first, "{name}");
        // One counter an account: the second try of one finds it there.
        let is_again = name.starts_with("jonas@") || (name, password) == right_but_off;
        let counters = (!is_again).then_some(("limits", 1));
        let always = [("hashes", 1), ("audit", 1), ("events", 1)];
        let expected: Work = always.into_iter().chain(counters).collect();
        assert_eq!(work, expected, "{name}");
    }
}

async fn asking_for_a_link_takes_the_same_work_whoever_is_meant(app: TestApp) {
    everybody(&app).await;
    app.browser().post("/forgot-password", &[("user_name", "somebody-else")]).await;
    let names = ["jonas", "jonas@northwind.example", "off", "program", "mailless", "passwordless", "nobody", "nobody@x.example"];
    let mut answers = Vec::new();
    for name in names {
        app.clock.advance(app::model::Span::hours(1));
        let mut browser = app.browser();
        let (work, answer) = took(&app, browser.post("/forgot-password", &[("user_name", name)])).await;
        assert_eq!(work, [("audit", 1), ("limits", 1), ("forgot_requests", 1)], "{name}");
        answers.push(seen(&answer, name));
    }
    assert_eq!(answers[0].0, 303);
    assert!(answers.iter().all(|answer| answer == &answers[0]), "{answers:?}");
}

async fn checking_for_another_application_takes_the_same_work_whoever_is_asked_about(app: TestApp) {
    let ada = everybody(&app).await;
    let shop = app.add("shop", |user| user.kind = Kind::Api).await;
    let mut shop = app.with_key(ada, shop, ApiScope::Authentications).await;
    // A key's first call of all makes the counter of its calls.
    check(&mut shop, "somebody-else", PASSWORD).await;
    let mut answers = Vec::new();
    for (name, password) in TRIED {
        let (work, answer) = took(&app, check(&mut shop, name, password)).await;
        // Of the account, and of where its owner may be.
        let counters = (!name.starts_with("jonas@")).then_some(("limits", 2));
        let always = [("hashes", 1), ("audit", 1), ("events", 1)];
        let expected: Work = always.into_iter().chain(counters).collect();
        assert_eq!(work, expected, "{name}");
        answers.push(seen(&answer, name));
    }
    assert_eq!(answers[0].2, json!({ "result": "wrong" }).to_string());
    assert!(answers.iter().all(|answer| answer == &answers[0]), "{answers:?}");
}

async fn check(shop: &mut Program, name: &str, password: &str) -> Answer {
    shop.post("/api/v1/authentications", &json!({ "user_name": name, "password": password })).await
}

async fn programs_are_refused_after_the_same_work_whatever_is_wrong(app: TestApp) {
    let ada = everybody(&app).await;
    let off = app.add("program-off", |user| user.kind = Kind::Api).await;
    let right = app.api_password(ada, off).await;
    app.store.execute("UPDATE users SET is_active = FALSE WHERE user_name = 'program-off'").await;
    call(&app, "somebody-else", "wrong").await;
    let mut answers = Vec::new();
    for (name, password) in [("program", "wrong"), ("nobody", "wrong"), ("jonas", PASSWORD), ("program-off", right.as_str())] {
        let (work, answer) = took(&app, call(&app, name, password)).await;
        assert_eq!(work, [("audit", 1), ("limits", 1)], "{name}: nothing to hash, since what programs have is long");
        answers.push(seen(&answer, name));
    }
    assert_eq!(answers[0].0, 401);
    assert!(answers.iter().all(|answer| answer == &answers[0]), "{answers:?}");
}

async fn call(app: &TestApp, name: &str, password: &str) -> Answer {
    let mut program = app.stranger();
    program.authorization = Some(basic(name, password));
    program.get("/api/v1/users").await
}

async fn a_code_is_taken_alike_whether_it_is_somebodys(app: TestApp) {
    let (_, _, code) = app.with_link().await;
    let mut answers = Vec::new();
    for code in [code.as_str(), "0123456789ABCDEFGHJKMNPQRS"] {
        let (work, typed) = took(&app, app.browser().post("/change-password", &[("code", code)])).await;
        let path = format!("/change-password/{code}");
        let (chosen, _) = took(&app, app.browser().post(&path, &[("password", "too short")])).await;
        let hashes = work.into_iter().chain(chosen).filter(|(what, _)| *what == "hashes").count();
        answers.push((typed.status, typed.location().replace(code, ""), hashes));
    }
    assert_eq!(answers, [(303, "/change-password/".to_owned(), 0), (303, "/change-password/".to_owned(), 0)]);
}
