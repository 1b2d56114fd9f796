//! What automations have heard of: what was there before they listened, and failures that they count.

use crate::store::{StoreError, Tx, parse_json, to_json};
use app::model::{AutomationId, Timestamp, UserId};
use sqlx::{query, query_as, query_scalar};
use std::collections::HashSet;
use uuid::Uuid;

const PASS_OVER: &str = "INSERT INTO earlier_events (automation_id, event_id) \
    SELECT a.id, e.id FROM automations a, events e WHERE a.id = $1 AND e.is_new \
    ON CONFLICT (automation_id, event_id) DO NOTHING";
/// Those that have been given to automations now; each is asked for once.
const TAKE_EARLIER: &str = "DELETE FROM earlier_events WHERE EXISTS \
    (SELECT 1 FROM events WHERE events.id = earlier_events.event_id AND NOT events.is_new) RETURNING automation_id, event_id";
const FAILURES: &str = "SELECT failures FROM automation_failures WHERE automation_id = $1 AND user_id = $2";
const KEEP_FAILURES: &str = "INSERT INTO automation_failures (automation_id, user_id, failures, heard_at) \
    VALUES ($1, $2, $3, $4) ON CONFLICT (automation_id, user_id) \
    DO UPDATE SET failures = excluded.failures, heard_at = excluded.heard_at";
const FORGET_FAILURES: &str = "DELETE FROM automation_failures WHERE automation_id = $1";

statements!(PASS_OVER, TAKE_EARLIER, FAILURES, KEEP_FAILURES, FORGET_FAILURES);

/// An automation begins to listen: what is new now happened before, and no failure counts yet. It goes by what was committed, so
/// that it is the same whatever the clock says.
///
/// # Errors
/// When the database fails.
pub async fn begin(tx: &mut Tx, id: AutomationId) -> Result<(), StoreError> {
    on!(tx, |c| query(PASS_OVER).bind(id.0).execute(c).await.map(drop))?;
    on!(tx, |c| query(FORGET_FAILURES).bind(id.0).execute(c).await.map(drop))?;
    Ok(())
}

/// Of events that were taken, those that were there before an automation listened.
///
/// # Errors
/// When the database fails.
pub async fn take_earlier(tx: &mut Tx) -> Result<HashSet<(AutomationId, Uuid)>, StoreError> {
    let rows: Vec<(Uuid, Uuid)> = on!(tx, |c| query_as(TAKE_EARLIER).fetch_all(c).await)?;
    Ok(rows.into_iter().map(|(automation, event)| (AutomationId(automation), event)).collect())
}

/// A user's failures that an automation has heard of and that count still.
///
/// # Errors
/// When the database fails.
pub async fn failures(tx: &mut Tx, id: AutomationId, user: UserId) -> Result<Vec<Timestamp>, StoreError> {
    let kept: Option<String> = on!(tx, |c| query_scalar(FAILURES).bind(id.0).bind(user.0).fetch_optional(c).await)?;
    Ok(kept.map(|text| parse_json(&text, "automation_failures.failures")).transpose()?.unwrap_or_default())
}

/// Keeps them, as they were heard at a time.
///
/// # Errors
/// When the database fails.
pub async fn keep_failures(
    tx: &mut Tx,
    id: AutomationId,
    user: UserId,
    failures: &[Timestamp],
    now: Timestamp,
) -> Result<(), StoreError> {
    let text = to_json(&failures)?;
    on!(tx, |c| query(KEEP_FAILURES).bind(id.0).bind(user.0).bind(&text).bind(now.0).execute(c).await.map(drop))?;
    Ok(())
}
