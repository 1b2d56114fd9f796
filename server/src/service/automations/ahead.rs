//! What the clock will bring: times of schedules, ages and absences. Nothing is kept of it before, so it is worked out for
//! whoever looks.

use super::{clock::timetable, listen::Listener};
use crate::{
    automation::Due,
    service::{Desk, Fault, moments::Moments},
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
/// How many times are told in all.
const MOST: usize = 200;
/// How far it is looked ahead for ages and absences, in days: they depend on what people do.
const DAYS_AHEAD: i64 = 30;

/// A time to come, and whom it is about.
type Strike = (Timestamp, Option<UserId>);

impl Desk {
    /// The times to come of all automations that the clock starts, whose jobs are due in a stretch of time; the soonest first.
    pub(super) async fn planned(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        within: &Range<Timestamp>,
    ) -> Result<Vec<PlannedRun>, Fault> {
        let mut planned = Vec::new();
        for automation in store::active(tx).await? {
            if !comes_by_the_clock(automation.listens_to()) {
                continue;
            }
            let Some(listener) = self.listener(tx, automation).await? else { continue };
            let strikes = self.strikes(tx, &listener).await?;
            planned.extend(self.plans(tx, caller, &listener, strikes).await?);
        }
        planned.retain(|plan| within.contains(&plan.due.at));
        planned.sort_by_key(|plan| plan.due.at);
        planned.truncate(MOST);
        Ok(planned)
    }

    async fn strikes(&self, tx: &mut Tx, listener: &Listener) -> Result<Vec<Strike>, Fault> {
        let automation = &listener.automation;
        if automation.listens_to() == EventKind::Schedule {
            let (Some(timetable), Some(next)) = (timetable(listener), automation.next_at) else { return Ok(Vec::new()) };
            let times = timetable.between(next, listener.frame.end(), MOST_EACH);
            return Ok(times.into_iter().map(|at| (at, None)).collect());
        }
        let start = Swept::whole(listener.frame.start());
        let from = automation.swept.filter(|swept| swept.to >= start.to).unwrap_or(start);
        let to = (self.now() + Span::days(DAYS_AHEAD)).min(listener.frame.end());
        let most = i64::try_from(MOST_EACH).unwrap_or(i64::MAX);
        let mut reached = self.reached(tx, automation, from, to, most).await?;
        if let Some(criteria) = &listener.about {
            let users: Vec<UserId> = reached.iter().map(|(user, _)| *user).collect();
            let meant = self.meant_among(tx, criteria, &users).await?;
            reached.retain(|(user, _)| meant.contains(user));
        }
        Ok(reached.into_iter().map(|(user, at)| (at, Some(user))).collect())
    }

    /// When the job of each is due, and for whom.
    async fn plans(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        listener: &Listener,
        strikes: Vec<Strike>,
    ) -> Result<Vec<PlannedRun>, Fault> {
        let (job, moments) = (&listener.job, Moments::of(self.now(), caller));
        let target = |about: Option<UserId>| match job.kind {
            JobKind::Webhook => None,
            _ if job.use_event_parameter => about,
            _ => job.system_user,
        };
        let mut users: Vec<UserId> = strikes.iter().filter_map(|(_, about)| target(*about)).collect();
        users.sort_unstable();
        users.dedup();
        let names: HashMap<UserId, String> = users::many::display_names(tx, &users).await?.into_iter().collect();
        let plan = |(at, about): Strike| {
            let Due::At { at: due, .. } = listener.frame.due(at, job.delay.as_ref()) else { return None };
            Some(PlannedRun {
                automation: (listener.automation.id, listener.automation.draft.name.clone()),
                event: listener.automation.listens_to(),
                job: job.kind,
                happens: moments.moment(at),
                due: moments.moment(due),
                user: target(about).map(|user| (user, names.get(&user).cloned().unwrap_or_default())),
            })
        };
        Ok(strikes.into_iter().filter_map(plan).collect())
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
