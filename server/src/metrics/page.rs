//! The page that Prometheus reads, on an address of its own, and how things stand when it does.

use super::{Metrics, add};
use crate::{
    service::Desk,
    store::{StoreError, messages},
};
use anyhow::Context;
use app::model::Timestamp;
use axum::{
    Router,
    extract::State,
    response::{IntoResponse, Response},
    routing::get,
};
use http::{StatusCode, header};
use prometheus_client::{
    encoding::text,
    metrics::{family::Family, gauge::Gauge},
    registry::Registry,
};
use std::net::SocketAddr;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// The media type of `OpenMetrics`, which Prometheus reads.
const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// How things stand: read when somebody asks.
#[derive(Debug)]
pub(super) struct Standing {
    database_up: Gauge,
    mails_waiting: Gauge,
    mails_oldest_seconds: Gauge,
    audit_unsealed_seconds: Gauge,
    hashes_waiting: Gauge,
    connections: Family<[(&'static str, &'static str); 2], Gauge>,
    resident_memory: Gauge,
}

impl Standing {
    pub(super) fn add_to(all: &mut Registry) -> Self {
        Self {
            database_up: add(all, "latchkey_database_up", "Whether the database answers", Gauge::default()),
            mails_waiting: add(all, "latchkey_mails_waiting", "Mails that wait to be sent", Gauge::default()),
            mails_oldest_seconds: add(
                all,
                "latchkey_mails_oldest_seconds",
                "How long the eldest mail that waits has waited",
                Gauge::default(),
            ),
            audit_unsealed_seconds: add(
                all,
                "latchkey_audit_unsealed_seconds",
                "How long the eldest line of the audit trail has waited to be sealed",
                Gauge::default(),
            ),
            hashes_waiting: add(
                all,
                "latchkey_password_hashes_waiting",
                "Passwords that wait for their turn to be hashed",
                Gauge::default(),
            ),
            connections: add(
                all,
                "latchkey_database_connections",
                "Connections to the database, by pool and state",
                Family::default(),
            ),
            resident_memory: add(all, "process_resident_memory_bytes", "Memory that the process occupies", Gauge::default()),
        }
    }
}

/// Takes the address, where one is set.
///
/// # Errors
/// A sentence for the operator.
pub async fn listen(address: Option<SocketAddr>) -> anyhow::Result<Option<TcpListener>> {
    let Some(address) = address else { return Ok(None) };
    let listener = TcpListener::bind(address).await;
    let listener =
        listener.with_context(|| format!("{address} cannot be listened on; LATCHKEY_METRICS_LISTEN chooses another"))?;
    Ok(Some(listener))
}

/// Answers there until told to stop.
pub async fn serve(listener: TcpListener, desk: Desk, stop: CancellationToken) {
    let served = axum::serve(listener, router(desk)).with_graceful_shutdown(stop.cancelled_owned()).await;
    if let Err(error) = served {
        tracing::error!(error = %error, "metrics can no longer be read");
    }
}

/// `/metrics`, and nothing else.
pub fn router(desk: Desk) -> Router {
    Router::new().route("/metrics", get(page)).with_state(desk)
}

async fn page(State(desk): State<Desk>) -> Response {
    desk.look_around().await;
    match desk.metrics.text() {
        Ok(text) => ([(header::CONTENT_TYPE, MEDIA_TYPE)], text).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

impl Metrics {
    /// Everything, in the text format.
    pub(super) fn text(&self) -> Result<String, std::fmt::Error> {
        let mut text = String::new();
        text::encode(&mut text, &self.registry)?;
        Ok(text)
    }
}

impl Desk {
    /// Notes how things stand. Without the database, what it last said stays, and that it does not answer is told.
    async fn look_around(&self) {
        let standing = &self.metrics.standing;
        let waiting = self.mails_waiting().await;
        standing.database_up.set(i64::from(waiting.is_ok()));
        if let Ok((number, eldest)) = waiting {
            standing.mails_waiting.set(number);
            standing.mails_oldest_seconds.set(self.seconds_since(eldest));
        }
        if let Ok(eldest) = self.unsealed_since().await {
            standing.audit_unsealed_seconds.set(self.seconds_since(eldest));
        }
        standing.hashes_waiting.set(whole(self.hasher.waiting()));
        for (pool, open, idle) in self.db.connections() {
            standing.connections.get_or_create(&[("pool", pool), ("state", "idle")]).set(whole(idle));
            standing.connections.get_or_create(&[("pool", pool), ("state", "used")]).set(whole(open.saturating_sub(idle)));
        }
        if let Some(bytes) = resident_memory() {
            standing.resident_memory.set(bytes);
        }
    }

    /// Seconds since then, 0 where nothing waits.
    fn seconds_since(&self, since: Option<Timestamp>) -> i64 {
        since.map_or(0, |since| (self.now() - since).whole_seconds().max(0))
    }

    async fn mails_waiting(&self) -> Result<(i64, Option<Timestamp>), StoreError> {
        let mut tx = self.db.read().await?;
        messages::waiting(&mut tx).await
    }
}

fn whole(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// In bytes, as Linux tells it; nothing elsewhere.
fn resident_memory() -> Option<i64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: i64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}
