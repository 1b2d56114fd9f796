//! Mails that come back: the address to which they do, and what a delivery status notification says (RFC 3464).

use super::{message::MailError, text::one_line};
use app::model::MessageId;
use lettre::Address;
use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders, PartType};
use uuid::Uuid;

/// The longest part of the address before the @: with a message's name and its mark it must have no more than 64 characters (RFC
/// 5321 §4.5.3.1.1).
const LONGEST_LOCAL: usize = 10;
/// A word that is longer and no address may be a secret of ours, quoted.
const LONGEST_WORD: usize = 20;
/// Headers that say to whom a notification came.
const ADDRESSED: [&str; 5] = ["X-Original-To", "Original-Recipient", "Delivered-To", "Envelope-To", "To"];

/// Where mails come back. Each has an address of its own there (VERP): `bounce+<message>-<mark>@desk.example`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BounceAddress {
    local: String,
    domain: String,
}

impl BounceAddress {
    /// Reads the configured address; `None` where there is none.
    ///
    /// # Errors
    /// [`MailError::Address`]: it is none, or longer than ten characters before the @.
    pub fn parse(configured: &str) -> Result<Option<Self>, MailError> {
        let configured = configured.trim().to_ascii_lowercase();
        if configured.is_empty() {
            return Ok(None);
        }
        let refused = || MailError::Address(one_line(&configured));
        let (local, domain) = configured.rsplit_once('@').ok_or_else(refused)?;
        if local.len() > LONGEST_LOCAL || Address::new(local, domain).is_err() {
            return Err(refused());
        }
        Ok(Some(Self { local: local.to_owned(), domain: domain.to_owned() }))
    }

    /// The address to which this message comes back.
    pub(crate) fn of(&self, message: MessageId, mark: &str) -> Option<Address> {
        Address::new(format!("{}+{}-{mark}", self.local, message.0.simple()), &self.domain).ok()
    }

    /// The message and the mark that stand in such an address somewhere in a text.
    fn read(&self, text: &str) -> Option<(MessageId, String)> {
        let text = text.to_ascii_lowercase();
        let (_, rest) = text.split_once(&format!("{}+", self.local))?;
        let (named, rest) = rest.split_once('@')?;
        let (message, mark) = named.split_once('-')?;
        let is_ours = rest.starts_with(&self.domain);
        Some((MessageId(Uuid::try_parse(message).ok().filter(|_| is_ours)?), mark.to_owned()))
    }
}

/// What a notification says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Report {
    /// Whether the mail will never arrive; otherwise it is late.
    pub(crate) is_final: bool,
    /// Why, as a mail server would say it, without secrets.
    pub(crate) reply: String,
    /// The message and the mark in the address to which it came.
    pub(crate) addressed: Option<(MessageId, String)>,
    /// The message that it encloses.
    pub(crate) enclosed: Option<MessageId>,
}

impl Report {
    /// Reads a mail; `None` where it is no notification of that sort. `recipient` is to whom it came, where the mail server says so.
    pub(crate) fn read(raw: &[u8], recipient: Option<&str>, address: Option<&BounceAddress>) -> Option<Self> {
        let mail = MessageParser::default().parse(raw)?;
        let status = mail.parts.iter().find(|part| is_kind(part, "message", "delivery-status"))?;
        let (is_final, reply) = verdict(&String::from_utf8_lossy(status.contents()))?;
        let headers = ADDRESSED.iter().filter_map(|name| mail.header_raw(*name));
        let addressed = address.and_then(|address| recipient.into_iter().chain(headers).find_map(|text| address.read(text)));
        Some(Self { is_final, reply, addressed, enclosed: mail.parts.iter().find_map(enclosed) })
    }
}

fn is_kind(part: &MessagePart<'_>, kind: &str, subtype: &str) -> bool {
    part.content_type().is_some_and(|content| {
        content.ctype().eq_ignore_ascii_case(kind) && content.subtype().is_some_and(|found| found.eq_ignore_ascii_case(subtype))
    })
}

/// Our message that a part holds, whole or by its headers.
fn enclosed(part: &MessagePart<'_>) -> Option<MessageId> {
    let named = |message: &Message<'_>| {
        let id = message.message_id()?.trim_matches(['<', '>']);
        Uuid::try_parse(id.split('@').next()?).ok().map(MessageId)
    };
    match &part.body {
        PartType::Message(message) => named(message),
        _ if is_kind(part, "text", "rfc822-headers") => MessageParser::default().parse(part.contents()).as_ref().and_then(named),
        _ => None,
    }
}

/// Whether it is final, and why: of the first recipient of whom it says either (our mails have one).
fn verdict(status: &str) -> Option<(bool, String)> {
    let unfolded = status.replace("\r\n", "\n").replace("\n ", " ").replace("\n\t", " ");
    let group = unfolded.split("\n\n").find(|group| field(group, "action").is_some())?;
    let is_final = match field(group, "action")?.to_ascii_lowercase().as_str() {
        "failed" => true,
        "delayed" => false,
        _ => return None,
    };
    let status = field(group, "status").unwrap_or_default();
    let said = field(group, "diagnostic-code").unwrap_or_default();
    let said = without_secrets(said.split_once(';').map_or(said, |(_, said)| said));
    let class = if is_final { '5' } else { '4' };
    let has_code = said.starts_with(class) && said.bytes().take(3).filter(u8::is_ascii_digit).count() == 3;
    let reply = if has_code { said } else { one_line(&format!("{class}50 {status} {said}")) };
    Some((is_final, reply))
}

