//! *Edit Event-based Job*: what is done, for whom, and how long after the event.

use super::{
    fields::{entered_before, show_fields},
    filling::Filling,
    picker::{Picks, UserPicker},
    selections::selections,
};
use crate::model::{AutomationWindow, DelayUnit, EventKind, Job, JobKind, LinkLife};
use crate::pages::users::effects;
use crate::rules::automation::usual_effect;
use crate::ui::{AreaField, CheckField, Choice, RadioField, RadioOption, SelectField, TextField};
use leptos::{ev, prelude::*};

/// The fields of the window.
pub(super) fn fields(filling: Filling) -> AnyView {
    let own = filling.words.automations;
    let kind = RwSignal::new(filling.text("kind").parse().unwrap_or(JobKind::SendLink));
    view! {
        {entered_before(AutomationWindow::Job, filling)}
        <section class="panel" aria-labelledby="define-job">
            <h2 id="define-job">{own.define_job()}</h2>
            {job_field(kind, filling)}
            {target(filling)}
            {move || particulars(kind.get(), filling)}
        </section>
        <section class="panel" aria-labelledby="define-delay">
            <h2 id="define-delay">{own.define_delay()}</h2>
            {delay(filling)}
        </section>
        <section class="panel" aria-labelledby="safety">
            <h2 id="safety">{own.safety()}</h2>
            {safety(filling)}
        </section>
    }
    .into_any()
}

fn job_field(kind: RwSignal<JobKind>, filling: Filling) -> AnyView {
    let words = filling.words;
    let choose = move |event: ev::Event| {
        if let Ok(chosen) = event_target_value(&event).parse() {
            kind.set(chosen);
        }
    };
    let choices = JobKind::ALL
        .iter()
        .map(|job| Choice { value: job.to_string(), label: words.automation_names.job_kind(*job).to_owned() })
        .collect();
    let selected = kind.get_untracked();
    view! {
        <div on:change=choose>
            <SelectField name="kind" label=words.automations.job() choices selected=selected.as_str() error=filling.error("kind") />
        </div>
        {show_fields(filling)}
    }
    .into_any()
}

/// For whom.
fn target(filling: Filling) -> AnyView {
    let own = filling.words.automations;
    view! {
        <UserPicker picks=Picks::One legend=own.system_user() hint=own.system_user_hint() filling />
        <CheckField
            name="use_event_parameter"
            label=own.use_event_parameter()
            hint=own.use_event_parameter_hint()
            checked=filling.text("use_event_parameter") == "true"
            error=filling.error("use_event_parameter")
        />
        {selections("job_selection", own.job_selection_hint(), filling)}
    }
    .into_any()
}

/// What a job has beside its kind.
fn particulars(kind: JobKind, filling: Filling) -> AnyView {
    let words = filling.words;
    let own = words.automations;
    match kind {
        JobKind::SendNewPassword => {
            let event = filling.draft().map_or(EventKind::Schedule, |draft| draft.event.kind);
            let selected = filling.text_or("effect", usual_effect(event).as_str());
            let (legend, options) = (words.new_password.effect(), effects(words));
            view! { <RadioField name="effect" legend options selected=&selected /> }.into_any()
        }
        JobKind::SendLink => life(filling),
        JobKind::AddTag | JobKind::RemoveTag => {
            let (value, error) = (Some(filling.text("tag")), filling.error("tag"));
            let choices = filling.prompt.with_value(|prompt| prompt.tags.clone());
            view! { <TextField name="tag" label=own.tag() value choices error /> }.into_any()
        }
        JobKind::Notify => {
            let (value, error) = (filling.text("note"), filling.error("note"));
            view! { <AreaField name="note" label=own.note() hint=own.note_hint() value rows=4 error /> }.into_any()
        }
        JobKind::Webhook => {
            let (value, error) = (Some(filling.text("url")), filling.error("url"));
            view! { <TextField name="url" label=own.url() hint=own.url_hint() kind="url" mono=true value error /> }.into_any()
        }
        JobKind::RequireChange | JobKind::EndSessions | JobKind::Activate | JobKind::Deactivate => ().into_any(),
    }
}

fn life(filling: Filling) -> AnyView {
    let words = filling.words;
    let own = words.automations;
    let usual = Choice { value: String::new(), label: own.usual_life().to_owned() };
    let lives = LinkLife::OFFERED.map(|minutes| Choice { value: minutes.to_string(), label: words.common.life(minutes) });
    let choices = std::iter::once(usual).chain(lives).collect();
    let selected = filling.text("life_minutes");
    let error = filling.error("life_minutes");
    view! { <SelectField name="life_minutes" label=own.life() choices selected=&selected error /> }.into_any()
}

/// *Define Delay*: No, or Yes with Unit and Value, which the style sheet hides where it is No.
fn delay(filling: Filling) -> AnyView {
    let words = filling.words;
    let own = words.automations;
    let options = vec![
        RadioOption { value: "no", label: words.common.no(), hint: own.delay_no_hint() },
        RadioOption { value: "yes", label: words.common.yes(), hint: own.delay_yes_hint() },
    ];
    let selected = filling.text_or("delay", "no");
    let units = DelayUnit::ALL
        .iter()
        .map(|unit| Choice { value: unit.to_string(), label: words.time_frame.unit(*unit).to_owned() })
        .collect();
    let unit = filling.text_or("delay_unit", DelayUnit::Minutes.as_str());
    let value = filling.text_or("delay_value", "10");
    view! {
        <div class="delay">
            <RadioField name="delay" legend=own.delay() options selected=&selected />
            <div class="fields">
                <SelectField name="delay_unit" label=own.unit() choices=units selected=&unit />
                <TextField
                    name="delay_value"
                    label=own.value()
                    kind="number"
                    value=Some(value)
                    error=filling.error("delay_value")
                />
            </div>
        </div>
    }
    .into_any()
}

/// How seldom the same person is met, and how often all together.
fn safety(filling: Filling) -> AnyView {
    let own = filling.words.automations;
    let number = |name: &'static str, label: &'static str, hint: &'static str, usual: i64| {
        let (value, error) = (Some(filling.text_or(name, &usual.to_string())), filling.error(name));
        view! { <TextField name label hint kind="number" value error /> }
    };
    view! {
        <div class="fields">
            {number("cool_down_minutes", own.cool_down(), own.cool_down_hint(), Job::USUAL_COOL_DOWN)}
            {number("hourly_cap", own.cap(), own.cap_hint(), Job::USUAL_CAP)}
        </div>
    }
    .into_any()
}
