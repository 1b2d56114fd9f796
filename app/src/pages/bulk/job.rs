//! One job: how far it is, how it goes, and what can be done about it.

use super::{StateBadge, address, ledger, outcomes, use_job_id, whom};
use crate::api::{ApiError, Problem, bulk, resource};
use crate::model::{BulkAction, BulkId, BulkQuery, BulkRecord, BulkRow, BulkState, BulkStep, FormState, Tone};
use crate::pages::prompts::{Below, PromptTitle, title_below};
use crate::ui::{
    EnhancedForm, Entered, ErrorPage, ErrorSummary, Note, PageTitle, Submission, SubmitButton, When, poll_while, take_form,
};
use crate::words::{Words, use_words};
use leptos::prelude::*;
use leptos_router::{components::Outlet, hooks::use_location};

/// `/bulk/{id}`, below its prompts.
#[component]
pub fn Job() -> impl IntoView {
    let words = use_words();
    let (id, location) = (use_job_id(), use_location());
    let query = Memo::new(move |_| location.search.with(|search| address::read_ledger(search)));
    // A refused form may be a prompt's.
    let is_prompt = location.pathname.with_untracked(|path| path.ends_with("/cancel") || path.ends_with("/undo"));
    let form = if is_prompt { None } else { take_form() };
    let record = resource(move || (id.get(), query.get()), |(id, query)| read(id, query));
    let prompt = RwSignal::new(None::<PromptTitle>);
    let refresh = Callback::new(move |()| record.refetch());
    provide_context(Below { refresh, prompt });
    let goes_on = RwSignal::new(false);
    poll_while(goes_on.into(), move || record.refetch());
    view! {
        <Outlet />
        <p class="crumb"><a href=address::LIST>{words.bulk.title()}</a></p>
        <Transition fallback=move || view! { <p class="muted">{words.common.reading()}</p> }>
            {move || {
                let form = form.clone();
                Suspend::new(async move {
                    match record.await {
                        Ok(record) => {
                            let is_under_way = record.row.state.is_under_way();
                            Effect::new(move |_| goes_on.set(is_under_way));
                            shown(record, &query.get_untracked(), form, prompt, refresh, words)
                        }
                        Err(error) => {
                            view! { <ErrorPage title=words.bulk.title() error retry=move |()| record.refetch() /> }.into_any()
                        }
                    }
                })
            }}
        </Transition>
    }
}

async fn read(id: Result<BulkId, ApiError>, query: BulkQuery) -> Result<BulkRecord, ApiError> {
    bulk::read_bulk(id?, query).await
}

fn shown(
    record: BulkRecord,
    query: &BulkQuery,
    form: Option<FormState>,
    prompt: RwSignal<Option<PromptTitle>>,
    refresh: Callback<()>,
    words: Words,
) -> AnyView {
    let own = words.bulk;
    let BulkRecord { row, steps, ledger: page } = record;
    let (title, is_prompt_error) = title_below(own.order(&row.order), prompt);
    let is_refused = form.is_some();
    let is_error = Signal::derive(move || is_refused || is_prompt_error.get());
    let id = row.id;
    view! {
        <PageTitle text=title is_error />
        <div class="head record-head">
            <div>
                <h1><bdi>{own.order(&row.order)}</bdi></h1>
                <p class="muted line">
                    <StateBadge state=row.state />
                    <bdi>{whom(row.criteria.as_ref(), words)}</bdi>
                </p>
            </div>
            <Steps id steps form refresh />
        </div>
        {standing(&row, words)}
        {ledger::shown(id, page, query, words)}
    }
    .into_any()
}

fn standing(row: &BulkRow, words: Words) -> AnyView {
    let own = words.bulk;
    let (handled, total) = (row.counts.handled(), row.counts.total);
    let stopped = (row.state == BulkState::Stopped).then(|| view! { <Note tone=Tone::Warn><p>{own.stopped_why()}</p></Note> });
    let ended = row.ended.clone().map(|moment| {
        view! {
            <dt>{own.ended()}</dt>
            <dd><When moment full=true /></dd>
        }
    });
    view! {
        {stopped}
        <section class="panel bulk-standing" aria-labelledby="progress">
            <h2 id="progress" class="number">{own.progress_of(row.counts)}</h2>
            <progress aria-labelledby="progress" max=total.max(1).to_string() value=handled.to_string()></progress>
            <p role="status">{outcomes(row, words)}</p>
            <dl class="facts">
                <dt>{own.started()}</dt>
                <dd><When moment=row.started.clone() full=true /> " " {own.by(&row.by)}</dd>
                {ended}
            </dl>
        </section>
    }
    .into_any()
}

/// What the reader may do to the job now. What cannot be resumed is asked first.
#[component]
fn Steps(id: BulkId, steps: Vec<BulkStep>, form: Option<FormState>, refresh: Callback<()>) -> impl IntoView {
    let words = use_words();
    let submission = Submission::new(
        form.map(|form| form.error),
        |(id, step): (BulkId, BulkStep)| bulk::step_bulk(id, step),
        move |()| refresh.run(()),
    );
    let has = |step| steps.contains(&step);
    let at_once = [BulkStep::Pause, BulkStep::Resume].into_iter().find(|step| has(*step)).map(|step| {
        let read = move |form: &Entered| {
            let step = form.text("step").parse().map_err(|_| Problem::UnreadableForm)?;
            Ok((id, step))
        };
        view! {
            <EnhancedForm action=address::job(id) submission read>
                <input type="hidden" name="step" value=step.as_str() />
                <SubmitButton pending=submission.pending()>{words.bulk.step(step)}</SubmitButton>
            </EnhancedForm>
        }
    });
    let asked = [BulkStep::Cancel, BulkStep::Undo].into_iter().filter(|step| has(*step)).map(|step| {
        view! { <a class="btn danger" href=format!("{}/{step}", address::job(id))>{words.bulk.step(step)}</a> }
    });
    view! {
        <div class="bulk-steps">
            <ErrorSummary error=submission.error() />
            {at_once}
            {asked.collect_view()}
        </div>
    }
}

/// What taking back means for those for whom it was done.
pub(super) const fn undo_text(action: BulkAction, words: Words) -> &'static str {
    match action {
        BulkAction::SendLink => words.bulk.undo_link(),
        BulkAction::NewPassword => words.bulk.undo_password(),
        _ => words.bulk.undo_other(),
    }
}
