//! Changing one's own password, for those who know it.

use super::{
    Desk, Fault, acted,
    people::{end_access, known_user},
    sign_in::{Counters, MOST_FAILURES},
};
use crate::{
    security::SessionSecret,
    store::{
        Tx,
        audit::Outcome,
        credentials, dialect,
        events::Event,
        limits,
        sessions::{self, NewSession, Scope},
        users::User,
    },
};
use app::{
    api::{ApiError, Caller, Problem},
    model::{HouseSettings, SessionId, TypedPassword},
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
    /// Changes the caller's own password. Their other sessions end; the one at hand is replaced by a new one, whose id and
    /// secret are the answer. Links end as after any change, and the owner is told by mail.
    ///
    /// # Errors
    /// When the current password is wrong, which counts like a failed sign-in ([`Problem::HeldBack`] after too many), or the
    /// new one does not do.
    pub async fn change_own_password(&self, caller: &Caller, typed: &ChangeOwn) -> Result<(SessionId, SessionSecret), ApiError> {
        self.change_own(caller, typed).await.map_err(|fault| self.report(fault))
    }

    async fn change_own(&self, caller: &Caller, typed: &ChangeOwn) -> Result<(SessionId, SessionSecret), Fault> {
        if typed.current_password.expose().is_empty() {
            return Err(ApiError::field("current_password", Problem::Required).into());
        }
        let before = self.before_change(caller).await?;
        self.confirm_current(caller, &before, &typed.current_password).await?;
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

    /// Goes on only with the right password. A try counts before it is made, as at sign-in.
    async fn confirm_current(&self, caller: &Caller, before: &Before, typed: &TypedPassword) -> Result<(), Fault> {
        let counters = Counters::of(Some(&before.user), &before.user.user_name, &caller.client);
        let failures = self.count_try(&counters, Some(caller.user)).await?;
        let is_right = self.hasher.verify(typed, before.hash.as_deref()).await? && failures < MOST_FAILURES;
        let mut tx = self.db.write().await?;
        if is_right {
            limits::clear(&mut tx, &counters.account).await?;
            limits::take_back(&mut tx, &counters.client).await?;
            tx.commit().await?;
            return Ok(());
        }
        self.event(&mut tx, Event::SignInFailed { failures }, caller.user, None).await?;
        let mut line = acted(caller, "password.changed", Outcome::Refused, (caller.user, &caller.display_name));
        line.detail = serde_json::json!({ "by": "owner", "reason": "wrong-password" });
        self.audit(&mut tx, line).await?;
        tx.commit().await?;
        Err(ApiError::field("current_password", Problem::WrongPassword).into())
    }

    async fn store_own(&self, caller: &Caller, before: &Before, hash: &str) -> Result<(SessionId, SessionSecret), Fault> {
        let now = self.now();
        let mut tx = self.db.write().await?;
        dialect::lock_user(&mut tx, caller.user).await?;
        let user = known_user(&mut tx, caller.user).await?;
        let present = credentials::of(&mut tx, caller.user).await?.map(|credential| credential.password_hash);
        // Whoever changed it meanwhile has ended this session, and so has whoever switched the account off.
        if present != before.hash || !user.is_active {
            return Err(Problem::SignInRequired.into());
        }
        credentials::set(&mut tx, user.id, hash, now).await?;
        end_access(&mut tx, user.id, now).await?;
        let session = self.begin_anew(&mut tx, caller).await?;
        self.queue_changed_notice(&mut tx, &user, &caller.client).await?;
        self.event(&mut tx, Event::PasswordChanged, user.id, Some(&user.display_name)).await?;
        let mut line = acted(caller, "password.changed", Outcome::Done, (user.id, &user.display_name));
        line.detail = serde_json::json!({ "by": "owner" });
        self.audit(&mut tx, line).await?;
        tx.commit().await?;
        self.mail_waits.notify_one();
        Ok(session)
    }

    /// A session in place of the caller's, under another secret (ASVS 7.2.4).
    async fn begin_anew(&self, tx: &mut Tx, caller: &Caller) -> Result<(SessionId, SessionSecret), Fault> {
        let now = self.now();
        let secret = SessionSecret::mint(&self.random);
        let id = SessionId(self.random.id(now));
        let new = NewSession {
            id,
            secret_hash: secret.digest(),
            user: caller.user,
            scope: Scope::Full,
            now,
            expires_at: now + self.house.session,
            address: &caller.client.address.to_string(),
            browser: &caller.client.browser,
        };
        sessions::insert(tx, &new).await?;
        Ok((id, secret))
    }
}
