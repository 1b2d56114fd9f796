//! Every address, asked by every role: nobody sees or does what their role does not include. What each is answered stands
//! in `docs/access.md`; an address without a line there fails.

use crate::{
    automations, holidays, imports,
    support::{
        app::{PASSWORD, TestApp, caller},
        browser::Browser,
    },
};
use app::{
    api::{Bulk, People, Resets, Selections},
    model::{
        AutomationId, BulkAction, BulkId, BulkOrder, BulkTarget, ImportId, Locale, MessageId, MessageQuery, Role, RunId,
        SaveSelection, SelectionDraft, SelectionId, SendChangeLink, StartBulk, TemplateKey, UserId,
    },
};
use http::Method;
use latchkey::mail;
use leptos::server_fn::axum::server_fn_paths;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use uuid::Uuid;

on_both_engines!(
    every_page_answers_each_role_as_documented,
    every_form_answers_each_role_as_documented,
    every_server_function_answers_each_role_as_documented,
    every_operation_answers_each_roles_program_as_documented,
    posts_from_elsewhere_do_nothing,
    a_role_that_was_lost_is_lost_at_once,
);

const DOCUMENTED: &str = include_str!("../../../docs/access.md");

/// The columns of the tables.
const ROLES: [Option<Role>; 5] = [None, Some(Role::User), Some(Role::Auditor), Some(Role::HelpDesk), Some(Role::Administrator)];

/// An address and what it answers to each of [`ROLES`].
pub(crate) struct Line {
    pub(crate) path: String,
    answers: Vec<u16>,
}

/// The table whose first heading says this.
pub(crate) fn table(heading: &str) -> Vec<Line> {
    let head = format!("| {heading} |");
    let rows = DOCUMENTED.lines().skip_while(|line| !line.starts_with(&head)).skip(2).take_while(|line| line.starts_with('|'));
    rows.map(|row| {
        let mut cells = row.split('|').map(str::trim).filter(|cell| !cell.is_empty());
        let path = cells.next().unwrap().to_owned();
        Line { path, answers: cells.map(|cell| cell.parse().unwrap()).collect() }
    })
    .collect()
}

/// What stands in the program and not in the table, and the other way round.
fn assert_complete(table: &[Line], program: impl IntoIterator<Item = String>) {
    let documented: BTreeSet<String> = table.iter().map(|line| line.path.clone()).collect();
    let program: BTreeSet<String> = program.into_iter().collect();
    assert_eq!(documented, program, "docs/access.md and the program name the same addresses");
}

/// Someone on whom the others act: an account of their own for every question, with a message that waits.
pub(crate) struct Target {
    user: UserId,
    user_name: String,
    message: MessageId,
    selection: SelectionId,
    job: BulkId,
    import: ImportId,
    automation: AutomationId,
    run: RunId,
}

impl Target {
    /// This user, message and automation; of whatever else is asked for there is nothing.
    pub(crate) const fn of(user: UserId, message: MessageId, automation: AutomationId) -> Self {
        let nobody = Uuid::nil();
        Self {
            user,
            user_name: String::new(),
            message,
            selection: SelectionId(nobody),
            job: BulkId(nobody),
            import: ImportId(nobody),
            automation,
            run: RunId(nobody),
        }
    }
}

pub(crate) async fn target(app: &TestApp, ada: UserId, number: usize) -> Target {
    use app::api::Messages;
    let user_name = format!("target-{number}");
    let user = app.person(&user_name, Role::User).await;
    // More links than one person may send by hand: the operator's are not counted.
    let request = SendChangeLink { user, life_minutes: 60 };
    app.desk.send_change_link(&caller(UserId::OPERATOR, Role::Administrator), request).await.unwrap();
    let query = MessageQuery { q: format!("{user_name}@"), ..MessageQuery::default() };
    let page = app.desk.messages(&caller(ada, Role::Administrator), query).await.unwrap();
    let draft = SelectionDraft { name: user_name.clone(), ..SelectionDraft::default() };
    let request = SaveSelection { id: None, version: 0, shown: None, draft };
    let selection = app.desk.save_selection(&caller(ada, Role::Administrator), request).await.unwrap();
    let request = StartBulk {
        target: BulkTarget::Ticked(vec![user]),
        order: BulkOrder::of(BulkAction::SendLink),
        confirmed: String::new(),
    };
    let job = app.desk.start_bulk(&caller(ada, Role::Administrator), request).await.unwrap();
    let import = imports::send(app, &caller(ada, Role::Administrator), "user_name\njonas\n").await.unwrap();
    let (automation, run) = automations::waiting(app, &caller(ada, Role::Administrator), &user_name).await;
    holidays::add_unless_there(app, &caller(ada, Role::Administrator), "2026-12-25").await;
    Target { user, user_name, message: page.items[0].id, selection, job, import, automation, run }
}

