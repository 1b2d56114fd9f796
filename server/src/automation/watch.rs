//! Whether an event is one that an automation listens to.

use app::{
    api::{ApiError, Problem},
    model::{EventFacts, EventField, EventFilter, EventKind, TextOperator, WatchedEvent},
    rules::names,
};
use regex::{Regex, RegexBuilder};

/// The most memory that a compiled expression may take, in bytes: a long alternation fits, a bomb does not.
const LARGEST: usize = 1 << 18;

/// What a text must be like.
#[derive(Clone, Debug)]
enum Test {
    Equals(String),
    DoesNotEqual(String),
    StartsWith(String),
    EndsWith(String),
    Matches(Regex),
}

/// An event that is listened to, ready to be compared.
#[derive(Clone, Debug)]
pub struct Watch {
    kind: EventKind,
    success: Option<bool>,
    /// Days, where the event comes at a number of them. Failures are counted elsewhere.
    days: Option<i64>,
    tests: Vec<(EventField, Test)>,
}

impl Watch {
    /// Makes ready.
    ///
    /// # Errors
    /// [`Problem::Pattern`] beside `filters` when a regular expression cannot be read.
    pub fn new(event: &WatchedEvent) -> Result<Self, ApiError> {
        let filters = event.filters.iter().filter(|filter| !filter.value.trim().is_empty());
        let tests = filters.map(|filter| Ok((filter.field.clone(), test(filter)?))).collect::<Result<_, _>>();
        let counts_days = matches!(event.kind, EventKind::PasswordAge | EventKind::NoSignIn);
        Ok(Self {
            kind: event.kind,
            success: event.success,
            days: event.number.filter(|_| counts_days),
            tests: tests.map_err(|problem| ApiError::field("filters", problem))?,
        })
    }

    /// Whether an event is one of these, as far as it tells by itself.
    #[must_use]
    pub fn fits(&self, facts: &EventFacts) -> bool {
        facts.kind == self.kind
            && (self.success.is_none() || facts.success == self.success)
            && (self.days.is_none() || facts.number == self.days)
            && self.tests.iter().all(|(field, test)| test.holds(facts.fact(field)))
    }
}

fn test(filter: &EventFilter) -> Result<Test, Problem> {
    let value = filter.value.trim();
    let key = names::key(value);
    Ok(match filter.operator {
        TextOperator::Equals => Test::Equals(key),
        TextOperator::DoesNotEqual => Test::DoesNotEqual(key),
        TextOperator::StartsWith => Test::StartsWith(key),
        TextOperator::EndsWith => Test::EndsWith(key),
        TextOperator::Matches => {
            let built = RegexBuilder::new(value).case_insensitive(true).size_limit(LARGEST).build();
            Test::Matches(built.map_err(|_| Problem::Pattern)?)
        }
    })
}

