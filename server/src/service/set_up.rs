//! The first administrator. There is no default account: an empty database gets a one-time link instead.

use super::{Desk, Fault, NewUser};
use crate::{
    security::{Digest, LinkSecret},
    store::{
        settings,
        users::{self, User},
    },
};
use app::{
    api::{ApiError, Problem},
    model::{HouseSettings, Kind, Role, SetUpPrompt, Span, Timestamp, TypedPassword},
};
use serde::{Deserialize, Serialize};

/// Where the set-up link's hash is kept.
const KEY: &str = "set-up";
/// How long the link works; a restart prints a new one.
const LIFE: Span = Span::hours(24);

/// What the set-up page posts.
#[derive(Debug, Deserialize)]
pub struct SetUp {
    /// What to sign in with.
    #[serde(default)]
    pub user_name: String,
    /// The name people call them by.
    #[serde(default)]
    pub display_name: String,
    /// Where mail reaches them.
    #[serde(default)]
    pub email: String,
    /// The password.
    #[serde(default)]
    pub password: TypedPassword,
}

#[derive(Debug, Serialize, Deserialize)]
struct Pending {
    digest: String,
    expires_at: Timestamp,
}

impl Desk {
    /// On an empty database: mints the one-time set-up link, which replaces an earlier one. `None` where there are users.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn offer_set_up(&self) -> anyhow::Result<Option<String>> {
        let now = self.now();
        let mut tx = self.db.write().await?;
        if users::any(&mut tx).await? {
            return Ok(None);
        }
        let secret = LinkSecret::mint(&self.random);
        let pending = Pending { digest: secret.set_up_digest().hex(), expires_at: now + LIFE };
        settings::set(&mut tx, KEY, &pending, now).await?;
        tx.commit().await?;
        Ok(Some(format!("{}/set-up/{}", self.house.origin, secret.expose())))
    }

    pub(super) async fn set_up_standing(&self, code: &str) -> Result<SetUpPrompt, Fault> {
        let mut tx = self.db.read().await?;
        let pending: Option<Pending> = settings::get(&mut tx, KEY).await?;
        let digest = LinkSecret::read(code).map(|secret| secret.set_up_digest());
        let open = digest.is_some_and(|digest| self.is_open(pending.as_ref(), &digest)) && !users::any(&mut tx).await?;
        Ok(SetUpPrompt { open, policy: self.policy(&self.house_settings(&mut tx).await?) })
    }

    fn is_open(&self, pending: Option<&Pending>, digest: &Digest) -> bool {
        pending.is_some_and(|pending| pending.digest == digest.hex() && pending.expires_at > self.now())
    }

    /// Makes the first administrator and uses the set-up link up.
    ///
    /// # Errors
    /// When something entered is wrong (the link stays as it was), or the link does not work (any more).
    pub async fn set_up(&self, code: &str, typed: &SetUp) -> Result<(), ApiError> {
        self.set_up_inner(code, typed).await.map_err(|fault| self.report(fault))
    }

    async fn set_up_inner(&self, code: &str, typed: &SetUp) -> Result<(), Fault> {
        let digest = LinkSecret::read(code).ok_or(Problem::SetUpOver)?.set_up_digest();
        if !self.set_up_standing(code).await?.open {
            return Err(Problem::SetUpOver.into());
        }
        let house = self.house_settings(&mut self.db.read().await?).await?;
        let user = self.first_administrator(&house, typed)?;
        self.check_password(&house, &user, &typed.password).await?;
        let hash = self.hasher.hash(&typed.password).await?;
        let mut tx = self.db.write().await?;
        let pending: Option<Pending> = settings::get(&mut tx, KEY).await?;
        // Of two who come at once, only one finds the key to remove.
        if !self.is_open(pending.as_ref(), &digest) || !settings::remove(&mut tx, KEY).await? {
            return Err(Problem::SetUpOver.into());
        }
        self.insert_user(&mut tx, &user, &[], Some(&hash)).await?;
        self.note_made(&mut tx, &user, "user.set-up").await?;
        self.begin_safely(&mut tx).await?;
        tx.commit().await?;
        Ok(())
    }

    fn first_administrator(&self, house: &HouseSettings, typed: &SetUp) -> Result<User, ApiError> {
        if typed.email.trim().is_empty() {
            return Err(ApiError::field("email", Problem::OwnEmailNeeded));
        }
        self.checked(NewUser {
            kind: Kind::Human,
            role: Role::Administrator,
            user_name: typed.user_name.clone(),
            display_name: typed.display_name.clone(),
            email: Some(typed.email.clone()),
            language: house.language,
            time_zone: house.time_zone.clone(),
            is_active: true,
        })
    }
}
