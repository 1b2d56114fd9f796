//! Importing users: where files are sent, and the page of one import, which goes through its steps. All of its forms are posted
//! plainly: the page is another one after each.

mod decide;
mod list;
mod mapping;
mod parts;
mod problems;
mod record;

pub use list::List;
pub use record::Record;

use crate::model::{ImportId, ImportState};
use crate::words::use_words;
use leptos::prelude::*;

/// The address of the list, where files are sent to.
pub(in crate::pages) const LIST: &str = "/users/import";

/// The address of an import.
fn address(import: ImportId) -> String {
    format!("{LIST}/{import}")
}

/// How far an import has come.
#[component]
fn StateBadge(
    /// The state.
    state: ImportState,
) -> impl IntoView {
    let class = match state {
        ImportState::Checking | ImportState::Importing => "badge accent",
        ImportState::Finished => "badge good",
        ImportState::Failed => "badge bad",
        ImportState::Mapping | ImportState::Checked => "badge warn",
        ImportState::Uploading | ImportState::Cancelled => "badge",
    };
    view! { <span class=class>{use_words().imports.standing(state)}</span> }
}
