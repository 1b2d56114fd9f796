//! The same done for many users.
#![expect(missing_docs, reason = "the macro makes structs of the arguments and gives their fields no place for docs")]

use super::ApiError;
#[cfg(feature = "ssr")]
use super::enter;
use crate::model::{
    BulkAction, BulkId, BulkPreview, BulkQuery, BulkRecord, BulkRow, BulkStep, BulkTarget, Page, Place, StartBulk,
};
use crate::wire::Answer;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

/// What is said before a job is started.
#[server(name = PreviewBulkRpc, prefix = "/rpc", endpoint = "bulk/preview", input = Json, output = Answer)]
pub async fn preview_bulk(action: BulkAction, target: BulkTarget) -> Result<BulkPreview, ApiError> {
    let (backend, caller) = enter()?;
    backend.preview_bulk(&caller, action, target).await
}

/// Starts a job.
#[server(name = StartBulkRpc, prefix = "/rpc", endpoint = "bulk/start", input = Json, output = Answer)]
pub async fn start_bulk(request: StartBulk) -> Result<BulkId, ApiError> {
    let (backend, caller) = enter()?;
    backend.start_bulk(&caller, request).await
}

/// All jobs, the latest first.
#[server(name = ListBulkRpc, prefix = "/rpc", endpoint = "bulk/list", input = Json, output = Answer)]
pub async fn list_bulk(place: Option<Place>) -> Result<Page<BulkRow>, ApiError> {
    let (backend, caller) = enter()?;
    backend.bulk_jobs(&caller, place).await
}

/// A job and a stretch of its ledger.
#[server(name = ReadBulkRpc, prefix = "/rpc", endpoint = "bulk/read", input = Json, output = Answer)]
pub async fn read_bulk(job: BulkId, query: BulkQuery) -> Result<BulkRecord, ApiError> {
    let (backend, caller) = enter()?;
    backend.bulk_job(&caller, job, query).await
}

/// Pauses, resumes, cancels or undoes a job.
#[server(name = StepBulkRpc, prefix = "/rpc", endpoint = "bulk/step", input = Json, output = Answer)]
pub async fn step_bulk(job: BulkId, step: BulkStep) -> Result<(), ApiError> {
    let (backend, caller) = enter()?;
    backend.step_bulk(&caller, job, step).await
}
