//! The database: SQLite in one file, or PostgreSQL. One SQL text serves both.
//!
//! A use case takes a [`Tx`] from [`Db::write`] or [`Db::read`], hands it to the functions of the table modules, and
//! commits. What the engines do differently is in [`dialect`] alone. Every statement is listed in its module's `STATEMENTS`;
//! a contract test prepares all of them on both engines.

/// Runs the same sqlx expression on whichever engine the transaction belongs to.
macro_rules! on {
    ($tx:expr, |$connection:ident| $query:expr) => {
        match $tx {
            $crate::store::Tx::Sqlite(tx) => {
                let $connection = &mut **tx;
                $query
            }
            $crate::store::Tx::Postgres(tx) => {
                let $connection = tx.executor();
                $query
            }
        }
    };
}

/// Lists a module's statements for the contract test.
macro_rules! statements {
    ($($name:ident),+ $(,)?) => {
        /// Every statement of this module, by name.
        pub const STATEMENTS: &[$crate::store::Statement] = &[$((concat!(module_path!(), "::", stringify!($name)), $name)),+];
    };
}

pub mod api_access;
pub mod approvals;
pub mod audit;
pub mod automations;
pub mod bulk;
pub mod caller_codes;
mod causes;
mod connect;
pub mod credentials;
pub mod dashboard;
pub mod dialect;
pub mod events;
pub mod expiry;
pub mod factors;
pub mod forgot;
mod held;
pub mod history;
pub mod holidays;
pub mod idempotency;
pub mod imports;
pub mod limits;
pub mod links;
mod list;
pub mod messages;
mod migrations;
pub mod minted;
pub mod not_me;
pub mod outbox;
pub mod own;
pub mod passkeys;
pub mod pending;
mod pooler;
pub mod restored;
pub mod retention;
pub mod sealed;
pub mod seals;
pub mod selections;
pub mod sessions;
pub mod settings;
mod sql;
pub mod templates;
pub mod trail;
pub mod users;
mod wakes;
pub mod webhooks;

pub use connect::DatabaseUrl;
pub use held::Held;
pub use list::{Counted, Start};
pub use migrations::{MIGRATIONS_POSTGRES, MIGRATIONS_SQLITE};
pub use pooler::{PgTx, Pooler, Server};
use sqlx::{Sqlite, SqlitePool};
use std::fmt;
pub use wakes::{Queue, Wakes};

/// A statement's name and its text.
pub type Statement = (&'static str, &'static str);

/// Every statement that is the same on both engines.
#[must_use]
pub fn statements() -> Vec<Statement> {
    let listed = [
        api_access::STATEMENTS,
        approvals::STATEMENTS,
        audit::STATEMENTS,
        automations::STATEMENTS,
        automations::heard::STATEMENTS,
        automations::history::STATEMENTS,
        automations::runs::STATEMENTS,
        automations::runs::lines::STATEMENTS,
        bulk::STATEMENTS,
        bulk::lines::STATEMENTS,
        caller_codes::STATEMENTS,
        credentials::STATEMENTS,
        dashboard::STATEMENTS,
        events::STATEMENTS,
        events::happened::STATEMENTS,
        expiry::STATEMENTS,
        factors::STATEMENTS,
        forgot::STATEMENTS,
        history::STATEMENTS,
        holidays::STATEMENTS,
        idempotency::STATEMENTS,
        imports::STATEMENTS,
        imports::remains::STATEMENTS,
        imports::rows::STATEMENTS,
        limits::STATEMENTS,
        links::STATEMENTS,
        messages::STATEMENTS,
        not_me::STATEMENTS,
        outbox::STATEMENTS,
        own::STATEMENTS,
        passkeys::STATEMENTS,
        pending::STATEMENTS,
        restored::STATEMENTS,
        retention::STATEMENTS,
        sealed::STATEMENTS,
        seals::STATEMENTS,
        selections::STATEMENTS,
        sessions::STATEMENTS,
        settings::STATEMENTS,
        templates::STATEMENTS,
        trail::STATEMENTS,
        users::STATEMENTS,
        users::tags::STATEMENTS,
        users::twins::STATEMENTS,
        users::upgrade::STATEMENTS,
        webhooks::STATEMENTS,
    ];
    listed.concat()
}

/// A specimen of every statement that is put together while the program runs, with a name.
#[must_use]
pub fn specimens(engine: dialect::Engine) -> Vec<(&'static str, String)> {
    [
        audit::specimens(engine),
        automations::runs::specimens(engine),
        bulk::lines::specimens(),
        credentials::specimens(engine),
        events::specimens(engine),
        events::happened::specimens(),
        imports::rows::specimens(engine),
        links::specimens(engine),
        not_me::specimens(engine),
        outbox::specimens(engine),
        pending::specimens(engine),
        sessions::specimens(engine),
        users::search::specimens(engine),
        users::specimens(engine),
        webhooks::specimens(),
    ]
    .concat()
}

/// A connected database. Cloning shares the connections.
#[derive(Clone, Debug)]
pub enum Db {
    /// SQLite: one connection that writes, several that read.
    Sqlite {
        /// The only connection that writes; `BEGIN IMMEDIATE` makes writers queue here and not inside SQLite.
        write: SqlitePool,
        /// Connections that cannot write.
        read: SqlitePool,
    },
    /// PostgreSQL: any number of processes.
    Postgres(Server),
}

/// A transaction, or a connection for questions ([`Db::ask`]). Dropping it without [`Tx::commit`] undoes everything.
#[derive(Debug)]
pub enum Tx {
    /// On SQLite.
    Sqlite(Held<Sqlite>),
    /// On PostgreSQL.
    Postgres(PgTx),
}

