//! Bringing the schema up to date, and telling whether a newer one can still be used.
//!
//! All that waits is one transaction, under a lock of that transaction: of several processes that start together one migrates
//! and the others wait; one that is killed has changed nothing; and a pooler in between has nothing to remember.

use super::{
    Db, StoreError, Tx, dialect,
    settings::{self, SCHEMA},
    users::upgrade,
};
use serde::Deserialize;
use sqlx::{migrate::Migrator, query_scalar};

/// The migrations for SQLite.
pub static MIGRATIONS_SQLITE: Migrator = sqlx::migrate!("../migrations/sqlite");
/// The migrations for PostgreSQL: the same numbers and names.
pub static MIGRATIONS_POSTGRES: Migrator = sqlx::migrate!("../migrations/postgres");

const MIGRATED: &str = "SELECT version FROM _sqlx_migrations ORDER BY version";

/// What the newest migration says of programs that do not know it; it puts this into the settings.
#[derive(Debug, Deserialize)]
struct Serves {
    /// Its own number: what an earlier one said does not hold for it.
    version: i64,
    /// Programs that know this one, or a later one, can go on.
    since: i64,
}

impl Db {
    /// Brings the schema up to date. Safe to call by several processes at once.
    ///
    /// # Errors
    /// [`StoreError::NewerSchema`] when a newer version has been at work that this one does not get along with; otherwise when a
    /// migration fails, which then has changed nothing.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        let mut tx = self.write().await?;
        dialect::alone(&mut tx, dialect::Alone::Migrating).await?;
        match &mut tx {
            Tx::Sqlite(tx) => locked(&MIGRATIONS_SQLITE).run_direct(None, &mut **tx, false).await,
            Tx::Postgres(tx) => locked(&MIGRATIONS_POSTGRES).run_direct(None, tx.connection(), false).await,
        }
        .map_err(StoreError::Migrate)?;
        let done = migrated(&mut tx).await?;
        check(&mut tx, &done).await?;
        tx.commit().await?;
        upgrade::bring_up_to_date(self).await
    }

    /// How many migrations of this version have not been run here.
    ///
    /// # Errors
    /// [`StoreError::NewerSchema`]; otherwise when this is no database of Latchkey's, or it fails.
    pub async fn waiting_migrations(&self) -> Result<usize, StoreError> {
        let mut tx = self.read().await?;
        let done = migrated(&mut tx).await?;
        check(&mut tx, &done).await?;
        Ok(known().filter(|version| !done.contains(version)).count())
    }
}

/// The same migrations for a transaction that is locked already, and that looks itself for unknown ones.
fn locked(all: &Migrator) -> Migrator {
    let mut migrator = Migrator::with_migrations(all.iter().cloned().collect());
    migrator.set_locking(false).set_ignore_missing(true);
    migrator
}

fn known() -> impl Iterator<Item = i64> {
    MIGRATIONS_SQLITE.iter().map(|migration| migration.version)
}

async fn migrated(tx: &mut Tx) -> Result<Vec<i64>, StoreError> {
    Ok(on!(tx, |c| query_scalar(MIGRATED).fetch_all(c).await)?)
}

/// A program goes on beside a newer one where the newest migration says that it can, as while one after the other is replaced.
async fn check(tx: &mut Tx, done: &[i64]) -> Result<(), StoreError> {
    let Some(found) = done.iter().copied().filter(|version| known().all(|known| known != *version)).max() else {
        return Ok(());
    };
    let serves: Option<Serves> = settings::get(tx, SCHEMA).await?;
    let newest = known().max().unwrap_or_default();
    if serves.is_some_and(|serves| serves.version == found && serves.since <= newest) {
        tracing::warn!(found, "a newer version has been at work here; this one goes on beside it until it is replaced");
        return Ok(());
    }
    Err(StoreError::NewerSchema { found })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_engines_have_the_same_migrations() {
        let names = |migrator: &Migrator| -> Vec<_> {
            migrator.iter().map(|migration| (migration.version, migration.description.clone())).collect()
        };
        assert_eq!(names(&MIGRATIONS_SQLITE), names(&MIGRATIONS_POSTGRES));
    }
}
