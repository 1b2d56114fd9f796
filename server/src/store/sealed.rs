//! What lies sealed in the database: temporary passwords that wait to be mailed. The secrets of authenticator apps are
//! in [`factors`](super::factors).

use super::{StoreError, Tx};
use app::model::MessageId;
use sqlx::{query, query_as};
use uuid::Uuid;

const AFTER: &str =
    "SELECT id, sealed FROM messages WHERE state = 'queued' AND sealed IS NOT NULL AND id > $1 ORDER BY id LIMIT $2";
/// Only in the place of what was read.
const REPLACE: &str = "UPDATE messages SET sealed = $3 WHERE id = $1 AND sealed = $2";

statements!(AFTER, REPLACE);

/// A message's secret as it lies sealed.
#[derive(Clone, Debug)]
pub struct Sealed {
    /// Whose.
    pub message: MessageId,
    /// The secret.
    pub sealed: Vec<u8>,
}

/// The secrets of the messages behind this one that wait, at most `most`.
///
/// # Errors
/// When the database fails.
pub async fn after(tx: &mut Tx, last: MessageId, most: i64) -> Result<Vec<Sealed>, StoreError> {
    let rows: Vec<(Uuid, Vec<u8>)> = on!(tx, |c| query_as(AFTER).bind(last.0).bind(most).fetch_all(c).await)?;
    Ok(rows.into_iter().map(|(id, sealed)| Sealed { message: MessageId(id), sealed }).collect())
}

/// Puts the same secret there, sealed anew.
///
/// # Errors
/// When the database fails.
pub async fn replace(tx: &mut Tx, old: &Sealed, new: &[u8]) -> Result<(), StoreError> {
    on!(tx, |c| query(REPLACE).bind(old.message.0).bind(old.sealed.as_slice()).bind(new).execute(c).await.map(drop))?;
    Ok(())
}
