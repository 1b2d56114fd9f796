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

    /// Up to this one the rule did not hold: nothing had been released.
    const BEFORE_THE_RULE: i64 = 23;

    #[test]
    fn both_engines_have_the_same_migrations() {
        let names = |migrator: &Migrator| -> Vec<_> {
            migrator.iter().map(|migration| (migration.version, migration.description.clone())).collect()
        };
        assert_eq!(names(&MIGRATIONS_SQLITE), names(&MIGRATIONS_POSTGRES));
    }

    #[test]
    fn programs_of_the_release_before_can_go_on_after_a_migration() {
        for (engine, migrator) in [("sqlite", &MIGRATIONS_SQLITE), ("postgres", &MIGRATIONS_POSTGRES)] {
            for migration in migrator.iter().filter(|migration| migration.version > BEFORE_THE_RULE) {
                let found = contractions(migration.sql.as_str());
                assert!(
                    found.is_empty(),
                    "migrations/{engine}/{:04} takes away or changes what programs of the release before use. Where they have stopped \
                     using it, say since when in a comment that begins with \"-- contract:\", before the statement's semicolon.\n{found:#?}",
                    migration.version
                );
            }
        }
    }

    /// The statements of a migration that may break a program which does not know it, but for those that say why they do not.
    fn contractions(sql: &str) -> Vec<String> {
        let code = |line: &str| match line.split_once("--") {
            Some((code, comment)) if comment.trim_start().starts_with("contract:") => format!("{code} CONTRACT:"),
            Some((code, _)) => code.to_owned(),
            None => line.to_owned(),
        };
        let code = sql.lines().map(code).collect::<Vec<_>>().join("\n").to_uppercase();
        let statements = code.split(';').map(str::trim).filter(|statement| !statement.contains("CONTRACT:"));
        statements.filter(|statement| contracts(statement)).map(str::to_owned).collect()
    }

    fn contracts(statement: &str) -> bool {
        let words: Vec<&str> = words(statement).collect();
        let has = |pair: [&str; 2]| words.windows(2).any(|found| found == pair);
        // Without an index all is as it was but slower; without a constraint more is allowed.
        let keeps = ["INDEX", "NOT", "CONSTRAINT"];
        let drops = words.windows(2).any(|pair| pair[0] == "DROP" && !keeps.contains(&pair[1]));
        let changes_column = has(["ALTER", "COLUMN"]) && (words.contains(&"TYPE") || has(["SET", "NOT"]));
        drops || words.contains(&"RENAME") || has(["ALTER", "TYPE"]) || changes_column || asks_for_more(statement)
    }

    /// Whether it adds a column that a program has to fill which does not know it.
    fn asks_for_more(statement: &str) -> bool {
        statement.starts_with("ALTER TABLE")
            && statement.split(',').any(|clause| {
                let words: Vec<&str> = words(clause).collect();
                words.contains(&"ADD") && words.windows(2).any(|pair| pair == ["NOT", "NULL"]) && !words.contains(&"DEFAULT")
            })
    }

    fn words(text: &str) -> impl Iterator<Item = &str> {
        text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty())
    }

    #[test]
    fn what_a_running_program_would_trip_over_is_found() {
        for breaks in [
            "DROP TABLE users",
            "ALTER TABLE users DROP COLUMN email",
            "alter table users rename column email to address",
            "ALTER TABLE users RENAME TO people",
            "ALTER TABLE users ALTER COLUMN version TYPE TEXT",
            "ALTER TABLE users ALTER COLUMN email SET NOT NULL",
            "ALTER TABLE users ADD COLUMN phone TEXT NOT NULL",
            "ALTER TABLE users ADD COLUMN note TEXT, ADD COLUMN phone TEXT NOT NULL",
            "DROP TRIGGER words_of_users",
        ] {
            assert_eq!(contractions(&format!("CREATE TABLE a (id BIGINT NOT NULL);\n{breaks};\n")).len(), 1, "{breaks}");
            assert!(contractions(&format!("-- contract: unused since 1.4\n{breaks};\n")).is_empty(), "{breaks}");
        }
    }

    #[test]
    fn what_only_adds_is_let_through() {
        let adds = "-- What is dropped; renamed; and so on.\nCREATE TABLE passkeys (id BLOB NOT NULL PRIMARY KEY, user_id BLOB NOT NULL);\n\
            CREATE INDEX passkeys_by_user ON passkeys (user_id);\nDROP INDEX users_by_look;\n\
            ALTER TABLE users ADD COLUMN phone TEXT;\nALTER TABLE users ADD COLUMN tries BIGINT NOT NULL DEFAULT 0;\n\
            ALTER TABLE users ALTER COLUMN email DROP NOT NULL;\nALTER TABLE users DROP CONSTRAINT users_role_check;\n\
            INSERT INTO settings (key, value, updated_at) VALUES ('schema', '{}', 0);\n";
        assert_eq!(contractions(adds), Vec::<String>::new());
    }
}
