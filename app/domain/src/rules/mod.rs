//! Pure checks, used by the browser to help and by the server to decide.

pub mod automation;
pub mod automation_form;
pub mod bulk;
pub mod code;
pub mod email;
pub mod forms;
pub mod holidays;
pub mod imports;
pub mod meanwhile;
pub mod names;
pub mod password;
pub mod reset;
pub mod selection;
pub mod settings;
pub mod strength;
pub mod tags;
pub mod templates;
pub mod temporary;
pub mod time_frame;
