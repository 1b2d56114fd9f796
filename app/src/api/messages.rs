//! What was sent to whom.
#![expect(missing_docs, reason = "the macro makes structs of the arguments and gives their fields no place for docs")]

use super::ApiError;
#[cfg(feature = "ssr")]
use super::enter;
use crate::model::{MailHold, MessageId, MessageQuery, MessageRecord, MessageRow, Page};
use crate::wire::Answer;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

/// One page of messages.
#[server(name = ListMessagesRpc, prefix = "/rpc", endpoint = "messages/list", input = Json, output = Answer)]
pub async fn list_messages(query: MessageQuery) -> Result<Page<MessageRow>, ApiError> {
    let (backend, caller) = enter()?;
    backend.messages(&caller, query).await
}

/// Everything about one message.
#[server(name = ReadMessageRpc, prefix = "/rpc", endpoint = "messages/read", input = Json, output = Answer)]
pub async fn read_message(message: MessageId) -> Result<MessageRecord, ApiError> {
    let (backend, caller) = enter()?;
    backend.message(&caller, message).await
}

/// Queues it once more, as a new message.
#[server(name = ResendRpc, prefix = "/rpc", endpoint = "messages/resend", input = Json, output = Answer)]
pub async fn resend(message: MessageId) -> Result<MessageId, ApiError> {
    let (backend, caller) = enter()?;
    backend.resend(&caller, message).await
}

/// Withdraws it before it is sent.
#[server(name = CancelMessageRpc, prefix = "/rpc", endpoint = "messages/cancel", input = Json, output = Answer)]
pub async fn cancel_message(message: MessageId) -> Result<(), ApiError> {
    let (backend, caller) = enter()?;
    backend.cancel_message(&caller, message).await
}

/// That mails are held, if they are.
#[server(name = MailHoldRpc, prefix = "/rpc", endpoint = "messages/hold", input = Json, output = Answer)]
pub async fn mail_hold() -> Result<Option<MailHold>, ApiError> {
    let (backend, caller) = enter()?;
    backend.mail_hold(&caller).await
}
