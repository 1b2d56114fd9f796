//! The audit trail as it is read.

use super::{AuditId, Moment, Place, UserId};
use serde::{Deserialize, Serialize};

text_enum!(
    /// How something ended.
    Outcome {
        /// It was done.
        Done = "done",
        /// It was not allowed.
        Refused = "refused",
        /// It was tried and did not succeed.
        Failed = "failed",
    }
);

text_enum!(
    /// What a signed head of the trail's chain says.
    HeadKind {
        /// So far the chain went then.
        Head = "head",
        /// The lines up to there were deleted, because they were old.
        Cut = "cut",
    }
);

/// What the trail is asked for; its address too.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditQuery {
    /// The start of an actor's or a target's name. Empty finds all.
    #[serde(default)]
    pub q: String,
    /// The start of the action's name: "user." finds "user.created".
    #[serde(default)]
    pub action: String,
    /// Only those that ended so.
    #[serde(default)]
    pub outcome: Option<Outcome>,
    /// Only about, or by, this user.
    #[serde(default)]
    pub user: Option<UserId>,
    /// The client's address, or its start: "192.0.2." finds "192.0.2.7". Empty finds all.
    #[serde(default)]
    pub address: String,
    /// The first day, in the reader's zone: "2026-11-21".
    #[serde(default)]
    pub from: String,
    /// The last day, likewise.
    #[serde(default)]
    pub to: String,
    /// Where the page starts; the latest when absent.
    #[serde(default)]
    pub place: Option<Place>,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// Which.
    pub id: AuditId,
    /// When.
    pub at: Moment,
    /// What: "link.requested".
    pub action: String,
    /// How it ended.
    pub outcome: Outcome,
    /// Who did it, by the name they had; absent when nobody was signed in.
    pub actor: Option<(UserId, String)>,
    /// To whom.
    pub target: Option<(UserId, String)>,
    /// From where.
    pub address: Option<String>,
    /// More, as names and values in words of the trail. Never a secret.
    pub detail: Vec<(String, String)>,
    /// Its position in the chain, and its seal in hexadecimal; absent while it is not sealed.
    pub sealed: Option<(i64, String)>,
}

/// How the chain over the trail stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditChain {
    /// The last sealed line's position, and when what it tells happened.
    pub last: Option<(i64, Moment)>,
    /// When the eldest line was recorded that is not sealed yet.
    pub unsealed_since: Option<Moment>,
    /// The furthest signed head's position, and when it was signed.
    pub head: Option<(i64, Moment)>,
    /// The lines up to there were deleted, because they were old.
    pub cut: Option<i64>,
    /// How the last check ended, and when it was, as far as the trail still tells.
    pub checked: Option<(Outcome, Moment)>,
}
