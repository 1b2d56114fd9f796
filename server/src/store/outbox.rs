//! The outbox: every mail from the moment it is asked for until the mail server has it or it has visibly failed.

use super::{
    StoreError, Tx, causes,
    dialect::{self, Engine},
    list::KEEP_PLAN,
    parse,
    sql::{Sql, bound, execute, insert_rows, rows_specimen},
    to_json,
};
pub use app::model::MessageState as State;
use app::{
    model::{AutomationId, LinkId, MessageId, PendingId, TemplateKey, Timestamp, UserId},
    rules::names,
};
use sqlx::{FromRow, query, query_as, query_scalar};
use std::collections::HashSet;
use uuid::Uuid;

const INSERT: &str = "INSERT INTO messages (id, template, user_id, link_id, pending_id, sealed, recipient, recipient_key, \
    variables, state, created_at, due_at, give_up_at, causes, domain) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'queued', $10, $10, $11, $12, $13)";
const CLAIMED: &str = "SELECT id, template, user_id, link_id, pending_id, sealed, recipient, variables, state, created_at, give_up_at, \
    attempts, reply, finished_at, causes FROM messages WHERE lease = $1 AND state = 'queued' ORDER BY created_at, id";
const RENEW: &str = "UPDATE messages SET due_at = $2 WHERE lease = $1 AND state = 'queued'";
/// What was minted and sealed stays for the next try.
const PUT_OFF: &str = "UPDATE messages SET reply = $3, due_at = $4, lease = NULL WHERE id = $1 AND lease = $2";
/// Puts a message back as if it had not been claimed.
const RELEASE: &str = "UPDATE messages SET lease = NULL, due_at = $3, attempts = attempts - 1, \
    reply = COALESCE(CAST($4 AS TEXT), reply) WHERE id = $1 AND lease = $2";
const BOUNCE: &str = "UPDATE messages SET state = 'bounced', reply = $2, finished_at = $3 WHERE id = $1 AND state = 'sent'";
const ATTEMPTS: &str = "INSERT INTO message_attempts (id, message_id, at, state, reply) VALUES ";
const DELAYS: &str = "SELECT COUNT(*) AS number FROM message_attempts WHERE message_id = $1 AND state = 'queued' AND at >= $2";
const CANCEL: &str = "UPDATE messages SET state = 'cancelled', finished_at = $2, sealed = NULL \
    WHERE id = $1 AND state = 'queued' AND lease IS NULL";
const CANCEL_PASSWORDS: &str = "UPDATE messages SET state = 'cancelled', finished_at = $2, sealed = NULL \
    WHERE user_id = $1 AND state = 'queued' AND lease IS NULL AND (pending_id IS NOT NULL OR sealed IS NOT NULL)";
const OF_USER: &str = "SELECT id, template, user_id, link_id, pending_id, sealed, recipient, variables, state, created_at, give_up_at, \
    attempts, reply, finished_at, causes FROM messages WHERE user_id = $1 ORDER BY created_at DESC, id DESC LIMIT 20";
const OF_LINK: &str = "SELECT id FROM messages WHERE link_id = $1 ORDER BY created_at DESC, id DESC LIMIT 1";
const BY_ID: &str = "SELECT id, template, user_id, link_id, pending_id, sealed, recipient, variables, state, created_at, give_up_at, \
    attempts, reply, finished_at, causes FROM messages WHERE id = $1";
/// Whether the same words wait for the same person already: what a second press of the same button would send twice.
const WAITS: &str = "SELECT COUNT(*) AS number FROM messages AS other JOIN messages AS this ON this.user_id = other.user_id \
    AND this.template = other.template AND this.variables = other.variables \
    AND (this.link_id = other.link_id OR this.link_id IS NULL AND other.link_id IS NULL) \
    WHERE this.id = $1 AND other.state = 'queued'";
const NEXT_DUE: &str = "SELECT MIN(due_at) AS due_at FROM messages WHERE state = 'queued'";
const FORGET_REPLIES: &str =
    "UPDATE message_attempts SET reply = '' WHERE message_id IN (SELECT id FROM messages WHERE user_id = $1)";
/// The line stays; the address goes, and with it what may quote it. Links go with their user, so the line lets go of its own.
const FORGET_USER: &str = "UPDATE messages SET recipient = 'deleted', recipient_key = '', variables = '{}', reply = NULL, \
    link_id = NULL, pending_id = NULL, sealed = NULL, lease = NULL, finished_at = COALESCE(finished_at, $2), \
    state = CASE WHEN state = 'queued' THEN 'cancelled' ELSE state END WHERE user_id = $1";

