//! Who may call the REST API, how far, how often, and what everybody else is told.

use crate::support::{
    app::{PASSWORD, TestApp, caller},
    program::{basic, of_user},
};
use app::{
    api::{People, Programs},
    model::{ApiScope, Kind, RevokeKey, Role, SetActive, Span},
};
use http::Method;
use serde_json::json;

on_both_engines!(
    programs_call_with_a_password_or_a_key,
    no_other_credential_lets_anybody_in,
    a_key_reaches_no_further_than_its_scope,
    what_was_taken_away_lets_nobody_in,
    guesses_are_held_back_and_the_right_one_never_is,
    one_credential_calls_so_often_and_no_more,
    every_refusal_is_a_problem,
    the_trail_names_the_credential,
    no_credential_is_found_anywhere,
);

async fn programs_call_with_a_password_or_a_key(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let mut erp = app.program(ada, "erp", Role::Auditor).await;
    let answer = erp.get("/api/v1/users").await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!((answer.header("cache-control"), answer.header("set-cookie")), ("no-store", ""));
    let hybrid = app
        .add("hybrid", |user| {
            user.kind = Kind::Hybrid;
            user.role = Role::HelpDesk;
        })
        .await;
    let mut key = app.with_key(ada, hybrid, ApiScope::Read).await;
    assert_eq!(key.get("/api/v1/users").await.status, 200);
    let record = app.desk.user(&caller(ada, Role::Administrator), hybrid).await.unwrap();
    let access = record.api.unwrap();
    let last = access.usage.last_call.unwrap();
    assert!(last.credential.starts_with("for read (lk_"), "{}", last.credential);
    assert!(access.keys[0].last_used.is_some() && access.password_set.is_none());
}

async fn no_other_credential_lets_anybody_in(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let program = app.program(ada, "erp", Role::Administrator).await;
    let cookie = app.signed_in("ada", PASSWORD).await.cookie.unwrap();
    let by_cookie = app.stranger().call(Method::GET, "/api/v1/users", &[("cookie", &cookie)], None).await;
    assert_eq!((by_cookie.status, by_cookie.problem().as_str()), (401, "credentials"), "a session is not for programs");
    let offered: Vec<_> = by_cookie.headers.get_all("www-authenticate").iter().map(|value| value.to_str().unwrap()).collect();
    assert!(offered.len() == 2 && offered[0].starts_with("Basic ") && offered[1].starts_with("Bearer "), "{offered:?}");
    let password = program.authorization.clone().unwrap();
    let wrong = [basic("ada", PASSWORD), basic("erp", PASSWORD), password.replace("Basic", "Bearer"), "Bearer lk_".to_owned()];
    for authorization in wrong {
        let mut stranger = app.stranger();
        stranger.authorization = Some(authorization);
        assert_eq!(stranger.get("/api/v1/users").await.status, 401);
    }
    let mut browser = app.browser();
    let page = http::Request::get("/users").header("authorization", &password).body(axum::body::Body::empty()).unwrap();
    assert_eq!(browser.request(page).await.status, 303, "no page is opened by what is for programs");
}

async fn a_key_reaches_no_further_than_its_scope(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    let owner = app
        .add("erp", |user| {
            user.kind = Kind::Api;
            user.role = Role::Administrator;
        })
        .await;
    let cases = [
        (ApiScope::Read, [200, 403, 403, 403, 403]),
        (ApiScope::Resets, [200, 202, 403, 403, 403]),
        (ApiScope::TemporaryPasswords, [200, 202, 200, 403, 403]),
        (ApiScope::Write, [200, 202, 403, 201, 403]),
        (ApiScope::Authentications, [403, 403, 403, 403, 200]),
    ];
    for (scope, expected) in cases {
        let mut key = app.with_key(ada, owner, scope).await;
        let person = json!({ "user_name": format!("new-{scope}"), "display_name": "New Person" });
        let check = json!({ "user_name": "jonas", "password": "wrong" });
        let answers = [
            key.get(&of_user(jonas)).await,
            key.post(&format!("{}/password-change-link", of_user(jonas)), &json!({})).await,
            key.post(&format!("{}/temporary-password", of_user(jonas)), &json!({})).await,
            key.post("/api/v1/users", &person).await,
            key.post("/api/v1/authentications", &check).await,
        ];
        for (answer, expected) in answers.into_iter().zip(expected) {
            assert_eq!(answer.status, expected, "{scope}: {}", answer.text());
            assert!(expected != 403 || answer.problem() == "scope");
        }
    }
    let user = app.add("small", |user| user.kind = Kind::Api).await;
    let mut key = app.with_key(ada, user, ApiScope::Write).await;
    let answer = key.get("/api/v1/users").await;
    assert_eq!((answer.status, answer.problem().as_str()), (403, "forbidden"), "no scope gives what the role does not");
}

