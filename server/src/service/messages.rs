//! What was sent to whom: reading the outbox, sending again, cancelling.

use super::{Desk, Fault, acted, did, handled::Handled, moments::Moments, paging};
use crate::{
    mail::meaning,
    store::{
        Tx,
        audit::Outcome,
        links,
        messages::{self, Filter, Key, Listed, Search},
        outbox,
    },
};
use app::{
    api::{ApiError, Caller, MessageProblem, Messages, Problem, Thing},
    model::{
        Attempt, MailHold, MessageId, MessageImpact, MessageQuery, MessageRecord, MessageRow, MessageState, Page, Permission,
        Span, Timestamp, UserId,
    },
};
use async_trait::async_trait;
use uuid::Uuid;

const RESENT: &str = "message.resent";
const CANCELLED: &str = "message.cancelled";

#[async_trait]
impl Messages for Desk {
    async fn messages(&self, caller: &Caller, query: MessageQuery) -> Result<Page<MessageRow>, ApiError> {
        self.list_messages(caller, &query).await.map_err(|fault| self.report(fault))
    }

    async fn message(&self, caller: &Caller, message: MessageId) -> Result<MessageRecord, ApiError> {
        self.read_message(caller, message).await.map_err(|fault| self.report(fault))
    }

    async fn resend(&self, caller: &Caller, message: MessageId) -> Result<MessageId, ApiError> {
        self.send_again(caller, message).await.map_err(|fault| self.report(fault))
    }

    async fn cancel_message(&self, caller: &Caller, message: MessageId) -> Result<(), ApiError> {
        self.withdraw(caller, message).await.map_err(|fault| self.report(fault))
    }

    async fn mail_hold(&self, caller: &Caller) -> Result<Option<MailHold>, ApiError> {
        self.read_hold(caller).await.map_err(|fault| self.report(fault))
    }
}

impl Desk {
    async fn list_messages(&self, caller: &Caller, query: &MessageQuery) -> Result<Page<MessageRow>, Fault> {
        caller.require(Permission::ViewMessages)?;
        let filter = filter(query);
        let start = paging::start(query.place.as_ref(), read_key)?;
        let moments = Moments::of(self.now(), caller);
        let mut tx = self.db.read().await?;
        let search = Search::new(&mut tx, &filter).await?;
        let counted = search.count(&mut tx).await?;
        let rows = search.page(&mut tx, start, paging::READ).await?;
        Ok(paging::page(&start, rows, counted, write_key, |message| row(message, &moments)))
    }

    async fn read_message(&self, caller: &Caller, id: MessageId) -> Result<MessageRecord, Fault> {
        caller.require(Permission::ViewMessages)?;
        let now = self.now();
        let moments = Moments::of(now, caller);
        let mut tx = self.db.read().await?;
        let listed = messages::one(&mut tx, id).await?.ok_or_else(|| ApiError::not_found(Thing::Message))?;
        let handled = Handled::read(&mut tx, id).await?;
        let attempts = messages::attempts(&mut tx, id).await?;
        Ok(MessageRecord {
            give_up: moments.moment(listed.give_up_at),
            unsent_password: handled.unsent_password(),
            resend_problem: handled.may_resend(caller, now).err(),
            can_cancel: !listed.is_held && handled.may_cancel(caller).is_ok(),
            attempts: attempts.into_iter().map(|attempt| tried(attempt, &moments)).collect(),
            impact: self.impact(&mut tx, &handled).await?,
            row: row(listed, &moments),
        })
    }

    async fn impact(&self, tx: &mut Tx, handled: &Handled) -> Result<Option<MessageImpact>, Fault> {
        let Some(user) = &handled.user else { return Ok(None) };
        let link = handled.link.as_ref().map(|link| link.life);
        // Another password is made when its mail is sent again: with the life that is usual by then.
        let password = match &handled.pending {
            Some(_) => Some(Span::hours(self.house_settings(tx).await?.policy.new_password_hours)),
            None => None,
        };
        Ok(Some(MessageImpact {
            display_name: user.display_name.clone(),
            language: user.language,
            life_minutes: link.or(password).map(Span::whole_minutes),
            effect: handled.pending.as_ref().map(|pending| pending.effect),
            open: self.open_access(tx, user).await?,
        }))
    }

    /// The message with which a user's open link can be mailed once more, if the caller may do that.
    pub(super) async fn resendable(&self, tx: &mut Tx, caller: &Caller, user: UserId) -> Result<Option<MessageId>, Fault> {
        let now = self.now();
        let Some(link) = links::live_of_user(tx, user, now).await? else { return Ok(None) };
        let Some(message) = outbox::of_link(tx, link.id).await? else { return Ok(None) };
        let handled = Handled::read(tx, message).await?;
        Ok(handled.may_resend(caller, now).is_ok().then_some(message))
    }