/// Someone with this role, signed in; nobody for none.
async fn browser(app: &TestApp, role: Option<Role>, number: usize) -> Browser {
    match role {
        None => app.browser(),
        Some(role) => {
            let name = format!("asker-{number}");
            app.person(&name, role).await;
            app.signed_in(&name, PASSWORD).await
        }
    }
}

pub(crate) fn address(path: &str, target: &Target) -> String {
    if path == "/bulk/new" {
        return format!("{path}?do=require-change&ticked={}", target.user);
    }
    let id = match path {
        _ if path.contains("/messages") => target.message.to_string(),
        _ if path.contains("automation-runs") || path.contains("/automations/runs") => target.run.to_string(),
        _ if path.contains("/automations") => target.automation.to_string(),
        _ if path.contains("/bulk") => target.job.to_string(),
        _ if path.contains("/selections") => target.selection.to_string(),
        _ if path.starts_with("/users/import") => target.import.to_string(),
        _ => target.user.to_string(),
    };
    let key = if path.contains("api-keys") { id.clone() } else { "password-changed".to_owned() };
    let step = if path.contains("automation-runs") { "cancel" } else { "pause" };
    path.replace("{id}", &id)
        .replace("{key}", &key)
        .replace("{language}", "en")
        .replace("{year}", "2026")
        .replace("{step}", step)
        .replace("{date}", "2026-12-25")
        .replace("{code}", "0123456789ABCDEFGHJKMNPQRS")
}

async fn every_page_answers_each_role_as_documented(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let lines = table("GET");
    assert_complete(&lines, latchkey::http::addresses(&Method::GET));
    let target = target(&app, ada, 0).await;
    for (index, role) in ROLES.into_iter().enumerate() {
        let mut browser = browser(&app, role, index).await;
        for Line { path, answers } in &lines {
            let answer = browser.get(&address(path, &target)).await;
            assert_eq!(answer.status, answers[index], "GET {path} as {role:?}: {}", answer.text());
        }
    }
}

async fn every_form_answers_each_role_as_documented(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let lines = table("POST");
    assert_complete(&lines, latchkey::http::addresses(&Method::POST));
    for (line, Line { path, answers }) in lines.iter().enumerate() {
        for (index, role) in ROLES.into_iter().enumerate() {
            let number = line * ROLES.len() + index;
            let target = target(&app, ada, number).await;
            let mut browser = browser(&app, role, number).await;
            let fields = fields(path, &target);
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let answer = browser.post(&address(path, &target), &fields).await;
            assert_eq!(answer.status, answers[index], "POST {path} as {role:?}: {}", answer.text());
        }
    }
}

