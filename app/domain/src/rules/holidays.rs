//! What the house's holidays must be like, and what can be wrong with a calendar file of them.

use crate::{
    errors::Problem,
    model::Holiday,
    rules::{names::NameProblem, time_frame::is_date},
};
use serde::{Deserialize, Serialize};

/// The most days, of all years together.
pub const MOST: usize = 2_000;
/// The longest name, in characters.
pub const LONGEST_NAME: usize = 100;
/// The largest calendar file, in bytes.
pub const LARGEST_FILE: usize = 1024 * 1024;
/// For how many years an event that comes again every year is laid out.
pub const RECURRING_YEARS: i16 = 10;
/// How many of a file's events that were not understood are told one by one.
pub const TOLD: usize = 5;

/// Why a calendar file cannot be read. Lines are the file's own, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CalendarProblem {
    /// No file was sent.
    Missing,
    /// It is larger than [`LARGEST_FILE`].
    TooLarge,
    /// It does not begin as a calendar does.
    NotACalendar,
    /// This line is not UTF-8.
    NotUtf8(i64),
    /// This line is not one of a calendar, or not in this place.
    Line(i64),
    /// It did not arrive whole, or was cut off before.
    CutOff,
    /// There are no days in it.
    Empty,
    /// With it there would be more than [`MOST`] days.
    TooMany,
    /// None of its events is a holiday. The line of the first, and why it is none.
    NoneUnderstood(i64, EventProblem),
}

/// Why an event of a calendar file is no holiday that could be understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EventProblem {
    /// It has no name.
    Name,
    /// It has no day on which it starts, or none that is one of the calendar.
    Start,
    /// Its end or its length cannot be read, or it ends before it starts.
    End,
    /// It takes part of a day only.
    PartOfDay,
    /// It is longer than a year.
    TooLong,
    /// It comes again in another way than on one day of every year, or of every so many years.
    Recurrence,
}

/// A holiday without spaces around what was typed.
#[must_use]
pub fn tidied(holiday: &Holiday) -> Holiday {
    let name = holiday.name.split_whitespace().collect::<Vec<_>>().join(" ");
    Holiday { date: holiday.date.trim().to_owned(), name }
}

/// All that is wrong with a holiday, by field. Whether its day is one of the calendar is for the server to say.
#[must_use]
pub fn problems(holiday: &Holiday) -> Vec<(&'static str, Problem)> {
    let name = match holiday.name.as_str() {
        "" => Some(Problem::Required),
        name if name.chars().count() > LONGEST_NAME => Some(Problem::TooLong(i64::try_from(LONGEST_NAME).unwrap_or(i64::MAX))),
        name if name.contains(char::is_control) => Some(Problem::DisplayName(NameProblem::Characters)),
        _ => None,
    };
    let date = (!is_date(&holiday.date)).then_some(Problem::Day);
    [("date", date), ("name", name)].into_iter().filter_map(|(field, problem)| Some((field, problem?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(date: &str, name: &str) -> Vec<(&'static str, Problem)> {
        problems(&tidied(&Holiday { date: date.to_owned(), name: name.to_owned() }))
    }

    #[test]
    fn a_holiday_has_a_day_and_a_name() {
        assert_eq!(wrong(" 2026-12-25 ", "  Christmas   Day "), []);
        assert_eq!(wrong("25.12.2026", " "), [("date", Problem::Day), ("name", Problem::Required)]);
        assert_eq!(wrong("2026-12-25", &"x".repeat(101)), [("name", Problem::TooLong(100))]);
        assert_eq!(wrong("2026-12-25", "a\u{0}b"), [("name", Problem::DisplayName(NameProblem::Characters))]);
    }
}
