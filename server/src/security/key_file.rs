//! The file of the secret keys: 64 hexadecimal digits a line, the newest first. Below them stand, until a day, what made the marks of
//! keys that were removed: what was marked with one may come back for a while.

use super::{Random, hex, token::from_hex};
use anyhow::{Context, anyhow};
use app::model::{Span, Timestamp};
use sha2::{Digest as _, Sha256};
use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt, chown},
    path::Path,
};

/// Bytes of a key.
pub(super) const KEY: usize = 32;
/// Bytes of a key's name.
pub(super) const NAME: usize = 8;
/// The bits of a mode that let others in.
const OTHERS: u32 = 0o077;
/// How a line begins that is no key.
const MARKS: &str = "marks";

/// What stands in the file.
pub(super) struct KeyFile {
    /// The keys, the newest first; there is one at least.
    pub(super) keys: Vec<[u8; KEY]>,
    /// What is left of keys that were removed.
    pub(super) marks: Vec<Marks>,
    /// Whether its owner alone may read it.
    pub(super) is_private: bool,
}

/// What made the marks of a key that was removed.
pub(super) struct Marks {
    /// Made of the key, which cannot be found from it.
    pub(super) key: [u8; KEY],
    /// For so long it is kept.
    until: Timestamp,
}

/// What a key makes marks with.
pub(super) fn marks_of(key: &[u8; KEY]) -> [u8; KEY] {
    derived(b"latchkey marks", key)
}

/// What a key leads to for one purpose, and from which it cannot be found.
pub(super) fn derived(purpose: &[u8], key: &[u8; KEY]) -> [u8; KEY] {
    Sha256::new().chain_update(purpose).chain_update(key).finalize().into()
}

/// A key's name, which tells nothing about it.
pub(super) fn name_of(key: &[u8; KEY]) -> [u8; NAME] {
    let mut name = [0; NAME];
    name.copy_from_slice(&Sha256::digest(key)[..NAME]);
    name
}

/// Whether this file holds keys; answers whether its owner alone may read it.
///
/// # Errors
/// When it cannot be read, or holds no key.
pub fn check_key_file(path: &Path) -> anyhow::Result<bool> {
    Ok(read(path)?.is_private)
}

/// Adds a new key before those in a file.
///
/// # Errors
/// When the file cannot be read or written, or holds no key.
pub fn rotate_key(path: &Path, random: &Random) -> anyhow::Result<()> {
    change(path, |file| file.keys.insert(0, random.bytes()))
}

/// Removes all keys from a file but the newest, and for so long keeps what shows that a mark is theirs; answers how many.
///
/// # Errors
/// When the file cannot be read or written, or holds no key.
pub fn prune_keys(path: &Path, now: Timestamp, marks_live: Span) -> anyhow::Result<usize> {
    change(path, |file| {
        let removed = file.keys.split_off(1);
        file.marks.retain(|marks| marks.until > now);
        file.marks.extend(removed.iter().map(|key| Marks { key: marks_of(key), until: now + marks_live }));
        removed.len()
    })
}

/// What stands in a file.
pub(super) fn read(path: &Path) -> anyhow::Result<KeyFile> {
    let found = || -> anyhow::Result<KeyFile> {
        let text = fs::read_to_string(path)?;
        let is_private = fs::metadata(path)?.permissions().mode() & OTHERS == 0;
        let (keys, marks) = parse(&text).ok_or_else(|| anyhow!("it must hold 64 hexadecimal digits a line"))?;
        Ok(KeyFile { keys, marks, is_private })
    };
    found().with_context(|| told(path))
}

fn told(path: &Path) -> String {
    format!("the secret key file {}", path.display())
}

/// The lines of a file; `None` where one is none of ours, or there is no key.
fn parse(text: &str) -> Option<(Vec<[u8; KEY]>, Vec<Marks>)> {
    let (mut keys, mut marks) = (Vec::new(), Vec::new());
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match line.split_whitespace().collect::<Vec<_>>().as_slice() {
            [key] => keys.push(bytes(key)?),
            [MARKS, key, until] => {
                let until = Timestamp(until.parse::<i64>().ok()?.checked_mul(1_000_000)?);
                marks.push(Marks { key: bytes(key)?, until });
            }
            _ => return None,
        }
    }
    (!keys.is_empty()).then_some((keys, marks))
}

fn bytes(digits: &str) -> Option<[u8; KEY]> {
    from_hex(digits)?.try_into().ok()
}

impl KeyFile {
    fn text(&self) -> String {
        let keys = self.keys.iter().map(|key| format!("{}\n", hex(key)));
        let marks = self.marks.iter().map(|marks| format!("{MARKS} {} {}\n", hex(&marks.key), marks.until.0 / 1_000_000));
        keys.chain(marks).collect()
    }
}

