//! Imports of users: how each stands. A worker that runs one holds it under a lease.

pub mod remains;
pub mod rows;

use super::{StoreError, Tx, parse, parse_json, to_json};
use app::{
    api::Problem,
    model::{ImportColumn, ImportId, ImportOptions, ImportState, ImportTally, Timestamp, UserId},
};
use sqlx::{FromRow, query, query_as, query_scalar};
use uuid::Uuid;

/// What is read of an import, wherever one is read.
macro_rules! columns {
    ($rest:literal) => {
        concat!(
            "SELECT id, owner_id, owner_name, address, file_name, state, created_at, separator, head, options, chunks, row_count, \
             next_chunk, found, done, failure FROM imports",
            $rest
        )
    };
}

const INSERT: &str = "INSERT INTO imports (id, owner_id, owner_name, address, file_name, state, created_at, touched_at, separator, \
    head, options, chunks, row_count, next_chunk, done, leased_until) \
    VALUES ($1, $2, $3, $4, $5, 'uploading', $6, $6, ',', '[]', $7, 0, 0, 0, $8, 0)";
const TOUCH: &str = "UPDATE imports SET touched_at = $2 WHERE id = $1 AND state = 'uploading'";
const UPLOADED: &str = "UPDATE imports SET state = 'mapping', separator = $2, head = $3, options = $4, chunks = $5, row_count = $6, \
    touched_at = $7 WHERE id = $1 AND state = 'uploading'";
const ONE: &str = columns!(" WHERE id = $1");
const LATEST: &str = columns!(" ORDER BY created_at DESC, id DESC LIMIT $1");
const CHECK: &str = "UPDATE imports SET state = 'checking', owner_id = $2, owner_name = $3, address = $4, options = $5, \
    next_chunk = 0, found = NULL, done = $6, lease = NULL, leased_until = 0, touched_at = $7 \
    WHERE id = $1 AND state IN ('mapping', 'checked')";
const START: &str = "UPDATE imports SET state = 'importing', owner_id = $2, owner_name = $3, address = $4, next_chunk = 0, \
    done = $5, lease = NULL, leased_until = 0, touched_at = $6 WHERE id = $1 AND state = 'checked'";
/// What a dry run found until then was not done.
const CANCEL: &str = "UPDATE imports SET done = CASE WHEN state = 'importing' THEN done ELSE $3 END, state = 'cancelled', \
    touched_at = $2 WHERE id = $1 AND state IN ('mapping', 'checking', 'checked', 'importing')";
/// The lease is looked at again once the row is locked: two workers may have chosen the same.
const CLAIM: &str = "UPDATE imports SET lease = $1, leased_until = $2 WHERE leased_until <= $3 AND id IN \
    (SELECT id FROM imports WHERE state IN ('checking', 'importing') AND leased_until <= $3 ORDER BY created_at LIMIT 1)";
const ANY_WAITS: &str = "SELECT COUNT(*) AS number FROM (SELECT 1 FROM imports WHERE state IN ('checking', 'importing') \
    AND leased_until <= $1 LIMIT 1) AS found";
const CLAIMED: &str = columns!(" WHERE lease = $1 AND state IN ('checking', 'importing')");
/// Only for the worker that holds it, and only from where that worker stood.
const ADVANCE: &str = "UPDATE imports SET next_chunk = $4, done = $5, leased_until = $6, touched_at = $7 \
    WHERE id = $1 AND lease = $2 AND state = $3 AND next_chunk = $8";
const SETTLE: &str = "UPDATE imports SET state = $4, found = $5, done = $6, failure = $7, lease = NULL, leased_until = 0, \
    touched_at = $8 WHERE id = $1 AND lease = $2 AND state = $3";
const RELEASE: &str = "UPDATE imports SET leased_until = 0 WHERE id = $1 AND lease = $2";

statements!(INSERT, TOUCH, UPLOADED, ONE, LATEST, CHECK, START, CANCEL, CLAIM, ANY_WAITS, CLAIMED, ADVANCE, SETTLE, RELEASE);

/// An import as stored.
#[derive(Clone, Debug)]
pub struct Import {
    /// Which.
    pub id: ImportId,
    /// Whose it is: under their rights it runs.
    pub owner: UserId,
    /// The name they had.
    pub owner_name: String,
    /// The client's address from which the file came.
    pub address: String,
    /// The name of the file.
    pub file_name: String,
    /// How far it has come.
    pub state: ImportState,
    /// When the file was sent.
    pub created_at: Timestamp,
    /// What stands between the cells.
    pub separator: u8,
    /// The columns.
    pub columns: Vec<ImportColumn>,
    /// What is to be done.
    pub options: ImportOptions,
    /// Into how many pieces the file is divided.
    pub chunks: i64,
    /// How many rows it has, without the head.
    pub rows: i64,
    /// The first piece that is not done.
    pub next_chunk: i64,
    /// What the dry run found.
    pub found: Option<ImportTally>,
    /// What is done of the run that is under way, or was last.
    pub done: ImportTally,
    /// Why it stopped.
    pub failure: Option<Problem>,
}

