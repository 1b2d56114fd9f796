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
use crate::ui::{Toasts, use_prompt};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// Reads the record below a prompt again, after the prompt changed something.
#[derive(Clone, Copy)]
struct RecordRefresh(Callback<()>);

/// What follows a change: words about it, the record read again, and the prompt closed.
fn use_finish() -> impl Fn(String) + Copy {
    let (toasts, refresh, prompt) = (use_context::<Toasts>(), use_context::<RecordRefresh>(), use_prompt());
    move |words| {
        if let Some(toasts) = toasts {
            toasts.show(Flash::good(words));
        }
        if let Some(RecordRefresh(refresh)) = refresh {
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
