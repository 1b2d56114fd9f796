//! Signing in with a passkey, and what any page says that asks the browser for one: `attend` asks, and sends the answer in the
//! page's form. Such a page is the server's answer to a post, and not taken over by the application.

use super::public::{PublicLoading, PublicPage};
use crate::api::{Ceremony, house::organisation, resource};
use crate::model::{FormState, Tone};
use crate::ui::{ErrorSummary, Note, PageTitle, PlainForm, SubmitButton, take_form};
use crate::words::{Words, use_words};
use leptos::prelude::*;

/// Where a passkey is asked for, instead of a password or as the step after it.
const HERE: &str = "/sign-in/passkey";

/// What the browser does for a passkey.
#[derive(Clone, Copy)]
pub(super) enum Asks {
    /// It makes one.
    Create,
    /// It shows one.
    Get,
}

impl Asks {
    /// As `attend` reads it.
    const fn name(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Get => "get",
        }
    }
}

/// `/sign-in/passkey`.
#[component]
pub fn PasskeySignIn() -> impl IntoView {
    let words = use_words();
    let title = words.passkeys.sign_in();
    let house = resource(|| (), |()| organisation());
    let form = take_form();
    let ceremony: Option<Ceremony> = use_context();
    view! {
        <PageTitle text=title is_error=form.is_some() />
        <Suspense fallback=PublicLoading>
            {move || {
                let (form, ceremony) = (form.clone(), ceremony.clone());
                Suspend::new(async move {
                    let content = match ceremony {
                        Some(ceremony) => asking(&ceremony, Asks::Get, HERE, "/sign-in", words),
                        None => starting(form, words),
                    };
                    view! {
                        <PublicPage house=house.await.ok()>
                            <h1>{title}</h1>
                            {content}
                        </PublicPage>
                    }
                })
            }}
        </Suspense>
    }
}

/// The form that begins it, and why the last try was refused.
fn starting(form: Option<FormState>, words: Words) -> AnyView {
    let entered = |field: &str| form.as_ref().and_then(|form| form.value(field)).map(str::to_owned);
    let (next, resume) = (entered("next"), entered("resume"));
    let refused = form.map(|form| form.error);
    view! {
        <ErrorSummary error=Signal::stored(refused) />
        <p class="muted">{words.passkeys.sign_in_text()}</p>
        <PlainForm action=HERE>
            {hidden("next", next)}
            {hidden("resume", resume)}
            <SubmitButton>{words.passkeys.sign_in()}</SubmitButton>
        </PlainForm>
        <p class="small"><a href="/sign-in">{words.common.sign_in()}</a></p>
    }
    .into_any()
}

/// The button on a page where one signs in or takes the second step, in browsers that know passkeys.
#[component]
pub(super) fn PasskeyButton(
    /// Where to go afterwards.
    #[prop(optional_no_strip)]
    next: Option<String>,
    /// A form that waits for its page.
    #[prop(optional_no_strip)]
    resume: Option<String>,
) -> impl IntoView {
    view! {
        <div class="needs-passkeys">
            <PlainForm action=HERE>
                {hidden("next", next)}
                {hidden("resume", resume)}
                <button type="submit" class="btn">{use_words().passkeys.sign_in()}</button>
            </PlainForm>
        </div>
    }
}

fn hidden(name: &'static str, value: Option<String>) -> impl IntoView + use<> {
    value.map(|value| view! { <input type="hidden" name=name value=value /> })
}

/// Asks the browser as soon as the page is there, and again at each press of the button. `action` takes the answer, `back` is where
/// the page without it leads.
pub(super) fn asking(ceremony: &Ceremony, asks: Asks, action: &'static str, back: &'static str, words: Words) -> AnyView {
    let own = words.passkeys;
    let carried = ceremony.carried().iter().map(|(name, value)| {
        view! { <input type="hidden" name=name.clone() value=value.clone() /> }
    });
    let carried = carried.collect_view();
    let (handle, options) = (ceremony.handle().to_owned(), ceremony.options().to_owned());
    view! {
        <p class="muted">{own.follow()}</p>
        <noscript>
            <Note tone=Tone::Warn><p>{own.needs_scripts()}</p></Note>
        </noscript>
        <div role="alert" data-passkey-failed hidden>
            <Note tone=Tone::Warn><p>{own.not_given()}</p></Note>
        </div>
        <PlainForm action=action>
            {carried}
            <input type="hidden" name="handle" value=handle />
            <input type="hidden" name="credential" data-passkey=asks.name() data-options=options />
            <SubmitButton>{own.ask_again()}</SubmitButton>
        </PlainForm>
        <p><a class="btn" href=back>{words.common.cancel()}</a></p>
    }
    .into_any()
}
