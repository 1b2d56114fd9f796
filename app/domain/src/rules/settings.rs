//! What the house's settings must be like. Whether a time zone exists is for the server to say.

use crate::{
    errors::Problem,
    model::{HouseSettings, LinkLife},
    rules::names::NameProblem,
};
use std::ops::RangeInclusive;

/// The longest name of an organisation, in characters.
pub const LONGEST_ORGANISATION: i64 = 100;
/// The longest support contact, in characters.
pub const LONGEST_CONTACT: i64 = 200;
/// What the shortest password may be set to, in characters (NIST SP 800-63B-4 §3.1.1.2: 15, or 8 with a second factor).
pub const MIN_LENGTH: RangeInclusive<i64> = 8..=64;
/// For how many minutes a link may work.
pub const LINK_MINUTES: RangeInclusive<i64> = LinkLife::SHORTEST..=LinkLife::LONGEST;
/// How many of the last passwords may be refused.
pub const REMEMBERED: RangeInclusive<i64> = 0..=24;
/// For how many minutes a link may work that someone asked for themselves.
pub const SELF_SERVICE_MINUTES: RangeInclusive<i64> = LinkLife::SHORTEST..=60;
/// For how many hours a password may work that somebody else has made.
pub const PASSWORD_HOURS: RangeInclusive<i64> = 1..=24;

/// For how many days messages may be kept.
pub const MESSAGE_DAYS: RangeInclusive<i64> = 30..=3_650;
/// For how many days events and ledgers may be kept: automations remember for 366 days whom they met.
pub const HISTORY_DAYS: RangeInclusive<i64> = 367..=3_650;
/// For how many days the audit trail may be kept.
pub const AUDIT_DAYS: RangeInclusive<i64> = 365..=3_650;
/// For how many days what is left of imports may be kept.
pub const IMPORT_DAYS: RangeInclusive<i64> = 1..=90;
/// For how many hours an `Idempotency-Key` may be known.
pub const ANSWER_HOURS: RangeInclusive<i64> = 1..=168;

/// The settings without spaces around what was typed.
#[must_use]
pub fn trimmed(entered: &HouseSettings) -> HouseSettings {
    HouseSettings {
        organisation: entered.organisation.trim().to_owned(),
        support_contact: entered.support_contact.trim().to_owned(),
        time_zone: entered.time_zone.trim().to_owned(),
        ..*entered
    }
}

/// Everything that is wrong with settings, by field; nothing when they do.
#[must_use]
pub fn problems(settings: &HouseSettings) -> Vec<(&'static str, Problem)> {
    let (policy, kept) = (&settings.policy, &settings.retention);
    let usual = LinkLife::SHORTEST..=policy.longest_link_minutes.clamp(LinkLife::SHORTEST, LinkLife::LONGEST);
    let found = [
        ("organisation", line(&settings.organisation, LONGEST_ORGANISATION)),
        ("support_contact", line(&settings.support_contact, LONGEST_CONTACT)),
        ("password_min_length", number(settings.password_min_length, &MIN_LENGTH)),
        ("link_minutes", number(settings.link_minutes, &usual)),
        ("remembered_passwords", number(policy.remembered_passwords, &REMEMBERED)),
        ("longest_link_minutes", number(policy.longest_link_minutes, &LINK_MINUTES)),
        ("self_service_minutes", number(policy.self_service_minutes, &SELF_SERVICE_MINUTES)),
        ("new_password_hours", number(policy.new_password_hours, &PASSWORD_HOURS)),
        ("temporary_password_hours", number(policy.temporary_password_hours, &PASSWORD_HOURS)),
        ("message_days", number(kept.message_days, &MESSAGE_DAYS)),
        ("history_days", number(kept.history_days, &HISTORY_DAYS)),
        ("audit_days", number(kept.audit_days, &AUDIT_DAYS)),
        ("import_days", number(kept.import_days, &IMPORT_DAYS)),
        ("answer_hours", number(kept.answer_hours, &ANSWER_HOURS)),
    ];
    found.into_iter().filter_map(|(field, problem)| Some((field, problem?))).collect()
}

/// One line of text: it stands in subjects and on pages.
fn line(text: &str, longest: i64) -> Option<Problem> {
    let length = i64::try_from(text.chars().count()).unwrap_or(i64::MAX);
    if text.trim().is_empty() {
        Some(Problem::Required)
    } else if length > longest {
        Some(Problem::TooLong(longest))
    } else if text.contains(char::is_control) {
        Some(Problem::DisplayName(NameProblem::Characters))
    } else {
        None
    }
}

