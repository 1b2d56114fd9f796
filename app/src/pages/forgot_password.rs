//! Asking for a link without being signed in.

use super::public::{PublicLoading, PublicPage};
use crate::api::{house::organisation, resource};
use crate::model::{FormState, Organisation, Tone};
use crate::ui::{Contact, ErrorSummary, Note, PageTitle, PlainForm, SubmitButton, TextField, sentence, take_form};
use crate::words::use_words;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The page's path.
const HERE: &str = "/forgot-password";

/// `/forgot-password`, and with `?notice=sent` what is said after it was asked: to everyone the same.
#[component]
pub fn ForgotPassword() -> impl IntoView {
    let words = use_words().self_service;
    let house = resource(|| (), |()| organisation());
    let form = take_form();
    let is_sent = form.is_none() && use_query_map().with_untracked(|query| query.get_str("notice") == Some("sent"));
    let title = if is_sent { words.sent() } else { words.title() };
    view! {
        <PageTitle text=title is_error=form.is_some() />
        <Suspense fallback=PublicLoading>
            {move || {
                let form = form.clone();
                Suspend::new(async move {
                    let house = house.await.ok();
                    if is_sent { sent(house) } else { ask(house, form) }
                })
            }}
        </Suspense>
    }
}

fn ask(house: Option<Organisation>, form: Option<FormState>) -> AnyView {
    let words = use_words();
    let own = words.self_service;
    let entered = form.as_ref().and_then(|form| form.value("user_name").map(str::to_owned));
    let error = form.map(|form| form.error);
    let field_error = error.as_ref().and_then(|error| error.for_field("user_name").map(|problem| problem.text(words)));
    view! {
        <PublicPage house>
            <div>
                <h1>{own.title()}</h1>
                <p class="muted">{own.text()}</p>
            </div>
            <ErrorSummary error=Signal::stored(error) />
            <PlainForm action=HERE>
                <TextField name="user_name" label=own.name() autocomplete="username" value=entered error=field_error />
                <SubmitButton>{own.send()}</SubmitButton>
            </PlainForm>
            <p class="small muted">
                {words.change_password.know_it()} " " <a href="/sign-in">{words.common.sign_in()}</a>
            </p>
        </PublicPage>
    }
    .into_any()
}

fn sent(house: Option<Organisation>) -> AnyView {
    let words = use_words();
    let own = words.self_service;
    let contact = house.as_ref().map(|house| house.support_contact.clone()).unwrap_or_default();
    view! {
        <PublicPage house>
            <h1>{own.sent()}</h1>
            <Note tone=Tone::Good>
                <p>{own.sent_text()}</p>
            </Note>
            <p>{own.nothing_came()}</p>
            <a class="btn" href=HERE>{own.try_again()}</a>
            <p class="small muted">{sentence(words.change_password.no_mail(), view! { <Contact contact /> })}</p>
        </PublicPage>
    }
    .into_any()
}
