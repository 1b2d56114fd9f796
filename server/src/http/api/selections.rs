//! Saved selections of users.

use super::{super::AppState, Answer};
use app::{
    api::{Caller, Selections},
    model::{SelectionId, SelectionView},
    words::Words,
};
use axum::{Extension, Json, extract::State};
use serde::Serialize;
use utoipa::ToSchema;

/// A saved selection. `GET /api/v1/users?selection=…` lists whom it means now.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SelectionLine {
    /// Which.
    #[schema(value_type = String, format = "uuid")]
    id: SelectionId,
    /// Its name.
    #[schema(example = "Dormant accounts")]
    name: String,
    /// What it is for.
    description: String,
    /// Whom it means, as a sentence in the caller's language.
    #[schema(example = "Active humans who have not signed in for 90 days")]
    users: String,
    /// When it was saved.
    #[schema(format = DateTime)]
    saved_at: String,
    /// Counts the saves, from 1.
    version: i64,
}

fn line(view: SelectionView, words: Words) -> SelectionLine {
    SelectionLine {
        id: view.id,
        name: view.draft.name,
        description: view.draft.description,
        users: words.selections.sentence(&view.draft.criteria),
        saved_at: view.saved.1.machine,
        version: view.version,
    }
}

/// Lists the saved selections, by name.
#[utoipa::path(get, operation_id = "listSelections", path = "/api/v1/selections", tag = "Selections",
    responses((status = 200, body = Vec<SelectionLine>)))]
pub(super) async fn list(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
) -> Answer<Json<Vec<SelectionLine>>> {
    let list = state.desk.selections(&caller).await?;
    Ok(Json(list.selections.into_iter().map(|view| line(view, caller.words())).collect()))
}
