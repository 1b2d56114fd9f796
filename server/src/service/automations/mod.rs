//! Automations: kept, shown and steered. They listen in [`listen`], act in [`turn`], and what comes by the clock alone is in
//! [`clock`].

mod ahead;
mod circles;
mod clock;
mod failures;
mod files;
mod impact;
mod keep;
mod listen;
mod month;
mod plan;
mod steer;
mod trial;
mod turn;

use super::{Desk, Fault, moments::Moments, paging, zones};
use crate::store::{
    Tx,
    automations::{
        self as store, Automation, Standing,
        runs::{self, Line},
    },
    holidays, selections, settings, users,
    webhooks::{self, Try},
};
use app::{
    api::{ApiError, Automations, Caller, Thing},
    model::{
        AutomationDraft, AutomationId, AutomationList, AutomationNames, AutomationPrompt, AutomationRecord, AutomationRow,
        AutomationStep, Coming, ComingMonth, Permission, Place, RunDay, RunId, RunLine, RunQuery, RunState, RunStep, RunTally,
        SaveAutomation, Span, Timestamp, Tried, TryOver, Upcoming,
    },
};
use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use uuid::Uuid;

/// How far back lists and charts look, in days.
const DAYS_SHOWN: i64 = 30;
/// Where the one switch that stops all automations is kept.
const SWITCH: &str = "automations";

/// The one switch.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
struct Switch {
    stopped: bool,
}

#[async_trait]
impl Automations for Desk {
    async fn automations(&self, caller: &Caller) -> Result<AutomationList, ApiError> {
        caller.require(Permission::ViewAutomations)?;
        self.list_automations(caller).await.map_err(|fault| self.report(fault))
    }

    async fn automation(&self, caller: &Caller, automation: AutomationId, query: RunQuery) -> Result<AutomationRecord, ApiError> {
        caller.require(Permission::ViewAutomations)?;
        self.read_automation(caller, automation, query).await.map_err(|fault| self.report(fault))
    }

    async fn automation_prompt(&self, caller: &Caller, automation: Option<AutomationId>) -> Result<AutomationPrompt, ApiError> {
        caller.require(Permission::ManageAutomations)?;
        self.windows(caller, automation).await.map_err(|fault| self.report(fault))
    }

    async fn save_automation(&self, caller: &Caller, request: SaveAutomation) -> Result<AutomationId, ApiError> {
        self.keep_automation(caller, request).await.map_err(|fault| self.report(fault))
    }

    async fn save_window(&self, caller: &Caller, request: SaveAutomation, seen: Option<&str>) -> Result<AutomationId, ApiError> {
        self.keep_seen(caller, request, seen).await.map_err(|fault| self.report(fault))
    }

    async fn try_window(&self, caller: &Caller, request: SaveAutomation) -> Result<Tried, ApiError> {
        caller.require(Permission::ManageAutomations)?;
        self.try_unsaved(caller, request).await.map_err(|fault| self.report(fault))
    }

    async fn step_automation(&self, caller: &Caller, automation: AutomationId, step: AutomationStep) -> Result<(), ApiError> {
        self.steer_automation(caller, automation, step).await.map_err(|fault| self.report(fault))
    }

    async fn delete_automation(&self, caller: &Caller, automation: AutomationId) -> Result<(), ApiError> {
        self.drop_automation(caller, automation).await.map_err(|fault| self.report(fault))
    }

    async fn try_automation(&self, caller: &Caller, automation: AutomationId, over: TryOver) -> Result<Tried, ApiError> {
        caller.require(Permission::ViewAutomations)?;
        self.try_out(caller, automation, over).await.map_err(|fault| self.report(fault))
    }

    async fn upcoming_runs(&self, caller: &Caller, place: Option<Place>) -> Result<Upcoming, ApiError> {
        caller.require(Permission::ViewAutomations)?;
        self.list_upcoming(caller, place).await.map_err(|fault| self.report(fault))
    }

    async fn coming_month(&self, caller: &Caller, month: Option<String>) -> Result<ComingMonth, ApiError> {
        caller.require(Permission::ViewAutomations)?;
        self.month_ahead(caller, month.as_deref()).await.map_err(|fault| self.report(fault))
    }

    async fn step_run(&self, caller: &Caller, run: RunId, step: RunStep) -> Result<(), ApiError> {
        self.steer_run(caller, run, step).await.map_err(|fault| self.report(fault))
    }

    async fn stop_all_automations(&self, caller: &Caller, stopped: bool) -> Result<(), ApiError> {
        self.throw_switch(caller, stopped).await.map_err(|fault| self.report(fault))
    }
}

