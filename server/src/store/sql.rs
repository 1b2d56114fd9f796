//! Statements put together while the program runs: of constant pieces and numbered values. No text that somebody typed can
//! become a part of one.

use super::{StoreError, Tx};
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
    /// An identifier.
    Id(Uuid),
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
        Self::Id(id)
    }
}

/// A statement in the making.
#[derive(Clone, Debug, Default)]
pub(super) struct Sql {
    text: String,
    values: Vec<Value>,
}

impl Sql {
    /// Begins with a piece.
    pub(super) fn of(piece: &'static str) -> Self {
        Self { text: piece.to_owned(), values: Vec::new() }
    }

    /// Goes on with a piece.
    pub(super) fn add(&mut self, piece: &'static str) -> &mut Self {
        self.text.push_str(piece);
        self
    }

    /// Goes on with a value.
    pub(super) fn bind(&mut self, value: impl Into<Value>) -> &mut Self {
        self.values.push(value.into());
        // Writing to a text cannot fail.
        let _ = write!(self.text, "${}", self.values.len());
        self
    }

    /// Goes on with values between commas.
    pub(super) fn bind_all<V: Into<Value>>(&mut self, values: impl IntoIterator<Item = V>) -> &mut Self {
        for (at, value) in values.into_iter().enumerate() {
            self.add(if at == 0 { "" } else { ", " }).bind(value);
        }
        self
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
            };
        }
        query
    }};
}
pub(super) use bound;

/// Rows of one statement. SQLite takes 32,766 values in one, and so many rows of users have 10,000.
const ROWS: usize = 500;

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
    for rows in rows.chunks(ROWS) {
        let sql = statement(insert, rows, &add);
        // Only full statements come again.
        let is_kept = rows.len() == ROWS;
        on!(tx, |c| bound!(query(sql.text()).persistent(is_kept), sql).execute(c).await.map(drop))?;
    }
    Ok(())
}

fn statement<T>(insert: &'static str, rows: &[T], add: impl Fn(&mut Sql, &T)) -> Sql {
    let mut sql = Sql::of(insert);
    for (at, row) in rows.iter().enumerate() {
        sql.add(if at == 0 { "" } else { ", " });
        add(&mut sql, row);
    }
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
}
