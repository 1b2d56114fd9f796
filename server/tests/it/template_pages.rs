//! The Template Manager without scripts: its pages, its forms, and the preview in its sandbox.

use crate::support::{
    app::{PASSWORD, TestApp},
    browser::{Answer, Browser},
};
use app::model::{Locale, Role, TemplateKey, TemplateText};
use latchkey::mail::builtin_text;

on_both_engines!(
    the_list_shows_every_template_and_leads_to_its_languages,
    a_template_is_edited_refused_and_saved_on_its_page,
    the_second_of_two_keeps_what_was_entered,
    a_draft_is_shown_in_a_sandbox_of_its_own,
    a_test_is_answered_in_the_frame,
    versions_are_compared_and_brought_back,
    an_auditor_reads_and_has_no_form,
    what_is_not_there_is_not_found,
);

const LINK: TemplateKey = TemplateKey::PasswordChangeLink;
const HERE: &str = "/templates/password-change-link";

fn fields<'a>(text: &'a TemplateText, version: &'a str) -> Vec<(&'a str, &'a str)> {
    text.parts().into_iter().chain([("language", "en"), ("version", version)]).collect()
}

/// The built-in text with another greeting.
fn greeting(words: &str) -> TemplateText {
    let text = builtin_text(LINK, Locale::En);
    TemplateText { html: text.html.replace("Hello", words), text: text.text.replace("Hello", words), ..text }
}

async fn administrator(app: &TestApp) -> Browser {
    app.person("ada", Role::Administrator).await;
    app.signed_in("ada", PASSWORD).await
}

fn assert_sandboxed(answer: &Answer) {
    let policy = answer.header("content-security-policy");
    assert!(policy.starts_with("sandbox; default-src 'none'; style-src 'unsafe-inline'"), "{policy}");
    assert!(
        policy.contains("frame-ancestors 'self'") && !policy.contains("script-src") && !policy.contains("img-src"),
        "{policy}"
    );
    assert_eq!(answer.header("x-frame-options"), "SAMEORIGIN");
    assert_eq!(answer.header("cache-control"), "no-store");
}

async fn the_list_shows_every_template_and_leads_to_its_languages(app: TestApp) {
    let mut ada = administrator(&app).await;
    ada.post(HERE, &fields(&greeting("Dear"), "0")).await;
    let list = ada.get("/templates").await;
    for name in ["Password Change Link", "Password Changed", "E-mail Address Entered", "E-mail Address Changed", "Test Mail"] {
        assert!(list.says(name), "{name}: {}", list.text());
    }
    assert!(list.says("English Changed") && list.says("Deutsch Built-in, changed elsewhere") && list.says("ada Feld, now"));
    assert!(list.text().contains("href=\"/templates/password-change-link?language=de\""));
    let policy = list.header("content-security-policy");
    assert!(
        policy.contains("frame-ancestors 'none'") && policy.contains("frame-src 'self'"),
        "only previews can be framed: {policy}"
    );
}

async fn a_template_is_edited_refused_and_saved_on_its_page(app: TestApp) {
    let mut ada = administrator(&app).await;
    let page = ada.get(HERE).await;
    assert_eq!(page.status, 200);
    assert!(
        page.text().contains("<textarea") && page.text().contains("&lt;p&gt;Hello &lt;bdi&gt;{{ display_name }}&lt;/bdi&gt;")
    );
    assert!(page.says("The link with which the password is chosen") && page.says("required"), "{}", page.text());
    assert!(page.text().contains("sandbox=\"\" src=\"/templates/password-change-link/preview?language=en\""), "{}", page.text());

    let mut wrong = greeting("Dear");
    wrong.html.insert_str(0, "<p>{{ nobody }}</p></textarea><b>\r\n");
    let refused = ada.post(HERE, &fields(&wrong, "0")).await;
    assert_eq!(refused.status, 422);
    assert!(refused.says("Line 1: This template has no variable “nobody”. Insert one from the list."), "{}", refused.text());
    assert!(refused.text().contains("&lt;p&gt;Dear "), "what was entered is still there");
    assert!(!refused.text().contains("</textarea><b>"), "and stays text: {}", refused.text());

    let saved = ada.post(HERE, &fields(&greeting("Dear"), "0")).await;
    assert_eq!((saved.status, saved.location()), (303, "/templates/password-change-link?language=en"));
    let after = ada.get(saved.location()).await;
    assert!(after.says("The template is saved.") && after.says("Version 1, saved by ada Feld"), "{}", after.text());
}

async fn the_second_of_two_keeps_what_was_entered(app: TestApp) {
    let mut ada = administrator(&app).await;
    app.person("ben", Role::Administrator).await;
    let mut ben = app.signed_in("ben", PASSWORD).await;
    ada.post(HERE, &fields(&greeting("Dear"), "0")).await;
    let told = ben.post(HERE, &fields(&greeting("Good day"), "0")).await;
    assert_eq!(told.status, 409);
    assert!(told.says("ada Feld has saved this meanwhile: HTML is now"), "{}", told.text());
    assert!(
        told.text().contains("&lt;p&gt;Good day ") && told.text().contains("name=\"version\" value=\"1\""),
        "{}",
        told.text()
    );
    assert_eq!(ben.post(HERE, &fields(&greeting("Good day"), "1")).await.status, 303);
}

