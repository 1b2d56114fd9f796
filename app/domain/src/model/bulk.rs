//! The same done for many users: by a job that goes on beside the pages and survives a restart.

use super::{
    ApiUse, BulkId, Count, Criteria, Fate, Kind, Locale, Moment, NewPasswordEffect, Permission, UserFilter, UserId, UserRow,
};
use crate::rules::reset::Refusal;
use serde::{Deserialize, Serialize};

text_enum!(
    /// What can be done for many.
    BulkAction {
        /// Send a password change link.
        SendLink = "send-link",
        /// Send a generated password.
        NewPassword = "new-password",
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
    }
);

impl BulkAction {
    /// What a role must allow.
    #[must_use]
    pub const fn permission(self) -> Permission {
        match self {
            Self::SendLink | Self::NewPassword | Self::RequireChange => Permission::ResetPasswords,
            Self::EndSessions => Permission::SupportUsers,
            Self::Activate | Self::Deactivate | Self::AddTag | Self::RemoveTag => Permission::ChangeUsers,
        }
    }

    /// Whether it sends mail.
    #[must_use]
    pub const fn mails(self) -> bool {
        matches!(self, Self::SendLink | Self::NewPassword)
    }

    /// Whether it is about the password of a person: a program has none, and never takes part.
    #[must_use]
    pub const fn is_about_passwords(self) -> bool {
        matches!(self, Self::SendLink | Self::NewPassword | Self::RequireChange)
    }

    /// Whether it names a tag.
    #[must_use]
    pub const fn has_tag(self) -> bool {
        matches!(self, Self::AddTag | Self::RemoveTag)
    }

    /// What becomes of generated passwords, links and sessions that those have open for whom it is done; absent where it has
    /// nothing to do with them.
    #[must_use]
    pub const fn fates(self) -> Option<(Fate, Fate, Fate)> {
        match self {
            Self::SendLink => Some((Fate::EndsOnceChanged, Fate::Ends, Fate::EndsOnceChanged)),
            Self::NewPassword => Some((Fate::Ends, Fate::EndsWithPassword, Fate::EndsWithPassword)),
            Self::EndSessions => Some((Fate::Stays, Fate::Stays, Fate::Ends)),
            Self::Deactivate => Some((Fate::Ends, Fate::Ends, Fate::Ends)),
            Self::RequireChange | Self::Activate | Self::AddTag | Self::RemoveTag => None,
        }
    }

    /// Whether it can be taken back.
    #[must_use]
    pub const fn can_be_undone(self) -> bool {
        !matches!(self, Self::EndSessions)
    }
}

text_enum!(
    /// How a job stands.
    BulkState {
        /// Those who are meant are being written down.
        Gathering = "gathering",
        /// It acts on one after the other.
        Running = "running",
        /// It waits to be resumed.
        Paused = "paused",
        /// It has come to the end.
        Done = "done",
        /// Somebody ended it before.
        Cancelled = "cancelled",
        /// Whoever started it may not go on: they are gone, or have lost the right.
        Stopped = "stopped",
        /// It takes back what it did.
        Undoing = "undoing",
        /// What it did is taken back.
        Undone = "undone",
    }
);

impl BulkState {
    /// Whether it goes on by itself.
    #[must_use]
    pub const fn is_under_way(self) -> bool {
        matches!(self, Self::Gathering | Self::Running | Self::Undoing)
    }

    /// Whether it does not act any more, and could take back what it did.
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Cancelled | Self::Stopped)
    }
}

text_enum!(
    /// What somebody does to a job.
    BulkStep {
        /// It waits.
        Pause = "pause",
        /// It goes on.
        Resume = "resume",
        /// It ends before the end.
        Cancel = "cancel",
        /// It takes back what it did.
        Undo = "undo",
    }
);

