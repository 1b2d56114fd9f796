//! What a new password must be like. Length and a blocklist, no composition rules (NIST SP 800-63B-4 §3.1.1.2).

use serde::{Deserialize, Serialize};
#[cfg(not(target_arch = "wasm32"))]
use unicode_normalization::UnicodeNormalization;

/// The limits on a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// The fewest code points; 15 by default, never below 8.
    pub min_length: usize,
    /// The most code points.
    pub max_length: usize,
}

/// The most bytes a password may have once normalised, so that a short string of long characters stays bounded.
pub const MAX_BYTES: usize = 1024;

impl Default for Policy {
    fn default() -> Self {
        Self { min_length: 15, max_length: 256 }
    }
}

/// What is wrong with a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PasswordProblem {
    /// Fewer code points than the policy asks for.
    TooShort,
    /// More than it allows.
    TooLong,
    /// It is the account's name, its address or the organisation, give or take digits.
    OwnWord,
    /// One of the first that anybody would try.
    TooEasy,
}

/// The password in the form that is measured and hashed: NFC, otherwise exactly as typed.
#[must_use]
#[cfg(not(target_arch = "wasm32"))]
pub fn normalise(typed: &str) -> String {
    typed.nfc().collect()
}

/// The password in the form that is measured and hashed: NFC, otherwise exactly as typed. Browsers bring the tables.
#[must_use]
#[cfg(target_arch = "wasm32")]
pub fn normalise(typed: &str) -> String {
    web_sys::js_sys::JsString::from(typed).normalize("NFC").into()
}

/// Checks what both sides can check; the server adds its lists of common passwords.
///
/// # Errors
/// The first problem.
pub fn check(policy: Policy, typed: &str, own_words: &[&str]) -> Result<(), PasswordProblem> {
    let password = normalise(typed);
    let length = password.chars().count();
    if length < policy.min_length {
        return Err(PasswordProblem::TooShort);
    }
    if length > policy.max_length || password.len() > MAX_BYTES {
        return Err(PasswordProblem::TooLong);
    }
    if is_own_word(&password, own_words) {
        return Err(PasswordProblem::OwnWord);
    }
    if variety(&password) < 5 || is_sequence(&password) {
        return Err(PasswordProblem::TooEasy);
    }
    Ok(())
}

/// Whether the whole password is one of these words (or two of them, or one repeated) once digits and signs are gone.
#[must_use]
pub fn is_own_word(password: &str, own_words: &[&str]) -> bool {
    let mut rest = letters(password);
    if rest.is_empty() {
        return false;
    }
    let mut words: Vec<String> = own_words.iter().map(|word| letters(word)).filter(|word| word.chars().count() > 2).collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    for word in words {
        rest = rest.replace(&word, "");
    }
    rest.is_empty()
}

/// The rules that a page can tick off while a password is typed. Together they are [`check`], but for the upper limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// It is long enough.
    Length,
    /// It is not made of the account's own words.
    OwnWord,
    /// It is no row of keys and no repetition.
    Easy,
}

impl Rule {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 3] = [Self::Length, Self::OwnWord, Self::Easy];

    /// Its name in the page.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Length => "length",
            Self::OwnWord => "own-word",
            Self::Easy => "easy",
        }
    }

    /// The rule of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.name() == name)
    }

    /// Whether what was typed meets it.
    #[must_use]
    pub fn is_met(self, policy: Policy, own_words: &[&str], typed: &str) -> bool {
        let any_length = Policy { min_length: 0, max_length: usize::MAX };
        match self {
            Self::Length => normalise(typed).chars().count() >= policy.min_length,
            Self::OwnWord => !is_own_word(typed, own_words),
            Self::Easy => check(any_length, typed, &[]) != Err(PasswordProblem::TooEasy),
        }
    }
}

