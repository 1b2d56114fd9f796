//! What waits for a second administrator.

use super::{StoreError, Tx, parse};
use app::model::{ApprovalDecision, ApprovalId, HeldDeed, Timestamp, UserId};
use sqlx::{FromRow, query, query_as, query_scalar};
use uuid::Uuid;

/// What is read of one, wherever one is read.
macro_rules! columns {
    ($rest:literal) => {
        concat!(
            "SELECT approvals.id, deed, arguments, target_id, target.display_name AS target_name, asked_by, \
             asker.display_name AS asker_name, address, asked_at, expires_at, decision, decider.display_name AS decider_name, \
             decided_at, has_failed FROM approvals JOIN users AS target ON target.id = target_id \
             JOIN users AS asker ON asker.id = asked_by LEFT JOIN users AS decider ON decider.id = decided_by WHERE ",
            $rest
        )
    };
}

const INSERT: &str = "INSERT INTO approvals (id, deed, arguments, target_id, asked_by, address, asked_at, expires_at) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const SAME: &str = "SELECT COUNT(*) AS number FROM approvals WHERE decision IS NULL AND expires_at > $1 AND deed = $2 \
    AND arguments = $3 AND target_id = $4 AND asked_by = $5";
const ONE: &str = columns!("approvals.id = $1");
const WAITING: &str = columns!("decision IS NULL AND expires_at > $1 ORDER BY expires_at, approvals.id LIMIT $2");
const OVER: &str = columns!("decision IS NULL AND expires_at <= $1 ORDER BY expires_at, approvals.id LIMIT $2");
const SETTLED: &str = columns!("decided_at IS NOT NULL ORDER BY decided_at DESC, approvals.id LIMIT $1");
/// Nobody is told of what they asked themselves, or of what would be done to them.
const FOR: &str = columns!(
    "decision IS NULL AND expires_at > $1 AND asked_by <> $2 AND target_id <> $2 ORDER BY expires_at, approvals.id LIMIT $3"
);
const COUNT_FOR: &str = "SELECT COUNT(*) AS number FROM approvals WHERE decision IS NULL AND expires_at > $1 \
    AND asked_by <> $2 AND target_id <> $2";
const DECIDE: &str = "UPDATE approvals SET decision = $2, decided_by = $3, decided_at = $4, has_failed = $5, arguments = '{}' \
    WHERE id = $1 AND decision IS NULL";
const GRANTED: &str = "SELECT COUNT(*) AS number FROM approvals WHERE deed = $1 AND target_id = $2 AND asked_by = $3 \
    AND decision = 'approved' AND NOT has_failed AND used_at IS NULL AND decided_at > $4";
const USE: &str = "UPDATE approvals SET used_at = $5 WHERE id = (SELECT id FROM approvals WHERE deed = $1 AND target_id = $2 \
    AND asked_by = $3 AND decision = 'approved' AND NOT has_failed AND used_at IS NULL AND decided_at > $4 ORDER BY id LIMIT 1)";
const FORGET: &str = "DELETE FROM approvals WHERE decided_at < $1";

statements!(INSERT, SAME, ONE, WAITING, OVER, SETTLED, FOR, COUNT_FOR, DECIDE, GRANTED, USE, FORGET);

/// One that is filed.
#[derive(Debug)]
pub struct New<'a> {
    /// Its id.
    pub id: ApprovalId,
    /// What is asked for.
    pub deed: HeldDeed,
    /// The rest of it as JSON; never a secret.
    pub arguments: &'a str,
    /// Whom it concerns.
    pub target: UserId,
    /// Who asks.
    pub asked_by: UserId,
    /// From which address.
    pub address: &'a str,
    /// When.
    pub now: Timestamp,
    /// Until when it can be decided.
    pub expires_at: Timestamp,
}

/// One as stored.
#[derive(Clone, Debug)]
pub struct Stored {
    /// Which.
    pub id: ApprovalId,
    /// What is asked for.
    pub deed: HeldDeed,
    /// The rest of it as JSON, while it waits.
    pub arguments: String,
    /// Whom it concerns.
    pub target: UserId,
    /// Their name.
    pub target_name: String,
    /// Who asked.
    pub asked_by: UserId,
    /// Their name.
    pub asker_name: String,
    /// From which address.
    pub address: String,
    /// When.
    pub asked_at: Timestamp,
    /// Until when it can be decided.
    pub expires_at: Timestamp,
    /// What became of it.
    pub decision: Option<ApprovalDecision>,
    /// The name of whoever decided.
    pub decider_name: Option<String>,
    /// When.
    pub decided_at: Option<Timestamp>,
    /// Whether an approved one could not be done any more.
    pub has_failed: bool,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    deed: String,
    arguments: String,
    target_id: Uuid,
    target_name: String,
    asked_by: Uuid,
    asker_name: String,
    address: String,
    asked_at: i64,
    expires_at: i64,
    decision: Option<String>,
    decider_name: Option<String>,
    decided_at: Option<i64>,
    has_failed: bool,
}

impl TryFrom<Row> for Stored {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: ApprovalId(row.id),
            deed: parse(&row.deed, "approvals.deed")?,
            arguments: row.arguments,
            target: UserId(row.target_id),
            target_name: row.target_name,
            asked_by: UserId(row.asked_by),
            asker_name: row.asker_name,
            address: row.address,
            asked_at: Timestamp(row.asked_at),
            expires_at: Timestamp(row.expires_at),
            decision: row.decision.map(|decision| parse(&decision, "approvals.decision")).transpose()?,
            decider_name: row.decider_name,
            decided_at: row.decided_at.map(Timestamp),
            has_failed: row.has_failed,
        })
    }
}