impl BulkStep {
    /// Whether it can be done to a job that stands so.
    #[must_use]
    pub const fn fits(self, action: BulkAction, state: BulkState, done: i64) -> bool {
        match self {
            Self::Pause => matches!(state, BulkState::Gathering | BulkState::Running),
            Self::Resume => matches!(state, BulkState::Paused),
            Self::Cancel => matches!(state, BulkState::Gathering | BulkState::Running | BulkState::Paused),
            Self::Undo => state.is_over() && action.can_be_undone() && done > 0,
        }
    }
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkOrder {
    /// What.
    pub action: BulkAction,
    /// For how many minutes a link works; the usual time when absent.
    #[serde(default)]
    pub life_minutes: Option<i64>,
    /// When the old password stops, where a generated one is sent.
    #[serde(default)]
    pub effect: Option<NewPasswordEffect>,
    /// The tag, where one is added or taken away.
    #[serde(default)]
    pub tag: String,
    /// For how many users it is done in a minute at most; as fast as can be when absent.
    #[serde(default)]
    pub per_minute: Option<i64>,
}

impl BulkOrder {
    /// An action without particulars.
    #[must_use]
    pub const fn of(action: BulkAction) -> Self {
        Self { action, life_minutes: None, effect: None, tag: String::new(), per_minute: None }
    }
}

/// For whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BulkTarget {
    /// These.
    Ticked(Vec<UserId>),
    /// All whom a list of users shows; it may name a selection.
    Filter(Box<UserFilter>),
}

/// Asks for a job to be started.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StartBulk {
    /// For whom.
    pub target: BulkTarget,
    /// What.
    pub order: BulkOrder,
    /// What was typed to confirm that programs are meant.
    #[serde(default)]
    pub confirmed: String,
}

/// Why some are left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BulkSkip {
    /// It would be refused.
    Refused(Refusal),
    /// It is so already.
    Unneeded,
}

/// Some who are left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkSkipped {
    /// Why.
    pub why: BulkSkip,
    /// How many.
    pub count: Count,
    /// The first of them by name.
    pub first: Vec<UserRow>,
}

/// Someone with whose account a program calls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkCaller {
    /// Who.
    pub user: UserId,
    /// Their name.
    pub display_name: String,
    /// What is known of the calls.
    pub usage: ApiUse,
}

/// Among those for whom a job would be done: what they read and what they have open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkImpact {
    /// How many read their mails in which language; empty where none is sent.
    pub languages: Vec<(Locale, Count)>,
    /// How many have generated passwords on their way or unused.
    pub passwords: Count,
    /// How many have an unused link.
    pub links: Count,
    /// How many are signed in.
    pub signed_in: Count,
}

/// What is said before a job is started.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkPreview {
    /// What would be done, with the usual particulars.
    pub order: BulkOrder,
    /// For whom, as asked.
    pub target: BulkTarget,
    /// The conditions of whoever is meant; absent for ticked ones.
    pub criteria: Option<Criteria>,
    /// How many are meant.
    pub total: Count,
    /// For how many it would be done.
    pub acted: Count,
    /// The first of them by name.
    pub first: Vec<UserRow>,
    /// What it means for them; absent where nothing of theirs ends.
    pub impact: Option<BulkImpact>,
    /// Who is left out, and why.
    pub skipped: Vec<BulkSkipped>,
    /// How many programs it would be done for: that is to be confirmed by typing.
    pub api: Count,
    /// How many people it would be done for who also call the API.
    pub hybrid: Count,
    /// The first of both by name, programs before people, at most five of each.
    pub callers: Vec<BulkCaller>,
    /// The longest time for which a link may work, in minutes.
    pub longest_minutes: i64,
    /// Tags to choose from.
    pub known_tags: Vec<String>,
}

text_enum!(
    /// How it went for one.
    BulkOutcome {
        /// It was done.
        Done = "done",
        /// It was so already.
        Unneeded = "unneeded",
        /// It was refused.
        Skipped = "skipped",
        /// The user was deleted meanwhile.
        Gone = "gone",
        /// Latchkey failed; the log says how.
        Failed = "failed",
        /// It was done, and taken back.
        Undone = "undone",
    }
);

