//! Automations: new events are heard, what is due is done, and the clock is followed.

use crate::service::Desk;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often it looks: an event is heard in well under a second.
const EVERY: Duration = Duration::from_millis(300);

/// Works until told to stop. Between two parts everybody else gets at the database.
pub async fn run_automations(desk: Desk, stop: CancellationToken) {
    while !stop.is_cancelled() {
        let rest = match pass(&desk).await {
            Ok(true) => Duration::ZERO,
            Ok(false) => EVERY,
            Err(error) => {
                tracing::warn!(error = format!("{error:#}"), "a part of the automations' work failed; it is tried again");
                EVERY
            }
        };
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(rest) => {}
        }
    }
}

/// One part of each sort of work. A failure of one does not keep the others from theirs.
async fn pass(desk: &Desk) -> anyhow::Result<bool> {
    let (clock, events, turns) = (desk.follow_the_clock().await, desk.listen_to_events().await, desk.take_turns().await);
    Ok(clock? | events? | turns?)
}
