//! Who is meant: conditions that must all hold of a user. The list, selections, bulk work and automations ask by these alone.

use app::{
    model::{Kind, Locale, PasswordState, Role, Timestamp, UserId, UserSort},
    rules::names,
};
use std::ops::Range;

/// How many words a search looks for; further ones are ignored.
const SEARCH_WORDS: usize = 4;
/// Words of at least so many characters are found by the index of three-letter pieces.
const INDEXED_LENGTH: usize = 3;

/// One thing that must hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// All of these stand in names and e-mail address: keys of at least three characters, and at least one.
    Contains(Vec<String>),
    /// This stands in names and e-mail address: a key of any length. No index leads there.
    ContainsShort(String),
    /// The display name begins with this key.
    NameBegins(String),
    /// One of these kinds.
    Kinds(Vec<Kind>),
    /// One of these roles.
    Roles(Vec<Role>),
    /// Is Active is on, or off.
    Active(bool),
    /// Their language.
    Language(Locale),
    /// The e-mail address is of this domain or of one below it: its key, as [`names::domain_key`] makes it.
    EmailDomain(String),
    /// One of these users.
    Among(Vec<UserId>),
    /// There is an e-mail address.
    HasEmail,
    /// There is no e-mail address.
    NoEmail,
    /// One of these tags, by their keys.
    AnyTag(Vec<String>),
    /// None of these tags.
    NoTag(Vec<String>),
    /// Made in this time.
    Created(Range<Timestamp>),
    /// Last signed in in this time.
    SignedIn(Range<Timestamp>),
    /// Not signed in since, or never.
    NotSignedInSince(Timestamp),
    /// Never signed in.
    NeverSignedIn,
    /// The password that works now was chosen before.
    PasswordBefore(Timestamp),
    /// How they get in.
    Password(PasswordState),
    /// A link or a password was sent to them, or one was set, since.
    ResetSince(Timestamp),
    /// Nothing of that since, or ever.
    NotResetSince(Timestamp),
    /// Nothing of that ever.
    NeverReset,
    /// A link can still be used or mailed.
    LinkWaits,
    /// Sign-in is held back after failures.
    Locked,
    /// Signed in: a session was used since then, by those with the role *User* and by the others.
    SignedInNow(Timestamp, Timestamp),
}

impl Condition {
    /// What must hold where these words are searched for. Words of one or two characters have no index of their own: beside
    /// longer ones they are looked for anywhere, alone the first of them must begin the name.
    #[must_use]
    pub fn searching(typed: &str) -> Vec<Self> {
        let key = names::key(typed);
        let (long, short): (Vec<&str>, Vec<&str>) =
            key.split_whitespace().take(SEARCH_WORDS).partition(|word| word.chars().count() >= INDEXED_LENGTH);
        let mut short = short.into_iter();
        let first = if long.is_empty() {
            short.next().map(|word| Self::NameBegins(word.to_owned()))
        } else {
            Some(Self::Contains(long.into_iter().map(str::to_owned).collect()))
        };
        first.into_iter().chain(short.map(|word| Self::ContainsShort(word.to_owned()))).collect()
    }

    /// Whether an index leads to those of whom it holds, and they are few often enough to look there.
    pub(super) fn leads(&self) -> bool {
        match self {
            Self::Among(_)
            | Self::Contains(_)
            | Self::NameBegins(_)
            | Self::EmailDomain(_)
            | Self::NoEmail
            | Self::Language(_)
            | Self::AnyTag(_)
            | Self::Created(_)
            | Self::SignedIn(_)
            | Self::NotSignedInSince(_)
            | Self::NeverSignedIn
            | Self::PasswordBefore(_)
            | Self::ResetSince(_)
            | Self::LinkWaits
            | Self::Locked
            | Self::SignedInNow(..) => true,
            Self::Kinds(kinds) => !kinds.contains(&Kind::Human),
            Self::Roles(roles) => !roles.contains(&Role::User),
            Self::Active(active) => !active,
            Self::Password(state) => matches!(state, PasswordState::Temporary | PasswordState::Pending),
            Self::ContainsShort(_) | Self::HasEmail | Self::NoTag(_) | Self::NotResetSince(_) | Self::NeverReset => false,
        }
    }

