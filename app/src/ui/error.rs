//! Failures, in place.

use super::{Note, respond_with};
use crate::api::{ApiError, ErrorCode};
use crate::model::Tone;
use leptos::{html, prelude::*};
use leptos_router::hooks::use_location;

/// The way to sign in and back to the page that is open now.
fn sign_in_href() -> String {
    let query = serde_urlencoded::to_string([("next", here())]).unwrap_or_default();
    format!("/sign-in?{query}")
}

/// The address that is open now, without its origin.
fn here() -> String {
    let location = use_location();
    let (path, search) = (location.pathname.get_untracked(), location.search.get_untracked());
    if search.is_empty() { path } else { format!("{path}?{search}") }
}

/// Stands where something could not be shown: what happened, and the way on. Sets the page's status code on the server.
#[component]
pub fn ErrorBlock(
    /// What happened.
    error: ApiError,
    /// Reads again what failed.
    #[prop(into)]
    retry: Callback<()>,
    /// Whether it stands for the whole page, whose heading it brings then.
    #[prop(optional)]
    whole: bool,
) -> impl IntoView {
    respond_with(error.code);
    let heading = match error.code {
        ErrorCode::NotFound => "Not found",
        ErrorCode::Forbidden => "Not allowed",
        ErrorCode::SignInRequired => "Signed out",
        _ => "This could not be shown",
    };
    view! {
        <section class="empty" role="alert">
            {if whole { view! { <h1>{heading}</h1> }.into_any() } else { view! { <h2>{heading}</h2> }.into_any() }}
            <p>{error.message}</p>
            {error.reference.map(|reference| view! { <p class="small muted">"Reference: " <code>{reference}</code></p> })}
            {way_on(error.code, retry)}
        </section>
    }
}

fn way_on(code: ErrorCode, retry: Callback<()>) -> AnyView {
    match code {
        ErrorCode::SignInRequired => view! { <a class="btn primary" href=sign_in_href() rel="external">"Sign in"</a> }.into_any(),
        ErrorCode::NotFound | ErrorCode::Forbidden => view! { <a class="btn" href="/">"Go to the start"</a> }.into_any(),
        _ => {
            let again = move |event: leptos::ev::MouseEvent| {
                event.prevent_default();
                retry.run(());
            };
            view! { <a class="btn" href=here() on:click=again>"Try again"</a> }.into_any()
        }
    }
}

/// Stands above a form that was refused: what is wrong, with links to the fields. It takes the focus when it appears.
#[component]
pub fn ErrorSummary(
    /// Why the form was refused, if it was.
    #[prop(into)]
    error: Signal<Option<ApiError>>,
) -> impl IntoView {
    let summary = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        if error.get().is_some()
            && let Some(summary) = summary.get()
        {
            let _ = summary.focus();
        }
    });
    move || {
        error.get().map(|error| {
            view! {
                <div class="error-summary" role="alert" tabindex="-1" node_ref=summary>
                    <Note tone=Tone::Bad>{summary_words(error)}</Note>
                </div>
            }
        })
    }
}

fn summary_words(error: ApiError) -> AnyView {
    if error.code == ErrorCode::SignInRequired {
        return view! {
            <p>{error.message} " " <a href=sign_in_href() rel="external">"Sign in"</a></p>
        }
        .into_any();
    }
    if error.fields.is_empty() {
        let reference = error.reference.map(|reference| view! { <p class="small">"Reference: " <code>{reference}</code></p> });
        return view! { <p>{error.message}</p> {reference} }.into_any();
    }
    let links = error.fields.into_iter().map(|field| {
        view! { <li><a href=format!("#field-{}", field.field) rel="external">{field.message}</a></li> }
    });
    view! {
        <p><b>"There is a problem"</b></p>
        <ul>{links.collect_view()}</ul>
    }
    .into_any()
}
