//! Many users at once, read in a few statements: for imports and for what other systems report.

use super::{User, UserRow, columns};
use crate::store::{
    StoreError, Tx,
    dialect::Engine,
    list::KEEP_PLAN,
    sql::{Sql, bound, execute},
};
use app::model::{Timestamp, UserId};
use sqlx::query_as;
use std::collections::HashMap;
use uuid::Uuid;

/// The users with these ids, by id; who is gone is left out. `None` stands for whom this version cannot read.
///
/// # Errors
/// When the database fails.
pub async fn by_ids(tx: &mut Tx, ids: &[UserId]) -> Result<HashMap<UserId, Option<User>>, StoreError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = listed(tx.engine(), ids);
    let rows: Vec<UserRow> = on!(tx, |c| bound!(query_as(sql.text()).persistent(KEEP_PLAN), sql).fetch_all(c).await)?;
    Ok(rows.into_iter().map(|row| (UserId(row.id), User::try_from(row).ok())).collect())
}

/// Ends what browsers are known for: those in which these users were signed in before now are like any other from now on.
///
/// # Errors
/// When the database fails.
pub async fn end_browsers(tx: &mut Tx, users: &[UserId], now: Timestamp) -> Result<(), StoreError> {
    let sql = without_browsers(tx.engine(), users, now);
    execute(tx, &sql).await
}

/// The users of these user names (keys), by key; who is not there is left out.
///
/// # Errors
/// When the database fails.
pub async fn by_names(tx: &mut Tx, keys: &[String]) -> Result<Vec<User>, StoreError> {
    // No database stores a NUL, and nobody is called that.
    let keys: Vec<&str> = keys.iter().map(String::as_str).filter(|key| !key.contains('\0')).collect();
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let sql = named(tx.engine(), &keys);
    let rows: Vec<UserRow> = on!(tx, |c| bound!(query_as(sql.text()).persistent(KEEP_PLAN), sql).fetch_all(c).await)?;
    rows.into_iter().map(User::try_from).collect()
}

/// The active users who have one of these addresses (keys), at most `most`.
///
/// # Errors
/// When the database fails.
pub async fn active_of_emails(tx: &mut Tx, keys: &[String], most: i64) -> Result<Vec<User>, StoreError> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let sql = addressed(tx.engine(), keys, most);
    let rows: Vec<UserRow> = on!(tx, |c| bound!(query_as(sql.text()).persistent(KEEP_PLAN), sql).fetch_all(c).await)?;
    rows.into_iter().map(User::try_from).collect()
}

/// The tags of these users, in order.
///
/// # Errors
/// When the database fails.
pub async fn tags_of(tx: &mut Tx, users: &[UserId]) -> Result<HashMap<UserId, Vec<String>>, StoreError> {
    let mut tags: HashMap<UserId, Vec<String>> = HashMap::new();
    if users.is_empty() {
        return Ok(tags);
    }
    let sql = tagged(tx.engine(), users);
    let rows: Vec<(Uuid, String)> = on!(tx, |c| bound!(query_as(sql.text()).persistent(KEEP_PLAN), sql).fetch_all(c).await)?;
    for (user, tag) in rows {
        tags.entry(UserId(user)).or_default().push(tag);
    }
    Ok(tags)
}

/// The display names of these users, by id; who is gone is left out.
///
/// # Errors
/// When the database fails.
pub async fn display_names(tx: &mut Tx, users: &[UserId]) -> Result<Vec<(UserId, String)>, StoreError> {
    if users.is_empty() {
        return Ok(Vec::new());
    }
    let sql = called(tx.engine(), users);
    let rows: Vec<(Uuid, String)> = on!(tx, |c| bound!(query_as(sql.text()).persistent(KEEP_PLAN), sql).fetch_all(c).await)?;
    Ok(rows.into_iter().map(|(user, name)| (UserId(user), name)).collect())
}

fn listed(engine: Engine, ids: &[UserId]) -> Sql {
    let mut sql = Sql::of_many(engine, concat!("SELECT ", columns!(), " FROM users WHERE id IN ("));
    sql.bind_all(ids.iter().map(|id| id.0)).add(")");
    sql
}

fn without_browsers(engine: Engine, users: &[UserId], now: Timestamp) -> Sql {
    let mut sql = Sql::of_many(engine, "UPDATE users SET browsers_ended_at = ");
    sql.bind(now.0).add(" WHERE id IN (").bind_all(users.iter().map(|user| user.0)).add(")");
    sql
}

fn called(engine: Engine, users: &[UserId]) -> Sql {
    let mut sql = Sql::of_many(engine, "SELECT id, display_name FROM users WHERE id IN (");
    sql.bind_all(users.iter().map(|user| user.0)).add(") ORDER BY id");
    sql
}

fn named(engine: Engine, keys: &[&str]) -> Sql {
    let mut sql = Sql::of_many(engine, concat!("SELECT ", columns!(), " FROM users WHERE user_name_key IN ("));
    sql.bind_all(keys.iter().copied()).add(")");
    sql
}

fn addressed(engine: Engine, keys: &[String], most: i64) -> Sql {
    let mut sql = Sql::of_many(engine, concat!("SELECT ", columns!(), " FROM users WHERE is_active AND email_key IN ("));
    sql.bind_all(keys.iter().map(String::as_str)).add(") LIMIT ").bind(most);
    sql
}

fn tagged(engine: Engine, users: &[UserId]) -> Sql {
    let mut sql = Sql::of_many(engine, "SELECT user_id, tag FROM user_tags WHERE user_id IN (");
    sql.bind_all(users.iter().map(|user| user.0)).add(") ORDER BY user_id, tag_key");
    sql
}

/// The statements in specimens for the contract test.
pub(super) fn specimens(engine: Engine) -> Vec<(&'static str, String)> {
    let (keys, users) = (["", ""], [UserId(Uuid::nil()), UserId(Uuid::nil())]);
    let addresses = [String::new(), String::new()];
    vec![
        ("users::many::listed", listed(engine, &users).into_text()),
        ("users::many::without_browsers", without_browsers(engine, &users, Timestamp(0)).into_text()),
        ("users::many::named", named(engine, &keys).into_text()),
        ("users::many::addressed", addressed(engine, &addresses, 1).into_text()),
        ("users::many::tagged", tagged(engine, &users).into_text()),
        ("users::many::called", called(engine, &users).into_text()),
    ]
}
