//! The audit trail.

use super::{
    super::AppState,
    Answer,
    input::Query,
    paging::{self, Listed},
    problem::Failure,
    schema::names,
};
use app::{
    api::{Caller, House},
    model::{AuditChain, AuditEntry, AuditId, AuditQuery, Moment, Outcome, UserId},
};
use axum::{Extension, Json, extract::State, response::Response};
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
    names(Outcome::ALL)
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

/// A place in the chain.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ChainPlace {
    /// Which position.
    #[schema(example = 1234)]
    position: i64,
    /// When.
    #[schema(format = DateTime)]
    at: String,
}

impl From<(i64, Moment)> for ChainPlace {
    fn from((position, at): (i64, Moment)) -> Self {
        Self { position, at: at.machine }
    }
}

/// A check of the trail.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ChainCheck {
    /// When.
    #[schema(format = DateTime)]
    at: String,
    /// Whether it found nothing wrong.
    whole: bool,
}

/// How the chain over the audit trail stands.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ChainState {
    /// The last sealed line, and when what it tells happened; absent while none is sealed.
    sealed: Option<ChainPlace>,
    /// When the eldest line was recorded that is not sealed yet; absent while all are.
    #[schema(format = DateTime)]
    unsealed_since: Option<String>,
    /// The furthest signed head, and when it was signed.
    head: Option<ChainPlace>,
    /// The lines up to this position were deleted, because they were old: the chain begins behind it.
    cut: Option<i64>,
    /// The last time that `latchkey audit verify` looked at seals and heads: all, or those after a head that it was given; absent where no line tells of
    /// one.
    checked: Option<ChainCheck>,
}

impl From<AuditChain> for ChainState {
    fn from(chain: AuditChain) -> Self {
        Self {
            sealed: chain.last.map(ChainPlace::from),
            unsealed_since: chain.unsealed_since.map(|at| at.machine),
            head: chain.head.map(ChainPlace::from),
            cut: chain.cut,
            checked: chain.checked.map(|(outcome, at)| ChainCheck { at: at.machine, whole: outcome == Outcome::Done }),
        }
    }
}

/// Says how far the audit trail is sealed, signed and checked.
#[utoipa::path(get, operation_id = "readAuditChain", path = "/api/v1/audit/chain", tag = "Audit",
    responses((status = 200, body = ChainState)))]
pub(super) async fn chain(State(state): State<AppState>, Extension(caller): Extension<Caller>) -> Answer<Json<ChainState>> {
    Ok(Json(state.desk.audit_chain(&caller).await?.into()))
}
