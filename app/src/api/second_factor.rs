//! Second factors. What shows a secret or changes the session is a plain post and no server function.

use super::ApiError;
#[cfg(feature = "ssr")]
use super::{backend, enter, port::proving};
use crate::model::{FactorPrompt, ProvePrompt};
use crate::wire::Answer;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

/// What the page shows on which one's own second factor is set up.
#[server(name = FactorPromptRpc, prefix = "/rpc", endpoint = "second-factor/prompt", input = Json, output = Answer)]
pub async fn factor_prompt() -> Result<FactorPrompt, ApiError> {
    if let Ok(caller) = proving() {
        return backend()?.factor_prompt(&caller, true).await;
    }
    let (backend, caller) = enter()?;
    backend.factor_prompt(&caller, false).await
}

/// What the page shows that asks for a second factor after the password.
#[server(name = ProvePromptRpc, prefix = "/rpc", endpoint = "second-factor/prove-prompt", input = Json, output = Answer)]
pub async fn prove_prompt() -> Result<ProvePrompt, ApiError> {
    backend()?.prove_prompt(&proving()?).await
}
