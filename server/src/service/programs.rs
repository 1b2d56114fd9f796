//! Access of programs: making API passwords and keys, showing them once, withdrawing them, and when they were last used.

use super::{
    Desk, Fault, acted,
    moments::Moments,
    people::{known_user, refused, target, whom},
};
use crate::{
    security::{ApiKeySecret, ApiPassword},
    store::{
        StoreError, Tx,
        api_access::{self, Key, NewKey},
        audit::Outcome,
        dialect,
        users::User,
    },
};
use app::{
    api::{ApiError, Caller, Problem, Programs, ShownSecret, Thing},
    model::{
        ApiAccess, ApiKey, ApiKeyId, ApiPrompt, ApiScope, ApiUse, KeyLife, Kind, LastCall, RevokeKey, Span, Timestamp,
        TypedPassword, UserId,
    },
    rules::{names, reset::may_manage_api},
};
use async_trait::async_trait;
use serde::Deserialize;

const PASSWORD_SET: &str = "api.password-set";
const KEY_MADE: &str = "api.key-made";
const KEY_REVOKED: &str = "api.key-revoked";

/// Asks for an API password.
#[derive(Debug, Deserialize)]
pub struct MakeApiPassword {
    /// The reader's own password, where it is asked for.
    #[serde(default)]
    pub password: TypedPassword,
}

/// Asks for a key.
#[derive(Debug, Deserialize)]
pub struct MakeKey {
    /// What it is called.
    #[serde(default)]
    pub name: String,
    /// How far it reaches.
    pub scope: ApiScope,
    /// How long it works.
    pub life: KeyLife,
    /// The reader's own password, where it is asked for.
    #[serde(default)]
    pub password: TypedPassword,
}

#[async_trait]
impl Programs for Desk {
    async fn api_prompt(&self, caller: &Caller, user: UserId) -> Result<ApiPrompt, ApiError> {
        self.before_api_access(caller, user).await.map_err(|fault| self.report(fault))
    }

    async fn revoke_key(&self, caller: &Caller, request: RevokeKey) -> Result<(), ApiError> {
        self.withdraw_key(caller, request).await.map_err(|fault| self.report(fault))
    }
}

impl Desk {
    /// Gives an account a new API password, shown once, in place of the one it had.
    ///
    /// # Errors
    /// When it may not, or the reader's own password is asked for and wrong.
    pub async fn make_api_password(
        &self,
        caller: &Caller,
        user: UserId,
        request: &MakeApiPassword,
    ) -> Result<ShownSecret, ApiError> {
        self.give_api_password(caller, user, request).await.map_err(|fault| self.report(fault))
    }

    /// Makes a key, shown once.
    ///
    /// # Errors
    /// When it may not be made, its name does not do, or the reader's own password is asked for and wrong.
    pub async fn make_key(&self, caller: &Caller, user: UserId, request: &MakeKey) -> Result<ShownSecret, ApiError> {
        self.give_key(caller, user, request).await.map_err(|fault| self.report(fault))
    }

    async fn before_api_access(&self, caller: &Caller, id: UserId) -> Result<ApiPrompt, Fault> {
        let confirm = self.must_confirm(caller).await?;
        let mut tx = self.db.read().await?;
        let user = known_user(&mut tx, id).await?;
        may_manage_api(caller.role, target(&user)).map_err(refused)?;
        let access = self.api_access(&mut tx, caller, &user).await?.ok_or(Problem::Forbidden)?;
        Ok(ApiPrompt { user: id, access, confirm, display_name: user.display_name })
    }

    async fn give_api_password(&self, caller: &Caller, id: UserId, request: &MakeApiPassword) -> Result<ShownSecret, Fault> {
        drop(self.begin_api_change(caller, PASSWORD_SET, id).await?);
        self.confirm(caller, &request.password).await?;
        let (mut tx, user) = self.begin_api_change(caller, PASSWORD_SET, id).await?;
        let password = ApiPassword::mint(&self.random);
        api_access::set_password(&mut tx, id, &password.digest(), self.now()).await?;
        self.audit(&mut tx, acted(caller, PASSWORD_SET, Outcome::Done, whom(&user))).await?;
        tx.commit().await?;
        Ok(ShownSecret::new(password.expose().to_owned()))
    }

