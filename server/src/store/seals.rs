//! The chain over the audit trail: lines that are not sealed yet, sealed ones in their order, and the signed heads.
//!
//! A line's position is the order in which it was sealed and not that of its id: transactions commit late, and clocks differ. Lines are
//! added without a position, so none ever comes to stand before one that is sealed already.

use super::{StoreError, Tx, parse};
use app::model::{AuditId, HeadKind, Outcome, Timestamp};
use sqlx::{FromRow, query, query_as, query_scalar};
use uuid::Uuid;

/// Every column: what is not sealed could be changed unnoticed.
macro_rules! lines {
    ($which:literal) => {
        concat!(
            "SELECT id, at, action, outcome, actor_id, actor_name, actor_key, target_id, target_name, target_key, address, detail, \
             position, seal FROM audit WHERE ",
            $which
        )
    };
}

macro_rules! heads {
    ($which:literal) => {
        concat!("SELECT position, kind, seal, at, public_key, signature FROM audit_heads ", $which)
    };
}

const UNSEALED: &str = lines!("seal IS NULL ORDER BY id LIMIT $1");
const AFTER: &str = lines!("position > $1 ORDER BY position LIMIT $2");
/// Neither a walk along the chain meets these nor does whoever seals.
const ASTRAY: &str = lines!("(position <= $1 OR (position IS NULL AND seal IS NOT NULL)) ORDER BY id LIMIT $2");
/// Of two that seal the same line, the second changes nothing.
const SEAL: &str = "UPDATE audit SET position = $2, seal = $3 WHERE id = $1 AND seal IS NULL";
const LAST: &str = "SELECT position, seal, at FROM audit WHERE position IS NOT NULL ORDER BY position DESC LIMIT 1";
const SEAL_AT: &str = "SELECT seal FROM audit WHERE position = $1 AND seal IS NOT NULL";
const ELDEST_UNSEALED: &str = "SELECT at FROM audit WHERE seal IS NULL ORDER BY id LIMIT 1";
const COUNT_UNSEALED: &str = "SELECT COUNT(*) AS number FROM audit WHERE seal IS NULL";
const ADD_HEAD: &str =
    "INSERT INTO audit_heads (position, kind, seal, at, public_key, signature) VALUES ($1, $2, $3, $4, $5, $6)";
const HEADS: &str = heads!("WHERE position > $1 AND position <= $2 ORDER BY position, kind");
const LAST_HEAD: &str = heads!("ORDER BY position DESC, kind DESC LIMIT 1");
const LAST_CUT: &str = heads!("WHERE kind = 'cut' ORDER BY position DESC LIMIT 1");
const LAST_CHECK: &str = "SELECT outcome, at FROM audit WHERE action = 'audit.verified' ORDER BY id DESC LIMIT 1";
/// The cut itself stays.
const FORGET_HEADS: &str = "DELETE FROM audit_heads WHERE position < $1 OR position = $1 AND kind = 'head'";
const SIGN_ANEW: &str = "UPDATE audit_heads SET public_key = $3, signature = $4 WHERE position = $1 AND kind = $2";

statements!(
    UNSEALED,
    AFTER,
    ASTRAY,
    SEAL,
    LAST,
    SEAL_AT,
    ELDEST_UNSEALED,
    COUNT_UNSEALED,
    ADD_HEAD,
    HEADS,
    LAST_HEAD,
    LAST_CUT,
    LAST_CHECK,
    FORGET_HEADS,
    SIGN_ANEW
);

