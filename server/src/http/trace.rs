//! One log line per request, without secrets, and an id that leads to it.

use super::{AppState, failed};
use app::api::Problem;
use axum::{
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderName, HeaderValue, StatusCode};
use std::{any::Any, borrow::Cow, time::Instant};
use tower_http::catch_panic::CatchPanicLayer;
use tracing::Instrument;

/// Addresses whose next part is a secret.
const SECRET_PREFIXES: [&str; 3] = ["/change-password/", "/not-me/", "/set-up/"];

/// A request's id, for those who report a failure.
#[derive(Clone, Debug)]
pub(super) struct RequestId(pub(super) String);

/// Gives the request an id and logs how it ended.
pub(super) async fn request(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let id = state.desk.new_reference();
    request.extensions_mut().insert(RequestId(id.clone()));
    let (method, route) = (request.method().clone(), request.extensions().get::<MatchedPath>().cloned());
    let path = redacted(request.uri().path()).into_owned();
    let span = tracing::info_span!("request", id);
    let started = Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    let took = started.elapsed();
    state.desk.metrics.request(route.as_ref(), &method, response.status(), took);
    let milliseconds = took.as_millis();
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
    failed::told(StatusCode::INTERNAL_SERVER_ERROR, Problem::Internal.into())
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
