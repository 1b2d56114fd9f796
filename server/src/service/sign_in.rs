//! Signing in: the same words and the same work whether the name is unknown, the password wrong, missing, stopped or expired,
//! or the account switched off. A generated or a temporary password opens a session for choosing one's own, nothing else.

use super::{Desk, Fault, choose::LONGEST_CHOICE, second_factor::LONGEST_PROOF};
use crate::{
    security::{Digest, MailedPassword, SessionSecret, as_hashed},
    store::{
        StoreError, Tx,
        audit::{Line, Outcome},
        credentials::{self, Credential},
        dialect,
        events::{Event, NewEvent},
        limits, pending,
        sessions::{self, NewSession, Scope},
        users::{self, User},
    },
};
use app::{
    api::{ApiError, Client, KnownBrowser, Problem},
    model::{Kind, PendingId, Role, SessionId, SignInWay, Span, Timestamp, TypedPassword, UserId},
    rules::names,
};
use secrecy::SecretString;
use serde::Deserialize;
use uuid::Uuid;

/// The failure in a row from which on an account is held back (WSTG-ATHN-03).
const FREE_FOR_ACCOUNT: i64 = 5;
/// The same for all accounts together from one client: an office shares an address.
const FREE_FOR_CLIENT: i64 = 30;
/// The longest a try is held back (WSTG-ATHN-03).
const LONGEST_WAIT: Span = Span::minutes(15);
/// Failures in a row after which a password is no longer accepted until it is changed (NIST SP 800-63B-4 §3.2.2).
pub(super) const MOST_FAILURES: i64 = 100;
/// A client that rested this long starts anew. An account's failures in a row do not age.
const CLIENT_RESTS: Span = Span::hours(1);

/// What is typed at sign-in.
#[derive(Debug, Deserialize)]
pub struct SignIn {
    /// User name or e-mail address.
    #[serde(default)]
    pub user_name: String,
    /// The password.
    #[serde(default)]
    pub password: TypedPassword,
}

/// A session was opened.
#[derive(Debug)]
pub struct SignedIn {
    /// The cookie's secret.
    pub secret: SessionSecret,
    /// The session, for a message to its first page.
    pub session: SessionId,
    /// What they may do, for where they land.
    pub role: Role,
    /// What the session may be used for.
    pub scope: Scope,
    /// Whether, in a session for a second factor, there is none yet.
    pub must_set_up: bool,
    /// The cookie by which the browser is known from now on, where the session may be used for everything.
    pub known: Option<SecretString>,
}

impl SignedIn {
    /// How it is counted.
    pub(super) const fn name(&self) -> &'static str {
        match self.scope {
            Scope::Full => "signed-in",
            Scope::ChoosePassword => "must-choose",
            Scope::SecondFactor => "second-factor",
        }
    }
}

/// Who is tried, as far as counting goes.
pub(super) struct Counters {
    pub(super) account: String,
    pub(super) client: String,
    /// Of the browser, where the account's owner was signed in before: it is held back for its own failures alone.
    pub(super) known: Option<OwnCounter>,
}

/// The counter of one browser.
pub(super) struct OwnCounter {
    key: String,
    browser: KnownBrowser,
}

impl Counters {
    /// A known account, tried from this client.
    pub(super) fn of(user: UserId, client: &Client) -> Self {
        Self::under("sign-in", user, client)
    }

    /// The same under a name of its own, which a right password does not clear. A client's tries are counted together.
    pub(super) fn under(name: &str, user: UserId, client: &Client) -> Self {
        let known = client.known.filter(|known| known.user == user);
        Self {
            account: format!("{name}/user/{user}"),
            client: format!("sign-in/client/{}", client.network()),
            known: known.map(|browser| OwnCounter { key: format!("{name}/known/{user}/{}", browser.id), browser }),
        }
    }

    /// The try was right: what was counted of the account ends, and the client did not fail.
    pub(super) async fn right(&self, tx: &mut Tx) -> Result<(), StoreError> {
        for key in std::iter::once(&self.account).chain(self.known.as_ref().map(|own| &own.key)) {
            limits::clear(tx, key).await?;
        }
        limits::take_back(tx, &self.client).await
    }

    /// Whoever has this name. A name that nobody has is kept as a hash: it may be a password that was typed into the wrong
    /// field.
    pub(super) fn of_name(user: Option<&User>, typed: &str, client: &Client) -> Self {
        let known = Self::of(user.map_or(UserId(Uuid::nil()), |user| user.id), client);
        match user {
            Some(_) => known,
            None => Self { account: format!("sign-in/name/{}", Digest::of_unknown_name(&names::key(typed)).hex()), ..known },
        }
    }
}

