//! The only SQL that differs between the engines.

pub mod bare;

use super::{StoreError, Tx, automations::runs, bulk, events::happened::HappenedRow, sql::Sql, users::like, wakes};
use app::model::UserId;
use sqlx::{query, query_as, query_scalar};
use uuid::Uuid;

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// In one file.
    Sqlite,
    /// A server.
    Postgres,
}

/// Keeps other transactions from changing a user until this one ends, but not from recording something about them: whoever
/// did that while holding what this one comes to want would wait for ever. On SQLite the writer is alone already.
const LOCK_USER_POSTGRES: &str = "SELECT id FROM users WHERE id = $1 FOR NO KEY UPDATE";

/// Held until the transaction ends. The number means the directory and nothing else.
const LOCK_DIRECTORY_POSTGRES: &str = "SELECT pg_advisory_xact_lock(7461001)";

/// Held until the transaction ends.
const LOCK_POSTGRES: &str = "SELECT pg_advisory_xact_lock($1)";

/// Claims due messages: oldest first, at most `$4`, under the claim `$1` until `$2`.
const CLAIM_SQLITE: &str = "UPDATE messages SET lease = $1, due_at = $2, attempts = attempts + 1 \
    WHERE id IN (SELECT id FROM messages WHERE state = 'queued' AND due_at <= $3 ORDER BY due_at LIMIT $4)";
const CLAIM_POSTGRES: &str = "UPDATE messages SET lease = $1, due_at = $2, attempts = attempts + 1 \
    WHERE id IN (SELECT id FROM messages WHERE state = 'queued' AND due_at <= $3 ORDER BY due_at LIMIT $4 FOR UPDATE SKIP LOCKED)";

/// Takes events that no automation was asked about yet, the eldest first, at most `$1`.
const TAKE_NEW_EVENTS_SQLITE: &str = "UPDATE events SET is_new = FALSE \
    WHERE id IN (SELECT id FROM events WHERE is_new ORDER BY id LIMIT $1) \
    RETURNING id, kind, user_id, actor, at, detail, causes";
const TAKE_NEW_EVENTS_POSTGRES: &str = "UPDATE events SET is_new = FALSE \
    WHERE id IN (SELECT id FROM events WHERE is_new ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED) \
    RETURNING id, kind, user_id, actor, at, detail, causes";
/// Claims due calls of web addresses in the same way.
const CLAIM_CALLS_SQLITE: &str = "UPDATE webhook_calls SET lease = $1, due_at = $2, attempts = attempts + 1 \
    WHERE id IN (SELECT id FROM webhook_calls WHERE state = 'waiting' AND due_at <= $3 ORDER BY due_at LIMIT $4)";
const CLAIM_CALLS_POSTGRES: &str = "UPDATE webhook_calls SET lease = $1, due_at = $2, attempts = attempts + 1 WHERE id IN \
    (SELECT id FROM webhook_calls WHERE state = 'waiting' AND due_at <= $3 ORDER BY due_at LIMIT $4 FOR UPDATE SKIP LOCKED)";

/// The job that has waited longest, which no other worker has at hand.
const LOCK_DUE_BULK_JOB_POSTGRES: &str = "SELECT id FROM bulk_jobs WHERE state IN ('gathering', 'running', 'undoing') \
    AND due_at <= $1 ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED";

/// Whether `pg_trgm` takes letters of other scripts than Latin for letters, which depends on the database's locale.
const KNOWS_LETTERS_POSTGRES: &str = "SELECT cardinality(show_trgm('ж')) > 0 AS knows_letters";

/// The statements for SQLite, for the contract test.
pub const SQLITE: &[super::Statement] = &[
    ("dialect::CLAIM_SQLITE", CLAIM_SQLITE),
    ("dialect::TAKE_NEW_EVENTS_SQLITE", TAKE_NEW_EVENTS_SQLITE),
    ("dialect::CLAIM_CALLS_SQLITE", CLAIM_CALLS_SQLITE),
    ("dialect::bare::INDEXES_SQLITE", bare::INDEXES_SQLITE),
    ("dialect::bare::WORDS_SQLITE", bare::WORDS_SQLITE),
    ("dialect::bare::DROP_WORDS_SQLITE", bare::DROP_WORDS_SQLITE),
    ("dialect::bare::LAST_NUMBER_SQLITE", bare::LAST_NUMBER_SQLITE),
    ("dialect::bare::NUMBER_SQLITE", bare::NUMBER_SQLITE),
    ("dialect::bare::ADD_WORDS_SQLITE", bare::ADD_WORDS_SQLITE),
];
/// The statements for PostgreSQL, for the contract test.
pub const POSTGRES: &[super::Statement] = &[
    ("dialect::CLAIM_POSTGRES", CLAIM_POSTGRES),
    ("dialect::CLAIM_CALLS_POSTGRES", CLAIM_CALLS_POSTGRES),
    ("dialect::TAKE_DUE_RUNS_POSTGRES", runs::TAKE_DUE_POSTGRES),
    ("dialect::TAKE_NEW_EVENTS_POSTGRES", TAKE_NEW_EVENTS_POSTGRES),
    ("dialect::LOCK_DUE_BULK_JOB_POSTGRES", LOCK_DUE_BULK_JOB_POSTGRES),
    ("dialect::LOCK_USER_POSTGRES", LOCK_USER_POSTGRES),
    ("dialect::LOCK_DIRECTORY_POSTGRES", LOCK_DIRECTORY_POSTGRES),
    ("dialect::LOCK_POSTGRES", LOCK_POSTGRES),
    ("dialect::KNOWS_LETTERS_POSTGRES", KNOWS_LETTERS_POSTGRES),
    ("dialect::bare::INDEXES_POSTGRES", bare::INDEXES_POSTGRES),
    ("wakes::TELL_POSTGRES", wakes::TELL_POSTGRES),
];

