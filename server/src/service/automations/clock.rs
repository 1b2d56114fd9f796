//! What comes by the clock alone: schedules, ages and absences, reminders, ends. Of several processes that look at the same
//! time, one moves an automation on.

use super::{ago, are_stopped, listen::Listener};
use crate::{
    automation::{Standing, Timetable},
    service::{Desk, Fault},
    store::{
        Tx,
        automations::{
            self as store, Automation, Move, Swept,
            runs::{self, About, NewRun, Occasion},
        },
        users,
    },
};
use app::model::{EventKind, RunId, RunState, Span, Timestamp, UserId};

/// How often ages and absences are looked at.
const SWEEP_EVERY: Span = Span::minutes(1);
/// How many times of a schedule that were missed are told.
const MOST_MISSED: usize = 100;
/// How many users are met by one look at ages or absences; the rest by the next.
const MOST_SWEPT: i64 = 500;

impl Desk {
    /// Does what the clock asks for now; answers whether there may be more at once.
    ///
    /// # Errors
    /// When Latchkey failed: it is tried again.
    pub async fn follow_the_clock(&self) -> anyhow::Result<bool> {
        let now = self.now();
        let mut tx = self.db.read().await?;
        if !store::any_to_move(&mut tx, now, now - SWEEP_EVERY).await? {
            return Ok(false);
        }
        drop(tx);
        let mut tx = self.db.write().await?;
        self.end_frames(&mut tx).await?;
        self.remind(&mut tx).await?;
        let mut more = false;
        if !are_stopped(&mut tx).await? {
            self.strike(&mut tx).await?;
            more = self.sweep(&mut tx).await?;
        }
        tx.commit().await?;
        self.mail_waits.notify_one();
        Ok(more)
    }

    async fn end_frames(&self, tx: &mut Tx) -> Result<(), Fault> {
        for id in store::end(tx, self.now()).await? {
            runs::end_waiting(tx, id, RunState::Missed, self.now()).await?;
        }
        Ok(())
    }

    async fn remind(&self, tx: &mut Tx) -> Result<(), Fault> {
        for automation in store::to_remind(tx, self.now()).await? {
            let (Some(at), Some((_, ends_at))) = (automation.remind_at, automation.frame) else { continue };
            if !store::reminded(tx, automation.id, at).await? {
                continue;
            }
            for id in automation.draft.time_frame.iter().flat_map(|frame| &frame.remind) {
                if let Some(user) = users::by_id(tx, *id).await?.filter(|user| user.is_active) {
                    self.queue_automation_ending(tx, &user, automation.id, &automation.draft.name, ends_at).await?;
                }
            }
        }
        Ok(())
    }

    /// Has the schedules whose time has come happen: the latest time runs, those before it were missed.
    async fn strike(&self, tx: &mut Tx) -> Result<(), Fault> {
        let now = self.now();
        for automation in store::scheduled(tx, now).await? {
            let Some(seen) = automation.next_at else { continue };
            let Some(listener) = self.ready(tx, automation).await? else { continue };
            let Some(timetable) = timetable(&listener) else { continue };
            let to = timetable.next_after(now).filter(|next| *next < listener.frame.end());
            if !store::move_schedule(tx, Move { of: listener.automation.id, from: seen, to }).await? {
                continue;
            }
            let mut struck = timetable.between(seen, now + Span(1), MOST_MISSED);
            let latest = struck.pop().unwrap_or(seen);
            for missed in struck {
                self.miss(tx, &listener, missed).await?;
            }
            let aim = self.aim(tx, &listener.job, Vec::new()).await?;
            self.add_runs(tx, &listener, &self.occasion(EventKind::Schedule, latest, None), aim).await?;
        }
        Ok(())
    }

    async fn miss(&self, tx: &mut Tx, listener: &Listener, at: Timestamp) -> Result<(), Fault> {
        let now = self.now();
        let run = NewRun {
            id: RunId(self.random.id(now)),
            automation: listener.automation.id,
            event: &self.occasion(EventKind::Schedule, at, None),
            user: None,
            gathers: false,
            by_hand: false,
            state: RunState::Missed,
            reason: None,
            due_at: at,
            now,
        };
        Ok(runs::insert(tx, &[run]).await?)
    }

    /// Meets those whose password has reached an age, or who have been away for so long; answers whether there may be more.
    async fn sweep(&self, tx: &mut Tx) -> Result<bool, Fault> {
        let now = self.now();
        let mut more = false;
        for automation in store::sweeping(tx, now - SWEEP_EVERY).await? {
            let Some(from) = automation.swept else { continue };
            let found = self.reached(tx, &automation, from, now, MOST_SWEPT).await?;
            let is_all = i64::try_from(found.len()).is_ok_and(|found| found < MOST_SWEPT);
            let last = found.last().filter(|_| !is_all);
            let to = last.map_or(Swept::whole(now), |(user, at)| Swept { to: *at, past: *user });
            if !store::move_sweep(tx, Move { of: automation.id, from, to }).await? {
                continue;
            }
            more |= !is_all;
            let Some(listener) = self.ready(tx, automation).await? else { continue };
            for (user, at) in found {
                self.come_of_age(tx, &listener, user, at).await?;
            }
        }
        Ok(more)
    }

    async fn come_of_age(&self, tx: &mut Tx, listener: &Listener, user: UserId, at: Timestamp) -> Result<(), Fault> {
        if listener.frame.standing(at) != Standing::Inside {
            return Ok(());
        }
        let is_meant = match &listener.about {
            None => true,
            Some(criteria) => !self.meant_among(tx, criteria, &[user]).await?.is_empty(),
        };
        if !is_meant {
            return Ok(());
        }
        let users = users::many::display_names(tx, &[user]).await?;
        let aim = self.aim(tx, &listener.job, users).await?;
        self.add_runs(tx, listener, &self.occasion(listener.automation.listens_to(), at, Some(user)), aim).await
    }

    /// Whose password reached the age, or whose absence the length, that an automation waits for, after a place and until a point
    /// in time: with the moment at which it did, in its order.
    pub(super) async fn reached(
        &self,
        tx: &mut Tx,
        automation: &Automation,
        from: Swept,
        to: Timestamp,
        most: i64,
    ) -> Result<Vec<(UserId, Timestamp)>, Fault> {
        let days = automation.draft.event.number.unwrap_or_default();
        let stretch = store::Stretch { from: Swept { to: ago(from.to, days), ..from }, to: ago(to, days), most };
        let found = match automation.listens_to() {
            EventKind::PasswordAge => store::passwords_of(tx, stretch).await?,
            _ => store::last_seen(tx, stretch).await?,
        };
        Ok(found.into_iter().map(|(user, at)| (user, at + Span::days(days))).collect())
    }

    /// Something that came by the clock: no event of its own is kept.
    pub(super) fn occasion(&self, kind: EventKind, at: Timestamp, about: Option<UserId>) -> Occasion {
        Occasion { id: self.random.id(at), kind, at, about: About { users: about.into_iter().collect() }, causes: Vec::new() }
    }
}

/// When an automation's schedule comes.
pub(super) fn timetable(listener: &Listener) -> Option<Timetable> {
    let schedule = listener.automation.draft.event.schedule.as_ref()?;
    Timetable::new(schedule, listener.frame.start()).ok()
}
