//! Forms of the Template Manager.

use super::{Form, caller, finish};
use crate::{
    http::{AppState, Routes, templates},
    service::Visit,
};
use app::{
    api::{Templates, Thing},
    model::Flash,
    rules::forms,
};
use axum::{
    Extension,
    extract::{Path, State},
    response::Response,
    routing::post,
};

pub(super) fn routes() -> Routes {
    vec![
        ("/templates/{key}", post(save)),
        ("/templates/{key}/versions", post(restore)),
        ("/templates/{key}/preview", post(templates::draft)),
        ("/templates/{key}/test", post(templates::send_trial)),
    ]
}

async fn save(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(path): Path<String>,
    form: Form,
) -> Response {
    let saved = async {
        let caller = caller(&visit)?;
        let request = forms::save_template(Thing::Template.named(&path)?, |field| form.posted.value(field).to_owned())?;
        state.desk.save_template(caller, request).await?;
        Ok(Flash::good(caller.words().templates.saved()))
    };
    let saved = saved.await;
    let here = format!("/templates/{path}?language={}", form.posted.value("language"));
    finish(&state, visit, form, &here, saved).await
}

/// An earlier version becomes the latest.
async fn restore(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(path): Path<String>,
    form: Form,
) -> Response {
    let restored = async {
        let caller = caller(&visit)?;
        let request = forms::restore_template(Thing::Template.named(&path)?, |field| form.posted.value(field).to_owned())?;
        state.desk.restore_template(caller, request).await?;
        Ok(Flash::good(caller.words().templates.restored_now()))
    };
    let restored = restored.await;
    let here = format!("/templates/{path}/versions?language={}", form.posted.value("language"));
    finish(&state, visit, form, &here, restored).await
}