/// One line of a job's ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkLine {
    /// Counts from 1.
    pub position: i64,
    /// Whom.
    pub user: UserId,
    /// Their name; absent once they are deleted.
    pub display_name: Option<String>,
    /// What they sign in with; absent once they are deleted.
    pub user_name: Option<String>,
    /// How it went; absent while it is their turn still to come.
    pub outcome: Option<BulkOutcome>,
    /// Why it was refused.
    pub refusal: Option<Refusal>,
    /// When.
    pub at: Option<Moment>,
}

/// How far a job is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkCounts {
    /// Written down.
    pub total: i64,
    /// Done.
    pub done: i64,
    /// So already.
    pub unneeded: i64,
    /// Refused, or gone.
    pub skipped: i64,
    /// Failed.
    pub failed: i64,
    /// Taken back, or found not to be there any more.
    pub undone: i64,
}

impl BulkCounts {
    /// How many it has come past.
    #[must_use]
    pub const fn handled(self) -> i64 {
        self.done + self.unneeded + self.skipped + self.failed
    }
}

/// A job, as lists show one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkRow {
    /// Which.
    pub id: BulkId,
    /// What it does.
    pub order: BulkOrder,
    /// Whom it is for; absent for ticked ones.
    pub criteria: Option<Criteria>,
    /// How it stands.
    pub state: BulkState,
    /// How far it is.
    pub counts: BulkCounts,
    /// Who started it, by the name they had.
    pub by: String,
    /// When.
    pub started: Moment,
    /// When it came to its end.
    pub ended: Option<Moment>,
}

/// A job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkRecord {
    /// What lists show.
    pub row: BulkRow,
    /// What its reader may do to it now.
    pub steps: Vec<BulkStep>,
    /// A stretch of its ledger.
    pub ledger: super::Page<BulkLine>,
}

/// Which part of a ledger is read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkQuery {
    /// Only those for whom it went so.
    #[serde(default)]
    pub outcome: Option<BulkOutcome>,
    /// From where on.
    #[serde(default)]
    pub place: Option<super::Place>,
}

/// The kinds that take part in an action: programs only where they are meant on purpose.
#[must_use]
pub fn kinds_taking_part(action: BulkAction, names_api: bool) -> &'static [Kind] {
    if names_api && !action.is_about_passwords() { Kind::ALL } else { &[Kind::Human, Kind::Hybrid] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_take_part_on_purpose_alone_and_never_where_a_password_is_meant() {
        let takes_part = |action, named| kinds_taking_part(action, named).contains(&Kind::Api);
        assert!(takes_part(BulkAction::Deactivate, true) && !takes_part(BulkAction::Deactivate, false));
        assert!(!takes_part(BulkAction::SendLink, true) && !takes_part(BulkAction::RequireChange, true));
    }

    #[test]
    fn a_step_fits_the_state() {
        let fits = |step: BulkStep, state| step.fits(BulkAction::SendLink, state, 3);
        assert!(fits(BulkStep::Pause, BulkState::Running) && !fits(BulkStep::Pause, BulkState::Done));
        assert!(fits(BulkStep::Resume, BulkState::Paused) && !fits(BulkStep::Resume, BulkState::Running));
        assert!(fits(BulkStep::Cancel, BulkState::Paused) && !fits(BulkStep::Cancel, BulkState::Undoing));
        assert!(fits(BulkStep::Undo, BulkState::Cancelled) && !fits(BulkStep::Undo, BulkState::Undone));
        assert!(!BulkStep::Undo.fits(BulkAction::SendLink, BulkState::Done, 0));
        assert!(BulkStep::Undo.fits(BulkAction::NewPassword, BulkState::Done, 3));
        assert!(!BulkStep::Undo.fits(BulkAction::EndSessions, BulkState::Done, 3));
    }
}
