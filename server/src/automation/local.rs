//! From what clocks show to points in time, and back.

use crate::service::zones;
use app::{
    api::Problem,
    model::{Timestamp, Weekday},
};
use jiff::{
    Timestamp as Instant,
    civil::{Date, DateTime},
    tz::{AmbiguousOffset, TimeZone},
};

/// Days of the week, by how many lie between Monday and them.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Days([bool; 7]);

impl Days {
    /// These days, in any order.
    pub(super) fn of(ticked: &[Weekday]) -> Self {
        Self(std::array::from_fn(|at| Weekday::ALL.get(at).is_some_and(|day| ticked.contains(day))))
    }

    /// Whether a date is one of these days.
    pub(super) fn has(self, date: Date) -> bool {
        usize::try_from(date.weekday().to_monday_zero_offset()).is_ok_and(|at| self.0[at])
    }
}

/// A zone that forms offer.
pub(super) fn zone(name: &str) -> Result<TimeZone, Problem> {
    let known = zones::known(name).ok_or(Problem::TimeZone)?;
    TimeZone::get(known).map_err(|_| Problem::TimeZone)
}

/// When clocks show this: for the first time, where they show it twice; of what they skip, the first moment after the gap.
/// `None` at the ends of the calendar.
pub(super) fn instant_at(local: DateTime, zone: &TimeZone) -> Option<Instant> {
    let shown = zone.to_ambiguous_timestamp(local);
    let first = shown.earlier().ok()?;
    if matches!(shown.offset(), AmbiguousOffset::Gap { .. }) {
        // Of a skipped time, `first` lies before the gap.
        zone.following(first).map(|change| change.timestamp()).find(|at| zone.to_datetime(*at) > local)
    } else {
        Some(first)
    }
}

/// `None` at the ends of the calendar.
pub(super) fn instant(at: Timestamp) -> Option<Instant> {
    Instant::from_microsecond(at.0).ok()
}

pub(super) fn timestamp(at: Instant) -> Timestamp {
    Timestamp(at.as_microsecond())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn utc(local: DateTime, name: &str) -> String {
        instant_at(local, &zone(name).unwrap()).unwrap().to_string()
    }

    #[test]
    fn what_clocks_show_twice_is_meant_the_first_time() {
        assert_eq!(utc(date(2026, 10, 25).at(2, 30, 0, 0), "Europe/Berlin"), "2026-10-25T00:30:00Z");
        assert_eq!(utc(date(2026, 10, 25).at(3, 0, 0, 0), "Europe/Berlin"), "2026-10-25T02:00:00Z");
    }

    #[test]
    fn what_clocks_skip_is_the_first_moment_after_the_gap() {
        for (hour, minute) in [(2, 0), (2, 30), (2, 59), (3, 0)] {
            assert_eq!(utc(date(2026, 3, 29).at(hour, minute, 0, 0), "Europe/Berlin"), "2026-03-29T01:00:00Z");
        }
        // Half an hour, midnight itself, and a whole day that Samoa left out.
        assert_eq!(utc(date(2026, 10, 4).at(2, 15, 0, 0), "Australia/Lord_Howe"), "2026-10-03T15:30:00Z");
        assert_eq!(utc(date(2026, 9, 6).at(0, 30, 0, 0), "America/Santiago"), "2026-09-06T04:00:00Z");
        assert_eq!(utc(date(2011, 12, 30).at(9, 0, 0, 0), "Pacific/Apia"), "2011-12-30T10:00:00Z");
    }

    #[test]
    fn the_ends_of_the_calendar_are_no_moments() {
        assert_eq!(instant_at(DateTime::MAX, &zone("America/New_York").unwrap()), None);
        assert_eq!((instant(Timestamp(i64::MIN)), instant(Timestamp(i64::MAX))), (None, None));
    }

    #[test]
    fn days_are_known_by_the_calendar() {
        let weekend = Days::of(&[Weekday::Sunday, Weekday::Saturday]);
        let saturday = date(2026, 11, 21);
        let has: Vec<_> = saturday.series(jiff::ToSpan::day(1)).take(4).map(|date| weekend.has(date)).collect();
        assert_eq!(has, [true, true, false, false]);
        assert!(!Days::default().has(saturday));
    }
}
