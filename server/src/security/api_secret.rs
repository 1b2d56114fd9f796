//! What programs call with. Both kinds are made here and never typed, with 130 bits each, so one round of SHA-256 is the right
//! hash for them, and trying them needs no counting.

use super::{Digest, Random};
use app::rules::code;
use secrecy::{ExposeSecret, SecretString};
use std::fmt;

/// How a key begins, so that scanners for leaked secrets know one.
const KEY_MARK: &str = "lk_";
/// How many characters of a key tell it from the others: shown, and no part of the secret.
const NAME_LENGTH: usize = 8;

/// An API password: for HTTP Basic, together with the user name.
#[derive(Clone)]
pub struct ApiPassword(SecretString);

impl ApiPassword {
    /// Mints one.
    #[must_use]
    pub fn mint(random: &Random) -> Self {
        Self(random.code().into())
    }

    /// What came with a call; `None` when it cannot be one.
    #[must_use]
    pub fn read(sent: &str) -> Option<Self> {
        is_code(sent).then(|| Self(sent.into()))
    }

    /// What is stored of it.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of("api-password", self.0.expose_secret())
    }

    /// The password itself, to be shown once.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for ApiPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiPassword(…)")
    }
}

/// A key: `lk_`, eight characters to recognise it by, and the secret.
#[derive(Clone)]
pub struct ApiKeySecret(SecretString);

impl ApiKeySecret {
    /// Mints one.
    #[must_use]
    pub fn mint(random: &Random) -> Self {
        let name = random.characters::<NAME_LENGTH>(code::ALPHABET);
        Self(format!("{KEY_MARK}{name}_{}", random.code()).into())
    }

    /// What came with a call; `None` when it cannot be one.
    #[must_use]
    pub fn read(sent: &str) -> Option<Self> {
        let (name, secret) = sent.strip_prefix(KEY_MARK)?.split_once('_')?;
        (name.len() == NAME_LENGTH && is_code(secret)).then(|| Self(sent.into()))
    }

    /// How it begins, to be shown wherever keys are listed.
    #[must_use]
    pub fn prefix(&self) -> &str {
        let whole = self.0.expose_secret();
        whole.get(..KEY_MARK.len() + NAME_LENGTH).unwrap_or_default()
    }

    /// What is stored of it.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of("api-key", self.0.expose_secret())
    }

    /// The key itself, to be shown once.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for ApiKeySecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKeySecret(…)")
    }
}

/// Programs send what they were given: nothing is forgiven.
fn is_code(sent: &str) -> bool {
    sent.len() == code::LENGTH && sent.bytes().all(|byte| code::ALPHABET.contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_minted_is_read_again_and_shows_nothing() {
        let random = Random::from_seed(1);
        let (key, password) = (ApiKeySecret::mint(&random), ApiPassword::mint(&random));
        assert_eq!(ApiKeySecret::read(key.expose()).unwrap().digest(), key.digest());
        assert_eq!(ApiPassword::read(password.expose()).unwrap().digest(), password.digest());
        assert_eq!(key.prefix().len(), 11);
        assert!(!format!("{key:?} {password:?}").contains(&key.expose()[12..]));
    }

    #[test]
    fn neither_is_taken_for_the_other_or_read_from_less() {
        let random = Random::from_seed(1);
        let (key, password) = (ApiKeySecret::mint(&random), ApiPassword::mint(&random));
        assert!(ApiKeySecret::read(password.expose()).is_none() && ApiPassword::read(key.expose()).is_none());
        assert!(ApiKeySecret::read(key.prefix()).is_none() && ApiPassword::read(&password.expose()[1..]).is_none());
        assert!(ApiKeySecret::read("lk_").is_none() && ApiKeySecret::read("").is_none());
        assert!(ApiPassword::read(&password.expose().to_lowercase()).is_none());
    }
}
