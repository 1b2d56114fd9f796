//! How a job goes on: the next part of it, in one transaction.

use super::act::Turn;
use crate::{
    service::{
        Desk, Fault,
        owner::{Owner, acting_now},
    },
    store::{
        Start, StoreError, Tx,
        audit::{Line, Outcome},
        bulk::{self as store, Job, Ledger, Settled, Whom},
        dialect,
        events::Event,
        users::{Condition, search::Search},
    },
};
use app::{
    api::Caller,
    model::{BulkAction, BulkOutcome, BulkState, Span, Timestamp},
};

/// Users who are written down at once.
const GATHERED_AT_ONCE: i64 = 2_000;
/// Users who are acted on in one transaction: few, so that nobody at the desk waits for it.
const ACTED_ON_AT_ONCE: i64 = 20;
/// How long a job rests after Latchkey failed at it.
const REST: Span = Span::seconds(5);
/// After so many failures with the same user they are passed over.
const MOST_FAULTS: i64 = 3;

impl Desk {
    /// Does the next part of the job that has waited longest; answers whether there was one. What it does is committed together
    /// with the lines of the ledger that say so.
    ///
    /// # Errors
    /// When Latchkey failed: nothing of the part is done then, and it is tried again.
    pub async fn go_on_with_bulk(&self) -> anyhow::Result<bool> {
        let mut tx = self.db.read().await?;
        if !store::is_due(&mut tx, self.now()).await? || self.is_paused(&mut tx).await? {
            return Ok(false);
        }
        drop(tx);
        let mut tx = self.db.write().await?;
        let Some(job) = store::take_due(&mut tx, self.now()).await? else { return Ok(false) };
        let (id, faults) = (job.id, job.faults);
        if let Err(fault) = self.do_part(tx, job).await {
            let mut tx = self.db.write().await?;
            // The second time at once, one by one, to find whom it is about.
            let rest = if faults == 0 { Span::seconds(0) } else { REST };
            store::note_fault(&mut tx, id, self.now() + rest).await?;
            tx.commit().await?;
            return Err(fault.into());
        }
        Ok(true)
    }

    async fn do_part(&self, mut tx: Tx, mut job: Job) -> Result<(), Fault> {
        let due_at = match (job.state, self.owner_of(&mut tx, &job).await?) {
            (BulkState::Undoing, Some(owner)) => self.take_back_part(&mut tx, &mut job, &owner).await?,
            (BulkState::Gathering, Some(_)) => self.write_down_part(&mut tx, &mut job).await?,
            (_, Some(owner)) => self.act_on_part(&mut tx, &mut job, &owner).await?,
            (_, None) => {
                self.end(&mut tx, &mut job, BulkState::Stopped).await?;
                self.now()
            }
        };
        store::go_on(&mut tx, &job, due_at).await?;
        tx.commit().await?;
        if job.order.action.mails() {
            self.mail_waits.notify_one();
        }
        Ok(())
    }

    /// Whoever started the job, with what they are and may do now. None when they may not go on.
    async fn owner_of(&self, tx: &mut Tx, job: &Job) -> Result<Option<Caller>, Fault> {
        let store::Owner { account, name, address, credential } = &job.owner;
        let owner = Owner { account: *account, name, address: *address, credential: credential.as_deref() };
        let permission = job.order.action.permission();
        Ok(acting_now(tx, owner, |user| user.role.allows(permission)).await?)
    }

    async fn write_down_part(&self, tx: &mut Tx, job: &mut Job) -> Result<Timestamp, Fault> {
        let after = job.gathered.err().flatten();
        let conditions = match &job.whom {
            Whom::Ticked(users) => vec![Condition::Among(users.clone())],
            Whom::Meant(criteria) => self.meant_by(tx, criteria).await?,
        };
        let search = Search::new(tx, conditions, self.now()).await?;
        let users = search.ids(tx, after, GATHERED_AT_ONCE).await?;
        job.counts.total += store::write_down(tx, job.id, job.counts.total, &users).await?;
        let is_all = i64::try_from(users.len()).is_ok_and(|read| read < GATHERED_AT_ONCE);
        job.gathered = if is_all { Ok(()) } else { Err(users.last().copied()) };
        if is_all {
            job.state = BulkState::Running;
        }
        Ok(self.now())
    }

