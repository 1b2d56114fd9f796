//! For whoever keeps Latchkey running: in a word, and nothing that others should not know.

use super::AppState;
use crate::service::Unready;
use axum::{Json, extract::State};
use http::StatusCode;
use serde::Serialize;
use std::time::Duration;
use tokio::time::timeout;

/// How long the database may take to answer: whoever asks gives up early too.
const PATIENCE: Duration = Duration::from_secs(2);

/// How the process is.
#[derive(Debug, Serialize)]
pub(super) struct Health {
    status: &'static str,
    /// Why it is not ready.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
}

/// The process answers.
pub(super) async fn alive() -> Json<Health> {
    Json(Health { status: "ok", reason: None })
}

/// The process can do its work: the database answers, and has every table; and nobody has told it to stop.
pub(super) async fn ready(State(state): State<AppState>) -> (StatusCode, Json<Health>) {
    if state.stopping.is_cancelled() {
        return unavailable("stopping");
    }
    match timeout(PATIENCE, state.desk.is_ready()).await {
        Ok(Ok(())) => (StatusCode::OK, Json(Health { status: "ready", reason: None })),
        Ok(Err(Unready::Migrations)) => unavailable("migrations"),
        Ok(Err(Unready::Database)) | Err(_) => unavailable("database"),
    }
}

fn unavailable(reason: &'static str) -> (StatusCode, Json<Health>) {
    (StatusCode::SERVICE_UNAVAILABLE, Json(Health { status: "unavailable", reason: Some(reason) }))
}
