//! Browsers in which somebody was signed in before (OWASP, "Slow Down Online Guessing Attacks with Device Cookies"). Tries from
//! there have a counter of their own, so that a stranger who guesses on purpose shuts nobody out for long. The cookie is sealed:
//! nobody else can make one, it does not show whose it is, and nothing is kept of it. It signs nobody in. It ends with what ends
//! sessions: a new password, a report, an administrator, the owner themselves. A session makes one browser known, however often it
//! asks without the cookie: whoever has it for a moment takes no counters along, each with tries of its own.

use super::{Desk, Found};
use crate::{
    security::{from_hex, hex},
    store::{StoreError, Tx, sessions, sessions::Scope, users},
};
use app::{
    api::KnownBrowser,
    model::{KnownBrowserId, SessionId, Timestamp, UserId},
};
use secrecy::SecretString;
use uuid::Uuid;

/// The purpose for which it is sealed.
const PURPOSE: &str = "known-browser";
/// Bytes of an id.
const ID: usize = 16;
/// Bits of an id (UUIDv7) behind its time.
const BITS_BEHIND_TIME: u32 = 80;
/// The longest cookie that is looked at, in characters: twice what is sealed.
const LONGEST: usize = 256;

impl Desk {
    /// The cookie by which a browser is known from now on as one in which the session's owner was signed in; `None` where it is
    /// known already, or the session may not be used for everything.
    #[must_use]
    pub fn know_browser(&self, found: &Found) -> Option<SecretString> {
        if !found.is_new_here() {
            return None;
        }
        self.known_cookie(found.caller.user, browser_of(found.caller.session, found.browsers_ended_at))
    }

    /// The same for a session that begins.
    pub(super) fn know_new_browser(&self, user: UserId, session: SessionId) -> Option<SecretString> {
        self.known_cookie(user, browser_of(session, None))
    }

    fn known_cookie(&self, user: UserId, browser: KnownBrowserId) -> Option<SecretString> {
        let sealed = self.sealer.seal(PURPOSE, &[user.0.as_bytes().as_slice(), browser.0.as_bytes()].concat());
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
    fn is_new_here(&self) -> bool {
        let known = self.caller.client.known.filter(|known| known.user == self.caller.user);
        self.scope == Scope::Full && known.is_none_or(|known| !counts(known, self.browsers_ended_at))
    }
}

/// Ends every session of these users, and what browsers are known for in which they were signed in.
///
/// # Errors
/// When the database fails.
pub(super) async fn end_everywhere(tx: &mut Tx, users: &[UserId], now: Timestamp) -> Result<(), StoreError> {
    users::many::end_browsers(tx, users, now).await?;
    sessions::end_all(tx, users).await
}

/// The browser that a session makes known: with the session's id, or, where others were ended and this session was not, with the
/// time of that in the place of its own.
fn browser_of(session: SessionId, ended_at: Option<Timestamp>) -> KnownBrowserId {
    let later = ended_at.map(milliseconds).filter(|ended| since(session.0) < *ended);
    KnownBrowserId(later.map_or(session.0, |ended| {
        let random = session.0.as_u128() & ((1_u128 << BITS_BEHIND_TIME) - 1);
        Uuid::from_u128((u128::from(ended.unsigned_abs()) << BITS_BEHIND_TIME) | random)
    }))
}

/// Whether a browser became known after that, or in the same millisecond: its id tells no finer.
fn counts(browser: KnownBrowser, ended_at: Option<Timestamp>) -> bool {
    ended_at.is_none_or(|ended| since(browser.id.0) >= milliseconds(ended))
}

/// The time in an id, in milliseconds.
fn since(id: Uuid) -> i64 {
    id.get_timestamp().map_or(0, |time| {
        let (seconds, nanoseconds) = time.to_unix();
        i64::try_from(seconds).unwrap_or_default().saturating_mul(1000) + i64::from(nanoseconds / 1_000_000)
    })
}

const fn milliseconds(at: Timestamp) -> i64 {
    at.0.div_euclid(1000)
}
