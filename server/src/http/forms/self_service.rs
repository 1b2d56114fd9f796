//! Forms of those who help themselves: a forgotten password, "this wasn't me", one's own password.

use super::{Form, caller, public::set_cookie};
use crate::{
    http::{AppState, Routes, pages},
    service::{ChangeOwn, Forgot, Visit},
};
use app::{
    api::ApiError,
    model::{Flash, PageState},
};
use axum::{
    Extension,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
    routing::post,
};

/// What is said to everyone who asked for a link.
const SENT: &str = "/forgot-password?notice=sent";

pub(super) fn routes() -> Routes {
    vec![
        ("/forgot-password", post(forgot)),
        ("/change-password/{code}/renew", post(renew)),
        ("/not-me/{code}", post(not_me)),
        ("/account/password", post(change_own)),
    ]
}

async fn forgot(State(state): State<AppState>, Extension(visit): Extension<Visit>, form: Form) -> Response {
    let taken = match form.posted.read::<Forgot>() {
        Ok(typed) => state.desk.forgot(&typed, &visit.client).await,
        Err(error) => Err(error),
    };
    match taken {
        Ok(()) => Redirect::to(SENT).into_response(),
        Err(error) => form.refused(&state, visit, error).await,
    }
}

/// One press on the page of a link that is over. A refusal is said on the page for those who forgot their password: this
/// form has no page of its own.
async fn renew(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(code): Path<String>,
    form: Form,
) -> Response {
    match state.desk.renew_link(&code, &visit.client).await {
        Ok(()) => Redirect::to(SENT).into_response(),
        Err(error) => form.refused_on("/forgot-password", &state, visit, error).await,
    }
}

/// The page looks the notice up itself and says how it stands.
async fn not_me(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(code): Path<String>,
    form: Form,
) -> Response {
    match state.desk.report_not_me(&code, &visit.client).await {
        Ok(()) => pages::render(&state, visit, PageState::default(), form.page).await,
        Err(error) => form.refused(&state, visit, error).await,
    }
}

/// The browser gets the cookie of the session that takes the place of its own.
async fn change_own(State(state): State<AppState>, Extension(visit): Extension<Visit>, form: Form) -> Response {
    let words = visit.words().account;
    let changed = async {
        let typed = form.posted.read::<ChangeOwn>()?;
        let signed_in = state.desk.change_own_password(caller(&visit)?, &typed).await?;
        state.desk.set_flash(signed_in.session, Some(&Flash::good(words.password_changed()))).await?;
        Ok::<_, ApiError>(signed_in.secret)
    };
    match changed.await {
        Ok(secret) => {
            let mut response = Redirect::to("/account").into_response();
            set_cookie(&state, &mut response, &secret);
            response
        }
        Err(error) => form.refused(&state, visit, error).await,
    }
}
