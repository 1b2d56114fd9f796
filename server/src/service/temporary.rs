//! Option C: a temporary password, shown to an administrator once and read out over the telephone. It is made here and never
//! typed: what is saved is a sealed draft of what was made, bound to the user, its author and their session.

use super::{
    Desk, Fault, TemporarySet, acted,
    approvals::Deed,
    moments::Moments,
    people::{end_access, known_user, refused, target, whom},
};
use crate::{
    security::{TemporaryPassword, from_hex, hex},
    store::{
        Tx,
        audit::Outcome,
        credentials::{self, Temporary},
        dialect,
        events::Event,
        limits,
        users::User,
    },
};
use app::{
    api::{ApiError, Caller, DraftProblem, Problem, ShownPassword},
    model::{CallerCodeId, Moment, Span, TemporaryLook, TemporaryPrompt, Timestamp, TypedPassword, UserId},
    rules::reset::{may_be_mailed, may_set_temporary},
};
use serde::{Deserialize, Serialize};

/// For how long one that was made can be saved.
const DRAFT_LIFE: Span = Span::minutes(10);
const SET: &str = "password.temporary-set";

/// Asks for a temporary password to be made.
#[derive(Debug, Deserialize)]
pub struct GenerateTemporary {
    /// What it is made of.
    pub look: TemporaryLook,
    /// The reader's own password, where it must be typed once more.
    #[serde(default)]
    pub password: TypedPassword,
}

/// Saves the one that was made.
#[derive(Debug, Deserialize)]
pub struct SaveTemporary {
    /// The draft as it was handed out.
    #[serde(default)]
    pub draft: String,
    /// Whether it is mailed to the user as well.
    #[serde(default)]
    pub send_access_info: bool,
}

/// What is sealed between making and saving.
#[derive(Serialize, Deserialize)]
struct Draft {
    password: String,
    /// Until when it can be saved.
    until: Timestamp,
    /// When the user's password was set that it replaces: saved once, or overtaken, it does so no more.
    replaces: Option<Timestamp>,
    /// That the caller was verified for it.
    verification: Option<CallerCodeId>,
}

/// A temporary password that is about to be set.
struct Made {
    password: TemporaryPassword,
    hash: String,
    send_access_info: bool,
}

/// A temporary password that was set, for whoever hands it on.
#[derive(Debug)]
pub(crate) struct TemporaryMade {
    /// The password, in its groups.
    pub(crate) password: TemporaryPassword,
    /// What both sides call it.
    pub(crate) ticket: String,
    /// Until when it works.
    pub(crate) until: Moment,
}

impl Desk {
    pub(super) async fn before_temporary(&self, caller: &Caller, id: UserId) -> Result<TemporaryPrompt, Fault> {
        let confirm = self.must_confirm(caller).await?;
        let mut tx = self.db.read().await?;
        let user = known_user(&mut tx, id).await?;
        permitted(caller, &user).map_err(refused)?;
        let policy = self.house_settings(&mut tx).await?.policy;
        let moments = Moments::of(self.now(), caller);
        Ok(TemporaryPrompt {
            user: id,
            mail_refusal: may_be_mailed(user.email.as_deref()).err(),
            life_minutes: Span::hours(policy.temporary_password_hours).whole_minutes(),
            look: policy.generated_look,
            open: self.open_access(&mut tx, &user).await?,
            confirm,
            caller: self.caller_check(&mut tx, caller, id, &moments).await?,
            api: self.api_use(&mut tx, caller, &user).await?,
            display_name: user.display_name,
            email: user.email,
            language: user.language,
        })
    }

    /// Makes a temporary password. Nothing is stored: it is shown, and its draft saves it.
    ///
    /// # Errors
    /// When it may not be set, its user must be verified on the telephone first, or the reader's own password is asked for and wrong.
    pub async fn generate_temporary(
        &self,
        caller: &Caller,
        user: UserId,
        request: &GenerateTemporary,
    ) -> Result<ShownPassword, ApiError> {
        self.generate(caller, user, request).await.map_err(|fault| self.report(fault))
    }

    /// Sets a temporary password that was made; answers its ticket. Whatever else opened the account ends, and its owner is
    /// told.
    ///
    /// # Errors
    /// When it may not be set, the draft is not one of the reader's for this user, or is over.
    pub async fn save_temporary(&self, caller: &Caller, user: UserId, request: &SaveTemporary) -> Result<String, ApiError> {
        self.save_draft(caller, user, request).await.map_err(|fault| self.report(fault))
    }

    /// Makes a temporary password and sets it at once, for a program that hands it on. Nobody is there to type a password of
    /// their own once more: the program's credential has a scope for this alone.
    ///
    /// # Errors
    /// When it may not be set, or not be mailed where that is asked for.
    pub(crate) async fn set_temporary_now(
        &self,
        caller: &Caller,
        user: UserId,
        look: Option<TemporaryLook>,
        send_access_info: bool,
    ) -> Result<TemporaryMade, ApiError> {
        self.make_and_set(caller, user, look, send_access_info).await.map_err(|fault| self.report(fault))
    }

    async fn generate(&self, caller: &Caller, id: UserId, request: &GenerateTemporary) -> Result<ShownPassword, Fault> {
        let (mut tx, user) = self.begin_temporary(caller, id).await?;
        let replaces = credentials::of(&mut tx, user.id).await?.map(|credential| credential.changed_at);
        let verification = self.caller_verified(tx, caller, SET, &user).await?;
        self.confirm(caller, &request.password).await?;
        let (tx, user) = self.begin_temporary(caller, id).await?;
        drop(self.second_ahead(tx, caller, &user, &Deed::TemporaryPassword).await?);
        let password = TemporaryPassword::mint(&self.random, request.look);
        let draft = Draft { password: password.expose().to_owned(), until: self.now() + DRAFT_LIFE, replaces, verification };
        let text = serde_json::to_vec(&draft).map_err(anyhow::Error::from)?;
        let sealed = self.sealer.seal(&sealed_for(caller, id), &text)?;
        Ok(ShownPassword::new(request.look, password.expose().to_owned(), hex(&sealed)))
    }

