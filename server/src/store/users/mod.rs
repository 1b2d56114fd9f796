//! Users.

mod asked;
pub mod condition;
pub mod fill;
pub mod list;
pub mod many;
pub mod search;
pub mod tags;
pub mod twins;
pub mod upgrade;

pub(super) use asked::like;
pub use condition::Condition;

use super::{StoreError, Tx, dialect::Engine, parse};
use crate::security::skeleton_of_key;
use app::{
    model::{Kind, Locale, Role, Timestamp, UserId},
    rules::{email::domain_key, names},
};
use sqlx::{FromRow, query, query_as, query_scalar};
use uuid::Uuid;

/// What is read of a user, wherever one is read.
macro_rules! columns {
    () => {
        "users.id, kind, role, user_name, display_name, email, language, time_zone, is_active, last_sign_in_at, created_at, \
         updated_at, version"
    };
}
use columns;

const INSERT: &str = "INSERT INTO users (id, kind, role, user_name, user_name_key, user_name_look, display_name, email, email_key, \
    email_look, language, time_zone, is_active, sort_key, search, email_domain_key, created_at, updated_at, version) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)";
const UPDATE: &str = "UPDATE users SET kind = $2, role = $3, user_name = $4, user_name_key = $5, user_name_look = $6, \
    display_name = $7, email = $8, email_key = $9, email_look = $10, language = $11, time_zone = $12, is_active = $13, \
    sort_key = $14, search = $15, email_domain_key = $16, updated_at = $17, version = version + 1, administrator_until = \
    CASE WHEN role = 'administrator' AND ($3 <> 'administrator' OR kind <> 'api' AND $2 = 'api' OR is_active AND NOT $13) \
    THEN $17 ELSE administrator_until END WHERE id = $1";
const BY_ID: &str = concat!("SELECT ", columns!(), " FROM users WHERE id = $1");
const BY_NAME: &str = concat!("SELECT ", columns!(), " FROM users WHERE user_name_key = $1");
const BY_EMAIL: &str = concat!("SELECT ", columns!(), " FROM users WHERE email_key = $1 LIMIT 2");
const MEANT_BY_NAME: &str = "SELECT id FROM users WHERE user_name_key = $1";
const MEANT_BY_EMAIL: &str = "SELECT id FROM users WHERE email_key = $1 ORDER BY id LIMIT 1";
const OF_EMAIL: &str = concat!("SELECT ", columns!(), " FROM users WHERE email_key = $1 ORDER BY id LIMIT $2");
const ADMINISTRATORS: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM users WHERE role = 'administrator' AND is_active AND kind <> 'api' AND email IS NOT NULL ORDER BY id LIMIT $1"
);
const SET_ACTIVE: &str = "UPDATE users SET is_active = $2, updated_at = $3, version = version + 1, administrator_until = \
    CASE WHEN role = 'administrator' AND NOT $2 THEN $3 ELSE administrator_until END WHERE id = $1 AND is_active <> $2";
const SIGNED_IN: &str = "UPDATE users SET last_sign_in_at = $2 WHERE id = $1";
const BROWSERS_ENDED_AT: &str = "SELECT browsers_ended_at FROM users WHERE id = $1";
const ADMINISTRATOR_UNTIL: &str = "SELECT administrator_until FROM users WHERE id = $1";
const DELETE: &str = "DELETE FROM users WHERE id = $1";
const ANY: &str = "SELECT COUNT(*) AS number FROM (SELECT 1 FROM users LIMIT 1) AS found";
const OTHER_ADMINISTRATOR: &str = "SELECT COUNT(*) AS number FROM (SELECT 1 FROM users \
    WHERE role = 'administrator' AND is_active AND kind <> 'api' AND id <> $1 LIMIT 1) AS found";

