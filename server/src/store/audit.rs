//! The audit trail as it is written; [`trail`](super::trail) reads it. Rows are only ever added, and deleted once they are older than
//! the house keeps them ([`retention`](super::retention)); a job seals them into a chain afterwards ([`seals`](super::seals)).

use super::{
    StoreError, Tx,
    dialect::Engine,
    sql::{Sql, insert_rows, rows_specimen},
};
use crate::telemetry::request::request_id;
pub use app::model::Outcome;
use app::{
    model::{Timestamp, UserId},
    rules::names,
};
use sqlx::query_scalar;
use uuid::Uuid;

const INSERT: &str = "INSERT INTO audit (id, at, action, outcome, actor_id, actor_name, actor_key, target_id, target_name, \
    target_key, address, detail) VALUES ";

/// Whoever changes a user writes a line in the same transaction, right after the change.
const CHANGED_BY: &str = "SELECT actor_name FROM audit WHERE target_id = $1 AND at >= $2 AND outcome = 'done' \
    AND action NOT LIKE 'session.%' AND actor_name IS NOT NULL ORDER BY at, id LIMIT 1";

statements!(CHANGED_BY);

/// One line of the trail: who did what to whom, from where, and how it ended.
#[derive(Debug)]
pub struct Line<'a> {
    /// What, as "area.action": "link.requested".
    pub action: &'a str,
    /// How it ended.
    pub outcome: Outcome,
    /// Who; nobody when Latchkey itself.
    pub actor: Option<(UserId, &'a str)>,
    /// With which credential, where a program did it.
    pub through: Option<&'a str>,
    /// To whom.
    pub target: Option<(UserId, &'a str)>,
    /// The client's address.
    pub address: Option<String>,
    /// More, as JSON; never a secret.
    pub detail: serde_json::Value,
}

impl<'a> Line<'a> {
    /// A line that names nobody as the one who did it: Latchkey itself, or somebody who is not signed in. It is about nobody in
    /// particular and says nothing more, until these are set.
    #[must_use]
    pub fn without_actor(action: &'a str, outcome: Outcome) -> Self {
        Self { action, outcome, actor: None, through: None, target: None, address: None, detail: serde_json::json!({}) }
    }

    /// The detail, with the credential among it, and the id of the request, which leads to the log's lines about it.
    fn full_detail(&self) -> serde_json::Value {
        let mut detail = self.detail.clone();
        let request = request_id();
        if let Some(fields) = detail.as_object_mut() {
            let more = [("credential", self.through), ("request", request.as_deref())];
            fields.extend(more.into_iter().filter_map(|(name, value)| Some((name.to_owned(), serde_json::Value::from(value?)))));
        }
        detail
    }
}

/// Adds a line.
///
/// # Errors
/// When the database fails.
pub async fn record(tx: &mut Tx, id: Uuid, line: &Line<'_>, now: Timestamp) -> Result<(), StoreError> {
    insert_rows(tx, INSERT, &[line], |sql, line| add_line(sql, id, line, now)).await
}

/// Adds many lines, each under its id.
///
/// # Errors
/// When the database fails.
pub async fn record_all(tx: &mut Tx, lines: &[(Uuid, Line<'_>)], now: Timestamp) -> Result<(), StoreError> {
    insert_rows(tx, INSERT, lines, |sql, (id, line)| add_line(sql, *id, line, now)).await
}

fn add_line(sql: &mut Sql, id: Uuid, line: &Line<'_>, now: Timestamp) {
    sql.add("(").bind(id).add(", ").bind(now.0).add(", ").bind_all([line.action, line.outcome.as_str()]);
    for whom in [line.actor, line.target] {
        sql.add(", ").bind(whom.map(|(id, _)| id.0));
        sql.add(", ").bind_all([whom.map(|(_, name)| name.to_owned()), whom.map(|(_, name)| names::key(name))]);
    }
    sql.add(", ").bind(line.address.clone()).add(", ").bind(line.full_detail().to_string()).add(")");
}

/// The statement that adds lines in a specimen for the contract test.
pub(super) fn specimens(engine: Engine) -> Vec<(&'static str, String)> {
    let line = Line::without_actor("", Outcome::Done);
    let specimen = rows_specimen(engine, INSERT, &line, |sql, line| add_line(sql, Uuid::nil(), line, Timestamp(0)));
    vec![("audit::INSERT", specimen)]
}

/// The name of whoever changed a user at this time, if the trail has it.
///
/// # Errors
/// When the database fails.
pub async fn changed_by(tx: &mut Tx, user: UserId, at: Timestamp) -> Result<Option<String>, StoreError> {
    Ok(on!(tx, |c| query_scalar(CHANGED_BY).bind(user.0).bind(at.0).fetch_optional(c).await)?)
}
