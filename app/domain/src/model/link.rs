//! Password change links.

use super::{ApiUse, CallerCheck, LinkId, Locale, Moment, OpenAccess, UserId};
use crate::rules::password::Policy;
use serde::{Deserialize, Serialize};

/// How long a link works after it was mailed, in whole minutes: 5 to 1,440 (24 h, NIST SP 800-63B-4 §4.2.1.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LinkLife(i64);

impl LinkLife {
    /// What an administrator's link gets unless they or the settings choose otherwise: one hour.
    pub const DEFAULT: Self = Self(60);
    /// What the prompt offers, in minutes.
    pub const OFFERED: [i64; 5] = [15, 60, 240, 720, 1440];
    /// The shortest life, in minutes.
    pub const SHORTEST: i64 = 5;
    /// The longest life, in minutes.
    pub const LONGEST: i64 = 1440;

    /// What can be chosen where `usual` is the usual life and `longest` the longest, in minutes.
    #[must_use]
    pub fn choices(usual: i64, longest: i64) -> Vec<i64> {
        let mut minutes: Vec<i64> = Self::OFFERED.into_iter().chain([usual]).filter(|minutes| *minutes <= longest).collect();
        minutes.sort_unstable();
        minutes.dedup();
        minutes
    }

    /// So many minutes, if that is allowed.
    #[must_use]
    pub fn from_minutes(minutes: i64) -> Option<Self> {
        (Self::SHORTEST..=Self::LONGEST).contains(&minutes).then_some(Self(minutes))
    }

    /// The length in minutes.
    #[must_use]
    pub const fn minutes(self) -> i64 {
        self.0
    }
}

/// Asks for a password change link to be mailed to someone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendChangeLink {
    /// To whom.
    pub user: UserId,
    /// How long it works, in minutes; checked by the server against [`LinkLife`].
    pub life_minutes: i64,
}

/// The request was taken: the mail is in the outbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkSent {
    /// The link's id; its secret is made when the mail is sent.
    pub link: LinkId,
    /// Where the mail goes.
    pub email: String,
}

/// What the prompt says before **Send** is pressed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkPrompt {
    /// To whom.
    pub user: UserId,
    /// Their name.
    pub display_name: String,
    /// Where the mail goes.
    pub email: String,
    /// The language of the mail.
    pub language: Locale,
    /// What is open: earlier links stop working, the rest ends once the password is changed.
    pub open: OpenAccess,
    /// For how many minutes it works unless the reader chooses otherwise: the settings' choice.
    pub default_minutes: i64,
    /// For how many minutes it may work at most: the settings' choice.
    pub longest_minutes: i64,
    /// Whether a program calls with the account, which keeps its own API password.
    pub api: Option<ApiUse>,
}

/// What the page says on which a link can be copied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopyPrompt {
    /// Whose link.
    pub user: UserId,
    /// Their name.
    pub display_name: String,
    /// Where the mail with the same link went.
    pub email: String,
    /// For how many minutes it works once it is shown.
    pub life_minutes: i64,
    /// What is open, and ends once the password is changed; the link in the mail works until then.
    pub open: OpenAccess,
    /// Whether the reader must type their own password first.
    pub confirm: bool,
    /// How it stands with the caller.
    pub caller: CallerCheck,
}

text_enum!(
    /// Who was at a link's page, as well as can be known.
    Opener {
        /// A program: a mail scanner or a preview that says so, or that does what no browser does.
        Program = "program",
        /// A person, or a program that does as a person's browser.
        Unclear = "unclear",
        /// A person: the page was touched, or its form was sent.
        Person = "person",
    }
);

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LinkPurpose {
    /// Choosing a new password.
    ChangePassword,
}

/// What the public page of a link has to say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LinkStanding {
    /// It works: ask for the password.
    Open(ChangePrompt),
    /// It worked until then, and was not used.
    Expired(Moment),
    /// It was used then.
    Used(Moment),
    /// It was withdrawn then: a newer link, another password change, or an account that was switched off.
    Revoked(Moment),
    /// No such link, or so long ago that nothing is known of it.
    Unknown,
}

/// What the person is told before choosing a password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangePrompt {
    /// The account's user name.
    pub user_name: String,
    /// The account's display name.
    pub display_name: String,
    /// Who asked for the link; absent when Latchkey did by itself.
    pub requested_by: Option<String>,
    /// Until when it works, in the account's zone.
    pub until: Moment,
    /// What the password must be like.
    pub policy: Policy,
}

/// What the page of the one-time set-up link says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetUpPrompt {
    /// Whether the link still works.
    pub open: bool,
    /// What the password must be like.
    pub policy: Policy,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_lives_at_most_a_day() {
        assert!(LinkLife::from_minutes(1440).is_some());
        assert!(LinkLife::from_minutes(1441).is_none());
        assert!(LinkLife::from_minutes(0).is_none());
        assert!(LinkLife::OFFERED.iter().all(|minutes| LinkLife::from_minutes(*minutes).is_some()));
    }
}
