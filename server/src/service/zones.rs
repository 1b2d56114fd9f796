//! Time zones, and the days that people in them have.

use app::model::Timestamp;
use jiff::{Timestamp as Instant, ToSpan, Zoned, civil::Date, tz::TimeZone};
use std::sync::LazyLock;

/// The areas of the time zone database; its other names are historical or for machines.
const AREAS: [&str; 10] =
    ["Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"];

/// Read once: the folder of zones has some hundred files.
static OFFERED: LazyLock<Vec<String>> = LazyLock::new(|| {
    let names = jiff::tz::db().available().map(|name| name.as_str().to_owned());
    let mut offered: Vec<String> = names.filter(|name| is_place(name)).collect();
    offered.sort_unstable();
    offered.dedup();
    offered.push("UTC".to_owned());
    offered
});

/// A day of a reader.
#[derive(Clone, Copy, Debug)]
pub(super) struct Day {
    /// Its first moment.
    pub(super) start: Timestamp,
    /// The first moment after it.
    pub(super) end: Timestamp,
}

/// The time zones that forms offer: those of places, in order, and UTC.
pub(crate) fn offered() -> Vec<String> {
    OFFERED.clone()
}

/// A zone as the database spells it, if it can be chosen.
pub(crate) fn known(name: &str) -> Option<&'static str> {
    OFFERED.iter().map(String::as_str).find(|zone| zone.eq_ignore_ascii_case(name.trim()))
}

fn is_place(name: &str) -> bool {
    name.split_once('/').is_some_and(|(area, _)| AREAS.contains(&area))
}

/// The day of the reader (IANA name; an unknown one is read as UTC) to which a moment belongs.
pub(super) fn day_of(at: Timestamp, zone: &str) -> Day {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    day(Instant::from_microsecond(at.0).unwrap_or(Instant::UNIX_EPOCH).to_zoned(zone.clone()).date(), &zone)
}

/// So many days of the reader, the last of them the one to which a moment belongs.
pub(super) fn last_days(at: Timestamp, count: i64, zone: &str) -> Vec<Day> {
    let today = date_of(at, zone);
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    (0..count).rev().map(|back| day(today.saturating_sub(back.days()), &zone)).collect()
}

/// The hour that a clock of the reader's shows at a moment.
pub(super) fn clock_of(at: Timestamp, zone: &str) -> i64 {
    i64::from(local(at, zone).hour())
}

/// The name of the day of the reader to which a moment belongs: "2026-11-21".
pub(super) fn name_of(at: Timestamp, zone: &str) -> String {
    date_of(at, zone).to_string()
}

/// A moment as a form's field for a date and a time has it: "2026-11-21T14:32".
pub(super) fn field_of(at: Timestamp, zone: &str) -> String {
    local(at, zone).strftime("%Y-%m-%dT%H:%M").to_string()
}

fn local(at: Timestamp, zone: &str) -> Zoned {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    Instant::from_microsecond(at.0).unwrap_or(Instant::UNIX_EPOCH).to_zoned(zone)
}

/// A day as it is written in addresses and forms ("2026-11-21"), in the reader's zone; `None` when it is not a day.
pub(super) fn day_named(name: &str, zone: &str) -> Option<Day> {
    let date: Date = name.trim().parse().ok()?;
    Some(day(date, &TimeZone::get(zone).unwrap_or(TimeZone::UTC)))
}

/// The date of the day of the reader to which a moment belongs.
pub(super) fn date_of(at: Timestamp, zone: &str) -> Date {
    local(at, zone).date()
}

/// The first day of the reader's month to which a moment belongs.
pub(super) fn month_of(at: Timestamp, zone: &str) -> Date {
    date_of(at, zone).first_of_month()
}

/// A month as it is written in addresses ("2026-11"), by its first day; `None` when it is not a month.
pub(super) fn month_named(name: &str) -> Option<Date> {
    let first: Date = format!("{name}-01").parse().ok()?;
    (name_of_month(first) == name).then_some(first)
}

/// A month as it is written in addresses.
pub(super) fn name_of_month(first: Date) -> String {
    first.strftime("%Y-%m").to_string()
}

/// The days of a month in the reader's zone, from its first day on.
pub(super) fn days_of_month(first: Date, zone: &str) -> Vec<(Date, Day)> {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let dates = (0..first.days_in_month()).map(|passed| first.saturating_add(passed.days()));
    dates.map(|date| (date, day(date, &zone))).collect()
}

