//! The start page's numbers. Every statement walks an index no further than it must.

use super::{StoreError, Tx};
use app::model::{Opener, Span, Timestamp, UserId};
use sqlx::{FromRow, query_as, query_scalar};
use uuid::Uuid;

const LOCKED: &str = "SELECT users.id, display_name, user_name, MAX(blocked_until) AS until FROM limits \
    JOIN users ON users.id = limits.user_id WHERE blocked_until > $1 \
    GROUP BY users.id, display_name, user_name ORDER BY until DESC LIMIT $2";
const COUNT_LOCKED: &str =
    "SELECT COUNT(DISTINCT user_id) AS number FROM limits WHERE blocked_until > $1 AND user_id IS NOT NULL";
const RUNNING_OUT: &str = "SELECT user_id, display_name, expires_at, fetched_at, opened_at, touched_at \
    FROM links JOIN users ON users.id = user_id WHERE consumed_at IS NULL AND revoked_at IS NULL AND expires_at > $1 AND expires_at <= $2 \
    ORDER BY expires_at LIMIT $3";
const COUNT_RUNNING_OUT: &str = "SELECT COUNT(*) AS number FROM links \
    WHERE consumed_at IS NULL AND revoked_at IS NULL AND expires_at > $1 AND expires_at <= $2";
/// By hours since `$1`; whole numbers divide to whole numbers on both engines.
const LINKS_BY_HOUR: &str = "SELECT (created_at - $1) / 3600000000 AS hour, COUNT(*) AS number FROM links \
    WHERE created_at >= $1 AND created_at < $2 GROUP BY 1";
const CHANGES_BY_HOUR: &str = "SELECT (at - $1) / 3600000000 AS hour, COUNT(*) AS number FROM events \
    WHERE kind = 'password-changed' AND at >= $1 AND at < $2 GROUP BY 1";
const COUNT_USERS: &str = "SELECT COUNT(*) AS number FROM (SELECT 1 FROM users LIMIT $1) AS found";
const COUNT_ACTIVE: &str = "SELECT COUNT(*) AS number FROM (SELECT 1 FROM users WHERE is_active LIMIT $1) AS found";
const COUNT_SESSIONS: &str = "SELECT COUNT(*) AS number FROM sessions JOIN users ON users.id = user_id \
    WHERE is_active AND expires_at > $1 AND last_seen_at > CASE WHEN role = 'user' THEN CAST($2 AS BIGINT) ELSE CAST($3 AS BIGINT) END";

statements!(
    LOCKED,
    COUNT_LOCKED,
    RUNNING_OUT,
    COUNT_RUNNING_OUT,
    LINKS_BY_HOUR,
    CHANGES_BY_HOUR,
    COUNT_USERS,
    COUNT_ACTIVE,
    COUNT_SESSIONS
);

/// Someone whose sign-in is held back.
#[derive(Debug)]
pub struct Locked {
    /// Who.
    pub user: UserId,
    /// Their name.
    pub display_name: String,
    /// What they sign in with.
    pub user_name: String,
    /// Until when.
    pub until: Timestamp,
}

/// An unused link that will soon end.
#[derive(Debug)]
pub struct RunningOut {
    /// Whose.
    pub user: UserId,
    /// Their name.
    pub display_name: String,
    /// When it ends.
    pub expires_at: Timestamp,
    /// Who was at its page, by the best that is known.
    pub opened: Option<Opener>,
}

/// How many there are of something.
#[derive(Clone, Copy, Debug)]
pub struct Numbers {
    /// Users.
    pub users: i64,
    /// Active ones.
    pub active: i64,
    /// Open sessions.
    pub sessions: i64,
}

#[derive(FromRow)]
struct LockedRow {
    id: Uuid,
    display_name: String,
    user_name: String,
    until: i64,
}

