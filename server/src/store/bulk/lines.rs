//! The ledgers of jobs for many users: for whom a job is, and how it went for each.

use crate::store::{
    Counted, Start, StoreError, Tx, parse, parse_reason, reason_name,
    sql::{Sql, bound},
};
use app::{
    model::{BulkId, BulkOutcome, LinkId, MessageId, PendingId, Timestamp, UserId},
    rules::reset::Refusal,
};
use sqlx::{FromRow, query, query_as, query_scalar};
use uuid::Uuid;

/// What is read of a line, wherever one is read. It has names while its user has them.
macro_rules! line {
    ($rest:literal) => {
        concat!(
            "SELECT position, user_id, user_name, display_name, outcome, refusal, link_id, pending_id, at FROM bulk_items \
             LEFT JOIN users ON users.id = user_id",
            $rest
        )
    };
}

const NEXT: &str = line!(" WHERE job_id = $1 AND position > $2 ORDER BY position LIMIT $3");
const BACK: &str = line!(" WHERE job_id = $1 AND position < $2 ORDER BY position DESC LIMIT $3");
const OF_OUTCOME: &str = line!(" WHERE job_id = $1 AND position > $2 AND outcome = $4 ORDER BY position LIMIT $3");
const OF_OUTCOME_BACK: &str = line!(" WHERE job_id = $1 AND position < $2 AND outcome = $4 ORDER BY position DESC LIMIT $3");
const COUNT_OF_OUTCOME: &str = "SELECT COUNT(*) AS number FROM (SELECT 1 FROM bulk_items WHERE job_id = $1 AND outcome = $2 \
    LIMIT $3) AS found";
const SETTLE: &str = "UPDATE bulk_items SET outcome = $3, refusal = $4, link_id = COALESCE($5, link_id), at = $6, \
    pending_id = COALESCE($7, pending_id) WHERE job_id = $1 AND position = $2";

statements!(NEXT, BACK, OF_OUTCOME, OF_OUTCOME_BACK, COUNT_OF_OUTCOME, SETTLE);

/// Users of one statement that writes down who is meant.
const WRITTEN_AT_ONCE: usize = 500;

/// One for whom a job is.
#[derive(Clone, Debug)]
pub struct Item {
    /// Counts from 1.
    pub position: i64,
    /// Whom.
    pub user: UserId,
    /// What they sign in with; absent once they are deleted.
    pub user_name: Option<String>,
    /// Their name; absent once they are deleted.
    pub display_name: Option<String>,
    /// How it went, and when.
    pub outcome: Option<BulkOutcome>,
    /// Why it was refused.
    pub refusal: Option<Refusal>,
    /// The link that was sent.
    pub link: Option<LinkId>,
    /// The generated password that was sent.
    pub password: Option<PendingId>,
    /// When it was their turn.
    pub at: Option<Timestamp>,
}

#[derive(FromRow)]
struct ItemRow {
    position: i64,
    user_id: Uuid,
    user_name: Option<String>,
    display_name: Option<String>,
    outcome: Option<String>,
    refusal: Option<String>,
    link_id: Option<Uuid>,
    pending_id: Option<Uuid>,
    at: Option<i64>,
}

impl TryFrom<ItemRow> for Item {
    type Error = StoreError;

    fn try_from(row: ItemRow) -> Result<Self, StoreError> {
        Ok(Self {
            position: row.position,
            user: UserId(row.user_id),
            user_name: row.user_name,
            display_name: row.display_name,
            outcome: row.outcome.map(|name| parse(&name, "bulk_items.outcome")).transpose()?,
            refusal: parse_reason(row.refusal, "bulk_items.refusal")?,
            link: row.link_id.map(LinkId),
            password: row.pending_id.map(PendingId),
            at: row.at.map(Timestamp),
        })
    }
}

/// How it went for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settled {
    /// How.
    pub outcome: BulkOutcome,
    /// Why it was refused.
    pub refusal: Option<Refusal>,
    /// The link that was sent.
    pub link: Option<LinkId>,
    /// The generated password that was sent.
    pub password: Option<PendingId>,
    /// The mail that was queued, which the outbox knows.
    pub message: Option<MessageId>,
}