/// From midnight to midnight; where clocks skip midnight, from the first moment that there is. At the ends of the calendar a
/// day may be empty.
fn day(date: Date, zone: &TimeZone) -> Day {
    let start_of = |date: Date| {
        let midnight = date.to_zoned(zone.clone()).and_then(|zoned| zoned.start_of_day());
        midnight.map_or(0, |zoned| zoned.timestamp().as_microsecond())
    };
    Day { start: Timestamp(start_of(date)), end: Timestamp(start_of(date.saturating_add(1.day()))) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::model::Span;

    /// Saturday, 21 November 2026, 13:32 UTC.
    const NOW: Timestamp = Timestamp(1_795_267_920_000_000);

    fn hours(name: &str, zone: &str) -> i64 {
        let day = day_named(name, zone).unwrap();
        (day.end - day.start).whole_minutes() / 60
    }

    #[test]
    fn places_are_offered_in_order_and_nothing_else() {
        let zones = offered();
        assert!(zones.len() > 300, "{}", zones.len());
        for zone in ["Europe/Berlin", "Asia/Kolkata", "America/Argentina/Buenos_Aires", "UTC"] {
            assert!(zones.iter().any(|offered| offered == zone), "{zone}");
        }
        for zone in ["posixrules", "Etc/GMT+5", "EST5EDT", "US/Pacific", "right/Europe/Berlin"] {
            assert!(!zones.iter().any(|offered| offered == zone), "{zone}");
        }
        assert!(zones[..zones.len() - 1].is_sorted());
    }

    #[test]
    fn zones_are_known_however_they_are_cased() {
        assert_eq!(known(" europe/berlin"), Some("Europe/Berlin"));
        assert_eq!(known("UTC"), Some("UTC"));
        for zone in ["", "Atlantis/Centre", "../../etc/passwd", "Etc/GMT+1", "posix/Europe/Berlin", "CET"] {
            assert_eq!(known(zone), None, "{zone}");
        }
    }

    #[test]
    fn a_day_begins_at_the_readers_midnight() {
        let berlin = day_of(NOW, "Europe/Berlin");
        assert_eq!(NOW - berlin.start, Span::minutes(14 * 60 + 32));
        let kolkata = day_of(NOW, "Asia/Kolkata");
        assert_eq!(NOW - kolkata.start, Span::minutes(19 * 60 + 2));
        assert_eq!(day_named("2026-11-21", "Europe/Berlin").unwrap().start, berlin.start);
    }

    #[test]
    fn days_are_longer_and_shorter_when_clocks_change() {
        assert_eq!(hours("2026-11-21", "Europe/Berlin"), 24);
        assert_eq!(hours("2026-03-29", "Europe/Berlin"), 23);
        assert_eq!(hours("2026-10-25", "Europe/Berlin"), 25);
        // In Santiago clocks skip midnight itself.
        assert_eq!(hours("2026-09-06", "America/Santiago"), 23);
    }

    #[test]
    fn the_last_days_follow_each_other_without_a_gap() {
        // Monday, 26 October 2026, 11:00 in Berlin, a day after clocks were put back.
        let days = last_days(Timestamp(1_793_008_800_000_000), 7, "Europe/Berlin");
        assert_eq!(days.len(), 7);
        assert!(days.windows(2).all(|two| two[0].end == two[1].start));
        let hours: Vec<_> = days.iter().map(|day| (day.end - day.start).whole_minutes() / 60).collect();
        assert_eq!(hours, [24, 24, 24, 24, 24, 25, 24]);
    }

    #[test]
    fn the_clock_repeats_an_hour_when_it_is_put_back() {
        let day = day_named("2026-10-25", "Europe/Berlin").unwrap();
        let clock = [0, 1, 2, 3, 4, 24].map(|passed| clock_of(day.start + Span::hours(passed), "Europe/Berlin"));
        assert_eq!(clock, [0, 1, 2, 2, 3, 23]);
    }

    #[test]
    fn a_months_days_follow_each_other_without_a_gap() {
        let march = month_named("2026-03").unwrap();
        assert_eq!((month_of(NOW, "Europe/Berlin"), name_of_month(march).as_str()), (month_named("2026-11").unwrap(), "2026-03"));
        let days = days_of_month(march, "Europe/Berlin");
        assert_eq!((days.len(), days[30].0.to_string().as_str()), (31, "2026-03-31"));
        assert!(days.windows(2).all(|two| two[0].1.end == two[1].1.start));
        for name in ["", "2026", "2026-13", "2026-3", "2026-03-01", "-2026-03", "26-03"] {
            assert!(month_named(name).is_none(), "{name}");
        }
    }

    #[test]
    fn what_is_no_day_is_none() {
        for name in ["", "21.11.2026", "2026-02-30", "yesterday", "9999-99-99"] {
            assert!(day_named(name, "UTC").is_none(), "{name}");
        }
    }
}
