//! What is no page: whoever asked in a browser is told in their language, on a page that looks like the others, what happened and
//! how to go on.

use crate::support::{
    app::{PASSWORD, TestApp, caller},
    browser::{Answer, Browser},
};
use app::{
    api::{ApiError, People, Problem},
    model::{Locale, Role},
    wire::Compact,
};
use axum::body::Body;
use http::{Method, Request, header};
use serde_json::json;
use server_fn::ContentType as _;

on_both_engines!(
    a_post_from_elsewhere_is_explained,
    a_body_too_large_is_explained,
    a_form_that_cannot_be_read_is_explained,
    a_file_that_is_not_there_is_explained,
    a_mail_that_cannot_be_shown_says_so_in_its_frame,
    scripts_are_told_in_their_own_way,
    a_page_of_another_build_is_told_so_and_nothing_is_done,
    programs_are_told_in_theirs,
    without_its_database_everyone_is_told_when_to_ask_again,
);

const FORM: &str = "application/x-www-form-urlencoded";

/// Sends a body with these headers, and with the browser's cookie.
async fn send(browser: &mut Browser, path: &str, headers: &[(&str, &str)], body: String) -> Answer {
    let mut request = Request::builder().method(Method::POST).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    if let Some(cookie) = browser.cookie.clone() {
        request = request.header(header::COOKIE, cookie);
    }
    browser.request(request.body(Body::from(body)).expect("a request")).await
}

/// A whole page of ours in this language, which nothing but the little script of public pages attends to.
fn assert_page(answer: &Answer, status: u16, language: &str) {
    let page = answer.text();
    assert_eq!(answer.status, status, "{page}");
    assert!(page.contains(&format!("<html lang=\"{language}\"")) && page.contains("class=\"public\""), "{page}");
    assert!(page.contains("/latchkey.css") && page.contains("/door.js") && !page.contains("/latchkey.js"), "{page}");
    assert!(answer.header("content-type").starts_with("text/html") && answer.header("cache-control") == "no-store");
    assert!(answer.header("content-security-policy").contains("script-src 'self' 'nonce-"));
}

async fn a_post_from_elsewhere_is_explained(app: TestApp) {
    app.add("ada", |user| (user.role, user.language) = (Role::Administrator, Locale::De)).await;
    let headers = [("sec-fetch-site", "cross-site"), ("content-type", FORM), ("accept-language", "en")];
    let english = send(&mut app.browser(), "/users/new", &headers, "user_name=mallory".to_owned()).await;
    assert_page(&english, 403, "en");
    assert!(english.says("This form was not sent from a page of ours, so nothing was done."), "{}", english.text());
    assert!(!english.text().contains("mallory"), "what comes from elsewhere is not carried on");
    let mut ada = app.signed_in("ada", PASSWORD).await;
    let german = send(&mut ada, "/users/new", &headers, "user_name=mallory".to_owned()).await;
    assert_page(&german, 403, "de");
    assert!(
        german.says("Dieses Formular kam nicht von einer unserer Seiten"),
        "the account's language goes before the browser's"
    );
    assert!(german.says("Seite neu öffnen") && german.text().contains("href=\"/users/new\""), "{}", german.text());
}

async fn a_body_too_large_is_explained(app: TestApp) {
    app.add("ada", |user| (user.role, user.language) = (Role::Administrator, Locale::De)).await;
    let mut ada = app.signed_in("ada", PASSWORD).await;
    let headers = [("sec-fetch-site", "same-origin"), ("content-type", FORM), ("content-length", "400010")];
    let answer = send(&mut ada, "/users/new", &headers, format!("user_name={}", "x".repeat(400_000))).await;
    assert_page(&answer, 413, "de");
    assert!(answer.says("Das Gesendete ist zu groß, daher ist nichts geschehen."), "{}", answer.text());
    let unannounced = send(&mut ada, "/users/new", &headers[..2], format!("user_name={}", "x".repeat(400_000))).await;
    assert_page(&unannounced, 413, "de");
}

async fn a_form_that_cannot_be_read_is_explained(app: TestApp) {
    let from_ours = ("sec-fetch-site", "same-origin");
    for (kind, body, status) in [(FORM, "user_name=ada&user_name=bo", 400), ("text/plain", "user_name=ada", 415)] {
        let headers = [from_ours, ("content-type", kind), ("accept-language", "de")];
        let answer = send(&mut app.browser(), "/sign-in", &headers, body.to_owned()).await;
        assert_page(&answer, status, "de");
        assert!(answer.says("Dieses Formular ist nicht lesbar.") && answer.text().contains("href=\"/sign-in\""));
    }
    app.person("ada", Role::Administrator).await;
    let nowhere = app.signed_in("ada", PASSWORD).await.post("/no/such/form", &[("a", "b")]).await;
    assert_page(&nowhere, 405, "en");
    assert!(nowhere.says("This page and the server do not understand each other. Reload the page."), "{}", nowhere.text());
}

