//! What is old enough to be deleted, part by part. What something that waits still needs stays.

use crate::store::{StoreError, Tx, trail::first_id};
use app::model::Timestamp;
use sqlx::query;

/// By their ids, which begin with the time when they were recorded.
const FORGET_EVENTS: &str = "DELETE FROM events WHERE id IN (SELECT e.id FROM events e WHERE e.id < $1 AND NOT e.is_new \
    AND NOT EXISTS (SELECT 1 FROM automation_runs r WHERE r.event_id = e.id AND r.state = 'waiting') \
    AND NOT EXISTS (SELECT 1 FROM webhook_calls w JOIN automation_runs r ON r.id = w.run_id \
    WHERE w.state = 'waiting' AND r.event_id = e.id) ORDER BY e.id LIMIT $2)";
const FORGET_RUNS: &str = "DELETE FROM automation_runs WHERE id IN (SELECT r.id FROM automation_runs r \
    WHERE r.id < $1 AND r.state <> 'waiting' AND r.ended_at < $2 \
    AND NOT EXISTS (SELECT 1 FROM webhook_calls w WHERE w.run_id = r.id AND w.state = 'waiting') ORDER BY r.id LIMIT $3)";
const FORGET_FAILURES: &str = "DELETE FROM automation_failures WHERE heard_at < $1";

statements!(FORGET_EVENTS, FORGET_RUNS, FORGET_FAILURES);

/// Deletes events that were recorded before then, at most `most`; answers how many.
///
/// # Errors
/// When the database fails.
pub async fn forget_events(tx: &mut Tx, before: Timestamp, most: u32) -> Result<u64, StoreError> {
    let (first_kept, most) = (first_id(before), i64::from(most));
    Ok(on!(tx, |c| query(FORGET_EVENTS).bind(first_kept).bind(most).execute(c).await.map(|done| done.rows_affected()))?)
}

/// Deletes lines of ledgers that ended before then, at most `most`; answers how many.
///
/// # Errors
/// When the database fails.
pub async fn forget_runs(tx: &mut Tx, before: Timestamp, most: u32) -> Result<u64, StoreError> {
    let (first_kept, most) = (first_id(before), i64::from(most));
    Ok(on!(tx, |c| query(FORGET_RUNS)
        .bind(first_kept)
        .bind(before.0)
        .bind(most)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?)
}

/// Deletes failures that were heard of before then.
///
/// # Errors
/// When the database fails.
pub async fn forget_failures(tx: &mut Tx, before: Timestamp) -> Result<(), StoreError> {
    on!(tx, |c| query(FORGET_FAILURES).bind(before.0).execute(c).await.map(drop))?;
    Ok(())
}
