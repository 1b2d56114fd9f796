//! Ways back in.

use super::{super::AppState, Answer, input::Body, once::HoldsSecret, schema::names};
use app::{
    api::{Caller, NewPasswords, Resets, Thing},
    model::{LinkId, MessageId, NewPasswordEffect, SendChangeLink, SendNewPassword, TemporaryLook},
};
use axum::{
    Extension, Json,
    extract::{Path, State},
};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How a link is sent.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct SendLink {
    /// How long it works once mailed, in minutes; as the settings say when absent.
    #[schema(minimum = 5, maximum = 1440, example = 60)]
    life_minutes: Option<i64>,
}

/// A link whose mail is on its way.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LinkOnItsWay {
    /// Which.
    #[schema(value_type = String, format = "uuid")]
    link: LinkId,
    /// Where the mail goes.
    email: String,
}

/// Sends a password change link. Earlier ones stop working.
#[utoipa::path(post, operation_id = "sendPasswordChangeLink", path = "/api/v1/users/{id}/password-change-link", tag = "Resets", params(("id" = String, Path, format = "uuid")),
    request_body = SendLink, responses((status = 202, body = LinkOnItsWay)))]
pub(super) async fn send_link(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Path(user): Path<String>,
    Body(asked): Body<SendLink>,
) -> Answer<(StatusCode, Json<LinkOnItsWay>)> {
    let user = Thing::User.named(&user)?;
    let life_minutes = match asked.life_minutes {
        Some(minutes) => minutes,
        None => state.desk.usual_link_minutes().await?,
    };
    let sent = state.desk.send_change_link(&caller, SendChangeLink { user, life_minutes }).await?;
    Ok((StatusCode::ACCEPTED, Json(LinkOnItsWay { link: sent.link, email: sent.email })))
}

/// How a new password is sent.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct SendPassword {
    /// When the old password stops; once the mail is accepted when absent.
    #[schema(schema_with = effects)]
    effect: Option<NewPasswordEffect>,
}

pub(super) fn effects() -> utoipa::openapi::schema::Object {
    names(NewPasswordEffect::ALL)
}

/// A new password whose mail is on its way. Nobody but its reader sees it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PasswordOnItsWay {
    /// The message that carries it.
    #[schema(value_type = String, format = "uuid")]
    message: MessageId,
    /// Where it goes.
    email: String,
    /// What both sides call it on the telephone.
    #[schema(example = "K7M-4QX")]
    ticket: String,
}

/// Generates a new password and mails it.
#[utoipa::path(post, operation_id = "sendNewPassword", path = "/api/v1/users/{id}/new-password", tag = "Resets", params(("id" = String, Path, format = "uuid")),
    request_body = SendPassword, responses((status = 202, body = PasswordOnItsWay)))]
pub(super) async fn send_new_password(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Path(user): Path<String>,
    Body(asked): Body<SendPassword>,
) -> Answer<(StatusCode, Json<PasswordOnItsWay>)> {
    let request =
        SendNewPassword { user: Thing::User.named(&user)?, effect: asked.effect.unwrap_or(NewPasswordEffect::OnAcceptance) };
    let sent = state.desk.send_new_password(&caller, request).await?;
    Ok((StatusCode::ACCEPTED, Json(PasswordOnItsWay { message: sent.message, email: sent.email, ticket: sent.ticket })))
}

/// How a temporary password is set.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct SetTemporary {
    /// What it is made of; as the settings say when absent.
    #[schema(schema_with = looks)]
    look: Option<TemporaryLook>,
    /// Whether it is mailed to the user as well.
    send_access_info: bool,
}

fn looks() -> utoipa::openapi::schema::Object {
    names(TemporaryLook::ALL)
}

/// A temporary password. It is answered once and kept nowhere.
#[derive(Serialize, ToSchema)]
pub(super) struct Temporary {
    /// The password, in its groups.
    #[schema(example = "kite 7mru 4wex 9hpd")]
    password: String,
    /// What both sides call it on the telephone.
    #[schema(example = "K7M-4QX")]
    ticket: String,
    /// Until when it works.
    #[schema(format = DateTime)]
    expires_at: String,
}

/// Sets a temporary password, with which the user must choose their own. The password stands in this answer alone: the same
/// call again answers 409. On the pages the reader's own password is asked for first; a program has none, so this takes an
/// API password, or a key with a scope for it alone.
#[utoipa::path(post, operation_id = "setTemporaryPassword", path = "/api/v1/users/{id}/temporary-password", tag = "Resets", params(("id" = String, Path, format = "uuid")),
    request_body = SetTemporary, responses((status = 200, body = Temporary)))]
pub(super) async fn set_temporary(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Path(user): Path<String>,
    Body(asked): Body<SetTemporary>,
) -> Answer<(Extension<HoldsSecret>, Json<Temporary>)> {
    let user = Thing::User.named(&user)?;
    let made = state.desk.set_temporary_now(&caller, user, asked.look, asked.send_access_info).await?;
    let temporary =
        Temporary { password: made.password.expose().to_owned(), ticket: made.ticket, expires_at: made.until.machine };
    Ok((Extension(HoldsSecret), Json(temporary)))
}
