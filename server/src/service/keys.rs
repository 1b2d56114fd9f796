//! The secret key is rotated: what lies sealed is sealed anew with the newest, and heads of the audit trail are signed anew, before
//! older ones are removed.

use super::{
    Desk, Fault,
    audit_chain::{is_signed, signed},
    did, sealed_for,
    second_factor::totp_purpose,
};
use crate::store::{Tx, audit::Outcome, factors, sealed, seals};
use anyhow::Context;
use app::{
    api::{ApiError, Caller},
    model::{MessageId, Permission, UserId},
};
use serde::Serialize;
use uuid::Uuid;

/// How many secrets are sealed anew in one transaction.
const AT_ONCE: i64 = 200;

/// What lies sealed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Resealed {
    /// Secrets that were under an older key.
    pub older: i64,
    /// Secrets whose key is gone.
    pub lost: i64,
    /// Heads of the audit trail that were signed with an older key.
    pub heads: i64,
}

impl Desk {
    /// Seals with the newest key whatever lies under an older one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn reseal(&self, caller: &Caller) -> Result<Resealed, ApiError> {
        self.walk_seals(caller, true).await.map_err(|fault| self.report(fault))
    }

    /// How much lies under an older key.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn older_seals(&self, caller: &Caller) -> Result<Resealed, ApiError> {
        self.walk_seals(caller, false).await.map_err(|fault| self.report(fault))
    }

    /// Notes that older keys were removed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note_pruned(&self, caller: &Caller, removed: usize) -> Result<(), ApiError> {
        let noted = async {
            let mut tx = self.db.write().await?;
            let mut line = did(caller, "database.keys-pruned", Outcome::Done);
            line.detail = serde_json::json!({ "keys": removed });
            self.audit(&mut tx, line).await?;
            tx.commit().await?;
            Ok(())
        };
        noted.await.map_err(|fault: Fault| self.report(fault))
    }

    async fn walk_seals(&self, caller: &Caller, anew: bool) -> Result<Resealed, Fault> {
        caller.require(Permission::ChangeSettings)?;
        let mut found = Resealed::default();
        self.walk_messages(anew, &mut found).await?;
        self.walk_apps(anew, &mut found).await?;
        let mut tx = self.db.write().await?;
        found.heads = self.walk_heads(&mut tx, anew).await?;
        if anew {
            let mut line = did(caller, "database.resealed", Outcome::Done);
            line.detail = serde_json::json!({ "secrets": found.older, "heads": found.heads });
            self.audit(&mut tx, line).await?;
            tx.commit().await?;
        }
        Ok(found)
    }

    /// Temporary passwords that wait to be mailed.
    async fn walk_messages(&self, anew: bool, found: &mut Resealed) -> Result<(), Fault> {
        let mut last = MessageId(Uuid::nil());
        loop {
            let mut tx = self.db.write().await?;
            let part = sealed::after(&mut tx, last, AT_ONCE).await?;
            for one in &part {
                if let Some(new) = self.judge_seal(&sealed_for(one.message), &one.sealed, anew, found)? {
                    sealed::replace(&mut tx, one, &new).await?;
                }
            }
            tx.commit().await?;
            let Some(end) = part.last() else { return Ok(()) };
            last = end.message;
        }
    }

    /// The secrets of authenticator apps.
    async fn walk_apps(&self, anew: bool, found: &mut Resealed) -> Result<(), Fault> {
        let mut last = UserId(Uuid::nil());
        loop {
            let mut tx = self.db.write().await?;
            let part = factors::after(&mut tx, last, AT_ONCE).await?;
            for one in &part {
                if let Some(new) = self.judge_seal(&totp_purpose(one.user), &one.sealed, anew, found)? {
                    factors::replace(&mut tx, one, &new).await?;
                }
            }
            tx.commit().await?;
            let Some(end) = part.last() else { return Ok(()) };
            last = end.user;
        }
    }

    /// Counts what is under an older key; answers it sealed anew, where that is asked for.
    fn judge_seal(&self, purpose: &str, sealed: &[u8], anew: bool, found: &mut Resealed) -> Result<Option<Vec<u8>>, Fault> {
        if self.sealer.is_newest(sealed) {
            return Ok(None);
        }
        let Some(secret) = self.sealer.open(purpose, sealed) else {
            found.lost += 1;
            return Ok(None);
        };
        found.older += 1;
        if anew { Ok(Some(self.sealer.seal(purpose, &secret)?)) } else { Ok(None) }
    }

    /// Counts the heads that an older key of ours signed, and signs them with the newest where that is wanted. What another key
    /// signed is left for whoever verifies the trail.
    async fn walk_heads(&self, tx: &mut Tx, anew: bool) -> Result<i64, Fault> {
        let keys = self.sealer.public_keys()?;
        let (newest, older) = keys.split_first().context("there is no key")?;
        let mut found = 0;
        for head in seals::heads(tx, 0, i64::MAX).await? {
            if head.public_key == *newest || !older.contains(&head.public_key) || !is_signed(&head) {
                continue;
            }
            found += 1;
            if anew {
                seals::sign_anew(tx, &signed(&self.sealer, head.place, head.kind, head.at)?).await?;
            }
        }
        Ok(found)
    }
}
