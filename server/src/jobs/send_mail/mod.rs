//! The mail worker: claims messages, mints their secrets, sends them, records what the mail server said.
//!
//! A batch is claimed under a lease, its secrets are minted and one commit makes their hashes last; only then is anything written
//! and sent. Each mail is a task of its own, so that they go on while others are claimed and recorded. Whatever a batch reads or
//! writes it does in a few statements, however many mails it has, and replies are recorded in as few commits as the database is
//! quick. A worker that dies leaves the lease to run out: the message is sent again with the same Message-ID and a new secret, and
//! whichever copy the person opens works.

mod batch;
mod details;
mod lanes;
mod prepare;
mod record;

pub(crate) use batch::Batch;

use crate::{
    service::Desk,
    store::{
        StoreError, Tx,
        outbox::{self, Claim, Claimed},
    },
};
use app::{
    model::{Span, Timestamp},
    rules::names,
};
use futures_util::FutureExt;
use lanes::Lanes;
use prepare::Ready;
use record::{End, Tried};
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

/// Sends what is in the outbox.
#[derive(Debug)]
pub struct MailWorker {
    desk: Desk,
    /// How long a claim lasts unless it is renewed.
    lease: Span,
    lanes: Arc<Lanes>,
}

/// What the worker has in hand.
struct Hand {
    tries: JoinSet<Tried>,
    /// Once it is cancelled no try begins.
    stop: CancellationToken,
    /// Over, and not recorded yet.
    ended: Vec<Tried>,
    /// How many are in hand under each claim.
    leases: HashMap<Uuid, usize>,
    /// When the claims are renewed.
    renew_at: Instant,
    /// Until when all of them hold.
    until: Timestamp,
    /// Whether what is in hand shows if the mail server takes us again.
    is_trial: bool,
}

impl Hand {
    fn new(stop: CancellationToken) -> Self {
        Self {
            tries: JoinSet::new(),
            stop,
            ended: Vec::new(),
            leases: HashMap::new(),
            renew_at: Instant::now(),
            until: Timestamp(0),
            is_trial: false,
        }
    }

    fn is_empty(&self) -> bool {
        self.tries.is_empty() && self.ended.is_empty()
    }