/// What a form sends when all is well.
pub(crate) fn fields(path: &str, target: &Target) -> Vec<(&'static str, String)> {
    let house = [
        ("version", "0"),
        ("organisation", "Northwind"),
        ("support_contact", "help@northwind.example"),
        ("language", "en"),
        ("time_zone", "Europe/Berlin"),
        ("password_min_length", "15"),
        ("link_minutes", "60"),
        ("remembered_passwords", "1"),
        ("generated_look", "characters"),
        ("longest_link_minutes", "1440"),
        ("self_service_minutes", "30"),
        ("new_password_hours", "24"),
        ("temporary_password_hours", "24"),
        ("message_days", "400"),
        ("history_days", "400"),
        ("audit_days", "1096"),
        ("import_days", "7"),
        ("answer_hours", "24"),
    ];
    let person = [
        ("version", "1"),
        ("kind", "human"),
        ("role", "user"),
        ("display_name", "Jonas Feld"),
        ("language", "en"),
        ("time_zone", "Europe/Berlin"),
    ];
    let template = mail::builtin_text(TemplateKey::PasswordChanged, Locale::En);
    let template = || template.parts().into_iter().chain([("version", "0"), ("to", "0"), ("language", "en")]);
    let name = match path {
        "/users/new" => format!("new-{}", target.user_name),
        _ => target.user_name.clone(),
    };
    let mut fields: Vec<(&'static str, String)> = match path {
        _ if path.starts_with("/templates") => template().map(|(name, value)| (name, value.to_owned())).collect(),
        "/settings" | "/settings/policy" | "/settings/retention" | "/settings/safety" => {
            house.map(|(name, value)| (name, value.to_owned())).into()
        }
        "/users/new" | "/users/{id}/edit" | "/account" => person.map(|(name, value)| (name, value.to_owned())).into(),
        _ => Vec::new(),
    };
    match path {
        "/users/new" | "/users/{id}/edit" => fields.push(("user_name", name)),
        "/account" | "/account/theme" => fields.push(("theme", "dark".to_owned())),
        "/account/passkeys/new" => fields.push(("name", name)),
        "/users/import/{id}" => fields.extend([("step", "check".to_owned()), ("column-0", "user_name".to_owned())]),
        "/users/{id}/active" => fields.push(("active", "false".to_owned())),
        "/users/{id}/send-link" => fields.push(("life_minutes", "60".to_owned())),
        "/users/{id}/new-password" => fields.push(("effect", "on-acceptance".to_owned())),
        "/users/{id}/temporary-password" => fields.push(("look", "characters".to_owned())),
        "/users/{id}/delete" => fields.push(("typed", name)),
        "/users/{id}/api-keys/new" => {
            fields.extend([("name", name), ("scope", "read".to_owned()), ("life", "30".to_owned())]);
        }
        "/bulk/new" => {
            let target = json!({ "ticked": [target.user] }).to_string();
            fields.extend([("action", "require-change".to_owned()), ("target", target)]);
        }
        "/approvals/{id}" => fields.push(("decision", "approve".to_owned())),
        "/bulk/{id}" => fields.push(("step", "pause".to_owned())),
        "/automations/next" | "/automations/{id}" => {
            fields.extend([("run", target.run.to_string()), ("step", "cancel".to_owned())]);
        }
        "/automations/stop" => fields.push(("stopped", "false".to_owned())),
        _ if path.starts_with("/automations") => fields.extend(automations::window(path, &name)),
        "/settings/holidays" => fields.extend([("date", "2027-03-01".to_owned()), ("name", name)]),
        "/settings/holidays/remove" => fields.push(("date", "2026-12-25".to_owned())),
        "/selections/new" | "/selections/{id}" => {
            fields.extend([("name", format!("{name} {path}")), ("version", "1".to_owned()), ("on-0", "active".to_owned())]);
        }
        _ => {}
    }
    fields
}

async fn every_server_function_answers_each_role_as_documented(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let lines = table("RPC");
    assert_complete(&lines, server_fn_paths().map(|(path, _)| path.to_owned()));
    assert!(server_fn_paths().all(|(_, method)| method == Method::POST), "server functions take posts only");
    for (line, Line { path, answers }) in lines.iter().enumerate() {
        for (index, role) in ROLES.into_iter().enumerate() {
            let number = line * ROLES.len() + index;
            let target = target(&app, ada, number).await;
            let mut browser = browser(&app, role, number).await;
            let answer = browser.call(path, &arguments(path, &target)).await;
            assert_eq!(answer.status, answers[index], "{path} as {role:?}: {}", answer.text());
            let by_get = browser.get(path).await;
            assert!(by_get.status >= 400 || by_get.status == 303, "{path} by GET: {}", by_get.status);
        }
    }
}

