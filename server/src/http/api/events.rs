//! What happened.

use super::{
    super::AppState,
    Answer,
    input::Query,
    paging::{self, Listed},
};
use crate::service::EventLine;
use app::{api::Caller, model::UserId};
use axum::{Extension, extract::State, response::Response};
use serde::{Deserialize, Serialize};
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
    #[schema(example = "link-requested")]
    kind: String,
    /// Whom it is about.
    #[schema(value_type = String, format = "uuid")]
    user: UserId,
    /// The name of whoever caused it.
    actor: Option<String>,
    /// When.
    #[schema(format = DateTime)]
    at: String,
}

impl From<EventLine> for EventListed {
    fn from(line: EventLine) -> Self {
        Self { id: line.id, kind: line.kind, user: line.user, actor: line.actor, at: line.at.machine }
    }
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
