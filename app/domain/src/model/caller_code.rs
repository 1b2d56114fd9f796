//! Codes by which the help desk knows who is on the telephone.

use super::{Locale, MessageState, Moment, ReplyMeaning, UserId};
use crate::rules::reset::Refusal;
use serde::{Deserialize, Serialize};

text_enum!(
    /// From where a caller has the code that they read out.
    CallerWay {
        /// From a mail.
        Mail = "mail",
        /// From the page of their own account, where they are signed in.
        Account = "account",
        /// From their authenticator app.
        Authenticator = "authenticator",
    }
);

text_enum!(
    /// What a caller is verified for.
    CallerNeed {
        /// To be told a temporary password.
        TemporaryPassword = "temporary-password",
        /// To be given a link.
        CopyLink = "copy-link",
    }
);

/// How it stands with the caller, where a password or a link is about to be handed to them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CallerCheck {
    /// They can be verified, and need not be.
    Offered,
    /// They must be verified first.
    Required,
    /// They are verified until then.
    Verified(Moment),
}

/// A code that was mailed, or is about to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailedCode {
    /// When it was asked for.
    pub asked: Moment,
    /// Where its mail stands.
    pub state: MessageState,
    /// What the mail server's words mean, where that is known.
    pub meaning: Option<ReplyMeaning>,
    /// Until when it works; absent before it is sent.
    pub until: Option<Moment>,
    /// How many wrong codes it outlives still.
    pub tries_left: i64,
}

/// What the page says on which a caller is verified.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallerPrompt {
    /// Who says that they are on the telephone.
    pub user: UserId,
    /// Their name.
    pub display_name: String,
    /// Where mail reaches them.
    pub email: Option<String>,
    /// Why no code can be mailed to them; absent when one can.
    pub mail_refusal: Option<Refusal>,
    /// The language of the mail.
    pub language: Locale,
    /// Whether they have an authenticator app.
    pub has_authenticator: bool,
    /// The reader's code that is on its way or can be typed.
    pub mailed: Option<MailedCode>,
    /// How it stands with the caller.
    pub check: CallerCheck,
}
