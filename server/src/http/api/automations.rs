//! Automations and what comes of them.

use super::{
    super::AppState,
    Answer,
    input::{Body, IfMatch, Query, etag},
    paging::{self, Listed},
    problem::Failure,
    schema::names,
};
use app::{
    api::{Automations, Caller, Thing},
    model::{
        AutomationDraft, AutomationFile, AutomationId, AutomationRecord, AutomationRow, AutomationStatus, AutomationStep,
        EventKind, JobKind, MessageId, PauseReason, RunId, RunLine, RunQuery, RunState, SkipReason, Tried, TriedLine, TryOver,
        UserId,
    },
};
use axum::{
    Extension, Json,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::{StatusCode, header};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

const ADDRESS: &str = "/api/v1/automations";

/// An automation, as lists show one.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AutomationLine {
    /// Which.
    #[schema(value_type = String, format = "uuid")]
    id: AutomationId,
    /// Its name.
    #[schema(example = "Locked out on weekdays")]
    name: String,
    /// How it stands.
    #[schema(schema_with = statuses)]
    status: AutomationStatus,
    /// Why it pauses; absent where it does not.
    #[schema(schema_with = pauses)]
    #[serde(skip_serializing_if = "Option::is_none")]
    paused: Option<PauseReason>,
    /// What it listens to.
    #[schema(schema_with = events)]
    event: EventKind,
    /// What it does; absent while that is to be chosen.
    #[schema(schema_with = jobs)]
    #[serde(skip_serializing_if = "Option::is_none")]
    job: Option<JobKind>,
    /// The name of whoever it acts for.
    owner: String,
    /// When it next does something, as far as that is known.
    #[schema(format = DateTime)]
    next_at: Option<String>,
    /// Runs that wait for their time.
    waiting: i64,
    /// Runs of the last 30 days that were done.
    done: i64,
    /// Runs of the last 30 days that were left out.
    skipped: i64,
    /// Runs of the last 30 days that failed or were missed.
    failed: i64,
}

impl From<AutomationRow> for AutomationLine {
    fn from(row: AutomationRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            status: row.status,
            paused: row.paused,
            event: row.event,
            job: row.job,
            owner: row.owner,
            next_at: row.next.map(|moment| moment.machine),
            waiting: row.tally.waiting,
            done: row.tally.done,
            skipped: row.tally.skipped,
            failed: row.tally.failed,
        }
    }
}

/// An automation and its three windows.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Automation {
    /// What lists show.
    #[serde(flatten)]
    line: AutomationLine,
    /// The three windows, as they are saved.
    #[schema(value_type = Object)]
    draft: AutomationDraft,
    /// Counts the changes, from 1.
    version: i64,
}

impl From<AutomationRecord> for Automation {
    fn from(record: AutomationRecord) -> Self {
        Self { line: record.row.into(), draft: record.draft, version: record.version }
    }
}

/// One turn of an automation.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Run {
    /// Which.
    #[schema(value_type = String, format = "uuid")]
    id: RunId,
    /// What happened.
    #[schema(schema_with = events)]
    event: EventKind,
    /// When.
    #[schema(format = DateTime)]
    happened_at: String,
    /// When it was or is due.
    #[schema(format = DateTime)]
    due_at: String,
    /// For whom; absent while a selection is still to be computed, and for a call.
    #[schema(value_type = Option<String>, format = "uuid")]
    user: Option<UserId>,
    /// How it stands.
    #[schema(schema_with = states)]
    state: RunState,
    /// Why it was left out.
    #[schema(value_type = Option<String>, example = "not-selected")]
    reason: Option<SkipReason>,
    /// The mail that was queued.
    #[schema(value_type = Option<String>, format = "uuid")]
    message: Option<MessageId>,
    /// Whether what was mailed has been used.
    used: bool,
    /// Whether it is for nobody: a web address is called.
    is_call: bool,
    /// What each try of a call came to, the earliest first; the last 20.
    tries: Vec<RunTry>,
    /// When it was done or left out.
    #[schema(format = DateTime)]
    ended_at: Option<String>,
}

/// One try of a call.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RunTry {
    /// When.
    #[schema(format = DateTime)]
    at: String,
    /// The web address's answer, or what went wrong.
    reply: String,
}

