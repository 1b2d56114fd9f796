//! Calls of web addresses, from the moment a run asks for one until the address has answered or the call has visibly failed.

use super::{
    StoreError, Tx, dialect,
    sql::{Sql, bound},
};
use app::model::{RunId, Timestamp};
use sqlx::{FromRow, query, query_as, query_scalar};
use std::collections::HashMap;
use uuid::Uuid;

/// A run that is tried again makes the same call again: a receiver that has met its id already knows.
const INSERT: &str = "INSERT INTO webhook_calls (id, run_id, url, state, due_at, give_up_at, created_at) \
    VALUES ($1, $2, $3, 'waiting', $4, $5, $4) ON CONFLICT (run_id) DO UPDATE SET url = excluded.url, \
    state = 'waiting', attempts = 0, due_at = excluded.due_at, give_up_at = excluded.give_up_at, lease = NULL, \
    reply = NULL, finished_at = NULL";
const DUE: &str = "SELECT id FROM webhook_calls WHERE state = 'waiting' AND due_at <= $1 LIMIT 1";
const CLAIMED: &str = "SELECT id, run_id, url, attempts, give_up_at, reply FROM webhook_calls \
    WHERE lease = $1 AND state = 'waiting' ORDER BY created_at, id";
const SETTLE: &str = "UPDATE webhook_calls SET state = $3, reply = $4, due_at = $5, finished_at = $6, lease = NULL \
    WHERE id = $1 AND lease = $2";
const FAIL_RUN: &str = "UPDATE automation_runs SET state = 'failed', ended_at = $2 WHERE id = $1 AND state = 'done'";

const INSERT_TRY: &str = "INSERT INTO webhook_tries (id, call_id, at, status, reply) VALUES ($1, $2, $3, $4, $5)";
/// The most tries of a call that are read: the latest.
const MOST_TRIES: usize = 20;

statements!(INSERT, DUE, CLAIMED, SETTLE, FAIL_RUN, INSERT_TRY);

/// Where a call stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It waits for its first or next try, or is being made.
    Waiting,
    /// The address has taken it.
    Done,
    /// The address has refused it, or it was given up.
    Failed,
}

impl State {
    /// The stored name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }
}

/// A call that is to be made.
#[derive(Debug)]
pub struct NewCall<'a> {
    /// Its id on the wire; the one that the run's call has already goes before it.
    pub id: Uuid,
    /// The run that asks for it.
    pub run: RunId,
    /// The web address.
    pub url: &'a str,
    /// Now.
    pub now: Timestamp,
    /// After that it is not tried any more.
    pub give_up_at: Timestamp,
}

/// A call that was claimed.
#[derive(Clone, Debug)]
pub struct Call {
    /// Its id on the wire, the same at every try.
    pub id: Uuid,
    /// The run that asked for it.
    pub run: RunId,
    /// The web address.
    pub url: String,
    /// Tries begun so far, with this one.
    pub attempts: i64,
    /// After that it is not tried any more.
    pub give_up_at: Timestamp,
    /// What the try before came to.
    pub reply: Option<String>,
}

/// A try that was made.
#[derive(Clone, Copy, Debug)]
pub struct Made {
    /// Which.
    pub id: Uuid,
    /// The status of the answer, where there was one.
    pub status: Option<u16>,
}

/// What a try came to.
#[derive(Clone, Debug)]
pub struct Try {
    /// When it ended.
    pub at: Timestamp,
    /// What the address said, or what went wrong.
    pub reply: String,
}

/// How a try ended.
#[derive(Debug)]
pub struct Settled<'a> {
    /// Where the call stands now.
    pub state: State,
    /// What the address said, or what went wrong.
    pub reply: &'a str,
    /// The try that was made; none where there was no time left for one.
    pub made: Option<Made>,
    /// The next try, while it waits.
    pub due_at: Timestamp,
    /// Now.
    pub now: Timestamp,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    run_id: Uuid,
    url: String,
    attempts: i64,
    give_up_at: i64,
    reply: Option<String>,
}

impl From<Row> for Call {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            run: RunId(row.run_id),
            url: row.url,
            attempts: row.attempts,
            give_up_at: Timestamp(row.give_up_at),
            reply: row.reply,
        }
    }
}

