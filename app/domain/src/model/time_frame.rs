//! When an automation may act: its time frame, its delay, its schedule, and the house's holidays. Plain values as forms have
//! them; the server works out what they mean in a time zone.

use super::UserId;
use serde::{Deserialize, Serialize};

text_enum!(
    /// A day of the week, from Monday as calendars have it.
    Weekday {
        /// Monday.
        Monday = "monday",
        /// Tuesday.
        Tuesday = "tuesday",
        /// Wednesday.
        Wednesday = "wednesday",
        /// Thursday.
        Thursday = "thursday",
        /// Friday.
        Friday = "friday",
        /// Saturday.
        Saturday = "saturday",
        /// Sunday.
        Sunday = "sunday",
    }
);

text_enum!(
    /// What the house's holidays mean for a time frame.
    Holidays {
        /// Nothing: the job runs on holidays as on other days.
        Always = "always",
        /// The job waits for the next day that is no holiday.
        Never = "never",
        /// The job waits for the next holiday.
        Only = "only",
    }
);

text_enum!(
    /// What a delay is counted in.
    DelayUnit {
        /// Sixty seconds each.
        Minutes = "minutes",
        /// Sixty minutes each, also on the day on which clocks change.
        Hours = "hours",
        /// Days of the calendar: the same time of day, later.
        Days = "days",
        /// Seven days of the calendar each.
        Weeks = "weeks",
    }
);

text_enum!(
    /// What a schedule is counted in.
    Every {
        /// Days.
        Day = "day",
        /// Weeks, which begin on Monday.
        Week = "week",
        /// Months.
        Month = "month",
    }
);

/// From when to when an automation is on, and on which days within that its job may run. A job that falls on another day is
/// deferred to the next allowed one, at the same time of day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimeFrame {
    /// The first moment, as clocks in the zone show it: "2026-11-21T09:00".
    pub start: String,
    /// The first moment after it, in the same form; at most five years later.
    pub end: String,
    /// IANA name of the time zone to which all days and times of it belong.
    pub zone: String,
    /// The days of the week on which the job may run.
    pub days: Vec<Weekday>,
    /// What holidays mean.
    pub holidays: Holidays,
    /// Who is told 30 days before the end; at most ten.
    pub remind: Vec<UserId>,
}

/// How long after its event a job runs. "No delay" is the absence of one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Delay {
    /// What it is counted in.
    pub unit: DelayUnit,
    /// How many of them, from 1.
    pub value: i64,
}

/// Repeated moments, counted from the day on which the automation's time frame starts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schedule {
    /// What it is counted in.
    pub every: Every,
    /// On which days of a week; only where weeks are counted.
    pub days: Vec<Weekday>,
    /// On which day of a month, from 1 to 31; the last one in a month that is shorter. Only where months are counted.
    pub day_of_month: i64,
    /// Every n-th day, week or month, from 1 to 365.
    pub interval: i64,
    /// The time of day, as clocks in the zone show it: "09:00".
    pub at: String,
    /// IANA name of the time zone.
    pub zone: String,
}

/// A day on which the house does not work.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    /// The day: "2026-12-25".
    pub date: String,
    /// What it is called.
    pub name: String,
}

/// The house's holidays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HolidayCalendar {
    /// In order; each day once.
    pub days: Vec<Holiday>,
}
