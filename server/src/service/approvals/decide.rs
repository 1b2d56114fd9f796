//! Deciding about what another administrator asks.

use super::Deed;
use crate::{
    service::{
        Desk, Fault, acted,
        owner::{Owner, acting_now},
        people::{refused, whom},
    },
    store::{
        StoreError, Tx,
        approvals::{self, Stored},
        audit::Outcome,
        users::User,
    },
};
use app::{
    api::{ApiError, Caller, Problem, Thing},
    model::{ApprovalDecision, ApprovalId, ApprovalNews, Permission, TypedPassword},
    rules::reset::Refusal,
};
use std::net::IpAddr;

const APPROVED: &str = "approval.approved";
const REFUSED: &str = "approval.refused";

impl Desk {
    /// Approves what another administrator asks, which is done then, or refuses it; answers what whoever asked is told.
    ///
    /// # Errors
    /// When it was decided meanwhile, is over, the caller may not decide about it, or their own password is asked for and wrong.
    pub async fn decide_approval(
        &self,
        caller: &Caller,
        id: ApprovalId,
        approves: bool,
        typed: &TypedPassword,
    ) -> Result<ApprovalNews, ApiError> {
        self.decide(caller, id, approves, typed).await.map_err(|fault| self.report(fault))
    }

    async fn decide(
        &self,
        caller: &Caller,
        id: ApprovalId,
        approves: bool,
        typed: &TypedPassword,
    ) -> Result<ApprovalNews, Fault> {
        let action = if approves { APPROVED } else { REFUSED };
        self.permit(caller, Permission::DecideApprovals, action).await?;
        drop(self.begin_decision(caller, id, action).await?);
        self.confirm(caller, typed).await?;
        if !approves {
            let (tx, approval, user) = self.begin_decision(caller, id, action).await?;
            return self.settle(tx, caller, (&approval, &user), ApprovalNews::Refused).await;
        }
        let (mut tx, approval, user) = self.begin_decision(caller, id, action).await?;
        match self.do_approved(&mut tx, caller, &approval, &user).await {
            Ok(()) if approval.deed.is_granted() => self.settle(tx, caller, (&approval, &user), ApprovalNews::Granted).await,
            Ok(()) => self.settle(tx, caller, (&approval, &user), ApprovalNews::Done).await,
            Err(internal @ Fault::Internal(_)) => Err(internal),
            Err(Fault::Told(_)) => {
                // Nothing of it stays.
                drop(tx);
                let (tx, approval, user) = self.begin_decision(caller, id, action).await?;
                self.settle(tx, caller, (&approval, &user), ApprovalNews::Failed).await
            }
        }
    }

    /// Locks what is decided about, and goes on only if it waits still and the caller may decide: nobody does about what they
    /// asked for themselves, or what is done to them.
    async fn begin_decision(&self, caller: &Caller, id: ApprovalId, action: &str) -> Result<(Tx, Stored, User), Fault> {
        let asked = approvals::by_id(&mut self.db.read().await?, id).await?;
        let asked = asked.ok_or_else(|| ApiError::not_found(Thing::Approval))?;
        let (mut tx, user) = self.begin_change(asked.target).await?;
        let approval = approvals::by_id(&mut tx, id).await?.ok_or_else(|| ApiError::not_found(Thing::Approval))?;
        if approval.decision.is_some() || approval.expires_at <= self.now() {
            return Err(Problem::ApprovalOver.into());
        }
        let tx = self.permit_on(tx, caller, action, &user, may_decide(caller, &approval)).await?;
        Ok((tx, approval, user))
    }

    async fn do_approved(&self, tx: &mut Tx, caller: &Caller, approval: &Stored, user: &User) -> Result<(), Fault> {
        let address: IpAddr = approval.address.parse().map_err(|_| StoreError::Unreadable("approvals.address"))?;
        let owner = Owner { account: approval.asked_by, name: &approval.asker_name, address, credential: None };
        let asker = acting_now(tx, owner, |_| true).await?;
        let asker = asker.ok_or_else(|| refused(Refusal::NotPermitted))?;
        let deed: Deed = crate::store::parse_json(&approval.arguments, "approvals.arguments")?;
        self.seconded_by(caller).do_deed(tx, &asker, user, &deed).await
    }

    /// Notes what became of it, and tells whoever asked.
    async fn settle(
        &self,
        mut tx: Tx,
        caller: &Caller,
        (approval, user): (&Stored, &User),
        news: ApprovalNews,
    ) -> Result<ApprovalNews, Fault> {
        let has_failed = news == ApprovalNews::Failed;
        let (decision, action) = match news {
            ApprovalNews::Refused => (ApprovalDecision::Refused, REFUSED),
            _ => (ApprovalDecision::Approved, APPROVED),
        };
        if !approvals::decide(&mut tx, approval.id, decision, Some(caller.user), self.now(), has_failed).await? {
            return Err(Problem::ApprovalOver.into());
        }
        let outcome = if has_failed { Outcome::Failed } else { Outcome::Done };
        let mut line = acted(caller, action, outcome, whom(user));
        line.detail = serde_json::json!({ "deed": approval.deed, "asked_by": approval.asker_name });
        self.audit(&mut tx, line).await?;
        self.tell_asker(&mut tx, approval, news).await?;
        tx.commit().await?;
        self.mail_waits.notify_one();
        Ok(news)
    }
}

/// Whether the caller may decide about it.
///
/// # Errors
/// [`Refusal::Involved`], or that their role does not include it.
pub(super) fn may_decide(caller: &Caller, approval: &Stored) -> Result<(), Refusal> {
    if !caller.role.allows(Permission::DecideApprovals) {
        return Err(Refusal::NotPermitted);
    }
    if approval.asked_by == caller.user || approval.target == caller.user { Err(Refusal::Involved) } else { Ok(()) }
}
