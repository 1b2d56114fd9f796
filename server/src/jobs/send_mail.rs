//! The mail worker: claims messages, mints their secrets, sends them, records what the mail server said.
//!
//! A batch is claimed under a lease, its secrets are minted and one commit makes their hashes last; only then is anything
//! sent. Replies are recorded in as few commits as the database is quick. A worker that dies leaves the lease to run out:
//! the message is sent again with the same Message-ID and a new secret, and whichever copy the person opens works.

use super::backoff;
use crate::{
    mail::{FailureClass, Letter, Outgoing, Reply, SendError, Variables, reason},
    service::Desk,
    store::{
        StoreError, Tx,
        audit::{self, Line, Outcome},
        dialect,
        events::{Event, NewEvent},
        links,
        outbox::{self, Message, Settled, State},
        pending, users,
    },
};
use app::model::{HouseSettings, NewPasswordEffect, Span, Timestamp};
use futures_util::{StreamExt, stream};
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// How long the worker sleeps at most: other processes may have queued something.
const POLL: Duration = Duration::from_secs(1);
/// How long it rests after the mail server refused our sign-in, or cannot be used as configured.
const REST: Duration = Duration::from_secs(30);
/// Messages claimed at once, per connection to the mail server.
const PER_CONNECTION: usize = 4;

/// Sends what is in the outbox.
#[derive(Debug)]
pub struct MailWorker {
    desk: Desk,
    /// How long a claim lasts unless it is renewed.
    lease: Span,
}

/// A claimed message, ready to be sent.
struct Ready {
    message: Message,
    outgoing: Outgoing,
}

/// A message that will not be sent, and why.
struct Dropped {
    message: Message,
    state: State,
    why: String,
}

/// What came of a try.
struct Tried {
    message: Message,
    result: Result<Reply, SendError>,
}

/// What a batch came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pass {
    /// Nothing was due.
    Idle,
    /// Messages were handled; more may be due.
    Busy,
    /// The mail server cannot be used as things are.
    Held,
}

impl MailWorker {
    /// A worker over a desk's outbox. A claim lasts for `lease` unless it is renewed.
    #[must_use]
    pub const fn new(desk: Desk, lease: Span) -> Self {
        Self { desk, lease }
    }