impl Test {
    fn holds(&self, text: Option<&str>) -> bool {
        let Some(text) = text else { return matches!(self, Self::DoesNotEqual(_)) };
        match self {
            Self::Equals(value) => names::key(text) == *value,
            Self::DoesNotEqual(value) => names::key(text) != *value,
            Self::StartsWith(value) => names::key(text).starts_with(value),
            Self::EndsWith(value) => names::key(text).ends_with(value),
            Self::Matches(pattern) => pattern.is_match(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::model::Timestamp;

    fn facts(kind: EventKind, facts: &[(EventField, &str)]) -> EventFacts {
        let facts = facts.iter().map(|(field, value)| (field.clone(), (*value).to_owned())).collect();
        EventFacts { kind, at: Timestamp(0), users: Vec::new(), facts, success: None, number: None }
    }

    fn watch(kind: EventKind, filters: &[(EventField, TextOperator, &str)]) -> Watch {
        let filters = filters.iter().map(|(field, operator, value)| EventFilter {
            field: field.clone(),
            operator: *operator,
            value: (*value).to_owned(),
        });
        let event = WatchedEvent {
            kind,
            filters: filters.collect(),
            success: None,
            selection: None,
            number: None,
            minutes: None,
            schedule: None,
        };
        Watch::new(&event).unwrap()
    }

    fn holds(operator: TextOperator, value: &str, text: &str) -> bool {
        watch(EventKind::MailFailed, &[(EventField::Reply, operator, value)])
            .fits(&facts(EventKind::MailFailed, &[(EventField::Reply, text)]))
    }

    #[test]
    fn texts_are_compared_however_they_are_cased() {
        assert!(holds(TextOperator::Equals, " größe ", "GRÖßE"));
        assert!(holds(TextOperator::DoesNotEqual, "550", "551") && !holds(TextOperator::DoesNotEqual, "A", "a"));
        assert!(
            holds(TextOperator::StartsWith, "550", "550 no such user") && !holds(TextOperator::StartsWith, "user", "550 user")
        );
        assert!(holds(TextOperator::EndsWith, "USER", "550 no such user"));
        assert!(
            holds(TextOperator::Matches, "^5[0-9]{2} .*quota", "552 Over QUOTA") && !holds(TextOperator::Matches, "^4", "552")
        );
    }

    #[test]
    fn a_blank_filter_lets_everything_through_and_a_missing_text_is_no_other() {
        let watch_blank = watch(EventKind::SignedIn, &[(EventField::Credential, TextOperator::Equals, "  ")]);
        assert!(watch_blank.fits(&facts(EventKind::SignedIn, &[])));
        assert!(!watch_blank.fits(&facts(EventKind::Locked, &[])));
        let not_nightly = watch(EventKind::SignedIn, &[(EventField::Credential, TextOperator::DoesNotEqual, "nightly")]);
        assert!(not_nightly.fits(&facts(EventKind::SignedIn, &[])));
        let nightly = watch(EventKind::SignedIn, &[(EventField::Credential, TextOperator::Equals, "nightly")]);
        assert!(!nightly.fits(&facts(EventKind::SignedIn, &[])));
    }

    #[test]
    fn all_filters_must_hold_and_attributes_have_names() {
        let building = EventField::Attribute("building".to_owned());
        let both = watch(
            EventKind::External,
            &[(EventField::Kind, TextOperator::Equals, "badge.lost"), (building.clone(), TextOperator::StartsWith, "north")],
        );
        let lost = |place: &str| facts(EventKind::External, &[(EventField::Kind, "badge.lost"), (building.clone(), place)]);
        assert!(both.fits(&lost("North wing")) && !both.fits(&lost("South wing")));
    }

    #[test]
    fn success_unset_lets_both_through() {
        let event = |success| WatchedEvent { success, ..watched(EventKind::ImportFinished) };
        let finished = |success| EventFacts { success: Some(success), ..facts(EventKind::ImportFinished, &[]) };
        let fits = |wanted, was| Watch::new(&event(wanted)).unwrap().fits(&finished(was));
        assert!(fits(None, true) && fits(None, false) && fits(Some(true), true) && !fits(Some(true), false));
    }

    #[test]
    fn days_must_be_the_same() {
        let event = WatchedEvent { number: Some(90), ..watched(EventKind::PasswordAge) };
        let aged = |days| EventFacts { number: Some(days), ..facts(EventKind::PasswordAge, &[]) };
        let watch = Watch::new(&event).unwrap();
        assert!(watch.fits(&aged(90)) && !watch.fits(&aged(60)));
    }

    #[test]
    fn expressions_that_cannot_be_read_or_grow_without_bound_are_told() {
        for pattern in ["(", "a{1000}{1000}", "[z-a]"] {
            let filters =
                vec![EventFilter { field: EventField::Reply, operator: TextOperator::Matches, value: pattern.to_owned() }];
            let event = WatchedEvent { filters, ..watched(EventKind::MailFailed) };
            assert_eq!(Watch::new(&event).unwrap_err().for_field("filters"), Some(&Problem::Pattern), "{pattern}");
        }
    }

    fn watched(kind: EventKind) -> WatchedEvent {
        WatchedEvent { kind, filters: Vec::new(), success: None, selection: None, number: None, minutes: None, schedule: None }
    }
}
