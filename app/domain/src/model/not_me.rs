//! "This wasn't me": what the owner of an account answers to a notice.

use super::{MessageKind, Moment};
use serde::{Deserialize, Serialize};

/// What the page of a notice's link has to say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NotMeStanding {
    /// It can be reported.
    Open(NotMePrompt),
    /// It was reported then.
    Reported(Moment),
    /// It could be reported until then.
    Expired(Moment),
    /// No such link, or so long ago that nothing is known of it.
    Unknown,
}

/// What the person is told before they report it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotMePrompt {
    /// The account's user name.
    pub user_name: String,
    /// The account's display name.
    pub display_name: String,
    /// What the notice was about.
    pub about: MessageKind,
    /// When that happened, in the account's zone.
    pub at: Moment,
    /// What was added since then, or within a day, with which somebody can sign in.
    pub new_factors: Vec<NewFactor>,
}

/// A second factor that was added lately.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewFactor {
    /// What its owner calls a passkey; absent for an authenticator app.
    pub passkey: Option<String>,
    /// When it was added.
    pub added: Moment,
}