/// What passes by itself, of a database's own errors: PostgreSQL's classes of lost connections, of an operator who stops it and
/// of resources it lacks, and transactions that met; SQLite's busy and locked, plain and extended.
const PASSING_POSTGRES: [&str; 5] = ["08", "53", "57P0", "40001", "40P01"];
const PASSING_SQLITE: [i32; 2] = [5, 6];

/// Whether an error with this code passes by itself.
pub(super) fn is_passing(code: &str) -> bool {
    match code.parse::<i32>() {
        // Five digits are PostgreSQL's; SQLite's extended codes have the plain one in their lowest byte.
        Ok(number) if code.len() < 5 => PASSING_SQLITE.contains(&(number & 0xFF)),
        _ => PASSING_POSTGRES.iter().any(|passing| code.starts_with(passing)),
    }
}

/// Whether words of all scripts are found by their three-letter pieces. Otherwise searches for other words than Latin ones read
/// every row.
///
/// # Errors
/// When the database fails.
pub async fn finds_all_scripts(tx: &mut Tx) -> Result<bool, StoreError> {
    match tx {
        Tx::Sqlite(_) => Ok(true),
        Tx::Postgres(tx) => Ok(query_scalar(KNOWS_LETTERS_POSTGRES).fetch_one(tx.executor()).await?),
    }
}

/// Makes two transactions about the same user run one after the other.
///
/// # Errors
/// When the database fails.
pub async fn lock_user(tx: &mut Tx, user: UserId) -> Result<(), StoreError> {
    if let Tx::Postgres(tx) = tx {
        query(LOCK_USER_POSTGRES).bind(user.0).fetch_optional(tx.executor()).await?;
    }
    Ok(())
}

/// Makes changes to the directory run one after the other: what must hold of all users together (names and addresses that
/// are nobody else's, an administrator who remains) is true still when they commit. Taken before a user's own lock.
///
/// # Errors
/// When the database fails.
pub async fn lock_directory(tx: &mut Tx) -> Result<(), StoreError> {
    if let Tx::Postgres(tx) = tx {
        query(LOCK_DIRECTORY_POSTGRES).execute(tx.executor()).await?;
    }
    Ok(())
}

/// What is done in one transaction at a time, whichever process does it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alone {
    /// Taking turns: caps and rests are counted before anybody is met. Taken before the directory's lock and users' own.
    Turns,
    /// Counting failed sign-ins.
    Failures,
    /// Activating: what turns in circles only together is seen by one of the two.
    Activations,
    /// Bringing the schema up to date.
    Migrating,
}

impl Alone {
    /// The number means this and nothing else.
    const fn number(self) -> i64 {
        match self {
            Self::Turns => 7_461_002,
            Self::Failures => 7_461_003,
            Self::Activations => 7_461_004,
            Self::Migrating => 7_461_005,
        }
    }
}

/// Waits until nobody else does this, and keeps others from it until the transaction ends. On SQLite the writer is alone
/// already.
///
/// # Errors
/// When the database fails.
pub async fn alone(tx: &mut Tx, work: Alone) -> Result<(), StoreError> {
    if let Tx::Postgres(tx) = tx {
        query(LOCK_POSTGRES).bind(work.number()).execute(tx.executor()).await?;
    }
    Ok(())
}