impl Desk {
    async fn list_automations(&self, caller: &Caller) -> Result<AutomationList, Fault> {
        let now = self.now();
        let moments = Moments::of(now, caller);
        let mut tx = self.db.read().await?;
        let tallies: HashMap<_, _> = runs::tallies(&mut tx, ago(now, DAYS_SHOWN)).await?.into_iter().collect();
        let due: HashMap<_, _> = runs::next_due(&mut tx).await?.into_iter().collect();
        let row = |automation: Automation| {
            let tally = tallies.get(&automation.id).copied().unwrap_or_default();
            row(&automation, tally, due.get(&automation.id).copied(), &moments, now)
        };
        Ok(AutomationList {
            automations: store::all(&mut tx).await?.into_iter().map(row).collect(),
            all_stopped: are_stopped(&mut tx).await?,
            can_edit: caller.role.allows(Permission::ManageAutomations),
        })
    }

    async fn read_automation(&self, caller: &Caller, id: AutomationId, query: RunQuery) -> Result<AutomationRecord, Fault> {
        let now = self.now();
        let moments = Moments::of(now, caller);
        let start = paging::start(query.place.as_ref(), |key| key.parse().ok().map(RunId))?;
        let mut tx = self.db.read().await?;
        let automation = known(&mut tx, id).await?;
        let days = self.last_days(&mut tx, caller, id).await?;
        let mut tally = total(&days);
        let due = runs::next_due_of(&mut tx, id).await?;
        tally.waiting = runs::count(&mut tx, id, Some(RunState::Waiting)).await?.number;
        let counted = runs::count(&mut tx, id, query.state).await?;
        let lines = runs::ledger(&mut tx, id, query.state, &start, paging::READ).await?;
        let with_calls: Vec<_> = lines.iter().filter(|line| line.reply.is_some()).map(|line| line.run.id).collect();
        let tries = webhooks::tries(&mut tx, &with_calls).await?;
        let can_edit = caller.role.allows(Permission::ManageAutomations);
        let status = automation.status(now);
        let steps = AutomationStep::ALL.iter().copied().filter(|step| can_edit && step.fits(status));
        Ok(AutomationRecord {
            row: row(&automation, tally, due, &moments, now),
            version: automation.version,
            names: names_of(&mut tx, &automation.draft).await?,
            steps: steps.collect(),
            can_edit,
            all_stopped: are_stopped(&mut tx).await?,
            days,
            ledger: paging::page(
                &start,
                lines,
                counted,
                |line| line.run.id.to_string(),
                |line| {
                    let made = tries.get(&line.run.id).cloned().unwrap_or_default();
                    told(line, made, &moments)
                },
            ),
            draft: automation.draft,
        })
    }

    /// What came of an automation on each of the reader's last days.
    async fn last_days(&self, tx: &mut Tx, caller: &Caller, id: AutomationId) -> Result<Vec<RunDay>, Fault> {
        let first = zones::day_of(ago(self.now(), DAYS_SHOWN - 1), &caller.time_zone);
        let mut days = Vec::new();
        let mut day = first;
        while day.start <= self.now() {
            days.push((day, RunTally::default()));
            day = zones::day_of(day.end, &caller.time_zone);
        }
        for (hour, tally) in runs::hours(tx, id, first.start).await? {
            let at = first.start + Span::hours(hour);
            if let Some((_, sum)) = days.iter_mut().find(|(day, _)| (day.start..day.end).contains(&at)) {
                *sum = added(*sum, tally);
            }
        }
        let named = |(day, tally): (zones::Day, RunTally)| RunDay { day: zones::name_of(day.start, &caller.time_zone), tally };
        Ok(days.into_iter().map(named).collect())
    }

    async fn list_upcoming(&self, caller: &Caller, place: Option<Place>) -> Result<Upcoming, Fault> {
        let start = paging::start(place.as_ref(), read_key)?;
        let moments = Moments::of(self.now(), caller);
        let mut tx = self.db.read().await?;
        let counted = runs::count_next(&mut tx).await?;
        let lines = runs::next(&mut tx, &start, paging::READ).await?;
        let key = |line: &Line| key_of(line.run.id.0, line.run.due_at);
        let mut page = paging::page(&start, lines, counted, key, |line| Coming::Run(told(line, Vec::new(), &moments)));
        let planned = self.planned(&mut tx, caller, &ahead::stretch(&start, &page)).await?;
        page.items.extend(planned.into_iter().map(Coming::Planned));
        page.items.sort_by_key(|coming| coming.due().at);
        let days = ahead::days(&page.items, caller);
        Ok(Upcoming { page, days, all_stopped: are_stopped(&mut tx).await? })
    }

