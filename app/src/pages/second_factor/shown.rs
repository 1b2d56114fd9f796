//! What is shown once: the secret of an authenticator app, and recovery codes.

use super::HERE;
use crate::api::{ShownCodes, ShownFactor};
use crate::model::FormState;
use crate::pages::public::{PublicPage, carried, next};
use crate::ui::{ErrorSummary, PageTitle, PlainForm, SubmitButton, TextField};
use crate::words::Words;
use leptos::prelude::*;

/// A QR code, the same as a key to type, and the field for the app's first code.
pub(super) fn factor(shown: &ShownFactor, form: Option<FormState>, words: Words) -> AnyView {
    let own = words.second_factor;
    let next = next(form.as_ref());
    let wrong = form.as_ref().and_then(|form| form.error.for_field("code").map(|problem| problem.text(words)));
    let refused = form.map(|form| form.error);
    let (qr_code, key, draft) = (shown.qr_code().to_owned(), shown.key().to_owned(), shown.draft().to_owned());
    view! {
        <PageTitle text=own.set_up_app() is_error=refused.is_some() />
        <PublicPage>
            <h1>{own.set_up_app()}</h1>
            <ErrorSummary error=Signal::stored(refused) />
            <div>
                <p>{own.scan()}</p>
                <div class="qr-code" role="img" aria-label=own.qr_code() inner_html=qr_code></div>
                <p id="totp-key">{own.or_type()}</p>
                <output class="secret" aria-labelledby="totp-key">{key}</output>
            </div>
            <PlainForm action=HERE>
                {carried(next)}
                <input type="hidden" name="intent" value="confirm" />
                <input type="hidden" name="draft" value=draft />
                <TextField
                    name="code"
                    label=own.then_code()
                    autocomplete="one-time-code"
                    mono=true
                    numeric=true
                    error=wrong
                />
                <SubmitButton>{own.confirm()}</SubmitButton>
            </PlainForm>
            <p class="small"><a href=HERE>{words.common.cancel()}</a></p>
        </PublicPage>
    }
    .into_any()
}

/// Recovery codes, to be printed or saved.
pub(super) fn codes(shown: &ShownCodes, words: Words) -> AnyView {
    let own = words.second_factor;
    let file = format!("data:text/plain;charset=utf-8,{}", shown.expose().join("%0A"));
    let lines = shown.expose().iter().map(|code| view! { <li class="mono">{code.clone()}</li> }).collect_view();
    let next = shown.next().to_owned();
    view! {
        <PageTitle text=own.codes_title() />
        <PublicPage>
            <div>
                <h1>{own.codes_title()}</h1>
                <p class="muted">{own.codes_text()}</p>
            </div>
            <ol class="recovery-codes">{lines}</ol>
            <a class="btn" href=file download=own.codes_file()>{own.codes_save()}</a>
            <a class="btn primary" href=next>{own.codes_kept()}</a>
        </PublicPage>
    }
    .into_any()
}