    async fn send_again(&self, caller: &Caller, id: MessageId) -> Result<MessageId, Fault> {
        let mut tx = self.db.write().await?;
        let handled = Handled::lock(&mut tx, id).await?;
        let again = match self.queue_again(&mut tx, caller, &handled).await? {
            Ok(again) => again,
            Err(problem) => return self.refuse_handling(tx, caller, RESENT, &handled, problem).await,
        };
        if let Some(user) = &handled.user {
            self.spend_send(&mut tx, caller, user.id).await?;
        }
        self.audit_handling(&mut tx, caller, RESENT, Outcome::Done, &handled, ("again", again.to_string())).await?;
        tx.commit().await?;
        self.mail_waits.notify_one();
        Ok(again)
    }

    /// The same message anew; in place of a generated password, another one with the same effect.
    async fn queue_again(&self, tx: &mut Tx, caller: &Caller, handled: &Handled) -> Result<Result<MessageId, Problem>, Fault> {
        if handled.pending.is_some() {
            return Ok(match handled.may_generate_again(caller) {
                Ok((user, effect)) => Ok(self.request_new_password(tx, caller, user, effect).await?.message),
                Err(problem) => Err(problem),
            });
        }
        let now = self.now();
        let again = MessageId(self.random.id(now));
        match handled.again(caller, again, now) {
            Ok(message) => outbox::insert(tx, &message).await?,
            Err(problem) => return Ok(Err(problem)),
        }
        Ok(Ok(again))
    }

    async fn withdraw(&self, caller: &Caller, id: MessageId) -> Result<(), Fault> {
        let mut tx = self.db.write().await?;
        let handled = Handled::lock(&mut tx, id).await?;
        if let Err(problem) = handled.may_cancel(caller) {
            return self.refuse_handling(tx, caller, CANCELLED, &handled, problem).await;
        }
        // What a worker holds is being sent and cannot be called back.
        if !outbox::cancel(&mut tx, id, self.now()).await? {
            let problem = Problem::Message(MessageProblem::NotQueued);
            return self.refuse_handling(tx, caller, CANCELLED, &handled, problem).await;
        }
        self.audit_handling(&mut tx, caller, CANCELLED, Outcome::Done, &handled, ("state", MessageState::Cancelled.to_string()))
            .await?;
        tx.commit().await?;
        Ok(())
    }

    async fn refuse_handling<T>(
        &self,
        mut tx: Tx,
        caller: &Caller,
        action: &str,
        handled: &Handled,
        problem: Problem,
    ) -> Result<T, Fault> {
        self.audit_handling(&mut tx, caller, action, Outcome::Refused, handled, ("reason", reason(&problem))).await?;
        tx.commit().await?;
        Err(problem.into())
    }

    async fn audit_handling(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        action: &str,
        outcome: Outcome,
        handled: &Handled,
        (name, value): (&str, String),
    ) -> Result<(), Fault> {
        let mut line = match &handled.user {
            Some(user) => acted(caller, action, outcome, (user.id, &user.display_name)),
            None => did(caller, action, outcome),
        };
        line.detail = serde_json::json!({ "message": handled.message.id, "template": handled.message.template, name: value });
        self.audit(tx, line).await
    }
}

/// A problem's name, for the trail.
fn reason(problem: &Problem) -> String {
    let name = match problem {
        Problem::Message(problem) => serde_json::to_value(problem),
        Problem::Refused(refusal) => serde_json::to_value(refusal),
        other => serde_json::to_value(other),
    };
    name.ok().and_then(|name| Some(name.as_str()?.to_owned())).unwrap_or_default()
}

/// Which messages are asked for.
pub(super) fn filter(query: &MessageQuery) -> Filter {
    Filter { state: query.state, kind: query.kind, recipient: paging::searched(&query.q) }
}

/// When a message left the queue; for one that waits, the next try, while nobody is at it.
pub(super) fn settled_at(message: &Listed) -> Option<Timestamp> {
    let waits = message.state == MessageState::Queued && !message.is_held && !message.awaits_word;
    if waits { Some(message.due_at) } else { message.finished_at }
}

/// A line of a list.
pub(super) fn row(message: Listed, moments: &Moments<'_>) -> MessageRow {
    let settled = settled_at(&message);
    MessageRow {
        id: message.id,
        kind: message.kind,
        recipient: message.recipient,
        user: message.user,
        state: message.state,
        attempts: message.attempts,
        created: moments.moment(message.created_at),
        settled: settled.map(|at| moments.moment(at)),
        awaits_word: message.awaits_word,
    }
}

fn tried(attempt: messages::Attempt, moments: &Moments<'_>) -> Attempt {
    Attempt {
        at: moments.moment(attempt.at),
        meaning: meaning(attempt.state, &attempt.reply),
        state: attempt.state,
        reply: attempt.reply,
    }
}

/// A row's key as it stands in an address: the id, then when the message was asked for.
fn write_key(message: &Listed) -> String {
    format!("{}{}", message.id.0.simple(), message.created_at.0)
}

fn read_key(text: &str) -> Option<Key> {
    let (id, created_at) = text.split_at_checked(32)?;
    Some(Key { id: MessageId(Uuid::try_parse(id).ok()?), created_at: Timestamp(created_at.parse().ok()?) })
}
