//! Saving and deleting.

use super::{known, names_of, plan::Part};
use crate::{
    service::{Desk, Fault, did},
    store::{
        StoreError, Tx,
        audit::Outcome,
        automations::{self as store, Automation, Owner, Standing},
        dialect::{self, Alone},
    },
};
use app::{
    api::{ApiError, Caller, Problem},
    model::{AutomationDraft, AutomationId, AutomationWindow, DraftPart, Permission, SaveAutomation, SelectionId},
    rules::meanwhile::{self, Marks},
};

pub(super) const SAVED: &str = "automation.saved";
const DELETED: &str = "automation.deleted";

impl Desk {
    pub(super) async fn keep_automation(&self, caller: &Caller, request: SaveAutomation) -> Result<AutomationId, Fault> {
        self.permit(caller, Permission::ManageAutomations, SAVED).await?;
        let SaveAutomation { id, version, shown, part } = request;
        let mut tx = self.db.write().await?;
        let stored = match id {
            Some(id) => Some(known(&mut tx, id).await?),
            None => None,
        };
        let edited = window_of(&part);
        let draft = merged(stored.as_ref().map(|stored| &stored.draft), part)?;
        let is_new = stored.is_none();
        let mut automation = stored.unwrap_or_else(|| self.unsaved(caller, draft.clone()));
        if !is_new && automation.version == version && automation.draft == draft {
            return Ok(automation.id);
        }
        self.check_windows(&mut tx, &draft, edited).await?;
        if store::has_name(&mut tx, &draft.name, automation.id).await? {
            return Err(name_taken().into());
        }
        if !is_new && automation.version != version {
            return Err(overtaken(&mut tx, caller, &automation, &draft, (edited, shown.as_ref())).await?);
        }
        automation.draft = draft;
        if matches!(automation.standing, Standing::Active | Standing::Paused(_)) {
            dialect::alone(&mut tx, Alone::Activations).await?;
            self.check_whole(&mut tx, &automation).await?;
            self.set_timing(&mut tx, &mut automation).await?;
        }
        self.store_automation(&mut tx, caller, &mut automation, is_new).await?;
        self.note_automation(&mut tx, caller, SAVED, &automation).await?;
        tx.commit().await?;
        Ok(automation.id)
    }

    /// An automation that was never saved.
    fn unsaved(&self, caller: &Caller, draft: AutomationDraft) -> Automation {
        let now = self.now();
        Automation {
            id: AutomationId(self.random.id(now)),
            draft,
            standing: Standing::Draft,
            frame: None,
            next_at: None,
            swept: None,
            remind_at: None,
            reminded_for: None,
            owner: owner(caller),
            created_at: now,
            updated_at: now,
            updated_by: String::new(),
            version: 0,
        }
    }

    /// Works out anew what the windows come to in time.
    pub(super) async fn set_timing(&self, tx: &mut Tx, automation: &mut Automation) -> Result<(), Fault> {
        let Some(frame) = &automation.draft.time_frame else { return Ok(()) };
        let timing = self.timing(tx, &automation.draft, frame).await?;
        let (_, end) = timing.frame;
        automation.frame = Some(timing.frame);
        automation.next_at = timing.next_at;
        // Each end is announced once, however often the automation is saved.
        automation.remind_at = timing.remind_at.filter(|_| automation.reminded_for != Some(end));
        Ok(())
    }

    /// Stores an automation over the version that was seen.
    pub(super) async fn store_automation(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        automation: &mut Automation,
        is_new: bool,
    ) -> Result<(), Fault> {
        automation.updated_at = self.now();
        automation.updated_by.clone_from(&caller.display_name);
        if is_new {
            return store::insert(tx, automation).await.map_err(taken);
        }
        if store::update(tx, automation).await.map_err(taken)? {
            return Ok(());
        }
        let by = known(tx, automation.id).await?.updated_by;
        Err(Problem::ChangedMeanwhile(Some(by), Vec::new()).into())
    }

