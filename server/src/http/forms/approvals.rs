//! The form with which a second administrator decides.

use super::{Form, caller, finish};
use crate::{
    http::{AppState, Routes},
    service::Visit,
};
use app::{
    api::{Problem, Thing},
    model::Flash,
};
use axum::{
    Extension,
    extract::{Path, State},
    response::Response,
    routing::post,
};

pub(super) fn routes() -> Routes {
    vec![("/approvals/{id}", post(decide))]
}

async fn decide(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Form,
) -> Response {
    let decided = async {
        let caller = caller(&visit)?;
        let approves = match form.posted.value("decision") {
            "approve" => true,
            "refuse" => false,
            _ => return Err(Problem::UnreadableForm.into()),
        };
        let news = state.desk.decide_approval(caller, Thing::Approval.named(&id)?, approves, &form.posted.own_password()).await?;
        Ok(Flash::good(caller.words().approvals.told(news)))
    };
    let decided = decided.await;
    finish(&state, visit, form, "/approvals", decided).await
}
