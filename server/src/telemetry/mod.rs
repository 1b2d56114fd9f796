//! Logging, and traces where the program was built with them (`--features otel`).

#[cfg(feature = "otel")]
mod otel;
pub(crate) mod request;

#[cfg(feature = "otel")]
pub(crate) use otel::name_request;

use crate::config::{Config, LogFormat};
use anyhow::{Context, ensure};
use std::io::IsTerminal as _;
use tracing_subscriber::{EnvFilter, Layer, fmt, layer::SubscriberExt, util::SubscriberInitExt};

/// Starts logging to standard error, and traces, as configured.
///
/// # Errors
/// When the filter or the collector's address cannot be read, or the program was built without traces.
pub fn start(config: &Config) -> anyhow::Result<()> {
    ensure!(
        config.otlp_endpoint.is_empty() || cfg!(feature = "otel"),
        "otlp_endpoint is set, but this program was built without OpenTelemetry. Build it with `--features otel`, or leave it empty."
    );
    // Libraries log statements and connections at debug; what they would say at trace can hold bound values.
    let filter = EnvFilter::try_new(&config.log)
        .with_context(|| format!("log: \"{}\" is not a filter like \"info\" or \"info,latchkey=debug\"", config.log))?;
    let registry = tracing_subscriber::registry();
    #[cfg(feature = "otel")]
    let registry = registry.with(otel::layer(&config.otlp_endpoint)?);
    let lines = fmt::layer().with_writer(std::io::stderr).with_target(false).with_ansi(has_colours());
    match config.log_format {
        LogFormat::Text => registry.with(lines.compact().with_filter(filter)).init(),
        LogFormat::Json => registry.with(lines.json().with_filter(filter)).init(),
    }
    Ok(())
}

/// Whether lines are coloured: where somebody reads them as they come, and not in a file or a journal, which keep the codes.
fn has_colours() -> bool {
    std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// Hands over what was traced and not sent yet.
pub fn finish() {
    #[cfg(feature = "otel")]
    otel::finish();
}
