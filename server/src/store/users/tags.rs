//! Tags of users.

use crate::store::{StoreError, Tx};
use app::{model::UserId, rules::names};
use sqlx::{query, query_scalar};

const CLEAR: &str = "DELETE FROM user_tags WHERE user_id = $1";
const ADD: &str = "INSERT INTO user_tags (user_id, tag_key, tag) VALUES ($1, $2, $3)";
const OF: &str = "SELECT tag FROM user_tags WHERE user_id = $1 ORDER BY tag_key";
/// Leaps from tag to tag along the index: a tag that thousands have costs what a rare one does. Where it is written in several
/// ways, the first user's counts.
const ALL: &str = "WITH RECURSIVE keys (tag_key) AS (SELECT MIN(tag_key) FROM user_tags \
    UNION ALL SELECT (SELECT MIN(user_tags.tag_key) FROM user_tags WHERE user_tags.tag_key > keys.tag_key) FROM keys \
    WHERE keys.tag_key IS NOT NULL) \
    SELECT (SELECT tag FROM user_tags WHERE user_tags.tag_key = keys.tag_key ORDER BY user_id LIMIT 1) AS tag FROM keys \
    WHERE keys.tag_key IS NOT NULL LIMIT $1";

statements!(CLEAR, ADD, OF, ALL);

/// The most tags that [`all`] answers.
const MOST: i64 = 200;

/// Gives a user these tags and no others.
///
/// # Errors
/// When the database fails.
pub async fn set(tx: &mut Tx, user: UserId, tags: &[String]) -> Result<(), StoreError> {
    on!(tx, |c| query(CLEAR).bind(user.0).execute(c).await.map(drop))?;
    for tag in tags {
        on!(tx, |c| query(ADD).bind(user.0).bind(names::key(tag)).bind(tag).execute(c).await.map(drop))?;
    }
    Ok(())
}

/// A user's tags, in order.
///
/// # Errors
/// When the database fails.
pub async fn of(tx: &mut Tx, user: UserId) -> Result<Vec<String>, StoreError> {
    Ok(on!(tx, |c| query_scalar(OF).bind(user.0).fetch_all(c).await)?)
}

/// Every tag in use, in order, at most 200.
///
/// # Errors
/// When the database fails.
pub async fn all(tx: &mut Tx) -> Result<Vec<String>, StoreError> {
    Ok(on!(tx, |c| query_scalar(ALL).bind(MOST).fetch_all(c).await)?)
}
