//! An automation to take away: what it is made of, as JSON that can be imported again, here and elsewhere.

use super::{AppState, caller, pages};
use crate::service::Visit;
use app::{
    api::{ApiError, Problem, Thing},
    model::AutomationFile,
};
use axum::{
    Extension,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::{HeaderName, header};

const HEADERS: [(HeaderName, &str); 2] =
    [(header::CONTENT_TYPE, "application/json"), (header::CONTENT_DISPOSITION, "attachment; filename=\"automation.json\"")];

/// The three windows of one.
pub(super) async fn export(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
) -> Response {
    let read = async {
        let caller = caller(&visit)?;
        let id = Thing::Automation.named(&id)?;
        state.desk.export_automation(caller, id).await
    };
    match read.await.and_then(|file| written(&file)) {
        Ok(text) => (HEADERS, text).into_response(),
        Err(error) => pages::plain(&error),
    }
}

fn written(file: &AutomationFile) -> Result<String, ApiError> {
    serde_json::to_string_pretty(file).map_err(|error| {
        tracing::error!(%error, "an automation cannot be written");
        Problem::Internal.into()
    })
}
