//! Setting one's own second factor up, replacing its recovery codes, and removing it.

use super::{
    Desk, Fault, Found, SignedIn, acted,
    approvals::Deed,
    caller_code::read_out,
    moments::Moments,
    people::{known_user, whom},
    second_factor::totp_purpose,
};
use crate::{
    security::{RecoveryCode, TotpSecret, from_hex, hex},
    store::{
        Tx,
        audit::Outcome,
        dialect,
        events::Event,
        factors, limits, passkeys,
        sessions::{self, Scope},
        users::User,
    },
};
use app::{
    api::{ApiError, Caller, Problem, ShownFactor},
    model::{FactorChange, FactorPrompt, FactorWay, SignInWay, Span, Timestamp, TypedPassword, UserId},
};
use serde::{Deserialize, Serialize};

/// For how long a QR code that was shown can be confirmed.
const DRAFT_LIFE: Span = Span::minutes(15);
/// How many recovery codes there are.
const CODES: usize = 10;
const REMOVED: &str = "second-factor.removed";

/// Asks for a change of one's own second factor.
#[derive(Debug, Deserialize)]
pub struct ChangeFactor {
    /// The own password, where it must be typed once more.
    #[serde(default)]
    pub password: TypedPassword,
}

/// Confirms that an app was set up.
#[derive(Debug, Deserialize)]
pub struct ConfirmFactor {
    /// The draft as it was handed out.
    #[serde(default)]
    pub draft: String,
    /// The first code that the app shows.
    #[serde(default)]
    pub code: TypedPassword,
}

/// An app was set up.
#[derive(Debug)]
pub struct FactorSetUp {
    /// Recovery codes, where there were none.
    pub codes: Vec<String>,
    /// The session in full that takes the place of one that could do nothing else.
    pub signed_in: Option<SignedIn>,
}

/// What is sealed between showing a QR code and the first code of the app.
#[derive(Serialize, Deserialize)]
struct Draft {
    secret: String,
    until: Timestamp,
}

impl Desk {
    pub(super) async fn before_setting_up(&self, caller: &Caller, is_pending: bool) -> Result<FactorPrompt, Fault> {
        let confirm = self.must_confirm(caller).await?;
        let mut tx = self.db.read().await?;
        let user = known_user(&mut tx, caller.user).await?;
        let facts = self.factor_facts(&mut tx, user.id, &Moments::of(self.now(), caller)).await?;
        if is_pending && facts.factors.any() {
            return Err(Problem::SignInRequired.into());
        }
        let is_required = self.requires_factor(&mut tx, &user).await?;
        Ok(FactorPrompt { user_name: user.user_name, facts, is_required, is_pending, confirm })
    }

    /// Makes the secret of an authenticator app. Nothing is stored: it is shown, and its draft sets it up.
    ///
    /// # Errors
    /// When the own password is asked for and wrong, or the session is for showing the factor that there is.
    pub async fn begin_factor(&self, found: &Found, typed: &ChangeFactor) -> Result<ShownFactor, ApiError> {
        self.begin_app(found, typed).await.map_err(|fault| self.report(fault))
    }

    async fn begin_app(&self, found: &Found, typed: &ChangeFactor) -> Result<ShownFactor, Fault> {
        let caller = self.setting_up(&mut self.db.read().await?, found).await?;
        self.confirm(caller, &typed.password).await?;
        let secret = TotpSecret::mint(&self.random);
        let draft = Draft { secret: hex(secret.expose()), until: self.now() + DRAFT_LIFE };
        let text = serde_json::to_vec(&draft).map_err(anyhow::Error::from)?;
        let sealed = hex(&self.sealer.seal(&draft_purpose(caller), &text)?);
        self.shown_app(caller, &secret, sealed).await
    }

    /// The same secret once more, after a wrong code.
    ///
    /// # Errors
    /// When the draft is too old or not the caller's.
    pub async fn show_factor_again(&self, found: &Found, draft: &str) -> Result<ShownFactor, ApiError> {
        let again = async {
            let secret = self.open_factor_draft(&found.caller, draft)?;
            self.shown_app(&found.caller, &secret, draft.to_owned()).await
        };
        again.await.map_err(|fault: Fault| self.report(fault))
    }

