//! The mail worker: claims messages, mints their secrets, sends them, records what the mail server said.
//!
//! A batch is claimed under a lease, its secrets are minted and one commit makes their hashes last; only then is anything
//! sent. Each mail is a task of its own, so that they go on while others are claimed and recorded. Replies are recorded in as few
//! commits as the database is quick. A worker that dies leaves the lease to run out: the message is sent again with the same
//! Message-ID and a new secret, and whichever copy the person opens works.

use super::{backoff, lanes::Lanes};
use crate::{
    mail::{FailureClass, Letter, MailError, Mailer, Outgoing, Reply, SendError, Variables, reason},
    service::Desk,
    store::{
        StoreError, Tx,
        audit::{self, Line, Outcome},
        dialect,
        events::{Event, NewEvent},
        links,
        outbox::{self, Claim, Claimed, Message, Settled, State},
        pending, users,
    },
};
use app::{
    model::{HouseSettings, MessageId, NewPasswordEffect, Span, Timestamp},
    rules::names,
};
use futures_util::FutureExt;
use std::{collections::HashMap, panic::AssertUnwindSafe, sync::Arc, time::Duration};
use tokio::{
    task::JoinSet,
    time::{Instant, sleep, sleep_until},
};
use tokio_util::sync::CancellationToken;
use tracing::Instrument;
use uuid::Uuid;

/// How long the worker sleeps at most: other processes may have queued something.
const POLL: Duration = Duration::from_secs(1);
/// Messages in hand, per connection to the mail server.
const PER_CONNECTION: usize = 4;

/// Sends what is in the outbox.
#[derive(Debug)]
pub struct MailWorker {
    desk: Desk,
    /// How long a claim lasts unless it is renewed.
    lease: Span,
    lanes: Arc<Lanes>,
}

/// A message that will not be sent: where it stands then, and why.
type Dropped = (State, String);

/// How a try ended.
enum End {
    /// The mail server, or the way to it, gave an answer.
    Answered(Result<Reply, SendError>),
    /// Its turn did not come: it waits in the queue again.
    PutBack,
    /// Latchkey itself failed at it.
    Crashed,
}

/// What came of a message in hand.
struct Tried {
    message: Message,
    domain: String,
    lease: Uuid,
    end: End,
}

impl Tried {
    /// The mail server's words where it refused us and not the message.
    fn refusal(&self) -> Option<&str> {
        match &self.end {
            End::Answered(Err(SendError { class: FailureClass::Credentials | FailureClass::Configuration, reply, .. })) => {
                Some(reply)
            }
            _ => None,
        }
    }
}

/// What the worker has in hand.
struct Hand {
    tries: JoinSet<Tried>,
    /// Over, and not recorded yet.
    ended: Vec<Tried>,
    /// How many are in hand under each claim.
    leases: HashMap<Uuid, usize>,
    /// When the claims are renewed.
    renew_at: Instant,
    /// Whether what is in hand shows if the mail server takes us again.
    is_trial: bool,
}

impl Hand {
    fn new() -> Self {
        Self { tries: JoinSet::new(), ended: Vec::new(), leases: HashMap::new(), renew_at: Instant::now(), is_trial: false }
    }

    fn is_empty(&self) -> bool {
        self.tries.is_empty() && self.ended.is_empty()
    }

    /// Takes what has ended, and whatever else has by now.
    fn take(&mut self, first: Tried) {
        self.ended.push(first);
        while let Some(Ok(ended)) = self.tries.try_join_next() {
            self.ended.push(ended);
        }
    }
}

impl MailWorker {
    /// A worker over a desk's outbox. A claim lasts for `lease` unless it is renewed.
    #[must_use]
    pub fn new(desk: Desk, lease: Span) -> Self {
        let lanes = Arc::new(Lanes::new(desk.mailer.connections()));
        Self { desk, lease, lanes }
    }

    /// Sends until told to stop; then finishes what is under way.
    pub async fn run(self, stop: CancellationToken) {
        let mut hand = Hand::new();
        while !stop.is_cancelled() || !hand.is_empty() {
            if let Err(error) = self.go_on(&mut hand, !stop.is_cancelled()).await {
                tracing::error!(error = format!("{error:#}"), "the outbox could not be worked on; it is tried again in a second");
            }
            if stop.is_cancelled() && hand.is_empty() {
                break;
            }
            tokio::select! {
                Some(Ok(ended)) = hand.tries.join_next() => hand.take(ended),
                () = sleep_until(hand.renew_at), if !hand.leases.is_empty() => self.renew(&mut hand).await,
                () = stop.cancelled(), if !stop.is_cancelled() => {}
                () = self.desk.mail_waits.notified() => {}
                () = sleep(POLL) => {}
            }
        }
        self.desk.mailer.close().await;
    }

