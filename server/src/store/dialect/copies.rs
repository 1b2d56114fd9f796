//! Copies of a whole database. SQLite makes them itself, of PostgreSQL its own programs do.

use crate::store::{Db, StoreError, Tx};
use sqlx::{Connection, SqliteConnection, query, query_scalar, sqlite::SqliteConnectOptions};
use std::path::Path;

/// A copy of one moment; whoever writes meanwhile goes on.
pub(super) const COPY_SQLITE: &str = "VACUUM INTO $1";
pub(super) const CHECK_SQLITE: &str = "PRAGMA integrity_check";
pub(super) const COUNT_TABLES_POSTGRES: &str = "SELECT COUNT(*) AS number FROM pg_class \
    JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE relkind IN ('r', 'p') \
    AND nspname NOT IN ('pg_catalog', 'information_schema') AND nspname NOT LIKE 'pg\\_toast%'";

/// Copies an SQLite database, as it is at this moment, into an empty file.
///
/// # Errors
/// When it is none or cannot be read, or the file not be written.
pub async fn copy_sqlite(db: &Db, into: &str) -> Result<(), StoreError> {
    let Db::Sqlite { read, .. } = db else { return Err(StoreError::Url("This is no SQLite database.".to_owned())) };
    query(COPY_SQLITE).bind(into).execute(read).await?;
    Ok(())
}

/// What is wrong with the SQLite database in a file; nothing when it is whole.
///
/// # Errors
/// When it cannot be read as one.
pub async fn damage_of_sqlite(file: &Path) -> Result<Vec<String>, StoreError> {
    let mut connection = SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(file)).await?;
    let found: Vec<String> = query_scalar(CHECK_SQLITE).fetch_all(&mut connection).await?;
    connection.close().await?;
    Ok(found.into_iter().filter(|line| line != "ok").collect())
}

/// Whether a PostgreSQL database holds no tables. An SQLite database is its file, and is empty where that is not there.
///
/// # Errors
/// When the database fails.
pub async fn is_empty_postgres(db: &Db) -> Result<bool, StoreError> {
    let Tx::Postgres(mut tx) = db.read().await? else { return Ok(false) };
    let tables: i64 = query_scalar(COUNT_TABLES_POSTGRES).fetch_one(tx.executor()).await?;
    Ok(tables == 0)
}
