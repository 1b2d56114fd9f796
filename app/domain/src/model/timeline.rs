//! The recovery timeline: what happened on someone's way back in.

use super::{CallerWay, FactorWay, Moment, Opener, ReplyMeaning, TemplateKey, UnsentPassword};
use serde::{Deserialize, Serialize};

/// One thing that happened. Names are display names at that time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// A password change link was asked for, by whom.
    LinkRequested(String),
    /// A password change link was asked for on the page for those who forgot theirs; by whom is not known.
    LinkForgotten,
    /// The link was shown to somebody of the desk, by name, to be handed on.
    LinkCopied(String),
    /// The mail waits in the outbox.
    MailQueued,
    /// The mail server put it off, with these words; it is tried again.
    MailDelayed(String),
    /// The mail server accepted it, with these words.
    MailAccepted(String),
    /// The mail server refused it for good, with these words.
    MailFailed(String),
    /// It was given up for a reason of Latchkey's own.
    MailDropped(ReplyMeaning),
    /// The mail server had accepted it and it came back, with these words.
    MailBounced(String),
    /// It could not be sent in time; the last words heard, if any were.
    MailExpired(String),
    /// What became of a mail about a temporary password, and which one that is: two may be sent.
    MailOf(TemplateKey, Box<Step>),
    /// The link can be used until then.
    LinkWaiting(Moment),
    /// Such a one was at the link's page for the first time.
    LinkOpened(Opener),
    /// A password was chosen with it.
    LinkUsed,
    /// It ended unused.
    LinkExpired,
    /// It was withdrawn before it was used.
    LinkRevoked,
    /// A generated password was asked for, by whom, under which ticket.
    NewPasswordRequested(String, String),
    /// The old password stopped, so that only the generated one works.
    OldPasswordStopped,
    /// The generated password can be used until then.
    NewPasswordWaiting(Moment),
    /// Its owner chose a password with it.
    NewPasswordUsed,
    /// It ended unused.
    NewPasswordExpired,
    /// It was withdrawn before a password was chosen with it.
    NewPasswordRevoked,
    /// Its mail was not sent: how the account stands.
    NewPasswordUnsent(UnsentPassword),
    /// A temporary password was set, by whom, under which ticket.
    TemporaryPasswordSet(String, String),
    /// The temporary password can be used until then.
    TemporaryPasswordWaiting(Moment),
    /// It ended before its owner chose their own.
    TemporaryPasswordExpired,
    /// They signed in with a generated or a temporary password, and have to choose their own.
    SignedInToChoose,
    /// A password has to be chosen at the next sign-in, says whom.
    ChangeRequired(String),
    /// A password was chosen.
    PasswordChanged,
    /// The owner said of a notice: this wasn't me.
    NotMe,
    /// They signed in.
    SignedIn,
    /// Sign-in failed so many times in a row.
    SignInFailed(i64),
    /// After these failures sign-in is held back.
    Locked,
    /// The password is so many days old, for which an automation had waited.
    PasswordAge(i64),
    /// Nobody had signed in for so many days, for which an automation had waited.
    NoSignIn(i64),
    /// Another system reported something: as whom, and what it calls it.
    Reported(String, String),
    /// The account was made, by whom if that is known.
    Created(Option<String>),
    /// The e-mail address was changed, by whom.
    EmailChanged(String),
    /// The wait after failed sign-ins was lifted, by whom.
    Unlocked(String),
    /// All sessions were ended, by whom.
    SessionsEnded(String),
    /// A second factor was set up: which.
    SecondFactorSetUp(FactorWay),
    /// The second factors were removed, by whom.
    SecondFactorRemoved(String),
    /// A recovery code was used up; so many are left.
    RecoveryCodeUsed(i64),
    /// After a right password the second factor was wrong.
    SecondFactorFailed,
    /// Somebody of the desk, by name, made sure who is on the telephone, by a code from there.
    CallerVerified(String, CallerWay),
    /// Is Active was switched on, by whom.
    Activated(String),
    /// Is Active was switched off, by whom.
    Deactivated(String),
}

/// A step and when it happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelineEntry {
    /// What.
    pub step: Step,
    /// When.
    pub at: Moment,
}
