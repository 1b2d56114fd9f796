//! Another application asks whether a password is right.

use crate::{
    second_factor::set_up,
    support::{
        app::{NEW_PASSWORD, PASSWORD, TestApp},
        program::{Program, of_user},
    },
};
use app::model::{ApiScope, Kind, Role, Span, Step, UserId};
use serde_json::{Value, json};

on_both_engines!(
    each_account_is_judged_as_at_sign_in,
    what_is_wrong_is_told_to_those_alone_who_know_the_password,
    failures_count_as_at_sign_in,
    one_application_does_not_shut_its_people_out,
    nothing_is_opened_or_used_up,
);

async fn start(app: &TestApp) -> (UserId, Program) {
    let ada = app.person("ada", Role::Administrator).await;
    let shop = app.add("shop", |user| user.kind = Kind::Api).await;
    (ada, app.with_key(ada, shop, ApiScope::Authentications).await)
}

async fn check(shop: &mut Program, user_name: &str, password: &str) -> Value {
    let answer = shop.post("/api/v1/authentications", &json!({ "user_name": user_name, "password": password })).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

async fn each_account_is_judged_as_at_sign_in(app: TestApp) {
    let (ada, mut shop) = start(&app).await;
    let jonas = app.person("jonas", Role::User).await;
    let right = check(&mut shop, "JONAS@northwind.example", PASSWORD).await;
    assert_eq!((&right["result"], &right["user"]["id"]), (&json!("ok"), &json!(jonas)));
    assert_eq!(right["user"]["second_factor"], json!(false));
    set_up(&app, &mut app.signed_in("jonas", PASSWORD).await).await;
    assert_eq!(check(&mut shop, "jonas", PASSWORD).await["user"]["second_factor"], json!(true), "it asks for the password alone");
    let mut erp = app.program(ada, "erp", Role::Administrator).await;
    let made = erp.post(&format!("{}/temporary-password", of_user(jonas)), &json!({})).await.json();
    let temporary = made["password"].as_str().unwrap();
    assert_eq!(check(&mut shop, "jonas", temporary).await["result"], "must-change");
    assert_eq!(check(&mut shop, "jonas", PASSWORD).await["result"], "wrong");
    app.clock.advance(Span::hours(25));
    assert_eq!(check(&mut shop, "jonas", temporary).await["result"], "wrong", "its time is over");
    assert_eq!(check(&mut shop, "shop", PASSWORD).await["result"], "wrong", "a program signs in nowhere");
}

async fn what_is_wrong_is_told_to_those_alone_who_know_the_password(app: TestApp) {
    let (_, mut shop) = start(&app).await;
    app.add("off", |user| user.is_active = false).await;
    assert_eq!(check(&mut shop, "off", PASSWORD).await, json!({ "result": "disabled" }));
    let (known, unknown) = (check(&mut shop, "off", NEW_PASSWORD).await, check(&mut shop, "nobody", NEW_PASSWORD).await);
    assert_eq!((&known, &known), (&unknown, &json!({ "result": "wrong" })));
}

async fn failures_count_as_at_sign_in(app: TestApp) {
    let (_, mut shop) = start(&app).await;
    app.person("jonas", Role::User).await;
    for name in ["jonas", "nobody"] {
        for _ in 0..5 {
            assert_eq!(check(&mut shop, name, NEW_PASSWORD).await["result"], "wrong");
        }
        assert_eq!(check(&mut shop, name, PASSWORD).await, json!({ "result": "locked", "retry_after_seconds": 1 }));
    }
    let mut browser = app.browser();
    assert_eq!(browser.sign_in("jonas", PASSWORD).await.status, 429, "one counter for both ways in");
    app.clock.advance(Span::seconds(2));
    assert_eq!(check(&mut shop, "jonas", PASSWORD).await["result"], "ok");
    assert_eq!(check(&mut shop, "jonas", NEW_PASSWORD).await["result"], "wrong", "a success begins anew");
}

async fn one_application_does_not_shut_its_people_out(app: TestApp) {
    let (_, mut shop) = start(&app).await;
    app.person("jonas", Role::User).await;
    for number in 0..40 {
        check(&mut shop, &format!("nobody-{number}"), NEW_PASSWORD).await;
    }
    assert_eq!(check(&mut shop, "jonas", PASSWORD).await["result"], "ok");
    app.signed_in("jonas", PASSWORD).await;
    let from = |name: String| json!({ "user_name": name, "password": NEW_PASSWORD, "client_address": "203.0.113.7" });
    let mut results = Vec::new();
    for number in 40..75 {
        let answer = shop.post("/api/v1/authentications", &from(format!("nobody-{number}"))).await.json();
        results.push(answer["result"].as_str().unwrap().to_owned());
    }
    assert!(results[..30].iter().all(|result| result == "wrong") && results[34] == "locked", "{results:?}");
}

async fn nothing_is_opened_or_used_up(app: TestApp) {
    let (ada, mut shop) = start(&app).await;
    let jonas = app.person("jonas", Role::User).await;
    app.send_new_password(ada, jonas, app::model::NewPasswordEffect::FirstUse).await.unwrap();
    app.send_mail().await;
    let password = app.sink.nth(1).await.password().to_owned();
    for _ in 0..3 {
        assert_eq!(check(&mut shop, "jonas", &password).await["result"], "must-change");
    }
    assert_eq!(check(&mut shop, "jonas", PASSWORD).await["result"], "ok", "the old one works until the new one is used");
    assert_eq!(app.store.count("SELECT COUNT(*) FROM sessions").await, 0);
    assert!(!app.steps(jonas).await.contains(&Step::SignedIn));
}
