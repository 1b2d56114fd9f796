//! Forms of saved selections.

use super::{Form, caller, finish};
use crate::{
    http::{AppState, Routes},
    service::Visit,
};
use app::{
    api::{ApiError, Selections, Thing},
    model::{Flash, SaveSelection, SelectionId},
    rules::{meanwhile, selection as rules},
};
use axum::{
    Extension,
    extract::{Path, State},
    response::Response,
    routing::post,
};

/// Where all of them lead.
const LIST: &str = "/selections";

pub(super) fn routes() -> Routes {
    vec![("/selections/new", post(create)), ("/selections/{id}", post(edit)), ("/selections/{id}/delete", post(delete))]
}

async fn create(State(state): State<AppState>, Extension(visit): Extension<Visit>, form: Form) -> Response {
    save(&state, visit, form, Ok(None)).await
}

async fn edit(State(state): State<AppState>, Extension(visit): Extension<Visit>, Path(id): Path<String>, form: Form) -> Response {
    save(&state, visit, form, Thing::Selection.named(&id).map(Some)).await
}

async fn save(state: &AppState, visit: Visit, form: Form, id: Result<Option<SelectionId>, ApiError>) -> Response {
    let saved = async {
        let caller = caller(&visit)?;
        let version = form.posted.value("version").parse().unwrap_or_default();
        let (draft, problems) = rules::draft(|field| form.posted.value(field).to_owned());
        if let Some(wrong) = rules::refused(&problems) {
            // What is wrong is told to those alone who may save.
            state.desk.selection_prompt(caller, None).await?;
            return Err(wrong);
        }
        let shown = meanwhile::shown(form.posted.value(meanwhile::SHOWN));
        state.desk.save_selection(caller, SaveSelection { id: id?, version, shown, draft }).await?;
        Ok(Flash::good(caller.words().selections.saved()))
    };
    let saved = saved.await;
    finish(state, visit, form, LIST, saved).await
}

async fn delete(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Form,
) -> Response {
    let deleted = async {
        let caller = caller(&visit)?;
        state.desk.delete_selection(caller, Thing::Selection.named(&id)?).await?;
        Ok(Flash::good(caller.words().selections.deleted()))
    };
    let deleted = deleted.await;
    finish(&state, visit, form, LIST, deleted).await
}
