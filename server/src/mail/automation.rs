//! What mails by and about automations say.

use super::text::{lines, one_line};
use super::variables::{Fields, SAMPLE_TIME};
use super::words;
use app::model::{EventKind, Locale, PauseReason, Span, Timestamp};
use app::words::Words;

const SAMPLE_URL: &str = "https://desk.northwind.example/automations/0190163d-8694-739b-aea5-966c26f8ad91";

/// What an automation says to those whom it is to notify.
#[derive(Clone, Debug)]
pub struct AutomationNotice {
    /// The automation's name.
    pub automation: String,
    /// What happened.
    pub event: EventKind,
    /// When.
    pub happened_at: Timestamp,
    /// The names of those whom it is about; may be empty.
    pub people: Vec<String>,
    /// What the job says, in lines.
    pub message: String,
}

/// An automation that pauses.
#[derive(Clone, Debug)]
pub struct AutomationPaused {
    /// Its name.
    pub automation: String,
    /// Why it pauses.
    pub reason: PauseReason,
    /// The address of its page.
    pub automation_url: String,
}

/// An automation whose time frame ends soon.
#[derive(Clone, Debug)]
pub struct AutomationEnding {
    /// Its name.
    pub automation: String,
    /// When its time frame ends.
    pub ends_at: Timestamp,
    /// The address of its page.
    pub automation_url: String,
}

impl AutomationNotice {
    pub(super) fn sample() -> Self {
        Self {
            automation: "Locked accounts".to_owned(),
            event: EventKind::Locked,
            happened_at: SAMPLE_TIME,
            people: vec!["Zoë Müller".to_owned(), "Sarah Cohen".to_owned()],
            message: "Please call them back on the number in the directory.\nAsk first whether it was them.".to_owned(),
        }
    }

    pub(super) fn fields(&self, zone: &str, locale: Locale) -> Fields<'_> {
        Fields::AutomationNotice {
            automation: one_line(&self.automation),
            event: Words::of(locale).events.event(self.event),
            happened: words::moment(self.happened_at, zone, locale),
            people: one_line(&self.people.join(", ")),
            message: lines(&self.message),
        }
    }
}

impl AutomationPaused {
    pub(super) fn sample() -> Self {
        Self { automation: "Locked accounts".to_owned(), reason: PauseReason::Cap, automation_url: SAMPLE_URL.to_owned() }
    }

    pub(super) fn fields(&self, locale: Locale) -> Fields<'_> {
        Fields::AutomationPaused {
            automation: one_line(&self.automation),
            reason: Words::of(locale).automation_names.why_paused(self.reason),
            automation_url: &self.automation_url,
        }
    }
}

impl AutomationEnding {
    pub(super) fn sample() -> Self {
        Self {
            automation: "Locked accounts".to_owned(),
            ends_at: SAMPLE_TIME + Span::days(30),
            automation_url: SAMPLE_URL.to_owned(),
        }
    }

    pub(super) fn fields(&self, zone: &str, locale: Locale) -> Fields<'_> {
        Fields::AutomationEnding {
            automation: one_line(&self.automation),
            ends_at: words::moment(self.ends_at, zone, locale),
            automation_url: &self.automation_url,
        }
    }
}
