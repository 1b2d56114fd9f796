//! What waits for a second administrator.

use super::{ApprovalId, Moment, UserId};
use crate::{errors::Change, rules::reset::Refusal};
use serde::{Deserialize, Serialize};

text_enum!(
    /// What is asked for. Each is done to an administrator, or makes somebody one.
    HeldDeed {
        /// Send a password change link.
        SendLink = "send-link",
        /// Have a new password made and mailed.
        NewPassword = "new-password",
        /// Set a temporary password: whoever asked sees it, so the approval lets them set one.
        TemporaryPassword = "temporary-password",
        /// Copy the unused link: whoever asked sees it, so the approval lets them copy it.
        CopyLink = "copy-link",
        /// Change address, role or kind, or switch Is Active on.
        Edit = "edit",
        /// Switch Is Active off.
        Deactivate = "deactivate",
        /// Remove the second factor.
        RemoveFactors = "remove-factors",
        /// Have one administrator decide about another alone again.
        EndFourEyes = "end-four-eyes",
    }
);

impl HeldDeed {
    /// Whether an approval lets whoever asked do it, since they have to see what comes of it.
    #[must_use]
    pub const fn is_granted(self) -> bool {
        matches!(self, Self::TemporaryPassword | Self::CopyLink)
    }
}

text_enum!(
    /// What became of it.
    ApprovalDecision {
        /// A second administrator approved it.
        Approved = "approved",
        /// A second administrator refused it.
        Refused = "refused",
        /// Nobody decided in time.
        Expired = "expired",
    }
);

text_enum!(
    /// What a mail about it tells.
    ApprovalNews {
        /// Somebody asks.
        Asked = "asked",
        /// It was approved, and done.
        Done = "done",
        /// It was approved, and whoever asked can do it now.
        Granted = "granted",
        /// It was approved, and could not be done any more.
        Failed = "failed",
        /// It was refused.
        Refused = "refused",
        /// Nobody decided in time.
        Expired = "expired",
        /// It was done on the machine itself, without a second administrator.
        BreakGlass = "break-glass",
    }
);

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// Which.
    pub id: ApprovalId,
    /// What is asked for.
    pub deed: HeldDeed,
    /// On whom, by id and name.
    pub target: (UserId, String),
    /// What a user would be, where that is asked for; only while it waits.
    pub changes: Vec<Change>,
    /// Who asked.
    pub asked_by: String,
    /// When.
    pub asked: Moment,
    /// Until when it can be decided.
    pub until: Moment,
    /// What became of it; absent while it waits.
    pub decision: Option<ApprovalDecision>,
    /// Whether an approved one could not be done any more.
    pub has_failed: bool,
    /// Who decided, and when.
    pub decided: Option<(String, Moment)>,
    /// Why the reader cannot decide; absent where they can.
    pub refusal: Option<Refusal>,
}

/// All that wait, and what became of the latest others.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalList {
    /// Those that wait, the eldest first.
    pub waiting: Vec<Approval>,
    /// The others, the latest first, at most 50.
    pub settled: Vec<Approval>,
}

/// What the page of one starts with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalPrompt {
    /// Which.
    pub approval: Approval,
    /// Whether the reader must type their own password to decide.
    pub confirm: bool,
}
