//! What holds for passwords, links and addresses.

use super::{
    Part, SettingsPage, Shown,
    form::{Fields, house_form},
};
use crate::model::{HouseSettings, LinkLife, TemporaryLook};
use crate::rules::settings as rules;
use crate::ui::{CheckField, Choice, SelectField, TextField};
use crate::words::Words;
use leptos::prelude::*;
use std::ops::RangeInclusive;

/// The fields of this part.
const OWN: [&str; 10] = [
    "password_min_length",
    "blocklist",
    "remembered_passwords",
    "generated_look",
    "new_password_hours",
    "temporary_password_hours",
    "link_minutes",
    "longest_link_minutes",
    "self_service_minutes",
    "shared_emails",
];

/// `/settings/policy`.
#[component]
pub fn Policy() -> impl IntoView {
    view! { <SettingsPage part=Part::Policy show /> }
}

fn show(shown: Shown) -> AnyView {
    house_form(shown, Part::Policy, &OWN, facts, fields)
}

fn fields(fields: &Fields) -> AnyView {
    let words = fields.words.settings;
    view! {
        <h2>{words.passwords()}</h2>
        {passwords(fields)}
        <h2>{words.links()}</h2>
        {links(fields)}
        <h2>{words.addresses()}</h2>
        <CheckField
            name="shared_emails"
            label=words.shared_emails()
            hint=words.shared_emails_hint()
            checked=fields.value("shared_emails") == "true"
        />
    }
    .into_any()
}

fn passwords(fields: &Fields) -> AnyView {
    let words = fields.words.settings;
    let looks = TemporaryLook::ALL.iter().map(|look| Choice { value: look.to_string(), label: words.look(*look).to_owned() });
    let look = fields.value("generated_look");
    view! {
        <TextField
            name="password_min_length"
            label=words.password_min_length()
            hint=words.password_min_length_hint()
            kind="number"
            value=Some(fields.value("password_min_length"))
            error=fields.error("password_min_length")
        />
        <CheckField
            name="blocklist"
            label=words.blocklist()
            hint=words.blocklist_hint()
            checked=fields.value("blocklist") == "true"
        />
        <TextField
            name="remembered_passwords"
            label=words.remembered_passwords()
            hint=words.remembered_passwords_hint()
            kind="number"
            value=Some(fields.value("remembered_passwords"))
            error=fields.error("remembered_passwords")
        />
        <SelectField
            name="generated_look"
            label=words.generated_look()
            hint=words.generated_look_hint()
            choices=looks.collect()
            selected=&look
            error=fields.error("generated_look")
        />
        {life(fields, &NEW_PASSWORD, words.new_password_hours(), words.new_password_hours_hint())}
        {life(fields, &TEMPORARY, words.temporary_password_hours(), words.temporary_password_hours_hint())}
    }
    .into_any()
}

fn links(fields: &Fields) -> AnyView {
    let words = fields.words.settings;
    view! {
        {life(fields, &LINK, words.link_minutes(), words.link_minutes_hint())}
        {life(fields, &LONGEST_LINK, words.longest_link_minutes(), words.longest_link_minutes_hint())}
        {life(fields, &OWN_LINK, words.self_service_minutes(), words.self_service_minutes_hint())}
    }
    .into_any()
}

/// How long something works: what can be chosen of it.
struct Life {
    field: &'static str,
    offered: &'static [i64],
    allowed: RangeInclusive<i64>,
    /// What one of the field's units is in minutes.
    unit: i64,
}

const LINK: Life = Life { field: "link_minutes", offered: &LinkLife::OFFERED, allowed: rules::LINK_MINUTES, unit: 1 };
const LONGEST_LINK: Life = Life { field: "longest_link_minutes", ..LINK };
const OWN_LINK: Life =
    Life { field: "self_service_minutes", offered: &[10, 15, 30, 60], allowed: rules::SELF_SERVICE_MINUTES, unit: 1 };
const TEMPORARY: Life =
    Life { field: "temporary_password_hours", offered: &[1, 4, 8, 24], allowed: rules::PASSWORD_HOURS, unit: 60 };
const NEW_PASSWORD: Life = Life { field: "new_password_hours", ..TEMPORARY };

fn life(fields: &Fields, life: &Life, label: &'static str, hint: &'static str) -> AnyView {
    let set = fields.value(life.field);
    view! {
        <SelectField
            name=life.field
            label
            hint
            choices=lives(life, set.parse().ok(), fields.words)
            selected=&set
            error=fields.error(life.field)
        />
    }
    .into_any()
}

/// What can be chosen: what is offered, and what is set now.
fn lives(life: &Life, set: Option<i64>, words: Words) -> Vec<Choice> {
    let mut values = life.offered.to_vec();
    values.extend(set.filter(|value| life.allowed.contains(value)));
    values.sort_unstable();
    values.dedup();
    let choice = |value: i64| Choice { value: value.to_string(), label: words.common.life(value * life.unit) };
    values.into_iter().map(choice).collect()
}

fn facts(house: &HouseSettings, words: Words) -> AnyView {
    let (own, common, policy) = (words.settings, words.common, &house.policy);
    let yes_or_no = |holds| if holds { common.yes() } else { common.no() }.to_owned();
    let remembered = match policy.remembered_passwords {
        0 => own.none_remembered().to_owned(),
        last => own.last_passwords(last),
    };
    let facts = [
        (own.password_min_length(), own.characters(house.password_min_length)),
        (own.blocklist(), yes_or_no(policy.blocklist)),
        (own.remembered_passwords(), remembered),
        (own.generated_look(), own.look(policy.generated_look).to_owned()),
        (own.new_password_hours(), common.hours(policy.new_password_hours)),
        (own.temporary_password_hours(), common.hours(policy.temporary_password_hours)),
        (own.link_minutes(), common.life(house.link_minutes)),
        (own.longest_link_minutes(), common.life(policy.longest_link_minutes)),
        (own.self_service_minutes(), common.life(policy.self_service_minutes)),
        (own.shared_emails(), yes_or_no(house.shared_emails)),
    ];
    facts.map(|(name, value)| view! { <dt>{name}</dt> <dd>{value}</dd> }).collect_view().into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Locale;

    #[test]
    fn a_life_that_the_prompt_does_not_offer_can_be_kept() {
        let offered = |set| lives(&LINK, set, Words::of(Locale::En)).into_iter().map(|choice| choice.label).collect::<Vec<_>>();
        assert_eq!(offered(Some(60)), ["15 minutes", "1 hour", "4 hours", "12 hours", "24 hours"]);
        assert_eq!(offered(Some(90)), ["15 minutes", "1 hour", "90 minutes", "4 hours", "12 hours", "24 hours"]);
        assert_eq!(offered(Some(9000)).len(), 5);
    }
}
