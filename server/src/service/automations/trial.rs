//! What an automation would have done. Nothing is sent, and nothing is kept.

use super::{
    known,
    listen::{Aim, Listener, ago},
};
use crate::{
    automation::Due,
    service::{Desk, Fault, bulk::Turn, moments::Moments},
    store::{
        Tx,
        automations::Automation,
        events::{self, Happened},
        users::{self, Condition, list::Stretch, search::Search},
    },
};
use app::{
    api::{ApiError, Caller, Problem},
    model::{
        AutomationId, AutomationWarning, BulkOrder, Criteria, EventFacts, EventKind, JobKind, Kind, LeftOut, NewPasswordEffect,
        Role, SkipReason, Span, Timestamp, Tried, TriedLine, TryOver, UserId, UserSort,
    },
    rules::{automation as rules, reset::Refusal},
};
use std::collections::HashMap;

/// The most events that are looked at.
const MOST_EVENTS: i64 = 1_000;
/// The longest stretch of time, in days.
const MOST_DAYS: i64 = 366;
/// How far back it is looked where no number of events says so.
const USUAL_DAYS: i64 = 30;
/// How many times of a schedule are looked at.
const MOST_TIMES: i64 = 10;
/// The most lines that are told.
const MOST_LINES: usize = 100;
/// How many of a selection are named for each time.
const NAMED: i64 = 20;

/// A trial under way.
struct Trial<'a> {
    caller: &'a Caller,
    listener: Listener,
    selected: Option<Criteria>,
    order: Option<BulkOrder>,
    moments: Moments<'a>,
    /// When each user was met last.
    met: HashMap<UserId, Timestamp>,
    /// How often somebody was met in each hour.
    hours: HashMap<i64, i64>,
    /// Whether the rank of whoever asks forbids it for somebody.
    outranked: bool,
    tried: Tried,
}

/// An event that is tried, and when its job would be due.
#[derive(Clone, Copy)]
struct Trigger {
    at: Timestamp,
    due: Due,
}

impl Desk {
    pub(super) async fn try_out(&self, caller: &Caller, id: AutomationId, over: TryOver) -> Result<Tried, Fault> {
        let mut tx = self.db.read().await?;
        let automation = known(&mut tx, id).await?;
        self.try_as(&mut tx, caller, automation, over).await
    }

    /// Tries an automation with windows that may not be saved yet.
    pub(super) async fn try_as(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        automation: Automation,
        over: TryOver,
    ) -> Result<Tried, Fault> {
        let (since, most) = stretch(over, self.now())?;
        self.check_whole(tx, &automation.draft).await?;
        let listener = self.listener(tx, automation).await?.ok_or(Problem::UnreadableForm)?;
        let selected = self.criteria_of_selection(tx, listener.job.selection).await?;
        let mut trial = Trial {
            caller,
            order: listener.job.kind.action().map(BulkOrder::of),
            selected,
            moments: Moments::of(self.now(), caller),
            met: HashMap::new(),
            hours: HashMap::new(),
            outranked: false,
            tried: Tried { events: 0, matched: 0, met: 0, left_out: 0, lines: Vec::new(), warnings: Vec::new() },
            listener,
        };
        let happened = self.past(tx, &trial.listener, since, most).await?;
        trial.tried.events = i64::try_from(happened.len()).unwrap_or(i64::MAX);
        for event in happened {
            self.try_event(tx, &mut trial, event).await?;
        }
        let warnings = self.warnings(tx, &trial).await?;
        let Trial { mut tried, .. } = trial;
        tried.lines.reverse();
        tried.lines.truncate(MOST_LINES);
        tried.warnings = warnings;
        Ok(tried)
    }

