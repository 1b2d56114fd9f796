//! Turns of automations: the ledger, and what waits for its time.

use crate::store::{
    Counted, Start, StoreError, Tx, dialect, parse, parse_json, parse_reason, reason_name, sql::insert_new_rows, to_json,
};
use app::model::{AutomationId, EventKind, MessageId, RunId, RunState, RunTally, SkipReason, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, query, query_as, query_scalar};
use uuid::Uuid;

/// What is read of a run, wherever one is read. It has a name while its user has one.
macro_rules! columns {
    () => {
        "r.id, r.automation_id, a.name AS automation_name, r.event_id, r.event_kind, r.event_at, r.about, r.causes, r.user_id, \
         COALESCE(u.display_name, '') AS user_name, r.gathers, r.by_hand, r.gathered_to, r.state, r.reason, r.due_at, r.faults, \
         r.message_id, r.ended_at"
    };
}

/// From where it is read.
macro_rules! runs {
    () => {
        " FROM automation_runs r JOIN automations a ON a.id = r.automation_id LEFT JOIN users u ON u.id = r.user_id"
    };
}

/// The same with what has become of what was sent.
macro_rules! lines {
    ($rest:literal) => {
        concat!(
            "SELECT ",
            columns!(),
            ", CASE WHEN l.consumed_at IS NOT NULL OR p.consumed_at IS NOT NULL THEN 1 ELSE 0 END AS used, w.reply",
            runs!(),
            " LEFT JOIN messages m ON m.id = r.message_id LEFT JOIN links l ON l.id = m.link_id \
             LEFT JOIN pending_passwords p ON p.id = m.pending_id LEFT JOIN webhook_calls w ON w.run_id = r.id",
            $rest
        )
    };
}

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
const ONE: &str = lines!(" WHERE r.id = $1");
const FIRST: &str = lines!(
    " WHERE r.automation_id = $1 AND (CAST($3 AS TEXT) IS NULL OR r.state = $3) AND (NOT r.gathers OR r.state <> 'done') \
     ORDER BY r.id DESC LIMIT $2"
);
const AFTER: &str = lines!(
    " WHERE r.automation_id = $1 AND (CAST($3 AS TEXT) IS NULL OR r.state = $3) AND (NOT r.gathers OR r.state <> 'done') \
     AND r.id < $4 ORDER BY r.id DESC LIMIT $2"
);
const BEFORE: &str = lines!(
    " WHERE r.automation_id = $1 AND (CAST($3 AS TEXT) IS NULL OR r.state = $3) AND (NOT r.gathers OR r.state <> 'done') \
     AND r.id > $4 ORDER BY r.id LIMIT $2"
);
const COUNT: &str = "SELECT COUNT(*) AS number FROM (SELECT 1 FROM automation_runs WHERE automation_id = $1 \
    AND (CAST($3 AS TEXT) IS NULL OR state = $3) AND (NOT gathers OR state <> 'done') LIMIT $2) AS found";
const NEXT: &str = lines!(" WHERE r.state = 'waiting' AND a.state = 'active' ORDER BY r.due_at, r.id LIMIT $1");
const NEXT_AFTER: &str =
    lines!(" WHERE r.state = 'waiting' AND a.state = 'active' AND (r.due_at, r.id) > ($2, $3) ORDER BY r.due_at, r.id LIMIT $1");
const NEXT_BEFORE: &str = lines!(
    " WHERE r.state = 'waiting' AND a.state = 'active' AND (r.due_at, r.id) < ($2, $3) \
     ORDER BY r.due_at DESC, r.id DESC LIMIT $1"
);
const COUNT_NEXT: &str = "SELECT COUNT(*) AS number FROM (SELECT 1 FROM automation_runs r JOIN automations a \
    ON a.id = r.automation_id WHERE r.state = 'waiting' AND a.state = 'active' LIMIT $1) AS found";
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
const NEXT_DUE: &str =
    "SELECT automation_id, MIN(due_at) AS due_at FROM automation_runs WHERE state = 'waiting' GROUP BY automation_id";
const TALLY: &str = "SELECT automation_id, state, COUNT(*) AS number FROM automation_runs \
    WHERE NOT gathers AND (state = 'waiting' OR ended_at > $1) GROUP BY automation_id, state";
