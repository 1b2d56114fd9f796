//! What an action does to what an account has open, as its prompt says it before.

use super::{Locale, NewPasswordEffect};
use serde::{Deserialize, Serialize};

/// What an account has open when a prompt is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenAccess {
    /// Generated passwords on their way or unused.
    pub passwords: i64,
    /// Unused links.
    pub links: i64,
    /// Open sessions.
    pub sessions: i64,
}

/// What becomes of one of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It stays as it is.
    Stays,
    /// It ends when the action is done.
    Ends,
    /// It ends together with the old password.
    EndsWithPassword,
    /// It ends once the owner has chosen a password.
    EndsOnceChanged,
}

/// What a message means for the account that it is about, for the prompts over it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageImpact {
    /// The account's name.
    pub display_name: String,
    /// The language of the mail.
    pub language: Locale,
    /// For how many minutes the link or the password in it works once it is mailed; absent where it carries none.
    pub life_minutes: Option<i64>,
    /// When the old password stops, where it carries a generated one.
    pub effect: Option<NewPasswordEffect>,
    /// What the account has open.
    pub open: OpenAccess,
}
