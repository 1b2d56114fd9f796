//! What comes next as a calendar: how much each day of a month brings, and of which automations.

use crate::{
    mail::words,
    service::{Desk, Fault, zones},
    store::automations::runs,
};
use app::{
    api::Caller,
    model::{ComingDay, ComingMonth, Timestamp},
};
use jiff::{ToSpan, civil::Date};
use std::{cmp::Reverse, collections::BTreeMap};
use uuid::Uuid;

/// How many months after this one are shown.
const MONTHS_AHEAD: i64 = 12;
/// How many automations a day names.
const MOST_NAMED: usize = 3;

impl Desk {
    /// A month from this one on; this one where another is asked for.
    pub(super) async fn month_ahead(&self, caller: &Caller, wanted: Option<&str>) -> Result<ComingMonth, Fault> {
        let zone = &caller.time_zone;
        let this = zones::month_of(self.now(), zone);
        let last = this.saturating_add(MONTHS_AHEAD.months());
        let first = wanted.and_then(zones::month_named).filter(|first| (this..=last).contains(first)).unwrap_or(this);
        let days = zones::days_of_month(first, zone);
        let start = days.first().map_or(Timestamp(0), |(_, day)| day.start);
        let within = start..days.last().map_or(start, |(_, day)| day.end);
        let mut tx = self.db.read().await?;
        let mut due = runs::due_within(&mut tx, &within).await?;
        due.extend(self.times_within(&mut tx, &within).await?.into_iter().map(|(name, at)| (name, at, 1)));
        let today = zones::name_of(self.now(), zone);
        let told = |(date, day): (Date, zones::Day)| {
            let of_day = due.iter().filter(|(_, at, _)| (day.start..day.end).contains(at));
            let (count, automations) = counted(of_day.map(|(name, _, number)| (name.as_str(), *number)));
            let date_name = date.to_string();
            ComingDay {
                name: words::day(date, caller.locale),
                number: date.day().unsigned_abs(),
                is_today: date_name == today,
                date: date_name,
                count,
                others: i64::try_from(automations.len().saturating_sub(MOST_NAMED)).unwrap_or_default(),
                automations: automations.into_iter().take(MOST_NAMED).map(str::to_owned).collect(),
                key: super::key_of(Uuid::max(), Timestamp(day.start.0 - 1)),
            }
        };
        Ok(ComingMonth {
            month: zones::name_of_month(first),
            name: words::month(first, caller.locale),
            previous: (first > this).then(|| zones::name_of_month(first.saturating_sub(1.month()))),
            next: (first < last).then(|| zones::name_of_month(first.saturating_add(1.month()))),
            first_weekday: first.weekday().to_monday_zero_offset().unsigned_abs(),
            days: days.into_iter().map(told).collect(),
        })
    }
}

/// How many there are in all, and the names of those of whom there are some: first of whom there are most.
fn counted<'a>(due: impl Iterator<Item = (&'a str, i64)>) -> (i64, Vec<&'a str>) {
    let mut numbers: BTreeMap<&str, i64> = BTreeMap::new();
    for (name, number) in due {
        *numbers.entry(name).or_default() += number;
    }
    let mut names: Vec<&str> = numbers.keys().copied().collect();
    names.sort_by_key(|name| Reverse(numbers.get(name).copied()));
    (numbers.values().sum(), names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_whom_most_is_due_comes_first() {
        let due = [("Dormant", 1), ("Expired", 2), ("Births", 1), ("Expired", 3)];
        assert_eq!(counted(due.into_iter()), (7, vec!["Expired", "Births", "Dormant"]));
        assert_eq!(counted(std::iter::empty()), (0, vec![]));
    }
}
