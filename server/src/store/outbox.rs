//! The outbox: every mail from the moment it is asked for until the mail server has it or it has visibly failed.

use super::{StoreError, Tx, dialect, parse};
use app::model::{LinkId, MessageId, Timestamp, UserId};
use sqlx::{FromRow, query, query_as, query_scalar};
use std::{fmt, str::FromStr};
use uuid::Uuid;

const INSERT: &str = "INSERT INTO messages (id, template, user_id, link_id, recipient, variables, state, created_at, due_at, give_up_at) \
    VALUES ($1, $2, $3, $4, $5, $6, 'queued', $7, $7, $8)";
const CLAIMED: &str = "SELECT id, template, user_id, link_id, recipient, variables, state, created_at, give_up_at, attempts, reply, \
    finished_at FROM messages WHERE lease = $1 AND state = 'queued' ORDER BY created_at, id";
const RENEW: &str = "UPDATE messages SET due_at = $2 WHERE lease = $1 AND state = 'queued'";
const SETTLE: &str =
    "UPDATE messages SET state = $3, reply = $4, due_at = $5, finished_at = $6, lease = NULL WHERE id = $1 AND lease = $2";
const CANCEL_LINKS: &str = "UPDATE messages SET state = 'cancelled', finished_at = $2, lease = NULL \
    WHERE state = 'queued' AND lease IS NULL AND link_id IN (SELECT id FROM links WHERE user_id = $1)";
const OF_USER: &str = "SELECT id, template, user_id, link_id, recipient, variables, state, created_at, give_up_at, attempts, reply, \
    finished_at FROM messages WHERE user_id = $1 ORDER BY created_at DESC, id DESC LIMIT 20";
const NEXT_DUE: &str = "SELECT MIN(due_at) AS due_at FROM messages WHERE state = 'queued'";

statements!(INSERT, CLAIMED, RENEW, SETTLE, CANCEL_LINKS, OF_USER, NEXT_DUE);

/// Where a message stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Waits for its first or next try, or is being sent.
    Queued,
    /// The mail server has it.
    Sent,
    /// The mail server refused it for good.
    Failed,
    /// Given up: it could not be sent in time.
    Expired,
    /// Withdrawn before it was sent.
    Cancelled,
}

impl State {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Expired => "expired",
            Self::Cancelled => "cancelled",
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for State {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        [Self::Queued, Self::Sent, Self::Failed, Self::Expired, Self::Cancelled]
            .into_iter()
            .find(|state| state.as_str() == text)
            .ok_or(())
    }
}

/// A message to be queued.
#[derive(Debug)]
pub struct NewMessage<'a> {
    /// Its id, which is its Message-ID too.
    pub id: MessageId,
    /// The template's key.
    pub template: &'a str,
    /// To whom.
    pub user: UserId,
    /// The link whose secret it carries.
    pub link: Option<LinkId>,
    /// The address.
    pub recipient: &'a str,
    /// JSON for the template; never a secret.
    pub variables: &'a str,
    /// Now.
    pub now: Timestamp,
    /// After that it is not sent any more.
    pub give_up_at: Timestamp,
}

/// A message as stored.
#[derive(Clone, Debug)]
pub struct Message {
    /// Its id, which is its Message-ID too.
    pub id: MessageId,
    /// The template's key.
    pub template: String,
    /// To whom.
    pub user: Option<UserId>,
    /// The link whose secret it carries.
    pub link: Option<LinkId>,
    /// The address.
    pub recipient: String,
    /// JSON for the template.
    pub variables: String,
    /// Where it stands.
    pub state: State,
    /// When it was queued.
    pub created_at: Timestamp,
    /// After that it is not sent any more.
    pub give_up_at: Timestamp,
    /// Tries begun so far.
    pub attempts: i64,
    /// The mail server's last words.
    pub reply: Option<String>,
    /// When it left the queue.
    pub finished_at: Option<Timestamp>,
}

