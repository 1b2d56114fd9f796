//! Work that goes on beside requests: mail is sent, web addresses are called, files are imported, automations act, and what has
//! ended is told and cleaned up.

mod automations;
mod backoff;
mod bounces;
mod bulk;
mod expiry;
mod forgotten;
mod import;
mod send_mail;
mod wakes;
mod webhooks;

pub use automations::run_automations;
pub use bounces::{read_bounce_folder, read_bounces};
pub use bulk::go_on_with_bulk;
pub use expiry::tell_expired;
pub use forgotten::answer_forgotten;
pub use import::run_imports;
pub(crate) use send_mail::Batch;
pub use send_mail::MailWorker;
pub use wakes::{hear_others, tell_others};
pub use webhooks::WebhookWorker;

use crate::service::Desk;
use futures_util::{FutureExt, TryFutureExt, future::BoxFuture};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often ended sessions and rested counters are deleted.
const CLEAN_UP_EVERY: Duration = Duration::from_mins(10);

/// Cleans up until told to stop.
pub async fn clean_up(desk: Desk, stop: CancellationToken) {
    let failed = "cleaning up failed; it is tried again in ten minutes";
    go_on(desk, stop, "clean-up", CLEAN_UP_EVERY, failed, |desk| desk.clean_up().map_ok(|()| false).boxed()).await;
}

/// Deletes what is older than the house keeps it until told to stop.
pub async fn forget_history(desk: Desk, stop: CancellationToken) {
    let failed = "what is old could not be deleted; it is tried again in ten minutes";
    go_on(desk, stop, "history", CLEAN_UP_EVERY, failed, |desk| desk.forget_history().boxed()).await;
}

/// How often it is looked for lines of the audit trail that are not sealed.
const SEAL_EVERY: Duration = Duration::from_secs(2);

/// Seals the audit trail until told to stop.
pub async fn seal_trail(desk: Desk, stop: CancellationToken) {
    let failed = "the audit trail could not be sealed; it is tried again in two seconds";
    go_on(desk, stop, "audit", SEAL_EVERY, failed, |desk| desk.seal_trail().boxed()).await;
}

/// A part of what a job does; answers whether there is more.
type Part = fn(&Desk) -> BoxFuture<'_, anyhow::Result<bool>>;

/// Works part by part until told to stop: at once again while there is more, otherwise after a rest. What failed is tried again
/// then. Between two parts everybody else gets at the database. Each part is counted under the job's name.
async fn go_on(desk: Desk, stop: CancellationToken, job: &'static str, rest: Duration, failed: &'static str, part: Part) {
    while !stop.is_cancelled() {
        let done = part(&desk).await;
        desk.metrics.job(job, done.is_ok());
        let is_more = done.unwrap_or_else(|error| {
            tracing::warn!(error = format!("{error:#}"), "{failed}");
            false
        });
        let rest = if is_more { Duration::ZERO } else { rest };
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(rest) => {}
        }
    }
}
