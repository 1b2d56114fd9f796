//! The directory.
#![expect(missing_docs, reason = "the macro makes structs of the arguments and gives their fields no place for docs")]

use super::ApiError;
#[cfg(feature = "ssr")]
use super::enter;
use crate::model::{Account, Page, SetActive, UserId, UserQuery, UserRecord, UserRow};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

/// One page of users.
#[server(name = ListUsersRpc, prefix = "/rpc", endpoint = "users/list", input = Json)]
pub async fn list_users(query: UserQuery) -> Result<Page<UserRow>, ApiError> {
    let (backend, caller) = enter()?;
    backend.users(&caller, query).await
}

/// Everything about one user.
#[server(name = ReadUserRpc, prefix = "/rpc", endpoint = "users/read", input = Json)]
pub async fn read_user(user: UserId) -> Result<UserRecord, ApiError> {
    let (backend, caller) = enter()?;
    backend.user(&caller, user).await
}

/// Switches Is Active.
#[server(name = SetActiveRpc, prefix = "/rpc", endpoint = "users/set-active", input = Json)]
pub async fn set_active(request: SetActive) -> Result<(), ApiError> {
    let (backend, caller) = enter()?;
    backend.set_active(&caller, request).await
}

/// The reader's own account.
#[server(name = ReadAccountRpc, prefix = "/rpc", endpoint = "account/read", input = Json)]
pub async fn read_account() -> Result<Account, ApiError> {
    let (backend, caller) = enter()?;
    backend.account(&caller).await
}
