//! The rows of files that are imported, in pieces, and what is wrong with them.

use crate::store::{
    StoreError, Tx,
    dialect::Engine,
    parse_json,
    sql::{Sql, insert_rows, rows_specimen},
    to_json,
};
use app::model::{ImportId, ImportProblem};
use sqlx::{FromRow, query, query_as, query_scalar};
use uuid::Uuid;

const ADD_CHUNK: &str = "INSERT INTO import_chunks (import_id, number, first_row, content) VALUES ($1, $2, $3, $4)";
const CHUNK: &str = "SELECT number, first_row, content FROM import_chunks WHERE import_id = $1 AND number = $2";
const DROP_CHUNK: &str = "DELETE FROM import_chunks WHERE import_id = $1 AND number = $2";
const DROP_CHUNKS: &str = "DELETE FROM import_chunks WHERE import_id = $1 AND number IN \
    (SELECT number FROM import_chunks WHERE import_id = $1 ORDER BY number LIMIT $2)";
const ADD_PROBLEMS: &str = "INSERT INTO import_problems (import_id, number, file_row, field, value, problem) VALUES ";
const PROBLEMS: &str = "SELECT file_row, field, value, problem FROM import_problems WHERE import_id = $1 AND number > $2 \
    ORDER BY number LIMIT $3";
const PROBLEM_ROWS: &str =
    "SELECT DISTINCT file_row FROM import_problems WHERE import_id = $1 AND file_row >= $2 AND file_row <= $3";
const DROP_PROBLEMS: &str = "DELETE FROM import_problems WHERE import_id = $1 AND number IN \
    (SELECT number FROM import_problems WHERE import_id = $1 ORDER BY number LIMIT $2)";

statements!(ADD_CHUNK, CHUNK, DROP_CHUNK, DROP_CHUNKS, PROBLEMS, PROBLEM_ROWS, DROP_PROBLEMS);

/// A piece of a file: whole rows.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Chunk {
    /// Its place among the pieces, from 0.
    pub number: i64,
    /// The number of its first row, as spreadsheets count.
    pub first_row: i64,
    /// The rows as they came, in UTF-8.
    pub content: Vec<u8>,
}

#[derive(FromRow)]
struct ProblemRow {
    file_row: i64,
    field: String,
    value: String,
    problem: String,
}

/// Adds a piece.
///
/// # Errors
/// When the database fails.
pub async fn add_chunk(tx: &mut Tx, import: ImportId, chunk: &Chunk) -> Result<(), StoreError> {
    on!(tx, |c| query(ADD_CHUNK)
        .bind(import.0)
        .bind(chunk.number)
        .bind(chunk.first_row)
        .bind(&chunk.content)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// A piece.
///
/// # Errors
/// When the database fails.
pub async fn chunk(tx: &mut Tx, import: ImportId, number: i64) -> Result<Option<Chunk>, StoreError> {
    Ok(on!(tx, |c| query_as(CHUNK).bind(import.0).bind(number).fetch_optional(c).await)?)
}

/// Deletes a piece that is done.
///
/// # Errors
/// When the database fails.
pub async fn drop_chunk(tx: &mut Tx, import: ImportId, number: i64) -> Result<(), StoreError> {
    on!(tx, |c| query(DROP_CHUNK).bind(import.0).bind(number).execute(c).await.map(drop))?;
    Ok(())
}

/// Deletes some of the pieces, at most `most`; answers how many.
///
/// # Errors
/// When the database fails.
pub async fn drop_chunks(tx: &mut Tx, import: ImportId, most: i64) -> Result<u64, StoreError> {
    Ok(on!(tx, |c| query(DROP_CHUNKS).bind(import.0).bind(most).execute(c).await.map(|done| done.rows_affected()))?)
}

/// Adds problems; the first gets this number.
///
/// # Errors
/// When the database fails.
pub async fn add_problems(tx: &mut Tx, import: ImportId, first: i64, problems: &[ImportProblem]) -> Result<(), StoreError> {
    let written = problems.iter().map(|problem| Ok((problem, to_json(&problem.problem)?)));
    let rows: Vec<_> = (first..).zip(written.collect::<Result<Vec<_>, StoreError>>()?).collect();
    insert_rows(tx, ADD_PROBLEMS, &rows, |sql, (number, (problem, written))| {
        let texts = [problem.field.as_str(), problem.value.as_str(), written.as_str()];
        add_problem(sql, import, [*number, problem.row], texts);
    })
    .await
}

fn add_problem(sql: &mut Sql, import: ImportId, numbers: [i64; 2], texts: [&str; 3]) {
    sql.add("(").bind(import.0).add(", ").bind_all(numbers).add(", ").bind_all(texts).add(")");
}

/// The statement of many rows in a specimen for the contract test.
pub(in crate::store) fn specimens(engine: Engine) -> Vec<(&'static str, String)> {
    let import = ImportId(Uuid::nil());
    let text = rows_specimen(engine, ADD_PROBLEMS, &[0, 0], |sql, numbers| add_problem(sql, import, *numbers, [""; 3]));
    vec![("imports::rows::ADD_PROBLEMS", text)]
}

/// The problems that follow this number, in their order.
///
/// # Errors
/// When the database fails.
pub async fn problems(tx: &mut Tx, import: ImportId, after: i64, most: i64) -> Result<Vec<ImportProblem>, StoreError> {
    let rows: Vec<ProblemRow> = on!(tx, |c| query_as(PROBLEMS).bind(import.0).bind(after).bind(most).fetch_all(c).await)?;
    let read = |row: ProblemRow| {
        let problem = parse_json(&row.problem, "import_problems.problem")?;
        Ok(ImportProblem { row: row.file_row, field: row.field, value: row.value, problem })
    };
    rows.into_iter().map(read).collect()
}

/// The rows between these two, themselves included, that have a problem.
///
/// # Errors
/// When the database fails.
pub async fn problem_rows(tx: &mut Tx, import: ImportId, first: i64, last: i64) -> Result<Vec<i64>, StoreError> {
    Ok(on!(tx, |c| query_scalar(PROBLEM_ROWS).bind(import.0).bind(first).bind(last).fetch_all(c).await)?)
}

/// Deletes some of the problems, at most `most`; answers how many.
///
/// # Errors
/// When the database fails.
pub async fn drop_problems(tx: &mut Tx, import: ImportId, most: i64) -> Result<u64, StoreError> {
    Ok(on!(tx, |c| query(DROP_PROBLEMS).bind(import.0).bind(most).execute(c).await.map(|done| done.rows_affected()))?)
}
