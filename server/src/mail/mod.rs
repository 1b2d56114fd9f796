//! Mail: from typed variables to a message at the mail server.
//!
//! ```text
//! Variables ──render──▶ Rendered ──Outgoing::new──▶ Outgoing ──Transport::send──▶ Reply | SendError
//! ```
//!
//! [`render`] fills a template in a sandbox, [`Outgoing`] is the message as bytes, and a [`Transport`] hands it over: to an
//! SMTP server, to a folder of `.eml` files (which [`mailbox`] reads back), or to memory. Nothing here knows the database
//! or the clock: times, identifiers and secrets are given. Secrets (links, codes) show in the mail and nowhere else: not in
//! `Debug` output, not in logs, not in a mail server's reply that quotes them.

mod approval;
mod automation;
mod bounce;
mod clean;
mod credentials;
mod layout;
mod mailer;
mod message;
mod preview;
mod render;
mod reply;
mod telephone;
mod template;
mod text;
mod transport;
mod variables;
mod verdict;

pub mod mailbox;
pub mod reason;
pub mod words;

pub use app::model::TemplateKey;
pub use approval::ApprovalNotice;
pub use automation::{AutomationEnding, AutomationNotice, AutomationPaused};
pub use bounce::BounceAddress;
pub(crate) use bounce::Report;
pub use credentials::{PasswordChanged, SecondFactorChanged};
pub use mailer::{Letter, Mailer};
pub use message::{Envelope, MailError, Mailbox, Outgoing, recipient, sender};
pub use preview::{previewed, refusal, told};
pub use render::{RenderError, Rendered, render, render_own};
pub use reply::meaning;
pub use telephone::{CallerCode, TemporaryPasswordSet};
pub use template::builtin_text;
pub use transport::{
    FailureClass, FileTransport, MemoryTransport, Reply, SendError, SmtpOptions, SmtpTransport, SmtpUrl, Transport, UrlError,
};
pub use variables::{AccessInfo, Details, EmailChange, NotMeReported, PasswordChangeLink, Variables};
pub use verdict::{examples, problems};
