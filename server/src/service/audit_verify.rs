//! The audit trail is checked: every seal, every head, no position left out. In parts, all of one moment, so that a million lines cost
//! little memory and nobody who writes has to wait.

use super::{
    Desk, Fault,
    audit_chain::{beginning, is_signed, sealed},
    did,
    moments::machine,
};
use crate::{
    security::{from_hex, hex},
    store::{
        StoreError, Tx,
        audit::Outcome,
        seals::{self, Head, Line, Place},
    },
};
use anyhow::Context;
use app::{
    api::{ApiError, Caller},
    model::{AuditId, HeadKind, Permission, Span, Timestamp},
};
use serde::{Deserialize, Serialize};

/// How many lines are read at once.
const AT_ONCE: i64 = 5_000;
/// So many flaws are told one by one.
const TOLD: usize = 100;

/// What is checked.
#[derive(Clone, Debug)]
pub struct Verify {
    /// Heads that were kept elsewhere, with which the chain is compared.
    pub kept: Vec<Head>,
    /// Whether it is enough to begin at the furthest of them.
    pub from_kept: bool,
    /// Public keys that count beside those of the key file: of a key that was lost.
    pub keys: Vec<Vec<u8>>,
    /// How long a line may wait to be sealed.
    pub patience: Span,
}

/// A head as it is taken elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptHead {
    position: i64,
    kind: HeadKind,
    seal: String,
    at: String,
    /// When, exactly: what is signed.
    microseconds: i64,
    public_key: String,
    signature: String,
}

/// All heads, to be kept elsewhere.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct HeadFile {
    heads: Vec<KeptHead>,
}

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Flaw {
    /// Lines are not there.
    Missing,
    /// A line is not what was sealed.
    Changed,
    /// A line claims to be sealed and is not in the chain.
    Astray,
    /// The chain ends before a head.
    EndsEarly,
    /// A head has another seal than its line.
    HeadDiffers,
    /// A head's signature is none.
    HeadUnsigned,
    /// A head is signed with a key that is not Latchkey's.
    HeadForeign,
    /// A head that was kept elsewhere has another seal than its line.
    KeptDiffers,
    /// The signature of a head that was kept elsewhere is none.
    KeptUnsigned,
    /// A line has not been sealed for too long.
    Unsealed,
}

/// Where something is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Broken {
    /// What.
    pub what: Flaw,
    /// At which position, or from which on.
    pub position: Option<i64>,
    /// Up to which position lines are missing.
    pub upto: Option<i64>,
    /// Which line.
    pub line: Option<AuditId>,
    /// When the line was recorded, or the head signed.
    pub at: Option<String>,
}

/// What came of checking.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TrailChecked {
    /// Behind which position it began.
    pub after: i64,
    /// At which it ended.
    pub end: i64,
    /// Up to which the lines were deleted because they were old.
    pub cut: Option<i64>,
    /// How many lines were checked.
    pub lines: i64,
    /// How many heads.
    pub heads: i64,
    /// With how many of the heads that were kept elsewhere the chain agrees.
    pub agrees: i64,
    /// How many lines are not sealed yet.
    pub unsealed: i64,
    /// When the eldest of these was recorded.
    pub unsealed_since: Option<String>,
    /// How much is wrong.
    pub flaws: i64,
    /// The first of that.
    pub broken: Vec<Broken>,
}

impl Desk {
    /// Checks the audit trail, and notes there that it was checked.
    ///
    /// # Errors
    /// When the caller may not see the trail, or the database fails; not when something is wrong with the trail.
    pub async fn verify_trail(&self, caller: &Caller, asked: &Verify) -> Result<TrailChecked, ApiError> {
        self.walk_trail(caller, asked).await.map_err(|fault| self.report(fault))
    }

    async fn walk_trail(&self, caller: &Caller, asked: &Verify) -> Result<TrailChecked, Fault> {
        caller.require(Permission::ViewAudit)?;
        let keys = [self.sealer.public_keys()?, asked.keys.clone()].concat();
        let checked = Walk::new(self.db.read().await?, keys).walk(asked, self.now()).await?;
        let outcome = if checked.is_whole() { Outcome::Done } else { Outcome::Failed };
        let mut line = did(caller, "audit.verified", outcome);
        line.detail = serde_json::json!({ "lines": checked.lines, "end": checked.end, "flaws": checked.flaws });
        let mut tx = self.db.write().await?;
        self.audit(&mut tx, line).await?;
        tx.commit().await?;
        Ok(checked)
    }

