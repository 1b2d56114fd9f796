//! What the three windows have in common: each is a form that saves its part and goes where its button says.

use super::{
    address, event,
    filling::{Filling, Saving, ThenButton},
    impact, job, time_frame, use_automation_id,
    values::Values,
};
use crate::api::{automations, resource};
use crate::model::{AutomationId, AutomationPrompt, AutomationWindow, Flash, FormState, SaveAutomation};
use crate::pages::meanwhile::{self, Base};
use crate::rules::automation::recommended;
use crate::rules::automation_form::{self as rules, RECOMMENDED_JOB, SEEN, THEN, Then};
use crate::rules::meanwhile::{Marks, SHOWN};
use crate::ui::{EnhancedForm, Entered, ErrorBlock, ErrorSummary, PageTitle, Submission, Toasts, take_form};
use crate::words::{Words, use_words};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
};

/// `/automations/new`.
#[component]
pub fn New() -> impl IntoView {
    view! { <WindowPage window=AutomationWindow::Event is_new=true /> }
}

/// `/automations/{id}/event`.
#[component]
pub fn EditEvent() -> impl IntoView {
    view! { <WindowPage window=AutomationWindow::Event /> }
}

/// `/automations/{id}/job`.
#[component]
pub fn EditJob() -> impl IntoView {
    view! { <WindowPage window=AutomationWindow::Job /> }
}

/// `/automations/{id}/time-frame`.
#[component]
pub fn EditTimeFrame() -> impl IntoView {
    view! { <WindowPage window=AutomationWindow::TimeFrame /> }
}

#[component]
fn WindowPage(window: AutomationWindow, #[prop(optional)] is_new: bool) -> impl IntoView {
    let words = use_words();
    let id = use_automation_id();
    let form = take_form();
    let asked = move || if is_new { Ok(None) } else { id.get().map(Some) };
    let prompt = resource(asked, |asked| async move { automations::automation_prompt(asked?).await });
    view! {
        <PageTitle text=words.automations.window(window) is_error=form.is_some() />
        <p class="crumb"><a href=address::LIST>{words.automations.title()}</a></p>
        <Suspense fallback=move || view! { <p class="muted">{words.common.reading()}</p> }>
            {move || {
                let form = form.clone();
                Suspend::new(async move {
                    match prompt.await {
                        Ok(prompt) => shown(window, prompt, form, words),
                        Err(error) => view! { <ErrorBlock error retry=move |()| prompt.refetch() whole=true /> }.into_any(),
                    }
                })
            }}
        </Suspense>
    }
}

fn shown(window: AutomationWindow, prompt: AutomationPrompt, form: Option<FormState>, words: Words) -> AnyView {
    let own = words.automations;
    let id = prompt.record.as_ref().map(|(id, ..)| *id);
    let current = base_of(&prompt, words);
    let base = use_location().search.with_untracked(|search| Base::start(form.as_ref(), search, current));
    let base = RwSignal::new(base);
    let start =
        use_location().search.with_untracked(|search| Values::start(form.as_ref(), search, || kept(window, &prompt, search)));
    let then = StoredValue::new(form.as_ref().and_then(|form| form.value(THEN)).map_or(Then::Close, Then::read));
    let refused = form.as_ref().filter(|form| impact::mark(Some(&form.error)).is_some());
    let unsaved = refused.and_then(|_| rules::read(window, |field| start.text(field)).ok());
    let version = move || base.with_untracked(Base::version);
    let unsaved = unsaved.map(|part| SaveAutomation { id, version: version(), shown: None, part });
    let asked = RwSignal::new(unsaved);
    let filling = Filling {
        start: StoredValue::new(start),
        here: StoredValue::new(id.map_or_else(|| address::NEW.to_owned(), |id| address::below(id, window))),
        words,
        saving: saving(form, id, base, then, words),
        then,
        prompt: StoredValue::new(prompt),
    };
    let read = move |form: &Entered| {
        let part = rules::read(window, |field| form.text(field))?;
        let shown = crate::rules::meanwhile::shown(&form.text(SHOWN));
        let request = SaveAutomation { id, version: version(), shown, part };
        asked.set(Some(request.clone()));
        Ok((request, Some(form.text(SEEN)).filter(|seen| !seen.is_empty())))
    };
    let fields = match window {
        AutomationWindow::Event => event::fields(filling),
        AutomationWindow::Job => job::fields(filling),
        AutomationWindow::TimeFrame => time_frame::fields(filling),
    };
    view! {
        <div class="head"><h1>{own.window(window)}</h1></div>
        {steps(window, filling)}
        <EnhancedForm action=filling.here.get_value() submission=filling.saving guard=true read>
            <ErrorSummary error=filling.saving.error() />
            {move || base.with(Base::fields)}
            {first_button(window, filling)}
            <div class="window">{fields}</div>
            {impact::impact(filling.saving.error(), asked, filling)}
            {footer(window, filling)}
        </EnhancedForm>
    }
    .into_any()
}

/// How the automation stands.
fn base_of(prompt: &AutomationPrompt, words: Words) -> Base {
    let record = prompt.record.as_ref();
    let marks = record.map(|(.., draft)| Marks::of(&words.automation_sentence.fields(draft, &prompt.names)));
    Base::of(record.map_or(0, |(_, version, ..)| *version), &marks)
}

