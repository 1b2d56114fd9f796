//! The prompts over a record: pause, resume, deactivate, delete.

use super::{address, use_automation_id};
use crate::api::{ApiError, Problem, automations, resource};
use crate::model::{AutomationId, AutomationRecord, AutomationStep, Flash, FormState, RunQuery};
use crate::pages::prompts::{asking, refused, use_finish};
use crate::ui::{Close, EnhancedForm, Entered, ErrorSummary, Submission, SubmitButton, Toasts, respond_with};
use crate::words::{Words, use_words};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// `/automations/{id}/pause`.
#[component]
pub fn Pause() -> impl IntoView {
    step(AutomationStep::Pause)
}

/// `/automations/{id}/resume`.
#[component]
pub fn Resume() -> impl IntoView {
    step(AutomationStep::Resume)
}

/// `/automations/{id}/deactivate`.
#[component]
pub fn Deactivate() -> impl IntoView {
    step(AutomationStep::Deactivate)
}

/// `/automations/{id}/delete`.
#[component]
pub fn Delete() -> impl IntoView {
    over_automation(use_words().automations.delete_title(), delete)
}

fn step(step: AutomationStep) -> impl IntoView {
    over_automation(use_words().automation_names.step(step), move |record, form, words| asked(step, record, form, words))
}

/// A prompt over the automation in the address, which `show` fills.
fn over_automation(
    title: &'static str,
    show: impl Fn(&AutomationRecord, Option<FormState>, Words) -> AnyView + Copy + Send + 'static,
) -> impl IntoView {
    let words = use_words();
    let id = use_automation_id();
    let back = id.with_untracked(|id| id.as_ref().map_or_else(|_| address::LIST.to_owned(), |id| address::record(*id)));
    let record = resource(move || id.get(), read);
    asking(title, None, back, record, move |record, form| show(&record, form, words))
}

/// Refused from the start for those who may not.
async fn read(id: Result<AutomationId, ApiError>) -> Result<AutomationRecord, ApiError> {
    let record = automations::read_automation(id?, RunQuery::default()).await?;
    if record.can_edit { Ok(record) } else { Err(Problem::Forbidden.into()) }
}

fn asked(step: AutomationStep, record: &AutomationRecord, form: Option<FormState>, words: Words) -> AnyView {
    if !record.steps.contains(&step) {
        let problem = form.map_or(Problem::AutomationWentOn, |form| form.error.problem);
        respond_with(problem.code());
        return refused(problem.text(words));
    }
    let own = words.automations;
    let finish = use_finish();
    let submission = Submission::new(
        form.map(|form| form.error),
        move |id| automations::step_automation(id, step),
        move |()| finish(own.step_taken().to_owned()),
    );
    let look = if step == AutomationStep::Deactivate { "danger" } else { "primary" };
    let said = Said { page: step.as_str(), means: own.means(step), look, label: words.automation_names.step(step) };
    body(record, &said, submission, words)
}

fn delete(record: &AutomationRecord, form: Option<FormState>, words: Words) -> AnyView {
    let own = words.automations;
    let (toasts, navigate) = (use_context::<Toasts>(), use_navigate());
    let submission = Submission::new(form.map(|form| form.error), automations::delete_automation, move |()| {
        if let Some(toasts) = toasts {
            toasts.show(Flash::good(own.deleted()));
        }
        navigate(address::LIST, NavigateOptions { replace: true, ..NavigateOptions::default() });
    });
    let said = Said { page: "delete", means: own.delete_means(), look: "danger", label: own.delete() };
    body(record, &said, submission, words)
}

/// What a prompt says, and where.
struct Said {
    /// Its page below the record, which its form is sent to.
    page: &'static str,
    /// What pressing its button means.
    means: &'static str,
    /// How the button looks: `primary` or `danger`.
    look: &'static str,
    /// The words on it.
    label: &'static str,
}

fn body(record: &AutomationRecord, said: &Said, submission: Submission<AutomationId, ()>, words: Words) -> AnyView {
    let Said { page, means, look, label } = *said;
    let (id, waiting) = (record.row.id, record.row.tally.waiting);
    let waiting = (waiting > 0).then(|| view! { <p>{words.automations.waiting_runs(waiting)}</p> });
    view! {
        <EnhancedForm action=address::below(id, page) submission read=move |_: &Entered| Ok(id)>
            <div class="body">
                <ErrorSummary error=submission.error() />
                <p>{means}</p>
                {waiting}
            </div>
            <footer>
                <Close label=words.common.cancel() />
                <SubmitButton pending=submission.pending() look>{label}</SubmitButton>
            </footer>
        </EnhancedForm>
    }
    .into_any()
}
