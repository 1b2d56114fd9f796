//! The demo's mailbox. It needs no sign-in: the demo listens on loopback only, and its mails are what a person who is not
//! signed in wants to read.
#![expect(missing_docs, reason = "the macro makes structs of the arguments and gives their fields no place for docs")]

use super::ApiError;
#[cfg(feature = "ssr")]
use super::{backend, reading_in};
use crate::model::{MailSummary, MailView};
use crate::wire::Answer;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

/// The newest mails.
#[server(name = ListMailsRpc, prefix = "/rpc", endpoint = "mailbox/list", input = Json, output = Answer)]
pub async fn list_mails() -> Result<Vec<MailSummary>, ApiError> {
    backend()?.mails(reading_in()).await
}

/// One mail.
#[server(name = ReadMailRpc, prefix = "/rpc", endpoint = "mailbox/read", input = Json, output = Answer)]
pub async fn read_mail(id: String) -> Result<MailView, ApiError> {
    backend()?.mail(&id, reading_in()).await
}
