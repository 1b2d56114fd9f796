//! What a mail server's words mean, and ours where we did not ask one.

use super::reason::own_meaning;
use app::model::{MessageState, ReplyMeaning};

/// What a reply that left a message in this state means (RFC 5321 §4.2.3, RFC 3463), or a reason of ours; `None` where nobody
/// can tell.
#[must_use]
pub fn meaning(state: MessageState, reply: &str) -> Option<ReplyMeaning> {
    match state {
        MessageState::Sent => Some(ReplyMeaning::Accepted),
        MessageState::Cancelled => own_meaning(reply),
        MessageState::Queued | MessageState::Failed | MessageState::Expired | MessageState::Bounced => {
            own_meaning(reply).or_else(|| of_refusal(reply))
        }
    }
}

fn of_refusal(reply: &str) -> Option<ReplyMeaning> {
    let Some((code, text)) = split_code(reply) else { return of_our_words(reply) };
    if matches!(code, 530 | 534 | 535 | 538) {
        return Some(ReplyMeaning::Credentials);
    }
    let text = text.to_lowercase();
    match code {
        400..500 => Some(enhanced(&text).and_then(of_delay).unwrap_or(ReplyMeaning::TryLater)),
        500.. => Some(enhanced(&text).and_then(of_enhanced).or_else(|| of_text(code, &text)).unwrap_or(ReplyMeaning::Refused)),
        _ => None,
    }
}

/// "550 5.1.1 No such user": the code, and the rest.
fn split_code(reply: &str) -> Option<(u16, &str)> {
    let (code, rest) = reply.trim().split_at_checked(3)?;
    let ends = rest.is_empty() || rest.starts_with([' ', '-']);
    Some((code.parse().ok().filter(|_| ends)?, rest.trim_start_matches([' ', '-'])))
}

/// The words of our transport where the mail server said nothing.
fn of_our_words(reply: &str) -> Option<ReplyMeaning> {
    let about_the_way = ["mail server: ", "the mail server did not answer", "the mail server gave an answer to another question"];
    about_the_way.iter().any(|words| reply.starts_with(words)).then_some(ReplyMeaning::Connection)
}

/// The subject and the detail of an enhanced status code (RFC 3463 §2) at the start of the text.
fn enhanced(text: &str) -> Option<(u16, u16)> {
    let mut parts = text.split_whitespace().next()?.trim_end_matches(':').split('.');
    let class = parts.next()?;
    let code = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    (matches!(class, "4" | "5") && parts.next().is_none()).then_some(code)
}

/// The few delays of which more is known than that it is one.
const fn of_delay(code: (u16, u16)) -> Option<ReplyMeaning> {
    match code {
        (2, 2) => Some(ReplyMeaning::MailboxFull),
        (1, 2) | (4, 3 | 4) => Some(ReplyMeaning::NoDomain),
        _ => None,
    }
}

const fn of_enhanced(code: (u16, u16)) -> Option<ReplyMeaning> {
    match code {
        (1, 1 | 3 | 6) => Some(ReplyMeaning::NoMailbox),
        // 5.1.10 is a domain that says it takes no mail (RFC 7505).
        (1, 2 | 10) | (4, 3 | 4) => Some(ReplyMeaning::NoDomain),
        (2, 1) => Some(ReplyMeaning::MailboxDisabled),
        (2, 2) => Some(ReplyMeaning::MailboxFull),
        (2, 3) | (3, 4) => Some(ReplyMeaning::TooLarge),
        (7, 8 | 9 | 11 | 12) => Some(ReplyMeaning::Credentials),
        (7, _) | (1, 7 | 8) => Some(ReplyMeaning::Policy),
        _ => None,
    }
}

