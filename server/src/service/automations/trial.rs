//! What an automation would have done. Nothing is sent, and nothing is kept.

use super::{
    ago, failures, known,
    listen::{Aim, Listener},
    turn::{Acting, may_own, owner_now},
};
use crate::{
    automation::Due,
    service::{Desk, Fault, moments::Moments},
    store::{
        StoreError, Tx,
        automations::{Automation, Standing, Swept},
        events::{self, Happened},
        users::{Condition, list::Stretch, search::Search},
    },
};
use app::{
    api::{ApiError, Caller, Problem},
    model::{
        AutomationId, AutomationWarning, EventFacts, EventKind, JobKind, Kind, LeftOut, NewPasswordEffect, Role, SkipReason,
        Span, Timestamp, Tried, TriedLine, TryOver, UserId, UserSort,
    },
    rules::{automation as rules, reset::Refusal},
};
use std::collections::HashMap;

/// How many times of a schedule are looked at.
const MOST_TIMES: i64 = 10;
/// The most lines that are told.
const MOST_LINES: usize = 100;
/// How many of a selection are named for each time.
const NAMED: i64 = 20;

/// A trial under way.
struct Trial<'a> {
    acting: Acting,
    /// Whether those for whom it acts cannot any more, so that it would pause.
    is_stopped: bool,
    moments: Moments<'a>,
    /// When each user was met last.
    met: HashMap<UserId, Timestamp>,
    /// How often somebody was met in each hour.
    hours: HashMap<i64, i64>,
    /// Failed sign-ins of each user that count still.
    failures: HashMap<UserId, Vec<Timestamp>>,
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
        let (job, _) = self.check_whole(tx, &automation).await?;
        let owner = would_act(tx, caller, &automation, job.kind).await?;
        let listener = self.listener(tx, automation).await?.ok_or(Problem::UnreadableForm)?;
        let selected = self.criteria_of_selection(tx, listener.job.selection).await?;
        let mut trial = Trial {
            is_stopped: owner.is_none(),
            acting: Acting::new(listener, owner.unwrap_or_else(|| caller.clone()), selected),
            moments: Moments::of(self.now(), caller),
            met: HashMap::new(),
            hours: HashMap::new(),
            failures: HashMap::new(),
            outranked: false,
            tried: Tried { events: 0, matched: 0, met: 0, left_out: 0, lines: Vec::new(), warnings: Vec::new() },
        };
        let happened = self.past(tx, &trial.acting.listener, since, most).await?;
        trial.tried.events = i64::try_from(happened.len()).unwrap_or(i64::MAX);
        for event in happened {
            self.try_event(tx, &mut trial, event).await?;
        }
        let mut warnings = self.warnings(tx, &trial).await?;
        if matches!(over, TryOver::Days(_)) && trial.tried.events >= TryOver::MOST_EVENTS {
            warnings.push(AutomationWarning::PartOnly);
        }
        let Trial { mut tried, .. } = trial;
        tried.lines.reverse();
        tried.lines.truncate(MOST_LINES);
        tried.warnings = warnings;
        Ok(tried)
    }

    /// Events of the kind, the earliest first. What comes by the clock alone was kept nowhere, so it is worked out: ages and
    /// absences of the last year at most, and the next times of a schedule.
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
                let since = since.max(ago(now, TryOver::MOST_DAYS));
                let reached = self.reached_lately(tx, &listener.automation, since, most).await?;
                Ok(reached.into_iter().map(|(user, at)| made_up(kind, at, vec![user])).collect())
            }
            _ => {
                let mut happened = events::recent(tx, kind, since, most).await?;
                happened.reverse();
                Ok(happened)
            }
        }
    }

    /// Who reached an age or an absence since then, the earliest first: the last so many, which are looked for day by day.
    async fn reached_lately(
        &self,
        tx: &mut Tx,
        automation: &Automation,
        since: Timestamp,
        most: i64,
    ) -> Result<Vec<(UserId, Timestamp)>, Fault> {
        let (mut found, mut to, mut left) = (Vec::new(), self.now(), most);
        while to > since && left > 0 {
            let from = since.max(ago(to, 1));
            let of_day = self.reached(tx, automation, Swept::whole(from), to, left).await?;
            left -= i64::try_from(of_day.len()).unwrap_or(left);
            found = [of_day, found].concat();
            to = from;
        }
        Ok(found)
    }

    async fn try_event(&self, tx: &mut Tx, trial: &mut Trial<'_>, event: Happened) -> Result<(), Fault> {
        let listener = &trial.acting.listener;
        if listener.caused(&event) {
            return Ok(());
        }
        let Some(users) = self.matched(tx, listener, &event).await? else { return Ok(()) };
        let at = event.facts.at;
        let trigger = Trigger { at, due: listener.frame.due(at, listener.job.delay.as_ref()) };
        let aim = self.aim(tx, &listener.job, users).await?;
        if !trial.counts(&event) {
            return Ok(());
        }
        trial.tried.matched += 1;
        match aim {
            Aim::Call => trial.note(trigger, None, trial.is_stopped.then_some(SkipReason::Refused(Refusal::NotPermitted))),
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
        let criteria = trial.acting.selected.clone().unwrap_or_default();
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
        if trial.is_stopped {
            trial.tried.left_out += rest;
            return Ok(());
        }
        trial.tried.met += rest;
        *trial.hours.entry(hour(trigger.at)).or_default() += rest;
        Ok(())
    }

    /// Why somebody would have been left out, as things are now.
    async fn trial_verdict(&self, tx: &mut Tx, trial: &Trial<'_>, due: Due, id: UserId) -> Result<Option<SkipReason>, Fault> {
        let Due::At { at: due, .. } = due else { return Ok(Some(SkipReason::LeftOut(LeftOut::AfterTheEnd))) };
        if trial.is_stopped {
            return Ok(Some(SkipReason::Refused(Refusal::NotPermitted)));
        }
        let rest = Span::minutes(trial.acting.listener.job.cool_down_minutes);
        let rests = trial.met.get(&id).is_some_and(|last| due - *last < rest);
        self.verdict_on(tx, &trial.acting, id, rests).await
    }

    async fn warnings(&self, tx: &mut Tx, trial: &Trial<'_>) -> Result<Vec<AutomationWarning>, Fault> {
        let Acting { listener, selected, .. } = &trial.acting;
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
    /// Counts a failed sign-in as the engine does; answers whether it completes their number. All else counts at once.
    fn counts(&mut self, event: &Happened) -> bool {
        let Some(awaited) = failures::awaited(&self.acting.listener) else { return true };
        let Some(user) = event.facts.users.first() else { return false };
        failures::completes(self.failures.entry(*user).or_default(), event.facts.at, awaited)
    }

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

/// For whom an automation would act: its owner once it is activated; before, whoever looks would activate it, if they may.
async fn would_act(tx: &mut Tx, caller: &Caller, automation: &Automation, job: JobKind) -> Result<Option<Caller>, StoreError> {
    if automation.standing != Standing::Active && may_own(caller.role, job) {
        return Ok(Some(caller.clone()));
    }
    owner_now(tx, automation, job).await
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
        TryOver::Last(number) => (Timestamp(0), within(number, TryOver::MOST_EVENTS)?),
        TryOver::Days(days) => (ago(now, within(days, TryOver::MOST_DAYS)?), TryOver::MOST_EVENTS),
    })
}
