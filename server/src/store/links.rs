//! Password change links and the secrets minted for them.

use super::{
    StoreError, Tx, causes,
    dialect::Engine,
    list::KEEP_PLAN,
    minted::{self, Minted, Place},
    sql::{Sql, bound, execute},
};
use crate::security::Digest;
use app::model::{AutomationId, LinkId, Opener, Span, Timestamp, UserId};
use sqlx::{FromRow, query, query_as, query_scalar};
use std::collections::HashMap;
use uuid::Uuid;

/// What is read of a link by itself.
macro_rules! columns {
    () => {
        "id, user_id, requested_by_name, life, created_at, give_up_at, expires_at, fetched_at, opened_at, touched_at, consumed_at, \
         revoked_at, expires_at AS token_expires_at"
    };
}

const INSERT: &str = "INSERT INTO links (id, user_id, requested_by, requested_by_name, email, life, created_at, give_up_at, \
    causes) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const BY_ID: &str = concat!("SELECT ", columns!(), " FROM links WHERE id = $1");
const BY_TOKEN: &str = "SELECT links.id, user_id, requested_by_name, life, created_at, give_up_at, links.expires_at, fetched_at, \
    opened_at, touched_at, consumed_at, revoked_at, link_tokens.expires_at AS token_expires_at \
    FROM link_tokens JOIN links ON links.id = link_id WHERE token_hash = $1";
const OF_USER: &str = concat!("SELECT ", columns!(), " FROM links WHERE user_id = $1 ORDER BY created_at DESC, id DESC LIMIT 20");
const TOKENS: Place = Place {
    insert: "INSERT INTO link_tokens (token_hash, link_id, minted_at, expires_at) VALUES ",
    extend: "UPDATE links SET expires_at = (SELECT MAX(link_tokens.expires_at) FROM link_tokens WHERE link_id = links.id) \
        WHERE (expires_at IS NULL OR expires_at < (SELECT MAX(link_tokens.expires_at) FROM link_tokens WHERE link_id = links.id)) \
        AND id IN (",
};
/// The one statement that uses a link up. It goes through any of the link's secrets, but marks the link: of two secrets of
/// one link, or of two posts of one secret, only the first finds it unused.
const CONSUME: &str = "UPDATE links SET consumed_at = $2 \
    WHERE id = (SELECT link_id FROM link_tokens WHERE token_hash = $1 AND link_tokens.expires_at > $2) \
    AND consumed_at IS NULL AND revoked_at IS NULL RETURNING id, user_id";
const FETCHED: &str =
    "UPDATE links SET fetched_at = $2 WHERE id = $1 AND fetched_at IS NULL AND consumed_at IS NULL AND revoked_at IS NULL";
const OPENED: &str =
    "UPDATE links SET opened_at = $2 WHERE id = $1 AND opened_at IS NULL AND consumed_at IS NULL AND revoked_at IS NULL";
const TOUCHED: &str =
    "UPDATE links SET touched_at = $2 WHERE id = $1 AND touched_at IS NULL AND consumed_at IS NULL AND revoked_at IS NULL";
const COUNT_LIVE: &str = "SELECT COUNT(*) AS number FROM links WHERE user_id = $1 AND consumed_at IS NULL AND revoked_at IS NULL \
    AND COALESCE(expires_at, give_up_at) > $2";

statements!(INSERT, BY_ID, BY_TOKEN, OF_USER, CONSUME, FETCHED, OPENED, TOUCHED, COUNT_LIVE);

/// A link to be made. It has no secret yet: that is minted when the mail is sent.
#[derive(Debug)]
pub struct NewLink<'a> {
    /// Its id.
    pub id: LinkId,
    /// Whose password it changes.
    pub user: UserId,
    /// Who asked, and their name now.
    pub requested_by: Option<(UserId, &'a str)>,
    /// The address it is bound to.
    pub email: &'a str,
    /// How long a secret works once minted.
    pub life: Span,
    /// Now.
    pub now: Timestamp,
    /// After that nothing is mailed any more.
    pub give_up_at: Timestamp,
    /// The automations in whose consequence it is sent.
    pub causes: &'a [AutomationId],
}

