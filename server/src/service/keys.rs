//! The secret key is rotated: what lies sealed is sealed anew with the newest, before older ones are removed.

use super::{Desk, Fault, did, sealed_for};
use crate::store::{audit::Outcome, sealed};
use app::{
    api::{ApiError, Caller},
    model::{MessageId, Permission},
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
        let mut last = MessageId(Uuid::nil());
        loop {
            let mut tx = self.db.write().await?;
            let part = sealed::after(&mut tx, last, AT_ONCE).await?;
            for one in part.iter().filter(|one| !self.sealer.is_newest(&one.sealed)) {
                let purpose = sealed_for(one.message);
                let Some(secret) = self.sealer.open(&purpose, &one.sealed) else {
                    found.lost += 1;
                    continue;
                };
                found.older += 1;
                if anew {
                    sealed::replace(&mut tx, one, &self.sealer.seal(&purpose, &secret)?).await?;
                }
            }
            if let Some(end) = part.last() {
                last = end.message;
                tx.commit().await?;
                continue;
            }
            if anew {
                let mut line = did(caller, "database.resealed", Outcome::Done);
                line.detail = serde_json::json!({ "secrets": found.older });
                self.audit(&mut tx, line).await?;
                tx.commit().await?;
            }
            return Ok(found);
        }
    }
}
