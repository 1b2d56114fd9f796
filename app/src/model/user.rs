//! People and programs in the directory.

use super::{Moment, Place, TimelineEntry, UserId};
use crate::rules::reset::Refusal;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

macro_rules! text_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal / $label:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$vdoc])* #[serde(rename = $text)] $variant),+
        }

        impl $name {
            /// Every value, in the order in which a form offers them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// As stored and in the REST API.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            /// As a person reads it.
            #[must_use]
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label),+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = UnknownName;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text { $($text => Ok(Self::$variant),)+ _ => Err(UnknownName) }
            }
        }
    };
}

/// A stored name that this version of Latchkey does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownName;

impl fmt::Display for UnknownName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name that this version does not know")
    }
}

impl std::error::Error for UnknownName {}

text_enum!(
    /// What stands behind an account.
    Kind {
        /// A person.
        Human = "human" / "Human",
        /// A program that calls the REST API; a reset would break its calls.
        Api = "api" / "API",
        /// A person who also calls the API.
        Hybrid = "hybrid" / "Hybrid",
    }
);

text_enum!(
    /// What an account may do, by rank: Administrator > Help desk > Auditor = User.
    Role {
        /// Uses applications, helps themselves.
        User = "user" / "User",
        /// Reads everything, changes nothing.
        Auditor = "auditor" / "Auditor",
        /// Gets Users back into their accounts.
        HelpDesk = "help-desk" / "Help desk",
        /// Everything.
        Administrator = "administrator" / "Administrator",
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

/// What a list of users is asked for. It is the list's address too: `?q=…&after=…`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserQuery {
    /// Words to find in name, user name and e-mail; each must be there. Empty finds everyone.
    #[serde(default)]
    pub q: String,
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
    /// What stands out.
    pub badge: Option<RecoveryBadge>,
    /// When they last signed in.
    pub last_sign_in: Option<Moment>,
    /// Why the reader cannot send them a password change link; absent when they can.
    pub link_refusal: Option<Refusal>,
}

/// What is known of someone's password; never the password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordFacts {
    /// When it was last chosen; absent when there is none.
    pub changed: Option<Moment>,
    /// Until when sign-in is held back after failures.
    pub locked_until: Option<Moment>,
}

/// One open session, as shown to people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionFact {
    /// Browser and system in a few words.
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
    /// Language of their mails.
    pub language: String,
    /// IANA time zone of their mails, such as "Europe/Berlin".
    pub time_zone: String,
    /// When the account was made.
    pub created: Moment,
    /// About the password.
    pub password: PasswordFacts,
    /// Open sessions, latest first.
    pub sessions: Vec<SessionFact>,
    /// What happened on the way back in, latest first, at most 50.
    pub timeline: Vec<TimelineEntry>,
    /// Why the reader cannot switch Is Active; absent when they can.
    pub active_refusal: Option<Refusal>,
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
