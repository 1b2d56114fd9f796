//! What waits for a second administrator. Deciding is a form of its own, which is posted: it carries a password.
#![expect(missing_docs, reason = "the macro makes structs of the arguments and gives their fields no place for docs")]

use super::ApiError;
#[cfg(feature = "ssr")]
use super::enter;
use crate::model::{ApprovalId, ApprovalList, ApprovalPrompt};
use crate::wire::Answer;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

/// Those that wait, and what became of the latest others.
#[server(name = ListApprovalsRpc, prefix = "/rpc", endpoint = "approvals/list", input = Json, output = Answer)]
pub async fn list_approvals() -> Result<ApprovalList, ApiError> {
    let (backend, caller) = enter()?;
    backend.approvals(&caller).await
}

/// What the page of one says.
#[server(name = ApprovalPromptRpc, prefix = "/rpc", endpoint = "approvals/prompt", input = Json, output = Answer)]
pub async fn approval_prompt(approval: ApprovalId) -> Result<ApprovalPrompt, ApiError> {
    let (backend, caller) = enter()?;
    backend.approval_prompt(&caller, approval).await
}
