//! The page on which somebody's second factor is removed. A plain post: it may carry a password.

use super::{address::LIST, form_page::form_page, use_user_id};
use crate::api::{ApiError, resource, users};
use crate::model::{FactorsPrompt, FormState, UserId};
use crate::ui::{ErrorSummary, OwnPassword, PlainForm, SubmitButton};
use crate::words::{Words, use_words};
use leptos::prelude::*;

/// `/users/{id}/remove-second-factor`.
#[component]
pub fn RemoveFactors() -> impl IntoView {
    let words = use_words();
    let id = use_user_id();
    let prompt = resource(move || id.get(), read);
    form_page(words.record.remove_factors(), prompt, move |prompt, form| page(prompt, form, words))
}

async fn read(id: Result<UserId, ApiError>) -> Result<FactorsPrompt, ApiError> {
    users::factors_prompt(id?).await
}

fn page(prompt: FactorsPrompt, form: Option<FormState>, words: Words) -> AnyView {
    let own = words.record;
    let FactorsPrompt { user, display_name, factors, waits, confirm } = prompt;
    let record = format!("{LIST}/{user}");
    let error = Signal::stored(form.map(|form| form.error));
    let is_there = factors.any();
    let waits = waits.then(|| view! { <p>{own.remove_factors_waits()}</p> });
    let below = if is_there {
        view! {
            <p>{own.remove_factors_means(&display_name)}</p>
            {waits}
            <ErrorSummary error />
            <PlainForm action=format!("{record}/remove-second-factor")>
                <OwnPassword asked=confirm error />
                <footer class="buttons">
                    <SubmitButton look="danger">{own.remove_factors()}</SubmitButton>
                    <a class="btn" href=record>{words.common.cancel()}</a>
                </footer>
            </PlainForm>
        }
        .into_any()
    } else {
        view! {
            <ErrorSummary error />
            <p>{words.problems.no_second_factor()}</p>
            <p><a class="btn" href=record>{own.back_to_record()}</a></p>
        }
        .into_any()
    };
    view! {
        <div class="head">
            <h1>{own.remove_factors()} ": " <bdi>{display_name}</bdi></h1>
        </div>
        <section class="panel user-form">{below}</section>
    }
    .into_any()
}
