//! Changing one's own password, for those who know it.

use super::{Desk, Fault, SignedIn, people::known_user};
use crate::store::{credentials, dialect, sessions::Scope, users::User};
use app::{
    api::{ApiError, Caller, Problem},
    model::{HouseSettings, PasswordWay, TypedPassword},
};
use serde::Deserialize;

/// What the form posts.
#[derive(Debug, Deserialize)]
pub struct ChangeOwn {
    /// The password so far.
    #[serde(default)]
    pub current_password: TypedPassword,
    /// The new one.
    #[serde(default)]
    pub password: TypedPassword,
}

/// What is known before the change.
struct Before {
    user: User,
    house: HouseSettings,
    /// The hash of the password so far.
    hash: Option<String>,
}

impl Desk {
    /// Changes the caller's own password. Their other sessions end; the one at hand is replaced by a new one, which is the
    /// answer. Links end as after any change, and the owner is told by mail.
    ///
    /// # Errors
    /// When the current password is wrong, which counts like a failed sign-in ([`Problem::HeldBack`] after too many), or the
    /// new one does not do.
    pub async fn change_own_password(&self, caller: &Caller, typed: &ChangeOwn) -> Result<SignedIn, ApiError> {
        self.change_own(caller, typed).await.map_err(|fault| self.report(fault))
    }

    async fn change_own(&self, caller: &Caller, typed: &ChangeOwn) -> Result<SignedIn, Fault> {
        let before = self.before_change(caller).await?;
        self.prove(caller, &typed.current_password, "current_password").await?;
        self.check_password(&before.house, &before.user, &typed.password).await?;
        let hash = self.hasher.hash(&typed.password).await?;
        self.store_own(caller, &before, &hash).await
    }

    async fn before_change(&self, caller: &Caller) -> Result<Before, Fault> {
        let mut tx = self.db.read().await?;
        let user = known_user(&mut tx, caller.user).await?;
        let hash = credentials::of(&mut tx, caller.user).await?.map(|credential| credential.password_hash);
        Ok(Before { user, house: self.house_settings(&mut tx).await?, hash })
    }

    async fn store_own(&self, caller: &Caller, before: &Before, hash: &str) -> Result<SignedIn, Fault> {
        let mut tx = self.db.write().await?;
        dialect::lock_user(&mut tx, caller.user).await?;
        let user = known_user(&mut tx, caller.user).await?;
        let present = credentials::of(&mut tx, caller.user).await?.map(|credential| credential.password_hash);
        // Whoever changed it meanwhile has ended this session, and so has whoever switched the account off.
        if present != before.hash || !user.is_active {
            return Err(Problem::SignInRequired.into());
        }
        self.set_own_password(&mut tx, &user, hash, &caller.client, PasswordWay::Own).await?;
        // Under another id and another secret (ASVS 7.2.4).
        let signed_in = self.insert_session(&mut tx, &user, Scope::Full, None, &caller.client).await?;
        tx.commit().await?;
        self.mail_waits.notify_one();
        Ok(signed_in)
    }
}
