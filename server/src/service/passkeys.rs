//! Passkeys: adding and removing one's own, signing in with one, and the second step after the password. A browser is asked once
//! and its first answer ends the question, which lives here for five minutes, bound to the session that asked.

use super::{
    Desk, Fault, SignedIn, acted,
    choose::must_be_replaced,
    moments::Moments,
    people::known_user,
    sign_in::{Counters, end_previous, sign_in_line},
};
use crate::{
    security::{LinkSecret, NotAccepted, Question, RelyingParty, Shown},
    store::{
        Tx,
        audit::Outcome,
        credentials, dialect,
        events::Event,
        factors,
        limits::{self, Budget},
        passkeys::{self, NewChallenge, NewPasskey, Purpose, Stored},
        sessions::{self, Scope},
        users::{self, User},
    },
};
use app::{
    api::{ApiError, Caller, Ceremony, Client, PasskeyProblem, Problem, Thing},
    model::{
        FactorChange, FactorWay, Kind, MOST_PASSKEYS, Passkey, PasskeyId, SessionId, SignInWay, Span, TypedPassword, UserId,
    },
    rules::names,
};
use serde::Deserialize;
use serde_json::json;

/// How long a browser may take to answer: devices must be found, plugged in and unlocked.
const LONGEST: Span = Span::minutes(5);
/// How often a client may ask for a sign-in: nobody is known then, and each question is a row.
const QUESTIONS: Budget = Budget { burst: 60, every: Span::seconds(5) };

const ADDED: &str = "account.passkey-added";
const REMOVED: &str = "account.passkey-removed";
const COPIED: &str = "session.passkey-copied";

/// Asks for a new passkey.
#[derive(Debug, Deserialize)]
pub struct AddPasskey {
    /// What its owner will call it.
    #[serde(default)]
    pub name: String,
    /// The reader's own password, where it is asked for.
    #[serde(default)]
    pub password: TypedPassword,
}

/// What a browser answers.
#[derive(Debug, Deserialize)]
pub struct AnswerPasskey {
    /// Which question.
    #[serde(default)]
    pub handle: String,
    /// The browser's words, as JSON.
    #[serde(default)]
    pub credential: String,
    /// What its owner calls a new one.
    #[serde(default)]
    pub name: String,
}

/// Removes a passkey.
#[derive(Debug, Deserialize)]
pub struct RemovePasskey {
    /// The reader's own password, where it is asked for.
    #[serde(default)]
    pub password: TypedPassword,
}

/// A passkey whose answer holds.
struct Accepted {
    stored: Stored,
    /// What is to be remembered of it from now on.
    credential: String,
}

impl Desk {
    /// Asks for a new passkey of the caller's.
    ///
    /// # Errors
    /// When its name does not do, the house cannot have passkeys, the caller has as many as there can be, or their own password is
    /// asked for and wrong.
    pub async fn ask_for_new_passkey(&self, caller: &Caller, request: &AddPasskey) -> Result<Ceremony, ApiError> {
        self.ask_for_new(caller, request).await.map_err(|fault| self.report(fault))
    }

    /// Adds the passkey that the browser has made; answers recovery codes where there were none, since the password alone lets
    /// nobody in from now on.
    ///
    /// # Errors
    /// When the browser was not asked for it in this session just now, or it is none that can be added.
    pub async fn add_passkey(&self, caller: &Caller, answer: &AnswerPasskey) -> Result<Vec<String>, ApiError> {
        self.add_own_passkey(caller, answer).await.map_err(|fault| self.report(fault))
    }

    /// Removes one of the caller's passkeys.
    ///
    /// # Errors
    /// When there is no such passkey, it is the last factor of somebody who must have one, or the caller's own password is asked
    /// for and wrong.
    pub async fn remove_passkey(&self, caller: &Caller, id: PasskeyId, request: &RemovePasskey) -> Result<(), ApiError> {
        self.remove_own_passkey(caller, id, request).await.map_err(|fault| self.report(fault))
    }

    /// Asks for any passkey, to sign in with.
    ///
    /// # Errors
    /// When the house cannot have passkeys, or the client asks too often.
    pub async fn ask_for_passkey(&self, client: &Client) -> Result<Ceremony, ApiError> {
        self.ask_for_any(client).await.map_err(|fault| self.report(fault))
    }

    /// Opens a session for the owner of the passkey that the browser shows; the one the request came with, if any, ends. Its
    /// device has asked for a finger, a face or a PIN, so that no second factor is missing.
    ///
    /// # Errors
    /// One sentence for all that can be wrong with it; [`Problem::HeldBack`] while tries are held back.
    pub async fn sign_in_with_passkey(
        &self,
        answer: &AnswerPasskey,
        client: &Client,
        previous: Option<SessionId>,
    ) -> Result<SignedIn, ApiError> {
        let tried = self.enter_with(answer, client, previous).await.map_err(|fault| self.report(fault));
        self.metrics.sign_in(SignInWay::Passkey, &tried, SignedIn::name);
        tried
    }

