//! What is remembered of the last run, so that the next can tell whether its files are still what it would make.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

/// What a set of files was made of, and what they held when they were finished.
///
/// The digests tell accidents apart (files of two runs, half a run, an edit by hand), not attacks.
#[derive(PartialEq, Eq, Debug)]
pub(crate) struct Stamp {
    source: String,
    files: BTreeMap<PathBuf, u64>,
}

impl Stamp {
    /// For files that are about to be made of `source`.
    pub(crate) fn new(source: String) -> Self {
        Self { source, files: BTreeMap::new() }
    }

    /// Adds a finished file, its name relative to the site.
    pub(crate) fn add(&mut self, name: PathBuf, bytes: &[u8]) {
        self.files.insert(name, digest(bytes));
    }

    /// The names of the files.
    pub(crate) fn names(&self) -> impl Iterator<Item = &Path> {
        self.files.keys().map(PathBuf::as_path)
    }

    /// Reads what [`Stamp::fmt`] wrote; nothing when there is no such file or it is none of ours.
    pub(crate) fn read(path: &Path) -> Option<Self> {
        let text = fs::read_to_string(path).ok()?;
        let mut lines = text.lines();
        let source = lines.next()?.to_owned();
        let files = lines.map(|line| {
            let (digest, name) = line.split_once(' ')?;
            Some((PathBuf::from(name), u64::from_str_radix(digest, 16).ok()?))
        });
        Some(Self { source, files: files.collect::<Option<_>>()? })
    }

    /// Whether these files would be made of `source` again, and `site` holds every one of them as it was finished.
    pub(crate) fn holds(&self, source: &str, site: &Path) -> bool {
        let is_there = |(name, wanted): (&PathBuf, &u64)| fs::read(site.join(name)).is_ok_and(|bytes| digest(&bytes) == *wanted);
        self.source == source && !self.files.is_empty() && self.files.iter().all(is_there)
    }
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.source)?;
        self.files.iter().try_for_each(|(name, digest)| writeln!(f, "{digest:016x} {}", name.display()))
    }
}

/// A digest that is the same in every run of this build of the tool.
pub(crate) fn digest(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::tests::Folder;

    /// A site with two files, and the stamp as a later run finds it.
    fn finished(folder: &Folder) -> Stamp {
        let mut stamp = Stamp::new("one compiled file".to_owned());
        for (name, bytes) in [("pkg/a.js", b"glue"), ("pkg/a.wasm", b"code")] {
            crate::site::write_if_changed(&folder.path().join(name), bytes).unwrap();
            stamp.add(name.into(), bytes);
        }
        let path = folder.path().join("stamp");
        fs::write(&path, stamp.to_string()).unwrap();
        let read = Stamp::read(&path).unwrap();
        assert_eq!(read, stamp);
        read
    }

    #[test]
    fn unchanged_files_of_the_same_source_hold() {
        let folder = Folder::new("stamp-holds");
        assert!(finished(&folder).holds("one compiled file", folder.path()));
    }

    #[test]
    fn another_source_does_not() {
        let folder = Folder::new("stamp-source");
        assert!(!finished(&folder).holds("another compiled file", folder.path()));
    }

    /// The glue of one run beside the WebAssembly of another: the pages would not start.
    #[test]
    fn a_file_of_another_run_does_not() {
        let folder = Folder::new("stamp-pair");
        let stamp = finished(&folder);
        fs::write(folder.path().join("pkg/a.js"), b"blue").unwrap();
        assert!(!stamp.holds("one compiled file", folder.path()));
    }

    #[test]
    fn a_file_that_is_gone_does_not() {
        let folder = Folder::new("stamp-gone");
        let stamp = finished(&folder);
        fs::remove_file(folder.path().join("pkg/a.wasm")).unwrap();
        assert!(!stamp.holds("one compiled file", folder.path()));
    }

    #[test]
    fn what_is_no_stamp_is_none() {
        let folder = Folder::new("stamp-none");
        let path = folder.path().join("stamp");
        assert_eq!(Stamp::read(&path), None);
        fs::write(&path, "a source\nneither digest nor name").unwrap();
        assert_eq!(Stamp::read(&path), None);
    }
}
