//! Removing somebody's second factor, for those who have lost it. It opens no way in by itself, and makes one weaker: so it is asked
//! for with the own password, told to its owner, and an administrator's always waits for a second administrator; so does that of
//! somebody who was an active one lately.

use super::{
    Desk, Fault,
    approvals::Deed,
    people::{known_user, refused},
};
use app::{
    api::{ApiError, Caller, Problem},
    model::{FactorsPrompt, TypedPassword, UserId},
    rules::reset::may_remove_factors,
};

const REMOVED: &str = "second-factor.removed";

impl Desk {
    pub(super) async fn before_removing_factors(&self, caller: &Caller, id: UserId) -> Result<FactorsPrompt, Fault> {
        let confirm = self.must_confirm(caller).await?;
        let mut tx = self.db.read().await?;
        let user = known_user(&mut tx, id).await?;
        may_remove_factors(caller.role, user.role, id == caller.user).map_err(refused)?;
        Ok(FactorsPrompt {
            user: id,
            factors: self.factors_of(&mut tx, id).await?,
            waits: self.removal_waits(&mut tx, caller, &user).await?,
            display_name: user.display_name,
            confirm,
        })
    }

    /// Removes all second factors of a user.
    ///
    /// # Errors
    /// When it may not be, waits for a second administrator now, or the caller's own password is asked for and wrong.
    pub async fn remove_second_factor(&self, caller: &Caller, user: UserId, typed: &TypedPassword) -> Result<(), ApiError> {
        self.take_factors(caller, user, typed).await.map_err(|fault| self.report(fault))
    }

    async fn take_factors(&self, caller: &Caller, id: UserId, typed: &TypedPassword) -> Result<(), Fault> {
        let user = known_user(&mut self.db.read().await?, id).await?;
        if may_remove_factors(caller.role, user.role, id == caller.user).is_ok() {
            self.confirm(caller, typed).await?;
        }
        let (tx, user) = self.begin_change(id).await?;
        let verdict = may_remove_factors(caller.role, user.role, id == caller.user);
        let mut tx = self.permit_on(tx, caller, REMOVED, &user, verdict).await?;
        self.has_factor(&mut tx, id, Problem::NoSecondFactor).await?;
        let mut tx = self.second(tx, caller, &user, &Deed::RemoveFactors).await?;
        self.remove_factors(&mut tx, caller, &user).await?;
        tx.commit().await?;
        self.mail_waits.notify_one();
        Ok(())
    }
}