    /// Events of the kind, the earliest first. What comes by the clock alone was kept nowhere, so it is worked out: ages and
    /// absences of the last days, and the next times of a schedule.
    async fn past(&self, tx: &mut Tx, listener: &Listener, since: Timestamp, most: i64) -> Result<Vec<Happened>, Fault> {
        let (kind, now) = (listener.automation.listens_to(), self.now());
        let made_up = |kind, at, users| Happened {
            id: self.random.id(at),
            facts: EventFacts {
                kind,
                at,
                users,
                facts: Vec::new(),
                success: None,
                number: listener.automation.draft.event.number,
            },
            actor: None,
            causes: Vec::new(),
        };
        match kind {
            EventKind::Schedule => {
                let Some(timetable) = super::clock::timetable(listener) else { return Ok(Vec::new()) };
                let from = now.max(listener.frame.start());
                let most = usize::try_from(most.min(MOST_TIMES)).unwrap_or(1);
                let times = timetable.between(from, listener.frame.end(), most);
                Ok(times.into_iter().map(|at| made_up(kind, at, Vec::new())).collect())
            }
            EventKind::PasswordAge | EventKind::NoSignIn => {
                let from = since.max(ago(now, USUAL_DAYS));
                let reached = self.reached(tx, &listener.automation, from, now, most).await?;
                Ok(reached.into_iter().map(|(user, at)| made_up(kind, at, vec![user])).collect())
            }
            _ => {
                let mut happened = events::recent(tx, kind, since, most).await?;
                happened.reverse();
                Ok(happened)
            }
        }
    }

    async fn try_event(&self, tx: &mut Tx, trial: &mut Trial<'_>, event: Happened) -> Result<(), Fault> {
        let Some(users) = self.matched(tx, &trial.listener, &event).await? else { return Ok(()) };
        trial.tried.matched += 1;
        let at = event.facts.at;
        let trigger = Trigger { at, due: trial.listener.frame.due(at, trial.listener.job.delay.as_ref()) };
        match self.aim(tx, &trial.listener.job, users).await? {
            Aim::Call => trial.note(trigger, None, None),
            Aim::Users(users) => {
                for (id, name) in users {
                    let reason = self.trial_verdict(tx, trial, trigger.due, id).await?;
                    trial.note(trigger, Some((id, name)), reason);
                }
            }
            Aim::Selected => self.try_selection(tx, trial, trigger).await?,
        }
        Ok(())
    }

    /// The first of a selection are judged one by one; the rest is counted as met.
    async fn try_selection(&self, tx: &mut Tx, trial: &mut Trial<'_>, trigger: Trigger) -> Result<(), Fault> {
        let criteria = trial.selected.clone().unwrap_or_default();
        let conditions: Vec<Condition> = self.meant_by(tx, &criteria).await?;
        let search = Search::new(tx, conditions, self.now()).await?;
        let stretch = Stretch { sort: UserSort::Name, down: false, beyond: None, most: NAMED };
        let first = search.read(tx, &stretch).await?;
        let judged = i64::try_from(first.len()).unwrap_or(i64::MAX);
        for row in first {
            let reason = self.trial_verdict(tx, trial, trigger.due, row.user.id).await?;
            trial.note(trigger, Some((row.user.id, row.user.display_name)), reason);
        }
        let rest = (search.total().counted - judged).max(0);
        trial.tried.met += rest;
        *trial.hours.entry(hour(trigger.at)).or_default() += rest;
        Ok(())
    }

    /// Why somebody would have been left out, as things are now.
    async fn trial_verdict(&self, tx: &mut Tx, trial: &Trial<'_>, due: Due, id: UserId) -> Result<Option<SkipReason>, Fault> {
        let Due::At { at: due, .. } = due else { return Ok(Some(SkipReason::LeftOut(LeftOut::AfterTheEnd))) };
        let Some(user) = users::by_id(tx, id).await? else { return Ok(Some(SkipReason::LeftOut(LeftOut::Gone))) };
        if let Some(criteria) = &trial.selected
            && self.meant_among(tx, criteria, &[id]).await?.is_empty()
        {
            return Ok(Some(SkipReason::LeftOut(LeftOut::NotSelected)));
        }
        let rests = Span::minutes(trial.listener.job.cool_down_minutes);
        if trial.met.get(&id).is_some_and(|last| due - *last < rests) {
            return Ok(Some(SkipReason::LeftOut(LeftOut::CoolDown)));
        }
        let Some(order) = &trial.order else { return Ok(None) };
        let allows_api = trial.selected.as_ref().is_some_and(|criteria| criteria.names(Kind::Api));
        let turn = Turn { caller: trial.caller, order, allows_api };
        Ok(self.may_act(tx, turn, &user).await?.err().map(SkipReason::Refused))
    }

