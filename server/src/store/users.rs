//! Users.

use super::{StoreError, Tx, parse};
use app::{
    model::{Kind, Locale, Role, Timestamp, UserId},
    rules::names,
};
use sqlx::{FromRow, query, query_as, query_scalar};
use uuid::Uuid;

/// Counting stops here: "10,000+".
pub const COUNT_CAP: i64 = 10_000;
/// How many words a search looks for; further ones are ignored.
pub const SEARCH_WORDS: usize = 4;

const INSERT: &str = "INSERT INTO users (id, kind, role, user_name, user_name_key, display_name, email, email_key, \
    language, time_zone, is_active, sort_key, search, created_at, updated_at) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14)";
const BY_ID: &str = "SELECT id, kind, role, user_name, display_name, email, language, time_zone, is_active, \
    last_sign_in_at, created_at FROM users WHERE id = $1";
const BY_NAME: &str = "SELECT id, kind, role, user_name, display_name, email, language, time_zone, is_active, \
    last_sign_in_at, created_at FROM users WHERE user_name_key = $1";
const BY_EMAIL: &str = "SELECT id, kind, role, user_name, display_name, email, language, time_zone, is_active, \
    last_sign_in_at, created_at FROM users WHERE email_key = $1 LIMIT 2";
const SET_ACTIVE: &str =
    "UPDATE users SET is_active = $2, updated_at = $3, version = version + 1 WHERE id = $1 AND is_active <> $2";
const SIGNED_IN: &str = "UPDATE users SET last_sign_in_at = $2 WHERE id = $1";
const ANY: &str = "SELECT COUNT(*) AS number FROM (SELECT 1 FROM users LIMIT 1) AS found";
const COUNT: &str = "SELECT COUNT(*) AS number FROM (SELECT 1 FROM users \
    WHERE (CAST($1 AS TEXT) IS NULL OR search LIKE $1 ESCAPE '\\') AND (CAST($2 AS TEXT) IS NULL OR search LIKE $2 ESCAPE '\\') \
    AND (CAST($3 AS TEXT) IS NULL OR search LIKE $3 ESCAPE '\\') AND (CAST($4 AS TEXT) IS NULL OR search LIKE $4 ESCAPE '\\') \
    LIMIT $5) AS found";

/// The list. `$5` is now, `$6` and `$7` the key to start at, `$8` how many.
macro_rules! page {
    ($compare:literal, $order:literal) => {
        concat!(
            "SELECT users.id, kind, role, user_name, display_name, email, language, time_zone, is_active, last_sign_in_at, \
             created_at, sort_key, \
             EXISTS (SELECT 1 FROM links WHERE links.user_id = users.id AND consumed_at IS NULL AND revoked_at IS NULL \
             AND COALESCE(expires_at, give_up_at) > $5) AS link_waits, \
             EXISTS (SELECT 1 FROM limits WHERE limits.user_id = users.id AND blocked_until > $5) AS is_locked \
             FROM users \
             WHERE (CAST($1 AS TEXT) IS NULL OR search LIKE $1 ESCAPE '\\') AND (CAST($2 AS TEXT) IS NULL OR search LIKE $2 ESCAPE '\\') \
             AND (CAST($3 AS TEXT) IS NULL OR search LIKE $3 ESCAPE '\\') AND (CAST($4 AS TEXT) IS NULL OR search LIKE $4 ESCAPE '\\') \
             AND (CAST($6 AS TEXT) IS NULL OR (sort_key, users.id) ", $compare, " ($6, $7)) ORDER BY sort_key ", $order,
            ", users.id ", $order, " LIMIT $8"
        )
    };
}
const AFTER: &str = page!(">", "ASC");
const BEFORE: &str = page!("<", "DESC");

statements!(INSERT, BY_ID, BY_NAME, BY_EMAIL, SET_ACTIVE, SIGNED_IN, ANY, COUNT, AFTER, BEFORE);

/// A user as stored.
#[derive(Clone, Debug)]
pub struct User {
    /// Who.
    pub id: UserId,
    /// Person, program or both.
    pub kind: Kind,
    /// What they may do.
    pub role: Role,
    /// What they sign in with, as they write it.
    pub user_name: String,
    /// The name people call them by.
    pub display_name: String,
    /// Where mail reaches them.
    pub email: Option<String>,
    /// Language of their mails.
    pub language: Locale,
    /// IANA time zone of their mails.
    pub time_zone: String,
    /// Is Active.
    pub is_active: bool,
    /// When they last signed in.
    pub last_sign_in_at: Option<Timestamp>,
    /// When the account was made.
    pub created_at: Timestamp,
}

/// A line of the list.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The user.
    pub user: User,
    /// The list's order, together with the id.
    pub sort_key: String,
    /// Whether a link of theirs can still be used or mailed.
    pub link_waits: bool,
    /// Whether sign-in is held back after failures.
    pub is_locked: bool,
}

/// A position in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The sort key of the row.
    pub sort_key: String,
    /// Its id.
    pub id: UserId,
}

/// From where a page of the list is read.
#[derive(Clone, Debug)]
pub enum From {
    /// The rows that follow; from the start without a key.
    After(Option<Key>),
    /// The rows that stand before.
    Before(Key),
}

#[derive(FromRow)]
struct UserRow {
    id: Uuid,
    kind: String,
    role: String,
    user_name: String,
    display_name: String,
    email: Option<String>,
    language: String,
    time_zone: String,
    is_active: bool,
    last_sign_in_at: Option<i64>,
    created_at: i64,
}

