//! What people change of their own account.

use super::{StoreError, Tx, users};
use app::{
    model::{EditAccount, Theme, Timestamp, UserId},
    rules::names,
};
use sqlx::{query, query_scalar};

const VERSION: &str = "SELECT version FROM users WHERE id = $1";
const EDIT: &str = "UPDATE users SET display_name = $3, sort_key = $4, search = $5, language = $6, time_zone = $7, theme = $8, \
    updated_at = $9, version = version + 1 WHERE id = $1 AND version = $2";
const SET_THEME: &str = "UPDATE users SET theme = $2 WHERE id = $1";

statements!(VERSION, EDIT, SET_THEME);

/// The version of an account, which every change of its fields raises.
///
/// # Errors
/// When the database fails.
pub async fn version(tx: &mut Tx, id: UserId) -> Result<Option<i64>, StoreError> {
    Ok(on!(tx, |c| query_scalar(VERSION).bind(id.0).fetch_optional(c).await)?)
}

/// Changes an account as its owner may; answers `false`, changing nothing, when it has another version by now.
///
/// # Errors
/// When the database fails.
pub async fn edit(tx: &mut Tx, user: &users::User, request: &EditAccount, now: Timestamp) -> Result<bool, StoreError> {
    let (sort_key, email_key) = (names::key(&request.display_name), user.email.as_deref().map(names::key));
    let search = users::search_text(&sort_key, &names::key(&user.user_name), email_key.as_deref());
    let changed = on!(tx, |c| query(EDIT)
        .bind(user.id.0)
        .bind(request.version)
        .bind(&request.display_name)
        .bind(&sort_key)
        .bind(&search)
        .bind(request.language.tag())
        .bind(&request.time_zone)
        .bind(request.theme.as_str())
        .bind(now.0)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(changed > 0)
}

/// Sets light or dark pages. It is nobody else's business and so no new version.
///
/// # Errors
/// When the database fails.
pub async fn set_theme(tx: &mut Tx, id: UserId, theme: Theme) -> Result<(), StoreError> {
    on!(tx, |c| query(SET_THEME).bind(id.0).bind(theme.as_str()).execute(c).await.map(drop))?;
    Ok(())
}
