//! How long the house keeps what happened.

use super::{
    Part, SettingsPage, Shown,
    form::{Fields, house_form},
};
use crate::model::HouseSettings;
use crate::ui::{TextField, When};
use crate::words::Words;
use leptos::prelude::*;

/// The fields of this part.
const OWN: [&str; 5] = ["message_days", "history_days", "audit_days", "import_days", "answer_hours"];

/// `/settings/retention`.
#[component]
pub fn Retention() -> impl IntoView {
    view! { <SettingsPage part=Part::Retention show /> }
}

fn show(shown: Shown) -> AnyView {
    let words = shown.words;
    let cut = shown.view.audit_cut.clone();
    let form = house_form(shown, Part::Retention, &OWN, facts, fields);
    view! {
        <p class="muted">{words.settings.retention_text()}</p>
        {form}
        {cut.map(|moment| view! { <p class="muted small">{words.settings.audit_cut()} " " <When moment full=true /></p> })}
    }
    .into_any()
}

fn fields(fields: &Fields) -> AnyView {
    let words = fields.words.settings;
    let labelled = [
        ("message_days", words.message_days(), words.message_days_hint()),
        ("history_days", words.history_days(), words.history_days_hint()),
        ("audit_days", words.audit_days(), words.audit_days_hint()),
        ("import_days", words.import_days(), words.import_days_hint()),
        ("answer_hours", words.answer_hours(), words.answer_hours_hint()),
    ];
    let field = |(name, label, hint): (&'static str, &'static str, &'static str)| {
        view! { <TextField name label hint kind="number" value=Some(fields.value(name)) error=fields.error(name) /> }
    };
    labelled.map(field).collect_view().into_any()
}

fn facts(house: &HouseSettings, words: Words) -> AnyView {
    let (own, kept) = (words.settings, &house.retention);
    let facts = [
        (own.message_days(), own.days(kept.message_days)),
        (own.history_days(), own.days(kept.history_days)),
        (own.audit_days(), own.days(kept.audit_days)),
        (own.import_days(), own.days(kept.import_days)),
        (own.answer_hours(), words.common.hours(kept.answer_hours)),
    ];
    facts.map(|(name, value)| view! { <dt>{name}</dt> <dd>{value}</dd> }).collect_view().into_any()
}
