//! The same done for many users: what would happen, starting, watching and steering it. The work itself is done by
//! [`Desk::go_on_with_bulk`], which a worker calls: part by part, each part with its lines of the ledger in one transaction, so
//! that nobody is met twice however often the program is killed.

mod act;
mod preview;
mod run;

pub(super) use act::Turn;

use super::{CsvFile, Desk, Fault, did, moments::Moments, paging};
use crate::store::{
    Counted, Tx,
    audit::Outcome,
    bulk::{self as store, Item, Job, NewJob, Owner, Whom},
};
use app::{
    api::{ApiError, Bulk, Caller, Problem, Thing},
    model::{
        BulkAction, BulkId, BulkLine, BulkOrder, BulkPreview, BulkQuery, BulkRecord, BulkRow, BulkState, BulkStep, BulkTarget,
        Criteria, Kind, LinkLife, Locale, Page, Permission, Place, StartBulk,
    },
    rules::{
        bulk::{PACES, PROGRAMS, no_pace},
        tags,
    },
    words::Words,
};
use async_trait::async_trait;
use uuid::Uuid;

const STARTED: &str = "bulk.started";

/// The most users who can be ticked for one job.
const MOST_TICKED: usize = 1000;

#[async_trait]
impl Bulk for Desk {
    async fn preview_bulk(&self, caller: &Caller, action: BulkAction, target: BulkTarget) -> Result<BulkPreview, ApiError> {
        caller.require(action.permission())?;
        self.who_takes_part(caller, action, target).await.map_err(|fault| self.report(fault))
    }

    async fn start_bulk(&self, caller: &Caller, request: StartBulk) -> Result<BulkId, ApiError> {
        self.start_job(caller, request).await.map_err(|fault| self.report(fault))
    }

    async fn bulk_jobs(&self, caller: &Caller, place: Option<Place>) -> Result<Page<BulkRow>, ApiError> {
        caller.require(Permission::ViewUsers)?;
        self.list_jobs(caller, place).await.map_err(|fault| self.report(fault))
    }

    async fn bulk_job(&self, caller: &Caller, job: BulkId, query: BulkQuery) -> Result<BulkRecord, ApiError> {
        caller.require(Permission::ViewUsers)?;
        self.read_job(caller, job, query).await.map_err(|fault| self.report(fault))
    }

    async fn step_bulk(&self, caller: &Caller, job: BulkId, step: BulkStep) -> Result<(), ApiError> {
        self.steer(caller, job, step).await.map_err(|fault| self.report(fault))
    }
}

impl Desk {
    async fn start_job(&self, caller: &Caller, request: StartBulk) -> Result<BulkId, Fault> {
        let StartBulk { target, mut order, confirmed } = request;
        self.permit(caller, order.action.permission(), STARTED).await?;
        let preview = self.who_takes_part(caller, order.action, target.clone()).await?;
        order = checked(order, &preview)?;
        if preview.acted.counted == 0 {
            return Err(Problem::NobodyLeft.into());
        }
        let allows_api = preview.api.counted > 0;
        if allows_api && !confirmed.trim().eq_ignore_ascii_case(PROGRAMS) {
            return Err(ApiError::field("confirmed", Problem::NotConfirmed(PROGRAMS.to_owned())).into());
        }
        let now = self.now();
        let id = BulkId(self.random.id(now));
        let whom = match (target, preview.criteria) {
            (BulkTarget::Ticked(users), _) => Whom::Ticked(users),
            (BulkTarget::Filter(_), criteria) => Whom::Meant(criteria.unwrap_or_default()),
        };
        let owner = Owner {
            account: caller.user,
            name: caller.display_name.clone(),
            address: caller.client.address,
            credential: caller.credential.clone(),
        };
        let mut tx = self.db.write().await?;
        store::insert(&mut tx, &NewJob { id, order: &order, whom: &whom, allows_api, owner: &owner, now }).await?;
        let mut line = did(caller, STARTED, Outcome::Done);
        line.detail = serde_json::json!({ "job": id, "action": order.action, "users": described(&whom), "tag": order.tag });
        self.audit(&mut tx, line).await?;
        tx.commit().await?;
        Ok(id)
    }

    async fn list_jobs(&self, caller: &Caller, place: Option<Place>) -> Result<Page<BulkRow>, Fault> {
        let start = paging::start(place.as_ref(), read_key)?;
        let moments = Moments::of(self.now(), caller);
        let mut tx = self.db.read().await?;
        let counted = store::count(&mut tx).await?;
        let jobs = store::page(&mut tx, &start, paging::READ).await?;
        let key = |job: &Job| format!("{}{}", job.id.0.simple(), job.created_at.0);
        Ok(paging::page(&start, jobs, counted, key, |job| row(job, &moments)))
    }

    async fn read_job(&self, caller: &Caller, id: BulkId, query: BulkQuery) -> Result<BulkRecord, Fault> {
        let start = paging::start(query.place.as_ref(), |key| key.parse::<i64>().ok())?;
        let moments = Moments::of(self.now(), caller);
        let mut tx = self.db.read().await?;
        let job = known_job(&mut tx, id).await?;
        let counted = match query.outcome {
            Some(outcome) => store::count_outcome(&mut tx, id, outcome).await?,
            None => Counted { number: job.counts.total, is_all: true },
        };
        let asked = store::Ledger { job: id, outcome: query.outcome, start, most: paging::READ };
        let items = store::ledger(&mut tx, asked).await?;
        let fits = |step: &BulkStep| may_step(caller, &job) && step.fits(job.order.action, job.state, job.counts.done);
        Ok(BulkRecord {
            steps: BulkStep::ALL.iter().copied().filter(fits).collect(),
            ledger: paging::page(&start, items, counted, |item| item.position.to_string(), |item| line(item, &moments)),
            row: row(job, &moments),
        })
    }

