//! What automations go by, apart from any database: events and time.

mod local;
#[cfg(test)]
mod properties;
mod schedule;
mod time_frame;
pub mod watch;

pub use schedule::Timetable;
pub use time_frame::{Due, Frame, Standing};
