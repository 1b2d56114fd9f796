//! The mails' templates.
#![expect(missing_docs, reason = "the macro makes structs of the arguments and gives their fields no place for docs")]

use super::ApiError;
#[cfg(feature = "ssr")]
use super::enter;
use crate::model::{
    Locale, MailTested, RestoreTemplate, SaveTemplate, TemplateHistory, TemplateKey, TemplateQuery, TemplateRow, TemplateView,
    TryTemplate,
};
use crate::wire::Answer;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

/// Every template, and how it stands.
#[server(name = ListTemplatesRpc, prefix = "/rpc", endpoint = "templates/list", input = Json, output = Answer)]
pub async fn list_templates() -> Result<Vec<TemplateRow>, ApiError> {
    let (backend, caller) = enter()?;
    backend.templates(&caller).await
}

/// Everything about one in one language.
#[server(name = ReadTemplateRpc, prefix = "/rpc", endpoint = "templates/read", input = Json, output = Answer)]
pub async fn read_template(key: TemplateKey, language: Locale) -> Result<TemplateView, ApiError> {
    let (backend, caller) = enter()?;
    backend.template(&caller, key, language).await
}

/// Saves a text as the next version.
#[server(name = SaveTemplateRpc, prefix = "/rpc", endpoint = "templates/save", input = Json, output = Answer)]
pub async fn save_template(request: SaveTemplate) -> Result<i64, ApiError> {
    let (backend, caller) = enter()?;
    backend.save_template(&caller, request).await
}

/// Makes an earlier text, or the built-in one, the next version.
#[server(name = RestoreTemplateRpc, prefix = "/rpc", endpoint = "templates/restore", input = Json, output = Answer)]
pub async fn restore_template(request: RestoreTemplate) -> Result<i64, ApiError> {
    let (backend, caller) = enter()?;
    backend.restore_template(&caller, request).await
}

/// The versions, and two of them compared.
#[server(name = TemplateHistoryRpc, prefix = "/rpc", endpoint = "templates/history", input = Json, output = Answer)]
pub async fn template_history(query: TemplateQuery) -> Result<TemplateHistory, ApiError> {
    let (backend, caller) = enter()?;
    backend.template_history(&caller, query).await
}

/// Sends a text with sample values to the caller's own address.
#[server(name = TryTemplateRpc, prefix = "/rpc", endpoint = "templates/try", input = Json, output = Answer)]
pub async fn try_template(request: TryTemplate) -> Result<MailTested, ApiError> {
    let (backend, caller) = enter()?;
    backend.try_template(&caller, request).await
}
