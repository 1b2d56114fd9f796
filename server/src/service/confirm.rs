//! Asking for the own password once more, before what an unattended desk must not be able to do.

use super::{
    Desk, Fault, acted,
    sign_in::{Counters, MOST_FAILURES},
};
use crate::store::{audit::Outcome, credentials, sessions};
use app::{
    api::{ApiError, Caller, Problem},
    model::{SignInWay, Span, TypedPassword},
    rules::forms::OWN_PASSWORD,
};

/// For how long one's password counts as entered just now.
const LATELY: Span = Span::minutes(5);
const ASKED: &str = "session.password-asked";

impl Desk {
    /// Whether the caller must type their password once more.
    pub(super) async fn must_confirm(&self, caller: &Caller) -> Result<bool, Fault> {
        // Nobody sits there: programs have scopes, jobs the rights of their owner, and whoever may run the program where its
        // database and its key are has proved more than a password would.
        if caller.session.0.is_nil() {
            return Ok(false);
        }
        let mut tx = self.db.read().await?;
        let entered = sessions::password_entered_at(&mut tx, caller.session).await?;
        Ok(entered.is_none_or(|entered| self.now() - entered > LATELY))
    }

    /// Goes on only if the caller has typed their password lately, or types it now. Wrong ones count as at sign-in.
    pub(super) async fn confirm(&self, caller: &Caller, typed: &TypedPassword) -> Result<(), Fault> {
        if !self.must_confirm(caller).await? {
            return Ok(());
        }
        if typed.expose().is_empty() {
            return Err(ApiError::field(OWN_PASSWORD, Problem::OwnPasswordAsked).into());
        }
        self.prove(caller, typed, OWN_PASSWORD).await
    }

    /// The same on its own, before something that is only read.
    ///
    /// # Errors
    /// When the password is asked for and wrong.
    pub async fn confirm_now(&self, caller: &Caller, typed: &TypedPassword) -> Result<(), ApiError> {
        self.confirm(caller, typed).await.map_err(|fault| self.report(fault))
    }

    /// Goes on only if this is the caller's password, typed into the field of this name. A try counts before it is made, as at
    /// sign-in.
    pub(super) async fn prove(&self, caller: &Caller, typed: &TypedPassword, field: &'static str) -> Result<(), Fault> {
        if typed.expose().is_empty() {
            return Err(ApiError::field(field, Problem::Required).into());
        }
        let hash = {
            let mut tx = self.db.read().await?;
            credentials::of(&mut tx, caller.user).await?.map(|credential| credential.password_hash)
        };
        let counters = Counters::of(caller.user, &caller.client);
        let failures = self.count_try(&counters, Some(caller.user)).await?;
        let is_right = self.hasher.verify(typed, hash.as_deref()).await? && failures < MOST_FAILURES;
        let mut tx = self.db.write().await?;
        if is_right {
            counters.right(&mut tx).await?;
            sessions::password_entered(&mut tx, caller.session, self.now()).await?;
        } else {
            self.note_failure(&mut tx, Some(caller.user), failures, SignInWay::Pages).await?;
        }
        let outcome = if is_right { Outcome::Done } else { Outcome::Failed };
        self.audit(&mut tx, acted(caller, ASKED, outcome, (caller.user, &caller.display_name))).await?;
        tx.commit().await?;
        if is_right { Ok(()) } else { Err(ApiError::field(field, Problem::WrongPassword).into()) }
    }
}
