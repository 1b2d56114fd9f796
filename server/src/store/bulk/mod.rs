//! Jobs that do something for many users.

pub mod lines;

pub use lines::{Item, Ledger, Settled, count_outcome, ledger, settle, write_down};

use super::{Counted, Start, StoreError, Tx, dialect, parse, parse_json, to_json};
use app::model::{BulkCounts, BulkId, BulkOrder, BulkState, Criteria, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, query, query_as, query_scalar};
use std::net::IpAddr;
use uuid::Uuid;

/// What is read of a job, wherever one is read.
macro_rules! job {
    ($rest:literal) => {
        concat!(
            "SELECT id, bulk_order, whom, allows_api, state, gathered, gathered_to, owner_id, owner_name, address, credential, \
             total, done, unneeded, skipped, failed, undone, undone_to, faults, created_at, ended_at FROM bulk_jobs",
            $rest
        )
    };
}

const INSERT: &str = "INSERT INTO bulk_jobs (id, bulk_order, whom, allows_api, state, gathered, owner_id, owner_name, address, \
    credential, due_at, created_at) VALUES ($1, $2, $3, $4, 'gathering', FALSE, $5, $6, $7, $8, $9, $9)";
const ONE: &str = job!(" WHERE id = $1");
const FIRST: &str = job!(" ORDER BY created_at DESC, id DESC LIMIT $1");
const AFTER: &str = job!(" WHERE (created_at, id) < ($2, $3) ORDER BY created_at DESC, id DESC LIMIT $1");
const BEFORE: &str = job!(" WHERE (created_at, id) > ($2, $3) ORDER BY created_at, id LIMIT $1");
const COUNT: &str = "SELECT COUNT(*) AS number FROM (SELECT 1 FROM bulk_jobs LIMIT $1) AS found";
pub(super) const DUE: &str =
    "SELECT id FROM bulk_jobs WHERE state IN ('gathering', 'running', 'undoing') AND due_at <= $1 ORDER BY due_at LIMIT 1";
const GO_ON: &str = "UPDATE bulk_jobs SET state = $2, gathered = $3, gathered_to = $4, total = $5, done = $6, unneeded = $7, \
    skipped = $8, failed = $9, undone = $10, undone_to = $11, faults = 0, due_at = $12, ended_at = $13 WHERE id = $1";
/// Only from the state that was seen.
const SET_STATE: &str = "UPDATE bulk_jobs SET state = $3, due_at = $4, ended_at = $5 WHERE id = $1 AND state = $2";
const FAULT: &str = "UPDATE bulk_jobs SET faults = faults + 1, due_at = $2 WHERE id = $1";

statements!(INSERT, ONE, FIRST, AFTER, BEFORE, COUNT, DUE, GO_ON, SET_STATE, FAULT);

/// For whom a job is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Whom {
    /// These.
    Ticked(Vec<UserId>),
    /// Of whom this holds.
    Meant(Criteria),
}

/// Who started a job, as far as it acts for them.
#[derive(Clone, Debug)]
pub struct Owner {
    /// The account, which may be gone by now.
    pub account: UserId,
    /// Their name then.
    pub name: String,
    /// From where.
    pub address: IpAddr,
    /// With which credential, for a program.
    pub credential: Option<String>,
}

/// A job to be started.
#[derive(Debug)]
pub struct NewJob<'a> {
    /// Its id.
    pub id: BulkId,
    /// What it does.
    pub order: &'a BulkOrder,
    /// For whom.
    pub whom: &'a Whom,
    /// Whether programs are meant on purpose, and that was confirmed.
    pub allows_api: bool,
    /// For whom it acts.
    pub owner: &'a Owner,
    /// Now.
    pub now: Timestamp,
}

/// A job as stored.
#[derive(Clone, Debug)]
pub struct Job {
    /// Which.
    pub id: BulkId,
    /// What it does.
    pub order: BulkOrder,
    /// For whom.
    pub whom: Whom,
    /// Whether programs are meant on purpose.
    pub allows_api: bool,
    /// How it stands.
    pub state: BulkState,
    /// Whether all who are meant are written down, and if not, the last who is.
    pub gathered: Result<(), Option<UserId>>,
    /// For whom it acts.
    pub owner: Owner,
    /// How far it is.
    pub counts: BulkCounts,
    /// The last position that was looked at to take it back.
    pub undone_to: i64,
    /// How often Latchkey failed at the same place.
    pub faults: i64,
    /// When it was started.
    pub created_at: Timestamp,
    /// When it came to its end.
    pub ended_at: Option<Timestamp>,
}

#[derive(FromRow)]
struct JobRow {
    id: Uuid,
    bulk_order: String,
    whom: String,
    allows_api: bool,
    state: String,
    gathered: bool,
    gathered_to: Option<Uuid>,
    owner_id: Uuid,
    owner_name: String,
    address: String,
    credential: Option<String>,
    total: i64,
    done: i64,
    unneeded: i64,
    skipped: i64,
    failed: i64,
    undone: i64,
    undone_to: i64,
    faults: i64,
    created_at: i64,
    ended_at: Option<i64>,
}

impl TryFrom<JobRow> for Job {
    type Error = StoreError;