/// For mail servers without enhanced codes: by the words they use most, the most telling first.
fn of_text(code: u16, text: &str) -> Option<ReplyMeaning> {
    const WORDS: [(ReplyMeaning, &[&str]); 6] = [
        (ReplyMeaning::TooLarge, &["too large", "too big", "message size", "size limit"]),
        (ReplyMeaning::MailboxFull, &["is full", "mailbox full", "quota", "storage"]),
        (ReplyMeaning::MailboxDisabled, &["disabled", "inactive", "suspended", "not active"]),
        (ReplyMeaning::NoDomain, &["domain not found", "host not found", "unrouteable", "no such domain", "unknown domain"]),
        (ReplyMeaning::Policy, &["spam", "blocked", "blacklist", "blocklist", "policy", "relay", "denied", "spf", "dmarc"]),
        (ReplyMeaning::NoMailbox, &["unknown", "no such", "not exist", "not found", "no mailbox", "invalid recipient"]),
    ];
    let by_words = WORDS.iter().find(|(_, words)| words.iter().any(|word| text.contains(word))).map(|(meaning, _)| *meaning);
    by_words.or(match code {
        551 | 553 => Some(ReplyMeaning::NoMailbox),
        552 => Some(ReplyMeaning::MailboxFull),
        556 => Some(ReplyMeaning::NoDomain),
        523 => Some(ReplyMeaning::TooLarge),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::reason;
    use ReplyMeaning::{
        Connection, Credentials, MailboxDisabled, MailboxFull, NoDomain, NoMailbox, Policy, Refused, TooLarge, TryLater,
    };

    fn refused(reply: &str) -> Option<ReplyMeaning> {
        meaning(MessageState::Failed, reply)
    }

    #[test]
    fn enhanced_codes_say_it_exactly() {
        for (reply, expected) in [
            ("550 5.1.1 The email account that you tried to reach does not exist", NoMailbox),
            ("550-5.1.1 <jonas@northwind.example>: Recipient address rejected", NoMailbox),
            ("553 5.1.3 Bad address", NoMailbox),
            ("550 5.1.2 Domain not found", NoDomain),
            ("556 5.1.10 Recipient address has null MX", NoDomain),
            ("550 5.4.4 Unable to route", NoDomain),
            ("550 5.2.1 The mailbox is disabled", MailboxDisabled),
            ("552 5.2.2 Over quota", MailboxFull),
            ("552 5.3.4 Message too big", TooLarge),
            ("550 5.7.1 Our system has detected that this message is likely unsolicited mail", Policy),
            ("550 5.7.26 Unauthenticated mail", Policy),
            ("554 5.6.0 Malformed", Refused),
        ] {
            assert_eq!(refused(reply), Some(expected), "{reply}");
        }
    }

    #[test]
    fn bare_codes_are_told_by_their_words() {
        for (reply, expected) in [
            ("550 No such user here", NoMailbox),
            ("550 Unknown user", NoMailbox),
            ("550 Mailbox full", MailboxFull),
            ("552 Requested mail action aborted", MailboxFull),
            ("552 Message size exceeds the maximum", TooLarge),
            ("554 Relay access denied", Policy),
            ("554 Transaction failed", Refused),
            ("550 5.0.0 User unknown", NoMailbox),
            ("500", Refused),
        ] {
            assert_eq!(refused(reply), Some(expected), "{reply}");
        }
    }

    #[test]
    fn what_is_put_off_is_tried_later_whatever_the_reason_is_called() {
        for reply in ["451 4.3.0 Try again later", "450 4.7.1 Greylisted", "421 Too busy", "450 4.2.1 Too quick", "452 Disk full"]
        {
            assert_eq!(meaning(MessageState::Queued, reply), Some(TryLater), "{reply}");
        }
        assert_eq!(meaning(MessageState::Queued, "452 4.2.2 The mailbox is full"), Some(MailboxFull));
        assert_eq!(meaning(MessageState::Queued, "450 4.1.2 Domain not found"), Some(NoDomain));
    }

    #[test]
    fn a_refused_sign_in_is_told_apart() {
        for reply in ["535 5.7.8 Bad credentials", "530 5.7.0 Authentication required", "550 5.7.8 Bad credentials"] {
            assert_eq!(refused(reply), Some(Credentials), "{reply}");
        }
    }

    #[test]
    fn no_answer_is_a_matter_of_the_connection() {
        for reply in ["the mail server did not answer within 60 s", "mail server: Connection refused (os error 111)"] {
            assert_eq!(meaning(MessageState::Queued, reply), Some(Connection), "{reply}");
        }
    }

    #[test]
    fn reasons_of_ours_are_meanings_of_their_own() {
        assert_eq!(meaning(MessageState::Cancelled, reason::ACCOUNT_GONE), Some(ReplyMeaning::AccountGone));
        assert_eq!(meaning(MessageState::Cancelled, reason::LINK_OVER), Some(ReplyMeaning::LinkOver));
        assert_eq!(refused(reason::OTHER_VERSION), Some(ReplyMeaning::OtherVersion));
    }

    #[test]
    fn an_end_of_which_nobody_spoke_has_no_meaning() {
        for reply in ["", "body.txt, line 2: undefined value", "2026 was a good year", "x"] {
            assert_eq!(refused(reply), None, "{reply}");
        }
        assert_eq!(meaning(MessageState::Cancelled, "550 5.1.1 No such user"), None);
        assert_eq!(meaning(MessageState::Sent, "m1.eml"), Some(ReplyMeaning::Accepted));
    }
}
