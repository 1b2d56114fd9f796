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
    /// Whether passwords that others use, or that fall to guessing, are refused.
    pub blocklist: bool,
    /// How many of the last passwords, the present one among them, cannot be chosen again.
    pub remembered: usize,
}

/// The most bytes a password may have once normalised, so that a short string of long characters stays bounded.
pub const MAX_BYTES: usize = 1024;

impl Default for Policy {
    fn default() -> Self {
        Self { min_length: 15, max_length: 256, blocklist: true, remembered: 1 }
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
    /// It is on a list of passwords that others use.
    Common,
    /// It is, or was until lately, the account's password.
    Used,
}

/// One line of the checklist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Enough code points, and not too many.
    Length,
    /// Not the account's names, its address or the organisation.
    NotOwn,
    /// Not a row of keys, not one character over and over.
    NotEasy,
    /// Not a password that others use: only the server has the list.
    NotCommon,
    /// Not one of the account's last passwords: only the server can tell.
    NotUsed,
}

impl Policy {
    /// What the checklist says, in order.
    #[must_use]
    pub fn rules(self) -> Vec<Rule> {
        let lists = [(Rule::NotCommon, self.blocklist), (Rule::NotUsed, self.remembered > 0)];
        let lists = lists.into_iter().filter_map(|(rule, holds)| holds.then_some(rule));
        [Rule::Length, Rule::NotOwn, Rule::NotEasy].into_iter().chain(lists).collect()
    }
}

impl Rule {
    /// What is wrong with a password under this rule; nothing, too, where only the server can tell.
    #[must_use]
    pub fn problem(self, policy: Policy, typed: &str, own_words: &[String]) -> Option<PasswordProblem> {
        let password = normalise(typed);
        match self {
            Self::Length => wrong_length(policy, &password),
            Self::NotOwn => is_own_word(&password, own_words).then_some(PasswordProblem::OwnWord),
            Self::NotEasy => (variety(&password) < 5 || is_sequence(&password)).then_some(PasswordProblem::TooEasy),
            Self::NotCommon | Self::NotUsed => None,
        }
    }

    /// All of them, in the order of the checklist.
    pub const ALL: [Self; 5] = [Self::Length, Self::NotOwn, Self::NotEasy, Self::NotCommon, Self::NotUsed];

    /// Its name in a page.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Length => "length",
            Self::NotOwn => "not-own",
            Self::NotEasy => "not-easy",
            Self::NotCommon => "not-common",
            Self::NotUsed => "not-used",
        }
    }

    /// The rule of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.name() == name)
    }

    /// Whether the browser can tell while it is typed.
    #[must_use]
    pub const fn shows_while_typing(self) -> bool {
        !matches!(self, Self::NotCommon | Self::NotUsed)
    }
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

/// Checks what both sides can check: the checklist's rules. The server adds its lists.
///
/// # Errors
/// The first problem.
pub fn check(policy: Policy, typed: &str, own_words: &[String]) -> Result<(), PasswordProblem> {
    let found = policy.rules().into_iter().find_map(|rule| rule.problem(policy, typed, own_words));
    found.map_or(Ok(()), Err)
}

/// The words that must not make up a password: an account's names and address and the organisation's name, whole and in
/// their parts.
#[must_use]
pub fn own_words(names: &[&str]) -> Vec<String> {
    let parts = |name: &&str| name.split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect::<Vec<_>>();
    let words = names.iter().flat_map(|name| parts(name).into_iter().chain([(*name).to_owned()]));
    words.filter(|word| !word.is_empty()).collect()
}

fn wrong_length(policy: Policy, password: &str) -> Option<PasswordProblem> {
    let length = password.chars().count();
    if length < policy.min_length {
        return Some(PasswordProblem::TooShort);
    }
    (length > policy.max_length || password.len() > MAX_BYTES).then_some(PasswordProblem::TooLong)
}

/// Whether the whole password is one of these words (or two of them, or one repeated) once digits and signs are gone.
fn is_own_word(password: &str, own_words: &[String]) -> bool {
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

    fn verdict(typed: &str) -> Result<(), PasswordProblem> {
        let own = own_words(&["jfeld", "Jonas Feld", "jonas.feld@northwind.example", "Northwind"]);
        check(Policy::default(), typed, &own)
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
        assert_eq!(verdict("feld.jonas.2026.feld"), Err(PasswordProblem::OwnWord), "in parts, and in another order");
        assert_eq!(verdict("northwind sails past the old harbour"), Ok(()));
    }

    #[test]
    fn rows_of_keys_are_refused() {
        assert_eq!(verdict("aaaaaaaaaaaaaaaaaaaa"), Err(PasswordProblem::TooEasy));
        assert_eq!(verdict("abcdefghijklmnopq"), Err(PasswordProblem::TooEasy));
    }

    #[test]
    fn a_rule_is_found_by_its_name() {
        assert!(Rule::ALL.iter().all(|rule| Rule::from_name(rule.name()) == Some(*rule)));
        assert_eq!(Rule::from_name("no-such-rule"), None);
    }

    #[test]
    fn the_checklist_leaves_out_what_the_house_does_not_ask_for() {
        assert_eq!(Policy::default().rules().len(), 5);
        let lenient = Policy { blocklist: false, remembered: 0, ..Policy::default() };
        assert_eq!(lenient.rules(), [Rule::Length, Rule::NotOwn, Rule::NotEasy]);
        assert!(lenient.rules().iter().all(|rule| rule.shows_while_typing()));
    }
}