/// Writes a new key whole or not at all: of two processes that start together, the second reads the first one's.
pub(super) fn make(path: &Path, key: [u8; KEY]) -> anyhow::Result<()> {
    let made = || -> io::Result<()> {
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            fs::create_dir_all(folder)?;
        }
        let draft = path.with_extension(format!("new-{}", hex(&name_of(&key))));
        write(&draft, &KeyFile { keys: vec![key], marks: Vec::new(), is_private: true })?;
        let linked = fs::hard_link(&draft, path);
        fs::remove_file(&draft)?;
        match linked {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
            _ => Ok(()),
        }
    };
    made().with_context(|| told(path))
}

/// Changes what stands in a file. Of two who do so at once, the second changes what the first has written.
fn change<T>(path: &Path, how: impl FnOnce(&mut KeyFile) -> T) -> anyhow::Result<T> {
    let _held = hold(path).with_context(|| told(path))?;
    let mut file = read(path)?;
    let answer = how(&mut file);
    replace(path, &file).with_context(|| told(path))?;
    Ok(answer)
}

/// Waits until nobody else changes the file, and lets nobody until what is answered is dropped.
fn hold(path: &Path) -> io::Result<File> {
    loop {
        let file = OpenOptions::new().read(true).write(true).open(path).or_else(|_| File::open(path))?;
        file.lock()?;
        let (held, there) = (file.metadata()?, fs::metadata(path)?);
        // Whoever had it before has put another one into its place.
        if (held.dev(), held.ino()) == (there.dev(), there.ino()) {
            return Ok(file);
        }
    }
}

/// Writes a file in the place of the one that is there, whole or not at all. Whoever could read that one still can: the command may
/// be another user's than Latchkey itself.
fn replace(path: &Path, file: &KeyFile) -> io::Result<()> {
    let before = fs::metadata(path)?;
    let draft = path.with_extension("new");
    // What somebody left who was killed meanwhile: nobody else writes one now.
    if let Err(error) = fs::remove_file(&draft)
        && error.kind() != io::ErrorKind::NotFound
    {
        return Err(error);
    }
    write(&draft, file)?;
    let put = || {
        fs::set_permissions(&draft, before.permissions())?;
        let now = fs::metadata(&draft)?;
        if (now.uid(), now.gid()) != (before.uid(), before.gid()) {
            chown(&draft, Some(before.uid()), Some(before.gid()))?;
        }
        fs::rename(&draft, path)
    };
    put().inspect_err(|_| drop(fs::remove_file(&draft)))
}

/// Writes a new file, for its owner alone to read.
fn write(path: &Path, file: &KeyFile) -> io::Result<()> {
    let mut into = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    into.write_all(file.text().as_bytes())?;
    into.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread;

    const WEEK: Span = Span::days(7);

    fn with_key(folder: &tempfile::TempDir) -> std::path::PathBuf {
        let path = folder.path().join("latchkey.key");
        make(&path, [7; KEY]).unwrap();
        path
    }

    #[test]
    fn rotations_at_the_same_time_lose_no_key() {
        let folder = tempfile::tempdir().unwrap();
        let path = with_key(&folder);
        thread::scope(|scope| {
            for seed in 0..8 {
                let path = &path;
                scope.spawn(move || rotate_key(path, &Random::from_seed(seed)).unwrap());
            }
        });
        let keys = read(&path).unwrap().keys;
        assert_eq!((keys.len(), keys.last()), (9, Some(&[7; KEY])));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing else is left");
    }

    #[test]
    fn a_rotation_that_was_killed_is_in_nobodys_way() {
        let folder = tempfile::tempdir().unwrap();
        let path = with_key(&folder);
        fs::write(path.with_extension("new"), "half a k").unwrap();
        rotate_key(&path, &Random::from_seed(1)).unwrap();
        assert_eq!(read(&path).unwrap().keys.len(), 2);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_marks_were_made_with_is_kept_for_its_time_and_the_key_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = with_key(&folder);
        rotate_key(&path, &Random::from_seed(1)).unwrap();
        let now = Timestamp(1_795_267_920_000_000);
        assert_eq!(prune_keys(&path, now, WEEK).unwrap(), 1);
        assert_eq!(prune_keys(&path, now + Span::days(6), WEEK).unwrap(), 0);
        let left = read(&path).unwrap();
        assert_eq!((left.keys.len(), left.marks.len()), (1, 1));
        assert_eq!(left.marks[0].key, marks_of(&[7; KEY]));
        assert!(!fs::read_to_string(&path).unwrap().contains(&hex(&[7; KEY])));
        prune_keys(&path, now + Span::days(8), WEEK).unwrap();
        assert!(read(&path).unwrap().marks.is_empty());
    }

    #[test]
    fn a_line_that_is_none_of_ours_is_refused() {
        let key = "07".repeat(KEY);
        assert!(parse(&format!("{key}\n\nmarks {key} 1795267920\n")).is_some());
        for bad in ["", "not a key", &format!("marks {key} 1795267920"), &format!("{key} {key}"), &format!("{key}\nmarks {key}")]
        {
            assert!(parse(bad).is_none(), "{bad}");
        }
    }
}
