//! Messages as they go over the wire (RFC 5322 and MIME), the same bytes for the same input.

use super::render::{RenderError, Rendered};
use super::text::one_line;
use app::model::{Locale, Timestamp};
use lettre::Address;
use lettre::address::Envelope as Route;
use lettre::message::header::{ContentTransferEncoding, ContentType, Date, HeaderName, HeaderValue};
use lettre::message::{MultiPart, SinglePart};
use secrecy::{ExposeSecret, SecretSlice, SecretString};
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;
use std::time::{Duration, UNIX_EPOCH};

pub use lettre::message::Mailbox;

const AUTO_SUBMITTED: HeaderName = HeaderName::new_from_ascii_str("Auto-Submitted");
const SUPPRESS: HeaderName = HeaderName::new_from_ascii_str("X-Auto-Response-Suppress");
const LANGUAGE: HeaderName = HeaderName::new_from_ascii_str("Content-Language");

/// The end of the year 9999, the last one a `Date` header can say, in microseconds.
const LAST_DATE: i64 = 253_402_300_799_000_000;

/// Why a message cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// No mail can be addressed to it.
    #[error("\u{201c}{0}\u{201d} is not an e-mail address")]
    Address(String),
    /// Not of the form `<local@domain>`.
    #[error("\u{201c}{0}\u{201d} is not a Message-ID")]
    MessageId(String),
    /// The parts do not make a message.
    #[error("the message cannot be made: {0}")]
    Message(String),
    /// The template cannot be filled.
    #[error(transparent)]
    Template(#[from] RenderError),
}

/// Who writes to whom, and when.
#[derive(Clone, Debug)]
pub struct Envelope {
    /// `<local@domain>`; the same at every attempt, so that mail programs show a repeated message once.
    pub message_id: String,
    /// From [`sender`].
    pub from: Mailbox,
    /// From [`recipient`].
    pub to: Mailbox,
    /// The `Date` header, to the second. Points outside 1970 to 9999 are its ends.
    pub date: Timestamp,
    /// The language of the words.
    pub locale: Locale,
}

/// A message ready to be handed over.
#[derive(Clone, Debug)]
pub struct Outgoing {
    message_id: String,
    route: Route,
    bytes: SecretSlice<u8>,
    secrets: Vec<SecretString>,
}

impl Outgoing {
    /// Puts a message together: text first, then HTML.
    ///
    /// # Errors
    /// The Message-ID is not one, or an address cannot be written into a header.
    pub fn new(envelope: &Envelope, rendered: Rendered) -> Result<Self, MailError> {
        check_message_id(&envelope.message_id)?;
        let refused = |error: lettre::error::Error| MailError::Message(error.to_string());
        let route = Route::new(Some(envelope.from.email.clone()), vec![envelope.to.email.clone()]).map_err(refused)?;
        let message = lettre::Message::builder()
            .header(date_header(envelope.date))
            .message_id(Some(envelope.message_id.clone()))
            .from(envelope.from.clone())
            .to(envelope.to.clone())
            .subject(one_line(&rendered.subject))
            .raw_header(HeaderValue::new(LANGUAGE, envelope.locale.tag().to_owned()))
            .raw_header(HeaderValue::new(AUTO_SUBMITTED, "auto-generated".to_owned())) // RFC 3834 §5
            .raw_header(HeaderValue::new(SUPPRESS, "All".to_owned())) // MS-OXCMAIL §2.1.3.2.20
            .envelope(route.clone())
            .multipart(alternative(&envelope.message_id, rendered.text, rendered.html)?)
            .map_err(refused)?;
        let (message_id, bytes) = (envelope.message_id.clone(), message.formatted().into());
        Ok(Self { message_id, route, bytes, secrets: rendered.secrets })
    }

    /// The same message, which comes back to this address where it cannot be delivered.
    ///
    /// # Errors
    /// Never: it has a recipient.
    pub(crate) fn returning_to(self, address: &Address) -> Result<Self, MailError> {
        let route = Route::new(Some(address.clone()), self.route.to().to_vec());
        Ok(Self { route: route.map_err(|error| MailError::Message(error.to_string()))?, ..self })
    }

    /// `<local@domain>`.
    #[must_use]
    pub fn message_id(&self) -> &str {
        &self.message_id
    }

    /// The address the mail server is told, without a name.
    #[must_use]
    pub fn recipient(&self) -> &str {
        self.route.to().first().map_or("", AsRef::as_ref)
    }

    /// The message as sent. It holds secrets: not for logs.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.bytes.expose_secret()
    }

    /// Sender and recipients for the mail server.
    pub(super) const fn route(&self) -> &Route {
        &self.route
    }

    /// Someone else's words about this message, on one line and without its secrets: filters quote addresses when they
    /// refuse a message, and what a mail server says goes to logs and to the audit trail.
    pub(super) fn redact(&self, words: &str) -> String {
        let redacted = self.secrets.iter().map(ExposeSecret::<str>::expose_secret).filter(|secret| !secret.is_empty());
        one_line(&redacted.fold(words.to_owned(), |words, secret| words.replace(secret, "\u{2026}")))
    }
}

