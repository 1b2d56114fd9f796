//! Everything that can be told to someone whose request did not happen. Typed, so that each reader hears it in their own
//! language; the sentences stand in `words/problems.rs`.

use super::{ApiError, ErrorCode};
use crate::{
    model::AutomationWindow,
    rules::{
        holidays::CalendarProblem, imports::FileProblem, names::NameProblem, password::PasswordProblem, reset::Refusal,
        templates::TemplateFlaw, time_frame::FrameProblem,
    },
    words::Words,
};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// What there is no such of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Thing {
    /// A user.
    User,
    /// A link.
    Link,
    /// A page.
    Page,
    /// A mail of the demo's mailbox.
    Mail,
    /// A message of the outbox.
    Message,
    /// A session.
    Session,
    /// A mail's template, or its text in a language.
    Template,
    /// A version of a template.
    TemplateVersion,
    /// A key for the REST API.
    ApiKey,
    /// A saved selection.
    Selection,
    /// A job that does something for many users.
    BulkJob,
    /// An import of a file of users.
    Import,
    /// An automation.
    Automation,
    /// A turn of an automation.
    Run,
    /// A holiday, or a year with holidays.
    Holiday,
    /// A passkey.
    Passkey,
    /// Something that waits for a second administrator.
    Approval,
}

impl Thing {
    /// What a part of an address or a form names; what cannot be read names nothing.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn named<T: FromStr>(self, text: &str) -> Result<T, ApiError> {
        text.parse().map_err(|_| ApiError::not_found(self))
    }
}

/// A field that somebody else changed, and what it says now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The field's name in the form.
    pub field: String,
    /// What it says now.
    pub now: String,
}

/// Why a message cannot be sent again or be cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MessageProblem {
    /// It waits to be sent already.
    Queued,
    /// It is not waiting any more, so there is nothing to cancel.
    NotQueued,
    /// Its link was used, withdrawn or has expired: a new link must be sent.
    LinkOver,
    /// Its recipient's account is gone or inactive, or has not the address any more that it was for.
    NoRecipient,
    /// It carried a temporary password, which is not kept: another one must be set.
    PasswordGone,
    /// It carried a code for one telephone call: another one must be asked for.
    CodeGone,
}

/// Why a temporary password that was made cannot be saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DraftProblem {
    /// It was made too long ago.
    Expired,
    /// It was not made for this user, by this reader, in this session; or it was tampered with.
    Unusable,
    /// The user's password was changed since.
    Overtaken,
}

/// Why something with a passkey did not happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PasskeyProblem {
    /// It does not open anything here: never said why.
    Refused,
    /// What the browser made is none that can be added.
    NotAdded,
    /// The browser was asked too long ago, in another session, or has answered already.
    Over,
    /// The house is reached at no address that can have passkeys.
    Unavailable,
    /// The account has as many as it can have.
    TooMany,
}

/// What is wrong with an event that another system reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EventProblem {
    /// Its kind is no name.
    EventKind,
    /// It names too many users, or addresses that too many share.
    EventUsers,
    /// There are too many attributes, or one of them is too long.
    EventAttributes,
    /// It lies in the future or too far back, or that is no time.
    EventTime,
}