impl From<RunLine> for Run {
    fn from(line: RunLine) -> Self {
        Self {
            id: line.id,
            event: line.event,
            happened_at: line.happened.machine,
            due_at: line.due.machine,
            user: line.user.map(|(user, _)| user),
            state: line.state,
            reason: line.reason,
            message: line.message,
            used: line.used,
            is_call: line.is_call,
            tries: line.tries.into_iter().map(|(at, reply)| RunTry { at: at.machine, reply }).collect(),
            ended_at: line.ended.map(|moment| moment.machine),
        }
    }
}

fn statuses() -> utoipa::openapi::schema::Object {
    names(AutomationStatus::ALL)
}

fn pauses() -> utoipa::openapi::schema::Object {
    names(PauseReason::ALL)
}

pub(super) fn events() -> utoipa::openapi::schema::Object {
    names(EventKind::ALL)
}

fn jobs() -> utoipa::openapi::schema::Object {
    names(JobKind::ALL)
}

fn states() -> utoipa::openapi::schema::Object {
    names(RunState::ALL)
}

/// Lists the automations, by name.
#[utoipa::path(get, operation_id = "listAutomations", path = "/api/v1/automations", tag = "Automations",
    responses((status = 200, body = Vec<AutomationLine>)))]
pub(super) async fn list(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
) -> Answer<Json<Vec<AutomationLine>>> {
    let list = state.desk.automations(&caller).await?;
    Ok(Json(list.automations.into_iter().map(AutomationLine::from).collect()))
}

/// The three windows of an automation: `GET` answers them so. `names`, which an export adds, finds selections and users in
/// another house.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = Object, example = json!({
    "name": "Dormant accounts", "event": {"kind": "no-sign-in", "number": 180},
    "job": {"kind": "deactivate", "use_event_parameter": true, "cool_down_minutes": 60, "hourly_cap": 100},
    "time_frame": {"start": "2027-01-01T00:00", "end": "2028-01-01T00:00", "zone": "Europe/Berlin",
        "days": ["monday", "tuesday"], "holidays": "never", "remind": []}
}))]
pub(super) struct Windows(AutomationFile);

/// Saves a new automation. It is a draft until it is activated.
#[utoipa::path(post, operation_id = "createAutomation", path = "/api/v1/automations", tag = "Automations", request_body = Windows,
    responses((status = 201, body = Automation, headers(("Location" = String), ("ETag" = String)))))]
pub(super) async fn create(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Body(Windows(file)): Body<Windows>,
) -> Answer<Response> {
    let id = state.desk.import_automation(&caller, file, None).await?;
    let made = answer(&state, &caller, id).await?;
    Ok((StatusCode::CREATED, [(header::LOCATION, format!("{ADDRESS}/{id}"))], made).into_response())
}

/// Reads an automation. Its `ETag` is what a change names.
#[utoipa::path(get, operation_id = "readAutomation", path = "/api/v1/automations/{id}", tag = "Automations",
    params(("id" = String, Path, format = "uuid")), responses((status = 200, body = Automation, headers(("ETag" = String)))))]
pub(super) async fn read(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Path(automation): Path<String>,
) -> Answer<Response> {
    answer(&state, &caller, Thing::Automation.named(&automation)?).await
}

/// An automation as it was saved.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SavedAutomation {
    /// What was saved.
    #[serde(flatten)]
    automation: Automation,
    /// What should be known of one that is activated, for which the change takes effect at once.
    warnings: Vec<String>,
}

/// Saves an automation. `If-Match` names the version that was read. A change of one that is activated takes effect at once.
#[utoipa::path(put, operation_id = "saveAutomation", path = "/api/v1/automations/{id}", tag = "Automations",
    params(("id" = String, Path, format = "uuid"), ("If-Match" = String, Header, description = "The `ETag` that was read, or `*`")),
    request_body = Windows, responses((status = 200, body = SavedAutomation, headers(("ETag" = String)))))]
