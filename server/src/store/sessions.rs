//! Signed-in sessions. The cookie's secret is here as a hash only.

use super::{
    StoreError, Tx,
    dialect::Engine,
    parse,
    sql::{Sql, execute},
};
use crate::security::Digest;
use app::model::{Locale, PendingId, Role, SessionId, Theme, Timestamp, UserId};
use sqlx::{FromRow, query, query_as, query_scalar};
use std::{fmt, str::FromStr};
use uuid::Uuid;

const INSERT: &str = "INSERT INTO sessions (id, secret_hash, user_id, scope, created_at, last_seen_at, password_entered_at, \
    expires_at, address, browser, pending_id) VALUES ($1, $2, $3, $4, $5, $5, $5, $6, $7, $8, $9)";
const BY_SECRET: &str = "SELECT sessions.id, user_id, scope, last_seen_at, flash, role, display_name, language, time_zone, theme, \
    browsers_ended_at FROM sessions \
    JOIN users ON users.id = user_id \
    WHERE secret_hash = $1 AND expires_at > $2 AND is_active";
const TOUCH: &str = "UPDATE sessions SET last_seen_at = $2 WHERE id = $1";
const SET_FLASH: &str = "UPDATE sessions SET flash = $2 WHERE id = $1";
const END: &str = "DELETE FROM sessions WHERE id = $1";
const END_OWN: &str = "DELETE FROM sessions WHERE id = $1 AND user_id = $2";
const END_OTHERS: &str = "DELETE FROM sessions WHERE user_id = $1 AND id <> $2";
const OF_USER: &str = "SELECT id, last_seen_at, address, browser FROM sessions \
    WHERE user_id = $1 AND expires_at > $2 AND last_seen_at > $3 ORDER BY last_seen_at DESC LIMIT 50";
const COUNT_OF_USER: &str =
    "SELECT COUNT(*) AS number FROM sessions WHERE user_id = $1 AND expires_at > $2 AND last_seen_at > $3";
/// Sessions in which a password is being chosen end with what opened them.
const END_CHOOSING: &str = "DELETE FROM sessions WHERE user_id = $1 AND scope = 'choose-password'";
const END_PROVING: &str = "DELETE FROM sessions WHERE user_id = $1 AND scope = 'second-factor'";
const OPENED_WITH: &str = "SELECT pending_id FROM sessions WHERE id = $1 AND scope = 'choose-password'";
/// Sessions of those of a role who have no second factor are for setting one up from now on.
const DEMAND_FACTOR: &str = "UPDATE sessions SET scope = 'second-factor' WHERE scope = 'full' \
    AND EXISTS (SELECT 1 FROM users WHERE users.id = sessions.user_id AND role = $1) \
    AND NOT EXISTS (SELECT 1 FROM totp_factors WHERE totp_factors.user_id = sessions.user_id) \
    AND NOT EXISTS (SELECT 1 FROM passkeys WHERE passkeys.user_id = sessions.user_id)";
const ENTERED: &str = "UPDATE sessions SET password_entered_at = $2 WHERE id = $1";
const ENTERED_AT: &str = "SELECT password_entered_at FROM sessions WHERE id = $1";
const FORGET: &str = "DELETE FROM sessions WHERE expires_at <= $1 OR last_seen_at <= $2";

statements!(
    INSERT,
    BY_SECRET,
    TOUCH,
    SET_FLASH,
    END,
    END_OWN,
    END_OTHERS,
    OF_USER,
    COUNT_OF_USER,
    END_CHOOSING,
    END_PROVING,
    OPENED_WITH,
    DEMAND_FACTOR,
    ENTERED,
    ENTERED_AT,
    FORGET
);

/// What a session may be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Everything the role allows.
    Full,
    /// Choosing a new password and nothing else.
    ChoosePassword,
    /// Showing the second factor, or setting one up where there is none, and nothing else.
    SecondFactor,
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Full => "full",
            Self::ChoosePassword => "choose-password",
            Self::SecondFactor => "second-factor",
        })
    }
}

impl FromStr for Scope {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "full" => Ok(Self::Full),
            "choose-password" => Ok(Self::ChoosePassword),
            "second-factor" => Ok(Self::SecondFactor),
            _ => Err(()),
        }
    }
}

/// A session to be opened.
#[derive(Debug)]
pub struct NewSession<'a> {
    /// Its id.
    pub id: SessionId,
    /// The hash of the cookie's secret.
    pub secret_hash: Digest,
    /// Whose.
    pub user: UserId,
    /// What for.
    pub scope: Scope,
    /// Now.
    pub now: Timestamp,
    /// When it ends however busy it is.
    pub expires_at: Timestamp,
    /// The client's address.
    pub address: &'a str,
    /// Browser and system in a few words.
    pub browser: &'a str,
    /// The mailed password it is opened with, where it is for choosing one's own.
    pub pending: Option<PendingId>,
}

