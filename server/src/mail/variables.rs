//! What a mail says: the variables of each template, typed.

use super::approval::ApprovalNotice;
use super::automation::{AutomationEnding, AutomationNotice, AutomationPaused};
use super::credentials::{PasswordChanged, SecondFactorChanged};
use super::telephone::{CallerCode, TemporaryPasswordSet};
use super::text::one_line;
use super::words;
use app::model::{Locale, MessageKind, Span, TemplateKey, Timestamp};
use app::rules::code;
use app::words::Words;
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;

/// Saturday, 21 November 2026, 13:32 UTC: the time in samples.
pub(super) const SAMPLE_TIME: Timestamp = Timestamp(1_795_267_920_000_000);

/// The secret in samples.
const SAMPLE_CODE: &str = "0123456789ABCDEFGHJKMNPQRS";

/// Everything a mail says that is not in its template. Values are given raw: rendering makes them harmless.
#[derive(Clone, Debug)]
pub struct Variables {
    /// The organisation's name.
    pub organisation: String,
    /// Whom to turn to: e-mail address, telephone number, URL or words, as given in the settings. May be empty.
    pub support_contact: String,
    /// The recipient's name.
    pub display_name: String,
    /// The recipient's user name.
    pub user_name: String,
    /// IANA name of the zone in which the recipient reads times.
    pub time_zone: String,
    /// The address, with its secret, where the recipient can say "this wasn't me"; for notices alone.
    pub not_me: Option<SecretString>,
    /// Scheme, host and port where people reach Latchkey.
    pub site_url: String,
    /// What this mail is about.
    pub details: Details,
}

/// The variables that one template alone has.
#[derive(Clone, Debug)]
pub enum Details {
    /// For [`TemplateKey::PasswordChangeLink`].
    PasswordChangeLink(PasswordChangeLink),
    /// For [`TemplateKey::AccessInfo`].
    AccessInfo(AccessInfo),
    /// For [`TemplateKey::CallerCode`].
    CallerCode(CallerCode),
    /// For [`TemplateKey::TemporaryPasswordSet`].
    TemporaryPasswordSet(TemporaryPasswordSet),
    /// For [`TemplateKey::PasswordChanged`].
    PasswordChanged(PasswordChanged),
    /// For [`TemplateKey::SecondFactorChanged`].
    SecondFactorChanged(SecondFactorChanged),
    /// For [`TemplateKey::EmailConfirmed`].
    EmailConfirmed(EmailChange),
    /// For [`TemplateKey::EmailChanged`].
    EmailChanged(EmailChange),
    /// For [`TemplateKey::NotMeReported`].
    NotMeReported(NotMeReported),
    /// For [`TemplateKey::AutomationNotice`].
    AutomationNotice(AutomationNotice),
    /// For [`TemplateKey::AutomationPaused`].
    AutomationPaused(AutomationPaused),
    /// For [`TemplateKey::AutomationEnding`].
    AutomationEnding(AutomationEnding),
    /// For [`TemplateKey::Approval`].
    Approval(ApprovalNotice),
    /// For [`TemplateKey::Test`]: when it was asked for.
    Test(Timestamp),
}

/// A link with which to choose a password.
#[derive(Clone, Debug)]
pub struct PasswordChangeLink {
    /// The administrator who sent it; `None` when the recipient asked for it.
    pub requested_by: Option<String>,
    /// The whole address with the secret in its path.
    pub link: SecretString,
    /// The secret, 26 characters; the mail shows it in groups.
    pub code: SecretString,
    /// The public page where the code can be typed.
    pub change_url: String,
    /// Until when the secret works.
    pub expires_at: Timestamp,
    /// For how long it works from now on.
    pub life: Span,
}

/// A password that Latchkey made, and how to sign in with it.
#[derive(Clone, Debug)]
pub struct AccessInfo {
    /// The administrator who asked for it; `None` when Latchkey did by itself.
    pub requested_by: Option<String>,
    /// The password in its groups, as it is shown.
    pub password: SecretString,
    /// What both sides call it on the telephone.
    pub ticket: String,
    /// Until when the password works.
    pub expires_at: Timestamp,
    /// For how long it works from now on.
    pub life: Span,
    /// Whether the old password works until this one is used.
    pub old_works: bool,
}

/// An e-mail address that was changed. Neither mail names the other address: its reader may be a stranger.
#[derive(Clone, Debug)]
pub struct EmailChange {
    /// When.
    pub changed_at: Timestamp,
    /// The administrator who changed it, if it was one.
    pub changed_by: Option<String>,
}

