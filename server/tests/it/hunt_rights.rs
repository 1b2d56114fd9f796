//! Ways round rights that others left open, tried at every address: a help desk that reaches its superiors, changes by GET, posts
//! from other sites, a mail server that is changed from a page, and clients that say to be others.

use crate::{
    access::{Target, address, arguments, fields, table, target},
    people::administrator,
    support::{
        app::{ORIGIN, PASSWORD, TestApp, caller},
        browser::Browser,
        program::of_user,
    },
};
use app::{
    api::Messages,
    model::{AutomationId, Kind, MessageId, MessageQuery, Role, UserId},
};
use axum::body::Body;
use http::{Method, Request, header};
use latchkey::service::MakeKey;
use serde_json::json;
use uuid::Uuid;

on_both_engines!(
    the_help_desk_reaches_nobody_above_it_by_any_address,
    a_help_desks_program_reaches_nobody_above_it,
    reading_changes_nothing,
    what_other_sites_send_is_refused_at_every_address,
    no_page_or_call_changes_the_mail_server,
    a_client_that_says_to_be_many_is_one,
);

/// What opens accounts, and what is on its way to somebody.
const ACCESS: [&str; 10] = [
    "users",
    "credentials",
    "links",
    "link_tokens",
    "pending_passwords",
    "pending_secrets",
    "messages",
    "api_passwords",
    "api_keys",
    "password_history",
];

/// What people make and decide.
const MADE: [&str; 12] = [
    "settings",
    "template_versions",
    "selections",
    "bulk_jobs",
    "bulk_items",
    "imports",
    "holidays",
    "automations",
    "automation_runs",
    "user_tags",
    "not_me_tokens",
    "forgot_requests",
];

async fn rows(app: &TestApp, tables: &[&'static str]) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    for table in tables {
        let mut lines: Vec<String> = app.store.rows(table).await.lines().map(str::to_owned).collect();
        lines.sort();
        found.push((*table, lines.join("\n")));
    }
    found
}

fn assert_same(after: &[(&str, String)], before: &[(&str, String)], what: &str) {
    for ((table, after), (_, before)) in after.iter().zip(before) {
        assert_eq!(after, before, "{table} after {what}");
    }
}

/// Everything that the forms of a record and of its prompts send.
const DEEDS: [(&str, &str); 15] = [
    ("life_minutes", "60"),
    ("effect", "at-once"),
    ("intent", "generate"),
    ("look", "characters"),
    ("active", "false"),
    ("name", "a key"),
    ("scope", "read"),
    ("life", "30"),
    ("version", "1"),
    ("kind", "human"),
    ("role", "user"),
    ("display_name", "Mallory"),
    ("email", "mallory@evil.example"),
    ("language", "en"),
    ("time_zone", "Europe/Berlin"),
];

/// An administrator, an auditor and another of the help desk, and for each a message about them.
async fn superiors(app: &TestApp) -> Vec<(UserId, &'static str, MessageId)> {
    let bea = app.person("bea", Role::Administrator).await;
    let ada = app.person("ada", Role::Administrator).await;
    let elif = app.person("elif", Role::Auditor).await;
    let daniel = app.person("daniel", Role::HelpDesk).await;
    let mut all = Vec::new();
    for (user, name) in [(ada, "ada"), (elif, "elif"), (daniel, "daniel")] {
        app.send_link(bea, user).await.unwrap();
        let query = MessageQuery { q: format!("{name}@"), ..MessageQuery::default() };
        let page = app.desk.messages(&caller(bea, Role::Administrator), query).await.unwrap();
        all.push((user, name, page.items[0].id));
    }
    all
}