/// An open session and what is known of its owner.
#[derive(Debug)]
pub struct Open {
    /// Its id.
    pub id: SessionId,
    /// Whose.
    pub user: UserId,
    /// What for.
    pub scope: Scope,
    /// When it was last used, to the minute.
    pub last_seen_at: Timestamp,
    /// JSON: what the next page shows once.
    pub flash: Option<String>,
    /// What the owner may do now.
    pub role: Role,
    /// The owner's name now.
    pub display_name: String,
    /// The owner's language now.
    pub language: Locale,
    /// The owner's time zone now.
    pub time_zone: String,
    /// The owner's choice of light or dark.
    pub theme: Theme,
    /// When the browsers in which the owner was signed in were last made like any other.
    pub browsers_ended_at: Option<Timestamp>,
}

/// A session as listed.
#[derive(Debug)]
pub struct Listed {
    /// Its id.
    pub id: SessionId,
    /// When it was last used.
    pub last_seen_at: Timestamp,
    /// The client's address.
    pub address: String,
    /// Browser and system in a few words.
    pub browser: String,
}

#[derive(FromRow)]
struct OpenRow {
    id: Uuid,
    user_id: Uuid,
    scope: String,
    last_seen_at: i64,
    flash: Option<String>,
    role: String,
    display_name: String,
    language: String,
    time_zone: String,
    theme: String,
    browsers_ended_at: Option<i64>,
}

#[derive(FromRow)]
struct ListedRow {
    id: Uuid,
    last_seen_at: i64,
    address: String,
    browser: String,
}

