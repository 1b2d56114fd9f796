//! The pages on which an API password or a key is made and shown once. Like that of temporary passwords they are plain posts,
//! answered by a page that the application does not take over.

use super::super::{address::LIST, form_page::form_page, temporary::Reveal, use_user_id};
use crate::api::{ApiError, ShownSecret, programs, resource};
use crate::model::{ApiPrompt, ApiScope, FormState, KeyLife, UserId};
use crate::ui::{Choice, ErrorSummary, OwnPassword, PlainForm, RadioField, RadioOption, SelectField, SubmitButton, TextField};
use crate::words::{Words, use_words};
use leptos::prelude::*;

/// What is made.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Made {
    Password,
    Key,
}

impl Made {
    const fn title(self, words: Words) -> &'static str {
        match self {
            Self::Password => words.api.password(),
            Self::Key => words.api.new_key(),
        }
    }

    const fn text(self, words: Words) -> &'static str {
        match self {
            Self::Password => words.api.password_text(),
            Self::Key => words.api.key_text(),
        }
    }

    fn address(self, user: UserId) -> String {
        match self {
            Self::Password => format!("{LIST}/{user}/api-password"),
            Self::Key => format!("{LIST}/{user}/api-keys/new"),
        }
    }
}

/// `/users/{id}/api-password`.
#[component]
pub fn ApiPassword() -> impl IntoView {
    making(Made::Password)
}

/// `/users/{id}/api-keys/new`.
#[component]
pub fn NewKey() -> impl IntoView {
    making(Made::Key)
}

fn making(made: Made) -> impl IntoView {
    let words = use_words();
    let id = use_user_id();
    // On the server alone, and only in answer to the form.
    let shown: Option<ShownSecret> = use_context();
    let prompt = resource(move || id.get(), read);
    form_page(made.title(words), prompt, move |prompt, form| page(made, &prompt, form, shown.clone(), words))
}

async fn read(id: Result<UserId, ApiError>) -> Result<ApiPrompt, ApiError> {
    programs::api_prompt(id?).await
}

fn page(made: Made, prompt: &ApiPrompt, form: Option<FormState>, shown: Option<ShownSecret>, words: Words) -> AnyView {
    let record = format!("{LIST}/{}", prompt.user);
    let name = prompt.display_name.clone();
    let below = match shown {
        Some(secret) => view! {
            <Reveal label=words.api.shown_once() over=words.api.hidden_now()>
                <output class="secret link" aria-labelledby="reveal-label">{secret.expose().to_owned()}</output>
            </Reveal>
        }
        .into_any(),
        None => asked(made, prompt, form, words),
    };
    view! {
        <div class="head">
            <h1>{made.title(words)} ": " <bdi>{name}</bdi></h1>
        </div>
        <section class="panel user-form temporary">
            <p class="muted">{made.text(words)}</p>
            {below}
            <p><a class="btn" href=record>{words.record.back_to_record()}</a></p>
        </section>
    }
    .into_any()
}

fn asked(made: Made, prompt: &ApiPrompt, form: Option<FormState>, words: Words) -> AnyView {
    let replaces = made == Made::Password && prompt.access.password_set.is_some();
    let key = (made == Made::Key).then(|| key_fields(form.as_ref(), words));
    let is_refused = form.is_some();
    let error = Signal::stored(form.map(|form| form.error));
    let (action, confirm) = (made.address(prompt.user), prompt.confirm);
    view! {
        <ErrorSummary error />
        {replaces.then(|| view! { <p>{words.api.password_replaces()}</p> })}
        <PlainForm action guard=true refused=is_refused>
            {key}
            <OwnPassword asked=confirm error />
            <SubmitButton>{words.api.make()}</SubmitButton>
        </PlainForm>
    }
    .into_any()
}

fn key_fields(form: Option<&FormState>, words: Words) -> AnyView {
    let own = words.api;
    let entered = |field: &str| form.and_then(|form| form.value(field)).map(str::to_owned);
    let wrong = told(form.map(|form| &form.error), "name", words);
    let scope = entered("scope").unwrap_or_else(|| ApiScope::Read.to_string());
    let life = entered("life").unwrap_or_else(|| KeyLife::Quarter.to_string());
    view! {
        <TextField
            name="name"
            label=own.name()
            hint=own.name_hint()
            value=Some(entered("name").unwrap_or_default())
            error=Signal::stored(wrong)
        />
        <RadioField name="scope" legend=own.scope() options=scopes(words) selected=&scope />
        <SelectField name="life" label=own.life() choices=lives(words) selected=&life />
    }
    .into_any()
}

fn told(error: Option<&ApiError>, field: &str, words: Words) -> Option<String> {
    error.and_then(|error| error.for_field(field)).map(|problem| problem.text(words))
}

fn scopes(words: Words) -> Vec<RadioOption> {
    let option = |scope: &ApiScope| {
        let (label, hint) = words.api.scopes(*scope);
        RadioOption { value: scope.as_str(), label, hint }
    };
    ApiScope::ALL.iter().map(option).collect()
}

fn lives(words: Words) -> Vec<Choice> {
    KeyLife::ALL.iter().map(|life| Choice { value: life.to_string(), label: words.api.lives(*life) }).collect()
}