async fn what_was_taken_away_lets_nobody_in(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let me = caller(ada, Role::Administrator);
    let user = app
        .add("erp", |user| {
            user.kind = Kind::Api;
            user.role = Role::Auditor;
        })
        .await;
    let mut first = app.with_key(ada, user, ApiScope::Read).await;
    app.clock.advance(Span::seconds(1));
    let mut second = app.with_key(ada, user, ApiScope::Read).await;
    let keys = app.desk.user(&me, user).await.unwrap().api.unwrap().keys;
    app.desk.revoke_key(&me, RevokeKey { user, key: keys[1].id }).await.unwrap();
    let again = app.desk.revoke_key(&me, RevokeKey { user, key: keys[1].id }).await.unwrap_err();
    assert_eq!(again.code(), app::api::ErrorCode::NotFound);
    assert_eq!((first.get("/api/v1/users").await.status, second.get("/api/v1/users").await.status), (401, 200));
    let switch = |active| SetActive { user, active };
    app.desk.set_active(&me, switch(false)).await.unwrap();
    assert_eq!(second.get("/api/v1/users").await.status, 401);
    app.desk.set_active(&me, switch(true)).await.unwrap();
    assert_eq!(second.get("/api/v1/users").await.status, 200);
    app.clock.advance(Span::days(30));
    assert_eq!(second.get("/api/v1/users").await.status, 401, "its time is over");
    let mut third = app.with_key(ada, user, ApiScope::Read).await;
    let prompt = app.desk.edit_prompt(&me, Some(user)).await.unwrap();
    let mut draft = prompt.draft;
    draft.kind = Kind::Human;
    app.desk.edit_user(&me, app::model::EditUser { user, version: prompt.version, shown: None, draft }).await.unwrap();
    assert_eq!(third.get("/api/v1/users").await.status, 401, "a person has no keys");
    assert_eq!(app.store.count("SELECT COUNT(*) FROM api_keys").await, 0);
}

async fn guesses_are_held_back_and_the_right_one_never_is(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let mut erp = app.program(ada, "erp", Role::Auditor).await;
    let mut guesser = app.stranger();
    guesser.authorization = Some(basic("erp", "0123456789ABCDEFGHJKMNPQRS"));
    let mut statuses = Vec::new();
    for _ in 0..8 {
        statuses.push(guesser.get("/api/v1/users").await.status);
    }
    assert_eq!(statuses, [401, 401, 401, 401, 401, 429, 429, 429]);
    let held = guesser.get("/api/v1/users").await;
    assert_eq!((held.problem().as_str(), held.header("retry-after")), ("held-back", "1"));
    assert_eq!(erp.get("/api/v1/users").await.status, 200, "nobody shuts a program out by guessing");
}

async fn one_credential_calls_so_often_and_no_more(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let mut erp = app.program(ada, "erp", Role::Auditor).await;
    let mut other = app.program(ada, "other", Role::Auditor).await;
    for call in 0..300 {
        assert_eq!(erp.get("/api/v1/templates").await.status, 200, "call {call}");
    }
    let much = erp.get("/api/v1/templates").await;
    assert_eq!((much.status, much.header("retry-after")), (429, "1"));
    assert_eq!(other.get("/api/v1/templates").await.status, 200);
    app.clock.advance(Span::seconds(1));
    assert_eq!(erp.get("/api/v1/templates").await.status, 200);
}

