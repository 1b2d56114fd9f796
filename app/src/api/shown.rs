//! What the server hands to one rendering of a page and to nobody else.

use crate::model::TemporaryLook;
use std::{collections::BTreeMap, fmt};

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

/// The secret of an authenticator app, for the page that shows it once. Like [`ShownPassword`] it gets nowhere else.
#[derive(Clone)]
pub struct ShownFactor {
    qr_code: String,
    key: String,
    draft: String,
}

impl ShownFactor {
    /// A QR code as SVG, the same as a key to type, and the sealed draft that sets it up.
    #[must_use]
    pub const fn new(qr_code: String, key: String, draft: String) -> Self {
        Self { qr_code, key, draft }
    }

    /// What an app scans, as SVG.
    #[must_use]
    pub fn qr_code(&self) -> &str {
        &self.qr_code
    }

    /// The same in groups of letters and digits.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// What is posted to set it up.
    #[must_use]
    pub fn draft(&self) -> &str {
        &self.draft
    }
}

impl fmt::Debug for ShownFactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ShownFactor(…)")
    }
}

/// Recovery codes, for the page that shows them once. Like [`ShownPassword`] they get nowhere else.
#[derive(Clone)]
pub struct ShownCodes {
    codes: Vec<String>,
    next: String,
}

impl ShownCodes {
    /// Codes in their groups, and where to go once they are kept.
    #[must_use]
    pub const fn new(codes: Vec<String>, next: String) -> Self {
        Self { codes, next }
    }

    /// The codes.
    #[must_use]
    pub fn expose(&self) -> &[String] {
        &self.codes
    }

    /// Where to go once they are kept.
    #[must_use]
    pub fn next(&self) -> &str {
        &self.next
    }
}

impl fmt::Debug for ShownCodes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ShownCodes(…)")
    }
}

/// What a browser is asked about a passkey, for the page whose script asks it and sends the answer. Whoever has the handle may
/// answer, so like [`ShownPassword`] it gets nowhere else.
#[derive(Clone)]
pub struct Ceremony {
    handle: String,
    options: String,
    carried: BTreeMap<String, String>,
}

impl Ceremony {
    /// A question: by what its answer names it, and what the browser's own function is given, as JSON.
    #[must_use]
    pub const fn new(handle: String, options: String) -> Self {
        Self { handle, options, carried: BTreeMap::new() }
    }

    /// The same, whose answer brings these fields along.
    #[must_use]
    pub fn carrying(self, carried: BTreeMap<String, String>) -> Self {
        Self { carried, ..self }
    }

    /// By what the answer names it.
    #[must_use]
    pub fn handle(&self) -> &str {
        &self.handle
    }

    /// What the browser's own function is given, as JSON.
    #[must_use]
    pub fn options(&self) -> &str {
        &self.options
    }

    /// The fields that the answer brings along.
    #[must_use]
    pub const fn carried(&self) -> &BTreeMap<String, String> {
        &self.carried
    }
}

impl fmt::Debug for Ceremony {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ceremony(…)")
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
        let shown = ShownFactor::new("<svg>".to_owned(), "GEZD".to_owned(), "c0ffee".to_owned());
        let codes = ShownCodes::new(vec!["0123".to_owned()], "/".to_owned());
        assert_eq!(format!("{shown:?} {codes:?}"), "ShownFactor(…) ShownCodes(…)");
    }
}