/// What is known of whoever is tried.
pub(super) struct Tried {
    pub(super) user: Option<User>,
    credential: Option<Credential>,
    /// What was typed, where it is a generated password that works.
    pub(super) mailed: Option<MailedPassword>,
}

impl Tried {
    pub(super) fn hash(&self) -> Option<&str> {
        self.credential.as_ref().map(|credential| credential.password_hash.as_str())
    }

    /// What was typed, in the form in which it was hashed.
    pub(super) fn as_hashed(&self, typed: &TypedPassword) -> TypedPassword {
        let is_temporary = self.credential.as_ref().is_some_and(|credential| credential.temporary.is_some());
        if is_temporary { as_hashed(typed.expose()) } else { typed.clone() }
    }

    /// What the password opens, if it opens anything still.
    pub(super) fn scope(&self, now: Timestamp) -> Option<Scope> {
        let credential = self.credential.as_ref()?;
        match &credential.temporary {
            None if credential.must_change => Some(Scope::ChoosePassword),
            None => Some(Scope::Full),
            Some(temporary) => (temporary.until > now).then_some(Scope::ChoosePassword),
        }
    }
}

impl Desk {
    /// Checks a password and opens a session; the one the request came with, if any, ends.
    ///
    /// # Errors
    /// One sentence for all that can be wrong; [`Problem::HeldBack`] while tries are held back.
    pub async fn sign_in(&self, typed: SignIn, client: &Client, previous: Option<SessionId>) -> Result<SignedIn, ApiError> {
        let tried = self.sign_in_inner(typed, client, previous).await.map_err(|fault| self.report(fault));
        self.metrics.sign_in(SignInWay::Pages, &tried, SignedIn::name);
        tried
    }

    async fn sign_in_inner(&self, typed: SignIn, client: &Client, previous: Option<SessionId>) -> Result<SignedIn, Fault> {
        let tried = self.look_up(&typed).await?;
        let known = tried.user.as_ref().filter(|user| user.is_active && user.kind != Kind::Api);
        // 120 bits need no counting, and an account that is held back after guesses can be got into with what was mailed.
        if let (Some(user), Some(password)) = (known, &tried.mailed)
            && let Some(signed_in) = self.open_mailed(user, password, client, previous).await?
        {
            return Ok(signed_in);
        }
        let counters = Counters::of_name(tried.user.as_ref(), &typed.user_name, client);
        let failures = self.count_try(&counters, tried.user.as_ref().map(|user| user.id)).await?;
        let password = tried.as_hashed(&typed.password);
        let matches = self.hasher.verify(&password, tried.hash()).await?;
        let scope = tried.scope(self.now()).filter(|_| matches && failures < MOST_FAILURES);
        if let (Some(user), Some(scope), Some(hash)) = (known, scope, tried.hash()) {
            let verified = self.verified(&password, hash).await?;
            if let Some(signed_in) = self.open_session(user, scope, &counters, client, previous, verified).await? {
                return Ok(signed_in);
            }
        }
        self.record_failure(tried.user.as_ref(), failures, client).await?;
        Err(Problem::WrongSignIn.into())
    }

    /// Reads as much for an unknown name as for a known one, and for any password as for a generated one.
    pub(super) async fn look_up(&self, typed: &SignIn) -> Result<Tried, Fault> {
        let mut tx = self.db.read().await?;
        let user = users::by_sign_in_name(&mut tx, &typed.user_name).await?;
        let id = user.as_ref().map_or(UserId(Uuid::nil()), |user| user.id);
        let credential = credentials::of(&mut tx, id).await?;
        let mailed = MailedPassword::read(typed.password.expose());
        let digest = mailed.as_ref().map_or_else(|| Digest::of_unknown_name(""), MailedPassword::digest);
        let opens = pending::by_secret(&mut tx, &digest, id, self.now()).await?;
        Ok(Tried { user, credential, mailed: mailed.filter(|_| opens.is_some()) })
    }

