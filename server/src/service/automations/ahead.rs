//! What the clock will bring: times of schedules, ages and absences. Nothing is kept of it before, so it is worked out for
//! whoever looks.

use super::{clock::timetable, listen::Listener};
use crate::{
    automation::Due,
    mail::words,
    service::{Desk, Fault, moments::Moments, zones},
    store::{
        Start, Tx,
        automations::{self as store, Swept},
        users,
    },
};
use app::{
    api::Caller,
    model::{Coming, EventKind, JobKind, Page, PlannedRun, Span, Timestamp, UserId},
};
use std::{collections::HashMap, ops::Range};
use uuid::Uuid;

/// How many times of each automation are told.
const MOST_EACH: usize = 10;
/// How many are looked at where they are told from a later time on: a schedule has one a day at most, and it is looked ahead for
/// a year and a month.
const MOST_SEEN: usize = 400;
/// How many times are told in all.
const MOST: usize = 200;
/// How far it is looked ahead for ages and absences, in days: they depend on what people do.
const DAYS_AHEAD: i64 = 30;

/// A time to come, and whom it is about.
type Strike = (Timestamp, Option<UserId>);

/// A time to come, and when the job is due.
struct Time {
    happens: Timestamp,
    due: Timestamp,
    about: Option<UserId>,
}

impl Desk {
    /// The times to come of all automations that the clock starts, whose jobs are due in a stretch of time; the soonest first.
    pub(super) async fn planned(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        within: &Range<Timestamp>,
    ) -> Result<Vec<PlannedRun>, Fault> {
        let mut planned = Vec::new();
        // The first times there are need no search.
        let most = if within.start == Timestamp(i64::MIN) { MOST_EACH } else { MOST_SEEN };
        for listener in self.clocked(tx).await? {
            let mut times = self.times(tx, &listener, within, most).await?;
            times.truncate(MOST_EACH);
            planned.extend(self.plans(tx, caller, &listener, times).await?);
        }
        planned.sort_by_key(|plan| plan.due.at);
        planned.truncate(MOST);
        Ok(planned)
    }

    /// The times to come whose jobs are due in a stretch of time, each with its automation's name.
    pub(super) async fn times_within(&self, tx: &mut Tx, within: &Range<Timestamp>) -> Result<Vec<(String, Timestamp)>, Fault> {
        let mut found = Vec::new();
        for listener in self.clocked(tx).await? {
            let times = self.times(tx, &listener, within, MOST_SEEN).await?;
            found.extend(times.into_iter().map(|time| (listener.automation.draft.name.clone(), time.due)));
        }
        Ok(found)
    }

    /// The automations that the clock starts.
    async fn clocked(&self, tx: &mut Tx) -> Result<Vec<Listener>, Fault> {
        let mut clocked = Vec::new();
        for automation in store::active(tx).await? {
            if comes_by_the_clock(automation.listens_to()) {
                clocked.extend(self.listener(tx, automation).await?);
            }
        }
        Ok(clocked)
    }

    /// Those of an automation's next times, at most so many, whose jobs are due in a stretch of time.
    async fn times(&self, tx: &mut Tx, listener: &Listener, within: &Range<Timestamp>, most: usize) -> Result<Vec<Time>, Fault> {
        let strikes = self.strikes(tx, listener, within.end, most).await?;
        let time = |(happens, about): Strike| {
            let Due::At { at: due, .. } = listener.frame.due(happens, listener.job.delay.as_ref()) else { return None };
            within.contains(&due).then_some(Time { happens, due, about })
        };
        Ok(strikes.into_iter().filter_map(time).collect())
    }

    /// An automation's next times before `until`, at most so many.
    async fn strikes(&self, tx: &mut Tx, listener: &Listener, until: Timestamp, most: usize) -> Result<Vec<Strike>, Fault> {
        let automation = &listener.automation;
        let until = until.min(listener.frame.end());
        if automation.listens_to() == EventKind::Schedule {
            let (Some(timetable), Some(next)) = (timetable(listener), automation.next_at) else { return Ok(Vec::new()) };
            let times = timetable.between(next, until, most);
            return Ok(times.into_iter().map(|at| (at, None)).collect());
        }
        let start = Swept::whole(listener.frame.start());
        let from = automation.swept.filter(|swept| swept.to >= start.to).unwrap_or(start);
        let to = (self.now() + Span::days(DAYS_AHEAD)).min(until);
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let mut reached = self.reached(tx, automation, from, to, most).await?;
        if let Some(criteria) = &listener.about {
            let users: Vec<UserId> = reached.iter().map(|(user, _)| *user).collect();
            let meant = self.meant_among(tx, criteria, &users).await?;
            reached.retain(|(user, _)| meant.contains(user));
        }
        Ok(reached.into_iter().map(|(user, at)| (at, Some(user))).collect())
    }

