//! A database that was brought back from a backup. What waited when the backup was made may have been done afterwards, so nothing
//! is done again by itself: it stands still until its operator lets it go on, and mails from before go out only when told to.

use super::{Desk, Fault, acted, did, handled::Handled};
use crate::store::{StoreError, Tx, audit::Outcome, restored, settings};
use app::{
    api::{ApiError, Caller},
    model::{MessageId, Permission, Restored, Timestamp},
};
use serde::{Deserialize, Serialize};

/// Where it is noted that everything stands still.
const KEY: &str = "restored";
const RESUMED: &str = "database.resumed";
const RELEASED: &str = "message.released";

/// Since when.
#[derive(Debug, Serialize, Deserialize)]
struct Paused {
    since: Timestamp,
}

impl Desk {
    /// Stops everything that a database from a backup would do once more, before anybody serves it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn settle_restored(&self, caller: &Caller) -> anyhow::Result<()> {
        let now = self.now();
        let mut tx = self.db.write().await?;
        settings::set(&mut tx, KEY, &Paused { since: now }, now).await?;
        restored::settle(&mut tx, now).await?;
        self.audit(&mut tx, did(caller, "database.restored", Outcome::Done)).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Whether mails, automations, jobs for many and web addresses wait until somebody lets them go on.
    pub(crate) async fn is_paused(&self, tx: &mut Tx) -> Result<bool, StoreError> {
        let paused: Option<Paused> = settings::get(tx, KEY).await?;
        Ok(paused.is_some())
    }

    /// Lets everything go on; answers how many mails are held still.
    ///
    /// # Errors
    /// When the caller may not change settings.
    pub async fn resume(&self, caller: &Caller) -> Result<i64, ApiError> {
        self.go_on(caller).await.map_err(|fault| self.report(fault))
    }

    /// Lets the mails go that are held: this one, or all; answers how many.
    ///
    /// # Errors
    /// When the caller may not.
    pub async fn release_mails(&self, caller: &Caller, message: Option<MessageId>) -> Result<i64, ApiError> {
        let released = match message {
            Some(message) => self.release_one(caller, message).await,
            None => self.release_all(caller).await,
        };
        released.map_err(|fault| self.report(fault))
    }

    async fn go_on(&self, caller: &Caller) -> Result<i64, Fault> {
        self.permit(caller, Permission::ChangeSettings, RESUMED).await?;
        let mut tx = self.db.write().await?;
        let held = restored::standing(&mut tx, KEY).await?.held;
        if settings::remove(&mut tx, KEY).await? {
            self.audit(&mut tx, did(caller, RESUMED, Outcome::Done)).await?;
            tx.commit().await?;
            self.mail_waits.notify_one();
            self.call_waits.notify_one();
        }
        Ok(held)
    }

    /// What may be cancelled may be let go as well.
    async fn release_one(&self, caller: &Caller, id: MessageId) -> Result<i64, Fault> {
        let mut tx = self.db.write().await?;
        let handled = Handled::lock(&mut tx, id).await?;
        handled.may_cancel(caller)?;
        if !restored::release(&mut tx, id, self.now()).await? {
            return Ok(0);
        }
        let mut line = match &handled.user {
            Some(user) => acted(caller, RELEASED, Outcome::Done, (user.id, &user.display_name)),
            None => did(caller, RELEASED, Outcome::Done),
        };
        line.detail = serde_json::json!({ "message": id, "template": handled.message.template });
        self.audit(&mut tx, line).await?;
        tx.commit().await?;
        self.mail_waits.notify_one();
        Ok(1)
    }

    async fn release_all(&self, caller: &Caller) -> Result<i64, Fault> {
        self.permit(caller, Permission::ChangeSettings, RELEASED).await?;
        let mut tx = self.db.write().await?;
        let released = i64::try_from(restored::release_all(&mut tx, self.now()).await?).unwrap_or(i64::MAX);
        if released > 0 {
            let mut line = did(caller, RELEASED, Outcome::Done);
            line.detail = serde_json::json!({ "messages": released });
            self.audit(&mut tx, line).await?;
            tx.commit().await?;
            self.mail_waits.notify_one();
        }
        Ok(released)
    }

    /// How a database from a backup stands, for whoever can let it go on.
    pub(super) async fn restored_for(&self, caller: &Caller) -> Result<Option<Restored>, Fault> {
        if !caller.role.allows(Permission::ChangeSettings) {
            return Ok(None);
        }
        let restored = restored::standing(&mut self.db.ask().await?, KEY).await?;
        Ok((restored.is_paused || restored.held > 0).then_some(restored))
    }
}
