//! Secrets that are stored as hashes. Each carries at least 112 bits (ASVS 6.5.2), so one round of SHA-256 is the right hash
//! for it.

use super::Random;
use app::{model::UserId, rules::code};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;
use std::fmt;

/// The SHA-256 of a secret, with the secret's purpose mixed in: a hash of one purpose never matches another's.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Digest([u8; 32]);

impl Digest {
    pub(super) fn of(purpose: &str, secret: &str) -> Self {
        use sha2::Digest as _;
        let mut hash = Sha256::new();
        hash.update(purpose.as_bytes());
        hash.update([0]);
        hash.update(secret.as_bytes());
        Self(hash.finalize().into())
    }

    /// A name that nobody has, as a key that shows nothing: people type passwords into the wrong field.
    #[must_use]
    pub fn of_unknown_name(name: &str) -> Self {
        Self::of("unknown-name", name)
    }

    /// The bytes, to be stored or looked up.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// In hexadecimal.
    #[must_use]
    pub fn hex(&self) -> String {
        hex(&self.0)
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Digest(…)")
    }
}

/// Bytes in hexadecimal, in lower case.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        for nibble in [byte >> 4, byte & 15] {
            text.push(char::from_digit(nibble.into(), 16).unwrap_or_default());
        }
        text
    })
}

/// Hexadecimal as bytes; `None` when it is not that.
pub(crate) fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(c.to_digit(16)?).ok()).collect();
    let digits = digits.filter(|digits| digits.len().is_multiple_of(2))?;
    Some(digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

/// A generated password as it is mailed: 120 bits.
#[derive(Clone)]
pub struct MailedPassword(SecretString);

impl MailedPassword {
    /// Mints one.
    #[must_use]
    pub fn mint(random: &Random) -> Self {
        Self(random.characters::<{ code::PASSWORD_LENGTH }>(code::ALPHABET).into())
    }

    /// Reads one as typed; `None` when it cannot be one.
    #[must_use]
    pub fn read(typed: &str) -> Option<Self> {
        code::normalise_password(typed).map(|password| Self(password.into()))
    }

    /// What is stored of it.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of("mailed-password", self.0.expose_secret())
    }

    /// In its groups, for the mail.
    #[must_use]
    pub fn grouped(&self) -> SecretString {
        code::grouped_password(self.0.expose_secret()).into()
    }
}

impl fmt::Debug for MailedPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MailedPassword(…)")
    }
}

/// The secret of a link: in its address, and the code that can be typed instead. 130 bits.
#[derive(Clone)]
pub struct LinkSecret(SecretString);

impl LinkSecret {
    /// Mints one.
    #[must_use]
    pub fn mint(random: &Random) -> Self {
        Self(random.code().into())
    }

    /// Reads one as typed or as found in an address; `None` when it cannot be one.
    #[must_use]
    pub fn read(typed: &str) -> Option<Self> {
        code::normalise(typed).map(|code| Self(code.into()))
    }

    /// What is stored of a password change link's secret.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of("link", self.0.expose_secret())
    }

    /// What is stored of the secret of a notice, with which its reader can say "this wasn't me".
    #[must_use]
    pub fn not_me_digest(&self) -> Digest {
        Digest::of("not-me", self.0.expose_secret())
    }

    /// What is stored of the set-up link's secret.
    #[must_use]
    pub fn set_up_digest(&self) -> Digest {
        Digest::of("set-up", self.0.expose_secret())
    }

    /// What is stored of the handle of a question about a passkey.
    #[must_use]
    pub fn passkey_digest(&self) -> Digest {
        Digest::of("passkey", self.0.expose_secret())
    }

    /// The characters, to be put into a mail or an address.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for LinkSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LinkSecret(…)")
    }
}

/// A code that is read out to the help desk on the telephone: 40 bits. That is too little for a plain hash (ASVS 6.5.2), so what is
/// kept of it is a mark under the secret key; ten minutes and five tries are too little to guess it.
#[derive(Clone)]
pub(crate) struct CallerCode(SecretString);

