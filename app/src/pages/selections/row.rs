//! One row of the builder: what it is about, its value, and the button that removes it.

use super::draft::{DO, Values};
use crate::model::{CriterionKind, Kind, Locale, PasswordState, Role};
use crate::rules::selection::{self as rules, DAYS, Input};
use crate::ui::{Glyph, Icon};
use crate::words::{Words, use_words};
use leptos::{ev, prelude::*};

/// The row.
#[component]
pub(super) fn Condition(
    /// Its number, in the names of its fields.
    row: usize,
    /// What it is about at first.
    kind: CriterionKind,
    /// What its fields start with.
    start: StoredValue<Values>,
    /// The page's own address, to which rows are added and removed without scripts.
    #[prop(into)]
    here: String,
    /// Why it was refused.
    #[prop(into)]
    error: Signal<Option<String>>,
    /// Removes it.
    #[prop(into)]
    remove: Callback<usize>,
) -> impl IntoView {
    let words = use_words();
    let own = words.selections;
    let about = RwSignal::new(kind);
    let choose = move |event: ev::Event| {
        if let Ok(kind) = event_target_value(&event).parse() {
            about.set(kind);
        }
    };
    let press = move |event: ev::MouseEvent| {
        event.prevent_default();
        remove.run(row);
    };
    let kinds = CriterionKind::ALL.iter().map(|other| {
        view! { <option value=other.as_str() selected=*other == kind>{own.on(*other)}</option> }
    });
    view! {
        <li class="condition">
            <select
                class="input"
                id=format!("field-on-{row}")
                name=rules::on(row)
                aria-label=own.condition(row + 1)
                autocomplete="off"
                on:change=choose
            >
                {kinds.collect_view()}
            </select>
            <div class="value">{move || value(row, about.get(), start, error, words)}</div>
            <button
                type="submit"
                class="icon-btn"
                formmethod="get"
                formaction=here
                name=DO
                value=Values::remove(row)
                aria-label=own.remove(row + 1)
                on:click=press
            >
                <Glyph icon=Icon::Close />
            </button>
            {move || error.get().map(|error| view! { <p class="error" id=format!("error-is-{row}")>{error}</p> })}
        </li>
    }
}

fn value(row: usize, kind: CriterionKind, start: StoredValue<Values>, error: Signal<Option<String>>, words: Words) -> AnyView {
    let field = Field { row, start, error, words };
    match rules::input(kind) {
        Input::Nothing => ().into_any(),
        Input::Kinds => field.boxes(Kind::ALL.iter().map(|kind| (kind.as_str(), words.labels.kind(*kind)))),
        Input::Roles => field.boxes(Role::ALL.iter().map(|role| (role.as_str(), words.labels.role(*role)))),
        Input::Language => field.select(Locale::ALL.iter().map(|locale| (locale.tag(), locale.name()))),
        Input::Password => {
            field.select(PasswordState::ALL.iter().map(|state| (state.as_str(), words.selections.password(*state))))
        }
        Input::Text => field.text("text"),
        Input::Day => field.text("date"),
        Input::Days => field.days(),
    }
}

/// The value's field.
#[derive(Clone, Copy)]
struct Field {
    row: usize,
    start: StoredValue<Values>,
    error: Signal<Option<String>>,
    words: Words,
}

impl Field {
    fn name(self) -> String {
        rules::is(self.row)
    }

    fn start(self, name: &str) -> String {
        self.start.with_value(|values| values.text(name))
    }

    fn label(self) -> String {
        self.words.selections.value_of(self.row + 1)
    }

    fn described_by(self) -> Option<String> {
        self.error.with(Option::is_some).then(|| format!("error-is-{}", self.row))
    }

    fn boxes(self, choices: impl Iterator<Item = (&'static str, &'static str)>) -> AnyView {
        let boxes = choices.map(|(value, label)| {
            let name = rules::is_ticked(self.row, value);
            let checked = self.start(&name) == "true";
            view! {
                <label class="tickable">
                    <input type="checkbox" name=name value="true" checked=checked autocomplete="off" />
                    {label}
                </label>
            }
        });
        view! {
            <fieldset class="boxes" id=format!("field-is-{}", self.row) tabindex="-1" aria-label=self.label() aria-describedby=move || self.described_by()>
                {boxes.collect_view()}
            </fieldset>
        }
        .into_any()
    }

    fn select(self, choices: impl Iterator<Item = (&'static str, &'static str)>) -> AnyView {
        let chosen = self.start(&self.name());
        let options = choices.map(|(value, label)| {
            let selected = value == chosen;
            view! { <option value=value selected=selected>{label}</option> }
        });
        view! {
            <select class="input" id=format!("field-is-{}", self.row) name=self.name() aria-label=self.label() autocomplete="off">
                {options.collect_view()}
            </select>
        }
        .into_any()
    }

    fn text(self, kind: &'static str) -> AnyView {
        view! {
            <input
                class="input"
                id=format!("field-is-{}", self.row)
                type=kind
                name=self.name()
                value=self.start(&self.name())
                aria-label=self.label()
                aria-invalid=move || self.error.with(Option::is_some).then_some("true")
                aria-describedby=move || self.described_by()
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
            />
        }
        .into_any()
    }

    fn days(self) -> AnyView {
        view! {
            <input
                class="input days"
                id=format!("field-is-{}", self.row)
                type="number"
                min=DAYS.start().to_string()
                max=DAYS.end().to_string()
                inputmode="numeric"
                name=self.name()
                value=self.start(&self.name())
                aria-label=self.label()
                aria-invalid=move || self.error.with(Option::is_some).then_some("true")
                aria-describedby=move || self.described_by()
                autocomplete="off"
            />
            <span class="unit">{self.words.selections.days_unit()}</span>
        }
        .into_any()
    }
}
