//! Runs imports of users, beside the requests.

use crate::service::{Desk, ImportWorker};
use std::{sync::Arc, time::Duration};
use tokio_util::sync::CancellationToken;

/// How often it looks for one: another process may have begun it.
const EVERY: Duration = Duration::from_secs(1);

/// Runs imports until told to stop. The piece that is under way is finished; the next worker goes on behind it.
pub async fn run_imports(desk: Desk, stop: CancellationToken) {
    let woken = Arc::clone(&desk.import_waits);
    let mut worker = ImportWorker::new(desk);
    while !stop.is_cancelled() {
        match worker.step().await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(error) => {
                tracing::warn!(error = format!("{error:#}"), "an import could not go on; it is tried again within a minute");
            }
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = woken.notified() => {}
            () = tokio::time::sleep(EVERY) => {}
        }
    }
    if let Err(error) = worker.release().await {
        tracing::warn!(error = format!("{error:#}"), "the import under way goes on within a minute of the next start");
    }
}
