//! Second factors: what an account asks for beside its password.

use super::Moment;
use serde::{Deserialize, Serialize};

text_enum!(
    /// With what a second factor was shown.
    FactorWay {
        /// A code of an authenticator app (RFC 6238).
        Totp = "totp",
        /// A recovery code.
        RecoveryCode = "recovery-code",
        /// A passkey.
        Passkey = "passkey",
    }
);

text_enum!(
    /// What became of an account's second factors, as its owner is told.
    FactorChange {
        /// An authenticator app was set up.
        SetUp = "set-up",
        /// A passkey was added.
        PasskeyAdded = "passkey-added",
        /// A passkey was removed.
        PasskeyRemoved = "passkey-removed",
        /// All of them were removed.
        Removed = "removed",
        /// The recovery codes were replaced.
        CodesReplaced = "codes-replaced",
        /// A recovery code was used.
        CodeUsed = "code-used",
    }
);

/// The second factors of an account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Factors {
    /// Whether there is an authenticator app.
    pub totp: bool,
    /// How many passkeys there are.
    pub passkeys: i64,
    /// How many recovery codes are left.
    pub recovery_codes: i64,
}

impl Factors {
    /// Whether signing in asks for one. Recovery codes alone are none.
    #[must_use]
    pub const fn any(self) -> bool {
        self.totp || self.passkeys > 0
    }
}

/// The second factors of an account, for whoever reads about it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactorFacts {
    /// Which there are.
    pub factors: Factors,
    /// Since when there is an authenticator app.
    pub totp_since: Option<Moment>,
    /// Whether the app counts no more, after too many wrong codes in a row.
    pub is_stopped: bool,
}

/// What the page shows on which one's own second factor is set up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactorPrompt {
    /// What they sign in with.
    pub user_name: String,
    /// What there is.
    pub facts: FactorFacts,
    /// Whether their role must have one.
    pub is_required: bool,
    /// Whether their session can do nothing else until there is one.
    pub is_pending: bool,
    /// Whether the own password is asked for once more.
    pub confirm: bool,
}

/// What the page shows that asks for a second factor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProvePrompt {
    /// The name people call them by.
    pub display_name: String,
    /// What they can show.
    pub factors: Factors,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recovery_codes_alone_are_no_factor() {
        assert!(!Factors { recovery_codes: 10, ..Factors::default() }.any());
        assert!(Factors { totp: true, ..Factors::default() }.any() && Factors { passkeys: 1, ..Factors::default() }.any());
    }
}