/// A link as stored.
#[derive(Clone, Debug)]
pub struct Link {
    /// Its id.
    pub id: LinkId,
    /// Whose password it changes.
    pub user: UserId,
    /// The name of whoever asked.
    pub requested_by_name: Option<String>,
    /// How long a secret works once minted.
    pub life: Span,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// After that nothing is mailed any more.
    pub give_up_at: Timestamp,
    /// The latest end among its secrets; absent before the first.
    pub expires_at: Option<Timestamp>,
    /// When its page was first fetched by a program.
    pub fetched_at: Option<Timestamp>,
    /// When its page was first fetched by a person, or by a program that does not let it be known.
    pub opened_at: Option<Timestamp>,
    /// When a person was first at its page.
    pub touched_at: Option<Timestamp>,
    /// When it was used.
    pub consumed_at: Option<Timestamp>,
    /// When it was withdrawn.
    pub revoked_at: Option<Timestamp>,
    /// The end of the secret it was found by; otherwise the same as `expires_at`.
    pub token_expires_at: Option<Timestamp>,
}

impl Link {
    /// Whether it can be used still, or mailed and then used.
    #[must_use]
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.consumed_at.is_none() && self.revoked_at.is_none() && self.expires_at.unwrap_or(self.give_up_at) > now
    }

    /// When such a one was first at its page.
    #[must_use]
    pub const fn opened_by(&self, opener: Opener) -> Option<Timestamp> {
        match opener {
            Opener::Program => self.fetched_at,
            Opener::Unclear => self.opened_at,
            Opener::Person => self.touched_at,
        }
    }
}

#[derive(FromRow)]
struct LinkRow {
    id: Uuid,
    user_id: Uuid,
    requested_by_name: Option<String>,
    life: i64,
    created_at: i64,
    give_up_at: i64,
    expires_at: Option<i64>,
    fetched_at: Option<i64>,
    opened_at: Option<i64>,
    touched_at: Option<i64>,
    consumed_at: Option<i64>,
    revoked_at: Option<i64>,
    token_expires_at: Option<i64>,
}

impl From<LinkRow> for Link {
    fn from(row: LinkRow) -> Self {
        Self {
            id: LinkId(row.id),
            user: UserId(row.user_id),
            requested_by_name: row.requested_by_name,
            life: Span(row.life),
            created_at: Timestamp(row.created_at),
            give_up_at: Timestamp(row.give_up_at),
            expires_at: row.expires_at.map(Timestamp),
            fetched_at: row.fetched_at.map(Timestamp),
            opened_at: row.opened_at.map(Timestamp),
            touched_at: row.touched_at.map(Timestamp),
            consumed_at: row.consumed_at.map(Timestamp),
            revoked_at: row.revoked_at.map(Timestamp),
            token_expires_at: row.token_expires_at.map(Timestamp),
        }
    }
}

