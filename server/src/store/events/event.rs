//! What can happen, with what is known of it.

use app::model::{CallerWay, EventField, EventKind, FactorWay, PasswordWay, SignInWay};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What happened. Stored by the name of its kind, its fields as JSON; fields that earlier versions did not record are absent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "event")]
pub enum Event {
    /// Someone signed in.
    SignedIn {
        /// How.
        #[serde(default = "at_pages")]
        through: SignInWay,
        /// With which key of the REST API or which passkey, by its name; absent where it was a password.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        key: Option<String>,
    },
    /// Sign-in failed, so many times in a row by now.
    SignInFailed {
        /// Failures in a row.
        failures: i64,
        /// How it was tried.
        #[serde(default = "at_pages")]
        through: SignInWay,
    },
    /// Sign-in is held back from now on, until somebody signs in, unlocks the account or changes its password.
    Locked {
        /// Failures in a row.
        failures: i64,
        /// How the last of them was tried.
        through: SignInWay,
    },
    /// The account was made.
    UserCreated,
    /// Is Active was switched on.
    Activated,
    /// Is Active was switched off.
    Deactivated,
    /// Mail goes to another address from now on.
    EmailChanged,
    /// A password was chosen.
    PasswordChanged {
        /// What let them choose.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        how: Option<PasswordWay>,
    },
    /// A password change link was asked for.
    LinkRequested,
    /// The mail server accepted a link's mail.
    LinkSent {
        /// With these words.
        reply: String,
    },
    /// A password was chosen with a link.
    LinkUsed,
    /// A link ended unused.
    LinkExpired,
    /// A generated password was asked for, by the name of its ticket.
    NewPasswordRequested {
        /// The ticket.
        ticket: String,
    },
    /// The mail server accepted the mail with a generated password.
    NewPasswordSent {
        /// With these words.
        reply: String,
    },
    /// A generated password ended unused.
    NewPasswordExpired,
    /// A temporary password was set, by the name of its ticket.
    TemporaryPasswordSet {
        /// The ticket.
        ticket: String,
    },
    /// A temporary password ended before its owner chose their own.
    TemporaryPasswordExpired,
    /// A password has to be chosen at the next sign-in.
    ChangeRequired,
    /// A mail was given up.
    MailFailed {
        /// The key of its template.
        template: String,
        /// The last words heard.
        reply: String,
    },
    /// The password reached an age that an automation waits for.
    PasswordAge {
        /// The age.
        days: i64,
    },
    /// Nobody signed in for as long as an automation waits for.
    NoSignIn {
        /// For how long.
        days: i64,
    },
    /// The owner said of a notice: this wasn't me.
    NotMe {
        /// The key of the notice's template.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        template: Option<String>,
    },
    /// An import of a file of users came to its end.
    ImportFinished {
        /// The file's name.
        job: String,
        /// Whether it went through and took at least 95 of 100 rows.
        success: bool,
    },
    /// A job for many users came to its end.
    BulkFinished {
        /// What it did.
        job: String,
        /// Whether it went through, and Latchkey failed at nobody.
        success: bool,
    },
    /// An automation's run came to its end.
    AutomationFinished {
        /// The automation's name.
        automation: String,
        /// Whether nothing failed.
        success: bool,
    },
    /// Another system reported something.
    External {
        /// What it calls it.
        kind: String,
        /// What it says of it.
        attributes: BTreeMap<String, String>,
    },
    /// A schedule's time has come.
    Schedule,
    /// A link was shown to somebody of the desk.
    LinkCopied,
    /// Someone signed in with a generated or a temporary password, and has to choose their own.
    SignedInToChoose,
    /// The wait after failed sign-ins was lifted.
    Unlocked,
    /// All sessions were ended, so many.
    SessionsEnded {
        /// How many were open.
        sessions: i64,
    },
    /// A second factor was set up.
    SecondFactorSetUp {
        /// Which.
        way: FactorWay,
    },
    /// The second factors were removed.
    SecondFactorRemoved,
    /// A recovery code was used up.
    RecoveryCodeUsed {
        /// How many are left.
        left: i64,
    },
    /// After a right password the second factor was wrong.
    SecondFactorFailed,
    /// The help desk made sure who is on the telephone.
    CallerVerified {
        /// From where the caller had the code.
        way: CallerWay,
    },
}

const fn at_pages() -> SignInWay {
    SignInWay::Pages
}

/// What a credential is called that is no key.
const PASSWORD: &str = "password";

