//! How programs come in: an API password with the user name, or a key. Both carry 130 bits, so a right one is let in however
//! many wrong ones came before, and nobody can shut a program out by guessing. Wrong ones are held back as at sign-in, under
//! counters of their own: a program with an old password must not shut its person out of the pages.

use super::{Desk, Fault, did, owner::without_session, sign_in::Counters};
use crate::{
    security::{ApiKeySecret, ApiPassword, Digest},
    store::{
        Tx, api_access,
        audit::{Line, Outcome},
        limits::{self, Budget},
        users::{self, User},
    },
};
use app::{
    api::{ApiError, Caller, Client, Problem},
    model::{ApiKeyId, ApiScope, Kind, SignInWay, Span, UserId},
    rules::names,
};
use std::fmt;

const CALL: &str = "api.call";
/// What the trail calls an API password.
const PASSWORD_NAME: &str = "API password";
/// How much one credential may call: so often at once, and then 50 times a second.
const CALLS: Budget = Budget { burst: 300, every: Span(20_000) };

/// What came with a call.
pub enum Presented {
    /// HTTP Basic: a user name and an API password.
    Password {
        /// The user name, or an address that is one account's alone.
        user_name: String,
        /// The API password.
        password: String,
    },
    /// A bearer token.
    Key(String),
}

impl fmt::Debug for Presented {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Password { .. } => "Password(…)",
            Self::Key(_) => "Key(…)",
        })
    }
}

/// A program that may call.
#[derive(Clone, Debug)]
pub struct Program {
    /// As whom.
    pub caller: Caller,
    /// How far its key reaches; absent for an API password, which reaches as far as the role.
    scope: Option<ApiScope>,
}

impl Program {
    /// Whether its credential reaches so far. What the role allows is for the services to say.
    #[must_use]
    pub fn reaches(&self, needed: ApiScope) -> bool {
        self.scope.is_none_or(|scope| scope.includes(needed))
    }
}

/// A credential that is right.
struct Credential {
    user: User,
    /// As the trail names it.
    name: String,
    /// The key and its name; absent for an API password.
    key: Option<(ApiKeyId, String)>,
    scope: Option<ApiScope>,
}

impl Desk {
    /// Lets a program in, and spends one of its credential's calls.
    ///
    /// # Errors
    /// [`Problem::SignInRequired`] for whatever is wrong with the credential or its account, [`Problem::HeldBack`] after too
    /// many wrong ones or too many calls.
    pub async fn enter_program(&self, presented: &Presented, client: &Client) -> Result<Program, ApiError> {
        self.let_in(presented, client).await.map_err(|fault| self.report(fault))
    }

    /// Notes that a program asked for more than its credential reaches.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn out_of_scope(&self, program: &Program, needed: ApiScope) -> Result<(), ApiError> {
        let noted = async {
            let mut line = did(&program.caller, CALL, Outcome::Refused);
            line.detail = serde_json::json!({ "scope": needed });
            let mut tx = self.db.write().await?;
            self.audit(&mut tx, line).await?;
            tx.commit().await?;
            Ok(())
        };
        noted.await.map_err(|fault: Fault| self.report(fault))
    }

    async fn let_in(&self, presented: &Presented, client: &Client) -> Result<Program, Fault> {
        match self.credential(presented).await? {
            Some(credential) => self.call(credential, client).await,
            None => self.refuse_program(presented, client).await,
        }
    }

    /// The credential, if it is right and its account's program may call.
    async fn credential(&self, presented: &Presented) -> Result<Option<Credential>, Fault> {
        let mut tx = self.db.read().await?;
        let found = match presented {
            Presented::Password { user_name, password } => by_password(&mut tx, user_name, password).await?,
            Presented::Key(key) => self.by_key(&mut tx, key).await?,
        };
        Ok(found.filter(|credential| credential.user.is_active && credential.user.kind != Kind::Human))
    }

    async fn by_key(&self, tx: &mut Tx, sent: &str) -> Result<Option<Credential>, Fault> {
        let Some(secret) = ApiKeySecret::read(sent) else { return Ok(None) };
        let Some(key) = api_access::by_key(tx, &secret.digest(), self.now()).await? else { return Ok(None) };
        let name = format!("{} ({})", key.name, key.prefix);
        let user = users::by_id(tx, key.user).await?;
        Ok(user.map(|user| Credential { user, name, key: Some((key.id, key.name)), scope: Some(key.scope) }))
    }

    async fn call(&self, credential: Credential, client: &Client) -> Result<Program, Fault> {
        let Credential { user, name, key, scope } = credential;
        let now = self.now();
        let mut tx = self.db.write().await?;
        let (key, key_name) = key.unzip();
        let budget = key.map_or_else(|| format!("api/password/{}", user.id), |key| format!("api/key/{key}"));
        if let Err(wait) = limits::spend(&mut tx, &budget, CALLS, now).await? {
            return Err(Problem::HeldBack(wait.whole_seconds()).into());
        }
        let address = client.address.to_string();
        let call = api_access::Call { user: user.id, key, credential: &name, address: &address, now };
        if api_access::note(&mut tx, &call).await? {
            self.note_sign_in(&mut tx, &user, SignInWay::Api, key_name).await?;
        }
        tx.commit().await?;
        let locale = client.locale.unwrap_or_default();
        let caller = Caller { locale, ..without_session(user, client.clone(), Some(name)) };
        Ok(Program { caller, scope })
    }

    async fn refuse_program(&self, presented: &Presented, client: &Client) -> Result<Program, Fault> {
        let named = match presented {
            Presented::Password { user_name, .. } => {
                users::by_sign_in_name(&mut self.db.read().await?, user_name).await?.map(|user| (user.id, user.display_name))
            }
            Presented::Key(_) => None,
        };
        self.count_try(&counters(presented, client), None).await?;
        let line = Line {
            target: named.as_ref().map(|(id, name): &(UserId, String)| (*id, name.as_str())),
            address: Some(client.address.to_string()),
            ..Line::without_actor(CALL, Outcome::Failed)
        };
        let mut tx = self.db.write().await?;
        self.audit(&mut tx, line).await?;
        tx.commit().await?;
        Err(Problem::SignInRequired.into())
    }
}

async fn by_password(tx: &mut Tx, user_name: &str, sent: &str) -> Result<Option<Credential>, Fault> {
    let Some(password) = ApiPassword::read(sent) else { return Ok(None) };
    let user = users::by_sign_in_name(tx, user_name).await?;
    let owner = api_access::by_password(tx, &password.digest()).await?;
    let user = user.filter(|user| owner == Some(user.id));
    Ok(user.map(|user| Credential { user, name: PASSWORD_NAME.to_owned(), key: None, scope: None }))
}

/// Names and keys are kept as hashes, known or not: people send passwords in the wrong place.
fn counters(presented: &Presented, client: &Client) -> Counters {
    let tried = match presented {
        Presented::Password { user_name, .. } => names::key(user_name),
        Presented::Key(key) => key.clone(),
    };
    Counters {
        account: format!("api/tried/{}", Digest::of_unknown_name(&tried).hex()),
        client: format!("api/client/{}", client.network()),
        known: None,
    }
}
