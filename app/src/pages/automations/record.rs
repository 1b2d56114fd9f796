//! One automation: how it stands, what it does, what came of it, and what can be done about it.

use super::{
    StatusBadge, address, ledger,
    list::stopped,
    run::{Stepping, stepping},
    use_automation_id,
};
use crate::api::{ApiError, automations, resource};
use crate::model::{
    AutomationId, AutomationRecord, AutomationStatus, AutomationStep, AutomationWindow, PauseReason, RunDay, RunQuery, Tone,
};
use crate::pages::prompts::{Below, PromptTitle, title_below};
use crate::ui::{BarChart, ErrorPage, ErrorSummary, Note, PageTitle, Series, Slot, poll_while, take_form};
use crate::words::{Words, use_words};
use leptos::prelude::*;
use leptos_router::{components::Outlet, hooks::use_location};

/// Every so many days are named below the chart.
const MARKED: usize = 7;

/// `/automations/{id}`, below its prompts.
#[component]
pub fn Record() -> impl IntoView {
    let words = use_words();
    let (id, location) = (use_automation_id(), use_location());
    let query = Memo::new(move |_| location.search.with(|search| address::read_ledger(search)));
    // A refused form may be a prompt's.
    let is_prompt = location.pathname.with_untracked(|path| path.split('/').count() > 3);
    let refused = if is_prompt { None } else { take_form().map(|form| form.error) };
    let record = resource(move || (id.get(), query.get()), |(id, query)| read(id, query));
    let prompt = RwSignal::new(None::<PromptTitle>);
    let refresh = Callback::new(move |()| record.refetch());
    provide_context(Below { refresh, prompt });
    let goes_on = RwSignal::new(false);
    poll_while(goes_on.into(), move || record.refetch());
    let stepping = stepping(refused, move || record.refetch());
    view! {
        <Outlet />
        <p class="crumb"><a href=address::LIST>{words.automations.title()}</a></p>
        <Transition fallback=move || view! { <p class="muted">{words.common.reading()}</p> }>
            {move || {
                Suspend::new(async move {
                    match record.await {
                        Ok(record) => {
                            let is_live = is_live(&record);
                            Effect::new(move |_| goes_on.set(is_live));
                            shown(record, &query.get_untracked(), stepping, prompt, words)
                        }
                        Err(error) => {
                            view! { <ErrorPage title=words.automations.title() error retry=move |()| record.refetch() /> }.into_any()
                        }
                    }
                })
            }}
        </Transition>
    }
}

async fn read(id: Result<AutomationId, ApiError>, query: RunQuery) -> Result<AutomationRecord, ApiError> {
    automations::read_automation(id?, query).await
}

/// Whether something can come of it while the page is open.
const fn is_live(record: &AutomationRecord) -> bool {
    matches!(record.row.status, AutomationStatus::Running) || record.row.tally.waiting > 0
}

fn shown(
    record: AutomationRecord,
    query: &RunQuery,
    stepping: Stepping,
    prompt: RwSignal<Option<PromptTitle>>,
    words: Words,
) -> AnyView {
    let (title, is_prompt_error) = title_below(record.row.name.clone(), prompt);
    let is_error = Signal::derive(move || is_prompt_error.get() || stepping.error().with(Option::is_some));
    let id = record.row.id;
    let chart = chart(&record.days, words);
    let runs = record.can_edit.then_some(stepping);
    view! {
        <PageTitle text=title is_error />
        {head(&record, words)}
        <ErrorSummary error=stepping.error() />
        {record.all_stopped.then(|| stopped(record.can_edit, words))}
        {paused(record.row.paused, words)}
        <div class="automation">
            {summary(&record, words)}
            {chart}
        </div>
        {ledger::shown(id, record.ledger, query, runs, words)}
    }
    .into_any()
}

fn head(record: &AutomationRecord, words: Words) -> AnyView {
    let own = words.automations;
    let row = &record.row;
    view! {
        <div class="head record-head">
            <div>
                <h1><bdi>{row.name.clone()}</bdi></h1>
                <p class="muted line">
                    <StatusBadge status=row.status />
                    <bdi>{own.owned_by(&row.owner)}</bdi>
                </p>
            </div>
            {steps(record, words)}
        </div>
    }
    .into_any()
}