async fn a_file_that_is_not_there_is_explained(app: TestApp) {
    app.person("ada", Role::Administrator).await;
    let mut ada = app.signed_in("ada", PASSWORD).await;
    let answer = ada.get("/bulk/0/ledger.csv").await;
    assert_page(&answer, 404, "en");
    assert!(answer.says("There is no such job.") && answer.says("Go to the start"), "{}", answer.text());
}

async fn a_mail_that_cannot_be_shown_says_so_in_its_frame(app: TestApp) {
    app.add("ada", |user| (user.role, user.language) = (Role::Administrator, Locale::De)).await;
    let mut ada = app.signed_in("ada", PASSWORD).await;
    let answer = ada.get("/templates/nothing/preview").await;
    assert_eq!((answer.status, answer.header("x-frame-options")), (404, "SAMEORIGIN"));
    assert!(answer.says("Diese Vorlage gibt es nicht"), "{}", answer.text());
}

/// The application understands what the layers around its server functions say, and so does a program.
async fn scripts_are_told_in_their_own_way(app: TestApp) {
    app.person("ada", Role::Administrator).await;
    let mut ada = app.signed_in("ada", PASSWORD).await;
    let (kind, own) = (("content-type", "application/json"), ("accept", Compact::CONTENT_TYPE));
    let foreign = send(&mut ada, "/rpc/users/list", &[("sec-fetch-site", "cross-site"), kind, own], "{}".to_owned()).await;
    assert_eq!((foreign.status, foreign.refusal()), (403, Problem::FromElsewhere));
    let huge = format!("\"{}\"", "x".repeat(400_000));
    let headers = [("sec-fetch-site", "same-origin"), kind, own, ("content-length", "400002")];
    let large = send(&mut ada, "/rpc/users/list", &headers, huge.clone()).await;
    assert_eq!((large.status, large.refusal()), (413, Problem::TooLarge));
    let headers = [("sec-fetch-site", "same-origin"), kind, ("accept", "*/*"), ("content-length", "400002")];
    let program = send(&mut ada, "/rpc/users/list", &headers, huge).await;
    assert_eq!(serde_json::from_str::<ApiError>(&program.text()).expect("an error").problem, Problem::TooLarge);
}

async fn a_page_of_another_build_is_told_so_and_nothing_is_done(app: TestApp) {
    let me = app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    let mut ada = app.signed_in("ada", PASSWORD).await;
    let switch_off = json!({ "request": { "user": jonas, "active": false } }).to_string();
    for (build, status, is_active) in [("application/vnd.latchkey.0", 406, true), (Compact::CONTENT_TYPE, 200, false)] {
        let headers = [("sec-fetch-site", "same-origin"), ("content-type", "application/json"), ("accept", build)];
        let answer = send(&mut ada, "/rpc/users/set-active", &headers, switch_off.clone()).await;
        let record = app.desk.user(&caller(me, Role::Administrator), jonas).await.unwrap();
        assert_eq!((answer.status, record.row.is_active), (status, is_active), "{build}");
        assert_eq!(answer.refusal() == Problem::OtherBuild, status == 406);
    }
}

async fn programs_are_told_in_theirs(app: TestApp) {
    let answer = app.browser().get("/api/v2/users").await;
    assert_eq!((answer.status, answer.header("content-type")), (404, "application/problem+json"));
    let asset = app.browser().get("/pkg/0000000000000000/latchkey.css").await;
    assert_eq!((asset.status, asset.text().as_str()), (404, ""));
}

/// Nothing is accepted, and nobody is told of a failure that they could report: it passes.
async fn without_its_database_everyone_is_told_when_to_ask_again(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let mut program = app.program(ada, "program", Role::Administrator).await;
    let mut signed_in = app.signed_in("ada", PASSWORD).await;
    app.db.close().await;
    let call = program.get("/api/v1/users").await;
    assert_eq!((call.status, call.header("retry-after"), call.problem().as_str()), (503, "5", "busy"));
    for answer in [
        app.browser().post("/forgot-password", &[("user_name", "ada")]).await,
        app.browser().sign_in("ada", PASSWORD).await,
        signed_in.get("/users").await,
    ] {
        assert_eq!((answer.status, answer.header("retry-after")), (503, "5"), "{}", answer.text());
    }
}
