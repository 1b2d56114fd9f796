//! The program's commands, run as an operator runs them: a process of its own beside the desk.

use crate::{
    automations::{administrator, left, selection},
    second_factor::{flat, set_up},
    support::app::{NEW_PASSWORD, PASSWORD, TestApp},
};
use app::model::{Criterion, Kind, Role, Step};
use latchkey::security::Clock as _;
use serde_json::{Value, json};
use std::process::{Command, Output};

on_both_engines!(
    a_user_is_made_found_shown_and_switched,
    users_are_found_and_exported_by_selection_and_by_what_stands_out,
    what_is_wrong_is_said_by_field_and_by_exit_code,
    a_link_is_mailed_or_shown,
    a_new_password_is_mailed_and_a_temporary_one_shown,
    an_administrator_is_made_when_nobody_can_get_in,
    the_last_administrator_gets_in_without_a_lost_second_factor,
    the_doctor_says_what_to_fix,
    what_operators_do_is_audited_under_their_name,
    an_automation_is_brought_steered_and_looked_ahead_at,
    holidays_are_listed_added_imported_and_removed,
    traces_are_not_promised_by_a_program_without_them,
    what_is_logged_into_a_file_has_no_colours,
);

/// Waits for the process while the mail server, a task of this one, goes on.
fn run(app: &TestApp, arguments: &[&str]) -> Output {
    tokio::task::block_in_place(|| started(app, arguments))
}

fn started(app: &TestApp, arguments: &[&str]) -> Output {
    command(app, arguments).output().unwrap()
}

fn command(app: &TestApp, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_latchkey"));
    command
        .args(arguments)
        .env("LATCHKEY_DATABASE_URL", &app.store.url)
        .env("LATCHKEY_SECRET_KEY_FILE", app.store.folder().join("secret.key"))
        .env("LATCHKEY_SMTP_URL", app.sink.url())
        .env("LATCHKEY_LOG", "error")
        .env("SUDO_USER", "mvogt");
    command
}

