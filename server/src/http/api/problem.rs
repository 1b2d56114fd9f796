//! Refusals as `application/problem+json` (RFC 9457), in the language that the call asks for. A handler says what happened;
//! the document is made at the edge, also for what never reached a handler.

use app::{
    api::{ApiError, FieldError, Problem},
    model::{ApiScope, Locale},
    words::Words,
};
use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderName, HeaderValue, StatusCode, header};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// The media type.
pub(super) const MEDIA_TYPE: &str = "application/problem+json";
/// Where problems are explained.
const ABOUT: &str = "/api/docs#problems";

/// Why a call was not done (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ProblemDocument {
    /// Where problems are explained.
    #[serde(rename = "type")]
    #[schema(example = "/api/docs#problems")]
    about: &'static str,
    /// What sort of problem it is, for people.
    #[schema(example = "Refused")]
    title: &'static str,
    /// The HTTP status.
    #[schema(example = 409)]
    status: u16,
    /// What it is, for programs: these names do not change.
    #[schema(example = "inactive")]
    code: String,
    /// What happened and what to do next, in the language of the call's `Accept-Language`: English or German.
    #[schema(example = "This user is not active. Switch on Is Active first.")]
    detail: String,
    /// Leads the operator to the log.
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<String>,
    /// What is wrong with which field.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldProblem>,
}

/// What is wrong with one field.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FieldProblem {
    /// Its name.
    #[schema(example = "email")]
    field: String,
    /// What it is, for programs.
    #[schema(example = "email-invalid")]
    code: String,
    /// What is wrong with it.
    #[schema(example = "Enter an e-mail address like ada@example.org.")]
    detail: String,
}

/// What is wrong with a call before any use case is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CallProblem {
    /// There is no credential, or not a right one.
    Credentials,
    /// The key does not reach so far; this it would need.
    Scope(ApiScope),
    /// There is no such address.
    NoAddress,
    /// The address does not take this method.
    Method,
    /// The body is too large.
    TooLarge,
    /// The body is not JSON, or not said to be.
    NotJson,
    /// The request cannot be read.
    Unreadable,
    /// `If-Match` is missing.
    NoMatch,
    /// What was read is not what is there now.
    Stale,
    /// `Idempotency-Key` is missing or not one.
    NoKey,
    /// The key belongs to another request.
    KeyOfAnother,
    /// The same call is under way.
    UnderWay,
    /// The same call was cut off.
    CutOff,
    /// The answer held a secret, which is kept nowhere.
    AlreadyShown,
    /// It took too long.
    Busy,
    /// Latchkey failed.
    Internal,
}

impl CallProblem {
    const fn status(self) -> StatusCode {
        match self {
            Self::Credentials => StatusCode::UNAUTHORIZED,
            Self::Scope(_) => StatusCode::FORBIDDEN,
            Self::NoAddress => StatusCode::NOT_FOUND,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::NotJson => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Unreadable | Self::NoKey => StatusCode::BAD_REQUEST,
            Self::NoMatch => StatusCode::PRECONDITION_REQUIRED,
            Self::Stale => StatusCode::PRECONDITION_FAILED,
            Self::KeyOfAnother => StatusCode::UNPROCESSABLE_ENTITY,
            Self::UnderWay | Self::CutOff | Self::AlreadyShown => StatusCode::CONFLICT,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    const fn code(self) -> &'static str {
        match self {
            Self::Credentials => "credentials",
            Self::Scope(_) => "scope",
            Self::NoAddress => "no-address",
            Self::Method => "method",
            Self::TooLarge => "too-large",
            Self::NotJson => "not-json",
            Self::Unreadable => "unreadable",
            Self::NoMatch => "no-match",
            Self::Stale => "stale",
            Self::NoKey => "no-key",
            Self::KeyOfAnother => "key-of-another",
            Self::UnderWay => "under-way",
            Self::CutOff => "cut-off",
            Self::AlreadyShown => "already-shown",
            Self::Busy => "busy",
            Self::Internal => "internal",
        }
    }

    fn detail(self, words: Words) -> String {
        let own = words.api;
        match self {
            Self::Credentials => own.credentials(),
            Self::Scope(needed) => return own.scope_needed(needed.as_str()),
            Self::NoAddress => own.no_address(),
            Self::Method => own.method(),
            Self::TooLarge => own.too_large(),
            Self::NotJson => own.not_json(),
            Self::Unreadable => own.unreadable(),
            Self::NoMatch => own.no_match(),
            Self::Stale => own.stale(),
            Self::NoKey => own.no_key(),
            Self::KeyOfAnother => own.key_of_another(),
            Self::UnderWay => own.under_way(),
            Self::CutOff => own.cut_off(),
            Self::AlreadyShown => own.already_shown(),
            Self::Busy => own.busy(),
            Self::Internal => words.problems.internal(),
        }
        .to_owned()
    }

    /// What a response means that no handler of ours has made.
    const fn of_status(status: StatusCode) -> Self {
        match status.as_u16() {
            404 => Self::NoAddress,
            405 => Self::Method,
            413 => Self::TooLarge,
            415 => Self::NotJson,
            503 => Self::Busy,
            500.. => Self::Internal,
            _ => Self::Unreadable,
        }
    }
}

/// Why a call was not done.
#[derive(Clone, Debug)]
pub(super) enum Failure {
    /// A use case said so.
    Told(ApiError),
    /// The call itself is wrong.
    Call(CallProblem),
    /// The query or the body does not fit; how, in the reader's words.
    Unfit(String),
}

impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Self {
        match error.problem {
            Problem::SignInRequired => Self::Call(CallProblem::Credentials),
            Problem::Busy => Self::Call(CallProblem::Busy),
            _ => Self::Told(error),
        }
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        ApiError::from(problem).into()
    }
}

