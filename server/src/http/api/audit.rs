//! The audit trail.

use super::{
    super::AppState,
    Answer,
    input::Query,
    openapi::names,
    paging::{self, Listed},
    problem::Failure,
};
use app::{
    api::{Caller, House},
    model::{AuditEntry, AuditId, AuditQuery, Outcome, UserId},
};
use axum::{Extension, extract::State, response::Response};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};

const ADDRESS: &str = "/api/v1/audit";

/// Somebody, by the name they had.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Named {
    /// Who.
    #[schema(value_type = String, format = "uuid")]
    id: UserId,
    /// The name they had then.
    name: String,
}

impl From<(UserId, String)> for Named {
    fn from((id, name): (UserId, String)) -> Self {
        Self { id, name }
    }
}

/// A line of the audit trail.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AuditLine {
    /// Which.
    #[schema(value_type = String, format = "uuid")]
    id: AuditId,
    /// When.
    #[schema(format = DateTime)]
    at: String,
    /// What.
    #[schema(example = "link.requested")]
    action: String,
    /// How it ended.
    #[schema(schema_with = outcomes)]
    outcome: Outcome,
    /// Who did it; absent when nobody was signed in.
    actor: Option<Named>,
    /// To whom.
    target: Option<Named>,
    /// From where.
    address: Option<String>,
    /// More, by name; `credential` is with what a program did it, `request` leads to the lines of the log.
    detail: BTreeMap<String, String>,
    /// Its position in the chain, in the order of sealing; absent while it is not sealed.
    position: Option<i64>,
    /// The SHA-256 over it and the seal before it, in hexadecimal.
    seal: Option<String>,
}

impl From<AuditEntry> for AuditLine {
    fn from(entry: AuditEntry) -> Self {
        let (position, seal) = entry.sealed.unzip();
        Self {
            id: entry.id,
            at: entry.at.machine,
            action: entry.action,
            outcome: entry.outcome,
            actor: entry.actor.map(Named::from),
            target: entry.target.map(Named::from),
            address: entry.address,
            detail: entry.detail.into_iter().collect(),
            position,
            seal,
        }
    }
}

fn outcomes() -> utoipa::openapi::schema::Object {
    names(Outcome::ALL.iter().map(|outcome| outcome.as_str()))
}

/// Which lines to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ListAudit {
    /// The start of an actor's or a target's name.
    q: Option<String>,
    /// The start of the action's name: `user.` finds `user.created`.
    action: Option<String>,
    /// Only those that ended so.
    #[param(schema_with = outcomes)]
    outcome: Option<Outcome>,
    /// Only about, or by, this user.
    #[param(value_type = Option<String>, format = "uuid")]
    user: Option<UserId>,
    /// The client's address, or its start: `192.0.2.` finds `192.0.2.7`. A whole address finds itself alone.
    #[param(example = "192.0.2.7")]
    address: Option<String>,
    /// The first day, in the caller's time zone.
    #[param(value_type = Option<String>, format = "date", example = "2026-11-21")]
    from: Option<String>,
    /// The last day, likewise.
    #[param(value_type = Option<String>, format = "date", example = "2026-11-21")]
    to: Option<String>,
    /// The page after the line with this key, from `Link`.
    after: Option<String>,
    /// The page before the line with this key, from `Link`.
    before: Option<String>,
}

impl ListAudit {
    fn read(self) -> Result<AuditQuery, Failure> {
        for (name, day) in [("from", &self.from), ("to", &self.to)] {
            if day.as_deref() == Some("") {
                return Err(Failure::Unfit(format!("`{name}`")));
            }
        }
        Ok(AuditQuery {
            q: self.q.unwrap_or_default(),
            action: self.action.unwrap_or_default(),
            outcome: self.outcome,
            user: self.user,
            address: self.address.unwrap_or_default(),
            from: self.from.unwrap_or_default(),
            to: self.to.unwrap_or_default(),
            place: paging::place(self.after, self.before)?,
        })
    }
}

/// Lists the audit trail, the latest first, 50 at a time.
#[utoipa::path(get, operation_id = "listAudit", path = "/api/v1/audit", tag = "Audit", params(ListAudit),
    responses((status = 200, body = Listed<AuditLine>, headers(("Link" = String, description = "Further pages: `rel=\"next\"`, `rel=\"prev\"`")))))]
pub(super) async fn list(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    query: Query<ListAudit>,
) -> Answer<Response> {
    let page = state.desk.audit(&caller, query.asked.read()?).await?;
    Ok(paging::answer::<_, AuditLine>(ADDRESS, &query.pairs, page))
}
