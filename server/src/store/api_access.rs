//! With what programs call: API passwords, keys, and the last call of each account.

use super::{StoreError, Tx, parse};
use crate::security::Digest;
use app::model::{ApiKeyId, ApiScope, Span, Timestamp, UserId};
use sqlx::{FromRow, query, query_as, query_scalar};
use uuid::Uuid;

const BY_PASSWORD: &str = "SELECT user_id FROM api_passwords WHERE secret_hash = $1";
const BY_KEY: &str = "SELECT id, user_id, name, scope, prefix, expires_at, last_used_at FROM api_keys \
    WHERE secret_hash = $1 AND (expires_at IS NULL OR expires_at > $2)";
const PASSWORD_SET_AT: &str = "SELECT set_at FROM api_passwords WHERE user_id = $1";
const KEYS: &str = "SELECT id, user_id, name, scope, prefix, expires_at, last_used_at FROM api_keys WHERE user_id = $1 \
    ORDER BY created_at DESC, id DESC";
const SET_PASSWORD: &str = "INSERT INTO api_passwords (user_id, secret_hash, set_at) VALUES ($1, $2, $3) \
    ON CONFLICT (user_id) DO UPDATE SET secret_hash = excluded.secret_hash, set_at = excluded.set_at, \
    last_used_at = NULL";
const INSERT_KEY: &str = "INSERT INTO api_keys (id, user_id, name, scope, prefix, secret_hash, created_at, expires_at) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const REVOKE_KEY: &str = "DELETE FROM api_keys WHERE id = $1 AND user_id = $2 RETURNING name, prefix";
const FORGET_PASSWORD: &str = "DELETE FROM api_passwords WHERE user_id = $1";
const FORGET_KEYS: &str = "DELETE FROM api_keys WHERE user_id = $1";
const USE_KEY: &str = "UPDATE api_keys SET last_used_at = $2 WHERE id = $1 AND (last_used_at IS NULL OR last_used_at <= $3)";
const USE_PASSWORD: &str =
    "UPDATE api_passwords SET last_used_at = $2 WHERE user_id = $1 AND (last_used_at IS NULL OR last_used_at <= $3)";
const CALLED: &str = "INSERT INTO api_calls (user_id, at, credential, address) VALUES ($1, $2, $3, $4) \
    ON CONFLICT (user_id) DO UPDATE SET at = excluded.at, credential = excluded.credential, address = excluded.address \
    WHERE api_calls.at <= $5";
const LAST_CALL: &str = "SELECT at, credential, address FROM api_calls WHERE user_id = $1";

statements!(
    BY_PASSWORD,
    BY_KEY,
    PASSWORD_SET_AT,
    KEYS,
    SET_PASSWORD,
    INSERT_KEY,
    REVOKE_KEY,
    FORGET_PASSWORD,
    FORGET_KEYS,
    USE_KEY,
    USE_PASSWORD,
    CALLED,
    LAST_CALL
);

/// The last call and a credential's last use are written at most this often.
const NOTED_EVERY: Span = Span::minutes(1);

/// A key as stored.
#[derive(Clone, Debug)]
pub struct Key {
    /// Which.
    pub id: ApiKeyId,
    /// Whose.
    pub user: UserId,
    /// What it is called.
    pub name: String,
    /// How far it reaches.
    pub scope: ApiScope,
    /// How it begins.
    pub prefix: String,
    /// Until when it works; absent where until it is withdrawn.
    pub expires_at: Option<Timestamp>,
    /// When it was last used.
    pub last_used_at: Option<Timestamp>,
}

#[derive(FromRow)]
struct KeyRow {
    id: Uuid,
    user_id: Uuid,
    name: String,
    scope: String,
    prefix: String,
    expires_at: Option<i64>,
    last_used_at: Option<i64>,
}

impl TryFrom<KeyRow> for Key {
    type Error = StoreError;

    fn try_from(row: KeyRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: ApiKeyId(row.id),
            user: UserId(row.user_id),
            name: row.name,
            scope: parse(&row.scope, "api_keys.scope")?,
            prefix: row.prefix,
            expires_at: row.expires_at.map(Timestamp),
            last_used_at: row.last_used_at.map(Timestamp),
        })
    }
}

/// A key to be added.
#[derive(Debug)]
pub struct NewKey<'a> {
    /// Which.
    pub id: ApiKeyId,
    /// Whose.
    pub user: UserId,
    /// What it is called.
    pub name: &'a str,
    /// How far it reaches.
    pub scope: ApiScope,
    /// How it begins.
    pub prefix: &'a str,
    /// What is stored of it.
    pub secret_hash: Digest,
    /// When it was made.
    pub now: Timestamp,
    /// Until when it works.
    pub expires_at: Option<Timestamp>,
}

/// An account's last call.
#[derive(Clone, Debug, FromRow)]
pub struct LastCall {
    at: i64,
    /// With what, by its name.
    pub credential: String,
    /// From where.
    pub address: String,
}