/// A line of the trail as it lies in the database.
#[derive(Clone, Debug, Default, FromRow)]
pub struct Line {
    /// Its id.
    pub id: Uuid,
    /// When.
    pub at: i64,
    /// What.
    pub action: String,
    /// How it ended.
    pub outcome: String,
    /// Who.
    pub actor_id: Option<Uuid>,
    /// By the name they had.
    pub actor_name: Option<String>,
    /// By which they are found.
    pub actor_key: Option<String>,
    /// To whom.
    pub target_id: Option<Uuid>,
    /// By the name they had.
    pub target_name: Option<String>,
    /// By which they are found.
    pub target_key: Option<String>,
    /// The client's address.
    pub address: Option<String>,
    /// More, as JSON.
    pub detail: String,
    /// Its place in the chain.
    pub position: Option<i64>,
    /// The hash over it and the seal before it.
    pub seal: Option<Vec<u8>>,
}

/// A place in the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Which; 0 before the first line.
    pub position: i64,
    /// The seal there.
    pub seal: Vec<u8>,
}

/// A place in the chain, signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Where.
    pub place: Place,
    /// What it says.
    pub kind: HeadKind,
    /// When it was signed.
    pub at: Timestamp,
    /// The key under which the signature can be checked.
    pub public_key: Vec<u8>,
    /// The signature.
    pub signature: Vec<u8>,
}

#[derive(FromRow)]
struct HeadRow {
    position: i64,
    kind: String,
    seal: Vec<u8>,
    at: i64,
    public_key: Vec<u8>,
    signature: Vec<u8>,
}

impl TryFrom<HeadRow> for Head {
    type Error = StoreError;

    fn try_from(row: HeadRow) -> Result<Self, StoreError> {
        let HeadRow { position, kind, seal, at, public_key, signature } = row;
        let kind = parse(&kind, "audit_heads.kind")?;
        Ok(Self { place: Place { position, seal }, kind, at: Timestamp(at), public_key, signature })
    }
}

/// Lines that are not sealed yet, the eldest first, at most `most`.
///
/// # Errors
/// When the database fails.
pub async fn unsealed(tx: &mut Tx, most: i64) -> Result<Vec<Line>, StoreError> {
    Ok(on!(tx, |c| query_as(UNSEALED).bind(most).fetch_all(c).await)?)
}

/// The sealed lines behind a position, in their order, at most `most`.
///
/// # Errors
/// When the database fails.
pub async fn after(tx: &mut Tx, position: i64, most: i64) -> Result<Vec<Line>, StoreError> {
    Ok(on!(tx, |c| query_as(AFTER).bind(position).bind(most).fetch_all(c).await)?)
}

/// Lines that claim to be sealed and are not behind the front of the chain, at most `most`.
///
/// # Errors
/// When the database fails.
pub async fn astray(tx: &mut Tx, front: i64, most: i64) -> Result<Vec<Line>, StoreError> {
    Ok(on!(tx, |c| query_as(ASTRAY).bind(front).bind(most).fetch_all(c).await)?)
}

/// Seals a line; answers whether it was not sealed yet.
///
/// # Errors
/// When the database fails.
pub async fn seal(tx: &mut Tx, line: Uuid, place: &Place) -> Result<bool, StoreError> {
    let seal = place.seal.as_slice();
    let done =
        on!(tx, |c| query(SEAL).bind(line).bind(place.position).bind(seal).execute(c).await.map(|done| done.rows_affected()))?;
    Ok(done == 1)
}

/// The last sealed line, and when what it tells happened.
///
/// # Errors
/// When the database fails.
pub async fn last(tx: &mut Tx) -> Result<Option<(Place, Timestamp)>, StoreError> {
    let row: Option<(i64, Option<Vec<u8>>, i64)> = on!(tx, |c| query_as(LAST).fetch_optional(c).await)?;
    Ok(row.map(|(position, seal, at)| (Place { position, seal: seal.unwrap_or_default() }, Timestamp(at))))
}

/// The end of the chain, on which the next seal rests: the last line's, or that of the cut where no line is left.
///
/// # Errors
/// When the database fails.
pub async fn end(tx: &mut Tx) -> Result<Option<Place>, StoreError> {
    match last(tx).await? {
        Some((place, _)) => Ok(Some(place)),
        None => Ok(last_cut(tx).await?.map(|cut| cut.place)),
    }
}

