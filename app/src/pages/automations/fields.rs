//! Fields that more than one window has.

use super::{filling::Filling, values::DO};
use crate::model::{AutomationWindow, Weekday};
use crate::rules::automation::NAME;
use crate::rules::automation_form::day_box;
use crate::ui::TextField;
use crate::words::number;
use leptos::{ev, prelude::*, wasm_bindgen::JsCast as _, web_sys};

/// Name and description.
pub(super) fn general(filling: Filling) -> AnyView {
    let own = filling.words.automations;
    let name = filling.text("name");
    let count = RwSignal::new(name.chars().count());
    let typed = move |event: ev::Event| {
        let field = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
        if let Some(field) = field.filter(|field| field.name() == "name") {
            count.set(field.value().chars().count());
        }
    };
    let counted = move || {
        let count = i64::try_from(count.get()).unwrap_or(i64::MAX);
        own.characters(&number(filling.words.locale, count))
    };
    view! {
        <div class="counted" on:input=typed>
            <TextField name="name" label=own.name() hint=own.name_hint() value=Some(name) error=filling.error("name") />
            <p class="hint counter" class:error=move || { count.get() > NAME }>{counted}</p>
        </div>
        <TextField
            name="description"
            label=own.description()
            value=Some(filling.text("description"))
            error=filling.error("description")
        />
    }
    .into_any()
}

/// Name, description and what else was entered in the windows before, to be read.
pub(super) fn entered_before(window: AutomationWindow, filling: Filling) -> AnyView {
    let words = filling.words;
    let own = words.automations;
    let Some(draft) = filling.draft() else { return ().into_any() };
    let told = match window {
        AutomationWindow::TimeFrame => {
            let job = draft.job.as_ref().map_or(own.no_job_yet(), |job| words.automation_names.job_kind(job.kind));
            (own.job(), job.to_owned())
        }
        _ => (own.event(), words.automation_names.event(draft.event.kind)),
    };
    let description = (!draft.description.is_empty()).then(|| {
        view! {
            <dt>{own.description()}</dt>
            <dd><bdi>{draft.description}</bdi></dd>
        }
    });
    view! {
        <section class="panel" aria-labelledby="general">
            <h2 id="general">{own.general()}</h2>
            <dl class="facts">
                <dt>{own.name()}</dt>
                <dd><bdi>{draft.name}</bdi></dd>
                {description}
                <dt>{told.0}</dt>
                <dd>{told.1}</dd>
            </dl>
        </section>
    }
    .into_any()
}

/// Without scripts the fields of what was chosen are shown by the page itself.
pub(super) fn show_fields(filling: Filling) -> AnyView {
    view! {
        <p class="no-script">
            <button
                type="submit"
                class="btn"
                formmethod="get"
                formaction=filling.here.get_value()
                name=DO
                value="show"
            >
                {filling.words.automations.show_fields()}
            </button>
        </p>
    }
    .into_any()
}

/// The time zone to which times belong.
pub(super) fn time_zone(filling: Filling) -> AnyView {
    let (zones, usual) = filling.prompt.with_value(|prompt| (prompt.time_zones.clone(), prompt.time_zone.clone()));
    let (value, error) = (filling.text_or("zone", &usual), filling.error("zone"));
    view! { <TextField name="zone" label=filling.words.automations.zone() value=Some(value) choices=zones error /> }.into_any()
}

/// A box for each day of the week.
pub(super) fn day_boxes(hint: &'static str, filling: Filling) -> AnyView {
    let words = filling.words;
    let error = filling.error("days");
    let boxes = Weekday::ALL.iter().map(|day| {
        let name = day_box(*day);
        let checked = filling.text(&name) == "true";
        view! {
            <label class="tickable">
                <input type="checkbox" name=name value="true" checked=checked autocomplete="off" />
                {words.time_frame.weekday(*day)}
            </label>
        }
    });
    view! {
        <fieldset
            class="day-boxes group"
            id="field-days"
            tabindex="-1"
            aria-describedby=move || error.with(Option::is_some).then_some("error-days")
        >
            <legend>{words.automations.days()}</legend>
            <p class="hint">{hint}</p>
            <div class="boxes">{boxes.collect_view()}</div>
            {move || error.get().map(|error| view! { <p class="error" id="error-days">{error}</p> })}
        </fieldset>
    }
    .into_any()
}
