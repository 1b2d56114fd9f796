//! Option B: *Generate New Password*. Nobody but its reader ever sees it: it is minted when its mail is sent, and stored as a
//! hash. Until it takes effect the old password works, so that a mail that never arrives locks nobody out.

use super::{
    Desk, Fault, GIVE_UP, acted,
    approvals::Deed,
    known_browser::end_everywhere,
    people::{known_user, refused, revoke_links, revoke_passwords, target, whom},
};
use crate::store::{
    StoreError, Tx,
    audit::{self, Line, Outcome},
    credentials, dialect,
    events::Event,
    pending::{self, NewPending, Pending},
    users::User,
};
use app::{
    api::{ApiError, Caller, NewPasswords},
    model::{
        CallerPrompt, ChoosePrompt, CopyPrompt, NewPasswordEffect, NewPasswordPrompt, NewPasswordSent, PendingId,
        SendNewPassword, Span, TemporaryPrompt, UnsentPassword, UserId,
    },
    rules::reset::may_send_link,
};
use async_trait::async_trait;

const REQUESTED: &str = "password.requested";

#[async_trait]
impl NewPasswords for Desk {
    async fn new_password_prompt(&self, caller: &Caller, user: UserId) -> Result<NewPasswordPrompt, ApiError> {
        self.before_new_password(caller, user).await.map_err(|fault| self.report(fault))
    }

    async fn send_new_password(&self, caller: &Caller, request: SendNewPassword) -> Result<NewPasswordSent, ApiError> {
        self.send_new(caller, &request).await.map_err(|fault| self.report(fault))
    }

    async fn temporary_prompt(&self, caller: &Caller, user: UserId) -> Result<TemporaryPrompt, ApiError> {
        self.before_temporary(caller, user).await.map_err(|fault| self.report(fault))
    }

    async fn copy_prompt(&self, caller: &Caller, user: UserId) -> Result<CopyPrompt, ApiError> {
        self.before_copying(caller, user).await.map_err(|fault| self.report(fault))
    }

    async fn caller_prompt(&self, caller: &Caller, user: UserId) -> Result<CallerPrompt, ApiError> {
        self.before_verifying(caller, user).await.map_err(|fault| self.report(fault))
    }

    async fn choose_prompt(&self, choosing: &Caller) -> Result<ChoosePrompt, ApiError> {
        self.before_choosing(choosing).await.map_err(|fault| self.report(fault))
    }
}

impl Desk {
    async fn before_new_password(&self, caller: &Caller, id: UserId) -> Result<NewPasswordPrompt, Fault> {
        let mut tx = self.db.read().await?;
        let user = known_user(&mut tx, id).await?;
        may_send_link(caller.role, target(&user)).map_err(refused)?;
        Ok(NewPasswordPrompt {
            user: id,
            life_minutes: self.new_password_life(&mut tx).await?.whole_minutes(),
            open: self.open_access(&mut tx, &user).await?,
            api: self.api_use(&mut tx, caller, &user).await?,
            display_name: user.display_name,
            email: user.email.unwrap_or_default(),
            language: user.language,
        })
    }

    async fn send_new(&self, caller: &Caller, request: &SendNewPassword) -> Result<NewPasswordSent, Fault> {
        let mut tx = self.db.write().await?;
        dialect::lock_user(&mut tx, request.user).await?;
        let user = known_user(&mut tx, request.user).await?;
        tx = self.permit_on(tx, caller, REQUESTED, &user, may_send_link(caller.role, target(&user))).await?;
        tx = self.second(tx, caller, &user, &Deed::NewPassword { effect: request.effect }).await?;
        self.spend_send(&mut tx, caller, request.user).await?;
        let sent = self.request_new_password(&mut tx, caller, &user, request.effect).await?;
        tx.commit().await?;
        self.mail_waits.notify_one();
        Ok(sent)
    }

    /// How long a mailed password works.
    async fn new_password_life(&self, tx: &mut Tx) -> Result<Span, StoreError> {
        Ok(Span::hours(self.house_settings(tx).await?.policy.new_password_hours))
    }

    /// Has a password made that may be mailed. Older ones are withdrawn. The caller of this has locked the user, commits and
    /// wakes the mail worker.
    pub(super) async fn request_new_password(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        user: &User,
        effect: NewPasswordEffect,
    ) -> Result<NewPasswordSent, Fault> {
        let now = self.now();
        revoke_passwords(tx, user.id, now).await?;
        let (id, ticket) = (PendingId(self.random.id(now)), self.random.ticket());
        let email = user.email.clone().unwrap_or_default();
        let new = NewPending {
            id,
            user: user.id,
            requested_by: Some((caller.user, &caller.display_name)),
            ticket: &ticket,
            email: &email,
            effect,
            life: self.new_password_life(tx).await?,
            now,
            give_up_at: now + GIVE_UP,
            causes: &self.causes,
        };
        pending::insert(tx, &new).await?;
        let message = self.queue_new_password(tx, user, &email, id).await?;
        self.event(tx, Event::NewPasswordRequested { ticket: ticket.clone() }, user.id, Some(&caller.display_name)).await?;
        let mut line = acted(caller, REQUESTED, Outcome::Done, whom(user));
        line.detail = serde_json::json!({ "ticket": ticket, "effect": effect, "message": message });
        self.audit(tx, line).await?;
        if effect == NewPasswordEffect::AtOnce {
            self.stop_old_passwords(tx, &[(id, user)]).await?;
        }
        Ok(NewPasswordSent { message, email, ticket })
    }

    /// Stops old passwords in favour of generated ones, with every session and link that they outlived. Nothing is done where one
    /// had stopped already, or the generated one is over. The caller of this has locked the users.
    pub(crate) async fn stop_old_passwords(&self, tx: &mut Tx, replaced: &[(PendingId, &User)]) -> Result<(), StoreError> {
        let now = self.now();
        let ids: Vec<_> = replaced.iter().map(|(id, _)| *id).collect();
        let stopped = pending::take_effect(tx, &ids, now).await?;
        if stopped.is_empty() {
            return Ok(());
        }
        let replaced: Vec<_> = replaced.iter().filter(|(id, _)| stopped.contains(id)).collect();
        let users: Vec<_> = replaced.iter().map(|(_, user)| user.id).collect();
        credentials::stop(tx, &users, now).await?;
        end_everywhere(tx, &users, now).await?;
        revoke_links(tx, &users, now).await?;
        let lines: Vec<_> = replaced.iter().map(|(id, user)| (self.random.id(now), replaced_line(*id, user))).collect();
        audit::record_all(tx, &lines, now).await
    }
}

fn replaced_line(id: PendingId, user: &User) -> Line<'_> {
    let detail = serde_json::json!({ "password": id });
    Line { target: Some(whom(user)), detail, ..Line::without_actor("password.replaced", Outcome::Done) }
}

/// How an account stands whose generated password could not be mailed.
pub(super) fn unsent(pending: &Pending) -> UnsentPassword {
    if pending.took_effect_at.is_some() { UnsentPassword::Stopped } else { UnsentPassword::Unchanged }
}
