//! The audit trail. Rows are only ever added; a sealing job chains them by hash afterwards.

use super::{StoreError, Tx};
use app::model::{Timestamp, UserId};
use sqlx::query;
use uuid::Uuid;

const INSERT: &str = "INSERT INTO audit (id, at, action, outcome, actor_id, actor_name, target_id, target_name, address, detail) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

statements!(INSERT);

/// How an action ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was done.
    Done,
    /// It was not allowed.
    Refused,
    /// It was tried and failed.
    Failed,
}

impl Outcome {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Failed => "failed",
        }
    }
}

/// One line of the trail: who did what to whom, from where, and how it ended.
#[derive(Debug)]
pub struct Line<'a> {
    /// What, as "area.action": "link.requested".
    pub action: &'a str,
    /// How it ended.
    pub outcome: Outcome,
    /// Who; nobody when Latchkey itself.
    pub actor: Option<(UserId, &'a str)>,
    /// To whom.
    pub target: Option<(UserId, &'a str)>,
    /// The client's address.
    pub address: Option<String>,
    /// More, as JSON; never a secret.
    pub detail: serde_json::Value,
}

/// Adds a line.
///
/// # Errors
/// When the database fails.
pub async fn record(tx: &mut Tx, id: Uuid, line: &Line<'_>, now: Timestamp) -> Result<(), StoreError> {
    on!(tx, |c| query(INSERT)
        .bind(id)
        .bind(now.0)
        .bind(line.action)
        .bind(line.outcome.as_str())
        .bind(line.actor.map(|(id, _)| id.0))
        .bind(line.actor.map(|(_, name)| name))
        .bind(line.target.map(|(id, _)| id.0))
        .bind(line.target.map(|(_, name)| name))
        .bind(line.address.as_deref())
        .bind(line.detail.to_string())
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}
