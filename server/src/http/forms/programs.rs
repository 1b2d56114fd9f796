//! Forms of programs' access.

use super::{Form, acting, finish, passwords::show};
use crate::{
    http::{AppState, Routes},
    service::{MakeApiPassword, MakeKey, Visit},
};
use app::{
    api::{Programs, Thing},
    model::{Flash, RevokeKey},
};
use axum::{
    Extension,
    extract::{Path, State},
    response::Response,
    routing::post,
};

pub(super) fn routes() -> Routes {
    vec![
        ("/users/{id}/api-password", post(make_password)),
        ("/users/{id}/api-keys/new", post(make_key)),
        ("/users/{id}/api-keys/{key}/revoke", post(revoke)),
    ]
}

async fn make_password(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Form,
) -> Response {
    let made = async {
        let (caller, user) = acting(&visit, &id)?;
        state.desk.make_api_password(caller, user, &form.posted.read::<MakeApiPassword>()?).await
    };
    let made = made.await;
    show(&state, visit, form, made).await
}

async fn make_key(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Form,
) -> Response {
    let made = async {
        let (caller, user) = acting(&visit, &id)?;
        state.desk.make_key(caller, user, &form.posted.read::<MakeKey>()?).await
    };
    let made = made.await;
    show(&state, visit, form, made).await
}

async fn revoke(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path((id, key)): Path<(String, String)>,
    form: Form,
) -> Response {
    let revoked = async {
        let (caller, user) = acting(&visit, &id)?;
        let key = Thing::ApiKey.named(&key)?;
        state.desk.revoke_key(caller, RevokeKey { user, key }).await?;
        Ok(Flash::good(caller.words().api.revoked()))
    };
    let revoked = revoked.await;
    finish(&state, visit, form, &format!("/users/{id}"), revoked).await
}