/// Reads the configured sender: `desk@example.org` or `Name <desk@example.org>`.
///
/// # Errors
/// [`MailError::Address`].
pub fn sender(configured: &str) -> Result<Mailbox, MailError> {
    let mailbox: Mailbox = configured.trim().parse().map_err(|_| MailError::Address(one_line(configured)))?;
    recipient(mailbox.name.as_deref().unwrap_or_default(), mailbox.email.as_ref())
}

/// A recipient. International domains are written in their ASCII form (RFC 5891), so that any mail server takes them.
///
/// # Errors
/// [`MailError::Address`].
pub fn recipient(name: &str, address: &str) -> Result<Mailbox, MailError> {
    let refused = || MailError::Address(one_line(address));
    let (local, domain) = address.trim().rsplit_once('@').ok_or_else(refused)?;
    let domain = url::Host::parse(domain).map_err(|_| refused())?.to_string();
    let address = Address::new(local, domain).map_err(|_| refused())?;
    let name = one_line(name);
    Ok(Mailbox::new((!name.is_empty()).then_some(name), address))
}

/// RFC 5322 §3.6.4, without comments and quoting.
fn check_message_id(id: &str) -> Result<(), MailError> {
    let parts = id.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).and_then(|inner| inner.split_once('@'));
    let is_part = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_graphic() && !"<>@\"()[],:;\\".contains(c));
    match parts {
        Some((local, domain)) if is_part(local) && is_part(domain) => Ok(()),
        _ => Err(MailError::MessageId(one_line(id))),
    }
}

fn date_header(date: Timestamp) -> Date {
    let micros = u64::try_from(date.0.clamp(0, LAST_DATE)).unwrap_or_default();
    Date::new(UNIX_EPOCH + Duration::from_micros(micros))
}

/// Quoted-printable for both parts: lines stay short, text stays readable, and no server on the way re-encodes it.
fn alternative(message_id: &str, text: String, html: String) -> Result<MultiPart, MailError> {
    let part = |kind: &str, body: String| -> Result<SinglePart, MailError> {
        let kind = ContentType::parse(kind).map_err(|error| MailError::Message(error.to_string()))?;
        Ok(SinglePart::builder().header(kind).header(ContentTransferEncoding::QuotedPrintable).body(body))
    };
    Ok(MultiPart::alternative()
        .boundary(boundary(message_id))
        .singlepart(part("text/plain; charset=utf-8; format=flowed", text)?)
        .singlepart(part("text/html; charset=utf-8", html)?))
}

