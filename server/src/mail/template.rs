//! The templates that come with the program.

use app::{
    model::{Locale, TemplateKey, TemplateText},
    rules::templates::tidy,
};

/// The sources of one template in one language. The layout around the two bodies is [`layout`](super::layout)'s.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    /// One line; it cannot use secrets.
    pub(super) subject: &'a str,
    /// One line per paragraph: lines are wrapped after rendering.
    pub(super) text: &'a str,
    /// Paragraphs, without head or body tags.
    pub(super) html: &'a str,
    /// Why the recipient gets this mail: one sentence, no variables.
    pub(super) reason: &'static str,
}

macro_rules! source {
    ($folder:literal) => {
        Source {
            subject: include_str!(concat!("builtin/", $folder, "/subject.txt")),
            text: include_str!(concat!("builtin/", $folder, "/body.txt")),
            html: include_str!(concat!("builtin/", $folder, "/body.html")),
            reason: include_str!(concat!("builtin/", $folder, "/reason.txt")),
        }
    };
}

/// The built-in sources.
pub(super) const fn builtin(key: TemplateKey, locale: Locale) -> Source<'static> {
    match (key, locale) {
        (TemplateKey::PasswordChangeLink, Locale::En) => source!("password-change-link/en"),
        (TemplateKey::PasswordChangeLink, Locale::De) => source!("password-change-link/de"),
        (TemplateKey::AccessInfo, Locale::En) => source!("access-info/en"),
        (TemplateKey::AccessInfo, Locale::De) => source!("access-info/de"),
        (TemplateKey::CallerCode, Locale::En) => source!("caller-code/en"),
        (TemplateKey::CallerCode, Locale::De) => source!("caller-code/de"),
        (TemplateKey::TemporaryPasswordSet, Locale::En) => source!("temporary-password-set/en"),
        (TemplateKey::TemporaryPasswordSet, Locale::De) => source!("temporary-password-set/de"),
        (TemplateKey::PasswordChanged, Locale::En) => source!("password-changed/en"),
        (TemplateKey::PasswordChanged, Locale::De) => source!("password-changed/de"),
        (TemplateKey::SecondFactorChanged, Locale::En) => source!("second-factor-changed/en"),
        (TemplateKey::SecondFactorChanged, Locale::De) => source!("second-factor-changed/de"),
        (TemplateKey::EmailConfirmed, Locale::En) => source!("email-confirmed/en"),
        (TemplateKey::EmailConfirmed, Locale::De) => source!("email-confirmed/de"),
        (TemplateKey::EmailChanged, Locale::En) => source!("email-changed/en"),
        (TemplateKey::EmailChanged, Locale::De) => source!("email-changed/de"),
        (TemplateKey::NotMeReported, Locale::En) => source!("not-me-reported/en"),
        (TemplateKey::NotMeReported, Locale::De) => source!("not-me-reported/de"),
        (TemplateKey::AutomationNotice, Locale::En) => source!("automation-notice/en"),
        (TemplateKey::AutomationNotice, Locale::De) => source!("automation-notice/de"),
        (TemplateKey::AutomationPaused, Locale::En) => source!("automation-paused/en"),
        (TemplateKey::AutomationPaused, Locale::De) => source!("automation-paused/de"),
        (TemplateKey::AutomationEnding, Locale::En) => source!("automation-ending/en"),
        (TemplateKey::AutomationEnding, Locale::De) => source!("automation-ending/de"),
        (TemplateKey::Approval, Locale::En) => source!("approval/en"),
        (TemplateKey::Approval, Locale::De) => source!("approval/de"),
        (TemplateKey::Test, Locale::En) => source!("test/en"),
        (TemplateKey::Test, Locale::De) => source!("test/de"),
    }
}

impl<'a> Source<'a> {
    /// The words of the house, with the reason that the built-in template gives.
    pub(super) fn own(text: &'a TemplateText, key: TemplateKey, locale: Locale) -> Self {
        Self { subject: &text.subject, text: &text.text, html: &text.html, reason: builtin(key, locale).reason }
    }
}

/// What came with the program, as it can be edited.
#[must_use]
pub fn builtin_text(key: TemplateKey, locale: Locale) -> TemplateText {
    let Source { subject, text, html, .. } = builtin(key, locale);
    tidy(&TemplateText { subject: subject.to_owned(), html: html.to_owned(), text: text.to_owned() })
}