async fn a_draft_is_shown_in_a_sandbox_of_its_own(app: TestApp) {
    let mut ada = administrator(&app).await;
    let saved = ada.get(&format!("{HERE}/preview?language=de")).await;
    assert_eq!(saved.status, 200);
    assert_sandboxed(&saved);
    assert!(saved.says("Guten Tag Jonas Feld") && saved.says("Subject: Northwind: neues Passwort wählen"), "{}", saved.text());

    let preview = format!("{HERE}/preview");
    let text = greeting("Dear");
    let with = |look| [fields(&text, "0"), vec![("look", look)]].concat();
    let html = ada.post(&preview, &with("html")).await;
    assert_sandboxed(&html);
    assert!(html.says("Dear Jonas Feld") && html.text().contains("@media not all"), "{}", html.text());
    assert!(ada.post(&preview, &with("dark")).await.text().contains("@media all"));
    let plain = ada.post(&preview, &with("text")).await;
    assert!(plain.text().contains("<pre>Northwind") && plain.says("https://desk.northwind.example/change-password/"));

    let mut wrong = text.clone();
    wrong.html.push_str("<script>alert(1)</script>");
    let refused = ada.post(&preview, &fields(&wrong, "0")).await;
    assert_eq!(refused.status, 422);
    assert_sandboxed(&refused);
    assert!(refused.says("This cannot be shown yet") && refused.says("HTML: Line"), "{}", refused.text());
    assert!(!refused.text().contains("<script"), "{}", refused.text());
    assert!(ada.get(HERE).await.says("This is the text") || !ada.get(HERE).await.says("Version 1"), "nothing was saved");
}

async fn a_test_is_answered_in_the_frame(app: TestApp) {
    let mut ada = administrator(&app).await;
    let answer = ada.post(&format!("{HERE}/test"), &fields(&greeting("Dear"), "0")).await;
    assert_eq!(answer.status, 200);
    assert_sandboxed(&answer);
    assert!(answer.says("The mail server took the test mail to ada@northwind.example: 250 "), "{}", answer.text());
    assert!(app.sink.nth(1).await.text.contains("Dear ada Feld"));
}

async fn versions_are_compared_and_brought_back(app: TestApp) {
    let mut ada = administrator(&app).await;
    let versions = format!("{HERE}/versions?language=en");
    assert!(ada.get(&versions).await.says("Nobody has changed it"));
    ada.post(HERE, &fields(&greeting("Dear"), "0")).await;
    ada.post(HERE, &fields(&greeting("Good day"), "1")).await;
    let page = ada.get(&versions).await;
    assert!(page.says("Version 2 in use") && page.says("Version 1 and Version 2"), "{}", page.text());
    assert!(
        page.says("Removed: Dear {{ display_name }},") && page.says("Added: Good day {{ display_name }},"),
        "{}",
        page.text()
    );
    let from_builtin = ada.get(&format!("{versions}&from=0&to=1")).await;
    assert!(from_builtin.says("Built-in text and Version 1") && from_builtin.says("Removed: Hello"), "{}", from_builtin.text());

    let back = |version, to| vec![("language", "en"), ("version", version), ("to", to)];
    let restored = ada.post(&versions, &back("2", "1")).await;
    assert_eq!((restored.status, restored.location()), (303, versions.as_str()));
    let after = ada.get(&versions).await;
    assert!(after.says("The version is restored.") && after.says("Version 1 restored"), "{}", after.text());
    let stale = ada.post(&versions, &back("2", "0")).await;
    assert_eq!(stale.status, 409);
    assert!(stale.says("ada Feld has saved this meanwhile"), "{}", stale.text());
    assert_eq!(ada.post(&versions, &back("3", "0")).await.status, 303);
    assert!(ada.get(&versions).await.says("Reset to built-in"));
}

async fn an_auditor_reads_and_has_no_form(app: TestApp) {
    app.person("eve", Role::Auditor).await;
    let mut eve = app.signed_in("eve", PASSWORD).await;
    let page = eve.get(HERE).await;
    assert!(page.says("Your role can see the templates, not change them."), "{}", page.text());
    assert!(!page.text().contains("<textarea") && page.text().contains("<iframe"));
    assert_eq!(eve.get(&format!("{HERE}/preview?language=en")).await.status, 200);
    assert_eq!(eve.post(&format!("{HERE}/preview"), &fields(&greeting("Dear"), "0")).await.status, 403);
    assert!(eve.get("/templates").await.says("Templates"), "it is in the menu too");
}

async fn what_is_not_there_is_not_found(app: TestApp) {
    let mut ada = administrator(&app).await;
    for path in [
        "/templates/nothing",
        "/templates/nothing/versions",
        "/templates/nothing/preview",
        "/templates/password-changed?language=fr",
        "/templates/password-changed/preview?language=fr",
        "/templates/password-change-link/versions?language=en&from=0&to=9",
    ] {
        assert_eq!(ada.get(path).await.status, 404, "{path}");
    }
}
