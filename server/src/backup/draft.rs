//! A file that is written beside its place and put there whole, or not at all.

use anyhow::{Context, bail, ensure};
use std::{
    fs,
    io::ErrorKind,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

/// What is being written, for its owner alone to read. It is gone when it is dropped.
#[derive(Debug)]
pub(super) struct Draft {
    path: PathBuf,
    place: PathBuf,
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
        let path = with_end(place, &format!(".part-{}", std::process::id()));
        let told = || format!("{} cannot be written", path.display());
        fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path).with_context(told)?;
        Ok(Self { path, place: place.to_owned() })
    }

    /// Where it is written.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Puts it into its place once it has reached the disk.
    pub(super) fn publish(self) -> anyhow::Result<()> {
        // All that was written must be in the file that goes to the place.
        let rest = fs::metadata(with_end(&self.path, "-wal")).map_or(0, |wal| wal.len());
        ensure!(rest == 0, "{} could not be finished.", self.place.display());
        fs::File::open(&self.path)?.sync_all()?;
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
        fs::File::open(folder)?.sync_all()?;
        Ok(())
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        for end in ["", "-wal", "-shm", "-journal"] {
            let _gone = fs::remove_file(with_end(&self.path, end));
        }
    }
}

fn folder_of(file: &Path) -> Option<&Path> {
    file.parent().filter(|folder| !folder.as_os_str().is_empty())
}

fn with_end(path: &Path, end: &str) -> PathBuf {
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
