//! Second factors: authenticator apps, their secrets sealed, and recovery codes, as hashes.

use super::{StoreError, Tx, passkeys};
use crate::security::Digest;
use app::model::{Timestamp, UserId};
use sqlx::{FromRow, query, query_as, query_scalar};
use uuid::Uuid;

const TOTP: &str = "SELECT sealed, failures, set_up_at FROM totp_factors WHERE user_id = $1";
const SET_UP: &str = "INSERT INTO totp_factors (user_id, sealed, last_step, failures, set_up_at) VALUES ($1, $2, $3, 0, $4) \
    ON CONFLICT (user_id) DO UPDATE SET sealed = excluded.sealed, last_step = excluded.last_step, failures = 0, \
    set_up_at = excluded.set_up_at";
/// Of two who show a code of the same step only one finds an earlier one.
const ACCEPT: &str = "UPDATE totp_factors SET last_step = $2, failures = 0 WHERE user_id = $1 AND last_step < $2";
const FAIL: &str = "UPDATE totp_factors SET failures = failures + 1 WHERE user_id = $1";
const REMOVE_TOTP: &str = "DELETE FROM totp_factors WHERE user_id = $1";
const COUNT_CODES: &str = "SELECT COUNT(*) AS number FROM recovery_codes WHERE user_id = $1";
const ADD_CODE: &str = "INSERT INTO recovery_codes (code_hash, user_id, made_at) VALUES ($1, $2, $3)";
const USE_CODE: &str = "DELETE FROM recovery_codes WHERE user_id = $1 AND code_hash = $2";
const REMOVE_CODES: &str = "DELETE FROM recovery_codes WHERE user_id = $1";
const AFTER: &str = "SELECT user_id, sealed FROM totp_factors WHERE user_id > $1 ORDER BY user_id LIMIT $2";
/// Only in the place of what was read.
const REPLACE: &str = "UPDATE totp_factors SET sealed = $3 WHERE user_id = $1 AND sealed = $2";

statements!(TOTP, SET_UP, ACCEPT, FAIL, REMOVE_TOTP, COUNT_CODES, ADD_CODE, USE_CODE, REMOVE_CODES, AFTER, REPLACE);

/// Somebody's authenticator app.
#[derive(Clone, Debug)]
pub struct Totp {
    /// Its secret, sealed.
    pub sealed: Vec<u8>,
    /// Wrong codes in a row.
    pub failures: i64,
    /// When it was set up.
    pub set_up_at: Timestamp,
}

/// An app's secret as it lies sealed.
#[derive(Clone, Debug)]
pub struct Sealed {
    /// Whose.
    pub user: UserId,
    /// The secret.
    pub sealed: Vec<u8>,
}

#[derive(FromRow)]
struct Row {
    sealed: Vec<u8>,
    failures: i64,
    set_up_at: i64,
}

/// Somebody's authenticator app, if they have one.
///
/// # Errors
/// When the database fails.
pub async fn totp(tx: &mut Tx, user: UserId) -> Result<Option<Totp>, StoreError> {
    let row: Option<Row> = on!(tx, |c| query_as(TOTP).bind(user.0).fetch_optional(c).await)?;
    Ok(row.map(|row| Totp { sealed: row.sealed, failures: row.failures, set_up_at: Timestamp(row.set_up_at) }))
}

/// With what somebody can sign in that was added since then: an authenticator app, and passkeys by their names.
///
/// # Errors
/// When the database fails.
pub async fn added_since(tx: &mut Tx, user: UserId, since: Timestamp) -> Result<Vec<(Option<String>, Timestamp)>, StoreError> {
    let app = totp(tx, user).await?.map(|totp| (None, totp.set_up_at));
    let passkeys = passkeys::of_user(tx, user).await?.into_iter().map(|listed| (Some(listed.name), listed.created_at));
    Ok(app.into_iter().chain(passkeys).filter(|(_, at)| *at >= since).collect())
}

