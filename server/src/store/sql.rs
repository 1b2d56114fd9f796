//! Statements put together while the program runs: of constant pieces and numbered values. No text that somebody typed can
//! become a part of one.

use super::{StoreError, Tx, dialect::Engine, list::KEEP_PLAN};
use sqlx::{AssertSqlSafe, query};
use std::fmt::Write as _;
use uuid::Uuid;

/// A value, bound to its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// A text, or none.
    Text(Option<String>),
    /// A number, or none.
    Number(Option<i64>),
    /// Yes or no.
    Flag(bool),
    /// An identifier, or none.
    Id(Option<Uuid>),
    /// Bytes.
    Bytes(Vec<u8>),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(Some(text.to_owned()))
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(Some(text))
    }
}

impl From<Option<String>> for Value {
    fn from(text: Option<String>) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(Some(number))
    }
}

impl From<Option<i64>> for Value {
    fn from(number: Option<i64>) -> Self {
        Self::Number(number)
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl From<Uuid> for Value {
    fn from(id: Uuid) -> Self {
        Self::Id(Some(id))
    }
}

impl From<Option<Uuid>> for Value {
    fn from(id: Option<Uuid>) -> Self {
        Self::Id(id)
    }
}

impl From<&[u8]> for Value {
    fn from(bytes: &[u8]) -> Self {
        Self::Bytes(bytes.to_vec())
    }
}

/// A statement in the making.
#[derive(Clone, Debug, Default)]
pub(super) struct Sql {
    text: String,
    values: Vec<Value>,
    /// Whether values are known by their order alone.
    is_unnumbered: bool,
}

impl Sql {
    /// Begins with a piece.
    pub(super) fn of(piece: &'static str) -> Self {
        Self { text: piece.to_owned(), ..Self::default() }
    }

    /// Begins a statement of thousands of values. SQLite looks for a numbered value among all of them, each time, so it is given
    /// them in order instead.
    pub(super) fn of_many(engine: Engine, piece: &'static str) -> Self {
        Self { is_unnumbered: engine == Engine::Sqlite, ..Self::of(piece) }
    }

    /// Goes on with a piece.
    pub(super) fn add(&mut self, piece: &'static str) -> &mut Self {
        self.text.push_str(piece);
        self
    }

    /// Goes on with a value.
    pub(super) fn bind(&mut self, value: impl Into<Value>) -> &mut Self {
        self.values.push(value.into());
        if self.is_unnumbered {
            return self.add("?");
        }
        // Writing to a text cannot fail.
        let _ = write!(self.text, "${}", self.values.len());
        self
    }

    /// Goes on with a number that is a part of the text, since plans depend on it.
    pub(super) fn add_number(&mut self, number: i64) -> &mut Self {
        let _ = write!(self.text, "{number}");
        self
    }

    /// Goes on with values between commas; without any with NULL, which equals nothing.
    pub(super) fn bind_all<V: Into<Value>>(&mut self, values: impl IntoIterator<Item = V>) -> &mut Self {
        let before = self.values.len();
        for value in values {
            self.add(if self.values.len() == before { "" } else { ", " }).bind(value);
        }
        if self.values.len() == before { self.add("NULL") } else { self }
    }

    /// The statement for sqlx, which may trust it: it consists of constant pieces.
    pub(super) fn text(&self) -> AssertSqlSafe<String> {
        AssertSqlSafe(self.text.clone())
    }

    /// The values, in the order of their numbers.
    pub(super) fn values(&self) -> &[Value] {
        &self.values
    }

    /// The statement for the contract test.
    pub(super) fn into_text(self) -> String {
        self.text
    }
}

/// Binds a statement's values.
macro_rules! bound {
    ($query:expr, $sql:expr) => {{
        let mut query = $query;
        for value in $sql.values() {
            query = match value.clone() {
                $crate::store::sql::Value::Text(text) => query.bind(text),
                $crate::store::sql::Value::Number(number) => query.bind(number),
                $crate::store::sql::Value::Flag(flag) => query.bind(flag),
                $crate::store::sql::Value::Id(id) => query.bind(id),
                $crate::store::sql::Value::Bytes(bytes) => query.bind(bytes),
            };
        }
        query
    }};
}
pub(super) use bound;

/// Runs a statement that answers no rows.
///
/// # Errors
/// When the database fails.
pub(super) async fn execute(tx: &mut Tx, sql: &Sql) -> Result<(), StoreError> {
    on!(tx, |c| bound!(query(sql.text()).persistent(KEEP_PLAN), sql).execute(c).await.map(drop))?;
    Ok(())
}

/// Rows of one statement: SQLite takes 32,766 values in one, and so many rows of users have 20,000. Fewer rows would cost more:
/// for each statement SQLite writes the words of its users as a part of their own, which is merged with the others later.
pub(super) const ROWS: usize = 1_000;

/// Has rows that are there already, by a unique index, stay as they are.
const UNLESS_THERE: &str = " ON CONFLICT DO NOTHING";

/// Inserts many rows in a few statements; `add` writes one in its parentheses.
///
/// # Errors
/// When the database fails.
pub(super) async fn insert_rows<T: Sync>(
    tx: &mut Tx,
    insert: &'static str,
    rows: &[T],
    add: impl Fn(&mut Sql, &T),
) -> Result<(), StoreError> {
    insert_all(tx, insert, "", rows, add).await
}

/// As [`insert_rows`], and rows that are there already, by a unique index, stay as they are.
///
/// # Errors
/// When the database fails.
pub(super) async fn insert_new_rows<T: Sync>(
    tx: &mut Tx,
    insert: &'static str,
    rows: &[T],
    add: impl Fn(&mut Sql, &T),
) -> Result<(), StoreError> {
    insert_all(tx, insert, UNLESS_THERE, rows, add).await
}

/// The statement of [`insert_rows`] for the contract test, with this row twice.
pub(super) fn rows_specimen<T>(engine: Engine, insert: &'static str, row: &T, add: impl Fn(&mut Sql, &T)) -> String {
    statement(engine, insert, "", [row, row], add).into_text()
}

/// The statement of [`insert_new_rows`] for the contract test, with this row twice.
pub(super) fn new_rows_specimen<T>(engine: Engine, insert: &'static str, row: &T, add: impl Fn(&mut Sql, &T)) -> String {
    statement(engine, insert, UNLESS_THERE, [row, row], add).into_text()
}

async fn insert_all<T: Sync>(
    tx: &mut Tx,
    insert: &'static str,
    end: &'static str,
    rows: &[T],
    add: impl Fn(&mut Sql, &T),
) -> Result<(), StoreError> {
    for rows in rows.chunks(ROWS) {
        let sql = statement(tx.engine(), insert, end, rows, &add);
        // Only full statements come again, and those of one row.
        let is_kept = matches!(rows.len(), 1 | ROWS);
        on!(tx, |c| bound!(query(sql.text()).persistent(is_kept), sql).execute(c).await.map(drop))?;
    }
    Ok(())
}

fn statement<'a, T: 'a>(
    engine: Engine,
    insert: &'static str,
    end: &'static str,
    rows: impl IntoIterator<Item = &'a T>,
    add: impl Fn(&mut Sql, &T),
) -> Sql {
    let mut sql = Sql::of_many(engine, insert);
    for (at, row) in rows.into_iter().enumerate() {
        sql.add(if at == 0 { "" } else { ", " });
        add(&mut sql, row);
    }
    sql.add(end);
    sql
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_numbered_and_never_become_text() {
        let mut sql = Sql::of("SELECT 1 FROM users WHERE kind = ");
        sql.bind("'; DROP TABLE users").add(" AND role IN (").bind_all(["user", "auditor"]).add(")");
        assert_eq!(sql.values().len(), 3);
        assert_eq!(sql.into_text(), "SELECT 1 FROM users WHERE kind = $1 AND role IN ($2, $3)");
    }

    #[test]
    fn values_of_many_rows_are_known_by_order_on_sqlite_and_by_number_on_postgres() {
        let text = |engine| statement(engine, "INSERT INTO t VALUES ", "", &[1_i64, 2], |sql, n| drop_in(sql, *n)).into_text();
        assert_eq!(text(Engine::Sqlite), "INSERT INTO t VALUES (?), (?)");
        assert_eq!(text(Engine::Postgres), "INSERT INTO t VALUES ($1), ($2)");
    }

    fn drop_in(sql: &mut Sql, number: i64) {
        sql.add("(").bind(number).add(")");
    }
}