    /// Counts the try before it is made, so that fifty at once are fifty; a success takes it back. A known browser's try counts for
    /// all, and only what it has failed itself holds it back: strangers cannot shut an owner out of it.
    pub(super) async fn count_try(&self, counters: &Counters, user: Option<UserId>) -> Result<i64, Fault> {
        let now = self.now();
        let mut tx = self.db.write().await?;
        let account = limits::fail(&mut tx, &counters.account, user, now, Timestamp(0)).await?;
        let of_client = limits::fail(&mut tx, &counters.client, None, now, now - CLIENT_RESTS).await?;
        let own = match &counters.known {
            Some(own) => self.is_known(&mut tx, own.browser).await?.then_some(own),
            None => None,
        };
        let known = match own {
            Some(own) => Some(limits::fail(&mut tx, &own.key, user, now, Timestamp(0)).await?),
            None => None,
        };
        let until = known.map_or_else(|| account.blocked_until.max(of_client.blocked_until), |known| known.blocked_until);
        if until > now {
            // Not committed: a try that was held back does not count.
            return Err(Problem::HeldBack((until - now).whole_seconds()).into());
        }
        hold_back(&mut tx, &counters.account, account.failures - FREE_FOR_ACCOUNT, now).await?;
        hold_back(&mut tx, &counters.client, of_client.failures - FREE_FOR_CLIENT, now).await?;
        if let (Some(own), Some(known)) = (own, known) {
            hold_back(&mut tx, &own.key, known.failures - FREE_FOR_ACCOUNT, now).await?;
        }
        tx.commit().await?;
        Ok(known.unwrap_or(account).failures)
    }

    /// Counts a try of a client alone, before it is made: what cannot be guessed holds no account back.
    pub(super) async fn count_client(&self, client: &Client) -> Result<(), Fault> {
        let (key, now) = (Counters::of(UserId(Uuid::nil()), client).client, self.now());
        let mut tx = self.db.write().await?;
        let counted = limits::fail(&mut tx, &key, None, now, now - CLIENT_RESTS).await?;
        if counted.blocked_until > now {
            return Err(Problem::HeldBack((counted.blocked_until - now).whole_seconds()).into());
        }
        hold_back(&mut tx, &key, counted.failures - FREE_FOR_CLIENT, now).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn verified<'a>(&self, password: &TypedPassword, hash: &'a str) -> Result<Verified<'a>, Fault> {
        let rehashed = if self.hasher.is_outdated(hash) { Some(self.hasher.hash(password).await?) } else { None };
        Ok(Verified { hash, rehashed })
    }

    /// Opens a session, unless the password was changed or stopped while it was checked.
    async fn open_session(
        &self,
        user: &User,
        scope: Scope,
        counters: &Counters,
        client: &Client,
        previous: Option<SessionId>,
        verified: Verified<'_>,
    ) -> Result<Option<SignedIn>, Fault> {
        let mut tx = self.db.write().await?;
        dialect::lock_user(&mut tx, user.id).await?;
        let current = credentials::of(&mut tx, user.id).await?;
        if current.is_none_or(|current| current.password_hash != verified.hash) {
            return Ok(None);
        }
        counters.right(&mut tx).await?;
        if let Some(new) = verified.rehashed {
            credentials::rehash(&mut tx, user.id, verified.hash, &new).await?;
        }
        if scope == Scope::ChoosePassword {
            return self.open_choice(tx, user, None, client, previous).await.map(Some);
        }
        end_previous(&mut tx, previous).await?;
        let signed_in = self.open_after_password(&mut tx, user, client).await?;
        let mut line = sign_in_line("session.signed-in", Outcome::Done, Some(user), client.address.to_string());
        if signed_in.scope != Scope::Full {
            line.detail = serde_json::json!({ "scope": signed_in.scope.to_string() });
        }
        self.audit(&mut tx, line).await?;
        tx.commit().await?;
        Ok(Some(signed_in))
    }

    /// Opens a session in which a password is chosen, with a generated password or, without one, a temporary one.
    pub(super) async fn open_choice(
        &self,
        mut tx: Tx,
        user: &User,
        pending: Option<PendingId>,
        client: &Client,
        previous: Option<SessionId>,
    ) -> Result<SignedIn, Fault> {
        end_previous(&mut tx, previous).await?;
        let signed_in = self.insert_session(&mut tx, user, Scope::ChoosePassword, pending, client).await?;
        self.event(&mut tx, Event::SignedInToChoose, user.id, Some(&user.display_name)).await?;
        let mut line = sign_in_line("session.signed-in", Outcome::Done, Some(user), client.address.to_string());
        line.detail = serde_json::json!({ "scope": Scope::ChoosePassword.to_string() });
        self.audit(&mut tx, line).await?;
        tx.commit().await?;
        Ok(signed_in)
    }

    /// Adds a session with a new secret.
    pub(super) async fn insert_session(
        &self,
        tx: &mut Tx,
        user: &User,
        scope: Scope,
        pending: Option<PendingId>,
        client: &Client,
    ) -> Result<SignedIn, Fault> {
        let now = self.now();
        let secret = SessionSecret::mint(&self.random);
        let session = SessionId(self.random.id(now));
        let longest = match scope {
            Scope::Full => self.house.session,
            Scope::ChoosePassword => self.house.session.min(LONGEST_CHOICE),
            Scope::SecondFactor => self.house.session.min(LONGEST_PROOF),
        };
        let new = NewSession {
            id: session,
            secret_hash: secret.digest(),
            user: user.id,
            scope,
            now,
            expires_at: now + longest,
            address: &client.address.to_string(),
            browser: &client.browser,
            pending,
        };
        sessions::insert(tx, &new).await?;
        let known = if scope == Scope::Full { self.know_new_browser(user.id, session) } else { None };
        Ok(SignedIn { secret, session, role: user.role, scope, must_set_up: false, known })
    }

    /// Records that somebody signed in, with a password, or with a key or a passkey of this name.
    pub(super) async fn note_sign_in(
        &self,
        tx: &mut Tx,
        user: &User,
        through: SignInWay,
        key: Option<String>,
    ) -> Result<(), Fault> {
        self.event(tx, Event::SignedIn { through, key }, user.id, Some(&user.display_name)).await
    }

    /// Records a failure, and that the account is held back from now on where this is the one that brings it about. Under a name
    /// that nobody has it is about nobody: the work must be the same.
    pub(super) async fn note_failure(
        &self,
        tx: &mut Tx,
        user: Option<UserId>,
        failures: i64,
        through: SignInWay,
    ) -> Result<(), Fault> {
        let is_last_free = failures == FREE_FOR_ACCOUNT;
        let events =
            [Some(Event::SignInFailed { failures, through }), is_last_free.then_some(Event::Locked { failures, through })];
        for event in events.iter().flatten() {
            let new = NewEvent { event, actor: None, causes: &self.causes, at: self.now() };
            self.record_event(tx, &new, user.as_slice()).await?;
        }
        Ok(())
    }

    async fn record_failure(&self, user: Option<&User>, failures: i64, client: &Client) -> Result<(), Fault> {
        let mut tx = self.db.write().await?;
        self.note_failure(&mut tx, user.map(|user| user.id), failures, SignInWay::Pages).await?;
        let line = sign_in_line("session.sign-in", Outcome::Failed, user, client.address.to_string());
        self.audit(&mut tx, line).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// A password that was right when it was checked.
struct Verified<'a> {
    /// The hash it was checked against.
    hash: &'a str,
    /// Its hash under today's parameters, where that is another.
    rehashed: Option<String>,
}

