//! For whoever keeps Latchkey running.

use super::AppState;
use axum::extract::State;
use http::StatusCode;

/// The process answers.
pub(super) async fn alive() -> &'static str {
    "ok\n"
}

/// The process can do its work: the database answers.
pub(super) async fn ready(State(state): State<AppState>) -> (StatusCode, &'static str) {
    match state.desk.is_ready().await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n"),
    }
}
