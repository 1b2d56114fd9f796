//! Finding those of whom all conditions hold: how many they are, and one page of them in any order, from any row on.
//!
//! The engines' planners know too little of the data for that (SQLite has no statistics at all), so the way is chosen here:
//! each condition that an index can lead to is first counted in that index, as far as the cap. The rarest leads; the others
//! are checked row by row. Few matches are sorted; many are soon met by walking along the index of the order.

use super::{
    Condition,
    asked::{Asking, Form},
    columns,
    list::{Listed, ListedRow, Position, SortKey, Stretch},
};
use crate::store::{
    StoreError, Tx,
    dialect::{self, Engine},
    list::keeps_plan,
    sql::{Sql, bound},
};
use app::model::{Count, Timestamp, UserId, UserSort};
use sqlx::{query_as, query_scalar};
use uuid::Uuid;

/// Counting stops here: "10,000+".
pub const COUNT_CAP: i64 = 10_000;
/// One more than is told, to know that there are more.
const MOST_COUNTED: i64 = COUNT_CAP + 1;

/// Where about so many are known of there are more than are counted.
const SURELY_BEYOND: i64 = 2 * COUNT_CAP;

/// How many users there are.
const EVERYONE: &str = "SELECT COUNT(*) AS number FROM users";

/// Up to so many matches are read and sorted; more than that are met sooner by walking along an index. About where the two
/// cost the same among a million users.
const SPARSE: i64 = 5_000;

/// Rows of the order that are looked at before everyone with some words is gathered instead. Names that are alike stand together,
/// perhaps at the order's other end: walking there among a million takes seconds.
const REACH: i64 = 2_000;
/// The same where an index tells all that is looked at.
const REACH_IN_INDEX: i64 = 20_000;

/// Who is looked for, and how they are found.
#[derive(Clone, Debug)]
pub struct Search {
    conditions: Vec<Condition>,
    now: Timestamp,
    engine: Engine,
    /// The condition whose index leads to them, and how many entries it has there, at most [`COUNT_CAP`] + 1.
    lead: Option<(usize, i64)>,
    /// How many they are, at most [`COUNT_CAP`] + 1.
    pub counted: i64,
}

/// How a page's rows are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// Along the index of the order, passing over those who do not match.
    Walk,
    /// Those who match are read and sorted.
    Sort,
    /// Likewise, however many there are.
    Gather,
}

