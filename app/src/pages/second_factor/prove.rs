//! Asking for a second factor, after the password.

use super::HERE;
use crate::api::{ApiError, house::organisation, resource, second_factor::prove_prompt};
use crate::model::{Factors, FormState, Organisation, ProvePrompt};
use crate::pages::{
    passkey::PasskeyButton,
    public::{PublicPage, carried, next, public_form},
};
use crate::ui::{ErrorSummary, PlainForm, SubmitButton, TextField, sentence, take_form};
use crate::words::{Words, use_words};
use leptos::prelude::*;

/// `/second-factor`.
#[component]
pub fn Prove() -> impl IntoView {
    let words = use_words();
    let form = take_form();
    let next = next(form.as_ref());
    let facts = resource(|| (), |()| read());
    let title = words.second_factor.prove_title();
    public_form(title, form, facts, move |(house, prompt), form| asking(house, prompt, next.clone(), form, words))
}

async fn read() -> Result<(Organisation, ProvePrompt), ApiError> {
    Ok((organisation().await?, prove_prompt().await?))
}

fn asking(house: Organisation, prompt: ProvePrompt, next: Option<String>, form: Option<FormState>, words: Words) -> AnyView {
    let own = words.second_factor;
    let ProvePrompt { display_name, factors } = prompt;
    view! {
        <PublicPage house=Some(house)>
            <div>
                <h1>{own.prove_title()}</h1>
                <p class="muted">{sentence(words.change_password.whom(), view! { <b><bdi>{display_name}</bdi></b> })}</p>
            </div>
            {(factors.passkeys > 0).then(|| view! { <PasskeyButton next=next.clone() /> })}
            {if factors.any() { code(factors, next, form, words) } else { needed(next, words) }}
            <PlainForm action="/sign-out">
                <button type="submit" class="btn quiet">{own.another_account()}</button>
            </PlainForm>
        </PublicPage>
    }
    .into_any()
}

/// The field for a code.
fn code(factors: Factors, next: Option<String>, form: Option<FormState>, words: Words) -> AnyView {
    let own = words.second_factor;
    let wrong = form.as_ref().and_then(|form| form.error.for_field("code").map(|problem| problem.text(words)));
    let refused = form.map(|form| form.error);
    let hint = if factors.totp { own.code_hint() } else { own.recovery_hint() };
    view! {
        <p>{own.prove_text()}</p>
        <ErrorSummary error=Signal::stored(refused) />
        <PlainForm action="/second-factor">
            {carried(next)}
            <TextField name="code" label=own.code() hint autocomplete="one-time-code" mono=true error=wrong />
            <SubmitButton>{own.go_on()}</SubmitButton>
        </PlainForm>
        <p class="small muted">{own.lost()}</p>
    }
    .into_any()
}

/// There is none yet, and there must be.
fn needed(next: Option<String>, words: Words) -> AnyView {
    let own = words.second_factor;
    let href = next.and_then(|next| serde_urlencoded::to_string([("next", next)]).ok());
    let href = href.map_or_else(|| HERE.to_owned(), |query| format!("{HERE}?{query}"));
    view! {
        <p>{own.needed()}</p>
        <a class="btn primary" href=href>{own.set_up_now()}</a>
    }
    .into_any()
}
