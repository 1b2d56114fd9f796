//! One log line per request, without secrets, and an id that leads to it.

use super::{AppState, failed, visitor};
use crate::telemetry::request::within_request;
use app::api::Problem;
use axum::{
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderName, HeaderValue, StatusCode};
use percent_encoding::percent_decode_str;
use std::{any::Any, borrow::Cow, net::IpAddr, time::Instant};
use tower_http::catch_panic::CatchPanicLayer;
use tracing::{Instrument, field::Empty};

/// Addresses whose next part is a secret.
const SECRET_PREFIXES: [&str; 3] = ["/change-password/", "/not-me/", "/set-up/"];

/// Where the id stands.
const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// The longest id that a proxy may give.
const LONGEST_ID: usize = 64;

/// A request's id, for those who report a failure.
#[derive(Clone, Debug)]
pub(super) struct RequestId(pub(super) String);

/// Gives the request an id and logs how it ended.
pub(super) async fn request(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let id = given(&request, &state.trusted_proxies).unwrap_or_else(|| state.desk.new_reference());
    request.extensions_mut().insert(RequestId(id.clone()));
    let (method, route) = (request.method().clone(), request.extensions().get::<MatchedPath>().cloned());
    let path = redacted(request.uri().path()).into_owned();
    let span = tracing::info_span!("request", id, otel.name = Empty, otel.kind = Empty);
    let started = Instant::now();
    let mut response = within_request(id.clone(), next.run(request)).instrument(span.clone()).await;
    let took = started.elapsed();
    state.desk.metrics.request(route.as_ref(), &method, response.status(), took);
    #[cfg(feature = "otel")]
    crate::telemetry::name_request(&span, &method, route.as_ref(), response.status());
    let milliseconds = took.as_millis();
    span.in_scope(|| tracing::info!(%method, path, status = response.status().as_u16(), milliseconds, "request"));
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(HEADER, value);
    }
    response
}

/// The id that a proxy of ours has given the request, so that its log and ours tell of it under one name.
fn given(request: &Request, trusted: &[IpAddr]) -> Option<String> {
    if !trusted.contains(&visitor::peer(request).to_canonical()) {
        return None;
    }
    let id = request.headers().get(HEADER)?.to_str().ok()?;
    let is_plain = id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
    (is_plain && (1..=LONGEST_ID).contains(&id.len())).then(|| id.to_owned())
}

/// A path with its secret taken out, also where it is written in a way that leads nowhere here: the secret opens all the same.
pub(super) fn redacted(path: &str) -> Cow<'_, str> {
    let plain = percent_decode_str(path).decode_utf8_lossy().to_ascii_lowercase();
    match SECRET_PREFIXES.iter().find(|prefix| plain.contains(**prefix)) {
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
    use regex::Regex;

    #[test]
    fn a_trusted_proxy_gives_the_id_and_nobody_else() {
        let here = IpAddr::from([127, 0, 0, 1]);
        let with = |id: &str| http::Request::builder().header(HEADER, id).body(axum::body::Body::empty()).unwrap();
        assert_eq!(given(&with("a-1_b.2"), &[here]).as_deref(), Some("a-1_b.2"));
        assert_eq!(given(&with("a-1_b.2"), &[]), None);
        for not_one in ["", "two words", "\"quoted\"", &"x".repeat(65)] {
            assert_eq!(given(&with(not_one), &[here]), None, "{not_one}");
        }
    }

    #[test]
    fn secrets_in_addresses_are_not_logged() {
        assert_eq!(redacted("/change-password/0123456789ABCDEFGHJKMNPQRS"), "/change-password/…");
        assert_eq!(redacted("/change-password/0123456789ABCDEFGHJKMNPQRS/renew"), "/change-password/…");
        assert_eq!(redacted("/not-me/0123456789ABCDEFGHJKMNPQRS"), "/not-me/…");
        assert_eq!(redacted("/set-up/X/Y"), "/set-up/…");
        assert_eq!(redacted("/users"), "/users");
        for odd in ["//change-password/X", "/x/../change-password/X", "/Change-Password/X", "/change%2dpassword%2FX"] {
            assert_eq!(redacted(odd), "/change-password/…", "{odd}");
        }
    }

    /// What stands between two pieces of a text.
    fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
        text.split_once(before).unwrap().1.split_once(after).unwrap().0
    }

    #[test]
    fn recipes_for_proxies_cut_the_same_secrets_off() {
        let (nginx, caddy) = (include_str!("../../../deploy/nginx.conf"), include_str!("../../../deploy/Caddyfile"));
        let of_nginx = |expression: &str| Regex::new(&format!("(?i){expression}")).unwrap();
        let (logged, quiet) = (of_nginx(between(nginx, "\"~*", "\"")), of_nginx(between(nginx, "location ~* ", " {")));
        let cut = Regex::new(between(caddy, "request>uri regexp \"", "\"")).unwrap();
        for prefix in SECRET_PREFIXES {
            let address = format!("{prefix}0123456789ABCDEFGHJKMNPQRS/renew");
            assert!(logged.is_match(&address) && quiet.is_match(&address), "nginx: {prefix}");
            assert_eq!(cut.replace(&address, "$1..."), format!("{prefix}..."), "Caddy");
        }
        assert_eq!(cut.replace("/users?q=feld", "$1..."), "/users?...");
        assert_eq!(cut.replace("/users", "$1..."), "/users");
    }
}
