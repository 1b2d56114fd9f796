//! Whether a message may be sent again or be cancelled, and by whom.

use super::{Fault, GIVE_UP, new_passwords::unsent, people::target};
use crate::store::{
    StoreError, Tx, dialect,
    links::{self, Link},
    outbox::{self, Message, NewMessage, State},
    pending::{self, Pending},
    users::{self, User},
};
use app::{
    api::{ApiError, Caller, MessageProblem, Problem, Thing},
    model::{MessageId, NewPasswordEffect, Permission, TemplateKey, Timestamp, UnsentPassword},
    rules::{
        names,
        reset::{Refusal, may_send_link},
    },
};

/// A message and all that decides about it.
pub(super) struct Handled {
    pub(super) message: Message,
    /// Whose account it is about; absent when that is gone.
    pub(super) user: Option<User>,
    pub(super) link: Option<Link>,
    /// The generated password that it carries.
    pub(super) pending: Option<Pending>,
    /// Whether the same waits to be sent already.
    waits_again: bool,
}

impl Handled {
    /// Reads it.
    ///
    /// # Errors
    /// "There is no such message."
    pub(super) async fn read(tx: &mut Tx, id: MessageId) -> Result<Self, Fault> {
        let message = known(tx, id).await?;
        Ok(Self::about(tx, message).await?)
    }

    /// Reads it and keeps others from changing its user until the transaction ends.
    ///
    /// # Errors
    /// "There is no such message."
    pub(super) async fn lock(tx: &mut Tx, id: MessageId) -> Result<Self, Fault> {
        let message = known(tx, id).await?;
        if let Some(user) = message.user {
            dialect::lock_user(tx, user).await?;
        }
        Ok(Self::about(tx, message).await?)
    }

    async fn about(tx: &mut Tx, message: Message) -> Result<Self, StoreError> {
        let user = match message.user {
            Some(id) => users::by_id(tx, id).await?,
            None => None,
        };
        let link = match message.link {
            Some(id) => links::by_id(tx, id).await?,
            None => None,
        };
        let pending = match message.pending {
            Some(id) => pending::by_id(tx, id).await?,
            None => None,
        };
        let waits_again = outbox::waits_again(tx, message.id).await?;
        Ok(Self { message, user, link, pending, waits_again })
    }

    /// Checks whether the caller may send it again.
    ///
    /// # Errors
    /// The first reason against it.
    pub(super) fn may_resend(&self, caller: &Caller, now: Timestamp) -> Result<(), Problem> {
        match &self.pending {
            Some(_) => self.may_generate_again(caller).map(drop),
            None => self.recipient(caller, now).map(drop),
        }
    }

    /// Checks whether the caller may have another password generated in place of the one it carries; answers for whom, and
    /// when the old one is to stop.
    ///
    /// # Errors
    /// The first reason against it.
    pub(super) fn may_generate_again(&self, caller: &Caller) -> Result<(&User, NewPasswordEffect), Problem> {
        self.may_handle(caller)?;
        if self.message.state == State::Queued || self.waits_again {
            return Err(Problem::Message(MessageProblem::Queued));
        }
        let gone = Problem::Message(MessageProblem::NoRecipient);
        let (Some(user), Some(pending)) = (&self.user, &self.pending) else { return Err(gone) };
        may_send_link(caller.role, target(user)).map_err(Problem::Refused)?;
        Ok((user, pending.effect))
    }

    /// The same message anew, if the caller may send it again.
    ///
    /// # Errors
    /// The first reason against it.
    pub(super) fn again(&self, caller: &Caller, id: MessageId, now: Timestamp) -> Result<NewMessage<'_>, Problem> {
        let (user, recipient) = self.recipient(caller, now)?;
        Ok(NewMessage {
            id,
            template: &self.message.template,
            user: user.id,
            link: self.message.link,
            pending: None,
            sealed: None,
            recipient,
            variables: &self.message.variables,
            now,
            // However often it is sent again, a link is mailed no longer than was said when it was asked for.
            give_up_at: self.link.as_ref().map_or(now + GIVE_UP, |link| link.give_up_at),
            // It is sent again because somebody at the desk says so.
            causes: &[],
        })
    }

    /// Checks whether the caller may cancel it.
    ///
    /// # Errors
    /// The first reason against it.
    pub(super) fn may_cancel(&self, caller: &Caller) -> Result<(), Problem> {
        self.may_handle(caller)?;
        if self.message.state == State::Queued { Ok(()) } else { Err(Problem::Message(MessageProblem::NotQueued)) }
    }

    /// How the account stands whose generated password it should have carried, once it is not going to.
    pub(super) fn unsent_password(&self) -> Option<UnsentPassword> {
        let is_over = matches!(self.message.state, State::Failed | State::Expired | State::Bounced);
        self.pending.as_ref().filter(|pending| is_over && pending.is_open()).map(unsent)
    }

    /// To whom and where it would go once more.
    fn recipient(&self, caller: &Caller, now: Timestamp) -> Result<(&User, &str), Problem> {
        self.may_handle(caller)?;
        if self.message.state == State::Queued || self.waits_again {
            return Err(Problem::Message(MessageProblem::Queued));
        }
        if self.message.carries_temporary() {
            return Err(Problem::Message(MessageProblem::PasswordGone));
        }
        if self.message.template == TemplateKey::CallerCode.as_str() {
            return Err(Problem::Message(MessageProblem::CodeGone));
        }
        if self.message.link.is_some() && !self.link.as_ref().is_some_and(|link| is_open(link, now)) {
            return Err(Problem::Message(MessageProblem::LinkOver));
        }
        let user = self.user.as_ref().filter(|user| user.is_active);
        // What was meant for one mailbox is not for whoever reads another one now.
        let address = user.and_then(|user| Some((user, user.email.as_deref()?)));
        address
            .filter(|(_, address)| names::key(address) == names::key(&self.message.recipient))
            .ok_or(Problem::Message(MessageProblem::NoRecipient))
    }

    fn carries_secret(&self) -> bool {
        let carriers = [TemplateKey::AccessInfo, TemplateKey::CallerCode].map(TemplateKey::as_str);
        self.message.link.is_some() || carriers.contains(&self.message.template.as_str())
    }

    /// The role, and for what changes passwords the rank.
    fn may_handle(&self, caller: &Caller) -> Result<(), Problem> {
        if !caller.role.allows(Permission::HandleMessages) {
            return Err(Problem::Forbidden);
        }
        let outranked = self.user.as_ref().is_some_and(|user| !caller.role.may_act_on(user.role));
        if self.carries_secret() && outranked { Err(Problem::Refused(Refusal::Outranked)) } else { Ok(()) }
    }
}

/// Whether a link can be mailed and used still.
fn is_open(link: &Link, now: Timestamp) -> bool {
    let end = link.expires_at.unwrap_or(link.give_up_at).min(link.give_up_at);
    link.consumed_at.is_none() && link.revoked_at.is_none() && end > now
}

async fn known(tx: &mut Tx, id: MessageId) -> Result<Message, Fault> {
    outbox::by_id(tx, id).await?.ok_or_else(|| ApiError::not_found(Thing::Message).into())
}
