//! Whose turn it is. Each domain has connections of its own, and never all of them: one that is slow, or refuses, holds up
//! nobody but itself.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

/// A domain is slow when a mail to it takes longer. So long does a mail wait for its turn before it goes back into the queue.
const PATIENCE: Duration = Duration::from_secs(10);

/// Messages in hand, per connection: as many as one sends in a second, within these bounds. With fewer, connections would wait
/// while replies are recorded and others claimed; with more, mails would lose their turn at a slow mail server.
const DEPTH: (u64, u64) = (2, 10);
/// How long a mail takes as long as nobody knows.
const AT_FIRST: Duration = Duration::from_millis(250);

/// The turns of all domains to which something is under way.
#[derive(Debug)]
pub(super) struct Lanes {
    /// How many mails may be on their way to one domain.
    limit: u32,
    domains: Mutex<HashMap<String, Domain>>,
    is_held: AtomicBool,
    /// How many microseconds a mail took of late.
    usual: AtomicU64,
}

#[derive(Debug)]
struct Domain {
    turns: Arc<Semaphore>,
    /// Claimed and not recorded yet.
    in_hand: usize,
    is_slow: bool,
}

impl Lanes {
    /// Turns over so many connections: a fifth of them is always left to other domains.
    pub(super) fn new(connections: usize) -> Self {
        let limit = connections.saturating_sub((connections / 5).max(1)).max(1);
        Self {
            limit: u32::try_from(limit).unwrap_or(u32::MAX),
            domains: Mutex::default(),
            is_held: AtomicBool::new(false),
            usual: AtomicU64::new(microseconds(AT_FIRST)),
        }
    }

    /// A mail to this domain was claimed.
    pub(super) fn enter(&self, domain: &str) {
        self.with(domain, |domain| domain.in_hand += 1);
    }

    /// What became of a mail to this domain was recorded.
    pub(super) fn leave(&self, domain: &str) {
        let mut domains = self.lock();
        if let Some(entry) = domains.get_mut(domain) {
            entry.in_hand = entry.in_hand.saturating_sub(1);
            if entry.in_hand == 0 && !entry.is_slow {
                domains.remove(domain);
            }
        }
    }

    /// The domains of which nothing more should be claimed now.
    pub(super) fn closed(&self) -> Vec<String> {
        let domains = self.lock();
        domains.iter().filter(|(_, domain)| domain.is_slow && domain.in_hand > 0).map(|(name, _)| name.clone()).collect()
    }

    /// Waits for a mail's turn, which lasts until what is answered is dropped. `None` where it does not come, or nothing is sent
    /// at present.
    pub(super) async fn turn(&self, domain: &str) -> Option<OwnedSemaphorePermit> {
        // Of a slow domain each mail counts for two.
        let (turns, permits) =
            self.with(domain, |domain| (Arc::clone(&domain.turns), if domain.is_slow { self.limit.min(2) } else { 1 }));
        let Ok(Ok(turn)) = timeout(PATIENCE, turns.acquire_many_owned(permits)).await else {
            self.with(domain, |domain| domain.is_slow = true);
            return None;
        };
        (!self.is_held.load(Ordering::Relaxed)).then_some(turn)
    }

    /// A mail to this domain took so long.
    pub(super) fn took(&self, domain: &str, time: Duration) {
        // Where two do it at once one of them is forgotten, which changes little.
        let usual = self.usual.load(Ordering::Relaxed);
        self.usual.store(usual - usual / 8 + microseconds(time) / 8, Ordering::Relaxed);
        self.with(domain, |domain| domain.is_slow = time > PATIENCE);
    }

    /// How many messages should be in hand, per connection.
    pub(super) fn depth(&self) -> usize {
        let in_a_second = microseconds(Duration::from_secs(1)) / self.usual.load(Ordering::Relaxed).max(1);
        usize::try_from(in_a_second.clamp(DEPTH.0, DEPTH.1)).unwrap_or(1)
    }

    /// Lets no mail begin, or lets them begin again.
    pub(super) fn hold(&self, is_held: bool) {
        self.is_held.store(is_held, Ordering::Relaxed);
    }

    fn with<T>(&self, domain: &str, look: impl FnOnce(&mut Domain) -> T) -> T {
        let mut domains = self.lock();
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let new = || Domain { turns: Arc::new(Semaphore::new(limit)), in_hand: 0, is_slow: false };
        look(domains.entry(domain.to_owned()).or_insert_with(new))
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Domain>> {
        self.domains.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn microseconds(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX / 2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt as _;

    /// A turn that can be had at once.
    fn at_once(lanes: &Lanes, domain: &str) -> Option<OwnedSemaphorePermit> {
        lanes.turn(domain).now_or_never().flatten()
    }

    #[tokio::test]
    async fn a_domain_never_has_all_connections() {
        for (connections, limit) in [(10, 8), (4, 3), (2, 1), (1, 1)] {
            let lanes = Lanes::new(connections);
            let turns: Vec<_> = (0..limit).map(|_| at_once(&lanes, "slow.example").expect("a turn")).collect();
            assert!(at_once(&lanes, "slow.example").is_none(), "{connections}");
            assert!(at_once(&lanes, "quick.example").is_some(), "{connections}");
            drop(turns);
            assert!(at_once(&lanes, "slow.example").is_some(), "{connections}");
        }
    }

    #[tokio::test]
    async fn a_slow_domain_has_half_and_nothing_more_of_it_is_claimed_until_it_is_quick() {
        let lanes = Lanes::new(10);
        lanes.enter("slow.example");
        assert!(lanes.closed().is_empty());
        lanes.took("slow.example", PATIENCE * 2);
        assert_eq!(lanes.closed(), ["slow.example"]);
        let turns: Vec<_> = (0..4).map(|_| at_once(&lanes, "slow.example").expect("a turn")).collect();
        assert!(at_once(&lanes, "slow.example").is_none());
        drop(turns);
        lanes.leave("slow.example");
        assert!(lanes.closed().is_empty(), "one may be tried");
        lanes.took("slow.example", PATIENCE / 2);
        lanes.enter("slow.example");
        assert!(lanes.closed().is_empty());
    }

    #[tokio::test]
    async fn nothing_begins_while_the_queue_is_held() {
        let lanes = Lanes::new(10);
        lanes.hold(true);
        assert!(at_once(&lanes, "a.example").is_none());
        lanes.hold(false);
        assert!(at_once(&lanes, "a.example").is_some());
    }

    #[test]
    fn the_quicker_the_mail_server_the_more_is_in_hand() {
        let lanes = Lanes::new(10);
        assert_eq!(lanes.depth(), 4);
        (0..50).for_each(|_| lanes.took("a.example", Duration::from_millis(5)));
        assert_eq!(lanes.depth(), 10);
        (0..50).for_each(|_| lanes.took("a.example", Duration::from_secs(3)));
        assert_eq!(lanes.depth(), 2);
    }
}
