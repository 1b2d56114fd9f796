//! The prompt before someone is deleted: the user name must be typed.

use super::programs::CallsFail;
use super::prompt::{PromptFooter, over_record};
use crate::api::users;
use crate::model::{DeletePrompt, Fate, Flash, FormState, UserId};
use crate::pages::prompts::Endings;
use crate::ui::{EnhancedForm, Entered, ErrorSummary, Submission, TextField, Toasts};
use crate::words::{Words, use_words};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

const TYPED: &str = "typed";

/// `/users/{id}/delete`.
#[component]
pub fn DeleteUser() -> impl IntoView {
    over_record(use_words().record.delete_user(), use_words().common.reading(), users::delete_prompt, asked)
}

fn asked(prompt: DeletePrompt, form: Option<FormState>) -> AnyView {
    let words = use_words();
    let user = prompt.user;
    let entered = form.as_ref().and_then(|form| form.value(TYPED).map(str::to_owned));
    let toasts: Option<Toasts> = use_context();
    let navigate = use_navigate();
    let delete = |(user, typed): (UserId, String)| users::delete_user(user, typed);
    let submission = Submission::new(form.map(|form| form.error), delete, move |()| {
        if let Some(toasts) = toasts {
            toasts.show(Flash::good(words.record.deleted()));
        }
        navigate("/users", leptos_router::NavigateOptions { replace: true, ..Default::default() });
    });
    view! {
        <EnhancedForm
            action=format!("/users/{user}/delete")
            submission
            read=move |entered: &Entered| Ok((user, entered.text(TYPED)))
        >
            <div class="body">
                <ErrorSummary error=submission.error() />
                <p>{words.record.delete_means(&prompt.display_name)}</p>
                {facts(&prompt, words)}
                <TextField
                    name=TYPED
                    label=words.record.type_user_name()
                    value=entered
                    mono=true
                    error=submission.field_error(TYPED)
                />
            </div>
            <PromptFooter label=words.record.delete() pending=submission.pending() look="danger" />
        </EnhancedForm>
    }
    .into_any()
}

fn facts(prompt: &DeletePrompt, words: Words) -> AnyView {
    view! {
        <dl class="facts">
            <dt>{words.user_form.user_name()}</dt>
            <dd class="mono"><bdi>{prompt.user_name.clone()}</bdi></dd>
            <Endings open=prompt.open passwords=Fate::Ends links=Fate::Ends sessions=Fate::Ends />
            <CallsFail api=prompt.api.clone() />
        </dl>
    }
    .into_any()
}
