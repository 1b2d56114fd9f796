//! What selections must be like, and how they stand in a form: read alike by the browser and, without scripts, by the server.
//!
//! Row 3 of the builder is the field `on-3`, which says what it is about, and its value `is-3`; where several values can be
//! ticked, each is a field of its own, `is-3-human`.

use crate::{
    errors::{ApiError, Problem},
    model::{Criteria, Criterion, CriterionKind, Kind, Locale, PasswordState, Role, SelectionDraft},
    rules::{email, names::NameProblem, tags},
};
use std::{ops::RangeInclusive, str::FromStr};

/// The most conditions of a selection.
pub const MOST: usize = 20;
/// The longest name, in characters.
pub const LONGEST_NAME: i64 = 80;
/// The longest description, in characters.
pub const LONGEST_DESCRIPTION: i64 = 300;
/// The longest words that are searched for, in characters.
pub const LONGEST_WORDS: i64 = 200;
/// How many days a condition may look back: ten years.
pub const DAYS: RangeInclusive<i64> = 1..=3650;

/// What is entered beside a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// Nothing.
    Nothing,
    /// Kinds, ticked.
    Kinds,
    /// Roles, ticked.
    Roles,
    /// One language.
    Language,
    /// One way to get in.
    Password,
    /// Some text.
    Text,
    /// A number of days.
    Days,
    /// A day.
    Day,
}

/// What is entered beside a condition of this kind.
#[must_use]
pub const fn input(kind: CriterionKind) -> Input {
    match kind {
        CriterionKind::Kind => Input::Kinds,
        CriterionKind::Role => Input::Roles,
        CriterionKind::Language => Input::Language,
        CriterionKind::Password => Input::Password,
        CriterionKind::Words | CriterionKind::EmailDomain | CriterionKind::AnyTag | CriterionKind::NoTag => Input::Text,
        CriterionKind::CreatedWithin
        | CriterionKind::NotSignedInFor
        | CriterionKind::PasswordOlderThan
        | CriterionKind::ResetWithin
        | CriterionKind::NotResetFor => Input::Days,
        CriterionKind::CreatedBefore
        | CriterionKind::CreatedFrom
        | CriterionKind::SignedInBefore
        | CriterionKind::SignedInFrom => Input::Day,
        CriterionKind::Active
        | CriterionKind::Inactive
        | CriterionKind::NoEmail
        | CriterionKind::NeverSignedIn
        | CriterionKind::NeverReset
        | CriterionKind::LinkSent
        | CriterionKind::Locked => Input::Nothing,
    }
}

/// The name of the field that says what a row is about.
#[must_use]
pub fn on(row: usize) -> String {
    format!("on-{row}")
}

/// The name of the field that holds a row's value.
#[must_use]
pub fn is(row: usize) -> String {
    format!("is-{row}")
}

/// The name of the field of one of a row's values that can be ticked.
#[must_use]
pub fn is_ticked(row: usize, value: &str) -> String {
    format!("is-{row}-{value}")
}

/// The rows that a form holds, with what each is about.
#[must_use]
pub fn rows(value: impl Fn(&str) -> String) -> Vec<(usize, CriterionKind)> {
    (0..MOST).filter_map(|row| Some((row, value(&on(row)).parse().ok()?))).collect()
}

/// Conditions as they stand in a form.
#[must_use]
pub fn fields(criteria: &Criteria) -> Vec<(String, String)> {
    let of = |(row, criterion): (usize, &Criterion)| {
        let mut fields = vec![(on(row), criterion.kind().to_string())];
        let ticked = |values: Vec<&str>| values.into_iter().map(|value| (is_ticked(row, value), "true".to_owned())).collect();
        let values: Vec<_> = match criterion {
            Criterion::Kind(kinds) => ticked(kinds.iter().map(|kind| kind.as_str()).collect()),
            Criterion::Role(roles) => ticked(roles.iter().map(|role| role.as_str()).collect()),
            other => value(other).map(|value| (is(row), value)).into_iter().collect(),
        };
        fields.extend(values);
        fields
    };
    criteria.all.iter().enumerate().flat_map(of).collect()
}

