//! The queue, held: the mail server does not take us as we are configured, so every mail would fail for what is not its fault.
//! Mails wait and lose no try. Latchkey looks again at growing intervals, and somebody can let mails go on.

use super::{Desk, Fault, did, moments::Moments};
use crate::{
    mail::meaning,
    store::{
        StoreError, Tx,
        audit::{self, Line, Outcome},
        messages, settings,
    },
};
use app::{
    api::Caller,
    model::{LastReply, MailHold, MailQueue, MessageState, Permission, Span, Timestamp},
};
use serde::{Deserialize, Serialize};

/// Where it is kept, while there is one.
const KEY: &str = "mail-hold";
/// Seconds before the mail server is tried for the first time, the second, and so on; the last one repeats.
const PROBES: [i64; 6] = [30, 60, 120, 300, 600, 900];
/// How many of the last replies are shown.
const REPLIES: i64 = 10;

const PAUSED: &str = "mail.paused";
const RESUMED: &str = "mail.resumed";

/// That mails are held, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Hold {
    /// Since when.
    pub(crate) since: Timestamp,
    /// The mail server's words, or ours.
    pub(crate) reply: String,
    /// How often it was tried since.
    probes: usize,
    /// When it is tried next.
    probe_at: Timestamp,
}

fn wait(probes: usize) -> Span {
    Span::seconds(PROBES[probes.min(PROBES.len() - 1)])
}

/// Why mails are held, if they are, for a look from outside.
pub(crate) async fn held_mail(tx: &mut Tx) -> Result<Option<String>, StoreError> {
    Ok(settings::get::<Hold>(tx, KEY).await?.map(|hold| hold.reply))
}

impl Desk {
    /// That mails are held, if they are.
    pub(crate) async fn held_mail(&self, tx: &mut Tx) -> Result<Option<Hold>, StoreError> {
        settings::get(tx, KEY).await
    }

    /// Holds mails, unless they are held already. Mail cannot tell anybody: the log does, the start page, and `doctor`.
    pub(crate) async fn hold_mail(&self, tx: &mut Tx, reply: &str, now: Timestamp) -> Result<(), StoreError> {
        if self.held_mail(tx).await?.is_some() {
            return Ok(());
        }
        settings::set(tx, KEY, &Hold { since: now, reply: reply.to_owned(), probes: 0, probe_at: now + wait(0) }, now).await?;
        tracing::error!(reply, "the mail server does not take us: mails wait until it does. Check smtp_url");
        audit::record(tx, self.random.id(now), &by_itself(PAUSED, Outcome::Failed, reply), now).await
    }

    /// Whether it is time to try the mail server, which nobody else does then.
    pub(crate) async fn may_probe(&self, tx: &mut Tx, known: &Hold, now: Timestamp) -> Result<bool, StoreError> {
        if known.probe_at > now {
            return Ok(false);
        }
        let hold = settings::hold(tx, KEY, known, now).await?;
        if hold.probe_at > now {
            return Ok(false);
        }
        let probes = hold.probes + 1;
        settings::set(tx, KEY, &Hold { probes, probe_at: now + wait(probes), ..hold }, now).await?;
        Ok(true)
    }

    /// Lets mails go on: the mail server takes us again.
    pub(crate) async fn lift_hold(&self, tx: &mut Tx, now: Timestamp) -> Result<(), StoreError> {
        if !settings::remove(tx, KEY).await? {
            return Ok(());
        }
        tracing::info!("the mail server takes us again: mails go on");
        audit::record(tx, self.random.id(now), &by_itself(RESUMED, Outcome::Done, ""), now).await
    }

    /// Lets mails go on because somebody says so.
    pub(super) async fn let_mail_go_on(&self, caller: &Caller) -> Result<(), Fault> {
        self.permit(caller, Permission::ChangeSettings, RESUMED).await?;
        let mut tx = self.db.write().await?;
        if settings::remove(&mut tx, KEY).await? {
            self.audit(&mut tx, did(caller, RESUMED, Outcome::Done)).await?;
        }
        tx.commit().await?;
        self.mail_waits.notify_one();
        Ok(())
    }

    /// That mails are held, for whoever sees messages.
    pub(super) async fn read_hold(&self, caller: &Caller) -> Result<Option<MailHold>, Fault> {
        caller.require(Permission::ViewMessages)?;
        let moments = Moments::of(self.now(), caller);
        let hold = self.held_mail(&mut self.db.read().await?).await?;
        Ok(hold.map(|hold| shown(hold, &moments)))
    }

    /// How the queue stands.
    pub(super) async fn read_queue(&self, tx: &mut Tx, moments: &Moments<'_>) -> Result<MailQueue, StoreError> {
        let standing = messages::standing(tx).await?;
        let replies = messages::last_replies(tx, REPLIES).await?;
        let hold = self.held_mail(tx).await?;
        Ok(MailQueue {
            waiting: standing.waiting,
            retrying: standing.retrying,
            oldest: standing.eldest.map(|at| moments.moment(at)),
            hold: hold.map(|hold| shown(hold, moments)),
            replies: replies.into_iter().map(|last| said(last, moments)).collect(),
        })
    }
}

fn by_itself<'a>(action: &'a str, outcome: Outcome, reply: &str) -> Line<'a> {
    let detail = if reply.is_empty() { serde_json::json!({}) } else { serde_json::json!({ "reply": reply }) };
    Line { detail, ..Line::without_actor(action, outcome) }
}

fn shown(hold: Hold, moments: &Moments<'_>) -> MailHold {
    MailHold {
        since: moments.moment(hold.since),
        meaning: meaning(MessageState::Queued, &hold.reply),
        reply: hold.reply,
        next: moments.moment(hold.probe_at),
    }
}

fn said((message, attempt): messages::Said, moments: &Moments<'_>) -> LastReply {
    LastReply {
        message,
        at: moments.moment(attempt.at),
        meaning: meaning(attempt.state, &attempt.reply),
        state: attempt.state,
        reply: attempt.reply,
    }
}