const ENDED_SINCE: &str = "SELECT (ended_at - $2) / 3600000000 AS hour, state, COUNT(*) AS number FROM automation_runs \
    WHERE automation_id = $1 AND NOT gathers AND ended_at >= $2 GROUP BY 1, 2";

statements!(
    DUE,
    ONE,
    FIRST,
    AFTER,
    BEFORE,
    COUNT,
    NEXT,
    NEXT_AFTER,
    NEXT_BEFORE,
    COUNT_NEXT,
    SETTLE,
    GATHERED,
    DEFER,
    FAULT,
    TURN,
    END_WAITING,
    MET_SINCE,
    DONE_SINCE,
    ALL_DONE_SINCE,
    NEXT_DUE,
    TALLY,
    ENDED_SINCE
);

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
    /// For whom, and their name, which is empty once they are deleted.
    pub user: Option<(UserId, String)>,
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

/// A run, and what has become of what was sent.
#[derive(Clone, Debug)]
pub struct Line {
    /// The run.
    pub run: Run,
    /// Whether the link or the password has been used.
    pub used: bool,
    /// What the last call of the web address came to.
    pub reply: Option<String>,
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
    user_name: String,
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

#[derive(FromRow)]
struct LineRow {
    #[sqlx(flatten)]
    run: Row,
    used: i32,
    reply: Option<String>,
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

impl TryFrom<LineRow> for Line {
    type Error = StoreError;