    /// Asks for a passkey as the second step of whoever has given their password.
    ///
    /// # Errors
    /// When the house cannot have passkeys.
    pub async fn ask_for_second_passkey(&self, proving: &Caller) -> Result<Ceremony, ApiError> {
        self.ask_for_second(proving).await.map_err(|fault| self.report(fault))
    }

    /// Takes the second step with the passkey that the browser shows, which must be the same person's.
    ///
    /// # Errors
    /// As [`Self::sign_in_with_passkey`].
    pub async fn pass_with_passkey(&self, proving: &Caller, answer: &AnswerPasskey) -> Result<SignedIn, ApiError> {
        let passed = self.pass_with(proving, answer).await.map_err(|fault| self.report(fault));
        self.metrics.sign_in(SignInWay::Passkey, &passed, SignedIn::name);
        passed
    }

    /// Someone's passkeys; `None` where the house cannot have any.
    pub(super) async fn passkeys_of(
        &self,
        tx: &mut Tx,
        user: UserId,
        moments: &Moments<'_>,
    ) -> Result<Option<Vec<Passkey>>, Fault> {
        if self.relying_party("").is_err() {
            return Ok(None);
        }
        let listed = passkeys::of_user(tx, user).await?.into_iter().map(|listed| Passkey {
            id: listed.id,
            name: listed.name,
            added: moments.moment(listed.created_at),
            last_used: listed.last_used_at.map(|at| moments.moment(at)),
        });
        Ok(Some(listed.collect()))
    }

    async fn ask_for_new(&self, caller: &Caller, request: &AddPasskey) -> Result<Ceremony, Fault> {
        checked_name(&request.name)?;
        self.relying_party("")?;
        self.confirm(caller, &request.password).await?;
        let mut tx = self.db.write().await?;
        let user = known_user(&mut tx, caller.user).await?;
        let party = self.relying_party(&self.house_settings(&mut tx).await?.organisation)?;
        check_number(&mut tx, user.id).await?;
        let known = passkeys::credentials_of(&mut tx, user.id).await?;
        let question = party.ask_for_new(user.id.0, &user.user_name, &user.display_name, known)?;
        self.put_question(tx, Purpose::Add, Some(caller.session), question).await
    }

    async fn add_own_passkey(&self, caller: &Caller, answer: &AnswerPasskey) -> Result<Vec<String>, Fault> {
        let name = checked_name(&answer.name)?;
        let state = self.take_question(answer, Purpose::Add, Some(caller.session)).await?;
        let not_added = || Fault::from(Problem::Passkey(PasskeyProblem::NotAdded));
        let made = self.relying_party("")?.take_new(&state, &answer.credential)?.ok_or_else(not_added)?;
        let (mut tx, now) = (self.db.write().await?, self.now());
        dialect::lock_user(&mut tx, caller.user).await?;
        let user = known_user(&mut tx, caller.user).await?;
        check_number(&mut tx, user.id).await?;
        let new = NewPasskey {
            id: PasskeyId(self.random.id(now)),
            user: user.id,
            credential_id: &made.credential_id,
            name,
            credential: &made.credential,
            now,
        };
        if !passkeys::insert(&mut tx, &new).await? {
            return Err(not_added());
        }
        let has_codes = factors::count_codes(&mut tx, user.id).await? > 0;
        let codes = if has_codes { Vec::new() } else { self.new_codes(&mut tx, user.id).await? };
        let event = Event::SecondFactorSetUp { way: FactorWay::Passkey };
        self.event(&mut tx, event, user.id, Some(&user.display_name)).await?;
        self.own_passkeys_changed(tx, caller, &user, FactorChange::PasskeyAdded, name).await?;
        Ok(codes)
    }

    async fn remove_own_passkey(&self, caller: &Caller, id: PasskeyId, request: &RemovePasskey) -> Result<(), Fault> {
        self.confirm(caller, &request.password).await?;
        let mut tx = self.db.write().await?;
        dialect::lock_user(&mut tx, caller.user).await?;
        let user = known_user(&mut tx, caller.user).await?;
        let removed = passkeys::remove(&mut tx, user.id, id).await?;
        let name = removed.ok_or_else(|| ApiError::not_found(Thing::Passkey))?;
        if !self.factors_of(&mut tx, user.id).await?.any() {
            if self.requires_factor(&mut tx, &user).await? {
                return Err(Problem::FactorRequired.into());
            }
            // Recovery codes go with the last factor.
            factors::remove(&mut tx, user.id).await?;
            sessions::end_proving(&mut tx, user.id).await?;
            self.event(&mut tx, Event::SecondFactorRemoved, user.id, Some(&user.display_name)).await?;
        }
        self.own_passkeys_changed(tx, caller, &user, FactorChange::PasskeyRemoved, &name).await
    }

