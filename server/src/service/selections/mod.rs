//! Saved selections of users: kept, shown, and who they are just now.

mod meant;

use self::meant::known_selection;
use super::{Desk, Fault, did, moments::Moments, people::listed};
use crate::store::{
    StoreError, Tx,
    audit::Outcome,
    selections::{self as store, Selection},
    users::{Condition, list::Stretch, search::Search},
};
use app::{
    api::{ApiError, Caller, Problem, Selections},
    model::{
        Count, Criteria, Kind, Permission, SaveSelection, SelectionDraft, SelectionId, SelectionList, SelectionPreview,
        SelectionView, UserSort,
    },
    rules::{
        meanwhile::{self, Marks},
        selection as rules,
    },
    words::Words,
};
use async_trait::async_trait;

const SAVED: &str = "selection.saved";
const DELETED: &str = "selection.deleted";
/// How many of those whom a selection means are shown while it is edited.
const SHOWN: i64 = 10;

#[async_trait]
impl Selections for Desk {
    async fn selections(&self, caller: &Caller) -> Result<SelectionList, ApiError> {
        self.list_selections(caller).await.map_err(|fault| self.report(fault))
    }

    async fn selection(&self, caller: &Caller, selection: SelectionId) -> Result<SelectionView, ApiError> {
        self.read_selection(caller, selection).await.map_err(|fault| self.report(fault))
    }

    async fn selection_prompt(&self, caller: &Caller, selection: Option<SelectionId>) -> Result<Option<SelectionView>, ApiError> {
        caller.require(Permission::ManageSelections)?;
        match selection {
            Some(selection) => self.selection(caller, selection).await.map(Some),
            None => Ok(None),
        }
    }

    async fn preview_selection(&self, caller: &Caller, criteria: Criteria) -> Result<SelectionPreview, ApiError> {
        self.who_is_meant(caller, criteria).await.map_err(|fault| self.report(fault))
    }

    async fn save_selection(&self, caller: &Caller, request: SaveSelection) -> Result<SelectionId, ApiError> {
        self.keep_selection(caller, request).await.map_err(|fault| self.report(fault))
    }

    async fn delete_selection(&self, caller: &Caller, selection: SelectionId) -> Result<(), ApiError> {
        self.drop_selection(caller, selection).await.map_err(|fault| self.report(fault))
    }
}

impl Desk {
    async fn list_selections(&self, caller: &Caller) -> Result<SelectionList, Fault> {
        caller.require(Permission::ViewUsers)?;
        let all = store::all(&mut self.db.read().await?).await?;
        Ok(SelectionList {
            selections: all.into_iter().map(|selection| self.view_of(caller, selection)).collect(),
            can_edit: caller.role.allows(Permission::ManageSelections),
        })
    }

    async fn read_selection(&self, caller: &Caller, id: SelectionId) -> Result<SelectionView, Fault> {
        caller.require(Permission::ViewUsers)?;
        Ok(self.view_of(caller, known_selection(&mut self.db.read().await?, id).await?))
    }

    fn view_of(&self, caller: &Caller, selection: Selection) -> SelectionView {
        SelectionView {
            id: selection.id,
            version: selection.version,
            draft: selection.draft,
            saved: (selection.saved_by, Moments::of(self.now(), caller).moment(selection.saved_at)),
            can_edit: caller.role.allows(Permission::ManageSelections),
        }
    }

    async fn who_is_meant(&self, caller: &Caller, criteria: Criteria) -> Result<SelectionPreview, Fault> {
        caller.require(Permission::ViewUsers)?;
        check(&SelectionDraft { name: "?".to_owned(), criteria: criteria.clone(), ..SelectionDraft::default() })?;
        let now = self.now();
        let mut tx = self.db.read().await?;
        let conditions = self.meant_by(&mut tx, &criteria).await?;
        let api = self.count_kind(&mut tx, &conditions, Kind::Api).await?;
        let hybrid = self.count_kind(&mut tx, &conditions, Kind::Hybrid).await?;
        let search = Search::new(&mut tx, conditions, now).await?;
        let stretch = Stretch { sort: UserSort::Name, down: false, beyond: None, most: SHOWN };
        let first = search.read(&mut tx, &stretch).await?;
        let moments = Moments::of(now, caller);
        Ok(SelectionPreview {
            total: search.total(),
            first: first.iter().map(|row| listed(row, caller.role, &moments)).collect(),
            api,
            hybrid,
        })
    }