/// A report by the owner of an account: this wasn't me.
#[derive(Clone, Debug)]
pub struct NotMeReported {
    /// The owner's name.
    pub account_name: String,
    /// Their user name.
    pub account_user_name: String,
    /// What they had been told.
    pub about: MessageKind,
    /// When that happened.
    pub happened_at: Timestamp,
    /// When they reported it.
    pub reported_at: Timestamp,
    /// From which network address.
    pub client_address: String,
    /// Second factors that were added lately, and when: passkeys by their names, or an authenticator app.
    pub new_factors: Vec<(Option<String>, Timestamp)>,
    /// The address of their record.
    pub record_url: String,
}

impl Variables {
    /// The template these variables are for.
    #[must_use]
    pub const fn template(&self) -> TemplateKey {
        match self.details {
            Details::PasswordChangeLink(_) => TemplateKey::PasswordChangeLink,
            Details::AccessInfo(_) => TemplateKey::AccessInfo,
            Details::CallerCode(_) => TemplateKey::CallerCode,
            Details::TemporaryPasswordSet(_) => TemplateKey::TemporaryPasswordSet,
            Details::PasswordChanged(_) => TemplateKey::PasswordChanged,
            Details::SecondFactorChanged(_) => TemplateKey::SecondFactorChanged,
            Details::EmailConfirmed(_) => TemplateKey::EmailConfirmed,
            Details::EmailChanged(_) => TemplateKey::EmailChanged,
            Details::NotMeReported(_) => TemplateKey::NotMeReported,
            Details::AutomationNotice(_) => TemplateKey::AutomationNotice,
            Details::AutomationPaused(_) => TemplateKey::AutomationPaused,
            Details::AutomationEnding(_) => TemplateKey::AutomationEnding,
            Details::Approval(_) => TemplateKey::Approval,
            Details::Test(_) => TemplateKey::Test,
        }
    }

    /// Made-up variables, for previews and tests. The link leads nowhere.
    #[must_use]
    pub fn sample(template: TemplateKey) -> Self {
        let details = match template {
            TemplateKey::PasswordChangeLink => Details::PasswordChangeLink(PasswordChangeLink::sample()),
            TemplateKey::AccessInfo => Details::AccessInfo(AccessInfo::sample()),
            TemplateKey::CallerCode => Details::CallerCode(CallerCode::sample()),
            TemplateKey::TemporaryPasswordSet => Details::TemporaryPasswordSet(TemporaryPasswordSet::sample()),
            TemplateKey::PasswordChanged => Details::PasswordChanged(PasswordChanged::sample()),
            TemplateKey::SecondFactorChanged => Details::SecondFactorChanged(SecondFactorChanged::sample()),
            TemplateKey::EmailConfirmed => Details::EmailConfirmed(EmailChange::sample()),
            TemplateKey::EmailChanged => Details::EmailChanged(EmailChange::sample()),
            TemplateKey::NotMeReported => Details::NotMeReported(NotMeReported::sample()),
            TemplateKey::AutomationNotice => Details::AutomationNotice(AutomationNotice::sample()),
            TemplateKey::AutomationPaused => Details::AutomationPaused(AutomationPaused::sample()),
            TemplateKey::AutomationEnding => Details::AutomationEnding(AutomationEnding::sample()),
            TemplateKey::Approval => Details::Approval(ApprovalNotice::sample()),
            TemplateKey::Test => Details::Test(SAMPLE_TIME),
        };
        Self {
            organisation: "Northwind".to_owned(),
            support_contact: "+49 30 5550 100, help@northwind.example".to_owned(),
            display_name: "Jonas Feld".to_owned(),
            user_name: "jfeld".to_owned(),
            time_zone: "Europe/Berlin".to_owned(),
            site_url: "https://desk.northwind.example".to_owned(),
            not_me: template.is_notice().then(|| format!("https://desk.northwind.example/not-me/{SAMPLE_CODE}").into()),
            details,
        }
    }

    /// Made-up variables in which everything is unknown that may be.
    #[must_use]
    pub fn bare_sample(template: TemplateKey) -> Self {
        let mut sample = Self::sample(template);
        match &mut sample.details {
            Details::PasswordChangeLink(details) => details.requested_by = None,
            Details::PasswordChanged(details) => (details.client_address, details.browser) = (None, None),
            Details::SecondFactorChanged(details) => {
                (details.changed_by, details.client_address, details.browser) = (None, None, None);
            }
            Details::EmailConfirmed(details) | Details::EmailChanged(details) => details.changed_by = None,
            Details::AccessInfo(details) => details.requested_by = None,
            Details::AutomationNotice(details) => details.people.clear(),
            Details::NotMeReported(details) => details.new_factors.clear(),
            Details::TemporaryPasswordSet(_)
            | Details::CallerCode(_)
            | Details::AutomationPaused(_)
            | Details::AutomationEnding(_)
            | Details::Approval(_)
            | Details::Test(_) => {}
        }
        Self { support_contact: String::new(), ..sample }
    }

