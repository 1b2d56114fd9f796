//! One's own account.

mod caller_code;
mod passkeys;
mod password;
mod profile;
mod sessions;

pub use passkeys::{AddPasskey, RemovePasskey};

use self::caller_code::ShowCallerCode;
use super::facts::{Email, FactorLines, PasswordAge};
use crate::api::{account::read_account, resource};
use crate::model::{Account, FormState, Tone};
use crate::ui::{ErrorBlock, Glyph, Head, Icon, Note, PageTitle, PlainForm, take_form};
use crate::words::{Words, use_words};
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_query_map};
use passkeys::OwnPasskeys;
use password::OwnPassword;
use profile::Profile;
use sessions::OwnSessions;

pub use caller_code::CallerCode;

/// The page's path.
const HERE: &str = "/account";

/// `/account`, and `/account/password`: where the form for the password goes, which comes back there when it is refused.
#[component]
pub fn OwnAccount() -> impl IntoView {
    let words = use_words();
    let forms = StoredValue::new(Forms::take());
    let account = resource(|| (), |()| read_account());
    view! {
        <PageTitle text=words.account.title() is_error=forms.with_value(Forms::is_refused) />
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
                    Ok(account) => panels(account, forms.get_value(), words),
                    Err(error) => view! { <ErrorBlock error retry=move |()| account.refetch() /> }.into_any(),
                }
            })}
        </Transition>
    }
}

/// The page's forms, where one was refused.
#[derive(Clone)]
struct Forms {
    profile: Option<FormState>,
    password: Option<FormState>,
}

impl Forms {
    fn take() -> Self {
        let form = take_form();
        match use_location().pathname.get_untracked().as_str() {
            password::HERE => Self { profile: None, password: form },
            _ => Self { profile: form, password: None },
        }
    }

    const fn is_refused(&self) -> bool {
        self.profile.is_some() || self.password.is_some()
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

fn panels(account: Account, forms: Forms, words: Words) -> AnyView {
    let sessions = account.sessions.clone();
    let passkeys = account.passkeys.clone();
    let facts = facts(&account, words);
    let password = password::Facts::of(&account);
    let second_factor = account.second_factor.clone();
    view! {
        <div class="record">
            <Profile account form=forms.profile />
            <div>
                <section class="panel" aria-labelledby="facts">
                    <header><h2 id="facts">{words.account.facts()}</h2></header>
                    {facts}
                </section>
                <OwnPassword facts=password form=forms.password />
                <section class="panel" aria-labelledby="second-factor">
                    <header><h2 id="second-factor">{words.account.second_factor()}</h2></header>
                    <dl class="facts"><FactorLines facts=second_factor /></dl>
                    <p><a class="btn" href="/account/second-factor">{words.account.second_factor_manage()}</a></p>
                </section>
                <OwnPasskeys passkeys />
                <OwnSessions sessions />
                <ShowCallerCode />
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
