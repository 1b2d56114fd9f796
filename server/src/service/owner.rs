//! Work that goes on when whoever began it has left: it acts for them, with the rights that they have now.

use super::{Desk, Fault, operator};
use crate::store::{
    StoreError, Tx,
    events::{Event, NewEvent},
    users::{self, User},
};
use app::{
    api::{Caller, Client},
    model::{SessionId, Theme, UserId},
};
use std::net::IpAddr;
use uuid::Uuid;

/// Who began it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Owner<'a> {
    /// The account, which may be gone by now.
    pub(super) account: UserId,
    /// Their name then.
    pub(super) name: &'a str,
    /// From where.
    pub(super) address: IpAddr,
    /// With which credential, for a program.
    pub(super) credential: Option<&'a str>,
}

/// The owner as they are now; none when they are gone, switched off, or what they are does not do.
///
/// # Errors
/// When the database fails.
pub(super) async fn acting_now(
    tx: &mut Tx,
    owner: Owner<'_>,
    does: impl FnOnce(&User) -> bool,
) -> Result<Option<Caller>, StoreError> {
    let client = Client { address: owner.address, browser: String::new(), locale: None, known: None };
    if owner.account == UserId::OPERATOR {
        return Ok(Some(Caller { client, ..operator(owner.name.to_owned()) }));
    }
    let user = users::by_id(tx, owner.account).await?.filter(|user| user.is_active && does(user));
    Ok(user.map(|user| without_session(user, client, owner.credential.map(str::to_owned))))
}

impl Desk {
    /// Records that it came to its end. The event is about whoever began it, unless they are gone or have no account.
    pub(super) async fn event_about_owner(&self, tx: &mut Tx, event: &Event, owner: UserId, name: &str) -> Result<(), Fault> {
        let owner = users::by_id(tx, owner).await?.map(|user| user.id);
        let new = NewEvent { event, actor: Some(name), causes: &self.causes, at: self.now() };
        self.record_event(tx, &new, owner.as_slice()).await?;
        Ok(())
    }
}

/// A user who acts without a session of the pages.
pub(super) fn without_session(user: User, client: Client, credential: Option<String>) -> Caller {
    Caller {
        user: user.id,
        session: SessionId(Uuid::nil()),
        display_name: user.display_name,
        role: user.role,
        locale: user.language,
        time_zone: user.time_zone,
        theme: Theme::System,
        client,
        credential,
    }
}