statements!(
    INSERT,
    UPDATE,
    BY_ID,
    BY_NAME,
    BY_EMAIL,
    MEANT_BY_NAME,
    MEANT_BY_EMAIL,
    OF_EMAIL,
    ADMINISTRATORS,
    SET_ACTIVE,
    SIGNED_IN,
    BROWSERS_ENDED_AT,
    ADMINISTRATOR_UNTIL,
    DELETE,
    ANY,
    OTHER_ADMINISTRATOR
);

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
    /// When what is entered about them was last changed.
    pub updated_at: Timestamp,
    /// Counts these changes, from 1.
    pub version: i64,
}

impl User {
    /// An account that is made at that time, of which nothing is entered yet: an active human with the role *User*.
    #[must_use]
    pub fn new(id: UserId, at: Timestamp) -> Self {
        Self {
            id,
            kind: Kind::Human,
            role: Role::User,
            user_name: String::new(),
            display_name: String::new(),
            email: None,
            language: Locale::default(),
            time_zone: String::new(),
            is_active: true,
            last_sign_in_at: None,
            created_at: at,
            updated_at: at,
            version: 1,
        }
    }
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
    updated_at: i64,
    version: i64,
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
            updated_at: Timestamp(row.updated_at),
            version: row.version,
        })
    }
}

/// What is stored beside names and address, so that they are found, ordered and compared.
struct Derived {
    user_name_key: String,
    user_name_look: String,
    email_key: Option<String>,
    email_look: Option<String>,
    sort_key: String,
    search: String,
    email_domain_key: Option<String>,
}

impl Derived {
    fn from(user: &User) -> Self {
        let email = user.email.as_deref();
        let (user_name_key, email_key) = (names::key(&user.user_name), email.map(names::key));
        let sort_key = names::key(&user.display_name);
        Self {
            user_name_look: skeleton_of_key(&user_name_key),
            email_look: email_key.as_deref().map(skeleton_of_key),
            search: search_text(&sort_key, &user_name_key, email_key.as_deref()),
            email_domain_key: email.map(domain_key),
            user_name_key,
            email_key,
            sort_key,
        }
    }
}

/// Binds `$1` to `$16`: who, and everything that is entered or follows from that.
macro_rules! entered {
    ($query:expr, $user:ident) => {{
        let derived = Derived::from($user);
        $query
            .bind($user.id.0)
            .bind($user.kind.as_str())
            .bind($user.role.as_str())
            .bind(&$user.user_name)
            .bind(derived.user_name_key)
            .bind(derived.user_name_look)
            .bind(&$user.display_name)
            .bind(&$user.email)
            .bind(derived.email_key)
            .bind(derived.email_look)
            .bind($user.language.tag())
            .bind(&$user.time_zone)
            .bind($user.is_active)
            .bind(derived.sort_key)
            .bind(derived.search)
            .bind(derived.email_domain_key)
    }};
}