/// Adds a link.
///
/// # Errors
/// When the database fails.
pub async fn insert(tx: &mut Tx, link: &NewLink<'_>) -> Result<(), StoreError> {
    let causes = causes::write(link.causes)?;
    on!(tx, |c| query(INSERT)
        .bind(link.id.0)
        .bind(link.user.0)
        .bind(link.requested_by.and_then(|(id, _)| id.account()))
        .bind(link.requested_by.map(|(_, name)| name))
        .bind(link.email)
        .bind(link.life.0)
        .bind(link.now.0)
        .bind(link.give_up_at.0)
        .bind(causes)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// The link with this id.
///
/// # Errors
/// When the database fails.
pub async fn by_id(tx: &mut Tx, id: LinkId) -> Result<Option<Link>, StoreError> {
    let row: Option<LinkRow> = on!(tx, |c| query_as(BY_ID).bind(id.0).fetch_optional(c).await)?;
    Ok(row.map(Link::from))
}

/// The link that a secret belongs to, however it stands.
///
/// # Errors
/// When the database fails.
pub async fn by_token(tx: &mut Tx, token: &Digest) -> Result<Option<Link>, StoreError> {
    let row: Option<LinkRow> = on!(tx, |c| query_as(BY_TOKEN).bind(token.as_bytes()).fetch_optional(c).await)?;
    Ok(row.map(Link::from))
}

/// The latest links of a user, latest first, at most 20.
///
/// # Errors
/// When the database fails.
pub async fn of_user(tx: &mut Tx, user: UserId) -> Result<Vec<Link>, StoreError> {
    let rows: Vec<LinkRow> = on!(tx, |c| query_as(OF_USER).bind(user.0).fetch_all(c).await)?;
    Ok(rows.into_iter().map(Link::from).collect())
}

/// The latest link of a user that can be used still, or mailed and then used.
///
/// # Errors
/// When the database fails.
pub async fn live_of_user(tx: &mut Tx, user: UserId, now: Timestamp) -> Result<Option<Link>, StoreError> {
    Ok(of_user(tx, user).await?.into_iter().find(|link| link.is_live(now)))
}

/// Adds secrets to links, minted now.
///
/// # Errors
/// When the database fails.
pub async fn add_tokens(tx: &mut Tx, tokens: &[Minted<LinkId>], now: Timestamp) -> Result<(), StoreError> {
    let of = |one: &Minted<LinkId>| Minted { of: one.of.0, digest: one.digest, expires_at: one.expires_at };
    minted::add(tx, &TOKENS, &tokens.iter().map(of).collect::<Vec<_>>(), now).await
}

/// The links with these ids, by id; what is gone is left out.
///
/// # Errors
/// When the database fails.
pub async fn by_ids(tx: &mut Tx, ids: &[LinkId]) -> Result<HashMap<LinkId, Link>, StoreError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = listed(tx.engine(), ids);
    let rows: Vec<LinkRow> = on!(tx, |c| bound!(query_as(sql.text()).persistent(KEEP_PLAN), sql).fetch_all(c).await)?;
    Ok(rows.into_iter().map(|row| (LinkId(row.id), Link::from(row))).collect())
}

fn listed(engine: Engine, ids: &[LinkId]) -> Sql {
    let mut sql = Sql::of_many(engine, concat!("SELECT ", columns!(), " FROM links WHERE id IN ("));
    sql.bind_all(ids.iter().map(|id| id.0)).add(")");
    sql
}

/// The statements of many in specimens for the contract test.
pub(super) fn specimens(engine: Engine) -> Vec<(&'static str, String)> {
    let (id, user, at) = (LinkId(Uuid::nil()), UserId(Uuid::nil()), Timestamp(0));
    let [added, extended] = minted::specimens(engine, &TOKENS);
    vec![
        ("links::TOKENS", added),
        ("links::extended", extended),
        ("links::revoked", revoked(engine, &[user, user], at).into_text()),
        ("links::listed", listed(engine, &[id, id]).into_text()),
    ]
}

/// Uses a link up through one of its secrets; answers the link and whose it is. `None` when the secret is unknown or
/// expired, or the link was used or revoked: by then nothing was changed.
///
/// # Errors
/// When the database fails.
pub async fn consume(tx: &mut Tx, token: &Digest, now: Timestamp) -> Result<Option<(LinkId, UserId)>, StoreError> {
    let row: Option<(Uuid, Uuid)> = on!(tx, |c| query_as(CONSUME).bind(token.as_bytes()).bind(now.0).fetch_optional(c).await)?;
    Ok(row.map(|(link, user)| (LinkId(link), UserId(user))))
}

/// Notes the first time that such a one was at a live link's page.
///
/// # Errors
/// When the database fails.
pub async fn opened(tx: &mut Tx, id: LinkId, opener: Opener, now: Timestamp) -> Result<(), StoreError> {
    let statement = match opener {
        Opener::Program => FETCHED,
        Opener::Unclear => OPENED,
        Opener::Person => TOUCHED,
    };
    on!(tx, |c| query(statement).bind(id.0).bind(now.0).execute(c).await.map(drop))?;
    Ok(())
}

/// Withdraws every live link of these users.
///
/// # Errors
/// When the database fails.
pub async fn revoke_all(tx: &mut Tx, users: &[UserId], now: Timestamp) -> Result<(), StoreError> {
    let sql = revoked(tx.engine(), users, now);
    execute(tx, &sql).await
}

fn revoked(engine: Engine, users: &[UserId], now: Timestamp) -> Sql {
    let mut sql = Sql::of_many(engine, "UPDATE links SET revoked_at = ");
    sql.bind(now.0).add(" WHERE consumed_at IS NULL AND revoked_at IS NULL AND COALESCE(expires_at, give_up_at) > ").bind(now.0);
    sql.add(" AND user_id IN (").bind_all(users.iter().map(|user| user.0)).add(")");
    sql
}

/// How many live links a user has (at most one, but for a race that the next send ends).
///
/// # Errors
/// When the database fails.
pub async fn count_live(tx: &mut Tx, user: UserId, now: Timestamp) -> Result<i64, StoreError> {
    Ok(on!(tx, |c| query_scalar(COUNT_LIVE).bind(user.0).bind(now.0).fetch_one(c).await)?)
}