impl Settled {
    /// An outcome of which there is nothing more to say.
    #[must_use]
    pub const fn of(outcome: BulkOutcome) -> Self {
        Self { outcome, refusal: None, link: None, password: None, message: None }
    }
}

/// Writes users down for a job, in this order, from the position after `position` on. Those who are gone are left out; answers
/// how many were written.
///
/// # Errors
/// When the database fails.
pub async fn write_down(tx: &mut Tx, job: BulkId, position: i64, users: &[UserId]) -> Result<i64, StoreError> {
    let mut written = 0;
    for users in users.chunks(WRITTEN_AT_ONCE) {
        let sql = writing(job, position + written, users);
        let rows = on!(tx, |c| bound!(query(sql.text()), sql).execute(c).await.map(|done| done.rows_affected()))?;
        written += i64::try_from(rows).unwrap_or(i64::MAX);
    }
    Ok(written)
}

fn writing(job: BulkId, position: i64, users: &[UserId]) -> Sql {
    let mut sql = Sql::of("INSERT INTO bulk_items (job_id, position, user_id) SELECT ");
    sql.bind(job.0).add(", ").bind(position);
    sql.add(" + ROW_NUMBER() OVER (ORDER BY id), id FROM users WHERE id IN (");
    sql.bind_all(users.iter().map(|user| user.0)).add(")");
    sql
}

/// The statement in a specimen for the contract test.
pub(in crate::store) fn specimens() -> Vec<(&'static str, String)> {
    let users = [UserId(Uuid::nil()), UserId(Uuid::nil())];
    vec![("bulk::lines::writing", writing(BulkId(Uuid::nil()), 1, &users).into_text())]
}

/// Which stretch of a ledger is read, always in its order.
#[derive(Clone, Copy, Debug)]
pub struct Ledger {
    /// Whose.
    pub job: BulkId,
    /// Only those for whom it went so.
    pub outcome: Option<BulkOutcome>,
    /// From where on, by position.
    pub start: Start<i64>,
    /// At most so many.
    pub most: i64,
}

/// A stretch of a ledger.
///
/// # Errors
/// When the database fails.
pub async fn ledger(tx: &mut Tx, asked: Ledger) -> Result<Vec<Item>, StoreError> {
    let Ledger { job, outcome, start, most } = asked;
    let from = start.key().copied().unwrap_or_default();
    let rows: Vec<ItemRow> = match (outcome, start.is_backwards()) {
        (None, false) => on!(tx, |c| query_as(NEXT).bind(job.0).bind(from).bind(most).fetch_all(c).await)?,
        (None, true) => on!(tx, |c| query_as(BACK).bind(job.0).bind(from).bind(most).fetch_all(c).await)?,
        (Some(outcome), backwards) => {
            let sql = if backwards { OF_OUTCOME_BACK } else { OF_OUTCOME };
            on!(tx, |c| query_as(sql).bind(job.0).bind(from).bind(most).bind(outcome.as_str()).fetch_all(c).await)?
        }
    };
    let mut items = rows.into_iter().map(Item::try_from).collect::<Result<Vec<_>, _>>()?;
    if start.is_backwards() {
        items.reverse();
    }
    Ok(items)
}

/// How many lines a ledger has for whom it went so.
///
/// # Errors
/// When the database fails.
pub async fn count_outcome(tx: &mut Tx, job: BulkId, outcome: BulkOutcome) -> Result<Counted, StoreError> {
    let most = Counted::most(false);
    let number = on!(tx, |c| query_scalar(COUNT_OF_OUTCOME).bind(job.0).bind(outcome.as_str()).bind(most).fetch_one(c).await)?;
    Ok(Counted { number, is_all: true })
}

/// Writes into the ledger how it went for one.
///
/// # Errors
/// When the database fails.
pub async fn settle(tx: &mut Tx, job: BulkId, position: i64, settled: &Settled, now: Timestamp) -> Result<(), StoreError> {
    let refusal = reason_name(settled.refusal)?;
    on!(tx, |c| query(SETTLE)
        .bind(job.0)
        .bind(position)
        .bind(settled.outcome.as_str())
        .bind(refusal)
        .bind(settled.link.map(|link| link.0))
        .bind(now.0)
        .bind(settled.password.map(|password| password.0))
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}
