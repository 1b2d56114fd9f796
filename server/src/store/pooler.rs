//! PostgreSQL, directly or through a pooler that gives a connection to one transaction at a time. Behind such a one a session has
//! no memory: locks are a transaction's, and statements are prepared without a name, since the next transaction may be elsewhere.

use super::Held;
use futures_util::{future::BoxFuture, stream::BoxStream};
use serde::Deserialize;
use sqlx::{
    Describe, Either, Execute, Executor, PgConnection, PgPool, Postgres, SqlStr,
    error::BoxDynError,
    postgres::{PgArguments, PgQueryResult, PgRow, PgStatement, PgTypeInfo},
};
use std::ops::Deref;

/// What is between the program and PostgreSQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Pooler {
    /// Nothing: a connection is a session.
    None,
    /// A pooler in transaction mode.
    Transaction,
}

/// How a transaction begins that only reads and sees one state of the data.
pub(super) const READING: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/// Connections to PostgreSQL.
#[derive(Clone, Debug)]
pub struct Server {
    pool: PgPool,
    pooler: Pooler,
}

impl Server {
    pub(super) const fn new(pool: PgPool, pooler: Pooler) -> Self {
        Self { pool, pooler }
    }

    /// Begins on a task of its own, which goes on when nobody waits for it any more. Of a beginning that was given up half-way
    /// sqlx rolls nothing back, and the connection's next user would find themselves in a transaction that somebody else began.
    pub(super) async fn begin(&self, statement: &'static str) -> Result<PgTx, sqlx::Error> {
        let pool = self.pool.clone();
        let begun = tokio::spawn(async move { pool.begin_with(statement).await });
        let tx = begun.await.unwrap_or(Err(sqlx::Error::WorkerCrashed))?;
        Ok(PgTx { tx: Held::Transaction(tx), pooler: self.pooler })
    }

    /// A connection for questions. A statement that is given up half-way is read to its end before the connection's next one. A
    /// pooler may prepare a statement on one connection and run it on another where no transaction keeps them together.
    pub(super) async fn ask(&self) -> Result<PgTx, sqlx::Error> {
        match self.pooler {
            Pooler::None => Ok(PgTx { tx: Held::Alone(self.pool.acquire().await?), pooler: self.pooler }),
            Pooler::Transaction => self.begin(READING).await,
        }
    }
}

impl Deref for Server {
    type Target = PgPool;

    fn deref(&self) -> &PgPool {
        &self.pool
    }
}

/// A transaction on PostgreSQL.
#[derive(Debug)]
pub struct PgTx {
    tx: Held<Postgres>,
    pooler: Pooler,
}

impl PgTx {
    /// What statements run on.
    pub(super) fn executor(&mut self) -> Statements<'_> {
        Statements { connection: &mut self.tx, pooler: self.pooler }
    }

    /// The connection itself, for what asks for one.
    pub fn connection(&mut self) -> &mut PgConnection {
        &mut self.tx
    }

    pub(super) async fn commit(self) -> Result<(), sqlx::Error> {
        self.tx.commit().await
    }
}

/// Runs statements as whatever is in between lets them run.
#[derive(Debug)]
pub(super) struct Statements<'c> {
    connection: &'c mut PgConnection,
    pooler: Pooler,
}

impl<'c> Executor<'c> for Statements<'c> {
    type Database = Postgres;

    fn fetch_many<'e, 'q: 'e, E>(self, query: E) -> BoxStream<'e, Result<Either<PgQueryResult, PgRow>, sqlx::Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Postgres>,
    {
        match self.pooler {
            Pooler::None => self.connection.fetch_many(query),
            Pooler::Transaction => self.connection.fetch_many(Unnamed(query)),
        }
    }

    fn fetch_optional<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, Result<Option<PgRow>, sqlx::Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Postgres>,
    {
        match self.pooler {
            Pooler::None => self.connection.fetch_optional(query),
            Pooler::Transaction => self.connection.fetch_optional(Unnamed(query)),
        }
    }

    fn prepare_with<'e>(self, sql: SqlStr, parameters: &'e [PgTypeInfo]) -> BoxFuture<'e, Result<PgStatement, sqlx::Error>>
    where
        'c: 'e,
    {
        self.connection.prepare_with(sql, parameters)
    }

    fn describe<'e>(self, sql: SqlStr) -> BoxFuture<'e, Result<Describe<Postgres>, sqlx::Error>>
    where
        'c: 'e,
    {
        self.connection.describe(sql)
    }
}

/// A statement that is prepared for this once.
struct Unnamed<E>(E);

impl<'q, E: Execute<'q, Postgres>> Execute<'q, Postgres> for Unnamed<E> {
    fn sql(self) -> SqlStr {
        self.0.sql()
    }

    fn statement(&self) -> Option<&PgStatement> {
        self.0.statement()
    }

    fn take_arguments(&mut self) -> Result<Option<PgArguments>, BoxDynError> {
        self.0.take_arguments()
    }

    fn persistent(&self) -> bool {
        false
    }
}