/// The answer to a command that did what was asked.
fn answer(app: &TestApp, arguments: &[&str]) -> Value {
    let output = run(app, &[arguments, &["--json"]].concat());
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

async fn a_user_is_made_found_shown_and_switched(app: TestApp) {
    answer(&app, &["user", "create", "jfeld", "--name", "Jonas Feld", "--email", "jfeld@northwind.example", "--tags", "berlin"]);
    app.add("billing", |user| user.kind = Kind::Api).await;
    let found = answer(&app, &["user", "list", "jonas", "--kind", "human", "--tag", "Berlin"]);
    assert_eq!(found.as_array().unwrap().len(), 1, "{found}");
    assert_eq!(found[0]["user_name"], "jfeld");
    let shown = answer(&app, &["user", "show", "JFELD"]);
    assert_eq!((&shown["display_name"], &shown["is_active"]), (&"Jonas Feld".into(), &true.into()));
    answer(&app, &["user", "set-active", "jfeld", "no"]);
    assert_eq!(answer(&app, &["user", "show", "jfeld@northwind.example"])["is_active"], false);
    let table = String::from_utf8(run(&app, &["user", "list"]).stdout).unwrap();
    assert!(table.starts_with("USER NAME") || table.starts_with(" USER NAME"), "{table}");
    assert!(table.contains("2 of 2 users"), "{table}");
}

async fn users_are_found_and_exported_by_selection_and_by_what_stands_out(app: TestApp) {
    let ada = administrator(&app).await;
    app.add("billing", |user| user.kind = Kind::Api).await;
    app.add("sync", |user| (user.kind, user.email) = (Kind::Api, None)).await;
    app.add("silent", |user| user.email = None).await;
    selection(&app, &ada, "Programs", vec![Criterion::Kind(vec![Kind::Api])]).await;
    let found = |filter: &[&str]| -> Vec<String> {
        let users = answer(&app, &[["user", "list"].as_slice(), filter].concat());
        users.as_array().unwrap().iter().map(|user| user["user_name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(found(&["--selection", "programs"]), ["billing", "sync"]);
    assert_eq!(found(&["--mark", "no-email"]), ["silent", "sync"]);
    let both = ["--selection", "Programs", "--mark", "no-email"];
    assert_eq!(found(&both), ["sync"]);
    let file = String::from_utf8(run(&app, &[["user", "export"].as_slice(), both.as_slice()].concat()).stdout).unwrap();
    assert!(file.lines().count() == 2 && file.contains("sync Feld"), "{file}");
    assert_eq!(run(&app, &["user", "list", "--selection", "Nobody's"]).status.code(), Some(4));
    assert_eq!(run(&app, &["user", "export", "--mark", "tired"]).status.code(), Some(2));
}

async fn what_is_wrong_is_said_by_field_and_by_exit_code(app: TestApp) {
    app.person("jonas", Role::User).await;
    let twice = run(&app, &["user", "create", "Jonas"]);
    let words = String::from_utf8_lossy(&twice.stderr).into_owned();
    assert_eq!(twice.status.code(), Some(3), "{words}");
    assert!(words.contains("user_name: "), "{words}");
    assert_eq!(run(&app, &["user", "show", "nobody"]).status.code(), Some(4));
    assert_eq!(run(&app, &["user", "paint"]).status.code(), Some(2));
    let error: Value = serde_json::from_slice(&run(&app, &["user", "show", "nobody", "--json"]).stderr).expect("JSON");
    assert_eq!(error["code"], "not-found");
}

async fn a_link_is_mailed_or_shown(app: TestApp) {
    app.clock.keep_system_time();
    let jonas = app.person("jonas", Role::User).await;
    assert_eq!(answer(&app, &["reset-link", "jonas"])["email"], "jonas@northwind.example");
    assert!(app.steps(jonas).await.contains(&Step::LinkRequested("mvogt (command line)".to_owned())));
    let shown = answer(&app, &["reset-link", "jonas", "--show", "--minutes", "15"]);
    let (_, path) = shown["link"].as_str().unwrap().split_once("/change-password/").expect("a link");
    let changed = app.browser().post(&format!("/change-password/{path}"), &[("password", NEW_PASSWORD)]).await;
    assert_eq!(changed.status, 200, "{}", changed.text());
    assert_eq!(app.browser().sign_in("jonas", NEW_PASSWORD).await.status, 303);
    assert_eq!(run(&app, &["reset-link", "jonas", "--show", "--minutes", "1441"]).status.code(), Some(3));
}

async fn a_new_password_is_mailed_and_a_temporary_one_shown(app: TestApp) {
    app.clock.keep_system_time();
    app.person("jonas", Role::User).await;
    let sent = answer(&app, &["new-password", "jonas", "--effect", "first-use"]);
    assert_eq!(sent["ticket"].as_str().map(str::len), Some(7), "{sent}");
    assert_eq!(app.browser().sign_in("jonas", PASSWORD).await.status, 303, "the old one works until the new one is used");
    let shown = answer(&app, &["temporary-password", "jonas"]);
    let answer = app.browser().sign_in("jonas", shown["password"].as_str().unwrap()).await;
    assert_eq!((answer.status, answer.location()), (303, "/choose-password"));
}

async fn an_administrator_is_made_when_nobody_can_get_in(app: TestApp) {
    app.clock.keep_system_time();
    let shown = answer(&app, &["admin", "create", "rescue", "--email", "rescue@northwind.example"]);
    let (_, path) = shown["link"].as_str().unwrap().split_once("/change-password/").expect("a link");
    app.browser().post(&format!("/change-password/{path}"), &[("password", NEW_PASSWORD)]).await;
    let mut rescue = app.signed_in("rescue", NEW_PASSWORD).await;
    assert_eq!(rescue.get("/settings").await.status, 200);
}

async fn the_last_administrator_gets_in_without_a_lost_second_factor(app: TestApp) {
    app.clock.keep_system_time();
    app.person("ada", Role::Administrator).await;
    let nothing = run(&app, &["admin", "remove-second-factor", "ada"]);
    assert!(!nothing.status.success(), "{nothing:?}");
    set_up(&app, &mut app.signed_in("ada", PASSWORD).await).await;
    assert_eq!(app.browser().sign_in("ada", PASSWORD).await.location(), "/second-factor");
    assert_eq!(answer(&app, &["reset-link", "ada", "--show"])["second_factor"], true);
    assert_eq!(answer(&app, &["admin", "remove-second-factor", "ada"])["removed"], true);
    assert_eq!(app.browser().sign_in("ada", PASSWORD).await.location(), "/");
    app.send_mail().await;
    let mails = app.sink.received();
    let told = mails.iter().find(|mail| flat(&mail.text).contains("the password alone lets you in now")).expect("a notice");
    assert!(told.text.contains("mvogt (command line)"), "{}", told.text);
}

async fn the_doctor_says_what_to_fix(app: TestApp) {
    let first: Value = serde_json::from_slice(&run(&app, &["doctor", "--json"]).stdout).expect("JSON");
    let state = |findings: &Value, what: &str| {
        let found = findings.as_array().unwrap().iter().find(|finding| finding["what"] == what);
        found.map(|finding| finding["state"].as_str().unwrap().to_owned())
    };
    assert_eq!(state(&first, "key file").as_deref(), Some("bad"), "{first}");
    run(&app, &["user", "list"]);
    let healthy = run(&app, &["doctor", "--json"]);
    let findings: Value = serde_json::from_slice(&healthy.stdout).expect("JSON");
    assert!(healthy.status.success(), "{findings}");
    for what in ["configuration", "database", "key file", "mail server", "mails"] {
        assert_eq!(state(&findings, what).as_deref(), Some("good"), "{what}: {findings}");
    }
}

async fn what_operators_do_is_audited_under_their_name(app: TestApp) {
    app.person("ada", Role::Administrator).await;
    app.person("jonas", Role::User).await;
    answer(&app, &["reset-link", "jonas", "--show"]);
    let mut ada = app.signed_in("ada", PASSWORD).await;
    let trail = ada.get("/audit").await.text();
    assert!(trail.contains("mvogt (command line)") && trail.contains("Password change link handed out"), "{trail}");
}

async fn an_automation_is_brought_steered_and_looked_ahead_at(app: TestApp) {
    app.clock.keep_system_time();
    let ada = app.person("ada", Role::Administrator).await;
    let now = jiff::Timestamp::from_microsecond(app.clock.now().0).unwrap();
    let year = now.to_zoned(jiff::tz::TimeZone::UTC).year();
    let mut daily = json!(left("Daily"));
    daily["event"] = json!({ "kind": "schedule", "schedule": {
        "every": "day", "days": [], "day_of_month": 1, "interval": 1, "at": "09:00", "zone": "Europe/Berlin"
    } });
    daily["job"]["use_event_parameter"] = json!(false);
    daily["job"]["system_user"] = json!(ada);
    daily["time_frame"]["start"] = json!(format!("{year}-01-01T00:00"));
    daily["time_frame"]["end"] = json!(format!("{}-01-01T00:00", year + 2));
    let file = app.store.folder().join("automation.json");
    std::fs::write(&file, daily.to_string()).unwrap();
    answer(&app, &["automation", "import", file.to_str().unwrap()]);
    assert_eq!(answer(&app, &["automation", "show", "daily"])["row"]["status"], "draft");
    let stepped = answer(&app, &["automation", "activate", "Daily"]);
    assert_eq!((&stepped["status"], stepped["warnings"].is_array()), (&json!("running"), true), "{stepped}");

    let next = answer(&app, &["automation", "upcoming"]);
    assert_eq!(next["page"]["items"].as_array().map(Vec::len), Some(10), "{next}");
    assert_eq!(next["page"]["items"][0]["planned"]["automation"][1], "Daily");
    let table = String::from_utf8(run(&app, &["automation", "upcoming"]).stdout).unwrap();
    assert!(table.contains("Daily") && table.contains("planned"), "{table}");
    assert_eq!(answer(&app, &["automation", "runs", "Daily", "--state", "failed"])["items"], json!([]));
    assert_eq!(answer(&app, &["automation", "export", "Daily"])["names"]["system_user"], "ada");

    assert_eq!(answer(&app, &["automation", "switch"]), json!(false));
    answer(&app, &["automation", "stop-all"]);
    assert_eq!(answer(&app, &["automation", "switch"]), json!(true));
    for step in ["cancel", "run-now", "retry"] {
        let nowhere = run(&app, &["automation", step, &uuid::Uuid::nil().to_string()]);
        assert_eq!(nowhere.status.code(), Some(4), "{step}: {}", String::from_utf8_lossy(&nowhere.stderr));
    }
    assert_eq!(run(&app, &["automation", "resume", "Daily"]).status.code(), Some(3), "it does not pause");
    answer(&app, &["automation", "delete", "Daily"]);
    assert_eq!(run(&app, &["automation", "show", "Daily"]).status.code(), Some(4));
}

async fn holidays_are_listed_added_imported_and_removed(app: TestApp) {
    let added = answer(&app, &["holiday", "add", "2026-12-25", "Christmas Day"]);
    assert_eq!((&added[0]["date"], &added[0]["name"]), (&json!("2026-12-25"), &json!("Christmas Day")));
    assert_eq!(run(&app, &["holiday", "add", "2026-12-25", "Again"]).status.code(), Some(3));
    let calendar = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:New Year\r\nDTSTART;VALUE=DATE:20270101\r\nEND:VEVENT\r\n\
        END:VCALENDAR\r\n";
    let file = app.store.folder().join("holidays.ics");
    std::fs::write(&file, calendar).unwrap();
    assert_eq!(answer(&app, &["holiday", "import", file.to_str().unwrap()])["added"], 1);
    assert_eq!(answer(&app, &["holiday", "list"]).as_array().map(Vec::len), Some(2));
    answer(&app, &["holiday", "remove", "2026-12-25"]);
    assert_eq!(answer(&app, &["holiday", "remove-year", "2027"]), json!(1));
    assert_eq!(run(&app, &["holiday", "remove", "2026-12-25"]).status.code(), Some(4));
}

async fn traces_are_not_promised_by_a_program_without_them(app: TestApp) {
    let mut list = command(&app, &["user", "list"]);
    list.env("LATCHKEY_OTLP_ENDPOINT", "http://127.0.0.1:4318");
    let refused = tokio::task::block_in_place(|| list.output().unwrap());
    let words = String::from_utf8_lossy(&refused.stderr);
    assert_eq!(refused.status.code(), Some(1), "{words}");
    assert!(words.contains("otlp_endpoint") && words.contains("--features otel"), "{words}");
}

async fn what_is_logged_into_a_file_has_no_colours(app: TestApp) {
    let mut listing = command(&app, &["user", "list"]);
    listing.env("LATCHKEY_SMTP_URL", "").env("LATCHKEY_MAIL_FOLDER", app.store.folder()).env("LATCHKEY_LOG", "info");
    let output = tokio::task::block_in_place(|| listing.output().unwrap());
    let log = String::from_utf8_lossy(&output.stderr);
    assert!(log.contains("no mail server is set") && !log.contains('\x1b'), "{log:?}");
}
