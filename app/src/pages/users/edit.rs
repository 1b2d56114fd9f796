//! The pages on which users are made and edited.

use super::{
    address::LIST,
    form::{Saved, UserForm},
    form_page::form_page,
    temporary::PasswordSection,
    use_reader, use_user_id,
};
use crate::api::{ApiError, Inline, resource, users};
use crate::model::{EditPrompt, Flash, FormState, UserId};
use crate::ui::Toasts;
use crate::words::use_words;
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// `/users/new`.
#[component]
pub fn NewUser() -> impl IntoView {
    let prompt = resource(|| (), |()| users::edit_prompt(None));
    page(use_words().user_form.new_user(), prompt)
}

/// `/users/{id}/edit`.
#[component]
pub fn EditUser() -> impl IntoView {
    let id = use_user_id();
    let prompt = resource(move || id.get(), read);
    page(use_words().user_form.edit_user(), prompt)
}

async fn read(id: Result<UserId, ApiError>) -> Result<EditPrompt, ApiError> {
    users::edit_prompt(Some(id?)).await
}

fn page(title: &'static str, prompt: Resource<Result<EditPrompt, ApiError>, Inline>) -> impl IntoView {
    form_page(title, prompt, move |prompt, form| filling(title, prompt, form))
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
