//! The outbox as the desk reads it: lists, and every try of one message. What sends is in [`outbox`](super::outbox).

use super::{
    Start, StoreError, Tx,
    list::{Counted, KEEP_PLAN, range_of},
    parse,
};
use app::{
    model::{LinkId, MessageId, MessageKind, MessageState, Timestamp, UserId},
    rules::names,
};
use sqlx::{FromRow, query_as, query_scalar};
use uuid::Uuid;

macro_rules! columns {
    ($rest:expr) => {
        concat!(
            "SELECT messages.id, template, user_id, users.display_name AS name, recipient, state, attempts, messages.created_at, \
             due_at, give_up_at, finished_at, link_id, lease, \
             (state = 'queued' AND messages.id IN (SELECT message_id FROM held_messages)) AS awaits_word FROM messages LEFT JOIN users ON users.id = user_id WHERE ",
            $rest
        )
    };
}

/// What matches. `$1` is the state, `$2` the template, `$3` and `$4` the range of recipients.
macro_rules! matching {
    () => {
        "(CAST($1 AS TEXT) IS NULL OR state = $1) AND (CAST($2 AS TEXT) IS NULL OR template = $2) \
         AND (CAST($3 AS TEXT) IS NULL OR recipient_key >= $3 AND recipient_key < $4)"
    };
}

/// `$5` and `$6` are the key to start at, `$7` how many.
macro_rules! page {
    ($compare:literal, $order:literal, $messages:literal) => {
        columns!(concat!(
            $messages,
            " AND ",
            matching!(),
            " AND (messages.created_at, messages.id) ",
            $compare,
            " ($5, $6) ORDER BY messages.created_at ",
            $order,
            ", messages.id ",
            $order,
            " LIMIT $7"
        ))
    };
}

/// How many of the latest `$5` messages match, and how many there were to look at.
macro_rules! count {
    ($messages:literal) => {
        concat!(
            "SELECT COALESCE(SUM(CASE WHEN ",
            matching!(),
            " THEN 1 ELSE 0 END), 0) AS number, COUNT(*) AS seen FROM (SELECT state, template, recipient_key FROM messages WHERE ",
            $messages,
            " ORDER BY messages.created_at DESC, messages.id DESC LIMIT $5) AS seen"
        )
    };
}

/// The three statements over the messages that one index leads to.
macro_rules! over {
    ($after:ident, $before:ident, $count:ident, $messages:literal) => {
        const $after: &str = page!("<", "DESC", $messages);
        const $before: &str = page!(">", "ASC", $messages);
        const $count: &str = count!($messages);
    };
}

over!(AFTER, BEFORE, COUNT, "TRUE");
over!(AFTER_OF_STATE, BEFORE_OF_STATE, COUNT_OF_STATE, "state = $1");
over!(
    AFTER_OF_RECIPIENT,
    BEFORE_OF_RECIPIENT,
    COUNT_OF_RECIPIENT,
    "messages.id IN (SELECT id FROM messages WHERE recipient_key >= $3 AND recipient_key < $4)"
);
const TO_RECIPIENT: &str = "SELECT COUNT(*) AS number FROM (SELECT 1 FROM messages \
    WHERE recipient_key >= $1 AND recipient_key < $2 LIMIT $3) AS found";
const ONE: &str = columns!("messages.id = $1");
/// Failures since `$1` whose purpose was not sent again since.
macro_rules! failed {
    () => {
        "messages.state IN ('failed', 'expired', 'bounced') AND messages.finished_at > $1 AND NOT EXISTS (SELECT 1 FROM messages AS later \
         WHERE later.user_id = messages.user_id AND later.template = messages.template \
         AND later.created_at > messages.created_at AND later.state IN ('queued', 'sent'))"
    };
}
const FAILED: &str = columns!(concat!(failed!(), " ORDER BY messages.finished_at DESC LIMIT $2"));
const COUNT_FAILED: &str = concat!("SELECT COUNT(*) AS number FROM messages WHERE ", failed!());
const WAITING: &str = "SELECT COUNT(*) AS number, MIN(created_at) AS eldest FROM messages WHERE state = 'queued'";
const STANDING: &str =
    "SELECT COUNT(*) AS number, COUNT(reply) AS retrying, MIN(created_at) AS eldest FROM messages WHERE state = 'queued'";
/// Ids are in the order of time.
const LAST_REPLIES: &str = "SELECT message_id, at, state, reply FROM message_attempts ORDER BY id DESC LIMIT $1";
const ATTEMPTS: &str = "SELECT at, state, reply FROM message_attempts WHERE message_id = $1 ORDER BY at DESC, id DESC LIMIT 200";

