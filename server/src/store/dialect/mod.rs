//! The only SQL that differs between the engines.

pub mod bare;
pub mod copies;

use super::{
    StoreError, Tx, automations::runs, bulk, events::happened::HappenedRow, outbox::Claim, sql::Sql, users::like, wakes,
};
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
/// One after the other in the order of their ids.
const LOCK_USERS_POSTGRES: &str = "SELECT id FROM users WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE";

/// Held until the transaction ends. The number means the directory and nothing else.
const LOCK_DIRECTORY_POSTGRES: &str = "SELECT pg_advisory_xact_lock(7461001)";

/// Held until the transaction ends.
const LOCK_POSTGRES: &str = "SELECT pg_advisory_xact_lock($1)";

/// Claims due messages under the claim `$1` until `$2`: at most `$4` of those due at `$3` that are given up by `$5`, and none of the
/// domains in `$6`. They are spread over the domains of the eldest, so that many mails to one domain hold nobody up.
const CLAIM_SQLITE: &str = "UPDATE messages SET lease = $1, due_at = $2, attempts = attempts + 1 WHERE id IN \
    (SELECT id FROM (SELECT id, due_at, ROW_NUMBER() OVER (PARTITION BY domain ORDER BY due_at, id) AS place FROM \
    (SELECT id, domain, due_at FROM messages INDEXED BY messages_due WHERE state = 'queued' AND due_at <= $3 \
    AND give_up_at <= $5 AND domain NOT IN (SELECT value FROM json_each($6)) ORDER BY due_at LIMIT $4 * 8) AS eldest) AS spread \
    ORDER BY place, due_at LIMIT $4)";
const CLAIM_POSTGRES: &str = "UPDATE messages SET lease = $1, due_at = $2, attempts = attempts + 1 WHERE id IN \
    (SELECT id FROM (SELECT id, due_at, ROW_NUMBER() OVER (PARTITION BY domain ORDER BY due_at, id) AS place FROM \
    (SELECT id, domain, due_at FROM messages WHERE state = 'queued' AND due_at <= $3 AND give_up_at <= $5 \
    AND domain NOT IN (SELECT jsonb_array_elements_text(CAST(CAST($6 AS TEXT) AS JSONB))) \
    ORDER BY due_at LIMIT CAST($4 AS BIGINT) * 8 FOR UPDATE SKIP LOCKED) AS eldest) AS spread ORDER BY place, due_at LIMIT $4)";

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

/// -1 until it was looked.
const ABOUT_HOW_MANY_USERS_POSTGRES: &str =
    "SELECT CAST(reltuples AS BIGINT) AS number FROM pg_class WHERE oid = CAST('users' AS regclass)";

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
    ("dialect::copies::COPY_SQLITE", copies::COPY_SQLITE),
    ("dialect::copies::CHECK_SQLITE", copies::CHECK_SQLITE),
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
    ("dialect::LOCK_USERS_POSTGRES", LOCK_USERS_POSTGRES),
    ("dialect::LOCK_DIRECTORY_POSTGRES", LOCK_DIRECTORY_POSTGRES),
    ("dialect::LOCK_POSTGRES", LOCK_POSTGRES),
    ("dialect::KNOWS_LETTERS_POSTGRES", KNOWS_LETTERS_POSTGRES),
    ("dialect::copies::COUNT_TABLES_POSTGRES", copies::COUNT_TABLES_POSTGRES),
    ("dialect::bare::INDEXES_POSTGRES", bare::INDEXES_POSTGRES),
    ("dialect::ABOUT_HOW_MANY_USERS_POSTGRES", ABOUT_HOW_MANY_USERS_POSTGRES),
    ("wakes::TELL_POSTGRES", wakes::TELL_POSTGRES),
];

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

