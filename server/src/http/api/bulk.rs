//! Jobs that do something for many users.

use super::{
    super::{AppState, csv},
    Answer,
    input::{Body, Query},
    paging::{self, Listed, Stretch, Total},
    problem::{Failure, code},
    resets::effects,
    schema::names,
    users::UserLine,
};
use app::{
    api::{Bulk, Caller, Problem, Thing},
    model::{
        BulkAction, BulkCaller, BulkId, BulkLine, BulkOrder, BulkOutcome, BulkPreview, BulkQuery, BulkRow, BulkSkip, BulkSkipped,
        BulkState, BulkTarget, NewPasswordEffect, SelectionId, StartBulk, UserFilter, UserId, UserRow,
    },
    words::Words,
};
use axum::{
    Extension, Json,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::{StatusCode, header};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

const ADDRESS: &str = "/api/v1/bulk-jobs";

/// A job and how far it is.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct BulkJob {
    /// Which.
    #[schema(value_type = String, format = "uuid")]
    id: BulkId,
    /// What it does.
    #[schema(schema_with = actions)]
    action: BulkAction,
    /// How it stands.
    #[schema(schema_with = states)]
    state: BulkState,
    /// How many are meant, as far as they are written down.
    total: i64,
    /// For how many it was done.
    done: i64,
    /// For how many it was so already.
    unneeded: i64,
    /// How many were left out.
    skipped: i64,
    /// At how many Latchkey failed.
    failed: i64,
    /// For how many it was taken back.
    undone: i64,
    /// Who started it.
    started_by: String,
    /// When.
    #[schema(format = DateTime)]
    started_at: String,
    /// When it came to its end.
    #[schema(format = DateTime)]
    ended_at: Option<String>,
}

impl From<BulkRow> for BulkJob {
    fn from(row: BulkRow) -> Self {
        let counts = row.counts;
        Self {
            id: row.id,
            action: row.order.action,
            state: row.state,
            total: counts.total,
            done: counts.done,
            unneeded: counts.unneeded,
            skipped: counts.skipped,
            failed: counts.failed,
            undone: counts.undone,
            started_by: row.by,
            started_at: row.started.machine,
            ended_at: row.ended.map(|moment| moment.machine),
        }
    }
}

fn actions() -> utoipa::openapi::schema::Object {
    names(BulkAction::ALL)
}

fn states() -> utoipa::openapi::schema::Object {
    names(BulkState::ALL)
}

/// Lists jobs, the latest first, 50 at a time.
#[utoipa::path(get, operation_id = "listBulkJobs", path = "/api/v1/bulk-jobs", tag = "Bulk jobs", params(Stretch),
    responses((status = 200, body = Listed<BulkJob>, headers(("Link" = String, description = "Further pages: `rel=\"next\"`, `rel=\"prev\"`")))))]
pub(super) async fn list(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    query: Query<Stretch>,
) -> Answer<Response> {
    let place = paging::place(query.asked.after, query.asked.before)?;
    let page = state.desk.bulk_jobs(&caller, place).await?;
    Ok(paging::answer::<_, BulkJob>(ADDRESS, &query.pairs, page))
}

/// A job to be started: for the users of a selection, or for these.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"action": "send-link", "users": ["01900000-0000-7000-8000-000000000000"]}))]
pub(super) struct NewBulkJob {
    /// What is done.
    #[schema(schema_with = actions)]
    action: BulkAction,
    /// A saved selection; the users whom it means when the job begins.
    #[schema(value_type = Option<String>, format = "uuid")]
    selection: Option<SelectionId>,
    /// At most 1,000 users.
    #[schema(value_type = Option<Vec<String>>, max_items = 1000)]
    users: Option<Vec<UserId>>,
    /// How long a link works once mailed, in minutes; as the settings say when absent.
    #[schema(minimum = 5, maximum = 1440)]
    life_minutes: Option<i64>,
    /// When old passwords stop, where new ones are sent; once the mail is accepted when absent.
    #[schema(schema_with = effects)]
    effect: Option<NewPasswordEffect>,
    /// The tag to add or to remove.
    tag: Option<String>,
    /// For how many users it is done in a minute at most.
    #[schema(minimum = 1, maximum = 60000)]
    per_minute: Option<i64>,
    /// `API`, as somebody has typed it: programs are meant. Needed where the preview counts API users.
    #[serde(default)]
    #[schema(example = "API")]
    confirmed: String,
}

impl NewBulkJob {
    fn read(self) -> Result<StartBulk, Failure> {
        let target = target(self.selection, self.users)?;
        let order = BulkOrder {
            action: self.action,
            life_minutes: self.life_minutes,
            effect: self.effect,
            tag: self.tag.unwrap_or_default(),
            per_minute: self.per_minute,
        };
        Ok(StartBulk { target, order, confirmed: self.confirmed })
    }
}

