//! The one error of the wire.

use leptos::server_fn::{
    codec::JsonEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What sort of failure it was; each has its HTTP status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ErrorCode {
    /// Something entered is wrong: see the fields. 422.
    Invalid,
    /// Allowed in general, but not on this target or in this state. 409.
    Refused,
    /// Nobody is signed in, or the session ended. 401.
    SignInRequired,
    /// The role does not include it. 403.
    Forbidden,
    /// There is no such thing. 404.
    NotFound,
    /// Too often; try again later. 429.
    TooMany,
    /// The server could not be reached. The browser's own; 503.
    Unreachable,
    /// Latchkey failed. The reference leads to the log. 500.
    Internal,
}

impl ErrorCode {
    /// The HTTP status of a response that reports it.
    #[must_use]
    pub const fn status(self) -> http::StatusCode {
        match self {
            Self::Invalid => http::StatusCode::UNPROCESSABLE_ENTITY,
            Self::Refused => http::StatusCode::CONFLICT,
            Self::SignInRequired => http::StatusCode::UNAUTHORIZED,
            Self::Forbidden => http::StatusCode::FORBIDDEN,
            Self::NotFound => http::StatusCode::NOT_FOUND,
            Self::TooMany => http::StatusCode::TOO_MANY_REQUESTS,
            Self::Unreachable => http::StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => http::StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// The field's name in the form.
    pub field: String,
    /// The sentence beside it.
    pub message: String,
}

/// Why something did not happen, in words for the person who asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiError {
    /// The sort of failure.
    pub code: ErrorCode,
    /// What happened and what to do next.
    pub message: String,
    /// What is wrong with which field.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldError>,
    /// Leads the operator to the log line of an internal failure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

impl ApiError {
    /// An error with a message and nothing more.
    #[must_use]
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), fields: Vec::new(), reference: None }
    }

    /// One field is wrong.
    #[must_use]
    pub fn field(field: &str, message: impl Into<String>) -> Self {
        let message = message.into();
        Self {
            fields: vec![FieldError { field: field.to_owned(), message: message.clone() }],
            ..Self::new(ErrorCode::Invalid, message)
        }
    }

    /// The session ended, or there never was one.
    #[must_use]
    pub fn sign_in_required() -> Self {
        Self::new(ErrorCode::SignInRequired, "You are signed out. Sign in again to go on.")
    }

    /// The role does not include it.
    #[must_use]
    pub fn forbidden() -> Self {
        Self::new(ErrorCode::Forbidden, "Your role does not include this.")
    }

    /// There is no such thing.
    #[must_use]
    pub fn not_found(what: &str) -> Self {
        Self::new(ErrorCode::NotFound, format!("There is no such {what}."))
    }

    /// What is wrong with a field, if anything.
    #[must_use]
    pub fn for_field(&self, field: &str) -> Option<&str> {
        self.fields.iter().find(|error| error.field == field).map(|error| error.message.as_str())
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.reference {
            Some(reference) => write!(f, "{} (reference {reference})", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for ApiError {}

impl FromServerFnError for ApiError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) => {
                Self::new(ErrorCode::Unreachable, "Latchkey cannot be reached. Check your connection and try again.")
            }
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) => {
                Self::new(ErrorCode::Invalid, "This page and the server do not understand each other. Reload the page.")
            }
            _ => Self::new(ErrorCode::Internal, "Something went wrong. Reload the page and try again."),
        }
    }
}
