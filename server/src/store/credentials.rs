//! Passwords, as hashes.

use super::{
    StoreError, Tx,
    dialect::Engine,
    history,
    sql::{Sql, execute},
};
use app::model::{Timestamp, UserId};
use sqlx::{FromRow, query, query_as, query_scalar};
use uuid::Uuid;

const OF: &str = "SELECT password_hash, changed_at, temporary_until, ticket, must_change FROM credentials WHERE user_id = $1 AND stopped_at IS NULL";
const LATEST: &str = "SELECT password_hash FROM credentials WHERE user_id = $1";
const SET: &str = "INSERT INTO credentials (user_id, password_hash, changed_at, temporary_until, ticket, stopped_at) \
    VALUES ($1, $2, $3, $4, $5, NULL) \
    ON CONFLICT (user_id) DO UPDATE SET password_hash = excluded.password_hash, changed_at = excluded.changed_at, \
    temporary_until = excluded.temporary_until, ticket = excluded.ticket, stopped_at = NULL, must_change = FALSE, \
    expiry_told_at = NULL";
const REHASH: &str = "UPDATE credentials SET password_hash = $3 WHERE user_id = $1 AND password_hash = $2";

/// Temporary ones are to be changed anyway.
const SET_MUST_CHANGE: &str = "UPDATE credentials SET must_change = $2 WHERE user_id = $1 AND must_change <> $2 \
    AND stopped_at IS NULL AND temporary_until IS NULL";

statements!(OF, LATEST, SET, REHASH, SET_MUST_CHANGE);

/// Someone's password.
#[derive(Clone)]
pub struct Credential {
    /// argon2id, as a PHC string.
    pub password_hash: String,
    /// When it was set.
    pub changed_at: Timestamp,
    /// What there is to know of a temporary one; absent for one that its owner chose.
    pub temporary: Option<Temporary>,
    /// Whether it opens nothing but the choice of another one.
    pub must_change: bool,
}

/// A password that an administrator reads out: it opens nothing but the choice of one's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Temporary {
    /// Until when it works.
    pub until: Timestamp,
    /// What both sides call it on the telephone.
    pub ticket: String,
}

#[derive(FromRow)]
struct Row {
    password_hash: String,
    changed_at: i64,
    temporary_until: Option<i64>,
    ticket: Option<String>,
    must_change: bool,
}

/// Someone's password, if they have one that was not stopped.
///
/// # Errors
/// When the database fails.
pub async fn of(tx: &mut Tx, user: UserId) -> Result<Option<Credential>, StoreError> {
    let row: Option<Row> = on!(tx, |c| query_as(OF).bind(user.0).fetch_optional(c).await)?;
    Ok(row.map(|row| Credential {
        password_hash: row.password_hash,
        changed_at: Timestamp(row.changed_at),
        temporary: row.temporary_until.map(|until| Temporary { until: Timestamp(until), ticket: row.ticket.unwrap_or_default() }),
        must_change: row.must_change,
    }))
}

/// The hash of the password that someone has, or had last if it was stopped.
///
/// # Errors
/// When the database fails.
pub async fn latest_hash(tx: &mut Tx, user: UserId) -> Result<Option<String>, StoreError> {
    Ok(on!(tx, |c| query_scalar(LATEST).bind(user.0).fetch_optional(c).await)?)
}

/// Sets someone's password, as they chose it; the one that they had becomes a former one.
///
/// # Errors
/// When the database fails.
pub async fn set(tx: &mut Tx, user: UserId, hash: &str, now: Timestamp) -> Result<(), StoreError> {
    put(tx, user, hash, now, None).await
}

/// Sets a temporary password; the one that they had becomes a former one.
///
/// # Errors
/// When the database fails.
pub async fn set_temporary(
    tx: &mut Tx,
    user: UserId,
    hash: &str,
    now: Timestamp,
    temporary: &Temporary,
) -> Result<(), StoreError> {
    put(tx, user, hash, now, Some(temporary)).await
}

async fn put(tx: &mut Tx, user: UserId, hash: &str, now: Timestamp, temporary: Option<&Temporary>) -> Result<(), StoreError> {
    history::keep(tx, user).await?;
    on!(tx, |c| query(SET)
        .bind(user.0)
        .bind(hash)
        .bind(now.0)
        .bind(temporary.map(|temporary| temporary.until.0))
        .bind(temporary.map(|temporary| temporary.ticket.as_str()))
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Stops the passwords of these users: from now on they open nothing.
///
/// # Errors
/// When the database fails.
pub async fn stop(tx: &mut Tx, users: &[UserId], now: Timestamp) -> Result<(), StoreError> {
    let sql = stopped(tx.engine(), users, now);
    execute(tx, &sql).await
}

fn stopped(engine: Engine, users: &[UserId], now: Timestamp) -> Sql {
    let mut sql = Sql::of_many(engine, "UPDATE credentials SET stopped_at = ");
    sql.bind(now.0).add(" WHERE stopped_at IS NULL AND user_id IN (").bind_all(users.iter().map(|user| user.0)).add(")");
    sql
}

/// The statement of many in a specimen for the contract test.
pub(super) fn specimens(engine: Engine) -> Vec<(&'static str, String)> {
    let user = UserId(Uuid::nil());
    vec![("credentials::stopped", stopped(engine, &[user, user], Timestamp(0)).into_text())]
}

/// Has another password chosen at the next sign-in, or not any more; answers whether that changed anything.
///
/// # Errors
/// When the database fails.
pub async fn set_must_change(tx: &mut Tx, user: UserId, to: bool) -> Result<bool, StoreError> {
    let changed = on!(tx, |c| query(SET_MUST_CHANGE).bind(user.0).bind(to).execute(c).await.map(|done| done.rows_affected()))?;
    Ok(changed > 0)
}

/// Replaces the hash of the same password after the parameters changed; does nothing if the password was changed meanwhile.
///
/// # Errors
/// When the database fails.
pub async fn rehash(tx: &mut Tx, user: UserId, old: &str, new: &str) -> Result<(), StoreError> {
    on!(tx, |c| query(REHASH).bind(user.0).bind(old).bind(new).execute(c).await.map(drop))?;
    Ok(())
}
