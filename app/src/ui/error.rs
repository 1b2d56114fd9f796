//! Failures, in place.

use super::{Note, PageTitle, respond_with, update::Updates};
use crate::api::{ApiError, ErrorCode, Problem};
use crate::model::Tone;
use crate::words::{Words, use_words};
use leptos::{html, prelude::*};
use leptos_router::hooks::use_location;

/// The way to sign in and back to a page.
#[must_use]
pub fn sign_in_to(address: &str) -> String {
    let query = serde_urlencoded::to_string([("next", address)]).unwrap_or_default();
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
    let text = error.text(use_words());
    block(error, text, retry, whole)
}

/// As [`ErrorBlock`], in the code that everyone loads: it tells what sort of failure it was, since the sentences for all problems
/// are as large as a page.
#[component]
pub fn BriefErrorBlock(
    /// What happened.
    error: ApiError,
    /// Reads again what failed.
    #[prop(into)]
    retry: Callback<()>,
) -> impl IntoView {
    let text = error.brief(use_words()).to_owned();
    block(error, text, retry, false)
}

fn block(error: ApiError, text: String, retry: Callback<()>, whole: bool) -> AnyView {
    let words = use_words();
    let code = error.code();
    respond_with(code);
    let (updates, problem) = (use_context::<Updates>(), error.problem.clone());
    Effect::new(move |_| {
        if let Some(updates) = updates {
            updates.look_after(&problem);
        }
    });
    let heading = match code {
        ErrorCode::NotFound => words.common.not_found(),
        ErrorCode::Forbidden => words.common.not_allowed(),
        ErrorCode::SignInRequired => words.common.signed_out(),
        _ => words.common.not_shown(),
    };
    view! {
        <section class="empty" role="alert">
            {if whole { view! { <h1>{heading}</h1> }.into_any() } else { view! { <h2>{heading}</h2> }.into_any() }}
            <p>{text}</p>
            {way_on(&error.problem, retry, words)}
            {reference(error, words)}
        </section>
    }
    .into_any()
}

/// Stands for a page that could not be shown, and gives the document the title that it has then.
#[component]
pub fn ErrorPage(
    /// What would have been shown.
    title: &'static str,
    /// What happened.
    error: ApiError,
    /// Reads again what failed.
    #[prop(into)]
    retry: Callback<()>,
) -> impl IntoView {
    view! {
        <PageTitle text=title />
        <ErrorBlock error retry whole=true />
    }
}

/// Leads the operator to the log line.
fn reference(error: ApiError, words: Words) -> impl IntoView {
    error.reference.map(|reference| view! { <p class="small muted">{words.common.reference()} <code>{reference}</code></p> })
}

fn way_on(problem: &Problem, retry: Callback<()>, words: Words) -> AnyView {
    if *problem == Problem::OtherBuild {
        return view! { <a class="btn" href=here() rel="external">{words.common.reload()}</a> }.into_any();
    }
    match problem.code() {
        ErrorCode::SignInRequired => {
            view! { <a class="btn primary" href=sign_in_to(&here()) rel="external">{words.common.sign_in()}</a> }.into_any()
        }
        ErrorCode::NotFound | ErrorCode::Forbidden => {
            view! { <a class="btn" href="/">{words.common.go_to_start()}</a> }.into_any()
        }
        _ => {
            let again = move |event: leptos::ev::MouseEvent| {
                event.prevent_default();
                retry.run(());
            };
            view! { <a class="btn" href=here() on:click=again>{words.common.try_again()}</a> }.into_any()
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
    let words = use_words();
    let summary = NodeRef::<html::Div>::new();
    let updates: Option<Updates> = use_context();
    Effect::new(move |_| {
        let Some(error) = error.get() else { return };
        if let Some(updates) = updates {
            updates.look_after(&error.problem);
        }
        if let Some(summary) = summary.get() {
            let _ = summary.focus();
        }
    });
    move || {
        error.get().map(|error| {
            view! {
                <div class="error-summary" role="alert" tabindex="-1" node_ref=summary>
                    <Note tone=Tone::Bad>{summary_words(error, words)}</Note>
                </div>
            }
        })
    }
}

fn summary_words(error: ApiError, words: Words) -> AnyView {
    if error.code() == ErrorCode::SignInRequired {
        return view! {
            <p>{words.common.sign_in_again()}</p>
            <p><a href="/sign-in?next=/signed-in" target="_blank" rel="external">{words.common.sign_in_new_tab()}</a></p>
        }
        .into_any();
    }
    // What others changed is said in one sentence, and beside the fields.
    if error.fields.is_empty() || matches!(error.problem, Problem::ChangedMeanwhile(..)) {
        return view! { <p>{error.text(words)}</p> {reference(error, words)} }.into_any();
    }
    let links = error.fields.into_iter().map(|field| {
        view! { <li><a href=format!("#field-{}", field.field) rel="external">{field.text(words)}</a></li> }
    });
    view! {
        <p><b>{words.common.there_is_a_problem()}</b></p>
        <ul>{links.collect_view()}</ul>
    }
    .into_any()
}
