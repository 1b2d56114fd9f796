//! How Latchkey does it: store, mail, jobs, security, and the pages and forms over HTTP. What it can do is in `app`.
#![recursion_limit = "256"]

pub mod automation;
pub mod backup;
pub mod cli;
pub mod config;
pub mod http;
pub mod jobs;
pub mod mail;
pub mod metrics;
#[cfg(any(test, fuzzing))]
pub mod promises;
#[cfg(test)]
mod properties;
pub mod run;
pub mod security;
pub mod service;
pub mod store;
pub mod telemetry;
pub mod webhook;
