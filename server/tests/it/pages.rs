//! Pages without scripts: lists, forms that are shown again, headers.

use crate::support::app::{PASSWORD, TestApp};
use app::model::Role;

on_both_engines!(
    a_list_pages_forward_and_back_and_finds_by_words,
    a_link_is_sent_by_a_plain_form,
    is_active_is_switched_by_a_plain_form,
    every_answer_carries_the_headers,
    signing_in_leads_back_to_where_one_wanted_to_go,
    an_oversized_form_is_refused,
    what_attends_to_a_page_fits_it,
);

async fn a_list_pages_forward_and_back_and_finds_by_words(app: TestApp) {
    app.person("ada", Role::Administrator).await;
    for n in 0..119 {
        app.add(&format!("person{n:03}"), |user| user.display_name = format!("Person {n:03} Ångström")).await;
    }
    let mut browser = app.signed_in("ada", PASSWORD).await;
    let first = browser.get("/users").await;
    assert!(first.says("120"), "{}", first.text());
    let mut seen = names(&first.text());
    let mut page = first;
    let mut pages = 1;
    while let Some(next) = link(&page.text(), "after=") {
        page = browser.get(&next).await;
        assert_eq!(page.status, 200);
        seen.extend(names(&page.text()));
        pages += 1;
    }
    seen.sort();
    seen.dedup();
    assert_eq!((pages, seen.len()), (3, 119));
    let back = link(&page.text(), "before=").expect("a way back");
    assert!(names(&browser.get(&back).await.text()).len() >= 49);
    let found = browser.get("/users?q=angstr%C3%B6m+017").await;
    assert!(names(&found.text()).is_empty(), "å is not a");
    assert_eq!(names(&browser.get("/users?q=%C3%85NGSTR%C3%96M+017").await.text()), ["Person 017"]);
    assert_eq!(names(&browser.get("/users?q=100%25").await.text()), Vec::<String>::new());
    assert_eq!(browser.get("/users?after=nonsense").await.status, 422);
}

/// "Person NNN" for each row of a page.
fn names(html: &str) -> Vec<String> {
    let mut names: Vec<String> =
        html.match_indices(">Person ").filter_map(|(at, _)| html.get(at + 1..at + 11)).map(str::to_owned).collect();
    names.dedup();
    names
}

/// The address of the first link whose query has this in it.
fn link(html: &str, query: &str) -> Option<String> {
    html.split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .find(|href| href.contains(query))
        .map(|href| href.replace("&amp;", "&"))
}

async fn a_link_is_sent_by_a_plain_form(app: TestApp) {
    app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    let mut browser = app.signed_in("ada", PASSWORD).await;
    let prompt = browser.get(&format!("/users/{jonas}/send-link")).await;
    assert!(prompt.says(
        "An email with a unique link will be sent to the user allowing them to change their password. \
         The link will expire after a specific amount of time."
    ));
    let refused = browser.post(&format!("/users/{jonas}/send-link"), &[("life_minutes", "100000")]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.says("Choose how long the link works"));
    let sent = browser.post(&format!("/users/{jonas}/send-link"), &[("life_minutes", "240")]).await;
    assert_eq!((sent.status, sent.location()), (303, format!("/users/{jonas}").as_str()));
    let record = browser.get(&format!("/users/{jonas}")).await;
    assert!(record.says("The link is on its way to jonas@northwind.example."));
    assert!(!browser.get(&format!("/users/{jonas}")).await.says("The link is on its way"), "it is said once");
    app.send_mail().await;
    assert!(app.sink.nth(1).await.text.contains("4 hours"));
}

async fn is_active_is_switched_by_a_plain_form(app: TestApp) {
    app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    let mut browser = app.signed_in("ada", PASSWORD).await;
    let off = browser.post(&format!("/users/{jonas}/active"), &[("active", "false")]).await;
    assert_eq!(off.status, 303);
    assert!(browser.get(&format!("/users/{jonas}")).await.says("Inactive"));
    assert_eq!(app.browser().sign_in("jonas", PASSWORD).await.status, 422);
    browser.post(&format!("/users/{jonas}/active"), &[("active", "true")]).await;
    app.signed_in("jonas", PASSWORD).await;
}

async fn every_answer_carries_the_headers(app: TestApp) {
    for path in ["/sign-in", "/nowhere", "/healthz", "/favicon.svg", "/users", "/rpc/viewer"] {
        let answer = app.browser().get(path).await;
        let csp = answer.header("content-security-policy");
        for part in [
            "default-src 'none'",
            "script-src 'self' 'nonce-",
            "style-src 'self';",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "object-src 'none'",
        ] {
            assert!(csp.contains(part), "{path}: {part} in {csp}");
        }
        assert!(!csp.contains("unsafe-inline") && !csp.contains("'unsafe-eval'"));
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "strict-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("strict-transport-security", "max-age=63072000; includeSubDomains"),
        ] {
            assert_eq!(answer.header(name), value, "{path}: {name}");
        }
        assert!(answer.headers.get("server").is_none());
    }
    let page = app.browser().get("/sign-in").await;
    let csp = page.header("content-security-policy");
    let nonce = csp.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).unwrap();
    let html = page.text();
    let scripts = html.matches("<script").count();
    assert!(scripts > 0);
    assert_eq!(html.matches(&format!("nonce=\"{nonce}\"")).count(), scripts, "every script has the header's nonce");
    assert!(!html.contains("style=\""), "no inline styles");
}

async fn signing_in_leads_back_to_where_one_wanted_to_go(app: TestApp) {
    app.person("ada", Role::Administrator).await;
    let mut browser = app.browser();
    let sent_away = browser.get("/users?q=jonas").await;
    assert_eq!(sent_away.location(), "/sign-in?next=%2Fusers%3Fq%3Djonas");
    for (next, leads_to) in [("/users?q=jonas", "/users?q=jonas"), ("//evil.example", "/"), ("https://evil.example", "/")] {
        let answer = app.browser().post("/sign-in", &[("user_name", "ada"), ("password", PASSWORD), ("next", next)]).await;
        assert_eq!(answer.location(), leads_to);
    }
    let wrong =
        app.browser().post("/sign-in", &[("user_name", "ada"), ("password", "wrong one"), ("next", "/users?q=jonas")]).await;
    assert!(wrong.text().contains("value=\"ada\"") && wrong.text().contains("/users?q=jonas"), "what was entered is kept");
    assert!(!wrong.text().contains("wrong one"), "but not the password");
}

async fn an_oversized_form_is_refused(app: TestApp) {
    let huge = "x".repeat(300_000);
    assert_eq!(app.browser().sign_in("ada", &huge).await.status, 413);
}

/// The application takes over pages in its own frame; those for everyone, wherever they stand, do with a tenth of it.
async fn what_attends_to_a_page_fits_it(app: TestApp) {
    app.person("ada", Role::Administrator).await;
    let mut signed_in = app.signed_in("ada", PASSWORD).await;
    let mut stranger = app.browser();
    for address in latchkey::http::addresses(&http::Method::GET) {
        let address = address.replace("{code}", "0").replace("{id}", "0");
        for browser in [&mut signed_in, &mut stranger] {
            let answer = browser.get(&address).await;
            let page = answer.text();
            let is_mail = answer.header("x-frame-options") == "SAMEORIGIN";
            let is_public = page.contains("class=\"public\"");
            assert_eq!(page.contains("/door.js"), is_public, "{address}");
            assert_eq!(page.contains("/latchkey.js"), !is_public && !is_mail && page.contains("<body"), "{address}");
        }
    }
    assert!(signed_in.get("/no/such/page").await.text().contains("/door.js"));
}
