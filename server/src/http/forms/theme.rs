//! Light or dark, chosen without scripts.

use super::{Form, caller};
use crate::{
    http::{AppState, Routes, local::is_local, pages},
    service::Visit,
};
use app::api::{Own, Problem};
use axum::{
    Extension,
    extract::State,
    response::{IntoResponse, Redirect, Response},
    routing::post,
};

pub(super) fn routes() -> Routes {
    vec![("/account/theme", post(set_theme))]
}

/// Leads back to the page on which it was chosen.
async fn set_theme(State(state): State<AppState>, Extension(visit): Extension<Visit>, form: Form) -> Response {
    let set = async {
        let theme = form.posted.value("theme").parse().map_err(|_| Problem::UnreadableForm)?;
        state.desk.set_theme(caller(&visit)?, theme).await
    };
    match set.await {
        Ok(()) => Redirect::to(Some(form.posted.value("back")).filter(|back| is_local(back)).unwrap_or("/")).into_response(),
        Err(error) => pages::plain(&error),
    }
}
