//! Messages that were claimed are made ready: what they say is gathered, their secrets are minted.

use super::{Batch, MailWorker, record::Leaving};
use crate::{
    mail::{Letter, MailError, Outgoing, Variables, reason},
    service::Desk,
    store::{
        StoreError, Tx,
        outbox::{Message, State},
        templates::{Version, Which},
    },
};
use app::model::{HouseSettings, Locale, Timestamp};
use futures_util::FutureExt;
use std::{panic::AssertUnwindSafe, sync::Arc};
use uuid::Uuid;

/// A message that will not be sent: where it stands then, and why.
type Dropped = (State, String);

/// A message that can be written and sent once its secrets are kept.
pub(super) struct Ready {
    /// The message.
    pub(super) message: Message,
    locale: Locale,
    date: Timestamp,
    variables: Variables,
    /// The words of the house, where it has some.
    own: Option<Arc<Version>>,
}

impl Ready {
    /// Writes the mail, with the address to which it comes back, where one is configured.
    ///
    /// # Errors
    /// As [`Mailer::write`](crate::mail::Mailer::write).
    pub(super) async fn write(&self, desk: &Desk) -> Result<Outgoing, MailError> {
        let Self { message, locale, date, variables, own } = self;
        let letter = Letter { id: message.id, to: &message.recipient, locale: *locale, date: *date, variables };
        let outgoing = desk.write_mail(&letter, own.as_deref()).await?;
        match desk.bounce_address(message.id) {
            Some(address) => outgoing.returning_to(&address),
            None => Ok(outgoing),
        }
    }
}

impl MailWorker {
    /// Makes messages ready, and settles those that will not be sent. One that cannot be made never holds up the others.
    pub(super) async fn prepare_all(
        &self,
        tx: &mut Tx,
        messages: Vec<Message>,
        lease: Uuid,
        now: Timestamp,
    ) -> Result<Vec<Ready>, StoreError> {
        if messages.is_empty() {
            return Ok(Vec::new());
        }
        let house = self.desk.house_settings(tx).await?;
        let mut batch = Batch::read(tx, &messages).await?;
        let (mut ready, mut dropped) = (Vec::with_capacity(messages.len()), Vec::new());
        for message in messages {
            let prepared = match AssertUnwindSafe(self.prepare(tx, &mut batch, &message, &house, now)).catch_unwind().await {
                Ok(Err(StoreError::Unreadable(_))) => Err((State::Failed, reason::OTHER_VERSION.to_owned())),
                Ok(prepared) => prepared?,
                Err(_) => Err((State::Failed, reason::CRASHED.to_owned())),
            };
            match prepared {
                Ok((locale, variables, own)) => ready.push(Ready { message, locale, date: now, variables, own }),
                Err((state, why)) => dropped.push((message, state, why)),
            }
        }
        batch.keep_minted(tx, now).await?;
        let leaving: Vec<_> =
            dropped.iter().map(|(message, state, reply)| Leaving { message, lease, state: *state, reply }).collect();
        self.leave(tx, &leaving, now).await?;
        Ok(ready)
    }

    /// What a message says, or why it will not be sent.
    async fn prepare(
        &self,
        tx: &mut Tx,
        batch: &mut Batch,
        message: &Message,
        house: &HouseSettings,
        now: Timestamp,
    ) -> Result<Result<(Locale, Variables, Option<Arc<Version>>), Dropped>, StoreError> {
        if message.give_up_at <= now {
            return Ok(Err((State::Expired, message.reply.clone().unwrap_or_default())));
        }
        let user = match message.user {
            Some(id) => batch.user(id)?.cloned(),
            None => None,
        };
        let Some(user) = user else { return Ok(Err((State::Cancelled, reason::ACCOUNT_GONE.to_owned()))) };
        let details = match self.desk.details(tx, batch, message, now).await? {
            Ok(details) => details,
            Err(dropped) => return Ok(Err(dropped)),
        };
        let locale = user.language;
        let not_me = self.desk.mint_not_me(batch, message, user.id, now);
        let variables = Variables { not_me, ..self.desk.variables(house, user, details) };
        let own = batch.words(tx, Which { key: variables.template(), language: locale }).await?;
        Ok(Ok((locale, variables, own)))
    }
}