#[derive(FromRow)]
struct StoredImport {
    id: Uuid,
    owner_id: Uuid,
    owner_name: String,
    address: String,
    file_name: String,
    state: String,
    created_at: i64,
    separator: String,
    head: String,
    options: String,
    chunks: i64,
    row_count: i64,
    next_chunk: i64,
    found: Option<String>,
    done: String,
    failure: Option<String>,
}

impl TryFrom<StoredImport> for Import {
    type Error = StoreError;

    fn try_from(row: StoredImport) -> Result<Self, StoreError> {
        Ok(Self {
            id: ImportId(row.id),
            owner: UserId(row.owner_id),
            owner_name: row.owner_name,
            address: row.address,
            file_name: row.file_name,
            state: parse(&row.state, "imports.state")?,
            created_at: Timestamp(row.created_at),
            separator: row.separator.bytes().next().unwrap_or(b','),
            columns: parse_json(&row.head, "imports.head")?,
            options: parse_json(&row.options, "imports.options")?,
            chunks: row.chunks,
            rows: row.row_count,
            next_chunk: row.next_chunk,
            found: row.found.map(|found| parse_json(&found, "imports.found")).transpose()?,
            done: parse_json(&row.done, "imports.done")?,
            failure: row.failure.map(|failure| parse_json(&failure, "imports.failure")).transpose()?,
        })
    }
}

/// A file that begins to arrive.
#[derive(Debug)]
pub struct NewImport<'a> {
    /// Which.
    pub id: ImportId,
    /// Whose it is.
    pub owner: Owner<'a>,
    /// The name of the file.
    pub file_name: &'a str,
}

