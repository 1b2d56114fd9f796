//! What the server hands to one rendering of a page and to nobody else.

use crate::model::TemporaryLook;
use std::fmt;

/// A temporary password that has just been made, for the page that shows it once. It does not serialise, so it cannot get into
/// a page's data, and `Debug` shows nothing of it.
#[derive(Clone)]
pub struct ShownPassword {
    look: TemporaryLook,
    text: String,
    draft: String,
}

impl ShownPassword {
    /// A password in its groups, and the sealed draft that saves it.
    #[must_use]
    pub const fn new(look: TemporaryLook, text: String, draft: String) -> Self {
        Self { look, text, draft }
    }

    /// What it is made of.
    #[must_use]
    pub const fn look(&self) -> TemporaryLook {
        self.look
    }

    /// The password in its groups, to be read out.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.text
    }

    /// What is posted to save it.
    #[must_use]
    pub fn draft(&self) -> &str {
        &self.draft
    }
}

impl fmt::Debug for ShownPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ShownPassword(…)")
    }
}

/// A link, an API password or a key, for the page that shows it once. Like [`ShownPassword`] it gets nowhere else.
#[derive(Clone)]
pub struct ShownSecret(String);

impl ShownSecret {
    /// What is to be handed on.
    #[must_use]
    pub const fn new(text: String) -> Self {
        Self(text)
    }

    /// The secret itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ShownSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ShownSecret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_shows_nothing_of_it() {
        let shown = ShownPassword::new(TemporaryLook::Characters, "kite 7mru 4wex 9hpd".to_owned(), "c0ffee".to_owned());
        let debug = format!("{shown:?}");
        assert!(!debug.contains("kite") && !debug.contains("c0ffee"));
    }
}
