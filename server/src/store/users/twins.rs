//! Users whose names or addresses are another's, or can be mistaken for them.

use super::User;
use crate::{
    security::{skeleton, skeleton_of_key},
    store::{
        StoreError, Tx,
        dialect::Engine,
        list::KEEP_PLAN,
        sql::{ROWS, Sql, bound},
    },
};
use app::{model::UserId, rules::names};
use sqlx::{FromRow, query_as, query_scalar};
use uuid::Uuid;

/// What is asked of each: all texts, so that both engines know the types of what is bound.
const WANTED: &str = "WITH wanted (place, own_key, name_key, name_look, email_key, email_look) AS (VALUES ";
const COMPARED: &str = ") SELECT place, \
    EXISTS (SELECT 1 FROM users WHERE user_name_key = wanted.name_key AND user_name_key <> wanted.own_key) AS name_is_name, \
    EXISTS (SELECT 1 FROM users WHERE email_key = wanted.name_key AND user_name_key <> wanted.own_key) AS name_is_email, \
    (SELECT user_name FROM users WHERE user_name_look = wanted.name_look AND user_name_key <> wanted.name_key \
    AND user_name_key <> wanted.own_key ORDER BY user_name_key LIMIT 1) AS name_like, \
    EXISTS (SELECT 1 FROM users WHERE user_name_key = wanted.email_key AND user_name_key <> wanted.own_key) AS email_is_name, \
    EXISTS (SELECT 1 FROM users WHERE email_key = wanted.email_key AND user_name_key <> wanted.own_key) AS email_is_email, \
    (SELECT email FROM users WHERE email_look = wanted.email_look AND email_key <> wanted.email_key \
    AND user_name_key <> wanted.own_key ORDER BY email_key, id LIMIT 1) AS email_like FROM wanted";
const WITH_NAME: &str =
    "SELECT COUNT(*) AS number FROM (SELECT 1 FROM users WHERE user_name_key = $1 AND id <> $2 LIMIT 1) AS found";
const LIKE: &str = "SELECT id, display_name FROM users \
    WHERE id <> $1 AND (user_name_look = $2 OR (email_look = $3 AND email_key <> $4)) ORDER BY sort_key, id LIMIT 5";

statements!(WITH_NAME, LIKE);

/// A user name and an address that somebody is to have. Absent ones are not compared.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted<'a> {
    /// The user name of whoever has them already, as it is stored: they are not compared with themselves.
    pub own: Option<&'a str>,
    /// The user name.
    pub user_name: Option<&'a str>,
    /// The e-mail address.
    pub email: Option<&'a str>,
}

/// How they compare with everybody else's.
#[expect(clippy::struct_excessive_bools, reason = "each is an answer of its own")]
#[derive(Clone, Debug, Default, PartialEq, Eq, FromRow)]
pub struct Compared {
    place: String,
    /// The user name is another's.
    pub name_is_name: bool,
    /// The user name is another's e-mail address.
    pub name_is_email: bool,
    /// Another's user name that looks like it without being the same.
    pub name_like: Option<String>,
    /// The address is another's user name.
    pub email_is_name: bool,
    /// The address is another's.
    pub email_is_email: bool,
    /// Another's address that looks like it without being the same.
    pub email_like: Option<String>,
}

/// Compares names and addresses with everybody's, in few statements; the answers stand in the order of what is wanted.
///
/// # Errors
/// When the database fails.
pub async fn compare(tx: &mut Tx, wanted: &[Wanted<'_>]) -> Result<Vec<Compared>, StoreError> {
    let mut answers = vec![Compared::default(); wanted.len()];
    for (wanted, answers) in wanted.chunks(ROWS).zip(answers.chunks_mut(ROWS)) {
        let sql = comparison(tx.engine(), wanted);
        let rows: Vec<Compared> = on!(tx, |c| bound!(query_as(sql.text()).persistent(KEEP_PLAN), sql).fetch_all(c).await)?;
        for row in rows {
            let place = row.place.parse().ok().and_then(|place: usize| answers.get_mut(place));
            *place.ok_or(StoreError::Unreadable("wanted.place"))? = row;
        }
    }
    Ok(answers)
}

fn comparison(engine: Engine, wanted: &[Wanted<'_>]) -> Sql {
    let mut sql = Sql::of_many(engine, WANTED);
    for (place, Wanted { own, user_name, email }) in wanted.iter().enumerate() {
        sql.add(if place == 0 { "(" } else { ", (" });
        let own = own.map(names::key).unwrap_or_default();
        sql.bind_all([place.to_string(), own]).add(", ");
        let (name, email) = (user_name.map(names::key), email.map(names::key));
        let [name_look, email_look] = [&name, &email].map(|key| key.as_deref().map(skeleton_of_key));
        sql.bind_all([name, name_look, email, email_look]).add(")");
    }
    sql.add(COMPARED);
    sql
}

/// The comparison as a specimen for the contract test.
pub(super) fn specimens(engine: Engine) -> Vec<(&'static str, String)> {
    vec![("users::twins::comparison", comparison(engine, &[Wanted::default(), Wanted::default()]).into_text())]
}

/// Whether anybody but this user has the user name.
///
/// # Errors
/// When the database fails.
pub async fn has_name(tx: &mut Tx, user_name: &str, but: UserId) -> Result<bool, StoreError> {
    let count: i64 = on!(tx, |c| query_scalar(WITH_NAME).bind(names::key(user_name)).bind(but.0).fetch_one(c).await)?;
    Ok(count > 0)
}

/// Users who can be mistaken for this one by user name or e-mail address, by name, at most five. Who shares the very address
/// is not among them.
///
/// # Errors
/// When the database fails.
pub async fn like(tx: &mut Tx, user: &User) -> Result<Vec<(UserId, String)>, StoreError> {
    let email = user.email.as_deref();
    let rows: Vec<(Uuid, String)> = on!(tx, |c| query_as(LIKE)
        .bind(user.id.0)
        .bind(skeleton(&user.user_name))
        .bind(email.map(skeleton))
        .bind(email.map(names::key))
        .fetch_all(c)
        .await)?;
    Ok(rows.into_iter().map(|(id, name)| (UserId(id), name)).collect())
}
