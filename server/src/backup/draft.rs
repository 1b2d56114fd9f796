//! A file that is written beside its place and put there whole, or not at all.

use anyhow::{Context, bail, ensure};
use std::{
    fs::{self, File, OpenOptions},
    io::{self, ErrorKind},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

/// What follows the place's name in that of a draft's lock, before the number of the process that writes the draft.
const MARK: &str = ".latchkey-part-";
/// The draft, what SQLite may put beside it, and last the lock, by which they are found.
const ENDS: [&str; 5] = ["-file", "-file-wal", "-file-shm", "-file-journal", ""];

/// What is being written, for its owner alone to read. It is gone when it is dropped.
#[derive(Debug)]
pub(super) struct Draft {
    path: PathBuf,
    place: PathBuf,
    lock: PathBuf,
    /// As long as it is held, nobody clears the draft away. A file of its own: SQLite has other locks on the draft.
    _held: File,
}

impl Draft {
    /// An empty file beside a place that must be free.
    pub(super) fn beside(place: &Path) -> anyhow::Result<Self> {
        ensure!(!place.exists(), "{} is there already; nothing is written over.", place.display());
        if let Some(folder) = folder_of(place).filter(|folder| !folder.exists()) {
            let mut builder = fs::DirBuilder::new();
            builder.recursive(true);
            std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
            builder.create(folder).with_context(|| format!("the folder {} cannot be made", folder.display()))?;
        }
        let told = || format!("{} cannot be written", place.display());
        clear_away(folder_of(place).unwrap_or(Path::new("."))).with_context(told)?;
        let lock = with_end(place, &format!("{MARK}{}", std::process::id()));
        let held = new_file(&lock).with_context(told)?;
        held.try_lock().with_context(told)?;
        let draft = Self { path: with_end(&lock, "-file"), place: place.to_owned(), lock, _held: held };
        new_file(&draft.path).with_context(told)?;
        Ok(draft)
    }

    /// Where it is written.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// A file beside it that belongs to it.
    pub(super) fn beside_it(&self, end: &str) -> PathBuf {
        with_end(&self.path, end)
    }

    /// Puts it into its place once it has reached the disk.
    pub(super) fn publish(self) -> anyhow::Result<()> {
        // All that was written must be in the file that goes to the place.
        let rest = fs::metadata(with_end(&self.path, "-wal")).map_or(0, |wal| wal.len());
        ensure!(rest == 0, "{} could not be finished.", self.place.display());
        File::open(&self.path)?.sync_all()?;
        match fs::hard_link(&self.path, &self.place) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                bail!("{} was made by somebody else meanwhile; nothing is written over.", self.place.display());
            }
            // Some file systems know no second names.
            Err(_) if !self.place.exists() => fs::rename(&self.path, &self.place)?,
            Err(error) => return Err(error.into()),
        }
        let folder = folder_of(&self.place).unwrap_or(Path::new("."));
        File::open(folder)?.sync_all()?;
        Ok(())
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        remove(&self.lock);
    }
}

/// An empty file for its owner alone to read.
fn new_file(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

/// Removes what was left in a folder by somebody who was killed while writing.
fn clear_away(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let is_lock = name.rsplit_once(MARK).is_some_and(|(_, process)| process.parse::<u32>().is_ok());
        if is_lock && File::open(&path).is_ok_and(|file| file.try_lock().is_ok()) {
            remove(&path);
        }
    }
    Ok(())
}

/// Removes all that belongs to a draft.
fn remove(lock: &Path) {
    for end in ENDS {
        let _gone = fs::remove_file(with_end(lock, end));
    }
}

fn folder_of(file: &Path) -> Option<&Path> {
    file.parent().filter(|folder| !folder.as_os_str().is_empty())
}

/// The name with something behind it.
pub(super) fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_file_is_there_whole_for_its_owner_alone_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("backups/monday.db");
        drop(Draft::beside(&place).unwrap());
        assert_eq!(fs::read_dir(place.parent().unwrap()).unwrap().count(), 0, "nothing is left of what was given up");
        let draft = Draft::beside(&place).unwrap();
        fs::write(draft.path(), "all of it").unwrap();
        assert!(!place.exists());
        draft.publish().unwrap();
        assert_eq!(fs::read_to_string(&place).unwrap(), "all of it");
        assert_eq!(fs::metadata(&place).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(place.parent().unwrap()).unwrap().count(), 1);
    }

    #[test]
    fn what_was_left_by_somebody_who_was_killed_goes_and_what_is_being_written_stays() {
        let folder = tempfile::tempdir().unwrap();
        let under_way = Draft::beside(&folder.path().join("sunday.db")).unwrap();
        fs::write(under_way.beside_it("-wal"), "half").unwrap();
        let left = ["saturday.db.latchkey-part-7", "saturday.db.latchkey-part-7-file", "saturday.db.latchkey-part-7-file-wal"];
        for name in left.into_iter().chain(["notes.latchkey-part-x", "film.part-7"]) {
            fs::write(folder.path().join(name), "half").unwrap();
        }
        drop(Draft::beside(&folder.path().join("monday.db")).unwrap());
        let mut names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        let sunday = format!("sunday.db.latchkey-part-{}", std::process::id());
        let of_sunday = ["", "-file", "-file-wal"].map(|end| format!("{sunday}{end}"));
        let expected: Vec<_> =
            ["film.part-7", "notes.latchkey-part-x"].into_iter().chain(of_sunday.iter().map(String::as_str)).collect();
        assert_eq!(names, expected);
    }

    #[test]
    fn nothing_is_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("monday.db");
        let draft = Draft::beside(&place).unwrap();
        fs::write(&place, "somebody else's").unwrap();
        assert!(draft.publish().is_err());
        assert!(Draft::beside(&place).is_err());
        assert_eq!(fs::read_to_string(&place).unwrap(), "somebody else's");
    }
}
