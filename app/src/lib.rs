//! What Latchkey can do: pages, server functions, and the port that the server implements, over the types, rules and words of
//! [`domain`].

#![recursion_limit = "256"]

pub use domain::{model, rules, wire};

pub mod api;
#[expect(unreachable_pub, reason = "#[component] makes the properties' struct public, whatever the function is")]
mod pages;
#[expect(unreachable_pub, reason = "#[component] makes the properties' struct public, whatever the function is")]
mod routes;
#[expect(unreachable_pub, reason = "#[component] makes the properties' struct public, whatever the function is")]
mod shell;
#[expect(unreachable_pub, reason = "#[component] makes the properties' struct public, whatever the function is")]
mod ui;
pub mod words;

#[cfg(feature = "ssr")]
pub use pages::{
    audit::audit_asked,
    automations::runs_asked,
    failed::Failure,
    messages::{messages_asked, prompt_leads_to},
    users::users_asked,
};
pub use routes::is_public;
pub use shell::{App, Scripts, shell};
