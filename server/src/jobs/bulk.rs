//! Jobs that do something for many users go on part by part, while there is one that is due.

use crate::service::Desk;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often it looks for a job that is due.
const EVERY: Duration = Duration::from_millis(500);

/// Goes on with jobs until told to stop. Between two parts everybody else gets at the database.
pub async fn go_on_with_bulk(desk: Desk, stop: CancellationToken) {
    while !stop.is_cancelled() {
        let rest = match desk.go_on_with_bulk().await {
            Ok(true) => Duration::ZERO,
            Ok(false) => EVERY,
            Err(error) => {
                tracing::warn!(error = format!("{error:#}"), "a part of a job for many users failed; it is tried again");
                EVERY
            }
        };
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(rest) => {}
        }
    }
}
