//! The mails' templates, as the Template Manager shows them.

use super::{Locale, Moment};
use serde::{Deserialize, Serialize};

text_enum!(
    /// A kind of mail. A new one is declared here; the compiler then asks for the rest: its variables
    /// (`rules::templates::variables`), its name and use in words (`words::Templates`), its sources and its sample
    /// (`mail::template` and `mail::variables` in the server).
    TemplateKey {
        /// A link and a code with which the recipient chooses a new password.
        PasswordChangeLink = "password-change-link",
        /// A password that Latchkey made, and how to sign in with it.
        AccessInfo = "access-info",
        /// A code to be read out to the help desk on the telephone.
        CallerCode = "caller-code",
        /// The notice that an administrator set a temporary password.
        TemporaryPasswordSet = "temporary-password-set",
        /// The notice that the recipient's password was changed.
        PasswordChanged = "password-changed",
        /// The notice that the recipient's second factors changed.
        SecondFactorChanged = "second-factor-changed",
        /// The notice, to the new address, that the recipient's mail comes there now.
        EmailConfirmed = "email-confirmed",
        /// The notice, to the old address, that the recipient's mail goes elsewhere now.
        EmailChanged = "email-changed",
        /// The notice, to administrators, that somebody said of a notice of theirs: this wasn't me.
        NotMeReported = "not-me-reported",
        /// What an automation says to those whom it is to notify.
        AutomationNotice = "automation-notice",
        /// The notice, to its owner and to administrators, that an automation pauses.
        AutomationPaused = "automation-paused",
        /// The notice that an automation's time frame ends soon.
        AutomationEnding = "automation-ending",
        /// The notice, to administrators, about what waits for a second one, and what became of it.
        Approval = "approval",
        /// The mail with which an administrator tests the mail server.
        Test = "test",
    }
);

impl TemplateKey {
    /// Whether it tells an owner what happened to their account, so that they can say: this wasn't me. The notice to a new
    /// address is none: whoever reads there may be a stranger.
    #[must_use]
    pub const fn is_notice(self) -> bool {
        matches!(self, Self::PasswordChanged | Self::SecondFactorChanged | Self::EmailChanged | Self::TemporaryPasswordSet)
    }
}

text_enum!(
    /// How a template stands in one language.
    TemplateState {
        /// As it came with Latchkey.
        BuiltIn = "built-in",
        /// With words of the house.
        Changed = "changed",
        /// As it came, although the house has changed it in another language.
        Behind = "behind",
        /// Changed, but could not be filled when a mail was due: the built-in text was sent instead.
        Broken = "broken",
    }
);

text_enum!(
    /// How a preview shows a mail.
    PreviewLook {
        /// The HTML part, light.
        Html = "html",
        /// The text part.
        Text = "text",
        /// The HTML part, as wide as a telephone.
        Phone = "phone",
        /// The HTML part, dark.
        Dark = "dark",
    }
);

/// What can be edited of a template in one language. Lines end with `\n`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateText {
    /// One line.
    pub subject: String,
    /// Paragraphs of HTML, without head or body tags.
    pub html: String,
    /// The text part: a line per paragraph.
    pub text: String,
}

impl TemplateText {
    /// The parts with their fields' names, in the order of the form.
    #[must_use]
    pub fn parts(&self) -> [(&'static str, &str); 3] {
        [("subject", &self.subject), ("html", &self.html), ("text", &self.text)]
    }
}

/// One line of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateRow {
    /// Which.
    pub key: TemplateKey,
    /// How it stands in each language.
    pub languages: Vec<(Locale, TemplateState)>,
    /// Who changed it last, in any language, by the name they had, and when.
    pub changed: Option<(String, Moment)>,
}

/// A saved text that could not be filled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Breakage {
    /// Since when.
    pub at: Moment,
    /// What was wrong: part, line and the template engine's words, without values.
    pub why: String,
}

/// Everything the editor shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateView {
    /// Which.
    pub key: TemplateKey,
    /// In which language.
    pub language: Locale,
    /// How it stands in each language.
    pub languages: Vec<(Locale, TemplateState)>,
    /// The latest version, to be sent back when saving; 0 when nobody has saved any.
    pub version: i64,
    /// The text that mails are made of now.
    pub text: TemplateText,
    /// Who saved that version, by the name they had, and when.
    pub saved: Option<(String, Moment)>,
    /// Why mails do not use it, where it could not be filled.
    pub breakage: Option<Breakage>,
    /// An example of each variable's value, in the template's language.
    pub examples: Vec<(String, String)>,
    /// Whether the reader may change it.
    pub can_edit: bool,
}

/// Saves a text; refused when somebody else did meanwhile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveTemplate {
    /// Which.
    pub key: TemplateKey,
    /// In which language.
    pub language: Locale,
    /// The version that was edited.
    pub version: i64,
    /// What it should say.
    pub text: TemplateText,
}

/// Makes an earlier text the latest version again; refused when somebody else saved meanwhile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestoreTemplate {
    /// Which.
    pub key: TemplateKey,
    /// In which language.
    pub language: Locale,
    /// The version that was the latest.
    pub version: i64,
    /// The version to go back to; 0 is the built-in text.
    pub to: i64,
}

/// Asks for a template's history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateQuery {
    /// Which.
    pub key: TemplateKey,
    /// In which language.
    pub language: Locale,
    /// Two versions to compare, the earlier first; 0 is the built-in text. The latest with the one before when absent.
    pub compare: Option<(i64, i64)>,
}

/// Where a version came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum VersionOrigin {
    /// It was written.
    Saved,
    /// It is this earlier one again.
    Restored(i64),
    /// It is the built-in text again.
    Reset,
}

/// One version, as the history lists it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateVersion {
    /// Counted from 1.
    pub version: i64,
    /// When it was saved.
    pub at: Moment,
    /// By whom, by the name they had.
    pub by: String,
    /// Where it came from.
    pub origin: VersionOrigin,
}

/// What became of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LineChange {
    /// In both.
    Same,
    /// In the later one only.
    Added,
    /// In the earlier one only.
    Removed,
}

/// Two versions, compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// The earlier; 0 is the built-in text.
    pub from: i64,
    /// The later.
    pub to: i64,
    /// The parts that differ, by their fields' names, line by line.
    pub parts: Vec<(String, Vec<(LineChange, String)>)>,
}

/// A template's versions in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateHistory {
    /// Which.
    pub key: TemplateKey,
    /// In which language.
    pub language: Locale,
    /// Latest first.
    pub versions: Vec<TemplateVersion>,
    /// Two of them; absent while nobody has saved any.
    pub comparison: Option<Comparison>,
    /// Whether the reader may restore one.
    pub can_edit: bool,
}

impl TemplateHistory {
    /// The latest version; 0 when nobody has saved any.
    #[must_use]
    pub fn latest(&self) -> i64 {
        self.versions.first().map_or(0, |version| version.version)
    }
}

/// Sends a text, saved or not, to the caller as a mail with sample values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TryTemplate {
    /// Which.
    pub key: TemplateKey,
    /// In which language.
    pub language: Locale,
    /// What it says.
    pub text: TemplateText,
}
