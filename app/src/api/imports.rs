//! Imports of users. Files and decisions come by plain forms: the answer is a whole page.
#![expect(missing_docs, reason = "the macro makes structs of the arguments and gives their fields no place for docs")]

use super::ApiError;
#[cfg(feature = "ssr")]
use super::enter;
use crate::model::{ImportId, ImportRow, ImportView};
use crate::wire::Answer;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

/// The last imports.
#[server(name = ListImportsRpc, prefix = "/rpc", endpoint = "imports/list", input = Json, output = Answer)]
pub async fn list_imports() -> Result<Vec<ImportRow>, ApiError> {
    let (backend, caller) = enter()?;
    backend.imports(&caller).await
}

/// How an import stands, with a stretch of its problems.
#[server(name = ReadImportRpc, prefix = "/rpc", endpoint = "imports/read", input = Json, output = Answer)]
pub async fn read_import(import: ImportId, page: i64) -> Result<ImportView, ApiError> {
    let (backend, caller) = enter()?;
    backend.import(&caller, import, page).await
}
