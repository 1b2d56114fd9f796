//! New events become runs, in the transaction that marks them as seen.

use super::{are_stopped, failures, plan::meets_users};
use crate::{
    automation::{Due, Frame, Standing, watch::Watch},
    service::{Desk, Fault},
    store::{
        StoreError, Tx,
        automations::{
            self as store, Automation, heard,
            runs::{self, About, NewRun, Occasion},
        },
        dialect::{self, Alone},
        events::{self, Happened},
        holidays,
        users::{self, Condition, search::Search},
    },
};
use app::model::{Criteria, HolidayCalendar, Job, LeftOut, PauseReason, RunId, RunState, SkipReason, UserId};

/// Events that are looked at in one transaction.
const AT_ONCE: i64 = 500;

/// An automation that is activated, ready to be asked about events.
pub(super) struct Listener {
    pub(super) automation: Automation,
    pub(super) job: Job,
    pub(super) watch: Watch,
    pub(super) frame: Frame,
    /// Whom the event must be about.
    pub(super) about: Option<Criteria>,
}

impl Listener {
    /// Whether it caused an event itself: that does not start it again, however long the chain.
    pub(super) fn caused(&self, event: &Happened) -> bool {
        event.causes.contains(&self.automation.id)
    }
}

/// For whom a job is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Aim {
    /// For these.
    Users(Vec<(UserId, String)>),
    /// For all whom its selection will mean.
    Selected,
    /// For nobody in particular: it is called once.
    Call,
}

impl Desk {
    /// Asks every automation about the next events; answers whether there were any.
    ///
    /// # Errors
    /// When Latchkey failed: the events are new still, and it is tried again.
    pub async fn listen_to_events(&self) -> anyhow::Result<bool> {
        if !events::any_new(&mut self.db.read().await?).await? {
            return Ok(false);
        }
        let mut tx = self.db.write().await?;
        let new = events::take_new(&mut tx, AT_ONCE).await?;
        if !new.is_empty() && !are_stopped(&mut tx).await? {
            let listeners = self.listeners(&mut tx, &new).await?;
            let earlier = heard::take_earlier(&mut tx).await?;
            if listeners.iter().any(|listener| failures::awaited(listener).is_some()) {
                dialect::alone(&mut tx, Alone::Failures).await?;
            }
            for event in &new {
                for listener in listeners.iter().filter(|listener| listener.automation.listens_to() == event.facts.kind) {
                    if !earlier.contains(&(listener.automation.id, event.id)) {
                        self.hear(&mut tx, listener, event).await?;
                    }
                }
            }
        }
        tx.commit().await?;
        Ok(!new.is_empty())
    }

    /// Those that are activated and listen to something that happened.
    async fn listeners(&self, tx: &mut Tx, new: &[Happened]) -> Result<Vec<Listener>, Fault> {
        let calendar = holidays::all(tx).await?;
        let mut listeners = Vec::new();
        for automation in store::active(tx).await? {
            if new.iter().any(|event| event.facts.kind == automation.listens_to()) {
                listeners.extend(self.ready_under(tx, &calendar, automation).await?);
            }
        }
        Ok(listeners)
    }

    /// An automation that is activated, ready to be asked. One whose windows cannot be read any more, because something they name
    /// is gone, pauses.
    pub(super) async fn ready(&self, tx: &mut Tx, automation: Automation) -> Result<Option<Listener>, Fault> {
        let calendar = holidays::all(tx).await?;
        self.ready_under(tx, &calendar, automation).await
    }

    async fn ready_under(
        &self,
        tx: &mut Tx,
        calendar: &HolidayCalendar,
        automation: Automation,
    ) -> Result<Option<Listener>, Fault> {
        let listener = self.listener_under(tx, calendar, automation.clone()).await?;
        if listener.is_none() {
            self.pause_automation(tx, &automation, PauseReason::Missing).await?;
        }
        Ok(listener)
    }

    /// An automation ready to be asked; none when something that its windows name is gone.
    pub(super) async fn listener(&self, tx: &mut Tx, automation: Automation) -> Result<Option<Listener>, Fault> {
        let calendar = holidays::all(tx).await?;
        self.listener_under(tx, &calendar, automation).await
    }

