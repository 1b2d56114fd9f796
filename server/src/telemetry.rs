//! Logging, and the id that leads from elsewhere to the log's lines about a request.

use crate::config::{Config, LogFormat};
use anyhow::Context;
use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt, util::SubscriberInitExt};

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
