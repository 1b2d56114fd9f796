//! What happened: followed by programs, and reported by them.

use super::{
    super::AppState,
    Answer,
    input::{Body, Query},
    paging::{self, Listed},
    schema::names,
};
use crate::service::{EventLine, ExternalEvent, Received};
use app::{
    api::{ApiError, Caller, EventProblem, Problem},
    model::{EventField, EventKind, Timestamp, UserId},
};
use axum::{Extension, Json, extract::State, response::Response};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

const ADDRESS: &str = "/api/v1/events";

/// An event.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EventListed {
    /// Which; later ones have greater ids.
    #[schema(value_type = String, format = "uuid")]
    id: Uuid,
    /// What.
    #[schema(schema_with = kinds)]
    kind: EventKind,
    /// Whom it is about; the first of them where there are several.
    #[schema(value_type = Option<String>, format = "uuid")]
    user: Option<UserId>,
    /// Everyone whom it is about.
    #[schema(value_type = Vec<String>)]
    users: Vec<UserId>,
    /// The name of whoever caused it.
    actor: Option<String>,
    /// When it happened.
    #[schema(format = DateTime)]
    at: String,
    /// More, by name: `through`, `credential`, `by`, `how`, `template`, `reply`, `automation`, `job`, `kind`, and
    /// `attribute.` with the name of what another system says.
    #[schema(value_type = BTreeMap<String, String>)]
    facts: BTreeMap<EventField, String>,
    /// How what came to its end went.
    success: Option<bool>,
    /// Failures in a row, or days.
    number: Option<i64>,
}

impl From<EventLine> for EventListed {
    fn from(line: EventLine) -> Self {
        let facts = line.facts;
        Self {
            id: line.id,
            kind: facts.kind,
            user: facts.users.first().copied(),
            users: facts.users,
            actor: line.actor,
            at: line.at.machine,
            facts: facts.facts.into_iter().collect(),
            success: facts.success,
            number: facts.number,
        }
    }
}

fn kinds() -> utoipa::openapi::schema::Object {
    names(EventKind::ALL)
}

/// Which stretch to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ListEvents {
    /// The page after the row with this key, from `Link`.
    after: Option<String>,
    /// The page before the row with this key, from `Link`: what happened since.
    before: Option<String>,
}

/// Lists what happened, the latest first, 50 at a time.
#[utoipa::path(get, operation_id = "listEvents", path = "/api/v1/events", tag = "Events", params(ListEvents),
    responses((status = 200, body = Listed<EventListed>, headers(("Link" = String, description = "Further pages: `rel=\"next\"`, `rel=\"prev\"`")))))]
pub(super) async fn list(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    query: Query<ListEvents>,
) -> Answer<Response> {
    let place = paging::place(query.asked.after, query.asked.before)?;
    let page = state.desk.events(&caller, place).await?;
    Ok(paging::answer::<_, EventListed>(ADDRESS, &query.pairs, page))
}

/// What happened elsewhere.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"kind": "badge.lost", "user_names": ["jfeld"], "attributes": {"building": "B2"}}))]
pub(super) struct NewEvent {
    /// What the other system calls it.
    #[schema(min_length = 1, max_length = 100, pattern = "^[a-z0-9.-]+$")]
    kind: String,
    /// Whom it is about, by their user names. At most 100 of these and addresses together.
    #[serde(default)]
    #[schema(max_items = 100)]
    user_names: Vec<String>,
    /// Whom it is about, by an address: all active users who have it. At most 500 users together.
    #[serde(default)]
    #[schema(max_items = 100)]
    emails: Vec<String>,
    /// What there is to filter it by: at most 20, with names of 1 to 64 and texts of at most 500 characters.
    #[serde(default)]
    attributes: BTreeMap<String, String>,
    /// When it happened: within the last 24 hours. Now when absent.
    #[serde(default)]
    #[schema(format = DateTime)]
    occurred_at: Option<String>,
}

/// An event that was taken.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EventReceived {
    /// Which.
    #[schema(value_type = String, format = "uuid")]
    id: Uuid,
    /// Whom it is about.
    #[schema(value_type = Vec<String>)]
    users: Vec<UserId>,
    /// Who was not found.
    not_found: NotFound,
}

/// Names that mean nobody.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct NotFound {
    /// User names that nobody has.
    user_names: Vec<String>,
    /// Addresses that no active user has.
    emails: Vec<String>,
}

impl From<Received> for EventReceived {
    fn from(received: Received) -> Self {
        let Received { id, meant } = received;
        let not_found = NotFound { user_names: meant.unknown_names, emails: meant.unknown_emails };
        Self { id, users: meant.users, not_found }
    }
}

/// Reports that something happened elsewhere. Automations that wait for it go on from here.
#[utoipa::path(post, operation_id = "reportEvent", path = "/api/v1/events", tag = "Events", request_body = NewEvent,
    responses((status = 202, body = EventReceived)))]
pub(super) async fn report(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Body(new): Body<NewEvent>,
) -> Answer<(StatusCode, Json<EventReceived>)> {
    let event = ExternalEvent {
        kind: new.kind,
        user_names: new.user_names,
        emails: new.emails,
        attributes: new.attributes,
        occurred_at: new.occurred_at.as_deref().map(time).transpose()?,
    };
    let received = state.desk.receive_event(&caller, event).await?;
    Ok((StatusCode::ACCEPTED, Json(received.into())))
}

/// A point in time as RFC 3339 writes it.
fn time(text: &str) -> Result<Timestamp, ApiError> {
    let read = text.parse::<jiff::Timestamp>();
    read.map(|at| Timestamp(at.as_microsecond()))
        .map_err(|_| ApiError::field("occurred_at", Problem::Event(EventProblem::EventTime)))
}
