//! Passkeys, and the questions to browsers that wait for an answer.

use super::{StoreError, Tx};
use crate::security::Digest;
use app::model::{PasskeyId, SessionId, Timestamp, UserId};
use sqlx::{FromRow, query, query_as, query_scalar};
use std::fmt;
use uuid::Uuid;

const OF_USER: &str = "SELECT id, name, created_at, last_used_at FROM passkeys WHERE user_id = $1 ORDER BY created_at, id";
const CREDENTIALS_OF: &str = "SELECT credential_id FROM passkeys WHERE user_id = $1";
const COUNT_OF: &str = "SELECT COUNT(*) AS number FROM passkeys WHERE user_id = $1";
const BY_CREDENTIAL: &str = "SELECT id, user_id, name, credential FROM passkeys WHERE credential_id = $1";
const INSERT: &str = "INSERT INTO passkeys (id, user_id, credential_id, name, credential, created_at) \
    VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (credential_id) DO NOTHING";
/// Of two uses at once of a device that counts the second finds another number than it was checked against.
const USED: &str = "UPDATE passkeys SET credential = $3, last_used_at = $4 WHERE id = $1 AND credential = $2";
const REMOVE: &str = "DELETE FROM passkeys WHERE id = $1 AND user_id = $2 RETURNING name";
const REMOVE_ALL: &str = "DELETE FROM passkeys WHERE user_id = $1";
const ASK: &str =
    "INSERT INTO passkey_challenges (handle_hash, purpose, session_id, state, expires_at) VALUES ($1, $2, $3, $4, $5)";
/// The first answer takes it away, right or wrong.
const TAKE: &str = "DELETE FROM passkey_challenges WHERE handle_hash = $1 AND purpose = $2 AND expires_at > $3 \
    RETURNING session_id, state";
const FORGET: &str = "DELETE FROM passkey_challenges WHERE expires_at <= $1";

statements!(OF_USER, CREDENTIALS_OF, COUNT_OF, BY_CREDENTIAL, INSERT, USED, REMOVE, REMOVE_ALL, ASK, TAKE, FORGET);

/// What a browser is asked for a passkey for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Signing in without a password.
    SignIn,
    /// The second step after the password.
    SecondFactor,
    /// Making a new one.
    Add,
}

impl Purpose {
    const fn as_str(self) -> &'static str {
        match self {
            Self::SignIn => "sign-in",
            Self::SecondFactor => "second-factor",
            Self::Add => "add",
        }
    }
}

/// A passkey as listed.
#[derive(Debug)]
pub struct Listed {
    /// Which.
    pub id: PasskeyId,
    /// What its owner calls it.
    pub name: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last used.
    pub last_used_at: Option<Timestamp>,
}

/// A passkey as it is checked.
#[derive(Clone)]
pub struct Stored {
    /// Which.
    pub id: PasskeyId,
    /// Whose.
    pub user: UserId,
    /// What its owner calls it.
    pub name: String,
    /// JSON: the public key, and how often it says that it was used.
    pub credential: String,
}

impl fmt::Debug for Stored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stored").field("id", &self.id).field("user", &self.user).finish_non_exhaustive()
    }
}

/// A passkey to be added.
#[derive(Debug)]
pub struct NewPasskey<'a> {
    /// Which.
    pub id: PasskeyId,
    /// Whose.
    pub user: UserId,
    /// As its device calls it.
    pub credential_id: &'a [u8],
    /// What its owner calls it.
    pub name: &'a str,
    /// JSON: the public key.
    pub credential: &'a str,
    /// When it was made.
    pub now: Timestamp,
}

/// A question to be remembered.
#[derive(Debug)]
pub struct NewChallenge<'a> {
    /// The hash of what the answer names it by.
    pub handle: Digest,
    /// What for.
    pub purpose: Purpose,
    /// Whose session alone may answer; absent where nobody is signed in.
    pub session: Option<SessionId>,
    /// JSON: what the answer is compared with.
    pub state: &'a str,
    /// Until when it can be answered.
    pub expires_at: Timestamp,
}

/// A question that was asked.
#[derive(Debug)]
pub struct Challenge {
    /// Whose session alone may answer.
    pub session: Option<SessionId>,
    /// JSON: what the answer is compared with.
    pub state: String,
}

#[derive(FromRow)]
struct ListedRow {
    id: Uuid,
    name: String,
    created_at: i64,
    last_used_at: Option<i64>,
}

#[derive(FromRow)]
struct StoredRow {
    id: Uuid,
    user_id: Uuid,
    name: String,
    credential: String,
}

#[derive(FromRow)]
struct ChallengeRow {
    session_id: Option<Uuid>,
    state: String,
}