    async fn windows(&self, caller: &Caller, id: Option<AutomationId>) -> Result<AutomationPrompt, Fault> {
        let now = self.now();
        let mut tx = self.db.read().await?;
        let automation = match id {
            Some(id) => Some(known(&mut tx, id).await?),
            None => None,
        };
        let names = match &automation {
            Some(automation) => names_of(&mut tx, &automation.draft).await?,
            None => AutomationNames::default(),
        };
        let selections = selections::all(&mut tx).await?;
        let activated = store::active(&mut tx).await?;
        Ok(AutomationPrompt {
            names,
            selections: selections.into_iter().map(|selection| (selection.id, selection.draft.name)).collect(),
            tags: users::tags::all(&mut tx).await?,
            activated: activated.into_iter().map(|automation| automation.draft.name).collect(),
            time_zones: zones::offered(),
            time_zone: caller.time_zone.clone(),
            now: zones::field_of(now, &caller.time_zone),
            has_holidays: holidays::count(&mut tx).await? > 0,
            record: automation.map(|automation| (automation.id, automation.version, automation.status(now), automation.draft)),
        })
    }
}

/// Whether the one switch stops all automations.
async fn are_stopped(tx: &mut Tx) -> Result<bool, Fault> {
    Ok(settings::get::<Switch>(tx, SWITCH).await?.unwrap_or_default().stopped)
}

async fn known(tx: &mut Tx, id: AutomationId) -> Result<Automation, Fault> {
    store::one(tx, id).await?.ok_or_else(|| ApiError::not_found(Thing::Automation).into())
}

/// The names of what a draft refers to.
async fn names_of(tx: &mut Tx, draft: &AutomationDraft) -> Result<AutomationNames, Fault> {
    let mut names = AutomationNames::default();
    if let Some(id) = draft.event.selection {
        names.event_selection = selections::one(tx, id).await?.map(|selection| selection.draft.name);
    }
    if let Some(id) = draft.job.as_ref().and_then(|job| job.selection) {
        names.job_selection = selections::one(tx, id).await?.map(|selection| selection.draft.name);
    }
    if let Some(id) = draft.job.as_ref().and_then(|job| job.system_user) {
        names.system_user = users::by_id(tx, id).await?.map(|user| user.display_name);
    }
    for id in draft.time_frame.iter().flat_map(|frame| &frame.remind) {
        names.reminded.push(users::by_id(tx, *id).await?.map_or_else(String::new, |user| user.display_name));
    }
    Ok(names)
}

fn row(automation: &Automation, tally: RunTally, due: Option<Timestamp>, moments: &Moments<'_>, now: Timestamp) -> AutomationRow {
    let next = [due, automation.next_at].into_iter().flatten().min().filter(|_| automation.standing == Standing::Active);
    AutomationRow {
        id: automation.id,
        name: automation.draft.name.clone(),
        status: automation.status(now),
        paused: if let Standing::Paused(reason) = automation.standing { Some(reason) } else { None },
        event: automation.listens_to(),
        job: automation.draft.job.as_ref().map(|job| job.kind),
        owner: automation.owner.name.clone(),
        next: next.map(|at| moments.moment(at)),
        tally,
    }
}

fn told(line: Line, tries: Vec<Try>, moments: &Moments<'_>) -> RunLine {
    let Line { run, used, reply } = line;
    let is_call = run.is_call();
    RunLine {
        id: run.id,
        automation: run.automation,
        event: run.event.kind,
        happened: moments.moment(run.event.at),
        due: moments.moment(run.due_at),
        is_call,
        user: run.user,
        state: run.state,
        reason: run.reason,
        message: run.message,
        used,
        reply,
        tries: tries.into_iter().map(|made| (moments.moment(made.at), made.reply)).collect(),
        ended: run.ended_at.map(|at| moments.moment(at)),
    }
}

fn total(days: &[RunDay]) -> RunTally {
    days.iter().fold(RunTally::default(), |sum, day| added(sum, day.tally))
}

/// So many days before a time.
fn ago(time: Timestamp, days: i64) -> Timestamp {
    time - Span::days(days)
}

const fn added(one: RunTally, other: RunTally) -> RunTally {
    RunTally {
        waiting: one.waiting + other.waiting,
        done: one.done + other.done,
        skipped: one.skipped + other.skipped,
        failed: one.failed + other.failed,
    }
}

/// A place in the list of what comes next.
fn key_of(run: Uuid, due_at: Timestamp) -> String {
    format!("{}{}", run.simple(), due_at.0)
}

fn read_key(text: &str) -> Option<(i64, Uuid)> {
    let (id, due_at) = text.split_at_checked(32)?;
    Some((due_at.parse().ok()?, Uuid::try_parse(id).ok()?))
}
