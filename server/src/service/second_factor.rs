//! Second factors at sign-in: after the right password the session can do nothing but show one. A password that others made, a
//! link or a new password never stand in for it.

use super::{
    Desk, Fault, Found, SignedIn, acted, caller_code::read_out, moments::Moments, people::known_user, sign_in::Counters,
};
use crate::{
    security::{RecoveryCode, TotpSecret, is_app_code},
    store::{
        StoreError, Tx,
        audit::Outcome,
        dialect,
        events::Event,
        factors, limits, passkeys,
        sessions::{self, Scope},
        users::{self, User},
    },
};
use app::{
    api::{ApiError, Caller, Client, Problem, SecondFactor},
    model::{FactorChange, FactorFacts, FactorPrompt, FactorWay, Factors, ProvePrompt, SignInWay, Span, TypedPassword, UserId},
};
use async_trait::async_trait;
use serde::Deserialize;

/// How long a session in which a second factor is shown or set up lasts at most.
pub(super) const LONGEST_PROOF: Span = Span::minutes(15);
/// Wrong codes in a row after which an app counts no more until it is set up anew (NIST SP 800-63B-4 §3.2.2).
const MOST_FAILURES: i64 = 100;
const SHOWN: &str = "second-factor.shown";
/// The name under which wrong codes are counted.
const COUNTED: &str = "second-factor";

/// What the page posts that asks for a second factor.
#[derive(Debug, Deserialize)]
pub struct ShowFactor {
    /// The code of an app, or a recovery code.
    #[serde(default)]
    pub code: TypedPassword,
}

#[async_trait]
impl SecondFactor for Desk {
    async fn factor_prompt(&self, caller: &Caller, is_pending: bool) -> Result<FactorPrompt, ApiError> {
        self.before_setting_up(caller, is_pending).await.map_err(|fault| self.report(fault))
    }

    async fn prove_prompt(&self, proving: &Caller) -> Result<ProvePrompt, ApiError> {
        let read = async {
            let mut tx = self.db.read().await?;
            let factors = self.factors_of(&mut tx, proving.user).await?;
            Ok(ProvePrompt { display_name: proving.display_name.clone(), factors })
        };
        read.await.map_err(|fault: Fault| self.report(fault))
    }
}

impl Desk {
    /// The second factors of an account.
    pub(super) async fn factors_of(&self, tx: &mut Tx, user: UserId) -> Result<Factors, Fault> {
        Ok(Factors {
            totp: factors::totp(tx, user).await?.is_some(),
            passkeys: passkeys::count_of(tx, user).await?,
            recovery_codes: factors::count_codes(tx, user).await?,
        })
    }

    /// The same, for whoever reads about the account.
    pub(super) async fn factor_facts(&self, tx: &mut Tx, user: UserId, moments: &Moments<'_>) -> Result<FactorFacts, Fault> {
        let totp = factors::totp(tx, user).await?;
        Ok(FactorFacts {
            factors: self.factors_of(tx, user).await?,
            totp_since: totp.as_ref().map(|totp| moments.moment(totp.set_up_at)),
            is_stopped: totp.is_some_and(|totp| totp.failures >= MOST_FAILURES),
        })
    }

    /// Whether the house asks people of this user's role for a second factor.
    pub(super) async fn requires_factor(&self, tx: &mut Tx, user: &User) -> Result<bool, StoreError> {
        Ok(self.house_settings(tx).await?.safety.requires_factor(user.role))
    }

    /// Opens the session of somebody whose own password is right: in full, or, where the account has a second factor or must
    /// have one, for that alone.
    pub(super) async fn open_after_password(&self, tx: &mut Tx, user: &User, client: &Client) -> Result<SignedIn, Fault> {
        let has_factor = self.factors_of(tx, user.id).await?.any();
        if has_factor || self.requires_factor(tx, user).await? {
            let opened = self.insert_session(tx, user, Scope::SecondFactor, None, client).await?;
            return Ok(SignedIn { must_set_up: !has_factor, ..opened });
        }
        let signed_in = self.insert_session(tx, user, Scope::Full, None, client).await?;
        users::signed_in(tx, user.id, self.now()).await?;
        self.note_sign_in(tx, user, SignInWay::Pages, None).await?;
        Ok(signed_in)
    }

    /// Checks what was shown, and opens a session in full. Wrong codes are counted and held back as wrong passwords are, under
    /// a name of their own: a new password does not clear them.
    ///
    /// # Errors
    /// When it is wrong or was used before; [`Problem::HeldBack`] while tries are held back.
    pub async fn show_second_factor(&self, found: &Found, typed: &ShowFactor) -> Result<SignedIn, ApiError> {
        let shown = self.prove_factor(found, typed.code.expose()).await.map_err(|fault| self.report(fault));
        self.metrics.sign_in(SignInWay::Pages, &shown, SignedIn::name);
        shown
    }

