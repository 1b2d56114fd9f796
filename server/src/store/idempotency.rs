//! Calls that were made under an `Idempotency-Key`: begun once, answered alike afterwards.

use super::{StoreError, Tx};
use app::model::{Timestamp, UserId};
use sqlx::{FromRow, query, query_as};

/// Of two at once the second finds the row of the first.
const BEGIN: &str = "INSERT INTO idempotent_calls (user_id, key, request_hash, begun_at) VALUES ($1, $2, $3, $4) \
    ON CONFLICT (user_id, key) DO NOTHING";
const FIND: &str = "SELECT request_hash, begun_at, status, location, body FROM idempotent_calls WHERE user_id = $1 AND key = $2";
const FINISH: &str = "UPDATE idempotent_calls SET status = $3, location = $4, body = $5 WHERE user_id = $1 AND key = $2";
const DROP: &str = "DELETE FROM idempotent_calls WHERE user_id = $1 AND key = $2";
const DROP_OLD: &str = "DELETE FROM idempotent_calls WHERE user_id = $1 AND key = $2 AND begun_at < $3";
const FORGET: &str = "DELETE FROM idempotent_calls WHERE begun_at < $1";

statements!(BEGIN, FIND, FINISH, DROP, DROP_OLD, FORGET);

/// A call that was begun before.
#[derive(Clone, Debug, FromRow)]
pub struct Call {
    /// Of method, address and body.
    pub request_hash: Vec<u8>,
    /// When it began, in microseconds since 1970.
    pub begun_at: i64,
    /// How it was answered; absent while it is under way.
    pub status: Option<i64>,
    /// Where what it made stands.
    pub location: Option<String>,
    /// What it was answered; absent where that held a secret.
    pub body: Option<String>,
}

/// How a call was answered.
#[derive(Debug)]
pub struct Answer<'a> {
    /// The HTTP status.
    pub status: i64,
    /// Where what it made stands.
    pub location: Option<&'a str>,
    /// The body; absent where it holds a secret.
    pub body: Option<&'a str>,
}

/// Begins a call; answers whether it is the first under this key. A key that was begun before `over` is free again.
///
/// # Errors
/// When the database fails.
pub async fn begin(
    tx: &mut Tx,
    user: UserId,
    key: &str,
    request: &[u8],
    now: Timestamp,
    over: Timestamp,
) -> Result<bool, StoreError> {
    on!(tx, |c| query(DROP_OLD).bind(user.0).bind(key).bind(over.0).execute(c).await.map(drop))?;
    let begun = on!(tx, |c| query(BEGIN)
        .bind(user.0)
        .bind(key)
        .bind(request)
        .bind(now.0)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(begun > 0)
}

/// The call under this key.
///
/// # Errors
/// When the database fails.
pub async fn find(tx: &mut Tx, user: UserId, key: &str) -> Result<Option<Call>, StoreError> {
    Ok(on!(tx, |c| query_as(FIND).bind(user.0).bind(key).fetch_optional(c).await)?)
}

/// Keeps how a call was answered.
///
/// # Errors
/// When the database fails.
pub async fn finish(tx: &mut Tx, user: UserId, key: &str, answer: &Answer<'_>) -> Result<(), StoreError> {
    on!(tx, |c| query(FINISH)
        .bind(user.0)
        .bind(key)
        .bind(answer.status)
        .bind(answer.location)
        .bind(answer.body)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Frees a key under which nothing was done.
///
/// # Errors
/// When the database fails.
pub async fn free(tx: &mut Tx, user: UserId, key: &str) -> Result<(), StoreError> {
    on!(tx, |c| query(DROP).bind(user.0).bind(key).execute(c).await.map(drop))?;
    Ok(())
}

/// Deletes calls that were begun before then.
///
/// # Errors
/// When the database fails.
pub async fn forget(tx: &mut Tx, before: Timestamp) -> Result<(), StoreError> {
    on!(tx, |c| query(FORGET).bind(before.0).execute(c).await.map(drop))?;
    Ok(())
}
