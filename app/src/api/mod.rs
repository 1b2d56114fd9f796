//! What pages ask of the server. *All server functions are public endpoints*, whatever page they are written for: each one
//! takes the caller from the session by [`enter`] and leaves every check to the service behind the port.

pub mod account;
pub mod approvals;
pub mod automations;
pub mod bulk;
pub mod holidays;
pub mod house;
pub mod imports;
pub mod mailbox;
pub mod messages;
pub mod passwords;
mod port;
pub mod programs;
pub mod resets;
mod resource;
pub mod second_factor;
pub mod selections;
mod shown;
pub mod templates;
pub mod users;

pub use domain::errors::{
    ApiError, Change, DraftProblem, ErrorCode, EventProblem, FieldError, MessageProblem, PasskeyProblem, Problem, Thing,
};
pub use port::{
    Approvals, Automations, Backend, Bulk, Caller, Client, DaysOff, House, Imports, KnownBrowser, Mailbox, Messages,
    NewPasswords, Own, People, Programs, Resets, SecondFactor, Selections, Templates, Visitor,
};
#[cfg(feature = "ssr")]
pub use port::{backend, enter, reading_in};
pub use resource::{Inline, resource, shared};
pub use shown::{Ceremony, ShownCodes, ShownFactor, ShownPassword, ShownSecret};
