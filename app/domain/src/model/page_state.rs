//! What one response hands to its page besides data: a message left by the last action, and a form that was refused.

use crate::errors::ApiError;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How a message is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tone {
    /// Neither good nor bad.
    #[default]
    Plain,
    /// It worked.
    Good,
    /// Worth a look.
    Warn,
    /// It failed.
    Bad,
}

/// A message the next page shows once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flash {
    /// How it is meant.
    pub tone: Tone,
    /// The words.
    pub message: String,
}

impl Flash {
    /// Something worked.
    #[must_use]
    pub fn good(message: impl Into<String>) -> Self {
        Self { tone: Tone::Good, message: message.into() }
    }
}

/// A form that was posted without scripts and refused: shown again in place, with what was entered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormState {
    /// What was entered, by field name. Passwords and codes are never among it.
    pub values: BTreeMap<String, String>,
    /// Why it was refused.
    pub error: ApiError,
}

impl FormState {
    /// What was entered in a field, or nothing.
    #[must_use]
    pub fn value(&self, field: &str) -> Option<&str> {
        self.values.get(field).map(String::as_str)
    }
}

/// All of it, as the server puts it into the context of one rendering.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageState {
    /// The message to show once.
    pub flash: Option<Flash>,
    /// The refused form.
    pub form: Option<FormState>,
    /// The public page's outcome, when a POST was answered with a page instead of a redirect.
    pub done: bool,
    /// The application must not take the page over: it shows a secret, which must not be among the application's data, or it
    /// stands at another page's address, by which the application goes.
    pub still: bool,
}
