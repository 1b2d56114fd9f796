//! The prompts of *Cancel job* and *Take back*.

use super::{address, job::undo_text, outcomes, use_job_id};
use crate::api::{ApiError, Problem, bulk, resource};
use crate::model::{BulkId, BulkQuery, BulkRecord, BulkStep, FormState};
use crate::pages::prompts::{asking, refused, use_finish};
use crate::ui::{Close, EnhancedForm, ErrorSummary, Submission, SubmitButton, respond_with};
use crate::words::{Words, use_words};
use leptos::prelude::*;

/// `/bulk/{id}/cancel`.
#[component]
pub fn Cancel() -> impl IntoView {
    step(BulkStep::Cancel)
}

/// `/bulk/{id}/undo`.
#[component]
pub fn Undo() -> impl IntoView {
    step(BulkStep::Undo)
}

fn step(step: BulkStep) -> impl IntoView {
    let words = use_words();
    let id = use_job_id();
    let back = id.with_untracked(|id| id.as_ref().map_or_else(|_| address::LIST.to_owned(), |id| address::job(*id)));
    let record = resource(move || id.get(), read);
    asking(words.bulk.step(step), None, back, record, move |record, form| asked(step, &record, form, words))
}

async fn read(id: Result<BulkId, ApiError>) -> Result<BulkRecord, ApiError> {
    bulk::read_bulk(id?, BulkQuery::default()).await
}

fn asked(step: BulkStep, record: &BulkRecord, form: Option<FormState>, words: Words) -> AnyView {
    let own = words.bulk;
    let row = &record.row;
    if !record.steps.contains(&step) {
        let problem = match form {
            Some(form) => form.error.problem,
            None if step.fits(row.order.action, row.state, row.counts.done) => Problem::Forbidden,
            None => Problem::BulkWentOn,
        };
        respond_with(problem.code());
        return refused(problem.text(words));
    }
    let id = row.id;
    let finish = use_finish();
    let submission = Submission::new(
        form.map(|form| form.error),
        move |id| bulk::step_bulk(id, step),
        move |()| {
            finish(own.step_taken().to_owned());
        },
    );
    let so_far = format!("{}. {}", own.progress_of(row.counts), outcomes(row, words));
    let means = if step == BulkStep::Undo { undo_text(row.order.action, words) } else { own.cancel_text() };
    view! {
        <EnhancedForm action=format!("{}/{step}", address::job(id)) submission read=move |_| Ok(id)>
            <div class="body">
                <ErrorSummary error=submission.error() />
                <p>{means}</p>
                <p>{so_far}</p>
            </div>
            <footer>
                <Close label=words.common.close() />
                <SubmitButton pending=submission.pending() look="danger">{own.step(step)}</SubmitButton>
            </footer>
        </EnhancedForm>
    }
    .into_any()
}