impl Db {
    /// Begins a transaction that writes.
    ///
    /// # Errors
    /// When no connection is to be had in time.
    pub async fn write(&self) -> Result<Tx, StoreError> {
        Ok(match self {
            Self::Sqlite { write, .. } => Tx::Sqlite(Held::Transaction(write.begin_with("BEGIN IMMEDIATE").await?)),
            Self::Postgres(server) => Tx::Postgres(server.begin("BEGIN").await?),
        })
    }

    /// Begins a transaction that only reads and sees one state of the data.
    ///
    /// # Errors
    /// When no connection is to be had in time.
    pub async fn read(&self) -> Result<Tx, StoreError> {
        Ok(match self {
            Self::Sqlite { read, .. } => Tx::Sqlite(Held::Transaction(read.begin().await?)),
            Self::Postgres(server) => Tx::Postgres(server.begin(pooler::READING).await?),
        })
    }

    /// A connection for questions that need no common state of the data: each statement sees that of its own moment. Without a
    /// transaction around it a question goes to the database once, not three times.
    ///
    /// # Errors
    /// When no connection is to be had in time.
    pub async fn ask(&self) -> Result<Tx, StoreError> {
        Ok(match self {
            Self::Sqlite { read, .. } => Tx::Sqlite(Held::Alone(read.acquire().await?)),
            Self::Postgres(server) => Tx::Postgres(server.ask().await?),
        })
    }

    /// How many connections are open, and how many of them nobody uses, by pool.
    #[must_use]
    pub fn connections(&self) -> Vec<(&'static str, usize, usize)> {
        let open = |size: u32| usize::try_from(size).unwrap_or(usize::MAX);
        match self {
            Self::Sqlite { write, read } => {
                vec![("write", open(write.size()), write.num_idle()), ("read", open(read.size()), read.num_idle())]
            }
            Self::Postgres(pool) => vec![("all", open(pool.size()), pool.num_idle())],
        }
    }

    /// Closes all connections; on SQLite the write-ahead log is folded into the file.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { write, read } => {
                read.close().await;
                write.close().await;
            }
            Self::Postgres(server) => server.close().await,
        }
    }
}

impl Tx {
    /// On which engine it runs.
    #[must_use]
    pub const fn engine(&self) -> dialect::Engine {
        match self {
            Self::Sqlite(_) => dialect::Engine::Sqlite,
            Self::Postgres(_) => dialect::Engine::Postgres,
        }
    }

    /// Makes everything done in this transaction last.
    ///
    /// # Errors
    /// When the database refuses; nothing was changed then.
    pub async fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(tx) => tx.commit().await?,
            Self::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }
}

/// Why the store could not do it. Never shown to people: a service turns it into words and a reference.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database or the way to it failed.
    #[error("database: {0}")]
    Driver(#[from] sqlx::Error),
    /// The schema could not be brought up to date.
    #[error("migration: {0}")]
    Migrate(sqlx::migrate::MigrateError),
    /// A newer Latchkey has been at work here.
    #[error(
        "The database was made by a newer version of Latchkey (its migration {found} is unknown to this one). \
         Start that version, or restore a backup from before the upgrade."
    )]
    NewerSchema {
        /// The unknown migration.
        found: i64,
    },
    /// A row holds what this version cannot read.
    #[error("the database holds an unknown value in {0}")]
    Unreadable(&'static str),
    /// The address of the database is not one.
    #[error("{0}")]
    Url(String),
}

impl StoreError {
    /// Whether a row was refused because another one has the same key.
    #[must_use]
    pub fn is_duplicate(&self) -> bool {
        matches!(self, Self::Driver(sqlx::Error::Database(error)) if error.is_unique_violation())
    }

    /// Whether the database is away, full or overrun, and nothing is wrong with what was asked of it: the same may be done soon.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        use sqlx::Error::{Database, Io, PoolClosed, PoolTimedOut, WorkerCrashed};
        match self {
            Self::Driver(Io(_) | PoolClosed | PoolTimedOut | WorkerCrashed) => true,
            Self::Driver(Database(error)) => error.code().is_some_and(|code| dialect::is_passing(&code)),
            _ => false,
        }
    }
}

/// Reads a stored name such as a role.
pub(crate) fn parse<T: std::str::FromStr>(text: &str, column: &'static str) -> Result<T, StoreError> {
    text.parse().map_err(|_| StoreError::Unreadable(column))
}

/// Reads a value from JSON text.
pub(crate) fn parse_json<T: serde::de::DeserializeOwned>(text: &str, column: &'static str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::Unreadable(column))
}

/// Writes a value as JSON text.
pub(crate) fn to_json<T: serde::Serialize + fmt::Debug>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_| StoreError::Unreadable("JSON"))
}

/// Reads a reason, which is stored under the name that JSON has for it.
pub(crate) fn parse_reason<T: serde::de::DeserializeOwned>(
    name: Option<String>,
    column: &'static str,
) -> Result<Option<T>, StoreError> {
    let read = name.map(|name| serde_json::from_value(serde_json::Value::String(name))).transpose();
    read.map_err(|_| StoreError::Unreadable(column))
}

/// The name under which a reason is stored.
pub(crate) fn reason_name<T: serde::Serialize + fmt::Debug>(reason: Option<T>) -> Result<Option<String>, StoreError> {
    reason.map(|reason| Ok(to_json(&reason)?.trim_matches('"').to_owned())).transpose()
}
