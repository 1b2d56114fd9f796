//! What can go wrong in a use case: something to tell the person, or something to tell the operator.

use crate::store::StoreError;
use app::api::{ApiError, Problem};

/// Why a use case did not happen.
#[derive(Debug)]
pub enum Fault {
    /// Words for the person who asked.
    Told(ApiError),
    /// A failure of ours; the person hears a reference, the operator the rest.
    Internal(anyhow::Error),
}

impl Fault {
    /// The same, beside the field it is about.
    #[must_use]
    pub(super) fn at(self, field: &str) -> Self {
        match self {
            Self::Told(error) => Self::Told(ApiError::field(field, error.problem)),
            internal @ Self::Internal(_) => internal,
        }
    }

    /// What the person is told. An internal failure is logged first, under a new reference.
    #[must_use]
    pub fn report(self, reference: impl FnOnce() -> String) -> ApiError {
        match self {
            Self::Told(error) => error,
            Self::Internal(error) => {
                let reference = reference();
                tracing::error!(reference, error = format!("{error:#}"), "a request failed");
                // A database that is away or full is back soon: whoever asks again then is served, and has nothing to report.
                if error.downcast_ref::<StoreError>().is_some_and(StoreError::is_passing) {
                    return Problem::Busy.into();
                }
                ApiError { reference: Some(reference), ..Problem::Internal.into() }
            }
        }
    }
}

impl From<Fault> for anyhow::Error {
    /// For work that nobody waits for: it is told to the operator.
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Told(error) => Self::msg(error.to_string()),
            Fault::Internal(error) => error,
        }
    }
}

impl From<ApiError> for Fault {
    fn from(error: ApiError) -> Self {
        Self::Told(error)
    }
}

impl From<Problem> for Fault {
    fn from(problem: Problem) -> Self {
        Self::Told(problem.into())
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Self::Internal(error.into())
    }
}

impl From<anyhow::Error> for Fault {
    fn from(error: anyhow::Error) -> Self {
        Self::Internal(error)
    }
}