    fn try_from(row: JobRow) -> Result<Self, StoreError> {
        let JobRow { total, done, unneeded, skipped, failed, undone, .. } = row;
        Ok(Self {
            id: BulkId(row.id),
            order: parse_json(&row.bulk_order, "bulk_jobs.bulk_order")?,
            whom: parse_json(&row.whom, "bulk_jobs.whom")?,
            allows_api: row.allows_api,
            state: parse(&row.state, "bulk_jobs.state")?,
            gathered: if row.gathered { Ok(()) } else { Err(row.gathered_to.map(UserId)) },
            owner: Owner {
                account: UserId(row.owner_id),
                name: row.owner_name,
                address: parse(&row.address, "bulk_jobs.address")?,
                credential: row.credential,
            },
            counts: BulkCounts { total, done, unneeded, skipped, failed, undone },
            undone_to: row.undone_to,
            faults: row.faults,
            created_at: Timestamp(row.created_at),
            ended_at: row.ended_at.map(Timestamp),
        })
    }
}

/// Adds a job; nobody is written down yet.
///
/// # Errors
/// When the database fails.
pub async fn insert(tx: &mut Tx, job: &NewJob<'_>) -> Result<(), StoreError> {
    let (order, whom) = (to_json(job.order)?, to_json(job.whom)?);
    on!(tx, |c| query(INSERT)
        .bind(job.id.0)
        .bind(&order)
        .bind(&whom)
        .bind(job.allows_api)
        .bind(job.owner.account.0)
        .bind(&job.owner.name)
        .bind(job.owner.address.to_string())
        .bind(job.owner.credential.as_deref())
        .bind(job.now.0)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// A job.
///
/// # Errors
/// When the database fails.
pub async fn one(tx: &mut Tx, id: BulkId) -> Result<Option<Job>, StoreError> {
    let row: Option<JobRow> = on!(tx, |c| query_as(ONE).bind(id.0).fetch_optional(c).await)?;
    row.map(Job::try_from).transpose()
}

/// Whether a job is due.
///
/// # Errors
/// When the database fails.
pub async fn is_due(tx: &mut Tx, now: Timestamp) -> Result<bool, StoreError> {
    let due: Option<Uuid> = on!(tx, |c| query_scalar(DUE).bind(now.0).fetch_optional(c).await)?;
    Ok(due.is_some())
}

/// The job that has waited longest among those that are due. Nobody else gets it before the transaction ends.
///
/// # Errors
/// When the database fails.
pub async fn take_due(tx: &mut Tx, now: Timestamp) -> Result<Option<Job>, StoreError> {
    match dialect::lock_due_bulk_job(tx, now.0).await? {
        Some(id) => one(tx, BulkId(id)).await,
        None => Ok(None),
    }
}

/// Jobs from a place on, the latest first, at most `most`.
///
/// # Errors
/// When the database fails.
pub async fn page(tx: &mut Tx, start: &Start<(i64, Uuid)>, most: i64) -> Result<Vec<Job>, StoreError> {
    let rows: Vec<JobRow> = match *start {
        Start::First => on!(tx, |c| query_as(FIRST).bind(most).fetch_all(c).await)?,
        Start::After((at, id)) => on!(tx, |c| query_as(AFTER).bind(most).bind(at).bind(id).fetch_all(c).await)?,
        Start::Before((at, id)) => on!(tx, |c| query_as(BEFORE).bind(most).bind(at).bind(id).fetch_all(c).await)?,
    };
    let mut jobs = rows.into_iter().map(Job::try_from).collect::<Result<Vec<_>, _>>()?;
    if start.is_backwards() {
        jobs.reverse();
    }
    Ok(jobs)
}

/// How many jobs there are.
///
/// # Errors
/// When the database fails.
pub async fn count(tx: &mut Tx) -> Result<Counted, StoreError> {
    let number = on!(tx, |c| query_scalar(COUNT).bind(Counted::most(false)).fetch_one(c).await)?;
    Ok(Counted { number, is_all: true })
}

/// Stores how far a job has come, and when it goes on.
///
/// # Errors
/// When the database fails.
pub async fn go_on(tx: &mut Tx, job: &Job, due_at: Timestamp) -> Result<(), StoreError> {
    let BulkCounts { total, done, unneeded, skipped, failed, undone } = job.counts;
    on!(tx, |c| query(GO_ON)
        .bind(job.id.0)
        .bind(job.state.as_str())
        .bind(job.gathered.is_ok())
        .bind(job.gathered.err().flatten().map(|user| user.0))
        .bind(total)
        .bind(done)
        .bind(unneeded)
        .bind(skipped)
        .bind(failed)
        .bind(undone)
        .bind(job.undone_to)
        .bind(due_at.0)
        .bind(job.ended_at.map(|at| at.0))
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Brings a job into another state; answers whether it stood as was seen.
///
/// # Errors
/// When the database fails.
pub async fn set_state(tx: &mut Tx, job: &Job, to: BulkState, now: Timestamp) -> Result<bool, StoreError> {
    let ended_at = (!to.is_under_way() && to != BulkState::Paused).then_some(now.0);
    let changed = on!(tx, |c| query(SET_STATE)
        .bind(job.id.0)
        .bind(job.state.as_str())
        .bind(to.as_str())
        .bind(now.0)
        .bind(ended_at)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(changed > 0)
}

/// Notes that Latchkey failed at a job, which is tried again then.
///
/// # Errors
/// When the database fails.
pub async fn note_fault(tx: &mut Tx, id: BulkId, due_at: Timestamp) -> Result<(), StoreError> {
    on!(tx, |c| query(FAULT).bind(id.0).bind(due_at.0).execute(c).await.map(drop))?;
    Ok(())
}
