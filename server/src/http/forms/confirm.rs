//! The form that asks for the reader's own password once more.

use super::{Form, caller, finish};
use crate::{
    http::{AppState, Routes},
    service::Visit,
};
use app::model::Flash;
use axum::{Extension, extract::State, response::Response, routing::post};
use http::uri::PathAndQuery;

pub(super) fn routes() -> Routes {
    vec![("/confirm", post(confirm))]
}

/// Back to the page, which knows by now that it is its reader and leads on.
async fn confirm(State(state): State<AppState>, Extension(visit): Extension<Visit>, form: Form) -> Response {
    let confirmed = async {
        let caller = caller(&visit)?;
        state.desk.confirm_now(caller, &form.posted.own_password()).await?;
        Ok(Flash::good(caller.words().account.thanks()))
    };
    let confirmed = confirmed.await;
    let here = form.page.uri().path_and_query().map_or("/confirm", PathAndQuery::as_str).to_owned();
    finish(&state, visit, form, &here, confirmed).await
}
