//! Forms of jobs for many users.

use super::{Form, caller, finish};
use crate::{
    http::{AppState, Routes},
    service::Visit,
};
use app::{
    api::{ApiError, Bulk, Problem, Thing},
    model::{BulkStep, Flash},
    rules::bulk as rules,
};
use axum::{
    Extension,
    extract::{Path, State},
    response::Response,
    routing::post,
};

/// Where all of them lead.
const LIST: &str = "/bulk";

pub(super) fn routes() -> Routes {
    vec![
        ("/bulk/new", post(start)),
        ("/bulk/{id}", post(at_once)),
        ("/bulk/{id}/cancel", post(cancel)),
        ("/bulk/{id}/undo", post(undo)),
    ]
}

async fn start(State(state): State<AppState>, Extension(visit): Extension<Visit>, form: Form) -> Response {
    let started = async {
        let caller = caller(&visit)?;
        let request = rules::read(|field| form.posted.value(field).to_owned());
        if let (Err(_), Ok(action)) = (&request, form.posted.value(rules::ACTION).parse::<app::model::BulkAction>()) {
            // What is wrong is told to those alone who may start it.
            caller.require(action.permission())?;
        }
        let job = state.desk.start_bulk(caller, request?).await?;
        Ok((format!("{LIST}/{job}"), Flash::good(caller.words().bulk.started_now())))
    };
    match started.await {
        Ok((to, flash)) => finish(&state, visit, form, &to, Ok(flash)).await,
        Err(error) => form.refused(&state, visit, error).await,
    }
}

async fn at_once(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Form,
) -> Response {
    let step = form.posted.value("step").parse().map_err(|_| Problem::UnreadableForm.into());
    take(&state, visit, &id, form, step).await
}

async fn cancel(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Form,
) -> Response {
    take(&state, visit, &id, form, Ok(BulkStep::Cancel)).await
}

async fn undo(State(state): State<AppState>, Extension(visit): Extension<Visit>, Path(id): Path<String>, form: Form) -> Response {
    take(&state, visit, &id, form, Ok(BulkStep::Undo)).await
}

async fn take(state: &AppState, visit: Visit, id: &str, form: Form, step: Result<BulkStep, ApiError>) -> Response {
    let taken = async {
        let caller = caller(&visit)?;
        let job = Thing::BulkJob.named(id)?;
        state.desk.step_bulk(caller, job, step?).await?;
        Ok(Flash::good(caller.words().bulk.step_taken()))
    };
    let taken = taken.await;
    finish(state, visit, form, &format!("{LIST}/{id}"), taken).await
}
