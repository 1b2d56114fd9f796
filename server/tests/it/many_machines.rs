//! Several servers and workers over one database: whatever one of them knows, all know, and any of them may go.

use crate::{
    crash::nothing_waits,
    support::{
        app::{PASSWORD, TestApp, caller},
        db::Engine,
        process::Process,
        smtp::Received,
        wire::Wire,
        with_app,
    },
};
use app::{
    api::{Bulk, Caller},
    model::{BulkAction, BulkId, BulkOrder, BulkQuery, BulkTarget, Role, StartBulk, Timestamp, UserFilter},
};
use latchkey::store::{DatabaseUrl, Db, Pooler, Queue, Wakes, dialect, settings};
use std::{
    collections::BTreeSet,
    process::{Command, Output},
};

on_both_engines!(
    a_session_of_one_server_is_one_of_every_other,
    tries_at_all_servers_count_together,
    settings_that_one_server_saves_hold_on_the_next_page_of_another,
    another_key_is_refused_until_the_earlier_one_is_given_up,
);

#[test]
fn a_server_without_workers_wakes_one_elsewhere() {
    with_app(Engine::Postgres, wakes_one_elsewhere);
}

#[test]
fn a_job_goes_on_when_a_worker_is_killed() {
    with_app(Engine::Postgres, goes_on_without_the_killed);
}

#[test]
fn connections_that_the_database_ends_are_made_again() {
    with_app(Engine::Postgres, connections_are_made_again);
}

#[test]
fn a_database_that_was_away_is_found_again() {
    with_app(Engine::Postgres, found_again);
}

#[test]
fn nothing_outlives_a_transaction_behind_a_pooler() {
    with_app(Engine::Postgres, nothing_outlives_a_transaction);
}

#[test]
fn everything_is_done_through_a_pooler() {
    with_app(Engine::Postgres, done_through_a_pooler);
}

async fn a_session_of_one_server_is_one_of_every_other(app: TestApp) {
    app.person("ada", Role::Administrator).await;
    let mut here = app.signed_in("ada", PASSWORD).await;
    let mut there = app.browser_elsewhere().await;
    there.cookie.clone_from(&here.cookie);
    assert_eq!(there.get("/users").await.status, 200);
    assert_eq!(there.post("/sign-out", &[]).await.status, 303);
    let ended = here.get("/users").await;
    assert!(ended.location().starts_with("/sign-in"), "{} {}", ended.status, ended.location());
}

async fn tries_at_all_servers_count_together(app: TestApp) {
    app.person("jonas", Role::User).await;
    let servers = [app.browser(), app.browser_elsewhere().await];
    for mut server in servers.iter().cycle().take(5).cloned() {
        assert_eq!(server.sign_in("jonas", "wrong").await.status, 422);
    }
    for mut server in servers {
        assert_eq!(server.sign_in("jonas", PASSWORD).await.status, 429);
    }
}

async fn settings_that_one_server_saves_hold_on_the_next_page_of_another(app: TestApp) {
    let (_, _, code) = app.with_link().await;
    let mut there = app.browser_elsewhere().await;
    let page = format!("/change-password/{code}");
    assert!(there.get(&page).await.says("Northwind"));
    app.save_house(|house| "Contoso".clone_into(&mut house.organisation)).await;
    let after = there.get(&page).await;
    assert!(after.says("Contoso") && !after.says("Northwind"), "{}", after.text());
    app.save_house(|house| house.password_min_length = 40).await;
    let refused = there.post(&page, &[("password", "nine geese under a red bridge")]).await;
    assert!(refused.status == 422 && refused.says("40"), "{}", refused.text());
}

async fn another_key_is_refused_until_the_earlier_one_is_given_up(app: TestApp) {
    app.person("ada", Role::Administrator).await;
    assert!(with_key(&app, "first.key", &["user", "list"]).status.success());
    let refused = with_key(&app, "second.key", &["user", "list"]);
    let told = String::from_utf8_lossy(&refused.stderr);
    assert!(!refused.status.success() && told.contains("holds another key") && told.contains("forget-key"), "{told}");
    assert!(with_key(&app, "first.key", &["user", "list"]).status.success(), "who was refused has changed nothing");
    assert!(with_key(&app, "second.key", &["forget-key"]).status.success());
    assert!(with_key(&app, "second.key", &["user", "list"]).status.success());
    assert!(!with_key(&app, "first.key", &["user", "list"]).status.success());
}

/// Runs a command with the key in a file of this name, which is made where there is none.
fn with_key(app: &TestApp, file: &str, arguments: &[&str]) -> Output {
    tokio::task::block_in_place(|| {
        Command::new(env!("CARGO_BIN_EXE_latchkey"))
            .args(arguments)
            .env("LATCHKEY_DATABASE_URL", &app.store.url)
            .env("LATCHKEY_SECRET_KEY_FILE", app.store.folder().join(file))
            .env("LATCHKEY_LOG", "error")
            .output()
            .unwrap()
    })
}

async fn wakes_one_elsewhere(app: TestApp) {
    app.clock.keep_system_time();
    app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    let web = Process::doing(&app, "web");
    let mut wakes = Wakes::listen(&app.store.url.parse().unwrap()).await.unwrap();
    let mut ada = web.browser();
    assert_eq!(ada.sign_in("ada", PASSWORD).await.status, 303);
    let sent = ada.post(&format!("/users/{jonas}/send-link"), &[("life_minutes", "60")]).await;
    assert_eq!(sent.status, 303, "{}", sent.text());
    assert_eq!(wakes.next().await.unwrap(), Some(Queue::Mail));
    assert_eq!(app.store.count("SELECT COUNT(*) FROM messages WHERE state = 'queued'").await, 1, "a server sends nothing");

    let worker = Process::doing(&app, "work");
    let mail = app.sink.nth(1).await;
    assert!(mail.to.contains(&"jonas@northwind.example".to_owned()));
    assert_eq!(worker.browser().get("/readyz").await.status, 200);
    assert_eq!(worker.browser().get("/sign-in").await.status, 404, "a worker has no pages");
}