impl Search {
    /// Looks how many there are, and how to find them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn new(tx: &mut Tx, conditions: Vec<Condition>, now: Timestamp) -> Result<Self, StoreError> {
        let mut search = Self { conditions, now, engine: tx.engine(), lead: None, counted: 0 };
        search.lead = search.find_lead(tx).await?;
        search.counted = match (search.conditions.as_slice(), search.lead) {
            ([], _) => everyone(tx).await?,
            ([only], Some((_, counted))) if only.is_counted_by_probe() => counted,
            _ => number(tx, &search.count()).await?,
        };
        Ok(search)
    }

    /// How many they are, as people are told: "10,000+".
    #[must_use]
    pub fn total(&self) -> Count {
        Count { counted: self.counted.min(COUNT_CAP), more: self.counted > COUNT_CAP }
    }

    /// A stretch of them, in the order in which it is read.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn read(&self, tx: &mut Tx, stretch: &Stretch) -> Result<Vec<Listed>, StoreError> {
        if self.counted == 0 {
            return Ok(Vec::new());
        }
        let way = self.way(stretch.sort);
        if way != Way::Walk || !self.is_about_words() {
            return self.rows(tx, &self.page(stretch, way, None)).await;
        }
        let Some(end) = self.reach(tx, stretch).await? else { return self.rows(tx, &self.page(stretch, way, None)).await };
        let near = self.rows(tx, &self.page(stretch, way, Some(&end))).await?;
        let is_full = i64::try_from(near.len()).is_ok_and(|found| found >= stretch.most);
        if is_full { Ok(near) } else { self.rows(tx, &self.page(stretch, Way::Gather, None)).await }
    }

    /// Where nothing is asked one plan does for all.
    async fn rows(&self, tx: &mut Tx, sql: &Sql) -> Result<Vec<Listed>, StoreError> {
        let is_kept = self.conditions.is_empty() || keeps_plan(tx.engine(), sql);
        let rows: Vec<ListedRow> = on!(tx, |c| bound!(query_as(sql.text()).persistent(is_kept), sql).fetch_all(c).await)?;
        rows.into_iter().map(Listed::try_from).collect()
    }

    /// The row of the order that stands as far behind the beginning of a stretch as is walked for words, if there is one.
    async fn reach(&self, tx: &mut Tx, stretch: &Stretch) -> Result<Option<Position>, StoreError> {
        let sql = place(stretch, if self.is_walked_in_index(stretch.sort) { REACH_IN_INDEX } else { REACH });
        let position = match stretch.sort {
            UserSort::Name | UserSort::UserName => {
                let row: Option<(String, Uuid)> = on!(tx, |c| bound!(query_as(sql.text()), sql).fetch_optional(c).await)?;
                row.map(|(key, id)| Position { key: SortKey::Text(key), id: UserId(id) })
            }
            UserSort::LastSignIn | UserSort::Created => {
                let row: Option<(i64, Uuid)> = on!(tx, |c| bound!(query_as(sql.text()), sql).fetch_optional(c).await)?;
                row.map(|(key, id)| Position { key: SortKey::Time(Timestamp(key)), id: UserId(id) })
            }
        };
        Ok(position)
    }

    /// Their ids from this one on, in order, at most `most`: for work on all of them, part by part.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn ids(&self, tx: &mut Tx, after: Option<UserId>, most: i64) -> Result<Vec<UserId>, StoreError> {
        let mut sql = Sql::of("SELECT id FROM users WHERE ");
        self.hold(&mut sql, |at, _| self.is_led_by(at));
        if let Some(UserId(after)) = after {
            sql.add(" AND users.id > ").bind(after);
        }
        sql.add(" ORDER BY users.id LIMIT ").bind(most);
        let is_kept = keeps_plan(self.engine, &sql);
        let ids: Vec<Uuid> = on!(tx, |c| bound!(query_scalar(sql.text()).persistent(is_kept), sql).fetch_all(c).await)?;
        Ok(ids.into_iter().map(UserId).collect())
    }

    /// The condition with the fewest entries in its index.
    async fn find_lead(&self, tx: &mut Tx) -> Result<Option<(usize, i64)>, StoreError> {
        let mut lead: Option<(usize, i64)> = None;
        for (at, condition) in self.conditions.iter().enumerate().filter(|(_, condition)| condition.leads()) {
            let counted = number(tx, &self.probe(condition)).await?;
            // Among those that are all frequent, one that needs not be gathered first.
            let is_better = |(best, fewest): (usize, i64)| {
                counted < fewest || (counted == fewest && condition.streams() && !self.conditions[best].streams())
            };
            if lead.is_none_or(is_better) {
                lead = Some((at, counted));
            }
        }
        Ok(lead)
    }

    fn probe(&self, condition: &Condition) -> Sql {
        let mut sql = Sql::of("SELECT COUNT(*) AS number FROM (");
        self.asking(Form::Probe).write(&mut sql, condition);
        sql.add(" LIMIT ").bind(MOST_COUNTED).add(") AS found");
        sql
    }

    fn count(&self) -> Sql {
        let mut sql = Sql::of("SELECT COUNT(*) AS number FROM (SELECT 1 FROM users WHERE ");
        self.hold(&mut sql, |at, _| self.is_led_by(at));
        sql.add(" LIMIT ").bind(MOST_COUNTED).add(") AS found");
        sql
    }

    /// Finds the page's rows first and only then what else is said of them.
    fn page(&self, stretch: &Stretch, way: Way, end: Option<&Position>) -> Sql {
        let Column { key, sorted } = column(stretch.sort);
        let walked = if way == Way::Walk { key } else { sorted };
        let order = if stretch.down { " DESC" } else { " ASC" };
        let mut sql = Sql::of(concat!(
            "SELECT ",
            columns!(),
            ", EXISTS (SELECT 1 FROM links WHERE links.user_id = users.id AND consumed_at IS NULL AND revoked_at IS NULL \
             AND COALESCE(expires_at, give_up_at) > "
        ));
        sql.bind(self.now.0).add(
            ") AS link_waits, EXISTS (SELECT 1 FROM pending_passwords WHERE pending_passwords.user_id = users.id AND \
             consumed_at IS NULL AND revoked_at IS NULL AND failed_at IS NULL AND COALESCE(expires_at, give_up_at) > ",
        );
        sql.bind(self.now.0);
        sql.add(") AS password_waits, EXISTS (SELECT 1 FROM limits WHERE limits.user_id = users.id AND blocked_until > ");
        sql.bind(self.now.0).add(concat!(
            ") AS is_locked, (SELECT string_agg(tag, ',') FROM user_tags WHERE user_tags.user_id = users.id) \
             AS tags FROM (SELECT ",
            columns!(),
            ", "
        ));
        sql.add(key).add(" AS list_key FROM users WHERE ");
        let ranked = if way == Way::Walk { None } else { self.ranked(stretch.sort) };
        let in_index = way == Way::Walk && self.is_walked_in_index(stretch.sort);
        let id = if let Some(words) = ranked {
            dialect::ranked(sql.add("users.id IN ("), words);
            "user_id"
        } else {
            sql.add(if in_index { "users.id IN (SELECT id FROM users WHERE " } else { "" });
            self.hold(&mut sql, |at, condition| match way {
                Way::Walk => condition.order() == Some(stretch.sort),
                Way::Sort => self.is_led_by(at),
                Way::Gather => self.lead.is_some_and(|(lead, _)| lead == at),
            });
            "id"
        };
        let walked = if ranked.is_some() { key } else { walked };
        if let Some(position) = &stretch.beyond {
            beyond(&mut sql, (walked, id), stretch.down, position);
        }
        if let Some(end) = end {
            until(&mut sql, (walked, id), stretch.down, end);
        }
        sql.add(" ORDER BY ").add(walked).add(order).add(", ").add(id).add(order).add(" LIMIT ").add_number(stretch.most);
        sql.add(if ranked.is_some() || in_index { "))" } else { ")" });
        sql.add(" AS users ORDER BY list_key").add(order).add(", users.id").add(order);
        sql
    }

    /// Many words go with the order of names: walking along that would meet all of them at once, or only at its end. So those
    /// who are found by words are sorted as far as they can be counted.
    fn way(&self, sort: UserSort) -> Way {
        let Some((at, rows)) = self.lead else {
            return if self.counted <= SPARSE && !self.conditions.is_empty() { Way::Sort } else { Way::Walk };
        };
        let lead = &self.conditions[at];
        let is_few = rows <= COUNT_CAP;
        if lead.order() == Some(sort) && is_few {
            Way::Walk
        } else if self.counted <= SPARSE || (lead.is_words() && is_few) {
            Way::Sort
        } else {
            Way::Walk
        }
    }

    /// Whether words lead to the rows.
    fn is_about_words(&self) -> bool {
        self.lead.is_some_and(|(lead, _)| self.conditions[lead].is_words())
    }

    /// Whether the index of this order tells all that is asked.
    fn is_walked_in_index(&self, sort: UserSort) -> bool {
        let is_told = self.is_about_words() && self.conditions.iter().all(Condition::is_told_by_texts);
        is_told && sort == UserSort::Name && dialect::names_tell_words(self.engine)
    }

    /// The words, where they are all that is asked and the engine can rank by name those who have them.
    fn ranked(&self, sort: UserSort) -> Option<&[String]> {
        match self.conditions.as_slice() {
            [Condition::Contains(words)] if sort == UserSort::Name && dialect::ranks(self.engine) => Some(words),
            _ => None,
        }
    }

    /// Whether this condition's index leads to the rows. One whose rows must be gathered first leads to few or to none.
    fn is_led_by(&self, at: usize) -> bool {
        self.lead.is_some_and(|(lead, led)| lead == at && (led <= COUNT_CAP || self.conditions[at].streams()))
    }

    /// Writes that all conditions hold; `leads` says which of them an index may lead to.
    fn hold(&self, sql: &mut Sql, leads: impl Fn(usize, &Condition) -> bool) {
        sql.add("TRUE");
        for (at, condition) in self.conditions.iter().enumerate() {
            let form = if leads(at, condition) { Form::Lead } else { Form::Check };
            self.asking(form).write(sql.add(" AND "), condition);
        }
    }

    const fn asking(&self, form: Form) -> Asking {
        Asking { form, engine: self.engine, now: self.now }
    }
}