    async fn shown_app(&self, caller: &Caller, secret: &TotpSecret, draft: String) -> Result<ShownFactor, Fault> {
        let mut tx = self.db.read().await?;
        let issuer = self.house_settings(&mut tx).await?.organisation;
        let account = known_user(&mut tx, caller.user).await?.user_name;
        let qr_code = secret.qr_code(&issuer, &account).ok_or_else(|| anyhow::anyhow!("a QR code cannot be drawn"))?;
        Ok(ShownFactor::new(qr_code, secret.grouped(), draft))
    }

    /// Sets the app up whose first code is right, in the place of an earlier one. Whoever could do nothing else is signed in.
    ///
    /// # Errors
    /// When the code is wrong, or the draft is too old.
    pub async fn confirm_factor(&self, found: &Found, typed: &ConfirmFactor) -> Result<FactorSetUp, ApiError> {
        let set_up = self.set_up_app(found, typed).await.map_err(|fault| self.report(fault));
        if found.scope == Scope::SecondFactor {
            self.metrics.sign_in(SignInWay::Pages, &set_up, |_| "signed-in");
        }
        set_up
    }

    async fn set_up_app(&self, found: &Found, typed: &ConfirmFactor) -> Result<FactorSetUp, Fault> {
        let secret = self.open_factor_draft(&found.caller, &typed.draft)?;
        let code: String = typed.code.expose().chars().filter(|character| !character.is_whitespace()).collect();
        let step = secret.step_of(&code, self.now()).ok_or_else(|| ApiError::field("code", Problem::WrongFactorCode))?;
        let mut tx = self.db.write().await?;
        dialect::lock_user(&mut tx, found.caller.user).await?;
        let caller = self.setting_up(&mut tx, found).await?;
        let user = known_user(&mut tx, caller.user).await?;
        let sealed = self.sealer.seal(&totp_purpose(user.id), secret.expose())?;
        factors::set_up_totp(&mut tx, user.id, &sealed, step, self.now()).await?;
        limits::clear(&mut tx, &read_out(user.id)).await?;
        let has_codes = factors::count_codes(&mut tx, user.id).await? > 0;
        let codes = if has_codes { Vec::new() } else { self.new_codes(&mut tx, user.id).await? };
        let way = FactorWay::Totp;
        self.event(&mut tx, Event::SecondFactorSetUp { way }, user.id, Some(&user.display_name)).await?;
        let mut line = acted(caller, "second-factor.set-up", Outcome::Done, whom(&user));
        line.detail = serde_json::json!({ "way": way });
        self.audit(&mut tx, line).await?;
        self.queue_factor_notice(&mut tx, caller, &user, FactorChange::SetUp).await?;
        if found.scope == Scope::SecondFactor {
            let signed_in = self.finish_second_factor(tx, caller, way).await?;
            return Ok(FactorSetUp { codes, signed_in: Some(signed_in) });
        }
        tx.commit().await?;
        self.mail_waits.notify_one();
        Ok(FactorSetUp { codes, signed_in: None })
    }

    /// Replaces the caller's recovery codes; answers the new ones, which are shown once.
    ///
    /// # Errors
    /// When the own password is asked for and wrong, or there is no second factor.
    pub async fn replace_recovery_codes(&self, caller: &Caller, typed: &ChangeFactor) -> Result<Vec<String>, ApiError> {
        self.replace_codes(caller, typed).await.map_err(|fault| self.report(fault))
    }

    async fn replace_codes(&self, caller: &Caller, typed: &ChangeFactor) -> Result<Vec<String>, Fault> {
        self.confirm(caller, &typed.password).await?;
        let (mut tx, user) = self.begin_own_factor(caller).await?;
        let codes = self.new_codes(&mut tx, user.id).await?;
        self.audit(&mut tx, acted(caller, "second-factor.codes-made", Outcome::Done, whom(&user))).await?;
        self.queue_factor_notice(&mut tx, caller, &user, FactorChange::CodesReplaced).await?;
        tx.commit().await?;
        self.mail_waits.notify_one();
        Ok(codes)
    }

    /// Removes the caller's own second factor.
    ///
    /// # Errors
    /// When the own password is asked for and wrong, or the caller's role must have a second factor.
    pub async fn remove_own_factor(&self, caller: &Caller, typed: &ChangeFactor) -> Result<(), ApiError> {
        self.remove_own(caller, typed).await.map_err(|fault| self.report(fault))
    }

