//! Users whose names or addresses are another's, or can be mistaken for them.

use super::User;
use crate::{
    security::skeleton,
    store::{StoreError, Tx},
};
use app::{model::UserId, rules::names};
use sqlx::{query_as, query_scalar};
use uuid::Uuid;

const WITH_NAME: &str =
    "SELECT COUNT(*) AS number FROM (SELECT 1 FROM users WHERE user_name_key = $1 AND id <> $2 LIMIT 1) AS found";
const WITH_EMAIL: &str =
    "SELECT COUNT(*) AS number FROM (SELECT 1 FROM users WHERE email_key = $1 AND id <> $2 LIMIT 1) AS found";
const NAME_LIKE: &str = "SELECT user_name FROM users WHERE user_name_look = $1 AND user_name_key <> $2 AND id <> $3 \
    ORDER BY user_name_key LIMIT 1";
const EMAIL_LIKE: &str =
    "SELECT email FROM users WHERE email_look = $1 AND email_key <> $2 AND id <> $3 ORDER BY email_key, id LIMIT 1";
const LIKE: &str = "SELECT id, display_name FROM users \
    WHERE id <> $1 AND (user_name_look = $2 OR (email_look = $3 AND email_key <> $4)) ORDER BY sort_key, id LIMIT 5";

statements!(WITH_NAME, WITH_EMAIL, NAME_LIKE, EMAIL_LIKE, LIKE);

/// Whether anybody but this user has the user name.
///
/// # Errors
/// When the database fails.
pub async fn has_name(tx: &mut Tx, user_name: &str, but: UserId) -> Result<bool, StoreError> {
    let count: i64 = on!(tx, |c| query_scalar(WITH_NAME).bind(names::key(user_name)).bind(but.0).fetch_one(c).await)?;
    Ok(count > 0)
}

/// Whether anybody but this user has the e-mail address.
///
/// # Errors
/// When the database fails.
pub async fn has_email(tx: &mut Tx, email: &str, but: UserId) -> Result<bool, StoreError> {
    let count: i64 = on!(tx, |c| query_scalar(WITH_EMAIL).bind(names::key(email)).bind(but.0).fetch_one(c).await)?;
    Ok(count > 0)
}

/// The user name of somebody else that looks like this one without being the same.
///
/// # Errors
/// When the database fails.
pub async fn name_like(tx: &mut Tx, user_name: &str, but: UserId) -> Result<Option<String>, StoreError> {
    let (look, key) = (skeleton(user_name), names::key(user_name));
    Ok(on!(tx, |c| query_scalar(NAME_LIKE).bind(look).bind(key).bind(but.0).fetch_optional(c).await)?)
}

/// The e-mail address of somebody else that looks like this one without being the same.
///
/// # Errors
/// When the database fails.
pub async fn email_like(tx: &mut Tx, email: &str, but: UserId) -> Result<Option<String>, StoreError> {
    let (look, key) = (skeleton(email), names::key(email));
    Ok(on!(tx, |c| query_scalar(EMAIL_LIKE).bind(look).bind(key).bind(but.0).fetch_optional(c).await)?)
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
