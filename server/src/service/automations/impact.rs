//! What is saved of an activated automation takes effect at once. So its windows show first what it would do, and save when
//! their reader says so again.

use super::{
    keep::{SAVED, merged, window_of},
    known,
};
use crate::{
    service::{Desk, Fault},
    store::{
        StoreError,
        automations::{Automation, Standing},
        to_json,
    },
};
use app::{
    api::{ApiError, Caller, Problem, Thing},
    model::{AutomationDraft, AutomationId, Permission, SaveAutomation, Tried, TryOver},
};
use sha2::{Digest, Sha256};

impl Desk {
    /// Saves a window; one of an activated automation only once `seen` is the mark of what its reader was shown.
    pub(super) async fn keep_seen(
        &self,
        caller: &Caller,
        request: SaveAutomation,
        seen: Option<&str>,
    ) -> Result<AutomationId, Fault> {
        self.permit(caller, Permission::ManageAutomations, SAVED).await?;
        match self.mark_of(&request).await? {
            Some(mark) if seen != Some(mark.as_str()) => Err(Problem::TakesEffect(mark).into()),
            _ => self.keep_automation(caller, request).await,
        }
    }

    /// The mark of what would take effect at once. None where nothing would, and where somebody else has saved meanwhile,
    /// which saving refuses. What is wrong with a window is said before.
    async fn mark_of(&self, request: &SaveAutomation) -> Result<Option<String>, Fault> {
        let Some(id) = request.id else { return Ok(None) };
        let mut tx = self.db.read().await?;
        let stored = known(&mut tx, id).await?;
        let draft = merged(Some(&stored.draft), request.part.clone())?;
        if stored.standing != Standing::Active || stored.version != request.version || acts_alike(&stored.draft, &draft) {
            return Ok(None);
        }
        self.check_windows(&mut tx, &draft, window_of(&request.part)).await?;
        let changed = Automation { draft, ..stored };
        let (_, frame) = self.check_whole(&mut tx, &changed).await?;
        self.timing(&mut tx, &changed.draft, frame).await?;
        Ok(Some(mark(&changed.draft)?))
    }

    /// What an automation would have done with a window saved so.
    pub(super) async fn try_unsaved(&self, caller: &Caller, request: SaveAutomation) -> Result<Tried, Fault> {
        let id = request.id.ok_or_else(|| ApiError::not_found(Thing::Automation))?;
        let mut tx = self.db.read().await?;
        let stored = known(&mut tx, id).await?;
        let draft = merged(Some(&stored.draft), request.part)?;
        self.try_as(&mut tx, caller, Automation { draft, ..stored }, TryOver::USUAL).await
    }
}

/// Whether two drafts differ by name and description at most.
fn acts_alike(one: &AutomationDraft, other: &AutomationDraft) -> bool {
    one.event == other.event && one.job == other.job && one.time_frame == other.time_frame
}

fn mark(draft: &AutomationDraft) -> Result<String, StoreError> {
    let digest = Sha256::digest(to_json(draft)?.as_bytes());
    let first = digest.first_chunk().copied().map_or(0, u64::from_be_bytes);
    Ok(format!("{first:016x}"))
}