    /// Writes down and tells the owner that their passkeys changed.
    async fn own_passkeys_changed(
        &self,
        mut tx: Tx,
        caller: &Caller,
        user: &User,
        change: FactorChange,
        name: &str,
    ) -> Result<(), Fault> {
        let action = if change == FactorChange::PasskeyAdded { ADDED } else { REMOVED };
        let mut line = acted(caller, action, Outcome::Done, (user.id, &user.display_name));
        line.detail = json!({ "name": name });
        self.audit(&mut tx, line).await?;
        self.queue_factor_notice(&mut tx, caller, user, change).await?;
        tx.commit().await?;
        self.mail_waits.notify_one();
        Ok(())
    }

    async fn ask_for_any(&self, client: &Client) -> Result<Ceremony, Fault> {
        let question = self.relying_party("")?.ask()?;
        let mut tx = self.db.write().await?;
        let key = format!("passkey/client/{}", client.network());
        let spent = limits::spend(&mut tx, &key, QUESTIONS, self.now()).await?;
        spent.map_err(|wait| Problem::HeldBack(wait.whole_seconds()))?;
        self.put_question(tx, Purpose::SignIn, None, question).await
    }

    async fn ask_for_second(&self, proving: &Caller) -> Result<Ceremony, Fault> {
        let question = self.relying_party("")?.ask()?;
        self.put_question(self.db.write().await?, Purpose::SecondFactor, Some(proving.session), question).await
    }

    async fn enter_with(&self, answer: &AnswerPasskey, client: &Client, previous: Option<SessionId>) -> Result<SignedIn, Fault> {
        self.count_client(client).await?;
        let state = self.take_question(answer, Purpose::SignIn, None).await?;
        let accepted = self.accept_passkey(answer, &state, client).await?;
        if let Some(accepted) = &accepted
            && let Some(signed_in) = self.open_with_passkey(accepted, client, previous).await?
        {
            return Ok(signed_in);
        }
        self.refuse_passkey(accepted.map(|accepted| accepted.stored.user), client).await
    }

    async fn pass_with(&self, proving: &Caller, answer: &AnswerPasskey) -> Result<SignedIn, Fault> {
        let client = &proving.client;
        self.count_client(client).await?;
        let state = self.take_question(answer, Purpose::SecondFactor, Some(proving.session)).await?;
        let accepted = self.accept_passkey(answer, &state, client).await?.filter(|accepted| accepted.stored.user == proving.user);
        let Some(accepted) = accepted else { return self.refuse_second(proving).await };
        let mut tx = self.db.write().await?;
        dialect::lock_user(&mut tx, proving.user).await?;
        if !self.use_accepted(&mut tx, &accepted, client).await? {
            drop(tx);
            return self.refuse_second(proving).await;
        }
        self.finish_second_factor(tx, proving, FactorWay::Passkey).await
    }

    /// Opens a session; `None` where the account does not let anybody in any more, or the passkey was removed meanwhile.
    async fn open_with_passkey(
        &self,
        accepted: &Accepted,
        client: &Client,
        previous: Option<SessionId>,
    ) -> Result<Option<SignedIn>, Fault> {
        let mut tx = self.db.write().await?;
        dialect::lock_user(&mut tx, accepted.stored.user).await?;
        let user = users::by_id(&mut tx, accepted.stored.user).await?;
        let Some(user) = user.filter(|user| user.is_active && user.kind != Kind::Api) else { return Ok(None) };
        if !self.use_accepted(&mut tx, accepted, client).await? {
            return Ok(None);
        }
        if credentials::of(&mut tx, user.id).await?.as_ref().is_some_and(must_be_replaced) {
            return self.open_choice(tx, &user, None, client, previous).await.map(Some);
        }
        end_previous(&mut tx, previous).await?;
        let signed_in = self.insert_session(&mut tx, &user, Scope::Full, None, client).await?;
        users::signed_in(&mut tx, user.id, self.now()).await?;
        let name = &accepted.stored.name;
        self.note_sign_in(&mut tx, &user, SignInWay::Passkey, Some(name.clone())).await?;
        let mut line = sign_in_line("session.signed-in", Outcome::Done, Some(&user), client.address.to_string());
        line.detail = json!({ "passkey": name });
        self.audit(&mut tx, line).await?;
        tx.commit().await?;
        Ok(Some(signed_in))
    }

