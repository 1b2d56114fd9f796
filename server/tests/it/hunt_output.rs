//! What people enter, where it comes out: in headers of mails, in pages, in files for spreadsheets and in the log it stays what it
//! is, a value. And no page of ours stands in somebody else's.

use crate::{
    access::{address, table, target},
    people::{administrator, create, draft},
    support::{
        app::{PASSWORD, TestApp},
        browser::Browser,
        db::Engine,
        process::Process,
    },
};
use app::{
    api::{Problem, Templates},
    model::{Locale, Role, SaveTemplate, TemplateKey, UserDraft},
};
use axum::body::Body;
use http::{Request, header};
use latchkey::mail::builtin_text;
use serde_json::{Value, json};

on_both_engines!(
    lines_in_what_is_entered_are_refused,
    lines_that_are_stored_all_the_same_make_no_header,
    names_are_text_on_every_page,
    cells_that_a_spreadsheet_would_run_are_disarmed,
    what_is_typed_makes_no_line_of_the_log,
    no_page_stands_in_anothers,
);

const LINES: [&str; 5] = ["\r\nBcc: mallory@evil.example", "\nRCPT TO:<mallory@evil.example>", "\r.\r", "\0", "\u{85}x"];

async fn lines_in_what_is_entered_are_refused(app: TestApp) {
    let ada = administrator(&app).await;
    let mut desk = app.signed_in("ada", PASSWORD).await;
    for more in LINES {
        let name = UserDraft { display_name: format!("Jonas{more}"), ..draft("jonas") };
        let email = UserDraft { email: format!("jonas@northwind.example{more}"), ..draft("jonas") };
        let user_name = UserDraft { user_name: format!("jonas{more}"), ..draft("jonas") };
        for (field, entered) in [("display_name", name), ("email", email), ("user_name", user_name)] {
            let error = create(&app, &ada, entered).await.unwrap_err();
            assert!(error.for_field(field).is_some(), "{field} with {more:?}: {error:?}");
        }
        let ada_name = format!("Ada{more}x");
        let own = [
            ("version", "1"),
            ("display_name", ada_name.as_str()),
            ("language", "en"),
            ("time_zone", "Europe/Berlin"),
            ("theme", "dark"),
        ];
        assert_eq!(desk.post("/account", &own).await.status, 422, "{more:?}");
    }
    for more in ["\r\nBcc: mallory@evil.example", "\nx"] {
        let mut text = builtin_text(TemplateKey::PasswordChangeLink, Locale::En);
        text.subject = format!("Your link{more}");
        let request = SaveTemplate { key: TemplateKey::PasswordChangeLink, language: Locale::En, version: 0, text };
        let error = app.desk.save_template(&ada, request).await.unwrap_err();
        assert!(matches!(error.for_field("subject"), Some(Problem::Template(_))), "{more:?}: {error:?}");
    }
}

/// As another version, or somebody beside the program, might have stored them.
async fn lines_that_are_stored_all_the_same_make_no_header(app: TestApp) {
    let ada = administrator(&app).await;
    let jonas = app.person("jonas", Role::User).await;
    let nele = app.person("nele", Role::User).await;
    let (names, emails) = match app.store.engine {
        Engine::Sqlite => (
            "UPDATE users SET display_name = 'Jonas' || char(13, 10) || 'Bcc: mallory@evil.example' WHERE user_name = 'jonas'",
            "UPDATE users SET email = 'nele@northwind.example' || char(13, 10) || 'RCPT TO:<mallory@evil.example>' \
             WHERE user_name = 'nele'",
        ),
        Engine::Postgres => (
            "UPDATE users SET display_name = 'Jonas' || chr(13) || chr(10) || 'Bcc: mallory@evil.example' WHERE user_name = 'jonas'",
            "UPDATE users SET email = 'nele@northwind.example' || chr(13) || chr(10) || 'RCPT TO:<mallory@evil.example>' \
             WHERE user_name = 'nele'",
        ),
    };
    app.store.execute(names).await;
    app.store.execute(emails).await;
    let mut text = builtin_text(TemplateKey::PasswordChangeLink, Locale::En);
    "For {{ display_name }}".clone_into(&mut text.subject);
    let request = SaveTemplate { key: TemplateKey::PasswordChangeLink, language: Locale::En, version: 0, text };
    app.desk.save_template(&ada, request).await.unwrap();
    for user in [jonas, nele] {
        // Whether it is refused, fails or is sent: what counts is what reaches the mail server.
        let _asked = app.send_link(ada.user, user).await;
    }
    app.send_mail().await;
    for mail in app.sink.received() {
        assert_eq!(mail.to, ["jonas@northwind.example"]);
        assert_eq!((mail.header("Bcc"), mail.header("Cc")), (None, None), "{}", mail.raw);
    }
}

const MARKUP: &str = "<img src=x onerror=alert(1)> \"'><script>alert(2)</script> {{ link }}";

