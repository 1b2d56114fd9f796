//! The templates that come with the program.

use app::model::Locale;

/// A kind of mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TemplateKey {
    /// A link and a code with which the recipient chooses a new password.
    PasswordChangeLink,
    /// A password that Latchkey made, and how to sign in with it.
    AccessInfo,
    /// The notice that an administrator set a temporary password.
    TemporaryPasswordSet,
    /// The notice that the recipient's password was changed.
    PasswordChanged,
    /// The notice, to the new address, that the recipient's mail comes there now.
    EmailConfirmed,
    /// The notice, to the old address, that the recipient's mail goes elsewhere now.
    EmailChanged,
    /// The notice, to administrators, that somebody said of a notice of theirs: this wasn't me.
    NotMeReported,
    /// The mail with which an administrator tests the mail server.
    Test,
}

impl TemplateKey {
    /// Every template there is.
    pub const ALL: [Self; 8] = [
        Self::PasswordChangeLink,
        Self::AccessInfo,
        Self::TemporaryPasswordSet,
        Self::PasswordChanged,
        Self::EmailConfirmed,
        Self::EmailChanged,
        Self::NotMeReported,
        Self::Test,
    ];

    /// The name in the database, in addresses and in the source tree.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PasswordChangeLink => "password-change-link",
            Self::AccessInfo => "access-info",
            Self::TemporaryPasswordSet => "temporary-password-set",
            Self::PasswordChanged => "password-changed",
            Self::EmailConfirmed => "email-confirmed",
            Self::EmailChanged => "email-changed",
            Self::NotMeReported => "not-me-reported",
            Self::Test => "test",
        }
    }

    /// Whether it tells an owner what happened to their account, so that they can say: this wasn't me. The notice to a new
    /// address is none: whoever reads there may be a stranger.
    #[must_use]
    pub const fn is_notice(self) -> bool {
        matches!(self, Self::PasswordChanged | Self::EmailChanged | Self::TemporaryPasswordSet)
    }

    /// The template of that name, if there is one.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|key| key.as_str() == name)
    }
}

/// The sources of one template in one language. The layout around the two bodies is [`layout`](super::layout)'s.
#[derive(Clone, Copy)]
pub(super) struct Source {
    /// One line; it cannot use secrets.
    pub(super) subject: &'static str,
    /// One line per paragraph: lines are wrapped after rendering.
    pub(super) text: &'static str,
    /// Paragraphs, without head or body tags.
    pub(super) html: &'static str,
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
pub(super) const fn builtin(key: TemplateKey, locale: Locale) -> Source {
    match (key, locale) {
        (TemplateKey::PasswordChangeLink, Locale::En) => source!("password-change-link/en"),
        (TemplateKey::PasswordChangeLink, Locale::De) => source!("password-change-link/de"),
        (TemplateKey::AccessInfo, Locale::En) => source!("access-info/en"),
        (TemplateKey::AccessInfo, Locale::De) => source!("access-info/de"),
        (TemplateKey::TemporaryPasswordSet, Locale::En) => source!("temporary-password-set/en"),
        (TemplateKey::TemporaryPasswordSet, Locale::De) => source!("temporary-password-set/de"),
        (TemplateKey::PasswordChanged, Locale::En) => source!("password-changed/en"),
        (TemplateKey::PasswordChanged, Locale::De) => source!("password-changed/de"),
        (TemplateKey::EmailConfirmed, Locale::En) => source!("email-confirmed/en"),
        (TemplateKey::EmailConfirmed, Locale::De) => source!("email-confirmed/de"),
        (TemplateKey::EmailChanged, Locale::En) => source!("email-changed/en"),
        (TemplateKey::EmailChanged, Locale::De) => source!("email-changed/de"),
        (TemplateKey::NotMeReported, Locale::En) => source!("not-me-reported/en"),
        (TemplateKey::NotMeReported, Locale::De) => source!("not-me-reported/de"),
        (TemplateKey::Test, Locale::En) => source!("test/en"),
        (TemplateKey::Test, Locale::De) => source!("test/de"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back_to_their_templates() {
        for key in TemplateKey::ALL {
            assert_eq!(TemplateKey::parse(key.as_str()), Some(key));
        }
        assert_eq!(TemplateKey::parse("../password-changed"), None);
    }
}
