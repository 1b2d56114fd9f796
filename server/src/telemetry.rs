//! Logging.

use crate::config::{Config, LogFormat};
use anyhow::Context;
use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt, util::SubscriberInitExt};

/// Starts logging to standard error, as configured.
///
/// # Errors
/// When the filter cannot be read.
pub fn start(config: &Config) -> anyhow::Result<()> {
    // Libraries log statements and connections at debug; what they would say at trace can hold bound values.
    let filter = EnvFilter::try_new(&config.log).with_context(|| format!("log: \"{}\" is not a filter", config.log))?;
    let registry = tracing_subscriber::registry().with(filter);
    let lines = fmt::layer().with_writer(std::io::stderr).with_target(false);
    match config.log_format {
        LogFormat::Text => registry.with(lines.compact()).init(),
        LogFormat::Json => registry.with(lines.json()).init(),
    }
    Ok(())
}
