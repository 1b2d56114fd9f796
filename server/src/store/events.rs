//! Events: what happened, for timelines and automations.

use super::{Counted, Start, StoreError, Tx, sql::insert_rows, to_json};
use app::model::{Timestamp, UserId};
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, query, query_as, query_scalar};
use uuid::Uuid;

const INSERT: &str = "INSERT INTO events (id, kind, user_id, actor, at, detail) VALUES ($1, $2, $3, $4, $5, $6)";
const INSERT_MANY: &str = "INSERT INTO events (id, kind, user_id, actor, at, detail) VALUES ";
const OF_USER: &str = "SELECT kind, actor, at, detail FROM events WHERE user_id = $1 ORDER BY at DESC, id DESC LIMIT 50";

const FIRST: &str = "SELECT id, kind, user_id, actor, at FROM events ORDER BY id DESC LIMIT $1";
const AFTER: &str = "SELECT id, kind, user_id, actor, at FROM events WHERE id < $2 ORDER BY id DESC LIMIT $1";
const BEFORE: &str = "SELECT id, kind, user_id, actor, at FROM events WHERE id > $2 ORDER BY id LIMIT $1";
const COUNT: &str = "SELECT COUNT(*) AS number FROM (SELECT 1 FROM events LIMIT $1) AS found";

statements!(INSERT, OF_USER, FIRST, AFTER, BEFORE, COUNT);

/// What happened. Stored by its name, its fields as JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind", content = "detail")]
pub enum Event {
    /// A password change link was asked for.
    LinkRequested,
    /// A link was shown to somebody of the desk.
    LinkCopied,
    /// A generated password was asked for, by the name of its ticket.
    NewPasswordRequested {
        /// The ticket.
        ticket: String,
    },
    /// A temporary password was set, by the name of its ticket.
    TemporaryPasswordSet {
        /// The ticket.
        ticket: String,
    },
    /// Someone signed in with a generated or a temporary password, and has to choose their own.
    SignedInToChoose,
    /// A password has to be chosen at the next sign-in.
    ChangeRequired,
    /// A password was chosen.
    PasswordChanged,
    /// The owner said of a notice: this wasn't me.
    NotMe,
    /// Someone signed in.
    SignedIn,
    /// Sign-in failed, so many times in a row by now.
    SignInFailed {
        /// Failures in a row.
        failures: i64,
    },
    /// Is Active was switched on.
    Activated,
    /// Is Active was switched off.
    Deactivated,
    /// The account was made.
    UserCreated,
    /// Mail goes to another address from now on.
    EmailChanged,
    /// The wait after failed sign-ins was lifted.
    Unlocked,
    /// All sessions were ended, so many.
    SessionsEnded {
        /// How many were open.
        sessions: i64,
    },
}

/// An event of a user.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// What.
    pub event: Event,
    /// The name of whoever caused it.
    pub actor: Option<String>,
    /// When.
    pub at: Timestamp,
}

#[derive(Serialize, Deserialize, Debug)]
struct Stored {
    kind: String,
    #[serde(default, skip_serializing_if = "serde_json::Value::is_null")]
    detail: serde_json::Value,
}

#[derive(FromRow)]
struct Row {
    kind: String,
    actor: Option<String>,
    at: i64,
    detail: String,
}

/// Records an event about a user.
///
/// # Errors
/// When the database fails.
pub async fn record(
    tx: &mut Tx,
    id: Uuid,
    event: &Event,
    user: UserId,
    actor: Option<&str>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let stored = stored(event)?;
    on!(tx, |c| query(INSERT)
        .bind(id)
        .bind(&stored.kind)
        .bind(user.0)
        .bind(actor)
        .bind(now.0)
        .bind(stored.detail.to_string())
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Records one event about each of many users, under these ids.
///
/// # Errors
/// When the database fails.
pub async fn record_all(
    tx: &mut Tx,
    event: &Event,
    users: &[(Uuid, UserId)],
    actor: Option<&str>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let stored = stored(event)?;
    let (detail, actor) = (stored.detail.to_string(), actor.map(str::to_owned));
    insert_rows(tx, INSERT_MANY, users, |sql, (id, user)| {
        sql.add("(").bind(*id).add(", ").bind(stored.kind.as_str()).add(", ").bind(user.0).add(", ").bind(actor.clone());
        sql.add(", ").bind(now.0).add(", ").bind(detail.as_str()).add(")");
    })
    .await
}

fn stored(event: &Event) -> Result<Stored, StoreError> {
    serde_json::from_str(&to_json(event)?).map_err(|_| StoreError::Unreadable("events.kind"))
}

/// The latest events of a user, latest first, at most 50.
///
/// # Errors
/// When the database fails.
pub async fn of_user(tx: &mut Tx, user: UserId) -> Result<Vec<Recorded>, StoreError> {
    let rows: Vec<Row> = on!(tx, |c| query_as(OF_USER).bind(user.0).fetch_all(c).await)?;
    rows.into_iter().map(recorded).collect()
}

/// An event, as lists show one. Its id is made of its time, so that it orders them.
#[derive(Clone, Debug, FromRow)]
pub struct Listed {
    /// Which.
    pub id: Uuid,
    /// What, by its stored name.
    pub kind: String,
    /// Whom it is about.
    pub user_id: Uuid,
    /// The name of whoever caused it.
    pub actor: Option<String>,
    /// When.
    pub at: i64,
}

/// Events from a place on, the latest first, at most `most`.
///
/// # Errors
/// When the database fails.
pub async fn page(tx: &mut Tx, start: &Start<Uuid>, most: i64) -> Result<Vec<Listed>, StoreError> {
    let mut listed: Vec<Listed> = match *start {
        Start::First => on!(tx, |c| query_as(FIRST).bind(most).fetch_all(c).await)?,
        Start::After(id) => on!(tx, |c| query_as(AFTER).bind(most).bind(id).fetch_all(c).await)?,
        Start::Before(id) => on!(tx, |c| query_as(BEFORE).bind(most).bind(id).fetch_all(c).await)?,
    };
    if start.is_backwards() {
        listed.reverse();
    }
    Ok(listed)
}

/// How many events there are.
///
/// # Errors
/// When the database fails.
pub async fn count(tx: &mut Tx) -> Result<Counted, StoreError> {
    let number = on!(tx, |c| query_scalar(COUNT).bind(Counted::most(false)).fetch_one(c).await)?;
    Ok(Counted { number, is_all: true })
}

fn recorded(row: Row) -> Result<Recorded, StoreError> {
    let detail = serde_json::from_str(&row.detail).map_err(|_| StoreError::Unreadable("events.detail"))?;
    let stored = serde_json::to_value(Stored { kind: row.kind, detail }).map_err(|_| StoreError::Unreadable("events"))?;
    let event = serde_json::from_value(stored).map_err(|_| StoreError::Unreadable("events.kind"))?;
    Ok(Recorded { event, actor: row.actor, at: Timestamp(row.at) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_survive_the_way_to_the_database_and_back() {
        for event in [Event::SignedIn, Event::SignInFailed { failures: 7 }, Event::SessionsEnded { sessions: 2 }] {
            let stored: Stored = serde_json::from_str(&to_json(&event).unwrap()).unwrap();
            let row = Row { kind: stored.kind, actor: None, at: 1, detail: stored.detail.to_string() };
            assert_eq!(recorded(row).unwrap().event, event);
        }
    }
}
