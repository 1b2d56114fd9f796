//! Who reads a page, and what they may do.

use super::{FactorFacts, Kind, Locale, Moment, Passkey, Role, SessionFact, Theme, UserId};
use crate::rules::{meanwhile::Marks, password::Policy};
use serde::{Deserialize, Serialize};

text_enum!(
    /// Something a role allows.
    Permission {
        /// See users and their records.
        ViewUsers = "view-users",
        /// Make, edit and delete users, switch Is Active, give roles.
        ChangeUsers = "change-users",
        /// Make, edit and delete saved selections of users; whoever sees users may use them.
        ManageSelections = "manage-selections",
        /// Unlock users and end their sessions.
        SupportUsers = "support-users",
        /// Send password change links and generated passwords.
        ResetPasswords = "reset-passwords",
        /// Set temporary passwords and read them out.
        SetTemporaryPasswords = "set-temporary-passwords",
        /// See what was sent to whom.
        ViewMessages = "view-messages",
        /// Send messages again, or cancel them.
        HandleMessages = "handle-messages",
        /// Read the audit trail.
        ViewAudit = "view-audit",
        /// See the templates of mails and their versions.
        ViewTemplates = "view-templates",
        /// Change the templates of mails.
        ManageTemplates = "manage-templates",
        /// See the settings.
        ViewSettings = "view-settings",
        /// Change the settings, test the mail server.
        ChangeSettings = "change-settings",
        /// Make and withdraw API passwords and keys.
        ManageApi = "manage-api",
        /// Decide about what another administrator asks.
        DecideApprovals = "decide-approvals",
        /// See automations and what came of them.
        ViewAutomations = "view-automations",
        /// Make, edit, activate, pause and delete automations.
        ManageAutomations = "manage-automations",
    }
);

impl Role {
    /// Whether the role allows it (on whom is a matter of rank). The matrix that Settings shows is this function.
    #[must_use]
    pub const fn allows(self, permission: Permission) -> bool {
        match permission {
            Permission::ViewUsers | Permission::ViewMessages => !matches!(self, Self::User),
            Permission::ResetPasswords
            | Permission::SetTemporaryPasswords
            | Permission::SupportUsers
            | Permission::HandleMessages => matches!(self, Self::Administrator | Self::HelpDesk),
            Permission::ViewAudit | Permission::ViewSettings | Permission::ViewTemplates | Permission::ViewAutomations => {
                matches!(self, Self::Administrator | Self::Auditor)
            }
            Permission::ChangeUsers
            | Permission::ManageSelections
            | Permission::ChangeSettings
            | Permission::ManageTemplates
            | Permission::ManageApi
            | Permission::DecideApprovals
            | Permission::ManageAutomations => {
                matches!(self, Self::Administrator)
            }
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
    /// Light or dark pages.
    pub theme: Theme,
    /// Whether this is the demo with its mailbox.
    pub has_mailbox: bool,
    /// How a database stands that was brought back from a backup, for whoever can let it go on; absent once that is done.
    pub restored: Option<Restored>,
}

/// How a database stands that was brought back from a backup.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restored {
    /// Whether mails, automations, jobs for many and web addresses wait for its operator.
    pub is_paused: bool,
    /// Mails that waited when the backup was made, and of which nobody has said yet that they are to go.
    pub held: i64,
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
    /// Language of their pages and mails.
    pub language: Locale,
    /// IANA time zone.
    pub time_zone: String,
    /// Light or dark pages.
    pub theme: Theme,
    /// The version, to be sent back when saving.
    pub version: i64,
    /// Time zones to choose from.
    pub time_zones: Vec<String>,
    /// When the password was last chosen.
    pub password_changed: Option<Moment>,
    /// What a new password must be like.
    pub policy: Policy,
    /// The organisation's name, which is no password.
    pub organisation: String,
    /// Their second factors.
    pub second_factor: FactorFacts,
    /// Open sessions, latest first.
    pub sessions: Vec<SessionFact>,
    /// Passkeys, the oldest first; absent where the house cannot have any.
    pub passkeys: Option<Vec<Passkey>>,
    /// Whether their own password is asked for before a passkey is added or removed.
    pub confirm: bool,
}

/// Changes what one may change of one's own account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditAccount {
    /// The version that was edited.
    pub version: i64,
    /// How it stood in the form, so that the second of two can be told what the first changed.
    #[serde(default)]
    pub shown: Option<Marks>,
    /// The name people call them by.
    pub display_name: String,
    /// Language of their pages and mails.
    pub language: Locale,
    /// IANA time zone.
    pub time_zone: String,
    /// Light or dark pages.
    pub theme: Theme,
}
