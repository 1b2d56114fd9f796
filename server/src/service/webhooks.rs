//! Calls of web addresses: what may be called, the queue from which a worker calls, and what a call says.

use super::{Desk, Fault, GIVE_UP, moments};
use crate::store::{
    StoreError, Tx,
    automations::runs::{self, Line},
    events::happened,
    users,
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
    pub(super) async fn queue_webhook(&self, tx: &mut Tx, run: RunId, url: &str) -> Result<(), Fault> {
        let now = self.now();
        let call = NewCall { id: self.random.id(now), run, url, now, give_up_at: now + GIVE_UP };
        webhooks::insert(tx, &call).await?;
        Ok(())
    }
}

/// What the call of a run says. It is read at each try: whoever is deleted by then is not named, and what was known of their
/// event went with them. `None` when the run is gone.
///
/// # Errors
/// When the database fails.
pub(crate) async fn call_body(tx: &mut Tx, run: RunId) -> Result<Option<String>, StoreError> {
    let Some(Line { run, .. }) = runs::one(tx, run).await? else { return Ok(None) };
    let event = happened::one(tx, run.event.id).await?;
    let facts = event.into_iter().flat_map(|event| event.facts.facts);
    let facts: serde_json::Map<_, _> = facts.map(|(field, value)| (field.to_string(), value.into())).collect();
    let users = users::many::display_names(tx, &run.event.about.users).await?;
    let names: Vec<_> = users.into_iter().map(|(_, name)| name).collect();
    let body = serde_json::json!({
        "type": format!("latchkey.{}", run.event.kind),
        "timestamp": moments::machine(run.event.at),
        "data": {
            "automation": run.automation.1,
            "event": { "id": run.event.id, "kind": run.event.kind, "facts": facts },
            "users": names,
        },
    });
    Ok(Some(body.to_string()))
}
