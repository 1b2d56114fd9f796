//! For `make dev`: a stream that ends with the server. When the page can connect again, it reloads itself.

use super::AppState;
use axum::{
    Router,
    response::{
        IntoResponse,
        sse::{Event, KeepAlive, Sse},
    },
    routing::get,
};
use futures_util::stream;
use std::convert::Infallible;

pub(super) fn routes(state: &AppState) -> Router<AppState> {
    if state.dev_reload { Router::new().route("/dev/reload", get(wait)) } else { Router::new() }
}

async fn wait() -> impl IntoResponse {
    Sse::new(stream::pending::<Result<Event, Infallible>>()).keep_alive(KeepAlive::default())
}