impl From<CallProblem> for Failure {
    fn from(problem: CallProblem) -> Self {
        Self::Call(problem)
    }
}

impl Failure {
    /// A change that was refused because somebody else was quicker failed its `If-Match`.
    pub(super) fn of_change(error: ApiError) -> Self {
        match error.problem {
            Problem::ChangedMeanwhile(..) => CallProblem::Stale.into(),
            _ => error.into(),
        }
    }

    const fn status(&self) -> StatusCode {
        match self {
            Self::Told(error) => error.code().status(),
            Self::Call(problem) => problem.status(),
            Self::Unfit(_) => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }

    fn document(self, words: Words) -> ProblemDocument {
        let status = self.status();
        let (code, detail, reference, errors) = match self {
            Self::Told(error) => {
                let errors = error.fields.iter().map(|field| of_field(field, words)).collect();
                (code(&error.problem), error.text(words), error.reference, errors)
            }
            Self::Call(problem) => (problem.code().to_owned(), problem.detail(words), None, Vec::new()),
            Self::Unfit(how) => ("unfit".to_owned(), words.api.unfit(&how), None, Vec::new()),
        };
        let title = words.api.title(status.as_u16());
        ProblemDocument { about: ABOUT, title, status: status.as_u16(), code, detail, reference, errors }
    }
}

/// Carries the failure to the edge, where it gets its words.
impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

fn of_field(field: &FieldError, words: Words) -> FieldProblem {
    FieldProblem { field: field.field.clone(), code: code(&field.problem), detail: field.problem.text(words) }
}

/// A problem's name: that of its reason where it has one ("inactive"), else its own ("user-name-taken").
pub(super) fn code(problem: &Problem) -> String {
    let own = match serde_json::to_value(problem) {
        Ok(Value::String(name)) => return name,
        Ok(Value::Object(fields)) => fields.into_iter().next(),
        _ => None,
    };
    let Some((name, detail)) = own else { return "internal".to_owned() };
    match (problem, detail) {
        (Problem::Refused(_) | Problem::Message(_) | Problem::Draft(_) | Problem::Event(_), Value::String(reason)) => reason,
        _ => name,
    }
}

/// Gives every refusal of the API its document.
pub(in crate::http) async fn explain(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if path != "/api" && !path.starts_with("/api/") {
        return next.run(request).await;
    }
    let locale = super::super::client::locale(request.headers()).unwrap_or_default();
    let mut response = next.run(request).await;
    if !(response.status().is_client_error() || response.status().is_server_error()) {
        return response;
    }
    let failure = response.extensions_mut().remove::<Failure>();
    let failure = failure.unwrap_or_else(|| CallProblem::of_status(response.status()).into());
    told(&response, failure, locale)
}

fn told(before: &Response, failure: Failure, locale: Locale) -> Response {
    let wait = match &failure {
        Failure::Told(error) => error.problem.wait(),
        Failure::Call(CallProblem::Busy) => Some(5),
        _ => None,
    };
    let is_ours = matches!(failure, Failure::Call(CallProblem::Credentials));
    let document = failure.document(Words::of(locale));
    let status = before.status();
    let allow = before.headers().get(header::ALLOW).cloned();
    let mut response = (status, axum::Json(document)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(locale.tag()));
    headers.insert(header::VARY, HeaderValue::from_static("accept-language"));
    if let Some(allow) = allow {
        headers.insert(header::ALLOW, allow);
    }
    if let Some(wait) = wait {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(wait));
    }
    if is_ours {
        headers.append(header::WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"Latchkey\", charset=\"UTF-8\""));
        headers.append(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"Latchkey\""));
    }
    response
}

/// The header with which a repeated answer is marked.
pub(super) const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

#[cfg(test)]
mod tests {
    use super::*;
    use app::{api::MessageProblem, rules::reset::Refusal};

    #[test]
    fn a_problem_is_named_by_its_reason() {
        assert_eq!(code(&Problem::Refused(Refusal::NoEmail)), "no-email");
        assert_eq!(code(&Problem::Message(MessageProblem::NotQueued)), "not-queued");
        assert_eq!(code(&Problem::UserNameTaken), "user-name-taken");
        assert_eq!(code(&Problem::LinkTooLong(60)), "link-too-long");
        assert_eq!(code(&Problem::NotFound(app::api::Thing::User)), "not-found");
    }
}
