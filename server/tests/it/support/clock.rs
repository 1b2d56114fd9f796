//! A clock that tests move.

use app::model::{Span, Timestamp};
use latchkey::security::{Clock, SystemClock};
use std::sync::atomic::{AtomicI64, Ordering};

/// Saturday, 21 November 2026, 13:32 UTC.
const START: i64 = 1_795_267_920_000_000;

/// Stands still until it is moved.
#[derive(Debug)]
pub(crate) struct TestClock(AtomicI64);

impl TestClock {
    pub(crate) fn new() -> Self {
        Self(AtomicI64::new(START))
    }

    pub(crate) fn advance(&self, span: Span) {
        self.0.fetch_add(span.0, Ordering::SeqCst);
    }

    /// Moves to the time of the system's clock, which is all that it shares with a process of its own.
    pub(crate) fn keep_system_time(&self) {
        self.0.store(SystemClock.now().0, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}