async fn the_help_desk_reaches_nobody_above_it_by_any_address(app: TestApp) {
    let superiors = superiors(&app).await;
    app.person("hannah", Role::HelpDesk).await;
    let mut hannah = app.signed_in("hannah", PASSWORD).await;
    let mut ada = app.signed_in("ada", PASSWORD).await;
    let before = rows(&app, &ACCESS).await;
    for (user, name, message) in superiors {
        let target = Target::of(user, message, AutomationId(Uuid::nil()));
        for line in table("POST").into_iter().filter(|line| line.path.contains("{id}")) {
            let path = address(&line.path, &target);
            let deeds = [DEEDS.as_slice(), &[("user_name", name), ("typed", name)]].concat();
            let answer = hannah.post(&path, &deeds).await;
            assert!((400..500).contains(&answer.status), "{path} about {name}: {}", answer.status);
        }
        // Her own account is hers to change; a job for many leaves out whom she does not reach.
        for line in table("RPC").into_iter().filter(|line| !line.path.contains("/account/")) {
            hannah.call(&line.path, &arguments(&line.path, &target)).await;
        }
        for page in ["temporary-password", "copy-link"] {
            let shown = hannah.get(&format!("/users/{user}/{page}")).await;
            assert!(!shown.text().contains("<output"), "{page} of {name}");
        }
        while app.desk.go_on_with_bulk().await.unwrap() {}
    }
    assert_same(&rows(&app, &ACCESS).await, &before, "everything that the help desk can send");
    assert_eq!(ada.get("/users").await.status, 200, "no session was ended");
}

async fn a_help_desks_program_reaches_nobody_above_it(app: TestApp) {
    let superiors = superiors(&app).await;
    let ada = superiors[0].0;
    let mut program = app.program(ada, "erp", Role::HelpDesk).await;
    let hannah = app.add("hannah", |user| (user.role, user.kind) = (Role::HelpDesk, Kind::Hybrid)).await;
    let request = |password: &str| MakeKey {
        name: "a way up".to_owned(),
        scope: app::model::ApiScope::Write,
        life: app::model::KeyLife::Month,
        password: app::model::TypedPassword::new(password),
    };
    let made = app.desk.make_key(&caller(hannah, Role::HelpDesk), hannah, &request(PASSWORD)).await;
    assert!(made.is_err(), "nobody gives themselves a key");
    // That its password was used is noted from the first call on.
    assert_eq!(program.get(&of_user(ada)).await.status, 200);
    let before = rows(&app, &ACCESS).await;
    for (user, name, message) in superiors {
        let change = json!({ "email": "mallory@evil.example" });
        let tried = [
            program.call(Method::PATCH, &of_user(user), &[("if-match", "*")], Some(&change)).await,
            program.post(&format!("{}/password-change-link", of_user(user)), &json!({})).await,
            program.post(&format!("{}/new-password", of_user(user)), &json!({})).await,
            program.post(&format!("{}/temporary-password", of_user(user)), &json!({})).await,
            program.step(&format!("/api/v1/messages/{message}/resend"), &format!("resend-{name}")).await,
            program.step(&format!("/api/v1/messages/{message}/cancel"), &format!("cancel-{name}")).await,
            program.call(Method::PUT, "/api/v1/templates/password-change-link/en", &[("if-match", "*")], Some(&json!({}))).await,
            program.post("/api/v1/automations", &json!({})).await,
            program.post("/api/v1/events", &json!({ "kind": "badge.lost", "user_names": [name] })).await,
        ];
        for (number, answer) in tried.into_iter().enumerate() {
            assert!((400..500).contains(&answer.status), "{number} about {name}: {}", answer.text());
        }
    }
    assert_same(&rows(&app, &ACCESS).await, &before, "everything that its program can send");
}

async fn reading_changes_nothing(app: TestApp) {
    let ada = administrator(&app).await;
    let target = target(&app, ada.user, 0).await;
    let mut desk = app.signed_in("ada", PASSWORD).await;
    let tables = [ACCESS.as_slice(), &MADE].concat();
    let before = rows(&app, &tables).await;
    let asked =
        "_method=POST&do=delete&intent=save&step=cancel&active=false&stopped=true&confirm=true&password=x&life_minutes=60";
    let pages = table("GET").into_iter().chain(table("POST")).chain(table("RPC"));
    for line in pages {
        let path = address(&line.path, &target);
        let path = format!("{path}{}{asked}", if path.contains('?') { '&' } else { '?' });
        for method in [Method::GET, Method::OPTIONS] {
            let answer = desk.send(method.clone(), &path, None).await;
            assert!(answer.status < 500, "{method} {path}: {}", answer.status);
        }
    }
    assert_same(&rows(&app, &tables).await, &before, "every address was read");
    for method in [Method::PUT, Method::PATCH, Method::DELETE, Method::TRACE] {
        let answer = desk.send(method.clone(), "/users/new", None).await;
        assert!((400..500).contains(&answer.status), "{method}: {}", answer.status);
    }
}

