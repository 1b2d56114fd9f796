//! Backups: made while everybody works on, brought back into an empty place, and nothing done twice by what was brought back.

use crate::{
    automations::{activated, draft, event},
    support::{
        app::{NEW_PASSWORD, PASSWORD, TestApp, caller, client},
        db::{Engine, TestDb},
        with_app,
    },
};
use app::{
    api::{Messages, Resets},
    model::{EventKind, Job, JobKind, Kind, Locale, MessageQuery, MessageState, Role, SendChangeLink, Span, TypedPassword},
};
use latchkey::{
    jobs::MailWorker,
    service::{Desk, NewUser, RedeemLink},
};
use serde_json::Value;
use std::{
    fs,
    os::unix::fs::PermissionsExt,
    process::{Command, Output},
};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio_util::sync::CancellationToken;

on_both_engines!(
    a_backup_under_load_has_everything_that_was_acknowledged,
    nothing_is_written_over,
    what_was_brought_back_is_for_its_owner_alone,
    a_database_is_brought_back_without_its_key,
    what_was_brought_back_sends_nothing_until_it_is_resumed_and_nothing_twice,
    a_mail_that_is_held_goes_out_when_somebody_says_so,
    administrators_read_on_every_page_that_everything_stands_still,
    a_rotated_key_loses_nothing_that_waits,
    the_audit_trail_is_whole_after_a_restore_and_with_another_key,
);

#[test]
fn a_raw_copy_is_brought_back_with_what_was_written_last() {
    with_app(Engine::Sqlite, raw_copy_is_brought_back);
}

#[test]
fn backups_go_past_a_pooler() {
    with_app(Engine::Postgres, go_past_a_pooler);
}

/// A command on the database at `url`.
fn command(app: &TestApp, url: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_latchkey"));
    command
        .args(arguments)
        .env("LATCHKEY_DATABASE_URL", url)
        .env("LATCHKEY_SECRET_KEY_FILE", app.store.folder().join("secret.key"))
        .env("LATCHKEY_LOG", "error")
        .env("SUDO_USER", "mvogt");
    command
}

/// Runs a command on the database at `url`, beside everything else.
fn run(app: &TestApp, url: &str, arguments: &[&str]) -> Output {
    tokio::task::block_in_place(|| command(app, url, arguments).output().unwrap())
}

/// The answer to a command that did what was asked.
fn answer(app: &TestApp, url: &str, arguments: &[&str]) -> Value {
    let output = run(app, url, &[arguments, &["--json"]].concat());
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// Where a backup goes.
fn file(app: &TestApp) -> String {
    app.store.folder().join("monday.backup").display().to_string()
}

/// A backup of now, brought back elsewhere.
async fn brought_back(app: &TestApp) -> TestDb {
    let place = TestDb::empty(app.store.engine).await;
    answer(app, &app.store.url, &["backup", &file(app)]);
    answer(app, &place.url, &["restore", &file(app)]);
    place
}

/// Adds people one after the other, and tells of each once it is acknowledged.
async fn add_people(desk: Desk, writer: usize, told: UnboundedSender<String>, stop: CancellationToken) {
    for number in 0.. {
        let user_name = format!("writer-{writer}-{number}");
        let user = NewUser {
            kind: Kind::Human,
            role: Role::User,
            user_name: user_name.clone(),
            display_name: "Jonas Feld".to_owned(),
            email: None,
            language: Locale::En,
            time_zone: "Europe/Berlin".to_owned(),
            is_active: true,
        };
        desk.add_user(user, Some(&TypedPassword::new(PASSWORD))).await.expect("an account");
        if stop.is_cancelled() || told.send(user_name).is_err() {
            return;
        }
    }
}

async fn a_backup_under_load_has_everything_that_was_acknowledged(app: TestApp) {
    app.clock.keep_system_time();
    let (told, mut acknowledged) = unbounded_channel();
    let stop = CancellationToken::new();
    let writers: Vec<_> =
        (0..4).map(|writer| tokio::spawn(add_people(app.desk.clone(), writer, told.clone(), stop.clone()))).collect();
    let mut before = Vec::new();
    while before.len() < 12 {
        before.push(acknowledged.recv().await.expect("a name"));
    }
    let said = answer(&app, &app.store.url, &["backup", &file(&app)]);
    assert!(acknowledged.try_recv().is_ok(), "they went on meanwhile");
    stop.cancel();
    for writer in writers {
        writer.await.unwrap();
    }

    assert_eq!(fs::metadata(file(&app)).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(said["secret_key_file"].as_str().unwrap().ends_with("secret.key"), "{said}");
    let place = TestDb::empty(app.store.engine).await;
    answer(&app, &place.url, &["restore", &file(&app)]);
    let users = place.rows("users").await;
    let lost: Vec<&String> = before.iter().filter(|name| !users.contains(name.as_str())).collect();
    assert!(lost.is_empty(), "{lost:?}");
}

async fn nothing_is_written_over(app: TestApp) {
    app.person("jonas", Role::User).await;
    answer(&app, &app.store.url, &["backup", &file(&app)]);
    let before = fs::read(file(&app)).unwrap();
    let again = run(&app, &app.store.url, &["backup", &file(&app)]);
    assert_eq!(again.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&again.stderr).contains("is there already"), "{again:?}");
    assert_eq!(fs::read(file(&app)).unwrap(), before);

    let full = run(&app, &app.store.url, &["restore", &file(&app)]);
    assert_eq!(full.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&full.stderr).contains("nothing is written over"), "{full:?}");
    assert_eq!(app.store.count("SELECT COUNT(*) FROM users").await, 1);

    let other = app.store.folder().join("notes.txt");
    fs::write(&other, "not a backup at all").unwrap();
    let place = TestDb::empty(app.store.engine).await;
    assert_eq!(run(&app, &place.url, &["restore", &other.display().to_string()]).status.code(), Some(1));
    answer(&app, &place.url, &["restore", &file(&app)]);
    assert_eq!(place.count("SELECT COUNT(*) FROM users").await, 1, "what failed before has left nothing");
}

