//! Making accounts.

use super::{Desk, Fault};
use crate::store::{
    Tx,
    audit::{Line, Outcome},
    credentials,
    events::Event,
    users::{self, User},
};
use app::{
    api::ApiError,
    model::{Kind, Locale, Role, TypedPassword, UserId},
    rules::{email, names},
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

impl Desk {
    /// Makes an account, with a password or without one.
    ///
    /// # Errors
    /// When something is wrong with the names or the address, or the user name is taken.
    pub async fn add_user(&self, new: NewUser, password: Option<&TypedPassword>) -> Result<UserId, ApiError> {
        let added = async {
            let user = self.checked(new)?;
            let hash = match password {
                Some(password) => Some(self.hasher.hash(password).await?),
                None => None,
            };
            let mut tx = self.db.write().await?;
            self.insert_user(&mut tx, &user, hash.as_deref(), "user.created").await?;
            tx.commit().await?;
            Ok(user.id)
        };
        added.await.map_err(|fault: Fault| self.report(fault))
    }

    /// A new account as it would be stored, once everything entered is right.
    pub(super) fn checked(&self, new: NewUser) -> Result<User, ApiError> {
        names::check_user_name(&new.user_name).map_err(|sentence| ApiError::field("user_name", sentence))?;
        names::check_display_name(&new.display_name).map_err(|sentence| ApiError::field("display_name", sentence))?;
        let address = new.email.map(|address| address.trim().to_owned());
        if address.as_deref().is_some_and(|address| !email::is_valid(address)) {
            return Err(ApiError::field("email", "Enter an e-mail address like ada@example.org."));
        }
        let now = self.now();
        Ok(User {
            id: UserId(self.random.id(now)),
            kind: new.kind,
            role: new.role,
            user_name: new.user_name.trim().to_owned(),
            display_name: new.display_name.trim().to_owned(),
            email: address,
            language: new.language,
            time_zone: new.time_zone,
            is_active: new.is_active,
            last_sign_in_at: None,
            created_at: now,
        })
    }

    pub(super) async fn insert_user(&self, tx: &mut Tx, user: &User, hash: Option<&str>, action: &str) -> Result<(), Fault> {
        users::insert(tx, user).await.map_err(|error| {
            if error.is_duplicate() {
                Fault::Told(ApiError::field("user_name", "This user name is taken."))
            } else {
                error.into()
            }
        })?;
        if let Some(hash) = hash {
            credentials::set(tx, user.id, hash, self.now()).await?;
        }
        self.event(tx, Event::UserCreated, user.id, None).await?;
        let line = Line {
            action,
            outcome: Outcome::Done,
            actor: None,
            target: Some((user.id, &user.display_name)),
            address: None,
            detail: serde_json::json!({}),
        };
        self.audit(tx, line).await
    }
}
