//! The page before all automations are stopped by the one switch, or let go on.

use super::address;
use crate::api::{ApiError, Problem, automations, resource};
use crate::model::{AutomationList, Flash, FormState};
use crate::ui::{EnhancedForm, Entered, ErrorPage, ErrorSummary, Head, PageTitle, Submission, SubmitButton, Toasts, take_form};
use crate::words::{Words, use_words};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// `/automations/stop`.
#[component]
pub fn StopAll() -> impl IntoView {
    let words = use_words();
    let form = take_form();
    let automations = resource(|| (), |()| read());
    view! {
        <p class="crumb"><a href=address::LIST>{words.automations.title()}</a></p>
        <Suspense fallback=move || view! { <p class="muted">{words.common.reading()}</p> }>
            {move || {
                let form = form.clone();
                Suspend::new(async move {
                    match automations.await {
                        Ok(list) => asked(!list.all_stopped, form, words),
                        Err(error) => {
                            view! { <ErrorPage title=words.automations.stop_all_title() error retry=move |()| automations.refetch() /> }.into_any()
                        }
                    }
                })
            }}
        </Suspense>
    }
}

async fn read() -> Result<AutomationList, ApiError> {
    let list = automations::list_automations().await?;
    if list.can_edit { Ok(list) } else { Err(Problem::Forbidden.into()) }
}

fn asked(stopped: bool, form: Option<FormState>, words: Words) -> AnyView {
    let own = words.automations;
    let (title, means, button, said) = if stopped {
        (own.stop_all_title(), own.stop_all_means(), own.stop_all(), own.stopped_now())
    } else {
        (own.let_go_on_title(), own.let_go_on_means(), own.let_go_on(), own.go_on_now())
    };
    let is_error = form.is_some();
    let (toasts, navigate) = (use_context::<Toasts>(), use_navigate());
    let submission = Submission::new(form.map(|form| form.error), automations::stop_all_automations, move |()| {
        if let Some(toasts) = toasts {
            toasts.show(Flash::good(said));
        }
        navigate(address::LIST, NavigateOptions::default());
    });
    view! {
        <PageTitle text=title is_error />
        <Head title />
        <EnhancedForm action=address::STOP submission read=move |_: &Entered| Ok(stopped)>
            <ErrorSummary error=submission.error() />
            <input type="hidden" name="stopped" value=stopped.to_string() />
            <p>{means}</p>
            <p class="buttons">
                <SubmitButton pending=submission.pending() look=if stopped { "danger" } else { "primary" }>{button}</SubmitButton>
                <a class="btn" href=address::LIST>{words.common.cancel()}</a>
            </p>
        </EnhancedForm>
    }
    .into_any()
}