statements!(
    AFTER,
    BEFORE,
    COUNT,
    AFTER_OF_STATE,
    BEFORE_OF_STATE,
    COUNT_OF_STATE,
    AFTER_OF_RECIPIENT,
    BEFORE_OF_RECIPIENT,
    COUNT_OF_RECIPIENT,
    TO_RECIPIENT,
    ONE,
    FAILED,
    COUNT_FAILED,
    WAITING,
    STANDING,
    LAST_REPLIES,
    ATTEMPTS
);

/// So many messages are few: quicker sorted than the outbox is walked.
const FEW: i64 = 2000;

/// Which messages a list shows. Absent parts let every message through.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Those that stand there.
    pub state: Option<MessageState>,
    /// Those about that.
    pub kind: Option<MessageKind>,
    /// The start of the recipient's address.
    pub recipient: String,
}

/// A position in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// When the row's message was asked for.
    pub created_at: Timestamp,
    /// Its id.
    pub id: MessageId,
}

impl Key {
    /// Before the latest message that there can be.
    const LATEST: Self = Self { created_at: Timestamp(i64::MAX), id: MessageId(Uuid::max()) };
}

/// A message as listed.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Its id.
    pub id: MessageId,
    /// What about.
    pub kind: MessageKind,
    /// Whose account, and their name.
    pub user: Option<(UserId, String)>,
    /// The address.
    pub recipient: String,
    /// Where it stands.
    pub state: MessageState,
    /// Tries begun so far.
    pub attempts: i64,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// The next try, or while a worker holds it the end of the lease.
    pub due_at: Timestamp,
    /// After that it is not sent any more.
    pub give_up_at: Timestamp,
    /// When it left the queue.
    pub finished_at: Option<Timestamp>,
    /// The link whose secret it carries.
    pub link: Option<LinkId>,
    /// Whether a worker holds it.
    pub is_held: bool,
    /// Whether it waits until somebody says that it is to go.
    pub awaits_word: bool,
}

/// One try.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// When it ended.
    pub at: Timestamp,
    /// Where the message stood afterwards.
    pub state: MessageState,
    /// The mail server's words, or ours.
    pub reply: String,
}

#[derive(FromRow)]
struct ListedRow {
    id: Uuid,
    template: String,
    user_id: Option<Uuid>,
    name: Option<String>,
    recipient: String,
    state: String,
    attempts: i64,
    created_at: i64,
    due_at: i64,
    give_up_at: i64,
    finished_at: Option<i64>,
    link_id: Option<Uuid>,
    lease: Option<Uuid>,
    awaits_word: bool,
}

impl TryFrom<ListedRow> for Listed {
    type Error = StoreError;

    fn try_from(row: ListedRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: MessageId(row.id),
            kind: parse(&row.template, "messages.template")?,
            user: row.user_id.map(UserId).zip(row.name),
            recipient: row.recipient,
            state: parse(&row.state, "messages.state")?,
            attempts: row.attempts,
            created_at: Timestamp(row.created_at),
            due_at: Timestamp(row.due_at),
            give_up_at: Timestamp(row.give_up_at),
            finished_at: row.finished_at.map(Timestamp),
            link: row.link_id.map(LinkId),
            is_held: row.lease.is_some(),
            awaits_word: row.awaits_word,
        })
    }
}

/// By what messages are found.
#[derive(Clone, Copy, Debug)]
enum Way {
    Time,
    State,
    Recipient,
}

/// A search of the outbox: the filter as the statements take it, and the way to the messages.
#[derive(Debug)]
pub struct Search {
    state: Option<&'static str>,
    kind: Option<&'static str>,
    recipients: Option<(String, String)>,
    way: Way,
}