/// What the reader may do to it now; each is a page, or a question over this one.
fn steps(record: &AutomationRecord, words: Words) -> AnyView {
    let (own, id) = (words.automations, record.row.id);
    let steps = record.steps.iter().map(|step| {
        let class = if *step == AutomationStep::Activate { "btn primary" } else { "btn" };
        view! { <a class=class href=address::below(id, step)>{words.automation_names.step(*step)}</a> }
    });
    let delete = record.can_edit.then(|| view! { <a class="btn danger" href=address::below(id, "delete")>{own.delete()}</a> });
    view! {
        <div class="buttons">
            {steps.collect_view()}
            <a class="btn" href=address::below(id, "try")>{own.try_it()}</a>
            <a class="btn" href=address::below(id, "export.json") download="" rel="external">{own.export()}</a>
            {delete}
        </div>
    }
    .into_any()
}

fn paused(reason: Option<PauseReason>, words: Words) -> AnyView {
    let why = reason.map(|reason| words.automation_names.why_paused(reason));
    why.map(|why| view! { <Note tone=Tone::Warn><p>{why}</p></Note> }).into_any()
}

/// The automation as a sentence, and its three windows.
fn summary(record: &AutomationRecord, words: Words) -> AnyView {
    let (own, sentence) = (words.automations, words.automation_sentence);
    let AutomationRecord { draft, names, .. } = record;
    let description = draft.description.clone();
    let windows = AutomationWindow::ALL.iter().map(|window| {
        let said = match window {
            AutomationWindow::Event => Some(sentence.event(&draft.event, names)),
            AutomationWindow::Job => draft.job.as_ref().map(|job| sentence.job(job, names)),
            AutomationWindow::TimeFrame => draft.time_frame.as_ref().map(|frame| sentence.frame(frame)),
        };
        let missing = if *window == AutomationWindow::Job { own.no_job_yet() } else { own.no_frame_yet() };
        let name = words.automation_names.window(*window);
        let id = record.row.id;
        let label =
            if record.can_edit { view! { <a href=address::below(id, window)>{name}</a> }.into_any() } else { name.into_any() };
        view! {
            <dt>{label}</dt>
            <dd><bdi>{said.unwrap_or_else(|| missing.to_owned())}</bdi></dd>
        }
    });
    view! {
        <section class="panel" aria-labelledby="summary">
            <h2 id="summary">{own.summary()}</h2>
            <p class="sentence"><bdi>{sentence.whole(draft, names)}</bdi></p>
            {(!description.is_empty()).then(|| view! { <p class="muted"><bdi>{description}</bdi></p> })}
            <dl class="facts">{windows.collect_view()}</dl>
        </section>
    }
    .into_any()
}

fn chart(days: &[RunDay], words: Words) -> AnyView {
    let own = words.automations;
    let not_done = |day: &RunDay| day.tally.skipped + day.tally.failed;
    let is_quiet = days.iter().all(|day| day.tally.done + not_done(day) == 0);
    let body = if is_quiet {
        view! { <p class="muted">{own.no_runs()}</p> }.into_any()
    } else {
        let slots: Vec<_> = days
            .iter()
            .enumerate()
            .map(|(at, day)| Slot { name: own.short_day(&day.day), is_marked: at % MARKED == 0 && at + MARKED <= days.len() })
            .collect();
        let series = [
            Series { label: words.automation_names.done(), values: days.iter().map(|day| day.tally.done).collect() },
            Series { label: own.not_done(), values: days.iter().map(not_done).collect() },
        ];
        view! { <BarChart caption=own.chart() slot_label=own.day() slots=&slots series=&series now=days.len().checked_sub(1) /> }
            .into_any()
    };
    view! {
        <section class="panel" aria-labelledby="chart">
            <h2 id="chart">{own.chart()}</h2>
            {body}
        </section>
    }
    .into_any()
}