async fn every_refusal_is_a_problem(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let mut erp = app.program(ada, "erp", Role::Administrator).await;
    let jonas = of_user(app.person("jonas", Role::User).await);
    let (big, json) = ("x".repeat(70_000), ("content-type", "application/json"));
    let cases = [
        (Method::GET, "/api/v2/users", &[][..], None, 404, "no-address"),
        (Method::GET, "/api", &[], None, 404, "no-address"),
        (Method::GET, "/api/v1/users/nobody", &[], None, 404, "not-found"),
        (Method::DELETE, jonas.as_str(), &[], None, 405, "method"),
        (Method::POST, "/api/v1/authentications", &[("content-type", "text/plain")], None, 415, "not-json"),
        (Method::POST, "/api/v1/authentications", &[json], None, 400, "unreadable"),
        (Method::POST, "/api/v1/authentications", &[], Some(json!({ "password": big })), 413, "too-large"),
        (Method::POST, "/api/v1/authentications", &[], Some(json!({ "user_name": "x" })), 422, "unfit"),
        (Method::POST, "/api/v1/users", &[], Some(json!({})), 400, "no-key"),
        (Method::GET, "/api/v1/users?sort=height", &[], None, 422, "unfit"),
        (Method::GET, "/api/v1/users?page=3", &[], None, 422, "unfit"),
        (Method::GET, "/api/v1/users?after=nonsense", &[], None, 422, "page-gone"),
    ];
    for (method, path, headers, body, status, code) in cases {
        let answer = erp.call(method.clone(), path, headers, body.as_ref()).await;
        assert_eq!((answer.status, answer.problem().as_str()), (status, code), "{method} {path}: {}", answer.text());
    }
    let person = json!({ "user_name": "a b", "display_name": "", "email": "nowhere" });
    let wrong = erp.post("/api/v1/users", &person).await;
    let fields: Vec<_> = wrong.json()["errors"].as_array().unwrap().iter().map(|error| error["field"].clone()).collect();
    assert_eq!(fields, ["user_name", "display_name", "email"]);
    let german = app.stranger().call(Method::GET, "/api/v1/users", &[("accept-language", "de")], None).await;
    assert!(german.header("content-language") == "de" && german.json()["detail"].as_str().unwrap().starts_with("Kein Zugang"));
}

async fn the_trail_names_the_credential(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let mut erp = app.program(ada, "erp", Role::HelpDesk).await;
    let jonas = app.person("jonas", Role::User).await;
    assert_eq!(erp.post(&format!("{}/password-change-link", of_user(jonas)), &json!({})).await.status, 202);
    assert_eq!(erp.post("/api/v1/users", &json!({ "user_name": "x", "display_name": "X" })).await.status, 403);
    let mut reader = app.program(ada, "reader", Role::Auditor).await;
    let trail = reader.get("/api/v1/audit?q=erp").await.json();
    let lines = trail["items"].as_array().unwrap();
    let sent = lines.iter().find(|line| line["action"] == "link.requested").unwrap();
    assert_eq!((&sent["detail"]["credential"], &sent["outcome"]), (&json!("API password"), &json!("done")), "{sent}");
    let by_erp = lines.iter().filter(|line| line["actor"]["name"] == "erp Feld");
    assert!(by_erp.clone().count() > 0 && by_erp.clone().all(|line| line["detail"]["credential"] == "API password"));
}

async fn no_credential_is_found_anywhere(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let user = app.add("hybrid", |user| user.kind = Kind::Hybrid).await;
    let password = app.api_password(ada, user).await;
    let mut key = app.with_key(ada, user, ApiScope::Read).await;
    key.get("/api/v1/users").await;
    let secret = key.authorization.unwrap().rsplit('_').next().unwrap().to_owned();
    let mut desk = app.signed_in("ada", PASSWORD).await;
    let mut seen = app.store.dump().await;
    for path in ["/audit".to_owned(), format!("/users/{user}"), format!("/users/{user}/api-password")] {
        seen.push_str(&desk.get(&path).await.text());
    }
    assert!(!seen.contains(&secret) && !seen.contains(&password));
}
