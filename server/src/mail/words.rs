//! Times and durations in the reader's language and time zone.

use app::model::{Locale, Span, Timestamp};
use jiff::{Timestamp as Instant, Zoned, civil::Date, tz::TimeZone};

const WEEKDAYS_EN: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const WEEKDAYS_DE: [&str; 7] = ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"];
const MONTHS_EN: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const MONTHS_DE: [&str; 12] =
    ["Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"];

/// Cities of the time zone database that German writes differently.
const CITIES_DE: [(&str, &str); 20] = [
    ("Athens", "Athen"),
    ("Brussels", "Brüssel"),
    ("Bucharest", "Bukarest"),
    ("Cairo", "Kairo"),
    ("Copenhagen", "Kopenhagen"),
    ("Hong Kong", "Hongkong"),
    ("Kiev", "Kiew"),
    ("Kolkata", "Kalkutta"),
    ("Kyiv", "Kyjiw"),
    ("Lisbon", "Lissabon"),
    ("Luxembourg", "Luxemburg"),
    ("Moscow", "Moskau"),
    ("Prague", "Prag"),
    ("Rome", "Rom"),
    ("Sao Paulo", "São Paulo"),
    ("Singapore", "Singapur"),
    ("Tokyo", "Tokio"),
    ("Vienna", "Wien"),
    ("Warsaw", "Warschau"),
    ("Zurich", "Zürich"),
];

/// A point in time in full: "Saturday, 21 November 2026, 14:32 (Berlin time, UTC+1)".
///
/// `zone` is an IANA name; an unknown one is read as UTC. Points outside the calendar (years -9999 to 9999) are its ends.
#[must_use]
pub fn moment(at: Timestamp, zone: &str, locale: Locale) -> String {
    let zoned = in_zone(at, zone);
    let (day, time) = (day(zoned.date(), locale), zoned.time());
    let clock = format!("{:02}:{:02}", time.hour(), time.minute());
    let zone = zone_words(&zoned, locale);
    match locale {
        Locale::En => format!("{day}, {clock} ({zone})"),
        Locale::De => format!("{day}, {clock} Uhr ({zone})"),
    }
}

/// A day: "Saturday, 21 November 2026".
#[must_use]
pub fn day(date: Date, locale: Locale) -> String {
    let weekday = usize::from(date.weekday().to_monday_zero_offset().unsigned_abs());
    let month = usize::from(date.month().unsigned_abs()) - 1;
    let (day, year) = (date.day(), date.year());
    match locale {
        Locale::En => format!("{}, {day} {} {year}", WEEKDAYS_EN[weekday], MONTHS_EN[month]),
        Locale::De => format!("{}, {day}. {} {year}", WEEKDAYS_DE[weekday], MONTHS_DE[month]),
    }
}

/// The month of a day: "November 2026".
#[must_use]
pub fn month(date: Date, locale: Locale) -> String {
    let names = match locale {
        Locale::En => MONTHS_EN,
        Locale::De => MONTHS_DE,
    };
    format!("{} {}", names[usize::from(date.month().unsigned_abs()) - 1], date.year())
}