    /// Every variable that the bodies see and its value, but for those that are unknown. It exposes the secrets.
    pub(super) fn values(&self, locale: Locale) -> Vec<(String, String)> {
        let Ok(serde_json::Value::Object(fields)) = serde_json::to_value(self.full(locale)) else { return Vec::new() };
        fields.into_iter().filter_map(|(name, value)| Some((name, value.as_str()?.to_owned()))).collect()
    }

    /// The secrets among them, as they appear in the mail.
    pub(super) fn secrets(&self) -> Vec<SecretString> {
        let not_me = self.not_me.iter().flat_map(|link| [link.clone(), last_part(link)]);
        let own = match &self.details {
            Details::PasswordChangeLink(details) => {
                vec![details.link.clone(), details.code.clone(), code::grouped(details.code.expose_secret()).into()]
            }
            Details::AccessInfo(details) => as_quoted(details.password.expose_secret()),
            Details::CallerCode(details) => as_quoted(details.code.expose_secret()),
            _ => Vec::new(),
        };
        own.into_iter().chain(not_me).collect()
    }

    /// What the subject may use: no secret, since subjects are shown on locked screens and kept in logs.
    pub(super) fn open(&self, locale: Locale) -> Open {
        Open {
            organisation: self.organisation(),
            contact: self.contact(locale),
            display_name: one_line(&self.display_name),
            user_name: one_line(&self.user_name),
            site_url: one_line(&self.site_url),
        }
    }

    /// What the bodies may use. It exposes the secrets and lives only while they are rendered.
    pub(super) fn full(&self, locale: Locale) -> Full<'_> {
        let details = match &self.details {
            Details::PasswordChangeLink(details) => details.fields(&self.time_zone, locale),
            Details::AccessInfo(details) => details.fields(&self.time_zone, locale),
            Details::CallerCode(details) => details.fields(&self.time_zone, locale),
            Details::TemporaryPasswordSet(details) => details.fields(&self.time_zone, locale),
            Details::PasswordChanged(details) => details.fields(&self.time_zone, locale),
            Details::SecondFactorChanged(details) => details.fields(&self.time_zone, locale),
            Details::EmailConfirmed(details) | Details::EmailChanged(details) => details.fields(&self.time_zone, locale),
            Details::NotMeReported(details) => details.fields(&self.time_zone, locale),
            Details::AutomationNotice(details) => details.fields(&self.time_zone, locale),
            Details::AutomationPaused(details) => details.fields(locale),
            Details::AutomationEnding(details) => details.fields(&self.time_zone, locale),
            Details::Approval(details) => details.fields(locale),
            Details::Test(asked_at) => Fields::Test { asked: words::moment(*asked_at, &self.time_zone, locale) },
        };
        Full { open: self.open(locale), not_me: self.not_me.as_ref().map(ExposeSecret::expose_secret), details }
    }

    /// The organisation's name, harmless.
    pub(super) fn organisation(&self) -> String {
        one_line(&self.organisation)
    }

    /// Whom to turn to, in words that fit behind a colon.
    pub(super) fn contact(&self, locale: Locale) -> String {
        let contact = one_line(&self.support_contact);
        let organisation = self.organisation();
        match locale {
            _ if !contact.is_empty() => contact,
            Locale::En => format!("your administrators at {organisation}"),
            Locale::De => format!("die Administration von {organisation}"),
        }
    }
}

impl PasswordChangeLink {
    fn sample() -> Self {
        let code = SAMPLE_CODE;
        Self {
            requested_by: Some("Mara Vogt".to_owned()),
            link: format!("https://desk.northwind.example/change-password/{code}").into(),
            code: code.into(),
            change_url: "https://desk.northwind.example/change-password".to_owned(),
            expires_at: SAMPLE_TIME,
            life: Span::minutes(60),
        }
    }

    fn fields(&self, zone: &str, locale: Locale) -> Fields<'_> {
        Fields::PasswordChangeLink {
            requested_by: self.requested_by.as_deref().map(one_line),
            link: self.link.expose_secret(),
            code: code::grouped(self.code.expose_secret()),
            change_url: &self.change_url,
            expires_at: words::moment(self.expires_at, zone, locale),
            life: words::duration(self.life, locale),
        }
    }
}

/// A password or a code as a mail server's reply may quote it: in its groups, and without what is between them.
fn as_quoted(password: &str) -> Vec<SecretString> {
    let bare: String = password.chars().filter(|c| c.is_alphanumeric()).collect();
    vec![password.to_owned().into(), bare.into()]
}

