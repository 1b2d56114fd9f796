//! Identifiers. Each kind is its own type, so that a link cannot be taken for a user.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    };
}

id!(
    /// A person or program in the directory (UUIDv7).
    UserId
);
id!(
    /// One password change link, however many times it was mailed (UUIDv7).
    LinkId
);
id!(
    /// One generated password, however many times it was mailed (UUIDv7).
    PendingId
);
id!(
    /// One code by which a caller is verified, however many times it was mailed (UUIDv7).
    CallerCodeId
);
id!(
    /// One browser in which somebody was signed in (UUIDv7).
    KnownBrowserId
);
id!(
    /// One message of the outbox (UUIDv7).
    MessageId
);
id!(
    /// One signed-in session; not the secret in the cookie (UUIDv7).
    SessionId
);
id!(
    /// One saved selection of users (UUIDv7).
    SelectionId
);
id!(
    /// One job that does something for many users (UUIDv7).
    BulkId
);
id!(
    /// One import of a file of users (UUIDv7).
    ImportId
);
id!(
    /// One automation (UUIDv7).
    AutomationId
);
id!(
    /// One turn of an automation, for one user (UUIDv7).
    RunId
);
id!(
    /// One line of the audit trail (UUIDv7).
    AuditId
);
id!(
    /// Something that waits for a second administrator (UUIDv7).
    ApprovalId
);
id!(
    /// One key for the REST API; not the key itself (UUIDv7).
    ApiKeyId
);
id!(
    /// One passkey, as Latchkey counts them; not what its device calls it (UUIDv7).
    PasskeyId
);

impl UserId {
    /// Whoever runs the program's commands on the machine itself. No account has this id.
    pub const OPERATOR: Self = Self(Uuid::nil());

    /// The account with this id; none for the operator.
    #[must_use]
    pub fn account(self) -> Option<Uuid> {
        (self != Self::OPERATOR).then_some(self.0)
    }
}

/// Whoever did something: a user, or Latchkey itself.
pub type ActorId = Option<UserId>;
