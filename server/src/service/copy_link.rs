//! Copying a link, for when its mail does not arrive: one more secret is minted for it and shown once. It is guarded like a
//! temporary password, since whoever has it can choose the password.

use super::{
    Desk, Fault, acted,
    approvals::Deed,
    moments::Moments,
    people::{known_user, refused, target, whom},
};
use crate::{
    security::LinkSecret,
    store::{
        Tx,
        audit::Outcome,
        dialect,
        events::Event,
        links::{self, Link},
        minted::Minted,
        users::User,
    },
};
use app::{
    api::{ApiError, Caller, Problem, ShownSecret},
    model::{CopyPrompt, Permission, TypedPassword, UserId},
    rules::reset::may_send_link,
};
use serde::Deserialize;

const COPIED: &str = "link.copied";

/// What the page posts.
#[derive(Debug, Deserialize)]
pub struct CopyLink {
    /// The reader's own password, where it is asked for.
    #[serde(default)]
    pub password: TypedPassword,
}

impl Desk {
    pub(super) async fn before_copying(&self, caller: &Caller, id: UserId) -> Result<CopyPrompt, Fault> {
        caller.require(Permission::SetTemporaryPasswords)?;
        let confirm = self.must_confirm(caller).await?;
        let mut tx = self.db.read().await?;
        let user = known_user(&mut tx, id).await?;
        may_send_link(caller.role, target(&user)).map_err(refused)?;
        let link = self.live_link(&mut tx, id).await?;
        let moments = Moments::of(self.now(), caller);
        Ok(CopyPrompt {
            user: id,
            life_minutes: link.life.whole_minutes(),
            open: self.open_access(&mut tx, &user).await?,
            caller: self.caller_check(&mut tx, caller, id, &moments).await?,
            display_name: user.display_name,
            email: user.email.unwrap_or_default(),
            confirm,
        })
    }

    /// Shows the unused link of a user, under a secret of its own. Its life begins now.
    ///
    /// # Errors
    /// When it may not be sent, there is none, or the reader's own password is asked for and wrong.
    pub async fn copy_link(&self, caller: &Caller, user: UserId, request: &CopyLink) -> Result<ShownSecret, ApiError> {
        self.copy(caller, user, request).await.map_err(|fault| self.report(fault))
    }

    async fn copy(&self, caller: &Caller, id: UserId, request: &CopyLink) -> Result<ShownSecret, Fault> {
        let (tx, user) = self.begin_copying(caller, id).await?;
        let verification = self.caller_verified(tx, caller, COPIED, &user).await?;
        self.confirm(caller, &request.password).await?;
        let (tx, user) = self.begin_copying(caller, id).await?;
        let mut tx = self.second(tx, caller, &user, &Deed::CopyLink).await?;
        let link = self.live_link(&mut tx, id).await?;
        self.spend_verification(&mut tx, caller, id, verification).await?;
        let (secret, now) = (LinkSecret::mint(&self.random), self.now());
        let token = Minted { of: link.id, digest: secret.digest(), expires_at: now + link.life };
        links::add_tokens(&mut tx, &[token], now).await?;
        self.event(&mut tx, Event::LinkCopied, id, Some(&caller.display_name)).await?;
        let mut entry = acted(caller, COPIED, Outcome::Done, whom(&user));
        entry.detail = serde_json::json!({ "link": link.id });
        self.audit(&mut tx, entry).await?;
        tx.commit().await?;
        Ok(ShownSecret::new(format!("{}/change-password/{}", self.house.origin, secret.expose())))
    }

    /// Locks the user, and goes on only if the caller may copy their link.
    async fn begin_copying(&self, caller: &Caller, id: UserId) -> Result<(Tx, User), Fault> {
        let mut tx = self.db.write().await?;
        dialect::lock_user(&mut tx, id).await?;
        let user = known_user(&mut tx, id).await?;
        caller.require(Permission::SetTemporaryPasswords)?;
        let tx = self.permit_on(tx, caller, COPIED, &user, may_send_link(caller.role, target(&user))).await?;
        Ok((tx, user))
    }

    async fn live_link(&self, tx: &mut Tx, user: UserId) -> Result<Link, Fault> {
        let found = links::live_of_user(tx, user, self.now()).await?;
        found.ok_or_else(|| Problem::NoLink.into())
    }
}
