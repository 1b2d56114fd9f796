//! Reads mails that come back from a folder: a Maildir, or one into which they are put as files.

use crate::{
    service::{Desk, MOST_RETURNED},
    store::StoreError,
};
use anyhow::Context;
use std::{
    io,
    path::{Path, PathBuf},
    time::Duration,
};
use tokio::{
    fs::{self, File},
    io::AsyncReadExt,
};
use tokio_util::sync::CancellationToken;

/// How often it is looked into.
const EVERY: Duration = Duration::from_secs(10);

/// Reads what comes into the folder until told to stop.
pub async fn read_bounces(desk: Desk, folder: PathBuf, stop: CancellationToken) {
    while !stop.is_cancelled() {
        if let Err(error) = read_bounce_folder(&desk, &folder).await {
            tracing::warn!(
                error = format!("{error:#}"),
                folder = %folder.display(),
                "mails that came back could not be read; it is tried again in ten seconds"
            );
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}

/// Reads every mail that is in the folder and moves it to those that were read: from a Maildir's `new` to its `cur`, from any other
/// folder into `read` below it. One that cannot be read holds up no other.
///
/// # Errors
/// When the folder cannot be read, or the database fails: what is left is read the next time.
pub async fn read_bounce_folder(desk: &Desk, folder: &Path) -> anyhow::Result<()> {
    let new = folder.join("new");
    let is_maildir = fs::try_exists(&new).await?;
    let (from, to) = if is_maildir { (new, folder.join("cur")) } else { (folder.to_owned(), folder.join("read")) };
    fs::create_dir_all(&to).await?;
    let mut entries = fs::read_dir(&from).await?;
    while let Some(entry) = entries.next_entry().await? {
        let name = entry.file_name().to_string_lossy().into_owned();
        // Names with a dot in front are of files that are being written.
        if name.starts_with('.') || !entry.file_type().await?.is_file() {
            continue;
        }
        match read(&entry.path()).await {
            Ok(raw) => match desk.take_returned(&raw, None).await {
                Err(StoreError::Unreadable(column)) => {
                    tracing::warn!(column, name, "a mail came back whose message this version cannot read");
                }
                taken => drop(taken?),
            },
            // Another worker was quicker.
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => tracing::warn!(%error, name, "a mail that came back could not be read"),
        }
        let name = if is_maildir { format!("{name}:2,S") } else { name };
        fs::rename(entry.path(), to.join(name)).await.context("a mail that was read could not be put away")?;
    }
    Ok(())
}

/// A file, no further than one byte beyond what is taken.
async fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut raw = Vec::new();
    File::open(path).await?.take(MOST_RETURNED as u64 + 1).read_to_end(&mut raw).await?;
    Ok(raw)
}
