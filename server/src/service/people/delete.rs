//! Deleting a user. Messages lose their address and keep their line; the audit trail keeps everything. Ledgers, and what waits to
//! be sent, know users by id alone.

use super::{known_user, refused, subject, whom};
use crate::{
    service::{Desk, Fault, acted, approvals::Deed},
    store::{audit::Outcome, outbox, users},
};
use app::{
    api::{ApiError, Caller, Problem},
    model::{DeletePrompt, UserId},
    rules::{names, reset::may_delete},
};

impl Desk {
    pub(super) async fn before_deleting(&self, caller: &Caller, id: UserId) -> Result<DeletePrompt, Fault> {
        let mut tx = self.db.read().await?;
        let user = known_user(&mut tx, id).await?;
        may_delete(caller.role, subject(&mut tx, caller, &user).await?).map_err(refused)?;
        Ok(DeletePrompt {
            user: id,
            open: self.open_access(&mut tx, &user).await?,
            api: self.api_use(&mut tx, caller, &user).await?,
            display_name: user.display_name,
            user_name: user.user_name,
        })
    }

    pub(super) async fn delete(&self, caller: &Caller, id: UserId, typed: &str) -> Result<(), Fault> {
        const ACTION: &str = "user.deleted";
        let (mut tx, user) = self.begin_change(id).await?;
        let verdict = may_delete(caller.role, subject(&mut tx, caller, &user).await?);
        tx = self.permit_on(tx, caller, ACTION, &user, verdict).await?;
        if names::key(typed) != names::key(&user.user_name) {
            return Err(ApiError::field("typed", Problem::NotConfirmed(user.user_name)).into());
        }
        // An administrator is switched off first, which a second one may have to approve.
        tx = self.second(tx, caller, &user, &Deed::Deactivate).await?;
        outbox::forget_user(&mut tx, id, self.now()).await?;
        users::delete(&mut tx, id).await?;
        let mut line = acted(caller, ACTION, Outcome::Done, whom(&user));
        line.detail = serde_json::json!({ "user_name": user.user_name });
        self.audit(&mut tx, line).await?;
        tx.commit().await?;
        Ok(())
    }
}
