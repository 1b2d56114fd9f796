//! People and programs in the directory.

use super::{
    ApiAccess, FactorFacts, Locale, MessageId, Moment, OpenAccess, Place, SelectionId, SessionId, TimelineEntry, UserId,
};
use crate::rules::reset::Refusal;
use serde::{Deserialize, Serialize};

text_enum!(
    /// What stands behind an account.
    Kind {
        /// A person.
        Human = "human",
        /// A program that calls the REST API; a reset would break its calls.
        Api = "api",
        /// A person who also calls the API.
        Hybrid = "hybrid",
    }
);

text_enum!(
    /// What an account may do, by rank: Administrator > Help desk > Auditor = User.
    Role {
        /// Uses applications, helps themselves.
        User = "user",
        /// Reads everything, changes nothing.
        Auditor = "auditor",
        /// Gets Users back into their accounts.
        HelpDesk = "help-desk",
        /// Everything.
        Administrator = "administrator",
    }
);

impl Role {
    /// Higher acts on lower. Auditor and User are equals.
    #[must_use]
    pub const fn rank(self) -> u8 {
        match self {
            Self::User | Self::Auditor => 0,
            Self::HelpDesk => 1,
            Self::Administrator => 2,
        }
    }

    /// Whether this role may act on an account of that one: administrators on everyone, the help desk on Users alone.
    #[must_use]
    pub const fn may_act_on(self, target: Self) -> bool {
        match self {
            Self::Administrator => true,
            Self::HelpDesk => matches!(target, Self::User),
            Self::Auditor | Self::User => false,
        }
    }
}

text_enum!(
    /// A column by which the list can be ordered.
    UserSort {
        /// The display name.
        Name = "name",
        /// The user name.
        UserName = "user-name",
        /// The last sign-in; never counts as before all others.
        LastSignIn = "last-sign-in",
        /// When the account was made.
        Created = "created",
    }
);

text_enum!(
    /// What stands out about someone, as a filter.
    UserMark {
        /// A password change link is on its way or waits to be used.
        LinkSent = "link-sent",
        /// Sign-in is held back after failures.
        Locked = "locked",
        /// No mail can reach them.
        NoEmail = "no-email",
        /// Never signed in.
        NeverSignedIn = "never-signed-in",
        /// No password was ever chosen.
        NoPassword = "no-password",
    }
);

/// Which users a list shows. Absent parts let everyone through.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserFilter {
    /// Words to find in name, user name and e-mail; each must be there.
    #[serde(default)]
    pub q: String,
    /// Only of this kind.
    #[serde(default)]
    pub kind: Option<Kind>,
    /// Only with this role.
    #[serde(default)]
    pub role: Option<Role>,
    /// Only active or only inactive ones.
    #[serde(default)]
    pub active: Option<bool>,
    /// Only with this tag. Empty lets everyone through.
    #[serde(default)]
    pub tag: String,
    /// Only those of whom this stands out.
    #[serde(default)]
    pub mark: Option<UserMark>,
    /// Only those whom this saved selection means.
    #[serde(default)]
    pub selection: Option<SelectionId>,
}

/// What a list of users is asked for. It is the list's address too: `?q=…&kind=api&sort=-created&after=…`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserQuery {
    /// Whom.
    #[serde(default)]
    pub filter: UserFilter,
    /// In which order; by name when absent.
    #[serde(default)]
    pub sort: Option<UserSort>,
    /// Whether the order is turned round.
    #[serde(default)]
    pub descending: bool,
    /// Where the page starts; the first page when absent.
    #[serde(default)]
    pub place: Option<Place>,
}

/// What stands out about someone's way back in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RecoveryBadge {
    /// A password change link is on its way or waits to be used.
    LinkSent,
    /// A generated password is on its way or waits to be used.
    PasswordSent,
    /// Sign-in is held back after failures.
    Locked,
    /// No mail can reach them.
    NoEmail,
}

