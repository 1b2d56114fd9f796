//! Automations as files. What they name by id goes along by name, so that another house finds its own.

use super::{keep::SAVED, known};
use crate::{
    service::{Desk, Fault},
    store::{StoreError, Tx, selections, users},
};
use app::{
    api::{ApiError, Automations, Caller, Problem},
    model::{
        AutomationDraft, AutomationFile, AutomationId, DraftPart, FileNames, Permission, SaveAutomation, SelectionId, UserId,
    },
    rules::{
        automation::{Flaw, refuse},
        names::key,
    },
};

impl Desk {
    /// An automation to take away.
    ///
    /// # Errors
    /// When the caller may not see it, or it is not there.
    pub async fn export_automation(&self, caller: &Caller, automation: AutomationId) -> Result<AutomationFile, ApiError> {
        caller.require(Permission::ViewAutomations)?;
        self.written_down(automation).await.map_err(|fault| self.report(fault))
    }

    /// Saves an automation from a file: as a new draft, or over one and the version of it that was seen. What the file names is
    /// found by id, else by name.
    ///
    /// # Errors
    /// When the caller may not, when something that the file names is not there, and for what saving refuses.
    pub async fn import_automation(
        &self,
        caller: &Caller,
        file: AutomationFile,
        over: Option<(AutomationId, i64)>,
    ) -> Result<AutomationId, ApiError> {
        let draft = self.draft_in(caller, file).await.map_err(|fault| self.report(fault))?;
        let (id, version) = over.map_or((None, 0), |(id, version)| (Some(id), version));
        self.save_automation(caller, SaveAutomation { id, version, shown: None, part: DraftPart::Whole(draft) }).await
    }

    async fn written_down(&self, id: AutomationId) -> Result<AutomationFile, Fault> {
        let mut tx = self.db.read().await?;
        let draft = known(&mut tx, id).await?.draft;
        let job = draft.job.as_ref();
        let mut remind = Vec::new();
        for user in draft.time_frame.iter().flat_map(|frame| &frame.remind) {
            remind.push(user_name(&mut tx, Some(*user)).await?.unwrap_or_default());
        }
        let names = FileNames {
            event_selection: selection_name(&mut tx, draft.event.selection).await?,
            job_selection: selection_name(&mut tx, job.and_then(|job| job.selection)).await?,
            system_user: user_name(&mut tx, job.and_then(|job| job.system_user)).await?,
            remind,
        };
        Ok(AutomationFile::of(draft, names))
    }

    async fn draft_in(&self, caller: &Caller, file: AutomationFile) -> Result<AutomationDraft, Fault> {
        self.permit(caller, Permission::ManageAutomations, SAVED).await?;
        let (mut draft, names) = file.parted();
        let mut flaws = Vec::new();
        let mut tx = self.db.read().await?;
        flaws.extend(find_selection(&mut tx, &mut draft.event.selection, names.event_selection, "event_selection").await?);
        if let Some(job) = &mut draft.job {
            flaws.extend(find_selection(&mut tx, &mut job.selection, names.job_selection, "job_selection").await?);
            flaws.extend(find_user(&mut tx, &mut job.system_user, names.system_user, "system_user").await?);
        }
        if let Some(frame) = &mut draft.time_frame {
            for (user, name) in frame.remind.iter_mut().zip(names.remind) {
                let mut found = Some(*user);
                flaws.extend(find_user(&mut tx, &mut found, Some(name), "remind").await?);
                *user = found.unwrap_or(*user);
            }
        }
        refuse(flaws)?;
        Ok(draft)
    }
}

async fn selection_name(tx: &mut Tx, id: Option<SelectionId>) -> Result<Option<String>, StoreError> {
    let Some(id) = id else { return Ok(None) };
    Ok(selections::one(tx, id).await?.map(|selection| selection.draft.name))
}

async fn user_name(tx: &mut Tx, id: Option<UserId>) -> Result<Option<String>, StoreError> {
    let Some(id) = id else { return Ok(None) };
    Ok(users::by_id(tx, id).await?.map(|user| user.user_name))
}

/// Has the selection with this name be meant where there is none with the id.
async fn find_selection(
    tx: &mut Tx,
    meant: &mut Option<SelectionId>,
    name: Option<String>,
    field: &'static str,
) -> Result<Option<Flaw>, StoreError> {
    let Some(name) = name else { return Ok(None) };
    if let Some(id) = *meant
        && selections::one(tx, id).await?.is_some()
    {
        return Ok(None);
    }
    let wanted = key(&name);
    let found = selections::all(tx).await?.into_iter().find(|selection| key(&selection.draft.name) == wanted);
    *meant = found.map(|selection| selection.id);
    Ok(meant.is_none().then_some((field, Problem::NoSelectionCalled(name))))
}

/// Has the user with this user name be meant where there is none with the id.
async fn find_user(
    tx: &mut Tx,
    meant: &mut Option<UserId>,
    name: Option<String>,
    field: &'static str,
) -> Result<Option<Flaw>, StoreError> {
    // Whoever was gone when the file was written has none.
    let Some(name) = name.filter(|name| !name.is_empty()) else { return Ok(None) };
    if let Some(id) = *meant
        && users::by_id(tx, id).await?.is_some()
    {
        return Ok(None);
    }
    *meant = users::many::by_names(tx, &[key(&name)]).await?.first().map(|user| user.id);
    Ok(meant.is_none().then_some((field, Problem::NoUserCalled(name))))
}
