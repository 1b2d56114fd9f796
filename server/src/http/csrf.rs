//! Posts from other sites are refused: server functions and forms are ordinary posts that a foreign page could send with
//! our cookie.

use super::{AppState, failed};
use app::api::Problem;
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderMap, Method, StatusCode, header};

/// Lets a request pass if it changes nothing or comes from one of our own pages.
pub(super) async fn check(State(state): State<AppState>, request: Request, next: Next) -> Response {
    if is_safe(request.method()) || is_ours(request.headers(), &state.origin) {
        return next.run(request).await;
    }
    tracing::warn!(path = %super::trace::redacted(request.uri().path()), "a post from another site was refused");
    failed::told(StatusCode::FORBIDDEN, Problem::FromElsewhere.into())
}

fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Browsers say where a request comes from in `Sec-Fetch-Site`; older ones at least in `Origin`. Whoever says neither is
/// not a browser with our cookie, or hides it: refused too.
fn is_ours(headers: &HeaderMap, origin: &str) -> bool {
    let text = |name| headers.get(name).and_then(|value: &http::HeaderValue| value.to_str().ok());
    match text(http::HeaderName::from_static("sec-fetch-site")) {
        Some(site) => matches!(site, "same-origin" | "none"),
        None => text(header::ORIGIN).is_some_and(|from| from.eq_ignore_ascii_case(origin)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ours(pairs: &[(&'static str, &str)]) -> bool {
        let headers = pairs.iter().map(|(name, value)| (http::HeaderName::from_static(name), value.parse().unwrap()));
        is_ours(&headers.collect(), "https://desk.example")
    }

    #[test]
    fn only_our_own_pages_may_post() {
        assert!(ours(&[("sec-fetch-site", "same-origin")]));
        assert!(ours(&[("origin", "https://desk.example")]));
        assert!(!ours(&[("sec-fetch-site", "cross-site"), ("origin", "https://desk.example")]));
        assert!(!ours(&[("sec-fetch-site", "same-site")]));
        assert!(!ours(&[("origin", "https://desk.example.evil.example")]));
        assert!(!ours(&[("origin", "null")]));
        assert!(!ours(&[]));
    }
}
