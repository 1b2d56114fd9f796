//! Turns of automations: what waits for its time, and what it came to.

pub mod lines;

pub use lines::{Line, count, count_next, due_within, hours, ledger, next, next_due, next_due_of, one, tallies};

use crate::store::{
    StoreError, Tx,
    dialect::{self, Engine},
    parse, parse_json, parse_reason, reason_name,
    sql::{Sql, insert_new_rows, new_rows_specimen},
    to_json,
};
use app::model::{AutomationId, EventKind, MessageId, RunId, RunState, SkipReason, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, query, query_as, query_scalar};
use uuid::Uuid;

/// What is read of a run, wherever one is read. It has a name while its user has one.
macro_rules! columns {
    () => {
        "r.id, r.automation_id, a.name AS automation_name, r.event_id, r.event_kind, r.event_at, r.about, r.causes, r.user_id, \
         u.display_name AS user_name, r.gathers, r.by_hand, r.gathered_to, r.state, r.reason, r.due_at, r.faults, \
         r.message_id, r.ended_at"
    };
}
use columns;

/// From where it is read.
macro_rules! runs {
    () => {
        " FROM automation_runs r JOIN automations a ON a.id = r.automation_id LEFT JOIN users u ON u.id = r.user_id"
    };
}
use runs;

const INSERT: &str = "INSERT INTO automation_runs (id, automation_id, event_id, event_kind, event_at, about, causes, user_id, \
    gathers, by_hand, state, reason, due_at, ended_at) VALUES ";
/// Those that are due, of automations that are activated.
pub(in crate::store) const DUE: &str = concat!(
    "SELECT ",
    columns!(),
    runs!(),
    " WHERE r.state = 'waiting' AND r.due_at <= $1 AND a.state = 'active' ORDER BY r.due_at, r.id LIMIT $2"
);
/// The same, kept from other workers until the transaction ends.
pub(in crate::store) const TAKE_DUE_POSTGRES: &str = concat!(
    "SELECT ",
    columns!(),
    runs!(),
    " WHERE r.state = 'waiting' AND r.due_at <= $1 AND a.state = 'active' ORDER BY r.due_at, r.id LIMIT $2 \
     FOR UPDATE OF r SKIP LOCKED"
);
const SETTLE: &str = "UPDATE automation_runs SET state = $2, reason = $3, message_id = $4, ended_at = $5 WHERE id = $1";
const GATHERED: &str = "UPDATE automation_runs SET gathered_to = $2 WHERE id = $1";
const DEFER: &str = "UPDATE automation_runs SET due_at = $2 WHERE id = $1";
const FAULT: &str = "UPDATE automation_runs SET faults = faults + 1, due_at = $2 WHERE id = $1";
const TURN: &str = "UPDATE automation_runs SET state = $3, due_at = $4, ended_at = $5, by_hand = $6, faults = 0, reason = NULL \
    WHERE id = $1 AND state = $2";
const END_WAITING: &str = "UPDATE automation_runs SET state = $2, ended_at = $3 WHERE automation_id = $1 AND state = 'waiting'";
const MET_SINCE: &str = "SELECT COUNT(*) AS number FROM automation_runs \
    WHERE automation_id = $1 AND user_id = $2 AND state = 'done' AND ended_at > $3";
const DONE_SINCE: &str = "SELECT COUNT(*) AS number FROM automation_runs \
    WHERE automation_id = $1 AND state = 'done' AND NOT gathers AND ended_at > $2";
const ALL_DONE_SINCE: &str =
    "SELECT COUNT(*) AS number FROM automation_runs WHERE state = 'done' AND NOT gathers AND ended_at > $1";

statements!(DUE, SETTLE, GATHERED, DEFER, FAULT, TURN, END_WAITING, MET_SINCE, DONE_SINCE, ALL_DONE_SINCE);

/// What a run keeps of its event. The rest is read where it is told, so that nothing stays of somebody who is deleted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// Whom it is about.
    #[serde(default)]
    pub users: Vec<UserId>,
}

/// The event of a run, as the ledger keeps it.
#[derive(Clone, Debug)]
pub struct Occasion {
    /// Which.
    pub id: Uuid,
    /// What.
    pub kind: EventKind,
    /// When.
    pub at: Timestamp,
    /// What is kept of it.
    pub about: About,
    /// The automations in whose consequence it happened.
    pub causes: Vec<AutomationId>,
}

/// A run that is to be added.
#[derive(Clone, Debug)]
pub struct NewRun<'a> {
    /// Which.
    pub id: RunId,
    /// Whose.
    pub automation: AutomationId,
    /// Why.
    pub event: &'a Occasion,
    /// For whom; nobody in particular for a call.
    pub user: Option<UserId>,
    /// Whether it finds out first whom a selection means.
    pub gathers: bool,
    /// Whether somebody has it happen now, whatever day it is.
    pub by_hand: bool,
    /// How it stands: waiting, or ended before it began.
    pub state: RunState,
    /// Why it ended before it began.
    pub reason: Option<SkipReason>,
    /// When it is due.
    pub due_at: Timestamp,
    /// Now.
    pub now: Timestamp,
}

