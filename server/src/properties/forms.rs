//! What lists, selections and automations are asked for: what a form or an address was made of is read from it again, and any other
//! text is refused, or left out.

use super::{anything, config};
use crate::promises::{holds_of_address, holds_of_selection};
use app::{
    model::{
        AutomationDraft, AutomationWindow, Criteria, Criterion, DraftPart, EventField, EventFilter, EventKind, Kind, Locale,
        PasswordState, Role, TextOperator, UserFilter, UserMark, WatchedEvent,
    },
    rules::{
        automation_form,
        selection::{self, fields, read},
    },
};
use proptest::{prelude::*, sample::select};
use std::collections::BTreeMap;

/// A form's fields, as it is asked for them.
fn form(fields: Vec<(String, String)>) -> impl Fn(&str) -> String {
    let fields: BTreeMap<String, String> = fields.into_iter().collect();
    move |name| fields.get(name).cloned().unwrap_or_default()
}

fn day() -> impl Strategy<Value = String> {
    "[12][0-9]{3}-[01][0-9]-[0-3][0-9]"
}

fn tags() -> impl Strategy<Value = Vec<String>> {
    proptest::collection::btree_set("[a-z]{1,8}", 1..5).prop_map(|tags| tags.into_iter().collect())
}

fn criterion() -> impl Strategy<Value = Criterion> {
    let days = || 1..=3650_i64;
    prop_oneof![
        proptest::sample::subsequence(Kind::ALL.to_vec(), 1..=Kind::ALL.len()).prop_map(Criterion::Kind),
        proptest::sample::subsequence(Role::ALL.to_vec(), 1..=Role::ALL.len()).prop_map(Criterion::Role),
        select(vec![Criterion::Active, Criterion::Inactive, Criterion::NoEmail, Criterion::NeverSignedIn]),
        select(vec![Criterion::NeverReset, Criterion::LinkSent, Criterion::Locked]),
        "[a-z0-9@.ßé-]{1,40}".prop_map(Criterion::Words),
        select(Locale::ALL.to_vec()).prop_map(Criterion::Language),
        "[a-z]{1,9}\\.[a-z]{2,9}".prop_map(Criterion::EmailDomain),
        tags().prop_map(Criterion::AnyTag),
        tags().prop_map(Criterion::NoTag),
        days().prop_map(Criterion::CreatedWithin),
        days().prop_map(Criterion::NotSignedInFor),
        days().prop_map(Criterion::PasswordOlderThan),
        days().prop_map(Criterion::ResetWithin),
        days().prop_map(Criterion::NotResetFor),
        day().prop_map(Criterion::CreatedBefore),
        day().prop_map(Criterion::CreatedFrom),
        day().prop_map(Criterion::SignedInBefore),
        day().prop_map(Criterion::SignedInFrom),
        select(PasswordState::ALL.to_vec()).prop_map(Criterion::Password),
    ]
}

fn criteria() -> impl Strategy<Value = Criteria> {
    proptest::collection::vec(criterion(), 0..=selection::MOST).prop_map(|all| Criteria { all })
}

/// A condition with any text in it.
fn typed() -> impl Strategy<Value = Criterion> {
    prop_oneof![
        anything().prop_map(Criterion::Words),
        anything().prop_map(Criterion::CreatedFrom),
        anything().prop_map(Criterion::EmailDomain),
        anything().prop_map(|tag| Criterion::AnyTag(vec![tag])),
    ]
}

/// A name, or any text in its place.
fn entered() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z]{1,9}", anything()]
}

fn filter() -> impl Strategy<Value = UserFilter> {
    let named = (
        proptest::option::of(select(Kind::ALL.to_vec())),
        proptest::option::of(select(Role::ALL.to_vec())),
        proptest::option::of(any::<bool>()),
        proptest::option::of(select(UserMark::ALL.to_vec())),
    );
    (anything(), anything(), named).prop_map(|(q, tag, (kind, role, active, mark))| UserFilter {
        q,
        tag,
        kind,
        role,
        active,
        mark,
        selection: None,
    })
}

fn event_filter() -> impl Strategy<Value = EventFilter> {
    let field = prop_oneof![Just(EventField::Kind), "[a-z.]{1,20}".prop_map(EventField::Attribute)];
    (field, select(TextOperator::ALL.to_vec()), anything()).prop_map(|(field, operator, value)| EventFilter {
        field,
        operator,
        value,
    })
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn conditions_are_read_from_the_form_and_the_json_they_were_written_to(criteria in criteria()) {
        prop_assert_eq!(read(form(fields(&criteria))), (criteria.clone(), Vec::new()));
        let written = serde_json::to_string(&criteria).unwrap();
        prop_assert_eq!(serde_json::from_str::<Criteria>(&written).unwrap(), criteria);
    }

    #[test]
    fn a_selection_that_is_taken_is_within_its_bounds(name in entered(), more in typed(), of in criteria()) {
        let criteria = Criteria { all: of.all.into_iter().chain([more]).collect() };
        holds_of_selection(&name, criteria);
    }

    #[test]
    fn a_lists_address_asks_for_what_it_was_made_of(filter in filter()) {
        let text = |value: Option<&'static str>| value.unwrap_or_default().to_owned();
        let pairs = [
            ("q", filter.q.clone()),
            ("tag", filter.tag.clone()),
            ("kind", text(filter.kind.map(Kind::as_str))),
            ("role", text(filter.role.map(Role::as_str))),
            ("mark", text(filter.mark.map(UserMark::as_str))),
            ("active", filter.active.map(|active| active.to_string()).unwrap_or_default()),
        ];
        let search = serde_urlencoded::to_string(pairs).unwrap();
        prop_assert_eq!(app::users_asked(&search).filter, filter);
    }

    #[test]
    fn no_address_makes_a_list_fail(search in anything(), name in "[a-z]{1,8}", value in anything()) {
        let written = serde_urlencoded::to_string([(name.as_str(), value.as_str())]).unwrap();
        holds_of_address(&search);
        holds_of_address(&written);
    }

    #[test]
    fn an_events_filters_are_read_from_the_form_they_were_written_to(filters in proptest::collection::vec(event_filter(), 0..3)) {
        let event = WatchedEvent {
            kind: EventKind::External,
            filters,
            success: None,
            selection: None,
            number: None,
            minutes: None,
            schedule: None,
        };
        let draft = AutomationDraft {
            name: "Reported".to_owned(),
            description: String::new(),
            event: event.clone(),
            job: None,
            time_frame: None,
        };
        let part = automation_form::read(AutomationWindow::Event, form(automation_form::event_fields(&draft)));
        let is_same = matches!(part, Ok(DraftPart::Event { event: taken, .. }) if taken == event);
        prop_assert!(is_same);
        let written = serde_json::to_string(&event).unwrap();
        prop_assert_eq!(serde_json::from_str::<WatchedEvent>(&written).unwrap(), event);
    }

    #[test]
    fn no_form_of_an_automation_fails(kind in select(EventKind::ALL.to_vec()), text in anything(), number in any::<i64>(), every in 0..4_usize) {
        let (number, kind) = (number.to_string(), kind.to_string());
        let every = ["day", "week", "month", "nothing"][every];
        let value = |name: &str| match name {
            "kind" => kind.clone(),
            "every" => every.to_owned(),
            _ if name.contains("day") || name.contains("minutes") || name.contains("interval") => number.clone(),
            _ => text.clone(),
        };
        for window in AutomationWindow::ALL {
            let _ = automation_form::read(*window, value);
        }
    }
}
