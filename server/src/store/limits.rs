//! Counters of failures, shared by all processes.

use super::{StoreError, Tx};
use app::model::{Span, Timestamp, UserId};
use sqlx::{query, query_as, query_scalar};

const BLOCKED_USER: &str = "SELECT MAX(blocked_until) AS blocked_until FROM limits WHERE user_id = $1";
/// Counts one more and holds the row: of two tries at once the second sees what the first left. A counter that rested since
/// `$4` starts again.
const FAIL: &str = "INSERT INTO limits (key, user_id, failures, last_at, blocked_until) VALUES ($1, $2, 1, $3, 0) \
    ON CONFLICT (key) DO UPDATE SET failures = CASE WHEN limits.last_at < $4 THEN 1 ELSE limits.failures + 1 END, \
    last_at = excluded.last_at RETURNING failures, blocked_until";
const BLOCK: &str = "UPDATE limits SET blocked_until = $2 WHERE key = $1";
const CLEAR: &str = "DELETE FROM limits WHERE key = $1";
const CLEAR_USER: &str = "DELETE FROM limits WHERE user_id = $1";
const TAKE_BACK: &str = "UPDATE limits SET failures = failures - 1 WHERE key = $1 AND failures > 0";
/// One more of what is allowed once per `$3`, and until when it is paid for. The first of two at once holds the row.
const SPEND: &str = "INSERT INTO limits (key, user_id, failures, last_at, blocked_until) VALUES ($1, NULL, 0, $2, CAST($2 AS BIGINT) + $3) \
    ON CONFLICT (key) DO UPDATE SET last_at = excluded.last_at, blocked_until = excluded.blocked_until + \
    CASE WHEN limits.blocked_until > excluded.last_at THEN limits.blocked_until - excluded.last_at ELSE 0 END \
    RETURNING blocked_until";
const FORGET: &str = "DELETE FROM limits WHERE last_at < $1 AND blocked_until < $2 AND user_id IS NULL";

statements!(BLOCKED_USER, FAIL, BLOCK, CLEAR, CLEAR_USER, TAKE_BACK, SPEND, FORGET);

/// A counter after one more try.
#[derive(Clone, Copy, Debug)]
pub struct Counted {
    /// Failures in a row, this try among them.
    pub failures: i64,
    /// Until when the key was held back before this try; in the past when it was not.
    pub blocked_until: Timestamp,
}

/// Until when sign-in to an account is held back, if it ever was.
///
/// # Errors
/// When the database fails.
pub async fn user_blocked_until(tx: &mut Tx, user: UserId) -> Result<Option<Timestamp>, StoreError> {
    let until: Option<i64> = on!(tx, |c| query_scalar(BLOCKED_USER).bind(user.0).fetch_one(c).await)?;
    Ok(until.map(Timestamp))
}

/// Counts a try as a failure until it proves otherwise. A counter whose last failure is before `rested` starts again.
///
/// # Errors
/// When the database fails.
pub async fn fail(
    tx: &mut Tx,
    key: &str,
    user: Option<UserId>,
    now: Timestamp,
    rested: Timestamp,
) -> Result<Counted, StoreError> {
    let (failures, blocked_until): (i64, i64) =
        on!(tx, |c| query_as(FAIL).bind(key).bind(user.map(|id| id.0)).bind(now.0).bind(rested.0).fetch_one(c).await)?;
    Ok(Counted { failures, blocked_until: Timestamp(blocked_until) })
}

/// Holds a key back until then.
///
/// # Errors
/// When the database fails.
pub async fn block(tx: &mut Tx, key: &str, until: Timestamp) -> Result<(), StoreError> {
    on!(tx, |c| query(BLOCK).bind(key).bind(until.0).execute(c).await.map(drop))?;
    Ok(())
}

/// Forgets a key's failures.
///
/// # Errors
/// When the database fails.
pub async fn clear(tx: &mut Tx, key: &str) -> Result<(), StoreError> {
    on!(tx, |c| query(CLEAR).bind(key).execute(c).await.map(drop))?;
    Ok(())
}

/// Forgets an account's failures, for whoever has recovered it; answers whether there were any.
///
/// # Errors
/// When the database fails.
pub async fn clear_user(tx: &mut Tx, user: UserId) -> Result<bool, StoreError> {
    let cleared = on!(tx, |c| query(CLEAR_USER).bind(user.0).execute(c).await.map(|done| done.rows_affected()))?;
    Ok(cleared > 0)
}

/// Takes one counted try back: it was no failure.
///
/// # Errors
/// When the database fails.
pub async fn take_back(tx: &mut Tx, key: &str) -> Result<(), StoreError> {
    on!(tx, |c| query(TAKE_BACK).bind(key).execute(c).await.map(drop))?;
    Ok(())
}

/// A budget of something anybody may do: `burst` times at once, then once in every `every`.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    /// How often at once, after a rest.
    pub burst: i64,
    /// In what time one more is earned.
    pub every: Span,
}

/// Spends one of a key's budget. `Err` holds how long to wait; the caller undoes the transaction then, so that what was
/// refused costs nothing.
///
/// # Errors
/// When the database fails.
pub async fn spend(tx: &mut Tx, key: &str, budget: Budget, now: Timestamp) -> Result<Result<(), Span>, StoreError> {
    let paid: i64 = on!(tx, |c| query_scalar(SPEND).bind(key).bind(now.0).bind(budget.every.0).fetch_one(c).await)?;
    let allowed = now + Span(budget.every.0 * budget.burst);
    Ok(if Timestamp(paid) <= allowed { Ok(()) } else { Err(Timestamp(paid) - allowed) })
}

/// Deletes counters of unknown names and clients that rested since then.
///
/// # Errors
/// When the database fails.
pub async fn forget(tx: &mut Tx, rested: Timestamp, now: Timestamp) -> Result<(), StoreError> {
    on!(tx, |c| query(FORGET).bind(rested.0).bind(now.0).execute(c).await.map(drop))?;
    Ok(())
}