/// A run as stored.
#[derive(Clone, Debug)]
pub struct Run {
    /// Which.
    pub id: RunId,
    /// Whose, and the automation's name.
    pub automation: (AutomationId, String),
    /// Why.
    pub event: Occasion,
    /// For whom, and their name, which is absent once they are deleted.
    pub user: Option<(UserId, Option<String>)>,
    /// Whether it finds out whom a selection means.
    pub gathers: bool,
    /// Whether somebody has it happen now, whatever day it is.
    pub by_hand: bool,
    /// The last of them written down.
    pub gathered_to: Option<UserId>,
    /// How it stands.
    pub state: RunState,
    /// Why it was left out.
    pub reason: Option<SkipReason>,
    /// When it was or is due.
    pub due_at: Timestamp,
    /// Times that Latchkey failed at it.
    pub faults: i64,
    /// The mail that was queued.
    pub message: Option<MessageId>,
    /// When it was done or left out.
    pub ended_at: Option<Timestamp>,
}

impl Run {
    /// Whether it is for nobody: a web address is called.
    #[must_use]
    pub const fn is_call(&self) -> bool {
        self.user.is_none() && !self.gathers
    }
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    automation_id: Uuid,
    automation_name: String,
    event_id: Uuid,
    event_kind: String,
    event_at: i64,
    about: String,
    causes: String,
    user_id: Uuid,
    user_name: Option<String>,
    gathers: bool,
    by_hand: bool,
    gathered_to: Option<Uuid>,
    state: String,
    reason: Option<String>,
    due_at: i64,
    faults: i64,
    message_id: Option<Uuid>,
    ended_at: Option<i64>,
}

impl TryFrom<Row> for Run {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: RunId(row.id),
            automation: (AutomationId(row.automation_id), row.automation_name),
            event: Occasion {
                id: row.event_id,
                kind: parse(&row.event_kind, "automation_runs.event_kind")?,
                at: Timestamp(row.event_at),
                about: parse_json(&row.about, "automation_runs.about")?,
                causes: parse_json(&row.causes, "automation_runs.causes")?,
            },
            user: (!row.user_id.is_nil()).then_some((UserId(row.user_id), row.user_name)),
            gathers: row.gathers,
            by_hand: row.by_hand,
            gathered_to: row.gathered_to.map(UserId),
            state: parse(&row.state, "automation_runs.state")?,
            reason: parse_reason(row.reason, "automation_runs.reason")?,
            due_at: Timestamp(row.due_at),
            faults: row.faults,
            message: row.message_id.map(MessageId),
            ended_at: row.ended_at.map(Timestamp),
        })
    }
}

/// Adds runs; what an automation does for this event and this user is there once already, and stays as it is.
///
/// # Errors
/// When the database fails.
pub async fn insert(tx: &mut Tx, runs: &[NewRun<'_>]) -> Result<(), StoreError> {
    let rows = runs.iter().map(written).collect::<Result<Vec<_>, _>>()?;
    insert_new_rows(tx, INSERT, &rows, add).await
}

fn add(sql: &mut Sql, Written { run, about, causes, reason }: &Written<'_>) {
    let user = run.user.map_or(Uuid::nil(), |user| user.0);
    sql.add("(").bind(run.id.0).add(", ").bind(run.automation.0).add(", ").bind(run.event.id).add(", ");
    sql.bind(run.event.kind.as_str()).add(", ").bind(run.event.at.0).add(", ").bind(about.clone()).add(", ");
    sql.bind(causes.clone()).add(", ").bind(user).add(", ").bind(run.gathers).add(", ").bind(run.by_hand).add(", ");
    sql.bind(run.state.as_str()).add(", ").bind(reason.clone()).add(", ").bind(run.due_at.0).add(", ");
    sql.bind((run.state != RunState::Waiting).then_some(run.now.0)).add(")");
}

/// A run with its JSON.
struct Written<'a> {
    run: &'a NewRun<'a>,
    about: String,
    causes: String,
    reason: Option<String>,
}

fn written<'a>(run: &'a NewRun<'a>) -> Result<Written<'a>, StoreError> {
    Ok(Written { run, about: to_json(&run.event.about)?, causes: to_json(&run.event.causes)?, reason: reason_name(run.reason)? })
}

/// The statement in a specimen for the contract test.
pub(in crate::store) fn specimens(engine: Engine) -> Vec<(&'static str, String)> {
    let (id, at) = (Uuid::nil(), Timestamp(0));
    let event = Occasion { id, kind: EventKind::Schedule, at, about: About::default(), causes: Vec::new() };
    let run = NewRun {
        id: RunId(id),
        automation: AutomationId(id),
        event: &event,
        user: None,
        gathers: false,
        by_hand: false,
        state: RunState::Waiting,
        reason: None,
        due_at: at,
        now: at,
    };
    let row = Written { run: &run, about: String::new(), causes: String::new(), reason: None };
    vec![("automations::runs::INSERT", new_rows_specimen(engine, INSERT, &row, add))]
}

