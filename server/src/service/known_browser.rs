//! Browsers in which somebody was signed in before (OWASP, "Slow Down Online Guessing Attacks with Device Cookies"). Tries from
//! there have a counter of their own, so that a stranger who guesses on purpose shuts nobody out for long. The cookie is sealed:
//! nobody else can make one, it does not show whose it is, and nothing is kept of it. It signs nobody in.

use super::Desk;
use crate::security::{from_hex, hex};
use app::{
    api::KnownBrowser,
    model::{KnownBrowserId, UserId},
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
}
