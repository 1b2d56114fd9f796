//! Ways back in.
#![expect(missing_docs, reason = "the macro makes structs of the arguments and gives their fields no place for docs")]

use super::ApiError;
#[cfg(feature = "ssr")]
use super::{backend, enter, reading_in};
use crate::model::{LinkPrompt, LinkSent, LinkStanding, NotMeStanding, SendChangeLink, SetUpPrompt, UserId};
use crate::wire::Answer;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

/// What the prompt says before a password change link is sent.
#[server(name = LinkPromptRpc, prefix = "/rpc", endpoint = "resets/link-prompt", input = Json, output = Answer)]
pub async fn link_prompt(user: UserId) -> Result<LinkPrompt, ApiError> {
    let (backend, caller) = enter()?;
    backend.link_prompt(&caller, user).await
}

/// Sends a password change link.
#[server(name = SendChangeLinkRpc, prefix = "/rpc", endpoint = "resets/send-change-link", input = Json, output = Answer)]
pub async fn send_change_link(request: SendChangeLink) -> Result<LinkSent, ApiError> {
    let (backend, caller) = enter()?;
    backend.send_change_link(&caller, request).await
}

/// How a link stands. Public: the code is the credential.
#[server(name = LinkStandingRpc, prefix = "/rpc", endpoint = "resets/link-standing", input = Json, output = Answer)]
pub async fn link_standing(code: String) -> Result<LinkStanding, ApiError> {
    backend()?.link_standing(&code, reading_in()).await
}

/// How the link of a notice stands with which its reader can say "this wasn't me". Public: the code is the credential.
#[server(name = NotMeStandingRpc, prefix = "/rpc", endpoint = "resets/not-me-standing", input = Json, output = Answer)]
pub async fn not_me_standing(code: String) -> Result<NotMeStanding, ApiError> {
    backend()?.not_me_standing(&code, reading_in()).await
}

/// What the page of the one-time set-up link says: whether it still works, and what the password must be like. Public: the code is
/// the credential.
#[server(name = SetUpPromptRpc, prefix = "/rpc", endpoint = "resets/set-up-prompt", input = Json, output = Answer)]
pub async fn set_up_prompt(code: String) -> Result<SetUpPrompt, ApiError> {
    backend()?.set_up_prompt(&code).await
}