/// For whom a job is.
fn target(selection: Option<SelectionId>, users: Option<Vec<UserId>>) -> Result<BulkTarget, Failure> {
    match (selection, users) {
        (Some(selection), None) => {
            Ok(BulkTarget::Filter(Box::new(UserFilter { selection: Some(selection), ..UserFilter::default() })))
        }
        (None, Some(users)) => Ok(BulkTarget::Ticked(users)),
        _ => Err(Failure::Unfit("`selection` or `users`, one of them".to_owned())),
    }
}

/// A job that is thought of: for the users of a selection, or for these.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"action": "send-link", "users": ["01900000-0000-7000-8000-000000000000"]}))]
pub(super) struct JobToTry {
    /// What would be done.
    #[schema(schema_with = actions)]
    action: BulkAction,
    /// A saved selection.
    #[schema(value_type = Option<String>, format = "uuid")]
    selection: Option<SelectionId>,
    /// At most 1,000 users.
    #[schema(value_type = Option<Vec<String>>, max_items = 1000)]
    users: Option<Vec<UserId>>,
}

/// For whom a job would be done, and who would be left out.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WhoTakesPart {
    /// How many are meant.
    total: Total,
    /// For how many it would be done.
    acted: Total,
    /// The first of them by name, at most five.
    first: Vec<UserLine>,
    /// Who would be left out, by reason.
    left_out: Vec<LeftOut>,
    /// For how many API users it would be done: where there are any, starting needs `confirmed`.
    api: Total,
    /// For how many hybrid users it would be done: people who also call the API.
    hybrid: Total,
    /// When programs last called with these accounts: the first of both by name, at most five of each.
    last_calls: Vec<LastApiCall>,
}

/// When a program last called with an account.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LastApiCall {
    /// Whose.
    #[schema(value_type = String, format = "uuid")]
    user: UserId,
    /// Their name.
    display_name: String,
    /// When; absent where none has called.
    #[schema(format = DateTime)]
    at: Option<String>,
}

impl From<BulkCaller> for LastApiCall {
    fn from(caller: BulkCaller) -> Self {
        let BulkCaller { user, display_name, usage } = caller;
        Self { user, display_name, at: usage.last_call.map(|call| call.at.machine) }
    }
}

/// Some who would be left out.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LeftOut {
    /// Why, for programs.
    #[schema(example = "inactive")]
    reason: String,
    /// Why, for people, in the caller's language.
    why: String,
    /// How many.
    total: Total,
    /// The first of them by name, at most five.
    first: Vec<UserLine>,
}

fn left_out(skipped: BulkSkipped, words: Words) -> LeftOut {
    let reason = match skipped.why {
        BulkSkip::Refused(refusal) => code(&Problem::Refused(refusal)),
        BulkSkip::Unneeded => "unneeded".to_owned(),
    };
    let why = words.bulk.skip(skipped.why).to_owned();
    LeftOut { reason, why, total: skipped.count.into(), first: lines(skipped.first) }
}

fn lines(users: Vec<UserRow>) -> Vec<UserLine> {
    users.into_iter().map(UserLine::from).collect()
}

fn taking_part(preview: BulkPreview, words: Words) -> WhoTakesPart {
    WhoTakesPart {
        total: preview.total.into(),
        acted: preview.acted.into(),
        first: lines(preview.first),
        left_out: preview.skipped.into_iter().map(|skipped| left_out(skipped, words)).collect(),
        api: preview.api.into(),
        hybrid: preview.hybrid.into(),
        last_calls: preview.callers.into_iter().map(LastApiCall::from).collect(),
    }
}

/// Says for whom a job would be done, and who would be left out and why. Nothing is done.
#[utoipa::path(post, operation_id = "previewBulkJob", path = "/api/v1/bulk-jobs/preview", tag = "Bulk jobs", request_body = JobToTry,
    responses((status = 200, body = WhoTakesPart)))]
pub(super) async fn preview(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Body(asked): Body<JobToTry>,
) -> Answer<Json<WhoTakesPart>> {
    let target = target(asked.selection, asked.users)?;
    let preview = state.desk.preview_bulk(&caller, asked.action, target).await?;
    Ok(Json(taking_part(preview, caller.words())))
}

/// A job that was started.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct BulkJobStarted {
    /// Which.
    #[schema(value_type = String, format = "uuid")]
    id: BulkId,
}

/// Starts a job.
#[utoipa::path(post, operation_id = "startBulkJob", path = "/api/v1/bulk-jobs", tag = "Bulk jobs", request_body = NewBulkJob,
    responses((status = 202, body = BulkJobStarted, headers(("Location" = String)))))]
