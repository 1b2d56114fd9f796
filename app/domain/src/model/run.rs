//! Runs: what automations did, or are to do, for somebody when something had happened.

use super::{AutomationId, EventKind, MessageId, Moment, Place, RunId, UserId};
use crate::rules::reset::Refusal;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

text_enum!(
    /// How a run stands.
    RunState {
        /// It waits for its time.
        Waiting = "waiting",
        /// It was done.
        Done = "done",
        /// It was so already.
        Unneeded = "unneeded",
        /// It was left out.
        Skipped = "skipped",
        /// Latchkey failed at it.
        Failed = "failed",
        /// Latchkey was not running when it was due, and its time frame ended meanwhile.
        Missed = "missed",
        /// Somebody cancelled it.
        Cancelled = "cancelled",
    }
);

text_enum!(
    /// Why somebody is left out who could be acted on.
    LeftOut {
        /// The job's selection does not mean them.
        NotSelected = "not-selected",
        /// They were met too short a time ago.
        CoolDown = "cool-down",
        /// Their turn would come after the end of the time frame.
        AfterTheEnd = "after-the-end",
        /// They are gone.
        Gone = "gone",
    }
);

/// Why a run was left out. As stored, on the wire and in the REST API it is the name of the one or the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SkipReason {
    /// They cannot be acted on.
    Refused(Refusal),
    /// They are not to be.
    LeftOut(LeftOut),
}

impl Serialize for SkipReason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(match self {
            Self::Refused(refusal) => refusal.as_str(),
            Self::LeftOut(reason) => reason.as_str(),
        })
    }
}

impl<'de> Deserialize<'de> for SkipReason {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        let reason = name.parse().map(Self::LeftOut).or_else(|_| name.parse().map(Self::Refused));
        reason.map_err(D::Error::custom)
    }
}

text_enum!(
    /// What somebody does to a run.
    RunStep {
        /// It does not happen.
        Cancel = "cancel",
        /// It happens now.
        RunNow = "run-now",
        /// It is tried again.
        Retry = "retry",
    }
);

impl RunStep {
    /// Whether it can be done to a run that stands so.
    #[must_use]
    pub const fn fits(self, state: RunState) -> bool {
        match self {
            Self::Cancel | Self::RunNow => matches!(state, RunState::Waiting),
            Self::Retry => matches!(state, RunState::Failed | RunState::Missed),
        }
    }
}

/// One line of an automation's ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunLine {
    /// Which.
    pub id: RunId,
    /// The automation, for lists of several.
    pub automation: (AutomationId, String),
    /// What happened.
    pub event: EventKind,
    /// When.
    pub happened: Moment,
    /// When it was or is due.
    pub due: Moment,
    /// For whom, and their name, which is absent once they are deleted; nobody while a selection is still to be computed, or for
    /// a call.
    pub user: Option<(UserId, Option<String>)>,
    /// Whether it is for nobody: a web address is called.
    #[serde(default)]
    pub is_call: bool,
    /// How it stands.
    pub state: RunState,
    /// Why it was left out.
    pub reason: Option<SkipReason>,
    /// The mail that was queued.
    pub message: Option<MessageId>,
    /// Whether the link or the password that was mailed has been used.
    pub used: bool,
    /// The web address's last answer, or what went wrong.
    pub reply: Option<String>,
    /// What each try came to, the earliest first; the last 20.
    #[serde(default)]
    pub tries: Vec<(Moment, String)>,
    /// When it was done or left out.
    pub ended: Option<Moment>,
}

/// What came of an automation on one day of the reader.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunDay {
    /// "2026-11-21".
    pub day: String,
    /// What came of it.
    pub tally: RunTally,
}

/// Which part of a ledger is read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunQuery {
    /// Only runs that stand so.
    #[serde(default)]
    pub state: Option<RunState>,
    /// From where on.
    #[serde(default)]
    pub place: Option<Place>,
}

/// What came of runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunTally {
    /// They wait for their time.
    pub waiting: i64,
    /// They were done.
    pub done: i64,
    /// It was so already, or they were left out for a reason.
    pub skipped: i64,
    /// They failed, or their time was missed.
    pub failed: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_has_one_name_everywhere() {
        for (reason, name) in
            [(SkipReason::LeftOut(LeftOut::CoolDown), "cool-down"), (SkipReason::Refused(Refusal::NoEmail), "no-email")]
        {
            assert_eq!(serde_json::to_value(reason).unwrap(), name);
            assert_eq!(serde_json::from_value::<SkipReason>(name.into()).unwrap(), reason);
            assert_eq!(crate::wire::from_text(&crate::wire::to_text(&reason).unwrap()), Ok(reason));
        }
        assert!(serde_json::from_value::<SkipReason>("nothing".into()).is_err());
    }
}
