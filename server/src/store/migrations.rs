//! Bringing the schema up to date, and telling whether a newer one can still be used.
//!
//! All that waits is one transaction, under a lock of that transaction: of several processes that start together one migrates
//! and the others wait; one that is killed has changed nothing; and a pooler in between has nothing to remember, which sqlx's own
//! way (a session's lock, statements with names) would ask of it. The table is sqlx's.

use super::{
    Db, StoreError, Tx, dialect,
    settings::{self, SCHEMA},
    users::upgrade,
};
use serde::Deserialize;
use sqlx::{
    migrate::{Migrate as _, MigrateError, Migration, Migrator},
    query, query_as, query_scalar, raw_sql,
};

/// The migrations for SQLite.
pub static MIGRATIONS_SQLITE: Migrator = sqlx::migrate!("../migrations/sqlite");
/// The migrations for PostgreSQL: the same numbers and names.
pub static MIGRATIONS_POSTGRES: Migrator = sqlx::migrate!("../migrations/postgres");

const TABLE: &str = "_sqlx_migrations";
const MIGRATED: &str = "SELECT version FROM _sqlx_migrations ORDER BY version";
const DONE: &str = "SELECT version, checksum FROM _sqlx_migrations ORDER BY version";
const NOTE: &str = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
    VALUES ($1, $2, TRUE, $3, 0)";

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
        run(&mut tx).await?;
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

/// Runs what has not been run, and makes sure that the rest is what was run.
async fn run(tx: &mut Tx) -> Result<(), StoreError> {
    let all: &Migrator = match tx {
        Tx::Sqlite(tx) => {
            tx.ensure_migrations_table(TABLE).await.map_err(StoreError::Migrate)?;
            &MIGRATIONS_SQLITE
        }
        Tx::Postgres(tx) => {
            tx.connection().ensure_migrations_table(TABLE).await.map_err(StoreError::Migrate)?;
            &MIGRATIONS_POSTGRES
        }
    };
    let done: Vec<(i64, Vec<u8>)> = on!(tx, |c| query_as(DONE).fetch_all(c).await)?;
    for migration in all.iter() {
        match done.iter().find(|(version, _)| *version == migration.version) {
            Some((_, checksum)) if checksum[..] == migration.checksum[..] => {}
            Some((version, _)) => return Err(StoreError::Migrate(MigrateError::VersionMismatch(*version))),
            None => apply(tx, migration).await?,
        }
    }
    Ok(())
}

async fn apply(tx: &mut Tx, migration: &Migration) -> Result<(), StoreError> {
    on!(tx, |c| raw_sql(migration.sql.clone()).execute(c).await.map(drop))
        .map_err(|error| StoreError::Migrate(MigrateError::ExecuteMigration(error, migration.version)))?;
    on!(tx, |c| query(NOTE)
        .bind(migration.version)
        .bind(&*migration.description)
        .bind(&*migration.checksum)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
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
