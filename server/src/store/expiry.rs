//! What was mailed or read out and ended unused: told once.

use super::{StoreError, Tx, causes};
use app::model::{AutomationId, Timestamp, UserId};
use sqlx::{FromRow, query, query_as};
use uuid::Uuid;

/// A mail that waits still mints another secret when it is sent, and so another end.
macro_rules! mailed {
    ($column:literal) => {
        concat!(
            "expiry_told_at IS NULL AND consumed_at IS NULL AND revoked_at IS NULL \
             AND NOT EXISTS (SELECT 1 FROM messages WHERE ",
            $column,
            " AND state = 'queued')"
        )
    };
}
macro_rules! temporary {
    () => {
        "expiry_told_at IS NULL AND stopped_at IS NULL AND temporary_until IS NOT NULL"
    };
}

const LINKS: &str = concat!(
    "SELECT id, user_id, requested_by_name, expires_at AS ended_at, causes FROM links WHERE expires_at <= $1 AND ",
    mailed!("link_id = links.id"),
    " ORDER BY expires_at LIMIT $2"
);
const TELL_LINK: &str =
    concat!("UPDATE links SET expiry_told_at = $2 WHERE id = $1 AND expires_at <= $2 AND ", mailed!("link_id = links.id"));
const NEW_PASSWORDS: &str = concat!(
    "SELECT id, user_id, requested_by_name, expires_at AS ended_at, causes FROM pending_passwords WHERE expires_at <= $1 AND ",
    mailed!("pending_id = pending_passwords.id"),
    " ORDER BY expires_at LIMIT $2"
);
const TELL_NEW_PASSWORD: &str = concat!(
    "UPDATE pending_passwords SET expiry_told_at = $2 WHERE id = $1 AND expires_at <= $2 AND ",
    mailed!("pending_id = pending_passwords.id")
);
const TEMPORARY: &str = concat!(
    "SELECT user_id AS id, user_id, CAST(NULL AS TEXT) AS requested_by_name, temporary_until AS ended_at, \
     CAST(NULL AS TEXT) AS causes FROM credentials WHERE temporary_until <= $1 AND ",
    temporary!(),
    " ORDER BY temporary_until LIMIT $2"
);
const TELL_TEMPORARY: &str =
    concat!("UPDATE credentials SET expiry_told_at = $2 WHERE user_id = $1 AND temporary_until <= $2 AND ", temporary!());

statements!(LINKS, TELL_LINK, NEW_PASSWORDS, TELL_NEW_PASSWORD, TEMPORARY, TELL_TEMPORARY);

/// What can end unused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// A password change link.
    Link,
    /// A generated password.
    NewPassword,
    /// A temporary password.
    Temporary,
}

impl Given {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Link, Self::NewPassword, Self::Temporary];

    const fn statements(self) -> (&'static str, &'static str) {
        match self {
            Self::Link => (LINKS, TELL_LINK),
            Self::NewPassword => (NEW_PASSWORDS, TELL_NEW_PASSWORD),
            Self::Temporary => (TEMPORARY, TELL_TEMPORARY),
        }
    }
}

/// One that ended unused.
#[derive(Clone, Debug)]
pub struct Ended {
    /// The link or the generated password; of a temporary one, its owner.
    pub id: Uuid,
    /// Whose.
    pub user: UserId,
    /// The name of whoever asked for it, where that is known.
    pub by: Option<String>,
    /// When it ended.
    pub at: Timestamp,
    /// The automations that had it sent.
    pub causes: Vec<AutomationId>,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    user_id: Uuid,
    requested_by_name: Option<String>,
    ended_at: i64,
    causes: Option<String>,
}

/// Those that ended by then and were not told, the eldest first, at most `most`.
///
/// # Errors
/// When the database fails.
pub async fn untold(tx: &mut Tx, given: Given, now: Timestamp, most: i64) -> Result<Vec<Ended>, StoreError> {
    let rows: Vec<Row> = on!(tx, |c| query_as(given.statements().0).bind(now.0).bind(most).fetch_all(c).await)?;
    rows.into_iter()
        .map(|row| {
            Ok(Ended {
                id: row.id,
                user: UserId(row.user_id),
                by: row.requested_by_name,
                at: Timestamp(row.ended_at),
                causes: causes::read(row.causes.as_deref())?,
            })
        })
        .collect()
}

/// Notes that it is told now; answers `false` where somebody else told it, or it did not end after all.
///
/// # Errors
/// When the database fails.
pub async fn tell(tx: &mut Tx, given: Given, id: Uuid, now: Timestamp) -> Result<bool, StoreError> {
    let changed =
        on!(tx, |c| query(given.statements().1).bind(id).bind(now.0).execute(c).await.map(|done| done.rows_affected()))?;
    Ok(changed > 0)
}