/// What a page's script sends when all is well.
pub(crate) fn arguments(path: &str, target: &Target) -> Value {
    let (user, message) = (target.user, target.message);
    let draft = |user_name: String| {
        json!({
            "kind": "human", "role": "user", "user_name": user_name, "display_name": "Jonas Feld", "email": "",
            "language": "en", "time_zone": "Europe/Berlin", "tags": ""
        })
    };
    let house = json!({
        "organisation": "Northwind", "support_contact": "help@northwind.example", "language": "en", "time_zone": "Europe/Berlin",
        "password_min_length": 15, "link_minutes": 60, "shared_emails": false
    });
    match path.trim_start_matches("/rpc/") {
        "users/list" | "messages/list" | "audit/list" => json!({ "query": {} }),
        "dashboard/activity" => json!({ "range": "7" }),
        "users/set-active" => json!({ "request": { "user": user, "active": false } }),
        "users/create" => json!({ "request": { "draft": draft(format!("new-{}", target.user_name)), "send_link": false } }),
        "users/edit" => json!({ "request": { "user": user, "version": 1, "draft": draft(target.user_name.clone()) } }),
        "users/delete" => json!({ "user": user, "typed": target.user_name }),
        "selections/preview" => json!({ "criteria": { "all": ["active"] } }),
        "selections/save" => json!({ "request": {
            "id": target.selection, "version": 1,
            "draft": { "name": target.user_name, "description": "", "criteria": { "all": ["active"] } }
        } }),
        "bulk/preview" => json!({ "action": "require-change", "target": { "ticked": [user] } }),
        "bulk/start" => json!({ "request": { "target": { "ticked": [user] }, "order": { "action": "require-change" } } }),
        "bulk/list" => json!({ "place": null }),
        "bulk/read" => json!({ "job": target.job, "query": {} }),
        "bulk/step" => json!({ "job": target.job, "step": "pause" }),
        "automations/save" => json!({ "request": {
            "id": null, "version": 0, "part": { "whole": automations::left(&format!("{}-new", target.user_name)) }
        } }),
        "automations/try-window" => json!({ "request": {
            "id": target.automation, "version": 2, "part": { "whole": automations::left(&target.user_name) }
        } }),
        "automations/step-run" => json!({ "run": target.run, "step": "cancel" }),
        "automations/stop-all" => json!({ "stopped": false }),
        path if path.starts_with("automations/") => {
            json!({ "automation": target.automation, "query": {}, "step": "pause", "over": { "last": 10 }, "place": null })
        }
        path if path.starts_with("selections/") => json!({ "selection": target.selection }),
        "resets/send-change-link" => json!({ "request": { "user": user, "life_minutes": 60 } }),
        "passwords/send-new" => json!({ "request": { "user": user, "effect": "first-use" } }),
        "passwords/choose-prompt" => json!({}),
        "resets/link-standing" | "resets/not-me-standing" | "resets/set-up-prompt" => json!({ "code": "nonsense" }),
        "mailbox/read" => json!({ "id": "nothing" }),
        "account/edit" => json!({ "request": {
            "version": 1, "display_name": "Jonas Feld", "language": "en", "time_zone": "Europe/Berlin", "theme": "dark"
        } }),
        "account/theme" => json!({ "theme": "dark" }),
        "account/end-sessions" => json!({ "session": null }),
        "templates/read" => json!({ "key": "password-changed", "language": "en" }),
        "templates/history" => json!({ "query": { "key": "password-changed", "language": "en", "compare": null } }),
        "templates/save" | "templates/restore" | "templates/try" => json!({ "request": {
            "key": "password-changed", "language": "en", "version": 0, "to": 0,
            "text": mail::builtin_text(TemplateKey::PasswordChanged, Locale::En)
        } }),
        "settings/save" => json!({ "request": { "version": 0, "house": house } }),
        "holidays/add" => json!({ "holiday": { "date": "2027-03-02", "name": target.user_name } }),
        "holidays/remove" => json!({ "date": "2026-12-25" }),
        "holidays/prompt" | "holidays/remove-year" => json!({ "year": 2026 }),
        "approvals/prompt" => json!({ "approval": user }),
        "programs/prompt" => json!({ "user": user }),
        "programs/revoke-key" => json!({ "request": { "user": user, "key": user } }),
        "imports/read" => json!({ "import": target.import, "page": 1 }),
        path if path.starts_with("messages/") => json!({ "message": message }),
        path if ["users/", "resets/", "passwords/"].iter().any(|area| path.starts_with(area)) => json!({ "user": user }),
        _ => json!({}),
    }
}

