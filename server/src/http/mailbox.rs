//! The HTML part of a mail in the demo's mailbox: for a sandboxed frame, with a policy of its own.

use super::{AppState, templates::framed};
use crate::service::Visit;
use axum::{
    Extension,
    extract::{Path, State},
    response::{Html, IntoResponse, Response},
};
use http::{HeaderName, HeaderValue, header};

/// Mails carry inline styles and nothing else; links open in the tab that was clicked.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; \
     sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation",
);

pub(super) async fn html(State(state): State<AppState>, Extension(visit): Extension<Visit>, Path(id): Path<String>) -> Response {
    let html = match state.desk.mail_html(&id).await {
        Ok(html) => html,
        Err(error) => return framed(&visit, Err(error)),
    };
    let mut response = Html(html).into_response();
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, POLICY);
    response.headers_mut().insert(HeaderName::from_static("x-frame-options"), HeaderValue::from_static("SAMEORIGIN"));
    response
}
