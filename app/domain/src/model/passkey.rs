//! Passkeys, as their owner sees them.

use super::{Moment, PasskeyId};
use serde::{Deserialize, Serialize};

/// How many passkeys an account can have.
pub const MOST_PASSKEYS: usize = 20;

/// One of the reader's passkeys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passkey {
    /// Which.
    pub id: PasskeyId,
    /// What its owner calls it.
    pub name: String,
    /// When it was added.
    pub added: Moment,
    /// When it was last used, if it ever was.
    pub last_used: Option<Moment>,
}