    async fn listener_under(
        &self,
        tx: &mut Tx,
        calendar: &HolidayCalendar,
        automation: Automation,
    ) -> Result<Option<Listener>, Fault> {
        let frame = automation.draft.time_frame.as_ref().and_then(|entered| Frame::new(entered, calendar).ok());
        let about = self.criteria_of_selection(tx, automation.draft.event.selection).await?;
        let is_about_known = about.is_some() || automation.draft.event.selection.is_none();
        let (Some(job), Some(frame), Ok(watch), true) =
            (automation.draft.job.clone(), frame, Watch::new(&automation.draft.event), is_about_known)
        else {
            return Ok(None);
        };
        Ok(Some(Listener { automation, job, watch, frame, about }))
    }

    async fn hear(&self, tx: &mut Tx, listener: &Listener, event: &Happened) -> Result<(), Fault> {
        if listener.caused(event) || event.is_of_unknown_name() || listener.frame.standing(event.facts.at) != Standing::Inside {
            return Ok(());
        }
        let Some(users) = self.matched(tx, listener, event).await? else { return Ok(()) };
        if !failures::count(tx, listener, event, self.now()).await? {
            return Ok(());
        }
        let occasion = Occasion {
            id: event.id,
            kind: event.facts.kind,
            at: event.facts.at,
            about: About { users: users.iter().map(|(user, _)| *user).collect() },
            causes: event.causes.clone(),
        };
        let aim = self.aim(tx, &listener.job, users).await?;
        self.add_runs(tx, listener, &occasion, aim).await
    }

    /// Whom an event is about, if the automation listens to it. Failures are still to be counted.
    pub(super) async fn matched(
        &self,
        tx: &mut Tx,
        listener: &Listener,
        event: &Happened,
    ) -> Result<Option<Vec<(UserId, String)>>, Fault> {
        if !listener.watch.fits(&event.facts) {
            return Ok(None);
        }
        let users = match &listener.about {
            None => event.facts.users.clone(),
            Some(criteria) => {
                let meant = self.meant_among(tx, criteria, &event.facts.users).await?;
                if meant.is_empty() {
                    return Ok(None);
                }
                meant
            }
        };
        Ok(Some(users::many::display_names(tx, &users).await?))
    }

    /// Those of some users whom conditions mean now. Conditions that cannot be asked mean nobody.
    pub(super) async fn meant_among(&self, tx: &mut Tx, criteria: &Criteria, users: &[UserId]) -> Result<Vec<UserId>, Fault> {
        if users.is_empty() {
            return Ok(Vec::new());
        }
        let mut conditions = match self.meant_by(tx, criteria).await {
            Ok(conditions) => conditions,
            Err(Fault::Told(_)) => return Ok(Vec::new()),
            Err(fault) => return Err(fault),
        };
        conditions.push(Condition::Among(users.to_vec()));
        let most = i64::try_from(users.len()).unwrap_or(i64::MAX);
        Ok(Search::new(tx, conditions, self.now()).await?.ids(tx, None, most).await?)
    }

    /// For whom a job is, of an event about these.
    pub(super) async fn aim(&self, tx: &mut Tx, job: &Job, about: Vec<(UserId, String)>) -> Result<Aim, StoreError> {
        Ok(match job.system_user {
            _ if !meets_users(job.kind) => Aim::Call,
            _ if job.use_event_parameter => Aim::Users(about),
            Some(user) => Aim::Users(users::many::display_names(tx, &[user]).await?),
            None => Aim::Selected,
        })
    }

    /// Adds what is to be done because of an occasion.
    pub(super) async fn add_runs(&self, tx: &mut Tx, listener: &Listener, occasion: &Occasion, aim: Aim) -> Result<(), Fault> {
        let now = self.now();
        let (due_at, state, reason) = match listener.frame.due(occasion.at, listener.job.delay.as_ref()) {
            Due::At { at, .. } => (at, RunState::Waiting, None),
            Due::AfterTheEnd => (occasion.at, RunState::Skipped, Some(SkipReason::LeftOut(LeftOut::AfterTheEnd))),
        };
        let blank = NewRun {
            id: RunId(self.random.id(now)),
            automation: listener.automation.id,
            event: occasion,
            user: None,
            gathers: aim == Aim::Selected,
            by_hand: false,
            state,
            reason,
            due_at,
            now,
        };
        let added = match &aim {
            Aim::Selected | Aim::Call => vec![blank],
            Aim::Users(users) => users
                .iter()
                .map(|(user, _)| NewRun { id: RunId(self.random.id(now)), user: Some(*user), ..blank.clone() })
                .collect(),
        };
        runs::insert(tx, &added).await?;
        Ok(())
    }
}