/// What is kept, or what is usual where nothing is.
fn kept(window: AutomationWindow, prompt: &AutomationPrompt, search: &str) -> Vec<(String, String)> {
    let AutomationPrompt { record, names, now, time_zone, .. } = prompt;
    let Some((.., draft)) = record else { return Vec::new() };
    match window {
        AutomationWindow::Event => rules::event_fields(draft),
        AutomationWindow::Job => {
            let usual = |kind| rules::usual_job(&draft.event, kind);
            let asked = recommended_in(search);
            let best = || recommended(draft.event.kind).first().copied();
            let job = draft.job.clone().or_else(|| asked.or_else(best).map(usual));
            let job = job.map(|job| crate::model::Job { kind: asked.unwrap_or(job.kind), ..job });
            job.map(|job| rules::job_fields(&job, names)).unwrap_or_default()
        }
        AutomationWindow::TimeFrame => {
            let frame = draft.time_frame.clone().unwrap_or_else(|| rules::usual_frame(now, time_zone));
            rules::frame_fields(&frame, names)
        }
    }
}

/// The job that was recommended in the first window.
fn recommended_in(search: &str) -> Option<crate::model::JobKind> {
    let pairs = crate::pages::address::pairs(search);
    pairs.into_iter().find(|(name, _)| name == RECOMMENDED_JOB).and_then(|(_, job)| job.parse().ok())
}

fn saving(
    form: Option<FormState>,
    id: Option<AutomationId>,
    base: RwSignal<Base>,
    then: StoredValue<Then>,
    words: Words,
) -> Saving {
    let (toasts, navigate) = (use_context::<Toasts>(), use_navigate());
    let saved = move |id: AutomationId| {
        if let Some(toasts) = toasts {
            toasts.show(Flash::good(words.automations.saved()));
        }
        navigate(&then.get_value().address(id), NavigateOptions::default());
    };
    let saving =
        Submission::new(form.map(|form| form.error), |(request, seen)| automations::save_automation(request, seen), saved);
    if id.is_some() {
        let take = move |now: AutomationPrompt| base.set(base_of(&now, words));
        meanwhile::follow(saving.error(), move || automations::automation_prompt(id), take);
    }
    saving
}

/// Where the windows stand, each with what it says now.
fn steps(current: AutomationWindow, filling: Filling) -> AnyView {
    let words = filling.words;
    let (own, sentence) = (words.automations, words.automation_sentence);
    let draft = filling.draft();
    let said = move |window| {
        let draft = draft.as_ref()?;
        filling.prompt.with_value(|prompt| match window {
            AutomationWindow::Event => Some(sentence.event(&draft.event, &prompt.names)),
            AutomationWindow::Job => draft.job.as_ref().map(|job| sentence.job(job, &prompt.names)),
            AutomationWindow::TimeFrame => draft.time_frame.as_ref().map(|frame| sentence.frame(frame)),
        })
    };
    let steps = AutomationWindow::ALL.iter().map(|window| {
        let said = said(*window).unwrap_or_else(|| "–".to_owned());
        view! {
            <li aria-current=(*window == current).then_some("step")>
                <b>{words.automation_names.window(*window)}</b>
                <span class="small"><bdi>{said}</bdi></span>
            </li>
        }
    });
    view! { <ol class="window-steps" aria-label=own.steps()>{steps.collect_view()}</ol> }.into_any()
}

/// Where Enter leads from a field: browsers press the first button of a form.
fn first_button(window: AutomationWindow, filling: Filling) -> AnyView {
    let then = match window {
        AutomationWindow::Event => Then::Window(AutomationWindow::Job),
        AutomationWindow::Job => Then::Window(AutomationWindow::TimeFrame),
        AutomationWindow::TimeFrame => Then::Close,
    };
    let press = move |_| filling.then.set_value(then);
    view! {
        <button
            type="submit"
            class="visually-hidden"
            tabindex="-1"
            aria-hidden="true"
            name=THEN
            value=then.to_string()
            on:click=press
        ></button>
    }
    .into_any()
}

fn footer(window: AutomationWindow, filling: Filling) -> AnyView {
    let words = filling.words;
    let own = words.automations;
    let (activate, close) = ((Then::Activate, own.save_and_activate()), (Then::Close, own.save_and_close()));
    let to = |window| (Then::Window(window), words.automation_names.window(window));
    let (first, others) = match window {
        AutomationWindow::Event => (to(AutomationWindow::Job), vec![to(AutomationWindow::TimeFrame), close]),
        AutomationWindow::Job => (to(AutomationWindow::TimeFrame), vec![to(AutomationWindow::Event), close]),
        AutomationWindow::TimeFrame if filling.can_be_activated() => {
            (activate, vec![to(AutomationWindow::Event), to(AutomationWindow::Job), close])
        }
        AutomationWindow::TimeFrame => (close, vec![to(AutomationWindow::Event), to(AutomationWindow::Job)]),
    };
    let others = others.into_iter().map(|(then, label)| view! { <ThenButton then filling label /> });
    view! {
        <footer class="buttons">
            <ThenButton then=first.0 filling look="primary" label=first.1 />
            {others.collect_view()}
        </footer>
    }
    .into_any()
}
