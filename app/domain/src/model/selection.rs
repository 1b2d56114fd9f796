//! Saved selections of users: conditions that must all hold, with a name.

use super::{Count, Kind, Locale, Moment, Role, SelectionId, UserFilter, UserMark, UserRow};
use crate::rules::meanwhile::Marks;
use serde::{Deserialize, Serialize};

text_enum!(
    /// How someone gets in.
    PasswordState {
        /// With a password that they chose.
        Chosen = "chosen",
        /// With a temporary password.
        Temporary = "temporary",
        /// A generated password is on its way or waits to be used.
        Pending = "pending",
        /// No password works.
        None = "none",
    }
);

text_enum!(
    /// What a condition is about, in the order in which the builder offers it.
    CriterionKind {
        /// Kinds.
        Kind = "kind",
        /// Roles.
        Role = "role",
        /// Is Active is on.
        Active = "active",
        /// Is Active is off.
        Inactive = "inactive",
        /// Words in names and e-mail address.
        Words = "words",
        /// The language.
        Language = "language",
        /// The domain of the e-mail address.
        EmailDomain = "email-domain",
        /// No e-mail address.
        NoEmail = "no-email",
        /// Some of these tags.
        AnyTag = "any-tag",
        /// None of these tags.
        NoTag = "no-tag",
        /// Added in the last days.
        CreatedWithin = "created-within",
        /// Added before a day.
        CreatedBefore = "created-before",
        /// Added on a day or later.
        CreatedFrom = "created-from",
        /// Not signed in for some days, or never.
        NotSignedInFor = "not-signed-in-for",
        /// Last signed in before a day.
        SignedInBefore = "signed-in-before",
        /// Last signed in on a day or later.
        SignedInFrom = "signed-in-from",
        /// Never signed in.
        NeverSignedIn = "never-signed-in",
        /// How they get in.
        Password = "password",
        /// The password is older than some days.
        PasswordOlderThan = "password-older-than",
        /// A link or a password was sent or set in the last days.
        ResetWithin = "reset-within",
        /// Nothing of that for some days, or ever.
        NotResetFor = "not-reset-for",
        /// Nothing of that ever.
        NeverReset = "never-reset",
        /// A link is on its way or waits to be used.
        LinkSent = "link-sent",
        /// Sign-in is held back after failures.
        Locked = "locked",
    }
);

/// One thing that must hold of a user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Criterion {
    /// One of these kinds.
    Kind(Vec<Kind>),
    /// One of these roles.
    Role(Vec<Role>),
    /// Is Active is on.
    Active,
    /// Is Active is off.
    Inactive,
    /// Every one of these words stands in names or e-mail address.
    Words(String),
    /// Their language.
    Language(Locale),
    /// The e-mail address is of this domain or of one below it.
    EmailDomain(String),
    /// There is no e-mail address.
    NoEmail,
    /// At least one of these tags.
    AnyTag(Vec<String>),
    /// None of these tags.
    NoTag(Vec<String>),
    /// Added in the last so many days.
    CreatedWithin(i64),
    /// Added before this day ("2026-11-21", in the house's time zone).
    CreatedBefore(String),
    /// Added on this day or later.
    CreatedFrom(String),
    /// Not signed in for so many days, or never.
    NotSignedInFor(i64),
    /// Signed in, and the last time before this day.
    SignedInBefore(String),
    /// Last signed in on this day or later.
    SignedInFrom(String),
    /// Never signed in.
    NeverSignedIn,
    /// How they get in.
    Password(PasswordState),
    /// The password that works was set more than so many days ago.
    PasswordOlderThan(i64),
    /// A link or a password was sent to them, or one was set, in the last so many days.
    ResetWithin(i64),
    /// Nothing of that for so many days, or ever.
    NotResetFor(i64),
    /// Nothing of that ever.
    NeverReset,
    /// A password change link is on its way or waits to be used.
    LinkSent,
    /// Sign-in is held back after failures.
    Locked,
}

impl Criterion {
    /// What it is about.
    #[must_use]
    pub const fn kind(&self) -> CriterionKind {
        match self {
            Self::Kind(_) => CriterionKind::Kind,
            Self::Role(_) => CriterionKind::Role,
            Self::Active => CriterionKind::Active,
            Self::Inactive => CriterionKind::Inactive,
            Self::Words(_) => CriterionKind::Words,
            Self::Language(_) => CriterionKind::Language,
            Self::EmailDomain(_) => CriterionKind::EmailDomain,
            Self::NoEmail => CriterionKind::NoEmail,
            Self::AnyTag(_) => CriterionKind::AnyTag,
            Self::NoTag(_) => CriterionKind::NoTag,
            Self::CreatedWithin(_) => CriterionKind::CreatedWithin,
            Self::CreatedBefore(_) => CriterionKind::CreatedBefore,
            Self::CreatedFrom(_) => CriterionKind::CreatedFrom,
            Self::NotSignedInFor(_) => CriterionKind::NotSignedInFor,
            Self::SignedInBefore(_) => CriterionKind::SignedInBefore,
            Self::SignedInFrom(_) => CriterionKind::SignedInFrom,
            Self::NeverSignedIn => CriterionKind::NeverSignedIn,
            Self::Password(_) => CriterionKind::Password,
            Self::PasswordOlderThan(_) => CriterionKind::PasswordOlderThan,
            Self::ResetWithin(_) => CriterionKind::ResetWithin,
            Self::NotResetFor(_) => CriterionKind::NotResetFor,
            Self::NeverReset => CriterionKind::NeverReset,
            Self::LinkSent => CriterionKind::LinkSent,
            Self::Locked => CriterionKind::Locked,
        }
    }
}

