//! Signing in: the same words and the same work whether the name is unknown, the password wrong or missing, or the account
//! switched off.

use super::{Desk, Fault};
use crate::{
    security::{Digest, SessionSecret},
    store::{
        Tx,
        audit::{Line, Outcome},
        credentials,
        events::Event,
        limits,
        sessions::{self, NewSession, Scope},
        users::{self, User},
    },
};
use app::{
    api::{ApiError, Client, Problem},
    model::{Kind, Role, SessionId, Span, Timestamp, TypedPassword, UserId},
    rules::names,
};
use serde::Deserialize;
use uuid::Uuid;

/// Failures in a row that cost nothing but the try (WSTG-ATHN-03).
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
}

/// Who is tried, as far as counting goes.
pub(super) struct Counters {
    pub(super) account: String,
    pub(super) client: String,
}

impl Counters {
    /// Of an account, or of a name that nobody has, and of a client.
    pub(super) fn of(user: Option<&User>, typed: &str, client: &Client) -> Self {
        Self { account: account_key(user, typed), client: format!("sign-in/client/{}", client.address) }
    }
}

/// What is known of whoever is tried.
struct Tried {
    user: Option<User>,
    hash: Option<String>,
}

impl Desk {
    /// Checks a password and opens a session; the one the request came with, if any, ends.
    ///
    /// # Errors
    /// One sentence for all that can be wrong; [`Problem::HeldBack`] while tries are held back.
    pub async fn sign_in(&self, typed: SignIn, client: &Client, previous: Option<SessionId>) -> Result<SignedIn, ApiError> {
        self.sign_in_inner(typed, client, previous).await.map_err(|fault| self.report(fault))
    }

    async fn sign_in_inner(&self, typed: SignIn, client: &Client, previous: Option<SessionId>) -> Result<SignedIn, Fault> {
        let tried = self.look_up(&typed.user_name).await?;
        let counters = Counters::of(tried.user.as_ref(), &typed.user_name, client);
        let failures = self.count_try(&counters, tried.user.as_ref().map(|user| user.id)).await?;
        let matches = self.hasher.verify(&typed.password, tried.hash.as_deref()).await?;
        let allowed = matches && failures < MOST_FAILURES;
        match tried.user {
            Some(user) if allowed && user.is_active && user.kind != Kind::Api => {
                let rehashed = self.rehashed(&typed.password, tried.hash.as_deref()).await?;
                self.open_session(&user, &counters, client, previous, rehashed).await
            }
            user => {
                self.record_failure(user.as_ref(), failures, client).await?;
                Err(Problem::WrongSignIn.into())
            }
        }
    }

    /// Reads as much for an unknown name as for a known one.
    async fn look_up(&self, typed: &str) -> Result<Tried, Fault> {
        let mut tx = self.db.read().await?;
        let user = users::by_sign_in_name(&mut tx, typed).await?;
        let id = user.as_ref().map_or(UserId(Uuid::nil()), |user| user.id);
        let hash = credentials::of(&mut tx, id).await?.map(|credential| credential.password_hash);
        Ok(Tried { user, hash })
    }

    /// Counts the try before it is made, so that fifty at once are fifty; a success takes it back.
    pub(super) async fn count_try(&self, counters: &Counters, user: Option<UserId>) -> Result<i64, Fault> {
        let now = self.now();
        let mut tx = self.db.write().await?;
        let account = limits::fail(&mut tx, &counters.account, user, now, Timestamp(0)).await?;
        let of_client = limits::fail(&mut tx, &counters.client, None, now, now - CLIENT_RESTS).await?;
        let until = account.blocked_until.max(of_client.blocked_until);
        if until > now {
            // Not committed: a try that was held back does not count.
            return Err(Problem::HeldBack((until - now).whole_seconds()).into());
        }
        hold_back(&mut tx, &counters.account, account.failures - FREE_FOR_ACCOUNT, now).await?;
        hold_back(&mut tx, &counters.client, of_client.failures - FREE_FOR_CLIENT, now).await?;
        tx.commit().await?;
        Ok(account.failures)
    }

    async fn rehashed(&self, password: &TypedPassword, hash: Option<&str>) -> Result<Option<(String, String)>, Fault> {
        match hash.filter(|hash| self.hasher.is_outdated(hash)) {
            Some(old) => Ok(Some((old.to_owned(), self.hasher.hash(password).await?))),
            None => Ok(None),
        }
    }

    async fn open_session(
        &self,
        user: &User,
        counters: &Counters,
        client: &Client,
        previous: Option<SessionId>,
        rehashed: Option<(String, String)>,
    ) -> Result<SignedIn, Fault> {
        let now = self.now();
        let secret = SessionSecret::mint(&self.random);
        let session = SessionId(self.random.id(now));
        let mut tx = self.db.write().await?;
        limits::clear(&mut tx, &counters.account).await?;
        limits::take_back(&mut tx, &counters.client).await?;
        if let Some((old, new)) = rehashed {
            credentials::rehash(&mut tx, user.id, &old, &new).await?;
        }
        if let Some(previous) = previous {
            sessions::end(&mut tx, previous).await?;
        }
        let address = client.address.to_string();
        let new = NewSession {
            id: session,
            secret_hash: secret.digest(),
            user: user.id,
            scope: Scope::Full,
            now,
            expires_at: now + self.house.session,
            address: &address,
            browser: &client.browser,
        };
        sessions::insert(&mut tx, &new).await?;
        users::signed_in(&mut tx, user.id, now).await?;
        self.event(&mut tx, Event::SignedIn, user.id, Some(&user.display_name)).await?;
        self.audit(&mut tx, sign_in_line("session.signed-in", Outcome::Done, Some(user), address.clone())).await?;
        tx.commit().await?;
        Ok(SignedIn { secret, session, role: user.role })
    }

    async fn record_failure(&self, user: Option<&User>, failures: i64, client: &Client) -> Result<(), Fault> {
        let mut tx = self.db.write().await?;
        if let Some(user) = user {
            self.event(&mut tx, Event::SignInFailed { failures }, user.id, None).await?;
        }
        let line = sign_in_line("session.sign-in", Outcome::Failed, user, client.address.to_string());
        self.audit(&mut tx, line).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// The key under which an account's failures are counted. A name that nobody has is kept as a hash: it may be a password
/// that was typed into the wrong field.
fn account_key(user: Option<&User>, typed: &str) -> String {
    match user {
        Some(user) => format!("sign-in/user/{}", user.id),
        None => format!("sign-in/name/{}", Digest::of_unknown_name(&names::key(typed)).hex()),
    }
}

fn sign_in_line<'a>(action: &'a str, outcome: Outcome, user: Option<&'a User>, address: String) -> Line<'a> {
    let person = user.map(|user| (user.id, user.display_name.as_str()));
    let actor = if outcome == Outcome::Done { person } else { None };
    Line { action, outcome, actor, target: person, address: Some(address), detail: serde_json::json!({}) }
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