/// Sets an app up, in the place of an earlier one. `step` is that of the code that was shown.
///
/// # Errors
/// When the database fails.
pub async fn set_up_totp(tx: &mut Tx, user: UserId, sealed: &[u8], step: i64, now: Timestamp) -> Result<(), StoreError> {
    on!(tx, |c| query(SET_UP).bind(user.0).bind(sealed).bind(step).bind(now.0).execute(c).await.map(drop))?;
    Ok(())
}

/// Accepts the code of a time step, unless one of it or of a later one was accepted before; answers whether it was.
///
/// # Errors
/// When the database fails.
pub async fn accept(tx: &mut Tx, user: UserId, step: i64) -> Result<bool, StoreError> {
    let accepted = on!(tx, |c| query(ACCEPT).bind(user.0).bind(step).execute(c).await.map(|done| done.rows_affected()))?;
    Ok(accepted > 0)
}

/// Counts a wrong code.
///
/// # Errors
/// When the database fails.
pub async fn fail(tx: &mut Tx, user: UserId) -> Result<(), StoreError> {
    on!(tx, |c| query(FAIL).bind(user.0).execute(c).await.map(drop))?;
    Ok(())
}

/// Removes the app and the recovery codes.
///
/// # Errors
/// When the database fails.
pub async fn remove(tx: &mut Tx, user: UserId) -> Result<(), StoreError> {
    on!(tx, |c| query(REMOVE_TOTP).bind(user.0).execute(c).await.map(drop))?;
    on!(tx, |c| query(REMOVE_CODES).bind(user.0).execute(c).await.map(drop))?;
    Ok(())
}

/// How many recovery codes are left.
///
/// # Errors
/// When the database fails.
pub async fn count_codes(tx: &mut Tx, user: UserId) -> Result<i64, StoreError> {
    Ok(on!(tx, |c| query_scalar(COUNT_CODES).bind(user.0).fetch_one(c).await)?)
}

/// Replaces the recovery codes as a whole.
///
/// # Errors
/// When the database fails.
pub async fn replace_codes(tx: &mut Tx, user: UserId, codes: &[Digest], now: Timestamp) -> Result<(), StoreError> {
    on!(tx, |c| query(REMOVE_CODES).bind(user.0).execute(c).await.map(drop))?;
    for code in codes {
        on!(tx, |c| query(ADD_CODE).bind(code.as_bytes()).bind(user.0).bind(now.0).execute(c).await.map(drop))?;
    }
    Ok(())
}

/// Uses a recovery code up; answers whether it was one.
///
/// # Errors
/// When the database fails.
pub async fn use_code(tx: &mut Tx, user: UserId, code: &Digest) -> Result<bool, StoreError> {
    let rows = on!(tx, |c| query(USE_CODE).bind(user.0).bind(code.as_bytes()).execute(c).await.map(|done| done.rows_affected()))?;
    Ok(rows > 0)
}

/// The sealed secrets of the users behind this one, at most `most`.
///
/// # Errors
/// When the database fails.
pub async fn after(tx: &mut Tx, last: UserId, most: i64) -> Result<Vec<Sealed>, StoreError> {
    let rows: Vec<(Uuid, Vec<u8>)> = on!(tx, |c| query_as(AFTER).bind(last.0).bind(most).fetch_all(c).await)?;
    Ok(rows.into_iter().map(|(id, sealed)| Sealed { user: UserId(id), sealed }).collect())
}

/// Puts the same secret there, sealed anew.
///
/// # Errors
/// When the database fails.
pub async fn replace(tx: &mut Tx, old: &Sealed, new: &[u8]) -> Result<(), StoreError> {
    on!(tx, |c| query(REPLACE).bind(old.user.0).bind(old.sealed.as_slice()).bind(new).execute(c).await.map(drop))?;
    Ok(())
}
