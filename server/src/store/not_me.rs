//! "This wasn't me": the secrets of notices, and what was reported with them.

use super::{StoreError, Tx, parse};
use crate::security::Digest;
use app::model::{MessageId, MessageKind, Timestamp, UserId};
use sqlx::{FromRow, query, query_as, query_scalar};
use uuid::Uuid;

const ADD_TOKEN: &str = "INSERT INTO not_me_tokens (token_hash, message_id, user_id, expires_at) VALUES ($1, $2, $3, $4)";
const BY_TOKEN: &str = "SELECT not_me_tokens.message_id, not_me_tokens.user_id, expires_at, template, created_at, \
    not_me_reports.at AS reported_at FROM not_me_tokens JOIN messages ON messages.id = not_me_tokens.message_id \
    LEFT JOIN not_me_reports ON not_me_reports.message_id = not_me_tokens.message_id WHERE token_hash = $1";
const REPORT: &str = "INSERT INTO not_me_reports (message_id, user_id, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
/// Reports that nobody has answered: the account is in use, and has the password that it had then.
const OPEN: &str = "SELECT users.id, display_name, template, at FROM not_me_reports \
    JOIN users ON users.id = not_me_reports.user_id JOIN messages ON messages.id = message_id \
    LEFT JOIN credentials ON credentials.user_id = users.id \
    WHERE at > $1 AND is_active AND (changed_at IS NULL OR changed_at <= at) ORDER BY at DESC, messages.id LIMIT $2";
const COUNT_OPEN: &str = "SELECT COUNT(*) AS number FROM not_me_reports JOIN users ON users.id = not_me_reports.user_id \
    LEFT JOIN credentials ON credentials.user_id = users.id \
    WHERE at > $1 AND is_active AND (changed_at IS NULL OR changed_at <= at)";
const FORGET: &str = "DELETE FROM not_me_tokens WHERE expires_at < $1";

statements!(ADD_TOKEN, BY_TOKEN, REPORT, OPEN, COUNT_OPEN, FORGET);

/// A notice, found by one of its secrets.
#[derive(Clone, Debug)]
pub struct Notice {
    /// The message that it is.
    pub message: MessageId,
    /// Whose account it is about.
    pub user: UserId,
    /// What about.
    pub about: MessageKind,
    /// When that happened.
    pub at: Timestamp,
    /// Until when this secret works.
    pub expires_at: Timestamp,
    /// When it was reported.
    pub reported_at: Option<Timestamp>,
}

/// A report that nobody has answered.
#[derive(Clone, Debug)]
pub struct Open {
    /// Who made it.
    pub user: UserId,
    /// Their name.
    pub display_name: String,
    /// What they were told.
    pub about: MessageKind,
    /// When they made it.
    pub at: Timestamp,
}

#[derive(FromRow)]
struct NoticeRow {
    message_id: Uuid,
    user_id: Uuid,
    expires_at: i64,
    template: String,
    created_at: i64,
    reported_at: Option<i64>,
}

#[derive(FromRow)]
struct OpenRow {
    id: Uuid,
    display_name: String,
    template: String,
    at: i64,
}

/// Adds a secret to a notice, working until then.
///
/// # Errors
/// When the database fails.
pub async fn add_token(
    tx: &mut Tx,
    token: &Digest,
    message: MessageId,
    user: UserId,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    on!(tx, |c| query(ADD_TOKEN)
        .bind(token.as_bytes())
        .bind(message.0)
        .bind(user.0)
        .bind(expires_at.0)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// The notice that a secret belongs to, however it stands.
///
/// # Errors
/// When the database fails.
pub async fn by_token(tx: &mut Tx, token: &Digest) -> Result<Option<Notice>, StoreError> {
    let row: Option<NoticeRow> = on!(tx, |c| query_as(BY_TOKEN).bind(token.as_bytes()).fetch_optional(c).await)?;
    row.map(|row| {
        Ok(Notice {
            message: MessageId(row.message_id),
            user: UserId(row.user_id),
            about: parse(&row.template, "messages.template")?,
            at: Timestamp(row.created_at),
            expires_at: Timestamp(row.expires_at),
            reported_at: row.reported_at.map(Timestamp),
        })
    })
    .transpose()
}

/// Keeps a report; answers whether it is the first about this notice.
///
/// # Errors
/// When the database fails.
pub async fn report(tx: &mut Tx, notice: &Notice, now: Timestamp) -> Result<bool, StoreError> {
    let added = on!(tx, |c| query(REPORT)
        .bind(notice.message.0)
        .bind(notice.user.0)
        .bind(now.0)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(added > 0)
}

/// Reports since then that nobody has answered, the latest first, at most `most`, and how many there are.
///
/// # Errors
/// When the database fails.
pub async fn open(tx: &mut Tx, since: Timestamp, most: i64) -> Result<(Vec<Open>, i64), StoreError> {
    let rows: Vec<OpenRow> = on!(tx, |c| query_as(OPEN).bind(since.0).bind(most).fetch_all(c).await)?;
    let number = on!(tx, |c| query_scalar(COUNT_OPEN).bind(since.0).fetch_one(c).await)?;
    let open = rows.into_iter().map(|row| {
        Ok(Open {
            user: UserId(row.id),
            display_name: row.display_name,
            about: parse(&row.template, "messages.template")?,
            at: Timestamp(row.at),
        })
    });
    Ok((open.collect::<Result<_, StoreError>>()?, number))
}

/// Deletes secrets that ended before then.
///
/// # Errors
/// When the database fails.
pub async fn forget(tx: &mut Tx, ended: Timestamp) -> Result<(), StoreError> {
    on!(tx, |c| query(FORGET).bind(ended.0).execute(c).await.map(drop))?;
    Ok(())
}
