//! Those who ask: a few at a time, without a break that is long enough for the server to come to rest.

use crate::{
    crowd::Crowd,
    deed::{self, Asked, Outcome},
};
use latchkey::security::Random;
use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{task::JoinSet, time::sleep};

/// How many ask at the same time.
const AT_ONCE: usize = 4;
/// How long each rests at most between two deeds, in milliseconds: one credential may call fifty times a second.
const REST: u64 = 150;
/// How long they wait where nobody listens.
const AWAY: Duration = Duration::from_millis(20);

/// They ask until they are stopped.
pub(crate) struct Actors {
    shared: Arc<Shared>,
    tasks: JoinSet<()>,
}

struct Shared {
    crowd: Arc<Crowd>,
    to: SocketAddr,
    random: Random,
    next: AtomicUsize,
    is_over: AtomicBool,
    asked: Mutex<Vec<Asked>>,
}

impl Actors {
    /// Has them ask the server at this address.
    pub(crate) fn start(crowd: &Arc<Crowd>, to: SocketAddr, seed: u64) -> Self {
        let shared = Arc::new(Shared {
            crowd: Arc::clone(crowd),
            to,
            random: Random::from_seed(seed),
            next: AtomicUsize::new(1),
            is_over: AtomicBool::new(false),
            asked: Mutex::default(),
        });
        let mut tasks = JoinSet::new();
        for _ in 0..AT_ONCE {
            tasks.spawn(act(Arc::clone(&shared)));
        }
        Self { shared, tasks }
    }

    /// What was asked so far.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.shared.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How many deeds were accepted so far.
    pub(crate) fn accepted(&self) -> usize {
        let asked = self.shared.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.iter().filter(|one| matches!(one.outcome, Outcome::Accepted(_))).count()
    }

    /// Lets them finish what they have begun; all that was asked.
    pub(crate) async fn stop(mut self) -> Vec<Asked> {
        self.shared.is_over.store(true, Ordering::Relaxed);
        while self.tasks.join_next().await.is_some() {}
        self.asked()
    }
}

async fn act(shared: Arc<Shared>) {
    while !shared.is_over.load(Ordering::Relaxed) {
        let number = shared.next.fetch_add(1, Ordering::Relaxed);
        match deed::ask(&shared.crowd, shared.to, number).await {
            Some(asked) => {
                shared.asked.lock().unwrap_or_else(PoisonError::into_inner).push(asked);
                sleep(Duration::from_millis(shared.random.below(REST))).await;
            }
            None => sleep(AWAY).await,
        }
    }
}
