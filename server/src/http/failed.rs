//! Answers that are no page: a panic, a post from elsewhere, a body too large, a server too busy. Whoever asked in a browser is told
//! in their language what happened and how to go on; a page's script gets an error that it can read. `/api` tells its own.

use super::{AppState, forms::page_of, pages, rpc, trace::RequestId, visitor};
use crate::service::Visit;
use app::{
    Failure,
    api::{ApiError, ErrorCode, House, Problem, Thing},
    model::Locale,
};
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, Method, StatusCode, Uri, header, uri::PathAndQuery};
use std::{
    collections::BTreeMap,
    sync::{Arc, OnceLock},
};

/// Addresses that no person reads, and all that lies below them.
const FOR_MACHINES: [&str; 6] = ["/api", "/pkg", "/healthz", "/readyz", "/build", "/dev"];

/// The page that there always is.
const START: &str = "/";

/// How long to wait before asking a server again that was too busy, in seconds.
const PATIENCE: HeaderValue = HeaderValue::from_static("5");

/// Who asks and what they entered, for the layers around those that find it out.
#[derive(Clone, Debug, Default)]
pub(super) struct Asking(Arc<Noted>);

#[derive(Debug, Default)]
struct Noted {
    visit: OnceLock<Visit>,
    entered: OnceLock<BTreeMap<String, String>>,
}

impl Asking {
    /// Notes who asks.
    pub(super) fn by(&self, visit: &Visit) {
        self.0.visit.get_or_init(|| visit.clone());
    }

    /// Notes what they entered, no secret among it.
    pub(super) fn with(&self, entered: impl FnOnce() -> BTreeMap<String, String>) {
        self.0.entered.get_or_init(entered);
    }
}

/// What a response reports.
#[derive(Clone, Debug)]
struct Told(ApiError);

/// An answer that is no page yet, for [`explain`].
pub(super) fn told(status: StatusCode, error: ApiError) -> Response {
    let mut response = status.into_response();
    response.extensions_mut().insert(Told(error));
    response
}

/// Puts a page, or an error that scripts can read, in place of an answer that is neither.
pub(super) async fn explain(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if below(path, &FOR_MACHINES) {
        return next.run(request).await;
    }
    let is_call = below(path, &["/rpc"]);
    let is_deed = !matches!(*request.method(), Method::GET | Method::HEAD);
    let asking = Asking::default();
    request.extensions_mut().insert(asking.clone());
    let page = page_of(&request);
    let mut response = next.run(request).await;
    let Some(mut error) = error_of(&mut response, is_call) else { return patient(response) };
    if error.code() == ErrorCode::Internal && error.reference.is_none() {
        error.reference = page.extensions().get::<RequestId>().map(|id| id.0.clone());
    }
    let status = response.status();
    let mut explained = if is_call {
        rpc::told(&error, status, rpc::is_of_this_build(page.headers()))
    } else {
        let address = address(page.uri());
        let may_send_again = status.is_server_error() && address != START;
        let entered = asking.0.entered.get().filter(|_| may_send_again).cloned().unwrap_or_default().into_iter().collect();
        // The house is not asked for while the server fails: perhaps it is the database that does.
        let house = if status.is_server_error() { None } else { state.desk.organisation().await.ok() };
        let failure = Failure { error, house, address, is_deed, entered };
        let visit = asking.0.visit.get().cloned().unwrap_or_else(|| unknown(&state, &page));
        pages::failed(&state, visit, failure, page).await
    };
    *explained.status_mut() = status;
    let headers = explained.headers_mut();
    for name in [header::ALLOW, header::RETRY_AFTER] {
        if let Some(value) = response.headers_mut().remove(&name) {
            headers.insert(name, value);
        }
    }
    patient(explained)
}

/// Whoever is told that the server cannot do it now is told when to ask again.
fn patient(mut response: Response) -> Response {
    if response.status() == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().entry(header::RETRY_AFTER).or_insert(PATIENCE);
    }
    response
}

/// What an answer reports that is neither a page nor an error of a server function.
fn error_of(response: &mut Response, is_call: bool) -> Option<ApiError> {
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error()) {
        return None;
    }
    if let Some(Told(error)) = response.extensions_mut().remove() {
        return Some(error);
    }
    let kind = response.headers().get(header::CONTENT_TYPE);
    let is_page = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    // Server functions tell their own errors; these come from the layers around them.
    let is_layers = matches!(status, StatusCode::PAYLOAD_TOO_LARGE | StatusCode::SERVICE_UNAVAILABLE);
    (!is_page && (is_layers || !is_call)).then(|| problem_of(status).into())
}

fn problem_of(status: StatusCode) -> Problem {
    match status {
        StatusCode::FORBIDDEN => Problem::Forbidden,
        StatusCode::NOT_FOUND => Problem::NotFound(Thing::Page),
        StatusCode::PAYLOAD_TOO_LARGE => Problem::TooLarge,
        StatusCode::SERVICE_UNAVAILABLE => Problem::Busy,
        status if status.is_server_error() => Problem::Internal,
        _ => Problem::Misunderstood,
    }
}

/// The page of that name; the start where there is none.
fn address(uri: &Uri) -> String {
    let here = uri.path_and_query().filter(|_| pages::exists(uri.path()));
    here.map_or(START, PathAndQuery::as_str).to_owned()
}

/// Somebody of whom no layer knows more than their browser says.
fn unknown(state: &AppState, request: &Request) -> Visit {
    Visit { session: None, client: visitor::client(state, request), house_locale: Locale::default() }
}

fn below(path: &str, addresses: &[&str]) -> bool {
    addresses.iter().any(|address| path.strip_prefix(address).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(response: impl IntoResponse, is_call: bool) -> Option<Problem> {
        error_of(&mut response.into_response(), is_call).map(|error| error.problem)
    }

    #[test]
    fn what_is_no_page_is_explained() {
        assert_eq!(error(StatusCode::NOT_FOUND, false), Some(Problem::NotFound(Thing::Page)));
        assert_eq!(error((StatusCode::PAYLOAD_TOO_LARGE, "length limit exceeded"), false), Some(Problem::TooLarge));
        assert_eq!(error(told(StatusCode::BAD_REQUEST, Problem::UnreadableForm.into()), false), Some(Problem::UnreadableForm));
        assert_eq!(error((StatusCode::CONFLICT, axum::response::Html("a page")), false), None);
        assert_eq!(error("an answer", false), None);
    }

    #[test]
    fn a_server_function_tells_its_own_errors() {
        assert_eq!(error((StatusCode::UNPROCESSABLE_ENTITY, "\"required\""), true), None);
        assert_eq!(error(StatusCode::SERVICE_UNAVAILABLE, true), Some(Problem::Busy));
        assert_eq!(error(told(StatusCode::FORBIDDEN, Problem::FromElsewhere.into()), true), Some(Problem::FromElsewhere));
    }

    #[test]
    fn machines_are_told_otherwise() {
        assert!(below("/api", &FOR_MACHINES) && below("/pkg/0/latchkey.css", &FOR_MACHINES));
        assert!(!below("/apiary", &FOR_MACHINES) && !below("/users", &FOR_MACHINES));
    }
}
