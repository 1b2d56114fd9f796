//! Settings and other single values.

use super::{StoreError, Tx, parse_json, to_json};
use app::model::Timestamp;
use serde::{Serialize, de::DeserializeOwned};
use sqlx::{query, query_scalar};
use std::fmt::Debug;

/// Under which the newest migration says which programs can go on: `{"version": 23, "since": 21}`.
pub const SCHEMA: &str = "schema";

const GET: &str = "SELECT value FROM settings WHERE key = $1";
const SET: &str = "INSERT INTO settings (key, value, updated_at) VALUES ($1, $2, $3) \
    ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at";
/// Puts a first value there, or leaves the value that is there; either way the row is held until the transaction ends.
const HOLD: &str = "INSERT INTO settings (key, value, updated_at) VALUES ($1, $2, $3) \
    ON CONFLICT (key) DO UPDATE SET updated_at = settings.updated_at RETURNING value";
const REMOVE: &str = "DELETE FROM settings WHERE key = $1";

statements!(GET, SET, HOLD, REMOVE);

/// The value of a key.
///
/// # Errors
/// When the database fails or holds something else under this key.
pub async fn get<T: DeserializeOwned>(tx: &mut Tx, key: &'static str) -> Result<Option<T>, StoreError> {
    let value: Option<String> = on!(tx, |c| query_scalar(GET).bind(key).fetch_optional(c).await)?;
    value.map(|text| parse_json(&text, key)).transpose()
}

/// Sets the value of a key.
///
/// # Errors
/// When the database fails.
pub async fn set<T: Serialize + Debug>(tx: &mut Tx, key: &'static str, value: &T, now: Timestamp) -> Result<(), StoreError> {
    let text = to_json(value)?;
    on!(tx, |c| query(SET).bind(key).bind(&text).bind(now.0).execute(c).await.map(drop))?;
    Ok(())
}

/// The value of a key, kept from others until the transaction ends; `first` is put there where there is none.
///
/// # Errors
/// When the database fails or holds something else under this key.
pub async fn hold<T: Serialize + DeserializeOwned + Debug>(
    tx: &mut Tx,
    key: &'static str,
    first: &T,
    now: Timestamp,
) -> Result<T, StoreError> {
    let text = to_json(first)?;
    let value: String = on!(tx, |c| query_scalar(HOLD).bind(key).bind(&text).bind(now.0).fetch_one(c).await)?;
    parse_json(&value, key)
}

/// Removes a key; answers whether it was there, so that of two removers only one hears yes.
///
/// # Errors
/// When the database fails.
pub async fn remove(tx: &mut Tx, key: &'static str) -> Result<bool, StoreError> {
    let removed = on!(tx, |c| query(REMOVE).bind(key).execute(c).await.map(|done| done.rows_affected()))?;
    Ok(removed > 0)
}