/// Whether a run is due.
///
/// # Errors
/// When the database fails.
pub async fn is_due(tx: &mut Tx, now: Timestamp) -> Result<bool, StoreError> {
    let due: Option<Row> = on!(tx, |c| query_as(DUE).bind(now.0).bind(1_i64).fetch_optional(c).await)?;
    Ok(due.is_some())
}

/// Runs that are due, the longest first, at most `most`. Nobody else gets them before the transaction ends. One at which
/// Latchkey failed before comes alone.
///
/// # Errors
/// When the database fails.
pub async fn take_due(tx: &mut Tx, now: Timestamp, most: i64) -> Result<Vec<Run>, StoreError> {
    let sql = dialect::take_due_runs(tx.engine());
    let rows: Vec<Row> = on!(tx, |c| query_as(sql).bind(now.0).bind(most).fetch_all(c).await)?;
    let mut runs = rows.into_iter().map(Run::try_from).collect::<Result<Vec<_>, _>>()?;
    let sound = runs.iter().take_while(|run| run.faults == 0).count();
    runs.truncate(sound.max(1));
    Ok(runs)
}

/// What a run came to.
#[derive(Clone, Copy, Debug)]
pub struct Settled {
    /// How it ended.
    pub state: RunState,
    /// Why it was left out.
    pub reason: Option<SkipReason>,
    /// The mail that was queued.
    pub message: Option<MessageId>,
}

/// Writes into the ledger what a run came to.
///
/// # Errors
/// When the database fails.
pub async fn settle(tx: &mut Tx, id: RunId, settled: Settled, now: Timestamp) -> Result<(), StoreError> {
    let reason = reason_name(settled.reason)?;
    on!(tx, |c| query(SETTLE)
        .bind(id.0)
        .bind(settled.state.as_str())
        .bind(reason)
        .bind(settled.message.map(|message| message.0))
        .bind(now.0)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Notes how far a run has found out whom its selection means.
///
/// # Errors
/// When the database fails.
pub async fn gathered(tx: &mut Tx, id: RunId, to: UserId) -> Result<(), StoreError> {
    on!(tx, |c| query(GATHERED).bind(id.0).bind(to.0).execute(c).await.map(drop))?;
    Ok(())
}

/// Puts a run off.
///
/// # Errors
/// When the database fails.
pub async fn defer(tx: &mut Tx, id: RunId, due_at: Timestamp) -> Result<(), StoreError> {
    on!(tx, |c| query(DEFER).bind(id.0).bind(due_at.0).execute(c).await.map(drop))?;
    Ok(())
}

/// Notes that Latchkey failed at a run, which is tried again then.
///
/// # Errors
/// When the database fails.
pub async fn note_fault(tx: &mut Tx, id: RunId, due_at: Timestamp) -> Result<(), StoreError> {
    on!(tx, |c| query(FAULT).bind(id.0).bind(due_at.0).execute(c).await.map(drop))?;
    Ok(())
}

/// Cancels a run that waits, has it happen now, or has it wait again; answers whether it stood as was seen.
///
/// # Errors
/// When the database fails.
pub async fn turn(tx: &mut Tx, run: &Run, to: RunState, now: Timestamp) -> Result<bool, StoreError> {
    let ended_at = (to != RunState::Waiting).then_some(now.0);
    let due_at = if to == RunState::Waiting { now } else { run.due_at };
    let changed = on!(tx, |c| query(TURN)
        .bind(run.id.0)
        .bind(run.state.as_str())
        .bind(to.as_str())
        .bind(due_at.0)
        .bind(ended_at)
        .bind(to == RunState::Waiting)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(changed > 0)
}

/// Ends all of an automation's runs that wait.
///
/// # Errors
/// When the database fails.
pub async fn end_waiting(tx: &mut Tx, automation: AutomationId, to: RunState, now: Timestamp) -> Result<(), StoreError> {
    on!(tx, |c| query(END_WAITING).bind(automation.0).bind(to.as_str()).bind(now.0).execute(c).await.map(drop))?;
    Ok(())
}

/// Whether an automation has met a user since.
///
/// # Errors
/// When the database fails.
pub async fn has_met(tx: &mut Tx, automation: AutomationId, user: UserId, since: Timestamp) -> Result<bool, StoreError> {
    let met: i64 = on!(tx, |c| query_scalar(MET_SINCE).bind(automation.0).bind(user.0).bind(since.0).fetch_one(c).await)?;
    Ok(met > 0)
}

/// How often an automation has acted since.
///
/// # Errors
/// When the database fails.
pub async fn done_since(tx: &mut Tx, automation: AutomationId, since: Timestamp) -> Result<i64, StoreError> {
    Ok(on!(tx, |c| query_scalar(DONE_SINCE).bind(automation.0).bind(since.0).fetch_one(c).await)?)
}

/// How often all automations together have acted since.
///
/// # Errors
/// When the database fails.
pub async fn all_done_since(tx: &mut Tx, since: Timestamp) -> Result<i64, StoreError> {
    Ok(on!(tx, |c| query_scalar(ALL_DONE_SINCE).bind(since.0).fetch_one(c).await)?)
}
