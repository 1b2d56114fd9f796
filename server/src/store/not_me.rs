//! "This wasn't me": the secrets of notices, and what was reported with them.

use super::{
    StoreError, Tx,
    dialect::Engine,
    parse,
    sql::{Sql, insert_rows, rows_specimen},
};
use crate::security::Digest;
use app::model::{MessageId, MessageKind, Timestamp, UserId};
use sqlx::{FromRow, query, query_as, query_scalar};
use uuid::Uuid;

const ADD_TOKENS: &str = "INSERT INTO not_me_tokens (token_hash, message_id, user_id, expires_at) VALUES ";
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

statements!(BY_TOKEN, REPORT, OPEN, COUNT_OPEN, FORGET);

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

/// A secret of a notice.
#[derive(Clone, Copy, Debug)]
pub struct NewToken {
    /// Of which message.
    pub message: MessageId,
    /// Who reads it.
    pub user: UserId,
    /// The secret's digest.
    pub token: Digest,
    /// Until when it works.
    pub expires_at: Timestamp,
}

/// Adds secrets to notices.
///
/// # Errors
/// When the database fails.
pub async fn add_tokens(tx: &mut Tx, tokens: &[NewToken]) -> Result<(), StoreError> {
    insert_rows(tx, ADD_TOKENS, tokens, add_token).await
}

fn add_token(sql: &mut Sql, new: &NewToken) {
    sql.add("(").bind(new.token.as_bytes()).add(", ").bind_all([new.message.0, new.user.0]);
    sql.add(", ").bind(new.expires_at.0).add(")");
}

/// The statement of many in a specimen for the contract test.
pub(super) fn specimens(engine: Engine) -> Vec<(&'static str, String)> {
    let (message, user) = (MessageId(Uuid::nil()), UserId(Uuid::nil()));
    let token = NewToken { message, user, token: Digest::of_unknown_name(""), expires_at: Timestamp(0) };
    vec![("not_me::ADD_TOKENS", rows_specimen(engine, ADD_TOKENS, &token, add_token))]
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
