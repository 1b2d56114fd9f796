//! What the database says was done: the audit trail and the outbox.

use latchkey::store::{Db, Tx};
use serde_json::Value;
use sqlx::{FromRow, Postgres, Sqlite, postgres::PgRow, sqlite::SqliteRow};
use std::time::{Duration, Instant};
use tokio::time::sleep;
use uuid::Uuid;

const TRAIL: &str = "SELECT action, outcome, address, detail FROM audit ORDER BY id";
const MESSAGES: &str = "SELECT id, template, link_id, state, variables FROM messages ORDER BY created_at, id";
const WAITING: &str =
    "SELECT (SELECT COUNT(*) FROM messages WHERE state = 'queued') + (SELECT COUNT(*) FROM forgot_requests) AS waiting";

/// How often the queue is looked at.
const EVERY: Duration = Duration::from_millis(100);

/// A line of the audit trail.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) action: String,
    pub(crate) is_done: bool,
    /// From where it was asked for.
    pub(crate) from: Option<String>,
    pub(crate) detail: Value,
}

/// A message of the outbox.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    pub(crate) id: Uuid,
    pub(crate) link: Option<Uuid>,
    /// Whether it carries a password.
    pub(crate) is_access_info: bool,
    pub(crate) state: String,
    /// The ticket that it names, if it names one.
    pub(crate) ticket: Option<String>,
}

/// Both.
#[derive(Debug, Default)]
pub(crate) struct Books {
    pub(crate) trail: Vec<Line>,
    /// In the order in which they were asked for.
    pub(crate) messages: Vec<Message>,
}

#[derive(FromRow)]
struct LineRow {
    action: String,
    outcome: String,
    address: Option<String>,
    detail: String,
}

#[derive(FromRow)]
struct MessageRow {
    id: Uuid,
    template: String,
    link_id: Option<Uuid>,
    state: String,
    variables: String,
}

#[derive(FromRow)]
struct Waiting {
    waiting: i64,
}

impl Books {
    /// Reads one state of both.
    pub(crate) async fn read(db: &Db) -> anyhow::Result<Self> {
        let mut tx = db.read().await?;
        let trail: Vec<LineRow> = rows(&mut tx, TRAIL).await?;
        let messages: Vec<MessageRow> = rows(&mut tx, MESSAGES).await?;
        Ok(Self {
            trail: trail.into_iter().map(Line::from).collect(),
            messages: messages.into_iter().map(Message::from).collect(),
        })
    }
}

impl From<LineRow> for Line {
    fn from(row: LineRow) -> Self {
        let detail = serde_json::from_str(&row.detail).unwrap_or_default();
        Self { action: row.action, is_done: row.outcome == "done", from: row.address, detail }
    }
}

impl From<MessageRow> for Message {
    fn from(row: MessageRow) -> Self {
        Self {
            id: row.id,
            link: row.link_id,
            is_access_info: row.template == "access-info",
            state: row.state,
            ticket: ticket(&row.variables).map(str::to_owned),
        }
    }
}

/// The ticket among a message's variables.
fn ticket(variables: &str) -> Option<&str> {
    variables.split_once("\"ticket\":\"")?.1.split('"').next()
}

/// Waits until no mail and no request waits any more, for as long as is allowed; how long that took, or how many wait still.
pub(crate) async fn emptied(db: &Db, patience: Duration) -> anyhow::Result<Result<Duration, i64>> {
    let began = Instant::now();
    loop {
        let counted: Vec<Waiting> = rows(&mut db.read().await?, WAITING).await?;
        let waiting = counted.first().map_or(0, |row| row.waiting);
        if waiting == 0 {
            return Ok(Ok(began.elapsed()));
        }
        if began.elapsed() > patience {
            return Ok(Err(waiting));
        }
        sleep(EVERY).await;
    }
}

async fn rows<T>(tx: &mut Tx, sql: &'static str) -> anyhow::Result<Vec<T>>
where
    T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin,
{
    Ok(match tx {
        Tx::Sqlite(tx) => sqlx::query_as::<Sqlite, T>(sql).fetch_all(&mut **tx).await?,
        Tx::Postgres(tx) => sqlx::query_as::<Postgres, T>(sql).fetch_all(tx.connection()).await?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_names_its_ticket() {
        assert_eq!(ticket(r#"{"by":"Ada","ticket":"K7M-4QX","until":1}"#), Some("K7M-4QX"));
        assert_eq!(ticket("{}"), None);
    }
}
