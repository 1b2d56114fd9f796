//! What became of mails: where their messages stand then, and what follows from it.

use super::MailWorker;
use crate::{
    jobs::backoff,
    mail::{FailureClass, Reply, SendError, reason},
    store::{
        StoreError, Tx,
        audit::{self, Line, Outcome},
        dialect,
        events::{Event, NewEvent},
        links,
        outbox::{self, Message, Said, State},
        pending::{self, Pending},
        users,
    },
};
use app::model::{MessageId, NewPasswordEffect, PendingId, Timestamp, UserId};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// How a try ended.
pub(super) enum End {
    /// The mail server, or the way to it, gave an answer.
    Answered(Result<Reply, SendError>),
    /// It could not be written, and why.
    Unwritable(String),
    /// Its turn did not come: it waits in the queue again.
    PutBack,
    /// Latchkey itself failed at it.
    Crashed,
}

/// What came of a message in hand.
pub(super) struct Tried {
    /// The message.
    pub(super) message: Message,
    /// Of its recipient.
    pub(super) domain: String,
    /// Under which it was claimed.
    pub(super) lease: Uuid,
    /// How it ended.
    pub(super) end: End,
}

impl Tried {
    /// The mail server's words where it refused us and not the message.
    pub(super) fn refusal(&self) -> Option<&str> {
        match &self.end {
            End::Answered(Err(SendError { class: FailureClass::Credentials | FailureClass::Configuration, reply, .. })) => {
                Some(reply)
            }
            _ => None,
        }
    }

    /// Whether, without a [refusal](Self::refusal), nothing speaks against the mail server: it answered, or was not even asked
    /// since the mail could not be written.
    pub(super) const fn shows_it_takes_us(&self) -> bool {
        matches!(self.end, End::Answered(_) | End::Unwritable(_))
    }

    fn leaving<'a>(&'a self, state: State, reply: &'a str) -> Leaving<'a> {
        Leaving { message: &self.message, lease: self.lease, state, reply }
    }
}

/// A message that leaves the queue, and with which words.
#[derive(Clone, Copy)]
pub(super) struct Leaving<'a> {
    /// The message.
    pub(super) message: &'a Message,
    /// Under which it was claimed.
    pub(super) lease: Uuid,
    /// Where it stands then.
    pub(super) state: State,
    /// The mail server's words, or ours, without secrets.
    pub(super) reply: &'a str,
}

/// The passwords of messages that were sent.
type Passwords = HashMap<PendingId, Option<Pending>>;

impl MailWorker {
    /// Records what has ended.
    pub(super) async fn record_all(&self, tx: &mut Tx, ended: &[Tried], now: Timestamp) -> Result<(), StoreError> {
        // Users are locked before their messages, as everywhere.
        dialect::lock_users(tx, ended.iter().filter_map(|one| one.message.user)).await?;
        let mut leaving = Vec::with_capacity(ended.len());
        for one in ended {
            let (id, lease) = (one.message.id, one.lease);
            match &one.end {
                End::PutBack => outbox::release(tx, id, lease, now, None).await?,
                // It is not the message's fault, and costs it no try.
                End::Answered(Err(refused)) if one.refusal().is_some() => {
                    outbox::release(tx, id, lease, now, Some(&refused.reply)).await?;
                }
                End::Answered(Ok(reply)) => leaving.push(one.leaving(State::Sent, &reply.text)),
                End::Answered(Err(SendError { class: FailureClass::Permanent, reply, .. })) => {
                    leaving.push(one.leaving(State::Failed, reply));
                }
                End::Answered(Err(SendError { reply, .. })) => self.put_off(tx, one, reply, now).await?,
                End::Unwritable(why) => leaving.push(one.leaving(State::Failed, why)),
                End::Crashed => leaving.push(one.leaving(State::Failed, reason::CRASHED)),
            }
        }
        self.leave(tx, &leaving, now).await
    }

    /// It is tried again later; but at its end it is given up, not a quarter of an hour after.
    async fn put_off(&self, tx: &mut Tx, one: &Tried, reply: &str, now: Timestamp) -> Result<(), StoreError> {
        let Tried { message, lease, .. } = one;
        let due_at = (now + backoff::after(message.attempts, &self.desk.random)).min(message.give_up_at);
        if outbox::put_off(tx, *lease, &self.said(message.id, reply, now), due_at, now).await? {
            self.desk.metrics.mail(message, State::Queued, now);
            tracing::info!(message = %message.id, template = message.template, state = %State::Queued, reply, "mail");
        } else {
            warn_of_loss(message.id);
        }
        Ok(())
    }

