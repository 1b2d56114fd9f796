//! Traces for an OpenTelemetry collector, over OTLP and HTTP. Nothing of a request but its method, its route's pattern and its status
//! goes there, and what the log tells of it.

use crate::webhook::Post;
use anyhow::{Context, ensure};
use async_trait::async_trait;
use axum::extract::MatchedPath;
use http::{Method, Request, Response, StatusCode};
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_http::{Bytes, HttpClient, HttpError};
use opentelemetry_otlp::{SpanExporter, WithExportConfig as _, WithHttpConfig as _};
use opentelemetry_sdk::{Resource, trace::SdkTracerProvider};
use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};
use tokio::runtime::Handle;
use tracing::{Span, level_filters::LevelFilter};
use tracing_opentelemetry::OpenTelemetrySpanExt as _;
use tracing_subscriber::{Layer, Registry};

/// How long handing over the last traces may take at the end.
const FINISHING: Duration = Duration::from_secs(2);

/// What traces are handed to, if to anything.
static PROVIDER: OnceLock<SdkTracerProvider> = OnceLock::new();

/// Traces for the collector at this address; `None` where none is named.
pub(super) fn layer(endpoint: &str) -> anyhow::Result<Option<impl Layer<Registry> + use<>>> {
    if endpoint.is_empty() {
        return Ok(None);
    }
    ensure!(Post::is_safe(endpoint), "otlp_endpoint must begin with https://, or with http:// and name this machine");
    let exporter = SpanExporter::builder()
        .with_http()
        .with_http_client(Client { runtime: Handle::current(), post: Arc::default() })
        .with_endpoint(format!("{}/v1/traces", endpoint.trim_end_matches('/')))
        .build()
        .context("otlp_endpoint")?;
    let resource = Resource::builder().with_service_name("latchkey").build();
    let provider = SdkTracerProvider::builder().with_resource(resource).with_batch_exporter(exporter).build();
    let tracer = PROVIDER.get_or_init(|| provider).tracer("latchkey");
    let layer = tracing_opentelemetry::layer().with_tracer(tracer).with_location(false).with_threads(false);
    // What libraries say at debug is no part of a trace, whatever is logged.
    Ok(Some(layer.with_tracked_inactivity(false).with_filter(LevelFilter::INFO)))
}

/// Hands over what was traced and not sent yet, and ends.
pub(super) fn finish() {
    if let Some(provider) = PROVIDER.get()
        && let Err(error) = provider.shutdown_with_timeout(FINISHING)
    {
        tracing::warn!(%error, "the last traces could not be handed over");
    }
}

/// Names a request's trace by its route's pattern, in which nothing stands that was asked for.
pub(crate) fn name_request(span: &Span, method: &Method, route: Option<&MatchedPath>, status: StatusCode) {
    let route = route.map_or("unmatched", MatchedPath::as_str);
    span.record("otel.name", format!("{method} {route}"));
    span.record("otel.kind", "server");
    span.set_attribute("http.request.method", method.to_string());
    span.set_attribute("http.route", route.to_owned());
    span.set_attribute("http.response.status_code", i64::from(status.as_u16()));
}

/// Sends by what also calls web addresses.
#[derive(Debug)]
struct Client {
    runtime: Handle,
    post: Arc<Post>,
}

#[async_trait]
impl HttpClient for Client {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let post = Arc::clone(&self.post);
        // Whoever exports waits on a thread of their own, which has no runtime.
        Ok(self.runtime.spawn(async move { post.send(request).await }).await??)
    }
}
