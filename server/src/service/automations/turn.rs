//! What is due is done: a few runs in one transaction, together with the lines of the ledger that say so, so that nobody is met
//! twice however often the program is killed. Who is meant, how they are and what the owner may do is looked up now.

use super::{SWITCH, Switch, are_stopped, listen::Listener};
use crate::{
    automation::{Due, Standing},
    service::{
        Desk, Fault,
        bulk::Turn,
        notices::AutomationNotice,
        owner::{Owner, acting_now},
    },
    store::{
        StoreError, Tx,
        audit::{Line, Outcome},
        automations::{
            self as store, Automation,
            runs::{self, NewRun, Run, Settled},
        },
        dialect::{self, Alone},
        events::{Event, NewEvent},
        settings,
        users::{self, User, search::Search},
    },
};
use app::{
    api::Caller,
    model::{
        AutomationId, BulkAction, BulkOrder, BulkOutcome, Criteria, JobKind, Kind, LeftOut, PauseReason, Permission, Role, RunId,
        RunState, SkipReason, Span, UserId,
    },
    rules::reset::{Refusal, may_be_mailed},
};
use std::collections::{HashMap, hash_map::Entry};

/// Runs that are done in one transaction: few, so that nobody at the desk waits for it.
const AT_ONCE: i64 = 20;
/// Users of a selection who are written down at once.
const GATHERED_AT_ONCE: i64 = 500;
/// How long a run rests after Latchkey failed at it.
const REST: Span = Span::seconds(5);
/// After so many failures a run is given up.
const MOST_FAULTS: i64 = 3;
const HOUR: Span = Span::hours(1);
/// How many administrators are told when an automation pauses.
const MOST_TOLD: i64 = 10;

/// An automation that acts, or is tried, as things are now.
pub(super) struct Acting {
    pub(super) listener: Listener,
    /// For whom it acts.
    pub(super) owner: Caller,
    order: Option<BulkOrder>,
    pub(super) selected: Option<Criteria>,
    /// How often it has acted in the last hour.
    done: i64,
}

impl Acting {
    pub(super) fn new(listener: Listener, owner: Caller, selected: Option<Criteria>) -> Self {
        Self { order: order(&listener), listener, owner, selected, done: 0 }
    }

    /// Whether programs are named on purpose.
    fn names_api(&self) -> bool {
        self.selected.as_ref().is_some_and(|criteria| criteria.names(Kind::Api))
    }

    /// How its owner is called in the audit trail: with the automation through which they act.
    fn caller(listener: &Listener, owner: Caller) -> Caller {
        Caller { credential: Some(format!("automation {}", listener.automation.draft.name)), ..owner }
    }
}

impl Desk {
    /// Does what is due next; answers whether anything was.
    ///
    /// # Errors
    /// When Latchkey failed: nothing of it is done then, and it is tried again.
    pub async fn take_turns(&self) -> anyhow::Result<bool> {
        let mut tx = self.db.read().await?;
        if !runs::is_due(&mut tx, self.now()).await? || are_stopped(&mut tx).await? || self.is_paused(&mut tx).await? {
            return Ok(false);
        }
        drop(tx);
        let mut tx = self.db.write().await?;
        // What was done in the last hour, and who was met, must stay so until what is done now is written down.
        dialect::alone(&mut tx, Alone::Turns).await?;
        let mut due = runs::take_due(&mut tx, self.now(), AT_ONCE).await?;
        if due.is_empty() {
            return Ok(false);
        }
        // By user: two workers that lock several users must not wait for each other.
        due.sort_by_key(|run| run.user.as_ref().map(|(user, _)| *user));
        let faulty: Vec<_> = due.iter().map(|run| (run.id, run.faults)).collect();
        if let Err(fault) = self.turn_all(tx, due).await {
            self.note_faults(&faulty).await?;
            return Err(fault.into());
        }
        self.mail_waits.notify_one();
        self.call_waits.notify_one();
        Ok(true)
    }

    async fn turn_all(&self, mut tx: Tx, due: Vec<Run>) -> Result<(), Fault> {
        let done = runs::all_done_since(&mut tx, self.now() - HOUR).await?;
        let mut left = self.house.automations_per_hour - done;
        let mut stage: HashMap<AutomationId, Option<Acting>> = HashMap::new();
        for run in &due {
            if let Entry::Vacant(place) = stage.entry(run.automation.0) {
                place.insert(self.acting(&mut tx, run.automation.0).await?);
            }
        }
        if stage.values().flatten().any(switches) {
            dialect::lock_directory(&mut tx).await?;
        }
        for run in due {
            if left <= 0 {
                self.stop_everything(&mut tx, &run).await?;
                break;
            }
            let place = stage.entry(run.automation.0).or_default();
            let Some(acting) = place else { continue };
            if acting.done >= acting.listener.job.hourly_cap {
                self.pause_automation(&mut tx, &acting.listener.automation, PauseReason::Cap).await?;
                *place = None;
                continue;
            }
            let before = acting.done;
            self.turn(&mut tx, acting, &run).await?;
            left -= acting.done - before;
        }
        tx.commit().await?;
        Ok(())
    }