impl CallerCode {
    /// Mints one.
    pub(crate) fn mint(random: &Random) -> Self {
        Self(random.characters::<{ code::CALLER_LENGTH }>(code::ALPHABET).into())
    }

    /// Reads one as it was heard; `None` when it cannot be one.
    pub(crate) fn read(typed: &str) -> Option<Self> {
        code::normalise_caller(typed).map(|code| Self(code.into()))
    }

    /// What it is marked as: this code of this user.
    pub(crate) fn purpose(&self, user: UserId) -> String {
        format!("caller-code/{user}/{}", self.0.expose_secret())
    }

    /// In its groups, to be mailed or shown.
    pub(crate) fn grouped(&self) -> SecretString {
        code::grouped_caller(self.0.expose_secret()).into()
    }
}

impl fmt::Debug for CallerCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CallerCode(…)")
    }
}

/// The secret of a session: the cookie's value. 256 bits in hexadecimal.
#[derive(Clone)]
pub struct SessionSecret(SecretString);

impl SessionSecret {
    /// Mints one.
    #[must_use]
    pub fn mint(random: &Random) -> Self {
        Self(hex(&random.bytes::<32>()).into())
    }

    /// Reads a cookie's value; `None` when it cannot be one.
    #[must_use]
    pub fn read(value: &str) -> Option<Self> {
        let well_formed = value.len() == 64 && value.bytes().all(|byte| byte.is_ascii_hexdigit());
        well_formed.then(|| Self(value.to_owned().into()))
    }

    /// What is stored of it.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of("session", self.0.expose_secret())
    }

    /// The characters, for the cookie.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for SessionSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionSecret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_of_one_purpose_does_not_match_another() {
        let secret = LinkSecret::mint(&Random::from_seed(1));
        assert_ne!(secret.digest(), secret.set_up_digest());
        assert_ne!(secret.digest(), secret.not_me_digest());
        assert_eq!(LinkSecret::read(&secret.expose().to_lowercase()).unwrap().digest(), secret.digest());
    }

    #[test]
    fn a_mailed_password_is_recognised_however_it_is_typed() {
        let password = MailedPassword::mint(&Random::from_seed(1));
        let typed = format!(" {} ", password.grouped().expose_secret().to_lowercase().replace('-', " "));
        assert_eq!(MailedPassword::read(&typed).unwrap().digest(), password.digest());
        assert!(MailedPassword::read("a password of one's own").is_none());
        assert!(!format!("{password:?}").contains(password.0.expose_secret()));
    }

    #[test]
    fn a_callers_code_is_one_users_alone() {
        let code = CallerCode::mint(&Random::from_seed(1));
        let heard = code.grouped().expose_secret().to_lowercase();
        let (one, other) = (UserId(uuid::Uuid::nil()), UserId(uuid::Uuid::max()));
        assert_eq!(CallerCode::read(&heard).unwrap().purpose(one), code.purpose(one));
        assert_ne!(code.purpose(one), code.purpose(other));
        assert!(CallerCode::read("123456").is_none() && !format!("{code:?}").contains(code.0.expose_secret()));
    }

    #[test]
    fn bytes_survive_hexadecimal() {
        assert_eq!(from_hex(&hex(&[0, 15, 16, 255])), Some(vec![0, 15, 16, 255]));
        assert!(from_hex("abc").is_none() && from_hex("zz").is_none());
    }

    #[test]
    fn secrets_show_nothing_in_debug_output() {
        let random = Random::from_seed(1);
        let (link, session) = (LinkSecret::mint(&random), SessionSecret::mint(&random));
        let shown = format!("{link:?} {session:?} {:?}", link.digest());
        assert!(!shown.contains(link.expose()) && !shown.contains(session.expose()) && !shown.contains(&link.digest().hex()));
    }
}