/// What must all hold; without any it means everyone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Criteria {
    /// The conditions, in the order in which they were put together.
    #[serde(default)]
    pub all: Vec<Criterion>,
}

impl Criteria {
    /// What a filter of the list asks for, but for the selection that it may name.
    #[must_use]
    pub fn of(filter: &UserFilter) -> Self {
        let UserFilter { q, kind, role, active, tag, mark, selection: _ } = filter;
        let all = [
            active.map(|active| if active { Criterion::Active } else { Criterion::Inactive }),
            kind.map(|kind| Criterion::Kind(vec![kind])),
            role.map(|role| Criterion::Role(vec![role])),
            (!q.trim().is_empty()).then(|| Criterion::Words(q.clone())),
            (!tag.trim().is_empty()).then(|| Criterion::AnyTag(vec![tag.clone()])),
            mark.map(|mark| match mark {
                UserMark::LinkSent => Criterion::LinkSent,
                UserMark::Locked => Criterion::Locked,
                UserMark::NoEmail => Criterion::NoEmail,
                UserMark::NeverSignedIn => Criterion::NeverSignedIn,
                UserMark::NoPassword => Criterion::Password(PasswordState::None),
            }),
        ];
        Self { all: all.into_iter().flatten().collect() }
    }

    /// Whether kinds are named on purpose, and this one among them: API users are acted on where a selection says so.
    #[must_use]
    pub fn names(&self, kind: Kind) -> bool {
        self.all.iter().any(|criterion| matches!(criterion, Criterion::Kind(kinds) if kinds.contains(&kind)))
    }
}

/// What is entered about a selection.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SelectionDraft {
    /// Its name, which no other selection has.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Whom it means.
    pub criteria: Criteria,
}

/// A selection as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SelectionView {
    /// Which.
    pub id: SelectionId,
    /// The version, to be sent back when saving.
    pub version: i64,
    /// What was entered.
    pub draft: SelectionDraft,
    /// Who saved it, by the name they had, and when.
    pub saved: (String, Moment),
    /// Whether the reader may change it.
    pub can_edit: bool,
}

/// All selections.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SelectionList {
    /// By name, at most 500.
    pub selections: Vec<SelectionView>,
    /// Whether the reader may make some.
    pub can_edit: bool,
}

/// Saves a selection; refused when somebody else did meanwhile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveSelection {
    /// Which; absent for a new one.
    pub id: Option<SelectionId>,
    /// The version that was edited; 0 for a new one.
    pub version: i64,
    /// How it stood in the form, so that the second of two can be told what the first changed.
    #[serde(default)]
    pub shown: Option<Marks>,
    /// What it should be.
    pub draft: SelectionDraft,
}

/// Whom conditions mean now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SelectionPreview {
    /// How many they are.
    pub total: Count,
    /// The first of them by name, at most ten.
    pub first: Vec<UserRow>,
    /// How many of them are programs.
    pub api: Count,
    /// How many of them are people who also call the API.
    pub hybrid: Count,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn criteria_are_kept_as_plain_json_and_nothing_unknown_is_read() {
        let criteria =
            Criteria { all: vec![Criterion::Active, Criterion::Kind(vec![Kind::Human]), Criterion::NotSignedInFor(90)] };
        let json = serde_json::to_string(&criteria).unwrap();
        assert_eq!(json, r#"{"all":["active",{"kind":["human"]},{"not-signed-in-for":90}]}"#);
        assert_eq!(serde_json::from_str::<Criteria>(&json).unwrap(), criteria);
        for unknown in [r#"{"all":["tall"]}"#, r#"{"any":[]}"#, r#"{"all":[{"kind":["robot"]}]}"#] {
            assert!(serde_json::from_str::<Criteria>(unknown).is_err(), "{unknown}");
        }
    }

    #[test]
    fn a_filter_of_the_list_becomes_conditions() {
        let filter = UserFilter {
            q: " feld".to_owned(),
            kind: Some(Kind::Api),
            active: Some(false),
            mark: Some(UserMark::NoPassword),
            ..UserFilter::default()
        };
        let expected = [
            Criterion::Inactive,
            Criterion::Kind(vec![Kind::Api]),
            Criterion::Words(" feld".to_owned()),
            Criterion::Password(PasswordState::None),
        ];
        assert_eq!(Criteria::of(&filter).all, expected);
        assert!(Criteria::of(&filter).names(Kind::Api) && !Criteria::default().names(Kind::Api));
        assert_eq!(Criteria::of(&UserFilter { q: "  ".to_owned(), ..UserFilter::default() }), Criteria::default());
    }
}
