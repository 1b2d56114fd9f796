//! What the house asks for beyond a password.

use super::{
    Part, SettingsPage, Shown,
    form::{Fields, house_form},
};
use crate::model::HouseSettings;
use crate::ui::CheckField;
use crate::words::Words;
use leptos::prelude::*;

/// The fields of this part.
const OWN: [&str; 3] = ["second_factor_for_staff", "four_eyes", "caller_codes"];

/// `/settings/safety`.
#[component]
pub fn Safety() -> impl IntoView {
    view! { <SettingsPage part=Part::Safety show /> }
}

fn show(shown: Shown) -> AnyView {
    house_form(shown, Part::Safety, &OWN, facts, fields)
}

fn fields(fields: &Fields) -> AnyView {
    let words = fields.words.settings;
    let four_eyes_hint = if fields.other_administrator { words.four_eyes_hint() } else { words.four_eyes_alone() };
    let labelled = [
        ("second_factor_for_staff", words.second_factor_for_staff(), words.second_factor_for_staff_hint()),
        ("four_eyes", words.four_eyes(), four_eyes_hint),
        ("caller_codes", words.caller_codes(), words.caller_codes_hint()),
    ];
    let field = |(name, label, hint): (&'static str, &'static str, &'static str)| {
        view! { <CheckField name label hint checked=fields.value(name) == "true" error=fields.error(name) /> }
    };
    labelled.map(field).collect_view().into_any()
}

fn facts(house: &HouseSettings, words: Words) -> AnyView {
    let (own, safety) = (words.settings, house.safety);
    let yes_or_no = |holds| if holds { words.common.yes() } else { words.common.no() };
    let facts = [
        (own.second_factor_for_staff(), yes_or_no(safety.second_factor_for_staff)),
        (own.four_eyes(), yes_or_no(safety.four_eyes)),
        (own.caller_codes(), yes_or_no(safety.caller_codes)),
    ];
    facts.map(|(name, value)| view! { <dt>{name}</dt> <dd>{value}</dd> }).collect_view().into_any()
}
