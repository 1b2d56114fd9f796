//! What the tests share.

pub(crate) mod app;
pub(crate) mod browser;
pub(crate) mod clock;
pub(crate) mod db;
pub(crate) mod smtp;
