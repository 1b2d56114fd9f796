//! Tells of links and passwords that ended unused.

use crate::service::Desk;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often it looks.
const EVERY: Duration = Duration::from_secs(2);

/// Tells until told to stop.
pub async fn tell_expired(desk: Desk, stop: CancellationToken) {
    while !stop.is_cancelled() {
        match desk.tell_expired().await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(error) => {
                tracing::warn!(
                    error = format!("{error:#}"),
                    "what has expired could not be told; it is tried again in two seconds"
                );
            }
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}
