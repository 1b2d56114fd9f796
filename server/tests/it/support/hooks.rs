//! A receiver of webhooks for tests: it listens on a loopback port, hears every call, and answers as it is told to.

#![expect(clippy::expect_used, reason = "a test's receiver that cannot work must stop the test")]

use axum::{
    Router,
    body::Bytes,
    extract::State,
    response::{IntoResponse as _, Response},
};
use http::{HeaderMap, StatusCode, Uri};
use std::{
    collections::VecDeque,
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

/// What to answer.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    /// This status, these words.
    Says(u16, &'static str),
    /// This status, and a number of seconds in `Retry-After`.
    Later(u16, u32),
    /// Nothing, ever.
    Nothing,
}

/// A call that came.
#[derive(Clone, Debug)]
pub(crate) struct Heard {
    /// Path and query.
    pub(crate) path: String,
    headers: HeaderMap,
    /// The body as it came.
    pub(crate) body: String,
}

impl Heard {
    /// A header's value; empty where there is none.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The body as JSON.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).expect("JSON")
    }
}

/// The receiver. Dropping it closes its port.
pub(crate) struct HookSink {
    address: SocketAddr,
    shared: Arc<Shared>,
    server: JoinHandle<()>,
}

#[derive(Default)]
struct Shared {
    answers: Mutex<VecDeque<Answer>>,
    heard: watch::Sender<Vec<Heard>>,
}

impl HookSink {
    /// Starts it on a free port.
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("a bound port");
        let shared = Arc::new(Shared::default());
        let router = Router::new().fallback(hear).with_state(Arc::clone(&shared));
        let server = tokio::spawn(async move { axum::serve(listener, router).await.expect("it serves") });
        Self { address, shared, server }
    }

    /// Host and port, as the configuration lists them.
    pub(crate) const fn address(&self) -> SocketAddr {
        self.address
    }

    /// A web address here.
    pub(crate) fn url(&self) -> String {
        format!("http://{}/hook?from=latchkey", self.address)
    }

    /// The next calls are answered so, each once, in this order; all others with 204.
    pub(crate) fn answer(&self, answers: impl IntoIterator<Item = Answer>) {
        self.shared.answers.lock().unwrap_or_else(PoisonError::into_inner).extend(answers);
    }

    /// Every call so far, the oldest first.
    pub(crate) fn heard(&self) -> Vec<Heard> {
        self.shared.heard.borrow().clone()
    }

    /// The `n`th call, counted from 1, once it has come.
    pub(crate) async fn nth(&self, n: usize) -> Heard {
        let mut watcher = self.shared.heard.subscribe();
        let heard = watcher.wait_for(|heard| heard.len() >= n).await.expect("the receiver runs");
        heard[n - 1].clone()
    }
}

impl Drop for HookSink {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn hear(State(shared): State<Arc<Shared>>, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let body = String::from_utf8(body.to_vec()).expect("text");
    shared.heard.send_modify(|heard| heard.push(Heard { path: uri.to_string(), headers, body }));
    let answer = shared.answers.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
    let status = |code| StatusCode::from_u16(code).expect("a status");
    match answer {
        None => StatusCode::NO_CONTENT.into_response(),
        Some(Answer::Says(code, words)) => (status(code), words).into_response(),
        Some(Answer::Later(code, seconds)) => (status(code), [("retry-after", seconds.to_string())]).into_response(),
        Some(Answer::Nothing) => std::future::pending().await,
    }
}