/// Whom a deed is granted to.
#[derive(Clone, Copy, Debug)]
pub struct Grant {
    /// What.
    pub deed: HeldDeed,
    /// On whom.
    pub target: UserId,
    /// To whom.
    pub asked_by: UserId,
    /// Approvals from before that are over.
    pub since: Timestamp,
}

/// Files one.
///
/// # Errors
/// When the database fails.
pub async fn insert(tx: &mut Tx, new: &New<'_>) -> Result<(), StoreError> {
    on!(tx, |c| query(INSERT)
        .bind(new.id.0)
        .bind(new.deed.as_str())
        .bind(new.arguments)
        .bind(new.target.0)
        .bind(new.asked_by.0)
        .bind(new.address)
        .bind(new.now.0)
        .bind(new.expires_at.0)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Whether the same person asks for the same already.
///
/// # Errors
/// When the database fails.
pub async fn same_waits(tx: &mut Tx, new: &New<'_>) -> Result<bool, StoreError> {
    let count: i64 = on!(tx, |c| query_scalar(SAME)
        .bind(new.now.0)
        .bind(new.deed.as_str())
        .bind(new.arguments)
        .bind(new.target.0)
        .bind(new.asked_by.0)
        .fetch_one(c)
        .await)?;
    Ok(count > 0)
}

/// One, however it stands.
///
/// # Errors
/// When the database fails.
pub async fn by_id(tx: &mut Tx, id: ApprovalId) -> Result<Option<Stored>, StoreError> {
    let row: Option<Row> = on!(tx, |c| query_as(ONE).bind(id.0).fetch_optional(c).await)?;
    row.map(Stored::try_from).transpose()
}

/// Those that wait, the first to end first.
///
/// # Errors
/// When the database fails.
pub async fn waiting(tx: &mut Tx, now: Timestamp, most: i64) -> Result<Vec<Stored>, StoreError> {
    let rows: Vec<Row> = on!(tx, |c| query_as(WAITING).bind(now.0).bind(most).fetch_all(c).await)?;
    rows.into_iter().map(Stored::try_from).collect()
}

/// Those that nobody decided in time, and that were not told yet.
///
/// # Errors
/// When the database fails.
pub async fn over(tx: &mut Tx, now: Timestamp, most: i64) -> Result<Vec<Stored>, StoreError> {
    let rows: Vec<Row> = on!(tx, |c| query_as(OVER).bind(now.0).bind(most).fetch_all(c).await)?;
    rows.into_iter().map(Stored::try_from).collect()
}

/// Those of which something became, the latest first.
///
/// # Errors
/// When the database fails.
pub async fn settled(tx: &mut Tx, most: i64) -> Result<Vec<Stored>, StoreError> {
    let rows: Vec<Row> = on!(tx, |c| query_as(SETTLED).bind(most).fetch_all(c).await)?;
    rows.into_iter().map(Stored::try_from).collect()
}

/// Those that somebody may decide, the first to end first, and how many there are.
///
/// # Errors
/// When the database fails.
pub async fn waiting_for(tx: &mut Tx, decider: UserId, now: Timestamp, most: i64) -> Result<(Vec<Stored>, i64), StoreError> {
    let rows: Vec<Row> = on!(tx, |c| query_as(FOR).bind(now.0).bind(decider.0).bind(most).fetch_all(c).await)?;
    let number = on!(tx, |c| query_scalar(COUNT_FOR).bind(now.0).bind(decider.0).fetch_one(c).await)?;
    Ok((rows.into_iter().map(Stored::try_from).collect::<Result<_, _>>()?, number))
}

/// Notes what became of one; answers `false` where somebody else was faster.
///
/// # Errors
/// When the database fails.
pub async fn decide(
    tx: &mut Tx,
    id: ApprovalId,
    decision: ApprovalDecision,
    by: Option<UserId>,
    now: Timestamp,
    has_failed: bool,
) -> Result<bool, StoreError> {
    let changed = on!(tx, |c| query(DECIDE)
        .bind(id.0)
        .bind(decision.as_str())
        .bind(by.map(|by| by.0))
        .bind(now.0)
        .bind(has_failed)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(changed > 0)
}

/// Whether somebody is allowed to do it once.
///
/// # Errors
/// When the database fails.
pub async fn is_granted(tx: &mut Tx, grant: Grant) -> Result<bool, StoreError> {
    let count: i64 = on!(tx, |c| query_scalar(GRANTED)
        .bind(grant.deed.as_str())
        .bind(grant.target.0)
        .bind(grant.asked_by.0)
        .bind(grant.since.0)
        .fetch_one(c)
        .await)?;
    Ok(count > 0)
}

/// Uses that up; answers `false` where there is nothing to be used.
///
/// # Errors
/// When the database fails.
pub async fn use_up(tx: &mut Tx, grant: Grant, now: Timestamp) -> Result<bool, StoreError> {
    let changed = on!(tx, |c| query(USE)
        .bind(grant.deed.as_str())
        .bind(grant.target.0)
        .bind(grant.asked_by.0)
        .bind(grant.since.0)
        .bind(now.0)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(changed > 0)
}

/// Deletes those that were decided before then.
///
/// # Errors
/// When the database fails.
pub async fn forget(tx: &mut Tx, before: Timestamp) -> Result<(), StoreError> {
    on!(tx, |c| query(FORGET).bind(before.0).execute(c).await.map(drop))?;
    Ok(())
}