    async fn save_draft(&self, caller: &Caller, id: UserId, request: &SaveTemporary) -> Result<String, Fault> {
        let (tx, _) = self.begin_temporary(caller, id).await?;
        drop(tx);
        let draft = self.open_draft(caller, id, &request.draft)?;
        let password = TemporaryPassword::restored(draft.password);
        // Hashing is dear: before the transaction that others wait for.
        let hash = self.hasher.hash(&password.typed()).await?;
        let (mut tx, user) = self.begin_temporary(caller, id).await?;
        let current = credentials::of(&mut tx, id).await?;
        if current.map(|credential| credential.changed_at) != draft.replaces {
            return Err(Problem::Draft(DraftProblem::Overtaken).into());
        }
        self.spend_verification(&mut tx, caller, id, draft.verification).await?;
        let made = Made { password, hash, send_access_info: request.send_access_info };
        Ok(self.store_temporary(tx, caller, &user, &made).await?.ticket)
    }

    async fn make_and_set(
        &self,
        caller: &Caller,
        id: UserId,
        look: Option<TemporaryLook>,
        send_access_info: bool,
    ) -> Result<TemporaryMade, Fault> {
        let (mut tx, _) = self.begin_temporary(caller, id).await?;
        let usual = self.house_settings(&mut tx).await?.policy.generated_look;
        drop(tx);
        let password = TemporaryPassword::mint(&self.random, look.unwrap_or(usual));
        let hash = self.hasher.hash(&password.typed()).await?;
        let (tx, user) = self.begin_temporary(caller, id).await?;
        let made = Made { password, hash, send_access_info };
        let set = self.store_temporary(tx, caller, &user, &made).await?;
        let until = Moments::of(self.now(), caller).moment(set.until);
        Ok(TemporaryMade { password: made.password, ticket: set.ticket, until })
    }

    /// Sets what was made, and says so. The transaction holds the user.
    async fn store_temporary(&self, tx: Tx, caller: &Caller, user: &User, made: &Made) -> Result<TemporarySet, Fault> {
        let mut tx = self.second(tx, caller, user, &Deed::TemporaryPassword).await?;
        self.spend_send(&mut tx, caller, user.id).await?;
        let set = TemporarySet {
            at: self.now(),
            by: caller.display_name.clone(),
            ticket: self.random.ticket(),
            until: self.now() + Span::hours(self.house_settings(&mut tx).await?.policy.temporary_password_hours),
        };
        self.set_temporary(&mut tx, user, &made.hash, &set).await?;
        if made.send_access_info {
            self.mail_temporary(&mut tx, user, &made.password, &set).await?;
        }
        let mut line = acted(caller, SET, Outcome::Done, whom(user));
        line.detail = serde_json::json!({ "ticket": set.ticket, "mailed": made.send_access_info });
        self.audit(&mut tx, line).await?;
        tx.commit().await?;
        self.mail_waits.notify_one();
        Ok(set)
    }

    async fn set_temporary(&self, tx: &mut Tx, user: &User, hash: &str, set: &TemporarySet) -> Result<(), Fault> {
        end_access(tx, user.id, set.at).await?;
        let temporary = Temporary { until: set.until, ticket: set.ticket.clone() };
        credentials::set_temporary(tx, user.id, hash, set.at, &temporary).await?;
        limits::clear_user(tx, user.id).await?;
        self.queue_temporary_notice(tx, user, set).await?;
        self.event(tx, Event::TemporaryPasswordSet { ticket: set.ticket.clone() }, user.id, Some(&set.by)).await
    }

    async fn mail_temporary(
        &self,
        tx: &mut Tx,
        user: &User,
        password: &TemporaryPassword,
        set: &TemporarySet,
    ) -> Result<(), Fault> {
        let to = user.email.as_deref();
        may_be_mailed(to).map_err(|refusal| ApiError::field("send_access_info", Problem::Refused(refusal)))?;
        self.queue_temporary_password(tx, user, to.unwrap_or_default(), password, set).await
    }

    fn open_draft(&self, caller: &Caller, user: UserId, draft: &str) -> Result<Draft, Problem> {
        let opened = from_hex(draft).and_then(|sealed| self.sealer.open(&sealed_for(caller, user), &sealed));
        let draft: Option<Draft> = opened.and_then(|text| serde_json::from_slice(&text).ok());
        let draft = draft.ok_or(Problem::Draft(DraftProblem::Unusable))?;
        if draft.until > self.now() { Ok(draft) } else { Err(Problem::Draft(DraftProblem::Expired)) }
    }

    async fn begin_temporary(&self, caller: &Caller, id: UserId) -> Result<(Tx, User), Fault> {
        let mut tx = self.db.write().await?;
        dialect::lock_user(&mut tx, id).await?;
        let user = known_user(&mut tx, id).await?;
        let tx = self.permit_on(tx, caller, SET, &user, permitted(caller, &user)).await?;
        Ok((tx, user))
    }
}

/// Whether somebody may set a temporary password.
pub(super) fn permitted(caller: &Caller, user: &User) -> Result<(), app::rules::reset::Refusal> {
    may_set_temporary(caller.role, target(user), user.id == caller.user)
}

/// The purpose for which a draft is sealed: nobody else, nobody else's and no other session's.
fn sealed_for(caller: &Caller, user: UserId) -> String {
    format!("temporary-password/{user}/{}/{}", caller.user, caller.session)
}