/// Adds a user.
///
/// # Errors
/// [`StoreError::is_duplicate`] when the user name is taken.
pub async fn insert(tx: &mut Tx, user: &User) -> Result<(), StoreError> {
    on!(tx, |c| entered!(query(INSERT), user)
        .bind(user.created_at.0)
        .bind(user.updated_at.0)
        .bind(user.version)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Stores what was changed about a user, as their next version. Times are kept as they are but for `now`.
///
/// # Errors
/// [`StoreError::is_duplicate`] when the user name is taken.
pub async fn update(tx: &mut Tx, user: &User, now: Timestamp) -> Result<(), StoreError> {
    on!(tx, |c| entered!(query(UPDATE), user).bind(now.0).execute(c).await.map(drop))?;
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
    // PostgreSQL takes no text with it, and nobody is called that.
    if key.contains('\0') {
        return Ok(None);
    }
    let by_name: Option<UserRow> = on!(tx, |c| query_as(BY_NAME).bind(&key).fetch_optional(c).await)?;
    let mut by_email: Vec<UserRow> = on!(tx, |c| query_as(BY_EMAIL).bind(&key).fetch_all(c).await)?;
    let only = if by_email.len() == 1 { by_email.pop() } else { None };
    by_name.or(only).map(User::try_from).transpose()
}

/// Whom someone means who forgot their password, and whether they entered an address, which several may share: then it is
/// the first of them. As much is read for a name that nobody has.
///
/// # Errors
/// When the database fails.
pub async fn meant_by(tx: &mut Tx, typed: &str) -> Result<(Option<UserId>, bool), StoreError> {
    // PostgreSQL takes no text with a NUL, and nobody is called that.
    let key = names::key(typed).replace('\0', " ");
    let named: Option<Uuid> = on!(tx, |c| query_scalar(MEANT_BY_NAME).bind(&key).fetch_optional(c).await)?;
    let addressed: Option<Uuid> = on!(tx, |c| query_scalar(MEANT_BY_EMAIL).bind(&key).fetch_optional(c).await)?;
    Ok((named.or(addressed).map(UserId), named.is_none()))
}

/// Everyone with this address, at most `most`.
///
/// # Errors
/// When the database fails.
pub async fn of_email(tx: &mut Tx, email: &str, most: i64) -> Result<Vec<User>, StoreError> {
    let rows: Vec<UserRow> = on!(tx, |c| query_as(OF_EMAIL).bind(names::key(email)).bind(most).fetch_all(c).await)?;
    rows.into_iter().map(User::try_from).collect()
}

/// The active administrators whom mail may reach, at most `most`.
///
/// # Errors
/// When the database fails.
pub async fn administrators(tx: &mut Tx, most: i64) -> Result<Vec<User>, StoreError> {
    let rows: Vec<UserRow> = on!(tx, |c| query_as(ADMINISTRATORS).bind(most).fetch_all(c).await)?;
    rows.into_iter().map(User::try_from).collect()
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

/// When the browsers in which a user was signed in were last made like any other, if they ever were.
///
/// # Errors
/// When the database fails.
pub async fn browsers_ended_at(tx: &mut Tx, id: UserId) -> Result<Option<Timestamp>, StoreError> {
    let at: Option<Option<i64>> = on!(tx, |c| query_scalar(BROWSERS_ENDED_AT).bind(id.0).fetch_optional(c).await)?;
    Ok(at.flatten().map(Timestamp))
}

/// When a user was last made something else than an active administrator who can sign in, if they ever were.
///
/// # Errors
/// When the database fails.
pub async fn administrator_until(tx: &mut Tx, id: UserId) -> Result<Option<Timestamp>, StoreError> {
    let until: Option<Option<i64>> = on!(tx, |c| query_scalar(ADMINISTRATOR_UNTIL).bind(id.0).fetch_optional(c).await)?;
    Ok(until.flatten().map(Timestamp))
}

/// Whether there is any user at all.
///
/// # Errors
/// When the database fails.
pub async fn any(tx: &mut Tx) -> Result<bool, StoreError> {
    let count: i64 = on!(tx, |c| query_scalar(ANY).fetch_one(c).await)?;
    Ok(count > 0)
}

/// Deletes a user and all that is theirs alone. Of the outbox and the audit trail nothing goes.
///
/// # Errors
/// When the database fails.
pub async fn delete(tx: &mut Tx, id: UserId) -> Result<(), StoreError> {
    on!(tx, |c| query(DELETE).bind(id.0).execute(c).await.map(drop))?;
    Ok(())
}

/// Whether an active administrator who can sign in would remain without this user.
///
/// # Errors
/// When the database fails.
pub async fn other_administrator(tx: &mut Tx, than: UserId) -> Result<bool, StoreError> {
    let count: i64 = on!(tx, |c| query_scalar(OTHER_ADMINISTRATOR).bind(than.0).fetch_one(c).await)?;
    Ok(count > 0)
}

/// Statements put together while the program runs that are no search, in specimens for the contract test.
pub(super) fn specimens(engine: Engine) -> Vec<(&'static str, String)> {
    [fill::specimens(engine), many::specimens(engine), twins::specimens(engine)].concat()
}

/// What a search looks through: the keys of names and address.
pub(super) fn search_text(display_name: &str, user_name: &str, email: Option<&str>) -> String {
    [display_name, user_name, email.unwrap_or_default()].join("\n")
}
