//! What Latchkey is about, without pages: shared data, the checks of browser and server alike, why something did not happen,
//! and every word. A crate of its own, because what attends to the pages for everyone needs the rules and none of the pages.

#![recursion_limit = "256"]

pub mod errors;
#[macro_use]
pub mod model;
pub mod rules;
pub mod wire;
pub mod words;
