//! Passwords that are mailed and wait: until they take effect, until their owner has chosen one with them, or until they end.

use super::{
    StoreError, Tx, causes,
    dialect::Engine,
    list::KEEP_PLAN,
    minted::{self, Minted, Place},
    parse,
    sql::{Sql, bound},
};
use crate::security::Digest;
use app::model::{AutomationId, NewPasswordEffect, PendingId, Span, Timestamp, UserId};
use sqlx::{FromRow, query, query_as, query_scalar};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// What is read of one.
macro_rules! columns {
    () => {
        "id, user_id, requested_by_name, ticket, effect, life, created_at, give_up_at, took_effect_at, expires_at, failed_at, \
         consumed_at, revoked_at"
    };
}

const INSERT: &str = "INSERT INTO pending_passwords (id, user_id, requested_by, requested_by_name, ticket, email, effect, life, \
    created_at, give_up_at, causes) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
const BY_ID: &str = concat!("SELECT ", columns!(), " FROM pending_passwords WHERE id = $1");
/// The one that a secret opens for this user now.
const BY_SECRET: &str = "SELECT pending_passwords.id FROM pending_secrets \
    JOIN pending_passwords ON pending_passwords.id = pending_id \
    WHERE secret_hash = $1 AND user_id = $2 AND pending_secrets.expires_at > $3 AND consumed_at IS NULL AND revoked_at IS NULL";
const OF_USER: &str =
    concat!("SELECT ", columns!(), " FROM pending_passwords WHERE user_id = $1 ORDER BY created_at DESC, id DESC LIMIT 20");
const SECRETS: Place = Place {
    insert: "INSERT INTO pending_secrets (secret_hash, pending_id, minted_at, expires_at) VALUES ",
    extend: "UPDATE pending_passwords SET expires_at = (SELECT MAX(pending_secrets.expires_at) FROM pending_secrets WHERE pending_id = pending_passwords.id) \
        WHERE (expires_at IS NULL OR expires_at < (SELECT MAX(pending_secrets.expires_at) FROM pending_secrets WHERE pending_id = pending_passwords.id)) \
        AND id IN (",
};
const FAIL: &str = "UPDATE pending_passwords SET failed_at = $2 WHERE id = $1 AND failed_at IS NULL AND consumed_at IS NULL \
    AND revoked_at IS NULL";
/// The one statement that uses it up: of two sessions that were opened with it, only the first finds it unused.
const CONSUME: &str =
    "UPDATE pending_passwords SET consumed_at = $2 WHERE id = $1 AND consumed_at IS NULL AND revoked_at IS NULL";
const REVOKE_ALL: &str = "UPDATE pending_passwords SET revoked_at = $2 WHERE user_id = $1 AND consumed_at IS NULL \
    AND revoked_at IS NULL AND COALESCE(expires_at, give_up_at) > $2";
const COUNT_LIVE: &str = "SELECT COUNT(*) AS number FROM pending_passwords WHERE user_id = $1 AND consumed_at IS NULL \
    AND revoked_at IS NULL AND failed_at IS NULL AND COALESCE(expires_at, give_up_at) > $2";

statements!(INSERT, BY_ID, BY_SECRET, OF_USER, FAIL, CONSUME, REVOKE_ALL, COUNT_LIVE);

/// A password to be mailed. It has no secret yet: that is minted when the mail is sent.
#[derive(Debug)]
pub struct NewPending<'a> {
    /// Its id.
    pub id: PendingId,
    /// Whose password it is to be.
    pub user: UserId,
    /// Who asked, and their name now.
    pub requested_by: Option<(UserId, &'a str)>,
    /// What both sides call it on the telephone.
    pub ticket: &'a str,
    /// The address it is bound to.
    pub email: &'a str,
    /// When the old password stops.
    pub effect: NewPasswordEffect,
    /// How long a secret works once minted.
    pub life: Span,
    /// Now.
    pub now: Timestamp,
    /// After that nothing is mailed any more.
    pub give_up_at: Timestamp,
    /// The automations in whose consequence it is sent.
    pub causes: &'a [AutomationId],
}

