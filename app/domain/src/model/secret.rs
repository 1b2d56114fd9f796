//! What a person types and nobody may see.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A password as typed into a form. It travels from the browser to the server, so it serialises; `Debug` shows nothing.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TypedPassword(String);

impl TypedPassword {
    /// Wraps what was typed.
    #[must_use]
    pub fn new(typed: impl Into<String>) -> Self {
        Self(typed.into())
    }

    /// The characters themselves, to check or to hash.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for TypedPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TypedPassword(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_shows_nothing_of_a_typed_password() {
        assert!(!format!("{:?}", TypedPassword::new("hunter2")).contains("hunter2"));
    }
}