pub(super) async fn start(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Body(asked): Body<NewBulkJob>,
) -> Answer<Response> {
    let id = state.desk.start_bulk(&caller, asked.read()?).await?;
    Ok((StatusCode::ACCEPTED, [(header::LOCATION, format!("{ADDRESS}/{id}"))], Json(BulkJobStarted { id })).into_response())
}

/// Reads how far a job is.
#[utoipa::path(get, operation_id = "readBulkJob", path = "/api/v1/bulk-jobs/{id}", tag = "Bulk jobs", params(("id" = String, Path, format = "uuid")),
    responses((status = 200, body = BulkJob)))]
pub(super) async fn read(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Path(job): Path<String>,
) -> Answer<Json<BulkJob>> {
    let record = state.desk.bulk_job(&caller, Thing::BulkJob.named(&job)?, BulkQuery::default()).await?;
    Ok(Json(record.row.into()))
}

/// How it went for one user.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct BulkJobLine {
    /// Counts from 1.
    position: i64,
    /// Whom.
    #[schema(value_type = String, format = "uuid")]
    user: UserId,
    /// What they sign in with; empty once they are deleted.
    user_name: String,
    /// Their name; empty once they are deleted.
    display_name: String,
    /// How it went; absent while their turn is still to come.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = outcomes)]
    outcome: Option<BulkOutcome>,
    /// Why they were left out.
    #[schema(example = "inactive")]
    reason: Option<String>,
    /// When.
    #[schema(format = DateTime)]
    at: Option<String>,
}

impl From<BulkLine> for BulkJobLine {
    fn from(line: BulkLine) -> Self {
        Self {
            position: line.position,
            user: line.user,
            user_name: line.user_name.unwrap_or_default(),
            display_name: line.display_name.unwrap_or_default(),
            outcome: line.outcome,
            reason: line.refusal.map(|refusal| code(&Problem::Refused(refusal))),
            at: line.at.map(|moment| moment.machine),
        }
    }
}

fn outcomes() -> utoipa::openapi::schema::Object {
    names(BulkOutcome::ALL)
}

/// Which part of a ledger to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ListLedger {
    /// Only those for whom it went so.
    #[param(schema_with = outcomes)]
    outcome: Option<BulkOutcome>,
    /// The page after the line with this key, from `Link`.
    after: Option<String>,
    /// The page before the line with this key, from `Link`.
    before: Option<String>,
}

/// Lists for whom a job is and how it went for each, 50 at a time.
#[utoipa::path(get, operation_id = "listBulkJobLedger", path = "/api/v1/bulk-jobs/{id}/ledger", tag = "Bulk jobs",
    params(("id" = String, Path, format = "uuid"), ListLedger),
    responses((status = 200, body = Listed<BulkJobLine>, headers(("Link" = String, description = "Further pages: `rel=\"next\"`, `rel=\"prev\"`")))))]
pub(super) async fn ledger(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Path(job): Path<String>,
    query: Query<ListLedger>,
) -> Answer<Response> {
    let job = Thing::BulkJob.named(&job)?;
    let place = paging::place(query.asked.after, query.asked.before)?;
    let record = state.desk.bulk_job(&caller, job, BulkQuery { outcome: query.asked.outcome, place }).await?;
    Ok(paging::answer::<_, BulkJobLine>(&format!("{ADDRESS}/{job}/ledger"), &query.pairs, record.ledger))
}

/// The whole ledger as a CSV file, in the caller's language. What a spreadsheet would take for a formula begins with `'`.
#[utoipa::path(get, operation_id = "downloadBulkJobLedger", path = "/api/v1/bulk-jobs/{id}/ledger.csv", tag = "Bulk jobs",
    params(("id" = String, Path, format = "uuid")), responses((status = 200, body = String, content_type = "text/csv")))]
pub(super) async fn ledger_file(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Path(job): Path<String>,
) -> Answer<Response> {
    let file = state.desk.bulk_ledger(&caller, Thing::BulkJob.named(&job)?).await?;
    Ok(csv::sent(file, csv::LEDGER))
}

/// Pauses, resumes, cancels or undoes a job.
#[utoipa::path(post, operation_id = "stepBulkJob", path = "/api/v1/bulk-jobs/{id}/{step}", tag = "Bulk jobs",
    params(("id" = String, Path, format = "uuid"), ("step" = String, Path, description = "`pause`, `resume`, `cancel` or `undo`")),
    responses((status = 204)))]
pub(super) async fn step(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Path((job, step)): Path<(String, String)>,
) -> Answer<StatusCode> {
    let step = Thing::Page.named(&step)?;
    state.desk.step_bulk(&caller, Thing::BulkJob.named(&job)?, step).await?;
    Ok(StatusCode::NO_CONTENT)
}