/// Queues a run's call, in place of one that it made before.
///
/// # Errors
/// When the database fails.
pub async fn insert(tx: &mut Tx, call: &NewCall<'_>) -> Result<(), StoreError> {
    on!(tx, |c| query(INSERT)
        .bind(call.id)
        .bind(call.run.0)
        .bind(call.url)
        .bind(call.now.0)
        .bind(call.give_up_at.0)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Whether a call is due.
///
/// # Errors
/// When the database fails.
pub async fn is_due(tx: &mut Tx, now: Timestamp) -> Result<bool, StoreError> {
    let due: Option<Uuid> = on!(tx, |c| query_scalar(DUE).bind(now.0).fetch_optional(c).await)?;
    Ok(due.is_some())
}

/// Claims due calls under `lease` until `lease_until` and returns them, the oldest first.
///
/// # Errors
/// When the database fails.
pub async fn claim(tx: &mut Tx, lease: Uuid, lease_until: Timestamp, now: Timestamp, most: i64) -> Result<Vec<Call>, StoreError> {
    dialect::claim_calls(tx, lease, lease_until.0, now.0, most).await?;
    let rows: Vec<Row> = on!(tx, |c| query_as(CLAIMED).bind(lease).fetch_all(c).await)?;
    Ok(rows.into_iter().map(Call::from).collect())
}

/// Records how a try ended. A call that failed makes its run one that failed. Answers `false`, changing nothing, when the
/// lease was lost to another worker meanwhile.
///
/// # Errors
/// When the database fails.
pub async fn settle(tx: &mut Tx, call: &Call, lease: Uuid, settled: &Settled<'_>) -> Result<bool, StoreError> {
    let finished = (settled.state != State::Waiting).then_some(settled.now.0);
    let changed = on!(tx, |c| query(SETTLE)
        .bind(call.id)
        .bind(lease)
        .bind(settled.state.as_str())
        .bind(settled.reply)
        .bind(settled.due_at.0)
        .bind(finished)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    if let Some(made) = settled.made.filter(|_| changed > 0) {
        on!(tx, |c| query(INSERT_TRY)
            .bind(made.id)
            .bind(call.id)
            .bind(settled.now.0)
            .bind(made.status.map(i64::from))
            .bind(settled.reply)
            .execute(c)
            .await
            .map(drop))?;
    }
    if changed > 0 && settled.state == State::Failed {
        on!(tx, |c| query(FAIL_RUN).bind(call.run.0).bind(settled.now.0).execute(c).await.map(drop))?;
    }
    Ok(changed > 0)
}

/// The latest tries of these runs' calls, of each the earliest first.
///
/// # Errors
/// When the database fails.
pub async fn tries(tx: &mut Tx, runs: &[RunId]) -> Result<HashMap<RunId, Vec<Try>>, StoreError> {
    let mut tries: HashMap<RunId, Vec<Try>> = HashMap::new();
    if runs.is_empty() {
        return Ok(tries);
    }
    let sql = tries_of(runs);
    let rows: Vec<(Uuid, i64, String)> = on!(tx, |c| bound!(query_as(sql.text()).persistent(false), sql).fetch_all(c).await)?;
    for (run, at, reply) in rows {
        let of_run = tries.entry(RunId(run)).or_default();
        if of_run.len() < MOST_TRIES {
            of_run.insert(0, Try { at: Timestamp(at), reply });
        }
    }
    Ok(tries)
}

fn tries_of(runs: &[RunId]) -> Sql {
    let mut sql = Sql::of(
        "SELECT w.run_id, t.at, t.reply FROM webhook_calls w JOIN webhook_tries t ON t.call_id = w.id WHERE w.run_id IN (",
    );
    sql.bind_all(runs.iter().map(|run| run.0)).add(") ORDER BY t.at DESC, t.id DESC");
    sql
}

/// The statement in a specimen for the contract test.
pub(super) fn specimens() -> Vec<(&'static str, String)> {
    vec![("webhooks::tries_of", tries_of(&[RunId(Uuid::nil()), RunId(Uuid::nil())]).into_text())]
}
