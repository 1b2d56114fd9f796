//! Saved selections of users.
#![expect(missing_docs, reason = "the macro makes structs of the arguments and gives their fields no place for docs")]

use super::ApiError;
#[cfg(feature = "ssr")]
use super::enter;
use crate::model::{Criteria, SaveSelection, SelectionId, SelectionList, SelectionPreview, SelectionView};
use crate::wire::Answer;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

/// All of them.
#[server(name = ListSelectionsRpc, prefix = "/rpc", endpoint = "selections/list", input = Json, output = Answer)]
pub async fn list_selections() -> Result<SelectionList, ApiError> {
    let (backend, caller) = enter()?;
    backend.selections(&caller).await
}

/// One of them.
#[server(name = ReadSelectionRpc, prefix = "/rpc", endpoint = "selections/read", input = Json, output = Answer)]
pub async fn read_selection(selection: SelectionId) -> Result<SelectionView, ApiError> {
    let (backend, caller) = enter()?;
    backend.selection(&caller, selection).await
}

/// What a form or a prompt starts with that changes one, or makes one.
#[server(name = SelectionPromptRpc, prefix = "/rpc", endpoint = "selections/prompt", input = Json, output = Answer)]
pub async fn selection_prompt(selection: Option<SelectionId>) -> Result<Option<SelectionView>, ApiError> {
    let (backend, caller) = enter()?;
    backend.selection_prompt(&caller, selection).await
}

/// Whom conditions mean now.
#[server(name = PreviewSelectionRpc, prefix = "/rpc", endpoint = "selections/preview", input = Json, output = Answer)]
pub async fn preview_selection(criteria: Criteria) -> Result<SelectionPreview, ApiError> {
    let (backend, caller) = enter()?;
    backend.preview_selection(&caller, criteria).await
}

/// Saves one.
#[server(name = SaveSelectionRpc, prefix = "/rpc", endpoint = "selections/save", input = Json, output = Answer)]
pub async fn save_selection(request: SaveSelection) -> Result<SelectionId, ApiError> {
    let (backend, caller) = enter()?;
    backend.save_selection(&caller, request).await
}

/// Deletes one.
#[server(name = DeleteSelectionRpc, prefix = "/rpc", endpoint = "selections/delete", input = Json, output = Answer)]
pub async fn delete_selection(selection: SelectionId) -> Result<(), ApiError> {
    let (backend, caller) = enter()?;
    backend.delete_selection(&caller, selection).await
}