/// A mailed password as stored.
#[derive(Clone, Debug)]
pub struct Pending {
    /// Its id.
    pub id: PendingId,
    /// Whose password it is to be.
    pub user: UserId,
    /// The name of whoever asked.
    pub requested_by_name: Option<String>,
    /// What both sides call it on the telephone.
    pub ticket: String,
    /// When the old password stops.
    pub effect: NewPasswordEffect,
    /// How long a secret works once minted.
    pub life: Span,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// After that nothing is mailed any more.
    pub give_up_at: Timestamp,
    /// Since when the old password is stopped.
    pub took_effect_at: Option<Timestamp>,
    /// The latest end among its secrets; absent before the first.
    pub expires_at: Option<Timestamp>,
    /// When its mail was given up.
    pub failed_at: Option<Timestamp>,
    /// When its owner chose a password with it.
    pub consumed_at: Option<Timestamp>,
    /// When it was withdrawn.
    pub revoked_at: Option<Timestamp>,
}

impl Pending {
    /// Whether it was neither used up nor withdrawn.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.consumed_at.is_none() && self.revoked_at.is_none()
    }

    /// Whether it is on its way or can be used.
    #[must_use]
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.is_open() && self.failed_at.is_none() && self.expires_at.unwrap_or(self.give_up_at) > now
    }
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    user_id: Uuid,
    requested_by_name: Option<String>,
    ticket: String,
    effect: String,
    life: i64,
    created_at: i64,
    give_up_at: i64,
    took_effect_at: Option<i64>,
    expires_at: Option<i64>,
    failed_at: Option<i64>,
    consumed_at: Option<i64>,
    revoked_at: Option<i64>,
}

impl TryFrom<Row> for Pending {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: PendingId(row.id),
            user: UserId(row.user_id),
            requested_by_name: row.requested_by_name,
            ticket: row.ticket,
            effect: parse(&row.effect, "pending_passwords.effect")?,
            life: Span(row.life),
            created_at: Timestamp(row.created_at),
            give_up_at: Timestamp(row.give_up_at),
            took_effect_at: row.took_effect_at.map(Timestamp),
            expires_at: row.expires_at.map(Timestamp),
            failed_at: row.failed_at.map(Timestamp),
            consumed_at: row.consumed_at.map(Timestamp),
            revoked_at: row.revoked_at.map(Timestamp),
        })
    }
}

