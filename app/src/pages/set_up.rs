//! The one-time page that makes the first administrator.

use super::new_password::NewPassword;
use super::public::{PublicPage, public_form};
use crate::api::{ApiError, ErrorCode, house::organisation, resets::set_up_prompt, resource};
use crate::model::{FormState, Organisation, SetUpPrompt};
use crate::rules::password::own_words;
use crate::ui::{ErrorSummary, PlainForm, SubmitButton, TextField, respond_with, take_form};
use crate::words::use_words;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// `/set-up/{code}`.
#[component]
pub fn SetUp() -> impl IntoView {
    let code = use_params_map().with_untracked(|params| params.get("code").unwrap_or_default());
    let form = take_form();
    let words = use_words().set_up;
    let facts = resource(move || code.clone(), read);
    public_form(
        words.title(),
        form,
        facts,
        |(house, prompt), form| {
            if prompt.open { opened(house, &prompt, form) } else { closed(house) }
        },
    )
}

async fn read(code: String) -> Result<(Organisation, SetUpPrompt), ApiError> {
    Ok((organisation().await?, set_up_prompt(code).await?))
}

fn opened(house: Organisation, prompt: &SetUpPrompt, form: Option<FormState>) -> AnyView {
    let (own_words, policy) = (own_words(&[&house.name]), prompt.policy);
    let entered = |name: &str| form.as_ref().and_then(|form| form.value(name).map(str::to_owned));
    let all_words = use_words();
    let words = all_words.set_up;
    let error = |name: &str| form.as_ref().and_then(|form| form.error.for_field(name).map(|problem| problem.text(all_words)));
    let (user_name, user_name_error) = (entered("user_name"), error("user_name"));
    let (display_name, display_name_error) = (entered("display_name"), error("display_name"));
    let (email, email_error, password_error) = (entered("email"), error("email"), error("password"));
    let refused = form.map(|form| form.error);
    view! {
        <PublicPage house=Some(house)>
            <div>
                <h1>{words.heading()}</h1>
                <p class="muted">{words.once()}</p>
            </div>
            <ErrorSummary error=Signal::stored(refused) />
            <PlainForm>
                <TextField
                    name="user_name"
                    label=words.user_name()
                    autocomplete="username"
                    value=user_name
                    error=user_name_error
                />
                <TextField
                    name="display_name"
                    label=words.display_name()
                    autocomplete="name"
                    value=display_name
                    error=display_name_error
                />
                <TextField
                    name="email"
                    label=words.email()
                    kind="email"
                    autocomplete="email"
                    value=email
                    error=email_error
                />
                <NewPassword policy own_words=&own_words error=password_error />
                <SubmitButton>{words.make()}</SubmitButton>
            </PlainForm>
        </PublicPage>
    }
    .into_any()
}

fn closed(house: Organisation) -> AnyView {
    respond_with(ErrorCode::NotFound);
    let words = use_words();
    view! {
        <PublicPage house=Some(house)>
            <div>
                <h1>{words.set_up.closed()}</h1>
                <p class="muted">{words.set_up.closed_why()}</p>
            </div>
            <a class="btn primary" href="/sign-in">{words.common.sign_in()}</a>
        </PublicPage>
    }
    .into_any()
}
