//! The pages of approvals.

use super::{Deed, decide::may_decide};
use crate::{
    service::{
        Desk, Fault,
        moments::Moments,
        people::{differences, draft_of},
    },
    store::{
        Tx,
        approvals::{self, Stored},
        users::{self, tags},
    },
};
use app::{
    api::{ApiError, Caller, Change, Problem, Thing},
    model::{Approval, ApprovalId, ApprovalList, ApprovalPrompt, Permission},
};

/// How many of each are listed.
const LISTED: i64 = 50;

impl Desk {
    pub(super) async fn list_approvals(&self, caller: &Caller) -> Result<ApprovalList, Fault> {
        caller.require(Permission::DecideApprovals)?;
        let now = self.now();
        let moments = Moments::of(now, caller);
        let mut tx = self.db.read().await?;
        let mut waiting = Vec::new();
        for stored in approvals::waiting(&mut tx, now, LISTED).await? {
            waiting.push(shown(&mut tx, caller, &moments, stored).await?);
        }
        let mut settled = Vec::new();
        for stored in approvals::settled(&mut tx, LISTED).await? {
            settled.push(shown(&mut tx, caller, &moments, stored).await?);
        }
        Ok(ApprovalList { waiting, settled })
    }

    pub(super) async fn before_deciding(&self, caller: &Caller, id: ApprovalId) -> Result<ApprovalPrompt, Fault> {
        caller.require(Permission::DecideApprovals)?;
        let confirm = self.must_confirm(caller).await?;
        let now = self.now();
        let mut tx = self.db.read().await?;
        let stored = approvals::by_id(&mut tx, id).await?.ok_or_else(|| ApiError::not_found(Thing::Approval))?;
        if stored.decision.is_some() || stored.expires_at <= now {
            return Err(Problem::ApprovalOver.into());
        }
        let approval = shown(&mut tx, caller, &Moments::of(now, caller), stored).await?;
        Ok(ApprovalPrompt { approval, confirm })
    }
}

async fn shown(tx: &mut Tx, caller: &Caller, moments: &Moments<'_>, stored: Stored) -> Result<Approval, Fault> {
    let changes = changes(tx, caller, &stored).await?;
    Ok(Approval {
        changes,
        refusal: may_decide(caller, &stored).err(),
        id: stored.id,
        deed: stored.deed,
        target: (stored.target, stored.target_name),
        asked_by: stored.asker_name,
        asked: moments.moment(stored.asked_at),
        until: moments.moment(stored.expires_at),
        decision: stored.decision,
        has_failed: stored.has_failed,
        decided: stored.decided_at.map(|at| (stored.decider_name.unwrap_or_default(), moments.moment(at))),
    })
}

/// What a user would be that they are not yet, where that is asked for.
async fn changes(tx: &mut Tx, caller: &Caller, stored: &Stored) -> Result<Vec<Change>, Fault> {
    if stored.decision.is_some() {
        return Ok(Vec::new());
    }
    let deed: Deed = crate::store::parse_json(&stored.arguments, "approvals.arguments")?;
    let user = users::by_id(tx, stored.target).await?;
    let (Deed::Edit { draft, activates, .. }, Some(user)) = (deed, user) else { return Ok(Vec::new()) };
    let (now, words) = (draft_of(&user, &tags::of(tx, user.id).await?), caller.words());
    let mut changes = differences(&draft, &now, words);
    if activates && !user.is_active {
        changes.push(Change { field: "is_active".to_owned(), now: words.common.yes().to_owned() });
    }
    Ok(changes)
}
