//! Messages of the outbox, as the desk sees them: never what a mail says, never a secret.

use super::{MessageId, MessageImpact, Moment, Place, UserId};
use serde::{Deserialize, Serialize};

text_enum!(
    /// Where a message stands.
    MessageState {
        /// Waits for its first or next try, or is being sent.
        Queued = "queued",
        /// The mail server has it.
        Sent = "sent",
        /// The mail server refused it for good.
        Failed = "failed",
        /// Given up: it could not be sent in time.
        Expired = "expired",
        /// Withdrawn before it was sent.
        Cancelled = "cancelled",
        /// The mail server had taken it, and it came back.
        Bounced = "bounced",
    }
);

text_enum!(
    /// What a message is about: the key of its template.
    MessageKind {
        /// Carries a link with which to choose a password.
        PasswordChangeLink = "password-change-link",
        /// Carries a password that Latchkey made, and how to sign in with it.
        AccessInfo = "access-info",
        /// Carries a code to be read out to the help desk on the telephone.
        CallerCode = "caller-code",
        /// Tells an owner that an administrator set a temporary password.
        TemporaryPasswordSet = "temporary-password-set",
        /// Tells an owner that their password was changed.
        PasswordChanged = "password-changed",
        /// Tells an owner that their second factors changed.
        SecondFactorChanged = "second-factor-changed",
        /// Tells an owner, at the new address, that their mail goes there now.
        EmailConfirmed = "email-confirmed",
        /// Tells an owner, at the old address, that their mail goes elsewhere now.
        EmailChanged = "email-changed",
        /// Tells administrators that an owner said of a notice: this wasn't me.
        NotMeReported = "not-me-reported",
        /// Says what an automation is to say.
        AutomationNotice = "automation-notice",
        /// Tells an automation's owner and administrators that it pauses.
        AutomationPaused = "automation-paused",
        /// Tells that an automation's time frame ends soon.
        AutomationEnding = "automation-ending",
        /// Tells administrators what waits for a second one, and what became of it.
        Approval = "approval",
    }
);

/// What the list of messages is asked for; its address too.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageQuery {
    /// The start of a recipient's address. Empty finds all.
    #[serde(default)]
    pub q: String,
    /// Only those that stand there.
    #[serde(default)]
    pub state: Option<MessageState>,
    /// Only those about that.
    #[serde(default)]
    pub kind: Option<MessageKind>,
    /// Where the page starts; the latest when absent.
    #[serde(default)]
    pub place: Option<Place>,
}

/// One line of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageRow {
    /// Which.
    pub id: MessageId,
    /// What about.
    pub kind: MessageKind,
    /// The address.
    pub recipient: String,
    /// Whose account; absent when it is gone, or when there never was one.
    pub user: Option<(UserId, String)>,
    /// Where it stands.
    pub state: MessageState,
    /// Tries begun so far.
    pub attempts: i64,
    /// When it was asked for.
    pub created: Moment,
    /// When it left the queue; for one that waits, the next try.
    pub settled: Option<Moment>,
    /// Whether it waits until somebody says that it is to go: it may have been sent after a backup from which the database was
    /// brought back.
    pub awaits_word: bool,
}

/// One try and what the mail server said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// When.
    pub at: Moment,
    /// Where the message stood afterwards.
    pub state: MessageState,
    /// The mail server's words, without secrets; or our own, where it was not asked.
    pub reply: String,
    /// What they mean, where that is known.
    pub meaning: Option<ReplyMeaning>,
}

text_enum!(
    /// What a mail server's reply means, in plain words (RFC 5321 §4.2.3, RFC 3463), or why Latchkey did not ask one.
    ReplyMeaning {
        /// Taken over for delivery.
        Accepted = "accepted",
        /// The mailbox does not exist.
        NoMailbox = "no-mailbox",
        /// The mailbox is full.
        MailboxFull = "mailbox-full",
        /// The mailbox is there but not in use.
        MailboxDisabled = "mailbox-disabled",
        /// The mail server of the domain cannot be found.
        NoDomain = "no-domain",
        /// Refused by a rule or a filter.
        Policy = "policy",
        /// The mail server asks to try later.
        TryLater = "try-later",
        /// The mail server could not be reached, or the connection broke.
        Connection = "connection",
        /// The mail server did not accept Latchkey's own credentials.
        Credentials = "credentials",
        /// Too large.
        TooLarge = "too-large",
        /// Refused for good, for another reason.
        Refused = "refused",
        /// Not sent: whoever it goes to was deleted.
        AccountGone = "account-gone",
        /// Not sent: whoever it is about was deleted.
        SubjectGone = "subject-gone",
        /// Not sent: its link works no more.
        LinkOver = "link-over",
        /// Not sent: its password works no more.
        PasswordOver = "password-over",
        /// Not sent: its code works no more.
        CodeOver = "code-over",
        /// Not sent: another version of Latchkey queued it, and this one cannot read it.
        OtherVersion = "other-version",
        /// Not sent: its password was sealed with another secret key.
        OtherKey = "other-key",
        /// Not sent: Latchkey itself failed at it.
        Crashed = "crashed",
    }
);

impl ReplyMeaning {
    /// Whether it is a reason of Latchkey's own, which it says wholly: there are no words of a mail server to be quoted.
    #[must_use]
    pub const fn is_own(self) -> bool {
        matches!(
            self,
            Self::AccountGone
                | Self::SubjectGone
                | Self::LinkOver
                | Self::PasswordOver
                | Self::CodeOver
                | Self::OtherVersion
                | Self::OtherKey
                | Self::Crashed
        )
    }
}

/// That mails are held: the mail server does not take Latchkey as it is configured.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailHold {
    /// Since when.
    pub since: Moment,
    /// The mail server's words, or ours.
    pub reply: String,
    /// What they mean, where that is known.
    pub meaning: Option<ReplyMeaning>,
    /// When the mail server is tried next.
    pub next: Moment,
}

/// What was said of a message: a try of it, or that it came back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastReply {
    /// Of which.
    pub message: MessageId,
    /// When.
    pub at: Moment,
    /// Where the message stood afterwards.
    pub state: MessageState,
    /// The words, without secrets.
    pub reply: String,
    /// What they mean, where that is known.
    pub meaning: Option<ReplyMeaning>,
}

/// How the queue of mails stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailQueue {
    /// How many wait.
    pub waiting: i64,
    /// How many of them were put off before.
    pub retrying: i64,
    /// When the eldest of them was asked for.
    pub oldest: Option<Moment>,
    /// That they are held, if they are.
    pub hold: Option<MailHold>,
    /// What was said last, the latest first, at most ten.
    pub replies: Vec<LastReply>,
}

/// How an account stands whose generated password could not be mailed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UnsentPassword {
    /// As it was: the old password works.
    Unchanged,
    /// Without a password: the old one was stopped at once, as asked.
    Stopped,
}

/// Everything about one message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageRecord {
    /// The list's line.
    pub row: MessageRow,
    /// Until when it is tried.
    pub give_up: Moment,
    /// Tries, latest first.
    pub attempts: Vec<Attempt>,
    /// What became of the old password, for a mail with a generated one that was not sent.
    pub unsent_password: Option<UnsentPassword>,
    /// Why the reader cannot send it again; absent when they can.
    pub resend_problem: Option<crate::errors::Problem>,
    /// Whether the reader can cancel it.
    pub can_cancel: bool,
    /// What it means for the account that it is about; absent when that is gone.
    pub impact: Option<MessageImpact>,
}
