//! The audit trail is sealed: line by line into a chain of hashes, of which signed heads say how far it goes.
//!
//! A line is sealed when it is seen, within seconds, and its position is the order of that: ids are made before transactions commit, and
//! by several clocks, so their order could have room for a line between two that are sealed already. Until then a line is "not yet
//! sealed", and may be changed unnoticed by whoever writes to the database.

use super::{
    Desk, Fault,
    audit_chain::{beginning, sealed, signed},
    moments::Moments,
};
use crate::{
    security::hex,
    store::{
        StoreError, Tx,
        dialect::{self, Alone},
        retention,
        seals::{self, Head, Place},
    },
};
use anyhow::ensure;
use app::{
    api::Caller,
    model::{AuditChain, HeadKind, Permission, Span, Timestamp},
};

/// How many lines are sealed in one transaction.
const AT_ONCE: i64 = 500;
/// After so many lines a head is signed,
const LINES: i64 = 1_000;
/// and after so long where there were fewer.
const LONGEST: Span = Span::hours(1);

impl Desk {
    /// Seals a part of what is not sealed, and signs a head where one is due; answers whether there may be more.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn seal_trail(&self) -> anyhow::Result<bool> {
        if !self.is_sealing_due().await? {
            return Ok(false);
        }
        let mut tx = self.db.write().await?;
        dialect::alone(&mut tx, Alone::Sealing).await?;
        let mut end = seals::end(&mut tx).await?.unwrap_or_else(beginning);
        let lines = seals::unsealed(&mut tx, AT_ONCE).await?;
        for line in &lines {
            end = sealed(&end, line);
            ensure!(seals::seal(&mut tx, line.id, &end).await?, "a line of the audit trail was sealed by somebody else");
        }
        let last = seals::last_head(&mut tx).await?;
        if last.as_ref().is_some_and(|last| last.place.position > end.position) {
            tracing::error!(
                position = end.position,
                "the audit trail ends before its last signed head: run `latchkey audit verify`"
            );
        }
        let is_due = is_due(last.as_ref(), end.position, self.now());
        let head = if is_due { Some(self.add_head(&mut tx, end, HeadKind::Head).await?) } else { None };
        tx.commit().await?;
        if let Some(head) = &head {
            tell(head);
        }
        Ok(i64::try_from(lines.len()).unwrap_or(AT_ONCE) >= AT_ONCE)
    }

    /// Asked without keeping anybody from writing.
    async fn is_sealing_due(&self) -> Result<bool, StoreError> {
        let mut tx = self.db.read().await?;
        if seals::eldest_unsealed(&mut tx).await?.is_some() {
            return Ok(true);
        }
        let (end, head) = (seals::end(&mut tx).await?, seals::last_head(&mut tx).await?);
        Ok(is_due(head.as_ref(), end.map_or(0, |end| end.position), self.now()))
    }

    async fn add_head(&self, tx: &mut Tx, place: Place, kind: HeadKind) -> anyhow::Result<Head> {
        let head = signed(&self.sealer, place, kind, self.now())?;
        seals::add_head(tx, &head).await?;
        Ok(head)
    }

    /// Deletes lines of before then from the front of the chain, at most `most`; answers how many, and the signed place up to which
    /// they went: there the chain begins from now on. What is not sealed stays, and so does what was sealed behind a later line.
    pub(super) async fn cut_chain(&self, tx: &mut Tx, before: Timestamp, most: u32) -> anyhow::Result<(u64, Option<Head>)> {
        dialect::alone(tx, Alone::Sealing).await?;
        let Some(last) = retention::old_lines(tx, before, most).await? else { return Ok((0, None)) };
        let position = last.position;
        let cut = self.add_head(tx, last, HeadKind::Cut).await?;
        let deleted = retention::forget_lines(tx, position).await?;
        seals::forget_heads(tx, position).await?;
        Ok((deleted, Some(cut)))
    }

    pub(super) async fn read_chain(&self, caller: &Caller) -> Result<AuditChain, Fault> {
        caller.require(Permission::ViewAudit)?;
        let moments = Moments::of(self.now(), caller);
        let mut tx = self.db.read().await?;
        Ok(AuditChain {
            last: seals::last(&mut tx).await?.map(|(place, at)| (place.position, moments.moment(at))),
            unsealed_since: seals::eldest_unsealed(&mut tx).await?.map(|at| moments.moment(at)),
            head: seals::last_head(&mut tx).await?.map(|head| (head.place.position, moments.moment(head.at))),
            cut: seals::last_cut(&mut tx).await?.map(|cut| cut.place.position),
            checked: seals::last_check(&mut tx).await?.map(|(outcome, at)| (outcome, moments.moment(at))),
        })
    }

    /// When the eldest line was recorded that is not sealed yet.
    pub(crate) async fn unsealed_since(&self) -> Result<Option<Timestamp>, StoreError> {
        seals::eldest_unsealed(&mut self.db.read().await?).await
    }
}

/// Whether the chain has gone on far or long enough since the last head.
fn is_due(last: Option<&Head>, end: i64, now: Timestamp) -> bool {
    match last {
        None => end > 0,
        Some(last) => end > last.place.position && (end - last.place.position >= LINES || now - last.at >= LONGEST),
    }
}

/// A head is told to the log as well: there is a copy then that whoever writes to the database cannot reach.
pub(super) fn tell(head: &Head) {
    tracing::info!(
        kind = head.kind.as_str(),
        position = head.place.position,
        seal = hex(&head.place.seal),
        at = head.at.0,
        public_key = hex(&head.public_key),
        signature = hex(&head.signature),
        "audit trail sealed"
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_due_after_many_lines_or_an_hour_with_one() {
        let place = |position| Place { position, seal: Vec::new() };
        let head = |position| Head {
            place: place(position),
            kind: HeadKind::Head,
            at: Timestamp(0),
            public_key: Vec::new(),
            signature: Vec::new(),
        };
        let hour = Timestamp(0) + LONGEST;
        assert!(!is_due(None, 0, hour) && is_due(None, 1, Timestamp(0)));
        assert!(!is_due(Some(&head(5)), 5, hour) && is_due(Some(&head(5)), 6, hour));
        assert!(!is_due(Some(&head(5)), 6, Timestamp(0)) && is_due(Some(&head(5)), 5 + LINES, Timestamp(0)));
    }
}
