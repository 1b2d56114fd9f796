//! One's own passkeys: the list, and the pages on which one is added or removed. Both are plain posts, since one's own password may
//! be asked for.

use super::HERE;
use crate::api::{ApiError, Ceremony, PasskeyProblem, Problem, Thing, account::read_account, resource};
use crate::model::{Account, FormState, MOST_PASSKEYS, Passkey, PasskeyId, Tone};
use crate::pages::{
    ids::use_id,
    passkey::{Asks, asking},
};
use crate::ui::{ErrorBlock, ErrorSummary, Note, OwnPassword, PageTitle, PlainForm, SubmitButton, TextField, When, take_form};
use crate::words::{Words, use_words};
use leptos::prelude::*;

/// Where one is added.
const ADD: &str = "/account/passkeys/new";

/// The section of the account's page.
#[component]
pub(super) fn OwnPasskeys(
    /// The oldest first; absent where the house cannot have any.
    passkeys: Option<Vec<Passkey>>,
) -> impl IntoView {
    let words = use_words();
    let own = words.passkeys;
    let content = match passkeys {
        None => view! { <p class="muted">{own.unavailable()}</p> }.into_any(),
        Some(passkeys) => {
            let add = if is_full(&passkeys) {
                view! { <p class="muted">{own.too_many()}</p> }.into_any()
            } else {
                view! { <p class="buttons"><a class="btn" href=ADD>{own.add()}</a></p> }.into_any()
            };
            view! {
                <p class="muted">{own.text()}</p>
                {listed(passkeys, words)}
                {add}
            }
            .into_any()
        }
    };
    view! {
        <section class="panel" aria-labelledby="passkeys">
            <header><h2 id="passkeys">{own.title()}</h2></header>
            {content}
        </section>
    }
}

const fn is_full(passkeys: &[Passkey]) -> bool {
    passkeys.len() >= MOST_PASSKEYS
}

fn listed(passkeys: Vec<Passkey>, words: Words) -> AnyView {
    if passkeys.is_empty() {
        return view! { <p class="muted">{words.passkeys.none()}</p> }.into_any();
    }
    let lines = passkeys.into_iter().map(|passkey| line(passkey, words));
    view! { <ul class="sessions">{lines.collect_view()}</ul> }.into_any()
}

fn line(passkey: Passkey, words: Words) -> AnyView {
    let own = words.passkeys;
    let (address, label) = (remove_address(passkey.id), own.remove_named(&passkey.name));
    let last_used = match passkey.last_used {
        None => own.never_used().into_any(),
        Some(moment) => view! { <When moment /> }.into_any(),
    };
    view! {
        <li>
            <b><bdi>{passkey.name}</bdi></b>
            <a href=address aria-label=label>{own.remove()}</a>
            <span class="muted small">
                {own.added_at()} ": " <When moment=passkey.added /> " · " {own.last_used()} ": " {last_used}
            </span>
        </li>
    }
    .into_any()
}

fn remove_address(id: PasskeyId) -> String {
    format!("/account/passkeys/{id}/remove")
}

/// `/account/passkeys/new`.
#[component]
pub fn AddPasskey() -> impl IntoView {
    let words = use_words();
    // On the server alone, and only in answer to the form.
    let ceremony: Option<Ceremony> = use_context();
    own_page(words.passkeys.add(), move |account, form| match (&ceremony, &account.passkeys) {
        (Some(ceremony), _) => Ok(asking(ceremony, Asks::Create, ADD, HERE, words)),
        (None, Some(passkeys)) if is_full(passkeys) => Ok(impossible(PasskeyProblem::TooMany, words)),
        (None, Some(_)) => Ok(adding(&account, form, words)),
        (None, None) => Ok(impossible(PasskeyProblem::Unavailable, words)),
    })
}

fn adding(account: &Account, form: Option<FormState>, words: Words) -> AnyView {
    let own = words.passkeys;
    let name = form.as_ref().and_then(|form| form.value("name")).unwrap_or_default().to_owned();
    let is_refused = form.is_some();
    let refused = form.map(|form| form.error);
    let wrong = told(refused.as_ref(), "name", words);
    let (error, confirm) = (Signal::stored(refused), account.confirm);
    view! {
        <p class="muted">{own.text()} " " {own.add_text()}</p>
        <ErrorSummary error />
        <PlainForm action=ADD guard=true refused=is_refused>
            <TextField name="name" label=own.name() hint=own.name_hint() value=Some(name) error=Signal::stored(wrong) />
            <OwnPassword asked=confirm error />
            <footer class="buttons">
                <SubmitButton>{own.go_on()}</SubmitButton>
                <a class="btn" href=HERE>{words.common.cancel()}</a>
            </footer>
        </PlainForm>
    }
    .into_any()
}

fn impossible(problem: PasskeyProblem, words: Words) -> AnyView {
    let why = Problem::Passkey(problem).text(words);
    view! {
        <Note tone=Tone::Warn><p>{why}</p></Note>
        <p><a class="btn" href=HERE>{words.common.cancel()}</a></p>
    }
    .into_any()
}

/// `/account/passkeys/{id}/remove`.
#[component]
pub fn RemovePasskey() -> impl IntoView {
    let words = use_words();
    let id = use_id::<PasskeyId>(Thing::Passkey);
    own_page(words.passkeys.remove_title(), move |account, form| {
        let id = id.get_untracked()?;
        let found = account.passkeys.iter().flatten().find(|passkey| passkey.id == id);
        let passkey = found.ok_or_else(|| ApiError::not_found(Thing::Passkey))?;
        Ok(removing(&account, passkey, form, words))
    })
}

fn removing(account: &Account, passkey: &Passkey, form: Option<FormState>, words: Words) -> AnyView {
    let own = words.passkeys;
    let means = own.remove_means(&passkey.name);
    let (error, confirm) = (Signal::stored(form.map(|form| form.error)), account.confirm);
    view! {
        <p>{means}</p>
        <ErrorSummary error />
        <PlainForm action=remove_address(passkey.id)>
            <OwnPassword asked=confirm error />
            <SubmitButton look="danger">{own.remove()}</SubmitButton>
        </PlainForm>
        <p><a class="btn" href=HERE>{words.common.cancel()}</a></p>
    }
    .into_any()
}

/// A page about one's own account: waits for it, then shows what there is to say, or why that cannot be. `show` also gets the form
/// that was posted and refused.
fn own_page(
    title: &'static str,
    show: impl Fn(Account, Option<FormState>) -> Result<AnyView, ApiError> + Clone + Send + 'static,
) -> impl IntoView {
    let words = use_words();
    let form = take_form();
    let account = resource(|| (), |()| read_account());
    view! {
        <PageTitle text=title is_error=form.is_some() />
        <p class="crumb"><a href=HERE>{words.account.title()}</a></p>
        <Suspense fallback=move || view! { <p class="muted">{words.common.reading()}</p> }>
            {move || {
                let (form, show) = (form.clone(), show.clone());
                Suspend::new(async move {
                    match account.await.and_then(|account| show(account, form)) {
                        Ok(content) => {
                            view! {
                                <div class="head"><h1>{title}</h1></div>
                                <section class="panel user-form">{content}</section>
                            }
                                .into_any()
                        }
                        Err(error) => view! { <ErrorBlock error retry=move |()| account.refetch() whole=true /> }.into_any(),
                    }
                })
            }}
        </Suspense>
    }
}

fn told(error: Option<&ApiError>, field: &str, words: Words) -> Option<String> {
    error.and_then(|error| error.for_field(field)).map(|problem| problem.text(words))
}
