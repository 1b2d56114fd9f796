//! Former passwords, as hashes.

use super::{StoreError, Tx};
use app::model::UserId;
use sqlx::{query, query_scalar};

/// The most that are ever asked for: 24, the present one among them.
const MOST: i64 = 23;

const KEEP: &str = "INSERT INTO password_history (user_id, password_hash, changed_at) \
    SELECT user_id, password_hash, changed_at FROM credentials WHERE user_id = $1 ON CONFLICT DO NOTHING";
const OF_USER: &str = "SELECT password_hash FROM password_history WHERE user_id = $1 \
    ORDER BY changed_at DESC, password_hash LIMIT $2";
const TRIM: &str = "DELETE FROM password_history WHERE user_id = $1 AND password_hash NOT IN (SELECT password_hash \
    FROM password_history WHERE user_id = $1 ORDER BY changed_at DESC, password_hash LIMIT $2)";
const TRIM_ALL: &str = "DELETE FROM password_history WHERE (user_id, password_hash) IN (SELECT user_id, password_hash FROM \
    (SELECT user_id, password_hash, ROW_NUMBER() OVER (PARTITION BY user_id ORDER BY changed_at DESC, password_hash) AS place \
    FROM password_history) AS placed WHERE place > $1)";

statements!(KEEP, OF_USER, TRIM, TRIM_ALL);

/// Puts a user's present password among the former ones, before another takes its place.
///
/// # Errors
/// When the database fails.
pub async fn keep(tx: &mut Tx, user: UserId) -> Result<(), StoreError> {
    on!(tx, |c| query(KEEP).bind(user.0).execute(c).await.map(drop))?;
    on!(tx, |c| query(TRIM).bind(user.0).bind(MOST).execute(c).await.map(drop))?;
    Ok(())
}

/// The latest former passwords of a user, latest first, at most `most`.
///
/// # Errors
/// When the database fails.
pub async fn of_user(tx: &mut Tx, user: UserId, most: i64) -> Result<Vec<String>, StoreError> {
    Ok(on!(tx, |c| query_scalar(OF_USER).bind(user.0).bind(most).fetch_all(c).await)?)
}

/// Forgets all but the latest `most` former passwords of every user.
///
/// # Errors
/// When the database fails.
pub async fn trim(tx: &mut Tx, most: i64) -> Result<(), StoreError> {
    on!(tx, |c| query(TRIM_ALL).bind(most).execute(c).await.map(drop))?;
    Ok(())
}
