//! Saved selections of users.

use super::{StoreError, Tx, parse_json, to_json};
use app::{
    model::{Criteria, SelectionDraft, SelectionId, Timestamp},
    rules::names,
};
use sqlx::{FromRow, query, query_as, query_scalar};
use uuid::Uuid;

/// What is read of a selection, wherever one is read.
macro_rules! columns {
    ($rest:literal) => {
        concat!("SELECT id, name, description, criteria, updated_at, updated_by_name, version FROM selections", $rest)
    };
}

const ALL: &str = columns!(" ORDER BY name_key LIMIT 500");
const ONE: &str = columns!(" WHERE id = $1");
const WITH_NAME: &str = "SELECT COUNT(*) AS number FROM selections WHERE name_key = $1 AND id <> $2";
const INSERT: &str = "INSERT INTO selections (id, name, name_key, description, criteria, created_at, updated_at, updated_by_name, \
    version) VALUES ($1, $2, $3, $4, $5, $6, $6, $7, 1)";
/// Only over the version that was seen.
const UPDATE: &str = "UPDATE selections SET name = $2, name_key = $3, description = $4, criteria = $5, updated_at = $6, \
    updated_by_name = $7, version = version + 1 WHERE id = $1 AND version = $8";
const DELETE: &str = "DELETE FROM selections WHERE id = $1";

statements!(ALL, ONE, WITH_NAME, INSERT, UPDATE, DELETE);

/// A selection as stored.
#[derive(Clone, Debug)]
pub struct Selection {
    /// Which.
    pub id: SelectionId,
    /// What was entered.
    pub draft: SelectionDraft,
    /// When it was saved.
    pub saved_at: Timestamp,
    /// By whom, by the name they had.
    pub saved_by: String,
    /// Counts the saves, from 1.
    pub version: i64,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    name: String,
    description: String,
    criteria: String,
    updated_at: i64,
    updated_by_name: String,
    version: i64,
}

impl TryFrom<Row> for Selection {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let criteria: Criteria = parse_json(&row.criteria, "selections.criteria")?;
        Ok(Self {
            id: SelectionId(row.id),
            draft: SelectionDraft { name: row.name, description: row.description, criteria },
            saved_at: Timestamp(row.updated_at),
            saved_by: row.updated_by_name,
            version: row.version,
        })
    }
}

/// Binds what was entered, after the id, and when and by whom.
macro_rules! entered {
    ($query:expr, $selection:ident) => {
        $query
            .bind($selection.id.0)
            .bind(&$selection.draft.name)
            .bind(names::key(&$selection.draft.name))
            .bind(&$selection.draft.description)
            .bind(to_json(&$selection.draft.criteria)?)
            .bind($selection.saved_at.0)
            .bind(&$selection.saved_by)
    };
}

/// All selections by name, at most 500. Those of a newer Latchkey, which this one cannot read, are left out.
///
/// # Errors
/// When the database fails.
pub async fn all(tx: &mut Tx) -> Result<Vec<Selection>, StoreError> {
    let rows: Vec<Row> = on!(tx, |c| query_as(ALL).fetch_all(c).await)?;
    Ok(rows.into_iter().filter_map(|row| Selection::try_from(row).ok()).collect())
}

/// One selection.
///
/// # Errors
/// When the database fails, or the selection is one that this version cannot read.
pub async fn one(tx: &mut Tx, id: SelectionId) -> Result<Option<Selection>, StoreError> {
    let row: Option<Row> = on!(tx, |c| query_as(ONE).bind(id.0).fetch_optional(c).await)?;
    row.map(Selection::try_from).transpose()
}

/// Whether another selection has this name.
///
/// # Errors
/// When the database fails.
pub async fn has_name(tx: &mut Tx, name: &str, but: SelectionId) -> Result<bool, StoreError> {
    let count: i64 = on!(tx, |c| query_scalar(WITH_NAME).bind(names::key(name)).bind(but.0).fetch_one(c).await)?;
    Ok(count > 0)
}

/// Adds a selection as its first version.
///
/// # Errors
/// [`StoreError::is_duplicate`] when the name is taken.
pub async fn insert(tx: &mut Tx, selection: &Selection) -> Result<(), StoreError> {
    on!(tx, |c| entered!(query(INSERT), selection).execute(c).await.map(drop))?;
    Ok(())
}

/// Saves a selection as its next version; answers whether the version that it has now was the one that was seen.
///
/// # Errors
/// [`StoreError::is_duplicate`] when the name is taken.
pub async fn update(tx: &mut Tx, selection: &Selection) -> Result<bool, StoreError> {
    let changed = on!(tx, |c| entered!(query(UPDATE), selection)
        .bind(selection.version)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(changed > 0)
}

/// Deletes a selection.
///
/// # Errors
/// When the database fails.
pub async fn delete(tx: &mut Tx, id: SelectionId) -> Result<(), StoreError> {
    on!(tx, |c| query(DELETE).bind(id.0).execute(c).await.map(drop))?;
    Ok(())
}