impl LastCall {
    /// When.
    #[must_use]
    pub const fn at(&self) -> Timestamp {
        Timestamp(self.at)
    }
}

/// Whose API password this is.
///
/// # Errors
/// When the database fails.
pub async fn by_password(tx: &mut Tx, secret: &Digest) -> Result<Option<UserId>, StoreError> {
    let id: Option<Uuid> = on!(tx, |c| query_scalar(BY_PASSWORD).bind(secret.as_bytes()).fetch_optional(c).await)?;
    Ok(id.map(UserId))
}

/// The key with this secret, if it works at that time.
///
/// # Errors
/// When the database fails.
pub async fn by_key(tx: &mut Tx, secret: &Digest, now: Timestamp) -> Result<Option<Key>, StoreError> {
    let row: Option<KeyRow> = on!(tx, |c| query_as(BY_KEY).bind(secret.as_bytes()).bind(now.0).fetch_optional(c).await)?;
    row.map(Key::try_from).transpose()
}

/// When an account's API password was made; `None` when it has none.
///
/// # Errors
/// When the database fails.
pub async fn password_set_at(tx: &mut Tx, user: UserId) -> Result<Option<Timestamp>, StoreError> {
    let at: Option<i64> = on!(tx, |c| query_scalar(PASSWORD_SET_AT).bind(user.0).fetch_optional(c).await)?;
    Ok(at.map(Timestamp))
}

/// An account's keys, the latest first.
///
/// # Errors
/// When the database fails.
pub async fn keys(tx: &mut Tx, user: UserId) -> Result<Vec<Key>, StoreError> {
    let rows: Vec<KeyRow> = on!(tx, |c| query_as(KEYS).bind(user.0).fetch_all(c).await)?;
    rows.into_iter().map(Key::try_from).collect()
}

/// Gives an account an API password in place of the one it had.
///
/// # Errors
/// When the database fails.
pub async fn set_password(tx: &mut Tx, user: UserId, secret: &Digest, now: Timestamp) -> Result<(), StoreError> {
    on!(tx, |c| query(SET_PASSWORD).bind(user.0).bind(secret.as_bytes()).bind(now.0).execute(c).await.map(drop))?;
    Ok(())
}

/// Adds a key.
///
/// # Errors
/// When the database fails.
pub async fn insert_key(tx: &mut Tx, key: &NewKey<'_>) -> Result<(), StoreError> {
    on!(tx, |c| query(INSERT_KEY)
        .bind(key.id.0)
        .bind(key.user.0)
        .bind(key.name)
        .bind(key.scope.as_str())
        .bind(key.prefix)
        .bind(key.secret_hash.as_bytes())
        .bind(key.now.0)
        .bind(key.expires_at.map(|at| at.0))
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Deletes a key of an account; answers its name and how it began, if there was one.
///
/// # Errors
/// When the database fails.
pub async fn revoke_key(tx: &mut Tx, user: UserId, key: ApiKeyId) -> Result<Option<(String, String)>, StoreError> {
    Ok(on!(tx, |c| query_as(REVOKE_KEY).bind(key.0).bind(user.0).fetch_optional(c).await)?)
}

/// Deletes the API password and the keys of an account.
///
/// # Errors
/// When the database fails.
pub async fn forget(tx: &mut Tx, user: UserId) -> Result<(), StoreError> {
    on!(tx, |c| query(FORGET_PASSWORD).bind(user.0).execute(c).await.map(drop))?;
    on!(tx, |c| query(FORGET_KEYS).bind(user.0).execute(c).await.map(drop))?;
    Ok(())
}

/// A call as it is noted.
#[derive(Debug)]
pub struct Call<'a> {
    /// Whose.
    pub user: UserId,
    /// With which key; absent for an API password.
    pub key: Option<ApiKeyId>,
    /// The credential's name.
    pub credential: &'a str,
    /// From where.
    pub address: &'a str,
    /// When.
    pub now: Timestamp,
}

/// Notes a call, unless one was noted within the last minute; answers whether it is the credential's first for so long.
///
/// # Errors
/// When the database fails.
pub async fn note(tx: &mut Tx, call: &Call<'_>) -> Result<bool, StoreError> {
    let before = (call.now - NOTED_EVERY).0;
    let (used, credential) = call.key.map_or((USE_PASSWORD, call.user.0), |key| (USE_KEY, key.0));
    let first = on!(tx, |c| query(used)
        .bind(credential)
        .bind(call.now.0)
        .bind(before)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    on!(tx, |c| query(CALLED)
        .bind(call.user.0)
        .bind(call.now.0)
        .bind(call.credential)
        .bind(call.address)
        .bind(before)
        .execute(c)
        .await
        .map(drop))?;
    Ok(first > 0)
}

/// An account's last call.
///
/// # Errors
/// When the database fails.
pub async fn last_call(tx: &mut Tx, user: UserId) -> Result<Option<LastCall>, StoreError> {
    Ok(on!(tx, |c| query_as(LAST_CALL).bind(user.0).fetch_optional(c).await)?)
}
