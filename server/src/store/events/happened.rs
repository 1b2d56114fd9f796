//! Events as automations and programs are given them.

use super::read;
use crate::store::{
    Start, StoreError, Tx, causes, dialect, parse,
    sql::{Sql, bound},
};
use app::model::{AutomationId, EventFacts, EventField, EventKind, Timestamp, UserId};
use sqlx::{FromRow, query_as, query_scalar};
use std::collections::HashMap;
use uuid::Uuid;

/// What is read of an event.
macro_rules! columns {
    () => {
        "id, kind, user_id, actor, at, detail, causes"
    };
}

const FIRST: &str = concat!("SELECT ", columns!(), " FROM events ORDER BY id DESC LIMIT $1");
const AFTER: &str = concat!("SELECT ", columns!(), " FROM events WHERE id < $2 ORDER BY id DESC LIMIT $1");
const BEFORE: &str = concat!("SELECT ", columns!(), " FROM events WHERE id > $2 ORDER BY id LIMIT $1");
const ONE: &str = concat!("SELECT ", columns!(), " FROM events WHERE id = $1");
/// Without what was tried under names that nobody has.
const RECENT: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM events WHERE kind = $1 AND at >= $2 AND (user_id IS NOT NULL OR kind NOT IN ('sign-in-failed', 'locked')) \
     ORDER BY at DESC LIMIT $3"
);
/// Events whose users are read in one statement.
const AT_ONCE: usize = 500;

const ANY_NEW: &str = "SELECT COUNT(*) AS number FROM (SELECT 1 FROM events WHERE is_new LIMIT 1) AS found";

statements!(FIRST, AFTER, BEFORE, ONE, RECENT, ANY_NEW);

/// An event with all that is known of it. Its id is made of the time when it was recorded, so that it orders them.
#[derive(Clone, Debug)]
pub struct Happened {
    /// Which.
    pub id: Uuid,
    /// What there is to match it by.
    pub facts: EventFacts,
    /// The name of whoever caused it.
    pub actor: Option<String>,
    /// The automations in whose consequence it happened.
    pub causes: Vec<AutomationId>,
}

impl Happened {
    /// Whether it was tried under a name that nobody has: nothing happened to anyone, and no automation hears of it.
    #[must_use]
    pub fn is_of_unknown_name(&self) -> bool {
        self.facts.users.is_empty() && matches!(self.facts.kind, EventKind::SignInFailed | EventKind::Locked)
    }
}

/// An event as stored.
#[derive(FromRow)]
pub(in crate::store) struct HappenedRow {
    id: Uuid,
    kind: String,
    user_id: Option<Uuid>,
    actor: Option<String>,
    at: i64,
    detail: String,
    causes: Option<String>,
}

/// Whether there is an event that no automation was asked about yet.
///
/// # Errors
/// When the database fails.
pub async fn any_new(tx: &mut Tx) -> Result<bool, StoreError> {
    let number: i64 = on!(tx, |c| query_scalar(ANY_NEW).fetch_one(c).await)?;
    Ok(number > 0)
}

/// Takes events that no automation was asked about yet, the eldest first, at most `most`. No other worker is given them unless
/// this transaction is undone.
///
/// # Errors
/// When the database fails.
pub async fn take_new(tx: &mut Tx, most: i64) -> Result<Vec<Happened>, StoreError> {
    let mut rows = dialect::take_new_events(tx, most).await?;
    rows.sort_by_key(|row| row.id);
    with_users(tx, rows).await
}

/// An event; those about one user alone go with them.
///
/// # Errors
/// When the database fails.
pub async fn one(tx: &mut Tx, id: Uuid) -> Result<Option<Happened>, StoreError> {
    let rows = on!(tx, |c| query_as(ONE).bind(id).fetch_all(c).await)?;
    Ok(with_users(tx, rows).await?.pop())
}

/// Events of a kind that happened since then, the latest first, at most `most`.
///
/// # Errors
/// When the database fails.
pub async fn recent(tx: &mut Tx, kind: EventKind, since: Timestamp, most: i64) -> Result<Vec<Happened>, StoreError> {
    let rows = on!(tx, |c| query_as(RECENT).bind(kind.as_str()).bind(since.0).bind(most).fetch_all(c).await)?;
    with_users(tx, rows).await
}

/// Events from a place on, the latest first, at most `most`.
///
/// # Errors
/// When the database fails.
pub async fn page(tx: &mut Tx, start: &Start<Uuid>, most: i64) -> Result<Vec<Happened>, StoreError> {
    let mut rows = match *start {
        Start::First => on!(tx, |c| query_as(FIRST).bind(most).fetch_all(c).await)?,
        Start::After(id) => on!(tx, |c| query_as(AFTER).bind(most).bind(id).fetch_all(c).await)?,
        Start::Before(id) => on!(tx, |c| query_as(BEFORE).bind(most).bind(id).fetch_all(c).await)?,
    };
    if start.is_backwards() {
        rows.reverse();
    }
    with_users(tx, rows).await
}

async fn with_users(tx: &mut Tx, rows: Vec<HappenedRow>) -> Result<Vec<Happened>, StoreError> {
    let mut several = several(tx, &rows).await?;
    rows.into_iter()
        .map(|row| {
            let users = row.user_id.map_or_else(|| several.remove(&row.id).unwrap_or_default(), |only| vec![UserId(only)]);
            happened(row, users)
        })
        .collect()
}

/// Whom events are about that are about several: of all kinds, only what other systems report.
async fn several(tx: &mut Tx, rows: &[HappenedRow]) -> Result<HashMap<Uuid, Vec<UserId>>, StoreError> {
    let shared: Vec<Uuid> = rows.iter().filter(|row| row.kind == EventKind::External.as_str()).map(|row| row.id).collect();
    let mut several: HashMap<Uuid, Vec<UserId>> = HashMap::new();
    for events in shared.chunks(AT_ONCE) {
        let sql = users_of(events);
        let found: Vec<(Uuid, Uuid)> = on!(tx, |c| bound!(query_as(sql.text()).persistent(false), sql).fetch_all(c).await)?;
        for (event, user) in found {
            several.entry(event).or_default().push(UserId(user));
        }
    }
    Ok(several)
}

fn users_of(events: &[Uuid]) -> Sql {
    let mut sql = Sql::of("SELECT event_id, user_id FROM event_users WHERE event_id IN (");
    sql.bind_all(events.iter().copied()).add(") ORDER BY user_id");
    sql
}

/// The statement in a specimen for the contract test.
pub(in crate::store) fn specimens() -> Vec<(&'static str, String)> {
    vec![("events::happened::users_of", users_of(&[Uuid::nil(), Uuid::nil()]).into_text())]
}

fn happened(row: HappenedRow, users: Vec<UserId>) -> Result<Happened, StoreError> {
    let kind: EventKind = parse(&row.kind, "events.kind")?;
    let event = read(row.kind, &row.detail)?;
    let mut facts = event.facts();
    if kind.fields().contains(&EventField::By) {
        facts.extend(row.actor.clone().map(|actor| (EventField::By, actor)));
    }
    let facts = EventFacts { kind, at: Timestamp(row.at), users, facts, success: event.success(), number: event.number() };
    Ok(Happened { id: row.id, facts, actor: row.actor, causes: causes::read(row.causes.as_deref())? })
}
