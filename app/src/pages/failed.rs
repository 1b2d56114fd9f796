//! The page in place of an answer that is none: what happened, and the way on. Rendered by the server alone, and never taken over
//! by the application, which may be what failed.

use super::public::PublicPage;
use crate::api::{ApiError, ErrorCode};
use crate::model::Organisation;
use crate::ui::{PageTitle, PlainForm, SubmitButton, sign_in_to};
use crate::words::{Words, use_words};
use leptos::prelude::*;

/// What could not be done for a request.
#[derive(Clone, Debug)]
pub struct Failure {
    /// Why.
    pub error: ApiError,
    /// The house, where it is known.
    pub house: Option<Organisation>,
    /// The page that was asked for, or from which was sent; the start where there is none.
    pub address: String,
    /// Whether something was to be done, and not a page to be shown.
    pub is_deed: bool,
    /// What was entered into the form that was sent, but for its secrets; empty where sending it again is of no use.
    pub entered: Vec<(String, String)>,
}

/// The page.
#[component]
pub fn Failed(
    /// What could not be done.
    failure: Failure,
) -> impl IntoView {
    let words = use_words();
    let Failure { error, house, address, is_deed, entered } = failure;
    let heading = match error.code() {
        ErrorCode::SignInRequired => words.common.signed_out(),
        _ if is_deed => words.common.not_done(),
        ErrorCode::NotFound => words.common.not_found(),
        ErrorCode::Forbidden => words.common.not_allowed(),
        _ => words.common.not_shown(),
    };
    let ways = ways_on(error.code(), &address, is_deed, words);
    let again = (!entered.is_empty()).then(|| again(address, entered, words));
    let text = error.text(words);
    let reference = error.reference.map(|reference| {
        view! { <p class="small muted">{words.common.reference()} <code>{reference}</code></p> }
    });
    view! {
        <PageTitle text=heading />
        <PublicPage house>
            <h1>{heading}</h1>
            <p>{text}</p>
            {again}
            {ways}
            {reference}
        </PublicPage>
    }
}

fn ways_on(code: ErrorCode, address: &str, is_deed: bool, words: Words) -> AnyView {
    let start = view! { <a class="btn" href="/">{words.common.go_to_start()}</a> };
    let way = match code {
        ErrorCode::SignInRequired => Some((sign_in_to(address), words.common.sign_in())),
        _ if address == "/" => None,
        _ if is_deed => Some((address.to_owned(), words.common.open_anew())),
        ErrorCode::NotFound | ErrorCode::Forbidden => None,
        _ => Some((address.to_owned(), words.common.try_again())),
    };
    let way = way.map(|(address, label)| view! { <a class="btn" href=address>{label}</a> });
    view! { <p class="buttons">{way} {start}</p> }.into_any()
}

/// The form once more, so that nothing has to be entered again.
fn again(address: String, entered: Vec<(String, String)>, words: Words) -> AnyView {
    let fields = entered.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value /> });
    view! {
        <p class="muted">{words.common.entered_kept()}</p>
        <PlainForm action=address>
            {fields.collect_view()}
            <SubmitButton>{words.common.send_again()}</SubmitButton>
        </PlainForm>
    }
    .into_any()
}