/// The one value of a condition, as it is typed.
fn value(criterion: &Criterion) -> Option<String> {
    match criterion {
        Criterion::Words(text)
        | Criterion::EmailDomain(text)
        | Criterion::CreatedBefore(text)
        | Criterion::CreatedFrom(text)
        | Criterion::SignedInBefore(text)
        | Criterion::SignedInFrom(text) => Some(text.clone()),
        Criterion::AnyTag(of) | Criterion::NoTag(of) => Some(tags::write(of)),
        Criterion::CreatedWithin(days)
        | Criterion::NotSignedInFor(days)
        | Criterion::PasswordOlderThan(days)
        | Criterion::ResetWithin(days)
        | Criterion::NotResetFor(days) => Some(days.to_string()),
        Criterion::Language(language) => Some(language.tag().to_owned()),
        Criterion::Password(state) => Some(state.to_string()),
        _ => None,
    }
}

/// The conditions that a form with these values holds, and what is wrong with the others, by field.
#[must_use]
pub fn read(value: impl Fn(&str) -> String) -> (Criteria, Vec<(String, Problem)>) {
    let (mut criteria, mut problems) = (Criteria::default(), Vec::new());
    for (row, kind) in rows(&value) {
        match criterion(kind, row, &value) {
            Ok(criterion) => criteria.all.push(criterion),
            Err(problem) => problems.push((is(row), problem)),
        }
    }
    (criteria, problems)
}

/// What a form with these values asks to be kept, tidied up, and all that is wrong with it.
#[must_use]
pub fn draft(value: impl Fn(&str) -> String) -> (SelectionDraft, Vec<(String, Problem)>) {
    let (criteria, problems) = read(&value);
    let tidy = |field| value(field).split_whitespace().collect::<Vec<_>>().join(" ");
    let draft = SelectionDraft { name: tidy("name"), description: tidy("description"), criteria };
    let mut found = about(&draft);
    found.extend(problems);
    (draft, found)
}

/// A selection that was not entered in a form, as the form would have it.
///
/// # Errors
/// All that is wrong with it.
pub fn tidied(entered: &SelectionDraft) -> Result<SelectionDraft, ApiError> {
    let mut values: std::collections::BTreeMap<_, _> = fields(&entered.criteria).into_iter().collect();
    values.insert("name".to_owned(), entered.name.clone());
    values.insert("description".to_owned(), entered.description.clone());
    let (tidy, mut found) = draft(|field| values.get(field).cloned().unwrap_or_default());
    found.extend(too_many(&entered.criteria));
    refused(&found).map_or(Ok(tidy), Err)
}

/// The error that tells of all of it; `None` when nothing is wrong.
#[must_use]
pub fn refused(problems: &[(String, Problem)]) -> Option<ApiError> {
    ApiError::fields(problems.iter().map(|(field, problem)| (field.as_str(), problem.clone())).collect())
}

/// What is wrong with a selection, wherever it comes from. Whether days are days of the calendar is for the server to say.
#[must_use]
pub fn problems(draft: &SelectionDraft) -> Vec<(String, Problem)> {
    let values: std::collections::BTreeMap<_, _> = fields(&draft.criteria).into_iter().collect();
    let (_, problems) = read(|field| values.get(field).cloned().unwrap_or_default());
    let mut found = about(draft);
    found.extend(problems);
    found.extend(too_many(&draft.criteria));
    found
}

fn too_many(criteria: &Criteria) -> Option<(String, Problem)> {
    let most = i64::try_from(MOST).unwrap_or(i64::MAX);
    (criteria.all.len() > MOST).then(|| ("on-0".to_owned(), Problem::OutOfRange(1, most)))
}

fn about(draft: &SelectionDraft) -> Vec<(String, Problem)> {
    let name = if draft.name.is_empty() { Some(Problem::Required) } else { unfit(&draft.name, LONGEST_NAME) };
    let found = [("name", name), ("description", unfit(&draft.description, LONGEST_DESCRIPTION))];
    found.into_iter().filter_map(|(field, problem)| Some((field.to_owned(), problem?))).collect()
}

fn unfit(text: &str, most: i64) -> Option<Problem> {
    if length(text) > most {
        Some(Problem::TooLong(most))
    } else {
        text.contains(char::is_control).then_some(Problem::DisplayName(NameProblem::Characters))
    }
}

