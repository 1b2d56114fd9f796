//! The house's holidays, as they are shown and as they come from files.

use crate::rules::holidays::EventProblem;
use serde::{Deserialize, Serialize};

/// A holiday with its day in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HolidayRow {
    /// The day: "2026-12-25".
    pub date: String,
    /// The day in the reader's words: "Friday, 25 December 2026".
    pub day: String,
    /// What it is called.
    pub name: String,
}

/// The holidays of a year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HolidayYear {
    /// The year.
    pub year: i64,
    /// In order; at least one.
    pub days: Vec<HolidayRow>,
}

/// All holidays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HolidayList {
    /// The earliest first.
    pub years: Vec<HolidayYear>,
    /// Whether the reader may change them.
    pub can_change: bool,
}

/// What became of a calendar file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HolidaysImported {
    /// How many days were added.
    pub added: i64,
    /// How many were holidays already, which keep their names.
    pub there: i64,
    /// The events that were not understood, by the file's line.
    pub left_out: Vec<(i64, EventProblem)>,
}