async fn every_operation_answers_each_roles_program_as_documented(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let lines = table("API");
    assert_complete(&lines, latchkey::http::api_operations());
    for (index, role) in ROLES.into_iter().enumerate() {
        let mut program = match role {
            None => app.stranger(),
            Some(role) => app.program(ada, &format!("program-{index}"), role).await,
        };
        for (line, Line { path: operation, answers }) in lines.iter().enumerate() {
            let (method, path) = operation.split_once(' ').unwrap();
            let number = line * ROLES.len() + index;
            let target = target(&app, ada, number).await;
            let body = operation_body(operation, &target);
            let key = format!("call-{number}");
            let headers = [("idempotency-key", key.as_str()), ("if-match", "*")];
            let answer = program.call(method.parse().unwrap(), &address(path, &target), &headers, body.as_ref()).await;
            assert_eq!(answer.status, answers[index], "{operation} as {role:?}: {}", answer.text());
            assert!(answer.status < 400 || !answer.problem().is_empty());
        }
    }
}

/// What a program sends when all is well.
fn operation_body(operation: &str, target: &Target) -> Option<Value> {
    let template = mail::builtin_text(TemplateKey::PasswordChanged, Locale::En);
    match operation {
        "POST /api/v1/users" => Some(json!({ "user_name": format!("new-{}", target.user_name), "display_name": "New" })),
        "PATCH /api/v1/users/{id}" => Some(json!({ "display_name": "Changed" })),
        "PUT /api/v1/templates/{key}/{language}" => Some(json!(template)),
        "POST /api/v1/automations" => Some(json!(automations::left(&format!("{}-new", target.user_name)))),
        "PUT /api/v1/automations/{id}" => Some(json!(automations::left(&format!("{}-renamed", target.user_name)))),
        "POST /api/v1/bulk-jobs" | "POST /api/v1/bulk-jobs/preview" => {
            Some(json!({ "action": "require-change", "users": [target.user] }))
        }
        "POST /api/v1/selections" => Some(json!({ "name": format!("{}-new", target.user_name), "criteria": {} })),
        "PUT /api/v1/selections/{id}" => Some(json!({ "name": format!("{}-renamed", target.user_name), "criteria": {} })),
        "POST /api/v1/selections/preview" => Some(json!({ "criteria": { "all": ["active"] } })),
        "POST /api/v1/automation-switch" => Some(json!({ "stopped": false })),
        "POST /api/v1/holidays" => Some(json!({ "date": "2027-03-03", "name": "Holiday" })),
        "POST /api/v1/events" => Some(json!({ "kind": "badge.lost", "user_names": [target.user_name] })),
        "POST /api/v1/authentications" => Some(json!({ "user_name": target.user_name, "password": PASSWORD })),
        _ => None,
    }
}

async fn posts_from_elsewhere_do_nothing(app: TestApp) {
    let target = app.person("jonas", Role::User).await;
    app.person("ada", Role::Administrator).await;
    let browser = app.signed_in("ada", PASSWORD).await;
    let cookie = browser.cookie.clone().unwrap();
    let paths = ["/sign-in", "/sign-out", "/rpc/users/list", &format!("/users/{target}/send-link")];
    for (name, value) in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example"), ("origin", "null"), ("x", "y")] {
        for path in paths {
            let request = http::Request::post(path)
                .header(name, value)
                .header("cookie", &cookie)
                .header("content-type", "application/x-www-form-urlencoded")
                .body(axum::body::Body::from("life_minutes=60&user_name=ada&password=x"))
                .unwrap();
            assert_eq!(browser.clone().request(request).await.status, 403, "{path} with {name}: {value}");
        }
    }
    app.send_mail().await;
    assert!(app.sink.received().is_empty());
}

async fn a_role_that_was_lost_is_lost_at_once(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let other = app.person("other", Role::Administrator).await;
    let mut browser = app.signed_in("other", PASSWORD).await;
    assert_eq!(browser.get("/users").await.status, 200);
    let off = app::model::SetActive { user: other, active: false };
    app.desk.set_active(&caller(ada, Role::Administrator), off).await.unwrap();
    assert_eq!(browser.get("/users").await.status, 303);
}
