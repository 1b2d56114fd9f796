//! Moments that come again: every so many days, weeks or months, at a time of day.

use super::local::{Days, instant, instant_at, timestamp, zone};
use app::{
    api::Problem,
    model::{Every, Schedule, Timestamp},
    rules::time_frame::{self as rules, FrameProblem},
};
use jiff::{
    Span, Timestamp as Instant, ToSpan,
    civil::{Date, Time},
    tz::TimeZone,
};

/// A schedule in its zone, from a moment on. Days are counted from the day of that moment, weeks from its week's Monday, months
/// from its month.
#[derive(Clone, Debug)]
pub struct Timetable {
    every: Every,
    days: Days,
    /// From 1 to 31.
    day_of_month: i8,
    /// From 1.
    interval: i32,
    clock: Time,
    zone: TimeZone,
    first: Timestamp,
    /// The first day of the first day, week or month.
    anchor: Date,
}

impl Timetable {
    /// The schedule that a form's values mean, with no moment before `first`: the start of the automation's time frame.
    ///
    /// # Errors
    /// All that is wrong with them, by field: what [`rules::schedule`] finds, and unknown time zones.
    pub fn new(entered: &Schedule, first: Timestamp) -> Result<Self, Vec<(&'static str, Problem)>> {
        let problems = rules::schedule(entered);
        if !problems.is_empty() {
            return Err(problems);
        }
        let zone = zone(&entered.zone).map_err(|problem| vec![("zone", problem)])?;
        let clock = entered.at.parse().map_err(|_| vec![("at", Problem::TimeFrame(FrameProblem::Clock))])?;
        let day = zone.to_datetime(instant(first).unwrap_or(Instant::MIN)).date();
        Ok(Self {
            every: entered.every,
            days: Days::of(&entered.days),
            day_of_month: i8::try_from(entered.day_of_month).unwrap_or(1),
            interval: i32::try_from(entered.interval).unwrap_or(1),
            clock,
            zone,
            first,
            anchor: start_of(entered.every, day),
        })
    }

    /// The first moment after this one; `None` at the end of the calendar.
    #[must_use]
    pub fn next_after(&self, at: Timestamp) -> Option<Timestamp> {
        let after = instant(at.max(Timestamp(self.first.0.saturating_sub(1))))?;
        let turn = self.turn_of(self.zone.to_datetime(after).date()).max(0);
        let mut moments = (turn..).map_while(|turn| self.moments_of(turn)).flatten();
        moments.find(|moment| *moment > after).map(timestamp)
    }

    /// The moments from `from` on and before `to`, at most so many.
    #[must_use]
    pub fn between(&self, from: Timestamp, to: Timestamp, most: usize) -> Vec<Timestamp> {
        let first = self.next_after(Timestamp(from.0.saturating_sub(1)));
        let moments = std::iter::successors(first, |at| self.next_after(*at));
        moments.take_while(|at| *at < to).take(most).collect()
    }

    /// How many turns of the schedule have begun between the anchor and this day.
    fn turn_of(&self, day: Date) -> i32 {
        let passed = match self.every {
            Every::Day => (day - self.anchor).get_days(),
            Every::Week => (day - self.anchor).get_days().div_euclid(7),
            Every::Month => months(day) - months(self.anchor),
        };
        passed.div_euclid(self.interval)
    }

    /// The moments of a turn, in order; `None` at the end of the calendar.
    fn moments_of(&self, turn: i32) -> Option<Vec<Instant>> {
        let passed = turn.checked_mul(self.interval)?;
        let span = match self.every {
            Every::Day => Span::new().try_days(passed),
            Every::Week => Span::new().try_weeks(passed),
            Every::Month => Span::new().try_months(passed),
        };
        let begins = self.anchor.checked_add(span.ok()?).ok()?;
        let dates = match self.every {
            Every::Day => vec![begins],
            Every::Week => begins.series(1.day()).take(7).filter(|date| self.days.has(*date)).collect(),
            Every::Month => vec![begins.with().day(self.day_of_month.min(begins.days_in_month())).build().ok()?],
        };
        dates.into_iter().map(|date| instant_at(date.to_datetime(self.clock), &self.zone)).collect()
    }
}

/// The first day of the day, week or month to which a date belongs.
fn start_of(every: Every, date: Date) -> Date {
    match every {
        Every::Day => date,
        Every::Week => date.saturating_sub(i64::from(date.weekday().to_monday_zero_offset()).days()),
        Every::Month => date.first_of_month(),
    }
}

