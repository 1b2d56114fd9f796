//! The start page's numbers. Every statement walks an index no further than it must.

use super::{StoreError, Tx, outbox::State, parse};
use app::model::{EventKind, Opener, Span, Timestamp, UserId};
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
/// Without anybody who caused it, an owner asked for their own link.
const RESETS: &str = "SELECT kind, COUNT(*) AS number, COUNT(actor) AS caused FROM events \
    WHERE kind IN ('link-requested', 'link-copied', 'new-password-requested', 'temporary-password-set', 'change-required') \
    AND at >= $1 AND at < $2 GROUP BY kind";
/// By quarters of an hour since `$1`: where clocks change, days begin at one of these too.
const SIGN_INS: &str = "SELECT kind, (at - $1) / 900000000 AS quarter, COUNT(*) AS number FROM events \
    WHERE kind IN ('signed-in', 'signed-in-to-choose', 'sign-in-failed') AND at >= $1 AND at < $2 GROUP BY 1, 2";
/// Likewise, by tenths of a second.
const DELIVERIES: &str = "SELECT (finished_at - $1) / 900000000 AS quarter, (finished_at - created_at) / 100000 AS wait, \
    COUNT(*) AS number FROM messages WHERE state = 'sent' AND finished_at >= $1 AND finished_at < $2 GROUP BY 1, 2";
const FAILURES: &str = "SELECT state, reply FROM messages WHERE state IN ('failed', 'expired') \
    AND finished_at >= $1 AND finished_at < $2 ORDER BY finished_at DESC LIMIT $3";
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
    RESETS,
    SIGN_INS,
    DELIVERIES,
    FAILURES,
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

/// How often something opened a way back in.
#[derive(Clone, Copy, Debug)]
pub struct Resets {
    /// What.
    pub kind: EventKind,
    /// How often.
    pub number: i64,
    /// How often somebody of the desk caused it, or an automation for them.
    pub caused: i64,
}

/// Tries to sign in to accounts within a quarter of an hour that ended alike.
#[derive(Clone, Copy, Debug)]
pub struct SignIns {
    /// How they ended.
    pub kind: EventKind,
    /// In which quarter of an hour, counted from the start.
    pub quarter: i64,
    /// How many.
    pub number: i64,
}

/// Mails that left within a quarter of an hour and took as long.
#[derive(Clone, Copy, Debug, FromRow)]
pub struct Deliveries {
    /// In which quarter of an hour, counted from the start.
    pub quarter: i64,
    /// How long they took, in tenths of a second.
    pub wait: i64,
    /// How many.
    pub number: i64,
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

/// What opened ways back in from `start` to `end`; kinds without any are left out.
///
/// # Errors
/// When the database fails.
pub async fn resets(tx: &mut Tx, start: Timestamp, end: Timestamp) -> Result<Vec<Resets>, StoreError> {
    let rows: Vec<(String, i64, i64)> = on!(tx, |c| query_as(RESETS).bind(start.0).bind(end.0).fetch_all(c).await)?;
    rows.into_iter().map(|(kind, number, caused)| Ok(Resets { kind: parse(&kind, "events.kind")?, number, caused })).collect()
}

/// How tries to sign in ended from `start` to `end`; quarters of an hour without any are left out.
///
/// # Errors
/// When the database fails.
pub async fn sign_ins(tx: &mut Tx, start: Timestamp, end: Timestamp) -> Result<Vec<SignIns>, StoreError> {
    let rows: Vec<(String, i64, i64)> = on!(tx, |c| query_as(SIGN_INS).bind(start.0).bind(end.0).fetch_all(c).await)?;
    rows.into_iter().map(|(kind, quarter, number)| Ok(SignIns { kind: parse(&kind, "events.kind")?, quarter, number })).collect()
}

/// How long mails took that were sent from `start` to `end`; quarters of an hour without any are left out.
///
/// # Errors
/// When the database fails.
pub async fn deliveries(tx: &mut Tx, start: Timestamp, end: Timestamp) -> Result<Vec<Deliveries>, StoreError> {
    Ok(on!(tx, |c| query_as(DELIVERIES).bind(start.0).bind(end.0).fetch_all(c).await)?)
}

/// How mails stood that were given up from `start` to `end`, and the last words about each; the latest first, at most `most`.
///
/// # Errors
/// When the database fails.
pub async fn failures(tx: &mut Tx, start: Timestamp, end: Timestamp, most: i64) -> Result<Vec<(State, String)>, StoreError> {
    let rows: Vec<(String, Option<String>)> =
        on!(tx, |c| query_as(FAILURES).bind(start.0).bind(end.0).bind(most).fetch_all(c).await)?;
    rows.into_iter().map(|(state, reply)| Ok((parse(&state, "messages.state")?, reply.unwrap_or_default()))).collect()
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
