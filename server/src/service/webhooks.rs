//! Calls of web addresses: what may be called, and the queue from which a worker calls.

use super::{Desk, Fault, GIVE_UP};
use crate::store::{
    Tx,
    webhooks::{self, NewCall},
};
use app::{api::Problem, model::RunId};

impl Desk {
    /// Whether a web address may be called, for whoever saves or activates what calls it.
    ///
    /// # Errors
    /// It is no web address, its host is not on the operator's list, or calls cannot be signed yet.
    pub(crate) fn check_webhook(&self, url: &str) -> Result<(), Problem> {
        self.webhooks.check(url)
    }

    /// Queues the call that a run makes, in place of one that it made before. Its id stays: a receiver that has met it already
    /// knows. Whoever commits wakes the worker: `call_waits`.
    pub(super) async fn queue_webhook(&self, tx: &mut Tx, run: RunId, url: &str, body: &serde_json::Value) -> Result<(), Fault> {
        let now = self.now();
        let body = body.to_string();
        let call = NewCall { id: self.random.id(now), run, url, body: &body, now, give_up_at: now + GIVE_UP };
        webhooks::insert(tx, &call).await?;
        Ok(())
    }
}
