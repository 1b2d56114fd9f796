//! Signing in.

use super::public::{PublicLoading, PublicPage};
use crate::api::{ApiError, viewer::organisation};
use crate::model::{FormState, Tone};
use crate::ui::{ErrorSummary, Note, PageTitle, PasswordField, PlainForm, SubmitButton, TextField, take_form};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// `/sign-in`.
#[component]
pub fn SignIn() -> impl IntoView {
    let organisation = Resource::new(|| (), |()| organisation());
    let form = take_form();
    let is_error = form.is_some();
    let query = use_query_map().get_untracked();
    let next = form.as_ref().and_then(|form| form.value("next").map(str::to_owned)).or_else(|| query.get("next"));
    let notice = if is_error { None } else { query.get_str("notice").and_then(notice) };
    view! {
        <PageTitle text="Sign in" is_error />
        <Suspense fallback=PublicLoading>
            {move || {
                let (form, next) = (form.clone(), next.clone());
                Suspend::new(async move {
                    let name = organisation.await.map_or_else(|_| "Latchkey".to_owned(), |organisation| organisation.name);
                    view! {
                        <PublicPage organisation=name>
                            <h1>"Sign in"</h1>
                            {notice.map(|(tone, words)| view! { <Note tone><p>{words}</p></Note> })}
                            <SignInForm form next />
                            <p class="small muted">"Have a code from a mail? " <a href="/change-password">"Enter it"</a></p>
                        </PublicPage>
                    }
                })
            }}
        </Suspense>
    }
}

/// The closed set of things that an address may say above the form.
fn notice(name: &str) -> Option<(Tone, &'static str)> {
    match name {
        "ready" => Some((Tone::Good, "Latchkey is ready. Sign in with the account that you have just made.")),
        "signed-out" => Some((Tone::Good, "You are signed out.")),
        "session-ended" => Some((Tone::Plain, "Your session has ended. Sign in to go on where you were.")),
        _ => None,
    }
}

#[component]
fn SignInForm(form: Option<FormState>, next: Option<String>) -> impl IntoView {
    let entered = form.as_ref().and_then(|form| form.value("user_name").map(str::to_owned));
    let error = form.map(|form| form.error);
    let field = |name: &str| error.as_ref().and_then(|error: &ApiError| error.for_field(name).map(str::to_owned));
    let (user_name_error, password_error) = (field("user_name"), field("password"));
    view! {
        <ErrorSummary error=Signal::stored(error) />
        <PlainForm>
            {next.map(|next| view! { <input type="hidden" name="next" value=next /> })}
            <TextField name="user_name" label="User name" autocomplete="username" value=entered error=user_name_error />
            <PasswordField label="Password" autocomplete="current-password" error=password_error />
            <SubmitButton>"Sign in"</SubmitButton>
        </PlainForm>
    }
}
