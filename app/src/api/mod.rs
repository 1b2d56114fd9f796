//! What pages ask of the server. *All server functions are public endpoints*, whatever page they are written for: each one
//! takes the caller from the session by [`enter`] and leaves every check to the service behind the port.

mod error;
pub mod mailbox;
mod port;
pub mod resets;
pub mod users;
pub mod viewer;

pub use error::{ApiError, ErrorCode, FieldError};
pub use port::{Backend, Caller, Client, Mailbox, People, Resets, Visitor};
#[cfg(feature = "ssr")]
pub use port::{backend, enter};
