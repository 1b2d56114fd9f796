//! Messages and lines of the audit trail that are old enough to be deleted, part by part. What automations no longer need is
//! [their own](super::automations::history).

use super::{StoreError, Tx, seals::Place, trail::first_id};
use app::model::Timestamp;
use sqlx::{query, query_as};
use uuid::Uuid;

const FORGET_MESSAGES: &str = "DELETE FROM messages WHERE id IN (SELECT id FROM messages WHERE created_at < $1 \
    AND state <> 'queued' ORDER BY created_at, id LIMIT $2)";
const FIRST_LINES: &str = "SELECT id, position, seal FROM audit WHERE position IS NOT NULL ORDER BY position LIMIT $1";
const FORGET_LINES: &str = "DELETE FROM audit WHERE position <= $1";

statements!(FORGET_MESSAGES, FIRST_LINES, FORGET_LINES);

/// Deletes messages that were asked for before then and wait no more, with their tries, at most `most`; answers how many.
///
/// # Errors
/// When the database fails.
pub async fn forget_messages(tx: &mut Tx, before: Timestamp, most: u32) -> Result<u64, StoreError> {
    let most = i64::from(most);
    Ok(on!(tx, |c| query(FORGET_MESSAGES).bind(before.0).bind(most).execute(c).await.map(|done| done.rows_affected()))?)
}

/// The last of the lines at the front of the audit trail's chain, at most `most`, that were all recorded before then: ids begin
/// with the time.
///
/// # Errors
/// When the database fails.
pub async fn old_lines(tx: &mut Tx, before: Timestamp, most: u32) -> Result<Option<Place>, StoreError> {
    let (first_kept, most) = (first_id(before), i64::from(most));
    let lines: Vec<(Uuid, i64, Option<Vec<u8>>)> = on!(tx, |c| query_as(FIRST_LINES).bind(most).fetch_all(c).await)?;
    let last = lines.into_iter().take_while(|(id, ..)| *id < first_kept).last();
    Ok(last.map(|(_, position, seal)| Place { position, seal: seal.unwrap_or_default() }))
}

/// Deletes the lines up to this position; answers how many. A cut must say so first.
///
/// # Errors
/// When the database fails.
pub async fn forget_lines(tx: &mut Tx, position: i64) -> Result<u64, StoreError> {
    Ok(on!(tx, |c| query(FORGET_LINES).bind(position).execute(c).await.map(|done| done.rows_affected()))?)
}
