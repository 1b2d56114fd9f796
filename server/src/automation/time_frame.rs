//! When an automation's job may run: pure arithmetic with days and clocks in the time frame's zone.

use super::local::{Days, instant, instant_at, timestamp, zone};
use app::{
    api::Problem,
    model::{Delay, DelayUnit, HolidayCalendar, Holidays, Span, TimeFrame, Timestamp},
    rules::time_frame::{self as rules, FrameProblem, REMINDER_DAYS},
};
use jiff::{
    Timestamp as Instant, ToSpan,
    civil::{Date, DateTime, Time},
    tz::TimeZone,
};

/// A time frame in its zone, with those of the house's holidays that lie within it.
#[derive(Clone, Debug)]
pub struct Frame {
    start: Instant,
    /// The first moment that is not within it.
    end: Instant,
    zone: TimeZone,
    days: Days,
    holidays: Holidays,
    /// In order. Empty where holidays mean nothing.
    calendar: Vec<Date>,
}

/// How a moment stands to a time frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The frame starts at this moment.
    Before(Timestamp),
    /// Within it.
    Inside,
    /// The frame ended at this moment.
    After(Timestamp),
}

/// When a job is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// At this moment.
    At {
        /// The moment, which may be over already.
        at: Timestamp,
        /// It fell on an excluded day and was put off to this one.
        deferred: bool,
    },
    /// Never: no allowed day is left before the frame's end.
    AfterTheEnd,
}

/// The moment at which a job is wanted, and what clocks were to show then. They show something else only where they skip that.
struct Wanted {
    at: Instant,
    clock: Time,
}

impl Frame {
    /// The frame that a form's values mean.
    ///
    /// # Errors
    /// All that is wrong with them, by field: what [`rules::frame`] finds, unknown time zones and days that the calendar does
    /// not have.
    pub fn new(entered: &TimeFrame, holidays: &HolidayCalendar) -> Result<Self, Vec<(&'static str, Problem)>> {
        let mut problems = rules::frame(entered);
        let zone = found(&mut problems, "zone", zone(&entered.zone));
        let start = found(&mut problems, "start", civil(&entered.start));
        let end = found(&mut problems, "end", civil(&entered.end));
        let (Some(zone), Some(start), Some(end), []) = (zone, start, end, problems.as_slice()) else { return Err(problems) };
        let moment =
            |field, local| instant_at(local, &zone).ok_or_else(|| vec![(field, Problem::TimeFrame(FrameProblem::Moment))]);
        let (start, end) = (moment("start", start)?, moment("end", end)?);
        if end <= start {
            // Clocks skip all of it.
            return Err(vec![("end", Problem::TimeFrame(FrameProblem::EndsFirst))]);
        }
        let calendar = within(entered, holidays);
        Ok(Self { start, end, zone, days: Days::of(&entered.days), holidays: entered.holidays, calendar })
    }

    /// The first moment within the frame.
    #[must_use]
    pub fn start(&self) -> Timestamp {
        timestamp(self.start)
    }

    /// The first moment after the frame.
    #[must_use]
    pub fn end(&self) -> Timestamp {
        timestamp(self.end)
    }

    /// How a moment stands to the frame. Excluded days are within it.
    #[must_use]
    pub fn standing(&self, now: Timestamp) -> Standing {
        if now < self.start() {
            Standing::Before(self.start())
        } else if now < self.end() {
            Standing::Inside
        } else {
            Standing::After(self.end())
        }
    }

    /// When the job of an event is due. The delay comes first; a day that it leads to and that is excluded is put off to the
    /// next allowed one, at the same time of day. Whether the event itself is within the frame is for the caller to say. A delay
    /// that [`rules::delay`] refuses never ends.
    #[must_use]
    pub fn due(&self, event_at: Timestamp, delay: Option<&Delay>) -> Due {
        let settled = self.wanted(event_at, delay).and_then(|wanted| self.settle(&wanted));
        settled.map_or(Due::AfterTheEnd, |(at, deferred)| Due::At { at: timestamp(at), deferred })
    }

