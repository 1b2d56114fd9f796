//! Tells of links and passwords that ended unused.

use super::go_on;
use crate::service::Desk;
use futures_util::FutureExt;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often it looks.
const EVERY: Duration = Duration::from_secs(2);

/// Tells until told to stop.
pub async fn tell_expired(desk: Desk, stop: CancellationToken) {
    let failed = "what has expired could not be told; it is tried again in two seconds";
    go_on(desk, stop, "expiry", EVERY, failed, |desk| desk.tell_expired().boxed()).await;
}
