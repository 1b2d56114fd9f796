//! What is done once is done once, however often a program calls.

use crate::support::{
    app::{TestApp, caller},
    program::{Program, of_user},
};
use app::{
    api::Bulk as _,
    model::{BulkId, BulkQuery, BulkState, Role, Span, UserId},
};
use http::Method;
use serde_json::{Value, json};

on_both_engines!(
    the_same_call_again_answers_the_same_and_does_nothing,
    a_key_is_of_one_call,
    a_refused_call_leaves_its_key_free,
    two_at_once_send_one_mail,
    a_password_is_answered_once,
    a_key_is_forgotten_after_a_day,
    keys_are_each_callers_own,
    a_step_is_taken_once,
);

async fn start(app: &TestApp) -> (UserId, UserId, Program) {
    let ada = app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    (ada, jonas, app.program(ada, "erp", Role::Administrator).await)
}

async fn post(program: &mut Program, path: &str, key: &str, body: &Value) -> crate::support::browser::Answer {
    program.call(Method::POST, path, &[("idempotency-key", key)], Some(body)).await
}

async fn the_same_call_again_answers_the_same_and_does_nothing(app: TestApp) {
    let (_, jonas, mut erp) = start(&app).await;
    let path = format!("{}/password-change-link", of_user(jonas));
    let first = post(&mut erp, &path, "one", &json!({})).await;
    let second = post(&mut erp, &path, "one", &json!({})).await;
    assert_eq!((first.status, second.status, first.text()), (202, 202, second.text()));
    assert_eq!((first.header("idempotency-replayed"), second.header("idempotency-replayed")), ("", "true"));
    assert_eq!(app.store.count("SELECT COUNT(*) FROM links").await, 1);
    let person = json!({ "user_name": "new", "display_name": "New" });
    let made = post(&mut erp, "/api/v1/users", "two", &person).await;
    let again = post(&mut erp, "/api/v1/users", "two", &person).await;
    assert_eq!((made.status, again.status, made.header("location")), (201, 201, again.header("location")));
}

async fn a_key_is_of_one_call(app: TestApp) {
    let (_, jonas, mut erp) = start(&app).await;
    let path = format!("{}/password-change-link", of_user(jonas));
    assert_eq!(post(&mut erp, &path, "one", &json!({})).await.status, 202);
    for (path, body) in [(&path, json!({ "life_minutes": 15 })), (&format!("{}/new-password", of_user(jonas)), json!({}))] {
        let other = post(&mut erp, path, "one", &body).await;
        assert_eq!((other.status, other.problem().as_str()), (422, "key-of-another"));
    }
    for missing in [&[][..], &[("idempotency-key", "")], &[("idempotency-key", "a b")]] {
        let answer = erp.call(Method::POST, &path, missing, Some(&json!({}))).await;
        assert_eq!((answer.status, answer.problem().as_str()), (400, "no-key"));
    }
}

async fn a_refused_call_leaves_its_key_free(app: TestApp) {
    let (_, jonas, mut erp) = start(&app).await;
    let path = format!("{}/password-change-link", of_user(jonas));
    let refused = post(&mut erp, &path, "one", &json!({ "life_minutes": 1 })).await;
    assert_eq!((refused.status, refused.problem().as_str()), (422, "link-life"));
    assert_eq!(post(&mut erp, &path, "one", &json!({ "life_minutes": 15 })).await.status, 202);
}

async fn two_at_once_send_one_mail(app: TestApp) {
    let (_, jonas, erp) = start(&app).await;
    let path = format!("{}/new-password", of_user(jonas));
    let calls = (0..4).map(|_| {
        let (mut erp, path) = (erp.clone(), path.clone());
        tokio::spawn(async move { post(&mut erp, &path, "one", &json!({})).await.status })
    });
    let mut statuses = Vec::new();
    for call in calls.collect::<Vec<_>>() {
        statuses.push(call.await.unwrap());
    }
    assert!(statuses.contains(&202) && statuses.iter().all(|status| [202, 409].contains(status)), "{statuses:?}");
    assert_eq!(app.store.count("SELECT COUNT(*) FROM pending_passwords").await, 1);
    app.store.execute("UPDATE idempotent_calls SET status = NULL").await;
    let mut erp = erp;
    assert_eq!(post(&mut erp, &path, "one", &json!({})).await.problem(), "under-way");
    app.clock.advance(Span::minutes(2));
    assert_eq!(post(&mut erp, &path, "one", &json!({})).await.problem(), "cut-off", "nobody knows how far it got");
}

async fn a_password_is_answered_once(app: TestApp) {
    let (_, jonas, mut erp) = start(&app).await;
    let path = format!("{}/temporary-password", of_user(jonas));
    let first = post(&mut erp, &path, "one", &json!({})).await;
    let password = first.json()["password"].as_str().unwrap().to_owned();
    let again = post(&mut erp, &path, "one", &json!({})).await;
    assert_eq!((again.status, again.problem().as_str()), (409, "already-shown"));
    assert!(!app.store.dump().await.contains(&password));
}

async fn a_key_is_forgotten_after_a_day(app: TestApp) {
    let (_, jonas, mut erp) = start(&app).await;
    let path = format!("{}/password-change-link", of_user(jonas));
    assert_eq!(post(&mut erp, &path, "one", &json!({})).await.status, 202);
    app.clock.advance(Span::hours(25));
    assert_eq!(post(&mut erp, &path, "one", &json!({ "life_minutes": 15 })).await.status, 202);
    app.clock.advance(Span::hours(25));
    app.desk.clean_up().await.unwrap();
    assert_eq!(app.store.count("SELECT COUNT(*) FROM idempotent_calls").await, 0);
}

async fn keys_are_each_callers_own(app: TestApp) {
    let (ada, jonas, mut erp) = start(&app).await;
    let mut other = app.program(ada, "other", Role::Administrator).await;
    let path = format!("{}/password-change-link", of_user(jonas));
    assert_eq!(post(&mut erp, &path, "one", &json!({})).await.status, 202);
    let of_other = post(&mut other, &path, "one", &json!({ "life_minutes": 15 })).await;
    assert_eq!((of_other.status, of_other.header("idempotency-replayed")), (202, ""));
}

async fn a_step_is_taken_once(app: TestApp) {
    let (ada, jonas, mut erp) = start(&app).await;
    let job = erp.post("/api/v1/bulk-jobs", &json!({ "action": "send-link", "users": [jonas] })).await;
    let path = job.header("location").to_owned();
    let id: BulkId = job.json()["id"].as_str().unwrap().parse().unwrap();
    let state = async || {
        let record = app.desk.bulk_job(&caller(ada, Role::Administrator), id, BulkQuery::default()).await;
        record.unwrap().row.state
    };
    let pause = format!("{path}/pause");
    let without = erp.call(Method::POST, &pause, &[], None).await;
    assert_eq!((without.status, without.problem().as_str()), (400, "no-key"));
    let step = async |erp: &mut Program, step: &str, key: &str| erp.step(&format!("{path}/{step}"), key).await;
    assert_eq!(step(&mut erp, "pause", "one").await.status, 204);
    assert_eq!(step(&mut erp, "resume", "two").await.status, 204);
    let again = step(&mut erp, "pause", "one").await;
    assert_eq!((again.status, again.header("idempotency-replayed"), again.text().as_str()), (204, "true", ""));
    assert_eq!((again.header("content-type"), state().await), ("", BulkState::Gathering), "it goes on");
    assert_eq!(step(&mut erp, "pause", "three").await.status, 204);
    assert_eq!(state().await, BulkState::Paused);
}
