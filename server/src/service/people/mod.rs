//! The directory: finding people, reading a record, making, editing, supporting and deleting users.

mod delete;
mod edit;
mod entry;
mod list;
mod record;
mod support;

pub(super) use entry::{Entry, differences, draft_of};
pub(super) use list::{cleaned, listed};

use super::{Desk, Fault, did, known_browser::end_everywhere};
use crate::store::{
    StoreError, Tx,
    audit::{Line, Outcome},
    credentials, dialect, links, outbox, pending, sessions,
    users::{self, User},
};
use app::{
    api::{ApiError, Caller, People, Problem, Thing},
    model::{
        CreateUser, DeletePrompt, EditPrompt, EditUser, FactorsPrompt, Kind, Page, Permission, Role, SetActive, Timestamp,
        TypedPassword, UserId, UserQuery, UserRecord, UserRow,
    },
    rules::reset::{Refusal, Subject, Target},
};
use async_trait::async_trait;

#[async_trait]
impl People for Desk {
    async fn users(&self, caller: &Caller, query: UserQuery) -> Result<Page<UserRow>, ApiError> {
        caller.require(Permission::ViewUsers)?;
        self.list(caller, &query).await.map_err(|fault| self.report(fault))
    }

    async fn tags(&self, caller: &Caller) -> Result<Vec<String>, ApiError> {
        caller.require(Permission::ViewUsers)?;
        self.known_tags().await.map_err(|fault| self.report(fault))
    }

    async fn user(&self, caller: &Caller, user: UserId) -> Result<UserRecord, ApiError> {
        caller.require(Permission::ViewUsers)?;
        self.record(caller, user).await.map_err(|fault| self.report(fault))
    }

    async fn set_active(&self, caller: &Caller, request: SetActive) -> Result<(), ApiError> {
        self.switch(caller, &request).await.map_err(|fault| self.report(fault))
    }

    async fn edit_prompt(&self, caller: &Caller, user: Option<UserId>) -> Result<EditPrompt, ApiError> {
        self.form(caller, user).await.map_err(|fault| self.report(fault))
    }

    async fn create_user(&self, caller: &Caller, request: CreateUser) -> Result<UserId, ApiError> {
        self.create(caller, &request, &TypedPassword::default()).await.map_err(|fault| self.report(fault))
    }

    async fn edit_user(&self, caller: &Caller, request: EditUser) -> Result<(), ApiError> {
        self.edit(caller, &request, None, &TypedPassword::default()).await.map_err(|fault| self.report(fault))
    }

    async fn unlock(&self, caller: &Caller, user: UserId) -> Result<(), ApiError> {
        self.lift_wait(caller, user).await.map_err(|fault| self.report(fault))
    }

    async fn end_sessions(&self, caller: &Caller, user: UserId) -> Result<i64, ApiError> {
        self.end_sessions_of(caller, user).await.map_err(|fault| self.report(fault))
    }

    async fn withdraw(&self, caller: &Caller, user: UserId) -> Result<i64, ApiError> {
        self.withdraw_mailed_of(caller, user).await.map_err(|fault| self.report(fault))
    }

    async fn delete_prompt(&self, caller: &Caller, user: UserId) -> Result<DeletePrompt, ApiError> {
        self.before_deleting(caller, user).await.map_err(|fault| self.report(fault))
    }

    async fn factors_prompt(&self, caller: &Caller, user: UserId) -> Result<FactorsPrompt, ApiError> {
        self.before_removing_factors(caller, user).await.map_err(|fault| self.report(fault))
    }

    async fn delete_user(&self, caller: &Caller, user: UserId, typed: &str) -> Result<(), ApiError> {
        self.delete(caller, user, typed).await.map_err(|fault| self.report(fault))
    }
}

impl Desk {
    /// Begins a change to one user that nobody else's change to the directory can cross.
    pub(super) async fn begin_change(&self, id: UserId) -> Result<(Tx, User), Fault> {
        let mut tx = self.db.write().await?;
        dialect::lock_directory(&mut tx).await?;
        dialect::lock_user(&mut tx, id).await?;
        let user = known_user(&mut tx, id).await?;
        Ok((tx, user))
    }

