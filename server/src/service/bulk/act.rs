//! One user's turn: the same checks and the same work as when somebody does it for them alone.

use crate::{
    service::{
        Desk, Fault, acted,
        people::{revoke_links, revoke_passwords, subject, target, whom},
    },
    store::{
        StoreError, Tx,
        audit::Outcome,
        bulk::{Item, Settled},
        credentials, dialect,
        events::Event,
        links, outbox, pending,
        users::{self, User, tags},
    },
};
use app::{
    api::Caller,
    model::{BulkAction, BulkOrder, BulkOutcome, Kind, LinkLife, NewPasswordEffect, Role, UserId},
    rules::{
        names,
        reset::{Refusal, may_edit, may_require_change, may_send_link, may_set_active, may_support},
        tags::MOST,
    },
};

/// What is done, and for whom it acts.
#[derive(Clone, Copy)]
pub(in crate::service) struct Turn<'a> {
    /// For whom it acts.
    pub(in crate::service) caller: &'a Caller,
    /// What is done.
    pub(in crate::service) order: &'a BulkOrder,
    /// Whether programs are meant on purpose.
    pub(in crate::service) allows_api: bool,
}

impl Desk {
    /// Acts on one user, if that may be.
    pub(in crate::service) async fn take_turn(&self, tx: &mut Tx, turn: Turn<'_>, id: UserId) -> Result<Settled, Fault> {
        dialect::lock_user(tx, id).await?;
        let Some(user) = users::by_id(tx, id).await? else { return Ok(Settled::of(BulkOutcome::Gone)) };
        if let Err(refusal) = self.may_act(tx, turn, &user).await? {
            return Ok(Settled { refusal: Some(refusal), ..Settled::of(BulkOutcome::Skipped) });
        }
        self.act(tx, turn, &user).await
    }

    /// Whether it may act on this user.
    ///
    /// # Errors
    /// When the database fails.
    pub(in crate::service) async fn may_act(
        &self,
        tx: &mut Tx,
        turn: Turn<'_>,
        user: &User,
    ) -> Result<Result<(), Refusal>, StoreError> {
        let Turn { caller, order, allows_api } = turn;
        if order.action == BulkAction::AddTag && tags::of(tx, user.id).await?.len() >= MOST {
            return Ok(may_edit(caller.role, user.role).and(Err(Refusal::TooManyTags)));
        }
        let verdict = match order.action {
            BulkAction::SendLink | BulkAction::NewPassword => may_send_link(caller.role, target(user)),
            BulkAction::RequireChange => may_require_change(caller.role, target(user)),
            BulkAction::EndSessions => may_support(caller.role, user.role),
            BulkAction::Activate | BulkAction::Deactivate => may_set_active(caller.role, subject(tx, caller, user).await?),
            BulkAction::AddTag | BulkAction::RemoveTag => may_edit(caller.role, user.role),
        };
        let is_left_out = user.kind == Kind::Api && !allows_api;
        let verdict = verdict.and(if is_left_out { Err(Refusal::ApiUser) } else { Ok(()) });
        let is_held = verdict.is_ok() && user.role == Role::Administrator && waits(order.action, user.is_active);
        Ok(if is_held && self.needs_second(tx, caller).await? { Err(Refusal::NeedsApproval) } else { verdict })
    }

    async fn act(&self, tx: &mut Tx, Turn { caller, order, .. }: Turn<'_>, user: &User) -> Result<Settled, Fault> {
        let was_needed = match order.action {
            BulkAction::SendLink => {
                let life = order.life_minutes.and_then(LinkLife::from_minutes).unwrap_or(LinkLife::DEFAULT);
                let sent = self.request_link(tx, caller, user, life).await?;
                let message = outbox::of_link(tx, sent.link).await?;
                return Ok(Settled { link: Some(sent.link), message, ..Settled::of(BulkOutcome::Done) });
            }
            BulkAction::NewPassword => {
                let effect = order.effect.unwrap_or(NewPasswordEffect::OnAcceptance);
                let sent = self.request_new_password(tx, caller, user, effect).await?;
                let password = outbox::by_id(tx, sent.message).await?.and_then(|message| message.pending);
                return Ok(Settled { password, message: Some(sent.message), ..Settled::of(BulkOutcome::Done) });
            }
            BulkAction::RequireChange => self.require_change(tx, caller, user, true).await?,
            BulkAction::EndSessions => self.store_end(tx, caller, user).await? > 0,
            BulkAction::Activate => self.store_switch(tx, caller, user, true).await?,
            BulkAction::Deactivate => self.store_switch(tx, caller, user, false).await?,
            BulkAction::AddTag => self.change_tag(tx, caller, user, &order.tag, true).await?,
            BulkAction::RemoveTag => self.change_tag(tx, caller, user, &order.tag, false).await?,
        };
        Ok(Settled::of(if was_needed { BulkOutcome::Done } else { BulkOutcome::Unneeded }))
    }

