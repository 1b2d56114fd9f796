//! The store: one SQL for two engines, and schemas that are refused when they are newer.

use crate::support::db::{Engine, TestDb};
use app::model::Timestamp;
use latchkey::store::{Db, MIGRATIONS_POSTGRES, MIGRATIONS_SQLITE, StoreError, dialect, settings, specimens, statements, users};
use sqlx::{
    AssertSqlSafe, Column, Connection, Executor, PgConnection, SqlSafeStr, SqliteConnection, Statement,
    sqlite::SqliteConnectOptions,
};
use std::{str::FromStr, time::Duration};

/// The columns that a statement answers, or why the engine does not take it.
macro_rules! columns {
    ($connection:expr, $sql:expr) => {
        $connection
            .prepare(AssertSqlSafe($sql).into_sql_str())
            .await
            .map(|statement| statement.columns().iter().map(|column| column.name().to_owned()).collect::<Vec<_>>())
    };
}

#[tokio::test]
async fn every_statement_is_taken_by_both_engines_and_answers_the_same_columns() {
    let (sqlite, postgres) = (TestDb::new(Engine::Sqlite).await, TestDb::new(Engine::Postgres).await);
    let mut sqlite = SqliteConnection::connect(&sqlite.url).await.unwrap();
    let mut postgres = PgConnection::connect(&postgres.url).await.unwrap();
    assert!(statements().len() > 40);
    for (name, sql) in statements() {
        let on_sqlite = columns!(sqlite, sql).unwrap_or_else(|error| panic!("{name} on SQLite: {error}"));
        let on_postgres = columns!(postgres, sql).unwrap_or_else(|error| panic!("{name} on PostgreSQL: {error}"));
        assert_eq!(on_sqlite, on_postgres, "{name}");
    }
    let built = specimens(dialect::Engine::Sqlite).into_iter().zip(specimens(dialect::Engine::Postgres));
    for ((name, for_sqlite), (_, for_postgres)) in built {
        let on_sqlite =
            columns!(sqlite, for_sqlite.clone()).unwrap_or_else(|error| panic!("{name} on SQLite: {error}\n{for_sqlite}"));
        let on_postgres = columns!(postgres, for_postgres.clone())
            .unwrap_or_else(|error| panic!("{name} on PostgreSQL: {error}\n{for_postgres}"));
        assert_eq!(on_sqlite, on_postgres, "{name}");
    }
    for (name, sql) in dialect::SQLITE {
        columns!(sqlite, *sql).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
    for (name, sql) in dialect::POSTGRES {
        columns!(postgres, *sql).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

async fn newer_schema_is_refused(engine: Engine) {
    let store = TestDb::new(engine).await;
    let db = store.connect().await;
    let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
        VALUES (9999, 'from the future', true, '\\x00', 0)";
    match &db {
        Db::Sqlite { write, .. } => write.execute(newer).await.map(drop).unwrap(),
        Db::Postgres(pool) => pool.execute(newer).await.map(drop).unwrap(),
    }
    let error = db.migrate().await.unwrap_err();
    assert!(matches!(error, StoreError::NewerSchema { found: 9999 }), "{error}");
    assert!(error.to_string().contains("newer version of Latchkey"));
}

#[tokio::test]
async fn a_database_newer_than_the_program_is_refused_on_sqlite() {
    newer_schema_is_refused(Engine::Sqlite).await;
}

#[tokio::test]
async fn a_database_newer_than_the_program_is_refused_on_postgres() {
    newer_schema_is_refused(Engine::Postgres).await;
}

/// A newer program runs beside this one, and its newest migration says which programs can go on.
async fn newer_schema_is_used(engine: Engine) {
    let store = TestDb::new(engine).await;
    let db = store.connect().await;
    store
        .execute(
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
             VALUES (9998, 'one more column', true, '\\x00', 0), (9999, 'another one', true, '\\x00', 0)",
        )
        .await;
    let says = async |version: i64, since: i64| {
        let mut tx = db.write().await.unwrap();
        let says = serde_json::json!({ "version": version, "since": since });
        settings::set(&mut tx, settings::SCHEMA, &says, Timestamp(0)).await.unwrap();
        tx.commit().await.unwrap();
        db.migrate().await.map_err(|error| matches!(error, StoreError::NewerSchema { found: 9999 }))
    };
    assert_eq!(says(9999, 19).await, Ok(()));
    assert_eq!(db.waiting_migrations().await.unwrap(), 0);
    assert_eq!(says(9999, 9998).await, Err(true), "it asks for programs that know the one before");
    assert_eq!(says(9998, 19).await, Err(true), "the newest has said nothing");
}

#[tokio::test]
async fn a_newer_database_that_says_so_is_used_on_sqlite() {
    newer_schema_is_used(Engine::Sqlite).await;
}

#[tokio::test]
async fn a_newer_database_that_says_so_is_used_on_postgres() {
    newer_schema_is_used(Engine::Postgres).await;
}

/// A database of the release before: it is known that something waits, nothing is lost, and afterwards nothing waits.
async fn one_migration_waits(engine: Engine) {
    let store = TestDb::empty(engine).await;
    let versions: Vec<i64> = MIGRATIONS_SQLITE.iter().map(|migration| migration.version).collect();
    let before = versions[versions.len() - 2];
    match engine {
        Engine::Sqlite => {
            let options = SqliteConnectOptions::from_str(&store.url).unwrap().create_if_missing(true);
            let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
            MIGRATIONS_SQLITE.run_to(before, &mut connection).await.unwrap();
        }
        Engine::Postgres => {
            let mut connection = PgConnection::connect(&store.url).await.unwrap();
            MIGRATIONS_POSTGRES.run_to(before, &mut connection).await.unwrap();
        }
    }
    store.execute("INSERT INTO settings (key, value, updated_at) VALUES ('kept', 'true', 0)").await;
    let db = store.connect().await;
    assert_eq!(db.waiting_migrations().await.unwrap(), 1);
    db.migrate().await.unwrap();
    assert_eq!(db.waiting_migrations().await.unwrap(), 0);
    assert_eq!(store.count("SELECT COUNT(*) FROM settings WHERE key = 'kept'").await, 1);
}

#[tokio::test]
async fn a_database_of_the_release_before_is_brought_up_to_date_on_sqlite() {
    one_migration_waits(Engine::Sqlite).await;
}

#[tokio::test]
async fn a_database_of_the_release_before_is_brought_up_to_date_on_postgres() {
    one_migration_waits(Engine::Postgres).await;
}

/// Of programs that start together on an empty database, one migrates and the others wait.
async fn all_start_together(engine: Engine) {
    let store = TestDb::empty(engine).await;
    let databases = [store.connect().await, store.connect().await, store.connect().await];
    let [one, two, three] = &databases;
    let started = tokio::join!(one.migrate(), two.migrate(), three.migrate());
    assert!(matches!(started, (Ok(()), Ok(()), Ok(()))), "{started:?}");
    assert_eq!(one.waiting_migrations().await.unwrap(), 0);
}

#[tokio::test]
async fn programs_that_start_together_migrate_once_on_sqlite() {
    all_start_together(Engine::Sqlite).await;
}

#[tokio::test]
async fn programs_that_start_together_migrate_once_on_postgres() {
    all_start_together(Engine::Postgres).await;
}

/// `latchkey migrate` is killed (kill -9) later and later, until it comes to its end.
async fn killed_while_it_migrates(engine: Engine) {
    let store = TestDb::empty(engine).await;
    let mut patience = Duration::from_millis(5);
    loop {
        let mut process = tokio::process::Command::new(env!("CARGO_BIN_EXE_latchkey"))
            .arg("migrate")
            .env("LATCHKEY_DATABASE_URL", &store.url)
            .env("LATCHKEY_LOG", "error")
            .stdout(std::process::Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        if let Ok(ended) = tokio::time::timeout(patience, process.wait()).await {
            assert!(ended.unwrap().success(), "what was killed before has left nothing in the way");
            break;
        }
        process.kill().await.unwrap();
        patience += Duration::from_millis(20);
    }
    let db = store.connect().await;
    assert_eq!(db.waiting_migrations().await.unwrap(), 0);
    db.migrate().await.unwrap();
}

#[tokio::test]
async fn a_migration_that_was_killed_starts_again_on_sqlite() {
    killed_while_it_migrates(Engine::Sqlite).await;
}

#[tokio::test]
async fn a_migration_that_was_killed_starts_again_on_postgres() {
    killed_while_it_migrates(Engine::Postgres).await;
}

/// What a newer program adds while this one runs: another column, another table.
async fn additions_are_not_noticed(engine: Engine) {
    let store = TestDb::new(engine).await;
    let db = store.connect().await;
    let any = async || {
        let mut tx = db.write().await.unwrap();
        settings::set(&mut tx, "written", &true, Timestamp(0)).await.unwrap();
        let read = settings::get::<bool>(&mut tx, "written").await.unwrap();
        let nobody = users::by_sign_in_name(&mut tx, "nobody").await.unwrap();
        tx.commit().await.unwrap();
        (read, nobody.is_none())
    };
    assert_eq!(any().await, (Some(true), true));
    store.execute("ALTER TABLE users ADD COLUMN shoe_size INTEGER NOT NULL DEFAULT 0").await;
    store.execute("ALTER TABLE settings ADD COLUMN colour TEXT").await;
    store.execute("CREATE TABLE shoes (id INTEGER PRIMARY KEY)").await;
    assert_eq!(any().await, (Some(true), true), "statements that were prepared before go on");
}

#[tokio::test]
async fn a_running_program_does_not_notice_additions_on_sqlite() {
    additions_are_not_noticed(Engine::Sqlite).await;
}

#[tokio::test]
async fn a_running_program_does_not_notice_additions_on_postgres() {
    additions_are_not_noticed(Engine::Postgres).await;
}

/// Statements name their columns, so that a column that is added changes no answer.
#[test]
fn no_statement_asks_for_all_columns() {
    let listed = statements().into_iter().map(|(name, sql)| (name, sql.to_owned()));
    for (name, sql) in listed.chain(specimens(dialect::Engine::Sqlite)).chain(specimens(dialect::Engine::Postgres)) {
        assert!(!sql.contains("SELECT *") && !sql.contains(".*"), "{name}: {sql}");
    }
}

/// Lines of the audit trail are sealed, and cut from the front; nothing else is done to them.
#[test]
fn no_other_statement_changes_the_audit_trail() {
    let listed = statements().into_iter().chain(dialect::SQLITE.iter().copied()).chain(dialect::POSTGRES.iter().copied());
    let listed = listed.map(|(name, sql)| (name, sql.to_owned()));
    let all = listed.chain(specimens(dialect::Engine::Sqlite)).chain(specimens(dialect::Engine::Postgres));
    let changes = ["UPDATE audit ", "DELETE FROM audit ", "UPDATE audit_heads ", "DELETE FROM audit_heads "];
    let mut found: Vec<&str> =
        all.filter(|(_, sql)| changes.iter().any(|change| sql.contains(change))).map(|(name, _)| name).collect();
    found.sort_unstable();
    let expected = ["retention::FORGET_LINES", "seals::FORGET_HEADS", "seals::SEAL", "seals::SIGN_ANEW"];
    assert_eq!(found, expected.map(|name| format!("latchkey::store::{name}")));
}

/// A reader whose browser leaves is dropped wherever it waits.
async fn leaves_nothing_begun(engine: Engine) {
    let store = TestDb::new(engine).await;
    let db = store.connect().await;
    for patience in 0..400 {
        let waits = Box::pin(tokio::time::timeout(Duration::from_micros(patience * 5), db.read()));
        drop(waits.await);
    }
    for _ in 0..40 {
        let mut tx = db.write().await.unwrap();
        let written = settings::set(&mut tx, "written", &true, Timestamp(0)).await;
        assert!(written.is_ok(), "in nobody else's transaction: {written:?}");
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn readers_who_leave_leave_nothing_begun_on_sqlite() {
    leaves_nothing_begun(Engine::Sqlite).await;
}

#[tokio::test]
async fn readers_who_leave_leave_nothing_begun_on_postgres() {
    leaves_nothing_begun(Engine::Postgres).await;
}