/// A length of time, to the minute: "1 hour 30 minutes", "24 hours". Less than a minute counts as one.
#[must_use]
pub fn duration(span: Span, locale: Locale) -> String {
    let minutes = span.whole_minutes().max(1);
    let (hour, minute) = match locale {
        Locale::En => (["hour", "hours"], ["minute", "minutes"]),
        Locale::De => (["Stunde", "Stunden"], ["Minute", "Minuten"]),
    };
    let parts = [counted(minutes / 60, hour), counted(minutes % 60, minute)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn counted(count: i64, [one, many]: [&str; 2]) -> Option<String> {
    (count > 0).then(|| format!("{count} {}", if count == 1 { one } else { many }))
}

fn in_zone(at: Timestamp, zone: &str) -> Zoned {
    let end = if at.0 < 0 { Instant::MIN } else { Instant::MAX };
    let instant = Instant::from_microsecond(at.0).unwrap_or(end);
    instant.to_zoned(TimeZone::get(zone).unwrap_or(TimeZone::UTC))
}

/// "Berlin time, UTC+1"; zones that are named after no place have their offset alone.
fn zone_words(zoned: &Zoned, locale: Locale) -> String {
    let offset = offset_words(zoned.offset().seconds());
    match (city(zoned.time_zone().iana_name()), locale) {
        (None, _) => offset,
        (Some(city), Locale::En) => format!("{city} time, {offset}"),
        (Some(city), Locale::De) => format!("Ortszeit {}, {offset}", german(&city)),
    }
}

fn city(zone: Option<&str>) -> Option<String> {
    let (area, place) = zone?.rsplit_once('/')?;
    (area != "Etc").then(|| place.replace('_', " "))
}

fn german(city: &str) -> &str {
    CITIES_DE.iter().find(|(english, _)| *english == city).map_or(city, |(_, german)| german)
}

/// "UTC", "UTC+1", "UTC−3:30" (with a minus sign, which no line break follows).
fn offset_words(seconds: i32) -> String {
    let sign = if seconds < 0 { '\u{2212}' } else { '+' };
    let minutes = seconds.abs() / 60;
    match (minutes / 60, minutes % 60) {
        (0, 0) => "UTC".to_owned(),
        (hours, 0) => format!("UTC{sign}{hours}"),
        (hours, rest) => format!("UTC{sign}{hours}:{rest:02}"),
    }
}

/// What becomes of the old password while a generated one waits, in a sentence.
pub(super) const fn old_password(works: bool, locale: Locale) -> &'static str {
    match (locale, works) {
        (Locale::En, true) => "Until you use it, your old password works too.",
        (Locale::En, false) => "Your old password does not work any more.",
        (Locale::De, true) => "Solange Sie es nicht benutzt haben, gilt auch Ihr altes Passwort.",
        (Locale::De, false) => "Ihr altes Passwort gilt nicht mehr.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Saturday, 21 November 2026, 13:32 UTC.
    const WINTER: Timestamp = Timestamp(1_795_267_920_000_000);
    /// Wednesday, 1 July 2026, 00:05 UTC.
    const SUMMER: Timestamp = Timestamp(1_782_864_300_000_000);

    #[test]
    fn a_moment_names_day_time_and_zone() {
        assert_eq!(moment(WINTER, "Europe/Berlin", Locale::En), "Saturday, 21 November 2026, 14:32 (Berlin time, UTC+1)");
        assert_eq!(moment(WINTER, "Europe/Berlin", Locale::De), "Samstag, 21. November 2026, 14:32 Uhr (Ortszeit Berlin, UTC+1)");
        assert_eq!(moment(SUMMER, "Europe/Vienna", Locale::De), "Mittwoch, 1. Juli 2026, 02:05 Uhr (Ortszeit Wien, UTC+2)");
        assert_eq!(moment(SUMMER, "America/New_York", Locale::En), "Tuesday, 30 June 2026, 20:05 (New York time, UTC−4)");
        assert_eq!(moment(SUMMER, "Asia/Kolkata", Locale::En), "Wednesday, 1 July 2026, 05:35 (Kolkata time, UTC+5:30)");
    }

    #[test]
    fn zones_without_a_place_have_their_offset_alone() {
        assert_eq!(moment(WINTER, "UTC", Locale::En), "Saturday, 21 November 2026, 13:32 (UTC)");
        assert_eq!(moment(WINTER, "Etc/GMT+5", Locale::En), "Saturday, 21 November 2026, 08:32 (UTC−5)");
    }

    #[test]
    fn an_unknown_zone_is_read_as_utc() {
        for zone in ["", "Atlantis/Centre", "../../etc/passwd"] {
            assert_eq!(moment(WINTER, zone, Locale::En), "Saturday, 21 November 2026, 13:32 (UTC)");
        }
    }

    #[test]
    fn no_point_in_time_is_too_far_off() {
        for at in [i64::MIN, i64::MAX] {
            assert!(moment(Timestamp(at), "Europe/Berlin", Locale::De).contains("9999"));
        }
    }

    #[test]
    fn durations_count_hours_and_minutes() {
        assert_eq!(duration(Span::minutes(60), Locale::En), "1 hour");
        assert_eq!(duration(Span::minutes(60), Locale::De), "1 Stunde");
        assert_eq!(duration(Span::minutes(91), Locale::En), "1 hour 31 minutes");
        assert_eq!(duration(Span::minutes(121), Locale::De), "2 Stunden 1 Minute");
        assert_eq!(duration(Span::hours(24), Locale::En), "24 hours");
        assert_eq!(duration(Span::seconds(5), Locale::En), "1 minute");
    }
}
