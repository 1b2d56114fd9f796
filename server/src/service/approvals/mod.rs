//! Four eyes: what one administrator asks about another waits for a second one. It is filed in place of being done, and done in
//! the asker's name once it is approved.

mod decide;
mod deeds;
mod list;

pub(super) use deeds::{Deed, weighs};

use super::{Desk, Fault, acted, people::whom};
use crate::store::{
    StoreError, Tx,
    approvals::{self, Grant, New, Stored},
    audit::{Line, Outcome},
    users::{self, User},
};
use app::{
    api::{ApiError, Approvals, Caller, Problem},
    model::{ApprovalDecision, ApprovalId, ApprovalList, ApprovalNews, ApprovalPrompt, HeldDeed, Role, Span, UserId},
    rules::reset::Refusal,
};
use async_trait::async_trait;

/// For how long it can be decided.
const LIFE: Span = Span::hours(24);
/// For how long whoever asked is allowed what they must see themselves.
const GRANT_LIFE: Span = Span::hours(1);
/// For how long somebody's second factor counts as an administrator's once they are none any more.
const FORMER: Span = Span::days(7);
/// How many administrators are told.
const MOST_TOLD: i64 = 50;
/// How many end in one go.
const BATCH: i64 = 100;
const ASKED: &str = "approval.asked";

/// Who approved what is done now.
#[derive(Clone, Debug)]
pub(crate) struct Second {
    /// Who.
    pub(crate) user: UserId,
    /// Their name.
    pub(crate) name: String,
}

#[async_trait]
impl Approvals for Desk {
    async fn approvals(&self, caller: &Caller) -> Result<ApprovalList, ApiError> {
        self.list_approvals(caller).await.map_err(|fault| self.report(fault))
    }

    async fn approval_prompt(&self, caller: &Caller, approval: ApprovalId) -> Result<ApprovalPrompt, ApiError> {
        self.before_deciding(caller, approval).await.map_err(|fault| self.report(fault))
    }
}

impl Desk {
    /// Goes on with what is done to a user, unless a second administrator has to approve it: then it is filed, and ends here. What
    /// an approval has granted is used up. The transaction holds the user, and nothing is done in it yet.
    pub(super) async fn second(&self, tx: Tx, caller: &Caller, user: &User, deed: &Deed) -> Result<Tx, Fault> {
        self.hold(tx, caller, user, deed, true).await
    }

    /// The same before the first of two steps, of which the second does it.
    pub(super) async fn second_ahead(&self, tx: Tx, caller: &Caller, user: &User, deed: &Deed) -> Result<Tx, Fault> {
        self.hold(tx, caller, user, deed, false).await
    }

    async fn hold(&self, mut tx: Tx, caller: &Caller, user: &User, deed: &Deed, does_it: bool) -> Result<Tx, Fault> {
        if !self.waits(&mut tx, caller, user, deed).await? {
            return Ok(tx);
        }
        if caller.user == UserId::OPERATOR {
            if does_it {
                self.break_glass(&mut tx, caller, user, deed.kind()).await?;
            }
            return Ok(tx);
        }
        if deed.kind().is_granted() && self.is_granted(&mut tx, caller, user, deed.kind(), does_it).await? {
            return Ok(tx);
        }
        // A program cannot wait for an answer, and is told so.
        if caller.session.0.is_nil() {
            return self.permit_on(tx, caller, ASKED, user, Err(Refusal::NeedsApproval)).await;
        }
        self.file(tx, caller, user, deed).await?;
        Err(Problem::AwaitsApproval.into())
    }

    /// Whether it waits.
    async fn waits(&self, tx: &mut Tx, caller: &Caller, user: &User, deed: &Deed) -> Result<bool, StoreError> {
        if self.seconded.is_some() {
            return Ok(false);
        }
        match deed {
            Deed::RemoveFactors => self.removal_waits(tx, caller, user).await,
            _ => Ok(deed.concerns(user) && self.needs_second(tx, caller).await?),
        }
    }

    /// Whether the removal of a factor waits: that of an administrator always does, as far as there is a second one at all. Whoever
    /// was an active one lately counts as one, whoever is left to approve it: it would be a way around to make them something else
    /// or to switch them off first.
    pub(super) async fn removal_waits(&self, tx: &mut Tx, caller: &Caller, user: &User) -> Result<bool, StoreError> {
        let until = users::administrator_until(tx, user.id).await?;
        if until.is_some_and(|until| self.now() < until + FORMER) {
            return Ok(true);
        }
        Ok(user.role == Role::Administrator && users::other_administrator(tx, caller.user).await?)
    }

    /// Whether the caller needs a second administrator for what concerns one. Where there is no other, nobody could approve.
    pub(super) async fn needs_second(&self, tx: &mut Tx, caller: &Caller) -> Result<bool, StoreError> {
        Ok(self.house_settings(tx).await?.safety.four_eyes && users::other_administrator(tx, caller.user).await?)
    }

