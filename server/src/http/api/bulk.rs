//! Jobs that do something for many users.

use super::{
    super::AppState,
    Answer,
    input::{Body, Query},
    openapi::names,
    paging::{self, Listed},
    problem::Failure,
    resets::effects,
};
use app::{
    api::{Bulk, Caller, Thing},
    model::{
        BulkAction, BulkId, BulkOrder, BulkQuery, BulkRow, BulkState, BulkTarget, NewPasswordEffect, SelectionId, StartBulk,
        UserFilter, UserId,
    },
    rules::bulk::PROGRAMS,
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
    names(BulkAction::ALL.iter().map(|action| action.as_str()))
}

fn states() -> utoipa::openapi::schema::Object {
    names(BulkState::ALL.iter().map(|state| state.as_str()))
}

/// Which stretch to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ListBulkJobs {
    /// The page after the row with this key, from `Link`.
    after: Option<String>,
    /// The page before the row with this key, from `Link`.
    before: Option<String>,
}

/// Lists jobs, the latest first, 50 at a time.
#[utoipa::path(get, operation_id = "listBulkJobs", path = "/api/v1/bulk-jobs", tag = "Bulk jobs", params(ListBulkJobs),
    responses((status = 200, body = Listed<BulkJob>, headers(("Link" = String, description = "Further pages: `rel=\"next\"`, `rel=\"prev\"`")))))]
pub(super) async fn list(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    query: Query<ListBulkJobs>,
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
    /// Says that API users are meant, where the selection names them.
    #[serde(default)]
    confirm_api: bool,
}

impl NewBulkJob {
    fn read(self) -> Result<StartBulk, Failure> {
        let target = match (self.selection, self.users) {
            (Some(selection), None) => {
                BulkTarget::Filter(Box::new(UserFilter { selection: Some(selection), ..UserFilter::default() }))
            }
            (None, Some(users)) => BulkTarget::Ticked(users),
            _ => return Err(Failure::Unfit("`selection` or `users`, one of them".to_owned())),
        };
        let order = BulkOrder {
            action: self.action,
            life_minutes: self.life_minutes,
            effect: self.effect,
            tag: self.tag.unwrap_or_default(),
            per_minute: self.per_minute,
        };
        Ok(StartBulk { target, order, confirmed: if self.confirm_api { PROGRAMS.to_owned() } else { String::new() } })
    }
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