statements!(
    INSERT,
    CLAIMED,
    RENEW,
    PUT_OFF,
    RELEASE,
    BOUNCE,
    DELAYS,
    CANCEL,
    CANCEL_PASSWORDS,
    OF_USER,
    OF_LINK,
    BY_ID,
    WAITS,
    NEXT_DUE,
    FORGET_REPLIES,
    FORGET_USER
);

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
    /// The generated password that it carries.
    pub pending: Option<PendingId>,
    /// The temporary password that it carries, sealed.
    pub sealed: Option<&'a [u8]>,
    /// The address.
    pub recipient: &'a str,
    /// JSON for the template; never a secret.
    pub variables: &'a str,
    /// Now.
    pub now: Timestamp,
    /// After that it is not sent any more.
    pub give_up_at: Timestamp,
    /// The automations in whose consequence it is sent.
    pub causes: &'a [AutomationId],
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
    /// The generated password that it carries.
    pub pending: Option<PendingId>,
    /// The temporary password that it carries, sealed; absent once the message has left the queue.
    pub sealed: Option<Vec<u8>>,
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
    /// The automations in whose consequence it is sent.
    pub causes: Vec<AutomationId>,
}

impl Message {
    /// Whether it carries a temporary password, or did until it was sent.
    #[must_use]
    pub fn carries_temporary(&self) -> bool {
        self.template == TemplateKey::AccessInfo.as_str() && self.pending.is_none()
    }
}

/// What was said of a message at a try.
#[derive(Debug)]
pub struct Said<'a> {
    /// The message.
    pub message: MessageId,
    /// An id for the record of the try.
    pub attempt: Uuid,
    /// The mail server's words, or ours, without secrets.
    pub reply: &'a str,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    template: String,
    user_id: Option<Uuid>,
    link_id: Option<Uuid>,
    pending_id: Option<Uuid>,
    sealed: Option<Vec<u8>>,
    recipient: String,
    variables: String,
    state: String,
    created_at: i64,
    give_up_at: i64,
    attempts: i64,
    reply: Option<String>,
    finished_at: Option<i64>,
    causes: Option<String>,
}

impl TryFrom<Row> for Message {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: MessageId(row.id),
            template: row.template,
            user: row.user_id.map(UserId),
            link: row.link_id.map(LinkId),
            pending: row.pending_id.map(PendingId),
            sealed: row.sealed,
            recipient: row.recipient,
            variables: row.variables,
            state: parse(&row.state, "messages.state")?,
            created_at: Timestamp(row.created_at),
            give_up_at: Timestamp(row.give_up_at),
            attempts: row.attempts,
            reply: row.reply,
            finished_at: row.finished_at.map(Timestamp),
            causes: causes::read(row.causes.as_deref())?,
        })
    }
}

