//! Automations: new events are heard, what is due is done, and the clock is followed.

use super::go_on;
use crate::service::Desk;
use futures_util::FutureExt;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often it looks: an event is heard in well under a second.
const EVERY: Duration = Duration::from_millis(300);

/// Works until told to stop.
pub async fn run_automations(desk: Desk, stop: CancellationToken) {
    let failed = "a part of the automations' work failed; it is tried again";
    go_on(desk, stop, "automations", EVERY, failed, |desk| pass(desk).boxed()).await;
}

/// One part of each sort of work; answers whether there is more of any. A failure of one does not keep the others from theirs.
async fn pass(desk: &Desk) -> anyhow::Result<bool> {
    let (clock, events, turns) = (desk.follow_the_clock().await, desk.listen_to_events().await, desk.take_turns().await);
    Ok(clock? | events? | turns?)
}
