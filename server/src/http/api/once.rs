//! What is done at most once: calls under an `Idempotency-Key`. A program that heard no answer calls again with the same key
//! and gets the answer of the first call. Only what was done uses a key up; after a refusal it is free again.

use super::{
    super::AppState,
    problem::{CallProblem, Failure, REPLAYED},
};
use crate::{
    service::{Begun, Desk, Ended},
    telemetry::request::of_this_request,
};
use app::api::{Caller, Problem};
use axum::{
    Extension,
    body::{Body, Bytes, to_bytes},
    extract::{FromRequest, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use sha2::{Digest, Sha256};
use tracing::Instrument;

const KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// The longest key, in characters.
const LONGEST_KEY: usize = 100;
/// The longest answer that is kept, in bytes: answers to what is sent and made are short, or repeat what came.
const LONGEST_ANSWER: usize = 128 * 1024;

/// Marks an answer that holds a secret: it is not kept.
#[derive(Clone, Copy)]
pub(super) struct HoldsSecret;

/// Does a call at most once.
pub(super) async fn keep(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    request: Request,
    next: Next,
) -> Response {
    let begun = match begin(&state.desk, &caller, request).await {
        Ok(begun) => begun,
        Err(response) => return response,
    };
    let (key, request) = begun;
    // Goes on when the caller hangs up: what was begun is finished, and its answer kept.
    let whole = async move {
        let response = next.run(request).await;
        end(&state.desk, &caller, &key, response).await.unwrap_or_else(IntoResponse::into_response)
    };
    match tokio::spawn(of_this_request(whole).in_current_span()).await {
        Ok(response) => response,
        Err(failure) if failure.is_panic() => std::panic::resume_unwind(failure.into_panic()),
        Err(_) => Failure::from(CallProblem::Internal).into_response(),
    }
}

/// The key and the request, if it is the first under this key; else what is to be answered.
async fn begin(desk: &Desk, caller: &Caller, request: Request) -> Result<(String, Request), Response> {
    let failed = |failure: Failure| failure.into_response();
    let key = key(request.headers()).ok_or_else(|| failed(CallProblem::NoKey.into()))?;
    let (parts, body) = request.into_parts();
    let body = Bytes::from_request(Request::new(body), &()).await.map_err(IntoResponse::into_response)?;
    let mut hash = Sha256::new();
    for part in [parts.method.as_str().as_bytes(), parts.uri.path().as_bytes(), &body] {
        hash.update(part.len().to_le_bytes());
        hash.update(part);
    }
    match desk.begin_once(caller, &key, &hash.finalize()).await.map_err(|error| failed(error.into()))? {
        Begun::First => Ok((key, Request::from_parts(parts, Body::from(body)))),
        Begun::Done(ended) => Err(replay(ended)),
        Begun::Shown => Err(failed(CallProblem::AlreadyShown.into())),
        Begun::UnderWay => Err(failed(CallProblem::UnderWay.into())),
        Begun::CutOff => Err(failed(CallProblem::CutOff.into())),
        Begun::OfAnother => Err(failed(CallProblem::KeyOfAnother.into())),
    }
}

/// The call's key: 1 to 100 characters that can be seen.
fn key(headers: &HeaderMap) -> Option<String> {
    let mut sent = headers.get_all(KEY).iter();
    let (Some(only), None) = (sent.next(), sent.next()) else { return None };
    let key = only.to_str().ok()?;
    let fits = (1..=LONGEST_KEY).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic());
    fits.then(|| key.to_owned())
}

/// Keeps the answer of a call that was done.
async fn end(desk: &Desk, caller: &Caller, key: &str, response: Response) -> Result<Response, Failure> {
    if !response.status().is_success() {
        desk.end_once(caller, key, None).await?;
        return Ok(response);
    }
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, LONGEST_ANSWER).await.map_err(|_| Problem::Internal)?;
    let holds_secret = parts.extensions.get::<HoldsSecret>().is_some();
    let ended = Ended {
        status: parts.status.as_u16(),
        location: parts.headers.get(header::LOCATION).and_then(|value| value.to_str().ok()).map(str::to_owned),
        body: (!holds_secret).then(|| String::from_utf8_lossy(&body).into_owned()),
    };
    desk.end_once(caller, key, Some(&ended)).await?;
    Ok(Response::from_parts(parts, Body::from(body)))
}

/// The first call's answer again.
fn replay(ended: Ended) -> Response {
    let status = StatusCode::from_u16(ended.status).unwrap_or(StatusCode::OK);
    let mut response = status.into_response();
    if let Some(body) = ended.body.filter(|body| !body.is_empty()) {
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        *response.body_mut() = Body::from(body);
    }
    let headers = response.headers_mut();
    headers.insert(REPLAYED, HeaderValue::from_static("true"));
    if let Some(location) = ended.location.and_then(|location| HeaderValue::from_str(&location).ok()) {
        headers.insert(header::LOCATION, location);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_one_and_can_be_seen() {
        let sent = |values: &[&'static str]| {
            let headers = values.iter().map(|value| (KEY, HeaderValue::from_static(value))).collect();
            key(&headers)
        };
        assert_eq!(sent(&["018f-7"]).as_deref(), Some("018f-7"));
        for wrong in [&[][..], &[""], &["a b"], &["a", "b"]] {
            assert_eq!(sent(wrong), None, "{wrong:?}");
        }
    }
}
