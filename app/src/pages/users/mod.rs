//! The directory's pages.

mod active;
mod address;
mod list;
mod record;
mod row;
mod search;
mod send_link;
mod timeline;

pub use active::SwitchActive;
pub use list::List;
pub use record::Record;
pub use send_link::SendLink;

use crate::api::ApiError;
use crate::model::{Flash, UserId};
use crate::ui::{Close, ErrorBlock, Toasts, use_prompt};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The record, as the prompts over it see it.
#[derive(Clone, Copy)]
struct Below {
    /// Reads it again, after a prompt changed something.
    refresh: Callback<()>,
    /// The title of the prompt that is open, which the document's title must carry too.
    prompt: RwSignal<Option<PromptTitle>>,
}

/// A prompt in the document's title.
#[derive(Clone, Copy)]
struct PromptTitle {
    text: &'static str,
    is_error: bool,
}

/// Puts the prompt into the document's title for as long as it is open.
fn title_prompt(text: &'static str, is_error: bool) {
    if let Some(Below { prompt, .. }) = use_context() {
        prompt.set(Some(PromptTitle { text, is_error }));
        on_cleanup(move || prompt.set(None));
    }
}

/// What follows a change: words about it, the record read again, and the prompt closed.
fn use_finish() -> impl Fn(String) + Copy {
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

/// The user in the address.
fn use_user_id() -> Memo<Result<UserId, ApiError>> {
    let params = use_params_map();
    Memo::new(move |_| {
        let text = params.with(|params| params.get("id").unwrap_or_default());
        text.parse().map_err(|_| ApiError::not_found("user"))
    })
}

/// The address of the record below a prompt.
fn record_address(id: Memo<Result<UserId, ApiError>>) -> String {
    id.with_untracked(|id| id.as_ref().map_or_else(|_| "/users".to_owned(), |id| format!("/users/{id}")))
}

/// A prompt whose action is refused from the start, with the reason.
fn refused(reason: String) -> AnyView {
    view! {
        <div class="body">
            <p>{reason}</p>
        </div>
        <footer>
            <Close label="Close" />
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
            <Close label="Close" />
        </footer>
    }
    .into_any()
}
