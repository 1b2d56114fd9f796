//! What automations will do, as far as it is known.

use super::{AutomationId, EventKind, JobKind, Moment, Page, RunLine, UserId};
use serde::{Deserialize, Serialize};

/// A time at which the clock will start an automation: no run yet, since until then everything may change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedRun {
    /// The automation.
    pub automation: (AutomationId, String),
    /// What the clock brings.
    pub event: EventKind,
    /// What will be done.
    pub job: JobKind,
    /// When it happens.
    pub happens: Moment,
    /// When the job is due, after the delay and on an allowed day.
    pub due: Moment,
    /// For whom, where that is known before.
    pub user: Option<(UserId, String)>,
}

/// Something that comes next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Coming {
    /// A run that waits for its time.
    Run(RunLine),
    /// A time that the clock will bring.
    Planned(PlannedRun),
}

impl Coming {
    /// When it is due.
    #[must_use]
    pub const fn due(&self) -> &Moment {
        match self {
            Self::Run(run) => &run.due,
            Self::Planned(planned) => &planned.due,
        }
    }
}

/// A month of what comes next of all automations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComingMonth {
    /// As it stands in addresses: "2026-11".
    pub month: String,
    /// Its name: "November 2026".
    pub name: String,
    /// The month before, as far as something can come in it still.
    pub previous: Option<String>,
    /// The month after, as far as it is looked ahead.
    pub next: Option<String>,
    /// The weekday of its first day; Monday is 0.
    pub first_weekday: u8,
    /// Its days, in order.
    pub days: Vec<ComingDay>,
}

/// A day of the reader, and what it brings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComingDay {
    /// "2026-11-23".
    pub date: String,
    /// "Monday, 23 November 2026".
    pub name: String,
    /// The day of the month.
    pub number: u8,
    /// Whether it is the reader's today.
    pub is_today: bool,
    /// How many runs and planned times are due.
    pub count: i64,
    /// The names of the automations of which most is due, at most three.
    pub automations: Vec<String>,
    /// How many automations there are besides.
    pub others: i64,
    /// The key after which the list of what comes next begins with this day.
    pub key: String,
}

/// What comes next of all automations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Upcoming {
    /// The soonest first. Counted are runs alone, of which a page has at most 50; planned times stand among them.
    pub page: Page<Coming>,
    /// The reader's days on which they are due, in order, each with its name and how many of the page are due on it.
    pub days: Vec<(String, usize)>,
    /// Whether all automations are stopped by the one switch, so that nothing of it happens.
    pub all_stopped: bool,
}