    /// Takes back what was done for one, as far as it is there still and the owner may; answers whether there was anything.
    pub(super) async fn take_back(&self, tx: &mut Tx, caller: &Caller, order: &BulkOrder, item: &Item) -> Result<bool, Fault> {
        dialect::lock_user(tx, item.user).await?;
        let Some(user) = users::by_id(tx, item.user).await? else { return Ok(false) };
        match order.action {
            BulkAction::SendLink | BulkAction::NewPassword => self.withdraw_sent(tx, caller, &user, item).await,
            BulkAction::RequireChange if may_require_change(caller.role, target(&user)).is_ok() => {
                self.require_change(tx, caller, &user, false).await
            }
            action => {
                let Some(action) = reverse(action) else { return Ok(false) };
                let turn = Turn { caller, order: &BulkOrder { action, ..order.clone() }, allows_api: true };
                let may = self.may_act(tx, turn, &user).await?.is_ok();
                Ok(may && self.act(tx, turn, &user).await?.outcome == BulkOutcome::Done)
            }
        }
    }

    /// Withdraws the link or the generated password that the job sent, where nobody has used it and no newer one has taken its
    /// place. Answers whether there was anything to withdraw that the caller may.
    async fn withdraw_sent(&self, tx: &mut Tx, caller: &Caller, user: &User, item: &Item) -> Result<bool, Fault> {
        let now = self.now();
        let link = match item.link {
            Some(id) => links::by_id(tx, id).await?.is_some_and(|link| link.is_live(now)),
            None => false,
        };
        let password = match item.password {
            Some(id) => pending::by_id(tx, id).await?.is_some_and(|password| password.is_live(now)),
            None => false,
        };
        if !(link || password) || may_support(caller.role, user.role).is_err() {
            return Ok(false);
        }
        if link {
            revoke_links(tx, &[user.id], now).await?;
        }
        if password {
            revoke_passwords(tx, user.id, now).await?;
        }
        let mut entry = acted(caller, "user.mail-withdrawn", Outcome::Done, whom(user));
        entry.detail = serde_json::json!({ "withdrawn": 1 });
        self.audit(tx, entry).await?;
        Ok(true)
    }

    /// Has someone choose another password at the next sign-in, or not any more.
    async fn require_change(&self, tx: &mut Tx, caller: &Caller, user: &User, to: bool) -> Result<bool, Fault> {
        if !credentials::set_must_change(tx, user.id, to).await? {
            return Ok(false);
        }
        let action = if to { "password.change-required" } else { "password.change-not-required" };
        if to {
            self.event(tx, Event::ChangeRequired, user.id, Some(&caller.display_name)).await?;
        }
        self.audit(tx, acted(caller, action, Outcome::Done, whom(user))).await?;
        Ok(true)
    }

    /// Adds a tag or takes it away; answers whether that changed anything.
    async fn change_tag(&self, tx: &mut Tx, caller: &Caller, user: &User, tag: &str, is_added: bool) -> Result<bool, Fault> {
        let mut has = tags::of(tx, user.id).await?;
        let before = has.len();
        has.retain(|other| names::key(other) != names::key(tag));
        let had = has.len() < before;
        if had == is_added {
            return Ok(false);
        }
        if is_added {
            has.push(tag.to_owned());
        }
        users::update(tx, user, self.now()).await?;
        tags::set(tx, user.id, &has).await?;
        let mut line = acted(caller, "user.edited", Outcome::Done, whom(user));
        line.detail = serde_json::json!({ "fields": ["tags"], "tag": tag });
        self.audit(tx, line).await?;
        Ok(true)
    }
}

/// Whether an action on an administrator is one that a second administrator may have to approve.
pub(super) const fn waits(action: BulkAction, is_active: bool) -> bool {
    match action {
        BulkAction::SendLink | BulkAction::NewPassword => true,
        BulkAction::Activate => !is_active,
        BulkAction::Deactivate => is_active,
        BulkAction::RequireChange | BulkAction::EndSessions | BulkAction::AddTag | BulkAction::RemoveTag => false,
    }
}

/// The action that takes this one back, where one does.
const fn reverse(action: BulkAction) -> Option<BulkAction> {
    match action {
        BulkAction::Activate => Some(BulkAction::Deactivate),
        BulkAction::Deactivate => Some(BulkAction::Activate),
        BulkAction::AddTag => Some(BulkAction::RemoveTag),
        BulkAction::RemoveTag => Some(BulkAction::AddTag),
        BulkAction::SendLink | BulkAction::NewPassword | BulkAction::RequireChange | BulkAction::EndSessions => None,
    }
}
