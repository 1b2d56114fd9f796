//! What Latchkey can do: types, rules, pages, and the port that the server implements.

#![recursion_limit = "256"]

pub mod api;
pub mod attend;
pub mod model;
#[cfg(feature = "pages")]
#[expect(unreachable_pub, reason = "#[component] makes the properties' struct public, whatever the function is")]
mod pages;
#[cfg(feature = "pages")]
#[expect(unreachable_pub, reason = "#[component] makes the properties' struct public, whatever the function is")]
mod routes;
pub mod rules;
#[cfg(feature = "pages")]
#[expect(unreachable_pub, reason = "#[component] makes the properties' struct public, whatever the function is")]
mod shell;
#[cfg(feature = "pages")]
#[expect(unreachable_pub, reason = "#[component] makes the properties' struct public, whatever the function is")]
mod ui;
pub mod words;

#[cfg(feature = "ssr")]
pub use pages::users::users_asked;
#[cfg(feature = "pages")]
pub use routes::is_public;
#[cfg(feature = "pages")]
pub use shell::{App, Scripts, shell};
