//! What the three windows mean: what is wrong with them, and what they come to in time.

use crate::{
    automation::{Frame, Timetable, watch::Watch},
    service::{Desk, Fault},
    store::{Tx, automations::Automation, holidays, selections, users},
};
use app::{
    api::{ApiError, Problem},
    model::{AutomationDraft, AutomationWindow, Criteria, EventKind, Job, JobKind, SelectionId, TimeFrame, Timestamp},
    rules::automation as rules,
};

/// A window that is to be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    One(AutomationWindow),
    All,
}

impl Part {
    pub(super) fn has(self, window: AutomationWindow) -> bool {
        self == Self::All || self == Self::One(window)
    }
}

/// From when to when an automation is on, and when the clock moves it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Timing {
    pub(super) frame: (Timestamp, Timestamp),
    pub(super) next_at: Option<Timestamp>,
    pub(super) remind_at: Option<Timestamp>,
}

impl Desk {
    /// Refuses windows with which something is wrong.
    pub(super) async fn check_windows(&self, tx: &mut Tx, draft: &AutomationDraft, part: Part) -> Result<(), Fault> {
        let mut flaws = Vec::new();
        if part.has(AutomationWindow::Event) {
            flaws.extend(rules::title_flaws(&draft.name, &draft.description));
            flaws.extend(rules::event_flaws(&draft.event));
            flaws.extend(gone(tx, draft.event.selection, "event_selection").await?);
        }
        if let Some(job) = draft.job.as_ref().filter(|_| part.has(AutomationWindow::Job)) {
            flaws.extend(rules::job_flaws(&draft.event, job));
            flaws.extend(self.job_refers_to(tx, job).await?);
        }
        if let Some(frame) = draft.time_frame.as_ref().filter(|_| part.has(AutomationWindow::TimeFrame)) {
            let calendar = holidays::all(tx).await?;
            flaws.extend(Frame::new(frame, &calendar).err().unwrap_or_default());
            for user in &frame.remind {
                let is_gone = users::by_id(tx, *user).await?.is_none();
                flaws.extend(is_gone.then_some(("remind", Problem::NotFound(app::api::Thing::User))));
            }
        }
        rules::refuse(flaws)?;
        if part.has(AutomationWindow::Event) {
            Watch::new(&draft.event)?;
            if let Some(schedule) = &draft.event.schedule {
                Timetable::new(schedule, self.now()).map_err(refused)?;
            }
        }
        Ok(())
    }

    /// What is wrong with what a job refers to.
    async fn job_refers_to(&self, tx: &mut Tx, job: &Job) -> Result<Vec<rules::Flaw>, Fault> {
        let mut flaws = Vec::new();
        flaws.extend(gone(tx, job.selection, "job_selection").await?);
        if let Some(user) = job.system_user {
            let is_gone = users::by_id(tx, user).await?.is_none();
            flaws.extend(is_gone.then_some(("system_user", Problem::NotFound(app::api::Thing::User))));
        }
        if job.kind == JobKind::Webhook {
            flaws.extend(self.check_webhook(&job.url).err().map(|problem| ("url", problem)));
        }
        Ok(flaws)
    }

    /// Refuses what must not be activated: windows that are not filled in, and jobs that turn in circles.
    pub(super) async fn check_whole<'a>(
        &self,
        tx: &mut Tx,
        automation: &'a Automation,
    ) -> Result<(&'a Job, &'a TimeFrame), Fault> {
        let draft = &automation.draft;
        if let Some(window) = rules::missing(draft) {
            return Err(Problem::WindowMissing(window).into());
        }
        self.check_windows(tx, draft, Part::All).await?;
        let (Some(job), Some(frame)) = (&draft.job, &draft.time_frame) else {
            return Err(Problem::WindowMissing(AutomationWindow::Job).into());
        };
        self.refuse_circles(tx, automation.id, draft.event.kind, job).await?;
        Ok((job, frame))
    }

    /// What a selection asks for, when there is one.
    pub(super) async fn criteria_of_selection(
        &self,
        tx: &mut Tx,
        selection: Option<SelectionId>,
    ) -> Result<Option<Criteria>, Fault> {
        let Some(id) = selection else { return Ok(None) };
        Ok(selections::one(tx, id).await?.map(|selection| selection.draft.criteria))
    }

    /// What the windows come to in time, from now on.
    pub(super) async fn timing(&self, tx: &mut Tx, draft: &AutomationDraft, entered: &TimeFrame) -> Result<Timing, Fault> {
        let now = self.now();
        let calendar = holidays::all(tx).await?;
        let frame = Frame::new(entered, &calendar).map_err(refused)?;
        if frame.end() <= now {
            return Err(Problem::FrameOver.into());
        }
        let next_at = match &draft.event.schedule {
            Some(schedule) if draft.event.kind == EventKind::Schedule => {
                let timetable = Timetable::new(schedule, frame.start()).map_err(refused)?;
                timetable.next_after(now).filter(|next| *next < frame.end())
            }
            _ => None,
        };
        let remind_at = (!entered.remind.is_empty()).then(|| frame.reminder_at().max(now));
        Ok(Timing { frame: (frame.start(), frame.end()), next_at, remind_at })
    }
}

/// Flaws as the answer that carries them.
pub(super) fn refused(flaws: Vec<rules::Flaw>) -> Fault {
    ApiError::fields(flaws).unwrap_or_else(|| Problem::UnreadableForm.into()).into()
}

async fn gone(tx: &mut Tx, selection: Option<SelectionId>, field: &'static str) -> Result<Option<rules::Flaw>, Fault> {
    let Some(id) = selection else { return Ok(None) };
    let is_gone = selections::one(tx, id).await?.is_none();
    Ok(is_gone.then_some((field, Problem::NotFound(app::api::Thing::Selection))))
}

/// Whether a job acts on each user by itself.
pub(super) const fn meets_users(kind: JobKind) -> bool {
    !matches!(kind, JobKind::Webhook)
}