/// lettre would draw one at random; this one stays the same when a message is sent again. Quoted-printable text cannot
/// contain `=_` (RFC 2045 §6.7).
fn boundary(message_id: &str) -> String {
    let digest = Sha256::digest(message_id);
    digest.iter().take(16).fold("=_".to_owned(), |mut boundary, byte| {
        // Writing to a String cannot fail.
        let _ = write!(boundary, "{byte:02x}");
        boundary
    })
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::mail::{Variables, render};
    use app::model::TemplateKey;
    use mail_parser::{MessageParser, MimeHeaders as _};

    /// A sample message, for the tests of this module and of the transports.
    pub(crate) fn sample(id: &str) -> Outgoing {
        let variables = Variables::sample(TemplateKey::PasswordChangeLink);
        Outgoing::new(&envelope(id), render(Locale::En, &variables).unwrap()).unwrap()
    }

    fn envelope(id: &str) -> Envelope {
        Envelope {
            message_id: format!("<{id}@desk.northwind.example>"),
            from: sender("Northwind Desk <desk@northwind.example>").unwrap(),
            to: recipient("Jonas Feld", "jonas.feld@northwind.example").unwrap(),
            date: Timestamp(1_795_267_920_000_000),
            locale: Locale::En,
        }
    }

    fn text(bytes: &[u8]) -> String {
        String::from_utf8(bytes.to_vec()).unwrap()
    }

    #[test]
    fn headers_are_those_of_an_automatic_mail() {
        let outgoing = sample("m1");
        let raw = text(outgoing.bytes());
        for line in [
            "Date: Sat, 21 Nov 2026 13:32:00 +0000",
            "Message-ID: <m1@desk.northwind.example>",
            "From: \"Northwind Desk\" <desk@northwind.example>",
            "To: \"Jonas Feld\" <jonas.feld@northwind.example>",
            "Subject: Northwind: choose a new password",
            "Auto-Submitted: auto-generated",
            "X-Auto-Response-Suppress: All",
            "Content-Language: en",
            "MIME-Version: 1.0",
        ] {
            assert_eq!(raw.matches(&format!("{line}\r\n")).count(), 1, "{line} in\n{raw}");
        }
    }

    #[test]
    fn text_comes_first_and_both_parts_parse_back() {
        let rendered = render(Locale::De, &Variables::sample(TemplateKey::PasswordChangeLink)).unwrap();
        let outgoing = Outgoing::new(&envelope("m1"), rendered.clone()).unwrap();
        let message = MessageParser::default().parse(outgoing.bytes()).unwrap();
        let kinds: Vec<_> = message.parts.iter().filter_map(|part| part.content_type()?.subtype().map(str::to_owned)).collect();
        assert_eq!(kinds, ["alternative", "plain", "html"]);
        assert_eq!(message.body_text(0).unwrap().replace("\r\n", "\n").trim_end(), rendered.text.trim_end());
        assert_eq!(message.body_html(0).unwrap().replace("\r\n", "\n").trim_end(), rendered.html.trim_end());
    }

    #[test]
    fn bytes_are_ascii_in_short_lines() {
        let raw = text(sample("m1").bytes());
        assert!(raw.is_ascii());
        assert!(raw.split("\r\n").all(|line| line.len() <= 78 && !line.contains(['\r', '\n'])), "{raw}");
    }

    #[test]
    fn the_same_message_has_the_same_bytes() {
        assert_eq!(sample("m1").bytes(), sample("m1").bytes());
        assert_ne!(sample("m1").bytes(), sample("m2").bytes());
    }

    #[test]
    fn names_and_subjects_cannot_add_headers() {
        let mut envelope = envelope("m1");
        envelope.to = recipient("Eve\r\nBcc: a@b.example", "eve@northwind.example").unwrap();
        let mut rendered = render(Locale::En, &Variables::sample(TemplateKey::PasswordChanged)).unwrap();
        rendered.subject = "Hi\r\nBcc: a@b.example\r\n\r\nbody".to_owned();
        let outgoing = Outgoing::new(&envelope, rendered).unwrap();
        let message = MessageParser::default().parse(outgoing.bytes()).unwrap();
        assert!(message.bcc().is_none());
        assert_eq!(message.subject(), Some("Hi Bcc: a@b.example body"));
        assert_eq!(message.to().and_then(|to| to.first()).and_then(|to| to.name()), Some("Eve Bcc: a@b.example"));
    }

    #[test]
    fn names_in_any_script_parse_back() {
        for name in [
            "Zoë Müller",
            "王小明",
            "Anna \"Ann\" O'Brien, Dr.",
            "Торстейнн Эйнарссон с очень длинным именем, которое не кончается",
        ] {
            let mut envelope = envelope("m1");
            envelope.to = recipient(name, "who@northwind.example").unwrap();
            let rendered = render(Locale::En, &Variables::sample(TemplateKey::PasswordChanged)).unwrap();
            let outgoing = Outgoing::new(&envelope, rendered).unwrap();
            let message = MessageParser::default().parse(outgoing.bytes()).unwrap();
            let to = message.to().and_then(|to| to.first()).unwrap();
            assert_eq!((to.name(), to.address()), (Some(name), Some("who@northwind.example")));
            assert!(outgoing.bytes().is_ascii());
        }
    }

    #[test]
    fn international_domains_are_written_in_ascii() {
        assert_eq!(recipient("", "a@ångström.example").unwrap().to_string(), "a@xn--ngstrm-hua5l.example");
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for address in
            ["", "a", "@b.example", "a@", "a b@c.example", "a@b.example\r\nBcc: c@d.example", "a@b.example, c@d.example"]
        {
            assert_eq!(recipient("", address), Err(MailError::Address(one_line(address))), "{address}");
            assert!(sender(address).is_err(), "{address}");
        }
    }

    #[test]
    fn what_is_no_message_id_is_refused() {
        for id in ["m1", "<m1>", "<m1@>", "<m1@a>\r\nBcc: b@c.example", "<m 1@a>", "<m1@a><m2@a>"] {
            assert!(check_message_id(id).is_err(), "{id}");
        }
    }

    #[test]
    fn dates_outside_the_calendar_are_its_ends() {
        for date in [i64::MIN, i64::MAX] {
            let mut envelope = envelope("m1");
            envelope.date = Timestamp(date);
            let rendered = render(Locale::En, &Variables::sample(TemplateKey::PasswordChanged)).unwrap();
            assert!(Outgoing::new(&envelope, rendered).is_ok());
        }
    }

    #[test]
    fn secrets_show_neither_in_debug_output_nor_in_quoted_words() {
        let outgoing = sample("m1");
        assert!(!format!("{outgoing:?}").contains("0123456789"));
        let said = outgoing.redact("554 5.7.1 blocked: HTTPS://x/change-password/0123456789ABCDEFGHJKMNPQRS\r\nlisted");
        assert_eq!(said, "554 5.7.1 blocked: HTTPS://x/change-password/\u{2026} listed");
    }
}