    /// An automation with its owner as they are now; none when it cannot go on, and pauses.
    async fn acting(&self, tx: &mut Tx, id: AutomationId) -> Result<Option<Acting>, Fault> {
        let Some(automation) = store::one(tx, id).await? else { return Ok(None) };
        let Some(listener) = self.ready(tx, automation).await? else { return Ok(None) };
        let automation = &listener.automation;
        let selected = self.criteria_of_selection(tx, listener.job.selection).await?;
        if listener.job.selection.is_some() && selected.is_none() {
            self.pause_automation(tx, automation, PauseReason::Missing).await?;
            return Ok(None);
        }
        let Some(owner) = owner_now(tx, automation, listener.job.kind).await? else {
            self.pause_automation(tx, automation, PauseReason::Owner).await?;
            return Ok(None);
        };
        let done = runs::done_since(tx, id, self.now() - HOUR).await?;
        let owner = Acting::caller(&listener, owner);
        Ok(Some(Acting { done, ..Acting::new(listener, owner, selected) }))
    }

    async fn turn(&self, tx: &mut Tx, acting: &mut Acting, run: &Run) -> Result<(), Fault> {
        let now = self.now();
        let from = match acting.listener.frame.standing(now) {
            Standing::Before(start) => start,
            Standing::Inside => now,
            Standing::After(_) => return Ok(runs::settle(tx, run.id, self.counted(ended(RunState::Missed)), now).await?),
        };
        // The time frame and the holidays as they are now, not as they were at the event.
        if !run.by_hand {
            match acting.listener.frame.due(from, None) {
                Due::At { at, .. } if at <= now => {}
                Due::At { at, .. } => return Ok(runs::defer(tx, run.id, at).await?),
                Due::AfterTheEnd => return Ok(runs::settle(tx, run.id, self.counted(ended(RunState::Missed)), now).await?),
            }
        }
        if run.gathers {
            return self.gather(tx, acting, run).await;
        }
        let desk = self.because_of([run.event.causes.as_slice(), &[run.automation.0]].concat());
        let settled = match acting.listener.job.kind {
            JobKind::Webhook => {
                desk.queue_webhook(tx, run.id, &acting.listener.job.url).await?;
                ended(RunState::Done)
            }
            JobKind::Notify => desk.notify(tx, acting, run).await?,
            _ => desk.meet(tx, acting, run).await?,
        };
        runs::settle(tx, run.id, self.counted(settled), now).await?;
        acting.done += i64::from(settled.state == RunState::Done);
        // Whoever makes the call tells how it ended.
        if acting.listener.job.kind != JobKind::Webhook {
            self.tell_finished(tx, run, settled.state).await?;
        }
        Ok(())
    }

    /// What a run came to, which is counted.
    fn counted(&self, settled: Settled) -> Settled {
        self.metrics.run(settled.state);
        settled
    }

    /// Writes down whom the selection means, part by part; their runs are due at once.
    async fn gather(&self, tx: &mut Tx, acting: &Acting, run: &Run) -> Result<(), Fault> {
        let now = self.now();
        let criteria = acting.selected.clone().unwrap_or_default();
        let conditions = self.meant_by(tx, &criteria).await?;
        let search = Search::new(tx, conditions, now).await?;
        let found = search.ids(tx, run.gathered_to, GATHERED_AT_ONCE).await?;
        let added: Vec<_> = found
            .iter()
            .map(|user| NewRun {
                id: RunId(self.random.id(now)),
                automation: run.automation.0,
                event: &run.event,
                user: Some(*user),
                gathers: false,
                by_hand: run.by_hand,
                state: RunState::Waiting,
                reason: None,
                due_at: now,
                now,
            })
            .collect();
        runs::insert(tx, &added).await?;
        match found.last() {
            Some(last) if i64::try_from(found.len()).is_ok_and(|found| found == GATHERED_AT_ONCE) => {
                runs::gathered(tx, run.id, *last).await?;
            }
            _ => runs::settle(tx, run.id, ended(RunState::Done), now).await?,
        }
        Ok(())
    }

