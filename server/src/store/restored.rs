//! A database that was brought back from a backup: what it would do once more is stopped, and its mails are held.

use super::{StoreError, Tx};
use app::model::{MessageId, PauseReason, Restored, Timestamp};
use sqlx::{query, query_as};

const END_SESSIONS: &str = "DELETE FROM sessions";
const DROP_CALLER_CODES: &str = "DELETE FROM caller_codes";
const DROP_REQUESTS: &str = "DELETE FROM forgot_requests";
const WITHDRAW_LINKS: &str = "UPDATE links SET revoked_at = $1 WHERE consumed_at IS NULL AND revoked_at IS NULL";
const WITHDRAW_PASSWORDS: &str = "UPDATE pending_passwords SET revoked_at = $1 WHERE consumed_at IS NULL AND revoked_at IS NULL";
const END_APPROVALS: &str = "UPDATE approvals SET decision = 'expired', decided_at = $1, arguments = '{}' WHERE decision IS NULL";
const STOP_TEMPORARY: &str = "UPDATE credentials SET stopped_at = $1 WHERE stopped_at IS NULL AND temporary_until IS NOT NULL";
const NOTE_HELD: &str =
    "INSERT INTO held_messages (message_id) SELECT id FROM messages WHERE state = 'queued' ON CONFLICT DO NOTHING";
const HOLD: &str = "UPDATE messages SET lease = NULL, due_at = $1 WHERE state = 'queued'";
const END_CALLS: &str =
    "UPDATE webhook_calls SET state = 'failed', lease = NULL, reply = $2, finished_at = $1 WHERE state = 'waiting'";
const END_RUNS: &str = "UPDATE automation_runs SET state = 'cancelled', ended_at = $1 WHERE state = 'waiting'";
const PAUSE_AUTOMATIONS: &str = "UPDATE automations SET state = 'paused', pause_reason = $2, updated_at = $1, \
    version = version + 1 WHERE state = 'active'";
const OLD_NEWS: &str = "UPDATE events SET is_new = FALSE WHERE is_new";
const PAUSE_JOBS: &str = "UPDATE bulk_jobs SET state = 'paused' WHERE state IN ('gathering', 'running')";
const END_IMPORTS: &str =
    "UPDATE imports SET state = 'cancelled', lease = NULL, leased_until = 0, touched_at = $1 WHERE state = 'importing'";
/// SQLite reads the first table of a cross join first: the held messages, of which there are mostly none, and not the queue.
const STANDING: &str = "SELECT EXISTS (SELECT 1 FROM settings WHERE key = $1) AS is_paused, \
    (SELECT COUNT(*) FROM held_messages CROSS JOIN messages WHERE messages.id = message_id AND state = 'queued') AS held";
const RELEASE: &str = "UPDATE messages SET due_at = $2 WHERE id = $1 AND state = 'queued' \
    AND id IN (SELECT message_id FROM held_messages)";
const RELEASE_ALL: &str = "UPDATE messages SET due_at = $1 WHERE state = 'queued' \
    AND id IN (SELECT message_id FROM held_messages)";
const FORGET: &str = "DELETE FROM held_messages WHERE message_id = $1";
const FORGET_ALL: &str = "DELETE FROM held_messages";

statements!(
    END_SESSIONS,
    DROP_CALLER_CODES,
    DROP_REQUESTS,
    WITHDRAW_LINKS,
    WITHDRAW_PASSWORDS,
    END_APPROVALS,
    STOP_TEMPORARY,
    NOTE_HELD,
    HOLD,
    END_CALLS,
    END_RUNS,
    PAUSE_AUTOMATIONS,
    OLD_NEWS,
    PAUSE_JOBS,
    END_IMPORTS,
    STANDING,
    RELEASE,
    RELEASE_ALL,
    FORGET,
    FORGET_ALL
);

/// When held mails are due: in the year 9000, which calendars can write still.
const NEVER: Timestamp = Timestamp(221_845_392_000_000_000);
/// What is said of a call that was waiting.
const NOT_CALLED: &str = "given up: it may have been made before the database was brought back from a backup";

/// Stops whatever waited when the backup was made, since it may have been done afterwards: mails are held, calls and runs ended,
/// automations and jobs for many paused, imports ended. Sessions end, links and passwords that others made are withdrawn: nobody
/// knows whether they were used.
///
/// # Errors
/// When the database fails.
pub async fn settle(tx: &mut Tx, now: Timestamp) -> Result<(), StoreError> {
    for sql in [END_SESSIONS, DROP_CALLER_CODES, DROP_REQUESTS, NOTE_HELD, OLD_NEWS, PAUSE_JOBS] {
        on!(tx, |c| query(sql).execute(c).await.map(drop))?;
    }
    for sql in [WITHDRAW_LINKS, WITHDRAW_PASSWORDS, END_APPROVALS, STOP_TEMPORARY, END_RUNS, END_IMPORTS] {
        on!(tx, |c| query(sql).bind(now.0).execute(c).await.map(drop))?;
    }
    on!(tx, |c| query(HOLD).bind(NEVER.0).execute(c).await.map(drop))?;
    on!(tx, |c| query(END_CALLS).bind(now.0).bind(NOT_CALLED).execute(c).await.map(drop))?;
    on!(tx, |c| query(PAUSE_AUTOMATIONS).bind(now.0).bind(PauseReason::Restored.as_str()).execute(c).await.map(drop))?;
    Ok(())
}

/// How it stands: whether it is noted under a key that everything waits, and how many mails are held. Every page of an
/// administrator asks.
///
/// # Errors
/// When the database fails.
pub async fn standing(tx: &mut Tx, key: &'static str) -> Result<Restored, StoreError> {
    let (is_paused, held) = on!(tx, |c| query_as(STANDING).bind(key).fetch_one(c).await)?;
    Ok(Restored { is_paused, held })
}

/// Lets a mail go that is held; answers whether it was.
///
/// # Errors
/// When the database fails.
pub async fn release(tx: &mut Tx, id: MessageId, now: Timestamp) -> Result<bool, StoreError> {
    let released = on!(tx, |c| query(RELEASE).bind(id.0).bind(now.0).execute(c).await.map(|done| done.rows_affected()))?;
    on!(tx, |c| query(FORGET).bind(id.0).execute(c).await.map(drop))?;
    Ok(released > 0)
}

/// Lets all mails go that are held; answers how many.
///
/// # Errors
/// When the database fails.
pub async fn release_all(tx: &mut Tx, now: Timestamp) -> Result<u64, StoreError> {
    let released = on!(tx, |c| query(RELEASE_ALL).bind(now.0).execute(c).await.map(|done| done.rows_affected()))?;
    on!(tx, |c| query(FORGET_ALL).execute(c).await.map(drop))?;
    Ok(released)
}
