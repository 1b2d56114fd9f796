//! Ways back in, messages and templates by REST: the same as from the pages.

use crate::support::{
    app::{NEW_PASSWORD, TestApp},
    program::{Program, of_user},
};
use app::model::{Kind, Role, UserId};
use http::Method;
use serde_json::json;

on_both_engines!(
    a_link_is_mailed,
    a_new_password_is_mailed_and_answered_nowhere,
    a_temporary_password_is_answered_and_must_be_replaced,
    refusals_name_their_reason,
    messages_are_read_cancelled_and_sent_again,
    a_template_is_saved_over_the_version_that_was_read,
);

async fn start(app: &TestApp) -> (UserId, Program) {
    let ada = app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    (jonas, app.program(ada, "erp", Role::Administrator).await)
}

async fn a_link_is_mailed(app: TestApp) {
    let (jonas, mut erp) = start(&app).await;
    let sent = erp.post(&format!("{}/password-change-link", of_user(jonas)), &json!({ "life_minutes": 15 })).await;
    assert_eq!((sent.status, sent.json()["email"].as_str()), (202, Some("jonas@northwind.example")), "{}", sent.text());
    app.send_mail().await;
    let mail = app.sink.nth(1).await;
    let mut phone = app.browser();
    let path = format!("/change-password/{}", mail.token());
    assert_eq!(phone.post(&path, &[("password", NEW_PASSWORD)]).await.status, 200);
    app.signed_in("jonas", NEW_PASSWORD).await;
}

async fn a_new_password_is_mailed_and_answered_nowhere(app: TestApp) {
    let (jonas, mut erp) = start(&app).await;
    let sent = erp.post(&format!("{}/new-password", of_user(jonas)), &json!({ "effect": "first-use" })).await.json();
    assert!(sent["ticket"].as_str().is_some() && sent.get("password").is_none(), "either the mail or the answer");
    let message = erp.get(&format!("/api/v1/messages/{}", sent["message"].as_str().unwrap())).await.json();
    assert_eq!((&message["kind"], &message["state"]), (&json!("access-info"), &json!("queued")));
}

async fn a_temporary_password_is_answered_and_must_be_replaced(app: TestApp) {
    let (jonas, mut erp) = start(&app).await;
    let made = erp.post(&format!("{}/temporary-password", of_user(jonas)), &json!({ "look": "words" })).await;
    assert_eq!((made.status, made.header("cache-control")), (200, "no-store"), "{}", made.text());
    let made = made.json();
    assert!(made["expires_at"].as_str().unwrap().ends_with('Z'));
    let mut phone = app.browser();
    let answer = phone.sign_in("jonas", made["password"].as_str().unwrap()).await;
    assert_eq!(answer.location(), "/choose-password");
}

async fn refusals_name_their_reason(app: TestApp) {
    let (_, mut erp) = start(&app).await;
    let off = app.add("off", |user| user.is_active = false).await;
    let silent = app.add("silent", |user| user.email = None).await;
    let program = app.add("program", |user| user.kind = Kind::Api).await;
    for (user, reason) in [(off, "inactive"), (silent, "no-email"), (program, "api-user")] {
        for action in ["password-change-link", "new-password"] {
            let refused = erp.post(&format!("{}/{action}", of_user(user)), &json!({})).await;
            assert_eq!((refused.status, refused.problem().as_str()), (409, reason), "{action}");
        }
    }
    app.send_mail().await;
    assert!(app.sink.received().is_empty());
}

async fn messages_are_read_cancelled_and_sent_again(app: TestApp) {
    let (jonas, mut erp) = start(&app).await;
    erp.post(&format!("{}/password-change-link", of_user(jonas)), &json!({})).await;
    let listed = erp.get("/api/v1/messages?state=queued&q=jonas").await.json();
    let address = format!("/api/v1/messages/{}", listed["items"][0]["id"].as_str().unwrap());
    let waiting = erp.post(&format!("{address}/resend"), &json!({})).await;
    assert_eq!((waiting.status, waiting.problem().as_str()), (409, "queued"));
    let cancel = erp.call(Method::POST, &format!("{address}/cancel"), &[], None).await;
    assert_eq!((cancel.status, cancel.text().as_str()), (204, ""));
    let message = erp.get(&address).await.json();
    assert_eq!((&message["state"], &message["can_resend"]), (&json!("cancelled"), &json!(true)));
    let again = erp.call(Method::POST, &format!("{address}/resend"), &[("idempotency-key", "r")], None).await;
    assert_eq!(again.status, 202, "{}", again.text());
    assert_eq!(erp.get(again.header("location")).await.json()["state"], "queued");
}

async fn a_template_is_saved_over_the_version_that_was_read(app: TestApp) {
    let (_, mut erp) = start(&app).await;
    let address = "/api/v1/templates/password-changed/en";
    let read = erp.get(address).await;
    assert_eq!((read.status, read.header("etag")), (200, "\"0\""));
    let mut text = read.json();
    let body = |text: &serde_json::Value| json!({ "subject": "Changed", "html": text["html"], "text": text["text"] });
    let new = body(&text);
    let saved = erp.call(Method::PUT, address, &[("if-match", "\"0\"")], Some(&new)).await;
    assert_eq!((saved.status, saved.header("etag")), (200, "\"1\""), "{}", saved.text());
    let late = erp.call(Method::PUT, address, &[("if-match", "\"0\"")], Some(&new)).await;
    assert_eq!((late.status, late.problem().as_str()), (412, "stale"));
    text["html"] = json!("<p>{{ unheard_of }}</p>");
    let wrong = erp.call(Method::PUT, address, &[("if-match", "*")], Some(&body(&text))).await;
    assert_eq!((wrong.status, wrong.json()["errors"][0]["field"].as_str()), (422, Some("html")), "{}", wrong.text());
}