/// Writes who has all of these words in names or e-mail address, so that an index of three-letter pieces leads to them: as a
/// condition on users, or, to count them, as a statement of its own. SQLite's index knows users by numbers.
pub(super) fn contains(sql: &mut Sql, engine: Engine, words: &[String], is_statement: bool) {
    match (engine, is_statement) {
        (Engine::Sqlite, false) => {
            sql.add("users.id IN (SELECT user_id FROM user_numbers WHERE number IN (SELECT rowid FROM user_search WHERE user_search MATCH ");
            sql.bind(pieces(words)).add("))");
        }
        (Engine::Sqlite, true) => {
            sql.add("SELECT 1 FROM user_search WHERE user_search MATCH ").bind(pieces(words));
        }
        (Engine::Postgres, false) => like(sql, words),
        (Engine::Postgres, true) => like(sql.add("SELECT 1 FROM users WHERE "), words),
    }
}

/// Whether those who have words can be ranked by name without reading each of them.
pub(super) const fn ranks(engine: Engine) -> bool {
    matches!(engine, Engine::Sqlite)
}

/// Begins a statement that answers, of those who have all of these words, the ids of the first by name. What follows may narrow
/// and order them by `sort_key` and `user_id`.
pub(super) fn ranked(sql: &mut Sql, words: &[String]) {
    sql.add("SELECT user_id FROM user_numbers WHERE number IN (SELECT rowid FROM user_search WHERE user_search MATCH ");
    sql.bind(pieces(words)).add(")");
}

/// Words as FTS5 is asked for all of them, each literally.
fn pieces(words: &[String]) -> String {
    words.iter().map(|word| format!("\"{}\"", word.replace('"', "\"\""))).collect::<Vec<_>>().join(" AND ")
}

/// Claims messages that are due, so that no other worker takes them before the lease ends.
///
/// # Errors
/// When the database fails.
pub(super) async fn claim_messages(tx: &mut Tx, lease: Uuid, lease_until: i64, now: i64, most: i64) -> Result<(), StoreError> {
    let sql = match tx.engine() {
        Engine::Sqlite => CLAIM_SQLITE,
        Engine::Postgres => CLAIM_POSTGRES,
    };
    claim(tx, sql, lease, lease_until, now, most).await
}

/// Claims calls of web addresses that are due, so that no other worker makes them before the lease ends.
///
/// # Errors
/// When the database fails.
pub(super) async fn claim_calls(tx: &mut Tx, lease: Uuid, lease_until: i64, now: i64, most: i64) -> Result<(), StoreError> {
    let sql = match tx.engine() {
        Engine::Sqlite => CLAIM_CALLS_SQLITE,
        Engine::Postgres => CLAIM_CALLS_POSTGRES,
    };
    claim(tx, sql, lease, lease_until, now, most).await
}

async fn claim(tx: &mut Tx, sql: &'static str, lease: Uuid, until: i64, now: i64, most: i64) -> Result<(), StoreError> {
    on!(tx, |c| query(sql).bind(lease).bind(until).bind(now).bind(most).execute(c).await.map(drop))?;
    Ok(())
}

/// Takes new events, in no order, so that no other worker is given them.
///
/// # Errors
/// When the database fails.
pub(super) async fn take_new_events(tx: &mut Tx, most: i64) -> Result<Vec<HappenedRow>, StoreError> {
    let taken = match tx {
        Tx::Sqlite(tx) => query_as(TAKE_NEW_EVENTS_SQLITE).bind(most).fetch_all(&mut **tx).await?,
        Tx::Postgres(tx) => query_as(TAKE_NEW_EVENTS_POSTGRES).bind(most).fetch_all(tx.executor()).await?,
    };
    Ok(taken)
}

/// Takes the job that is due, so that no other worker has it before this transaction ends.
///
/// # Errors
/// When the database fails.
pub(super) async fn lock_due_bulk_job(tx: &mut Tx, now: i64) -> Result<Option<Uuid>, StoreError> {
    let found = match tx {
        Tx::Sqlite(tx) => query_scalar(bulk::DUE).bind(now).fetch_optional(&mut **tx).await?,
        Tx::Postgres(tx) => query_scalar(LOCK_DUE_BULK_JOB_POSTGRES).bind(now).fetch_optional(tx.executor()).await?,
    };
    Ok(found)
}

/// How runs that are due are read, so that no other worker has them before the transaction ends.
pub(super) const fn take_due_runs(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => runs::DUE,
        Engine::Postgres => runs::TAKE_DUE_POSTGRES,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_passes_by_itself_is_known_by_its_code() {
        for code in ["57P01", "57P03", "08006", "53300", "40P01", "5", "6", "517", "261"] {
            assert!(is_passing(code), "{code}");
        }
        for code in ["23505", "42P01", "57014", "1", "19", "2067", "11"] {
            assert!(!is_passing(code), "{code}");
        }
    }

    #[test]
    fn words_are_asked_for_literally() {
        assert_eq!(pieces(&["feld".to_owned(), "a\"b*".to_owned()]), r#""feld" AND "a""b*""#);
    }
}
