//! Passwords that Latchkey makes: mailed ones and temporary ones.

use super::{ApiUse, CallerCheck, Locale, MessageId, OpenAccess, UserId};
use crate::rules::{password::Policy, reset::Refusal};
use serde::{Deserialize, Serialize};

text_enum!(
    /// When the old password stops, once a generated one is on its way.
    NewPasswordEffect {
        /// As soon as the mail server has accepted the mail.
        OnAcceptance = "on-acceptance",
        /// Not before the new one is used.
        FirstUse = "first-use",
        /// At once: for an account that somebody else may be in.
        AtOnce = "at-once",
    }
);

text_enum!(
    /// What a temporary password is made of.
    TemporaryLook {
        /// 16 letters and digits in four groups.
        Characters = "characters",
        /// Seven English words.
        Words = "words",
    }
);

/// Asks for a generated password to be mailed to someone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendNewPassword {
    /// To whom.
    pub user: UserId,
    /// When the old one stops.
    pub effect: NewPasswordEffect,
}

/// The request was taken: the mail is in the outbox. The password is made when it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewPasswordSent {
    /// The message that carries it.
    pub message: MessageId,
    /// Where the mail goes.
    pub email: String,
    /// What both sides call it on the telephone: "K7M-4QX".
    pub ticket: String,
}

/// What the prompt says before **Yes** is pressed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewPasswordPrompt {
    /// To whom.
    pub user: UserId,
    /// Their name.
    pub display_name: String,
    /// Where the mail goes.
    pub email: String,
    /// The language of the mail.
    pub language: Locale,
    /// For how many minutes it works once mailed.
    pub life_minutes: i64,
    /// What is open: earlier generated passwords stop working, the rest ends together with the old password.
    pub open: OpenAccess,
    /// Whether a program calls with the account, which keeps its own API password.
    pub api: Option<ApiUse>,
}

/// What the page of a temporary password starts with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemporaryPrompt {
    /// For whom.
    pub user: UserId,
    /// Their name.
    pub display_name: String,
    /// Where mail reaches them.
    pub email: Option<String>,
    /// Why it cannot be mailed to them; absent when it can.
    pub mail_refusal: Option<Refusal>,
    /// The language of the mails.
    pub language: Locale,
    /// For how many minutes it works once saved.
    pub life_minutes: i64,
    /// What is open, and ends when it is saved.
    pub open: OpenAccess,
    /// What it is made of unless the reader chooses otherwise: the settings' choice.
    pub look: TemporaryLook,
    /// Whether the reader must type their own password first.
    pub confirm: bool,
    /// How it stands with the caller.
    pub caller: CallerCheck,
    /// Whether a program calls with the account, which keeps its own API password.
    pub api: Option<ApiUse>,
}

/// What the person is told before choosing a password of their own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChoosePrompt {
    /// The account's user name.
    pub user_name: String,
    /// The account's display name.
    pub display_name: String,
    /// What the password must be like.
    pub policy: Policy,
}