/// Opens a session.
///
/// # Errors
/// When the database fails.
pub async fn insert(tx: &mut Tx, session: &NewSession<'_>) -> Result<(), StoreError> {
    on!(tx, |c| query(INSERT)
        .bind(session.id.0)
        .bind(session.secret_hash.as_bytes())
        .bind(session.user.0)
        .bind(session.scope.to_string())
        .bind(session.now.0)
        .bind(session.expires_at.0)
        .bind(session.address)
        .bind(session.browser)
        .bind(session.pending.map(|id| id.0))
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// The session with this secret, unless it has reached its absolute end or its owner is not active. Idleness is for the
/// caller to judge: it depends on the role.
///
/// # Errors
/// When the database fails.
pub async fn by_secret(tx: &mut Tx, secret: &Digest, now: Timestamp) -> Result<Option<Open>, StoreError> {
    let row: Option<OpenRow> = on!(tx, |c| query_as(BY_SECRET).bind(secret.as_bytes()).bind(now.0).fetch_optional(c).await)?;
    row.map(|row| {
        Ok(Open {
            id: SessionId(row.id),
            user: UserId(row.user_id),
            scope: parse(&row.scope, "sessions.scope")?,
            last_seen_at: Timestamp(row.last_seen_at),
            flash: row.flash,
            role: parse(&row.role, "users.role")?,
            display_name: row.display_name,
            language: Locale::from_tag(&row.language).unwrap_or_default(),
            time_zone: row.time_zone,
            theme: parse(&row.theme, "users.theme")?,
            browsers_ended_at: row.browsers_ended_at.map(Timestamp),
        })
    })
    .transpose()
}

/// Notes that a session was used.
///
/// # Errors
/// When the database fails.
pub async fn touch(tx: &mut Tx, id: SessionId, now: Timestamp) -> Result<(), StoreError> {
    on!(tx, |c| query(TOUCH).bind(id.0).bind(now.0).execute(c).await.map(drop))?;
    Ok(())
}

/// Leaves a message for the session's next page, or clears it.
///
/// # Errors
/// When the database fails.
pub async fn set_flash(tx: &mut Tx, id: SessionId, flash: Option<&str>) -> Result<(), StoreError> {
    on!(tx, |c| query(SET_FLASH).bind(id.0).bind(flash).execute(c).await.map(drop))?;
    Ok(())
}

/// Ends one session.
///
/// # Errors
/// When the database fails.
pub async fn end(tx: &mut Tx, id: SessionId) -> Result<(), StoreError> {
    on!(tx, |c| query(END).bind(id.0).execute(c).await.map(drop))?;
    Ok(())
}

/// Ends one session if it is this user's; answers whether it was.
///
/// # Errors
/// When the database fails.
pub async fn end_own(tx: &mut Tx, id: SessionId, user: UserId) -> Result<bool, StoreError> {
    let ended = on!(tx, |c| query(END_OWN).bind(id.0).bind(user.0).execute(c).await.map(|done| done.rows_affected()))?;
    Ok(ended > 0)
}

/// Ends every session of a user but this one; answers how many there were.
///
/// # Errors
/// When the database fails.
pub async fn end_others(tx: &mut Tx, user: UserId, but: SessionId) -> Result<u64, StoreError> {
    Ok(on!(tx, |c| query(END_OTHERS).bind(user.0).bind(but.0).execute(c).await.map(|done| done.rows_affected()))?)
}

/// Ends every session of these users.
///
/// # Errors
/// When the database fails.
pub async fn end_all(tx: &mut Tx, users: &[UserId]) -> Result<(), StoreError> {
    let sql = ended(tx.engine(), users);
    execute(tx, &sql).await
}

fn ended(engine: Engine, users: &[UserId]) -> Sql {
    let mut sql = Sql::of_many(engine, "DELETE FROM sessions WHERE user_id IN (");
    sql.bind_all(users.iter().map(|user| user.0)).add(")");
    sql
}

/// The statement of many in a specimen for the contract test.
pub(super) fn specimens(engine: Engine) -> Vec<(&'static str, String)> {
    let user = UserId(Uuid::nil());
    vec![("sessions::ended", ended(engine, &[user, user]).into_text())]
}

/// The open sessions of a user, latest first, at most 50. `idle_since` is the time before which an unused session counts
/// as ended.
///
/// # Errors
/// When the database fails.
pub async fn of_user(tx: &mut Tx, user: UserId, now: Timestamp, idle_since: Timestamp) -> Result<Vec<Listed>, StoreError> {
    let rows: Vec<ListedRow> = on!(tx, |c| query_as(OF_USER).bind(user.0).bind(now.0).bind(idle_since.0).fetch_all(c).await)?;
    Ok(rows
        .into_iter()
        .map(|row| Listed {
            id: SessionId(row.id),
            last_seen_at: Timestamp(row.last_seen_at),
            address: row.address,
            browser: row.browser,
        })
        .collect())
}

/// How many sessions [`of_user`] would list without its cap.
///
/// # Errors
/// When the database fails.
pub async fn count_of_user(tx: &mut Tx, user: UserId, now: Timestamp, idle_since: Timestamp) -> Result<i64, StoreError> {
    Ok(on!(tx, |c| query_scalar(COUNT_OF_USER).bind(user.0).bind(now.0).bind(idle_since.0).fetch_one(c).await)?)
}

/// Ends the sessions in which a user is choosing a password.
///
/// # Errors
/// When the database fails.
pub async fn end_choosing(tx: &mut Tx, user: UserId) -> Result<(), StoreError> {
    on!(tx, |c| query(END_CHOOSING).bind(user.0).execute(c).await.map(drop))?;
    Ok(())
}

/// Ends the sessions in which a second factor of a user is asked for.
///
/// # Errors
/// When the database fails.
pub async fn end_proving(tx: &mut Tx, user: UserId) -> Result<(), StoreError> {
    on!(tx, |c| query(END_PROVING).bind(user.0).execute(c).await.map(drop))?;
    Ok(())
}

/// What a session for choosing a password was opened with: a mailed password, or, for `Some(None)`, a temporary one. `None`
/// when there is no such session.
///
/// # Errors
/// When the database fails.
pub async fn opened_with(tx: &mut Tx, id: SessionId) -> Result<Option<Option<PendingId>>, StoreError> {
    let pending: Option<Option<Uuid>> = on!(tx, |c| query_scalar(OPENED_WITH).bind(id.0).fetch_optional(c).await)?;
    Ok(pending.map(|pending| pending.map(PendingId)))
}

/// Has everybody of this role who has no second factor set one up, in the sessions that are open, before anything else.
///
/// # Errors
/// When the database fails.
pub async fn demand_factor(tx: &mut Tx, role: Role) -> Result<(), StoreError> {
    on!(tx, |c| query(DEMAND_FACTOR).bind(role.as_str()).execute(c).await.map(drop))?;
    Ok(())
}

/// Notes that a session's owner typed their password once more.
///
/// # Errors
/// When the database fails.
pub async fn password_entered(tx: &mut Tx, id: SessionId, now: Timestamp) -> Result<(), StoreError> {
    on!(tx, |c| query(ENTERED).bind(id.0).bind(now.0).execute(c).await.map(drop))?;
    Ok(())
}

/// When a session's owner last typed their password; `None` when there is no such session.
///
/// # Errors
/// When the database fails.
pub async fn password_entered_at(tx: &mut Tx, id: SessionId) -> Result<Option<Timestamp>, StoreError> {
    let at: Option<i64> = on!(tx, |c| query_scalar(ENTERED_AT).bind(id.0).fetch_optional(c).await)?;
    Ok(at.map(Timestamp))
}

/// Deletes sessions that ended by age or idleness.
///
/// # Errors
/// When the database fails.
pub async fn forget(tx: &mut Tx, now: Timestamp, idle_since: Timestamp) -> Result<(), StoreError> {
    on!(tx, |c| query(FORGET).bind(now.0).bind(idle_since.0).execute(c).await.map(drop))?;
    Ok(())
}
