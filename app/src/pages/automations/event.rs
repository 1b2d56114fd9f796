//! *Edit Event*: what must happen, and what is recommended to be done then.

use super::{
    fields::{day_boxes, general, show_fields, time_zone},
    filling::{Filling, ThenButton},
    filters::Filters,
    selections::selections,
};
use crate::model::{EventKind, Every};
use crate::rules::automation::recommended;
use crate::rules::automation_form::{Then, asks_minutes, asks_number};
use crate::ui::{Choice, SelectField, TextField, cards};
use crate::words::EventGroup;
use leptos::{ev, prelude::*};

/// The event that the form of a new automation starts with.
const FIRST: EventKind = EventKind::SignInFailed;

/// The fields of the window.
pub(super) fn fields(filling: Filling) -> AnyView {
    let own = filling.words.automations;
    let kind = RwSignal::new(filling.text("kind").parse().unwrap_or(FIRST));
    view! {
        <section class="panel" aria-labelledby="general">
            <h2 id="general">{own.general()}</h2>
            {general(filling)}
            {event_field(kind, filling)}
        </section>
        <section class="panel" aria-labelledby="define-event">
            <h2 id="define-event">{own.define_event()}</h2>
            {move || of_event(kind.get(), filling)}
        </section>
        {move || recommendations(kind.get(), filling)}
    }
    .into_any()
}

fn event_field(kind: RwSignal<EventKind>, filling: Filling) -> AnyView {
    let words = filling.words;
    let own = words.automations;
    let chosen = kind.get_untracked();
    let choose = move |event: ev::Event| {
        if let Ok(chosen) = event_target_value(&event).parse() {
            kind.set(chosen);
        }
    };
    let groups = EventGroup::ALL.into_iter().map(|group| {
        let offered = EventKind::ALL.iter().copied().filter(move |kind| kind.can_trigger() && EventGroup::of(*kind) == group);
        let options = offered.map(|kind| {
            view! { <option value=kind.as_str() selected=kind == chosen>{words.automation_names.event(kind)}</option> }
        });
        view! { <optgroup label=words.automation_names.group(group)>{options.collect_view()}</optgroup> }
    });
    view! {
        <div class="field">
            <label for="field-kind">{own.event()}</label>
            <select class="input" id="field-kind" name="kind" autocomplete="off" on:change=choose>
                {groups.collect_view()}
            </select>
        </div>
        {show_fields(filling)}
    }
    .into_any()
}

/// What an event has beside its kind.
fn of_event(kind: EventKind, filling: Filling) -> AnyView {
    let own = filling.words.automations;
    let selection = kind.has_users().then(|| selections("event_selection", own.event_selection_hint(), filling));
    let has_filters = !kind.fields().is_empty();
    view! {
        {numbers(kind, filling)}
        {kind.has_success().then(|| success(filling))}
        {(kind == EventKind::Schedule).then(|| schedule(filling))}
        {selection}
        {has_filters.then(|| view! { <Filters kind filling /> })}
    }
    .into_any()
}

fn numbers(kind: EventKind, filling: Filling) -> AnyView {
    let own = filling.words.automations;
    let field = |name: &'static str, label: &'static str, usual: &str| {
        let (value, error) = (Some(filling.text_or(name, usual)), filling.error(name));
        view! { <TextField name label kind="number" value error /> }
    };
    let (label, usual) = if asks_minutes(kind) { (own.times(), "5") } else { (own.days_of(), "90") };
    let number = asks_number(kind).then(|| field("number", label, usual));
    let minutes = asks_minutes(kind).then(|| field("minutes", own.within_minutes(), "15"));
    view! { <div class="fields">{number} {minutes}</div> }.into_any()
}

fn success(filling: Filling) -> AnyView {
    let words = filling.words;
    let choices = [("", words.automations.unset()), ("true", words.common.yes()), ("false", words.common.no())];
    let choices = choices.map(|(value, label)| Choice { value: value.to_owned(), label: label.to_owned() }).into();
    let selected = filling.text("success");
    view! { <SelectField name="success" label=words.automations.success() choices selected=&selected /> }.into_any()
}

fn schedule(filling: Filling) -> AnyView {
    let words = filling.words;
    let own = words.automations;
    let every = filling.text_or("every", Every::Day.as_str());
    let choices = Every::ALL
        .iter()
        .map(|every| Choice { value: every.to_string(), label: words.time_frame.every(*every).to_owned() })
        .collect();
    let (interval, day, at) =
        (filling.text_or("interval", "1"), filling.text_or("day_of_month", "1"), filling.text_or("at", "09:00"));
    view! {
        <div class="fields">
            <SelectField name="every" label=own.every() choices selected=&every />
            <TextField name="interval" label=own.interval() kind="number" value=Some(interval) error=filling.error("interval") />
            <TextField
                name="day_of_month"
                label=own.day_of_month()
                hint=own.day_of_month_hint()
                kind="number"
                value=Some(day)
                error=filling.error("day_of_month")
            />
            <TextField name="at" label=own.at() kind="time" value=Some(at) error=filling.error("at") />
            {time_zone(filling)}
        </div>
        {day_boxes(own.schedule_days_hint(), filling)}
    }
    .into_any()
}

/// *Recommended Automations*: each button fills in the job and goes on.
fn recommendations(kind: EventKind, filling: Filling) -> AnyView {
    let words = filling.words;
    let own = words.automations;
    let rows = recommended(kind).iter().map(|job| {
        let label = words.automation_names.job_kind(*job);
        view! {
            <tr>
                <td class="labelled" data-label=own.event()>{words.automation_names.event(kind)}</td>
                <td class="main-cell"><ThenButton then=Then::Recommended(*job) filling label /></td>
                <td class="muted">{words.automation_names.about(*job)}</td>
            </tr>
        }
    });
    let table = cards([own.event(), own.job(), own.about()], rows.collect_view());
    view! {
        <section class="list" aria-labelledby="recommended">
            <h2 id="recommended">{own.recommended()}</h2>
            {table}
        </section>
    }
    .into_any()
}