    /// Settles messages that leave the queue, with what follows from that. Of messages that another worker took over nothing
    /// does.
    pub(super) async fn leave(&self, tx: &mut Tx, leaving: &[Leaving<'_>], now: Timestamp) -> Result<(), StoreError> {
        let left = self.settle_all(tx, leaving, now).await?;
        if left.is_empty() {
            return Ok(());
        }
        let sent: Vec<_> = left.iter().filter(|one| one.state == State::Sent).map(|one| one.message).collect();
        let ids: Vec<_> = sent.iter().filter_map(|message| message.pending).collect();
        let passwords = pending::by_ids(tx, &ids).await?;
        self.stop_replaced(tx, &sent, &passwords).await?;
        for one in left.iter().filter(|one| matches!(one.state, State::Failed | State::Expired)) {
            if let Some(id) = one.message.pending {
                pending::fail(tx, id, now).await?;
            }
        }
        self.tell(tx, &left, &passwords).await?;
        self.trail(tx, &left, now).await?;
        for Leaving { message, state, reply, .. } in left {
            self.desk.metrics.mail(message, state, now);
            if state == State::Sent {
                tracing::info!(message = %message.id, template = message.template, %state, reply, "mail");
            } else {
                tracing::warn!(message = %message.id, template = message.template, %state, reply, "mail not sent");
            }
        }
        Ok(())
    }

    /// Settles messages, those of one claim and state together; answers those that were ours still.
    async fn settle_all<'a>(&self, tx: &mut Tx, leaving: &[Leaving<'a>], now: Timestamp) -> Result<Vec<Leaving<'a>>, StoreError> {
        let mut together: HashMap<(Uuid, State), Vec<Said<'a>>> = HashMap::new();
        for Leaving { message, lease, state, reply } in leaving {
            together.entry((*lease, *state)).or_default().push(self.said(message.id, reply, now));
        }
        let mut ours = HashSet::new();
        for ((lease, state), all) in together {
            let settled = outbox::settle_all(tx, lease, state, &all, now).await?;
            ours.extend(settled.into_iter().map(|message| (message, lease)));
        }
        let (left, lost): (Vec<Leaving<'a>>, Vec<_>) =
            leaving.iter().copied().partition(|one| ours.contains(&(one.message.id, one.lease)));
        for one in lost {
            warn_of_loss(one.message.id);
        }
        Ok(left)
    }

    /// Messages that cannot even be read fail visibly: nothing follows from it, since nobody knows what they were about.
    pub(super) async fn fail_unreadable(
        &self,
        tx: &mut Tx,
        ids: &[MessageId],
        lease: Uuid,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let all: Vec<_> = ids.iter().map(|id| self.said(*id, reason::OTHER_VERSION, now)).collect();
        outbox::settle_all(tx, lease, State::Failed, &all, now).await?;
        for id in ids {
            tracing::warn!(message = %id, "mail not sent: this version cannot read it");
        }
        Ok(())
    }

    fn said<'a>(&self, message: MessageId, reply: &'a str, now: Timestamp) -> Said<'a> {
        Said { message, attempt: self.desk.random.id(now), reply }
    }

    /// Once a mail with a generated password is accepted, the old password stops, if that was what was waited for. While it is
    /// not, and when it never is, the account stays as it was.
    async fn stop_replaced(&self, tx: &mut Tx, sent: &[&Message], passwords: &Passwords) -> Result<(), StoreError> {
        let waited: Vec<(PendingId, UserId)> = sent
            .iter()
            .filter_map(|message| message.pending.zip(message.user))
            .filter(|(id, _)| known(passwords, *id).is_some_and(|password| password.effect == NewPasswordEffect::OnAcceptance))
            .collect();
        if waited.is_empty() {
            return Ok(());
        }
        let ids: Vec<_> = waited.iter().map(|(_, user)| *user).collect();
        let users = users::many::by_ids(tx, &ids).await?;
        for user in ids.iter().filter(|id| matches!(users.get(id), Some(None))) {
            tracing::error!(%user, "the old password goes on working: this version cannot read the user");
        }
        let replaced: Vec<_> = waited.iter().filter_map(|(id, user)| Some((*id, users.get(user)?.as_ref()?))).collect();
        self.desk.stop_old_passwords(tx, &replaced).await
    }

    /// The events that messages left the queue: a mail that was given up, or one with a link or a generated password that the
    /// mail server took.
    async fn tell(&self, tx: &mut Tx, left: &[Leaving<'_>], passwords: &Passwords) -> Result<(), StoreError> {
        let sent = left.iter().filter(|one| one.state == State::Sent);
        let ids: Vec<_> = sent.filter_map(|one| one.message.link).collect();
        let links = links::by_ids(tx, &ids).await?;
        let mut told = Vec::with_capacity(left.len());
        for Leaving { message, state, reply, .. } in left {
            let reply = (*reply).to_owned();
            let (event, by) = match (state, message.link, message.pending) {
                (State::Failed | State::Expired, ..) => (Event::MailFailed { template: message.template.clone(), reply }, None),
                (State::Sent, Some(id), _) => (Event::LinkSent { reply }, links.get(&id).map(|link| &link.requested_by_name)),
                (State::Sent, None, Some(id)) => {
                    (Event::NewPasswordSent { reply }, known(passwords, id).map(|password| &password.requested_by_name))
                }
                _ => continue,
            };
            told.extend(message.user.map(|user| (event, by.and_then(Option::as_deref), message, user)));
        }
        let at = self.desk.now();
        let events: Vec<_> = told
            .iter()
            .map(|(event, actor, message, user)| (NewEvent { event, actor: *actor, causes: &message.causes, at }, *user))
            .collect();
        self.desk.record_events(tx, &events).await
    }

    /// A line of the audit trail for each.
    async fn trail(&self, tx: &mut Tx, left: &[Leaving<'_>], now: Timestamp) -> Result<(), StoreError> {
        let lines: Vec<_> = left.iter().map(|one| (self.desk.random.id(now), line(one))).collect();
        audit::record_all(tx, &lines, now).await
    }
}

fn known(passwords: &Passwords, id: PendingId) -> Option<&Pending> {
    passwords.get(&id)?.as_ref()
}

fn line<'a>(Leaving { message, state, reply, .. }: &Leaving<'a>) -> Line<'a> {
    let outcome = if *state == State::Sent { Outcome::Done } else { Outcome::Failed };
    Line {
        target: message.user.map(|user| (user, message.recipient.as_str())),
        detail: serde_json::json!({
            "message": message.id, "template": message.template, "state": state.to_string(), "reply": reply
        }),
        ..Line::without_actor("mail.handed-over", outcome)
    }
}

fn warn_of_loss(id: MessageId) {
    tracing::warn!(message = %id, "another worker took the message over; it may arrive twice");
}