    async fn warnings(&self, tx: &mut Tx, trial: &Trial<'_>) -> Result<Vec<AutomationWarning>, Fault> {
        let Trial { listener, selected, .. } = trial;
        let (kind, job) = (listener.automation.listens_to(), &listener.job);
        let stops_early =
            job.kind == JobKind::SendNewPassword && job.effect.is_some_and(|effect| effect != NewPasswordEffect::FirstUse);
        let mails = matches!(job.kind, JobKind::SendNewPassword | JobKind::SendLink | JobKind::Notify);
        let is_for_everyone = job.selection.is_none() && job.system_user.is_none() && job.kind != JobKind::Webhook;
        let mut counted = async |kinds: Condition| -> Result<bool, Fault> {
            let Some(criteria) = selected else { return Ok(false) };
            let mut conditions = self.meant_by(tx, criteria).await?;
            conditions.push(kinds);
            Ok(Search::new(tx, conditions, self.now()).await?.counted > 0)
        };
        let found = [
            (AutomationWarning::StrangersStopPasswords, rules::strangers_cause(kind) && stops_early),
            (AutomationWarning::StrangersCauseMail, rules::strangers_cause(kind) && mails && !stops_early),
            (
                AutomationWarning::ProgramsTakePart,
                selected.as_ref().is_some_and(|criteria| criteria.names(Kind::Api))
                    && counted(Condition::Kinds(vec![Kind::Api])).await?,
            ),
            (AutomationWarning::HybridsTakePart, counted(Condition::Kinds(vec![Kind::Hybrid])).await?),
            (AutomationWarning::Administrators, counted(Condition::Roles(vec![Role::Administrator])).await?),
            (AutomationWarning::Outranked, trial.outranked),
            (AutomationWarning::Everyone, is_for_everyone),
            (AutomationWarning::OverTheCap, trial.hours.values().any(|met| *met > job.hourly_cap)),
            (AutomationWarning::Nobody, trial.tried.met == 0),
        ];
        Ok(found.into_iter().filter_map(|(warning, holds)| holds.then_some(warning)).collect())
    }
}

impl Trial<'_> {
    fn note(&mut self, Trigger { at, due }: Trigger, user: Option<(UserId, String)>, reason: Option<SkipReason>) {
        let (due, deferred) = match due {
            Due::At { at, deferred } => (Some(at), deferred),
            Due::AfterTheEnd => (None, false),
        };
        match (reason, due) {
            (None, Some(due)) => {
                self.tried.met += 1;
                *self.hours.entry(hour(due)).or_default() += 1;
                if let Some((id, _)) = &user {
                    self.met.insert(*id, due);
                }
            }
            _ => self.tried.left_out += 1,
        }
        self.outranked |= reason == Some(SkipReason::Refused(Refusal::Outranked));
        self.tried.lines.push(TriedLine {
            happened: self.moments.moment(at),
            due: due.map(|due| self.moments.moment(due)),
            deferred,
            user,
            reason,
        });
    }
}

fn hour(at: Timestamp) -> i64 {
    at.0.div_euclid(Span::hours(1).0)
}

/// From when on it is looked, and at how many events at most.
fn stretch(over: TryOver, now: Timestamp) -> Result<(Timestamp, i64), ApiError> {
    let within = |number: i64, most: i64| {
        let fits = (1..=most).contains(&number);
        if fits { Ok(number) } else { Err(ApiError::field("number", Problem::OutOfRange(1, most))) }
    };
    Ok(match over {
        TryOver::Last(number) => (Timestamp(0), within(number, MOST_EVENTS)?),
        TryOver::Days(days) => (ago(now, within(days, MOST_DAYS)?), MOST_EVENTS),
    })
}