/// Why something did not happen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Problem {
    /// Nobody is signed in, or the session ended.
    SignInRequired,
    /// The session had ended when the form was sent: it is shown again after signing in, and nothing was done.
    SessionEnded,
    /// The role does not include it.
    Forbidden,
    /// There is no such thing.
    NotFound(Thing),
    /// Latchkey failed.
    Internal,
    /// The server cannot be reached: the browser's own finding.
    Unreachable,
    /// Page and server are of different versions.
    Misunderstood,
    /// The page is of another build than the server, which did nothing.
    OtherBuild,
    /// A form's body is not what its page sends.
    UnreadableForm,
    /// A form was not sent from a page of ours.
    FromElsewhere,
    /// What was sent is larger than is taken.
    TooLarge,
    /// The server did not answer in time.
    Busy,
    /// A page of a list starts at a row that is not there any more.
    PageGone,
    /// Allowed in general, but not on this target.
    Refused(Refusal),
    /// A link's life is out of bounds.
    LinkLife,
    /// A link's life is longer than the settings allow; so many minutes they do.
    LinkTooLong(i64),
    /// What was typed is not a whole code.
    NotACode,
    /// The set-up link does not work (any more).
    SetUpOver,
    /// The first administrator needs an address.
    OwnEmailNeeded,
    /// The account was switched off meanwhile.
    SwitchedOff,
    /// There is no second factor that could be removed.
    NoSecondFactor,
    /// It waits for a second administrator now.
    AwaitsApproval,
    /// It was decided meanwhile, or its time is over.
    ApprovalOver,
    /// There are not two active administrators who could decide about each other's deeds.
    OneAdministrator,
    /// There is no unused link of the account.
    NoLink,
    /// User name or password is wrong, or there is nothing to sign in to: never said which.
    WrongSignIn,
    /// The reader's own password must be typed once more.
    OwnPasswordAsked,
    /// The reader's own password, typed once more, is wrong.
    WrongPassword,
    /// The new password is the one that was given, which only its owner must know.
    GivenPassword,
    /// The code of a second factor is wrong, was used before, or is none.
    WrongFactorCode,
    /// After too many wrong codes in a row the authenticator app counts no more.
    FactorStopped,
    /// A second factor that was begun to be set up is too old, or somebody else's.
    FactorDraft,
    /// The role must have a second factor, so that the last one cannot be removed.
    FactorRequired,
    /// There is no second factor for which there could be recovery codes.
    NoFactor,
    /// A temporary password that was made cannot be saved.
    Draft(DraftProblem),
    /// Too many failures; so many seconds are left to wait.
    HeldBack(i64),
    /// Somebody was sent so many mails by hand that there will be no more for so many seconds.
    SentOften(i64),
    /// The reader has sent so many mails by hand that there will be no more for so many seconds.
    SentMuch(i64),
    /// It is for somebody on the telephone, who was not verified.
    CallerNotVerified,
    /// What was typed is neither a caller's code nor one of an authenticator app.
    NotACallerCode,
    /// What a caller read out is not their code, or it works no more.
    WrongCallerCode,
    /// Something is wrong with a user name.
    UserName(NameProblem),
    /// Something is wrong with a display name.
    DisplayName(NameProblem),
    /// Another account has this user name.
    UserNameTaken,
    /// The user name is another account's e-mail address.
    UserNameIsEmail,
    /// The address is another account's user name.
    EmailIsUserName,
    /// What must be typed to confirm was not typed; this is it.
    NotConfirmed(String),
    /// Not an address that mail can be sent to.
    EmailInvalid,
    /// Another account has this address, and the settings do not allow sharing.
    EmailTaken,
    /// It can be mistaken for that of the account named here; saying so on purpose allows it.
    LooksLike(String),
    /// No such time zone.
    TimeZone,
    /// Not a day of the calendar.
    Day,
    /// Not a domain that addresses can have.
    Domain,
    /// Another saved selection has this name.
    SelectionNameTaken,
    /// There is nobody for whom it could be done.
    NobodyLeft,
    /// A job has gone on meanwhile, and this cannot be done to it any more.
    BulkWentOn,
    /// A tag is too long, or there are too many.
    Tags,
    /// A field must be filled in.
    Required,
    /// A field is longer than so many characters.
    TooLong(i64),
    /// A number is not between these.
    OutOfRange(i64, i64),
    /// Something is wrong with a password; the policy's shortest and longest length.
    Password(PasswordProblem, i64, i64),
    /// Somebody (named where known) saved it meanwhile, with these changes.
    ChangedMeanwhile(Option<String>, Vec<Change>),
    /// Somebody else changed a field meanwhile, which says this now.
    NowSays(String),
    /// A message cannot be sent again or cancelled.
    Message(MessageProblem),
    /// The mail server refused a test, with these words.
    MailRefused(String),
    /// Something is wrong with a mail's template.
    Template(TemplateFlaw),
    /// A file of users cannot be read.
    File(FileProblem),
    /// A cell of a file does not say one of these.
    NotOneOf(String),
    /// This row of the file says the same already.
    SameAsRow(i64),
    /// The user is there already, and only new ones are wanted.
    ThereAlready,
    /// The import has gone on meanwhile, so that this cannot be asked of it any more.
    ImportMovedOn,
    /// So many rows of a file have problems and were left out.
    RowsLeftOut(i64),
    /// Something is wrong with a time frame or a schedule.
    TimeFrame(FrameProblem),
    /// Another automation has this name.
    AutomationNameTaken,
    /// A text is no exported automation; why, as its reader says it.
    NotAnAutomation(String),
    /// An automation from elsewhere names a selection that this house does not have.
    NoSelectionCalled(String),
    /// An automation from elsewhere names a user whom this house does not have.
    NoUserCalled(String),
    /// A window of an automation is not filled in yet.
    WindowMissing(AutomationWindow),
    /// This event is about nobody whom a job could be done for.
    NoEventUsers,
    /// A job says for nobody that it is for them.
    NobodyMeant,
    /// Not a web address that can be called.
    WebAddress,
    /// The configuration does not let this host be called.
    HostNotAllowed(String),
    /// Web addresses cannot be called, since the configuration has nothing to sign with.
    NoWebhookSecret,
    /// A regular expression cannot be read.
    Pattern,
    /// The job leads people to cause the event again.
    TurnsInCircles,
    /// The job and those of these automations, which are activated, lead people from one to the next and back.
    TurnsInCirclesWith(Vec<String>),
    /// The time frame is over already.
    FrameOver,
    /// An automation or a run of one has gone on meanwhile, and this cannot be done to it any more.
    AutomationWentOn,
    /// The automation is activated, so that saving takes effect at once: its reader has to be shown what it would do first,
    /// and to save it again with this mark.
    TakesEffect(String),
    /// Only the runs of an activated automation are done.
    AutomationNotActive,
    /// The selection is used by this automation.
    UsedByAutomation(String),
    /// Something is wrong with an event that another system reports.
    Event(EventProblem),
    /// The day is a holiday already.
    HolidayTaken,
    /// A calendar file cannot be read.
    Calendar(CalendarProblem),
    /// Something with a passkey did not happen.
    Passkey(PasskeyProblem),
}