    /// Takes what has ended by now.
    fn take_ended(&mut self) {
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

    /// Sends until told to stop; then finishes what is on its way to the mail server, and puts back what is not yet.
    pub async fn run(self, stop: CancellationToken) {
        let mut hand = Hand::new(stop.clone());
        while !stop.is_cancelled() || !hand.is_empty() {
            if let Err(error) = self.go_on(&mut hand, !stop.is_cancelled()).await {
                tracing::error!(error = format!("{error:#}"), "the outbox could not be worked on; it is tried again in a second");
            }
            if stop.is_cancelled() && hand.is_empty() {
                break;
            }
            tokio::select! {
                Some(Ok(ended)) = hand.tries.join_next() => hand.ended.push(ended),
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
        let mut hand = Hand::new(CancellationToken::new());
        loop {
            self.go_on(&mut hand, true).await?;
            if hand.is_empty() {
                return Ok(());
            }
            tokio::select! {
                Some(Ok(ended)) = hand.tries.join_next() => hand.ended.push(ended),
                () = sleep_until(hand.renew_at), if !hand.leases.is_empty() => self.renew(&mut hand).await,
            }
        }
    }

    /// Records what has ended; then, if `is_open`, claims more where there is room. What could not be recorded stays in hand.
    async fn go_on(&self, hand: &mut Hand, is_open: bool) -> anyhow::Result<()> {
        hand.take_ended();
        self.record(hand).await?;
        if is_open && hand.tries.len() <= self.room() / 2 {
            self.begin(hand).await?;
        }
        Ok(())
    }

    /// How many messages are in hand at most.
    fn room(&self) -> usize {
        self.desk.mailer.connections() * self.lanes.depth()
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
        // What is in hand must not be claimed once more: its claims may have run out while the database was away.
        let is_overdue = hand.until <= now + self.third();
        let until = if is_overdue { self.extend(&mut tx, hand).await? } else { hand.until };
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
        self.fail_unreadable(&mut tx, &unreadable, lease, now).await?;
        let ready = self.prepare_all(&mut tx, messages, lease, now).await?;
        if hand.is_trial {
            self.lanes.hold(false);
            if ready.is_empty() {
                self.desk.lift_hold(&mut tx, now).await?;
            }
        }
        tx.commit().await?;
        hand.until = until;
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

    fn send_all(&self, hand: &mut Hand, ready: Vec<Ready>, lease: Uuid) {
        if ready.is_empty() {
            return;
        }
        if hand.leases.is_empty() {
            hand.renew_at = Instant::now() + duration(self.third());
        }
        hand.leases.insert(lease, ready.len());
        for one in ready {
            let message = &one.message;
            let domain = outbox::domain(&names::key(&message.recipient)).to_owned();
            self.lanes.enter(&domain);
            let (desk, lanes, stop) = (self.desk.clone(), Arc::clone(&self.lanes), hand.stop.clone());
            let span = tracing::info_span!("mail", mail = %message.id, template = message.template);
            let sending = async move {
                let end = AssertUnwindSafe(write_and_send(&desk, &lanes, &stop, &domain, &one)).catch_unwind().await;
                Tried { message: one.message, domain, lease, end: end.unwrap_or(End::Crashed) }
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
        let mut tx = self.desk.db.write().await?;
        self.record_all(&mut tx, &hand.ended, now).await?;
        let refusal = hand.ended.iter().find_map(Tried::refusal);
        if let Some(reply) = refusal {
            self.desk.hold_mail(&mut tx, reply, now).await?;
        } else if hand.is_trial && hand.ended.iter().any(Tried::shows_it_takes_us) {
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

    /// Renews the claims of what is under way.
    async fn renew(&self, hand: &mut Hand) {
        hand.renew_at = Instant::now() + duration(self.third());
        let renewed = async {
            let mut tx = self.desk.db.write().await?;
            let until = self.extend(&mut tx, hand).await?;
            tx.commit().await?;
            Ok::<_, StoreError>(until)
        };
        match renewed.await {
            Ok(until) => hand.until = until,
            Err(error) => {
                tracing::warn!(
                    error = format!("{error:#}"),
                    "claims could not be renewed: another worker may send the same mails"
                );
            }
        }
    }

    /// Has the claims of what is in hand hold for longer; answers until when.
    async fn extend(&self, tx: &mut Tx, hand: &Hand) -> Result<Timestamp, StoreError> {
        let until = self.desk.now() + self.lease;
        for lease in hand.leases.keys() {
            outbox::renew(tx, *lease, until).await?;
        }
        Ok(until)
    }

    /// A third of a claim's time.
    const fn third(&self) -> Span {
        Span(self.lease.0 / 3)
    }
}

fn duration(span: Span) -> Duration {
    Duration::from_micros(u64::try_from(span.0).unwrap_or(1))
}

/// Writes a mail and hands it over, once it is its turn, unless there is a stop before.
async fn write_and_send(desk: &Desk, lanes: &Lanes, stop: &CancellationToken, domain: &str, ready: &Ready) -> End {
    let turn = tokio::select! {
        biased;
        () = stop.cancelled() => None,
        turn = lanes.turn(domain) => turn,
    };
    let Some(_turn) = turn else { return End::PutBack };
    let outgoing = match ready.write(desk).await {
        Ok(outgoing) => outgoing,
        Err(error) => return End::Unwritable(error.to_string()),
    };
    let began = Instant::now();
    let result = desk.mailer.send(&outgoing).await;
    lanes.took(domain, began.elapsed());
    End::Answered(result)
}