async fn what_other_sites_send_is_refused_at_every_address(app: TestApp) {
    let ada = administrator(&app).await;
    let target = target(&app, ada.user, 0).await;
    let desk = app.signed_in("ada", PASSWORD).await;
    let before = rows(&app, &[ACCESS.as_slice(), &MADE].concat()).await;
    let kinds = ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json"];
    let origins = [("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-site"), ("origin", "https://evil.example")];
    let paths = table("POST").into_iter().chain(table("RPC")).map(|line| line.path);
    for (number, path) in paths.enumerate() {
        let (name, value) = origins[number % origins.len()];
        let kind = kinds[number % kinds.len()];
        let body = match kind {
            "text/plain" | "application/json" => arguments(&path, &target).to_string(),
            _ => serde_urlencoded::to_string(fields(&path, &target)).unwrap(),
        };
        let request = Request::post(address(&path, &target))
            .header(name, value)
            .header(header::CONTENT_TYPE, kind)
            .header(header::ACCEPT, "text/html")
            .header(header::COOKIE, desk.cookie.clone().unwrap())
            .body(Body::from(body));
        let answer = desk.clone().request(request.unwrap()).await;
        assert_eq!(answer.status, 403, "{path} as {kind} with {name}: {value}");
    }
    assert_same(&rows(&app, &[ACCESS.as_slice(), &MADE].concat()).await, &before, "posts from elsewhere");
}

async fn no_page_or_call_changes_the_mail_server(app: TestApp) {
    let ada = administrator(&app).await;
    let jonas = app.person("jonas", Role::User).await;
    let target = target(&app, ada.user, 0).await;
    let mut desk = app.signed_in("ada", PASSWORD).await;
    let evil = [
        ("smtp_url", "smtp://evil.example"),
        ("mail_from", "mallory@evil.example"),
        ("mail_server", "smtp://evil.example"),
        ("address", "smtp://evil.example"),
        ("from", "mallory@evil.example"),
        ("public_url", "https://evil.example"),
        ("webhook_hosts", "evil.example"),
        ("trusted_proxies", "0.0.0.0"),
    ];
    let saved = fields("/settings", &target);
    let saved: Vec<(&str, &str)> = saved.iter().map(|(name, value)| (*name, value.as_str())).chain(evil).collect();
    assert_eq!(desk.post("/settings", &saved).await.status, 303);
    assert_eq!(desk.post("/settings/mail", &evil).await.status, 303, "a test mail");
    let mut house = arguments("/rpc/settings/save", &target);
    house["request"]["version"] = json!(1);
    for (name, value) in evil {
        house["request"]["house"][name] = json!(value);
        house["request"][name] = json!(value);
    }
    assert!(desk.call("/rpc/settings/save", &house).await.status < 500);
    app.send_link(ada.user, jonas).await.unwrap();
    app.send_mail().await;
    let mails = app.sink.received();
    let link =
        mails.iter().find(|mail| mail.to == ["jonas@northwind.example"]).expect("it comes to the server of the configuration");
    assert!(link.link().starts_with(ORIGIN));
    let from: Vec<_> = mails.iter().map(|mail| mail.header("From").unwrap()).collect();
    assert!(from.iter().all(|from| from.contains("desk@northwind.example")), "{from:?}");
}

/// A try to sign in that says to come from somewhere.
async fn sign_in_from(browser: &mut Browser, name: &str, n: u8) -> u16 {
    let there = format!("203.0.113.{n}");
    let request = Request::post("/sign-in")
        .header("sec-fetch-site", "same-origin")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("x-forwarded-for", format!("{there}, 198.51.100.{n}"))
        .header("x-real-ip", &there)
        .header("true-client-ip", &there)
        .header("cf-connecting-ip", &there)
        .header("x-client-ip", &there)
        .header("forwarded", format!("for={there}"))
        .body(Body::from(format!("user_name={name}&password=wrong")));
    browser.request(request.unwrap()).await.status
}

async fn a_client_that_says_to_be_many_is_one(app: TestApp) {
    for n in 0..30 {
        assert_eq!(sign_in_from(&mut app.browser(), &format!("guess{n}"), n).await, 422, "{n}");
    }
    assert_eq!(sign_in_from(&mut app.browser(), "another", 200).await, 429);
    let addresses = app.store.rows("audit").await;
    assert!(!addresses.contains("203.0.113.") && !addresses.contains("198.51.100."), "the trail names who it was");
}
