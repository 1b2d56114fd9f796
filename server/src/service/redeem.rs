//! Choosing a password with a link. The link is used up in the same transaction that sets the password, or not at all.

use super::{Desk, Fault, people::end_access};
use crate::{
    security::{Digest, LinkSecret},
    store::{
        Tx,
        audit::{Line, Outcome},
        credentials, dialect,
        events::Event,
        limits::{self, Budget},
        links,
        users::{self, User},
    },
};
use app::{
    api::{ApiError, Client, Problem, Thing},
    model::{HouseSettings, Kind, LinkStanding, Opener, PasswordWay, Span, TypedPassword, UserId},
};
use serde::Deserialize;

/// How often one client may enter the code of a link: an office shares an address.
const CODES: Budget = Budget { burst: 30, every: Span::seconds(30) };

/// What a link's page posts.
#[derive(Debug, Deserialize)]
pub struct RedeemLink {
    /// The new password.
    #[serde(default)]
    pub password: TypedPassword,
}

/// How it ended.
#[derive(Debug)]
pub enum Redeemed {
    /// The password was changed.
    Changed,
    /// The link does not work any more, or never did.
    NotOpen(LinkStanding),
}

impl Desk {
    /// Counts that a client enters the code of a link, whatever it is.
    ///
    /// # Errors
    /// [`Problem::HeldBack`] when it has used its budget up.
    pub async fn count_entered_code(&self, client: &Client) -> Result<(), ApiError> {
        let counted = async {
            let mut tx = self.db.write().await?;
            let key = format!("code/client/{}", client.network());
            let spent = limits::spend(&mut tx, &key, CODES, self.now()).await?;
            spent.map_err(|wait| Problem::HeldBack(wait.whole_seconds()))?;
            tx.commit().await?;
            Ok(())
        };
        counted.await.map_err(|fault: Fault| self.report(fault))
    }

    /// Sets the password of the account that a link belongs to, and uses the link up. Every session of the account ends,
    /// its other links are withdrawn, and its owner is told.
    ///
    /// # Errors
    /// When the password does not do (the link stays as it was), or the account was switched off meanwhile.
    pub async fn redeem_link(&self, code: &str, typed: &RedeemLink, client: &Client) -> Result<Redeemed, ApiError> {
        self.redeem(code, typed, client).await.map_err(|fault| self.report(fault))
    }

    async fn redeem(&self, code: &str, typed: &RedeemLink, client: &Client) -> Result<Redeemed, Fault> {
        let Some(secret) = LinkSecret::read(code) else { return Ok(Redeemed::NotOpen(LinkStanding::Unknown)) };
        let locale = client.locale.unwrap_or_default();
        let digest = secret.digest();
        let (owner, house) = match self.standing(code, locale).await? {
            LinkStanding::Open(_) => self.owner(&digest).await?,
            closed => return Ok(Redeemed::NotOpen(closed)),
        };
        // Whoever sends the form is taken for a person, with scripts or without.
        self.opened(code, Opener::Person).await?;
        // Hashing is dear: only for a link that stands open, and before the transaction that others wait for.
        self.check_password(&house, &owner, &typed.password).await?;
        let hash = self.hasher.hash(&typed.password).await?;
        if self.change_by_link(&digest, owner.id, &hash, client).await? {
            self.mail_waits.notify_one();
            return Ok(Redeemed::Changed);
        }
        Ok(Redeemed::NotOpen(self.standing(code, locale).await?))
    }

    /// Whose link it is, and what the house asks of passwords.
    async fn owner(&self, token: &Digest) -> Result<(User, HouseSettings), Fault> {
        let mut tx = self.db.read().await?;
        let link = links::by_token(&mut tx, token).await?;
        let user = match link {
            Some(link) => users::by_id(&mut tx, link.user).await?,
            None => None,
        };
        let user = user.ok_or_else(|| ApiError::not_found(Thing::Link))?;
        Ok((user, self.house_settings(&mut tx).await?))
    }

    /// The one transaction. `false` when somebody else was first.
    async fn change_by_link(&self, token: &Digest, owner: UserId, hash: &str, client: &Client) -> Result<bool, Fault> {
        let now = self.now();
        let mut tx = self.db.write().await?;
        dialect::lock_user(&mut tx, owner).await?;
        let Some((_, user)) = links::consume(&mut tx, token, now).await? else { return Ok(false) };
        let user = users::by_id(&mut tx, user).await?.ok_or_else(|| ApiError::not_found(Thing::User))?;
        if !user.is_active || user.kind == Kind::Api {
            return Err(Problem::SwitchedOff.into());
        }
        self.event(&mut tx, Event::LinkUsed, user.id, Some(&user.display_name)).await?;
        self.set_own_password(&mut tx, &user, hash, client, PasswordWay::Link).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Sets the password that an account's owner chose. Whatever else opened the account ends, and its owner is told. `way` is
    /// what let them choose.
    pub(super) async fn set_own_password(
        &self,
        tx: &mut Tx,
        user: &User,
        hash: &str,
        client: &Client,
        way: PasswordWay,
    ) -> Result<(), Fault> {
        let now = self.now();
        let is_first = credentials::latest_hash(tx, user.id).await?.is_none();
        credentials::set(tx, user.id, hash, now).await?;
        end_access(tx, user.id, now).await?;
        limits::clear_user(tx, user.id).await?;
        self.queue_changed_notice(tx, user, client).await?;
        let how = Some(if is_first { PasswordWay::First } else { way });
        self.event(tx, Event::PasswordChanged { how }, user.id, Some(&user.display_name)).await?;
        let person = (user.id, user.display_name.as_str());
        let line = Line {
            action: "password.changed",
            outcome: Outcome::Done,
            actor: Some(person),
            through: None,
            target: Some(person),
            address: Some(client.address.to_string()),
            detail: serde_json::json!({ "by": audited(way) }),
        };
        self.audit(tx, line).await
    }
}

/// What the audit trail calls it.
const fn audited(way: PasswordWay) -> &'static str {
    match way {
        PasswordWay::Own | PasswordWay::First => "owner",
        PasswordWay::Link => "link",
        PasswordWay::Temporary => "temporary-password",
        PasswordWay::NewPassword => "generated-password",
        PasswordWay::Required => "required-change",
    }
}
