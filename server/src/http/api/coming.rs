//! What automations will do, and the one switch that stops them all.

use super::{
    super::AppState,
    Answer,
    automations::events,
    input::{Body, Query},
    paging::{self, Listed, Stretch},
};
use app::{
    api::{Automations, Caller},
    model::{AutomationId, Coming, EventKind, RunId, UserId},
};
use axum::{Extension, Json, extract::State, response::Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

const ADDRESS: &str = "/api/v1/automation-runs";

/// A run that waits for its time, or a time that the clock will bring.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ComingRun {
    /// Which run; absent for a planned time, which is no run yet and cannot be cancelled.
    #[schema(value_type = Option<String>, format = "uuid")]
    id: Option<RunId>,
    /// Whether it is a time that the clock will bring: of a schedule, an age or an absence.
    planned: bool,
    /// Whose.
    #[schema(value_type = String, format = "uuid")]
    automation: AutomationId,
    /// The automation's name.
    #[schema(example = "Dormant accounts")]
    automation_name: String,
    /// What happened, or will happen.
    #[schema(schema_with = events)]
    event: EventKind,
    /// When.
    #[schema(format = DateTime)]
    happens_at: String,
    /// When the job is due.
    #[schema(format = DateTime)]
    due_at: String,
    /// For whom; absent while a selection is still to be computed, and for a call.
    #[schema(value_type = Option<String>, format = "uuid")]
    user: Option<UserId>,
}

impl From<Coming> for ComingRun {
    fn from(coming: Coming) -> Self {
        match coming {
            Coming::Run(run) => Self {
                id: Some(run.id),
                planned: false,
                automation: run.automation.0,
                automation_name: run.automation.1,
                event: run.event,
                happens_at: run.happened.machine,
                due_at: run.due.machine,
                user: run.user.map(|(user, _)| user),
            },
            Coming::Planned(planned) => Self {
                id: None,
                planned: true,
                automation: planned.automation.0,
                automation_name: planned.automation.1,
                event: planned.event,
                happens_at: planned.happens.machine,
                due_at: planned.due.machine,
                user: planned.user.map(|(user, _)| user),
            },
        }
    }
}

/// Lists what comes next of all automations, the soonest first: runs that wait for their time, 50 at a time, and among them the
/// times that the clock will bring, up to ten of each automation. Counted are the runs alone.
#[utoipa::path(get, operation_id = "listComingRuns", path = "/api/v1/automation-runs", tag = "Automations", params(Stretch),
    responses((status = 200, body = Listed<ComingRun>, headers(("Link" = String, description = "Further pages: `rel=\"next\"`, `rel=\"prev\"`")))))]
pub(super) async fn list(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    query: Query<Stretch>,
) -> Answer<Response> {
    let place = paging::place(query.asked.after, query.asked.before)?;
    let upcoming = state.desk.upcoming_runs(&caller, place).await?;
    Ok(paging::answer::<_, ComingRun>(ADDRESS, &query.pairs, upcoming.page))
}

/// The one switch of all automations.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AutomationSwitch {
    /// Whether all of them are stopped: no event starts anything then, and what waits goes on waiting.
    stopped: bool,
}

/// Says whether all automations are stopped.
#[utoipa::path(get, operation_id = "readAutomationSwitch", path = "/api/v1/automation-switch", tag = "Automations",
    responses((status = 200, body = AutomationSwitch)))]
pub(super) async fn read_switch(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
) -> Answer<Json<AutomationSwitch>> {
    let stopped = state.desk.automations(&caller).await?.all_stopped;
    Ok(Json(AutomationSwitch { stopped }))
}

/// Stops all automations at once, or lets them go on. To say it twice does no more than to say it once.
#[utoipa::path(post, operation_id = "throwAutomationSwitch", path = "/api/v1/automation-switch", tag = "Automations",
    request_body = AutomationSwitch, responses((status = 200, body = AutomationSwitch)))]
pub(super) async fn throw_switch(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Body(switch): Body<AutomationSwitch>,
) -> Answer<Json<AutomationSwitch>> {
    state.desk.stop_all_automations(&caller, switch.stopped).await?;
    Ok(Json(switch))
}