    /// Notes that a passkey was used; answers `false` where it was removed or used since it was checked.
    async fn use_accepted(&self, tx: &mut Tx, accepted: &Accepted, client: &Client) -> Result<bool, Fault> {
        let Accepted { stored, credential } = accepted;
        limits::take_back(tx, &Counters::of(stored.user, client).client).await?;
        Ok(passkeys::used(tx, stored, credential, self.now()).await?)
    }

    /// The passkey that a browser shows in answer to a question; `None` where it shows none that holds.
    async fn accept_passkey(&self, answer: &AnswerPasskey, state: &str, client: &Client) -> Result<Option<Accepted>, Fault> {
        let Some(shown) = Shown::read(&answer.credential) else { return Ok(None) };
        let stored = passkeys::by_credential(&mut self.db.read().await?, shown.credential_id()).await?;
        let Some(stored) = stored.filter(|stored| shown.user() == Some(stored.user.0)) else { return Ok(None) };
        match self.relying_party("")?.check(state, &shown, &stored.credential)? {
            Ok(credential) => Ok(Some(Accepted { stored, credential })),
            Err(NotAccepted::Wrong) => Ok(None),
            Err(NotAccepted::CountsBack) => {
                self.note_copied(&stored, client).await?;
                Ok(None)
            }
        }
    }

    async fn note_copied(&self, stored: &Stored, client: &Client) -> Result<(), Fault> {
        let mut tx = self.db.write().await?;
        let user = users::by_id(&mut tx, stored.user).await?;
        let mut line = sign_in_line(COPIED, Outcome::Refused, user.as_ref(), client.address.to_string());
        line.detail = json!({ "passkey": stored.name });
        self.audit(&mut tx, line).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn refuse_passkey(&self, user: Option<UserId>, client: &Client) -> Result<SignedIn, Fault> {
        let mut tx = self.db.write().await?;
        let user = match user {
            Some(id) => users::by_id(&mut tx, id).await?,
            None => None,
        };
        let mut line = sign_in_line("session.sign-in", Outcome::Failed, user.as_ref(), client.address.to_string());
        line.detail = json!({ "through": SignInWay::Passkey });
        self.audit(&mut tx, line).await?;
        tx.commit().await?;
        Err(Problem::Passkey(PasskeyProblem::Refused).into())
    }

    /// The same of the second step: it is written down as a wrong code is.
    async fn refuse_second(&self, proving: &Caller) -> Result<SignedIn, Fault> {
        let mut tx = self.db.write().await?;
        self.note_wrong_factor(&mut tx, proving).await?;
        tx.commit().await?;
        Err(Problem::Passkey(PasskeyProblem::Refused).into())
    }

    /// Remembers a question; the answer is what a page asks the browser.
    async fn put_question(
        &self,
        mut tx: Tx,
        purpose: Purpose,
        session: Option<SessionId>,
        question: Question,
    ) -> Result<Ceremony, Fault> {
        let handle = LinkSecret::mint(&self.random);
        let challenge = NewChallenge {
            handle: handle.passkey_digest(),
            purpose,
            session,
            state: &question.state,
            expires_at: self.now() + LONGEST,
        };
        passkeys::ask(&mut tx, &challenge).await?;
        tx.commit().await?;
        Ok(Ceremony::new(handle.expose().to_owned(), question.options))
    }

    /// What an answer is compared with. There is one answer to a question, and only in the session that asked.
    async fn take_question(&self, answer: &AnswerPasskey, purpose: Purpose, session: Option<SessionId>) -> Result<String, Fault> {
        let over = Problem::Passkey(PasskeyProblem::Over);
        let Some(handle) = LinkSecret::read(&answer.handle) else { return Err(over.into()) };
        let mut tx = self.db.write().await?;
        let asked = passkeys::take(&mut tx, &handle.passkey_digest(), purpose, self.now()).await?;
        tx.commit().await?;
        asked.filter(|asked| asked.session == session).map(|asked| asked.state).ok_or_else(|| over.into())
    }

    /// The house at its public address, by the name that devices show for it.
    fn relying_party(&self, name: &str) -> Result<RelyingParty, Fault> {
        RelyingParty::of(&self.house.origin, name).map_err(|_| Problem::Passkey(PasskeyProblem::Unavailable).into())
    }
}

/// Whether somebody can have one more.
async fn check_number(tx: &mut Tx, user: UserId) -> Result<(), Fault> {
    let most = i64::try_from(MOST_PASSKEYS).unwrap_or(i64::MAX);
    if passkeys::count_of(tx, user).await? < most { Ok(()) } else { Err(Problem::Passkey(PasskeyProblem::TooMany).into()) }
}

fn checked_name(name: &str) -> Result<&str, ApiError> {
    let name = name.trim();
    names::check_display_name(name).map_err(|problem| ApiError::field("name", Problem::DisplayName(problem)))?;
    Ok(name)
}