    async fn remove_own(&self, caller: &Caller, typed: &ChangeFactor) -> Result<(), Fault> {
        self.confirm(caller, &typed.password).await?;
        let (mut tx, user) = self.begin_own_factor(caller).await?;
        if self.requires_factor(&mut tx, &user).await? {
            return Err(Problem::FactorRequired.into());
        }
        self.remove_factors(&mut tx, caller, &user).await?;
        tx.commit().await?;
        self.mail_waits.notify_one();
        Ok(())
    }

    /// Removes all second factors of an account, for an operator beside the database: the way back in where there is no other. Of
    /// an administrator's all administrators hear.
    ///
    /// # Errors
    /// When there is none.
    pub async fn remove_factors_of(&self, caller: &Caller, user: UserId) -> Result<(), ApiError> {
        let removed = async {
            let mut tx = self.db.write().await?;
            dialect::lock_user(&mut tx, user).await?;
            let user = known_user(&mut tx, user).await?;
            self.has_factor(&mut tx, user.id, Problem::NoSecondFactor).await?;
            let mut tx = self.second(tx, caller, &user, &Deed::RemoveFactors).await?;
            self.remove_factors(&mut tx, caller, &user).await?;
            tx.commit().await?;
            Ok(())
        };
        removed.await.map_err(|fault: Fault| self.report(fault))
    }

    /// Removes all second factors of a user, and tells them. Sessions that wait for one end.
    pub(super) async fn remove_factors(&self, tx: &mut Tx, caller: &Caller, user: &User) -> Result<(), Fault> {
        factors::remove(tx, user.id).await?;
        passkeys::remove_all(tx, user.id).await?;
        sessions::end_proving(tx, user.id).await?;
        self.event(tx, Event::SecondFactorRemoved, user.id, Some(&caller.display_name)).await?;
        self.audit(tx, acted(caller, REMOVED, Outcome::Done, whom(user))).await?;
        self.queue_factor_notice(tx, caller, user, FactorChange::Removed).await
    }

    async fn begin_own_factor(&self, caller: &Caller) -> Result<(Tx, User), Fault> {
        let mut tx = self.db.write().await?;
        dialect::lock_user(&mut tx, caller.user).await?;
        let user = known_user(&mut tx, caller.user).await?;
        self.has_factor(&mut tx, user.id, Problem::NoFactor).await?;
        Ok((tx, user))
    }

    /// Goes on only where there is a second factor.
    pub(super) async fn has_factor(&self, tx: &mut Tx, user: UserId, otherwise: Problem) -> Result<(), Fault> {
        if self.factors_of(tx, user).await?.any() { Ok(()) } else { Err(otherwise.into()) }
    }

    /// Whoever may set a factor up: in full, or in a session that waits for a factor where there is none.
    async fn setting_up<'a>(&self, tx: &mut Tx, found: &'a Found) -> Result<&'a Caller, Fault> {
        let may = match found.scope {
            Scope::Full => true,
            Scope::SecondFactor => !self.factors_of(tx, found.caller.user).await?.any(),
            Scope::ChoosePassword => false,
        };
        if may { Ok(&found.caller) } else { Err(Problem::SignInRequired.into()) }
    }

    fn open_factor_draft(&self, caller: &Caller, draft: &str) -> Result<TotpSecret, Problem> {
        let opened = from_hex(draft).and_then(|sealed| self.sealer.open(&draft_purpose(caller), &sealed));
        let draft: Option<Draft> = opened.and_then(|text| serde_json::from_slice(&text).ok());
        let draft = draft.filter(|draft| draft.until > self.now());
        let secret = draft.and_then(|draft| TotpSecret::restored(&from_hex(&draft.secret)?));
        secret.ok_or(Problem::FactorDraft)
    }

    /// Recovery codes in the place of those there were.
    pub(super) async fn new_codes(&self, tx: &mut Tx, user: UserId) -> Result<Vec<String>, Fault> {
        let codes: Vec<_> = (0..CODES).map(|_| RecoveryCode::mint(&self.random)).collect();
        let digests: Vec<_> = codes.iter().map(RecoveryCode::digest).collect();
        factors::replace_codes(tx, user, &digests, self.now()).await?;
        Ok(codes.iter().map(RecoveryCode::grouped).collect())
    }
}

/// The purpose for which a draft is sealed: nobody else's and no other session's.
fn draft_purpose(caller: &Caller) -> String {
    format!("second-factor/{}/{}", caller.user, caller.session)
}