    /// Whether its index is one of the users' own, so that its rows come one by one and not first of all together.
    pub(super) const fn streams(&self) -> bool {
        !matches!(
            self,
            Self::Contains(_)
                | Self::AnyTag(_)
                | Self::PasswordBefore(_)
                | Self::Password(_)
                | Self::ResetSince(_)
                | Self::LinkWaits
                | Self::Locked
                | Self::SignedInNow(..)
        )
    }

    /// Whether its probe answers one row for each user.
    pub(super) const fn is_counted_by_probe(&self) -> bool {
        match self {
            Self::AnyTag(tags) => tags.len() == 1,
            Self::ResetSince(_) | Self::LinkWaits | Self::Locked | Self::SignedInNow(..) | Self::Password(_) => false,
            _ => true,
        }
    }

    /// Whether it is about words.
    pub(super) const fn is_words(&self) -> bool {
        matches!(self, Self::Contains(_))
    }

    /// Whether the texts that are searched tell whether it holds.
    pub(super) const fn is_told_by_texts(&self) -> bool {
        matches!(self, Self::Contains(_) | Self::ContainsShort(_))
    }

    /// The order of the list whose index it is a stretch of.
    pub(super) const fn order(&self) -> Option<UserSort> {
        match self {
            Self::NameBegins(_) => Some(UserSort::Name),
            Self::Created(_) => Some(UserSort::Created),
            Self::SignedIn(_) | Self::NotSignedInSince(_) | Self::NeverSignedIn => Some(UserSort::LastSignIn),
            _ => None,
        }
    }

    /// One of each, for the contract test.
    pub(super) fn specimens() -> Vec<Self> {
        let (text, texts, time) = (String::new, || vec![String::new(), String::new()], Timestamp(0));
        let passwords = PasswordState::ALL.iter().map(|state| Self::Password(*state));
        let others = [
            Self::Contains(texts()),
            Self::ContainsShort(text()),
            Self::NameBegins("a".to_owned()),
            Self::Kinds(Kind::ALL.to_vec()),
            Self::Kinds(vec![Kind::Api]),
            Self::Roles(Role::ALL.to_vec()),
            Self::Roles(vec![Role::Auditor]),
            Self::Active(true),
            Self::Active(false),
            Self::Language(Locale::De),
            Self::EmailDomain("a".to_owned()),
            Self::Among(vec![UserId::OPERATOR]),
            Self::HasEmail,
            Self::NoEmail,
            Self::AnyTag(texts()),
            Self::NoTag(texts()),
            Self::Created(time..time),
            Self::SignedIn(time..time),
            Self::NotSignedInSince(time),
            Self::NeverSignedIn,
            Self::PasswordBefore(time),
            Self::ResetSince(time),
            Self::NotResetSince(time),
            Self::NeverReset,
            Self::LinkWaits,
            Self::Locked,
            Self::SignedInNow(time, time),
        ];
        others.into_iter().chain(passwords).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_words_stand_anywhere_and_a_short_one_alone_begins_the_name() {
        let contains = |words: &[&str]| Condition::Contains(words.iter().map(|word| (*word).to_owned()).collect());
        assert_eq!(Condition::searching(" Jonas  FELD "), [contains(&["jonas", "feld"])]);
        assert_eq!(Condition::searching("Jo feld"), [contains(&["feld"]), Condition::ContainsShort("jo".to_owned())]);
        assert_eq!(Condition::searching("李"), [Condition::NameBegins("李".to_owned())]);
        let both = [Condition::NameBegins("jo".to_owned()), Condition::ContainsShort("fe".to_owned())];
        assert_eq!(Condition::searching("jo fe"), both);
        assert_eq!(Condition::searching("  "), []);
    }

    #[test]
    fn what_most_users_are_leads_nowhere() {
        assert!(!Condition::Kinds(vec![Kind::Human, Kind::Api]).leads() && Condition::Kinds(vec![Kind::Api]).leads());
        assert!(!Condition::Active(true).leads() && Condition::Active(false).leads());
        assert!(!Condition::Roles(vec![Role::User]).leads() && Condition::Roles(vec![Role::Auditor]).leads());
    }
}
