//! One run, as a line of a ledger or of what comes next, with what can be done to it.

use crate::api::{Problem, automations};
use crate::model::{Moment, RunId, RunLine, RunState, RunStep};
use crate::ui::{EnhancedForm, Entered, Submission, When};
use crate::words::{Words, use_words};
use leptos::prelude::*;

/// The sending of a step of a run, which all lines of a page share.
pub(super) type Stepping = Submission<(RunId, RunStep), ()>;

/// The sending for a page; `done` reads it again.
pub(super) fn stepping(refused: Option<crate::api::ApiError>, done: impl Fn() + 'static) -> Stepping {
    Submission::new(refused, |(run, step): (RunId, RunStep)| automations::step_run(run, step), move |()| done())
}

/// For whom a run is.
pub(super) fn whom(line: &RunLine, words: Words) -> AnyView {
    match line.user.clone() {
        Some((_, None)) => view! { <span class="muted">{words.common.deleted_user()}</span> }.into_any(),
        Some((id, Some(name))) => view! { <a class="name" href=format!("/users/{id}")><bdi>{name}</bdi></a> }.into_any(),
        None if line.is_call => words.automations.the_call().into_any(),
        None => view! { <span class="muted">{words.automations.to_be_computed()}</span> }.into_any(),
    }
}

/// How a run stands, and why.
#[component]
pub(super) fn Standing(
    /// The run.
    line: RunLine,
) -> impl IntoView {
    let words = use_words();
    let names = words.automation_names;
    let class = match line.state {
        RunState::Waiting => "badge accent",
        RunState::Done => "badge good",
        RunState::Failed | RunState::Missed => "badge bad",
        RunState::Skipped => "badge warn",
        RunState::Unneeded | RunState::Cancelled => "badge",
    };
    let used = line.used.then(|| view! { " " <span class="badge good">{words.automations.used()}</span> });
    let why = line.reason.map(|reason| names.skip(reason).to_owned()).or(line.reply);
    // The last of them stands there already.
    let tries = (line.tries.len() > 1).then(|| tried(line.tries, words));
    let message = line.message.map(|message| {
        view! { <p class="small"><a href=format!("/messages/{message}")>{words.automations.message()}</a></p> }
    });
    view! {
        <span class=class>{names.state(line.state)}</span>
        {used}
        {why.map(|why| view! { <p class="small muted"><bdi>{why}</bdi></p> })}
        {tries}
        {message}
    }
}

/// What each try of a call came to.
fn tried(tries: Vec<(Moment, String)>, words: Words) -> AnyView {
    let count = words.automations.tries(i64::try_from(tries.len()).unwrap_or(i64::MAX));
    let tries = tries.into_iter().map(|(moment, reply)| view! { <li><When moment /> " " <bdi>{reply}</bdi></li> });
    view! {
        <details class="small">
            <summary>{count}</summary>
            <ol>{tries.collect_view()}</ol>
        </details>
    }
    .into_any()
}

/// When it was or is due, and when it was done.
pub(super) fn due(line: &RunLine) -> AnyView {
    let moment = line.ended.clone().unwrap_or_else(|| line.due.clone());
    view! { <When moment /> }.into_any()
}

/// A button for each thing that can be done to a run. Each is a form of its own, which is posted to its page without scripts.
pub(super) fn steps(line: &RunLine, here: &str, submission: Stepping, words: Words) -> AnyView {
    let name = match &line.user {
        Some((_, name)) => words.common.name_or_deleted(name.clone()),
        None if line.is_call => words.automations.the_call().to_owned(),
        None => words.automations.to_be_computed().to_owned(),
    };
    let (run, state) = (line.id, line.state);
    let forms = RunStep::ALL.iter().copied().filter(|step| step.fits(state)).map(|step| {
        let label = words.automations.run_step(step, &name);
        let pending = submission.pending();
        let read = move |form: &Entered| {
            let read = |field: &str| Some((field.parse().ok()?, form.text("step").parse().ok()?));
            read(&form.text("run")).ok_or_else(|| Problem::UnreadableForm.into())
        };
        view! {
            <EnhancedForm action=here.to_owned() submission read>
                <input type="hidden" name="run" value=run.to_string() />
                <input type="hidden" name="step" value=step.as_str() />
                <button type="submit" class="btn quiet" aria-label=label aria-disabled=move || pending.get().then_some("true")>
                    {words.automation_names.run_step(step)}
                </button>
            </EnhancedForm>
        }
    });
    view! { <div class="run-steps">{forms.collect_view()}</div> }.into_any()
}
