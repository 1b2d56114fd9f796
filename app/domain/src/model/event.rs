//! Events: what happens to accounts, as automations listen to it and programs read it.

use super::{Timestamp, UnknownName, UserId};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::{fmt, str::FromStr};

text_enum!(
    /// What happened. The names are stored.
    EventKind {
        /// Someone signed in, at the pages or through the API.
        SignedIn = "signed-in",
        /// Sign-in failed, once more in a row.
        SignInFailed = "sign-in-failed",
        /// So many failures in a row that sign-in is held back from now on.
        Locked = "locked",
        /// An account was made.
        UserCreated = "user-created",
        /// Is Active was switched on.
        Activated = "activated",
        /// Is Active was switched off.
        Deactivated = "deactivated",
        /// Mail goes to another address from now on.
        EmailChanged = "email-changed",
        /// An owner chose a password.
        PasswordChanged = "password-changed",
        /// A password change link was asked for.
        LinkRequested = "link-requested",
        /// The mail server accepted a link's mail.
        LinkSent = "link-sent",
        /// A password was chosen with a link.
        LinkUsed = "link-used",
        /// A link ended unused.
        LinkExpired = "link-expired",
        /// A generated password was asked for.
        NewPasswordRequested = "new-password-requested",
        /// The mail server accepted the mail with a generated password.
        NewPasswordSent = "new-password-sent",
        /// A generated password ended unused.
        NewPasswordExpired = "new-password-expired",
        /// A temporary password was set.
        TemporaryPasswordSet = "temporary-password-set",
        /// A temporary password ended before its owner chose their own.
        TemporaryPasswordExpired = "temporary-password-expired",
        /// A password has to be chosen at the next sign-in.
        ChangeRequired = "change-required",
        /// A mail was given up.
        MailFailed = "mail-failed",
        /// A password reached an age that an automation waits for.
        PasswordAge = "password-age",
        /// Nobody signed in for as long as an automation waits for.
        NoSignIn = "no-sign-in",
        /// The owner said of a notice: this wasn't me.
        NotMe = "not-me",
        /// An import of a file of users came to its end.
        ImportFinished = "import-finished",
        /// A job for many users came to its end.
        BulkFinished = "bulk-finished",
        /// Another automation's run came to its end.
        AutomationFinished = "automation-finished",
        /// Another system reported something.
        External = "external",
        /// A schedule's time has come.
        Schedule = "schedule",
        /// A link was shown to somebody of the desk.
        LinkCopied = "link-copied",
        /// Someone signed in with a generated or a temporary password, and has to choose their own.
        SignedInToChoose = "signed-in-to-choose",
        /// The wait after failed sign-ins was lifted.
        Unlocked = "unlocked",
        /// All sessions were ended.
        SessionsEnded = "sessions-ended",
        /// A second factor was set up.
        SecondFactorSetUp = "second-factor-set-up",
        /// The second factors were removed.
        SecondFactorRemoved = "second-factor-removed",
        /// A recovery code was used up.
        RecoveryCodeUsed = "recovery-code-used",
        /// After a right password the second factor was wrong.
        SecondFactorFailed = "second-factor-failed",
        /// The help desk made sure who is on the telephone.
        CallerVerified = "caller-verified",
    }
);

text_enum!(
    /// How someone signed in.
    SignInWay {
        /// At the pages.
        Pages = "pages",
        /// At the pages, with a passkey.
        Passkey = "passkey",
        /// Through the API.
        Api = "api",
    }
);

text_enum!(
    /// What let an owner choose a password.
    PasswordWay {
        /// They knew the one before.
        Own = "own",
        /// A password change link.
        Link = "link",
        /// A temporary password.
        Temporary = "temporary",
        /// A generated password.
        NewPassword = "new-password",
        /// They knew the one before, which had to be changed.
        Required = "required",
        /// Whichever way, there was none before.
        First = "first",
    }
);

/// Something to filter events by. Written as one name: `by`, `attribute.building`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EventField {
    /// How someone signed in, or tried to: the name of a [`SignInWay`].
    Through,
    /// With what someone signed in: the name of a program's key or of a passkey, or `password`.
    Credential,
    /// The name of whoever caused it, as it was then; of what was mailed, whoever had asked for it.
    By,
    /// What let an owner choose a password: the name of a [`PasswordWay`].
    How,
    /// Which mail it was: the key of its template.
    Template,
    /// The mail server's last words.
    Reply,
    /// The other automation's name.
    Automation,
    /// An import's file, or what a job for many users did (the name of a [`BulkAction`](super::BulkAction)).
    Job,
    /// What another system calls it.
    Kind,
    /// What another system says of it, under this name.
    Attribute(String),
}

/// What stands before the name of an attribute.
const ATTRIBUTE: &str = "attribute.";

impl EventField {
    /// The longest name of an attribute, in characters.
    pub const LONGEST_ATTRIBUTE: usize = 64;
}

impl fmt::Display for EventField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Through => "through",
            Self::Credential => "credential",
            Self::By => "by",
            Self::How => "how",
            Self::Template => "template",
            Self::Reply => "reply",
            Self::Automation => "automation",
            Self::Job => "job",
            Self::Kind => "kind",
            Self::Attribute(name) => return write!(f, "{ATTRIBUTE}{name}"),
        })
    }
}

