//! A connection that a use case holds.

use sqlx::{Database, Transaction, pool::PoolConnection};
use std::ops::{Deref, DerefMut};

/// A connection, in a transaction or without one.
#[derive(Debug)]
pub enum Held<DB: Database> {
    /// In a transaction, which is undone when it is dropped.
    Transaction(Transaction<'static, DB>),
    /// Without one: each statement sees the state of its own moment.
    Alone(PoolConnection<DB>),
}

impl<DB: Database> Held<DB> {
    /// Makes what was done last. Without a transaction it does already.
    pub(super) async fn commit(self) -> Result<(), sqlx::Error> {
        match self {
            Self::Transaction(tx) => tx.commit().await,
            Self::Alone(_) => Ok(()),
        }
    }
}

impl<DB: Database> Deref for Held<DB> {
    type Target = DB::Connection;

    fn deref(&self) -> &DB::Connection {
        match self {
            Self::Transaction(tx) => tx,
            Self::Alone(connection) => connection,
        }
    }
}

impl<DB: Database> DerefMut for Held<DB> {
    fn deref_mut(&mut self) -> &mut DB::Connection {
        match self {
            Self::Transaction(tx) => tx,
            Self::Alone(connection) => connection,
        }
    }
}
