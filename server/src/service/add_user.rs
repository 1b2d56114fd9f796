//! Making accounts where nobody fills in the form: the first administrator, the demo, tests.

use super::{Desk, Fault, people::Entry};
use crate::store::{
    Tx,
    audit::{Line, Outcome},
    credentials, dialect,
    events::Event,
    users::{self, User, tags},
};
use app::{
    api::{ApiError, Problem},
    model::{Kind, Locale, Role, TypedPassword, UserDraft, UserId},
};

/// An account to be made.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// Person, program or both.
    pub kind: Kind,
    /// What they may do.
    pub role: Role,
    /// What they sign in with.
    pub user_name: String,
    /// The name people call them by.
    pub display_name: String,
    /// Where mail reaches them.
    pub email: Option<String>,
    /// Language of their mails.
    pub language: Locale,
    /// IANA time zone.
    pub time_zone: String,
    /// Is Active.
    pub is_active: bool,
}

impl NewUser {
    fn into_draft(self) -> UserDraft {
        UserDraft {
            kind: self.kind,
            role: self.role,
            user_name: self.user_name,
            display_name: self.display_name,
            email: self.email.unwrap_or_default(),
            language: self.language,
            time_zone: self.time_zone,
            tags: String::new(),
            accept_lookalike: false,
        }
    }
}

impl Desk {
    /// Makes an account, with a password or without one.
    ///
    /// # Errors
    /// Everything that is wrong with what is given, by field, as if it had been typed.
    pub async fn add_user(&self, new: NewUser, password: Option<&TypedPassword>) -> Result<UserId, ApiError> {
        let is_active = new.is_active;
        self.add_entry(&new.into_draft(), is_active, password).await.map_err(|fault| self.report(fault))
    }

    /// As [`Desk::add_user`], from what a form would hold.
    pub(super) async fn add_entry(
        &self,
        draft: &UserDraft,
        is_active: bool,
        password: Option<&TypedPassword>,
    ) -> Result<UserId, Fault> {
        let hash = match password {
            Some(password) => Some(self.hasher.hash(password).await?),
            None => None,
        };
        let mut tx = self.db.write().await?;
        dialect::lock_directory(&mut tx).await?;
        let shared_emails = self.house_settings(&mut tx).await?.shared_emails;
        let mut entry = Entry::read(draft);
        entry.compare(&mut tx, None, shared_emails).await?;
        entry.check()?;
        let user = entry.onto(&self.nobody(is_active));
        self.insert_user(&mut tx, &user, entry.tags(), hash.as_deref()).await?;
        self.note_made(&mut tx, &user, "user.created").await?;
        tx.commit().await?;
        Ok(user.id)
    }

    /// A new account as it would be stored, once everything entered is right in itself.
    pub(super) fn checked(&self, new: NewUser) -> Result<User, ApiError> {
        let user = self.nobody(new.is_active);
        let entry = Entry::read(&new.into_draft());
        entry.check()?;
        Ok(entry.onto(&user))
    }

    /// Where a new account begins: an id, and everything else still to be entered.
    pub(super) fn nobody(&self, is_active: bool) -> User {
        let now = self.now();
        User { is_active, ..User::new(UserId(self.random.id(now)), now) }
    }

    /// Stores a new account.
    pub(super) async fn insert_user(&self, tx: &mut Tx, user: &User, tags: &[String], hash: Option<&str>) -> Result<(), Fault> {
        users::insert(tx, user).await.map_err(|error| {
            if error.is_duplicate() { Fault::Told(ApiError::field("user_name", Problem::UserNameTaken)) } else { error.into() }
        })?;
        tags::set(tx, user.id, tags).await?;
        if let Some(hash) = hash {
            credentials::set(tx, user.id, hash, self.now()).await?;
        }
        Ok(())
    }

    /// Notes that Latchkey itself made an account.
    pub(super) async fn note_made(&self, tx: &mut Tx, user: &User, action: &str) -> Result<(), Fault> {
        self.event(tx, Event::UserCreated, user.id, None).await?;
        let target = Some((user.id, user.display_name.as_str()));
        self.audit(tx, Line { target, ..Line::without_actor(action, Outcome::Done) }).await
    }
}