/// What the list is ordered by.
struct Column {
    /// The column, which has an index.
    key: &'static str,
    /// The same in a form that no index has.
    sorted: &'static str,
}

const fn column(sort: UserSort) -> Column {
    match sort {
        UserSort::Name => Column { key: "sort_key", sorted: "sort_key || ''" },
        UserSort::UserName => Column { key: "user_name_key", sorted: "user_name_key || ''" },
        UserSort::LastSignIn => Column { key: "sign_in_key", sorted: "sign_in_key + 0" },
        UserSort::Created => Column { key: "created_at", sorted: "created_at + 0" },
    }
}

/// Only what follows a row, in whichever direction.
fn beyond(sql: &mut Sql, walked: (&'static str, &'static str), down: bool, position: &Position) {
    compare(sql, walked, if down { ") < (" } else { ") > (" }, position);
}

/// Nothing that follows a row.
fn until(sql: &mut Sql, walked: (&'static str, &'static str), down: bool, position: &Position) {
    compare(sql, walked, if down { ") >= (" } else { ") <= (" }, position);
}

fn compare(sql: &mut Sql, (column, id): (&'static str, &'static str), how: &'static str, position: &Position) {
    sql.add(" AND (").add(column).add(", ").add(id).add(how);
    match &position.key {
        SortKey::Text(text) => sql.bind(text.as_str()),
        SortKey::Time(time) => sql.bind(time.0),
    };
    sql.add(", ").bind(position.id.0).add(")");
}

