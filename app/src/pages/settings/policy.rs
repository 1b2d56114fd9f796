//! What holds for passwords, links and addresses.

use super::{
    Part, SettingsPage, Shown,
    form::{Fields, house_form},
};
use crate::model::{HouseSettings, LinkLife};
use crate::ui::{CheckField, Choice, SelectField, TextField};
use crate::words::Words;
use leptos::prelude::*;

/// `/settings/policy`.
#[component]
pub fn Policy() -> impl IntoView {
    view! { <SettingsPage part=Part::Policy show /> }
}

fn show(shown: Shown) -> AnyView {
    house_form(shown, Part::Policy, &["password_min_length", "link_minutes", "shared_emails"], facts, fields)
}

fn fields(fields: &Fields) -> AnyView {
    let words = fields.words.settings;
    let minutes = fields.value("link_minutes");
    view! {
        <TextField
            name="password_min_length"
            label=words.password_min_length()
            hint=words.password_min_length_hint()
            kind="number"
            value=Some(fields.value("password_min_length"))
            error=fields.error("password_min_length")
        />
        <SelectField
            name="link_minutes"
            label=words.link_minutes()
            hint=words.link_minutes_hint()
            choices=lives(minutes.parse().ok(), fields.words)
            selected=&minutes
            error=fields.error("link_minutes")
        />
        <CheckField
            name="shared_emails"
            label=words.shared_emails()
            hint=words.shared_emails_hint()
            checked=fields.value("shared_emails") == "true"
        />
    }
    .into_any()
}

/// What can be chosen: what the prompt offers, and what is set now.
fn lives(set: Option<i64>, words: Words) -> Vec<Choice> {
    let mut minutes = LinkLife::OFFERED.to_vec();
    minutes.extend(set.filter(|minutes| LinkLife::from_minutes(*minutes).is_some()));
    minutes.sort_unstable();
    minutes.dedup();
    minutes.into_iter().map(|minutes| Choice { value: minutes.to_string(), label: words.common.life(minutes) }).collect()
}

fn facts(house: &HouseSettings, words: Words) -> AnyView {
    let shared = if house.shared_emails { words.common.yes() } else { words.common.no() };
    view! {
        <dt>{words.settings.password_min_length()}</dt>
        <dd>{words.settings.characters(house.password_min_length)}</dd>
        <dt>{words.settings.link_minutes()}</dt>
        <dd>{words.common.life(house.link_minutes)}</dd>
        <dt>{words.settings.shared_emails()}</dt>
        <dd>{shared}</dd>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Locale;

    #[test]
    fn a_life_that_the_prompt_does_not_offer_can_be_kept() {
        let offered = |set| lives(set, Words::of(Locale::En)).into_iter().map(|choice| choice.label).collect::<Vec<_>>();
        assert_eq!(offered(Some(60)), ["15 minutes", "1 hour", "4 hours", "12 hours", "24 hours"]);
        assert_eq!(offered(Some(90)), ["15 minutes", "1 hour", "90 minutes", "4 hours", "12 hours", "24 hours"]);
        assert_eq!(offered(Some(9000)).len(), 5);
    }
}
