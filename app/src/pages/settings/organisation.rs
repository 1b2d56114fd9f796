//! The organisation: its name and contact, and where its people are.

use super::{
    Part, SettingsPage, Shown,
    form::{Fields, house_form},
};
use crate::model::{HouseSettings, Locale};
use crate::ui::{Choice, Contact, SelectField, TextField};
use crate::words::Words;
use leptos::prelude::*;

/// `/settings`.
#[component]
pub fn Organisation() -> impl IntoView {
    view! { <SettingsPage part=Part::Organisation show /> }
}

fn show(shown: Shown) -> AnyView {
    house_form(shown, Part::Organisation, &["organisation", "support_contact", "language", "time_zone"], facts, fields)
}

fn fields(fields: &Fields) -> AnyView {
    let words = fields.words.settings;
    let languages = Locale::ALL.map(|locale| Choice { value: locale.tag().to_owned(), label: locale.name().to_owned() });
    let language = fields.value("language");
    view! {
        <TextField
            name="organisation"
            label=words.organisation()
            hint=words.organisation_hint()
            autocomplete="organization"
            value=Some(fields.value("organisation"))
            error=fields.error("organisation")
        />
        <TextField
            name="support_contact"
            label=words.support_contact()
            hint=words.support_contact_hint()
            value=Some(fields.value("support_contact"))
            error=fields.error("support_contact")
        />
        <SelectField
            name="language"
            label=words.language()
            hint=words.language_hint()
            choices=languages.into()
            selected=&language
            error=fields.error("language")
        />
        <TextField
            name="time_zone"
            label=words.time_zone()
            hint=words.time_zone_hint()
            value=Some(fields.value("time_zone"))
            choices=fields.time_zones.clone()
            error=fields.error("time_zone")
        />
    }
    .into_any()
}

fn facts(house: &HouseSettings, words: Words) -> AnyView {
    view! {
        <dt>{words.settings.organisation()}</dt>
        <dd><bdi>{house.organisation.clone()}</bdi></dd>
        <dt>{words.settings.support_contact()}</dt>
        <dd><Contact contact=house.support_contact.clone() /></dd>
        <dt>{words.settings.language()}</dt>
        <dd>{house.language.name()}</dd>
        <dt>{words.settings.time_zone()}</dt>
        <dd>{house.time_zone.clone()}</dd>
    }
    .into_any()
}
