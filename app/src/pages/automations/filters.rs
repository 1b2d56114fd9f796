//! The filters of an event: rows of field, operator and value.

use super::{
    filling::Filling,
    values::{ADD, DO, Values, free_row},
};
use crate::model::{BulkAction, EventField, EventKind, PasswordWay, SignInWay, TemplateKey, TextOperator};
use crate::rules::automation::FILTERS;
use crate::rules::automation_form::{ATTRIBUTE, in_row};
use crate::ui::{Glyph, Icon};
use leptos::{ev, prelude::*};

/// The rows.
#[component]
pub(super) fn Filters(
    /// What is filtered.
    kind: EventKind,
    /// The window.
    filling: Filling,
) -> impl IntoView {
    let own = filling.words.automations;
    let rows = RwSignal::new(filling.start.with_value(Values::filters));
    let remove = Callback::new(move |row: usize| rows.update(|rows| rows.retain(|other| *other != row)));
    let add = move |event: ev::MouseEvent| {
        event.prevent_default();
        rows.update(|rows| {
            if let Some(row) = free_row(rows) {
                filling.start.update_value(|values| values.forget(row));
                rows.push(row);
            }
        });
    };
    let error = filling.error("filters");
    let here = filling.here.get_value();
    view! {
        <fieldset class="filter-rows group" id="field-filters" tabindex="-1">
            <legend>{own.filters()}</legend>
            <p class="hint">{own.filters_hint()}</p>
            <ol>
                <For each=move || rows.get() key=move |row| (kind, *row) children=move |row| view! { <FilterRow row kind filling remove /> } />
            </ol>
            {move || error.get().map(|error| view! { <p class="error">{error}</p> })}
            {suggestions(kind, filling)}
            <p>
                <button
                    type="submit"
                    class="btn"
                    formmethod="get"
                    formaction=here
                    name=DO
                    value=ADD
                    disabled=move || { rows.with(Vec::len) >= FILTERS }
                    on:click=add
                >
                    {own.add_filter()}
                </button>
            </p>
        </fieldset>
    }
}

#[component]
fn FilterRow(row: usize, kind: EventKind, filling: Filling, remove: Callback<usize>) -> impl IntoView {
    let own = filling.words.automations;
    let number = row + 1;
    let press = move |event: ev::MouseEvent| {
        event.prevent_default();
        remove.run(row);
    };
    view! {
        <li class="filter-row">
            {field(row, kind, filling)}
            {operator(row, filling)}
            <input
                class="input"
                name=in_row("value", row)
                value=filling.text(&in_row("value", row))
                aria-label=own.filter_value(number)
                list="filter-values"
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
            />
            <button
                type="submit"
                class="icon-btn"
                formmethod="get"
                formaction=filling.here.get_value()
                name=DO
                value=Values::remove(row)
                aria-label=own.remove_filter(number)
                on:click=press
            >
                <Glyph icon=Icon::Close />
            </button>
        </li>
    }
}

/// What is compared. Attributes of external events are named by whoever sends them.
fn field(row: usize, kind: EventKind, filling: Filling) -> AnyView {
    let (own, names) = (filling.words.automations, filling.words.automation_names);
    let chosen = filling.text(&in_row("field", row));
    let is_external = kind == EventKind::External;
    let known = kind.fields().iter().map(|field| (field.to_string(), names.field(field).to_owned()));
    let attribute = is_external.then(|| (ATTRIBUTE.to_owned(), names.attribute().to_owned()));
    let options = known.chain(attribute).map(|(value, label)| {
        let selected = value == chosen;
        view! { <option value=value selected=selected>{label}</option> }
    });
    let attribute = is_external.then(|| {
        let name = in_row(ATTRIBUTE, row);
        let value = filling.text(&name);
        view! {
            <input class="input mono" name=name value=value aria-label=own.filter_attribute(row + 1) autocomplete="off" spellcheck="false" />
        }
    });
    view! {
        <div class="of">
            <select class="input" name=in_row("field", row) aria-label=own.filter_field(row + 1) autocomplete="off">
                {options.collect_view()}
            </select>
            {attribute}
        </div>
    }
    .into_any()
}

fn operator(row: usize, filling: Filling) -> AnyView {
    let chosen = filling.text(&in_row("operator", row));
    let options = TextOperator::ALL.iter().map(|operator| {
        let label = filling.words.automation_names.operator(*operator);
        view! { <option value=operator.as_str() selected=operator.as_str() == chosen>{label}</option> }
    });
    let label = filling.words.automations.filter_operator(row + 1);
    view! {
        <select class="input" name=in_row("operator", row) aria-label=label autocomplete="off">
            {options.collect_view()}
        </select>
    }
    .into_any()
}

/// What the fields of an event can say, as far as that is known; anything else can be typed too.
fn suggestions(kind: EventKind, filling: Filling) -> AnyView {
    let activated = || filling.prompt.with_value(|prompt| prompt.activated.clone());
    let said = |field: &EventField| match field {
        EventField::Through => texts(SignInWay::ALL),
        EventField::How => texts(PasswordWay::ALL),
        EventField::Template => texts(TemplateKey::ALL),
        EventField::Automation => activated(),
        EventField::Job if kind == EventKind::BulkFinished => texts(BulkAction::ALL),
        _ => Vec::new(),
    };
    let options = kind.fields().iter().flat_map(said).map(|value| view! { <option value=value></option> });
    view! { <datalist id="filter-values">{options.collect_view()}</datalist> }.into_any()
}

fn texts<T: ToString>(values: &[T]) -> Vec<String> {
    values.iter().map(T::to_string).collect()
}