    async fn prove_factor(&self, found: &Found, typed: &str) -> Result<SignedIn, Fault> {
        if found.scope != Scope::SecondFactor {
            return Err(Problem::SignInRequired.into());
        }
        let caller = &found.caller;
        if typed.trim().is_empty() {
            return Err(ApiError::field("code", Problem::Required).into());
        }
        let counters = Counters::under(COUNTED, caller.user, &caller.client);
        self.count_try(&counters, None).await?;
        let mut tx = self.db.write().await?;
        dialect::lock_user(&mut tx, caller.user).await?;
        match self.judge_factor(&mut tx, caller, typed).await? {
            Ok(way) => {
                counters.right(&mut tx).await?;
                self.finish_second_factor(tx, caller, way).await
            }
            Err(problem) => {
                self.note_wrong_factor(&mut tx, caller).await?;
                tx.commit().await?;
                Err(ApiError::field("code", problem).into())
            }
        }
    }

    /// With what the factor was shown, or why it was not.
    async fn judge_factor(&self, tx: &mut Tx, caller: &Caller, typed: &str) -> Result<Result<FactorWay, Problem>, Fault> {
        let code: String = typed.chars().filter(|character| !character.is_whitespace()).collect();
        if is_app_code(&code) {
            if factors::totp(tx, caller.user).await?.is_some_and(|totp| totp.failures >= MOST_FAILURES) {
                return Ok(Err(Problem::FactorStopped));
            }
            if self.accepts_totp(tx, caller.user, &code).await? {
                return Ok(Ok(FactorWay::Totp));
            }
            factors::fail(tx, caller.user).await?;
            return Ok(Err(Problem::WrongFactorCode));
        }
        let is_right = match RecoveryCode::read(&code) {
            Some(code) => factors::use_code(tx, caller.user, &code.digest()).await?,
            None => false,
        };
        if !is_right {
            return Ok(Err(Problem::WrongFactorCode));
        }
        self.note_code_used(tx, caller).await?;
        Ok(Ok(FactorWay::RecoveryCode))
    }

    /// Whether this is a code of the user's app, which is thereby used up: each time step is accepted once. After 100 wrong ones
    /// in a row none is accepted any more. What counts as one is for whoever asks: others must not shut the owner out.
    pub(super) async fn accepts_totp(&self, tx: &mut Tx, user: UserId, code: &str) -> Result<bool, Fault> {
        let Some(totp) = factors::totp(tx, user).await?.filter(|totp| totp.failures < MOST_FAILURES) else { return Ok(false) };
        let secret = self.sealer.open(&totp_purpose(user), &totp.sealed).and_then(|secret| TotpSecret::restored(&secret));
        let secret = secret.ok_or_else(|| anyhow::anyhow!("the secret of an authenticator app cannot be unsealed"))?;
        if let Some(step) = secret.step_of(code, self.now())
            && factors::accept(tx, user, step).await?
        {
            limits::clear(tx, &read_out(user)).await?;
            return Ok(true);
        }
        Ok(false)
    }

    /// Ends the session in which a second factor was asked for, and opens one in full, in the transaction that has used the factor
    /// up and holds the user: a code is lost to no session that never began.
    pub(super) async fn finish_second_factor(&self, mut tx: Tx, caller: &Caller, way: FactorWay) -> Result<SignedIn, Fault> {
        let user = known_user(&mut tx, caller.user).await?;
        // Whoever changed the password meanwhile has ended the session, and so has whoever switched the account off.
        if !user.is_active || !sessions::end_own(&mut tx, caller.session, user.id).await? {
            return Err(Problem::SignInRequired.into());
        }
        let signed_in = self.insert_session(&mut tx, &user, Scope::Full, None, &caller.client).await?;
        users::signed_in(&mut tx, user.id, self.now()).await?;
        self.note_sign_in(&mut tx, &user, SignInWay::Pages, None).await?;
        let mut line = acted(caller, "session.signed-in", Outcome::Done, (user.id, &user.display_name));
        line.detail = serde_json::json!({ "second_factor": way });
        self.audit(&mut tx, line).await?;
        tx.commit().await?;
        self.mail_waits.notify_one();
        Ok(signed_in)
    }

    /// Writes down that what was shown was none.
    pub(super) async fn note_wrong_factor(&self, tx: &mut Tx, caller: &Caller) -> Result<(), Fault> {
        self.event(tx, Event::SecondFactorFailed, caller.user, None).await?;
        self.audit(tx, acted(caller, SHOWN, Outcome::Failed, (caller.user, &caller.display_name))).await
    }

    async fn note_code_used(&self, tx: &mut Tx, caller: &Caller) -> Result<(), Fault> {
        let left = factors::count_codes(tx, caller.user).await?;
        let user = known_user(tx, caller.user).await?;
        self.event(tx, Event::RecoveryCodeUsed { left }, user.id, Some(&user.display_name)).await?;
        let mut line = acted(caller, "second-factor.code-used", Outcome::Done, (user.id, &user.display_name));
        line.detail = serde_json::json!({ "left": left });
        self.audit(tx, line).await?;
        self.queue_factor_notice(tx, caller, &user, FactorChange::CodeUsed).await
    }
}

/// The purpose for which the secret of an app is sealed.
pub(super) fn totp_purpose(user: UserId) -> String {
    format!("totp/{user}")
}
