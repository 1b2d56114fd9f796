//! Pages of a long list, found by key and not by number, so that the last page costs what the first does.

use serde::{Deserialize, Serialize};

/// Where a page starts: after or before the row with this key (opaque, from [`Page::next`] or [`Page::previous`]).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Place {
    /// The rows that follow the key.
    After(String),
    /// The rows that stand before the key.
    Before(String),
}

/// How many rows match; counting stops at a cap, because nobody needs to know 102,418 from 102,419 on every key press.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// The number counted.
    pub counted: i64,
    /// Whether there are more than were counted.
    pub more: bool,
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    /// The rows, in the list's order.
    pub items: Vec<T>,
    /// How many rows match in all.
    pub total: Count,
    /// The key after which the next page starts, if there is one.
    pub next: Option<String>,
    /// The key before which the previous page ends, if there is one.
    pub previous: Option<String>,
}