impl Problem {
    /// What sort of failure it is.
    #[must_use]
    pub const fn code(&self) -> ErrorCode {
        match self {
            Self::SignInRequired => ErrorCode::SignInRequired,
            Self::Forbidden | Self::FromElsewhere => ErrorCode::Forbidden,
            Self::NotFound(_) => ErrorCode::NotFound,
            Self::Internal => ErrorCode::Internal,
            Self::Unreachable | Self::Busy => ErrorCode::Unreachable,
            Self::HeldBack(_) | Self::SentOften(_) | Self::SentMuch(_) => ErrorCode::TooMany,
            Self::Refused(refusal) => refusal.code(),
            Self::SessionEnded
            | Self::SetUpOver
            | Self::SwitchedOff
            | Self::NoLink
            | Self::NoSecondFactor
            | Self::AwaitsApproval
            | Self::ApprovalOver
            | Self::CallerNotVerified
            | Self::Draft(_)
            | Self::FactorDraft
            | Self::FactorRequired
            | Self::NoFactor
            | Self::ChangedMeanwhile(..)
            | Self::BulkWentOn
            | Self::Message(_)
            | Self::ImportMovedOn
            | Self::AutomationWentOn
            | Self::AutomationNotActive
            | Self::TakesEffect(_)
            | Self::UsedByAutomation(_)
            | Self::FrameOver
            | Self::WindowMissing(_)
            | Self::Passkey(PasskeyProblem::Unavailable | PasskeyProblem::TooMany)
            | Self::MailRefused(_) => ErrorCode::Refused,
            _ => ErrorCode::Invalid,
        }
    }

    /// How many seconds to wait, where it is done later.
    #[must_use]
    pub const fn wait(&self) -> Option<i64> {
        match self {
            Self::HeldBack(seconds) | Self::SentOften(seconds) | Self::SentMuch(seconds) => Some(*seconds),
            _ => None,
        }
    }

    /// The sentence: what happened and what to do next.
    #[must_use]
    pub fn text(&self, words: Words) -> String {
        words.problems.text(self)
    }
}
