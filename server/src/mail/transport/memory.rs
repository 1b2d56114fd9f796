//! Messages kept in memory, for tests.

use super::{Outgoing, Reply};
use tokio::sync::watch;

/// Collects messages. Clones share one collection.
#[derive(Clone, Debug)]
pub struct MemoryTransport {
    sent: watch::Sender<Vec<Outgoing>>,
}

impl Default for MemoryTransport {
    fn default() -> Self {
        Self { sent: watch::Sender::new(Vec::new()) }
    }
}

impl MemoryTransport {
    /// Everything sent so far, oldest first.
    #[must_use]
    pub fn sent(&self) -> Vec<Outgoing> {
        self.sent.borrow().clone()
    }

    /// Waits until `count` messages were sent, then returns all of them.
    pub async fn wait_for(&self, count: usize) -> Vec<Outgoing> {
        let mut watcher = self.sent.subscribe();
        match watcher.wait_for(|sent| sent.len() >= count).await {
            Ok(sent) => sent.clone(),
            // The sender is `self.sent`, which outlives this call.
            Err(_) => self.sent(),
        }
    }

    pub(super) fn send(&self, mail: &Outgoing) -> Reply {
        self.sent.send_modify(|sent| sent.push(mail.clone()));
        Reply { text: format!("kept {}", mail.message_id()) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::message::tests::sample;
    use super::*;

    #[tokio::test]
    async fn a_waiter_gets_mail_that_comes_later() {
        let transport = MemoryTransport::default();
        let waiter = tokio::spawn({
            let transport = transport.clone();
            async move { transport.wait_for(2).await }
        });
        transport.send(&sample("m1"));
        transport.send(&sample("m2"));
        let ids: Vec<_> = waiter.await.unwrap().iter().map(|mail| mail.message_id().to_owned()).collect();
        assert_eq!(ids, ["<m1@desk.northwind.example>", "<m2@desk.northwind.example>"]);
    }
}