/// Queues a message.
///
/// # Errors
/// When the database fails.
pub async fn insert(tx: &mut Tx, message: &NewMessage<'_>) -> Result<(), StoreError> {
    let causes = causes::write(message.causes)?;
    let key = names::key(message.recipient);
    on!(tx, |c| query(INSERT)
        .bind(message.id.0)
        .bind(message.template)
        .bind(message.user.0)
        .bind(message.link.map(|id| id.0))
        .bind(message.pending.map(|id| id.0))
        .bind(message.sealed)
        .bind(message.recipient)
        .bind(&key)
        .bind(message.variables)
        .bind(message.now.0)
        .bind(message.give_up_at.0)
        .bind(causes)
        .bind(domain(&key))
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// The domain of an address that is composed and lower-cased.
#[must_use]
pub fn domain(key: &str) -> &str {
    key.split_once('@').map_or("", |(_, domain)| domain)
}

/// What a worker claims.
#[derive(Debug)]
pub struct Claim<'a> {
    /// Under what.
    pub lease: Uuid,
    /// Until when, unless it is renewed.
    pub until: Timestamp,
    /// Now.
    pub now: Timestamp,
    /// How many at most.
    pub most: i64,
    /// Whether only what is to be given up by now.
    pub is_late: bool,
    /// Domains whose messages wait.
    pub but: &'a [String],
}

/// What was claimed.
#[derive(Debug, Default)]
pub struct Claimed {
    /// Oldest first.
    pub messages: Vec<Message>,
    /// What this version cannot read.
    pub unreadable: Vec<MessageId>,
}

/// Claims due messages: of the oldest, one of each domain, then a second one of each, and so on.
///
/// # Errors
/// When the database fails.
pub async fn claim(tx: &mut Tx, claim: &Claim<'_>) -> Result<Claimed, StoreError> {
    let but = to_json(&claim.but)?;
    dialect::claim_messages(tx, claim, &but).await?;
    let rows: Vec<Row> = on!(tx, |c| query_as(CLAIMED).bind(claim.lease).fetch_all(c).await)?;
    let mut claimed = Claimed::default();
    for row in rows {
        let id = MessageId(row.id);
        match Message::try_from(row) {
            Ok(message) => claimed.messages.push(message),
            Err(_) => claimed.unreadable.push(id),
        }
    }
    Ok(claimed)
}

/// Puts a message back as if it had not been claimed, due at `due_at`; with the mail server's last words, where there are new
/// ones.
///
/// # Errors
/// When the database fails.
pub async fn release(tx: &mut Tx, id: MessageId, lease: Uuid, due_at: Timestamp, reply: Option<&str>) -> Result<(), StoreError> {
    on!(tx, |c| query(RELEASE).bind(id.0).bind(lease).bind(due_at.0).bind(reply).execute(c).await.map(drop))?;
    Ok(())
}

/// Keeps what is still held under a lease for longer.
///
/// # Errors
/// When the database fails.
pub async fn renew(tx: &mut Tx, lease: Uuid, lease_until: Timestamp) -> Result<(), StoreError> {
    on!(tx, |c| query(RENEW).bind(lease).bind(lease_until.0).execute(c).await.map(drop))?;
    Ok(())
}

/// Has a message tried again later; answers `false`, changing nothing, when the lease was lost to another worker meanwhile.
///
/// # Errors
/// When the database fails.
pub async fn put_off(tx: &mut Tx, lease: Uuid, said: &Said<'_>, due_at: Timestamp, now: Timestamp) -> Result<bool, StoreError> {
    let changed = on!(tx, |c| query(PUT_OFF)
        .bind(said.message.0)
        .bind(lease)
        .bind(said.reply)
        .bind(due_at.0)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    if changed == 0 {
        return Ok(false);
    }
    note(tx, said, State::Queued, now).await?;
    Ok(true)
}

/// Records that messages leave the queue for the same state, and keeps the last try of each; answers which of them did. Those whose
/// lease was lost to another worker meanwhile stay as they are. A sealed secret is wiped.
///
/// # Errors
/// When the database fails.
pub async fn settle_all(
    tx: &mut Tx,
    lease: Uuid,
    state: State,
    all: &[Said<'_>],
    now: Timestamp,
) -> Result<HashSet<MessageId>, StoreError> {
    if all.is_empty() {
        return Ok(HashSet::new());
    }
    let sql = settled(tx.engine(), lease, state, all, now);
    let ids: Vec<Uuid> = on!(tx, |c| bound!(query_scalar(sql.text()).persistent(KEEP_PLAN), sql).fetch_all(c).await)?;
    let ids: HashSet<_> = ids.into_iter().map(MessageId).collect();
    let noted: Vec<_> = all.iter().filter(|said| ids.contains(&said.message)).collect();
    insert_rows(tx, ATTEMPTS, &noted, |sql, said| add_attempt(sql, said, state, now)).await?;
    Ok(ids)
}

fn settled(engine: Engine, lease: Uuid, state: State, all: &[Said<'_>], now: Timestamp) -> Sql {
    let mut sql = Sql::of_many(engine, "UPDATE messages SET lease = NULL, sealed = NULL, state = ");
    sql.bind(state.as_str()).add(", due_at = ").bind(now.0).add(", finished_at = ").bind(now.0).add(", reply = CASE id");
    for said in all {
        sql.add(" WHEN ").bind(said.message.0).add(" THEN ").bind(said.reply);
    }
    sql.add(" END WHERE lease = ").bind(lease).add(" AND id IN (").bind_all(all.iter().map(|said| said.message.0));
    sql.add(") RETURNING id");
    sql
}

fn add_attempt(sql: &mut Sql, said: &Said<'_>, state: State, now: Timestamp) {
    sql.add("(").bind_all([said.attempt, said.message.0]).add(", ").bind(now.0);
    sql.add(", ").bind_all([state.as_str(), said.reply]).add(")");
}

/// The statements of many in specimens for the contract test.
pub(super) fn specimens(engine: Engine) -> Vec<(&'static str, String)> {
    let (id, state, now) = (Uuid::nil(), State::Sent, Timestamp(0));
    let said = || Said { message: MessageId(id), attempt: id, reply: "" };
    vec![
        ("outbox::settled", settled(engine, id, state, &[said(), said()], now).into_text()),
        ("outbox::cancelled_links", cancelled_links(engine, &[UserId(id), UserId(id)], now).into_text()),
        ("outbox::ATTEMPTS", rows_specimen(engine, ATTEMPTS, &said(), |sql, said| add_attempt(sql, said, state, now))),
    ]
}

/// Keeps something said of a message among its tries.
///
/// # Errors
/// When the database fails.
pub async fn note(tx: &mut Tx, said: &Said<'_>, state: State, now: Timestamp) -> Result<(), StoreError> {
    insert_rows(tx, ATTEMPTS, &[said], |sql, said| add_attempt(sql, said, state, now)).await
}

/// Records that a message which the mail server had taken came back; answers `false`, changing nothing, when it was not there.
///
/// # Errors
/// When the database fails.
pub async fn bounce(tx: &mut Tx, id: MessageId, reply: &str, now: Timestamp) -> Result<bool, StoreError> {
    let changed =
        on!(tx, |c| query(BOUNCE).bind(id.0).bind(reply).bind(now.0).execute(c).await.map(|done| done.rows_affected()))?;
    Ok(changed > 0)
}

/// How often a message was said to be late since then.
///
/// # Errors
/// When the database fails.
pub async fn delays_since(tx: &mut Tx, id: MessageId, since: Timestamp) -> Result<i64, StoreError> {
    Ok(on!(tx, |c| query_scalar(DELAYS).bind(id.0).bind(since.0).fetch_one(c).await)?)
}

/// Withdraws a message that waits and that no worker holds; answers whether it did.
///
/// # Errors
/// When the database fails.
pub async fn cancel(tx: &mut Tx, id: MessageId, now: Timestamp) -> Result<bool, StoreError> {
    let changed = on!(tx, |c| query(CANCEL).bind(id.0).bind(now.0).execute(c).await.map(|done| done.rows_affected()))?;
    Ok(changed > 0)
}

/// Withdraws the queued link mails of these users that no worker holds. One that is held may still go out: its link is revoked.
///
/// # Errors
/// When the database fails.
pub async fn cancel_link_mails(tx: &mut Tx, users: &[UserId], now: Timestamp) -> Result<(), StoreError> {
    let sql = cancelled_links(tx.engine(), users, now);
    execute(tx, &sql).await
}

fn cancelled_links(engine: Engine, users: &[UserId], now: Timestamp) -> Sql {
    let mut sql = Sql::of_many(engine, "UPDATE messages SET state = 'cancelled', lease = NULL, finished_at = ");
    sql.bind(now.0);
    sql.add(" WHERE state = 'queued' AND lease IS NULL AND link_id IN (SELECT id FROM links WHERE user_id IN (");
    sql.bind_all(users.iter().map(|user| user.0)).add("))");
    sql
}

/// Withdraws the queued mails of a user that carry a password and that no worker holds.
///
/// # Errors
/// When the database fails.
pub async fn cancel_password_mails(tx: &mut Tx, user: UserId, now: Timestamp) -> Result<(), StoreError> {
    on!(tx, |c| query(CANCEL_PASSWORDS).bind(user.0).bind(now.0).execute(c).await.map(drop))?;
    Ok(())
}

/// Forgets where the messages of a user went, and cancels those that wait: the user is about to be deleted.
///
/// # Errors
/// When the database fails.
pub async fn forget_user(tx: &mut Tx, user: UserId, now: Timestamp) -> Result<(), StoreError> {
    on!(tx, |c| query(FORGET_USER).bind(user.0).bind(now.0).execute(c).await.map(drop))?;
    on!(tx, |c| query(FORGET_REPLIES).bind(user.0).execute(c).await.map(drop))?;
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

/// The latest message that carries a link.
///
/// # Errors
/// When the database fails.
pub async fn of_link(tx: &mut Tx, link: LinkId) -> Result<Option<MessageId>, StoreError> {
    let id: Option<Uuid> = on!(tx, |c| query_scalar(OF_LINK).bind(link.0).fetch_optional(c).await)?;
    Ok(id.map(MessageId))
}

/// The message with this id.
///
/// # Errors
/// When the database fails.
pub async fn by_id(tx: &mut Tx, id: MessageId) -> Result<Option<Message>, StoreError> {
    let row: Option<Row> = on!(tx, |c| query_as(BY_ID).bind(id.0).fetch_optional(c).await)?;
    row.map(Message::try_from).transpose()
}

/// Whether a message with the same purpose as this one waits to be sent, or is being sent.
///
/// # Errors
/// When the database fails.
pub async fn waits_again(tx: &mut Tx, id: MessageId) -> Result<bool, StoreError> {
    let number: i64 = on!(tx, |c| query_scalar(WAITS).bind(id.0).fetch_one(c).await)?;
    Ok(number > 0)
}

/// When the next message is due, or the next lease ends.
///
/// # Errors
/// When the database fails.
pub async fn next_due(tx: &mut Tx) -> Result<Option<Timestamp>, StoreError> {
    let due: Option<i64> = on!(tx, |c| query_scalar(NEXT_DUE).fetch_one(c).await)?;
    Ok(due.map(Timestamp))
}
