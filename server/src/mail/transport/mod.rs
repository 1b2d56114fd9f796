//! Ways to hand a message over.

mod encrypted;
mod file;
mod memory;
mod smtp;
mod url;

pub use file::FileTransport;
pub use memory::MemoryTransport;
pub use smtp::{SmtpOptions, SmtpTransport};
pub use url::{SmtpUrl, UrlError};

pub(super) use file::is_stem;

use super::message::Outgoing;
use std::fmt;
use std::path::PathBuf;

/// Where messages go.
#[derive(Debug)]
pub enum Transport {
    /// To a mail server.
    Smtp(Box<SmtpTransport>),
    /// To a folder of `.eml` files.
    File(FileTransport),
    /// To memory, for tests.
    Memory(MemoryTransport),
}

impl Transport {
    /// To a mail server. Nothing is connected before the first message.
    ///
    /// # Errors
    /// [`UrlError::Tls`].
    pub fn smtp(url: SmtpUrl, options: SmtpOptions) -> Result<Self, UrlError> {
        Ok(Self::Smtp(Box::new(SmtpTransport::new(url, options)?)))
    }

    /// To a folder of `.eml` files, which is made when the first message comes.
    #[must_use]
    pub fn file(folder: impl Into<PathBuf>) -> Self {
        Self::File(FileTransport::new(folder))
    }

    /// Hands a message over. Dropping the future half-way closes the connection; the mail server may then have the message
    /// or not.
    ///
    /// # Errors
    /// The message was not accepted, or nobody said so in time: see [`FailureClass`] for what to do.
    pub async fn send(&self, mail: &Outgoing) -> Result<Reply, SendError> {
        match self {
            Self::Smtp(transport) => transport.send(mail).await,
            Self::File(transport) => transport.send(mail).await,
            Self::Memory(transport) => Ok(transport.send(mail)),
        }
    }

    /// Connects, encrypts and signs in as for a message, and sends none.
    ///
    /// # Errors
    /// What the mail server says against it.
    pub async fn probe(&self) -> Result<(), SendError> {
        match self {
            Self::Smtp(transport) => transport.probe().await,
            Self::File(_) | Self::Memory(_) => Ok(()),
        }
    }

    /// The mail server, where there is one.
    #[must_use]
    pub const fn server(&self) -> Option<&SmtpUrl> {
        match self {
            Self::Smtp(transport) => Some(transport.url()),
            Self::File(_) | Self::Memory(_) => None,
        }
    }

    /// Says goodbye to the mail server on idle connections.
    pub async fn close(&self) {
        if let Self::Smtp(transport) = self {
            transport.close().await;
        }
    }
}

/// For people: where mail goes, without the password.
impl fmt::Display for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Smtp(transport) => transport.fmt(f),
            Self::File(transport) => transport.fmt(f),
            Self::Memory(_) => f.write_str("memory"),
        }
    }
}

/// The message was accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The mail server's words ("250 2.0.0 Ok: queued as 4F1"), or the name of the file.
    pub text: String,
}

/// What a failure means for the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureClass {
    /// Try again later: 4xx replies, timeouts, no connection, no name, no valid certificate.
    Temporary,
    /// This message will never be accepted: 5xx replies.
    Permanent,
    /// The mail server does not accept our sign-in, or wants one before it takes any message: every message would fail, so hold
    /// the queue and tell an administrator.
    Credentials,
    /// The mail server cannot be used as configured (it offers no STARTTLS, or refuses us before any message): hold the
    /// queue and tell an administrator.
    Configuration,
}

/// The message was not accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reply}")]
pub struct SendError {
    /// What to do about it.
    pub class: FailureClass,
    /// The mail server's three digits, if it was the mail server that refused.
    pub code: Option<u16>,
    /// The mail server's words or ours, on one line, without secrets.
    pub reply: String,
}