/// How hard a password looks, for the words under the field. A help while typing, not a verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// Nothing typed yet.
    Empty,
    /// Would fall to guessing.
    Weak,
    /// Would hold for a while.
    Fair,
    /// Would hold.
    Strong,
}

/// Estimates how hard a password looks from its length and variety.
#[must_use]
pub fn strength(typed: &str) -> Strength {
    let password = normalise(typed);
    let length = password.chars().count();
    let different = variety(&password);
    match (length, different) {
        (0, _) => Strength::Empty,
        (..12, _) | (_, ..6) => Strength::Weak,
        _ if is_sequence(&password) => Strength::Weak,
        (..18, _) | (_, ..9) => Strength::Fair,
        _ => Strength::Strong,
    }
}

fn letters(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).filter(|c| c.is_alphabetic()).collect()
}

fn variety(password: &str) -> usize {
    let mut characters: Vec<char> = password.chars().collect();
    characters.sort_unstable();
    characters.dedup();
    characters.len()
}

/// Whether every character follows the one before it by the same small step ("abcdefg…", "98765…").
fn is_sequence(password: &str) -> bool {
    let codes: Vec<i64> = password.chars().map(|c| i64::from(u32::from(c))).collect();
    let steps: Vec<i64> = codes.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let regular = steps.iter().filter(|step| matches!(step, -1..=1)).count();
    !steps.is_empty() && regular * 10 >= steps.len() * 8
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &[&str] = &["jfeld", "Jonas Feld", "jonas.feld@northwind.example", "Northwind"];

    fn verdict(typed: &str) -> Result<(), PasswordProblem> {
        check(Policy::default(), typed, OWN)
    }

    #[test]
    fn a_sentence_is_fine_and_needs_no_digits_or_signs() {
        assert_eq!(verdict("correct horse battery staple"), Ok(()));
        assert_eq!(verdict("die katze sitzt im fenster"), Ok(()));
    }

    #[test]
    fn length_counts_code_points_after_composition() {
        assert_eq!(verdict("a\u{308}o\u{308}u\u{308}a\u{308}o\u{308}u\u{308}xyz"), Err(PasswordProblem::TooShort));
        assert_eq!(verdict("猫が窓に座って庭を見ているところです"), Ok(()));
        assert_eq!(verdict(&"correct horse ".repeat(30)), Err(PasswordProblem::TooLong));
    }

    #[test]
    fn the_accounts_own_words_are_refused_as_the_whole_password() {
        assert_eq!(verdict("jonasfeld2026northwind!"), Err(PasswordProblem::OwnWord));
        assert_eq!(verdict("Northwind-Northwind-1"), Err(PasswordProblem::OwnWord));
        assert_eq!(verdict("northwind sails past the old harbour"), Ok(()));
    }

    #[test]
    fn rows_of_keys_are_refused() {
        assert_eq!(verdict("aaaaaaaaaaaaaaaaaaaa"), Err(PasswordProblem::TooEasy));
        assert_eq!(verdict("abcdefghijklmnopq"), Err(PasswordProblem::TooEasy));
    }

    #[test]
    fn the_rules_together_are_the_check() {
        for typed in ["correct horse battery staple", "jfeld-northwind-jfeld-1", "abcdefghijklmnopq", "short", "aaaaaaaaaaaaaaaa"]
        {
            let by_rules = Rule::ALL.iter().all(|rule| rule.is_met(Policy::default(), OWN, typed));
            assert_eq!(by_rules, verdict(typed).is_ok(), "{typed}");
        }
    }

    #[test]
    fn a_rule_is_found_by_its_name() {
        assert!(Rule::ALL.iter().all(|rule| Rule::from_name(rule.name()) == Some(*rule)));
        assert_eq!(Rule::from_name("no-such-rule"), None);
    }

    #[test]
    fn strength_grows_with_length_and_variety() {
        assert!(strength("short") < strength("a longer phrase x"));
        assert!(strength("a longer phrase") < strength("a longer phrase about harbours"));
    }
}