fn criterion(kind: CriterionKind, row: usize, value: impl Fn(&str) -> String) -> Result<Criterion, Problem> {
    let typed = value(&is(row)).trim().to_owned();
    Ok(match kind {
        CriterionKind::Kind => Criterion::Kind(ticked(Kind::ALL, row, Kind::as_str, value)?),
        CriterionKind::Role => Criterion::Role(ticked(Role::ALL, row, Role::as_str, value)?),
        CriterionKind::Active => Criterion::Active,
        CriterionKind::Inactive => Criterion::Inactive,
        CriterionKind::Words => Criterion::Words(words(&typed)?),
        CriterionKind::Language => Criterion::Language(Locale::from_tag(&typed).ok_or(Problem::Required)?),
        CriterionKind::EmailDomain => Criterion::EmailDomain(domain(&typed)?),
        CriterionKind::NoEmail => Criterion::NoEmail,
        CriterionKind::AnyTag => Criterion::AnyTag(tags_of(&typed)?),
        CriterionKind::NoTag => Criterion::NoTag(tags_of(&typed)?),
        CriterionKind::CreatedWithin => Criterion::CreatedWithin(days(&typed)?),
        CriterionKind::CreatedBefore => Criterion::CreatedBefore(day(typed)?),
        CriterionKind::CreatedFrom => Criterion::CreatedFrom(day(typed)?),
        CriterionKind::NotSignedInFor => Criterion::NotSignedInFor(days(&typed)?),
        CriterionKind::SignedInBefore => Criterion::SignedInBefore(day(typed)?),
        CriterionKind::SignedInFrom => Criterion::SignedInFrom(day(typed)?),
        CriterionKind::NeverSignedIn => Criterion::NeverSignedIn,
        CriterionKind::Password => Criterion::Password(PasswordState::from_str(&typed).map_err(|_| Problem::Required)?),
        CriterionKind::PasswordOlderThan => Criterion::PasswordOlderThan(days(&typed)?),
        CriterionKind::ResetWithin => Criterion::ResetWithin(days(&typed)?),
        CriterionKind::NotResetFor => Criterion::NotResetFor(days(&typed)?),
        CriterionKind::NeverReset => Criterion::NeverReset,
        CriterionKind::LinkSent => Criterion::LinkSent,
        CriterionKind::Locked => Criterion::Locked,
    })
}

fn ticked<T: Copy>(
    all: &[T],
    row: usize,
    name: impl Fn(T) -> &'static str,
    value: impl Fn(&str) -> String,
) -> Result<Vec<T>, Problem> {
    let chosen: Vec<T> = all.iter().copied().filter(|one| value(&is_ticked(row, name(*one))) == "true").collect();
    if chosen.is_empty() { Err(Problem::Required) } else { Ok(chosen) }
}

fn words(typed: &str) -> Result<String, Problem> {
    let words = typed.replace(char::is_control, " ").trim().to_owned();
    if words.is_empty() {
        Err(Problem::Required)
    } else if length(&words) > LONGEST_WORDS {
        Err(Problem::TooLong(LONGEST_WORDS))
    } else {
        Ok(words)
    }
}

fn domain(typed: &str) -> Result<String, Problem> {
    let domain = typed.rsplit('@').next().unwrap_or_default().to_lowercase();
    match domain.as_str() {
        "" => Err(Problem::Required),
        known if email::is_domain_name(known) => Ok(domain),
        _ => Err(Problem::Domain),
    }
}

fn tags_of(typed: &str) -> Result<Vec<String>, Problem> {
    let tags = tags::parse(typed).ok_or(Problem::Tags)?;
    if tags.is_empty() { Err(Problem::Required) } else { Ok(tags) }
}

fn days(typed: &str) -> Result<i64, Problem> {
    if typed.is_empty() {
        return Err(Problem::Required);
    }
    let days = typed.parse().ok().filter(|days| DAYS.contains(days));
    days.ok_or(Problem::OutOfRange(*DAYS.start(), *DAYS.end()))
}

/// "2026-11-21": what a browser's field for days sends.
fn day(typed: String) -> Result<String, Problem> {
    if typed.is_empty() {
        return Err(Problem::Required);
    }
    let is_day = typed.len() == 10
        && typed.bytes().enumerate().all(|(at, byte)| if matches!(at, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() });
    if is_day { Ok(typed) } else { Err(Problem::Day) }
}