    async fn act_on_part(&self, tx: &mut Tx, job: &mut Job, owner: &Caller) -> Result<Timestamp, Fault> {
        let most = paced(at_once(job), job.order.per_minute);
        let asked = Ledger { job: job.id, outcome: None, start: Start::After(job.counts.handled()), most };
        let items = store::ledger(tx, asked).await?;
        lock_for(tx, job.order.action).await?;
        let mut acted = 0;
        for item in &items {
            let settled = if job.faults >= MOST_FAULTS {
                Settled::of(BulkOutcome::Failed)
            } else {
                self.take_turn(tx, Turn { caller: owner, order: &job.order, allows_api: job.allows_api }, item.user).await?
            };
            store::settle(tx, job.id, item.position, &settled, self.now()).await?;
            acted += i64::from(settled.outcome == BulkOutcome::Done);
            count(job, settled.outcome);
        }
        if job.counts.handled() >= job.counts.total {
            self.end(tx, job, BulkState::Done).await?;
        }
        Ok(self.now() + pace(job.order.per_minute, acted))
    }

    async fn take_back_part(&self, tx: &mut Tx, job: &mut Job, owner: &Caller) -> Result<Timestamp, Fault> {
        let start = Start::After(job.undone_to);
        let asked = Ledger { job: job.id, outcome: Some(BulkOutcome::Done), start, most: at_once(job) };
        let items = store::ledger(tx, asked).await?;
        lock_for(tx, job.order.action).await?;
        for item in &items {
            let is_undone = job.faults < MOST_FAULTS && self.take_back(tx, owner, &job.order, item).await?;
            if is_undone {
                let settled = Settled::of(BulkOutcome::Undone);
                store::settle(tx, job.id, item.position, &settled, self.now()).await?;
                job.counts.undone += 1;
            }
            job.undone_to = item.position;
        }
        if items.is_empty() {
            self.end(tx, job, BulkState::Undone).await?;
        }
        Ok(self.now())
    }

    async fn end(&self, tx: &mut Tx, job: &mut Job, state: BulkState) -> Result<(), Fault> {
        job.state = state;
        job.ended_at = Some(self.now());
        let detail = serde_json::json!({
            "job": job.id, "action": job.order.action, "state": state, "started_by": job.owner.name, "done": job.counts.done,
            "left_out": job.counts.skipped, "failed": job.counts.failed, "taken_back": job.counts.undone,
        });
        self.audit(tx, Line { detail, ..Line::without_actor("bulk.ended", Outcome::Done) }).await?;
        if state == BulkState::Undone {
            return Ok(());
        }
        let success = state == BulkState::Done && job.counts.failed == 0;
        let event = Event::BulkFinished { job: job.order.action.to_string(), success };
        self.event_about_owner(tx, &event, job.owner.account, &job.owner.name).await
    }
}

/// How many are acted on at once: one by one after a failure.
const fn at_once(job: &Job) -> i64 {
    if job.faults > 0 { 1 } else { ACTED_ON_AT_ONCE }
}

/// No more at once than a second's worth of the pace.
fn paced(most: i64, per_minute: Option<i64>) -> i64 {
    per_minute.map_or(most, |users| most.min((users / 60).max(1)))
}

/// What is decided about all administrators together is decided by one at a time; taken before any user's own lock.
async fn lock_for(tx: &mut Tx, action: BulkAction) -> Result<(), StoreError> {
    if matches!(action, BulkAction::Activate | BulkAction::Deactivate) {
        dialect::lock_directory(tx).await?;
    }
    Ok(())
}

/// How long a job rests after having acted on so many.
fn pace(per_minute: Option<i64>, acted: i64) -> Span {
    per_minute.map_or(Span(0), |users| Span(Span::minutes(1).0 * acted / users.max(1)))
}

const fn count(job: &mut Job, outcome: BulkOutcome) {
    let counts = &mut job.counts;
    match outcome {
        BulkOutcome::Done | BulkOutcome::Undone => counts.done += 1,
        BulkOutcome::Unneeded => counts.unneeded += 1,
        BulkOutcome::Skipped | BulkOutcome::Gone => counts.skipped += 1,
        BulkOutcome::Failed => counts.failed += 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pace_is_kept_by_resting() {
        assert_eq!(pace(None, 20), Span(0));
        assert_eq!(pace(Some(60), 1), Span::seconds(1));
        assert_eq!(pace(Some(1200), 20), Span::seconds(1));
        assert_eq!(pace(Some(1), 1), Span::minutes(1));
        assert_eq!(pace(Some(1), 0), Span(0));
    }
}
