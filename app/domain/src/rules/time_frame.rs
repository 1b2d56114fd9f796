//! What time frames, delays and schedules must be like. Times are compared as text here, which sorts as they do; whether a day
//! is one of the calendar, and a zone known, is for the server to say.

use crate::{
    errors::Problem,
    model::{Delay, DelayUnit, Every, Schedule, TimeFrame},
};
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

/// The longest time frame, in years.
pub const LONGEST_YEARS: i64 = 5;
/// How many days before the end its reminder is sent.
pub const REMINDER_DAYS: i64 = 30;
/// The most people who are reminded.
pub const MOST_REMINDED: usize = 10;
/// The longest delay, in days.
pub const LONGEST_DELAY_DAYS: i64 = 366;
/// On which day of a month a schedule may stand.
pub const DAY_OF_MONTH: RangeInclusive<i64> = 1..=31;
/// How many days, weeks or months may lie between two times of a schedule.
pub const INTERVAL: RangeInclusive<i64> = 1..=365;

/// What is wrong with a time frame or a schedule that nothing else can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FrameProblem {
    /// Not a date and time.
    Moment,
    /// Not a time of day.
    Clock,
    /// It ends when it starts, or before.
    EndsFirst,
    /// It is longer than [`LONGEST_YEARS`].
    TooLong,
    /// No day of the week is ticked.
    NoDay,
    /// More than [`MOST_REMINDED`] people are to be reminded.
    TooManyReminded,
}

/// All that is wrong with a time frame, by field.
#[must_use]
pub fn frame(frame: &TimeFrame) -> Vec<(&'static str, Problem)> {
    let start = (!is_moment(&frame.start)).then_some(FrameProblem::Moment);
    let found = [
        ("start", start),
        ("end", if start.is_none() { end(frame) } else { None }),
        ("days", frame.days.is_empty().then_some(FrameProblem::NoDay)),
        ("remind", (frame.remind.len() > MOST_REMINDED).then_some(FrameProblem::TooManyReminded)),
    ];
    let mut problems = present(found.map(|(field, problem)| (field, problem.map(Problem::TimeFrame))));
    problems.extend(zone(&frame.zone));
    problems
}

/// What is wrong with a delay, if anything is.
#[must_use]
pub fn delay(delay: &Delay) -> Option<(&'static str, Problem)> {
    let most = longest(delay.unit);
    (!(1..=most).contains(&delay.value)).then_some(("delay_value", Problem::OutOfRange(1, most)))
}

/// The longest delay in this unit.
#[must_use]
pub const fn longest(unit: DelayUnit) -> i64 {
    match unit {
        DelayUnit::Minutes => LONGEST_DELAY_DAYS * 24 * 60,
        DelayUnit::Hours => LONGEST_DELAY_DAYS * 24,
        DelayUnit::Days => LONGEST_DELAY_DAYS,
        DelayUnit::Weeks => LONGEST_DELAY_DAYS / 7,
    }
}

/// All that is wrong with a schedule, by field.
#[must_use]
pub fn schedule(schedule: &Schedule) -> Vec<(&'static str, Problem)> {
    let no_day = schedule.every == Every::Week && schedule.days.is_empty();
    let no_such_day = schedule.every == Every::Month && !DAY_OF_MONTH.contains(&schedule.day_of_month);
    let mut problems = present([
        ("interval", (!INTERVAL.contains(&schedule.interval)).then(|| out_of(&INTERVAL))),
        ("days", no_day.then_some(Problem::TimeFrame(FrameProblem::NoDay))),
        ("day_of_month", no_such_day.then(|| out_of(&DAY_OF_MONTH))),
        ("at", (!is_clock(&schedule.at)).then_some(Problem::TimeFrame(FrameProblem::Clock))),
    ]);
    problems.extend(zone(&schedule.zone));
    problems
}

/// Of a frame whose start is a moment.
fn end(frame: &TimeFrame) -> Option<FrameProblem> {
    if !is_moment(&frame.end) {
        Some(FrameProblem::Moment)
    } else if frame.end <= frame.start {
        Some(FrameProblem::EndsFirst)
    } else {
        latest_end(&frame.start).is_none_or(|latest| frame.end > latest).then_some(FrameProblem::TooLong)
    }
}

/// The same day and time [`LONGEST_YEARS`] later. Of 29 February it is no day of the calendar, but sorts where it should.
fn latest_end(start: &str) -> Option<String> {
    let (year, rest) = start.split_at_checked(4)?;
    let year: i64 = year.parse().ok()?;
    Some(format!("{:04}{rest}", year + LONGEST_YEARS))
}

fn zone(name: &str) -> Option<(&'static str, Problem)> {
    name.trim().is_empty().then_some(("zone", Problem::TimeZone))
}

fn is_moment(text: &str) -> bool {
    text.split_once('T').is_some_and(|(date, clock)| is_date(date) && is_clock(clock))
}

/// Whether a text has the form of a day: "2026-11-21".
#[must_use]
pub fn is_date(text: &str) -> bool {
    let mut parts = text.split('-');
    let known = number(parts.next(), 4, 1900..=2999) && number(parts.next(), 2, 1..=12) && number(parts.next(), 2, 1..=31);
    known && parts.next().is_none()
}

fn is_clock(text: &str) -> bool {
    text.split_once(':').is_some_and(|(hour, minute)| number(Some(hour), 2, 0..=23) && number(Some(minute), 2, 0..=59))
}