    /// When people are reminded of the end: [`REMINDER_DAYS`] before it, at the same time of day. Of a frame that is shorter, at
    /// its start.
    #[must_use]
    pub fn reminder_at(&self) -> Timestamp {
        let end = self.zone.to_datetime(self.end);
        let local = end.checked_sub(REMINDER_DAYS.days());
        let at = local.ok().and_then(|local| instant_at(local, &self.zone));
        timestamp(at.unwrap_or(self.start).max(self.start))
    }

    fn wanted(&self, event_at: Timestamp, delay: Option<&Delay>) -> Option<Wanted> {
        let exactly = |at: Timestamp| {
            let at = instant(at)?;
            Some(Wanted { at, clock: self.zone.to_datetime(at).time() })
        };
        let on_day = |days: i64| {
            let local = self.zone.to_datetime(instant(event_at)?).checked_add(days.days()).ok()?;
            Some(Wanted { at: instant_at(local, &self.zone)?, clock: local.time() })
        };
        match delay {
            None => exactly(event_at),
            Some(delay) if rules::delay(delay).is_some() => None,
            Some(&Delay { unit, value }) => match unit {
                DelayUnit::Minutes => exactly(event_at + Span::minutes(value)),
                DelayUnit::Hours => exactly(event_at + Span::hours(value)),
                DelayUnit::Days => on_day(value),
                DelayUnit::Weeks => on_day(value * 7),
            },
        }
    }

    /// The first moment of an allowed day that is wanted, and whether it is a later one; `None` at the end of the frame.
    fn settle(&self, wanted: &Wanted) -> Option<(Instant, bool)> {
        let mut at = wanted.at;
        let mut day = self.date_of(at);
        let mut deferred = false;
        // Mostly once. Again where clocks skip the wanted time together with the rest of the day.
        while at < self.end && !self.allows(self.date_of(at)) {
            day = self.next_day(day)?;
            at = instant_at(day.to_datetime(wanted.clock), &self.zone)?;
            deferred = true;
        }
        (at < self.end).then_some((at, deferred))
    }

    fn date_of(&self, at: Instant) -> Date {
        self.zone.to_datetime(at).date()
    }

    fn allows(&self, date: Date) -> bool {
        self.days.has(date)
            && match self.holidays {
                Holidays::Always => true,
                Holidays::Never => !self.is_holiday(date),
                Holidays::Only => self.is_holiday(date),
            }
    }

    fn is_holiday(&self, date: Date) -> bool {
        self.calendar.binary_search(&date).is_ok()
    }

    /// The next allowed day, at most that of the end. Among few holidays the next is found without looking at every day.
    fn next_day(&self, after: Date) -> Option<Date> {
        if self.holidays == Holidays::Only {
            let later = self.calendar.partition_point(|date| *date <= after);
            return self.calendar[later..].iter().copied().find(|date| self.days.has(*date));
        }
        let last = self.date_of(self.end);
        let mut date = after;
        loop {
            date = date.tomorrow().ok().filter(|date| *date <= last)?;
            if self.allows(date) {
                return Some(date);
            }
        }
    }
}

