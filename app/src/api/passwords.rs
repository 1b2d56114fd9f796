//! Passwords that Latchkey makes. What shows one or changes the session is a plain post and no server function.
#![expect(missing_docs, reason = "the macro makes structs of the arguments and gives their fields no place for docs")]

use super::ApiError;
#[cfg(feature = "ssr")]
use super::{backend, enter, port::choosing};
use crate::model::{
    CallerPrompt, ChoosePrompt, CopyPrompt, NewPasswordPrompt, NewPasswordSent, SendNewPassword, TemporaryPrompt, UserId,
};
use crate::wire::Answer;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

/// What the prompt says before a generated password is mailed.
#[server(name = NewPasswordPromptRpc, prefix = "/rpc", endpoint = "passwords/new-prompt", input = Json, output = Answer)]
pub async fn new_password_prompt(user: UserId) -> Result<NewPasswordPrompt, ApiError> {
    let (backend, caller) = enter()?;
    backend.new_password_prompt(&caller, user).await
}

/// Mails a generated password.
#[server(name = SendNewPasswordRpc, prefix = "/rpc", endpoint = "passwords/send-new", input = Json, output = Answer)]
pub async fn send_new_password(request: SendNewPassword) -> Result<NewPasswordSent, ApiError> {
    let (backend, caller) = enter()?;
    backend.send_new_password(&caller, request).await
}

/// What the page of a temporary password starts with.
#[server(name = TemporaryPromptRpc, prefix = "/rpc", endpoint = "passwords/temporary-prompt", input = Json, output = Answer)]
pub async fn temporary_prompt(user: UserId) -> Result<TemporaryPrompt, ApiError> {
    let (backend, caller) = enter()?;
    backend.temporary_prompt(&caller, user).await
}

/// What the page says on which a link can be copied.
#[server(name = CopyPromptRpc, prefix = "/rpc", endpoint = "passwords/copy-prompt", input = Json, output = Answer)]
pub async fn copy_prompt(user: UserId) -> Result<CopyPrompt, ApiError> {
    let (backend, caller) = enter()?;
    backend.copy_prompt(&caller, user).await
}

/// How it stands with somebody on the telephone.
#[server(name = CallerPromptRpc, prefix = "/rpc", endpoint = "passwords/caller-prompt", input = Json, output = Answer)]
pub async fn caller_prompt(user: UserId) -> Result<CallerPrompt, ApiError> {
    let (backend, caller) = enter()?;
    backend.caller_prompt(&caller, user).await
}

/// What someone is told who signed in with a generated or a temporary password, and has to choose their own.
#[server(name = ChoosePromptRpc, prefix = "/rpc", endpoint = "passwords/choose-prompt", input = Json, output = Answer)]
pub async fn choose_prompt() -> Result<ChoosePrompt, ApiError> {
    backend()?.choose_prompt(&choosing()?).await
}
