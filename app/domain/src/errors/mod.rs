//! The one error of the wire.

mod problem;

pub use problem::{Change, DraftProblem, EventProblem, MessageProblem, PasskeyProblem, Problem, Thing};

use crate::{
    model::Locale,
    wire::{self, Compact},
    words::Words,
};
use serde::{Deserialize, Serialize};
use server_fn::{
    Bytes, Decodes,
    error::{FromServerFnError, ServerFnErrorErr},
};
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
    /// The server could not be reached, which the browser finds, or did not answer in time. 503.
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
    /// What is wrong with it.
    pub problem: Problem,
}

impl FieldError {
    /// The sentence where the field does not stand beside it: it names the field unless the problem does.
    #[must_use]
    pub fn text(&self, words: Words) -> String {
        let text = self.problem.text(words);
        match self.problem {
            Problem::Required | Problem::TooLong(_) | Problem::OutOfRange(..) => {
                format!("{}: {text}", words.problems.field(&self.field))
            }
            _ => text,
        }
    }
}

/// Why something did not happen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiError {
    /// What happened.
    pub problem: Problem,
    /// What is wrong with which field.
    pub fields: Vec<FieldError>,
    /// Leads the operator to the log line of an internal failure.
    pub reference: Option<String>,
}

impl From<Problem> for ApiError {
    fn from(problem: Problem) -> Self {
        Self { problem, fields: Vec::new(), reference: None }
    }
}

impl ApiError {
    /// One field is wrong.
    #[must_use]
    pub fn field(field: &str, problem: Problem) -> Self {
        Self::fields(vec![(field, problem)]).unwrap_or_else(|| Problem::Misunderstood.into())
    }

    /// Several fields are wrong; `None` when there are none.
    #[must_use]
    pub fn fields(found: Vec<(&str, Problem)>) -> Option<Self> {
        let problem = found.first()?.1.clone();
        let fields = found.into_iter().map(|(field, problem)| FieldError { field: field.to_owned(), problem }).collect();
        Some(Self { fields, ..problem.into() })
    }

    /// Somebody (named where known) saved it meanwhile: said in one sentence, and beside each field that they changed.
    #[must_use]
    pub fn meanwhile(by: Option<String>, changes: Vec<Change>) -> Self {
        let beside = |change: &Change| FieldError { field: change.field.clone(), problem: Problem::NowSays(change.now.clone()) };
        let fields = changes.iter().map(beside).collect();
        Self { fields, ..Problem::ChangedMeanwhile(by, changes).into() }
    }

    /// There is no such thing.
    #[must_use]
    pub fn not_found(what: Thing) -> Self {
        Problem::NotFound(what).into()
    }

    /// What sort of failure it was.
    #[must_use]
    pub const fn code(&self) -> ErrorCode {
        self.problem.code()
    }

    /// The sentence for the person who asked.
    #[must_use]
    pub fn text(&self, words: Words) -> String {
        self.problem.text(words)
    }

    /// A sentence for all failures of the sort, where those of all problems are not at hand.
    #[must_use]
    pub const fn brief(&self, words: Words) -> &'static str {
        let words = words.problems;
        match (&self.problem, self.code()) {
            (Problem::Busy, _) => words.busy(),
            (Problem::OtherBuild, _) => words.other_build(),
            (_, ErrorCode::SignInRequired) => words.sign_in_required(),
            (_, ErrorCode::Forbidden) => words.forbidden(),
            (_, ErrorCode::NotFound) => words.no_page(),
            (_, ErrorCode::TooMany) => words.too_many(),
            (_, ErrorCode::Unreachable) => words.unreachable(),
            (_, ErrorCode::Internal) => words.internal(),
            (_, ErrorCode::Refused) => words.not_now(),
            (_, ErrorCode::Invalid) => words.misunderstood(),
        }
    }

    /// What is wrong with a field, if anything.
    #[must_use]
    pub fn for_field(&self, field: &str) -> Option<&Problem> {
        self.fields.iter().find(|error| error.field == field).map(|error| &error.problem)
    }
}

/// In English, for logs and operators.
impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.text(Words::of(Locale::En));
        match &self.reference {
            Some(reference) => write!(f, "{text} (reference {reference})"),
            None => f.write_str(&text),
        }
    }
}

impl std::error::Error for ApiError {}

impl FromServerFnError for ApiError {
    type Encoder = Compact;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) => Problem::Unreachable.into(),
            // Another version of Latchkey answered.
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) | ServerFnErrorErr::Deserialization(_) => {
                Problem::Misunderstood.into()
            }
            _ => Problem::Internal.into(),
        }
    }

    fn de(data: Bytes) -> Self {
        if data == wire::OTHER_BUILD {
            return Problem::OtherBuild.into();
        }
        Compact::decode(data).unwrap_or_else(|_| Problem::Misunderstood.into())
    }
}