/// Adds an import whose file begins to arrive.
///
/// # Errors
/// When the database fails.
pub async fn insert(tx: &mut Tx, new: &NewImport<'_>, now: Timestamp) -> Result<(), StoreError> {
    let (options, done) = (to_json(&ImportOptions::default())?, to_json(&ImportTally::default())?);
    on!(tx, |c| query(INSERT)
        .bind(new.id.0)
        .bind(new.owner.id.0)
        .bind(new.owner.name)
        .bind(new.owner.address)
        .bind(new.file_name)
        .bind(now.0)
        .bind(&options)
        .bind(&done)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Notes that the file is still arriving; answers whether it is wanted still.
///
/// # Errors
/// When the database fails.
pub async fn touch(tx: &mut Tx, id: ImportId, now: Timestamp) -> Result<bool, StoreError> {
    let touched = on!(tx, |c| query(TOUCH).bind(id.0).bind(now.0).execute(c).await.map(|done| done.rows_affected()))?;
    Ok(touched > 0)
}

/// Notes that the whole file is there; answers whether it is wanted still.
///
/// # Errors
/// When the database fails.
pub async fn uploaded(tx: &mut Tx, import: &Import, now: Timestamp) -> Result<bool, StoreError> {
    let (head, options) = (to_json(&import.columns)?, to_json(&import.options)?);
    let noted = on!(tx, |c| query(UPLOADED)
        .bind(import.id.0)
        .bind(char::from(import.separator).to_string())
        .bind(&head)
        .bind(&options)
        .bind(import.chunks)
        .bind(import.rows)
        .bind(now.0)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(noted > 0)
}

/// One import.
///
/// # Errors
/// When the database fails.
pub async fn one(tx: &mut Tx, id: ImportId) -> Result<Option<Import>, StoreError> {
    let row: Option<StoredImport> = on!(tx, |c| query_as(ONE).bind(id.0).fetch_optional(c).await)?;
    row.map(Import::try_from).transpose()
}

/// The last imports, latest first.
///
/// # Errors
/// When the database fails.
pub async fn latest(tx: &mut Tx, most: i64) -> Result<Vec<Import>, StoreError> {
    let rows: Vec<StoredImport> = on!(tx, |c| query_as(LATEST).bind(most).fetch_all(c).await)?;
    rows.into_iter().map(Import::try_from).collect()
}

/// Whoever decides about an import, from where: it is theirs from then on, and runs under their rights.
#[derive(Clone, Copy, Debug)]
pub struct Owner<'a> {
    /// Who.
    pub id: UserId,
    /// The name they have.
    pub name: &'a str,
    /// The client's address.
    pub address: &'a str,
}

/// Has the dry run begin, from the first row on; answers whether the import stood where that can be.
///
/// # Errors
/// When the database fails.
pub async fn check(
    tx: &mut Tx,
    id: ImportId,
    owner: Owner<'_>,
    options: &ImportOptions,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let (options, done) = (to_json(options)?, to_json(&ImportTally::default())?);
    let begun = on!(tx, |c| query(CHECK)
        .bind(id.0)
        .bind(owner.id.0)
        .bind(owner.name)
        .bind(owner.address)
        .bind(&options)
        .bind(&done)
        .bind(now.0)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(begun > 0)
}

/// Has the import begin after its dry run; answers whether the import stood there.
///
/// # Errors
/// When the database fails.
pub async fn start(tx: &mut Tx, id: ImportId, owner: Owner<'_>, now: Timestamp) -> Result<bool, StoreError> {
    let done = to_json(&ImportTally::default())?;
    let begun = on!(tx, |c| query(START)
        .bind(id.0)
        .bind(owner.id.0)
        .bind(owner.name)
        .bind(owner.address)
        .bind(&done)
        .bind(now.0)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(begun > 0)
}

/// Ends an import; answers whether it was not over before.
///
/// # Errors
/// When the database fails.
pub async fn cancel(tx: &mut Tx, id: ImportId, now: Timestamp) -> Result<bool, StoreError> {
    let nothing = to_json(&ImportTally::default())?;
    let ended =
        on!(tx, |c| query(CANCEL).bind(id.0).bind(now.0).bind(&nothing).execute(c).await.map(|done| done.rows_affected()))?;
    Ok(ended > 0)
}

/// Whether an import runs that no worker holds.
///
/// # Errors
/// When the database fails.
pub async fn any_waits(tx: &mut Tx, now: Timestamp) -> Result<bool, StoreError> {
    let count: i64 = on!(tx, |c| query_scalar(ANY_WAITS).bind(now.0).fetch_one(c).await)?;
    Ok(count > 0)
}

/// Claims the oldest import that runs and that no worker holds.
///
/// # Errors
/// When the database fails.
pub async fn claim(tx: &mut Tx, lease: Uuid, until: Timestamp, now: Timestamp) -> Result<Option<Import>, StoreError> {
    on!(tx, |c| query(CLAIM).bind(lease).bind(until.0).bind(now.0).execute(c).await.map(drop))?;
    let row: Option<StoredImport> = on!(tx, |c| query_as(CLAIMED).bind(lease).fetch_optional(c).await)?;
    row.map(Import::try_from).transpose()
}

/// Moves an import on, in the transaction that does the rows: from the piece at which it stands to `next`, with all that is
/// done by then. Answers whether this worker holds it still and nobody ended it.
///
/// # Errors
/// When the database fails.
pub async fn advance(
    tx: &mut Tx,
    import: &Import,
    (lease, until): (Uuid, Timestamp),
    next: i64,
    done: &ImportTally,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let done = to_json(done)?;
    let moved = on!(tx, |c| query(ADVANCE)
        .bind(import.id.0)
        .bind(lease)
        .bind(import.state.as_str())
        .bind(next)
        .bind(&done)
        .bind(until.0)
        .bind(now.0)
        .bind(import.next_chunk)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(moved > 0)
}

/// Ends a run, with what the dry run found, what was done, and why it stopped. Answers whether this worker held it and nobody ended it before.
///
/// # Errors
/// When the database fails.
pub async fn settle(tx: &mut Tx, import: &Import, lease: Uuid, to: ImportState, now: Timestamp) -> Result<bool, StoreError> {
    let (found, done) = (import.found.as_ref().map(to_json).transpose()?, to_json(&import.done)?);
    let failure = import.failure.as_ref().map(to_json).transpose()?;
    let ended = on!(tx, |c| query(SETTLE)
        .bind(import.id.0)
        .bind(lease)
        .bind(import.state.as_str())
        .bind(to.as_str())
        .bind(&found)
        .bind(&done)
        .bind(&failure)
        .bind(now.0)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(ended > 0)
}

/// Lets an import go, so that another worker need not wait for the end of the lease.
///
/// # Errors
/// When the database fails.
pub async fn release(tx: &mut Tx, id: ImportId, lease: Uuid) -> Result<(), StoreError> {
    on!(tx, |c| query(RELEASE).bind(id.0).bind(lease).execute(c).await.map(drop))?;
    Ok(())
}
