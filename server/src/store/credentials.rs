//! Passwords, as hashes.

use super::{StoreError, Tx, history};
use app::model::{Timestamp, UserId};
use sqlx::{FromRow, query, query_as};

const OF: &str = "SELECT password_hash, changed_at FROM credentials WHERE user_id = $1";
const SET: &str = "INSERT INTO credentials (user_id, password_hash, changed_at) VALUES ($1, $2, $3) \
    ON CONFLICT (user_id) DO UPDATE SET password_hash = excluded.password_hash, changed_at = excluded.changed_at";
const REHASH: &str = "UPDATE credentials SET password_hash = $3 WHERE user_id = $1 AND password_hash = $2";

statements!(OF, SET, REHASH);

/// Someone's password.
#[derive(Clone)]
pub struct Credential {
    /// argon2id, as a PHC string.
    pub password_hash: String,
    /// When it was chosen.
    pub changed_at: Timestamp,
}

#[derive(FromRow)]
struct Row {
    password_hash: String,
    changed_at: i64,
}

/// Someone's password, if they have one.
///
/// # Errors
/// When the database fails.
pub async fn of(tx: &mut Tx, user: UserId) -> Result<Option<Credential>, StoreError> {
    let row: Option<Row> = on!(tx, |c| query_as(OF).bind(user.0).fetch_optional(c).await)?;
    Ok(row.map(|row| Credential { password_hash: row.password_hash, changed_at: Timestamp(row.changed_at) }))
}

/// Sets someone's password; the one that they had becomes a former one.
///
/// # Errors
/// When the database fails.
pub async fn set(tx: &mut Tx, user: UserId, hash: &str, now: Timestamp) -> Result<(), StoreError> {
    history::keep(tx, user).await?;
    on!(tx, |c| query(SET).bind(user.0).bind(hash).bind(now.0).execute(c).await.map(drop))?;
    Ok(())
}

/// Replaces the hash of the same password after the parameters changed; does nothing if the password was changed meanwhile.
///
/// # Errors
/// When the database fails.
pub async fn rehash(tx: &mut Tx, user: UserId, old: &str, new: &str) -> Result<(), StoreError> {
    on!(tx, |c| query(REHASH).bind(user.0).bind(old).bind(new).execute(c).await.map(drop))?;
    Ok(())
}
