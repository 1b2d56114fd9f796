//! Secrets minted for what is mailed: their digests, and how long it lasts by them.

use super::{
    StoreError, Tx,
    dialect::Engine,
    sql::{Sql, execute, insert_rows, rows_specimen},
};
use crate::security::Digest;
use app::model::Timestamp;
use uuid::Uuid;

/// A secret, minted just now.
#[derive(Clone, Copy, Debug)]
pub struct Minted<Id> {
    /// For what.
    pub of: Id,
    /// Its digest.
    pub digest: Digest,
    /// Until when it works.
    pub expires_at: Timestamp,
}

/// Where the secrets of one sort are kept.
pub(super) struct Place {
    /// Adds them: digest, for what, when minted, until when.
    pub(super) insert: &'static str,
    /// Has what they are for last as long as the one that lasts longest, without the list of ids at its end. Never shorter than
    /// before, since another transaction may have added one that this one does not see.
    pub(super) extend: &'static str,
}

/// Adds secrets, minted now.
///
/// # Errors
/// When the database fails.
pub(super) async fn add(tx: &mut Tx, place: &Place, minted: &[Minted<Uuid>], now: Timestamp) -> Result<(), StoreError> {
    if minted.is_empty() {
        return Ok(());
    }
    insert_rows(tx, place.insert, minted, |sql, one| add_one(sql, one, now)).await?;
    let sql = extended(tx.engine(), place, minted);
    execute(tx, &sql).await
}

fn add_one(sql: &mut Sql, one: &Minted<Uuid>, now: Timestamp) {
    sql.add("(").bind(one.digest.as_bytes()).add(", ").bind(one.of).add(", ");
    sql.bind_all([now.0, one.expires_at.0]).add(")");
}

fn extended(engine: Engine, place: &Place, minted: &[Minted<Uuid>]) -> Sql {
    let mut sql = Sql::of_many(engine, place.extend);
    sql.bind_all(minted.iter().map(|one| one.of)).add(")");
    sql
}

/// The statements of a place in specimens for the contract test.
pub(super) fn specimens(engine: Engine, place: &Place) -> [String; 2] {
    let at = Timestamp(0);
    let one = Minted { of: Uuid::nil(), digest: Digest::of_unknown_name(""), expires_at: at };
    let added = rows_specimen(engine, place.insert, &one, |sql, one| add_one(sql, one, at));
    [added, extended(engine, place, &[one, one]).into_text()]
}
