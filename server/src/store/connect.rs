//! Opening a database.

use super::{Db, Pooler, Server, StoreError};
use log::LevelFilter;
use sqlx::{
    ConnectOptions as _, Connection as _,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{fmt, path::Path, str::FromStr, time::Duration};

/// How long a writer waits for another one before it fails.
const BUSY: Duration = Duration::from_secs(5);
/// How long a request waits for a free connection before it fails.
const ACQUIRE: Duration = Duration::from_secs(10);
const SQLITE_READERS: u32 = 8;
/// Kibibytes of the database that the writing connection keeps at hand at most (a negative number says that it is no count of
/// pages): a new user changes a page in each of a dozen indexes.
const SQLITE_WRITER_CACHE: &str = "-32768";
/// Statements that take longer are logged, with their text. That of a thousand rows is long, and may take the second that is
/// sqlx's own.
const SLOW: Duration = Duration::from_secs(10);
const POSTGRES_CONNECTIONS: u32 = 16;

/// Where the database is: `sqlite://path/to/file.db` or `postgres://user:password@host/name`. `Debug` and `Display` hide
/// the password.
#[derive(Clone)]
pub struct DatabaseUrl(String);

impl FromStr for DatabaseUrl {
    type Err = StoreError;

    fn from_str(text: &str) -> Result<Self, StoreError> {
        let known = ["sqlite://", "postgres://", "postgresql://"].iter().any(|scheme| text.starts_with(scheme));
        if known {
            Ok(Self(text.to_owned()))
        } else {
            Err(StoreError::Url(
                "The database address must begin with sqlite:// or postgres:// (LATCHKEY_DATABASE_URL).".to_owned(),
            ))
        }
    }
}

impl DatabaseUrl {
    /// All of it, with the password.
    pub(crate) fn text(&self) -> &str {
        &self.0
    }

    /// The file of an SQLite database.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        let path = self.0.strip_prefix("sqlite://")?;
        Some(Path::new(path.split('?').next().unwrap_or(path)))
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.rsplit_once('@') {
            Some((before, after)) => write!(f, "{}://…@{after}", before.split("://").next().unwrap_or_default()),
            None => f.write_str(&self.0),
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Db {
    /// Opens the database; a missing SQLite file is made.
    ///
    /// # Errors
    /// When it cannot be reached or opened.
    pub async fn connect(url: &DatabaseUrl) -> Result<Self, StoreError> {
        Self::connect_through(url, Pooler::None).await
    }

    /// The same, where a pooler may stand before PostgreSQL.
    ///
    /// # Errors
    /// When it cannot be reached or opened.
    pub async fn connect_through(url: &DatabaseUrl, pooler: Pooler) -> Result<Self, StoreError> {
        if url.0.starts_with("sqlite://") { connect_sqlite(&url.0).await } else { connect_postgres(&url.0, pooler).await }
    }
}

async fn connect_sqlite(url: &str) -> Result<Db, StoreError> {
    let options = SqliteConnectOptions::from_str(url)?
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY)
        .create_if_missing(true);
    make_folder(options.get_filename())?;
    let options = options.log_slow_statements(LevelFilter::Warn, SLOW);
    let writer = options.clone().pragma("cache_size", SQLITE_WRITER_CACHE);
    let write = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(ACQUIRE)
        // A file does not go away as a server does.
        .test_before_acquire(false)
        // Where the disk is full SQLite undoes a transaction by itself, which sqlx does not learn: that connection begins none again.
        .before_acquire(|connection, _| Box::pin(async { Ok(!connection.is_in_transaction()) }))
        .connect_with(writer)
        .await?;
    let read = SqlitePoolOptions::new()
        .max_connections(SQLITE_READERS)
        .acquire_timeout(ACQUIRE)
        .test_before_acquire(false)
        .connect_with(options.create_if_missing(false).read_only(true))
        .await?;
    Ok(Db::Sqlite { write, read })
}

/// Makes the folder of the database file, for its owner alone: the file holds password hashes.
fn make_folder(file: &Path) -> Result<(), StoreError> {
    let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty() && !folder.exists()) else {
        return Ok(());
    };
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|error| StoreError::Url(format!("The folder {} cannot be made: {error}.", folder.display())))
}

async fn connect_postgres(url: &str, pooler: Pooler) -> Result<Db, StoreError> {
    let options = PgConnectOptions::from_str(url)?.log_slow_statements(LevelFilter::Warn, SLOW);
    let options = match pooler {
        // Compiling a statement takes longer than any of these runs.
        Pooler::None => options.options([("jit", "off")]),
        // Poolers refuse what they cannot set for each transaction; nothing here reads fractions as text.
        Pooler::Transaction => options.statement_cache_capacity(0).extra_float_digits(None::<i8>),
    };
    let pool = PgPoolOptions::new().max_connections(POSTGRES_CONNECTIONS).acquire_timeout(ACQUIRE).connect_with(options).await?;
    Ok(Db::Postgres(Server::new(pool, pooler)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Tx;

    #[test]
    fn a_database_address_shows_no_password() {
        let url: DatabaseUrl = "postgres://desk:s3cret@db.example/latchkey".parse().unwrap();
        assert_eq!(format!("{url} {url:?}"), "postgres://…@db.example/latchkey postgres://…@db.example/latchkey");
    }

    /// As where the disk is full, with a conflict in its place.
    #[tokio::test]
    async fn after_a_transaction_that_sqlite_undid_by_itself_others_are_begun() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("latchkey.db").display());
        let db = Db::connect(&url.parse().unwrap()).await.unwrap();
        let Tx::Sqlite(mut tx) = db.write().await.unwrap() else { unreachable!() };
        sqlx::query("CREATE TABLE once (number INTEGER PRIMARY KEY)").execute(&mut *tx).await.unwrap();
        let twice = "INSERT OR ROLLBACK INTO once VALUES (1), (1)";
        assert!(sqlx::query(twice).execute(&mut *tx).await.is_err());
        drop(tx);
        db.write().await.unwrap().commit().await.unwrap();
    }

    #[test]
    fn only_the_two_engines_are_accepted() {
        assert!("mysql://desk@db/latchkey".parse::<DatabaseUrl>().is_err());
    }
}
