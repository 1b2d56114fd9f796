//! Access of programs on the pages: made by administrators, shown once, withdrawn, and said wherever it matters.

use crate::support::{
    app::{PASSWORD, TestApp},
    browser::Browser,
    program::basic,
};
use app::model::{Kind, Role, Span, UserId};

on_both_engines!(
    an_api_password_is_made_shown_once_and_replaced,
    a_key_is_made_listed_and_withdrawn,
    an_unattended_desk_is_asked_for_its_password,
    prompts_say_that_a_program_calls,
    the_docs_are_one_page_without_scripts,
    the_description_changes_on_purpose_only,
);

async fn start(app: &TestApp) -> (Browser, UserId) {
    app.person("ada", Role::Administrator).await;
    let erp = app
        .add("erp", |user| {
            user.kind = Kind::Hybrid;
            user.role = Role::Auditor;
        })
        .await;
    (app.signed_in("ada", PASSWORD).await, erp)
}

/// What an `output` on the page shows.
fn shown(page: &str) -> String {
    let output = page.split_once("<output").and_then(|(_, rest)| rest.split_once('>')).expect("an output").1;
    output.split('<').next().unwrap_or_default().to_owned()
}

async fn calls(app: &TestApp, authorization: String) -> u16 {
    let mut program = app.stranger();
    program.authorization = Some(authorization);
    program.get("/api/v1/users").await.status
}

async fn an_api_password_is_made_shown_once_and_replaced(app: TestApp) {
    let (mut desk, erp) = start(&app).await;
    let path = format!("/users/{erp}/api-password");
    assert!(desk.get(&format!("/users/{erp}")).await.says("API access"));
    let first = shown(&desk.post(&path, &[]).await.text());
    assert_eq!(calls(&app, basic("erp", &first)).await, 200);
    let again = desk.get(&path).await;
    assert!(!again.text().contains(&first) && again.says("The present one stops working at once"), "{}", again.text());
    let second = shown(&desk.post(&path, &[]).await.text());
    assert_eq!((calls(&app, basic("erp", &first)).await, calls(&app, basic("erp", &second)).await), (401, 200));
    assert!(desk.get(&format!("/users/{erp}")).await.says("with API password, from 127.0.0.1"));
    assert_eq!(app.browser().sign_in("erp", &second).await.status, 422, "it opens no page");
}

async fn a_key_is_made_listed_and_withdrawn(app: TestApp) {
    let (mut desk, erp) = start(&app).await;
    let path = format!("/users/{erp}/api-keys/new");
    let unnamed = desk.post(&path, &[("name", " "), ("scope", "resets"), ("life", "30")]).await;
    assert!(unnamed.status == 422 && unnamed.says("Enter a name."), "{}", unnamed.text());
    let made = desk.post(&path, &[("name", "Nightly"), ("scope", "read"), ("life", "30")]).await;
    assert_eq!(made.status, 200, "{}", made.text());
    let key = shown(&made.text());
    assert!(key.starts_with("lk_"), "{key}");
    assert_eq!(calls(&app, format!("Bearer {key}")).await, 200);
    let record = desk.get(&format!("/users/{erp}")).await;
    assert!(record.says("Nightly") && record.says(&key[..11]) && !record.text().contains(&key[12..]));
    let text = record.text();
    let mut links = text.split("/api-keys/").filter_map(|rest| rest.split_once("/revoke"));
    let revoke = format!("/users/{erp}/api-keys/{}/revoke", links.next().unwrap().0);
    assert!(desk.get(&revoke).await.says("Calls with the key “Nightly” are refused from now on."));
    assert_eq!(desk.post(&revoke, &[]).await.location(), format!("/users/{erp}"));
    assert_eq!(calls(&app, format!("Bearer {key}")).await, 401);
    assert_eq!(desk.post(&revoke, &[]).await.status, 404);
}

async fn an_unattended_desk_is_asked_for_its_password(app: TestApp) {
    let (mut desk, erp) = start(&app).await;
    app.clock.advance(Span::minutes(6));
    for (path, fields) in [
        (format!("/users/{erp}/api-password"), &[][..]),
        (format!("/users/{erp}/api-keys/new"), &[("name", "x"), ("scope", "read"), ("life", "0")]),
    ] {
        let asked = desk.post(&path, fields).await;
        assert!(asked.status == 422 && !asked.text().contains("<output"), "{}", asked.text());
        assert!(desk.get(&path).await.says("Your own password"));
    }
    let right = desk.post(&format!("/users/{erp}/api-password"), &[("password", PASSWORD)]).await;
    assert_eq!(right.status, 200, "{}", right.text());
}

async fn prompts_say_that_a_program_calls(app: TestApp) {
    let (mut desk, erp) = start(&app).await;
    let password = shown(&desk.post(&format!("/users/{erp}/api-password"), &[]).await.text());
    for action in ["send-link", "new-password", "temporary-password"] {
        let prompt = desk.get(&format!("/users/{erp}/{action}")).await;
        assert!(prompt.says("A program calls with this account."), "{action}");
        assert!(prompt.says("Last API call: None yet"), "{action}: {}", prompt.text());
    }
    calls(&app, basic("erp", &password)).await;
    for action in ["send-link", "active", "delete"] {
        let prompt = desk.get(&format!("/users/{erp}/{action}")).await;
        assert!(prompt.says("with API password, from 127.0.0.1"), "{action}: {}", prompt.text());
    }
    let job = desk.get(&format!("/bulk/new?do=require-change&ticked={erp}")).await;
    assert!(job.says("Last API calls") && job.says("with API password, from 127.0.0.1"), "{}", job.text());
    let jonas = app.person("jonas", Role::User).await;
    for prompt in [format!("/users/{jonas}/send-link"), format!("/users/{jonas}/delete")] {
        assert!(!desk.get(&prompt).await.says("Last API call"), "{prompt}");
    }
}

async fn the_docs_are_one_page_without_scripts(app: TestApp) {
    let page = app.browser().get("/api/docs").await;
    assert_eq!(page.status, 200, "{}", page.text());
    assert!(page.header("content-type").starts_with("text/html") && !page.text().contains("<script"));
    for words in ["/api/v1/users/{id}/password-change-link", "Idempotency-Key", "application/problem+json", "UserLine"] {
        assert!(page.says(words), "{words}");
    }
    let description = app.browser().get("/api/openapi.json").await;
    let paths = serde_json::from_str::<serde_json::Value>(&description.text()).unwrap()["paths"].clone();
    assert!(paths.as_object().is_some_and(|paths| paths.len() > 10));
}

async fn the_description_changes_on_purpose_only(app: TestApp) {
    let description = app.browser().get("/api/openapi.json").await.text();
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("openapi", description);
    });
}