/// The seal at a position, if there is a line.
///
/// # Errors
/// When the database fails.
pub async fn seal_at(tx: &mut Tx, position: i64) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(on!(tx, |c| query_scalar(SEAL_AT).bind(position).fetch_optional(c).await)?)
}

/// When the eldest line was recorded that is not sealed yet.
///
/// # Errors
/// When the database fails.
pub async fn eldest_unsealed(tx: &mut Tx) -> Result<Option<Timestamp>, StoreError> {
    let at: Option<i64> = on!(tx, |c| query_scalar(ELDEST_UNSEALED).fetch_optional(c).await)?;
    Ok(at.map(Timestamp))
}

/// How many lines are not sealed yet.
///
/// # Errors
/// When the database fails.
pub async fn count_unsealed(tx: &mut Tx) -> Result<i64, StoreError> {
    Ok(on!(tx, |c| query_scalar(COUNT_UNSEALED).fetch_one(c).await)?)
}

/// Adds a head.
///
/// # Errors
/// When the database fails.
pub async fn add_head(tx: &mut Tx, head: &Head) -> Result<(), StoreError> {
    on!(tx, |c| query(ADD_HEAD)
        .bind(head.place.position)
        .bind(head.kind.as_str())
        .bind(head.place.seal.as_slice())
        .bind(head.at.0)
        .bind(head.public_key.as_slice())
        .bind(head.signature.as_slice())
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// The heads behind a position and up to another one, in their order.
///
/// # Errors
/// When the database fails.
pub async fn heads(tx: &mut Tx, after: i64, upto: i64) -> Result<Vec<Head>, StoreError> {
    let rows: Vec<HeadRow> = on!(tx, |c| query_as(HEADS).bind(after).bind(upto).fetch_all(c).await)?;
    rows.into_iter().map(Head::try_from).collect()
}

/// The head that is furthest.
///
/// # Errors
/// When the database fails.
pub async fn last_head(tx: &mut Tx) -> Result<Option<Head>, StoreError> {
    let row: Option<HeadRow> = on!(tx, |c| query_as(LAST_HEAD).fetch_optional(c).await)?;
    row.map(Head::try_from).transpose()
}

/// How far the front of the chain was cut, if it was.
///
/// # Errors
/// When the database fails.
pub async fn last_cut(tx: &mut Tx) -> Result<Option<Head>, StoreError> {
    let row: Option<HeadRow> = on!(tx, |c| query_as(LAST_CUT).fetch_optional(c).await)?;
    row.map(Head::try_from).transpose()
}

/// How the last check of the trail ended, and when it was, if its line is there.
///
/// # Errors
/// When the database fails.
pub async fn last_check(tx: &mut Tx) -> Result<Option<(Outcome, Timestamp)>, StoreError> {
    let row: Option<(String, i64)> = on!(tx, |c| query_as(LAST_CHECK).fetch_optional(c).await)?;
    row.map(|(outcome, at)| Ok((parse(&outcome, "audit.outcome")?, Timestamp(at)))).transpose()
}

/// Deletes the heads whose lines a cut took away.
///
/// # Errors
/// When the database fails.
pub async fn forget_heads(tx: &mut Tx, cut: i64) -> Result<(), StoreError> {
    on!(tx, |c| query(FORGET_HEADS).bind(cut).execute(c).await.map(drop))?;
    Ok(())
}

/// Puts another key's signature under a head.
///
/// # Errors
/// When the database fails.
pub async fn sign_anew(tx: &mut Tx, head: &Head) -> Result<(), StoreError> {
    on!(tx, |c| query(SIGN_ANEW)
        .bind(head.place.position)
        .bind(head.kind.as_str())
        .bind(head.public_key.as_slice())
        .bind(head.signature.as_slice())
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

impl Line {
    /// Its id, as the trail's readers know it.
    #[must_use]
    pub const fn id(&self) -> AuditId {
        AuditId(self.id)
    }
}
