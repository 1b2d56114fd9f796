//! One's own account.

use super::facts::{Email, PasswordAge, Sessions};
use crate::api::users::read_account;
use crate::model::Account;
use crate::ui::{ErrorBlock, Glyph, Head, Icon, PageTitle, PlainForm};
use leptos::prelude::*;

/// `/account`.
#[component]
pub fn OwnAccount() -> impl IntoView {
    let account = Resource::new(|| (), |()| read_account());
    view! {
        <PageTitle text="Your account" />
        <Head title="Your account">
            <PlainForm action="/sign-out">
                <button type="submit" class="btn">
                    <Glyph icon=Icon::SignOut />
                    "Sign out"
                </button>
            </PlainForm>
        </Head>
        <Transition fallback=|| view! { <p class="muted">"Reading…"</p> }>
            {move || Suspend::new(async move {
                match account.await {
                    Ok(account) => panels(account),
                    Err(error) => view! { <ErrorBlock error retry=move |()| account.refetch() /> }.into_any(),
                }
            })}
        </Transition>
    }
}

fn panels(account: Account) -> AnyView {
    view! {
        <div class="record">
            <section class="panel">
                <header><h2>"Account"</h2></header>
                <dl class="facts">
                    <dt>"Name"</dt>
                    <dd><bdi>{account.display_name}</bdi></dd>
                    <dt>"User name"</dt>
                    <dd class="mono">{account.user_name}</dd>
                    <dt>"E-mail"</dt>
                    <dd><Email address=account.email /></dd>
                    <dt>"Kind"</dt>
                    <dd>{account.kind.label()}</dd>
                    <dt>"Password"</dt>
                    <dd><PasswordAge changed=account.password_changed /></dd>
                </dl>
            </section>
            <section class="panel">
                <header><h2>"Sessions"</h2></header>
                <Sessions sessions=account.sessions />
            </section>
        </div>
    }
    .into_any()
}
