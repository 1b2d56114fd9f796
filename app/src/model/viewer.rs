//! Who reads a page, and what they may do.

use super::{Kind, Moment, Role, SessionFact, UserId};
use serde::{Deserialize, Serialize};

/// Something a role allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Permission {
    /// See users and their records.
    ViewUsers,
    /// Switch Is Active.
    ChangeUsers,
    /// Send password change links.
    ResetPasswords,
}

impl Role {
    /// Whether the role allows it (on whom is a matter of rank).
    #[must_use]
    pub const fn allows(self, permission: Permission) -> bool {
        match permission {
            Permission::ViewUsers => !matches!(self, Self::User),
            Permission::ResetPasswords => matches!(self, Self::Administrator | Self::HelpDesk),
            Permission::ChangeUsers => matches!(self, Self::Administrator),
        }
    }
}

/// What every page and mail says of the house.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organisation {
    /// Its name.
    pub name: String,
    /// Whom to turn to: an e-mail address, a telephone number or a web address.
    pub support_contact: String,
}

/// The signed-in reader, for the frame around the pages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    /// Who.
    pub id: UserId,
    /// Their name.
    pub display_name: String,
    /// What they may do.
    pub role: Role,
    /// Whether this is the demo with its mailbox.
    pub has_mailbox: bool,
}

/// A person's own account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Their name.
    pub display_name: String,
    /// What they sign in with.
    pub user_name: String,
    /// Where mail reaches them.
    pub email: Option<String>,
    /// Person, program or both.
    pub kind: Kind,
    /// When the password was last chosen.
    pub password_changed: Option<Moment>,
    /// Open sessions, latest first.
    pub sessions: Vec<SessionFact>,
}