async fn names_are_text_on_every_page(app: TestApp) {
    let ada = administrator(&app).await;
    let target = target(&app, ada.user, 0).await;
    let mallory = app.add("mallory", |user| MARKUP.clone_into(&mut user.display_name)).await;
    app.send_link(ada.user, mallory).await.unwrap();
    app.send_mail().await;
    let mut desk = app.signed_in("ada", PASSWORD).await;
    let of_mallory = ["", "/edit", "/send-link", "/new-password", "/temporary-password", "/copy-link", "/delete", "/active"];
    let of_mallory = of_mallory.map(|page| format!("/users/{mallory}{page}"));
    let others = ["/", "/users", "/users?q=%3Cscript%3Ealert(3)", "/messages", "/audit", "/bulk"].map(str::to_owned);
    let here = table("GET").into_iter().filter(|line| !line.path.contains("mailbox")).map(|line| address(&line.path, &target));
    let mut seen = 0;
    for path in of_mallory.into_iter().chain(others).chain(here) {
        let page = desk.get(&path).await;
        if page.header("content-type").starts_with("text/html") {
            let text = page.text();
            for markup in ["<img src=x", "<script>alert("] {
                assert!(!text.contains(markup), "{markup} on {path}");
            }
            seen += usize::from(text.contains("&lt;img src=x"));
        }
    }
    assert!(seen > 5, "the name is on {seen} pages");
    let mut program = app.program(ada.user, "erp", Role::Auditor).await;
    let answer = program.get(&format!("/api/v1/users/{mallory}")).await;
    assert_eq!(answer.json()["display_name"], json!(MARKUP));
    assert!(answer.header("content-type").starts_with("application/json"));
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
}

async fn cells_that_a_spreadsheet_would_run_are_disarmed(app: TestApp) {
    let ada = administrator(&app).await;
    let formulas = ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "\u{ff1d}1+1", " =1+1"];
    for (number, formula) in formulas.into_iter().enumerate() {
        let user = app.add(&format!("person-{number}"), |user| formula.clone_into(&mut user.display_name)).await;
        app.send_link(ada.user, user).await.unwrap();
    }
    let mut desk = app.signed_in("ada", PASSWORD).await;
    for file in ["/users/export.csv", "/messages/export.csv", "/audit/export.csv"] {
        let text = desk.get(file).await.text();
        let cells = text.trim_start_matches('\u{feff}').lines().flat_map(|line| line.split(','));
        for cell in cells {
            let shown = cell.trim_start_matches('"');
            assert!(!shown.starts_with(['=', '+', '-', '@', '\t', '\r', '\u{ff1d}']), "{cell} in {file}");
        }
    }
}

/// Sends what would be a line of its own by every way that a stranger has.
async fn tell(browser: &mut Browser) {
    let forged = "x\r\nforged-line {\"level\":\"ERROR\"}\u{1b}[2K";
    browser.sign_in(forged, forged).await;
    browser.post("/forgot-password", &[("user_name", forged)]).await;
    browser.post("/change-password", &[("code", forged)]).await;
    browser.post("/change-password/%0d%0aforged-line", &[("password", forged)]).await;
    browser.get("/users/%0d%0aforged-line?q=%0aforged-line").await;
    browser.call("/rpc/resets/link-standing", &json!({ "code": forged })).await;
    browser.call("/rpc/nothing%0aforged-line", &json!({})).await;
    let request = Request::get("/api/v1/users?%0aforged-line")
        .header("x-request-id", "forged-line")
        .header(header::USER_AGENT, "x\tforged-line")
        .header("x-forwarded-for", "forged-line")
        .header(header::AUTHORIZATION, "Basic eApmb3JnZWQtbGluZTp4");
    browser.request(request.body(Body::empty()).unwrap()).await;
}

async fn what_is_typed_makes_no_line_of_the_log(app: TestApp) {
    for format in ["json", "text"] {
        let process = Process::telling_everything(&app, &[("LATCHKEY_LOG_FORMAT", format)]);
        tell(&mut process.browser()).await;
        let log = process.log();
        assert!(log.contains("request"), "{log}");
        for line in log.lines() {
            assert!(!line.trim_start().starts_with("forged-line") && !line.contains("\u{1b}[2K"), "{line}");
            let is_one = format == "text" || serde_json::from_str::<Value>(line).is_ok_and(|line| line["level"] != "ERROR");
            assert!(is_one || !line.contains("forged-line"), "{line}");
        }
    }
}

async fn no_page_stands_in_anothers(app: TestApp) {
    let ada = administrator(&app).await;
    let target = target(&app, ada.user, 0).await;
    for mut browser in [app.browser(), app.signed_in("ada", PASSWORD).await] {
        for line in table("GET") {
            let path = address(&line.path, &target);
            let answer = browser.get(&path).await;
            let (frame, policy) = (answer.header("x-frame-options"), answer.header("content-security-policy"));
            let is_preview = frame == "SAMEORIGIN" && policy.contains("frame-ancestors 'self'");
            let is_alone = frame == "DENY" && policy.contains("frame-ancestors 'none'");
            assert!(is_alone || is_preview, "{path}: {frame}; {policy}");
            assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        }
    }
}
