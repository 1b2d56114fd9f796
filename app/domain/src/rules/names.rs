//! User names and display names.

use serde::{Deserialize, Serialize};
#[cfg(not(target_arch = "wasm32"))]
use unicode_normalization::UnicodeNormalization;

/// The longest user name, in code points.
pub const MAX_USER_NAME: usize = 100;
/// The longest display name, in code points.
pub const MAX_DISPLAY_NAME: usize = 200;

/// The form in which two user names are the same name: compatibility-composed and lower-cased, so that neither case
/// nor composition makes a second account. There and back by upper case, since some letters have two forms in one case (σ and
/// ς, ẞ and SS).
#[must_use]
#[cfg(not(target_arch = "wasm32"))]
pub fn key(name: &str) -> String {
    // Most are, and files of users have a million: the same in a fraction of the time.
    if name.is_ascii() {
        return name.trim().to_ascii_lowercase();
    }
    let cased = name.trim().nfkc().flat_map(char::to_lowercase).flat_map(char::to_uppercase).flat_map(char::to_lowercase);
    cased.nfkc().collect()
}

/// The form in which two names are the same, by the tables that browsers bring.
#[must_use]
#[cfg(target_arch = "wasm32")]
pub fn key(name: &str) -> String {
    let composed = web_sys::js_sys::JsString::from(name.trim()).normalize("NFKC");
    composed.to_lower_case().to_upper_case().to_lower_case().normalize("NFKC").into()
}

/// Whether nothing is seen of a character, or only that others change places. Two names that differ by it alone look the
/// same (a part of `Default_Ignorable_Code_Point`, Unicode 16).
const fn is_invisible(character: char) -> bool {
    matches!(character,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2065}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
        || turns_text(character)
}

/// Whether a character changes the direction of the text around it (UAX #9 §2).
const fn turns_text(character: char) -> bool {
    matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}')
}

/// What is wrong with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NameProblem {
    /// There is none.
    Empty,
    /// It is longer than [`MAX_USER_NAME`] or [`MAX_DISPLAY_NAME`].
    TooLong,
    /// It has characters that a name cannot have: control characters; in a user name spaces and what cannot be seen, too.
    Characters,
}

/// Checks a user name.
///
/// # Errors
/// What is wrong with it.
pub fn check_user_name(name: &str) -> Result<(), NameProblem> {
    let length = name.chars().count();
    if name.trim().is_empty() {
        return Err(NameProblem::Empty);
    }
    if length > MAX_USER_NAME {
        return Err(NameProblem::TooLong);
    }
    if name.chars().any(|c| c.is_whitespace() || c.is_control() || is_invisible(c)) {
        return Err(NameProblem::Characters);
    }
    Ok(())
}

/// Checks a display name.
///
/// # Errors
/// What is wrong with it.
pub fn check_display_name(name: &str) -> Result<(), NameProblem> {
    if name.trim().is_empty() {
        return Err(NameProblem::Empty);
    }
    if name.chars().count() > MAX_DISPLAY_NAME {
        return Err(NameProblem::TooLong);
    }
    if name.chars().any(|c| c.is_control() || turns_text(c)) {
        return Err(NameProblem::Characters);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_composition_make_no_second_name() {
        assert_eq!(key("JFeld"), key("jfeld"));
        assert_eq!(key(" JFeld\t"), key("\u{ff2a}feld"), "ASCII goes a shorter way to the same");
        assert_eq!(key("Å"), key("A\u{30a}"));
        assert_eq!(key("ﬁnn"), key("finn"));
        assert_eq!(key("ΓΙΏΡΓΟΣ"), key("Γιώργος"));
        assert_eq!(key("STRAẞE"), key("Straße"));
        assert_ne!(key("jfeld"), key("jfe1d"));
    }

    #[test]
    fn a_key_is_its_own_key() {
        for name in ["Straße", "İstanbul", "ǅ", "ΐ", "ŉ", "Ⅷ", "ﬃ", "ẞ", "Ꭰ"] {
            assert_eq!(key(&key(name)), key(name), "{name}");
        }
    }

    #[test]
    fn what_cannot_be_seen_makes_no_user_name() {
        for name in ["jf\u{200b}eld", "jfeld\u{fe0f}", "\u{202e}dlefj", "j feld", "jfeld\u{e0041}"] {
            assert_eq!(check_user_name(name), Err(NameProblem::Characters), "{name:?}");
        }
        assert_eq!(check_user_name("jörg.ångström_李"), Ok(()));
    }

    #[test]
    fn a_display_name_may_join_letters_but_not_turn_lines_round() {
        assert_eq!(check_display_name("می\u{200c}خواهم"), Ok(()));
        assert_eq!(check_display_name("Jonas \u{202e}dleF"), Err(NameProblem::Characters));
    }
}
