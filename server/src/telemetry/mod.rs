//! Logging, and traces where the program was built with them (`--features otel`); and the id that leads from elsewhere to the log's
//! lines about a request.

#[cfg(feature = "otel")]
mod otel;

#[cfg(feature = "otel")]
pub(crate) use otel::name_request;

use crate::config::{Config, LogFormat};
use anyhow::{Context, ensure};
use std::io::IsTerminal as _;
use tracing_subscriber::{EnvFilter, Layer, fmt, layer::SubscriberExt, util::SubscriberInitExt};

tokio::task_local! {
    /// The id of the request that is being done.
    static REQUEST: String;
}

/// Does the work of a request under its id: what is written of it elsewhere, as in the audit trail, can name it.
pub(crate) async fn within_request<F: Future>(id: String, work: F) -> F::Output {
    REQUEST.scope(id, work).await
}

/// The same work, to be done by a task of its own, under the id of the request that is being done here.
pub(crate) fn of_this_request<F: Future>(work: F) -> impl Future<Output = F::Output> {
    let id = request_id();
    async move {
        match id {
            Some(id) => within_request(id, work).await,
            None => work.await,
        }
    }
}

/// The id of the request that is being done; none where Latchkey does something by itself.
pub(crate) fn request_id() -> Option<String> {
    REQUEST.try_with(String::clone).ok()
}

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
    let filter = EnvFilter::try_new(&config.log).with_context(|| format!("log: \"{}\" is not a filter", config.log))?;
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