/// A field's value, without comments in front.
fn field<'a>(group: &'a str, name: &str) -> Option<&'a str> {
    let mut fields = group.lines().filter_map(|line| line.split_once(':'));
    fields.find(|(found, _)| found.trim().eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
}

/// Words on one line; what may be a link or a code of ours is left out.
fn without_secrets(words: &str) -> String {
    let is_long = |word: &&str| word.chars().filter(|c| c.is_alphanumeric()).count() > LONGEST_WORD && !word.contains('@');
    let harmless: Vec<&str> = words.split_whitespace().map(|word| if is_long(&word) { "\u{2026}" } else { word }).collect();
    one_line(&harmless.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0190163d-8694-739b-aea5-966c26f8ad91";

    fn address() -> BounceAddress {
        BounceAddress::parse("Bounce@desk.northwind.example").unwrap().unwrap()
    }

    fn message() -> MessageId {
        MessageId(Uuid::try_parse(ID).unwrap())
    }

    /// A notification as Postfix writes it.
    fn notification(to: &str, action: &str, status: &str, said: &str) -> String {
        format!(
            "From: MAILER-DAEMON@mx.example\r\nTo: {to}\r\nSubject: Undelivered Mail Returned to Sender\r\n\
             MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n\
             --b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n\r\n\
             --b\r\nContent-Type: message/delivery-status\r\n\r\n\
             Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; jonas@northwind.example\r\n\
             Action: {action}\r\nStatus: {status}\r\n{said}\r\n\
             --b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{ID}@desk.northwind.example>\r\nSubject: x\r\n\r\n--b--\r\n"
        )
    }

    #[test]
    fn every_message_comes_back_to_an_address_of_its_own() {
        let own = address().of(message(), "0123456789abcdef0123").unwrap().to_string();
        assert_eq!(own, "bounce+0190163d8694739baea5966c26f8ad91-0123456789abcdef0123@desk.northwind.example");
        assert!(own.split('@').next().unwrap().len() <= 64);
        assert_eq!(
            address().read(&format!("rfc822;<{}>", own.to_uppercase())),
            Some((message(), "0123456789abcdef0123".to_owned()))
        );
        assert_eq!(address().read(&own.replace("desk.", "evil.")), None);
        assert_eq!(address().read("bounce+nonsense@desk.northwind.example"), None);
    }

    #[test]
    fn what_cannot_carry_a_message_s_name_is_refused() {
        assert_eq!(BounceAddress::parse(" "), Ok(None));
        for bad in ["bounce", "undeliverable@desk.example", "a b@desk.example"] {
            assert!(BounceAddress::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_refusal_is_final_and_says_why() {
        let own = address().of(message(), "0123456789abcdef0123").unwrap().to_string();
        let said = "Diagnostic-Code: smtp; 550 5.1.1 <jonas@northwind.example>:\r\n    User unknown";
        let raw = notification(&own, "failed", "5.1.1", said);
        let expected = Report {
            is_final: true,
            reply: "550 5.1.1 <jonas@northwind.example>: User unknown".to_owned(),
            addressed: Some((message(), "0123456789abcdef0123".to_owned())),
            enclosed: Some(message()),
        };
        assert_eq!(Report::read(raw.as_bytes(), None, Some(&address())), Some(expected));
    }

    #[test]
    fn a_delay_is_not_final_and_a_status_without_words_becomes_a_reply() {
        let read = |action, status, said| Report::read(notification("x@y.example", action, status, said).as_bytes(), None, None);
        let delayed =
            read("delayed", "4.4.1", "Diagnostic-Code: X-Postfix; connect to mx.example: Connection timed out").unwrap();
        assert_eq!((delayed.is_final, delayed.reply.as_str()), (false, "450 4.4.1 connect to mx.example: Connection timed out"));
        let expired = read("failed", "4.4.7", "").unwrap();
        assert_eq!((expired.is_final, expired.reply.as_str()), (true, "550 4.4.7"));
        assert_eq!(read("delivered", "2.0.0", ""), None);
    }

    #[test]
    fn what_is_no_notification_is_none() {
        for raw in ["", "Subject: Out of office\r\n\r\nI am away.\r\n", "\0\0\0"] {
            assert_eq!(Report::read(raw.as_bytes(), None, None), None, "{raw}");
        }
    }

    #[test]
    fn quoted_links_and_codes_are_left_out() {
        let said = "550 blocked https://desk.example/change-password/0123456789ABCDEFGHJKMNPQRS 01234-56789-ABCDE-FGHJK-MNPQRS";
        assert_eq!(without_secrets(said), "550 blocked \u{2026} \u{2026}");
    }
}