    async fn steer(&self, caller: &Caller, id: BulkId, step: BulkStep) -> Result<(), Fault> {
        caller.require(Permission::ViewUsers)?;
        let job = known_job(&mut self.db.read().await?, id).await?;
        let action = stepped(step);
        self.permit(caller, job.order.action.permission(), action).await?;
        if !step.fits(job.order.action, job.state, job.counts.done) {
            return Err(Problem::BulkWentOn.into());
        }
        let to = match step {
            BulkStep::Pause => BulkState::Paused,
            BulkStep::Resume if job.gathered.is_err() => BulkState::Gathering,
            BulkStep::Resume => BulkState::Running,
            BulkStep::Cancel => BulkState::Cancelled,
            BulkStep::Undo => BulkState::Undoing,
        };
        let mut tx = self.db.write().await?;
        if !store::set_state(&mut tx, &job, to, self.now()).await? {
            return Err(Problem::BulkWentOn.into());
        }
        let mut line = did(caller, action, Outcome::Done);
        line.detail = serde_json::json!({ "job": id, "action": job.order.action, "handled": job.counts.handled() });
        self.audit(&mut tx, line).await?;
        tx.commit().await?;
        Ok(())
    }

    /// A job's ledger as a file. Audited.
    ///
    /// # Errors
    /// "There is no such job", or the caller may not see users.
    pub async fn bulk_ledger(&self, caller: &Caller, job: BulkId) -> Result<CsvFile, ApiError> {
        caller.require(Permission::ViewUsers)?;
        let noted = async {
            known_job(&mut self.db.read().await?, job).await?;
            self.note_export(caller, "bulk.exported", serde_json::json!({ "job": job })).await
        };
        noted.await.map_err(|fault: Fault| self.report(fault))?;
        Ok(CsvFile::of_ledger(self, caller.words(), job))
    }
}

/// The order as it is kept, if nothing is wrong with it.
fn checked(order: BulkOrder, preview: &BulkPreview) -> Result<BulkOrder, ApiError> {
    let mut problems = Vec::new();
    let mut order = order;
    if order.action == BulkAction::SendLink {
        let minutes = order.life_minutes.or(preview.order.life_minutes).unwrap_or_default();
        if LinkLife::from_minutes(minutes).is_none() {
            problems.push(("life_minutes", Problem::LinkLife));
        } else if minutes > preview.longest_minutes {
            problems.push(("life_minutes", Problem::LinkTooLong(preview.longest_minutes)));
        }
        order.life_minutes = Some(minutes);
    }
    if order.action == BulkAction::NewPassword {
        order.effect = order.effect.or(preview.order.effect);
    }
    if order.action.has_tag() {
        match tags::parse(&order.tag).as_deref() {
            Some([tag]) => order.tag.clone_from(tag),
            Some([]) => problems.push(("tag", Problem::Required)),
            _ => problems.push(("tag", Problem::Tags)),
        }
    }
    if order.per_minute.is_some_and(|users| !PACES.contains(&users)) {
        problems.push(("per_minute", no_pace()));
    }
    ApiError::fields(problems).map_or(Ok(order), Err)
}

/// What a step is called in the audit trail.
const fn stepped(step: BulkStep) -> &'static str {
    match step {
        BulkStep::Pause => "bulk.paused",
        BulkStep::Resume => "bulk.resumed",
        BulkStep::Cancel => "bulk.cancelled",
        BulkStep::Undo => "bulk.undone",
    }
}

fn may_step(caller: &Caller, job: &Job) -> bool {
    caller.role.allows(job.order.action.permission())
}

async fn known_job(tx: &mut Tx, id: BulkId) -> Result<Job, Fault> {
    store::one(tx, id).await?.ok_or_else(|| ApiError::not_found(Thing::BulkJob).into())
}

/// For whom a job is, as the audit trail says it.
fn described(whom: &Whom) -> String {
    match whom {
        Whom::Ticked(users) => format!("{} ticked", users.len()),
        Whom::Meant(criteria) => Words::of(Locale::En).selections.sentence(criteria),
    }
}

/// Whether programs are named on purpose.
fn names_api(criteria: Option<&Criteria>) -> bool {
    criteria.is_some_and(|criteria| criteria.names(Kind::Api))
}

fn row(job: Job, moments: &Moments<'_>) -> BulkRow {
    BulkRow {
        id: job.id,
        order: job.order,
        criteria: match job.whom {
            Whom::Ticked(_) => None,
            Whom::Meant(criteria) => Some(criteria),
        },
        state: job.state,
        counts: job.counts,
        by: job.owner.name,
        started: moments.moment(job.created_at),
        ended: job.ended_at.map(|at| moments.moment(at)),
    }
}

fn line(item: Item, moments: &Moments<'_>) -> BulkLine {
    BulkLine {
        position: item.position,
        user: item.user,
        display_name: item.display_name,
        user_name: item.user_name,
        outcome: item.outcome,
        refusal: item.refusal,
        at: item.at.map(|at| moments.moment(at)),
    }
}

fn read_key(text: &str) -> Option<(i64, Uuid)> {
    let (id, created_at) = text.split_at_checked(32)?;
    Some((created_at.parse().ok()?, Uuid::try_parse(id).ok()?))
}
