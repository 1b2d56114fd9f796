//! For whoever keeps Latchkey running: in a word, and nothing that others should not know.

use super::AppState;
use crate::service::Unready;
use axum::{Json, extract::State};
use http::StatusCode;
use serde::Serialize;

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

/// The process can do its work: the database answers, and has every table.
pub(super) async fn ready(State(state): State<AppState>) -> (StatusCode, Json<Health>) {
    match state.desk.is_ready().await {
        Ok(()) => (StatusCode::OK, Json(Health { status: "ready", reason: None })),
        Err(Unready::Database) => unavailable("database"),
        Err(Unready::Migrations) => unavailable("migrations"),
    }
}

fn unavailable(reason: &'static str) -> (StatusCode, Json<Health>) {
    (StatusCode::SERVICE_UNAVAILABLE, Json(Health { status: "unavailable", reason: Some(reason) }))
}
