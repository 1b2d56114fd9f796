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
        outbox::{self, Message, Said, State},
        pending,
    },
};
use app::model::{MessageId, Span, Timestamp};
use lettre::Address;
use serde::Serialize;

/// The largest notification that is read, in bytes: it may enclose the mail whole.
pub(crate) const MOST: usize = 1024 * 1024;
/// For so long after it was taken a mail may come back: mail servers try for five days.
pub(crate) const RETURN_LIFE: Span = Span::days(7);
/// So often it is noted that a mail is late: mail servers say so once or daily.
const MOST_DELAYS: i64 = 8;

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
        let Some(id) = self.meant(&report) else { return Ok(Returned::NotOurs) };
        let now = self.now();
        let mut tx = self.db.write().await?;
        let Some(message) = outbox::by_id(&mut tx, id).await? else { return Ok(Returned::NotOurs) };
        if let Some(user) = message.user {
            dialect::lock_user(&mut tx, user).await?;
        }
        let returned = self.settle_returned(&mut tx, &message, &report, now).await?;
        let (action, outcome) = match returned {
            Returned::Bounced => ("mail.bounced", Outcome::Failed),
            Returned::Delayed => ("mail.delayed", Outcome::Done),
            // Whoever sent it can send it again and again, so that nothing is kept of it.
            Returned::NotOurs => {
                tracing::info!(message = %id, "a mail about a mail came in and was not believed");
                return Ok(returned);
            }
        };
        let line = Line {
            target: message.user.map(|user| (user, message.recipient.as_str())),
            detail: serde_json::json!({ "message": message.id, "template": message.template, "reply": report.reply }),
            ..Line::without_actor(action, outcome)
        };
        audit::record(&mut tx, self.random.id(now), &line, now).await?;
        tx.commit().await?;
        tracing::info!(message = %id, ?returned, reply = report.reply, "a mail about a mail came in");
        Ok(returned)
    }

    /// What a notification makes of the message that it means, if it is one that was taken lately.
    async fn settle_returned(
        &self,
        tx: &mut Tx,
        message: &Message,
        report: &Report,
        now: Timestamp,
    ) -> Result<Returned, StoreError> {
        let taken = message.finished_at.filter(|at| message.state == State::Sent && now - *at <= RETURN_LIFE);
        let Some(taken) = taken else { return Ok(Returned::NotOurs) };
        if report.is_final && outbox::bounce(tx, message.id, &report.reply, now).await? {
            self.settle_bounced(tx, message, &report.reply, now).await?;
            return Ok(Returned::Bounced);
        }
        if !report.is_final && outbox::delays_since(tx, message.id, taken).await? < MOST_DELAYS {
            self.note_returned(tx, message, State::Queued, &report.reply, now).await?;
            return Ok(Returned::Delayed);
        }
        Ok(Returned::NotOurs)
    }

    /// The message that a notification means, if it proves to know it.
    fn meant(&self, report: &Report) -> Option<MessageId> {
        if self.house.bounces.is_none() {
            return report.enclosed;
        }
        let (id, mark) = report.addressed.as_ref()?;
        self.sealer.is_mark(&purpose(*id), mark).then_some(*id)
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
        let said = Said { message: message.id, attempt: self.random.id(now), reply };
        outbox::note(tx, &said, state, now).await
    }
}

/// What a message's mark is made for.
fn purpose(message: MessageId) -> String {
    format!("bounce/{message}")
}
