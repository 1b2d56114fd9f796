//! Browsers in which somebody was signed in before (OWASP, "Slow Down Online Guessing Attacks with Device Cookies"). Tries from
//! there have a counter of their own, so that a stranger who guesses on purpose shuts nobody out for long. The cookie is sealed:
//! nobody else can make one, it does not show whose it is, and nothing is kept of it. It signs nobody in. It ends with what ends
//! sessions: a new password, a report, an administrator, the owner themselves.

use super::{Desk, Found};
use crate::{
    security::{from_hex, hex},
    store::{StoreError, Tx, sessions, sessions::Scope, users},
};
use app::{
    api::KnownBrowser,
    model::{KnownBrowserId, Timestamp, UserId},
};
use secrecy::SecretString;
use uuid::Uuid;

/// The purpose for which it is sealed.
const PURPOSE: &str = "known-browser";
/// Bytes of an id.
const ID: usize = 16;
/// The longest cookie that is looked at, in characters: twice what is sealed.
const LONGEST: usize = 256;

impl Desk {
    /// The cookie by which a browser is known as one in which this user was signed in.
    #[must_use]
    pub fn know_browser(&self, user: UserId) -> Option<SecretString> {
        let id = self.random.id(self.now());
        let sealed = self.sealer.seal(PURPOSE, &[user.0.as_bytes().as_slice(), id.as_bytes()].concat());
        sealed.ok().map(|sealed| hex(&sealed).into())
    }

    /// The browser that a cookie makes known; `None` when it is not one of ours.
    #[must_use]
    pub fn known_browser(&self, cookie: &str) -> Option<KnownBrowser> {
        let sealed = Some(cookie).filter(|cookie| cookie.len() <= LONGEST).and_then(from_hex)?;
        let opened = self.sealer.open(PURPOSE, &sealed)?;
        let (user, id) = opened.split_at_checked(ID)?;
        let read = |id: &[u8]| Uuid::from_slice(id).ok();
        Some(KnownBrowser { user: UserId(read(user)?), id: KnownBrowserId(read(id)?) })
    }
    /// Whether a browser is known still: nothing has ended it meanwhile.
    pub(super) async fn is_known(&self, tx: &mut Tx, browser: KnownBrowser) -> Result<bool, StoreError> {
        Ok(counts(browser, users::browsers_ended_at(tx, browser.user).await?))
    }
}

impl Found {
    /// Whether the browser is to be known from now on as one in which the session's owner was signed in.
    #[must_use]
    pub fn is_new_here(&self) -> bool {
        let known = self.caller.client.known.filter(|known| known.user == self.caller.user);
        self.scope == Scope::Full && known.is_none_or(|known| !counts(known, self.browsers_ended_at))
    }
}

/// Ends every session of a user, and what browsers are known for in which they were signed in.
///
/// # Errors
/// When the database fails.
pub(super) async fn end_everywhere(tx: &mut Tx, user: UserId, now: Timestamp) -> Result<(), StoreError> {
    users::end_browsers(tx, user, now).await?;
    sessions::end_all(tx, user).await.map(drop)
}

/// Whether a browser became known after that, or in the same millisecond: its id tells no finer.
fn counts(browser: KnownBrowser, ended_at: Option<Timestamp>) -> bool {
    let since = browser.id.0.get_timestamp().map_or(0, |time| {
        let (seconds, nanoseconds) = time.to_unix();
        i64::try_from(seconds).unwrap_or_default().saturating_mul(1000) + i64::from(nanoseconds / 1_000_000)
    });
    ended_at.is_none_or(|ended| since >= ended.0.div_euclid(1000))
}