    /// Sends until told to stop; then finishes what is under way.
    pub async fn run(self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            let rest = match self.pass().await {
                Ok(Pass::Busy) => continue,
                Ok(Pass::Idle) => POLL,
                Ok(Pass::Held) => REST,
                Err(error) => {
                    tracing::error!(
                        error = format!("{error:#}"),
                        "the outbox could not be worked on; it is tried again in a second"
                    );
                    POLL
                }
            };
            tokio::select! {
                () = stop.cancelled() => {}
                () = self.desk.mail_waits.notified(), if rest == POLL => {}
                () = tokio::time::sleep(rest) => {}
            }
        }
        self.desk.mailer.close().await;
    }

    /// Sends everything that is due now, for tests and the command line.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn drain(&self) -> anyhow::Result<()> {
        while self.pass().await? == Pass::Busy {}
        Ok(())
    }

    async fn pass(&self) -> anyhow::Result<Pass> {
        if self.desk.is_paused().await? {
            return Ok(Pass::Idle);
        }
        let lease = self.desk.random.id(self.desk.now());
        let (ready, waiting) = self.claim(lease).await?;
        if !waiting {
            return Ok(Pass::Idle);
        }
        let sending = self.send_all(ready, lease);
        tokio::select! {
            pass = sending => pass,
            error = self.keep_lease(lease) => Err(error),
        }
    }

    /// Claims what is due and mints its secrets, in one commit. Also tells whether anything was due at all.
    async fn claim(&self, lease: Uuid) -> anyhow::Result<(Vec<Ready>, bool)> {
        let now = self.desk.now();
        let most = i64::try_from(self.desk.mailer.connections() * PER_CONNECTION)?;
        let mut tx = self.desk.db.write().await?;
        let claimed = outbox::claim(&mut tx, lease, now + self.lease, now, most).await?;
        let waiting = !claimed.is_empty();
        let house = self.desk.house_settings(&mut tx).await?;
        let mut ready = Vec::with_capacity(claimed.len());
        for message in claimed {
            match self.prepare(&mut tx, message, &house, now).await? {
                Ok(prepared) => ready.push(prepared),
                Err(dropped) => self.settle_dropped(&mut tx, &dropped, lease, now).await?,
            }
        }
        tx.commit().await?;
        Ok((ready, waiting))
    }

    /// Makes a message ready, or says why it will not be sent. A message that cannot be made never holds up the others.
    async fn prepare(
        &self,
        tx: &mut Tx,
        message: Message,
        house: &HouseSettings,
        now: Timestamp,
    ) -> Result<Result<Ready, Dropped>, StoreError> {
        if message.give_up_at <= now {
            let why = message.reply.clone().unwrap_or_default();
            return Ok(Err(Dropped { message, state: State::Expired, why }));
        }
        let user = match message.user {
            Some(id) => users::by_id(tx, id).await?,
            None => None,
        };
        let Some(user) = user else {
            return Ok(Err(Dropped { message, state: State::Cancelled, why: reason::ACCOUNT_GONE.to_owned() }));
        };
        let details = match self.desk.details(tx, &message, now).await? {
            Ok(details) => details,
            Err((state, why)) => return Ok(Err(Dropped { message, state, why })),
        };
        let locale = user.language;
        let not_me = self.desk.mint_not_me(tx, &message, user.id, now).await?;
        let variables = Variables { not_me, ..self.desk.variables(house, user, details) };
        let letter = Letter { id: message.id, to: &message.recipient, locale, date: now, variables: &variables };
        Ok(match self.desk.write_mail(tx, &letter).await? {
            Ok(outgoing) => Ok(Ready { message, outgoing }),
            Err(error) => Err(Dropped { message, state: State::Failed, why: error.to_string() }),
        })
    }

    async fn send_all(&self, ready: Vec<Ready>, lease: Uuid) -> anyhow::Result<Pass> {
        let tries = stream::iter(ready).map(|Ready { message, outgoing }| async move {
            let result = self.desk.mailer.send(&outgoing).await;
            Tried { message, result }
        });
        let mut done =
            tries.buffer_unordered(self.desk.mailer.connections()).ready_chunks(self.desk.mailer.connections() * PER_CONNECTION);
        let mut held = false;
        while let Some(tried) = done.next().await {
            held |= tried.iter().any(is_held);
            self.record(&tried, lease).await?;
        }
        Ok(if held { Pass::Held } else { Pass::Busy })
    }

    /// Records a few replies in one commit.
    async fn record(&self, tried: &[Tried], lease: Uuid) -> anyhow::Result<()> {
        let now = self.desk.now();
        // By user, who is locked before their message as everywhere: two workers must not wait for each other.
        let mut tried: Vec<&Tried> = tried.iter().collect();
        tried.sort_by_key(|one| one.message.user);
        let mut tx = self.desk.db.write().await?;
        for one in tried {
            let (state, reply, due_at) = self.judge(one, now);
            let settled = Settled { attempt: self.desk.random.id(now), state, reply, due_at, now };
            if let Some(user) = one.message.user {
                dialect::lock_user(&mut tx, user).await?;
            }
            if !outbox::settle(&mut tx, one.message.id, lease, &settled).await? {
                tracing::warn!(message = %one.message.id, "another worker took the message over; it may arrive twice");
                continue;
            }
            self.follow(&mut tx, &one.message, state, now).await?;
            self.tell(&mut tx, &one.message, state, reply).await?;
            self.trail(&mut tx, &one.message, state, reply, now).await?;
            tracing::info!(message = %one.message.id, template = one.message.template, %state, reply, "mail");
        }
        tx.commit().await?;
        Ok(())
    }

    fn judge<'a>(&self, tried: &'a Tried, now: Timestamp) -> (State, &'a str, Timestamp) {
        match &tried.result {
            Ok(reply) => (State::Sent, &reply.text, now),
            Err(SendError { class: FailureClass::Permanent, reply, .. }) => (State::Failed, reply, now),
            Err(SendError { reply, .. }) => {
                let next = now + backoff::after(tried.message.attempts, &self.desk.random);
                (State::Queued, reply, next)
            }
        }
    }

    async fn settle_dropped(&self, tx: &mut Tx, dropped: &Dropped, lease: Uuid, now: Timestamp) -> Result<(), StoreError> {
        let attempt = self.desk.random.id(now);
        let settled = Settled { attempt, state: dropped.state, reply: &dropped.why, due_at: now, now };
        outbox::settle(tx, dropped.message.id, lease, &settled).await?;
        self.follow(tx, &dropped.message, dropped.state, now).await?;
        self.tell(tx, &dropped.message, dropped.state, &dropped.why).await?;
        tracing::warn!(message = %dropped.message.id, state = %dropped.state, why = dropped.why, "mail not sent");
        self.trail(tx, &dropped.message, dropped.state, &dropped.why, now).await
    }

    /// What follows from the fate of a mail with a generated password: once it is accepted, the old password stops, if that
    /// was what was waited for. While it is not, and when it never is, the account stays as it was.
    async fn follow(&self, tx: &mut Tx, message: &Message, state: State, now: Timestamp) -> Result<(), StoreError> {
        let (Some(id), Some(user)) = (message.pending, message.user) else { return Ok(()) };
        match state {
            State::Failed | State::Expired => pending::fail(tx, id, now).await,
            State::Sent => {
                let password = pending::by_id(tx, id).await?;
                let waited = password.is_some_and(|password| password.effect == NewPasswordEffect::OnAcceptance);
                match users::by_id(tx, user).await? {
                    Some(user) if waited => self.desk.stop_old_password(tx, id, &user).await,
                    _ => Ok(()),
                }
            }
            State::Queued | State::Cancelled => Ok(()),
        }
    }

    /// The event that a message left the queue: a mail that was given up, or one with a link or a generated password that the
    /// mail server took.
    async fn tell(&self, tx: &mut Tx, message: &Message, state: State, reply: &str) -> Result<(), StoreError> {
        let Some(user) = message.user else { return Ok(()) };
        let reply = reply.to_owned();
        let (event, by) = match (state, message.link, message.pending) {
            (State::Failed | State::Expired, ..) => (Event::MailFailed { template: message.template.clone(), reply }, None),
            (State::Sent, Some(id), _) => {
                (Event::LinkSent { reply }, links::by_id(tx, id).await?.and_then(|link| link.requested_by_name))
            }
            (State::Sent, None, Some(id)) => {
                let password = pending::by_id(tx, id).await?;
                (Event::NewPasswordSent { reply }, password.and_then(|password| password.requested_by_name))
            }
            _ => return Ok(()),
        };
        let new = NewEvent { event: &event, actor: by.as_deref(), causes: &message.causes, at: self.desk.now() };
        self.desk.record_event(tx, &new, &[user]).await.map(drop)
    }

    /// A line of the audit trail for a message that left the queue.
    async fn trail(&self, tx: &mut Tx, message: &Message, state: State, reply: &str, now: Timestamp) -> Result<(), StoreError> {
        if state == State::Queued {
            return Ok(());
        }
        let line = Line {
            action: "mail.handed-over",
            outcome: if state == State::Sent { Outcome::Done } else { Outcome::Failed },
            actor: None,
            through: None,
            target: message.user.map(|user| (user, message.recipient.as_str())),
            address: None,
            detail: serde_json::json!({
                "message": message.id, "template": message.template, "state": state.to_string(), "reply": reply
            }),
        };
        audit::record(tx, self.desk.random.id(now), &line, now).await
    }

    /// Renews the lease while messages are under way; ends only by failing.
    async fn keep_lease(&self, lease: Uuid) -> anyhow::Error {
        let third = Duration::from_micros(u64::try_from(self.lease.0 / 3).unwrap_or(1));
        loop {
            tokio::time::sleep(third).await;
            let renewed = async {
                let mut tx = self.desk.db.write().await?;
                outbox::renew(&mut tx, lease, self.desk.now() + self.lease).await?;
                tx.commit().await
            };
            if let Err(error) = renewed.await {
                return anyhow::Error::from(error).context("renewing a lease");
            }
        }
    }
}

/// Whether the mail server refused us and not the message.
fn is_held(tried: &Tried) -> bool {
    matches!(&tried.result, Err(SendError { class: FailureClass::Credentials | FailureClass::Configuration, .. }))
}