    /// The signed heads, to be kept where those who can write to the database cannot.
    ///
    /// # Errors
    /// When the caller may not see the trail, or the database fails.
    pub async fn audit_heads(&self, caller: &Caller) -> Result<HeadFile, ApiError> {
        caller.require(Permission::ViewAudit)?;
        let read = async {
            let heads = seals::heads(&mut self.db.read().await?, 0, i64::MAX).await?;
            Ok(HeadFile { heads: heads.iter().map(KeptHead::of).collect() })
        };
        read.await.map_err(|fault: Fault| self.report(fault))
    }
}

impl KeptHead {
    fn of(head: &Head) -> Self {
        Self {
            position: head.place.position,
            kind: head.kind,
            seal: hex(&head.place.seal),
            at: machine(head.at),
            microseconds: head.at.0,
            public_key: hex(&head.public_key),
            signature: hex(&head.signature),
        }
    }

    fn head(&self) -> Option<Head> {
        Some(Head {
            place: Place { position: self.position, seal: from_hex(&self.seal)? },
            kind: self.kind,
            at: Timestamp(self.microseconds),
            public_key: from_hex(&self.public_key)?,
            signature: from_hex(&self.signature)?,
        })
    }
}

impl HeadFile {
    /// For people: what they say of which position, when, and the seal there.
    #[must_use]
    pub fn rows(&self) -> Vec<Vec<String>> {
        let row = |head: &KeptHead| vec![head.kind.to_string(), head.position.to_string(), head.at.clone(), head.seal.clone()];
        self.heads.iter().map(row).collect()
    }

    /// The heads.
    ///
    /// # Errors
    /// When something in there is not in hexadecimal.
    pub fn heads(&self) -> anyhow::Result<Vec<Head>> {
        let heads: Option<Vec<Head>> = self.heads.iter().map(KeptHead::head).collect();
        heads.context("seal, public_key and signature of a head must be hexadecimal")
    }
}

impl Flaw {
    /// In words.
    #[must_use]
    pub const fn says(self) -> &'static str {
        match self {
            Self::Missing => "lines are missing",
            Self::Changed => "this line, its seal, or the seal before it was changed",
            Self::Astray => "this line claims to be sealed and has no place in the chain: somebody added it",
            Self::EndsEarly => {
                "a signed head is further than the chain: lines were taken from its end, or the database is an older copy"
            }
            Self::HeadDiffers => "the signed head has another seal than the line",
            Self::HeadUnsigned => "the head's signature is not one",
            Self::HeadForeign => "the head is signed with a key that is not in the secret key file",
            Self::KeptDiffers => "the head that was kept elsewhere has another seal than the line",
            Self::KeptUnsigned => "the signature of the head that was kept elsewhere is not one",
            Self::Unsealed => "the line waits to be sealed for too long: does a process with workers run?",
        }
    }
}

impl TrailChecked {
    /// Whether nothing is wrong.
    #[must_use]
    pub const fn is_whole(&self) -> bool {
        self.flaws == 0
    }

    fn add(&mut self, broken: Broken) {
        self.flaws += 1;
        if self.broken.len() < TOLD {
            self.broken.push(broken);
        }
    }

    fn add_head(&mut self, what: Flaw, head: &Head) {
        let at = Some(machine(head.at));
        self.add(Broken { what, position: Some(head.place.position), upto: None, line: None, at });
    }

    fn add_line(&mut self, what: Flaw, line: &Line) {
        let at = Some(machine(Timestamp(line.at)));
        self.add(Broken { what, position: line.position, upto: None, line: Some(line.id()), at });
    }
}

/// A walk along the chain.
struct Walk {
    tx: Tx,
    /// Whose signatures count.
    keys: Vec<Vec<u8>>,
    /// How far it is.
    here: i64,
    /// The seal there; unknown behind a gap.
    seal: Option<Vec<u8>>,
    checked: TrailChecked,
}

impl Walk {
    fn new(tx: Tx, keys: Vec<Vec<u8>>) -> Self {
        Self { tx, keys, here: 0, seal: None, checked: TrailChecked::default() }
    }

    async fn walk(mut self, asked: &Verify, now: Timestamp) -> Result<TrailChecked, StoreError> {
        self.begin(asked).await?;
        loop {
            let lines = seals::after(&mut self.tx, self.here, AT_ONCE).await?;
            let Some(end) = lines.last().and_then(|line| line.position) else { break };
            let heads = seals::heads(&mut self.tx, self.here, end).await?;
            for line in &lines {
                self.look_at(line);
            }
            for head in &heads {
                self.compare(head, &lines);
            }
        }
        for head in seals::heads(&mut self.tx, self.here, i64::MAX).await? {
            if self.is_ours(&head) {
                self.checked.add_head(Flaw::EndsEarly, &head);
            }
        }
        self.look_beside_the_chain().await?;
        self.look_at_unsealed(now, asked.patience).await?;
        self.checked.end = self.here;
        Ok(self.checked)
    }

