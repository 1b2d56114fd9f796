//! Work that goes on beside requests: mail is sent, web addresses are called, files are imported, automations act, and what has
//! ended is told and cleaned up.

mod automations;
mod backoff;
mod bulk;
mod details;
mod expiry;
mod forgotten;
mod import;
mod send_mail;
mod webhooks;

pub use automations::run_automations;
pub use bulk::go_on_with_bulk;
pub use expiry::tell_expired;
pub use forgotten::answer_forgotten;
pub use import::run_imports;
pub use send_mail::MailWorker;
pub use webhooks::WebhookWorker;

use crate::service::Desk;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often ended sessions and rested counters are deleted.
const CLEAN_UP_EVERY: Duration = Duration::from_mins(10);

/// Cleans up until told to stop.
pub async fn clean_up(desk: Desk, stop: CancellationToken) {
    let mut ticks = tokio::time::interval(CLEAN_UP_EVERY);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = ticks.tick() => {
                if let Err(error) = desk.clean_up().await {
                    tracing::warn!(error = format!("{error:#}"), "cleaning up failed; it is tried again in ten minutes");
                }
            }
        }
    }
}
