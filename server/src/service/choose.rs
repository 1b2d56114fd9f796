//! Choosing one's own password after signing in with one that others made. The given one is used up in the transaction that
//! sets the own one, not before: whoever closes the page signs in with it again.

use super::{Desk, Fault, Found, SignedIn, people::known_user};
use crate::{
    security::{MailedPassword, as_hashed},
    store::{
        Tx,
        credentials::{self, Credential},
        dialect, pending, sessions,
        sessions::Scope,
        users,
    },
};
use app::{
    api::{ApiError, Caller, Client, Problem},
    model::{ChoosePrompt, PasswordWay, SessionId, Span, TypedPassword, UserId},
};
use serde::Deserialize;

/// How long a session in which a password is chosen lasts at most.
pub(super) const LONGEST_CHOICE: Span = Span::hours(1);

/// What the page posts.
#[derive(Debug, Deserialize)]
pub struct ChoosePassword {
    /// The new password.
    #[serde(default)]
    pub password: TypedPassword,
}

impl Desk {
    pub(super) async fn before_choosing(&self, choosing: &Caller) -> Result<ChoosePrompt, Fault> {
        let mut tx = self.db.read().await?;
        let user = known_user(&mut tx, choosing.user).await?;
        Ok(ChoosePrompt {
            user_name: user.user_name,
            display_name: user.display_name,
            policy: self.policy(&self.house_settings(&mut tx).await?),
        })
    }

    /// Sets the password that someone chose who signed in with one that others made. All their sessions end; a new one is
    /// opened for the browser at hand: they have just proved the given password and typed their own, and asking for it once
    /// more would prove nothing. A second factor is asked for all the same.
    ///
    /// # Errors
    /// When the password does not do, is the given one, or the session has ended meanwhile.
    pub async fn choose_password(&self, found: &Found, typed: &ChoosePassword) -> Result<SignedIn, ApiError> {
        self.choose(found, &typed.password).await.map_err(|fault| self.report(fault))
    }

    async fn choose(&self, found: &Found, typed: &TypedPassword) -> Result<SignedIn, Fault> {
        if found.scope != Scope::ChoosePassword {
            return Err(Problem::SignInRequired.into());
        }
        let caller = &found.caller;
        self.check_choice(caller.user, typed).await?;
        let hash = self.hasher.hash(typed).await?;
        let mut tx = self.db.write().await?;
        dialect::lock_user(&mut tx, caller.user).await?;
        let way = self.use_up(&mut tx, caller.session, caller.user).await?;
        let user = known_user(&mut tx, caller.user).await?;
        self.set_own_password(&mut tx, &user, &hash, &caller.client, way).await?;
        let signed_in = self.open_after_password(&mut tx, &user, &caller.client).await?;
        tx.commit().await?;
        self.mail_waits.notify_one();
        Ok(signed_in)
    }

    /// The policy, and that it is not the password they were given, which others have seen.
    async fn check_choice(&self, id: UserId, typed: &TypedPassword) -> Result<(), Fault> {
        let mut tx = self.db.read().await?;
        let user = known_user(&mut tx, id).await?;
        let house = self.house_settings(&mut tx).await?;
        let given = credentials::of(&mut tx, id).await?.filter(must_be_replaced);
        let mailed = match MailedPassword::read(typed.expose()) {
            Some(password) => pending::by_secret(&mut tx, &password.digest(), id, self.now()).await?,
            None => None,
        };
        drop(tx);
        let is_given = match given {
            Some(given) if given.must_change => self.hasher.verify(typed, Some(&given.password_hash)).await?,
            Some(given) => self.hasher.verify(&as_hashed(typed.expose()), Some(&given.password_hash)).await?,
            None => mailed.is_some(),
        };
        if is_given {
            return Err(ApiError::field("password", Problem::GivenPassword).into());
        }
        self.check_password(&house, &user, typed).await
    }

    /// Uses up what the session was opened with; answers what that was.
    async fn use_up(&self, tx: &mut Tx, session: SessionId, user: UserId) -> Result<PasswordWay, Fault> {
        let way = match sessions::opened_with(tx, session).await? {
            Some(Some(id)) => pending::consume(tx, id, self.now()).await?.then_some(PasswordWay::NewPassword),
            Some(None) => {
                let given = credentials::of(tx, user).await?.filter(must_be_replaced);
                given.map(|given| if given.must_change { PasswordWay::Required } else { PasswordWay::Temporary })
            }
            None => None,
        };
        way.ok_or_else(|| Problem::SignInRequired.into())
    }

    /// Someone signed in with a generated password: its first use stops the old one, where nothing did so before.
    pub(super) async fn open_mailed(
        &self,
        user: &users::User,
        password: &MailedPassword,
        client: &Client,
        previous: Option<SessionId>,
    ) -> Result<Option<SignedIn>, Fault> {
        let mut tx = self.db.write().await?;
        dialect::lock_user(&mut tx, user.id).await?;
        let Some(id) = pending::by_secret(&mut tx, &password.digest(), user.id, self.now()).await? else { return Ok(None) };
        self.stop_old_passwords(&mut tx, &[(id, user)]).await?;
        let signed_in = self.open_choice(tx, user, Some(id), client, previous).await?;
        Ok(Some(signed_in))
    }
}

/// Whether a password opens nothing but the choice of another one.
pub(super) const fn must_be_replaced(credential: &Credential) -> bool {
    credential.temporary.is_some() || credential.must_change
}