/// Months of the calendar since its beginning.
fn months(date: Date) -> i32 {
    i32::from(date.year()) * 12 + i32::from(date.month())
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::model::Weekday;

    fn daily() -> Schedule {
        Schedule {
            every: Every::Day,
            days: Vec::new(),
            day_of_month: 1,
            interval: 1,
            at: "09:00".to_owned(),
            zone: "Europe/Berlin".to_owned(),
        }
    }

    /// The first moments from Saturday, 21 November 2026, 10:00 in Berlin on, as clocks there show them.
    fn first(schedule: &Schedule, most: usize) -> Vec<String> {
        from("2026-11-21T10:00", schedule, most)
    }

    fn from(start: &str, schedule: &Schedule, most: usize) -> Vec<String> {
        let berlin = zone("Europe/Berlin").unwrap();
        let start = timestamp(instant_at(start.parse().unwrap(), &berlin).unwrap());
        let found = Timetable::new(schedule, start).unwrap().between(start, Timestamp(i64::MAX), most);
        found.into_iter().map(|at| berlin.to_datetime(instant(at).unwrap()).strftime("%a %F %R").to_string()).collect()
    }

    #[test]
    fn days_are_counted_from_the_first() {
        assert_eq!(first(&daily(), 2), ["Sun 2026-11-22 09:00", "Mon 2026-11-23 09:00"]);
        let ninety = Schedule { interval: 90, ..daily() };
        assert_eq!(first(&ninety, 2), ["Fri 2027-02-19 09:00", "Thu 2027-05-20 09:00"]);
        let in_the_evening = Schedule { at: "18:30".to_owned(), ..ninety };
        assert_eq!(first(&in_the_evening, 2), ["Sat 2026-11-21 18:30", "Fri 2027-02-19 18:30"]);
    }

    #[test]
    fn weeks_begin_on_monday() {
        let schedule = Schedule { every: Every::Week, interval: 2, days: vec![Weekday::Sunday, Weekday::Tuesday], ..daily() };
        let expected = ["Sun 2026-11-22 09:00", "Tue 2026-12-01 09:00", "Sun 2026-12-06 09:00", "Tue 2026-12-15 09:00"];
        assert_eq!(first(&schedule, 4), expected);
    }

    #[test]
    fn the_thirty_first_is_the_last_of_a_shorter_month() {
        let schedule = Schedule { every: Every::Month, day_of_month: 31, ..daily() };
        let expected = ["Mon 2026-11-30 09:00", "Thu 2026-12-31 09:00", "Sun 2027-01-31 09:00", "Sun 2027-02-28 09:00"];
        assert_eq!(first(&schedule, 4), expected);
        let quarterly = Schedule { interval: 3, day_of_month: 1, ..schedule };
        assert_eq!(first(&quarterly, 2), ["Mon 2027-02-01 09:00", "Sat 2027-05-01 09:00"]);
    }

    #[test]
    fn clocks_that_change_do_not_move_it() {
        let at_night = Schedule { at: "02:30".to_owned(), ..daily() };
        let expected = ["Sat 2027-03-27 02:30", "Sun 2027-03-28 03:00", "Mon 2027-03-29 02:30"];
        assert_eq!(from("2027-03-27T00:00", &at_night, 3), expected);
        let expected = ["Sun 2027-10-31 02:30", "Mon 2027-11-01 02:30"];
        assert_eq!(from("2027-10-31T00:00", &at_night, 2), expected, "once, though clocks show it twice");
    }

    #[test]
    fn it_ends_with_the_calendar() {
        let timetable = Timetable::new(&daily(), Timestamp(0)).unwrap();
        assert_eq!(timetable.next_after(Timestamp(i64::MAX)), None);
        assert_eq!(timetable.next_after(timestamp(Instant::MAX)), None);
        assert_eq!(timetable.next_after(Timestamp(i64::MIN)), Some(Timestamp(8 * 3_600_000_000)));
    }

    #[test]
    fn all_that_is_wrong_is_told_by_field() {
        let unknown = Schedule { zone: "Mars/Base".to_owned(), ..daily() };
        assert_eq!(Timetable::new(&unknown, Timestamp(0)).unwrap_err(), [("zone", Problem::TimeZone)]);
        let never = Schedule { interval: 0, ..unknown };
        assert_eq!(Timetable::new(&never, Timestamp(0)).unwrap_err(), [("interval", Problem::OutOfRange(1, 365))]);
    }
}
