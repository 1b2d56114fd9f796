//! The pages.

pub mod account;
mod address;
pub mod approvals;
pub mod audit;
pub mod automations;
pub mod bulk;
pub mod change_password;
pub mod choose_password;
pub mod confirm;
pub mod dashboard;
mod facts;
#[cfg(feature = "ssr")]
pub mod failed;
pub mod forgot_password;
pub mod frame;
mod ids;
pub mod imports;
mod listing;
mod mail_preview;
pub mod mailbox;
mod meanwhile;
pub mod messages;
mod new_password;
pub mod not_found;
pub mod not_me;
pub mod passkey;
mod prompts;
mod public;
mod restored;
pub mod second_factor;
pub mod selections;
pub mod set_up;
pub mod settings;
pub mod sign_in;
pub mod templates;
pub mod users;
