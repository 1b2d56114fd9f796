//! The list of users: one page at a time, in any of its orders, from any row on.

use super::{User, UserRow, columns};
use crate::store::{Statement, StoreError, Tx};
use app::{
    model::{Timestamp, UserFilter, UserId, UserSort},
    rules::names,
};
use sqlx::{FromRow, query_as, query_scalar};

/// Counting stops here: "10,000+".
pub const COUNT_CAP: i64 = 10_000;
/// How many words a search looks for; further ones are ignored.
const SEARCH_WORDS: usize = 4;

/// Up to so many matches are found by looking at everyone and sorting what is found; more than that are soon met by walking
/// along an index. About where the two cost the same among 100,000 users.
const SPARSE: i64 = 500;

/// The users with a link that can still be used or mailed. `$1` is now.
macro_rules! live_links {
    () => {
        "SELECT user_id FROM links WHERE consumed_at IS NULL AND revoked_at IS NULL AND COALESCE(expires_at, give_up_at) > $1"
    };
}

/// The users whose sign-in is held back. `$1` is now.
macro_rules! held_back {
    () => {
        "SELECT user_id FROM limits WHERE blocked_until > $1"
    };
}

/// Finds the page's rows first and only then what else is said of them. `$1` is now, `$2` how many rows.
macro_rules! rows {
    ($which:expr, $key:literal, $walked:literal, $order:literal) => {
        concat!(
            "SELECT ",
            columns!(),
            ", EXISTS (",
            live_links!(),
            " AND links.user_id = users.id) AS link_waits, EXISTS (",
            held_back!(),
            " AND limits.user_id = users.id) AS is_locked, \
             (SELECT string_agg(tag, ',' ORDER BY tag_key) FROM user_tags WHERE user_tags.user_id = users.id) AS tags FROM (SELECT ",
            columns!(),
            ", ",
            $key,
            " AS list_key FROM users",
            $which,
            " ORDER BY ",
            $walked,
            " ",
            $order,
            ", id ",
            $order,
            " LIMIT $2) AS users ORDER BY list_key ",
            $order,
            ", users.id ",
            $order
        )
    };
}

/// The filter, `$3` to `$11`. Parts that are NULL let everyone through.
macro_rules! filter {
    () => {
        concat!(
            " WHERE (CAST($3 AS TEXT) IS NULL OR search LIKE $3 ESCAPE '\\') \
             AND (CAST($4 AS TEXT) IS NULL OR search LIKE $4 ESCAPE '\\') \
             AND (CAST($5 AS TEXT) IS NULL OR search LIKE $5 ESCAPE '\\') \
             AND (CAST($6 AS TEXT) IS NULL OR search LIKE $6 ESCAPE '\\') \
             AND (CAST($7 AS TEXT) IS NULL OR kind = $7) AND (CAST($8 AS TEXT) IS NULL OR role = $8) \
             AND (CAST($9 AS TEXT) IS NULL OR is_active = (CAST($9 AS TEXT) = 'yes')) \
             AND (CAST($10 AS TEXT) IS NULL OR id IN (SELECT user_id FROM user_tags WHERE tag_key = $10)) \
             AND (CAST($11 AS TEXT) IS NULL OR CASE $11 WHEN 'link-sent' THEN id IN (",
            live_links!(),
            ") WHEN 'locked' THEN id IN (",
            held_back!(),
            ") WHEN 'no-email' THEN email IS NULL WHEN 'never-signed-in' THEN last_sign_in_at IS NULL \
             WHEN 'no-password' THEN id NOT IN (SELECT user_id FROM credentials WHERE stopped_at IS NULL) ELSE FALSE END)"
        )
    };
}

/// Only what follows a key, in whichever direction.
macro_rules! beyond {
    ($key:literal, $compare:literal, $value:literal, $id:literal) => {
        concat!("(", $key, ", id) ", $compare, " (", $value, ", ", $id, ")")
    };
}

/// Upwards or downwards.
macro_rules! turned {
    ($down:expr, $which_up:expr, $which_down:expr, $key:literal, $walked:literal) => {
        if $down { rows!($which_down, $key, $walked, "DESC") } else { rows!($which_up, $key, $walked, "ASC") }
    };
}

