//! The port: what the product can do, as the pages see it. The server implements it; `app` never learns how.

use super::ApiError;
use crate::model::{
    Account, LinkPrompt, LinkSent, LinkStanding, MailSummary, MailView, Organisation, Page, Permission, Role, SendChangeLink,
    SessionId, SetActive, SetUpPrompt, UserId, UserQuery, UserRecord, UserRow, Viewer,
};
use async_trait::async_trait;
use std::net::IpAddr;
#[cfg(feature = "ssr")]
use std::sync::Arc;

/// From where a request comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// The address, as seen by us or by a proxy that the configuration trusts.
    pub address: IpAddr,
    /// Browser and system in a few words, made from the `User-Agent`.
    pub browser: String,
}

/// Someone who signed in and may act (a session whose scope is full).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Who.
    pub user: UserId,
    /// With which session.
    pub session: SessionId,
    /// Their name, for trails and mails.
    pub display_name: String,
    /// What they may do.
    pub role: Role,
    /// IANA time zone in which they read times.
    pub time_zone: String,
    /// From where.
    pub client: Client,
}

impl Caller {
    /// Goes on only if the caller's role includes the permission.
    ///
    /// # Errors
    /// [`ErrorCode::Forbidden`](super::ErrorCode::Forbidden).
    pub fn require(&self, permission: Permission) -> Result<(), ApiError> {
        if self.role.allows(permission) { Ok(()) } else { Err(ApiError::forbidden()) }
    }
}

/// Whoever sends a request, signed in or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visitor {
    /// The signed-in caller.
    pub caller: Option<Caller>,
    /// From where.
    pub client: Client,
}

/// The directory.
#[async_trait]
pub trait People: Send + Sync {
    /// One page of users, by name.
    async fn users(&self, caller: &Caller, query: UserQuery) -> Result<Page<UserRow>, ApiError>;
    /// Everything about one user.
    async fn user(&self, caller: &Caller, user: UserId) -> Result<UserRecord, ApiError>;
    /// Switches Is Active; off ends sessions and revokes links.
    async fn set_active(&self, caller: &Caller, request: SetActive) -> Result<(), ApiError>;
    /// The reader, for the frame around the pages.
    async fn viewer(&self, caller: &Caller) -> Result<Viewer, ApiError>;
    /// The reader's own account.
    async fn account(&self, caller: &Caller) -> Result<Account, ApiError>;
    /// The house's name and contact.
    async fn organisation(&self) -> Result<Organisation, ApiError>;
}

/// Ways back in.
#[async_trait]
pub trait Resets: Send + Sync {
    /// What the prompt says before a password change link is sent; refused for the same reasons as sending.
    async fn link_prompt(&self, caller: &Caller, user: UserId) -> Result<LinkPrompt, ApiError>;
    /// Puts a password change link's mail into the outbox.
    async fn send_change_link(&self, caller: &Caller, request: SendChangeLink) -> Result<LinkSent, ApiError>;
    /// How a link stands, found by its code. Changes nothing that matters, however often it is asked.
    async fn link_standing(&self, code: &str) -> Result<LinkStanding, ApiError>;
    /// Whether the one-time set-up link still works.
    async fn set_up_prompt(&self, code: &str) -> Result<SetUpPrompt, ApiError>;
}

/// The demo's mailbox; everything answers "not found" elsewhere.
#[async_trait]
pub trait Mailbox: Send + Sync {
    /// The newest mails, latest first, at most 200.
    async fn mails(&self) -> Result<Vec<MailSummary>, ApiError>;
    /// One mail.
    async fn mail(&self, id: &str) -> Result<MailView, ApiError>;
}

/// All of it.
pub trait Backend: People + Resets + Mailbox {}

impl<T: People + Resets + Mailbox> Backend for T {}

/// The backend of this request, for what needs no sign-in.
///
/// # Errors
/// [`ErrorCode::Internal`](super::ErrorCode::Internal) when the server forgot to provide it.
#[cfg(feature = "ssr")]
pub fn backend() -> Result<Arc<dyn Backend>, ApiError> {
    leptos::prelude::use_context()
        .ok_or_else(|| ApiError::new(super::ErrorCode::Internal, "Something went wrong. Reload the page and try again."))
}

/// The way into every use case that needs a signed-in caller.
///
/// # Errors
/// [`ErrorCode::SignInRequired`](super::ErrorCode::SignInRequired) when nobody is signed in.
#[cfg(feature = "ssr")]
pub fn enter() -> Result<(Arc<dyn Backend>, Caller), ApiError> {
    let visitor: Option<Visitor> = leptos::prelude::use_context();
    let caller = visitor.and_then(|visitor| visitor.caller).ok_or_else(ApiError::sign_in_required)?;
    Ok((backend()?, caller))
}