impl Search {
    /// Prepares a search.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn new(tx: &mut Tx, filter: &Filter) -> Result<Self, StoreError> {
        let recipients = range_of(&names::key(&filter.recipient));
        let are_few = match &recipients {
            Some((first, end)) => {
                let found: i64 = on!(tx, |c| query_scalar(TO_RECIPIENT).bind(first).bind(end).bind(FEW).fetch_one(c).await)?;
                found < FEW
            }
            None => false,
        };
        let way = match filter.state {
            _ if are_few => Way::Recipient,
            Some(_) => Way::State,
            None => Way::Time,
        };
        let (state, kind) = (filter.state.map(MessageState::as_str), filter.kind.map(MessageKind::as_str));
        Ok(Self { state, kind, recipients, way })
    }

    /// One page of messages that match, latest first, at most `most`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn page(&self, tx: &mut Tx, start: Start<Key>, most: i64) -> Result<Vec<Listed>, StoreError> {
        let sql = match (self.way, start.is_backwards()) {
            (Way::Time, false) => AFTER,
            (Way::Time, true) => BEFORE,
            (Way::State, false) => AFTER_OF_STATE,
            (Way::State, true) => BEFORE_OF_STATE,
            (Way::Recipient, false) => AFTER_OF_RECIPIENT,
            (Way::Recipient, true) => BEFORE_OF_RECIPIENT,
        };
        let key = start.key().copied().unwrap_or(Key::LATEST);
        let mut rows: Vec<ListedRow> = on!(tx, |c| query_as(sql)
            .persistent(KEEP_PLAN)
            .bind(self.state)
            .bind(self.kind)
            .bind(self.recipients.as_ref().map(|(first, _)| first))
            .bind(self.recipients.as_ref().map(|(_, end)| end))
            .bind(key.created_at.0)
            .bind(key.id.0)
            .bind(most)
            .fetch_all(c)
            .await)?;
        if start.is_backwards() {
            rows.reverse();
        }
        rows.into_iter().map(Listed::try_from).collect()
    }

    /// How many messages match.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count(&self, tx: &mut Tx) -> Result<Counted, StoreError> {
        let sql = match self.way {
            Way::Time => COUNT,
            Way::State => COUNT_OF_STATE,
            Way::Recipient => COUNT_OF_RECIPIENT,
        };
        let most = Counted::most(self.kind.is_some() || self.recipients.is_some());
        let (number, seen): (i64, i64) = on!(tx, |c| query_as(sql)
            .persistent(KEEP_PLAN)
            .bind(self.state)
            .bind(self.kind)
            .bind(self.recipients.as_ref().map(|(first, _)| first))
            .bind(self.recipients.as_ref().map(|(_, end)| end))
            .bind(most)
            .fetch_one(c)
            .await)?;
        Ok(Counted { number, is_all: seen < most })
    }
}

/// The message with this id, as listed.
///
/// # Errors
/// When the database fails.
pub async fn one(tx: &mut Tx, id: MessageId) -> Result<Option<Listed>, StoreError> {
    let row: Option<ListedRow> = on!(tx, |c| query_as(ONE).bind(id.0).fetch_optional(c).await)?;
    row.map(Listed::try_from).transpose()
}

/// The tries of a message, latest first, at most 200.
///
/// # Errors
/// When the database fails.
pub async fn attempts(tx: &mut Tx, id: MessageId) -> Result<Vec<Attempt>, StoreError> {
    let rows: Vec<(i64, String, String)> = on!(tx, |c| query_as(ATTEMPTS).bind(id.0).fetch_all(c).await)?;
    rows.into_iter()
        .map(|(at, state, reply)| Ok(Attempt { at: Timestamp(at), state: parse(&state, "message_attempts.state")?, reply }))
        .collect()
}

/// The latest messages that failed, came back or were given up since then and were not sent again, at most `most`, and how many there are.
///
/// # Errors
/// When the database fails.
pub async fn failed(tx: &mut Tx, since: Timestamp, most: i64) -> Result<(Vec<Listed>, i64), StoreError> {
    let rows: Vec<ListedRow> = on!(tx, |c| query_as(FAILED).bind(since.0).bind(most).fetch_all(c).await)?;
    let number = on!(tx, |c| query_scalar(COUNT_FAILED).bind(since.0).fetch_one(c).await)?;
    Ok((rows.into_iter().map(Listed::try_from).collect::<Result<_, _>>()?, number))
}

/// How many messages wait, and when the eldest of them was asked for.
///
/// # Errors
/// When the database fails.
pub async fn waiting(tx: &mut Tx) -> Result<(i64, Option<Timestamp>), StoreError> {
    let (number, eldest): (i64, Option<i64>) = on!(tx, |c| query_as(WAITING).fetch_one(c).await)?;
    Ok((number, eldest.map(Timestamp)))
}

/// How the queue stands.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    /// How many messages wait.
    pub waiting: i64,
    /// How many of them were put off before.
    pub retrying: i64,
    /// When the eldest of them was asked for.
    pub eldest: Option<Timestamp>,
}

/// Counts what waits.
///
/// # Errors
/// When the database fails.
pub async fn standing(tx: &mut Tx) -> Result<Standing, StoreError> {
    let (waiting, retrying, eldest): (i64, i64, Option<i64>) = on!(tx, |c| query_as(STANDING).fetch_one(c).await)?;
    Ok(Standing { waiting, retrying, eldest: eldest.map(Timestamp) })
}

/// A try, and of which message.
pub type Said = (MessageId, Attempt);

/// The last tries of all messages, latest first, at most `most`.
///
/// # Errors
/// When the database fails.
pub async fn last_replies(tx: &mut Tx, most: i64) -> Result<Vec<Said>, StoreError> {
    let rows: Vec<(Uuid, i64, String, String)> = on!(tx, |c| query_as(LAST_REPLIES).bind(most).fetch_all(c).await)?;
    rows.into_iter()
        .map(|(id, at, state, reply)| {
            let state = parse(&state, "message_attempts.state")?;
            Ok((MessageId(id), Attempt { at: Timestamp(at), state, reply }))
        })
        .collect()
}
