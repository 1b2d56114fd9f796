//! Reads back the folder that [`FileTransport`](super::FileTransport) writes, for the demo's mailbox page.

use super::transport::is_stem;
use app::model::Timestamp;
use mail_parser::{Address, Message, MessageParser};
use std::fs::{self, DirEntry, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// How many messages [`list`] gives.
pub const MAX_LISTED: usize = 200;
/// Larger files are none of ours.
const MAX_BYTES: u64 = 1024 * 1024;

/// One message in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredMail {
    /// The file's name without `.eml`.
    pub id: String,
    /// From whom: address alone, or name and address.
    pub from: String,
    /// To whom.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// Its `Date` header; the file's time without one.
    pub date: Timestamp,
}

/// One message, opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenedMail {
    /// Its line in the list.
    pub summary: StoredMail,
    /// Header names and values, decoded as far as they stand in the file, in its order.
    pub headers: Vec<(String, String)>,
    /// The text part.
    pub text: String,
    /// The HTML part: a document with markup from a template, to be shown in a sandbox.
    pub html: String,
}

/// The newest [`MAX_LISTED`] messages, newest first. A folder that is not there is empty.
///
/// # Errors
/// The folder cannot be read.
pub async fn list(folder: &Path) -> io::Result<Vec<StoredMail>> {
    let folder = folder.to_owned();
    blocking(move || Ok(newest(&folder)?.iter().filter_map(|file| Some(open(file)?.summary)).collect())).await
}

/// The message of that id, if it is there. An id that could lead out of the folder is of no message.
///
/// # Errors
/// The folder cannot be read.
pub async fn read(folder: &Path, id: &str) -> io::Result<Option<OpenedMail>> {
    if !is_stem(id) {
        return Ok(None);
    }
    let path = folder.join(format!("{id}.eml"));
    blocking(move || {
        let Ok(metadata) = path.symlink_metadata() else { return Ok(None) };
        let file = Found { id: stem(&path).unwrap_or_default(), modified: metadata.modified()?, path };
        Ok(metadata.is_file().then(|| open(&file)).flatten())
    })
    .await
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other).flatten()
}

/// A file of the folder.
struct Found {
    id: String,
    modified: SystemTime,
    path: PathBuf,
}

fn newest(folder: &Path) -> io::Result<Vec<Found>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut files: Vec<Found> = entries.filter_map(|entry| found(&entry.ok()?)).collect();
    files.sort_unstable_by(|a, b| (b.modified, &b.id).cmp(&(a.modified, &a.id)));
    files.truncate(MAX_LISTED);
    Ok(files)
}

fn found(entry: &DirEntry) -> Option<Found> {
    let metadata = entry.metadata().ok()?;
    let path = entry.path();
    metadata.is_file().then_some(Found { id: stem(&path)?, modified: metadata.modified().ok()?, path })
}

fn stem(path: &Path) -> Option<String> {
    let stem = path.file_name()?.to_str()?.strip_suffix(".eml")?;
    is_stem(stem).then(|| stem.to_owned())
}

/// `None` for what is no message: the folder may hold other files.
fn open(file: &Found) -> Option<OpenedMail> {
    let mut bytes = Vec::new();
    File::open(&file.path).ok()?.take(MAX_BYTES).read_to_end(&mut bytes).ok()?;
    let message = MessageParser::default().parse(&bytes)?;
    let headers = message.headers_raw().map(|(name, value)| (name.to_owned(), value.trim().to_owned())).collect();
    let summary = summary(file, &message);
    let text = message.body_text(0).unwrap_or_default().into_owned();
    let html = message.body_html(0).unwrap_or_default().into_owned();
    Some(OpenedMail { summary, headers, text, html })
}

fn summary(file: &Found, message: &Message<'_>) -> StoredMail {
    let sent = message.date().map(|date| date.to_timestamp().saturating_mul(1_000_000));
    StoredMail {
        id: file.id.clone(),
        from: address(message.from()),
        to: address(message.to()),
        subject: message.subject().unwrap_or_default().to_owned(),
        date: Timestamp(sent.unwrap_or_else(|| micros(file.modified))),
    }
}

fn address(header: Option<&Address<'_>>) -> String {
    let Some(first) = header.and_then(Address::first) else { return String::new() };
    match (first.name(), first.address()) {
        (Some(name), Some(address)) => format!("{name} <{address}>"),
        (name, address) => address.or(name).unwrap_or_default().to_owned(),
    }
}

fn micros(time: SystemTime) -> i64 {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::super::message::tests::sample;
    use super::*;
    use crate::mail::Transport;

    async fn folder_with(ids: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let transport = Transport::file(folder.path());
        for id in ids {
            transport.send(&sample(id)).await.unwrap();
        }
        folder
    }

    #[tokio::test]
    async fn what_was_sent_can_be_read_back_newest_first() {
        let folder = folder_with(&["m1", "m2", "m3"]).await;
        let listed = list(folder.path()).await.unwrap();
        let ids: Vec<_> = listed.iter().map(|mail| mail.id.as_str()).collect();
        assert_eq!(ids, ["m3-desk.northwind.example", "m2-desk.northwind.example", "m1-desk.northwind.example"]);
        let opened = read(folder.path(), ids[0]).await.unwrap().unwrap();
        assert_eq!(opened.summary, listed[0]);
        assert_eq!(opened.summary.to, "Jonas Feld <jonas.feld@northwind.example>");
        assert_eq!(opened.summary.subject, "Northwind: choose a new password");
        assert_eq!(opened.summary.date, Timestamp(1_795_267_920_000_000));
        assert!(opened.headers.contains(&("Auto-Submitted".to_owned(), "auto-generated".to_owned())));
        assert!(opened.text.contains("/change-password/") && opened.html.contains("href="));
    }

    #[tokio::test]
    async fn a_folder_that_is_not_there_is_empty() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(list(&folder.path().join("nothing")).await.unwrap(), []);
        assert_eq!(read(folder.path(), "m1").await.unwrap(), None);
    }

    #[tokio::test]
    async fn nothing_outside_the_folder_can_be_read() {
        let home = folder_with(&["m1"]).await;
        let folder = home.path().join("inner");
        fs::create_dir(&folder).unwrap();
        std::os::unix::fs::symlink(home.path().join("m1-desk.northwind.example.eml"), folder.join("link.eml")).unwrap();
        for id in ["../m1-desk.northwind.example", "/etc/passwd", "..", "", "link", "a\0b"] {
            assert_eq!(read(&folder, id).await.unwrap(), None, "{id}");
        }
        assert_eq!(list(&folder).await.unwrap(), []);
    }

    #[tokio::test]
    async fn the_list_is_bounded_and_knows_its_own() {
        let folder = folder_with(&["m1"]).await;
        let mail = fs::read(folder.path().join("m1-desk.northwind.example.eml")).unwrap();
        for n in 0..MAX_LISTED + 5 {
            fs::write(folder.path().join(format!("copy-{n}.eml")), &mail).unwrap();
        }
        for name in ["note.txt", ".m9.tmp", ".hidden.eml"] {
            fs::write(folder.path().join(name), &mail).unwrap();
        }
        let listed = list(folder.path()).await.unwrap();
        assert_eq!(listed.len(), MAX_LISTED);
        assert!(listed.iter().all(|mail| is_stem(&mail.id) && mail.id != "note"));
    }
}
