//! What lists have in common: where a page starts, and searching by the start of a text.

use super::{dialect::Engine, sql::Sql};

/// From where a page of a list is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start<K> {
    /// From the first row on.
    First,
    /// The rows that follow this one.
    After(K),
    /// The rows that stand before this one, read backwards and answered in the list's order.
    Before(K),
}

impl<K> Start<K> {
    /// Whether the rows are read backwards.
    pub const fn is_backwards(&self) -> bool {
        matches!(self, Self::Before(_))
    }

    /// The row to start at.
    pub const fn key(&self) -> Option<&K> {
        match self {
            Self::First => None,
            Self::After(key) | Self::Before(key) => Some(key),
        }
    }
}

/// Whether a search's plan is kept for the next one. PostgreSQL then plans for any values, and for a search whose parts may
/// be absent that means to walk the whole table.
pub(super) const KEEP_PLAN: bool = false;

/// Statements of more values than this come once.
const VALUES_OF_KEPT: usize = 32;

/// The same for a search that is put together of the parts that are asked for. SQLite plans without looking at the values, which
/// takes a third of the time that a page of the list takes there.
pub(super) fn keeps_plan(engine: Engine, sql: &Sql) -> bool {
    engine == Engine::Sqlite && sql.values().len() <= VALUES_OF_KEPT
}

/// How many rows match, as far as they were looked at.
#[derive(Clone, Copy, Debug)]
pub struct Counted {
    /// So many of them match.
    pub number: i64,
    /// Whether all rows were looked at.
    pub is_all: bool,
}

impl Counted {
    /// How many rows are looked at. Those that all match need not be told from 10,001; of others it is worth knowing more.
    pub(super) const fn most(is_narrowed: bool) -> i64 {
        if is_narrowed { 20_000 } else { 10_001 }
    }
}

/// The range of texts that begin with a prefix, first and end, in the order of bytes. Nothing where the prefix is empty.
pub(super) fn range_of(prefix: &str) -> Option<(String, String)> {
    // No text has the last code point: it is not a character.
    (!prefix.is_empty()).then(|| (prefix.to_owned(), format!("{prefix}\u{10FFFF}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_holds_what_begins_with_the_prefix_and_nothing_else() {
        let (first, end) = range_of("user.").unwrap();
        let range = first.as_str()..end.as_str();
        assert!(range.contains(&"user.") && range.contains(&"user.created") && range.contains(&"user.\u{1F600}"));
        assert!(!range.contains(&"user") && !range.contains(&"user/") && !range.contains(&"users.x"));
        assert_eq!(range_of(""), None);
    }
}
