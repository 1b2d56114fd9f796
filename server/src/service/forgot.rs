//! Those who forgot their password get a link by e-mail, never a password. Whoever asks is answered alike, and after the same
//! work: a request is only kept, and a worker decides about it later.

use super::{Desk, Fault, people::target};
use crate::{
    security::{Digest, LinkSecret},
    store::{
        Tx,
        audit::{Line, Outcome},
        dialect,
        events::Event,
        forgot::{self, Request},
        limits::{self, Budget},
        links,
        users::{self, User},
    },
};
use app::{
    api::{ApiError, Client, Problem},
    model::{LinkLife, Span, UserId},
    rules::{names, reset::can_be_sent_link},
};
use serde::Deserialize;
use serde_json::json;

/// How often one name, one address, one old link may be entered, and how often one account is mailed to.
const PER_ACCOUNT: Budget = Budget { burst: 3, every: Span::hours(1) };
/// How often one client may ask, for whomever: three in an hour.
const PER_CLIENT: Budget = Budget { burst: 3, every: Span::minutes(20) };
/// To how many accounts that share an address one request sends links.
const MOST_SHARING: i64 = 5;
/// How many requests are decided at a time.
const BATCH: i64 = 200;
/// A request that could not be decided for so long is not waited for any more.
const TOO_LATE: Span = Span::hours(1);

/// What is typed by someone who forgot their password.
#[derive(Debug, Deserialize)]
pub struct Forgot {
    /// User name or e-mail address.
    #[serde(default)]
    pub user_name: String,
}

impl Desk {
    /// Takes a request for a link. The answer says nothing of whether there is such an account.
    ///
    /// # Errors
    /// When nothing was typed; [`Problem::HeldBack`] when the name, whether anybody has it or not, or the client has used
    /// its budget up.
    pub async fn forgot(&self, typed: &Forgot, client: &Client) -> Result<(), ApiError> {
        self.take_forgotten(typed, client).await.map_err(|fault| self.report(fault))
    }

    /// Takes a request for a new link by someone who has an old one, however that stands. Of an unknown link nothing is kept.
    ///
    /// # Errors
    /// [`Problem::HeldBack`] when the link or the client has used its budget up.
    pub async fn renew_link(&self, code: &str, client: &Client) -> Result<(), ApiError> {
        self.take_renewal(code, client).await.map_err(|fault| self.report(fault))
    }

    /// Decides about the requests that wait: links go to active people whom mail can reach. Called by a worker.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn answer_forgotten(&self) -> anyhow::Result<()> {
        let waiting = forgot::oldest(&mut self.db.read().await?, BATCH).await?;
        for request in &waiting {
            // One that cannot be decided holds up nobody else, and is dropped when it is too late.
            if let Err(fault) = self.answer(request).await {
                tracing::warn!(request = %request.id, error = format!("{:#}", anyhow::Error::from(fault)), "not decided yet");
            }
        }
        Ok(())
    }

    async fn take_forgotten(&self, typed: &Forgot, client: &Client) -> Result<(), Fault> {
        let key = names::key(&typed.user_name);
        if key.is_empty() {
            return Err(ApiError::field("user_name", Problem::Required).into());
        }
        let (user, by_email) = users::meant_by(&mut self.db.read().await?, &typed.user_name).await?;
        // By what was typed, not by whom it means: that a name and an address have one budget would tell that they belong together.
        let budget = format!("forgot/name/{}", Digest::of_unknown_name(&key).hex());
        self.keep_request(&budget, user, by_email, client).await
    }

    async fn take_renewal(&self, code: &str, client: &Client) -> Result<(), Fault> {
        let Some(digest) = LinkSecret::read(code).map(|secret| secret.digest()) else { return Ok(()) };
        let Some(link) = links::by_token(&mut self.db.read().await?, &digest).await? else { return Ok(()) };
        self.keep_request(&format!("forgot/link/{}", link.id), Some(link.user), false, client).await
    }

    async fn keep_request(&self, budget: &str, user: Option<UserId>, by_email: bool, client: &Client) -> Result<(), Fault> {
        let at = self.now();
        let address = client.address.to_string();
        let mut tx = self.db.write().await?;
        for (key, budget) in [(budget, PER_ACCOUNT), (&format!("forgot/client/{}", client.network()), PER_CLIENT)] {
            limits::spend(&mut tx, key, budget, at).await?.map_err(|wait| Problem::HeldBack(wait.whole_seconds()))?;
        }
        let request = Request { id: self.random.id(at), user, by_email, address, at };
        forgot::insert(&mut tx, &request).await?;
        self.audit(&mut tx, line("password.forgotten", Outcome::Done, None, &request)).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn answer(&self, request: &Request) -> Result<(), Fault> {
        let mut tx = self.db.write().await?;
        // Another process may have been first.
        if !forgot::take(&mut tx, request.id).await? {
            return Ok(());
        }
        if self.now() - request.at < TOO_LATE {
            for user in meant(&mut tx, request).await? {
                self.help(&mut tx, &user, request).await?;
            }
        }
        tx.commit().await?;
        self.mail_waits.notify_one();
        Ok(())
    }

    /// Sends a link, or says in the audit trail alone why not.
    async fn help(&self, tx: &mut Tx, user: &User, request: &Request) -> Result<(), Fault> {
        dialect::lock_user(tx, user.id).await?;
        let mut entry = line("link.requested", Outcome::Refused, Some(user), request);
        if let Err(refusal) = can_be_sent_link(target(user)) {
            entry.detail = json!({ "reason": refusal });
            return self.audit(tx, entry).await;
        }
        if limits::spend(tx, &format!("forgot/user/{}", user.id), PER_ACCOUNT, self.now()).await?.is_err() {
            entry.detail = json!({ "reason": "too-many" });
            return self.audit(tx, entry).await;
        }
        let minutes = self.house_settings(tx).await?.policy.self_service_minutes;
        let life = LinkLife::from_minutes(minutes).unwrap_or(LinkLife::DEFAULT);
        let sent = self.replace_link(tx, None, user, life).await?;
        self.event(tx, Event::LinkRequested, user.id, None).await?;
        entry.outcome = Outcome::Done;
        entry.detail = json!({ "link": sent.link, "life_minutes": minutes });
        self.audit(tx, entry).await
    }
}

/// Everyone whom a request means: of an address, all who share it.
async fn meant(tx: &mut Tx, request: &Request) -> Result<Vec<User>, Fault> {
    let Some(id) = request.user else { return Ok(Vec::new()) };
    let Some(user) = users::by_id(tx, id).await? else { return Ok(Vec::new()) };
    match user.email.as_deref().filter(|_| request.by_email) {
        Some(email) => Ok(users::of_email(tx, email, MOST_SHARING).await?),
        None => Ok(vec![user]),
    }
}

/// A line of the audit trail. Nobody is signed in, so nobody is named as the one who did it.
fn line<'a>(action: &'a str, outcome: Outcome, target: Option<&'a User>, request: &Request) -> Line<'a> {
    Line {
        target: target.map(|user| (user.id, user.display_name.as_str())),
        address: Some(request.address.clone()),
        ..Line::without_actor(action, outcome)
    }
}