async fn what_was_brought_back_is_for_its_owner_alone(app: TestApp) {
    answer(&app, &app.store.url, &["backup", &file(&app)]);
    fs::set_permissions(file(&app), fs::Permissions::from_mode(0o644)).unwrap();
    let place = TestDb::empty(app.store.engine).await;
    answer(&app, &place.url, &["restore", &file(&app)]);
    if let Some(database) = place.url.strip_prefix("sqlite://") {
        assert_eq!(fs::metadata(database).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

/// The file alone is of an earlier state: what was written last stands in the log beside it.
async fn raw_copy_is_brought_back(app: TestApp) {
    for number in 0..3 {
        app.person(&format!("jonas{number}"), Role::User).await;
    }
    let database = app.store.url.trim_start_matches("sqlite://");
    let copy = app.store.folder().join("copy.db").display().to_string();
    fs::copy(database, &copy).unwrap();
    let written = fs::copy(format!("{database}-wal"), format!("{copy}-wal")).unwrap();
    assert!(written > 0, "something stands in the log");
    let place = TestDb::empty(app.store.engine).await;
    answer(&app, &place.url, &["restore", &copy]);
    assert_eq!(place.count("SELECT COUNT(*) FROM users").await, 3);
    assert_eq!(fs::metadata(format!("{copy}-wal")).unwrap().len(), written, "the copy stays as it is");
}

/// What copies a database needs a connection of its own.
async fn go_past_a_pooler(app: TestApp) {
    app.person("jonas", Role::User).await;
    let place = TestDb::empty(app.store.engine).await;
    for (store, what) in [(&app.store, "backup"), (&place, "restore")] {
        let mut command = command(&app, &store.pooled_url(), &[what, &file(&app)]);
        command.env("LATCHKEY_DATABASE_POOLER", "transaction").env("LATCHKEY_DATABASE_DIRECT_URL", &store.url);
        let done = tokio::task::block_in_place(|| command.output().unwrap());
        assert!(done.status.success(), "{what}: {}", String::from_utf8_lossy(&done.stderr));
    }
    assert_eq!(place.count("SELECT COUNT(*) FROM users").await, 1);
}

async fn a_database_is_brought_back_without_its_key(app: TestApp) {
    app.person("jonas", Role::User).await;
    answer(&app, &app.store.url, &["resume"]);
    answer(&app, &app.store.url, &["backup", &file(&app)]);
    fs::remove_file(app.store.folder().join("secret.key")).unwrap();
    let place = TestDb::empty(app.store.engine).await;
    let said = answer(&app, &place.url, &["restore", &file(&app)]);
    assert_eq!((&said["paused"], &said["had_key"]), (&Value::Bool(true), &Value::Bool(false)));

    let early = run(&app, &place.url, &["resume"]);
    assert!(String::from_utf8_lossy(&early.stderr).contains("forget-key"), "another key is told first: {early:?}");
    assert_eq!(place.count("SELECT COUNT(*) FROM settings WHERE key = 'restored'").await, 1, "it stands still");
    assert!(run(&app, &place.url, &["forget-key"]).status.success());
    answer(&app, &place.url, &["resume"]);
    assert_eq!(place.count("SELECT COUNT(*) FROM settings WHERE key = 'restored'").await, 0);
    assert_eq!(place.count("SELECT COUNT(*) FROM users").await, 1);
}

async fn what_was_brought_back_sends_nothing_until_it_is_resumed_and_nothing_twice(app: TestApp) {
    app.clock.keep_system_time();
    let (ada, jonas, code) = app.with_link().await;
    let grace = app.person("grace", Role::User).await;
    let admin = caller(ada, Role::Administrator);
    let notice = Job { note: "Welcome back.".to_owned(), ..Job::usual(JobKind::Notify) };
    activated(&app, &admin, draft("Told", event(EventKind::Deactivated), notice)).await;
    let choose = RedeemLink { password: TypedPassword::new(NEW_PASSWORD) };
    app.desk.redeem_link(&code, &choose, &client()).await.unwrap();
    app.send_link(ada, jonas).await.unwrap();
    let _browser = app.signed_in("ada", PASSWORD).await;
    let place = brought_back(&app).await;
    app.send_mail().await;
    app.sink.nth(3).await;

    let copy = app.desk_elsewhere(&place).await;
    let worker = MailWorker::new(copy.clone(), Span::seconds(60));
    assert_eq!(place.count("SELECT COUNT(*) FROM sessions").await, 0);
    assert_eq!(place.count("SELECT COUNT(*) FROM links WHERE consumed_at IS NULL AND revoked_at IS NULL").await, 0);
    assert_eq!(place.count("SELECT COUNT(*) FROM automations WHERE state = 'paused' AND pause_reason = 'restored'").await, 1);
    copy.send_change_link(&admin, SendChangeLink { user: grace, life_minutes: 60 }).await.unwrap();
    worker.drain().await.unwrap();
    assert_eq!(app.sink.received().len(), 3, "it stands still");

    assert_eq!(copy.resume(&admin).await.unwrap(), 2, "what waited is held");
    worker.drain().await.unwrap();
    assert_eq!(app.sink.nth(4).await.to, ["grace@northwind.example"], "what was asked for here is sent");
    worker.drain().await.unwrap();
    assert_eq!(app.sink.received().len(), 4, "what was sent after the backup is not sent again");

    assert_eq!(copy.release_mails(&admin, None).await.unwrap(), 2);
    worker.drain().await.unwrap();
    assert_eq!(app.sink.nth(5).await.to, ["jonas@northwind.example"], "the notice, on purpose");
    assert_eq!(app.sink.received().len(), 5, "the link was withdrawn");
    assert_eq!(copy.release_mails(&admin, None).await.unwrap(), 0);
}

async fn a_mail_that_is_held_goes_out_when_somebody_says_so(app: TestApp) {
    let (ada, _, code) = app.with_link().await;
    let admin = caller(ada, Role::Administrator);
    let choose = RedeemLink { password: TypedPassword::new(NEW_PASSWORD) };
    app.desk.redeem_link(&code, &choose, &client()).await.unwrap();
    app.desk.settle_restored(&admin).await.unwrap();
    app.desk.resume(&admin).await.unwrap();
    app.person("fritz", Role::HelpDesk).await;
    let mut desk = app.signed_in("fritz", PASSWORD).await;
    let list = desk.get("/messages?state=queued").await.text();
    assert!(list.contains("Held"), "{list}");
    let query = MessageQuery { state: Some(MessageState::Queued), ..MessageQuery::default() };
    let id = app.desk.messages(&admin, query).await.unwrap().items[0].id.to_string();
    assert!(desk.get(&format!("/messages/{id}")).await.text().contains("Send it now"));
    app.send_mail().await;
    assert_eq!(app.sink.received().len(), 1);
    assert_eq!(desk.post("/restored/release", &[]).await.status, 403, "all of them are for an administrator");
    assert_eq!(desk.post("/restored/release", &[("message", id.as_str())]).await.status, 303);
    app.send_mail().await;
    assert_eq!(app.sink.nth(2).await.to, ["jonas@northwind.example"]);
}

async fn administrators_read_on_every_page_that_everything_stands_still(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    app.person("fritz", Role::HelpDesk).await;
    app.desk.settle_restored(&caller(ada, Role::Administrator)).await.unwrap();
    let mut desk = app.signed_in("ada", PASSWORD).await;
    for path in ["/", "/users", "/settings"] {
        assert!(desk.get(path).await.text().contains("everything stands still"), "{path}");
    }
    let mut help = app.signed_in("fritz", PASSWORD).await;
    assert!(!help.get("/").await.text().contains("everything stands still"));
    assert_eq!(help.post("/restored/resume", &[]).await.status, 403);
    assert_eq!(desk.post("/restored/resume", &[]).await.status, 303);
    assert!(!desk.get("/users").await.text().contains("everything stands still"));
    assert_eq!(app.store.count("SELECT COUNT(*) FROM audit WHERE action = 'database.resumed' AND outcome = 'done'").await, 1);
}

async fn a_rotated_key_loses_nothing_that_waits(app: TestApp) {
    app.clock.keep_system_time();
    app.person("jonas", Role::User).await;
    let file = app.store.folder().join("secret.key");
    let keys = || fs::read_to_string(&file).unwrap().lines().filter(|line| !line.starts_with("marks ")).count();
    let shown = answer(&app, &app.store.url, &["temporary-password", "jonas", "--send-access-info"]);
    let password = shown["password"].as_str().unwrap();
    let running = app.desk_with_keys(&file).await;
    answer(&app, &app.store.url, &["key", "rotate", "--file-only"]);
    assert_eq!(keys(), 2);
    let early = run(&app, &app.store.url, &["key", "prune"]);
    assert!(String::from_utf8_lossy(&early.stderr).contains("key reseal"), "{early:?}");
    assert_eq!((early.status.code(), keys()), (Some(1), 2));

    assert_eq!(answer(&app, &app.store.url, &["key", "reseal"])["older"], 1);
    assert_eq!(answer(&app, &app.store.url, &["key", "reseal"])["older"], 0);
    app.clock.keep_system_time();
    MailWorker::new(running, Span::seconds(60)).drain().await.unwrap();
    let mails = app.sink.received();
    let found = mails.iter().any(|mail| mail.text.contains(password));
    assert!(found, "one that began before reads the file again: {}", app.store.rows("messages").await);

    assert_eq!(answer(&app, &app.store.url, &["key", "rotate"])["older"], 0);
    assert_eq!(answer(&app, &app.store.url, &["key", "prune"])["removed"], 2);
    assert_eq!(keys(), 1);
}

async fn the_audit_trail_is_whole_after_a_restore_and_with_another_key(app: TestApp) {
    app.clock.keep_system_time();
    app.person("jonas", Role::User).await;
    answer(&app, &app.store.url, &["user", "list"]);
    let key = app.store.folder().join("secret.key");
    app.desk_with_keys(&key).await.seal_trail().await.unwrap();
    let kept = app.store.folder().join("heads.json").display().to_string();
    let heads = answer(&app, &app.store.url, &["audit", "heads"]);
    fs::write(&kept, heads.to_string()).unwrap();
    let place = brought_back(&app).await;
    let verify = ["audit", "verify", "--heads", kept.as_str()];
    let checked = answer(&app, &place.url, &verify);
    assert_eq!((&checked["lines"], &checked["agrees"], &checked["flaws"]), (&1.into(), &1.into(), &0.into()), "{checked}");

    answer(&app, &place.url, &["key", "rotate", "--file-only"]);
    let early = run(&app, &place.url, &["key", "prune"]);
    assert!(String::from_utf8_lossy(&early.stderr).contains("heads of the audit trail"), "{early:?}");
    assert_eq!(answer(&app, &place.url, &["key", "reseal"])["heads"], 1);
    assert_eq!(answer(&app, &place.url, &["key", "prune"])["removed"], 1);
    assert_eq!(answer(&app, &place.url, &verify)["flaws"], 0, "a head that was kept is checked with the key that it names");

    place.execute("DELETE FROM audit_heads").await;
    let words = run(&app, &place.url, &["audit", "verify"]);
    assert!(words.status.success() && String::from_utf8_lossy(&words.stdout).contains("is whole"), "{words:?}");
    assert!(run(&app, &app.store.url, &["forget-key"]).status.success());
    let lost = run(&app, &app.store.url, &["audit", "verify"]);
    assert_eq!(lost.status.code(), Some(1), "its head is signed with a key that was removed: {lost:?}");
    assert!(String::from_utf8_lossy(&lost.stdout).contains("Position 1 ("), "{lost:?}");
    let key = heads["heads"][0]["public_key"].as_str().unwrap();
    assert_eq!(answer(&app, &app.store.url, &["audit", "verify", "--public-key", key])["flaws"], 0);
}
