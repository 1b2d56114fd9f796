//! Links and passwords that ended unused: each is told once, as an event, however many processes look.

use super::Desk;
use crate::store::{
    StoreError, Tx, dialect,
    events::{Event, NewEvent},
    expiry::{self, Ended, Given},
};
use app::model::Timestamp;

/// How many are told in one transaction.
const BATCH: i64 = 100;

impl Desk {
    /// Tells of some that ended, and ends what nobody approved in time; answers whether there may be more. Called by a job.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tell_expired(&self) -> anyhow::Result<bool> {
        let mut is_more = self.expire_approvals().await?;
        for given in Given::ALL {
            is_more |= self.tell_ended(given).await?;
        }
        Ok(is_more)
    }

    async fn tell_ended(&self, given: Given) -> Result<bool, StoreError> {
        let now = self.now();
        let mut ended = expiry::untold(&mut self.db.read().await?, given, now, BATCH).await?;
        if ended.is_empty() {
            return Ok(false);
        }
        let is_full = i64::try_from(ended.len()).is_ok_and(|read| read == BATCH);
        // By user, as everywhere where several are locked: nobody waits for whoever waits for them.
        ended.sort_by_key(|one| one.user);
        let mut tx = self.db.write().await?;
        for one in &ended {
            self.tell_one(&mut tx, given, one, now).await?;
        }
        tx.commit().await?;
        Ok(is_full)
    }

    async fn tell_one(&self, tx: &mut Tx, given: Given, ended: &Ended, now: Timestamp) -> Result<(), StoreError> {
        dialect::lock_user(tx, ended.user).await?;
        if !expiry::tell(tx, given, ended.id, now).await? {
            return Ok(());
        }
        let event = match given {
            Given::Link => Event::LinkExpired,
            Given::NewPassword => Event::NewPasswordExpired,
            Given::Temporary => Event::TemporaryPasswordExpired,
        };
        let new = NewEvent { event: &event, actor: ended.by.as_deref(), causes: &ended.causes, at: ended.at };
        self.record_event(tx, &new, &[ended.user]).await.map(drop)
    }
}