#[derive(FromRow)]
struct RunningOutRow {
    user_id: Uuid,
    display_name: String,
    expires_at: i64,
    fetched_at: Option<i64>,
    opened_at: Option<i64>,
    touched_at: Option<i64>,
}

impl RunningOutRow {
    fn opened(&self) -> Option<Opener> {
        let known = [(self.touched_at, Opener::Person), (self.opened_at, Opener::Unclear), (self.fetched_at, Opener::Program)];
        known.into_iter().find_map(|(at, opener)| at.is_some().then_some(opener))
    }
}

/// People whose sign-in is held back, the longest first, at most `most`, and how many there are.
///
/// # Errors
/// When the database fails.
pub async fn locked(tx: &mut Tx, now: Timestamp, most: i64) -> Result<(Vec<Locked>, i64), StoreError> {
    let rows: Vec<LockedRow> = on!(tx, |c| query_as(LOCKED).bind(now.0).bind(most).fetch_all(c).await)?;
    let number = on!(tx, |c| query_scalar(COUNT_LOCKED).bind(now.0).fetch_one(c).await)?;
    let locked = rows.into_iter().map(|row| Locked {
        user: UserId(row.id),
        display_name: row.display_name,
        user_name: row.user_name,
        until: Timestamp(row.until),
    });
    Ok((locked.collect(), number))
}

/// Unused links that end within that time, the first to end first, at most `most`, and how many there are.
///
/// # Errors
/// When the database fails.
pub async fn running_out(tx: &mut Tx, now: Timestamp, within: Span, most: i64) -> Result<(Vec<RunningOut>, i64), StoreError> {
    let until = (now + within).0;
    let rows: Vec<RunningOutRow> = on!(tx, |c| query_as(RUNNING_OUT).bind(now.0).bind(until).bind(most).fetch_all(c).await)?;
    let number = on!(tx, |c| query_scalar(COUNT_RUNNING_OUT).bind(now.0).bind(until).fetch_one(c).await)?;
    let links = rows.into_iter().map(|row| RunningOut {
        user: UserId(row.user_id),
        expires_at: Timestamp(row.expires_at),
        opened: row.opened(),
        display_name: row.display_name,
    });
    Ok((links.collect(), number))
}

/// How many links were asked for in each hour from `start` to `end`; hours without any are left out.
///
/// # Errors
/// When the database fails.
pub async fn links_by_hour(tx: &mut Tx, start: Timestamp, end: Timestamp) -> Result<Vec<(i64, i64)>, StoreError> {
    Ok(on!(tx, |c| query_as(LINKS_BY_HOUR).bind(start.0).bind(end.0).fetch_all(c).await)?)
}

/// How many passwords were chosen in each hour from `start` to `end`; hours without any are left out.
///
/// # Errors
/// When the database fails.
pub async fn changes_by_hour(tx: &mut Tx, start: Timestamp, end: Timestamp) -> Result<Vec<(i64, i64)>, StoreError> {
    Ok(on!(tx, |c| query_as(CHANGES_BY_HOUR).bind(start.0).bind(end.0).fetch_all(c).await)?)
}

/// How many users there are, counting at most `most`, and how many sessions are open: those of users that were used since
/// `idle_user`, and those of everyone else since `idle_staff`.
///
/// # Errors
/// When the database fails.
pub async fn numbers(
    tx: &mut Tx,
    most: i64,
    now: Timestamp,
    idle_user: Timestamp,
    idle_staff: Timestamp,
) -> Result<Numbers, StoreError> {
    Ok(Numbers {
        users: on!(tx, |c| query_scalar(COUNT_USERS).bind(most).fetch_one(c).await)?,
        active: on!(tx, |c| query_scalar(COUNT_ACTIVE).bind(most).fetch_one(c).await)?,
        sessions: on!(tx, |c| query_scalar(COUNT_SESSIONS).bind(now.0).bind(idle_user.0).bind(idle_staff.0).fetch_one(c).await)?,
    })
}
