//! Codes by which the help desk knows who is on the telephone, and whom they have verified so. One verification is good for one deed.

use super::{StoreError, Tx, parse};
use app::model::{CallerCodeId, CallerWay, MessageId, Timestamp, UserId};
use sqlx::{FromRow, query, query_as, query_scalar};
use uuid::Uuid;

const INSERT: &str = "INSERT INTO caller_codes (id, user_id, asked_by, way, message_id, created_at, tries) \
    VALUES ($1, $2, $3, $4, $5, $6, 0)";
const END_ASKED: &str = "UPDATE caller_codes SET ended_at = $3 WHERE user_id = $1 AND asked_by = $2 AND ended_at IS NULL \
    AND verified_at IS NULL";
const END_SHOWN: &str = "UPDATE caller_codes SET ended_at = $2 WHERE user_id = $1 AND asked_by IS NULL AND ended_at IS NULL \
    AND verified_at IS NULL";
const ADD_SECRET: &str = "INSERT INTO caller_code_secrets (code_id, mark, expires_at) VALUES ($1, $2, $3)";
const IS_OPEN: &str =
    "SELECT user_id FROM caller_codes WHERE id = $1 AND ended_at IS NULL AND verified_at IS NULL AND tries < $2";
/// What this administrator may be read out by this user: what they asked for, and what the user was shown.
const OPEN: &str = "SELECT id, way, mark FROM caller_codes JOIN caller_code_secrets ON code_id = id \
    WHERE user_id = $1 AND (asked_by = $2 OR asked_by IS NULL) AND ended_at IS NULL AND verified_at IS NULL \
    AND tries < $3 AND expires_at > $4";
const MISSED: &str = "UPDATE caller_codes SET tries = tries + 1 WHERE user_id = $1 AND (asked_by = $2 OR asked_by IS NULL) \
    AND ended_at IS NULL AND verified_at IS NULL";
const VERIFY: &str = "UPDATE caller_codes SET verified_by = $2, verified_at = $3, verified_until = $4 \
    WHERE id = $1 AND verified_at IS NULL";
const VERIFIED: &str = "SELECT id, verified_until FROM caller_codes WHERE user_id = $1 AND verified_by = $2 \
    AND spent_at IS NULL AND verified_until > $3 ORDER BY verified_until DESC, id DESC LIMIT 1";
/// The one statement that uses a verification up.
const SPEND: &str = "UPDATE caller_codes SET spent_at = $2 WHERE id = $1 AND spent_at IS NULL";
const MAILED: &str = "SELECT message_id, created_at, tries, \
    (SELECT MAX(expires_at) FROM caller_code_secrets WHERE code_id = caller_codes.id) AS expires_at FROM caller_codes \
    WHERE user_id = $1 AND asked_by = $2 AND message_id IS NOT NULL AND ended_at IS NULL AND verified_at IS NULL \
    AND created_at > $3 ORDER BY created_at DESC, id DESC LIMIT 1";
const FORGET: &str = "DELETE FROM caller_codes WHERE created_at < $1";

statements!(INSERT, END_ASKED, END_SHOWN, ADD_SECRET, IS_OPEN, OPEN, MISSED, VERIFY, VERIFIED, SPEND, MAILED, FORGET);

/// A code to be kept. Its secret is added where it is minted.
#[derive(Debug)]
pub struct NewCode {
    /// Its id.
    pub id: CallerCodeId,
    /// Whom it is about.
    pub user: UserId,
    /// Who may type it; nobody in particular where its user was shown it.
    pub asked_by: Option<UserId>,
    /// From where the caller has it.
    pub way: CallerWay,
    /// The message that carries it.
    pub message: Option<MessageId>,
    /// Now.
    pub now: Timestamp,
}

/// A secret that can be read out now.
#[derive(Clone, Debug)]
pub struct Open {
    /// Of which code.
    pub code: CallerCodeId,
    /// From where the caller has it.
    pub way: CallerWay,
    /// What is kept of it.
    pub mark: String,
}

/// A code that was mailed, or waits to be.
#[derive(Clone, Copy, Debug)]
pub struct Mailed {
    /// The message that carries it.
    pub message: MessageId,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// How many wrong ones were typed since.
    pub tries: i64,
    /// Until when it works; absent before it is minted.
    pub expires_at: Option<Timestamp>,
}

#[derive(FromRow)]
struct OpenRow {
    id: Uuid,
    way: String,
    mark: String,
}

#[derive(FromRow)]
struct MailedRow {
    message_id: Uuid,
    created_at: i64,
    tries: i64,
    expires_at: Option<i64>,
}