/// The row that stands so many behind the beginning of a stretch, of all users.
fn place(stretch: &Stretch, behind: i64) -> Sql {
    let Column { key, .. } = column(stretch.sort);
    let order = if stretch.down { " DESC" } else { " ASC" };
    let mut sql = Sql::of("SELECT ");
    sql.add(key).add(" AS list_key, id FROM users WHERE TRUE");
    if let Some(position) = &stretch.beyond {
        beyond(&mut sql, (key, "id"), stretch.down, position);
    }
    sql.add(" ORDER BY ").add(key).add(order).add(", id").add(order).add(" LIMIT 1 OFFSET ").bind(behind);
    sql
}

/// How many users there are, at most [`MOST_COUNTED`]. Seeing that they are so many takes half as long as counting, and nothing
/// where the engine knows about how many they are.
async fn everyone(tx: &mut Tx) -> Result<i64, StoreError> {
    let about = dialect::about_how_many_users(tx).await?;
    let is_beyond_cap = about.is_some_and(|users| users > SURELY_BEYOND) || number(tx, &beyond_cap()).await? > 0;
    if is_beyond_cap { Ok(MOST_COUNTED) } else { number(tx, &Sql::of(EVERYONE)).await }
}

fn beyond_cap() -> Sql {
    let mut sql = Sql::of("SELECT COUNT(*) AS number FROM (SELECT 1 FROM users LIMIT 1 OFFSET ");
    sql.bind(COUNT_CAP).add(") AS found");
    sql
}

async fn number(tx: &mut Tx, sql: &Sql) -> Result<i64, StoreError> {
    let is_kept = keeps_plan(tx.engine(), sql);
    Ok(on!(tx, |c| bound!(query_scalar(sql.text()).persistent(is_kept), sql).fetch_one(c).await)?)
}

/// Every piece that statements are put together of, in specimens for the contract test.
pub(in crate::store) fn specimens(engine: Engine) -> Vec<(&'static str, String)> {
    let search = |conditions, lead, counted| Search { conditions, now: Timestamp(0), engine, lead, counted };
    let everything = Condition::specimens();
    let mut specimens =
        vec![("users::search::beyond_cap", beyond_cap().into_text()), ("users::search::everyone", EVERYONE.to_owned())];
    for condition in &everything {
        let alone = search(vec![condition.clone()], condition.leads().then_some((0, 1)), 1);
        if condition.leads() {
            specimens.push(("users::search::probe", alone.probe(condition).into_text()));
        }
        specimens.push(("users::search::count", alone.count().into_text()));
    }
    for (sort, down) in UserSort::ALL.iter().flat_map(|sort| [(*sort, false), (*sort, true)]) {
        let key = match sort {
            UserSort::Name | UserSort::UserName => SortKey::Text(String::new()),
            UserSort::LastSignIn | UserSort::Created => SortKey::Time(Timestamp(0)),
        };
        let beyond = Some(Position { key, id: UserId(Uuid::nil()) });
        let stretch = Stretch { sort, down, beyond: beyond.clone(), most: 1 };
        let found = search(everything.clone(), Some((0, 1)), 1);
        for way in [Way::Walk, Way::Sort, Way::Gather] {
            specimens.push(("users::search::page", found.page(&stretch, way, beyond.as_ref()).into_text()));
        }
        let words = search(everything[..1].to_vec(), Some((0, 1)), 1);
        for way in [Way::Walk, Way::Gather] {
            specimens.push(("users::search::page of words", words.page(&stretch, way, None).into_text()));
        }
        specimens.push(("users::search::place", place(&stretch, REACH).into_text()));
    }
    specimens
}
