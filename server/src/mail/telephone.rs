//! What mails say about help on the telephone: a code to be read out, and that a temporary password was set.

use super::{
    text::one_line,
    variables::{Fields, SAMPLE_TIME},
    words,
};
use app::model::{Locale, Span, Timestamp};
use secrecy::{ExposeSecret, SecretString};

/// A code that its reader reads out to the help desk on the telephone.
#[derive(Clone, Debug)]
pub struct CallerCode {
    /// The administrator who asked for it.
    pub requested_by: String,
    /// The code in its groups, as it is shown.
    pub code: SecretString,
    /// Until when it works.
    pub expires_at: Timestamp,
    /// For how long it works from now on.
    pub life: Span,
}

/// A temporary password that an administrator set; never the password.
#[derive(Clone, Debug)]
pub struct TemporaryPasswordSet {
    /// The administrator.
    pub set_by: String,
    /// When.
    pub set_at: Timestamp,
    /// What both sides call it on the telephone.
    pub ticket: String,
    /// Until when the password works.
    pub expires_at: Timestamp,
}

impl CallerCode {
    pub(super) fn sample() -> Self {
        Self {
            requested_by: "Mara Vogt".to_owned(),
            code: "0123-4567".to_owned().into(),
            expires_at: SAMPLE_TIME,
            life: Span::minutes(10),
        }
    }

    pub(super) fn fields(&self, zone: &str, locale: Locale) -> Fields<'_> {
        Fields::CallerCode {
            requested_by: one_line(&self.requested_by),
            caller_code: self.code.expose_secret(),
            expires_at: words::moment(self.expires_at, zone, locale),
            life: words::duration(self.life, locale),
        }
    }
}

impl TemporaryPasswordSet {
    pub(super) fn sample() -> Self {
        Self {
            set_by: "Mara Vogt".to_owned(),
            set_at: SAMPLE_TIME,
            ticket: "K7M-4QX".to_owned(),
            expires_at: SAMPLE_TIME + Span::hours(24),
        }
    }

    pub(super) fn fields(&self, zone: &str, locale: Locale) -> Fields<'_> {
        Fields::TemporaryPasswordSet {
            set_by: one_line(&self.set_by),
            set: words::moment(self.set_at, zone, locale),
            ticket: &self.ticket,
            expires_at: words::moment(self.expires_at, zone, locale),
        }
    }
}
