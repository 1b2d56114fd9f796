//! Sealing: what must be kept or handed out for a while and read by nobody meanwhile. XChaCha20-Poly1305, under a key that is
//! not in the database. What is sealed is bound to its purpose: opened for another, it is not ours.

use super::{
    Random, hex,
    key_file::{self, KEY, KeyFile, NAME, derived, marks_of, name_of},
    signed::{Signed, SigningKey},
    token::from_hex,
};
use anyhow::{anyhow, ensure};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::{fmt, iter, path::Path, sync::Arc};

/// Bytes of a mark.
const MARK: usize = 10;
/// Bytes of a nonce: so many that chance never makes the same twice.
const NONCE: usize = 24;

/// Seals with its newest key, and opens with all. Cloning shares them.
#[derive(Clone)]
pub struct Sealer {
    keys: Arc<Keys>,
    /// Where they stand, if they do: another process may have added one since.
    file: Option<Arc<Path>>,
    random: Random,
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealer(…)")
    }
}

struct Keys {
    newest: Key,
    older: Vec<Key>,
    /// The keys of marks alone, of keys that were removed.
    marks: Vec<[u8; KEY]>,
}

struct Key {
    /// With it everything begins that the key sealed.
    name: [u8; NAME],
    cipher: XChaCha20Poly1305,
    /// The key of marks.
    marks: [u8; KEY],
    /// The secret of what is signed.
    signing: [u8; KEY],
}

impl Key {
    fn new(key: &[u8; KEY]) -> Self {
        let signing = derived(b"latchkey signatures", key);
        Self { name: name_of(key), cipher: XChaCha20Poly1305::new(&(*key).into()), marks: marks_of(key), signing }
    }

    fn open(&self, purpose: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.split_at_checked(NONCE)?;
        let nonce = <[u8; NONCE]>::try_from(nonce).ok()?;
        self.cipher.decrypt(&XNonce::from(nonce), Payload { msg: sealed, aad: purpose.as_bytes() }).ok()
    }
}

/// What makes and checks marks for a purpose.
fn marker(marks: &[u8; KEY], purpose: &str) -> Option<Hmac<Sha256>> {
    // HMAC takes keys of any length.
    let key = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(marks).ok()?;
    Some(key.chain_update(purpose.as_bytes()))
}

impl Keys {
    fn new(file: &KeyFile) -> Option<Self> {
        let (newest, older) = file.keys.split_first()?;
        let marks = file.marks.iter().map(|marks| marks.key).collect();
        Some(Self { newest: Key::new(newest), older: older.iter().map(Key::new).collect(), marks })
    }

    fn all(&self) -> impl Iterator<Item = &Key> {
        iter::once(&self.newest).chain(&self.older)
    }

    /// Whether one of them made this mark, or one that was removed lately.
    fn made(&self, purpose: &str, mark: &[u8]) -> bool {
        let mut marks = self.all().map(|key| &key.marks).chain(&self.marks);
        marks.any(|marks| marker(marks, purpose).is_some_and(|marker| marker.verify_truncated_left(mark).is_ok()))
    }

    fn open(&self, purpose: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        let named = sealed.split_at_checked(NAME).and_then(|(name, sealed)| {
            let key = self.all().find(|key| key.name == name)?;
            key.open(purpose, sealed)
        });
        // Before keys had names, nothing stood before the nonce.
        named.or_else(|| self.all().find_map(|key| key.open(purpose, sealed)))
    }
}

impl Sealer {
    /// A sealer with this key.
    #[must_use]
    pub fn new(key: [u8; KEY], random: Random) -> Self {
        let keys = Keys { newest: Key::new(&key), older: Vec::new(), marks: Vec::new() };
        Self { keys: Arc::new(keys), file: None, random }
    }

    /// A sealer with the keys in this file (64 hexadecimal digits a line, the newest first). A key is made where there is no
    /// file, for its owner alone to read.
    ///
    /// # Errors
    /// When the file cannot be read or written, or holds no key.
    pub fn from_file(path: &Path, random: Random) -> anyhow::Result<Self> {
        if !path.exists() {
            key_file::make(path, random.bytes())?;
        }
        let file = key_file::read(path)?;
        if !file.is_private {
            tracing::warn!(file = %path.display(), "others than its owner may read the secret key file");
        }
        let keys = Keys::new(&file).ok_or_else(|| anyhow!("the secret key file holds no key"))?;
        Ok(Self { keys: Arc::new(keys), file: Some(path.into()), random })
    }

    /// A mark that nobody else can make: 80 bits in 20 hexadecimal digits, always the same for one purpose.
    pub(crate) fn mark(&self, purpose: &str) -> Option<String> {
        let tag = marker(&self.keys.newest.marks, purpose)?.finalize().into_bytes();
        tag.get(..MARK).map(hex)
    }

