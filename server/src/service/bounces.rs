//! Mails that come back. Whoever reads a mailbox could write such a notification, so it is believed of a mail alone that was sent
//! lately, and by its mark (or, where no address for them is configured, by the Message-ID).

use super::Desk;
use crate::{
    mail::Report,
    store::{
        StoreError, Tx,
        audit::{self, Line, Outcome},
        dialect,
        events::{Event, NewEvent},
        outbox::{self, Message, Settled, State},
        pending,
    },
};
use app::model::{MessageId, Span, Timestamp};
use lettre::Address;
use serde::Serialize;

/// The largest notification that is read, in bytes: it may enclose the mail whole.
pub(crate) const MOST: usize = 1024 * 1024;
/// For so long after it was taken a mail may come back: mail servers try for five days.
const LIFE: Span = Span::days(7);

/// What a mail was that came in for those that come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Returned {
    /// A mail of ours will never arrive.
    Bounced,
    /// A mail of ours is late; the mail server goes on.
    Delayed,
    /// Nothing of that sort, or not to be believed.
    NotOurs,
}

impl Desk {
    /// The address to which a message comes back, where one is configured.
    pub(crate) fn bounce_address(&self, message: MessageId) -> Option<Address> {
        self.house.bounces.as_ref()?.of(message, &self.sealer.mark(&purpose(message))?)
    }

    /// Takes a mail that came in for those that come back. `recipient` is to whom it came, where that is known.
    ///
    /// # Errors
    /// When the database fails: it should be brought once more.
    pub async fn take_returned(&self, raw: &[u8], recipient: Option<&str>) -> Result<Returned, StoreError> {
        if raw.len() > MOST {
            return Ok(Returned::NotOurs);
        }
        let Some(report) = Report::read(raw, recipient, self.house.bounces.as_ref()) else { return Ok(Returned::NotOurs) };
        let Some((id, is_marked)) = self.meant(&report) else { return Ok(Returned::NotOurs) };
        let now = self.now();
        let mut tx = self.db.write().await?;
        let Some(message) = outbox::by_id(&mut tx, id).await? else { return Ok(Returned::NotOurs) };
        if let Some(user) = message.user {
            dialect::lock_user(&mut tx, user).await?;
        }
        let was_taken = message.state == State::Sent && message.finished_at.is_some_and(|at| now - at <= LIFE);
        let is_believed = is_marked && was_taken;
        let returned = if is_believed && !report.is_final {
            self.note_returned(&mut tx, &message, State::Queued, &report.reply, now).await?;
            Returned::Delayed
        } else if is_believed && outbox::bounce(&mut tx, id, &report.reply, now).await? {
            self.settle_bounced(&mut tx, &message, &report.reply, now).await?;
            Returned::Bounced
        } else {
            Returned::NotOurs
        };
        let (action, outcome) = match returned {
            Returned::Bounced => ("mail.bounced", Outcome::Failed),
            Returned::Delayed => ("mail.delayed", Outcome::Done),
            Returned::NotOurs => ("mail.bounce-refused", Outcome::Refused),
        };
        let line = Line {
            action,
            outcome,
            actor: None,
            through: None,
            target: message.user.map(|user| (user, message.recipient.as_str())),
            address: None,
            detail: serde_json::json!({ "message": message.id, "template": message.template, "reply": report.reply }),
        };
        audit::record(&mut tx, self.random.id(now), &line, now).await?;
        tx.commit().await?;
        tracing::info!(message = %id, ?returned, reply = report.reply, "a mail about a mail came in");
        Ok(returned)
    }

    /// The message that a notification means, and whether it proves to know it.
    fn meant(&self, report: &Report) -> Option<(MessageId, bool)> {
        if self.house.bounces.is_none() {
            return report.enclosed.map(|id| (id, true));
        }
        let (id, mark) = report.addressed.as_ref()?;
        Some((*id, self.sealer.is_mark(&purpose(*id), mark)))
    }

    /// What follows from a mail that came back, as from one that was refused at once.
    async fn settle_bounced(&self, tx: &mut Tx, message: &Message, reply: &str, now: Timestamp) -> Result<(), StoreError> {
        self.note_returned(tx, message, State::Bounced, reply, now).await?;
        if let Some(id) = message.pending {
            pending::fail(tx, id, now).await?;
        }
        let Some(user) = message.user else { return Ok(()) };
        let event = Event::MailFailed { template: message.template.clone(), reply: reply.to_owned() };
        let new = NewEvent { event: &event, actor: None, causes: &message.causes, at: now };
        self.record_event(tx, &new, &[user]).await.map(drop)
    }

    /// Keeps the words among the message's tries.
    async fn note_returned(
        &self,
        tx: &mut Tx,
        message: &Message,
        state: State,
        reply: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let said = Settled { attempt: self.random.id(now), state, reply, due_at: now, now };
        outbox::note(tx, message.id, &said).await
    }
}

/// What a message's mark is made for.
fn purpose(message: MessageId) -> String {
    format!("bounce/{message}")
}
