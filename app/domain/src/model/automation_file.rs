//! An automation as it is taken from one house to another.

use super::{AutomationDraft, Job, TimeFrame, WatchedEvent};
use serde::{Deserialize, Serialize};

/// An automation's three windows, and what those are called that they name by id: another house has others. The windows are not
/// flattened from [`AutomationDraft`], since a name that is not known would no longer be refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AutomationFile {
    /// Its name.
    pub name: String,
    /// What it is for.
    #[serde(default)]
    pub description: String,
    /// *Edit Event*.
    pub event: WatchedEvent,
    /// *Edit Job*.
    #[serde(default)]
    pub job: Option<Job>,
    /// *Time Frame*.
    #[serde(default)]
    pub time_frame: Option<TimeFrame>,
    /// What those are called that are named by id.
    #[serde(default, skip_serializing_if = "FileNames::is_empty")]
    pub names: FileNames,
}

/// Names of what an automation names by id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FileNames {
    /// The event's selection.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_selection: Option<String>,
    /// The job's selection.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job_selection: Option<String>,
    /// The System User's user name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub system_user: Option<String>,
    /// The user names of those who are reminded, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub remind: Vec<String>,
}

impl FileNames {
    /// Whether nothing is named.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl AutomationFile {
    /// A draft with the names that go along.
    #[must_use]
    pub fn of(draft: AutomationDraft, names: FileNames) -> Self {
        let AutomationDraft { name, description, event, job, time_frame } = draft;
        Self { name, description, event, job, time_frame, names }
    }

    /// The draft, and the names that went along.
    #[must_use]
    pub fn parted(self) -> (AutomationDraft, FileNames) {
        let Self { name, description, event, job, time_frame, names } = self;
        (AutomationDraft { name, description, event, job, time_frame }, names)
    }
}