    /// Whether this is the mark for a purpose, by any key: also by one that was added to the file since the start.
    pub(crate) fn is_mark(&self, purpose: &str, mark: &str) -> bool {
        let Some(mark) = from_hex(mark).filter(|mark| mark.len() == MARK) else { return false };
        self.keys.made(purpose, &mark) || self.keys_now().is_some_and(|keys| keys.made(purpose, &mark))
    }

    /// The keys that stand in the file by now.
    fn keys_now(&self) -> Option<Keys> {
        Keys::new(&key_file::read(self.file.as_deref()?).ok()?)
    }

    /// Signs something, so that others can check it: with the newest key.
    ///
    /// # Errors
    /// When no signing key can be made.
    pub(crate) fn sign(&self, message: &[u8]) -> anyhow::Result<Signed> {
        Ok(SigningKey::of(&self.keys.newest.signing)?.sign(message))
    }

    /// The public keys under which signatures are ours, the newest first: also of keys that were added to the file since the start.
    ///
    /// # Errors
    /// When no signing key can be made.
    pub(crate) fn public_keys(&self) -> anyhow::Result<Vec<Vec<u8>>> {
        let now = self.keys_now();
        let keys = self.keys.all().chain(now.iter().flat_map(Keys::all));
        keys.map(|key| SigningKey::of(&key.signing).map(|key| key.public_key())).collect()
    }

    /// Seals something for a purpose.
    ///
    /// # Errors
    /// When there is more of it than the cipher takes (256 GB).
    pub(crate) fn seal(&self, purpose: &str, secret: &[u8]) -> anyhow::Result<Vec<u8>> {
        let nonce = self.random.bytes::<NONCE>();
        let payload = Payload { msg: secret, aad: purpose.as_bytes() };
        let key = &self.keys.newest;
        let sealed = key.cipher.encrypt(&XNonce::from(nonce), payload).map_err(|_| anyhow!("sealing failed"))?;
        ensure!(sealed.len() > secret.len(), "sealing failed");
        Ok([key.name.as_slice(), &nonce, &sealed].concat())
    }

    /// Opens what was sealed for this purpose; `None` when it was not, or was tampered with, or its key is gone. A key that was
    /// added since the start is found in the file.
    pub(crate) fn open(&self, purpose: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        self.keys.open(purpose, sealed).or_else(|| self.keys_now()?.open(purpose, sealed))
    }

    /// Whether something was sealed with the newest key.
    pub(crate) fn is_newest(&self, sealed: &[u8]) -> bool {
        sealed.starts_with(&self.keys.newest.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::security::{prune_keys, rotate_key};
    use app::model::{Span, Timestamp};
    use std::{fs, os::unix::fs::PermissionsExt};

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
    fn what_an_older_key_sealed_opens_until_that_key_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("latchkey.key");
        let random = Random::from_seed(1);
        let before = Sealer::from_file(&path, random.clone()).unwrap();
        let old = before.seal("p", b"kite").unwrap();
        rotate_key(&path, &random).unwrap();
        let after = Sealer::from_file(&path, random.clone()).unwrap();
        let new = after.seal("p", b"kite").unwrap();
        assert_eq!(after.open("p", &old).as_deref(), Some(b"kite".as_slice()));
        assert_eq!((after.is_newest(&old), after.is_newest(&new)), (false, true));
        assert_eq!(before.open("p", &new).as_deref(), Some(b"kite".as_slice()), "a process from before reads the file again");
        assert_eq!(before.open("q", &new), None);
        let (old_mark, new_mark) = (before.mark("p").unwrap(), after.mark("p").unwrap());
        assert!(
            after.is_mark("p", &old_mark) && before.is_mark("p", &new_mark),
            "nor does it refuse a mark that is newer than itself"
        );
        assert!(!before.is_mark("q", &new_mark));

        let (now, week) = (Timestamp(1_795_267_920_000_000), Span::days(7));
        assert_eq!(prune_keys(&path, now, week).unwrap(), 1);
        assert_eq!(prune_keys(&path, now, week).unwrap(), 0);
        let pruned = Sealer::from_file(&path, random).unwrap();
        assert_eq!(pruned.open("p", &old), None);
        assert!(pruned.is_mark("p", &old_mark), "what was mailed lately may still come back");
        assert_eq!(pruned.open("p", &new).as_deref(), Some(b"kite".as_slice()));
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing else is left");
    }

    #[test]
    fn what_was_sealed_before_keys_had_names_opens() {
        let ours = sealer(1);
        let named = ours.seal("p", b"kite").unwrap();
        assert_eq!(ours.open("p", &named[NAME..]).as_deref(), Some(b"kite".as_slice()));
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
