//! Events and ledgers that are older than the house keeps them are deleted.

use crate::{service::Desk, store::automations::history};
use app::{model::Span, rules::automation::MINUTES};

/// How many rows of a table are deleted in one transaction.
const AT_ONCE: u32 = 1_000;

impl Desk {
    /// Deletes a part of what is older than the house keeps it; answers whether there may be more.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_history(&self) -> anyhow::Result<bool> {
        let now = self.now();
        let before = now - self.house.history;
        let mut tx = self.db.write().await?;
        let runs = history::forget_runs(&mut tx, before, AT_ONCE).await?;
        let events = history::forget_events(&mut tx, before, AT_ONCE).await?;
        history::forget_failures(&mut tx, now - Span::minutes(*MINUTES.end())).await?;
        tx.commit().await?;
        Ok(runs.max(events) >= u64::from(AT_ONCE))
    }
}