/// Adds one.
///
/// # Errors
/// When the database fails.
pub async fn insert(tx: &mut Tx, pending: &NewPending<'_>) -> Result<(), StoreError> {
    let causes = causes::write(pending.causes)?;
    on!(tx, |c| query(INSERT)
        .bind(pending.id.0)
        .bind(pending.user.0)
        .bind(pending.requested_by.and_then(|(id, _)| id.account()))
        .bind(pending.requested_by.map(|(_, name)| name))
        .bind(pending.ticket)
        .bind(pending.email)
        .bind(pending.effect.as_str())
        .bind(pending.life.0)
        .bind(pending.now.0)
        .bind(pending.give_up_at.0)
        .bind(causes)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// The one with this id.
///
/// # Errors
/// When the database fails.
pub async fn by_id(tx: &mut Tx, id: PendingId) -> Result<Option<Pending>, StoreError> {
    let row: Option<Row> = on!(tx, |c| query_as(BY_ID).bind(id.0).fetch_optional(c).await)?;
    row.map(Pending::try_from).transpose()
}

/// The one that a secret opens for this user now: not ended, not used up, not withdrawn.
///
/// # Errors
/// When the database fails.
pub async fn by_secret(tx: &mut Tx, secret: &Digest, user: UserId, now: Timestamp) -> Result<Option<PendingId>, StoreError> {
    let id: Option<Uuid> =
        on!(tx, |c| query_scalar(BY_SECRET).bind(secret.as_bytes()).bind(user.0).bind(now.0).fetch_optional(c).await)?;
    Ok(id.map(PendingId))
}

/// The latest of a user, latest first, at most 20.
///
/// # Errors
/// When the database fails.
pub async fn of_user(tx: &mut Tx, user: UserId) -> Result<Vec<Pending>, StoreError> {
    let rows: Vec<Row> = on!(tx, |c| query_as(OF_USER).bind(user.0).fetch_all(c).await)?;
    rows.into_iter().map(Pending::try_from).collect()
}

/// The ones with these ids, by id; what is gone is left out. `None` stands for what this version cannot read.
///
/// # Errors
/// When the database fails.
pub async fn by_ids(tx: &mut Tx, ids: &[PendingId]) -> Result<HashMap<PendingId, Option<Pending>>, StoreError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = listed(tx.engine(), ids);
    let rows: Vec<Row> = on!(tx, |c| bound!(query_as(sql.text()).persistent(KEEP_PLAN), sql).fetch_all(c).await)?;
    Ok(rows.into_iter().map(|row| (PendingId(row.id), Pending::try_from(row).ok())).collect())
}

fn listed(engine: Engine, ids: &[PendingId]) -> Sql {
    let mut sql = Sql::of_many(engine, concat!("SELECT ", columns!(), " FROM pending_passwords WHERE id IN ("));
    sql.bind_all(ids.iter().map(|id| id.0)).add(")");
    sql
}

/// Adds secrets, minted now.
///
/// # Errors
/// When the database fails.
pub async fn add_secrets(tx: &mut Tx, secrets: &[Minted<PendingId>], now: Timestamp) -> Result<(), StoreError> {
    let of = |one: &Minted<PendingId>| Minted { of: one.of.0, digest: one.digest, expires_at: one.expires_at };
    minted::add(tx, &SECRETS, &secrets.iter().map(of).collect::<Vec<_>>(), now).await
}

/// The statements of many in specimens for the contract test.
pub(super) fn specimens(engine: Engine) -> Vec<(&'static str, String)> {
    let (id, at) = (PendingId(Uuid::nil()), Timestamp(0));
    let [added, extended] = minted::specimens(engine, &SECRETS);
    vec![
        ("pending::SECRETS", added),
        ("pending::extended", extended),
        ("pending::taking_effect", taking_effect(engine, &[id, id], at).into_text()),
        ("pending::listed", listed(engine, &[id, id]).into_text()),
    ]
}

/// Notes that the old passwords stop now; answers for which ones. Left out are those for which the old password had stopped
/// already, and those that are over.
///
/// # Errors
/// When the database fails.
pub async fn take_effect(tx: &mut Tx, ids: &[PendingId], now: Timestamp) -> Result<HashSet<PendingId>, StoreError> {
    if ids.is_empty() {
        return Ok(HashSet::new());
    }
    let sql = taking_effect(tx.engine(), ids, now);
    let taken: Vec<Uuid> = on!(tx, |c| bound!(query_scalar(sql.text()).persistent(KEEP_PLAN), sql).fetch_all(c).await)?;
    Ok(taken.into_iter().map(PendingId).collect())
}

fn taking_effect(engine: Engine, ids: &[PendingId], now: Timestamp) -> Sql {
    let mut sql = Sql::of_many(engine, "UPDATE pending_passwords SET took_effect_at = ");
    sql.bind(now.0).add(" WHERE took_effect_at IS NULL AND consumed_at IS NULL AND revoked_at IS NULL AND id IN (");
    sql.bind_all(ids.iter().map(|id| id.0)).add(") RETURNING id");
    sql
}

/// Notes that its mail was given up. Its secrets go on working: a copy may have arrived all the same.
///
/// # Errors
/// When the database fails.
pub async fn fail(tx: &mut Tx, id: PendingId, now: Timestamp) -> Result<(), StoreError> {
    on!(tx, |c| query(FAIL).bind(id.0).bind(now.0).execute(c).await.map(drop))?;
    Ok(())
}

/// Uses it up; answers `false`, changing nothing, when it was used up or withdrawn already.
///
/// # Errors
/// When the database fails.
pub async fn consume(tx: &mut Tx, id: PendingId, now: Timestamp) -> Result<bool, StoreError> {
    let changed = on!(tx, |c| query(CONSUME).bind(id.0).bind(now.0).execute(c).await.map(|done| done.rows_affected()))?;
    Ok(changed > 0)
}

/// Withdraws every live one of a user; answers how many there were.
///
/// # Errors
/// When the database fails.
pub async fn revoke_all(tx: &mut Tx, user: UserId, now: Timestamp) -> Result<u64, StoreError> {
    Ok(on!(tx, |c| query(REVOKE_ALL).bind(user.0).bind(now.0).execute(c).await.map(|done| done.rows_affected()))?)
}

/// How many a user has that can be mailed or used still.
///
/// # Errors
/// When the database fails.
pub async fn count_live(tx: &mut Tx, user: UserId, now: Timestamp) -> Result<i64, StoreError> {
    Ok(on!(tx, |c| query_scalar(COUNT_LIVE).bind(user.0).bind(now.0).fetch_one(c).await)?)
}
