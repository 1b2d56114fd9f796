//! What the house decides for itself, kept in the database.

use super::{LinkLife, Locale, MailQueue, Moment, Safety, TemporaryLook};
use serde::{Deserialize, Serialize};

/// The settings that the page can change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HouseSettings {
    /// The organisation's name, in every mail and on every public page; at most 100 characters.
    pub organisation: String,
    /// Whom to turn to: an e-mail address, a telephone number, a web address or words; at most 200 characters.
    pub support_contact: String,
    /// The language of new users, and of pages where neither account nor browser asks for one.
    pub language: Locale,
    /// IANA time zone of new users.
    pub time_zone: String,
    /// Fewest characters of a password: 8 to 64 (NIST SP 800-63B-4 §3.1.1.2 asks for 15).
    pub password_min_length: i64,
    /// Minutes for which an administrator's link works unless they choose otherwise: 5 to 1,440.
    pub link_minutes: i64,
    /// Whether several users may have the same e-mail address.
    pub shared_emails: bool,
    /// What else holds for passwords and links.
    #[serde(default)]
    pub policy: AccessPolicy,
    /// How long what happened is kept.
    #[serde(default)]
    pub retention: Retention,
    /// What is asked for beyond a password.
    #[serde(default)]
    pub safety: Safety,
}

/// How long what happened is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Retention {
    /// Days for which messages are kept, with their tries: 30 to 3,650. Those that wait stay.
    pub message_days: i64,
    /// Days for which events and automations' ledgers are kept: 367 to 3,650, since automations remember for 366 days whom they
    /// met.
    pub history_days: i64,
    /// Days for which the audit trail is kept: 365 to 3,650.
    pub audit_days: i64,
    /// Days for which the problems of an import are kept, and one about which nobody decides: 1 to 90.
    pub import_days: i64,
    /// Hours for which an `Idempotency-Key` is known, and what was answered: 1 to 168.
    pub answer_hours: i64,
}

impl Default for Retention {
    fn default() -> Self {
        Self { message_days: 400, history_days: 400, audit_days: 1_096, import_days: 7, answer_hours: 24 }
    }
}

/// What holds for passwords and links, beside their length and usual life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AccessPolicy {
    /// Whether passwords that others use, or that fall to guessing, are refused.
    pub blocklist: bool,
    /// How many of the last passwords, the present one among them, cannot be chosen again: 0 to 24.
    pub remembered_passwords: i64,
    /// How passwords that are read out look.
    pub generated_look: TemporaryLook,
    /// The most minutes an administrator's link may work: 5 to 1,440 (NIST SP 800-63B-4 §4.2.1.2), no fewer than
    /// [`HouseSettings::link_minutes`].
    pub longest_link_minutes: i64,
    /// Minutes for which a link works that someone asked for themselves: 5 to 60 (WSTG-ATHN-09).
    pub self_service_minutes: i64,
    /// Hours for which a new password that was mailed works: 1 to 24 (ASVS 6.4.1).
    pub new_password_hours: i64,
    /// Hours for which a temporary password works: 1 to 24 (ASVS 6.4.1).
    pub temporary_password_hours: i64,
}

impl Default for AccessPolicy {
    fn default() -> Self {
        Self {
            blocklist: true,
            remembered_passwords: 1,
            generated_look: TemporaryLook::Characters,
            longest_link_minutes: LinkLife::LONGEST,
            self_service_minutes: 30,
            new_password_hours: 24,
            temporary_password_hours: 24,
        }
    }
}

/// Changes the settings; refused when somebody else did meanwhile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveHouse {
    /// The version that was edited.
    pub version: i64,
    /// How they stood in the form, so that the second of two can be told what the first changed.
    #[serde(default)]
    pub shown: Option<HouseSettings>,
    /// What they should be.
    pub house: HouseSettings,
}

/// What became of settings that somebody changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HouseSaved {
    /// They hold.
    Whole,
    /// All hold but the end of [`Safety::four_eyes`], which waits for a second administrator.
    ButFourEyes,
}

/// The mail server, as configuration has it. Its password is never shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailServer {
    /// `smtps://mail.example:465`, or absent where mails are kept as files.
    pub address: Option<String>,
    /// Whom Latchkey signs in as there, if it does.
    pub user: Option<String>,
    /// The sender of every mail.
    pub from: String,
    /// Mails sent at the same time.
    pub connections: i64,
}

/// A test mail was accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailTested {
    /// To which address.
    pub to: String,
    /// The mail server's words.
    pub reply: String,
}

/// Everything the settings' pages show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsView {
    /// The version, to be sent back when saving.
    pub version: i64,
    /// The settings.
    pub house: HouseSettings,
    /// Who changed them last, and when.
    pub changed: Option<(String, Moment)>,
    /// The mail server.
    pub mail: MailServer,
    /// How the queue of mails stands.
    pub queue: MailQueue,
    /// Where people reach Latchkey.
    pub public_url: String,
    /// Whether the reader can change them.
    pub can_change: bool,
    /// Whether there is an active administrator besides the reader.
    pub other_administrator: bool,
    /// Time zones to choose from.
    pub time_zones: Vec<String>,
    /// The audit trail from before then was deleted.
    pub audit_cut: Option<Moment>,
}