impl AccessInfo {
    fn sample() -> Self {
        Self {
            requested_by: Some("Mara Vogt".to_owned()),
            password: "0123-4567-89AB-CDEF-GHJK-MNPQ".to_owned().into(),
            ticket: "K7M-4QX".to_owned(),
            expires_at: SAMPLE_TIME,
            life: Span::hours(24),
            old_works: false,
        }
    }

    fn fields(&self, zone: &str, locale: Locale) -> Fields<'_> {
        Fields::AccessInfo {
            requested_by: self.requested_by.as_deref().map(one_line),
            password: self.password.expose_secret(),
            ticket: &self.ticket,
            expires_at: words::moment(self.expires_at, zone, locale),
            life: words::duration(self.life, locale),
            old_password: words::old_password(self.old_works, locale),
        }
    }
}

impl EmailChange {
    fn sample() -> Self {
        Self { changed_at: SAMPLE_TIME, changed_by: Some("Mara Vogt".to_owned()) }
    }

    fn fields(&self, zone: &str, locale: Locale) -> Fields<'_> {
        Fields::EmailChange {
            changed: words::moment(self.changed_at, zone, locale),
            changed_by: self.changed_by.as_deref().map(one_line),
        }
    }
}

impl NotMeReported {
    fn sample() -> Self {
        Self {
            account_name: "Zoë Müller".to_owned(),
            account_user_name: "zmueller".to_owned(),
            about: MessageKind::PasswordChanged,
            happened_at: SAMPLE_TIME,
            reported_at: SAMPLE_TIME,
            client_address: "192.0.2.7".to_owned(),
            new_factors: vec![(Some("Work laptop".to_owned()), SAMPLE_TIME)],
            record_url: "https://desk.northwind.example/users/0190163d-8694-739b-aea5-966c26f8ad91".to_owned(),
        }
    }

    fn fields(&self, zone: &str, locale: Locale) -> Fields<'_> {
        Fields::NotMeReported {
            account_name: one_line(&self.account_name),
            account_user_name: one_line(&self.account_user_name),
            about: Words::of(locale).messages.kind(self.about),
            happened: words::moment(self.happened_at, zone, locale),
            reported: words::moment(self.reported_at, zone, locale),
            client: one_line(&self.client_address),
            new_factors: super::credentials::named(&self.new_factors, zone, locale),
            record_url: &self.record_url,
        }
    }
}

/// A secret as it stands alone, out of the address that ends with it.
fn last_part(link: &SecretString) -> SecretString {
    link.expose_secret().rsplit('/').next().unwrap_or_default().into()
}

/// The variables every part of a template sees.
#[derive(Serialize)]
pub(super) struct Open {
    organisation: String,
    contact: String,
    display_name: String,
    user_name: String,
    site_url: String,
}

/// The variables the bodies see.
#[derive(Serialize)]
pub(super) struct Full<'a> {
    #[serde(flatten)]
    open: Open,
    not_me: Option<&'a str>,
    #[serde(flatten)]
    details: Fields<'a>,
}

/// What one template's bodies see beside that.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Fields<'a> {
    PasswordChangeLink {
        requested_by: Option<String>,
        link: &'a str,
        code: String,
        change_url: &'a str,
        expires_at: String,
        life: String,
    },
    AccessInfo {
        requested_by: Option<String>,
        password: &'a str,
        ticket: &'a str,
        expires_at: String,
        life: String,
        old_password: &'static str,
    },
    CallerCode {
        requested_by: String,
        caller_code: &'a str,
        expires_at: String,
        life: String,
    },
    TemporaryPasswordSet {
        set_by: String,
        set: String,
        ticket: &'a str,
        expires_at: String,
    },
    PasswordChanged {
        changed: String,
        client: String,
    },
    SecondFactorChanged {
        change: &'static str,
        changed: String,
        changed_by: Option<String>,
        client: String,
    },
    EmailChange {
        changed: String,
        changed_by: Option<String>,
    },
    NotMeReported {
        account_name: String,
        account_user_name: String,
        about: &'static str,
        happened: String,
        reported: String,
        client: String,
        new_factors: Option<String>,
        record_url: &'a str,
    },
    AutomationNotice {
        automation: String,
        event: &'static str,
        happened: String,
        people: String,
        message: String,
    },
    AutomationPaused {
        automation: String,
        reason: &'static str,
        automation_url: &'a str,
    },
    AutomationEnding {
        automation: String,
        ends_at: String,
        automation_url: &'a str,
    },
    Approval {
        news: &'static str,
        deed: &'static str,
        account_name: String,
        asked_by: String,
        approvals_url: &'a str,
    },
    Test {
        asked: String,
    },
}
