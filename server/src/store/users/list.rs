//! What the list of users says of each, and where its pages begin.

use super::{User, UserRow};
use crate::store::StoreError;
use app::{
    model::{Timestamp, UserId, UserSort},
    rules::names,
};
use sqlx::FromRow;

/// A line of the list.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The user.
    pub user: User,
    /// Their tags, in order.
    pub tags: Vec<String>,
    /// Whether a link of theirs can still be used or mailed.
    pub link_waits: bool,
    /// A generated password can still be used or mailed.
    pub password_waits: bool,
    /// Whether sign-in is held back after failures.
    pub is_locked: bool,
}

/// What a row is ordered by, before its id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SortKey {
    /// The key of a name.
    Text(String),
    /// A time.
    Time(Timestamp),
}

impl SortKey {
    /// A user's, in the list's order.
    #[must_use]
    pub fn of(user: &User, sort: UserSort) -> Self {
        match sort {
            UserSort::Name => Self::Text(names::key(&user.display_name)),
            UserSort::UserName => Self::Text(names::key(&user.user_name)),
            UserSort::LastSignIn => Self::Time(user.last_sign_in_at.unwrap_or(Timestamp(0))),
            UserSort::Created => Self::Time(user.created_at),
        }
    }
}

/// A position in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// What the row is ordered by.
    pub key: SortKey,
    /// Its id.
    pub id: UserId,
}

/// A stretch of the list.
#[derive(Clone, Debug)]
pub struct Stretch {
    /// What it is ordered by.
    pub sort: UserSort,
    /// Whether it is read from the greatest key down.
    pub down: bool,
    /// The row it starts beyond; the very first or last when absent.
    pub beyond: Option<Position>,
    /// The most rows.
    pub most: i64,
}

#[derive(FromRow)]
pub(super) struct ListedRow {
    #[sqlx(flatten)]
    user: UserRow,
    link_waits: bool,
    password_waits: bool,
    is_locked: bool,
    tags: Option<String>,
}

impl TryFrom<ListedRow> for Listed {
    type Error = StoreError;

    fn try_from(row: ListedRow) -> Result<Self, StoreError> {
        // SQLite would make a sorter of its own for each row.
        let mut tags: Vec<_> = row.tags.as_deref().map_or_else(Vec::new, |tags| tags.split(',').map(str::to_owned).collect());
        tags.sort_by_cached_key(|tag| names::key(tag));
        Ok(Self {
            user: row.user.try_into()?,
            tags,
            link_waits: row.link_waits,
            password_waits: row.password_waits,
            is_locked: row.is_locked,
        })
    }
}