fn length(text: &str) -> i64 {
    i64::try_from(text.chars().count()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(fields: &[(&str, &str)]) -> impl Fn(&str) -> String {
        let fields: Vec<(String, String)> =
            fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        move |name| fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.clone()).unwrap_or_default()
    }

    fn one_of_each() -> Criteria {
        let (text, day) = (|text: &str| text.to_owned(), || "2026-11-21".to_owned());
        Criteria {
            all: vec![
                Criterion::Kind(vec![Kind::Human, Kind::Hybrid]),
                Criterion::Role(vec![Role::Auditor]),
                Criterion::Active,
                Criterion::Words(text("Feld Jonas")),
                Criterion::Language(Locale::De),
                Criterion::EmailDomain(text("northwind.example")),
                Criterion::AnyTag(vec![text("field staff"), text("sales")]),
                Criterion::NoTag(vec![text("night shift")]),
                Criterion::CreatedWithin(30),
                Criterion::CreatedBefore(day()),
                Criterion::CreatedFrom(day()),
                Criterion::NotSignedInFor(90),
                Criterion::SignedInBefore(day()),
                Criterion::SignedInFrom(day()),
                Criterion::Password(PasswordState::Temporary),
                Criterion::PasswordOlderThan(365),
                Criterion::ResetWithin(1),
                Criterion::NotResetFor(3650),
                Criterion::NeverReset,
                Criterion::Locked,
            ],
        }
    }

    #[test]
    fn a_form_holds_what_it_was_made_of() {
        let fields = fields(&one_of_each());
        let value =
            |name: &str| fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.clone()).unwrap_or_default();
        assert_eq!(read(value), (one_of_each(), Vec::new()));
        let draft = SelectionDraft { name: "Everything".to_owned(), criteria: one_of_each(), ..SelectionDraft::default() };
        assert_eq!(problems(&draft), []);
    }

    #[test]
    fn every_kind_of_condition_can_be_entered() {
        for kind in CriterionKind::ALL {
            let value = match input(*kind) {
                Input::Nothing | Input::Kinds | Input::Roles => "",
                Input::Language => "de",
                Input::Password => "none",
                Input::Text => "northwind.example",
                Input::Days => "7",
                Input::Day => "2026-01-01",
            };
            let fields = [("on-4", kind.as_str()), ("is-4", value), ("is-4-api", "true"), ("is-4-user", "true")];
            let (criteria, problems) = read(form(&fields));
            assert_eq!((criteria.all.iter().map(Criterion::kind).collect::<Vec<_>>(), problems), (vec![*kind], Vec::new()));
        }
    }

    #[test]
    fn everything_wrong_is_told_at_once_beside_its_row() {
        let fields = [
            ("name", "  "),
            ("on-0", "kind"),
            ("on-1", "not-signed-in-for"),
            ("is-1", "0"),
            ("on-2", "email-domain"),
            ("is-2", "@northwind"),
            ("on-3", "created-before"),
            ("is-3", "yesterday"),
            ("on-4", "any-tag"),
            ("is-4", " , "),
            ("on-5", "height"),
        ];
        let (draft, problems) = draft(form(&fields));
        let expected = [
            ("name", Problem::Required),
            ("is-0", Problem::Required),
            ("is-1", Problem::OutOfRange(1, 3650)),
            ("is-2", Problem::Domain),
            ("is-3", Problem::Day),
            ("is-4", Problem::Required),
        ];
        assert_eq!(problems, expected.map(|(field, problem)| (field.to_owned(), problem)));
        assert_eq!(draft.criteria, Criteria::default());
    }

    #[test]
    fn what_comes_from_elsewhere_is_tidied_like_a_form() {
        let domain = |text: &str| Criteria { all: vec![Criterion::EmailDomain(text.to_owned())] };
        let entered = |name: &str, criteria| SelectionDraft { name: name.to_owned(), criteria, ..SelectionDraft::default() };
        let tidy = tidied(&entered("  Our\n  staff ", domain("@Northwind.example"))).unwrap();
        assert_eq!(tidy, entered("Our staff", domain("northwind.example")));
        assert_eq!(tidied(&entered(" ", Criteria::default())).unwrap_err().for_field("name"), Some(&Problem::Required));
        let nul = tidied(&entered("a\u{0}b", Criteria::default())).unwrap_err();
        assert_eq!(nul.for_field("name"), Some(&Problem::DisplayName(NameProblem::Characters)));
        let many = Criteria { all: vec![Criterion::Active; MOST + 1] };
        assert!(tidied(&entered("Many", many)).unwrap_err().for_field("on-0").is_some());
    }
}
