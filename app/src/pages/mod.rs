//! The pages.

pub mod account;
pub mod change_password;
mod facts;
pub mod frame;
pub mod home;
pub mod mailbox;
mod new_password;
pub mod not_found;
mod public;
pub mod set_up;
pub mod sign_in;
pub mod users;
