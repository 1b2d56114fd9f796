//! What processes over one PostgreSQL tell each other: that something was queued. Nothing rests on it.

use super::{DatabaseUrl, Db, StoreError, Tx};
use sqlx::{postgres::PgListener, query};

const CHANNEL: &str = "latchkey";
/// Told when the transaction commits.
pub(super) const TELL_POSTGRES: &str = "SELECT pg_notify('latchkey', $1)";

/// Where something waits for a worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Queue {
    /// Messages.
    Mail,
    /// Imports of users.
    Imports,
    /// Calls of web addresses.
    Calls,
}

impl Queue {
    const ALL: [Self; 3] = [Self::Mail, Self::Imports, Self::Calls];

    const fn name(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Imports => "imports",
            Self::Calls => "calls",
        }
    }
}

impl Db {
    /// Tells all processes that something was queued.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tell(&self, queue: Queue) -> Result<(), StoreError> {
        let mut tx = self.write().await?;
        if let Tx::Postgres(tx) = &mut tx {
            query(TELL_POSTGRES).bind(queue.name()).execute(tx.executor()).await?;
        }
        tx.commit().await
    }
}

/// Hears what other processes have queued.
#[derive(Debug)]
pub struct Wakes(PgListener);

impl Wakes {
    /// Listens on a connection of its own, which must be the same one all the time.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn listen(url: &DatabaseUrl) -> Result<Self, StoreError> {
        let mut listener = PgListener::connect(url.text()).await?;
        listener.listen(CHANNEL).await?;
        Ok(Self(listener))
    }

    /// Waits for the next that was queued; `None` where a newer version has queued what this one does not know.
    ///
    /// # Errors
    /// When the connection is lost.
    pub async fn next(&mut self) -> Result<Option<Queue>, StoreError> {
        let told = self.0.recv().await?;
        Ok(Queue::ALL.into_iter().find(|queue| queue.name() == told.payload()))
    }
}
