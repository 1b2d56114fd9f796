//! The reader's own affairs.
#![expect(missing_docs, reason = "the macro makes structs of the arguments and gives their fields no place for docs")]

use super::ApiError;
#[cfg(feature = "ssr")]
use super::enter;
use crate::model::{Account, EditAccount, SessionId, Theme, Viewer};
use crate::wire::Answer;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

/// The reader, for the frame around the pages.
#[server(name = ViewerRpc, prefix = "/rpc", endpoint = "viewer", input = Json, output = Answer)]
pub async fn viewer() -> Result<Viewer, ApiError> {
    let (backend, caller) = enter()?;
    backend.viewer(&caller).await
}

/// The reader's own account.
#[server(name = ReadAccountRpc, prefix = "/rpc", endpoint = "account/read", input = Json, output = Answer)]
pub async fn read_account() -> Result<Account, ApiError> {
    let (backend, caller) = enter()?;
    backend.account(&caller).await
}

/// Changes it.
#[server(name = EditAccountRpc, prefix = "/rpc", endpoint = "account/edit", input = Json, output = Answer)]
pub async fn edit_account(request: EditAccount) -> Result<(), ApiError> {
    let (backend, caller) = enter()?;
    backend.edit_account(&caller, request).await
}

/// Light or dark pages.
#[server(name = SetThemeRpc, prefix = "/rpc", endpoint = "account/theme", input = Json, output = Answer)]
pub async fn set_theme(theme: Theme) -> Result<(), ApiError> {
    let (backend, caller) = enter()?;
    backend.set_theme(&caller, theme).await
}

/// Whether the reader must type their own password before what an unattended desk must not be able to do.
#[server(name = ConfirmPromptRpc, prefix = "/rpc", endpoint = "account/confirm-prompt", input = Json, output = Answer)]
pub async fn confirm_prompt() -> Result<bool, ApiError> {
    let (backend, caller) = enter()?;
    backend.confirm_prompt(&caller).await
}

/// Ends one of one's own sessions, or all but this one.
#[server(name = EndOwnSessionsRpc, prefix = "/rpc", endpoint = "account/end-sessions", input = Json, output = Answer)]
pub async fn end_own_sessions(session: Option<SessionId>) -> Result<(), ApiError> {
    let (backend, caller) = enter()?;
    backend.end_own_sessions(&caller, session).await
}
