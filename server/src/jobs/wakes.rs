//! Workers of other processes are woken too. A process without workers tells what it has queued, and those with workers listen;
//! where nothing can be heard (SQLite, or a pooler in between) they look every second, as they do in any case.

use crate::{
    service::Desk,
    store::{DatabaseUrl, Queue, StoreError, Wakes},
};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How long it rests after the database did not answer.
const REST: Duration = Duration::from_secs(1);

/// Tells the workers of other processes what this one has queued, until told to stop.
pub async fn tell_others(desk: Desk, stop: CancellationToken) {
    loop {
        let queue = tokio::select! {
            () = stop.cancelled() => return,
            () = desk.mail_waits.notified() => Queue::Mail,
            () = desk.import_waits.notified() => Queue::Imports,
            () = desk.call_waits.notified() => Queue::Calls,
        };
        if let Err(error) = desk.db.tell(queue).await {
            tracing::debug!(error = error.to_string(), "other processes were not told; they look by themselves");
        }
    }
}

/// Wakes the workers of this process when another one has queued something, until told to stop.
pub async fn hear_others(desk: Desk, url: DatabaseUrl, stop: CancellationToken) {
    tokio::select! {
        () = stop.cancelled() => {}
        () = keep_hearing(&desk, &url) => {}
    }
}

async fn keep_hearing(desk: &Desk, url: &DatabaseUrl) {
    loop {
        if let Err(error) = hear(desk, url).await {
            tracing::debug!(error = error.to_string(), "nothing can be heard from other processes; it is tried again");
        }
        tokio::time::sleep(REST).await;
    }
}

/// Wakes workers while the connection lasts.
async fn hear(desk: &Desk, url: &DatabaseUrl) -> Result<(), StoreError> {
    let mut wakes = Wakes::listen(url).await?;
    loop {
        match wakes.next().await? {
            Some(Queue::Mail) => desk.mail_waits.notify_one(),
            Some(Queue::Imports) => desk.import_waits.notify_one(),
            Some(Queue::Calls) => desk.call_waits.notify_one(),
            None => {}
        }
    }
}
