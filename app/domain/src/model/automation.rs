//! Automations: when this happens, after this long, within this time, for these people.

use super::{
    AutomationId, BulkAction, Delay, EventField, EventKind, Moment, NewPasswordEffect, Page, Permission, RunDay, RunLine,
    RunTally, Schedule, SelectionId, SkipReason, TimeFrame, UserId,
};
use crate::rules::meanwhile::Marks;
use serde::{Deserialize, Serialize};

text_enum!(
    /// How a text of an event is compared with what a filter says, however it is cased.
    TextOperator {
        /// It is the same.
        Equals = "equals",
        /// It is another, or there is none.
        DoesNotEqual = "does-not-equal",
        /// It begins so.
        StartsWith = "starts-with",
        /// It ends so.
        EndsWith = "ends-with",
        /// A regular expression finds something in it.
        Matches = "matches",
    }
);

/// What a text of an event must be like. A blank value lets every event through.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventFilter {
    /// Which text.
    pub field: EventField,
    /// How it is compared.
    pub operator: TextOperator,
    /// With what.
    pub value: String,
}

/// What an automation listens to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WatchedEvent {
    /// What must happen.
    pub kind: EventKind,
    /// What its texts must be like, all of them.
    #[serde(default)]
    pub filters: Vec<EventFilter>,
    /// Whether it must have gone well; absent ("Unset") when that does not matter.
    #[serde(default)]
    pub success: Option<bool>,
    /// Whom it must be about.
    #[serde(default)]
    pub selection: Option<SelectionId>,
    /// After how many failures, or days: where the event has such a number.
    #[serde(default)]
    pub number: Option<i64>,
    /// Within how many minutes so many failures must come.
    #[serde(default)]
    pub minutes: Option<i64>,
    /// When it happens: for [`EventKind::Schedule`].
    #[serde(default)]
    pub schedule: Option<Schedule>,
}

text_enum!(
    /// What is done.
    JobKind {
        /// Mail a generated password.
        SendNewPassword = "send-new-password",
        /// Mail a password change link.
        SendLink = "send-password-change-link",
        /// Have a password chosen at the next sign-in.
        RequireChange = "require-change",
        /// End all sessions.
        EndSessions = "end-sessions",
        /// Switch Is Active on.
        Activate = "activate",
        /// Switch Is Active off.
        Deactivate = "deactivate",
        /// Add a tag.
        AddTag = "add-tag",
        /// Take a tag away.
        RemoveTag = "remove-tag",
        /// Mail a notice.
        Notify = "notify",
        /// Call a web address.
        Webhook = "webhook",
    }
);

impl JobKind {
    /// What is done to each user, where it is something that can be done for many.
    #[must_use]
    pub const fn action(self) -> Option<BulkAction> {
        match self {
            Self::SendNewPassword => Some(BulkAction::NewPassword),
            Self::SendLink => Some(BulkAction::SendLink),
            Self::RequireChange => Some(BulkAction::RequireChange),
            Self::EndSessions => Some(BulkAction::EndSessions),
            Self::Activate => Some(BulkAction::Activate),
            Self::Deactivate => Some(BulkAction::Deactivate),
            Self::AddTag => Some(BulkAction::AddTag),
            Self::RemoveTag => Some(BulkAction::RemoveTag),
            Self::Notify | Self::Webhook => None,
        }
    }

    /// What the owner's role must allow beside keeping automations.
    #[must_use]
    pub const fn permission(self) -> Permission {
        match self.action() {
            Some(action) => action.permission(),
            None => Permission::ManageAutomations,
        }
    }
}

/// What an automation does, and for whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Job {
    /// What.
    pub kind: JobKind,
    /// For this one.
    #[serde(default)]
    pub system_user: Option<UserId>,
    /// For those whom the event is about ("Use Event Parameter"); goes before `system_user`.
    #[serde(default)]
    pub use_event_parameter: bool,
    /// Only for those whom this selection means when the job runs; without the two above, for all of them.
    #[serde(default)]
    pub selection: Option<SelectionId>,
    /// When the old password stops, where a generated one is mailed.
    #[serde(default)]
    pub effect: Option<NewPasswordEffect>,
    /// For how many minutes a link works; the usual time when absent.
    #[serde(default)]
    pub life_minutes: Option<i64>,
    /// The tag that is added or taken away.
    #[serde(default)]
    pub tag: String,
    /// What a notice says, at most 1,000 characters.
    #[serde(default)]
    pub note: String,
    /// The web address that is called.
    #[serde(default)]
    pub url: String,
    /// How long after the event; at once when absent.
    #[serde(default)]
    pub delay: Option<Delay>,
    /// Nobody is met again before so many minutes have passed; 0 to 527,040 (366 days).
    pub cool_down_minutes: i64,
    /// After so many in an hour the automation pauses and tells: 1 to 100,000.
    pub hourly_cap: i64,
}