pub(super) async fn save(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Path(automation): Path<String>,
    if_match: IfMatch,
    Body(Windows(file)): Body<Windows>,
) -> Answer<Response> {
    let automation = Thing::Automation.named(&automation)?;
    let version = state.desk.automation(&caller, automation, RunQuery::default()).await?.version;
    if_match.admit(version)?;
    state.desk.import_automation(&caller, file, Some((automation, version))).await.map_err(Failure::of_change)?;
    let record = state.desk.automation(&caller, automation, RunQuery::default()).await?;
    let acts = matches!(record.row.status, AutomationStatus::Scheduled | AutomationStatus::Running);
    let saved = SavedAutomation { automation: record.into(), warnings: warnings(&state, &caller, automation, acts).await? };
    Ok((etag(saved.automation.version), Json(saved)).into_response())
}

/// An automation to take away.
#[derive(Debug, Serialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = Object)]
pub(super) struct Exported(AutomationFile);

/// Exports an automation: its three windows, and what those are called that they name. Another Latchkey takes it as a new one.
#[utoipa::path(get, operation_id = "exportAutomation", path = "/api/v1/automations/{id}/export", tag = "Automations",
    params(("id" = String, Path, format = "uuid")), responses((status = 200, body = Exported)))]
pub(super) async fn export(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Path(automation): Path<String>,
) -> Answer<Json<Exported>> {
    Ok(Json(Exported(state.desk.export_automation(&caller, Thing::Automation.named(&automation)?).await?)))
}

/// Deletes an automation and its ledger.
#[utoipa::path(delete, operation_id = "deleteAutomation", path = "/api/v1/automations/{id}", tag = "Automations",
    params(("id" = String, Path, format = "uuid")), responses((status = 204)))]
pub(super) async fn delete(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Path(automation): Path<String>,
) -> Answer<StatusCode> {
    state.desk.delete_automation(&caller, Thing::Automation.named(&automation)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How an automation stands after a step.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Stepped {
    /// How it stands now.
    #[schema(schema_with = statuses)]
    status: AutomationStatus,
    /// What should be known of one that acts from now on; `GET …/trial` says it before.
    warnings: Vec<String>,
}

/// Activates, pauses, resumes or deactivates an automation. Whoever activates or resumes it is whom it acts for.
#[utoipa::path(post, operation_id = "stepAutomation", path = "/api/v1/automations/{id}/{step}", tag = "Automations",
    params(("id" = String, Path, format = "uuid"),
        ("step" = String, Path, description = "`activate`, `pause`, `resume` or `deactivate`")),
    responses((status = 200, body = Stepped)))]
pub(super) async fn step(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Path((automation, step)): Path<(String, String)>,
) -> Answer<Json<Stepped>> {
    let (automation, step) = (Thing::Automation.named(&automation)?, Thing::Page.named(&step)?);
    state.desk.step_automation(&caller, automation, step).await?;
    let status = state.desk.automation(&caller, automation, RunQuery::default()).await?.row.status;
    let acts = matches!(step, AutomationStep::Activate | AutomationStep::Resume);
    Ok(Json(Stepped { status, warnings: warnings(&state, &caller, automation, acts).await? }))
}

/// What should be known of an automation that acts from now on.
async fn warnings(state: &AppState, caller: &Caller, automation: AutomationId, acts: bool) -> Answer<Vec<String>> {
    if !acts {
        return Ok(Vec::new());
    }
    Ok(warned(&state.desk.try_automation(caller, automation, TryOver::USUAL).await?))
}

/// Which runs to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ListRuns {
    /// Only those that stand so.
    #[param(schema_with = states)]
    state: Option<RunState>,
    /// The page after the row with this key, from `Link`.
    after: Option<String>,
    /// The page before the row with this key, from `Link`.
    before: Option<String>,
}

/// Lists what came of an automation, the latest first, 50 at a time.
#[utoipa::path(get, operation_id = "listRuns", path = "/api/v1/automations/{id}/runs", tag = "Automations",
    params(("id" = String, Path, format = "uuid"), ListRuns),
    responses((status = 200, body = Listed<Run>, headers(("Link" = String, description = "Further pages: `rel=\"next\"`, `rel=\"prev\"`")))))]