    /// Whether four eyes can be switched on, where they are not yet: there have to be two active administrators.
    ///
    /// # Errors
    /// [`Problem::OneAdministrator`] beside the field.
    pub(super) async fn may_switch_on_four_eyes(&self, tx: &mut Tx, caller: &Caller) -> Result<(), Fault> {
        let is_on = self.house_settings(tx).await?.safety.four_eyes;
        if is_on || users::other_administrator(tx, caller.user).await? {
            return Ok(());
        }
        Err(ApiError::field("four_eyes", Problem::OneAdministrator).into())
    }

    async fn is_granted(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        user: &User,
        deed: HeldDeed,
        does_it: bool,
    ) -> Result<bool, StoreError> {
        let now = self.now();
        let grant = Grant { deed, target: user.id, asked_by: caller.user, since: now - GRANT_LIFE };
        if does_it { approvals::use_up(tx, grant, now).await } else { approvals::is_granted(tx, grant).await }
    }

    /// Files it, unless the same person has asked for the same already, and tells the other administrators.
    async fn file(&self, mut tx: Tx, caller: &Caller, user: &User, deed: &Deed) -> Result<(), Fault> {
        let now = self.now();
        let new = New {
            id: ApprovalId(self.random.id(now)),
            deed: deed.kind(),
            arguments: &crate::store::to_json(deed)?,
            target: user.id,
            asked_by: caller.user,
            address: &caller.client.address.to_string(),
            now,
            expires_at: now + LIFE,
        };
        if approvals::same_waits(&mut tx, &new).await? {
            return Ok(());
        }
        // Each is a mail to every other administrator.
        self.spend_send(&mut tx, caller, user.id).await?;
        approvals::insert(&mut tx, &new).await?;
        let mut line = acted(caller, ASKED, Outcome::Done, whom(user));
        line.detail = serde_json::json!({ "deed": new.deed });
        self.audit(&mut tx, line).await?;
        let about = (new.deed, user.id, caller.display_name.as_str());
        self.tell_administrators(&mut tx, Some(caller.user), ApprovalNews::Asked, about).await?;
        tx.commit().await?;
        self.mail_waits.notify_one();
        Ok(())
    }

    /// The operator is not held back, and not quiet: all administrators are told.
    pub(super) async fn break_glass(&self, tx: &mut Tx, caller: &Caller, user: &User, deed: HeldDeed) -> Result<(), Fault> {
        let mut line = acted(caller, "approval.break-glass", Outcome::Done, whom(user));
        line.detail = serde_json::json!({ "deed": deed });
        self.audit(tx, line).await?;
        self.tell_administrators(tx, None, ApprovalNews::BreakGlass, (deed, user.id, &caller.display_name)).await
    }

    async fn tell_administrators(
        &self,
        tx: &mut Tx,
        but: Option<UserId>,
        news: ApprovalNews,
        about: (HeldDeed, UserId, &str),
    ) -> Result<(), Fault> {
        for administrator in users::administrators(tx, MOST_TOLD).await? {
            if Some(administrator.id) != but {
                self.queue_approval(tx, &administrator, news, about).await?;
            }
        }
        Ok(())
    }

    async fn tell_asker(&self, tx: &mut Tx, approval: &Stored, news: ApprovalNews) -> Result<(), Fault> {
        let Some(asker) = users::by_id(tx, approval.asked_by).await? else { return Ok(()) };
        self.queue_approval(tx, &asker, news, (approval.deed, approval.target, &approval.asker_name)).await
    }

    /// Ends some that nobody decided in time; answers whether there may be more. Called by a job.
    pub(super) async fn expire_approvals(&self) -> Result<bool, Fault> {
        let now = self.now();
        let over = approvals::over(&mut self.db.read().await?, now, BATCH).await?;
        if over.is_empty() {
            return Ok(false);
        }
        let mut tx = self.db.write().await?;
        for approval in &over {
            if !approvals::decide(&mut tx, approval.id, ApprovalDecision::Expired, None, now, false).await? {
                continue;
            }
            let line = Line {
                action: "approval.expired",
                outcome: Outcome::Done,
                actor: None,
                through: None,
                target: Some((approval.target, &approval.target_name)),
                address: None,
                detail: serde_json::json!({ "deed": approval.deed, "asked_by": approval.asker_name }),
            };
            self.audit(&mut tx, line).await?;
            self.tell_asker(&mut tx, approval, ApprovalNews::Expired).await?;
        }
        tx.commit().await?;
        self.mail_waits.notify_one();
        Ok(i64::try_from(over.len()).is_ok_and(|read| read == BATCH))
    }
}