    async fn count_kind(&self, tx: &mut Tx, conditions: &[Condition], kind: Kind) -> Result<Count, StoreError> {
        let conditions = conditions.iter().cloned().chain([Condition::Kinds(vec![kind])]).collect();
        Ok(Search::new(tx, conditions, self.now()).await?.total())
    }

    async fn keep_selection(&self, caller: &Caller, request: SaveSelection) -> Result<SelectionId, Fault> {
        self.permit(caller, Permission::ManageSelections, SAVED).await?;
        let SaveSelection { id, version, shown, draft } = request;
        check(&draft)?;
        let now = self.now();
        let mut tx = self.db.write().await?;
        // Days must be days of the calendar.
        self.meant_by(&mut tx, &draft.criteria).await?;
        let (is_new, id) = (id.is_none(), id.unwrap_or_else(|| SelectionId(self.random.id(now))));
        if store::has_name(&mut tx, &draft.name, id).await? {
            return Err(ApiError::field("name", Problem::SelectionNameTaken).into());
        }
        let selection = Selection { id, draft, saved_at: now, saved_by: caller.display_name.clone(), version };
        if is_new {
            store::insert(&mut tx, &selection).await.map_err(taken)?;
        } else if !self.has_changed(&mut tx, caller, &selection, shown.as_ref()).await? {
            return Ok(id);
        }
        self.note_selection(&mut tx, caller, SAVED, &selection).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Stores a change over the version that was seen; answers whether there was anything to change.
    async fn has_changed(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        selection: &Selection,
        shown: Option<&Marks>,
    ) -> Result<bool, Fault> {
        let stored = known_selection(tx, selection.id).await?;
        if stored.version == selection.version && stored.draft == selection.draft {
            return Ok(false);
        }
        if store::update(tx, selection).await.map_err(taken)? {
            return Ok(true);
        }
        // Read again: on PostgreSQL somebody may have been quicker by less than a transaction.
        let stored = known_selection(tx, selection.id).await?;
        let fields = |draft| caller.words().selections.fields(draft);
        let changes = meanwhile::theirs_by_marks(shown, fields(&stored.draft), fields(&selection.draft), |_| true);
        Err(ApiError::meanwhile(Some(stored.saved_by), changes).into())
    }

    async fn drop_selection(&self, caller: &Caller, id: SelectionId) -> Result<(), Fault> {
        self.permit(caller, Permission::ManageSelections, DELETED).await?;
        let mut tx = self.db.write().await?;
        let selection = known_selection(&mut tx, id).await?;
        self.free_of_automations(&mut tx, id).await?;
        store::delete(&mut tx, id).await?;
        self.note_selection(&mut tx, caller, DELETED, &selection).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn note_selection(&self, tx: &mut Tx, caller: &Caller, action: &str, selection: &Selection) -> Result<(), Fault> {
        let mut line = did(caller, action, Outcome::Done);
        let sentence = Words::of(app::model::Locale::En).selections.sentence(&selection.draft.criteria);
        line.detail = serde_json::json!({ "selection": selection.draft.name, "users": sentence });
        self.audit(tx, line).await
    }
}

fn taken(error: StoreError) -> Fault {
    if error.is_duplicate() { ApiError::field("name", Problem::SelectionNameTaken).into() } else { error.into() }
}

/// Refuses what could not be asked for.
fn check(draft: &SelectionDraft) -> Result<(), ApiError> {
    rules::refused(&rules::problems(draft)).map_or(Ok(()), Err)
}