async fn goes_on_without_the_killed(app: TestApp) {
    app.clock.keep_system_time();
    let (ada, job) = sixty_links(&app).await;
    let [killed, _left] = [Process::doing(&app, "work"), Process::doing(&app, "work")];
    app.sink.nth(1).await;
    killed.kill();
    each_of_sixty_got_one(&app, &ada, job).await;
    let again = app.sink.received().len() - 60;
    assert!(again <= 10, "only what was under way in the killed one may come again: {again}");
}

/// A job that sends links to sixty people, begun where no worker is.
async fn sixty_links(app: &TestApp) -> (Caller, BulkId) {
    let ada = caller(app.person("ada", Role::Administrator).await, Role::Administrator);
    for n in 0..60 {
        app.person(&format!("crew{n:02}"), Role::User).await;
    }
    let target = BulkTarget::Filter(Box::new(UserFilter { q: "crew".to_owned(), ..UserFilter::default() }));
    let request = StartBulk { target, order: BulkOrder::of(BulkAction::SendLink), confirmed: String::new() };
    let job = app.desk.start_bulk(&ada, request).await.unwrap();
    (ada, job)
}

async fn each_of_sixty_got_one(app: &TestApp, ada: &Caller, job: BulkId) {
    let ids = |mails: &Vec<Received>| mails.iter().map(|mail| mail.message_id.clone()).collect::<BTreeSet<_>>().len();
    app.sink.wait_for(|mails| ids(mails) >= 60).await;
    nothing_waits(app).await;
    assert_eq!(app.desk.bulk_job(ada, job, BulkQuery::default()).await.unwrap().row.counts.done, 60);
    assert_eq!(app.store.count("SELECT COUNT(*) FROM links").await, 60);
    assert_eq!(ids(&app.sink.received()), 60);
}

async fn connections_are_made_again(app: TestApp) {
    app.clock.keep_system_time();
    let ada = app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    let process = Process::start(&app);
    let mut desk = process.browser();
    assert_eq!(desk.sign_in("ada", PASSWORD).await.status, 303);
    for round in 1..=3 {
        app.store
            .execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                 WHERE datname = current_database() AND pid <> pg_backend_pid()",
            )
            .await;
        while desk.get("/users").await.status != 200 {}
        app.send_link(ada, jonas).await.unwrap();
        app.sink.nth(round).await;
    }
}

async fn found_again(app: TestApp) {
    app.clock.keep_system_time();
    let ada = app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    let wire = Wire::to(&app.store.url).await;
    let process = Process::with(&app, &[("LATCHKEY_DATABASE_URL", wire.url.as_str())]);
    let mut desk = process.browser();
    assert_eq!(desk.sign_in("ada", PASSWORD).await.status, 303);
    wire.cut();
    while desk.get("/users").await.status == 200 {}
    let away = desk.get("/users").await;
    assert_eq!((away.status, away.header("retry-after")), (503, "5"), "{}", away.text());
    assert_eq!(process.browser().get("/readyz").await.status, 503);
    assert_eq!(process.browser().get("/healthz").await.status, 200);
    app.send_link(ada, jonas).await.unwrap();
    wire.mend();
    app.sink.nth(1).await;
    assert_eq!(desk.get("/users").await.status, 200, "the session is as it was");
    assert_eq!(process.browser().get("/readyz").await.status, 200);
}

async fn nothing_outlives_a_transaction(app: TestApp) {
    let url: DatabaseUrl = app.store.url.parse().unwrap();
    let db = Db::connect_through(&url, Pooler::Transaction).await.unwrap();
    db.migrate().await.unwrap();
    let mut tx = db.write().await.unwrap();
    dialect::lock_directory(&mut tx).await.unwrap();
    settings::set(&mut tx, "kept", &true, Timestamp(0)).await.unwrap();
    tx.commit().await.unwrap();
    let Db::Postgres(server) = &db else { panic!("PostgreSQL") };
    let prepared: i64 =
        sqlx::query_scalar("SELECT COUNT(*) FROM pg_prepared_statements").persistent(false).fetch_one(&**server).await.unwrap();
    let locks = "SELECT COUNT(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database \
        WHERE locktype = 'advisory' AND datname = current_database()";
    let held: i64 = sqlx::query_scalar(locks).persistent(false).fetch_one(&**server).await.unwrap();
    assert_eq!((prepared, held), (0, 0), "statements with names, locks");
}

/// PgBouncer in transaction mode, with fewer connections to the server than the processes have to it: whatever a session
/// remembered would be another one's.
async fn done_through_a_pooler(app: TestApp) {
    app.clock.keep_system_time();
    let pooled = app.store.pooled_url();
    let (ada, job) = sixty_links(&app).await;
    let through = [("LATCHKEY_DATABASE_URL", pooled.as_str()), ("LATCHKEY_DATABASE_POOLER", "transaction")];
    let direct = ("LATCHKEY_DATABASE_DIRECT_URL", app.store.url.as_str());
    let heard = [through[0], through[1], direct];
    let processes = [Process::with(&app, &through), Process::with(&app, &heard)];
    for process in &processes {
        let mut desk = process.browser();
        assert_eq!(desk.sign_in("ada", PASSWORD).await.status, 303);
        assert_eq!(desk.get("/users?q=crew").await.status, 200);
    }
    each_of_sixty_got_one(&app, &ada, job).await;
    assert_eq!(app.sink.received().len(), 60, "nobody was killed, so no mail came twice");
}
