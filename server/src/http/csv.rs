//! Files to take away, sent part by part while they are read.

use super::{AppState, caller, pages};
use crate::service::{CsvFile, Visit};
use app::{
    api::{ApiError, Own, Thing},
    model::Permission,
};
use axum::{
    Extension,
    body::Body,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use futures_util::stream;
use http::{HeaderValue, Uri, header, uri::PathAndQuery};

const KIND: HeaderValue = HeaderValue::from_static("text/csv; charset=utf-8; header=present");
/// A job's ledger.
pub(super) const LEDGER: HeaderValue = HeaderValue::from_static("attachment; filename=\"ledger.csv\"");

/// The users whom the list's address asks for.
pub(super) async fn users(State(state): State<AppState>, Extension(visit): Extension<Visit>, uri: Uri) -> Response {
    let opened = async {
        let asked = app::users_asked(uri.query().unwrap_or_default());
        state.desk.export_users(caller(&visit)?, &asked.filter).await
    };
    answer(opened.await, HeaderValue::from_static("attachment; filename=\"users.csv\""))
}

/// The messages that the list's address asks for.
pub(super) async fn messages(State(state): State<AppState>, Extension(visit): Extension<Visit>, uri: Uri) -> Response {
    let opened = async {
        let asked = app::messages_asked(uri.query().unwrap_or_default());
        state.desk.export_messages(caller(&visit)?, &asked).await
    };
    answer(opened.await, HeaderValue::from_static("attachment; filename=\"messages.csv\""))
}

/// The lines of the audit trail that its address asks for. Where the reader must say first that it is them, a page asks that.
pub(super) async fn audit(State(state): State<AppState>, Extension(visit): Extension<Visit>, uri: Uri) -> Response {
    match asked_first(&state, &visit, Permission::ViewAudit).await {
        Ok(true) => return Redirect::to(&confirm_address(&uri)).into_response(),
        Ok(false) => {}
        Err(error) => return pages::plain(&error),
    }
    let opened = async {
        let asked = app::audit_asked(uri.query().unwrap_or_default());
        state.desk.export_audit(caller(&visit)?, &asked).await
    };
    answer(opened.await, HeaderValue::from_static("attachment; filename=\"audit.csv\""))
}

/// Whether somebody who may have a file must type their own password first.
async fn asked_first(state: &AppState, visit: &Visit, permission: Permission) -> Result<bool, ApiError> {
    let caller = caller(visit)?;
    caller.require(permission)?;
    state.desk.confirm_prompt(caller).await
}

/// The page that asks for it, and leads back to the file.
fn confirm_address(file: &Uri) -> String {
    let next = file.path_and_query().map_or("/", PathAndQuery::as_str);
    let query = serde_urlencoded::to_string([("next", next)]).unwrap_or_default();
    format!("/confirm?{query}")
}

/// What is wrong with the rows of an import.
pub(super) async fn import_problems(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
) -> Response {
    let opened = async {
        let import = Thing::Import.named(&id)?;
        state.desk.import_problems(caller(&visit)?, import).await
    };
    answer(opened.await, HeaderValue::from_static("attachment; filename=\"problems.csv\""))
}

/// How a job went, for each for whom it is.
pub(super) async fn bulk_ledger(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
) -> Response {
    let opened = async {
        let job = Thing::BulkJob.named(&id)?;
        state.desk.bulk_ledger(caller(&visit)?, job).await
    };
    answer(opened.await, LEDGER)
}

/// What came of an automation, as far as its ledger's address asks for it.
pub(super) async fn automation_ledger(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    uri: Uri,
) -> Response {
    let opened = async {
        let asked = app::runs_asked(uri.query().unwrap_or_default());
        state.desk.export_runs(caller(&visit)?, Thing::Automation.named(&id)?, asked.state).await
    };
    answer(opened.await, LEDGER)
}

fn answer(opened: Result<CsvFile, ApiError>, disposition: HeaderValue) -> Response {
    match opened {
        Ok(file) => sent(file, disposition),
        Err(error) => pages::plain(&error),
    }
}

/// A file on its way.
pub(super) fn sent(file: CsvFile, disposition: HeaderValue) -> Response {
    let headers = [(header::CONTENT_TYPE, KIND), (header::CONTENT_DISPOSITION, disposition)];
    (headers, Body::from_stream(stream::try_unfold(file, next))).into_response()
}

/// The next part. Where it cannot be read, the answer breaks off, so that nobody takes the file for whole.
async fn next(mut file: CsvFile) -> anyhow::Result<Option<(Vec<u8>, CsvFile)>> {
    match file.next_part().await {
        Ok(part) => Ok(part.map(|part| (part, file))),
        Err(error) => {
            tracing::error!(error = format!("{error:#}"), "a file broke off");
            Err(error)
        }
    }
}
