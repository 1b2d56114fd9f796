//! What is left of imports when nobody needs it any more.

use crate::store::{StoreError, Tx};
use app::model::{ImportId, Timestamp};
use sqlx::{query, query_scalar};
use uuid::Uuid;

const DELETE: &str = "DELETE FROM imports WHERE id = $1";
const ABANDONED: &str = "SELECT id FROM imports WHERE state = 'uploading' AND touched_at < $1 ORDER BY created_at LIMIT 50";
const GIVE_UP: &str = "UPDATE imports SET state = 'cancelled' WHERE state IN ('mapping', 'checked') AND touched_at < $1";
/// Those that are over and have a file or its first rows still, and those whose problems nobody needs any more.
const WITH_REMAINS: &str = "SELECT id FROM imports WHERE state IN ('finished', 'cancelled', 'failed') AND \
    (head <> '[]' OR EXISTS (SELECT 1 FROM import_chunks WHERE import_chunks.import_id = imports.id) OR (touched_at < $1 AND \
    EXISTS (SELECT 1 FROM import_problems WHERE import_problems.import_id = imports.id))) ORDER BY created_at LIMIT 50";
const FORGET_SAMPLES: &str = "UPDATE imports SET head = '[]' WHERE id = $1";
const IS_OLDER: &str = "SELECT COUNT(*) AS number FROM imports WHERE id = $1 AND touched_at < $2";

statements!(DELETE, ABANDONED, GIVE_UP, WITH_REMAINS, FORGET_SAMPLES, IS_OLDER);

/// Deletes an import with all that is left of its file.
///
/// # Errors
/// When the database fails.
pub async fn delete(tx: &mut Tx, id: ImportId) -> Result<(), StoreError> {
    on!(tx, |c| query(DELETE).bind(id.0).execute(c).await.map(drop))?;
    Ok(())
}

/// Files of which nothing has arrived since, at most 50.
///
/// # Errors
/// When the database fails.
pub async fn abandoned(tx: &mut Tx, since: Timestamp) -> Result<Vec<ImportId>, StoreError> {
    let ids: Vec<Uuid> = on!(tx, |c| query_scalar(ABANDONED).bind(since.0).fetch_all(c).await)?;
    Ok(ids.into_iter().map(ImportId).collect())
}

/// Ends imports about which nobody has decided since.
///
/// # Errors
/// When the database fails.
pub async fn give_up(tx: &mut Tx, since: Timestamp) -> Result<(), StoreError> {
    on!(tx, |c| query(GIVE_UP).bind(since.0).execute(c).await.map(drop))?;
    Ok(())
}

/// Imports that are over and of which something is kept that is not needed: of those before this time, problems too. At most
/// 50.
///
/// # Errors
/// When the database fails.
pub async fn with_remains(tx: &mut Tx, since: Timestamp) -> Result<Vec<ImportId>, StoreError> {
    let ids: Vec<Uuid> = on!(tx, |c| query_scalar(WITH_REMAINS).bind(since.0).fetch_all(c).await)?;
    Ok(ids.into_iter().map(ImportId).collect())
}

/// Forgets the columns of an import, and what stood in its first rows.
///
/// # Errors
/// When the database fails.
pub async fn forget_samples(tx: &mut Tx, id: ImportId) -> Result<(), StoreError> {
    on!(tx, |c| query(FORGET_SAMPLES).bind(id.0).execute(c).await.map(drop))?;
    Ok(())
}

/// Whether an import has not gone on since.
///
/// # Errors
/// When the database fails.
pub async fn is_older(tx: &mut Tx, id: ImportId, since: Timestamp) -> Result<bool, StoreError> {
    let count: i64 = on!(tx, |c| query_scalar(IS_OLDER).bind(id.0).bind(since.0).fetch_one(c).await)?;
    Ok(count > 0)
}
