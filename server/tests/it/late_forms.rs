//! Forms that are sent after their session has ended, without scripts: nothing is done and nothing is lost.

use crate::support::{
    app::{PASSWORD, TestApp},
    browser::{Answer, Browser},
};
use app::{
    model::Role,
    rules::templates::{LONGEST_PART, LONGEST_SUBJECT},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use http::Method;

on_both_engines!(
    a_form_sent_too_late_comes_back_filled_in,
    a_wrong_password_loses_nothing_either,
    the_largest_template_loses_nothing,
    a_pasted_automation_loses_nothing,
    secrets_are_not_carried_through_a_sign_in,
    a_post_that_belongs_to_no_page_leads_to_the_start,
    signing_in_in_a_new_tab_ends_on_a_small_page,
    pages_tell_which_build_they_are_of,
);

/// Administrator, the prompt's address, and the sign-in page that answered in its place to a form sent too late.
async fn sent_too_late(app: &TestApp) -> (String, Browser, Answer) {
    app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    let address = format!("/users/{jonas}/send-link");
    let mut browser = app.browser();
    let answer = browser.post(&address, &[("life_minutes", "720")]).await;
    assert_eq!(answer.status, 401);
    assert!(answer.says("Your session has ended, so your form was not sent."), "{}", answer.text());
    (address, browser, answer)
}

/// The value of a hidden field.
fn hidden(page: &Answer, name: &str) -> String {
    let html = page.text();
    let field = html.split("<input").find(|input| input.contains(&format!("name=\"{name}\""))).expect("the field");
    let value = field.split("value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a value");
    value.replace("&amp;", "&")
}

async fn sign_in(browser: &mut Browser, page: &Answer, password: &str) -> Answer {
    let (next, resume) = (hidden(page, "next"), hidden(page, "resume"));
    browser.post("/sign-in", &[("user_name", "ada"), ("password", password), ("next", &next), ("resume", &resume)]).await
}

/// Whether the prompt has chosen 12 hours, which is not what it starts with.
fn is_filled_in(page: &Answer) -> bool {
    page.text().split("<option").any(|option| option.contains("value=\"720\"") && option.contains(" selected"))
}

async fn a_form_sent_too_late_comes_back_filled_in(app: TestApp) {
    let (address, mut browser, asked) = sent_too_late(&app).await;
    assert!(!asked.text().contains("latchkey.js"), "the application goes by the address, which is another page's");
    let back = sign_in(&mut browser, &asked, PASSWORD).await;
    assert_eq!((back.status, back.location()), (303, address.as_str()));
    assert!(!is_filled_in(&browser.get("/account").await), "it waits for its own page");
    let page = browser.get(&address).await;
    assert_eq!(page.status, 200);
    assert!(page.says("Your session had ended, so nothing was done. Check what you entered, and send it again."));
    assert!(is_filled_in(&page), "{}", page.text());
    app.send_mail().await;
    assert!(app.sink.received().is_empty(), "nothing is sent by itself");
    assert!(!is_filled_in(&browser.get(&address).await), "it is shown once");
}

async fn a_wrong_password_loses_nothing_either(app: TestApp) {
    let (address, mut browser, asked) = sent_too_late(&app).await;
    let refused = sign_in(&mut browser, &asked, "not her password").await;
    assert_eq!(refused.status, 422);
    let back = sign_in(&mut browser, &refused, PASSWORD).await;
    assert_eq!(back.location(), address);
    assert!(is_filled_in(&browser.get(&address).await));
}

/// No template may be longer, and no letter takes more bytes.
async fn the_largest_template_loses_nothing(app: TestApp) {
    app.person("ada", Role::Administrator).await;
    let length = |most: i64| usize::try_from(most).expect("a length");
    let (subject, part) = ("\u{1f511}".repeat(length(LONGEST_SUBJECT)), "\u{1f511}".repeat(length(LONGEST_PART)));
    let form =
        [("subject", subject.as_str()), ("html", part.as_str()), ("text", part.as_str()), ("language", "de"), ("version", "0")];
    let address = "/templates/password-change-link?language=de";
    let mut browser = app.browser();
    let asked = browser.post(address, &form).await;
    assert_eq!(asked.status, 401);
    let back = sign_in(&mut browser, &asked, PASSWORD).await;
    assert_eq!((back.status, back.location()), (303, address));
    let page = browser.get(address).await;
    assert!(page.says("Your session had ended, so nothing was done."));
    assert_eq!(page.text().matches(&format!(">{part}</textarea>")).count(), 2);
    assert!(page.text().contains(&format!("value=\"{subject}\"")));
}

/// Its form is of another encoding, since a file may be among it.
async fn a_pasted_automation_loses_nothing(app: TestApp) {
    app.person("ada", Role::Administrator).await;
    let field = |name: &str, rest: &str, text: &str| {
        format!("--cut\r\nContent-Disposition: form-data; name=\"{name}\"{rest}\r\n\r\n{text}\r\n")
    };
    let body = field("json", "", "{ \"name\": \"Half\" }") + &field("file", "; filename=\"\"", "") + "--cut--\r\n";
    let mut browser = app.browser();
    let asked = browser.send(Method::POST, "/automations/import", Some(("multipart/form-data; boundary=cut", body))).await;
    assert_eq!(asked.status, 401);
    assert_eq!(sign_in(&mut browser, &asked, PASSWORD).await.location(), "/automations/import");
    let page = browser.get("/automations/import").await;
    assert!(page.says("{ \"name\": \"Half\" }") && page.says("Your session had ended, so nothing was done."), "{}", page.text());
}

async fn secrets_are_not_carried_through_a_sign_in(app: TestApp) {
    let (address, mut browser, _) = sent_too_late(&app).await;
    let asked = browser.post(&address, &[("life_minutes", "720"), ("password", "a secret to keep")]).await;
    let carried = URL_SAFE_NO_PAD.decode(hidden(&asked, "resume")).expect("what is carried");
    assert_eq!(String::from_utf8_lossy(&carried), r#"{"life_minutes":"720"}"#);
    assert!(!asked.text().contains("secret"));
}

async fn a_post_that_belongs_to_no_page_leads_to_the_start(app: TestApp) {
    let answer = app.browser().post("/account/theme", &[("theme", "dark"), ("back", "/users")]).await;
    assert_eq!((answer.status, answer.location()), (303, "/sign-in?notice=session-ended"));
    let huge = "x".repeat(200_000);
    let (address, mut browser, _) = sent_too_late(&app).await;
    let answer = browser.post(&address, &[("life_minutes", &huge)]).await;
    assert_eq!(answer.status, 303, "what is too large to be carried is not, and the visitor is asked to sign in all the same");
}

async fn signing_in_in_a_new_tab_ends_on_a_small_page(app: TestApp) {
    app.person("ada", Role::Administrator).await;
    let mut browser = app.browser();
    let form = [("user_name", "ada"), ("password", PASSWORD), ("next", "/signed-in")];
    assert_eq!(browser.post("/sign-in", &form).await.location(), "/signed-in");
    assert!(browser.get("/signed-in").await.says("Close this tab"));
    assert_eq!(browser.get("/sign-in?next=%2Fsigned-in").await.location(), "/signed-in", "also when another tab was quicker");
}

async fn pages_tell_which_build_they_are_of(app: TestApp) {
    let build = app.browser().get("/build").await;
    assert_eq!((build.status, build.header("cache-control")), (200, "no-store"));
    let page = app.browser().get("/sign-in").await;
    assert!(page.text().contains(&format!("href=\"/pkg/{}/latchkey.css\"", build.text())));
}
