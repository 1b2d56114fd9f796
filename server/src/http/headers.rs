//! Headers of every response: the content security policy with a nonce per request, and the rest of what browsers ask for.

use super::AppState;
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use leptos::nonce::Nonce;

/// Two years, with subdomains (ASVS 3.4.1 asks for one year at least).
const HSTS: HeaderValue = HeaderValue::from_static("max-age=63072000; includeSubDomains");
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

/// What does not depend on the request. `strict-origin`, not `no-referrer`: that would turn the forms' Origin into null.
const FIXED: [(&str, &str); 7] = [
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "strict-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    (
        "permissions-policy",
        "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=(), publickey-credentials-get=(self), \
         publickey-credentials-create=(self)",
    ),
    ("x-robots-tag", "noindex, nofollow"),
];

/// Mints the nonce for the page and sets all headers that a handler has not set itself.
pub(super) async fn set(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let nonce = Nonce::new();
    request.extensions_mut().insert(nonce.clone());
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&policy(&nonce)) {
        default(headers, header::CONTENT_SECURITY_POLICY, policy);
    }
    for (name, value) in FIXED {
        default(headers, HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    default(headers, header::CACHE_CONTROL, NO_STORE);
    if state.is_https {
        default(headers, header::STRICT_TRANSPORT_SECURITY, HSTS);
    }
    response
}

fn default(headers: &mut HeaderMap, name: HeaderName, value: HeaderValue) {
    headers.entry(name).or_insert(value);
}

fn policy(nonce: &Nonce) -> String {
    format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
         connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
    )
}
