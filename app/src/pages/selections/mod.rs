//! Saved selections of users: the list, the builder, and the prompt before one is deleted.

mod builder;
mod delete;
mod draft;
mod edit;
mod list;
mod preview;
mod row;

pub use delete::DeleteSelection;
pub(in crate::pages) use draft::new_with;
pub use edit::{EditSelection, NewSelection};
pub use list::List;

use crate::api::{ApiError, Thing};
use crate::model::SelectionId;
use crate::pages::ids::use_id;
use leptos::prelude::*;

/// The address of the list.
const LIST: &str = "/selections";
/// The address of the builder for a new one.
const NEW: &str = "/selections/new";

/// The selection in the address.
fn use_selection_id() -> Memo<Result<SelectionId, ApiError>> {
    use_id(Thing::Selection)
}

/// The list of the users whom a selection means.
pub(super) fn users_of(selection: SelectionId) -> String {
    format!("/users?selection={selection}")
}

/// The address of a selection.
pub(super) fn address(selection: SelectionId) -> String {
    format!("{LIST}/{selection}")
}