    async fn give_key(&self, caller: &Caller, id: UserId, request: &MakeKey) -> Result<ShownSecret, Fault> {
        drop(self.begin_api_change(caller, KEY_MADE, id).await?);
        let name = request.name.trim();
        names::check_display_name(name).map_err(|problem| ApiError::field("name", Problem::DisplayName(problem)))?;
        self.confirm(caller, &request.password).await?;
        let (mut tx, user) = self.begin_api_change(caller, KEY_MADE, id).await?;
        let (secret, now) = (ApiKeySecret::mint(&self.random), self.now());
        let key = NewKey {
            id: ApiKeyId(self.random.id(now)),
            user: id,
            name,
            scope: request.scope,
            prefix: secret.prefix(),
            secret_hash: secret.digest(),
            now,
            expires_at: request.life.days().map(|days| now + Span::days(days)),
        };
        api_access::insert_key(&mut tx, &key).await?;
        let mut line = acted(caller, KEY_MADE, Outcome::Done, whom(&user));
        line.detail = serde_json::json!({ "name": name, "prefix": key.prefix, "scope": key.scope, "days": request.life.days() });
        self.audit(&mut tx, line).await?;
        tx.commit().await?;
        Ok(ShownSecret::new(secret.expose().to_owned()))
    }

    async fn withdraw_key(&self, caller: &Caller, request: RevokeKey) -> Result<(), Fault> {
        let (mut tx, user) = self.begin_api_change(caller, KEY_REVOKED, request.user).await?;
        let revoked = api_access::revoke_key(&mut tx, user.id, request.key).await?;
        let (name, prefix) = revoked.ok_or_else(|| ApiError::not_found(Thing::ApiKey))?;
        let mut line = acted(caller, KEY_REVOKED, Outcome::Done, whom(&user));
        line.detail = serde_json::json!({ "name": name, "prefix": prefix });
        self.audit(&mut tx, line).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Locks the user, and goes on only if the caller may change their program's access.
    async fn begin_api_change(&self, caller: &Caller, action: &str, id: UserId) -> Result<(Tx, User), Fault> {
        let mut tx = self.db.write().await?;
        dialect::lock_user(&mut tx, id).await?;
        let user = known_user(&mut tx, id).await?;
        let tx = self.permit_on(tx, caller, action, &user, may_manage_api(caller.role, target(&user))).await?;
        Ok((tx, user))
    }

    /// With what an account's program calls; `None` where no program does.
    pub(super) async fn api_access(&self, tx: &mut Tx, caller: &Caller, user: &User) -> Result<Option<ApiAccess>, StoreError> {
        let Some(usage) = self.api_use(tx, caller, user).await? else { return Ok(None) };
        let now = self.now();
        let moments = Moments::of(now, caller);
        let keys = api_access::keys(tx, user.id).await?;
        Ok(Some(ApiAccess {
            password_set: api_access::password_set_at(tx, user.id).await?.map(|at| moments.moment(at)),
            keys: keys.into_iter().map(|key| listed(key, &moments, now)).collect(),
            usage,
            refusal: may_manage_api(caller.role, target(user)).err(),
        }))
    }

    /// Whether a program calls with an account, and when it last did.
    pub(super) async fn api_use(&self, tx: &mut Tx, caller: &Caller, user: &User) -> Result<Option<ApiUse>, StoreError> {
        if user.kind == Kind::Human {
            return Ok(None);
        }
        let moments = Moments::of(self.now(), caller);
        let last = api_access::last_call(tx, user.id).await?;
        let last_call =
            last.map(|call| LastCall { at: moments.moment(call.at()), credential: call.credential, address: call.address });
        Ok(Some(ApiUse { last_call }))
    }
}

fn listed(key: Key, moments: &Moments<'_>, now: Timestamp) -> ApiKey {
    ApiKey {
        id: key.id,
        name: key.name,
        scope: key.scope,
        prefix: key.prefix,
        is_over: key.expires_at.is_some_and(|at| at <= now),
        expires: key.expires_at.map(|at| moments.moment(at)),
        last_used: key.last_used_at.map(|at| moments.moment(at)),
    }
}
