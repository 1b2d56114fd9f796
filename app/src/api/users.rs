//! The directory.
#![expect(missing_docs, reason = "the macro makes structs of the arguments and gives their fields no place for docs")]

use super::ApiError;
#[cfg(feature = "ssr")]
use super::enter;
use crate::model::{
    CreateUser, DeletePrompt, EditPrompt, EditUser, FactorsPrompt, Page, SetActive, UserId, UserQuery, UserRecord, UserRow,
};
use crate::wire::Answer;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

/// One page of users.
#[server(name = ListUsersRpc, prefix = "/rpc", endpoint = "users/list", input = Json, output = Answer)]
pub async fn list_users(query: UserQuery) -> Result<Page<UserRow>, ApiError> {
    let (backend, caller) = enter()?;
    backend.users(&caller, query).await
}

/// Every tag in use.
#[server(name = ListTagsRpc, prefix = "/rpc", endpoint = "users/tags", input = Json, output = Answer)]
pub async fn list_tags() -> Result<Vec<String>, ApiError> {
    let (backend, caller) = enter()?;
    backend.tags(&caller).await
}

/// Everything about one user.
#[server(name = ReadUserRpc, prefix = "/rpc", endpoint = "users/read", input = Json, output = Answer)]
pub async fn read_user(user: UserId) -> Result<UserRecord, ApiError> {
    let (backend, caller) = enter()?;
    backend.user(&caller, user).await
}

/// Switches Is Active.
#[server(name = SetActiveRpc, prefix = "/rpc", endpoint = "users/set-active", input = Json, output = Answer)]
pub async fn set_active(request: SetActive) -> Result<(), ApiError> {
    let (backend, caller) = enter()?;
    backend.set_active(&caller, request).await
}

/// What the form starts with.
#[server(name = EditPromptRpc, prefix = "/rpc", endpoint = "users/edit-prompt", input = Json, output = Answer)]
pub async fn edit_prompt(user: Option<UserId>) -> Result<EditPrompt, ApiError> {
    let (backend, caller) = enter()?;
    backend.edit_prompt(&caller, user).await
}

/// Makes a user.
#[server(name = CreateUserRpc, prefix = "/rpc", endpoint = "users/create", input = Json, output = Answer)]
pub async fn create_user(request: CreateUser) -> Result<UserId, ApiError> {
    let (backend, caller) = enter()?;
    backend.create_user(&caller, request).await
}

/// Changes a user.
#[server(name = EditUserRpc, prefix = "/rpc", endpoint = "users/edit", input = Json, output = Answer)]
pub async fn edit_user(request: EditUser) -> Result<(), ApiError> {
    let (backend, caller) = enter()?;
    backend.edit_user(&caller, request).await
}

/// Lifts the wait after failed sign-ins.
#[server(name = UnlockRpc, prefix = "/rpc", endpoint = "users/unlock", input = Json, output = Answer)]
pub async fn unlock(user: UserId) -> Result<(), ApiError> {
    let (backend, caller) = enter()?;
    backend.unlock(&caller, user).await
}

/// Ends all sessions of a user.
#[server(name = EndSessionsRpc, prefix = "/rpc", endpoint = "users/end-sessions", input = Json, output = Answer)]
pub async fn end_sessions(user: UserId) -> Result<i64, ApiError> {
    let (backend, caller) = enter()?;
    backend.end_sessions(&caller, user).await
}

/// Withdraws the links and generated passwords that a user has not used.
#[server(name = WithdrawRpc, prefix = "/rpc", endpoint = "users/withdraw", input = Json, output = Answer)]
pub async fn withdraw(user: UserId) -> Result<i64, ApiError> {
    let (backend, caller) = enter()?;
    backend.withdraw(&caller, user).await
}

/// What is said before a user is deleted.
#[server(name = DeletePromptRpc, prefix = "/rpc", endpoint = "users/delete-prompt", input = Json, output = Answer)]
pub async fn delete_prompt(user: UserId) -> Result<DeletePrompt, ApiError> {
    let (backend, caller) = enter()?;
    backend.delete_prompt(&caller, user).await
}

/// What is said before somebody's second factor is removed.
#[server(name = FactorsPromptRpc, prefix = "/rpc", endpoint = "users/factors-prompt", input = Json, output = Answer)]
pub async fn factors_prompt(user: UserId) -> Result<FactorsPrompt, ApiError> {
    let (backend, caller) = enter()?;
    backend.factors_prompt(&caller, user).await
}

/// Deletes a user.
#[server(name = DeleteUserRpc, prefix = "/rpc", endpoint = "users/delete", input = Json, output = Answer)]
pub async fn delete_user(user: UserId, typed: String) -> Result<(), ApiError> {
    let (backend, caller) = enter()?;
    backend.delete_user(&caller, user, &typed).await
}