impl Job {
    /// Minutes before which nobody is met again, unless somebody chooses otherwise.
    pub const USUAL_COOL_DOWN: i64 = 60;
    /// Deeds in an hour after which an automation pauses, unless somebody chooses otherwise.
    pub const USUAL_CAP: i64 = 100;

    /// A job for those whom the event is about, with what is usual.
    #[must_use]
    pub const fn usual(kind: JobKind) -> Self {
        Self {
            kind,
            system_user: None,
            use_event_parameter: true,
            selection: None,
            effect: None,
            life_minutes: None,
            tag: String::new(),
            note: String::new(),
            url: String::new(),
            delay: None,
            cool_down_minutes: Self::USUAL_COOL_DOWN,
            hourly_cap: Self::USUAL_CAP,
        }
    }
}

/// An automation as it is entered: the three windows. Those that nobody has filled in yet are absent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AutomationDraft {
    /// Its name, which no other automation has; at most 100 characters.
    pub name: String,
    /// What it is for; at most 500 characters.
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
}

text_enum!(
    /// The windows in which an automation is entered, in their order.
    AutomationWindow {
        /// *Edit Event*.
        Event = "event",
        /// *Edit Job*.
        Job = "job",
        /// *Time Frame*.
        TimeFrame = "time-frame",
    }
);

/// One of the three windows, filled in.
#[cfg_attr(target_pointer_width = "64", expect(clippy::large_enum_variant, reason = "there is one for each save"))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DraftPart {
    /// *Edit Event*.
    Event {
        /// The automation's name.
        name: String,
        /// What it is for.
        description: String,
        /// What it listens to.
        event: WatchedEvent,
    },
    /// *Edit Job*.
    Job(Job),
    /// *Time Frame*.
    TimeFrame(TimeFrame),
    /// All three: a file, or a program.
    Whole(AutomationDraft),
}

/// Saves a window; refused when somebody else saved meanwhile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveAutomation {
    /// Which; absent for a new one, which begins with its event.
    pub id: Option<AutomationId>,
    /// The version that was edited; 0 for a new one.
    pub version: i64,
    /// How it stood in the form, so that the second of two can be told what the first changed.
    #[serde(default)]
    pub shown: Option<Marks>,
    /// What was filled in.
    pub part: DraftPart,
}

text_enum!(
    /// How an automation stands, as people see it.
    AutomationStatus {
        /// It has never been activated, or was taken back.
        Draft = "draft",
        /// Activated, and its time frame is to come.
        Scheduled = "scheduled",
        /// Activated, and within its time frame.
        Running = "running",
        /// It waits to be resumed.
        Paused = "paused",
        /// Its time frame is over.
        Ended = "ended",
    }
);

text_enum!(
    /// Why an automation pauses.
    PauseReason {
        /// Somebody paused it.
        ByHand = "by-hand",
        /// Its owner is gone, switched off, or has lost the right.
        Owner = "owner",
        /// It did more in an hour than its cap.
        Cap = "cap",
        /// All automations together did more in an hour than the house's cap.
        HouseCap = "house-cap",
        /// What it needs (a selection, a template) is not there any more.
        Missing = "missing",
        /// The database was brought back from a backup.
        Restored = "restored",
    }
);

text_enum!(
    /// What somebody does to an automation.
    AutomationStep {
        /// It begins to listen.
        Activate = "activate",
        /// It waits, and what is due waits with it.
        Pause = "pause",
        /// It goes on.
        Resume = "resume",
        /// It becomes a draft again; what was to come is cancelled.
        Deactivate = "deactivate",
    }
);

impl AutomationStep {
    /// Whether it can be done to an automation that stands so.
    #[must_use]
    pub const fn fits(self, status: AutomationStatus) -> bool {
        match self {
            Self::Activate => matches!(status, AutomationStatus::Draft | AutomationStatus::Ended),
            Self::Pause => matches!(status, AutomationStatus::Scheduled | AutomationStatus::Running),
            Self::Resume => matches!(status, AutomationStatus::Paused),
            Self::Deactivate => {
                matches!(status, AutomationStatus::Scheduled | AutomationStatus::Running | AutomationStatus::Paused)
            }
        }
    }
}

/// An automation, as lists show one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AutomationRow {
    /// Which.
    pub id: AutomationId,
    /// Its name.
    pub name: String,
    /// How it stands.
    pub status: AutomationStatus,
    /// Why it pauses.
    pub paused: Option<PauseReason>,
    /// What it listens to.
    pub event: EventKind,
    /// What it does.
    pub job: Option<JobKind>,
    /// The name of whoever activated it last, or made it: it acts for them.
    pub owner: String,
    /// When it next does something, as far as that is known.
    pub next: Option<Moment>,
    /// What came of it in the last 30 days.
    pub tally: RunTally,
}

