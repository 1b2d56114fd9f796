//! One log line per request, without secrets, and an id that leads to it.

use super::AppState;
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderName, HeaderValue, StatusCode};
use std::{any::Any, borrow::Cow, time::Instant};
use tower_http::catch_panic::CatchPanicLayer;
use tracing::Instrument;

/// Addresses whose next part is a secret.
const SECRET_PREFIXES: [&str; 3] = ["/change-password/", "/not-me/", "/set-up/"];

/// Gives the request an id and logs how it ended.
pub(super) async fn request(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let id = state.desk.new_reference();
    let method = request.method().clone();
    let path = redacted(request.uri().path()).into_owned();
    let span = tracing::info_span!("request", id);
    let started = Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    let milliseconds = started.elapsed().as_millis();
    span.in_scope(|| tracing::info!(%method, path, status = response.status().as_u16(), milliseconds, "request"));
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(HeaderName::from_static("x-request-id"), value);
    }
    response
}

/// A path with its secret taken out.
pub(super) fn redacted(path: &str) -> Cow<'_, str> {
    match SECRET_PREFIXES.iter().find(|prefix| path.starts_with(**prefix)) {
        Some(prefix) => Cow::Owned(format!("{prefix}…")),
        None => Cow::Borrowed(path),
    }
}

type OnPanic = fn(Box<dyn Any + Send>) -> Response;

/// A panic ends its request and nothing else.
pub(super) fn catch_panic() -> CatchPanicLayer<OnPanic> {
    CatchPanicLayer::custom(panicked as OnPanic)
}

#[expect(clippy::needless_pass_by_value, reason = "the layer's signature")]
fn panicked(cause: Box<dyn Any + Send>) -> Response {
    let words = cause.downcast_ref::<String>().map(String::as_str).or_else(|| cause.downcast_ref::<&str>().copied());
    tracing::error!(cause = words.unwrap_or("unknown"), "a request panicked");
    (StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong on our side. Go back, reload the page and try again.")
        .into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_in_addresses_are_not_logged() {
        assert_eq!(redacted("/change-password/0123456789ABCDEFGHJKMNPQRS"), "/change-password/…");
        assert_eq!(redacted("/change-password/0123456789ABCDEFGHJKMNPQRS/renew"), "/change-password/…");
        assert_eq!(redacted("/not-me/0123456789ABCDEFGHJKMNPQRS"), "/not-me/…");
        assert_eq!(redacted("/set-up/X/Y"), "/set-up/…");
        assert_eq!(redacted("/users"), "/users");
    }
}
