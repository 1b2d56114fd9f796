//! The folder of finished files. What has not changed keeps its time stamp, so that the server is not built anew for it.

use crate::{Mode, compress};
use anyhow::{Context as _, Result};
use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The folder and the files that belong in it so far.
pub(crate) struct Site {
    folder: PathBuf,
    mode: Mode,
    wanted: BTreeSet<PathBuf>,
}

impl Site {
    pub(crate) fn new(folder: impl Into<PathBuf>, mode: Mode) -> Self {
        Self { folder: folder.into(), mode, wanted: BTreeSet::new() }
    }

    /// Writes a file, its name relative to the folder, with its compressed copies in a release.
    pub(crate) fn put(&mut self, name: impl AsRef<Path>, bytes: &[u8]) -> Result<()> {
        let path = self.folder.join(name);
        let copies = compress::ENDINGS.map(|ending| (ending, copy_of(&path, ending)));
        if !is_written(&path, bytes) {
            // First, so that a run that is cut short leaves no copy of other content.
            copies.iter().try_for_each(|(_, copy)| remove(copy))?;
        }
        write_if_changed(&path, bytes)?;
        if self.mode == Mode::Release && compress::is_compressible(&path) {
            for (ending, copy) in copies {
                self.put_copy(copy, bytes, ending)?;
            }
        }
        self.wanted.insert(path);
        Ok(())
    }

    /// Writes one compressed copy, unless it is there already or would not be smaller.
    fn put_copy(&mut self, copy: PathBuf, bytes: &[u8], ending: &str) -> Result<()> {
        if !copy.is_file() {
            let packed = compress::compress(bytes, ending)?;
            if packed.len() >= bytes.len() {
                return Ok(());
            }
            write_if_changed(&copy, &packed)?;
        }
        self.wanted.insert(copy);
        Ok(())
    }

    /// Puts every file below `from`; names that begin with a dot are left out, `.well-known` excepted.
    pub(crate) fn put_folder(&mut self, from: &Path) -> Result<()> {
        for path in files_below(from)? {
            let bytes = fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))?;
            self.put(path.strip_prefix(from)?, &bytes)?;
        }
        Ok(())
    }

    /// Leaves a file, its name relative to the folder, and its compressed copies as they are.
    pub(crate) fn keep(&mut self, name: &Path) {
        let path = self.folder.join(name);
        let copies = compress::ENDINGS.map(|ending| copy_of(&path, ending));
        self.wanted.extend(copies.into_iter().filter(|copy| copy.is_file()));
        self.wanted.insert(path);
    }

    /// Removes what is left from earlier runs.
    pub(crate) fn finish(self) -> Result<()> {
        files_below(&self.folder)?.iter().filter(|path| !self.wanted.contains(*path)).try_for_each(|path| remove(path))
    }
}

/// `latchkey.css` → `latchkey.css.br`.
fn copy_of(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    name.into()
}

/// Writes the file and its folders unless it holds these bytes already; returns whether it wrote.
///
/// The file appears whole or not at all, whenever the run is cut short.
pub(crate) fn write_if_changed(path: &Path, bytes: &[u8]) -> Result<bool> {
    if is_written(path, bytes) {
        return Ok(false);
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    }
    let unfinished = copy_of(path, "new");
    let written = fs::write(&unfinished, bytes).and_then(|()| fs::rename(&unfinished, path));
    written.with_context(|| format!("{} cannot be written", path.display()))?;
    Ok(true)
}

/// Whether the file holds these bytes.
fn is_written(path: &Path, bytes: &[u8]) -> bool {
    fs::read(path).is_ok_and(|old| old == bytes)
}

/// Removes a file that need not be there.
fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(error).with_context(|| format!("{} cannot be removed", path.display()))
        }
        _ => Ok(()),
    }
}

/// All files below a folder, in order; none if there is no such folder. Hidden files are left out, `.well-known` excepted.
pub(crate) fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = match fs::read_dir(&folder) {
            // It may also go while we look.
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            entries => entries.with_context(|| format!("{} cannot be listed", folder.display()))?,
        };
        for entry in entries {
            let path = entry?.path();
            if is_hidden(&path) {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b".") && name != ".well-known")
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A new folder that is removed at the end. (The crate `tempfile` would bring other features of shared dependencies, and
    /// so a second compilation of half the builder.)
    pub(crate) struct Folder(PathBuf);

    impl Folder {
        pub(crate) fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("latchkey-bundle-{}-{name}", std::process::id()));
            fs::create_dir_all(&path).unwrap();
            Self(path)
        }

        pub(crate) fn path(&self) -> &Path {
            &self.0
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            fs::remove_dir_all(&self.0).ok();
        }
    }

    fn names(folder: &Path) -> Vec<String> {
        let files = files_below(folder).unwrap();
        files.iter().map(|file| file.strip_prefix(folder).unwrap().to_string_lossy().into_owned()).collect()
    }

    fn make(folder: &Path, mode: Mode, files: &[(&str, &[u8])]) {
        let mut site = Site::new(folder, mode);
        for (name, bytes) in files {
            site.put(name, bytes).unwrap();
        }
        site.finish().unwrap();
    }

    #[test]
    fn a_release_has_compressed_copies_where_they_are_smaller() {
        let folder = Folder::new("copies");
        let long = b"a { color: red }".repeat(20);
        make(folder.path(), Mode::Release, &[("pkg/a.css", &long), ("tiny.txt", b"a"), ("b.png", &long)]);
        assert_eq!(names(folder.path()), ["b.png", "pkg/a.css", "pkg/a.css.br", "pkg/a.css.gz", "tiny.txt"]);
    }

    #[test]
    fn what_is_no_longer_made_is_removed() {
        let folder = Folder::new("removed");
        let long = b"a { color: red }".repeat(20);
        make(folder.path(), Mode::Release, &[("old.txt", &long), ("a.css", &long)]);
        make(folder.path(), Mode::Dev, &[("a.css", &long)]);
        assert_eq!(names(folder.path()), ["a.css"]);
    }

    /// Browsers are served the copy: it must never be of other content than the file.
    #[test]
    fn a_changed_file_gets_new_copies() {
        let folder = Folder::new("new-copies");
        let (red, blue) = (b"a { color: red }".repeat(20), b"a { color: blue }".repeat(20));
        make(folder.path(), Mode::Release, &[("a.css", &red)]);
        make(folder.path(), Mode::Release, &[("a.css", &blue)]);
        let copy = fs::read(folder.path().join("a.css.br")).unwrap();
        assert_eq!(copy, compress::compress(&blue, "br").unwrap());
    }

    #[test]
    fn kept_files_keep_their_copies() {
        let folder = Folder::new("kept");
        let long = b"a { color: red }".repeat(20);
        make(folder.path(), Mode::Release, &[("a.css", &long), ("b.css", &long)]);
        let mut site = Site::new(folder.path(), Mode::Release);
        site.keep(Path::new("a.css"));
        site.finish().unwrap();
        assert_eq!(names(folder.path()), ["a.css", "a.css.br", "a.css.gz"]);
    }

    /// The server is built anew when a time stamp here changes.
    #[test]
    fn the_same_bytes_are_not_written_again() {
        let folder = Folder::new("same");
        let path = folder.path().join("sub/file");
        assert!(write_if_changed(&path, b"one").unwrap());
        assert!(!write_if_changed(&path, b"one").unwrap());
        assert!(write_if_changed(&path, b"two").unwrap());
    }
}