    /// The same in words, and for whom.
    async fn plans(&self, tx: &mut Tx, caller: &Caller, listener: &Listener, times: Vec<Time>) -> Result<Vec<PlannedRun>, Fault> {
        let (job, moments) = (&listener.job, Moments::of(self.now(), caller));
        let target = |about: Option<UserId>| match job.kind {
            JobKind::Webhook => None,
            _ if job.use_event_parameter => about,
            _ => job.system_user,
        };
        let mut users: Vec<UserId> = times.iter().filter_map(|time| target(time.about)).collect();
        users.sort_unstable();
        users.dedup();
        let names: HashMap<UserId, String> = users::many::display_names(tx, &users).await?.into_iter().collect();
        let plan = |time: Time| PlannedRun {
            automation: (listener.automation.id, listener.automation.draft.name.clone()),
            event: listener.automation.listens_to(),
            job: job.kind,
            happens: moments.moment(time.happens),
            due: moments.moment(time.due),
            user: target(time.about).map(|user| (user, names.get(&user).cloned().unwrap_or_default())),
        };
        Ok(times.into_iter().map(plan).collect())
    }
}

const fn comes_by_the_clock(kind: EventKind) -> bool {
    matches!(kind, EventKind::Schedule | EventKind::PasswordAge | EventKind::NoSignIn)
}

/// The stretch of time for which a page of runs stands: pages that are read on and on leave nothing out and tell nothing twice.
pub(super) fn stretch(start: &Start<(i64, Uuid)>, page: &Page<Coming>) -> Range<Timestamp> {
    let due = |coming: Option<&Coming>| coming.map(|coming| coming.due().at);
    let from = match start {
        Start::After((due, _)) => Some(Timestamp(*due)),
        _ => due(page.items.first()).filter(|_| page.previous.is_some()),
    };
    let to = match start {
        Start::Before((due, _)) => Some(Timestamp(*due)),
        _ => due(page.items.last()).filter(|_| page.next.is_some()),
    };
    from.unwrap_or(Timestamp(i64::MIN))..to.unwrap_or(Timestamp(i64::MAX))
}

/// The reader's days on which things are due that stand in order, and how many of them on each.
pub(super) fn days(coming: &[Coming], caller: &Caller) -> Vec<(String, usize)> {
    let date = |coming: &Coming| zones::date_of(coming.due().at, &caller.time_zone);
    let of_day = |coming: &[Coming]| Some((words::day(date(coming.first()?), caller.locale), coming.len()));
    coming.chunk_by(|one, next| date(one) == date(next)).filter_map(of_day).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::model::{AutomationId, Count, Moment};

    fn due(at: i64) -> Coming {
        let moment = || Moment { at: Timestamp(at), machine: String::new(), short: String::new(), full: String::new() };
        Coming::Planned(PlannedRun {
            automation: (AutomationId(Uuid::nil()), String::new()),
            event: EventKind::Schedule,
            job: JobKind::EndSessions,
            happens: moment(),
            due: moment(),
            user: None,
        })
    }

    fn of(start: Start<i64>, (previous, next): (bool, bool)) -> (i64, i64) {
        let key = |there: bool| there.then(String::new);
        let items = vec![due(50), due(90)];
        let page = Page { items, total: Count { counted: 2, more: false }, next: key(next), previous: key(previous) };
        let start = match start {
            Start::First => Start::First,
            Start::After(due) => Start::After((due, Uuid::nil())),
            Start::Before(due) => Start::Before((due, Uuid::nil())),
        };
        let stretch = stretch(&start, &page);
        (stretch.start.0, stretch.end.0)
    }

    #[test]
    fn pages_leave_no_time_out_and_tell_none_twice() {
        assert_eq!(of(Start::First, (false, false)), (i64::MIN, i64::MAX));
        assert_eq!(of(Start::First, (false, true)), (i64::MIN, 90));
        assert_eq!(of(Start::After(40), (true, true)), (40, 90));
        assert_eq!(of(Start::After(40), (true, false)), (40, i64::MAX));
        assert_eq!(of(Start::Before(95), (true, true)), (50, 95));
        assert_eq!(of(Start::Before(95), (false, true)), (i64::MIN, 95));
    }
}