/// All automations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AutomationList {
    /// By name, at most 1,000.
    pub automations: Vec<AutomationRow>,
    /// Whether all of them are stopped by the one switch.
    pub all_stopped: bool,
    /// Whether the reader may keep automations.
    pub can_edit: bool,
}

/// Everything about an automation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AutomationRecord {
    /// What lists show.
    pub row: AutomationRow,
    /// The version, to be sent back when saving.
    pub version: i64,
    /// The three windows.
    pub draft: AutomationDraft,
    /// The names of what the draft refers to.
    pub names: AutomationNames,
    /// What its reader may do to it now.
    pub steps: Vec<AutomationStep>,
    /// Whether its reader may change it.
    pub can_edit: bool,
    /// Whether all automations are stopped by the one switch.
    pub all_stopped: bool,
    /// The last 30 days.
    pub days: Vec<RunDay>,
    /// A stretch of its ledger.
    pub ledger: Page<RunLine>,
}

/// Names of what a draft refers to by id; absent where it is gone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AutomationNames {
    /// The event's selection.
    pub event_selection: Option<String>,
    /// The job's selection.
    pub job_selection: Option<String>,
    /// The System User.
    pub system_user: Option<String>,
    /// Those who are reminded, in order.
    pub reminded: Vec<String>,
}

/// What the three windows are filled in with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AutomationPrompt {
    /// What is edited; absent for a new one.
    pub record: Option<(AutomationId, i64, AutomationStatus, AutomationDraft)>,
    /// The names of what it refers to.
    pub names: AutomationNames,
    /// Selections to choose from, by name.
    pub selections: Vec<(SelectionId, String)>,
    /// Tags in use, to choose from.
    pub tags: Vec<String>,
    /// Names of the automations that are activated: for the event that one has finished.
    pub activated: Vec<String>,
    /// Time zones to choose from.
    pub time_zones: Vec<String>,
    /// The zone that a new time frame starts with.
    pub time_zone: String,
    /// Now, as a field of a form has it in that zone: "2026-11-21T14:32".
    pub now: String,
    /// Whether the calendar has holidays.
    pub has_holidays: bool,
}

text_enum!(
    /// What should be known before an automation is activated.
    AutomationWarning {
        /// Strangers can cause the event (failed sign-ins, forgotten passwords), and the old password would stop before the
        /// new one is used.
        StrangersStopPasswords = "strangers-stop-passwords",
        /// Strangers can cause the event, and so have mail sent.
        StrangersCauseMail = "strangers-cause-mail",
        /// Programs take part, because the selection names them.
        ProgramsTakePart = "programs-take-part",
        /// People who also call the API take part: a new password ends their sessions, not their calls.
        HybridsTakePart = "hybrids-take-part",
        /// Some are left out because the owner's rank is not above theirs.
        Outranked = "outranked",
        /// The job has no selection: everyone whom the event is about is met.
        Everyone = "everyone",
        /// In an hour of the tried period it would have gone over its cap.
        OverTheCap = "over-the-cap",
        /// Nobody at all would have been met.
        Nobody = "nobody",
        /// It acts on administrators, among them its owner.
        Administrators = "administrators",
        /// More happened in the tried period than was looked at.
        PartOnly = "part-only",
    }
);

/// Over which events an automation is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TryOver {
    /// The last so many, at most 1,000; ages and absences of the last 366 days.
    Last(i64),
    /// Those of the last so many days, at most 366; and of these the last 1,000.
    Days(i64),
}

impl TryOver {
    /// Over which it is tried unless somebody asks for others.
    pub const USUAL: Self = Self::Last(100);
    /// The most events that are looked at.
    pub const MOST_EVENTS: i64 = 1_000;
    /// The longest stretch of time, in days.
    pub const MOST_DAYS: i64 = 366;
}

/// One who would have been met, or left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TriedLine {
    /// When it happened.
    pub happened: Moment,
    /// When it would have been due.
    pub due: Option<Moment>,
    /// Whether an excluded day put it off.
    pub deferred: bool,
    /// Whom.
    pub user: Option<(UserId, String)>,
    /// Why they would have been left out, as things are now; absent where they would have been met.
    pub reason: Option<SkipReason>,
}

/// What an automation would have done. Nothing was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tried {
    /// Events of its kind that were looked at.
    pub events: i64,
    /// Of them those that it listens to.
    pub matched: i64,
    /// How often somebody would have been met.
    pub met: i64,
    /// How often somebody would have been left out.
    pub left_out: i64,
    /// The latest, at most 100.
    pub lines: Vec<TriedLine>,
    /// What should be known.
    pub warnings: Vec<AutomationWarning>,
}