    pub(super) async fn drop_automation(&self, caller: &Caller, id: AutomationId) -> Result<(), Fault> {
        self.permit(caller, Permission::ManageAutomations, DELETED).await?;
        let mut tx = self.db.write().await?;
        let automation = known(&mut tx, id).await?;
        store::delete(&mut tx, id).await?;
        self.note_automation(&mut tx, caller, DELETED, &automation).await?;
        tx.commit().await?;
        Ok(())
    }

    pub(super) async fn note_automation(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        action: &str,
        automation: &Automation,
    ) -> Result<(), Fault> {
        let mut line = did(caller, action, Outcome::Done);
        line.detail = serde_json::json!({
            "automation": automation.draft.name,
            "event": automation.listens_to(),
            "job": automation.draft.job.as_ref().map(|job| job.kind),
        });
        self.audit(tx, line).await
    }

    /// Refuses to delete a selection that an automation names.
    ///
    /// # Errors
    /// [`Problem::UsedByAutomation`] with the automation's name.
    pub(in crate::service) async fn free_of_automations(&self, tx: &mut Tx, selection: SelectionId) -> Result<(), Fault> {
        let user = store::all(tx).await?.into_iter().find(|automation| automation.uses(selection));
        user.map_or(Ok(()), |automation| Err(Problem::UsedByAutomation(automation.draft.name).into()))
    }
}

/// Whoever activates an automation: it acts for them.
pub(super) fn owner(caller: &Caller) -> Owner {
    Owner {
        account: caller.user,
        name: caller.display_name.clone(),
        address: caller.client.address,
        credential: caller.credential.clone(),
    }
}

/// What others changed since the form was shown, in its window and in those beside it.
async fn overtaken(
    tx: &mut Tx,
    caller: &Caller,
    stored: &Automation,
    entered: &AutomationDraft,
    (edited, shown): (Part, Option<&Marks>),
) -> Result<Fault, Fault> {
    let sentence = caller.words().automation_sentence;
    let now = sentence.fields(&stored.draft, &names_of(tx, &stored.draft).await?);
    let entered = sentence.fields(entered, &names_of(tx, entered).await?);
    let changes = meanwhile::theirs_by_marks(shown, now, entered, |field| edited.has(window_with(field)));
    Ok(ApiError::meanwhile(Some(stored.updated_by.clone()), changes).into())
}

/// The window in which a field of the sentence is entered.
fn window_with(field: &str) -> AutomationWindow {
    match field {
        "job" | "cool_down_minutes" | "hourly_cap" => AutomationWindow::Job,
        "time_frame" => AutomationWindow::TimeFrame,
        _ => AutomationWindow::Event,
    }
}

pub(super) const fn window_of(part: &DraftPart) -> Part {
    match part {
        DraftPart::Event { .. } => Part::One(AutomationWindow::Event),
        DraftPart::Job(_) => Part::One(AutomationWindow::Job),
        DraftPart::TimeFrame(_) => Part::One(AutomationWindow::TimeFrame),
        DraftPart::Whole(_) => Part::All,
    }
}

pub(super) fn merged(stored: Option<&AutomationDraft>, part: DraftPart) -> Result<AutomationDraft, Problem> {
    match (part, stored.cloned()) {
        (DraftPart::Whole(draft), _) => Ok(trimmed(draft)),
        (DraftPart::Event { name, description, event }, stored) => {
            let (job, time_frame) = stored.map_or((None, None), |stored| (stored.job, stored.time_frame));
            Ok(trimmed(AutomationDraft { name, description, event, job, time_frame }))
        }
        (DraftPart::Job(job), Some(stored)) => Ok(AutomationDraft { job: Some(job), ..stored }),
        (DraftPart::TimeFrame(frame), Some(stored)) => Ok(AutomationDraft { time_frame: Some(frame), ..stored }),
        (_, None) => Err(Problem::WindowMissing(AutomationWindow::Event)),
    }
}

fn trimmed(draft: AutomationDraft) -> AutomationDraft {
    AutomationDraft { name: draft.name.trim().to_owned(), description: draft.description.trim().to_owned(), ..draft }
}

fn taken(error: StoreError) -> Fault {
    if error.is_duplicate() { name_taken().into() } else { error.into() }
}

fn name_taken() -> ApiError {
    ApiError::field("name", Problem::AutomationNameTaken)
}
