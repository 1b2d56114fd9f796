//! One's own account.

mod profile;
mod sessions;

use super::facts::{Email, PasswordAge};
use crate::api::{account::read_account, resource};
use crate::model::{Account, FormState, Tone};
use crate::ui::{ErrorBlock, Glyph, Head, Icon, Note, PageTitle, PlainForm, take_form};
use crate::words::{Words, use_words};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use profile::Profile;
use sessions::OwnSessions;

/// The page's path.
const HERE: &str = "/account";

/// `/account`.
#[component]
pub fn OwnAccount() -> impl IntoView {
    let words = use_words();
    let form = StoredValue::new(take_form());
    let account = resource(|| (), |()| read_account());
    view! {
        <PageTitle text=words.account.title() is_error=form.with_value(Option::is_some) />
        <Head title=words.account.title()>
            <PlainForm action="/sign-out">
                <button type="submit" class="btn">
                    <Glyph icon=Icon::SignOut />
                    {words.account.sign_out()}
                </button>
            </PlainForm>
        </Head>
        <Saved />
        <Transition fallback=move || view! { <p class="muted">{words.common.reading()}</p> }>
            {move || Suspend::new(async move {
                match account.await {
                    Ok(account) => panels(account, form.get_value(), words),
                    Err(error) => view! { <ErrorBlock error retry=move |()| account.refetch() /> }.into_any(),
                }
            })}
        </Transition>
    }
}

/// Says that the account was saved, where the page was loaded anew after that.
#[component]
fn Saved() -> impl IntoView {
    let words = use_words().account;
    let query = use_query_map();
    move || {
        let is_saved = query.with(|query| query.get_str("notice") == Some("saved"));
        is_saved.then(|| view! { <div class="flash" role="status"><Note tone=Tone::Good><p>{words.saved()}</p></Note></div> })
    }
}

fn panels(account: Account, form: Option<FormState>, words: Words) -> AnyView {
    let sessions = account.sessions.clone();
    let facts = facts(&account, words);
    view! {
        <div class="record">
            <Profile account form />
            <div>
                <section class="panel" aria-labelledby="facts">
                    <header><h2 id="facts">{words.account.facts()}</h2></header>
                    {facts}
                </section>
                <OwnSessions sessions />
            </div>
        </div>
    }
    .into_any()
}

fn facts(account: &Account, words: Words) -> AnyView {
    view! {
        <dl class="facts">
            <dt>{words.account.user_name()}</dt>
            <dd class="mono"><bdi>{account.user_name.clone()}</bdi></dd>
            <dt>{words.account.email()}</dt>
            <dd><Email address=account.email.clone() /></dd>
            <dt>{words.account.kind()}</dt>
            <dd>{words.labels.kind(account.kind)}</dd>
            <dt>{words.account.password()}</dt>
            <dd><PasswordAge changed=account.password_changed.clone() /></dd>
        </dl>
    }
    .into_any()
}