    /// Sends everything that is due now, for tests and the command line.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn drain(&self) -> anyhow::Result<()> {
        let mut hand = Hand::new();
        loop {
            self.go_on(&mut hand, true).await?;
            if hand.is_empty() {
                return Ok(());
            }
            tokio::select! {
                Some(Ok(ended)) = hand.tries.join_next() => hand.take(ended),
                () = sleep_until(hand.renew_at), if !hand.leases.is_empty() => self.renew(&mut hand).await,
            }
        }
    }

    /// Records what has ended; then, if `is_open`, claims more where there is room. What could not be recorded stays in hand.
    async fn go_on(&self, hand: &mut Hand, is_open: bool) -> anyhow::Result<()> {
        self.record(hand).await?;
        if is_open && hand.tries.len() <= self.room() / 2 {
            self.begin(hand).await?;
        }
        Ok(())
    }

    /// How many messages are in hand at most.
    fn room(&self) -> usize {
        self.desk.mailer.connections() * PER_CONNECTION
    }

    /// Claims what is due, mints its secrets in the same commit, and begins to send it. While mails are held, only what is too
    /// late is claimed; and now and then one more, if the mail server takes our sign-in again.
    async fn begin(&self, hand: &mut Hand) -> anyhow::Result<()> {
        if hand.is_trial && !hand.is_empty() {
            return Ok(());
        }
        let now = self.desk.now();
        if !self.is_worth_claiming(now).await? {
            return Ok(());
        }
        let mut tx = self.desk.db.write().await?;
        let hold = self.desk.held_mail(&mut tx).await?;
        hand.is_trial = match &hold {
            Some(hold) if hand.is_empty() => self.desk.may_probe(&mut tx, hold, now).await?,
            _ => false,
        };
        if hand.is_trial {
            tx.commit().await?;
            hand.is_trial = self.desk.mailer.probe().await.is_ok();
            tx = self.desk.db.write().await?;
        }
        let most = if hand.is_trial { 1 } else { self.room() - hand.tries.len() };
        let lease = self.desk.random.id(now);
        let claim = Claim {
            lease,
            until: now + self.lease,
            now,
            most: i64::try_from(most)?,
            is_late: hold.is_some() && !hand.is_trial,
            but: &self.lanes.closed(),
        };
        let Claimed { messages, unreadable } = outbox::claim(&mut tx, &claim).await?;
        for id in unreadable {
            self.settle_unreadable(&mut tx, id, lease, now).await?;
        }
        let ready = self.prepare_all(&mut tx, messages, lease, now).await?;
        if hand.is_trial {
            self.lanes.hold(false);
            if ready.is_empty() {
                self.desk.lift_hold(&mut tx, now).await?;
            }
        }
        tx.commit().await?;
        self.send_all(hand, ready, lease);
        Ok(())
    }

    /// Notes whether mails are held; answers whether there may be something to claim or to try. It keeps nobody from writing.
    async fn is_worth_claiming(&self, now: Timestamp) -> Result<bool, StoreError> {
        let mut tx = self.desk.db.read().await?;
        if self.desk.is_paused(&mut tx).await? {
            return Ok(false);
        }
        let is_held = self.desk.held_mail(&mut tx).await?.is_some();
        self.lanes.hold(is_held);
        Ok(is_held || outbox::next_due(&mut tx).await?.is_some_and(|due| due <= now))
    }

    /// Makes messages ready, and settles those that will not be sent. One that cannot be made never holds up the others.
    async fn prepare_all(
        &self,
        tx: &mut Tx,
        messages: Vec<Message>,
        lease: Uuid,
        now: Timestamp,
    ) -> Result<Vec<(Message, Outgoing)>, StoreError> {
        if messages.is_empty() {
            return Ok(Vec::new());
        }
        let house = self.desk.house_settings(tx).await?;
        let mut ready = Vec::with_capacity(messages.len());
        for message in messages {
            let prepared = match AssertUnwindSafe(self.prepare(tx, &message, &house, now)).catch_unwind().await {
                Ok(Err(StoreError::Unreadable(_))) => Err((State::Failed, reason::OTHER_VERSION.to_owned())),
                Ok(prepared) => prepared?,
                Err(_) => Err((State::Failed, reason::CRASHED.to_owned())),
            };
            match prepared {
                Ok(outgoing) => ready.push((message, outgoing)),
                Err(dropped) => self.settle_dropped(tx, &message, dropped, lease, now).await?,
            }
        }
        Ok(ready)
    }

    /// Makes a message ready, or says why it will not be sent.
    async fn prepare(
        &self,
        tx: &mut Tx,
        message: &Message,
        house: &HouseSettings,
        now: Timestamp,
    ) -> Result<Result<Outgoing, Dropped>, StoreError> {
        if message.give_up_at <= now {
            return Ok(Err((State::Expired, message.reply.clone().unwrap_or_default())));
        }
        let user = match message.user {
            Some(id) => users::by_id(tx, id).await?,
            None => None,
        };
        let Some(user) = user else { return Ok(Err((State::Cancelled, reason::ACCOUNT_GONE.to_owned()))) };
        let details = match self.desk.details(tx, message, now).await? {
            Ok(details) => details,
            Err(dropped) => return Ok(Err(dropped)),
        };
        let locale = user.language;
        let not_me = self.desk.mint_not_me(tx, message, user.id, now).await?;
        let variables = Variables { not_me, ..self.desk.variables(house, user, details) };
        let letter = Letter { id: message.id, to: &message.recipient, locale, date: now, variables: &variables };
        let written = self.desk.write_mail(tx, &letter).await?;
        let written = written.and_then(|outgoing| self.returning(message.id, outgoing));
        Ok(written.map_err(|error| (State::Failed, error.to_string())))
    }

    /// The mail with the address to which it comes back, where one is configured.
    fn returning(&self, message: MessageId, outgoing: Outgoing) -> Result<Outgoing, MailError> {
        match self.desk.bounce_address(message) {
            Some(address) => outgoing.returning_to(&address),
            None => Ok(outgoing),
        }
    }

    fn send_all(&self, hand: &mut Hand, ready: Vec<(Message, Outgoing)>, lease: Uuid) {
        if ready.is_empty() {
            return;
        }
        if hand.leases.is_empty() {
            hand.renew_at = Instant::now() + self.third();
        }
        hand.leases.insert(lease, ready.len());
        for (message, outgoing) in ready {
            let domain = outbox::domain(&names::key(&message.recipient)).to_owned();
            self.lanes.enter(&domain);
            let (mailer, lanes) = (Arc::clone(&self.desk.mailer), Arc::clone(&self.lanes));
            let span = tracing::info_span!("mail", mail = %message.id, template = message.template);
            let sending = async move {
                let end = AssertUnwindSafe(hand_over(&mailer, &lanes, &domain, &outgoing)).catch_unwind().await;
                Tried { message, domain, lease, end: end.unwrap_or(End::Crashed) }
            };
            hand.tries.spawn(sending.instrument(span));
        }
    }

    /// Records what has ended in one commit.
    async fn record(&self, hand: &mut Hand) -> anyhow::Result<()> {
        if hand.ended.is_empty() {
            return Ok(());
        }
        let now = self.desk.now();
        // By user, who is locked before their message as everywhere: two workers must not wait for each other.
        hand.ended.sort_by_key(|one| one.message.user);
        let mut tx = self.desk.db.write().await?;
        for one in &hand.ended {
            self.record_one(&mut tx, one, now).await?;
        }
        let refusal = hand.ended.iter().find_map(Tried::refusal);
        if let Some(reply) = refusal {
            self.desk.hold_mail(&mut tx, reply, now).await?;
        } else if hand.is_trial && hand.ended.iter().any(|one| matches!(one.end, End::Answered(_))) {
            self.desk.lift_hold(&mut tx, now).await?;
        }
        tx.commit().await?;
        if refusal.is_some() {
            self.lanes.hold(true);
        }
        for Tried { domain, lease, .. } in hand.ended.drain(..) {
            self.lanes.leave(&domain);
            let left = hand.leases.get_mut(&lease).map_or(0, |left| {
                *left = left.saturating_sub(1);
                *left
            });
            if left == 0 {
                hand.leases.remove(&lease);
            }
        }
        Ok(())
    }

    async fn record_one(&self, tx: &mut Tx, one: &Tried, now: Timestamp) -> Result<(), StoreError> {
        let Tried { message, lease, .. } = one;
        if let Some(user) = message.user {
            dialect::lock_user(tx, user).await?;
        }
        let (state, reply, due_at) = match &one.end {
            End::PutBack => return outbox::release(tx, message.id, *lease, now, None).await,
            // It is not the message's fault, and costs it no try.
            End::Answered(Err(refused)) if one.refusal().is_some() => {
                return outbox::release(tx, message.id, *lease, now, Some(&refused.reply)).await;
            }
            End::Answered(Ok(reply)) => (State::Sent, reply.text.as_str(), now),
            End::Answered(Err(SendError { class: FailureClass::Permanent, reply, .. })) => (State::Failed, reply.as_str(), now),
            End::Answered(Err(SendError { reply, .. })) => {
                let next = now + backoff::after(message.attempts, &self.desk.random);
                // At its end it is given up, not a quarter of an hour later.
                (State::Queued, reply.as_str(), next.min(message.give_up_at))
            }
            End::Crashed => (State::Failed, reason::CRASHED, now),
        };
        let settled = Settled { attempt: self.desk.random.id(now), state, reply, due_at, now };
        if !outbox::settle(tx, message.id, *lease, &settled).await? {
            tracing::warn!(message = %message.id, "another worker took the message over; it may arrive twice");
            return Ok(());
        }
        self.follow(tx, message, state, now).await?;
        self.tell(tx, message, state, reply).await?;
        self.trail(tx, message, state, reply, now).await?;
        self.desk.metrics.mail(message, state, now);
        tracing::info!(message = %message.id, template = message.template, %state, reply, "mail");
        Ok(())
    }

    async fn settle_dropped(
        &self,
        tx: &mut Tx,
        message: &Message,
        (state, why): Dropped,
        lease: Uuid,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let attempt = self.desk.random.id(now);
        outbox::settle(tx, message.id, lease, &Settled { attempt, state, reply: &why, due_at: now, now }).await?;
        self.follow(tx, message, state, now).await?;
        self.tell(tx, message, state, &why).await?;
        self.desk.metrics.mail(message, state, now);
        tracing::warn!(message = %message.id, %state, why, "mail not sent");
        self.trail(tx, message, state, &why, now).await
    }

    /// A message that cannot even be read fails visibly: nothing follows from it, since nobody knows what it was about.
    async fn settle_unreadable(&self, tx: &mut Tx, id: MessageId, lease: Uuid, now: Timestamp) -> Result<(), StoreError> {
        let attempt = self.desk.random.id(now);
        let settled = Settled { attempt, state: State::Failed, reply: reason::OTHER_VERSION, due_at: now, now };
        outbox::settle(tx, id, lease, &settled).await?;
        tracing::warn!(message = %id, "mail not sent: this version cannot read it");
        Ok(())
    }

    /// What follows from the fate of a mail with a generated password: once it is accepted, the old password stops, if that
    /// was what was waited for. While it is not, and when it never is, the account stays as it was.
    async fn follow(&self, tx: &mut Tx, message: &Message, state: State, now: Timestamp) -> Result<(), StoreError> {
        let (Some(id), Some(user)) = (message.pending, message.user) else { return Ok(()) };
        match state {
            State::Failed | State::Expired | State::Bounced => pending::fail(tx, id, now).await,
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
        let outcome = if state == State::Sent { Outcome::Done } else { Outcome::Failed };
        let line = Line {
            target: message.user.map(|user| (user, message.recipient.as_str())),
            detail: serde_json::json!({
                "message": message.id, "template": message.template, "state": state.to_string(), "reply": reply
            }),
            ..Line::without_actor("mail.handed-over", outcome)
        };
        audit::record(tx, self.desk.random.id(now), &line, now).await
    }

    /// Renews the claims of what is under way.
    async fn renew(&self, hand: &mut Hand) {
        hand.renew_at = Instant::now() + self.third();
        let renewed = async {
            let mut tx = self.desk.db.write().await?;
            for lease in hand.leases.keys() {
                outbox::renew(&mut tx, *lease, self.desk.now() + self.lease).await?;
            }
            tx.commit().await
        };
        if let Err(error) = renewed.await {
            tracing::warn!(error = format!("{error:#}"), "claims could not be renewed: another worker may send the same mails");
        }
    }

    /// A third of a claim's time.
    fn third(&self) -> Duration {
        Duration::from_micros(u64::try_from(self.lease.0 / 3).unwrap_or(1))
    }
}

/// Hands a mail over once it is its turn.
async fn hand_over(mailer: &Mailer, lanes: &Lanes, domain: &str, outgoing: &Outgoing) -> End {
    let Some(_turn) = lanes.turn(domain).await else { return End::PutBack };
    let began = Instant::now();
    let result = mailer.send(outgoing).await;
    lanes.took(domain, began.elapsed());
    End::Answered(result)
}