#[derive(FromRow)]
struct ListedRow {
    #[sqlx(flatten)]
    user: UserRow,
    sort_key: String,
    link_waits: bool,
    is_locked: bool,
}

impl TryFrom<UserRow> for User {
    type Error = StoreError;

    fn try_from(row: UserRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: UserId(row.id),
            kind: parse(&row.kind, "users.kind")?,
            role: parse(&row.role, "users.role")?,
            user_name: row.user_name,
            display_name: row.display_name,
            email: row.email,
            language: Locale::from_tag(&row.language).unwrap_or_default(),
            time_zone: row.time_zone,
            is_active: row.is_active,
            last_sign_in_at: row.last_sign_in_at.map(Timestamp),
            created_at: Timestamp(row.created_at),
        })
    }
}

/// Adds a user.
///
/// # Errors
/// [`StoreError::is_duplicate`] when the user name is taken.
pub async fn insert(tx: &mut Tx, user: &User) -> Result<(), StoreError> {
    let email_key = user.email.as_deref().map(names::key);
    let sort_key = names::key(&user.display_name);
    let search = [&user.display_name, &user.user_name, user.email.as_deref().unwrap_or_default()].map(names::key).join("\n");
    on!(tx, |c| query(INSERT)
        .bind(user.id.0)
        .bind(user.kind.as_str())
        .bind(user.role.as_str())
        .bind(&user.user_name)
        .bind(names::key(&user.user_name))
        .bind(&user.display_name)
        .bind(&user.email)
        .bind(email_key)
        .bind(user.language.tag())
        .bind(&user.time_zone)
        .bind(user.is_active)
        .bind(sort_key)
        .bind(search)
        .bind(user.created_at.0)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// The user with this id.
///
/// # Errors
/// When the database fails.
pub async fn by_id(tx: &mut Tx, id: UserId) -> Result<Option<User>, StoreError> {
    let row: Option<UserRow> = on!(tx, |c| query_as(BY_ID).bind(id.0).fetch_optional(c).await)?;
    row.map(User::try_from).transpose()
}

/// The user whom this name or e-mail address means: a user name first, else an address that is one account's alone.
///
/// # Errors
/// When the database fails.
pub async fn by_sign_in_name(tx: &mut Tx, typed: &str) -> Result<Option<User>, StoreError> {
    let key = names::key(typed);
    let by_name: Option<UserRow> = on!(tx, |c| query_as(BY_NAME).bind(&key).fetch_optional(c).await)?;
    let mut by_email: Vec<UserRow> = on!(tx, |c| query_as(BY_EMAIL).bind(&key).fetch_all(c).await)?;
    let only = if by_email.len() == 1 { by_email.pop() } else { None };
    by_name.or(only).map(User::try_from).transpose()
}

/// Switches Is Active; answers whether that changed anything.
///
/// # Errors
/// When the database fails.
pub async fn set_active(tx: &mut Tx, id: UserId, active: bool, now: Timestamp) -> Result<bool, StoreError> {
    let changed =
        on!(tx, |c| query(SET_ACTIVE).bind(id.0).bind(active).bind(now.0).execute(c).await.map(|done| done.rows_affected()))?;
    Ok(changed > 0)
}

/// Notes a sign-in.
///
/// # Errors
/// When the database fails.
pub async fn signed_in(tx: &mut Tx, id: UserId, now: Timestamp) -> Result<(), StoreError> {
    on!(tx, |c| query(SIGNED_IN).bind(id.0).bind(now.0).execute(c).await.map(drop))?;
    Ok(())
}

/// Whether there is any user at all.
///
/// # Errors
/// When the database fails.
pub async fn any(tx: &mut Tx) -> Result<bool, StoreError> {
    let count: i64 = on!(tx, |c| query_scalar(ANY).fetch_one(c).await)?;
    Ok(count > 0)
}

/// How many users match, at most [`COUNT_CAP`] + 1.
///
/// # Errors
/// When the database fails.
pub async fn count(tx: &mut Tx, search: &str) -> Result<i64, StoreError> {
    let [first, second, third, fourth] = patterns(search);
    let count = on!(tx, |c| query_scalar(COUNT)
        .bind(first)
        .bind(second)
        .bind(third)
        .bind(fourth)
        .bind(COUNT_CAP + 1)
        .fetch_one(c)
        .await)?;
    Ok(count)
}

/// One page of users that match, by name, at most `most`, always in the list's order.
///
/// # Errors
/// When the database fails.
pub async fn page(tx: &mut Tx, search: &str, from: &From, most: i64, now: Timestamp) -> Result<Vec<Listed>, StoreError> {
    let [first, second, third, fourth] = patterns(search);
    let (sql, key) = match from {
        From::After(key) => (AFTER, key.as_ref()),
        From::Before(key) => (BEFORE, Some(key)),
    };
    let sort_key = key.map(|key| key.sort_key.as_str());
    let id = key.map_or(Uuid::nil(), |key| key.id.0);
    let mut rows: Vec<ListedRow> = on!(tx, |c| query_as(sql)
        .bind(first)
        .bind(second)
        .bind(third)
        .bind(fourth)
        .bind(now.0)
        .bind(sort_key)
        .bind(id)
        .bind(most)
        .fetch_all(c)
        .await)?;
    if matches!(from, From::Before(_)) {
        rows.reverse();
    }
    rows.into_iter()
        .map(|row| {
            let ListedRow { user, sort_key, link_waits, is_locked } = row;
            Ok(Listed { user: user.try_into()?, sort_key, link_waits, is_locked })
        })
        .collect()
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
}
