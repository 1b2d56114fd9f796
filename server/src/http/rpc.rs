//! Server functions, which a page's code asks. A page of this build is answered in the form that only it can read; a page of another
//! build, opened before an upgrade, is refused before anything is done; programs and people with a tool read errors as JSON.

use super::{AppState, own::OwnOwner, pages};
use crate::service::Visit;
use app::{
    api::ApiError,
    wire::{self, Compact},
};
use axum::{
    Extension, Json,
    body::Body,
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode, header};
use server_fn::{ContentType as _, Decodes as _, Encodes as _};

/// The longest error a server function reports, in bytes.
const LARGEST_ERROR: usize = 64 * 1024;

/// Answers a server function.
pub(super) async fn answer(State(state): State<AppState>, Extension(visit): Extension<Visit>, request: Request) -> Response {
    let is_of_this_build = is_of_this_build(request.headers());
    if is_of_this_build == Some(false) {
        return (StatusCode::NOT_ACCEPTABLE, wire::OTHER_BUILD).into_response();
    }
    let context = pages::context(&state, visit, &request);
    let answer = OwnOwner::default().keep(leptos_axum::handle_server_fns_with_context(context, request)).await;
    let response = answer.into_response();
    if response.status() != StatusCode::INTERNAL_SERVER_ERROR {
        return response;
    }
    with_own_status(response, is_of_this_build).await
}

/// Leptos reports every error of a server function as 500: here it gets the status that its code means.
async fn with_own_status(response: Response, is_of_this_build: Option<bool>) -> Response {
    let Ok(body) = axum::body::to_bytes(response.into_body(), LARGEST_ERROR).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    match Compact::decode(body) {
        Ok(error) => told(&error, error.code().status(), is_of_this_build),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// An error, in the form that whoever asked can read (see [`is_of_this_build`]).
pub(super) fn told(error: &ApiError, status: StatusCode, is_of_this_build: Option<bool>) -> Response {
    match is_of_this_build {
        Some(true) => match Compact::encode(error) {
            Ok(body) => (status, [(header::CONTENT_TYPE, Compact::CONTENT_TYPE)], Body::from(body)).into_response(),
            Err(_) => status.into_response(),
        },
        Some(false) => status.into_response(),
        None => (status, Json(error)).into_response(),
    }
}

/// Whether these are the headers of a page's code of this build; `None` for those of none, such as programs.
pub(super) fn is_of_this_build(headers: &HeaderMap) -> Option<bool> {
    headers.get(header::ACCEPT).and_then(|accepts| accepts.to_str().ok()).and_then(wire::is_of_this_build)
}