    /// Does the job for one user, with the same checks and the same work as when somebody does it for them alone.
    async fn meet(&self, tx: &mut Tx, acting: &Acting, run: &Run) -> Result<Settled, Fault> {
        let Some((user, _)) = run.user else { return Ok(left_out(LeftOut::Gone)) };
        let Some(order) = &acting.order else { return Ok(ended(RunState::Failed)) };
        if let Some(reason) = self.passes_over(tx, acting, user).await? {
            return Ok(skipped(reason));
        }
        let turn = Turn { caller: &acting.owner, order, allows_api: acting.names_api() };
        let settled = self.take_turn(tx, turn, user).await?;
        let reason = settled.refusal.map(SkipReason::Refused);
        Ok(match settled.outcome {
            BulkOutcome::Done => Settled { state: RunState::Done, reason, message: settled.message },
            BulkOutcome::Unneeded => ended(RunState::Unneeded),
            BulkOutcome::Gone => left_out(LeftOut::Gone),
            BulkOutcome::Skipped | BulkOutcome::Failed | BulkOutcome::Undone => {
                Settled { state: RunState::Skipped, reason, message: None }
            }
        })
    }

    /// Why somebody is not met whom the job could be done for. From here on nobody else changes them.
    async fn passes_over(&self, tx: &mut Tx, acting: &Acting, user: UserId) -> Result<Option<SkipReason>, Fault> {
        dialect::lock_user(tx, user).await?;
        let rest = Span::minutes(acting.listener.job.cool_down_minutes);
        let rests = rest.0 > 0 && runs::has_met(tx, acting.listener.automation.id, user, self.now() - rest).await?;
        self.verdict_on(tx, acting, user, rests).await
    }

    /// Why somebody is not met, or would not be, as things are now. They rest when they were met too short a time ago.
    pub(super) async fn verdict_on(
        &self,
        tx: &mut Tx,
        acting: &Acting,
        id: UserId,
        rests: bool,
    ) -> Result<Option<SkipReason>, Fault> {
        let Some(user) = users::by_id(tx, id).await? else { return Ok(Some(SkipReason::LeftOut(LeftOut::Gone))) };
        if let Some(criteria) = &acting.selected
            && self.meant_among(tx, criteria, &[id]).await?.is_empty()
        {
            return Ok(Some(SkipReason::LeftOut(LeftOut::NotSelected)));
        }
        if rests {
            return Ok(Some(SkipReason::LeftOut(LeftOut::CoolDown)));
        }
        let allows_api = acting.names_api();
        let may = match &acting.order {
            Some(order) => self.may_act(tx, Turn { caller: &acting.owner, order, allows_api }, &user).await?,
            None => may_be_told(&user, allows_api),
        };
        Ok(may.err().map(SkipReason::Refused))
    }

    async fn notify(&self, tx: &mut Tx, acting: &Acting, run: &Run) -> Result<Settled, Fault> {
        let Some((id, _)) = run.user else { return Ok(left_out(LeftOut::Gone)) };
        if let Some(reason) = self.passes_over(tx, acting, id).await? {
            return Ok(skipped(reason));
        }
        let Some(user) = users::by_id(tx, id).await? else { return Ok(left_out(LeftOut::Gone)) };
        let notice = AutomationNotice {
            automation: run.automation.1.clone(),
            event: run.event.kind,
            happened_at: run.event.at,
            users: run.event.about.users.clone(),
            message: acting.listener.job.note.clone(),
        };
        let message = self.queue_automation_notice(tx, &user, notice).await?;
        Ok(Settled { state: RunState::Done, reason: None, message })
    }