    /// Goes on with a change that is allowed; one that is refused ends here, with a line in the audit trail.
    pub(super) async fn permit_on<'a>(
        &self,
        mut tx: Tx,
        caller: &Caller,
        action: &str,
        user: impl Into<Option<&'a User>>,
        verdict: Result<(), Refusal>,
    ) -> Result<Tx, Fault> {
        let Err(refusal) = verdict else { return Ok(tx) };
        let mut line = Line { target: user.into().map(whom), ..did(caller, action, Outcome::Refused) };
        line.detail = serde_json::json!({ "reason": refusal });
        self.audit(&mut tx, line).await?;
        tx.commit().await?;
        Err(refused(refusal).into())
    }
}

/// Ends every way in that is open but the password: sessions, and what was mailed.
///
/// # Errors
/// When the database fails.
pub(super) async fn end_access(tx: &mut Tx, user: UserId, now: Timestamp) -> Result<(), StoreError> {
    end_everywhere(tx, &[user], now).await?;
    revoke_mailed(tx, user, now).await
}

/// Ends the access of a user, and a temporary password as well: whoever had it read out may be somebody else.
///
/// # Errors
/// When the database fails.
pub(super) async fn end_handed_out(tx: &mut Tx, user: UserId, now: Timestamp) -> Result<(), StoreError> {
    end_access(tx, user, now).await?;
    if credentials::of(tx, user).await?.is_some_and(|credential| credential.temporary.is_some()) {
        credentials::stop(tx, &[user], now).await?;
    }
    Ok(())
}

/// Withdraws what was mailed to a user, or would be: links and passwords.
///
/// # Errors
/// When the database fails.
pub(super) async fn revoke_mailed(tx: &mut Tx, user: UserId, now: Timestamp) -> Result<(), StoreError> {
    revoke_links(tx, &[user], now).await?;
    revoke_passwords(tx, user, now).await
}

/// Withdraws the generated passwords of a user, the mails that would carry them or a temporary one, and the sessions that
/// they opened. Mails first, as with links.
///
/// # Errors
/// When the database fails.
pub(super) async fn revoke_passwords(tx: &mut Tx, user: UserId, now: Timestamp) -> Result<(), StoreError> {
    outbox::cancel_password_mails(tx, user, now).await?;
    pending::revoke_all(tx, user, now).await?;
    sessions::end_choosing(tx, user).await
}

/// Withdraws the links of these users and the mails that would carry them. Mails first: the mail worker, too, holds a mail before
/// it adds to its link.
///
/// # Errors
/// When the database fails.
pub(super) async fn revoke_links(tx: &mut Tx, users: &[UserId], now: Timestamp) -> Result<(), StoreError> {
    outbox::cancel_link_mails(tx, users, now).await?;
    links::revoke_all(tx, users, now).await
}

/// The user with this id.
///
/// # Errors
/// "There is no such user."
pub(super) async fn known_user(tx: &mut Tx, id: UserId) -> Result<User, Fault> {
    users::by_id(tx, id).await?.ok_or_else(|| ApiError::not_found(Thing::User).into())
}

/// A refusal as the error that reports it.
pub(super) fn refused(refusal: Refusal) -> ApiError {
    Problem::Refused(refusal).into()
}

/// What a check needs to know of a user before mail is sent to them.
pub(super) fn target(user: &User) -> Target<'_> {
    Target { kind: user.kind, role: user.role, is_active: user.is_active, email: user.email.as_deref() }
}

/// What a check needs to know of a user before they are changed.
///
/// # Errors
/// When the database fails.
pub(super) async fn subject(tx: &mut Tx, caller: &Caller, user: &User) -> Result<Subject, StoreError> {
    let lets_others_in = user.role == Role::Administrator && user.is_active && user.kind != Kind::Api;
    Ok(Subject {
        role: user.role,
        is_self: user.id == caller.user,
        is_last_administrator: lets_others_in && !users::other_administrator(tx, user.id).await?,
    })
}

/// A user as the audit trail names them.
pub(super) fn whom(user: &User) -> (UserId, &str) {
    (user.id, &user.display_name)
}