/// One line of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserRow {
    /// Who.
    pub id: UserId,
    /// The name people call them by.
    pub display_name: String,
    /// What they sign in with.
    pub user_name: String,
    /// Where mail reaches them.
    pub email: Option<String>,
    /// Person, program or both.
    pub kind: Kind,
    /// What they may do.
    pub role: Role,
    /// Is Active: whether they can sign in and be sent mail.
    pub is_active: bool,
    /// Tags, in order.
    pub tags: Vec<String>,
    /// What stands out.
    pub badge: Option<RecoveryBadge>,
    /// When they last signed in.
    pub last_sign_in: Option<Moment>,
    /// When the account was made.
    pub created: Moment,
    /// Why the reader cannot send them a password change link; absent when they can.
    pub link_refusal: Option<Refusal>,
    /// Why the reader cannot edit them; absent when they can.
    pub edit_refusal: Option<Refusal>,
    /// Why the reader cannot unlock them or end their sessions; absent when they can.
    pub support_refusal: Option<Refusal>,
}

impl UserRow {
    /// Whether sign-in is held back after failures.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        self.badge == Some(RecoveryBadge::Locked)
    }
}

/// What is known of someone's password; never the password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordFacts {
    /// When it was last chosen; absent when there is none.
    pub changed: Option<Moment>,
    /// Until when it works, where it is a temporary one.
    pub temporary_until: Option<Moment>,
    /// Whether another one has to be chosen at the next sign-in.
    pub must_change: bool,
    /// Until when sign-in is held back after failures.
    pub locked_until: Option<Moment>,
}

/// One open session, as shown to people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionFact {
    /// Which.
    pub id: SessionId,
    /// Browser and system in a few words; empty where neither is known.
    pub browser: String,
    /// From where.
    pub client: String,
    /// When it was last used.
    pub last_seen: Moment,
    /// Whether it is the one this page is read with.
    pub is_this: bool,
}

/// Everything the record page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserRecord {
    /// The list's line.
    pub row: UserRow,
    /// Language of their pages and mails.
    pub language: Locale,
    /// IANA time zone of their mails, such as "Europe/Berlin".
    pub time_zone: String,
    /// About the password.
    pub password: PasswordFacts,
    /// About the second factors.
    pub second_factor: FactorFacts,
    /// Open sessions, latest first.
    pub sessions: Vec<SessionFact>,
    /// What is open, for the prompts of what ends it.
    pub open: OpenAccess,
    /// What happened on the way back in, latest first, at most 50.
    pub timeline: Vec<TimelineEntry>,
    /// The message with which the open link can be mailed once more; absent when there is none, or the reader cannot send it.
    pub resend: Option<MessageId>,
    /// Why the reader cannot switch Is Active; absent when they can.
    pub active_refusal: Option<Refusal>,
    /// Why the reader cannot set a temporary password; absent when they can.
    pub temporary_refusal: Option<Refusal>,
    /// Why the reader cannot delete them; absent when they can.
    pub delete_refusal: Option<Refusal>,
    /// Counts what was changed about them, from 1.
    pub version: i64,
    /// Access of their programs; absent for a person with whose account none calls.
    pub api: Option<ApiAccess>,
    /// Users whose names or address can be mistaken for theirs, by name; at most five.
    pub lookalikes: Vec<(UserId, String)>,
}

/// Switches Is Active.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetActive {
    /// Whom.
    pub user: UserId,
    /// To what.
    pub active: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::UnknownName;

    #[test]
    fn help_desk_acts_on_users_alone() {
        let reach: Vec<_> = Role::ALL.iter().filter(|role| Role::HelpDesk.may_act_on(**role)).collect();
        assert_eq!(reach, [&Role::User]);
        assert!(Role::ALL.iter().all(|role| Role::Administrator.may_act_on(*role)));
        assert!(!Role::Auditor.may_act_on(Role::User));
    }

    #[test]
    fn names_survive_the_way_to_the_database_and_back() {
        for role in Role::ALL {
            assert_eq!(role.as_str().parse(), Ok(*role));
        }
        assert_eq!("root".parse::<Role>(), Err(UnknownName));
    }
}
