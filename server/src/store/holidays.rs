//! The house's holidays. Each is a row of its own, so that two who change them do not meet.

use super::{StoreError, Tx};
use app::model::{Holiday, HolidayCalendar};
use sqlx::{query, query_as, query_scalar};

const ALL: &str = "SELECT day, name FROM holidays ORDER BY day";
const COUNT: &str = "SELECT COUNT(*) AS number FROM holidays";
const INSERT: &str = "INSERT INTO holidays (day, name) VALUES ($1, $2) ON CONFLICT (day) DO NOTHING";
const DELETE: &str = "DELETE FROM holidays WHERE day = $1 RETURNING name";
const DELETE_BETWEEN: &str = "DELETE FROM holidays WHERE day BETWEEN $1 AND $2";

statements!(ALL, COUNT, INSERT, DELETE, DELETE_BETWEEN);

/// All of them, in order.
///
/// # Errors
/// When the database fails.
pub async fn all(tx: &mut Tx) -> Result<HolidayCalendar, StoreError> {
    let rows: Vec<(String, String)> = on!(tx, |c| query_as(ALL).fetch_all(c).await)?;
    Ok(HolidayCalendar { days: rows.into_iter().map(|(date, name)| Holiday { date, name }).collect() })
}

/// How many there are.
///
/// # Errors
/// When the database fails.
pub async fn count(tx: &mut Tx) -> Result<i64, StoreError> {
    Ok(on!(tx, |c| query_scalar(COUNT).fetch_one(c).await)?)
}

/// Adds one; answers whether its day was none before. One that is there keeps its name.
///
/// # Errors
/// When the database fails.
pub async fn add(tx: &mut Tx, holiday: &Holiday) -> Result<bool, StoreError> {
    let added =
        on!(tx, |c| query(INSERT).bind(&holiday.date).bind(&holiday.name).execute(c).await.map(|done| done.rows_affected()))?;
    Ok(added > 0)
}

/// Removes the one on this day; answers its name, if there was one.
///
/// # Errors
/// When the database fails.
pub async fn remove(tx: &mut Tx, date: &str) -> Result<Option<String>, StoreError> {
    Ok(on!(tx, |c| query_scalar(DELETE).bind(date).fetch_optional(c).await)?)
}

/// Removes all from the one day to the other, both included; answers how many there were.
///
/// # Errors
/// When the database fails.
pub async fn remove_between(tx: &mut Tx, first: &str, last: &str) -> Result<u64, StoreError> {
    Ok(on!(tx, |c| query(DELETE_BETWEEN).bind(first).bind(last).execute(c).await.map(|done| done.rows_affected()))?)
}
