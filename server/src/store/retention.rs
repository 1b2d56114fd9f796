//! Messages and lines of the audit trail that are old enough to be deleted, part by part. What automations no longer need is
//! [their own](super::automations::history).

use super::{StoreError, Tx, trail::first_id};
use app::model::Timestamp;
use sqlx::query;

const FORGET_MESSAGES: &str = "DELETE FROM messages WHERE id IN (SELECT id FROM messages WHERE created_at < $1 \
    AND state <> 'queued' ORDER BY created_at, id LIMIT $2)";
/// By their ids, which begin with the time when they were recorded.
const FORGET_LINES: &str = "DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE id < $1 ORDER BY id LIMIT $2)";

statements!(FORGET_MESSAGES, FORGET_LINES);

/// Deletes messages that were asked for before then and wait no more, with their tries, at most `most`; answers how many.
///
/// # Errors
/// When the database fails.
pub async fn forget_messages(tx: &mut Tx, before: Timestamp, most: u32) -> Result<u64, StoreError> {
    let most = i64::from(most);
    Ok(on!(tx, |c| query(FORGET_MESSAGES).bind(before.0).bind(most).execute(c).await.map(|done| done.rows_affected()))?)
}

/// Deletes lines of the audit trail that were recorded before then, the eldest first, at most `most`; answers how many.
///
/// # Errors
/// When the database fails.
pub async fn forget_lines(tx: &mut Tx, before: Timestamp, most: u32) -> Result<u64, StoreError> {
    let (first_kept, most) = (first_id(before), i64::from(most));
    Ok(on!(tx, |c| query(FORGET_LINES).bind(first_kept).bind(most).execute(c).await.map(|done| done.rows_affected()))?)
}
