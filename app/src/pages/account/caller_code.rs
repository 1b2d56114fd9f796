//! A code that somebody who is signed in reads out to the help desk on the telephone. It is shown by a plain post, and the page with it
//! comes from the server alone: the application's data would have to hold it too.

use super::HERE as ACCOUNT;
use crate::api::ShownSecret;
use crate::pages::users::{Reveal, spelling};
use crate::rules::code::CALLER_LIFE_MINUTES;
use crate::ui::{ErrorSummary, Head, PageTitle, PlainForm, SubmitButton, take_form};
use crate::words::use_words;
use leptos::prelude::*;

const HERE: &str = "/account/caller-code";

/// `/account/caller-code`.
#[component]
pub fn CallerCode() -> impl IntoView {
    let words = use_words();
    let own = words.caller_code;
    let refused = take_form().map(|form| form.error);
    // On the server alone, and only in answer to the form.
    let shown: Option<ShownSecret> = use_context();
    let label = if shown.is_some() { own.own_another() } else { own.own_show() };
    let look = if shown.is_some() { "quiet" } else { "primary" };
    let reveal = shown.map(|code| {
        let spelling = spelling(code.expose(), words);
        view! {
            <Reveal label=own.own_label() over=own.own_over()>
                <output class="secret" aria-labelledby="reveal-label">{code.expose().to_owned()}</output>
                {spelling}
            </Reveal>
        }
    });
    view! {
        <PageTitle text=own.own_title() is_error=refused.is_some() />
        <Head title=own.own_title()>
            <a class="btn" href=ACCOUNT>{own.back_to_account()}</a>
        </Head>
        <section class="panel user-form temporary">
            <p>{own.own_text()}</p>
            <p class="muted">{own.own_works(&words.common.life(CALLER_LIFE_MINUTES))}</p>
            <ErrorSummary error=Signal::stored(refused) />
            {reveal}
            <PlainForm action=HERE>
                <p><SubmitButton look>{label}</SubmitButton></p>
            </PlainForm>
        </section>
    }
}

/// The way there, on one's own account.
#[component]
pub(super) fn ShowCallerCode() -> impl IntoView {
    let own = use_words().caller_code;
    view! {
        <section class="panel" aria-labelledby="caller-code">
            <header><h2 id="caller-code">{own.own_title()}</h2></header>
            <p class="muted">{own.own_text()}</p>
            <PlainForm action=HERE>
                <p><SubmitButton look="">{own.own_show()}</SubmitButton></p>
            </PlainForm>
        </section>
    }
}