/// How a try ended.
#[derive(Debug)]
pub struct Settled<'a> {
    /// Where the message stands now.
    pub state: State,
    /// The mail server's words.
    pub reply: &'a str,
    /// The next try, while it stays queued.
    pub due_at: Timestamp,
    /// Now.
    pub now: Timestamp,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    template: String,
    user_id: Option<Uuid>,
    link_id: Option<Uuid>,
    recipient: String,
    variables: String,
    state: String,
    created_at: i64,
    give_up_at: i64,
    attempts: i64,
    reply: Option<String>,
    finished_at: Option<i64>,
}

impl TryFrom<Row> for Message {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: MessageId(row.id),
            template: row.template,
            user: row.user_id.map(UserId),
            link: row.link_id.map(LinkId),
            recipient: row.recipient,
            variables: row.variables,
            state: parse(&row.state, "messages.state")?,
            created_at: Timestamp(row.created_at),
            give_up_at: Timestamp(row.give_up_at),
            attempts: row.attempts,
            reply: row.reply,
            finished_at: row.finished_at.map(Timestamp),
        })
    }
}

/// Queues a message.
///
/// # Errors
/// When the database fails.
pub async fn insert(tx: &mut Tx, message: &NewMessage<'_>) -> Result<(), StoreError> {
    on!(tx, |c| query(INSERT)
        .bind(message.id.0)
        .bind(message.template)
        .bind(message.user.0)
        .bind(message.link.map(|id| id.0))
        .bind(message.recipient)
        .bind(message.variables)
        .bind(message.now.0)
        .bind(message.give_up_at.0)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Claims due messages under `lease` until `lease_until` and returns them, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn claim(
    tx: &mut Tx,
    lease: Uuid,
    lease_until: Timestamp,
    now: Timestamp,
    most: i64,
) -> Result<Vec<Message>, StoreError> {
    dialect::claim_messages(tx, lease, lease_until.0, now.0, most).await?;
    let rows: Vec<Row> = on!(tx, |c| query_as(CLAIMED).bind(lease).fetch_all(c).await)?;
    rows.into_iter().map(Message::try_from).collect()
}

/// Keeps what is still held under a lease for longer.
///
/// # Errors
/// When the database fails.
pub async fn renew(tx: &mut Tx, lease: Uuid, lease_until: Timestamp) -> Result<(), StoreError> {
    on!(tx, |c| query(RENEW).bind(lease).bind(lease_until.0).execute(c).await.map(drop))?;
    Ok(())
}

/// Records how a try ended; answers `false`, changing nothing, when the lease was lost to another worker meanwhile.
///
/// # Errors
/// When the database fails.
pub async fn settle(tx: &mut Tx, id: MessageId, lease: Uuid, settled: &Settled<'_>) -> Result<bool, StoreError> {
    let finished = (settled.state != State::Queued).then_some(settled.now.0);
    let changed = on!(tx, |c| query(SETTLE)
        .bind(id.0)
        .bind(lease)
        .bind(settled.state.as_str())
        .bind(settled.reply)
        .bind(settled.due_at.0)
        .bind(finished)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(changed > 0)
}

/// Withdraws the queued link mails of a user that no worker holds. One that is held may still go out: its link is revoked.
///
/// # Errors
/// When the database fails.
pub async fn cancel_link_mails(tx: &mut Tx, user: UserId, now: Timestamp) -> Result<(), StoreError> {
    on!(tx, |c| query(CANCEL_LINKS).bind(user.0).bind(now.0).execute(c).await.map(drop))?;
    Ok(())
}

/// The latest messages to a user, latest first, at most 20.
///
/// # Errors
/// When the database fails.
pub async fn of_user(tx: &mut Tx, user: UserId) -> Result<Vec<Message>, StoreError> {
    let rows: Vec<Row> = on!(tx, |c| query_as(OF_USER).bind(user.0).fetch_all(c).await)?;
    rows.into_iter().map(Message::try_from).collect()
}

/// When the next message is due, or the next lease ends.
///
/// # Errors
/// When the database fails.
pub async fn next_due(tx: &mut Tx) -> Result<Option<Timestamp>, StoreError> {
    let due: Option<i64> = on!(tx, |c| query_scalar(NEXT_DUE).fetch_one(c).await)?;
    Ok(due.map(Timestamp))
}