/// With a filter: from the start, or from a key (`$12`, `$13`).
macro_rules! filtered {
    ($path:ident, $key:literal, $walked:literal) => {
        if $path.from_key {
            turned!(
                $path.down,
                concat!(filter!(), " AND ", beyond!($walked, ">", "$12", "$13")),
                concat!(filter!(), " AND ", beyond!($walked, "<", "$12", "$13")),
                $key,
                $walked
            )
        } else {
            turned!($path.down, filter!(), filter!(), $key, $walked)
        }
    };
}

/// Without a filter: from the start, or from a key (`$3`, `$4`).
macro_rules! unfiltered {
    ($path:ident, $key:literal) => {
        if $path.from_key {
            turned!(
                $path.down,
                concat!(" WHERE ", beyond!($key, ">", "$3", "$4")),
                concat!(" WHERE ", beyond!($key, "<", "$3", "$4")),
                $key,
                $key
            )
        } else {
            turned!($path.down, "", "", $key, $key)
        }
    };
}

/// The statement that reads rows in the order of `$key`; `$sorted` is the same in a form that no index has.
macro_rules! by {
    ($key:literal, $sorted:literal, $path:ident) => {
        match $path.way {
            Way::Everyone => unfiltered!($path, $key),
            Way::Walk => filtered!($path, $key, $key),
            Way::Sort => filtered!($path, $key, $sorted),
        }
    };
}

/// How a page's rows are found.
#[derive(Clone, Copy)]
enum Way {
    /// Nobody is filtered out: an index leads straight to the page.
    Everyone,
    /// Along an index, passing over those who do not match.
    Walk,
    /// Everyone is looked at, and those who match are sorted.
    Sort,
}

/// One path through the list; each has a statement of its own.
#[derive(Clone, Copy)]
struct Path {
    sort: UserSort,
    way: Way,
    from_key: bool,
    down: bool,
}

impl Path {
    const fn sql(self) -> &'static str {
        match self.sort {
            UserSort::Name => by!("sort_key", "sort_key || ''", self),
            UserSort::UserName => by!("user_name_key", "user_name_key || ''", self),
            UserSort::LastSignIn => by!("sign_in_key", "sign_in_key + 0", self),
            UserSort::Created => by!("created_at", "created_at + 0", self),
        }
    }
}

const COUNT: &str = "SELECT COUNT(*) AS number FROM (SELECT 1 FROM users LIMIT $1) AS found";
const COUNT_FILTERED: &str = concat!("SELECT COUNT(*) AS number FROM (SELECT 1 FROM users", filter!(), " LIMIT $2) AS found");

/// Every statement of the list, for the contract test.
pub fn statements() -> impl Iterator<Item = Statement> {
    let flags = [(false, false), (false, true), (true, false), (true, true)];
    let paths = UserSort::ALL.iter().flat_map(move |sort| {
        let ways = [Way::Everyone, Way::Walk, Way::Sort].into_iter();
        ways.flat_map(move |way| flags.map(|(from_key, down)| Path { sort: *sort, way, from_key, down }))
    });
    let counts = [("users::list::COUNT", COUNT), ("users::list::COUNT_FILTERED", COUNT_FILTERED)];
    paths.map(|path| ("users::list::Path", path.sql())).chain(counts)
}

/// A line of the list.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The user.
    pub user: User,
    /// Their tags, in order.
    pub tags: Vec<String>,
    /// Whether a link of theirs can still be used or mailed.
    pub link_waits: bool,
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
    /// How many users pass the filter, as [`count`] has it.
    pub counted: i64,
}

#[derive(FromRow)]
struct ListedRow {
    #[sqlx(flatten)]
    user: UserRow,
    link_waits: bool,
    is_locked: bool,
    tags: Option<String>,
}

impl TryFrom<ListedRow> for Listed {
    type Error = StoreError;

    fn try_from(row: ListedRow) -> Result<Self, StoreError> {
        let tags = row.tags.unwrap_or_default().split(',').filter(|tag| !tag.is_empty()).map(str::to_owned).collect();
        Ok(Self { user: row.user.try_into()?, tags, link_waits: row.link_waits, is_locked: row.is_locked })
    }
}

/// A filter in the form in which it is bound; `None` where everyone passes.
struct Bound {
    words: [Option<String>; SEARCH_WORDS],
    kind: Option<&'static str>,
    role: Option<&'static str>,
    active: Option<&'static str>,
    tag: Option<String>,
    mark: Option<&'static str>,
}