/// The session that a request came with ends when another is opened.
pub(super) async fn end_previous(tx: &mut Tx, previous: Option<SessionId>) -> Result<(), Fault> {
    if let Some(previous) = previous {
        sessions::end(tx, previous).await?;
    }
    Ok(())
}

pub(super) fn sign_in_line<'a>(action: &'a str, outcome: Outcome, user: Option<&'a User>, address: String) -> Line<'a> {
    let person = user.map(|user| (user.id, user.display_name.as_str()));
    let actor = if outcome == Outcome::Done { person } else { None };
    Line { action, outcome, actor, through: None, target: person, address: Some(address), detail: serde_json::json!({}) }
}

/// Holds a key back for 2^(`excess`) seconds, from the first failure that is not free on.
async fn hold_back(tx: &mut Tx, key: &str, excess: i64, now: Timestamp) -> Result<(), Fault> {
    if excess >= 0 {
        limits::block(tx, key, now + wait(excess)).await?;
    }
    Ok(())
}

fn wait(excess: i64) -> Span {
    let seconds = 1_i64.checked_shl(u32::try_from(excess).unwrap_or(u32::MAX)).filter(|_| excess < 32).unwrap_or(i64::MAX);
    Span::seconds(seconds.clamp(1, LONGEST_WAIT.whole_seconds()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_and_end_at_a_quarter_of_an_hour() {
        let seconds: Vec<_> = [0, 1, 2, 9, 10, 31, 32, 64, 1000].map(|excess| wait(excess).whole_seconds()).into();
        assert_eq!(seconds, [1, 2, 4, 512, 900, 900, 900, 900, 900]);
    }
}
