//! Prompts: pages of their own that stand over another page, and change it.

use crate::api::{ApiError, ErrorCode, Inline};
use crate::model::{Fate, Flash, FormState, OpenAccess};
use crate::ui::{Close, ErrorBlock, Prompt, Toasts, take_form, use_prompt};
use crate::words::use_words;
use leptos::prelude::*;
use serde::{Serialize, de::DeserializeOwned};

/// The page below, as the prompts over it see it.
#[derive(Clone, Copy)]
pub(super) struct Below {
    /// Reads it again, after a prompt changed something.
    pub(super) refresh: Callback<()>,
    /// The title of the prompt that is open, which the document's title must carry too.
    pub(super) prompt: RwSignal<Option<PromptTitle>>,
}

/// A prompt in the document's title.
#[derive(Clone, Copy)]
pub(super) struct PromptTitle {
    pub(super) text: &'static str,
    pub(super) is_error: bool,
}

/// The document's title for a page called `name` with the prompt that may be open over it.
pub(super) fn title_below(name: String, prompt: RwSignal<Option<PromptTitle>>) -> (Signal<String>, Signal<bool>) {
    let title = Signal::derive(move || match prompt.get() {
        Some(prompt) => format!("{} · {name}", prompt.text),
        None => name.clone(),
    });
    (title, Signal::derive(move || prompt.get().is_some_and(|prompt| prompt.is_error)))
}

/// Puts the prompt into the document's title for as long as it is open.
pub(super) fn title_prompt(text: &'static str, is_error: bool) {
    if let Some(Below { prompt, .. }) = use_context() {
        prompt.set(Some(PromptTitle { text, is_error }));
        on_cleanup(move || prompt.set(None));
    }
}

/// A prompt over the page at `back`: waits for what it has to say, then shows it, or why the action is refused. `waiting` is
/// what stands there until then. `show` also gets the form that was posted without scripts and refused.
pub(super) fn asking<T: Clone + Serialize + DeserializeOwned + Send + Sync + 'static>(
    title: &'static str,
    waiting: Option<&'static str>,
    back: String,
    told: Resource<Result<T, ApiError>, Inline>,
    show: impl Fn(T, Option<FormState>) -> AnyView + Copy + Send + 'static,
) -> impl IntoView {
    let words = use_words();
    let form = take_form();
    title_prompt(title, form.is_some());
    let fallback = move || {
        view! { <div class="body" aria-busy="true">{waiting.map(|waiting| view! { <p>{waiting}</p> })}</div> }
    };
    view! {
        <Prompt title back>
            <Suspense fallback>
                {move || {
                    let form = form.clone();
                    Suspend::new(async move {
                        match told.await {
                            Ok(told) => show(told, form),
                            Err(error) if error.code() == ErrorCode::Refused => refused(error.text(words)),
                            Err(error) => failed(error, move |()| told.refetch()),
                        }
                    })
                }}
            </Suspense>
        </Prompt>
    }
}

/// What becomes of what an account has open, among the facts of a prompt.
#[component]
pub(super) fn Endings(
    /// What is open.
    open: OpenAccess,
    /// What becomes of generated passwords.
    passwords: Fate,
    /// What becomes of links.
    links: Fate,
    /// What becomes of sessions.
    sessions: Fate,
) -> impl IntoView {
    let words = use_words().impact;
    view! {
        <dt>{words.passwords()}</dt>
        <dd>{words.of_passwords(open.passwords, passwords)}</dd>
        <dt>{words.links()}</dt>
        <dd>{words.of_links(open.links, links)}</dd>
        <dt>{words.sessions()}</dt>
        <dd>{words.of_sessions(open.sessions, sessions)}</dd>
    }
}

/// What follows a change: words about it, the page below read again, and the prompt closed.
pub(super) fn use_finish() -> impl Fn(String) + Copy {
    let (toasts, below, prompt) = (use_context::<Toasts>(), use_context::<Below>(), use_prompt());
    move |words| {
        if let Some(toasts) = toasts {
            toasts.show(Flash::good(words));
        }
        if let Some(Below { refresh, .. }) = below {
            refresh.run(());
        }
        if let Some(prompt) = prompt {
            prompt.close();
        }
    }
}

/// A prompt whose action is refused from the start, with the reason.
pub(super) fn refused(reason: String) -> AnyView {
    view! {
        <div class="body">
            <p>{reason}</p>
        </div>
        <footer>
            <Close label=use_words().common.close() />
        </footer>
    }
    .into_any()
}

/// A prompt that could not be read.
fn failed(error: ApiError, retry: impl Fn(()) + Send + Sync + 'static) -> AnyView {
    view! {
        <div class="body">
            <ErrorBlock error retry />
        </div>
        <footer>
            <Close label=use_words().common.close() />
        </footer>
    }
    .into_any()
}