fn number(value: i64, allowed: &RangeInclusive<i64>) -> Option<Problem> {
    (!allowed.contains(&value)).then(|| Problem::OutOfRange(*allowed.start(), *allowed.end()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{AccessPolicy, Locale, Retention, Safety};

    fn settings() -> HouseSettings {
        HouseSettings {
            organisation: "Northwind".to_owned(),
            support_contact: "help@northwind.example".to_owned(),
            language: Locale::En,
            time_zone: "Europe/Berlin".to_owned(),
            password_min_length: 15,
            link_minutes: 60,
            shared_emails: false,
            policy: AccessPolicy::default(),
            retention: Retention::default(),
            safety: Safety::default(),
        }
    }

    #[test]
    fn the_ends_of_every_range_are_allowed() {
        assert_eq!(problems(&settings()), []);
        let least = HouseSettings {
            organisation: "N".to_owned(),
            support_contact: "?".to_owned(),
            password_min_length: 8,
            link_minutes: 5,
            policy: AccessPolicy {
                remembered_passwords: 0,
                longest_link_minutes: 5,
                self_service_minutes: 5,
                new_password_hours: 1,
                temporary_password_hours: 1,
                ..AccessPolicy::default()
            },
            retention: Retention { message_days: 30, history_days: 367, audit_days: 365, import_days: 1, answer_hours: 1 },
            ..settings()
        };
        let most = HouseSettings {
            organisation: "ñ".repeat(100),
            support_contact: "ß".repeat(200),
            password_min_length: 64,
            link_minutes: 1440,
            policy: AccessPolicy { remembered_passwords: 24, self_service_minutes: 60, ..AccessPolicy::default() },
            retention: Retention { message_days: 3650, history_days: 3650, audit_days: 3650, import_days: 90, answer_hours: 168 },
            ..settings()
        };
        assert_eq!((problems(&least), problems(&most)), (vec![], vec![]));
    }

    #[test]
    fn everything_wrong_is_told_at_once() {
        let wrong = HouseSettings {
            organisation: " ".to_owned(),
            support_contact: "x".repeat(201),
            password_min_length: 7,
            link_minutes: 1441,
            policy: AccessPolicy {
                remembered_passwords: 25,
                longest_link_minutes: 1441,
                self_service_minutes: 61,
                new_password_hours: 0,
                temporary_password_hours: 25,
                ..AccessPolicy::default()
            },
            retention: Retention { message_days: 29, history_days: 366, audit_days: 364, import_days: 0, answer_hours: 169 },
            ..settings()
        };
        let expected = [
            ("organisation", Problem::Required),
            ("support_contact", Problem::TooLong(200)),
            ("password_min_length", Problem::OutOfRange(8, 64)),
            ("link_minutes", Problem::OutOfRange(5, 1440)),
            ("remembered_passwords", Problem::OutOfRange(0, 24)),
            ("longest_link_minutes", Problem::OutOfRange(5, 1440)),
            ("self_service_minutes", Problem::OutOfRange(5, 60)),
            ("new_password_hours", Problem::OutOfRange(1, 24)),
            ("temporary_password_hours", Problem::OutOfRange(1, 24)),
            ("message_days", Problem::OutOfRange(30, 3650)),
            ("history_days", Problem::OutOfRange(367, 3650)),
            ("audit_days", Problem::OutOfRange(365, 3650)),
            ("import_days", Problem::OutOfRange(1, 90)),
            ("answer_hours", Problem::OutOfRange(1, 168)),
        ];
        assert_eq!(problems(&wrong), expected);
    }

    #[test]
    fn a_link_usually_works_no_longer_than_it_may() {
        let policy = AccessPolicy { longest_link_minutes: 30, ..AccessPolicy::default() };
        assert_eq!(problems(&HouseSettings { policy, ..settings() }), [("link_minutes", Problem::OutOfRange(5, 30))]);
    }

    #[test]
    fn a_name_is_one_line_without_spaces_around_it() {
        let entered = HouseSettings { organisation: " Northwind\n".to_owned(), ..settings() };
        assert_eq!(trimmed(&entered).organisation, "Northwind");
        let broken = HouseSettings { organisation: "North\nwind".to_owned(), ..settings() };
        assert_eq!(problems(&broken), [("organisation", Problem::DisplayName(NameProblem::Characters))]);
    }
}