/// Someone's passkeys, the oldest first.
///
/// # Errors
/// When the database fails.
pub async fn of_user(tx: &mut Tx, user: UserId) -> Result<Vec<Listed>, StoreError> {
    let rows: Vec<ListedRow> = on!(tx, |c| query_as(OF_USER).bind(user.0).fetch_all(c).await)?;
    let listed = rows.into_iter().map(|row| Listed {
        id: PasskeyId(row.id),
        name: row.name,
        created_at: Timestamp(row.created_at),
        last_used_at: row.last_used_at.map(Timestamp),
    });
    Ok(listed.collect())
}

/// What the devices call someone's passkeys.
///
/// # Errors
/// When the database fails.
pub async fn credentials_of(tx: &mut Tx, user: UserId) -> Result<Vec<Vec<u8>>, StoreError> {
    Ok(on!(tx, |c| query_scalar(CREDENTIALS_OF).bind(user.0).fetch_all(c).await)?)
}

/// How many passkeys someone has.
///
/// # Errors
/// When the database fails.
pub async fn count_of(tx: &mut Tx, user: UserId) -> Result<i64, StoreError> {
    Ok(on!(tx, |c| query_scalar(COUNT_OF).bind(user.0).fetch_one(c).await)?)
}

/// The passkey that its device calls so.
///
/// # Errors
/// When the database fails.
pub async fn by_credential(tx: &mut Tx, credential: &[u8]) -> Result<Option<Stored>, StoreError> {
    let row: Option<StoredRow> = on!(tx, |c| query_as(BY_CREDENTIAL).bind(credential).fetch_optional(c).await)?;
    Ok(row.map(|row| Stored { id: PasskeyId(row.id), user: UserId(row.user_id), name: row.name, credential: row.credential }))
}

/// Adds a passkey; answers `false`, changing nothing, where there is one that its device calls the same.
///
/// # Errors
/// When the database fails.
pub async fn insert(tx: &mut Tx, passkey: &NewPasskey<'_>) -> Result<bool, StoreError> {
    let added = on!(tx, |c| query(INSERT)
        .bind(passkey.id.0)
        .bind(passkey.user.0)
        .bind(passkey.credential_id)
        .bind(passkey.name)
        .bind(passkey.credential)
        .bind(passkey.now.0)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(added > 0)
}

/// Notes that a passkey was used, and what it says of itself now; answers `false`, changing nothing, where it was removed or used
/// since it was read.
///
/// # Errors
/// When the database fails.
pub async fn used(tx: &mut Tx, read: &Stored, credential: &str, now: Timestamp) -> Result<bool, StoreError> {
    let noted = on!(tx, |c| query(USED)
        .bind(read.id.0)
        .bind(&read.credential)
        .bind(credential)
        .bind(now.0)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(noted > 0)
}

/// Removes one of someone's passkeys; answers its name, if there was one.
///
/// # Errors
/// When the database fails.
pub async fn remove(tx: &mut Tx, user: UserId, id: PasskeyId) -> Result<Option<String>, StoreError> {
    Ok(on!(tx, |c| query_scalar(REMOVE).bind(id.0).bind(user.0).fetch_optional(c).await)?)
}

/// Removes all of someone's passkeys.
///
/// # Errors
/// When the database fails.
pub async fn remove_all(tx: &mut Tx, user: UserId) -> Result<(), StoreError> {
    on!(tx, |c| query(REMOVE_ALL).bind(user.0).execute(c).await.map(drop))?;
    Ok(())
}

/// Remembers a question.
///
/// # Errors
/// When the database fails.
pub async fn ask(tx: &mut Tx, challenge: &NewChallenge<'_>) -> Result<(), StoreError> {
    on!(tx, |c| query(ASK)
        .bind(challenge.handle.as_bytes())
        .bind(challenge.purpose.as_str())
        .bind(challenge.session.map(|session| session.0))
        .bind(challenge.state)
        .bind(challenge.expires_at.0)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// The question with this handle, which nobody can answer any more from now on; `None` where it was answered, has expired, or was
/// asked for something else.
///
/// # Errors
/// When the database fails.
pub async fn take(tx: &mut Tx, handle: &Digest, purpose: Purpose, now: Timestamp) -> Result<Option<Challenge>, StoreError> {
    let row: Option<ChallengeRow> =
        on!(tx, |c| query_as(TAKE).bind(handle.as_bytes()).bind(purpose.as_str()).bind(now.0).fetch_optional(c).await)?;
    Ok(row.map(|row| Challenge { session: row.session_id.map(SessionId), state: row.state }))
}

/// Deletes questions that nobody answered.
///
/// # Errors
/// When the database fails.
pub async fn forget(tx: &mut Tx, now: Timestamp) -> Result<(), StoreError> {
    on!(tx, |c| query(FORGET).bind(now.0).execute(c).await.map(drop))?;
    Ok(())
}
