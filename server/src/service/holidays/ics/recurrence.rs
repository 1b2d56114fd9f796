//! Events that come again once a year, or once every so many years.

use super::event::date;
use app::rules::holidays::RECURRING_YEARS;
use jiff::civil::{Date, Weekday};

/// On which day of its month.
#[derive(Debug)]
enum On {
    /// On this one, in years that have it.
    Day(i8),
    /// On the n-th of this weekday; from the month's end where n is negative.
    Weekday(i8, Weekday),
}

/// Once every so many years.
#[derive(Debug)]
pub(super) struct Recurrence {
    start: Date,
    month: i8,
    on: On,
    /// In years, from 1.
    interval: i16,
    /// How often in all.
    count: Option<usize>,
    /// On which day for the last time, at most.
    until: Option<Date>,
}

impl Recurrence {
    /// Reads a rule ("FREQ=YEARLY;BYMONTH=11;BYDAY=4TH") of an event that starts on this day; `None` for any other sort.
    pub(super) fn read(rule: &str, start: Date) -> Option<Self> {
        let mut recurrence =
            Self { start, month: start.month(), on: On::Day(start.day()), interval: 1, count: None, until: None };
        let (mut is_yearly, mut names_month) = (false, false);
        for part in rule.split(';').filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=')?;
            let value = value.trim().to_ascii_uppercase();
            match name.trim().to_ascii_uppercase().as_str() {
                "FREQ" => is_yearly = value == "YEARLY",
                "INTERVAL" => recurrence.interval = value.parse().ok().filter(|years| (1..=100).contains(years))?,
                "COUNT" => recurrence.count = Some(value.parse().ok().filter(|count| *count > 0)?),
                "UNTIL" => recurrence.until = Some(date(value.get(..8)?)?),
                "BYMONTH" => {
                    recurrence.month = value.parse().ok().filter(|month| (1..=12).contains(month))?;
                    names_month = true;
                }
                "BYMONTHDAY" => recurrence.on = On::Day(value.parse().ok().filter(|day| (1..=31).contains(day))?),
                "BYDAY" => recurrence.on = nth_weekday(&value)?,
                "WKST" => {}
                _ => return None,
            }
        }
        // Without a month, the n-th weekday is one of the whole year.
        let is_read = is_yearly && (names_month || matches!(recurrence.on, On::Day(_)));
        is_read.then_some(recurrence)
    }

    /// The days on which it comes from a year on, or from its start if that is later, for [`RECURRING_YEARS`] years.
    pub(super) fn days_from(&self, year: i16) -> Vec<Date> {
        let first = year.max(self.start.year());
        let last = first.saturating_add(RECURRING_YEARS - 1);
        let years = (self.start.year()..=last).step_by(usize::from(self.interval.unsigned_abs()));
        let days = years.filter_map(|year| self.in_year(year)).filter(|day| *day >= self.start);
        let days = days.take(self.count.unwrap_or(usize::MAX)).take_while(|day| self.until.is_none_or(|until| *day <= until));
        days.filter(|day| day.year() >= first).collect()
    }

    fn in_year(&self, year: i16) -> Option<Date> {
        match self.on {
            On::Day(day) => Date::new(year, self.month, day).ok(),
            On::Weekday(nth, weekday) => Date::new(year, self.month, 1).ok()?.nth_weekday_of_month(nth, weekday).ok(),
        }
    }
}

/// "4TH", "-1MO".
fn nth_weekday(text: &str) -> Option<On> {
    let (nth, day) = text.split_at_checked(text.len().checked_sub(2)?)?;
    let weekday = match day {
        "MO" => Weekday::Monday,
        "TU" => Weekday::Tuesday,
        "WE" => Weekday::Wednesday,
        "TH" => Weekday::Thursday,
        "FR" => Weekday::Friday,
        "SA" => Weekday::Saturday,
        "SU" => Weekday::Sunday,
        _ => return None,
    };
    let nth: i8 = nth.parse().ok().filter(|nth| *nth != 0 && (-5..=5).contains(nth))?;
    Some(On::Weekday(nth, weekday))
}
