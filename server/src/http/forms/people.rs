//! Forms of the directory and of the record's prompts.

use super::{Form, acting, caller, finish};
use crate::{
    http::{AppState, Routes},
    service::Visit,
};
use app::{
    api::{People, Resets},
    model::{CreateUser, EditUser, Flash, SendChangeLink, SetActive, UserDraft},
    rules::meanwhile,
};
use axum::{
    Extension,
    extract::{Path, State},
    response::Response,
    routing::post,
};

pub(super) fn routes() -> Routes {
    vec![
        ("/users/new", post(create)),
        ("/users/{id}/edit", post(edit)),
        ("/users/{id}/send-link", post(send_link)),
        ("/users/{id}/active", post(set_active)),
        ("/users/{id}/unlock", post(unlock)),
        ("/users/{id}/withdraw", post(withdraw)),
        ("/users/{id}/end-sessions", post(end_sessions)),
        ("/users/{id}/remove-second-factor", post(remove_factors)),
        ("/users/{id}/delete", post(delete)),
    ]
}

fn record(id: &str) -> String {
    format!("/users/{id}")
}

async fn create(State(state): State<AppState>, Extension(visit): Extension<Visit>, form: Form) -> Response {
    let created = async {
        let caller = caller(&visit)?;
        let draft = UserDraft::read(|field| form.posted.value(field).to_owned())?;
        let send_link = form.posted.value("send_link") == "true";
        let request = CreateUser { draft, send_link };
        let user = state.desk.make_user(caller, &request, &form.posted.own_password()).await?;
        Ok((user, Flash::good(caller.words().user_form.user_created(send_link))))
    };
    match created.await {
        Ok((user, flash)) => finish(&state, visit, form, &record(&user.to_string()), Ok(flash)).await,
        Err(error) => form.refused(&state, visit, error).await,
    }
}

async fn edit(State(state): State<AppState>, Extension(visit): Extension<Visit>, Path(id): Path<String>, form: Form) -> Response {
    let saved = async {
        let (caller, user) = acting(&visit, &id)?;
        let draft = UserDraft::read(|field| form.posted.value(field).to_owned())?;
        let version = form.posted.value("version").parse().unwrap_or_default();
        let shown = meanwhile::shown(form.posted.value(meanwhile::SHOWN));
        let request = EditUser { user, version, shown, draft };
        state.desk.change_user(caller, &request, None, &form.posted.own_password()).await?;
        Ok(Flash::good(caller.words().user_form.saved()))
    };
    let saved = saved.await;
    finish(&state, visit, form, &record(&id), saved).await
}

async fn send_link(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Form,
) -> Response {
    let sent = async {
        let (caller, user) = acting(&visit, &id)?;
        let life_minutes = form.posted.value("life_minutes").parse().unwrap_or_default();
        let sent = state.desk.send_change_link(caller, SendChangeLink { user, life_minutes }).await?;
        Ok(Flash::good(caller.words().record.link_on_its_way(&sent.email)))
    };
    let sent = sent.await;
    finish(&state, visit, form, &record(&id), sent).await
}

async fn set_active(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Form,
) -> Response {
    let switched = async {
        let (caller, user) = acting(&visit, &id)?;
        let active = form.posted.value("active") == "true";
        state.desk.set_active(caller, SetActive { user, active }).await?;
        Ok(Flash::good(caller.words().record.switched(active)))
    };
    let switched = switched.await;
    finish(&state, visit, form, &record(&id), switched).await
}

async fn unlock(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Form,
) -> Response {
    let unlocked = async {
        let (caller, user) = acting(&visit, &id)?;
        state.desk.unlock(caller, user).await?;
        Ok(Flash::good(caller.words().record.unlocked()))
    };
    let unlocked = unlocked.await;
    finish(&state, visit, form, &record(&id), unlocked).await
}

async fn withdraw(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Form,
) -> Response {
    let withdrawn = async {
        let (caller, user) = acting(&visit, &id)?;
        let count = state.desk.withdraw(caller, user).await?;
        Ok(Flash::good(caller.words().record.withdrew(count)))
    };
    let withdrawn = withdrawn.await;
    finish(&state, visit, form, &record(&id), withdrawn).await
}

async fn end_sessions(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Form,
) -> Response {
    let ended = async {
        let (caller, user) = acting(&visit, &id)?;
        let ended = state.desk.end_sessions(caller, user).await?;
        Ok(Flash::good(caller.words().record.sessions_ended(ended)))
    };
    let ended = ended.await;
    finish(&state, visit, form, &record(&id), ended).await
}

async fn remove_factors(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Form,
) -> Response {
    let removed = async {
        let (caller, user) = acting(&visit, &id)?;
        state.desk.remove_second_factor(caller, user, &form.posted.own_password()).await?;
        Ok(Flash::good(caller.words().record.factors_removed()))
    };
    let removed = removed.await;
    finish(&state, visit, form, &record(&id), removed).await
}

async fn delete(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Form,
) -> Response {
    let deleted = async {
        let (caller, user) = acting(&visit, &id)?;
        state.desk.delete_user(caller, user, form.posted.value("typed")).await?;
        Ok(Flash::good(caller.words().record.deleted()))
    };
    let deleted = deleted.await;
    finish(&state, visit, form, "/users", deleted).await
}
