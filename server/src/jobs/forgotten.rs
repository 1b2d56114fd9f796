//! Answers those who forgot their password, beside the requests: what a request costs must not depend on what becomes of it.
//! So the worker is not woken either; it looks every second.

use super::go_on;
use crate::service::Desk;
use futures_util::{FutureExt, TryFutureExt};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often it looks.
const EVERY: Duration = Duration::from_secs(1);

/// Answers until told to stop.
pub async fn answer_forgotten(desk: Desk, stop: CancellationToken) {
    let failed = "requests for links could not be answered; it is tried again in a second";
    go_on(desk, stop, "forgotten", EVERY, failed, |desk| desk.answer_forgotten().map_ok(|()| false).boxed()).await;
}