    /// Tells how a run ended that was given up, or that made a call.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn tell_run_ended(&self, tx: &mut Tx, run: RunId, state: RunState) -> Result<(), StoreError> {
        let Some(line) = runs::one(tx, run).await? else { return Ok(()) };
        self.tell_finished(tx, &line.run, state).await
    }

    /// Other automations may listen to what became of this one. The event is about nobody where the run was for nobody in
    /// particular, or where they are gone.
    async fn tell_finished(&self, tx: &mut Tx, run: &Run, state: RunState) -> Result<(), StoreError> {
        if !matches!(state, RunState::Done | RunState::Unneeded | RunState::Failed) {
            return Ok(());
        }
        let about = match &run.user {
            Some((user, _)) => users::by_id(tx, *user).await?.map(|user| user.id),
            None => None,
        };
        let event = Event::AutomationFinished { automation: run.automation.1.clone(), success: state != RunState::Failed };
        let causes = [run.event.causes.as_slice(), &[run.automation.0]].concat();
        let new = NewEvent { event: &event, actor: None, causes: &causes, at: self.now() };
        self.record_event(tx, &new, about.as_slice()).await?;
        Ok(())
    }

    async fn note_faults(&self, faulty: &[(RunId, i64)]) -> Result<(), StoreError> {
        let now = self.now();
        let mut tx = self.db.write().await?;
        for (id, faults) in faulty {
            // Together with others the first time; then alone, to find whose fault it is.
            let is_alone = faulty.len() == 1;
            if is_alone && *faults >= MOST_FAULTS {
                runs::settle(&mut tx, *id, self.counted(ended(RunState::Failed)), now).await?;
                self.tell_run_ended(&mut tx, *id, RunState::Failed).await?;
            } else {
                runs::note_fault(&mut tx, *id, if is_alone { now + REST } else { now }).await?;
            }
        }
        tx.commit().await
    }

    /// Pauses an automation, and tells its owner and administrators why.
    pub(super) async fn pause_automation(&self, tx: &mut Tx, automation: &Automation, reason: PauseReason) -> Result<(), Fault> {
        if !store::pause(tx, automation.id, reason, self.now()).await? {
            return Ok(());
        }
        self.note_by_itself(tx, "automation.paused", &automation.draft.name, reason).await?;
        for user in self.told(tx, automation.owner.account).await? {
            self.queue_automation_paused(tx, &user, automation.id, &automation.draft.name, reason).await?;
        }
        Ok(())
    }

    /// Throws the switch that stops all automations, and tells administrators.
    async fn stop_everything(&self, tx: &mut Tx, run: &Run) -> Result<(), Fault> {
        settings::set(tx, SWITCH, &Switch { stopped: true }, self.now()).await?;
        let (id, name) = &run.automation;
        self.note_by_itself(tx, "automations.stopped", name, PauseReason::HouseCap).await?;
        for user in self.told(tx, UserId::OPERATOR).await? {
            self.queue_automation_paused(tx, &user, *id, name, PauseReason::HouseCap).await?;
        }
        Ok(())
    }

    /// An owner and administrators, each once.
    async fn told(&self, tx: &mut Tx, owner: UserId) -> Result<Vec<User>, StoreError> {
        let mut told = users::administrators(tx, MOST_TOLD).await?;
        if !told.iter().any(|user| user.id == owner) {
            told.extend(users::by_id(tx, owner).await?.filter(|user| user.is_active));
        }
        Ok(told)
    }

    async fn note_by_itself(&self, tx: &mut Tx, action: &str, automation: &str, reason: PauseReason) -> Result<(), Fault> {
        let detail = serde_json::json!({ "automation": automation, "reason": reason });
        self.audit(tx, Line { detail, ..Line::without_actor(action, Outcome::Done) }).await
    }
}

/// For whom an automation acts, as they are now; none when they are gone, switched off, or have lost the right.
pub(super) async fn owner_now(tx: &mut Tx, automation: &Automation, job: JobKind) -> Result<Option<Caller>, StoreError> {
    let store::Owner { account, name, address, credential } = &automation.owner;
    let owner = Owner { account: *account, name, address: *address, credential: credential.as_deref() };
    acting_now(tx, owner, |user| may_own(user.role, job)).await
}

/// Whether an automation with this job may act for somebody of this role.
pub(super) const fn may_own(role: Role, job: JobKind) -> bool {
    role.allows(Permission::ManageAutomations) && role.allows(job.permission())
}

/// Whether an automation decides about all administrators together.
fn switches(acting: &Acting) -> bool {
    acting.order.as_ref().is_some_and(|order| matches!(order.action, BulkAction::Activate | BulkAction::Deactivate))
}

/// What is done to each user, where it is something that can be done for many.
fn order(listener: &Listener) -> Option<BulkOrder> {
    let job = &listener.job;
    let action = job.kind.action()?;
    Some(BulkOrder {
        life_minutes: job.life_minutes,
        effect: job.effect.or_else(|| Some(app::rules::automation::usual_effect(listener.automation.listens_to()))),
        tag: job.tag.clone(),
        ..BulkOrder::of(action)
    })
}

fn may_be_told(user: &User, names_api: bool) -> Result<(), Refusal> {
    if user.kind == Kind::Api && !names_api {
        return Err(Refusal::ApiUser);
    }
    if !user.is_active {
        return Err(Refusal::Inactive);
    }
    may_be_mailed(user.email.as_deref())
}

const fn ended(state: RunState) -> Settled {
    Settled { state, reason: None, message: None }
}

const fn left_out(reason: LeftOut) -> Settled {
    skipped(SkipReason::LeftOut(reason))
}

const fn skipped(reason: SkipReason) -> Settled {
    Settled { state: RunState::Skipped, reason: Some(reason), message: None }
}
