//! Whoever runs the program's commands on the machine itself: they act as an administrator without an account. Whoever can do
//! that can read the database and its key anyway, so nothing more is asked of them; the audit trail has their name.

use super::{
    Desk, Fault, acted,
    approvals::Deed,
    people::{target, whom},
};
use crate::{
    security::LinkSecret,
    store::{audit::Outcome, dialect, events::Event, links, minted::Minted, users},
};
use app::{
    api::{ApiError, Caller, Client, ShownSecret, Thing},
    model::{LinkLife, Locale, Role, SessionId, Span, Theme, UserId},
    rules::reset::may_set_temporary,
};
use std::net::{IpAddr, Ipv4Addr};
use uuid::Uuid;

const HANDED_OUT: &str = "link.handed-out";

/// The operator, under the name that the audit trail is to have. They read English and the times of UTC.
#[must_use]
pub fn operator(name: String) -> Caller {
    Caller {
        user: UserId::OPERATOR,
        session: SessionId(Uuid::nil()),
        display_name: name,
        role: Role::Administrator,
        locale: Locale::En,
        time_zone: "UTC".to_owned(),
        theme: Theme::System,
        client: Client {
            address: IpAddr::V4(Ipv4Addr::LOCALHOST),
            browser: "command line".to_owned(),
            locale: None,
            known: None,
        },
        credential: None,
    }
}

impl Desk {
    /// The user with this user name, or with this e-mail where it is one account's alone.
    ///
    /// # Errors
    /// "There is no such user."
    pub async fn user_named(&self, user_name: &str) -> Result<UserId, ApiError> {
        let found = async {
            let mut tx = self.db.read().await?;
            let found = users::by_sign_in_name(&mut tx, user_name).await?;
            Ok::<_, Fault>(found.ok_or_else(|| ApiError::not_found(Thing::User))?.id)
        };
        found.await.map_err(|fault| self.report(fault))
    }

    /// Makes a password change link and shows it instead of mailing it: the way in when no mail gets through. The earlier
    /// link stops working.
    ///
    /// # Errors
    /// When the user cannot sign in, or the caller may not set a temporary password for them either.
    pub async fn hand_out_link(&self, caller: &Caller, user: UserId, life: LinkLife) -> Result<ShownSecret, ApiError> {
        self.hand_out(caller, user, life).await.map_err(|fault| self.report(fault))
    }

    async fn hand_out(&self, caller: &Caller, id: UserId, life: LinkLife) -> Result<ShownSecret, Fault> {
        let mut tx = self.db.write().await?;
        dialect::lock_user(&mut tx, id).await?;
        let user = users::by_id(&mut tx, id).await?.ok_or_else(|| ApiError::not_found(Thing::User))?;
        let verdict = may_set_temporary(caller.role, target(&user), id == caller.user);
        let tx = self.permit_on(tx, caller, HANDED_OUT, &user, verdict).await?;
        let mut tx = self.second(tx, caller, &user, &Deed::CopyLink).await?;
        let (secret, now) = (LinkSecret::mint(&self.random), self.now());
        let link = self.new_link(&mut tx, Some((caller.user, &caller.display_name)), &user, life).await?;
        let token = Minted { of: link, digest: secret.digest(), expires_at: now + Span::minutes(life.minutes()) };
        links::add_tokens(&mut tx, &[token], now).await?;
        self.event(&mut tx, Event::LinkCopied, id, Some(&caller.display_name)).await?;
        let mut entry = acted(caller, HANDED_OUT, Outcome::Done, whom(&user));
        entry.detail = serde_json::json!({ "link": link, "life_minutes": life.minutes() });
        self.audit(&mut tx, entry).await?;
        tx.commit().await?;
        Ok(ShownSecret::new(format!("{}/change-password/{}", self.house.origin, secret.expose())))
    }
}
