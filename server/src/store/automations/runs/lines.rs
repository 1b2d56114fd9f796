//! Runs as pages show them: the lines of ledgers, what comes next, and what came of them in numbers.

use super::{Row, Run, columns, runs};
use crate::store::{Counted, Start, StoreError, Tx, parse};
use app::model::{AutomationId, RunId, RunState, RunTally, Span, Timestamp};
use sqlx::{FromRow, query_as, query_scalar};
use std::ops::Range;
use uuid::Uuid;

/// What is read of a run, with what has become of what was sent.
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
/// Days begin at quarters of an hour in every zone.
const DUE_WITHIN: &str = "SELECT a.name, (r.due_at - $1) / 900000000 AS quarter, COUNT(*) AS number FROM automation_runs r \
    JOIN automations a ON a.id = r.automation_id \
    WHERE r.state = 'waiting' AND a.state = 'active' AND r.due_at >= $1 AND r.due_at < $2 GROUP BY 1, 2";
const NEXT_DUE: &str =
    "SELECT automation_id, MIN(due_at) AS due_at FROM automation_runs WHERE state = 'waiting' GROUP BY automation_id";
/// What waits has not ended, by which an index finds it.
const NEXT_DUE_OF: &str =
    "SELECT MIN(due_at) AS due_at FROM automation_runs WHERE automation_id = $1 AND ended_at IS NULL AND state = 'waiting'";
const TALLY: &str = "SELECT automation_id, state, COUNT(*) AS number FROM automation_runs \
    WHERE NOT gathers AND (state = 'waiting' OR ended_at > $1) GROUP BY automation_id, state";
const ENDED_SINCE: &str = "SELECT (ended_at - $2) / 3600000000 AS hour, state, COUNT(*) AS number FROM automation_runs \
    WHERE automation_id = $1 AND NOT gathers AND ended_at >= $2 GROUP BY 1, 2";

statements!(
    ONE,
    FIRST,
    AFTER,
    BEFORE,
    COUNT,
    NEXT,
    NEXT_AFTER,
    NEXT_BEFORE,
    COUNT_NEXT,
    DUE_WITHIN,
    NEXT_DUE,
    NEXT_DUE_OF,
    TALLY,
    ENDED_SINCE
);

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
struct LineRow {
    #[sqlx(flatten)]
    run: Row,
    used: i32,
    reply: Option<String>,
}

impl TryFrom<LineRow> for Line {
    type Error = StoreError;

    fn try_from(row: LineRow) -> Result<Self, StoreError> {
        Ok(Self { run: row.run.try_into()?, used: row.used != 0, reply: row.reply })
    }
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

/// How many wait that are due in a stretch of time: of each automation, by the quarter of an hour.
///
/// # Errors
/// When the database fails.
pub async fn due_within(tx: &mut Tx, within: &Range<Timestamp>) -> Result<Vec<(String, Timestamp, i64)>, StoreError> {
    let (start, end) = (within.start, within.end);
    let rows: Vec<(String, i64, i64)> = on!(tx, |c| query_as(DUE_WITHIN).bind(start.0).bind(end.0).fetch_all(c).await)?;
    Ok(rows.into_iter().map(|(name, quarter, number)| (name, start + Span::minutes(15 * quarter), number)).collect())
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

/// When an automation is next due, if something waits.
///
/// # Errors
/// When the database fails.
pub async fn next_due_of(tx: &mut Tx, automation: AutomationId) -> Result<Option<Timestamp>, StoreError> {
    let due: Option<i64> = on!(tx, |c| query_scalar(NEXT_DUE_OF).bind(automation.0).fetch_one(c).await)?;
    Ok(due.map(Timestamp))
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
