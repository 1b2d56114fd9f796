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

    /// What the person is told. An internal failure is logged first, under a new reference. That the database is away passes by
    /// itself: then they are asked to come again.
    #[must_use]
    pub fn report(self, reference: impl FnOnce() -> String) -> ApiError {
        match self {
            Self::Told(error) => error,
            Self::Internal(error) => {
                let reference = reference();
                tracing::error!(reference, error = format!("{error:#}"), "a request failed");
                let problem = if is_passing(&error) { Problem::Busy } else { Problem::Internal };
                ApiError { reference: Some(reference), ..problem.into() }
            }
        }
    }
}

fn is_passing(error: &anyhow::Error) -> bool {
    error.chain().filter_map(|cause| cause.downcast_ref::<StoreError>()).any(StoreError::is_passing)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_asks_while_the_database_is_away_is_asked_to_come_again() {
        let told = |error: sqlx::Error| Fault::from(StoreError::from(error)).report(|| "7mru".to_owned()).problem;
        assert_eq!(told(sqlx::Error::PoolTimedOut), Problem::Busy);
        assert_eq!(told(sqlx::Error::Io(std::io::ErrorKind::ConnectionReset.into())), Problem::Busy);
        assert_eq!(told(sqlx::Error::RowNotFound), Problem::Internal);
    }
}