    fn try_from(row: LineRow) -> Result<Self, StoreError> {
        Ok(Self { run: row.run.try_into()?, used: row.used != 0, reply: row.reply })
    }
}

/// Adds runs; what an automation does for this event and this user is there once already, and stays as it is.
///
/// # Errors
/// When the database fails.
pub async fn insert(tx: &mut Tx, runs: &[NewRun<'_>]) -> Result<(), StoreError> {
    let rows = runs.iter().map(written).collect::<Result<Vec<_>, _>>()?;
    insert_new_rows(tx, INSERT, &rows, |sql, Written { run, about, causes, reason }| {
        let user = run.user.map_or(Uuid::nil(), |user| user.0);
        sql.add("(").bind(run.id.0).add(", ").bind(run.automation.0).add(", ").bind(run.event.id).add(", ");
        sql.bind(run.event.kind.as_str()).add(", ").bind(run.event.at.0).add(", ").bind(about.clone()).add(", ");
        sql.bind(causes.clone()).add(", ").bind(user).add(", ").bind(run.gathers).add(", ").bind(run.by_hand).add(", ");
        sql.bind(run.state.as_str()).add(", ").bind(reason.clone()).add(", ").bind(run.due_at.0).add(", ");
        sql.bind((run.state != RunState::Waiting).then_some(run.now.0)).add(")");
    })
    .await
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

/// One run.
///
/// # Errors
/// When the database fails.
pub async fn one(tx: &mut Tx, id: RunId) -> Result<Option<Line>, StoreError> {
    let row: Option<LineRow> = on!(tx, |c| query_as(ONE).bind(id.0).fetch_optional(c).await)?;
    row.map(Line::try_from).transpose()
}

/// A stretch of an automation's ledger, the latest first.
///
/// # Errors
/// When the database fails.
pub async fn ledger(
    tx: &mut Tx,
    automation: AutomationId,
    state: Option<RunState>,
    start: &Start<RunId>,
    most: i64,
) -> Result<Vec<Line>, StoreError> {
    let state = state.map(RunState::as_str);
    let rows: Vec<LineRow> = match start {
        Start::First => on!(tx, |c| query_as(FIRST).bind(automation.0).bind(most).bind(state).fetch_all(c).await)?,
        Start::After(id) => on!(tx, |c| query_as(AFTER).bind(automation.0).bind(most).bind(state).bind(id.0).fetch_all(c).await)?,
        Start::Before(id) => {
            on!(tx, |c| query_as(BEFORE).bind(automation.0).bind(most).bind(state).bind(id.0).fetch_all(c).await)?
        }
    };
    in_order(rows, start.is_backwards())
}

/// How many lines a ledger has.
///
/// # Errors
/// When the database fails.
pub async fn count(tx: &mut Tx, automation: AutomationId, state: Option<RunState>) -> Result<Counted, StoreError> {
    let (most, state) = (Counted::most(false), state.map(RunState::as_str));
    let number = on!(tx, |c| query_scalar(COUNT).bind(automation.0).bind(most).bind(state).fetch_one(c).await)?;
    Ok(Counted { number, is_all: true })
}

/// What comes next, the soonest first.
///
/// # Errors
/// When the database fails.
pub async fn next(tx: &mut Tx, start: &Start<(i64, Uuid)>, most: i64) -> Result<Vec<Line>, StoreError> {
    let rows: Vec<LineRow> = match *start {
        Start::First => on!(tx, |c| query_as(NEXT).bind(most).fetch_all(c).await)?,
        Start::After((due, id)) => on!(tx, |c| query_as(NEXT_AFTER).bind(most).bind(due).bind(id).fetch_all(c).await)?,
        Start::Before((due, id)) => on!(tx, |c| query_as(NEXT_BEFORE).bind(most).bind(due).bind(id).fetch_all(c).await)?,
    };
    in_order(rows, start.is_backwards())
}

/// How many wait for their time.
///
/// # Errors
/// When the database fails.
pub async fn count_next(tx: &mut Tx) -> Result<Counted, StoreError> {
    let number = on!(tx, |c| query_scalar(COUNT_NEXT).bind(Counted::most(false)).fetch_one(c).await)?;
    Ok(Counted { number, is_all: true })
}

fn in_order(rows: Vec<LineRow>, is_backwards: bool) -> Result<Vec<Line>, StoreError> {
    let mut lines = rows.into_iter().map(Line::try_from).collect::<Result<Vec<_>, _>>()?;
    if is_backwards {
        lines.reverse();
    }
    Ok(lines)
}

/// When each automation that has something waiting is next due.
///
/// # Errors
/// When the database fails.
pub async fn next_due(tx: &mut Tx) -> Result<Vec<(AutomationId, Timestamp)>, StoreError> {
    let rows: Vec<(Uuid, i64)> = on!(tx, |c| query_as(NEXT_DUE).fetch_all(c).await)?;
    Ok(rows.into_iter().map(|(id, due)| (AutomationId(id), Timestamp(due))).collect())
}

/// What came of each automation since.
///
/// # Errors
/// When the database fails.
pub async fn tallies(tx: &mut Tx, since: Timestamp) -> Result<Vec<(AutomationId, RunTally)>, StoreError> {
    let rows: Vec<(Uuid, String, i64)> = on!(tx, |c| query_as(TALLY).bind(since.0).fetch_all(c).await)?;
    let mut tallies: Vec<(AutomationId, RunTally)> = Vec::new();
    for (id, state, number) in rows {
        let id = AutomationId(id);
        let at = tallies.iter().position(|(other, _)| *other == id).unwrap_or_else(|| {
            tallies.push((id, RunTally::default()));
            tallies.len() - 1
        });
        add(&mut tallies[at].1, &state, number)?;
    }
    Ok(tallies)
}

/// What came of an automation in each hour since `start`, by the hour's number from there.
///
/// # Errors
/// When the database fails.
pub async fn hours(tx: &mut Tx, automation: AutomationId, start: Timestamp) -> Result<Vec<(i64, RunTally)>, StoreError> {
    let rows: Vec<(i64, String, i64)> = on!(tx, |c| query_as(ENDED_SINCE).bind(automation.0).bind(start.0).fetch_all(c).await)?;
    let tallied = rows.into_iter().map(|(hour, state, number)| {
        let mut tally = RunTally::default();
        add(&mut tally, &state, number).map(|()| (hour, tally))
    });
    tallied.collect()
}

fn add(tally: &mut RunTally, state: &str, number: i64) -> Result<(), StoreError> {
    match parse(state, "automation_runs.state")? {
        RunState::Waiting => tally.waiting += number,
        RunState::Done => tally.done += number,
        RunState::Unneeded | RunState::Skipped | RunState::Cancelled => tally.skipped += number,
        RunState::Failed | RunState::Missed => tally.failed += number,
    }
    Ok(())
}
