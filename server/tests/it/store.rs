//! The store: one SQL for two engines, and schemas that are refused when they are newer.

use crate::support::db::{Engine, TestDb};
use app::model::Timestamp;
use latchkey::store::{Db, StoreError, dialect, settings, specimens, statements};
use sqlx::{AssertSqlSafe, Column, Connection, Executor, PgConnection, SqlSafeStr, SqliteConnection, Statement};
use std::time::Duration;

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