/// What was read, or `None` with its problem noted.
fn found<T>(problems: &mut Vec<(&'static str, Problem)>, field: &'static str, read: Result<T, Problem>) -> Option<T> {
    let noted = |problems: &[(&'static str, Problem)]| problems.iter().any(|(other, _)| *other == field);
    read.map_err(|problem| {
        if !noted(problems) {
            problems.push((field, problem));
        }
    })
    .ok()
}

fn civil(text: &str) -> Result<DateTime, Problem> {
    text.parse().map_err(|_| Problem::TimeFrame(FrameProblem::Moment))
}

/// The holidays from the day on which a frame starts to that on which it ends, in order. Those that are no days are not there.
fn within(frame: &TimeFrame, holidays: &HolidayCalendar) -> Vec<Date> {
    let day = |moment: &str| moment.split('T').next().unwrap_or_default().to_owned();
    let around = day(&frame.start)..=day(&frame.end);
    let mentioned = holidays.days.iter().filter(|_| frame.holidays != Holidays::Always);
    let mut dates: Vec<Date> =
        mentioned.filter(|holiday| around.contains(&holiday.date)).filter_map(|holiday| holiday.date.parse().ok()).collect();
    dates.sort_unstable();
    dates.dedup();
    dates
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::model::{Holiday, Weekday};

    /// Weekdays in Berlin, from Saturday, 21 November 2026, 09:00, for one year.
    fn entered() -> TimeFrame {
        TimeFrame {
            start: "2026-11-21T09:00".to_owned(),
            end: "2027-11-21T09:00".to_owned(),
            zone: "Europe/Berlin".to_owned(),
            days: Weekday::ALL[..5].to_vec(),
            holidays: Holidays::Never,
            remind: Vec::new(),
        }
    }

    fn calendar(days: &[&str]) -> HolidayCalendar {
        let holiday = |date: &&str| Holiday { date: (*date).to_owned(), name: "Holiday".to_owned() };
        HolidayCalendar { days: days.iter().map(holiday).collect() }
    }

    fn frame(entered: &TimeFrame) -> Frame {
        Frame::new(entered, &calendar(&["2026-12-25", "2026-12-26"])).unwrap()
    }

    fn berlin(text: &str) -> Timestamp {
        timestamp(instant_at(text.parse().unwrap(), &zone("Europe/Berlin").unwrap()).unwrap())
    }

    fn due(entered: &TimeFrame, event_at: &str, delay: Option<(DelayUnit, i64)>) -> Due {
        let delay = delay.map(|(unit, value)| Delay { unit, value });
        frame(entered).due(berlin(event_at), delay.as_ref())
    }

    fn at(text: &str, deferred: bool) -> Due {
        Due::At { at: berlin(text), deferred }
    }

    #[test]
    fn a_job_waits_over_the_weekend_and_keeps_its_time_of_day() {
        assert_eq!(due(&entered(), "2026-11-23T14:32:07", None), at("2026-11-23T14:32:07", false));
        assert_eq!(due(&entered(), "2026-11-21T14:32:07", None), at("2026-11-23T14:32:07", true));
        // The delay comes first, and its day is the one that counts.
        assert_eq!(due(&entered(), "2026-11-27T23:55", Some((DelayUnit::Minutes, 10))), at("2026-11-30T00:05", true));
        assert_eq!(due(&entered(), "2026-11-21T09:00", Some((DelayUnit::Days, 2))), at("2026-11-23T09:00", false));
    }

    #[test]
    fn holidays_are_passed_over_or_waited_for() {
        let only = TimeFrame { holidays: Holidays::Only, ..entered() };
        let always = TimeFrame { holidays: Holidays::Always, ..entered() };
        // 25 December is a Friday, so Monday is next; 26 December is a Saturday.
        assert_eq!(due(&entered(), "2026-12-25T10:00", None), at("2026-12-28T10:00", true));
        assert_eq!(due(&always, "2026-12-25T10:00", None), at("2026-12-25T10:00", false));
        assert_eq!(due(&only, "2026-12-01T10:00", None), at("2026-12-25T10:00", true));
        assert_eq!(due(&only, "2026-12-26T10:00", None), Due::AfterTheEnd, "no holiday is left");
    }

    #[test]
    fn days_of_a_delay_are_days_of_the_calendar() {
        let always = TimeFrame { days: Weekday::ALL.to_vec(), ..entered() };
        let from = "2027-03-27T08:00";
        assert_eq!(due(&always, from, Some((DelayUnit::Hours, 24))), at("2027-03-28T09:00", false), "clocks go on an hour");
        assert_eq!(due(&always, from, Some((DelayUnit::Days, 1))), at("2027-03-28T08:00", false));
        assert_eq!(due(&always, from, Some((DelayUnit::Weeks, 2))), at("2027-04-10T08:00", false));
        assert_eq!(due(&always, "2027-03-27T02:30", Some((DelayUnit::Days, 1))), at("2027-03-28T03:00", false));
        assert_eq!(due(&always, from, Some((DelayUnit::Days, 367))), Due::AfterTheEnd);
    }

    #[test]
    fn a_time_that_clocks_skip_on_the_day_it_is_put_off_to_is_the_first_after_the_gap() {
        let sundays = TimeFrame { days: vec![Weekday::Sunday], ..entered() };
        assert_eq!(due(&sundays, "2027-03-24T02:30", None), at("2027-03-28T03:00", true));
        assert_eq!(due(&sundays, "2027-10-27T02:30", None), at("2027-10-31T02:30", true), "the first of two");
    }

    #[test]
    fn an_evening_that_clocks_skip_is_no_moment_of_its_day() {
        // In Ittoqqortoormiit clocks went from Saturday, 29 March 2025, 23:00 to Sunday, so that there was no 23:30.
        let entered = TimeFrame {
            start: "2025-03-01T00:00".to_owned(),
            end: "2025-05-01T00:00".to_owned(),
            zone: "America/Scoresbysund".to_owned(),
            ..entered()
        };
        let zone = zone("America/Scoresbysund").unwrap();
        let local = |text: &str| timestamp(instant_at(text.parse().unwrap(), &zone).unwrap());
        let due = |days: &[Weekday]| {
            let entered = TimeFrame { days: days.to_vec(), ..entered.clone() };
            Frame::new(&entered, &HolidayCalendar::default()).unwrap().due(local("2025-03-26T23:30"), None)
        };
        let next_week = Due::At { at: local("2025-04-05T23:30"), deferred: true };
        assert_eq!(due(&[Weekday::Saturday]), next_week);
        let sunday = Due::At { at: local("2025-03-30T00:00"), deferred: true };
        assert_eq!(due(&[Weekday::Saturday, Weekday::Sunday]), sunday);
    }

    #[test]
    fn nothing_is_due_at_the_end_or_later() {
        assert_eq!(due(&entered(), "2027-11-19T08:59", Some((DelayUnit::Days, 2))), Due::AfterTheEnd, "the last day is a Sunday");
        let always = TimeFrame { days: Weekday::ALL.to_vec(), ..entered() };
        assert_eq!(due(&always, "2027-11-19T08:59", Some((DelayUnit::Days, 2))), at("2027-11-21T08:59", false));
        assert_eq!(due(&always, "2027-11-19T09:00", Some((DelayUnit::Days, 2))), Due::AfterTheEnd);
        assert_eq!(frame(&always).due(Timestamp(i64::MAX), None), Due::AfterTheEnd);
    }

    #[test]
    fn a_reminder_comes_thirty_days_before_the_end_or_at_once() {
        assert_eq!(frame(&entered()).reminder_at(), berlin("2027-10-22T09:00"));
        let short = TimeFrame { end: "2026-12-01T09:00".to_owned(), ..entered() };
        assert_eq!(frame(&short).reminder_at(), berlin("2026-11-21T09:00"));
    }

    #[test]
    fn all_that_is_wrong_is_told_by_field() {
        let wrong = |entered: &TimeFrame| Frame::new(entered, &HolidayCalendar::default()).unwrap_err();
        let moment = Problem::TimeFrame(FrameProblem::Moment);
        let no_such_day = TimeFrame { end: "2027-02-30T09:00".to_owned(), zone: "Mars/Base".to_owned(), ..entered() };
        assert_eq!(wrong(&no_such_day), [("zone", Problem::TimeZone), ("end", moment.clone())]);
        let nothing = TimeFrame { start: String::new(), zone: String::new(), days: Vec::new(), ..entered() };
        let expected = [("start", moment), ("days", Problem::TimeFrame(FrameProblem::NoDay)), ("zone", Problem::TimeZone)];
        assert_eq!(wrong(&nothing), expected);
        let skipped = TimeFrame { start: "2027-03-28T02:10".to_owned(), end: "2027-03-28T02:50".to_owned(), ..entered() };
        assert_eq!(wrong(&skipped), [("end", Problem::TimeFrame(FrameProblem::EndsFirst))]);
    }
}
