//! How the program ends: its exit code, and what it says on standard error.

use app::{
    api::{ApiError, ErrorCode},
    model::Locale,
    words::Words,
};
use serde_json::{Value, json};
use std::process::ExitCode;

/// Why a command did not do what was asked.
#[derive(Debug)]
pub struct Ending<'a>(&'a anyhow::Error);

impl<'a> Ending<'a> {
    /// The ending that this error makes.
    #[must_use]
    pub const fn of(error: &'a anyhow::Error) -> Self {
        Self(error)
    }

    fn told(&self) -> Option<&ApiError> {
        self.0.downcast_ref()
    }

    /// 3 when Latchkey refused, 4 when there is no such thing, 1 for everything else that failed. (clap ends with 2 when it
    /// does not understand the command.)
    #[must_use]
    pub fn code(&self) -> ExitCode {
        ExitCode::from(match self.told().map(ApiError::code) {
            Some(ErrorCode::Invalid | ErrorCode::Refused | ErrorCode::Forbidden | ErrorCode::TooMany) => 3,
            Some(ErrorCode::NotFound) => 4,
            Some(ErrorCode::SignInRequired | ErrorCode::Unreachable | ErrorCode::Internal) | None => 1,
        })
    }

    /// For a person at a terminal.
    #[must_use]
    pub fn sentence(&self) -> String {
        let mut text = format!("latchkey: {:#}", self.0);
        for (field, problem) in self.fields() {
            text = format!("{text}\n  {field}: {problem}");
        }
        text
    }

    /// For a script.
    #[must_use]
    pub fn json(&self) -> Value {
        let fields: serde_json::Map<String, Value> =
            self.fields().into_iter().map(|(field, problem)| (field.to_owned(), problem.into())).collect();
        json!({ "error": format!("{:#}", self.0), "code": self.told().map(ApiError::code), "fields": fields })
    }

    fn fields(&self) -> Vec<(&str, String)> {
        let fields = self.told().map_or(&[][..], |error| &error.fields);
        fields.iter().map(|error| (error.field.as_str(), error.problem.text(Words::of(Locale::En)))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::api::{Problem, Thing};

    fn code_of(error: impl Into<anyhow::Error>) -> String {
        format!("{:?}", Ending::of(&error.into()).code())
    }

    #[test]
    fn scripts_tell_refusals_from_failures() {
        let code = |code: u8| format!("{:?}", ExitCode::from(code));
        assert_eq!(code_of(ApiError::field("email", Problem::Required)), code(3));
        assert_eq!(code_of(ApiError::not_found(Thing::User)), code(4));
        assert_eq!(code_of(anyhow::anyhow!("the disk is full")), code(1));
    }

    #[test]
    fn what_is_wrong_is_said_field_by_field() {
        let error = anyhow::Error::from(ApiError::field("email", Problem::Required));
        let ending = Ending::of(&error);
        assert!(ending.sentence().contains("\n  email: "), "{}", ending.sentence());
        assert!(ending.json()["fields"]["email"].is_string());
    }
}
