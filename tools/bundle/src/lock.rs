//! One run at a time.

use anyhow::{Context as _, Result};
use std::fs::{self, File, TryLockError};
use std::path::Path;

/// Waits until no other process holds the file, and holds it until the value is dropped or the process ends, however it ends.
pub(crate) fn take(path: &Path) -> Result<File> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    }
    let file = File::options().create(true).append(true).open(path);
    let file = file.with_context(|| format!("{} cannot be opened", path.display()))?;
    match file.try_lock() {
        Ok(()) => return Ok(file),
        Err(TryLockError::WouldBlock) => println!("    waiting for another run to end"),
        Err(TryLockError::Error(error)) => return Err(error).with_context(|| format!("{} cannot be locked", path.display())),
    }
    file.lock().with_context(|| format!("{} cannot be locked", path.display()))?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::tests::Folder;
    use std::sync::mpsc;

    #[test]
    fn the_second_run_begins_when_the_first_has_ended() {
        let folder = Folder::new("lock");
        let path = &folder.path().join("sub/lock");
        let (tell, told) = mpsc::channel();
        let first = take(path).unwrap();
        std::thread::scope(|scope| {
            let second = tell.clone();
            scope.spawn(move || {
                let _lock = take(path).unwrap();
                second.send("second").unwrap();
            });
            tell.send("first").unwrap();
            drop(first);
        });
        assert_eq!([told.recv().unwrap(), told.recv().unwrap()], ["first", "second"]);
    }

    #[test]
    fn a_lock_that_was_let_go_is_free() {
        let folder = Folder::new("lock-free");
        let path = folder.path().join("lock");
        drop(take(&path).unwrap());
        drop(take(&path).unwrap());
    }
}
