//! Access of programs: the API password and the keys with which an account's program calls the REST API.

use super::{ApiKeyId, Moment, UserId};
use crate::rules::reset::Refusal;
use serde::{Deserialize, Serialize};

text_enum!(
    /// How far a key reaches. What its account's role does not allow, it does not allow either.
    ApiScope {
        /// Reads.
        Read = "read",
        /// Reads, sends links and generated passwords, handles messages.
        Resets = "resets",
        /// The same, and sets temporary passwords. A scope of its own: nobody is there to type their own password once more.
        TemporaryPasswords = "temporary-passwords",
        /// Reads, and reports events.
        Events = "events",
        /// Reads, resets, reports events, and changes users and templates.
        Write = "write",
        /// Checks passwords for another application, and nothing else.
        Authentications = "authentications",
    }
);

impl ApiScope {
    /// Whether a key of this scope may do what needs that one.
    #[must_use]
    pub const fn includes(self, needed: Self) -> bool {
        match needed {
            Self::Read => !matches!(self, Self::Authentications),
            Self::Resets => matches!(self, Self::Resets | Self::TemporaryPasswords | Self::Write),
            Self::TemporaryPasswords => matches!(self, Self::TemporaryPasswords),
            Self::Events => matches!(self, Self::Events | Self::Write),
            Self::Write => matches!(self, Self::Write),
            Self::Authentications => matches!(self, Self::Authentications),
        }
    }
}

text_enum!(
    /// How long a new key works.
    KeyLife {
        /// 30 days.
        Month = "30",
        /// 90 days.
        Quarter = "90",
        /// 365 days.
        Year = "365",
        /// Until it is withdrawn.
        Unlimited = "0",
    }
);

impl KeyLife {
    /// The length in days; absent where there is no end.
    #[must_use]
    pub const fn days(self) -> Option<i64> {
        match self {
            Self::Month => Some(30),
            Self::Quarter => Some(90),
            Self::Year => Some(365),
            Self::Unlimited => None,
        }
    }
}

/// The last call of an account's program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastCall {
    /// When.
    pub at: Moment,
    /// With what: the name of a key, or "API password".
    pub credential: String,
    /// From where.
    pub address: String,
}

/// That a program calls with an account, and when it last did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiUse {
    /// The last call; absent when there was none.
    pub last_call: Option<LastCall>,
}

/// One key; never the key itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiKey {
    /// Which.
    pub id: ApiKeyId,
    /// What it is called.
    pub name: String,
    /// How far it reaches.
    pub scope: ApiScope,
    /// How it begins.
    pub prefix: String,
    /// Until when it works; absent where until it is withdrawn.
    pub expires: Option<Moment>,
    /// Whether that time is over.
    pub is_over: bool,
    /// When it was last used.
    pub last_used: Option<Moment>,
}

/// With what an account's program calls, and when it last did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiAccess {
    /// When the API password was made; absent when there is none.
    pub password_set: Option<Moment>,
    /// Keys, the latest first.
    pub keys: Vec<ApiKey>,
    /// The last call.
    pub usage: ApiUse,
    /// Why the reader cannot change this; absent when they can.
    pub refusal: Option<Refusal>,
}

/// What the pages say on which an API password or a key is made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiPrompt {
    /// Whose.
    pub user: UserId,
    /// Their name.
    pub display_name: String,
    /// How the account stands.
    pub access: ApiAccess,
    /// Whether the reader must type their own password first.
    pub confirm: bool,
}

/// Withdraws a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevokeKey {
    /// Whose.
    pub user: UserId,
    /// Which.
    pub key: ApiKeyId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_reaches_no_further_than_it_says() {
        use ApiScope::{Authentications, Events, Read, Resets, TemporaryPasswords, Write};
        let reach = |scope: ApiScope| ApiScope::ALL.iter().copied().filter(|needed| scope.includes(*needed)).collect::<Vec<_>>();
        assert_eq!(reach(Read), [Read]);
        assert_eq!(reach(Resets), [Read, Resets]);
        assert_eq!(reach(TemporaryPasswords), [Read, Resets, TemporaryPasswords]);
        assert_eq!(reach(Events), [Read, Events]);
        assert_eq!(reach(Write), [Read, Resets, Events, Write]);
        assert_eq!(reach(Authentications), [Authentications]);
    }
}