/// As [`lock_user`], for several. Whoever locks several does it so, or one after the other in the order of their ids.
///
/// # Errors
/// When the database fails.
pub async fn lock_users(tx: &mut Tx, users: impl IntoIterator<Item = UserId>) -> Result<(), StoreError> {
    if let Tx::Postgres(tx) = tx {
        let ids: Vec<Uuid> = users.into_iter().map(|user| user.0).collect();
        query(LOCK_USERS_POSTGRES).bind(ids).fetch_all(tx.executor()).await?;
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
    /// Sealing the audit trail, and cutting it.
    Sealing,
}

impl Alone {
    /// The number means this and nothing else.
    const fn number(self) -> i64 {
        match self {
            Self::Turns => 7_461_002,
            Self::Failures => 7_461_003,
            Self::Activations => 7_461_004,
            Self::Migrating => 7_461_005,
            Self::Sealing => 7_461_006,
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
        (Engine::Postgres, false) => like(sql, "words", &whole(words)),
        (Engine::Postgres, true) => like(sql.add("SELECT 1 FROM users WHERE "), "words", &whole(words)),
    }
}

/// Words as PostgreSQL's index knows them: with letters in place of what stands between the parts of names and addresses, like the
/// column `words`.
fn whole(words: &[String]) -> Vec<String> {
    let letter = |c: char| match c {
        '@' => '\u{1D00}',
        '.' => '\u{1D01}',
        '-' => '\u{1D02}',
        '\'' => '\u{1D03}',
        '+' => '\u{1D04}',
        other => other,
    };
    words.iter().map(|word| word.chars().map(letter).collect()).collect()
}

/// About how many users there are, where the engine keeps that: as many as when it last looked through them.
///
/// # Errors
/// When the database fails.
pub(super) async fn about_how_many_users(tx: &mut Tx) -> Result<Option<i64>, StoreError> {
    Ok(match tx {
        Tx::Sqlite(_) => None,
        Tx::Postgres(tx) => Some(query_scalar(ABOUT_HOW_MANY_USERS_POSTGRES).fetch_one(tx.executor()).await?),
    })
}

/// Whether the index of names tells what else stands in names and address, so that no row is read to look for words.
pub(super) const fn names_tell_words(engine: Engine) -> bool {
    matches!(engine, Engine::Postgres)
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

/// Claims messages that are due, so that no other worker takes them before the lease ends. `but` is the JSON of domains to wait.
///
/// # Errors
/// When the database fails.
pub(super) async fn claim_messages(tx: &mut Tx, claim: &Claim<'_>, but: &str) -> Result<(), StoreError> {
    let sql = match tx.engine() {
        Engine::Sqlite => CLAIM_SQLITE,
        Engine::Postgres => CLAIM_POSTGRES,
    };
    let given_up_by = if claim.is_late { claim.now.0 } else { i64::MAX };
    on!(tx, |c| query(sql)
        .bind(claim.lease)
        .bind(claim.until.0)
        .bind(claim.now.0)
        .bind(claim.most)
        .bind(given_up_by)
        .bind(but)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
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
    on!(tx, |c| query(sql).bind(lease).bind(lease_until).bind(now).bind(most).execute(c).await.map(drop))?;
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

/// Whether an engine's code for an error means that it is away, full or overrun, or that two transactions met. PostgreSQL's have
/// five characters: connections (08), resources (53), shutting down or starting (57P). SQLite's are numbers, of which the lowest
/// byte says the kind.
pub(super) fn is_passing(code: &str) -> bool {
    /// `SQLITE_BUSY`, `_LOCKED`, `_IOERR`, `_FULL` and `_CANTOPEN`.
    const SQLITE: [u32; 5] = [5, 6, 10, 13, 14];
    match code.len() {
        5 => ["08", "53", "57P", "40001", "40P01"].iter().any(|class| code.starts_with(class)),
        _ => code.parse::<u32>().is_ok_and(|code| SQLITE.contains(&(code & 0xff))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_asked_for_literally() {
        assert_eq!(pieces(&["feld".to_owned(), "a\"b*".to_owned()]), r#""feld" AND "a""b*""#);
    }

    #[test]
    fn a_database_that_is_away_or_full_is_told_from_a_mistake() {
        for code in ["57P01", "57P03", "53100", "53300", "08006", "40P01", "5", "517", "13", "778", "14"] {
            assert!(is_passing(code), "{code}");
        }
        for code in ["23505", "42P01", "57014", "1", "19", "2067", "11", "26"] {
            assert!(!is_passing(code), "{code}");
        }
    }
}