/// Keeps a code.
///
/// # Errors
/// When the database fails.
pub async fn insert(tx: &mut Tx, code: &NewCode) -> Result<(), StoreError> {
    on!(tx, |c| query(INSERT)
        .bind(code.id.0)
        .bind(code.user.0)
        .bind(code.asked_by.map(|id| id.0))
        .bind(code.way.as_str())
        .bind(code.message.map(|id| id.0))
        .bind(code.now.0)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Ends the open codes that somebody asked for, or, of nobody, those that the user was shown: another one takes their place.
///
/// # Errors
/// When the database fails.
pub async fn end_open(tx: &mut Tx, user: UserId, asked_by: Option<UserId>, now: Timestamp) -> Result<(), StoreError> {
    match asked_by {
        Some(asker) => on!(tx, |c| query(END_ASKED).bind(user.0).bind(asker.0).bind(now.0).execute(c).await.map(drop))?,
        None => on!(tx, |c| query(END_SHOWN).bind(user.0).bind(now.0).execute(c).await.map(drop))?,
    }
    Ok(())
}

/// Adds a secret to a code, by its mark, working until then.
///
/// # Errors
/// When the database fails.
pub async fn add_secret(tx: &mut Tx, code: CallerCodeId, mark: &str, expires_at: Timestamp) -> Result<(), StoreError> {
    on!(tx, |c| query(ADD_SECRET).bind(code.0).bind(mark).bind(expires_at.0).execute(c).await.map(drop))?;
    Ok(())
}

/// Whom a code is about, while it is open: not replaced, not used, and fewer wrong ones typed than `most_tries`.
///
/// # Errors
/// When the database fails.
pub async fn open_of(tx: &mut Tx, code: CallerCodeId, most_tries: i64) -> Result<Option<UserId>, StoreError> {
    let user: Option<Uuid> = on!(tx, |c| query_scalar(IS_OPEN).bind(code.0).bind(most_tries).fetch_optional(c).await)?;
    Ok(user.map(UserId))
}

/// Every secret that a user can read out to an administrator now.
///
/// # Errors
/// When the database fails.
pub async fn open(
    tx: &mut Tx,
    user: UserId,
    administrator: UserId,
    most_tries: i64,
    now: Timestamp,
) -> Result<Vec<Open>, StoreError> {
    let rows: Vec<OpenRow> =
        on!(tx, |c| query_as(OPEN).bind(user.0).bind(administrator.0).bind(most_tries).bind(now.0).fetch_all(c).await)?;
    let open = |row: OpenRow| Ok(Open { code: CallerCodeId(row.id), way: parse(&row.way, "caller_codes.way")?, mark: row.mark });
    rows.into_iter().map(open).collect()
}

/// Counts a wrong code against all that it might have been.
///
/// # Errors
/// When the database fails.
pub async fn missed(tx: &mut Tx, user: UserId, administrator: UserId) -> Result<(), StoreError> {
    on!(tx, |c| query(MISSED).bind(user.0).bind(administrator.0).execute(c).await.map(drop))?;
    Ok(())
}

/// Notes that an administrator has verified a caller by a code, until then; that uses the code up.
///
/// # Errors
/// When the database fails.
pub async fn verify(
    tx: &mut Tx,
    code: CallerCodeId,
    administrator: UserId,
    now: Timestamp,
    until: Timestamp,
) -> Result<(), StoreError> {
    on!(tx, |c| query(VERIFY).bind(code.0).bind(administrator.0).bind(now.0).bind(until.0).execute(c).await.map(drop))?;
    Ok(())
}

/// The verification of a caller that an administrator has not used up, and until when it holds.
///
/// # Errors
/// When the database fails.
pub async fn verified(
    tx: &mut Tx,
    user: UserId,
    administrator: UserId,
    now: Timestamp,
) -> Result<Option<(CallerCodeId, Timestamp)>, StoreError> {
    let found: Option<(Uuid, i64)> =
        on!(tx, |c| query_as(VERIFIED).bind(user.0).bind(administrator.0).bind(now.0).fetch_optional(c).await)?;
    Ok(found.map(|(id, until)| (CallerCodeId(id), Timestamp(until))))
}

/// Uses a verification up; answers whether it was good still.
///
/// # Errors
/// When the database fails.
pub async fn spend(tx: &mut Tx, verification: CallerCodeId, now: Timestamp) -> Result<bool, StoreError> {
    let spent = on!(tx, |c| query(SPEND).bind(verification.0).bind(now.0).execute(c).await.map(|done| done.rows_affected()))?;
    Ok(spent > 0)
}

/// The open code that an administrator has had mailed to a user since then.
///
/// # Errors
/// When the database fails.
pub async fn mailed(tx: &mut Tx, user: UserId, administrator: UserId, since: Timestamp) -> Result<Option<Mailed>, StoreError> {
    let row: Option<MailedRow> =
        on!(tx, |c| query_as(MAILED).bind(user.0).bind(administrator.0).bind(since.0).fetch_optional(c).await)?;
    Ok(row.map(|row| Mailed {
        message: MessageId(row.message_id),
        created_at: Timestamp(row.created_at),
        tries: row.tries,
        expires_at: row.expires_at.map(Timestamp),
    }))
}

/// Deletes what was asked for before then.
///
/// # Errors
/// When the database fails.
pub async fn forget(tx: &mut Tx, before: Timestamp) -> Result<(), StoreError> {
    on!(tx, |c| query(FORGET).bind(before.0).execute(c).await.map(drop))?;
    Ok(())
}
