//! Files of users: what their columns say, what stands in them, and how a cell is kept from being a formula.

use crate::{
    errors::{ApiError, Problem},
    model::{ImportField, ImportOptions, ImportStep, Kind, Locale, Role},
    words::Words,
};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The most rows of a file, without its head.
pub const MOST_ROWS: i64 = 1_000_000;
/// The largest file, in bytes.
pub const LARGEST: usize = 500 * 1024 * 1024;
/// The most columns.
pub const MOST_COLUMNS: usize = 100;
/// The longest row, in bytes.
pub const LONGEST_ROW: usize = 64 * 1024;
/// What some programs put before UTF-8, and without which some spreadsheets take it for something else.
pub const MARK: &[u8] = b"\xef\xbb\xbf";
/// How many problems the pages show; the file of problems has all.
pub const SHOWN_PROBLEMS: i64 = 1_000;

/// Why a file cannot be read, or its columns not be used. Lines are the file's own, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FileProblem {
    /// No file was sent.
    Missing,
    /// There is nothing in it, or its head alone.
    Empty,
    /// It is larger than [`LARGEST`].
    TooLarge,
    /// It has more rows than [`MOST_ROWS`]; the first too many is in this line.
    TooManyRows(i64),
    /// It has more columns than [`MOST_COLUMNS`].
    TooManyColumns,
    /// This line is not UTF-8.
    NotUtf8(i64),
    /// A quote that is opened in this line is never closed.
    OpenQuote(i64),
    /// In this line something stands behind a closing quote.
    StrayQuote(i64),
    /// The row in this line is longer than [`LONGEST_ROW`].
    LongRow(i64),
    /// The row in this line has another number of cells than the head: so many, instead of so many.
    Columns(i64, i64, i64),
    /// It did not arrive whole.
    CutOff,
    /// No column is the user name.
    NoUserName,
    /// Two columns are to be the same field.
    Twice,
}

/// What begins a formula in spreadsheets (OWASP ASVS 1.2.10), in some also where it is written in full width.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\0', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];

fn begins_formula(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(FORMULA)
}

/// A cell that no spreadsheet takes for a formula: what could be one begins with an apostrophe.
#[must_use]
pub fn guarded(text: &str) -> Cow<'_, str> {
    if begins_formula(text) { format!("'{text}").into() } else { text.into() }
}

/// A cell without the apostrophe that kept it from being a formula.
#[must_use]
pub fn unguarded(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| begins_formula(rest)).unwrap_or(text)
}

/// What a column's head says, in English, German, or as an export has it.
#[must_use]
pub fn guess(head: &str) -> Option<ImportField> {
    let letters: String = head.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    Some(match letters.as_str() {
        "username" | "login" | "loginname" | "userid" | "account" | "samaccountname" | "benutzername" | "benutzer"
        | "kennung" | "anmeldename" | "konto" => ImportField::UserName,
        "displayname" | "name" | "fullname" | "anzeigename" | "vollständigername" => ImportField::DisplayName,
        "email" | "mail" | "emailaddress" | "mailaddress" | "emailadresse" | "mailadresse" => ImportField::Email,
        "kind" | "type" | "accounttype" | "art" | "kontoart" | "typ" => ImportField::Kind,
        "role" | "rolle" => ImportField::Role,
        "language" | "lang" | "locale" | "sprache" => ImportField::Language,
        "timezone" | "tz" | "zeitzone" => ImportField::TimeZone,
        "tags" | "tag" | "groups" | "schlagwörter" | "schlagworte" | "gruppen" => ImportField::Tags,
        "active" | "isactive" | "enabled" | "aktiv" | "istaktiv" => ImportField::IsActive,
        _ => return None,
    })
}

/// What to do with a file of these columns, as far as their heads say. The first of several alike counts.
#[must_use]
pub fn guessed<'a>(heads: impl IntoIterator<Item = &'a str>) -> ImportOptions {
    let mut columns: Vec<Option<ImportField>> = Vec::new();
    for head in heads {
        let field = guess(head).filter(|field| !columns.contains(&Some(*field)));
        columns.push(field);
    }
    ImportOptions { columns, ..ImportOptions::default() }
}

/// Whether the columns can be used.
///
/// # Errors
/// [`FileProblem::NoUserName`], [`FileProblem::Twice`].
pub fn check_columns(columns: &[Option<ImportField>]) -> Result<(), FileProblem> {
    if !columns.contains(&Some(ImportField::UserName)) {
        return Err(FileProblem::NoUserName);
    }
    let taken = |field: &ImportField| columns.iter().filter(|column| **column == Some(*field)).count();
    if ImportField::ALL.iter().any(|field| taken(field) > 1) { Err(FileProblem::Twice) } else { Ok(()) }
}

/// Whether two texts are the same word to a reader.
fn is_word(text: &str, word: &str) -> bool {
    text.to_lowercase() == word.to_lowercase()
}

/// The one of these that a text means: by its name, or by its label in any language.
fn named<T: Copy>(
    text: &str,
    all: &[T],
    name: impl Fn(T) -> &'static str,
    label: impl Fn(T, Words) -> &'static str,
) -> Option<T> {
    let labelled = |value: T| Locale::ALL.into_iter().any(|locale| is_word(text, label(value, Words::of(locale))));
    all.iter().copied().find(|value| is_word(text, name(*value)) || labelled(*value))
}