pub(super) async fn runs(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Path(automation): Path<String>,
    query: Query<ListRuns>,
) -> Answer<Response> {
    let automation = Thing::Automation.named(&automation)?;
    let place = paging::place(query.asked.after, query.asked.before)?;
    let record = state.desk.automation(&caller, automation, RunQuery { state: query.asked.state, place }).await?;
    Ok(paging::answer::<_, Run>(&format!("{ADDRESS}/{automation}/runs"), &query.pairs, record.ledger))
}

/// Over which events an automation is tried.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Over {
    /// The last so many events, 1 to 1,000; 100 when neither is given.
    #[param(minimum = 1, maximum = 1000)]
    last: Option<i64>,
    /// Those of the last so many days, 1 to 366.
    #[param(minimum = 1, maximum = 366)]
    days: Option<i64>,
}

/// What an automation would have done.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Trial {
    /// Events of its kind that were looked at.
    events: i64,
    /// Of them those that it listens to.
    matched: i64,
    /// How often somebody would have been met.
    met: i64,
    /// How often somebody would have been left out.
    left_out: i64,
    /// What should be known before it is activated.
    warnings: Vec<String>,
    /// Whom it would have met or left out, the latest first; at most 100.
    lines: Vec<TrialLine>,
}

/// One who would have been met, or left out.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TrialLine {
    /// When it happened.
    #[schema(format = DateTime)]
    happened_at: String,
    /// When it would have been due; absent after the end of the time frame.
    #[schema(format = DateTime)]
    due_at: Option<String>,
    /// Whether an excluded day put it off.
    deferred: bool,
    /// Whom; absent for a call.
    #[schema(value_type = Option<String>, format = "uuid")]
    user: Option<UserId>,
    /// Why they would have been left out, as things are now; absent where they would have been met.
    #[schema(value_type = Option<String>, example = "api-user")]
    reason: Option<SkipReason>,
}

impl From<TriedLine> for TrialLine {
    fn from(line: TriedLine) -> Self {
        Self {
            happened_at: line.happened.machine,
            due_at: line.due.map(|moment| moment.machine),
            deferred: line.deferred,
            user: line.user.map(|(user, _)| user),
            reason: line.reason,
        }
    }
}

fn warned(tried: &Tried) -> Vec<String> {
    tried.warnings.iter().map(ToString::to_string).collect()
}

impl From<Tried> for Trial {
    fn from(tried: Tried) -> Self {
        Self {
            events: tried.events,
            matched: tried.matched,
            met: tried.met,
            left_out: tried.left_out,
            warnings: warned(&tried),
            lines: tried.lines.into_iter().map(TrialLine::from).collect(),
        }
    }
}

/// Says what an automation would have done over past events. Nothing is sent.
#[utoipa::path(get, operation_id = "tryAutomation", path = "/api/v1/automations/{id}/trial", tag = "Automations",
    params(("id" = String, Path, format = "uuid"), Over), responses((status = 200, body = Trial)))]
pub(super) async fn trial(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Path(automation): Path<String>,
    query: Query<Over>,
) -> Answer<Json<Trial>> {
    let over = match (query.asked.last, query.asked.days) {
        (last, None) => last.map_or(TryOver::USUAL, TryOver::Last),
        (None, Some(days)) => TryOver::Days(days),
        (Some(_), Some(_)) => return Err(Failure::Unfit("`last` or `days`, not both".to_owned())),
    };
    Ok(Json(state.desk.try_automation(&caller, Thing::Automation.named(&automation)?, over).await?.into()))
}

/// Cancels a run that waits, has it happen now, or tries one again that failed.
#[utoipa::path(post, operation_id = "stepRun", path = "/api/v1/automation-runs/{id}/{step}", tag = "Automations",
    params(("id" = String, Path, format = "uuid"), ("step" = String, Path, description = "`cancel`, `run-now` or `retry`")),
    responses((status = 204)))]
pub(super) async fn step_run(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Path((run, step)): Path<(String, String)>,
) -> Answer<StatusCode> {
    let step = Thing::Page.named(&step)?;
    state.desk.step_run(&caller, Thing::Run.named(&run)?, step).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn answer(state: &AppState, caller: &Caller, automation: AutomationId) -> Answer<Response> {
    let automation: Automation = state.desk.automation(caller, automation, RunQuery::default()).await?.into();
    Ok((etag(automation.version), Json(automation)).into_response())
}
