//! Access of programs. What shows a secret is a plain post and no server function.
#![expect(missing_docs, reason = "the macro makes structs of the arguments and gives their fields no place for docs")]

use super::ApiError;
#[cfg(feature = "ssr")]
use super::enter;
use crate::model::{ApiPrompt, RevokeKey, UserId};
use crate::wire::Answer;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

/// What the pages say on which an API password or a key is made.
#[server(name = ApiPromptRpc, prefix = "/rpc", endpoint = "programs/prompt", input = Json, output = Answer)]
pub async fn api_prompt(user: UserId) -> Result<ApiPrompt, ApiError> {
    let (backend, caller) = enter()?;
    backend.api_prompt(&caller, user).await
}

/// Withdraws a key.
#[server(name = RevokeKeyRpc, prefix = "/rpc", endpoint = "programs/revoke-key", input = Json, output = Answer)]
pub async fn revoke_key(request: RevokeKey) -> Result<(), ApiError> {
    let (backend, caller) = enter()?;
    backend.revoke_key(&caller, request).await
}
