//! What pages ask of the server. *All server functions are public endpoints*, whatever page they are written for: each one
//! takes the caller from the session by [`enter`] and leaves every check to the service behind the port.

pub mod account;
pub mod automations;
pub mod bulk;
mod error;
pub mod holidays;
pub mod house;
pub mod imports;
pub mod mailbox;
pub mod messages;
pub mod passwords;
mod port;
mod problem;
pub mod programs;
pub mod resets;
mod resource;
pub mod selections;
mod shown;
pub mod templates;
pub mod users;

pub use error::{ApiError, ErrorCode, FieldError};
pub use port::{
    Automations, Backend, Bulk, Caller, Client, DaysOff, House, Imports, Mailbox, Messages, NewPasswords, Own, People, Programs,
    Resets, Selections, Templates, Visitor,
};
#[cfg(feature = "ssr")]
pub use port::{backend, enter, reading_in};
pub use problem::{Change, DraftProblem, EventProblem, MessageProblem, Problem, Thing};
pub use resource::{Json, resource, shared};
pub use shown::{ShownPassword, ShownSecret};
