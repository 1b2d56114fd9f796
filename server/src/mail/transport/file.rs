//! Messages kept as `.eml` files: what the demo reads, and what happens when no mail server is configured.

use super::{FailureClass, Outgoing, Reply, SendError};
use std::fmt;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

/// The longest file stem; file systems take 255 bytes with the ending and the dot of the temporary name.
const MAX_STEM: usize = 200;

/// Writes each message to a file of its own, named after its Message-ID: sending it again replaces it. The folder and its
/// files are for the account the program runs under alone, since the mails hold links that work.
#[derive(Clone, Debug)]
pub struct FileTransport {
    folder: PathBuf,
}

impl FileTransport {
    pub(super) fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    pub(super) async fn send(&self, mail: &Outgoing) -> Result<Reply, SendError> {
        let (folder, stem, mail) = (self.folder.clone(), stem(mail.message_id()), mail.clone());
        let name = format!("{stem}.eml");
        let written = tokio::task::spawn_blocking(move || write(&folder, &stem, mail.bytes())).await;
        match written.map_err(io::Error::other).flatten() {
            Ok(()) => Ok(Reply { text: name }),
            Err(error) => Err(SendError {
                class: FailureClass::Temporary,
                code: None,
                reply: format!("the mail could not be written to {}: {error}", self.folder.display()),
            }),
        }
    }
}

impl fmt::Display for FileTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "files in {}", self.folder.display())
    }
}

/// Whether it names a message of such a folder, and nothing outside it.
pub(in crate::mail) fn is_stem(text: &str) -> bool {
    !text.is_empty() && text.len() <= MAX_STEM && !text.starts_with('.') && text.bytes().all(is_stem_byte)
}

const fn is_stem_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_')
}

fn stem(message_id: &str) -> String {
    let inner = message_id.trim_matches(['<', '>']);
    let safe = inner.bytes().map(|byte| if is_stem_byte(byte) { char::from(byte) } else { '-' });
    safe.skip_while(|c| *c == '.').take(MAX_STEM).collect()
}

/// Under a temporary name first, then renamed: a reader finds a whole file or none, after a power cut too.
fn write(folder: &Path, stem: &str, bytes: &[u8]) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let temporary = folder.join(format!(".{stem}.tmp"));
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&temporary)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&temporary, folder.join(format!("{stem}.eml")))?;
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::super::super::message::tests::sample;
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    fn names(folder: &Path) -> Vec<String> {
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[tokio::test]
    async fn a_message_becomes_one_private_file() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("data/mail");
        let transport = FileTransport::new(&folder);
        let reply = transport.send(&sample("m1")).await.unwrap();
        assert_eq!(reply.text, "m1-desk.northwind.example.eml");
        assert_eq!(names(&folder), std::slice::from_ref(&reply.text), "nothing temporary stays");
        assert_eq!(fs::read(folder.join(&reply.text)).unwrap(), sample("m1").bytes());
        assert_eq!(fs::metadata(folder.join(&reply.text)).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
    }

    #[tokio::test]
    async fn sending_again_replaces_the_file() {
        let home = tempfile::tempdir().unwrap();
        let transport = FileTransport::new(home.path());
        for _ in 0..2 {
            transport.send(&sample("m1")).await.unwrap();
        }
        assert_eq!(names(home.path()).len(), 1);
    }

    #[tokio::test]
    async fn a_folder_that_cannot_be_written_is_a_temporary_failure() {
        let home = tempfile::tempdir().unwrap();
        fs::write(home.path().join("file"), "").unwrap();
        let error = FileTransport::new(home.path().join("file/mail")).send(&sample("m1")).await.unwrap_err();
        assert_eq!(error.class, FailureClass::Temporary);
    }

    #[test]
    fn stems_stay_inside_the_folder() {
        for id in ["<../../etc/passwd@x>", "<.hidden@x>", "<a/b@x>", "<\u{e9}@x>"] {
            assert!(is_stem(&stem(id)), "{id}: {}", stem(id));
        }
        for text in ["", ".", "..", "../a", "a/b", "a\\b", "a\0", ".a"] {
            assert!(!is_stem(text), "{text}");
        }
    }
}