    /// Begins behind the lines that were deleted, or at the furthest head that was kept elsewhere.
    async fn begin(&mut self, asked: &Verify) -> Result<(), StoreError> {
        let cut = seals::last_cut(&mut self.tx).await?;
        if let Some(cut) = &cut {
            self.is_ours(cut);
            self.checked.cut = Some(cut.place.position);
        }
        let front = cut.map_or_else(beginning, |cut| cut.place);
        let furthest = self.compare_kept(&asked.kept, &front).await?;
        let start = furthest.filter(|_| asked.from_kept).unwrap_or(front);
        self.checked.after = start.position;
        (self.here, self.seal) = (start.position, Some(start.seal));
        Ok(())
    }

    /// Compares with the heads that were kept elsewhere; answers the furthest with which the chain agrees. Of what was deleted since
    /// nothing can be said.
    async fn compare_kept(&mut self, kept: &[Head], front: &Place) -> Result<Option<Place>, StoreError> {
        let mut furthest: Option<Place> = None;
        for head in kept.iter().filter(|head| head.place.position >= front.position) {
            if !is_signed(head) {
                self.checked.add_head(Flaw::KeptUnsigned, head);
                continue;
            }
            let seal = if head.place.position == front.position {
                Some(front.seal.clone())
            } else {
                seals::seal_at(&mut self.tx, head.place.position).await?
            };
            match seal {
                None => self.checked.add_head(Flaw::EndsEarly, head),
                Some(seal) if seal != head.place.seal => self.checked.add_head(Flaw::KeptDiffers, head),
                Some(_) => {
                    self.checked.agrees += 1;
                    let is_further = furthest.as_ref().is_none_or(|furthest| furthest.position < head.place.position);
                    furthest = if is_further { Some(head.place.clone()) } else { furthest };
                }
            }
        }
        Ok(furthest)
    }

    fn look_at(&mut self, line: &Line) {
        let (next, position) = (self.here.saturating_add(1), line.position.unwrap_or_default());
        if position != next {
            let upto = Some(position.saturating_sub(1));
            self.checked.add(Broken { what: Flaw::Missing, position: Some(next), upto, line: None, at: None });
            self.seal = None;
        }
        if let Some(seal) = self.seal.take() {
            let expected = sealed(&Place { position: self.here, seal }, line);
            if line.seal.as_deref() != Some(expected.seal.as_slice()) {
                self.checked.add_line(Flaw::Changed, line);
            }
        } else if line.seal.is_none() {
            self.checked.add_line(Flaw::Changed, line);
        }
        self.checked.lines += 1;
        (self.here, self.seal) = (position, line.seal.clone());
    }

    /// Compares a head with its line among these. Where it is missing, that was told.
    fn compare(&mut self, head: &Head, lines: &[Line]) {
        if !self.is_ours(head) {
            return;
        }
        let line = lines.binary_search_by_key(&Some(head.place.position), |line| line.position);
        let Some(line) = line.ok().and_then(|index| lines.get(index)) else { return };
        if line.seal.as_ref() != Some(&head.place.seal) {
            self.checked.add_line(Flaw::HeadDiffers, line);
        }
    }

    /// Whether a head is signed with a key that counts.
    fn is_ours(&mut self, head: &Head) -> bool {
        self.checked.heads += 1;
        let flaw = if !self.keys.contains(&head.public_key) {
            Flaw::HeadForeign
        } else if !is_signed(head) {
            Flaw::HeadUnsigned
        } else {
            return true;
        };
        self.checked.add_head(flaw, head);
        false
    }

    async fn look_beside_the_chain(&mut self) -> Result<(), StoreError> {
        let front = self.checked.cut.unwrap_or_default();
        for line in seals::astray(&mut self.tx, front, AT_ONCE).await? {
            self.checked.add_line(Flaw::Astray, &line);
        }
        Ok(())
    }

    async fn look_at_unsealed(&mut self, now: Timestamp, patience: Span) -> Result<(), StoreError> {
        self.checked.unsealed = seals::count_unsealed(&mut self.tx).await?;
        let Some(eldest) = seals::unsealed(&mut self.tx, 1).await?.pop() else { return Ok(()) };
        self.checked.unsealed_since = Some(machine(Timestamp(eldest.at)));
        if now - Timestamp(eldest.at) > patience {
            self.checked.add_line(Flaw::Unsealed, &eldest);
        }
        Ok(())
    }
}
