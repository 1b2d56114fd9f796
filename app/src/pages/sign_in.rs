//! Signing in.

use super::passkey::PasskeyButton;
use super::public::{PublicLoading, PublicPage, carried, next};
use crate::api::{ApiError, ErrorCode, house::organisation, resource};
use crate::model::{FormState, Tone};
use crate::ui::{ErrorSummary, Note, PageTitle, PasswordField, PlainForm, SubmitButton, TextField, take_form};
use crate::words::{SignIn as Words, use_words};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// `/sign-in`.
#[component]
pub fn SignIn() -> impl IntoView {
    let words = use_words().sign_in;
    let house = resource(|| (), |()| organisation());
    let entered = Entered::take();
    let notice = entered.notice(words);
    view! {
        <PageTitle text=words.title() is_error=entered.error.is_some() />
        <Suspense fallback=PublicLoading>
            {move || {
                let entered = entered.clone();
                let (next, resume) = (entered.next.clone(), entered.resume.clone());
                Suspend::new(async move {
                    view! {
                        <PublicPage house=house.await.ok()>
                            <h1>{words.title()}</h1>
                            {notice.map(|(tone, words)| view! { <Note tone><p>{words}</p></Note> })}
                            <SignInForm entered />
                            <PasskeyButton next resume />
                            <p class="small"><a href="/forgot-password">{words.forgotten()}</a></p>
                            <p class="small muted">{words.have_a_code()} " " <a href="/change-password">{words.enter_it()}</a></p>
                        </PublicPage>
                    }
                })
            }}
        </Suspense>
    }
}

/// With what the page starts.
#[derive(Clone)]
struct Entered {
    user_name: Option<String>,
    /// Where to go afterwards.
    next: Option<String>,
    /// A form that was posted after its session had ended, to be shown again afterwards.
    resume: Option<String>,
    /// Why signing in was refused.
    error: Option<ApiError>,
}

impl Entered {
    fn take() -> Self {
        let form = take_form();
        let value = |name: &str| form.as_ref().and_then(|form| form.value(name).map(str::to_owned));
        let next = next(form.as_ref());
        let (user_name, resume) = (value("user_name"), value("resume"));
        // Whoever is asked to sign in first was not refused.
        let error = form.map(|form: FormState| form.error).filter(|error| error.code() != ErrorCode::SignInRequired);
        Self { user_name, next, resume, error }
    }

    /// What stands above the form: an address may choose from a closed set.
    fn notice(&self, words: Words) -> Option<(Tone, &'static str)> {
        if self.resume.is_some() {
            return Some((Tone::Warn, words.form_kept()));
        }
        if self.error.is_some() {
            return None;
        }
        match use_query_map().with_untracked(|query| query.get("notice"))?.as_str() {
            "ready" => Some((Tone::Good, words.ready())),
            "signed-out" => Some((Tone::Good, words.signed_out())),
            "session-ended" => Some((Tone::Plain, words.session_ended())),
            _ => None,
        }
    }
}

#[component]
fn SignInForm(entered: Entered) -> impl IntoView {
    let words = use_words();
    let Entered { user_name, next, resume, error } = entered;
    let field = |name: &str| error.as_ref().and_then(|error| error.for_field(name).map(|problem| problem.text(words)));
    let (user_name_error, password_error) = (field("user_name"), field("password"));
    view! {
        <ErrorSummary error=Signal::stored(error) />
        <PlainForm action="/sign-in">
            {carried(next)}
            {resume.map(|resume| view! { <input type="hidden" name="resume" value=resume /> })}
            <TextField
                name="user_name"
                label=words.sign_in.user_name()
                autocomplete="username"
                value=user_name
                error=user_name_error
            />
            <PasswordField label=words.sign_in.password() autocomplete="current-password" error=password_error />
            <SubmitButton>{words.sign_in.title()}</SubmitButton>
        </PlainForm>
    }
}

/// `/signed-in`: the end of signing in in a new tab, while the form in the old one waits.
#[component]
pub fn SignedIn() -> impl IntoView {
    let words = use_words();
    let house = resource(|| (), |()| organisation());
    view! {
        <PageTitle text=words.sign_in.signed_in() />
        <Suspense fallback=PublicLoading>
            {move || Suspend::new(async move {
                view! {
                    <PublicPage house=house.await.ok()>
                        <h1>{words.sign_in.signed_in()}</h1>
                        <Note tone=Tone::Good><p>{words.sign_in.close_this_tab()}</p></Note>
                        <a class="btn" href="/" rel="external">{words.common.go_to_start()}</a>
                    </PublicPage>
                }
            })}
        </Suspense>
    }
}
