//! Forms of passwords that Latchkey makes.

use super::{Form, acting, caller, finish};
use crate::{
    http::{AppState, Routes, pages, posted::Posted},
    service::{CheckCaller, CopyLink, GenerateTemporary, SaveTemporary, Visit},
};
use app::{
    api::{ApiError, NewPasswords, Problem, ShownPassword},
    model::{CallerNeed, Flash, PageState, SendNewPassword},
};
use axum::{
    Extension,
    extract::{Path, State},
    response::Response,
    routing::post,
};
use leptos::prelude::provide_context;

pub(super) fn routes() -> Routes {
    vec![
        ("/users/{id}/new-password", post(send_new_password)),
        ("/users/{id}/temporary-password", post(temporary_password)),
        ("/users/{id}/copy-link", post(copy_link)),
        ("/users/{id}/verify-caller", post(verify_caller)),
        ("/account/caller-code", post(show_caller_code)),
    ]
}

async fn send_new_password(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Form,
) -> Response {
    let sent = async {
        let (caller, user) = acting(&visit, &id)?;
        let effect = form.posted.value("effect").parse().map_err(|_| Problem::UnreadableForm)?;
        let sent = state.desk.send_new_password(caller, SendNewPassword { user, effect }).await?;
        Ok(Flash::good(caller.words().new_password.on_its_way(&sent.email, &sent.ticket)))
    };
    let sent = sent.await;
    finish(&state, visit, form, &format!("/users/{id}"), sent).await
}

/// Makes a temporary password, or saves the one that was made.
async fn temporary_password(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Form,
) -> Response {
    if form.posted.value("intent") == "save" {
        let saved = save(&state, &visit, &id, &form.posted).await;
        return finish(&state, visit, form, &format!("/users/{id}"), saved).await;
    }
    let made = generate(&state, &visit, &id, &form.posted).await;
    show(&state, visit, form, made).await
}

/// Has a code mailed to a caller, or checks the one that they read out.
async fn verify_caller(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Form,
) -> Response {
    if form.posted.value("intent") == "check" {
        let checked = check_caller(&state, &visit, &id, &form.posted).await;
        let (to, done) = match checked {
            Ok((to, flash)) => (to, Ok(flash)),
            Err(error) => (String::new(), Err(error)),
        };
        return finish(&state, visit, form, &to, done).await;
    }
    let sent = async {
        let (caller, user) = acting(&visit, &id)?;
        let email = state.desk.send_caller_code(caller, user).await?;
        Ok(Flash::good(caller.words().caller_code.on_its_way(&email)))
    };
    let sent = sent.await;
    let need: Option<CallerNeed> = form.posted.value("need").parse().ok();
    let asked = need.map_or_else(String::new, |need| format!("?need={need}"));
    finish(&state, visit, form, &format!("/users/{id}/verify-caller{asked}"), sent).await
}

/// Where the desk goes on once the caller is verified, and what is said there.
async fn check_caller(state: &AppState, visit: &Visit, id: &str, posted: &Posted) -> Result<(String, Flash), ApiError> {
    let (caller, user) = acting(visit, id)?;
    let check = posted.read::<CheckCaller>()?;
    let name = state.desk.verify_caller(caller, user, &check.code).await?;
    let to = match check.need() {
        Some(need) => format!("/users/{user}/{need}"),
        None => format!("/users/{user}/verify-caller"),
    };
    Ok((to, Flash::good(caller.words().caller_code.verified_now(&name))))
}

/// Shows somebody a code of their own, to be read out.
async fn show_caller_code(State(state): State<AppState>, Extension(visit): Extension<Visit>, form: Form) -> Response {
    let made = async { state.desk.show_caller_code(caller(&visit)?).await };
    let made = made.await;
    show(&state, visit, form, made).await
}

/// Shows a link once.
async fn copy_link(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Form,
) -> Response {
    let copied = async {
        let (caller, user) = acting(&visit, &id)?;
        state.desk.copy_link(caller, user, &form.posted.read::<CopyLink>()?).await
    };
    let copied = copied.await;
    show(&state, visit, form, copied).await
}

async fn generate(state: &AppState, visit: &Visit, id: &str, posted: &Posted) -> Result<ShownPassword, ApiError> {
    let (caller, user) = acting(visit, id)?;
    state.desk.generate_temporary(caller, user, &posted.read::<GenerateTemporary>()?).await
}

async fn save(state: &AppState, visit: &Visit, id: &str, posted: &Posted) -> Result<Flash, ApiError> {
    let (caller, user) = acting(visit, id)?;
    let ticket = state.desk.save_temporary(caller, user, &posted.read::<SaveTemporary>()?).await?;
    Ok(Flash::good(caller.words().new_password.saved(&ticket)))
}

/// The page with the secret that was made: from the server alone, since the application's data would have to hold it too. Or the
/// form again with the error.
pub(super) async fn show<Shown: Clone + Send + Sync + 'static>(
    state: &AppState,
    visit: Visit,
    form: Form,
    made: Result<Shown, ApiError>,
) -> Response {
    let shown = match made {
        Ok(shown) => shown,
        Err(error) => return form.refused(state, visit, error).await,
    };
    let still = PageState { still: true, ..PageState::default() };
    pages::render_with(state, visit, still, form.page, move || provide_context(shown.clone())).await
}