impl FromStr for EventField {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Ok(match text {
            "through" => Self::Through,
            "credential" => Self::Credential,
            "by" => Self::By,
            "how" => Self::How,
            "template" => Self::Template,
            "reply" => Self::Reply,
            "automation" => Self::Automation,
            "job" => Self::Job,
            "kind" => Self::Kind,
            _ => {
                let name = text.strip_prefix(ATTRIBUTE).ok_or(UnknownName)?;
                let fits = (1..=Self::LONGEST_ATTRIBUTE).contains(&name.chars().count());
                fits.then(|| Self::Attribute(name.to_owned())).ok_or(UnknownName)?
            }
        })
    }
}

impl Serialize for EventField {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for EventField {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl EventKind {
    /// Whether automations offer it. What only begins something is left to what follows from it.
    #[must_use]
    pub const fn can_trigger(self) -> bool {
        !matches!(
            self,
            Self::LinkRequested
                | Self::LinkCopied
                | Self::NewPasswordRequested
                | Self::SignedInToChoose
                | Self::Unlocked
                | Self::SessionsEnded
                | Self::ChangeRequired
                | Self::CallerVerified
        )
    }

    /// What it can be filtered by, in the order in which a form offers it. [`Self::External`] has attributes besides, under
    /// names that other systems choose.
    #[must_use]
    pub const fn fields(self) -> &'static [EventField] {
        use EventField::{Automation, By, Credential, How, Job, Kind, Reply, Template, Through};
        match self {
            Self::SignedIn => &[Through, Credential],
            Self::SignInFailed | Self::Locked => &[Through],
            Self::PasswordChanged => &[How, By],
            Self::LinkSent | Self::NewPasswordSent => &[By, Reply],
            Self::MailFailed => &[Template, Reply],
            Self::NotMe => &[Template],
            Self::ImportFinished | Self::BulkFinished => &[Job, By],
            Self::AutomationFinished => &[Automation],
            Self::External => &[Kind, By],
            Self::UserCreated
            | Self::Activated
            | Self::Deactivated
            | Self::EmailChanged
            | Self::LinkRequested
            | Self::LinkExpired
            | Self::NewPasswordRequested
            | Self::NewPasswordExpired
            | Self::TemporaryPasswordSet
            | Self::ChangeRequired
            | Self::LinkCopied
            | Self::Unlocked
            | Self::SessionsEnded
            | Self::SecondFactorSetUp
            | Self::SecondFactorRemoved
            | Self::RecoveryCodeUsed
            | Self::CallerVerified => &[By],
            Self::LinkUsed
            | Self::TemporaryPasswordExpired
            | Self::PasswordAge
            | Self::NoSignIn
            | Self::Schedule
            | Self::SignedInToChoose
            | Self::SecondFactorFailed => &[],
        }
    }

    /// Whether it is about somebody whom a job could be done for.
    #[must_use]
    pub const fn has_users(self) -> bool {
        !matches!(self, Self::Schedule)
    }

    /// Whether it says of what came to its end how that went.
    #[must_use]
    pub const fn has_success(self) -> bool {
        matches!(self, Self::ImportFinished | Self::BulkFinished | Self::AutomationFinished)
    }

    /// Whether it counts something: failures in a row, or days.
    #[must_use]
    pub const fn has_number(self) -> bool {
        matches!(self, Self::SignInFailed | Self::Locked | Self::PasswordAge | Self::NoSignIn)
    }
}

/// All that there is to match an event by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventFacts {
    /// What happened.
    pub kind: EventKind,
    /// When.
    pub at: Timestamp,
    /// Whom it is about: mostly one, several or nobody in an external event, nobody in a schedule.
    pub users: Vec<UserId>,
    /// What is known of it, each field at most once.
    pub facts: Vec<(EventField, String)>,
    /// How it ended, where [`EventKind::has_success`].
    pub success: Option<bool>,
    /// Failures in a row, or days, where [`EventKind::has_number`].
    pub number: Option<i64>,
}

impl EventFacts {
    /// What is known under a field.
    #[must_use]
    pub fn fact(&self, field: &EventField) -> Option<&str> {
        self.facts.iter().find(|(known, _)| known == field).map(|(_, value)| value.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_one_name() {
        let named = |field: EventField, name: &str| {
            assert_eq!(serde_json::to_value(&field).unwrap(), name);
            assert_eq!(name.parse::<EventField>().unwrap(), field);
        };
        named(EventField::Through, "through");
        named(EventField::Attribute("building.floor".to_owned()), "attribute.building.floor");
        for kind in EventKind::ALL {
            kind.fields().iter().for_each(|field| named(field.clone(), &field.to_string()));
        }
        for wrong in ["", "attribute.", "building", &format!("attribute.{}", "x".repeat(65))] {
            assert!(wrong.parse::<EventField>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_only_begins_something_starts_no_automation() {
        let silent: Vec<_> = EventKind::ALL.iter().filter(|kind| !kind.can_trigger()).map(|kind| kind.as_str()).collect();
        let begun = ["link-requested", "new-password-requested", "change-required"];
        assert_eq!(
            silent,
            [&begun[..], &["link-copied", "signed-in-to-choose", "unlocked", "sessions-ended", "caller-verified"]].concat()
        );
    }
}
