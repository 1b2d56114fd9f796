//! Why Latchkey itself does not send a message. The words are kept with the message's tries like those of a mail server; people
//! are told what they mean, in their own language.

use app::model::ReplyMeaning;

/// Whoever it goes to was deleted.
pub const ACCOUNT_GONE: &str = "The account is gone.";
/// Whoever it is about was deleted.
pub const SUBJECT_GONE: &str = "The account that it is about is gone.";
/// The row of its link was deleted.
pub const LINK_GONE: &str = "The link is gone.";
/// Its link works no more.
pub const LINK_OVER: &str = "The link was used or withdrawn.";
/// The row of its generated password was deleted.
pub const PASSWORD_GONE: &str = "The password is gone.";
/// Its generated password works no more.
pub const PASSWORD_OVER: &str = "The password was replaced or withdrawn.";
/// Its temporary password works no more.
pub const TEMPORARY_OVER: &str = "The temporary password was replaced.";
/// Its caller's code works no more.
pub const CODE_OVER: &str = "The code was replaced or used up.";
/// What it remembers cannot be read.
pub const OTHER_VERSION: &str = "The message was queued by another version of Latchkey.";
/// Its temporary password cannot be unsealed.
pub const OTHER_KEY: &str = "The secret key is not the one it was sealed with.";

/// Latchkey itself failed while it made or sent it.
pub const CRASHED: &str = "Latchkey failed at this message.";

/// What one of these reasons means; `None` for all other words.
#[must_use]
pub fn own_meaning(words: &str) -> Option<ReplyMeaning> {
    match words {
        ACCOUNT_GONE => Some(ReplyMeaning::AccountGone),
        SUBJECT_GONE => Some(ReplyMeaning::SubjectGone),
        LINK_GONE | LINK_OVER => Some(ReplyMeaning::LinkOver),
        PASSWORD_GONE | PASSWORD_OVER | TEMPORARY_OVER => Some(ReplyMeaning::PasswordOver),
        CODE_OVER => Some(ReplyMeaning::CodeOver),
        OTHER_VERSION => Some(ReplyMeaning::OtherVersion),
        OTHER_KEY => Some(ReplyMeaning::OtherKey),
        CRASHED => Some(ReplyMeaning::Crashed),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_has_a_meaning_that_stands_for_its_words() {
        for reason in [
            ACCOUNT_GONE,
            SUBJECT_GONE,
            LINK_GONE,
            LINK_OVER,
            PASSWORD_GONE,
            PASSWORD_OVER,
            TEMPORARY_OVER,
            CODE_OVER,
            OTHER_VERSION,
            OTHER_KEY,
            CRASHED,
        ] {
            assert!(own_meaning(reason).is_some_and(ReplyMeaning::is_own), "{reason}");
        }
        assert_eq!(own_meaning("550 5.1.1 No such user"), None);
    }
}
