//! Answers those who forgot their password, beside the requests: what a request costs must not depend on what becomes of it.
//! So the worker is not woken either; it looks every second.

use crate::service::Desk;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often it looks.
const EVERY: Duration = Duration::from_secs(1);

/// Answers until told to stop.
pub async fn answer_forgotten(desk: Desk, stop: CancellationToken) {
    let mut ticks = tokio::time::interval(EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = ticks.tick() => {
                if let Err(error) = desk.answer_forgotten().await {
                    tracing::warn!(error = format!("{error:#}"), "requests for links could not be answered; it is tried again in a second");
                }
            }
        }
    }
}
