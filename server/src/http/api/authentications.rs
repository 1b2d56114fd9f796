//! Checking a user's password for another application.

use super::{super::AppState, Answer, input::Body, users::roles};
use crate::service::{CheckPassword, Checked, Person};
use app::{
    api::Caller,
    model::{Role, TypedPassword, UserId},
};
use axum::{Extension, Json, extract::State};
use serde::{Deserialize, Serialize};
use std::net::IpAddr;
use utoipa::ToSchema;

/// Whose password is checked.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"user_name": "jfeld", "password": "as it was typed", "client_address": "203.0.113.7"}))]
pub(super) struct Authentication {
    /// User name, or an e-mail address that is one account's alone.
    user_name: String,
    /// The password as it was typed.
    #[schema(value_type = String, format = Password)]
    password: TypedPassword,
    /// The address of the person's device: guesses from there are then held back for all accounts together.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "ipv4")]
    client_address: Option<IpAddr>,
}

/// How a check ended. What is wrong with an account is told only to those who know its password.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum AuthenticationResult {
    /// The password is right. `user.second_factor` says whether the account asks for more than that.
    Ok,
    /// It is one that others made: its owner must choose their own at the sign-in page before anything else.
    MustChange,
    /// It is right, and the account is switched off.
    Disabled,
    /// Too many failures.
    Locked,
    /// Wrong, or there is no such user.
    Wrong,
}

/// Whose password it is.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Authenticated {
    /// Who.
    #[schema(value_type = String, format = "uuid")]
    id: UserId,
    /// What they sign in with.
    user_name: String,
    /// The name people call them by.
    display_name: String,
    /// What they may do in Latchkey.
    #[schema(schema_with = roles)]
    role: Role,
    /// Whether the account has a second factor, which Latchkey's own sign-in asks for and this check has not.
    second_factor: bool,
}

impl From<Person> for Authenticated {
    fn from(person: Person) -> Self {
        let Person { id, user_name, display_name, role, second_factor } = person;
        Self { id, user_name, display_name, role, second_factor }
    }
}

/// The answer.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Authenticity {
    /// How the check ended.
    result: AuthenticationResult,
    /// Who, where the password is right and the account in use.
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<Authenticated>,
    /// After how many seconds to try again; absent where only a new password helps.
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after_seconds: Option<i64>,
}

impl From<Checked> for Authenticity {
    fn from(checked: Checked) -> Self {
        let (result, user, retry_after_seconds) = match checked {
            Checked::Right(person) => (AuthenticationResult::Ok, Some(person.into()), None),
            Checked::MustChange(person) => (AuthenticationResult::MustChange, Some(person.into()), None),
            Checked::Disabled => (AuthenticationResult::Disabled, None, None),
            Checked::Locked(wait) => (AuthenticationResult::Locked, None, wait),
            Checked::Wrong => (AuthenticationResult::Wrong, None, None),
        };
        Self { result, user, retry_after_seconds }
    }
}

/// Checks a user's password. Failures count as at sign-in, and an unknown name takes as long as a known one. It opens no
/// session and uses nothing up.
#[utoipa::path(post, operation_id = "checkPassword", path = "/api/v1/authentications", tag = "Authentications", request_body = Authentication,
    responses((status = 200, body = Authenticity)))]
pub(super) async fn check(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Body(asked): Body<Authentication>,
) -> Answer<Json<Authenticity>> {
    let check = CheckPassword { user_name: asked.user_name, password: asked.password, client: asked.client_address };
    Ok(Json(state.desk.check_sign_in(&caller, check).await?.into()))
}
