//! The pages on which users are made and edited.

use super::{
    address::LIST,
    form::{Saved, UserForm},
    temporary::PasswordSection,
    use_reader, use_user_id,
};
use crate::api::{ApiError, Json, resource, users};
use crate::model::{EditPrompt, Flash, FormState, UserId};
use crate::ui::{ErrorBlock, PageTitle, Toasts, take_form};
use crate::words::use_words;
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// `/users/new`.
#[component]
pub fn NewUser() -> impl IntoView {
    let form = take_form();
    let prompt = resource(|| (), |()| users::edit_prompt(None));
    page(use_words().user_form.new_user(), prompt, form)
}

/// `/users/{id}/edit`.
#[component]
pub fn EditUser() -> impl IntoView {
    let id = use_user_id();
    let form = take_form();
    let prompt = resource(move || id.get(), read);
    page(use_words().user_form.edit_user(), prompt, form)
}

async fn read(id: Result<UserId, ApiError>) -> Result<EditPrompt, ApiError> {
    users::edit_prompt(Some(id?)).await
}

fn page(title: &'static str, prompt: Resource<Result<EditPrompt, ApiError>, Json>, form: Option<FormState>) -> impl IntoView {
    let words = use_words();
    let is_error = form.is_some();
    view! {
        <PageTitle text=title is_error />
        <p class="crumb"><a href=LIST>{words.users.title()}</a></p>
        <Suspense fallback=move || view! { <p class="muted">{words.common.reading()}</p> }>
            {move || {
                let form = form.clone();
                Suspend::new(async move {
                    match prompt.await {
                        Ok(prompt) => filling(title, prompt, form),
                        Err(error) => view! { <ErrorBlock error retry=move |()| prompt.refetch() whole=true /> }.into_any(),
                    }
                })
            }}
        </Suspense>
    }
}

fn filling(title: &'static str, prompt: EditPrompt, form: Option<FormState>) -> AnyView {
    let words = use_words().user_form;
    let (toasts, navigate, reader) = (use_context::<Toasts>(), use_navigate(), use_reader());
    let user = prompt.user;
    let whose = user.map(|_| prompt.draft.display_name.clone());
    let saved = move |saved: Saved| {
        let (user, said) = match saved {
            Saved::Created { user, link_sent } => (user, words.user_created(link_sent)),
            Saved::Changed(user) => (user, words.saved()),
        };
        if let Some(toasts) = toasts {
            toasts.show(Flash::good(said));
        }
        reader.refresh();
        navigate(&format!("{LIST}/{user}"), NavigateOptions::default());
    };
    view! {
        <div class="head">
            <h1>{title} {whose.map(|name| view! { ": " <bdi>{name}</bdi> })}</h1>
        </div>
        <div class="panel user-form">
            <UserForm prompt form saved />
        </div>
        {user.map(|user| view! { <PasswordSection user /> })}
    }
    .into_any()
}