/// Whether a text is a number of so many digits within these bounds.
fn number(text: Option<&str>, digits: usize, allowed: RangeInclusive<u16>) -> bool {
    let digits = text.filter(|text| text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit()));
    digits.and_then(|text| text.parse().ok()).is_some_and(|value| allowed.contains(&value))
}

const fn out_of(allowed: &RangeInclusive<i64>) -> Problem {
    Problem::OutOfRange(*allowed.start(), *allowed.end())
}

fn present<const N: usize>(found: [(&'static str, Option<Problem>); N]) -> Vec<(&'static str, Problem)> {
    found.into_iter().filter_map(|(field, problem)| Some((field, problem?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Holidays, UserId, Weekday};

    fn usual() -> TimeFrame {
        TimeFrame {
            start: "2026-11-21T09:00".to_owned(),
            end: "2031-11-21T09:00".to_owned(),
            zone: "Europe/Berlin".to_owned(),
            days: vec![Weekday::Monday],
            holidays: Holidays::Never,
            remind: Vec::new(),
        }
    }

    fn monthly() -> Schedule {
        Schedule {
            every: Every::Month,
            days: Vec::new(),
            day_of_month: 31,
            interval: 1,
            at: "09:00".to_owned(),
            zone: "Europe/Berlin".to_owned(),
        }
    }

    fn ending(end: &str) -> Vec<(&'static str, Problem)> {
        frame(&TimeFrame { end: end.to_owned(), ..usual() })
    }

    #[test]
    fn a_frame_lasts_at_most_five_years() {
        assert_eq!(frame(&usual()), []);
        let refused = |problem| vec![("end", Problem::TimeFrame(problem))];
        assert_eq!(ending("2031-11-21T09:01"), refused(FrameProblem::TooLong));
        assert_eq!(ending("2026-11-21T09:00"), refused(FrameProblem::EndsFirst));
        assert_eq!(ending("2026-11-21T08:59"), refused(FrameProblem::EndsFirst));
        assert_eq!(ending("2026-11-21T09:01"), []);
    }

    #[test]
    fn five_years_from_a_leap_day_end_before_march() {
        let from_leap_day =
            |end: &str| frame(&TimeFrame { start: "2028-02-29T00:00".to_owned(), end: end.to_owned(), ..usual() });
        assert_eq!(from_leap_day("2033-02-28T23:59"), []);
        assert_eq!(from_leap_day("2033-03-01T00:00"), [("end", Problem::TimeFrame(FrameProblem::TooLong))]);
    }

    #[test]
    fn what_is_no_moment_is_told_where_it_stands() {
        for text in [
            "",
            "T",
            "2026-11-21",
            "2026-11-21 09:00",
            "2026-13-01T09:00",
            "2026-11-21T24:00",
            "2026-11-21T9:00",
            "২০২৬-11-21T09:00",
        ] {
            assert_eq!(ending(text), [("end", Problem::TimeFrame(FrameProblem::Moment))], "{text}");
        }
        let entered = TimeFrame { start: "soon".to_owned(), end: "later".to_owned(), ..usual() };
        assert_eq!(frame(&entered), [("start", Problem::TimeFrame(FrameProblem::Moment))]);
    }

    #[test]
    fn a_frame_has_a_day_a_zone_and_at_most_ten_to_remind() {
        let entered =
            TimeFrame { days: Vec::new(), zone: " ".to_owned(), remind: (0..11).map(|_| UserId::OPERATOR).collect(), ..usual() };
        let expected = [
            ("days", Problem::TimeFrame(FrameProblem::NoDay)),
            ("remind", Problem::TimeFrame(FrameProblem::TooManyReminded)),
            ("zone", Problem::TimeZone),
        ];
        assert_eq!(frame(&entered), expected);
        assert_eq!(frame(&TimeFrame { remind: (0..10).map(|_| UserId::OPERATOR).collect(), ..usual() }), []);
    }

    #[test]
    fn a_delay_is_at_most_a_leap_year_in_any_unit() {
        for (unit, most) in
            [(DelayUnit::Minutes, 527_040), (DelayUnit::Hours, 8_784), (DelayUnit::Days, 366), (DelayUnit::Weeks, 52)]
        {
            let of = |value| delay(&Delay { unit, value });
            assert_eq!((of(1), of(most)), (None, None), "{unit}");
            assert_eq!((of(0), of(most + 1)), (Some(refused(most)), Some(refused(most))), "{unit}");
        }
    }

    fn refused(most: i64) -> (&'static str, Problem) {
        ("delay_value", Problem::OutOfRange(1, most))
    }

    #[test]
    fn a_schedule_is_asked_only_for_what_it_counts() {
        assert_eq!(schedule(&monthly()), []);
        assert_eq!(schedule(&Schedule { every: Every::Day, day_of_month: 0, interval: 365, ..monthly() }), []);
        let weekly = Schedule { every: Every::Week, interval: 0, at: "9".to_owned(), ..monthly() };
        let expected = [
            ("interval", Problem::OutOfRange(1, 365)),
            ("days", Problem::TimeFrame(FrameProblem::NoDay)),
            ("at", Problem::TimeFrame(FrameProblem::Clock)),
        ];
        assert_eq!(schedule(&weekly), expected);
        let expected = [("day_of_month", Problem::OutOfRange(1, 31)), ("zone", Problem::TimeZone)];
        assert_eq!(schedule(&Schedule { day_of_month: 32, zone: String::new(), ..monthly() }), expected);
    }
}
