//! Jobs that do something for many users go on part by part, while there is one that is due.

use super::go_on;
use crate::service::Desk;
use futures_util::FutureExt;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often it looks for a job that is due.
const EVERY: Duration = Duration::from_millis(500);

/// Goes on with jobs until told to stop.
pub async fn go_on_with_bulk(desk: Desk, stop: CancellationToken) {
    let failed = "a part of a job for many users failed; it is tried again";
    go_on(desk, stop, "bulk", EVERY, failed, |desk| desk.go_on_with_bulk().boxed()).await;
}