impl Event {
    /// What sort of event it is.
    #[must_use]
    pub const fn kind(&self) -> EventKind {
        match self {
            Self::SignedIn { .. } => EventKind::SignedIn,
            Self::SignInFailed { .. } => EventKind::SignInFailed,
            Self::Locked { .. } => EventKind::Locked,
            Self::UserCreated => EventKind::UserCreated,
            Self::Activated => EventKind::Activated,
            Self::Deactivated => EventKind::Deactivated,
            Self::EmailChanged => EventKind::EmailChanged,
            Self::PasswordChanged { .. } => EventKind::PasswordChanged,
            Self::LinkRequested => EventKind::LinkRequested,
            Self::LinkSent { .. } => EventKind::LinkSent,
            Self::LinkUsed => EventKind::LinkUsed,
            Self::LinkExpired => EventKind::LinkExpired,
            Self::NewPasswordRequested { .. } => EventKind::NewPasswordRequested,
            Self::NewPasswordSent { .. } => EventKind::NewPasswordSent,
            Self::NewPasswordExpired => EventKind::NewPasswordExpired,
            Self::TemporaryPasswordSet { .. } => EventKind::TemporaryPasswordSet,
            Self::TemporaryPasswordExpired => EventKind::TemporaryPasswordExpired,
            Self::ChangeRequired => EventKind::ChangeRequired,
            Self::MailFailed { .. } => EventKind::MailFailed,
            Self::PasswordAge { .. } => EventKind::PasswordAge,
            Self::NoSignIn { .. } => EventKind::NoSignIn,
            Self::NotMe { .. } => EventKind::NotMe,
            Self::ImportFinished { .. } => EventKind::ImportFinished,
            Self::BulkFinished { .. } => EventKind::BulkFinished,
            Self::AutomationFinished { .. } => EventKind::AutomationFinished,
            Self::External { .. } => EventKind::External,
            Self::Schedule => EventKind::Schedule,
            Self::LinkCopied => EventKind::LinkCopied,
            Self::SignedInToChoose => EventKind::SignedInToChoose,
            Self::Unlocked => EventKind::Unlocked,
            Self::SessionsEnded { .. } => EventKind::SessionsEnded,
            Self::SecondFactorSetUp { .. } => EventKind::SecondFactorSetUp,
            Self::SecondFactorRemoved => EventKind::SecondFactorRemoved,
            Self::RecoveryCodeUsed { .. } => EventKind::RecoveryCodeUsed,
            Self::SecondFactorFailed => EventKind::SecondFactorFailed,
            Self::CallerVerified { .. } => EventKind::CallerVerified,
        }
    }

    /// What there is to filter it by, but for who caused it.
    #[must_use]
    pub fn facts(&self) -> Vec<(EventField, String)> {
        use EventField::{Attribute, Automation, Credential, How, Job, Kind, Reply, Template, Through};
        match self {
            Self::SignedIn { through, key } => {
                vec![(Through, through.to_string()), (Credential, key.clone().unwrap_or_else(|| PASSWORD.to_owned()))]
            }
            Self::SignInFailed { through, .. } | Self::Locked { through, .. } => vec![(Through, through.to_string())],
            Self::PasswordChanged { how: Some(how) } => vec![(How, how.to_string())],
            Self::LinkSent { reply } | Self::NewPasswordSent { reply } => vec![(Reply, reply.clone())],
            Self::MailFailed { template, reply } => vec![(Template, template.clone()), (Reply, reply.clone())],
            Self::NotMe { template: Some(template) } => vec![(Template, template.clone())],
            Self::ImportFinished { job, .. } | Self::BulkFinished { job, .. } => vec![(Job, job.clone())],
            Self::AutomationFinished { automation, .. } => vec![(Automation, automation.clone())],
            Self::External { kind, attributes } => {
                let attributes = attributes.iter().map(|(name, value)| (Attribute(name.clone()), value.clone()));
                std::iter::once((Kind, kind.clone())).chain(attributes).collect()
            }
            _ => Vec::new(),
        }
    }

    /// How what came to its end went.
    #[must_use]
    pub const fn success(&self) -> Option<bool> {
        match self {
            Self::ImportFinished { success, .. }
            | Self::BulkFinished { success, .. }
            | Self::AutomationFinished { success, .. } => Some(*success),
            _ => None,
        }
    }

    /// What it counts.
    #[must_use]
    pub const fn number(&self) -> Option<i64> {
        match self {
            Self::SignInFailed { failures, .. } | Self::Locked { failures, .. } => Some(*failures),
            Self::PasswordAge { days } | Self::NoSignIn { days } => Some(*days),
            _ => None,
        }
    }

    /// Whether it tells something on its user's record. What became of a mail, a link and a password is told there by these
    /// themselves, and programs call all the time.
    #[must_use]
    pub const fn is_in_timeline(&self) -> bool {
        !matches!(
            self,
            Self::SignedIn { through: SignInWay::Api, .. }
                | Self::LinkSent { .. }
                | Self::LinkUsed
                | Self::LinkExpired
                | Self::NewPasswordSent { .. }
                | Self::NewPasswordExpired
                | Self::TemporaryPasswordExpired
                | Self::MailFailed { .. }
                | Self::ImportFinished { .. }
                | Self::BulkFinished { .. }
                | Self::AutomationFinished { .. }
                | Self::Schedule
        )
    }
}
