//! Sealing: what must be kept or handed out for a while and read by nobody meanwhile. XChaCha20-Poly1305, under a key that is
//! not in the database. What is sealed is bound to its purpose: opened for another, it is not ours.

use super::{Random, hex, token::from_hex};
use anyhow::{Context, anyhow, ensure};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use hmac::{Hmac, Mac};
use sha2::{Digest as _, Sha256};
use std::{
    fmt, fs,
    io::{self, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::Path,
    sync::Arc,
};

/// Bytes of a key.
const KEY: usize = 32;
/// Bytes of a mark.
const MARK: usize = 10;
/// Bytes of a nonce: so many that chance never makes the same twice.
const NONCE: usize = 24;

/// Seals and opens. Cloning shares the key.
#[derive(Clone)]
pub struct Sealer {
    cipher: Arc<XChaCha20Poly1305>,
    /// The key of marks.
    marks: [u8; KEY],
    random: Random,
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealer(…)")
    }
}

impl Sealer {
    /// A sealer with this key.
    #[must_use]
    pub fn new(key: [u8; KEY], random: Random) -> Self {
        let marks = Sha256::new().chain_update(b"latchkey marks").chain_update(key).finalize().into();
        Self { cipher: Arc::new(XChaCha20Poly1305::new(&key.into())), marks, random }
    }

    /// A sealer with the key in this file (64 hexadecimal digits). A new key is made where there is no file, for its owner
    /// alone to read.
    ///
    /// # Errors
    /// When the file cannot be read or written, or holds no key.
    pub fn from_file(path: &Path, random: Random) -> anyhow::Result<Self> {
        let told = || format!("the secret key file {}", path.display());
        if !path.exists() {
            make(path, &random.bytes::<KEY>()).with_context(told)?;
        }
        let (key, is_private) = read(path).with_context(told)?;
        if !is_private {
            tracing::warn!(file = %path.display(), "others than its owner may read the secret key file");
        }
        Ok(Self::new(key, random))
    }

    /// A mark that nobody else can make: 80 bits in 20 hexadecimal digits, always the same for one purpose.
    pub(crate) fn mark(&self, purpose: &str) -> Option<String> {
        let tag = self.marker(purpose)?.finalize().into_bytes();
        tag.get(..MARK).map(hex)
    }

    /// Whether this is the mark for a purpose.
    pub(crate) fn is_mark(&self, purpose: &str, mark: &str) -> bool {
        let mark = from_hex(mark).filter(|mark| mark.len() == MARK);
        mark.zip(self.marker(purpose)).is_some_and(|(mark, marker)| marker.verify_truncated_left(&mark).is_ok())
    }

    fn marker(&self, purpose: &str) -> Option<Hmac<Sha256>> {
        // HMAC takes keys of any length.
        let key = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(&self.marks).ok()?;
        Some(key.chain_update(purpose.as_bytes()))
    }

    /// Seals something for a purpose.
    ///
    /// # Errors
    /// When there is more of it than the cipher takes (256 GB).
    pub(crate) fn seal(&self, purpose: &str, secret: &[u8]) -> anyhow::Result<Vec<u8>> {
        let nonce = self.random.bytes::<NONCE>();
        let payload = Payload { msg: secret, aad: purpose.as_bytes() };
        let sealed = self.cipher.encrypt(&XNonce::from(nonce), payload).map_err(|_| anyhow!("sealing failed"))?;
        ensure!(sealed.len() > secret.len(), "sealing failed");
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Opens what was sealed for this purpose; `None` when it was not, or was tampered with, or the key is another one.
    pub(crate) fn open(&self, purpose: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.split_at_checked(NONCE)?;
        let nonce = <[u8; NONCE]>::try_from(nonce).ok()?;
        self.cipher.decrypt(&XNonce::from(nonce), Payload { msg: sealed, aad: purpose.as_bytes() }).ok()
    }
}

/// Whether this file holds a key; answers whether its owner alone may read it.
///
/// # Errors
/// When it cannot be read, or holds no key.
pub fn check_key_file(path: &Path) -> anyhow::Result<bool> {
    let (_, is_private) = read(path).with_context(|| format!("the secret key file {}", path.display()))?;
    Ok(is_private)
}

/// The key in a file, and whether its owner alone may read it.
fn read(path: &Path) -> anyhow::Result<([u8; KEY], bool)> {
    let text = fs::read_to_string(path)?;
    let key = from_hex(text.trim()).and_then(|bytes| <[u8; KEY]>::try_from(bytes).ok());
    let for_others = fs::metadata(path)?.permissions().mode() & 0o077;
    let is_private = for_others == 0;
    Ok((key.ok_or_else(|| anyhow!("it must hold 64 hexadecimal digits"))?, is_private))
}

/// Writes a new key whole or not at all: of two processes that start together, the second reads the first one's.
fn make(path: &Path, key: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder)?;
    }
    let draft = path.with_extension(format!("new-{}", std::process::id()));
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft)?;
    writeln!(file, "{}", hex(key))?;
    file.sync_all()?;
    let linked = fs::hard_link(&draft, path);
    fs::remove_file(&draft)?;
    match linked {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealer(seed: u64) -> Sealer {
        let random = Random::from_seed(seed);
        Sealer::new(random.bytes(), random)
    }

    #[test]
    fn a_mark_is_of_its_purpose_and_key_alone() {
        let mark = sealer(1).mark("bounce/1").unwrap();
        assert_eq!(mark.len(), 20);
        assert!(sealer(1).is_mark("bounce/1", &mark));
        assert!(!sealer(1).is_mark("bounce/2", &mark) && !sealer(2).is_mark("bounce/1", &mark));
        assert!(!sealer(1).is_mark("bounce/1", &mark[..2]) && !sealer(1).is_mark("bounce/1", ""));
    }

    #[test]
    fn what_is_sealed_opens_for_its_purpose_and_key_alone() {
        let ours = sealer(1);
        let sealed = ours.seal("draft/1", b"kite 7mru").unwrap();
        assert_eq!(ours.open("draft/1", &sealed).as_deref(), Some(b"kite 7mru".as_slice()));
        assert_eq!(ours.open("draft/2", &sealed), None);
        assert_eq!(sealer(2).open("draft/1", &sealed), None);
        assert_eq!(ours.open("draft/1", b"short"), None);
        for at in 0..sealed.len() {
            let mut tampered = sealed.clone();
            tampered[at] ^= 1;
            assert_eq!(ours.open("draft/1", &tampered), None, "byte {at}");
        }
    }

    #[test]
    fn the_same_secret_is_never_sealed_alike() {
        let ours = sealer(1);
        assert_ne!(ours.seal("p", b"x").unwrap(), ours.seal("p", b"x").unwrap());
    }

    #[test]
    fn a_key_is_made_once_and_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data/latchkey.key");
        let sealed = Sealer::from_file(&path, Random::from_seed(1)).unwrap().seal("p", b"x").unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let again = Sealer::from_file(&path, Random::from_seed(2)).unwrap();
        assert_eq!(again.open("p", &sealed).as_deref(), Some(b"x".as_slice()));
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "nothing else is left");
    }

    #[test]
    fn a_file_without_a_key_is_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("latchkey.key");
        fs::write(&path, "not a key").unwrap();
        let error = format!("{:#}", Sealer::from_file(&path, Random::from_seed(1)).unwrap_err());
        assert!(error.contains("latchkey.key") && error.contains("64"), "{error}");
    }
}