/// The kind that a cell means.
#[must_use]
pub fn kind(text: &str) -> Option<Kind> {
    named(text, Kind::ALL, Kind::as_str, |kind, words| words.labels.kind(kind))
}

/// The role that a cell means.
#[must_use]
pub fn role(text: &str) -> Option<Role> {
    named(text, Role::ALL, Role::as_str, |role, words| words.labels.role(role))
}

/// The language that a cell means.
#[must_use]
pub fn language(text: &str) -> Option<Locale> {
    Locale::ALL.into_iter().find(|locale| is_word(text, locale.name())).or_else(|| Locale::from_tag(text))
}

/// The yes or no that a cell means.
#[must_use]
pub fn yes_no(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "yes" | "true" | "1" | "y" | "active" | "ja" | "j" | "wahr" | "aktiv" => Some(true),
        "no" | "false" | "0" | "n" | "inactive" | "nein" | "falsch" | "inaktiv" => Some(false),
        _ => None,
    }
}

/// What a cell of this field may say, where it is one of a few words.
#[must_use]
pub fn choices(field: ImportField) -> String {
    let names = |names: Vec<&str>| names.join(", ");
    match field {
        ImportField::Kind => names(Kind::ALL.iter().map(|kind| kind.as_str()).collect()),
        ImportField::Role => names(Role::ALL.iter().map(|role| role.as_str()).collect()),
        ImportField::Language => names(Locale::ALL.iter().map(|locale| locale.tag()).collect()),
        ImportField::IsActive => names(vec!["yes", "no"]),
        _ => String::new(),
    }
}

/// The name of the form's field that says what a column is.
#[must_use]
pub fn column(at: usize) -> String {
    format!("column-{at}")
}

/// What a form of an import's page asks for; so many columns has the file.
///
/// # Errors
/// [`Problem::Misunderstood`] when something was chosen that the page does not offer.
pub fn step(columns: usize, entered: impl Fn(&str) -> String) -> Result<ImportStep, ApiError> {
    let misunderstood = || ApiError::from(Problem::Misunderstood);
    match entered("step").as_str() {
        "start" => return Ok(ImportStep::Start),
        "cancel" => return Ok(ImportStep::Cancel),
        "check" => {}
        _ => return Err(misunderstood()),
    }
    let field = |at| match entered(&column(at)).as_str() {
        "" => Ok(None),
        name => name.parse().map(Some).map_err(|_| misunderstood()),
    };
    let is_ticked = |name| entered(name) == "true";
    Ok(ImportStep::Check(ImportOptions {
        columns: (0..columns).map(field).collect::<Result<_, _>>()?,
        update: entered("existing") == "update",
        send_links: is_ticked("send_links"),
        accept_lookalikes: is_ticked("accept_lookalikes"),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_a_formula_and_everything_comes_back() {
        for text in ["=1+1", "+49 30", "-", "@home", "\tx", "\rx", "'=1", "''@x"] {
            let cell = guarded(text);
            assert!(cell.starts_with('\'') && cell.len() == text.len() + 1, "{text:?}");
            assert_eq!(unguarded(&cell), text);
        }
        for text in ["", "Jonas", "'tis", "O'Brien", "1-2", "'", "''"] {
            assert_eq!((guarded(text), unguarded(text)), (text.into(), text));
        }
    }

    #[test]
    fn heads_are_understood_in_both_languages_and_as_exported() {
        use ImportField::{DisplayName, Email, IsActive, Role, UserName};
        let heads = ["User name", "E-Mail", "Anzeigename", "Rolle", "Is Active", "shoe size", "email address"];
        let fields = guessed(heads).columns;
        assert_eq!(fields, [Some(UserName), Some(Email), Some(DisplayName), Some(Role), Some(IsActive), None, None]);
        assert!(ImportField::ALL.iter().all(|field| guess(field.as_str()) == Some(*field)));
    }

    #[test]
    fn one_column_must_be_the_user_name_and_none_may_come_twice() {
        use ImportField::{Email, UserName};
        assert_eq!(check_columns(&[Some(Email), None]), Err(FileProblem::NoUserName));
        assert_eq!(check_columns(&[Some(UserName), Some(Email), Some(Email)]), Err(FileProblem::Twice));
        assert_eq!(check_columns(&[Some(UserName), None, None]), Ok(()));
    }

    #[test]
    fn words_are_understood_as_people_write_them() {
        assert_eq!((kind("mensch"), kind("API"), kind("robot")), (Some(Kind::Human), Some(Kind::Api), None));
        assert_eq!(
            (role("Help desk"), role("help-desk"), role("revision")),
            (Some(Role::HelpDesk), Some(Role::HelpDesk), Some(Role::Auditor))
        );
        assert_eq!((language("Deutsch"), language("en-GB"), language("fr")), (Some(Locale::De), Some(Locale::En), None));
        assert_eq!((yes_no("Ja"), yes_no("FALSE"), yes_no("maybe")), (Some(true), Some(false), None));
    }
}
