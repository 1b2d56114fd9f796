//! The built-in mailbox of the demo.

use super::Moment;
use serde::{Deserialize, Serialize};

/// One mail in the mailbox's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailSummary {
    /// Which.
    pub id: String,
    /// To whom.
    pub to: String,
    /// What about.
    pub subject: String,
    /// When it was sent.
    pub at: Moment,
}

/// One mail, opened. Its HTML part is not here: the page shows it from its own sandboxed route.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailView {
    /// The list's line.
    pub summary: MailSummary,
    /// From whom.
    pub from: String,
    /// The text part.
    pub text: String,
}
