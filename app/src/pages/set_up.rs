//! The one-time page that makes the first administrator.

use super::new_password::{NewPassword, policy};
use super::public::{PublicLoading, PublicPage};
use crate::api::{ApiError, ErrorCode, resets::set_up_prompt, viewer::organisation};
use crate::model::{FormState, Organisation, SetUpPrompt};
use crate::ui::{ErrorBlock, ErrorSummary, PageTitle, PlainForm, SubmitButton, TextField, respond_with, take_form};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// `/set-up/{code}`.
#[component]
pub fn SetUp() -> impl IntoView {
    let code = use_params_map().with_untracked(|params| params.get("code").unwrap_or_default());
    let form = take_form();
    let is_error = form.is_some();
    let facts = Resource::new(move || code.clone(), read);
    view! {
        <PageTitle text="Set up" is_error />
        <Suspense fallback=PublicLoading>
            {move || {
                let form = form.clone();
                Suspend::new(async move {
                    match facts.await {
                        Ok((house, prompt)) if prompt.open => opened(house, &prompt, form),
                        Ok((house, _)) => closed(house),
                        Err(error) => {
                            view! {
                                <PublicPage>
                                    <h1>"Set up"</h1>
                                    <ErrorBlock error retry=move |()| facts.refetch() />
                                </PublicPage>
                            }
                                .into_any()
                        }
                    }
                })
            }}
        </Suspense>
    }
}

async fn read(code: String) -> Result<(Organisation, SetUpPrompt), ApiError> {
    Ok((organisation().await?, set_up_prompt(code).await?))
}

fn opened(house: Organisation, prompt: &SetUpPrompt, form: Option<FormState>) -> AnyView {
    let (own_words, policy) = (vec![house.name.clone()], policy(prompt.min_length));
    let entered = |name: &str| form.as_ref().and_then(|form| form.value(name).map(str::to_owned));
    let error = |name: &str| form.as_ref().and_then(|form| form.error.for_field(name).map(str::to_owned));
    let (user_name, user_name_error) = (entered("user_name"), error("user_name"));
    let (display_name, display_name_error) = (entered("display_name"), error("display_name"));
    let (email, email_error, password_error) = (entered("email"), error("email"), error("password"));
    let refused = form.map(|form| form.error);
    view! {
        <PublicPage organisation=house.name>
            <div>
                <h1>"Make the first administrator"</h1>
                <p class="muted">"This link works once. Everyone else is invited from inside."</p>
            </div>
            <ErrorSummary error=Signal::stored(refused) />
            <PlainForm>
                <TextField
                    name="user_name"
                    label="User name"
                    autocomplete="username"
                    value=user_name
                    error=user_name_error
                />
                <TextField
                    name="display_name"
                    label="Name"
                    autocomplete="name"
                    value=display_name
                    error=display_name_error
                />
                <TextField
                    name="email"
                    label="E-mail"
                    kind="email"
                    autocomplete="email"
                    value=email
                    error=email_error
                />
                <NewPassword policy own_words error=password_error />
                <SubmitButton>"Make the account"</SubmitButton>
            </PlainForm>
        </PublicPage>
    }
    .into_any()
}

fn closed(house: Organisation) -> AnyView {
    respond_with(ErrorCode::NotFound);
    view! {
        <PublicPage organisation=house.name>
            <div>
                <h1>"This set-up link does not work"</h1>
                <p class="muted">"It was used, or a newer one was printed. The program prints a new one when it starts without an administrator."</p>
            </div>
            <a class="btn primary" href="/sign-in">"Sign in"</a>
        </PublicPage>
    }
    .into_any()
}
