//! Requests of those who forgot their password, between asking and deciding.

use super::{StoreError, Tx};
use app::model::{Timestamp, UserId};
use sqlx::{FromRow, query, query_as};
use uuid::Uuid;

const INSERT: &str = "INSERT INTO forgot_requests (id, user_id, by_email, address, at) VALUES ($1, $2, $3, $4, $5)";
const OLDEST: &str = "SELECT id, user_id, by_email, address, at FROM forgot_requests ORDER BY id LIMIT $1";
const TAKE: &str = "DELETE FROM forgot_requests WHERE id = $1";

statements!(INSERT, OLDEST, TAKE);

/// A request.
#[derive(Clone, Debug)]
pub struct Request {
    /// Its id, ordered by time.
    pub id: Uuid,
    /// Who is meant; absent where nobody is.
    pub user: Option<UserId>,
    /// Whether an address was entered: then everyone who shares it is meant.
    pub by_email: bool,
    /// The client's address.
    pub address: String,
    /// When it came.
    pub at: Timestamp,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    user_id: Uuid,
    by_email: bool,
    address: String,
    at: i64,
}

impl From<Row> for Request {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            user: (!row.user_id.is_nil()).then_some(UserId(row.user_id)),
            by_email: row.by_email,
            address: row.address,
            at: Timestamp(row.at),
        }
    }
}

/// Keeps a request. The work is the same whoever is meant.
///
/// # Errors
/// When the database fails.
pub async fn insert(tx: &mut Tx, request: &Request) -> Result<(), StoreError> {
    on!(tx, |c| query(INSERT)
        .bind(request.id)
        .bind(request.user.map_or(Uuid::nil(), |user| user.0))
        .bind(request.by_email)
        .bind(&request.address)
        .bind(request.at.0)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// The oldest requests, at most `most`.
///
/// # Errors
/// When the database fails.
pub async fn oldest(tx: &mut Tx, most: i64) -> Result<Vec<Request>, StoreError> {
    let rows: Vec<Row> = on!(tx, |c| query_as(OLDEST).bind(most).fetch_all(c).await)?;
    Ok(rows.into_iter().map(Request::from).collect())
}

/// Takes a request out, so that of several workers one decides about it; answers whether it was there still.
///
/// # Errors
/// When the database fails.
pub async fn take(tx: &mut Tx, id: Uuid) -> Result<bool, StoreError> {
    let taken = on!(tx, |c| query(TAKE).bind(id).execute(c).await.map(|done| done.rows_affected()))?;
    Ok(taken > 0)
}
