//! What is older than the house keeps it is deleted, part by part.

use super::{Desk, audit_seal::tell, moments};
use crate::store::{
    StoreError, Tx,
    audit::{self, Line, Outcome},
    automations::history,
    retention,
    seals::Head,
    settings,
};
use app::{
    model::{Span, Timestamp},
    rules::automation::MINUTES,
};
use serde::{Deserialize, Serialize};

/// How many rows of a table are deleted in one transaction.
const AT_ONCE: u32 = 1_000;
/// Where it is noted how far the audit trail was cut.
const CUT: &str = "audit-cut";

/// How far the audit trail was cut.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Cut {
    /// What was before is gone.
    until: Timestamp,
    /// How many lines went of which the trail itself does not say so yet.
    untold: u64,
}

impl Desk {
    /// Deletes a part of what is older than the house keeps it; answers whether there may be more.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_history(&self) -> anyhow::Result<bool> {
        let now = self.now();
        let mut tx = self.db.write().await?;
        let kept = self.house_settings(&mut tx).await?.retention;
        let before = |days| now - Span::days(days);
        let runs = history::forget_runs(&mut tx, before(kept.history_days), AT_ONCE).await?;
        let events = history::forget_events(&mut tx, before(kept.history_days), AT_ONCE).await?;
        let messages = retention::forget_messages(&mut tx, before(kept.message_days), AT_ONCE).await?;
        let (lines, cut) = self.cut_trail(&mut tx, whole_day(before(kept.audit_days))).await?;
        history::forget_failures(&mut tx, now - Span::minutes(*MINUTES.end())).await?;
        tx.commit().await?;
        if let Some(cut) = &cut {
            tell(cut);
        }
        Ok(runs.max(events).max(messages).max(lines) >= u64::from(AT_ONCE))
    }

    /// Until when the audit trail was cut, if it was.
    pub(super) async fn trail_cut(&self, tx: &mut Tx) -> Result<Option<Timestamp>, StoreError> {
        let cut: Option<Cut> = settings::get(tx, CUT).await?;
        Ok(cut.map(|cut| cut.until))
    }

    /// Deletes the eldest lines of the trail; answers how many. Once no more are due, one line says how many went, and until
    /// when: how far it has come is noted in the transaction that deletes.
    async fn cut_trail(&self, tx: &mut Tx, before: Timestamp) -> anyhow::Result<(u64, Option<Head>)> {
        let (deleted, cut) = self.cut_chain(tx, before, AT_ONCE).await?;
        let noted: Option<Cut> = settings::get(tx, CUT).await?;
        let untold = deleted + noted.map_or(0, |cut| cut.untold);
        if untold == 0 {
            return Ok((0, None));
        }
        let now = self.now();
        let is_whole = deleted < u64::from(AT_ONCE);
        let until = noted.map_or(before, |cut| cut.until.max(before));
        settings::set(tx, CUT, &Cut { until, untold: if is_whole { 0 } else { untold } }, now).await?;
        if is_whole {
            let detail = serde_json::json!({ "until": moments::machine(until), "lines": untold });
            let line = Line { detail, ..Line::without_actor("audit.cut", Outcome::Done) };
            audit::record(tx, self.random.id(now), &line, now).await?;
        }
        Ok((deleted, cut))
    }
}

/// The beginning of that day in UTC: the trail is cut once a day and not with every look.
fn whole_day(at: Timestamp) -> Timestamp {
    Timestamp(at.0 - at.0.rem_euclid(Span::days(1).0))
}