impl Bound {
    fn new(filter: &UserFilter) -> Option<Self> {
        let bound = Self {
            words: patterns(&filter.q),
            kind: filter.kind.map(app::model::Kind::as_str),
            role: filter.role.map(app::model::Role::as_str),
            active: filter.active.map(|active| if active { "yes" } else { "no" }),
            tag: Some(names::key(&filter.tag)).filter(|key| !key.is_empty()),
            mark: filter.mark.map(app::model::UserMark::as_str),
        };
        let narrows = bound.words[0].is_some()
            || bound.tag.is_some()
            || [bound.kind, bound.role, bound.active, bound.mark].iter().any(Option::is_some);
        narrows.then_some(bound)
    }

    /// How those who pass are found. Words go with the order of names: walking along that would meet them all at once, or
    /// only at its end.
    fn way(&self, counted: i64) -> Way {
        if self.words[0].is_some() || counted <= SPARSE { Way::Sort } else { Way::Walk }
    }
}

/// Binds `$1` to `$11` of a statement with a filter.
macro_rules! bind {
    ($query:expr, $bound:ident, $now:ident, $most:expr) => {{
        let [first, second, third, fourth] = &$bound.words;
        $query
            .bind($now.0)
            .bind($most)
            .bind(first)
            .bind(second)
            .bind(third)
            .bind(fourth)
            .bind($bound.kind)
            .bind($bound.role)
            .bind($bound.active)
            .bind(&$bound.tag)
            .bind($bound.mark)
    }};
}

/// How many users pass the filter, at most [`COUNT_CAP`] + 1.
///
/// # Errors
/// When the database fails.
pub async fn count(tx: &mut Tx, filter: &UserFilter, now: Timestamp) -> Result<i64, StoreError> {
    let most = COUNT_CAP + 1;
    Ok(match Bound::new(filter) {
        Some(bound) => on!(tx, |c| bind!(query_scalar(COUNT_FILTERED), bound, now, most).fetch_one(c).await)?,
        None => on!(tx, |c| query_scalar(COUNT).bind(most).fetch_one(c).await)?,
    })
}

/// A stretch of the users who pass the filter, in the order in which it is read.
///
/// # Errors
/// When the database fails.
pub async fn read(tx: &mut Tx, filter: &UserFilter, stretch: &Stretch, now: Timestamp) -> Result<Vec<Listed>, StoreError> {
    let bound = Bound::new(filter);
    if stretch.counted == 0 {
        return Ok(Vec::new());
    }
    let way = bound.as_ref().map_or(Way::Everyone, |bound| bound.way(stretch.counted));
    let path = Path { sort: stretch.sort, way, from_key: stretch.beyond.is_some(), down: stretch.down };
    let rows: Vec<ListedRow> = on!(tx, |c| {
        let query = match &bound {
            Some(bound) => bind!(query_as(path.sql()), bound, now, stretch.most),
            None => query_as(path.sql()).bind(now.0).bind(stretch.most),
        };
        let query = match &stretch.beyond {
            Some(Position { key: SortKey::Text(text), id }) => query.bind(text).bind(id.0),
            Some(Position { key: SortKey::Time(time), id }) => query.bind(time.0).bind(id.0),
            None => query,
        };
        query.fetch_all(c).await
    })?;
    rows.into_iter().map(Listed::try_from).collect()
}

/// A LIKE pattern for each word that is searched for.
fn patterns(search: &str) -> [Option<String>; SEARCH_WORDS] {
    let key = names::key(search);
    let mut words = key.split_whitespace().map(|word| {
        let escaped = word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        format!("%{escaped}%")
    });
    std::array::from_fn(|_| words.next())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_means_its_signs_literally() {
        assert_eq!(patterns("100%_ Feld"), [Some("%100\\%\\_%".to_owned()), Some("%feld%".to_owned()), None, None]);
    }

    #[test]
    fn spaces_narrow_nothing() {
        assert!(Bound::new(&UserFilter { q: "  ".to_owned(), tag: " ".to_owned(), ..UserFilter::default() }).is_none());
        assert!(Bound::new(&UserFilter { active: Some(false), ..UserFilter::default() }).is_some());
    }
}
