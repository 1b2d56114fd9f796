//! A browser without scripts: it keeps cookies, posts forms and follows nothing by itself.

use app::{
    api::{ApiError, Problem},
    wire::Compact,
};
use axum::{Router, body::Body};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, header};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use serde::de::DeserializeOwned;
use server_fn::{ContentType as _, Decodes as _, error::FromServerFnError as _};
use std::net::SocketAddr;
use tokio::net::TcpStream;
use tower::ServiceExt;

#[derive(Clone)]
pub(crate) struct Browser {
    way: Way,
    /// The session cookie, as it is sent.
    pub(crate) cookie: Option<String>,
    /// The cookie by which it is known as one in which somebody was signed in.
    pub(crate) known: Option<String>,
}

/// How requests are carried.
#[derive(Clone)]
enum Way {
    /// To the test's own router.
    Router(Router),
    /// To a process of its own.
    Wire(SocketAddr),
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// What a server function answered.
    pub(crate) fn read<T: DeserializeOwned>(self) -> T {
        assert_eq!(self.status, 200, "{}", self.text());
        Compact::decode(self.body.into()).expect("an answer of this build")
    }

    /// What a page of this build understands of a server function's error.
    pub(crate) fn refusal(self) -> Problem {
        ApiError::de(self.body.into()).problem
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Where a redirect leads.
    pub(crate) fn location(&self) -> &str {
        self.header("location")
    }

    /// Whether a person reads these words on the page. Markup between words does not matter.
    pub(crate) fn says(&self, words: &str) -> bool {
        let html = self.text();
        let mut visible = String::with_capacity(html.len());
        for (index, piece) in html.split('<').enumerate() {
            visible.push_str(if index == 0 { piece } else { piece.split_once('>').map_or("", |(_, text)| text) });
        }
        let visible = visible
            .replace("&#x27;", "'")
            .replace("&#39;", "'")
            .replace("&quot;", "\"")
            .replace("&#x2f;", "/")
            .replace("&amp;", "&");
        visible.split_whitespace().collect::<Vec<_>>().join(" ").contains(words)
    }
}

impl Browser {
    pub(crate) fn new(router: Router) -> Self {
        Self { way: Way::Router(router), cookie: None, known: None }
    }

    /// One that reaches a process by its port.
    pub(crate) const fn over(address: SocketAddr) -> Self {
        Self { way: Way::Wire(address), cookie: None, known: None }
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.send(Method::GET, path, None).await
    }

    /// Posts a form from one of our own pages.
    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = serde_urlencoded::to_string(fields).expect("a form");
        self.send(Method::POST, path, Some(("application/x-www-form-urlencoded", body))).await
    }

    /// Calls a server function, as a page's script does.
    pub(crate) async fn call(&mut self, path: &str, arguments: &serde_json::Value) -> Answer {
        let accepts = [(header::ACCEPT, Compact::CONTENT_TYPE)];
        self.send_with(Method::POST, path, &accepts, Some(("application/json", arguments.to_string()))).await
    }

    /// Chooses one's own password, after signing in with one that others made.
    pub(crate) async fn choose_password(&mut self, password: &str) -> Answer {
        self.post("/choose-password", &[("password", password)]).await
    }

    pub(crate) async fn sign_in(&mut self, user_name: &str, password: &str) -> Answer {
        self.post("/sign-in", &[("user_name", user_name), ("password", password)]).await
    }

    pub(crate) async fn send(&mut self, method: Method, path: &str, body: Option<(&str, String)>) -> Answer {
        self.send_with(method, path, &[], body).await
    }

    async fn send_with(
        &mut self,
        method: Method,
        path: &str,
        headers: &[(HeaderName, &str)],
        body: Option<(&str, String)>,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path).header("sec-fetch-site", "same-origin");
        for (name, value) in headers {
            request = request.header(name, *value);
        }
        let cookies: Vec<&str> = self.cookie.iter().chain(&self.known).map(String::as_str).collect();
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies.join("; "));
        }
        let request = match body {
            Some((kind, body)) => request.header(header::CONTENT_TYPE, kind).body(Body::from(body)),
            None => request.body(Body::empty()),
        };
        self.request(request.expect("a request")).await
    }

    /// Sends a request as it is and keeps the cookies of the answer.
    pub(crate) async fn request(&mut self, request: Request<Body>) -> Answer {
        let response = match &self.way {
            Way::Router(router) => router.clone().oneshot(request).await.expect("an answer"),
            Way::Wire(address) => over_the_wire(*address, request).await,
        };
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(header::SET_COOKIE).iter().filter_map(|value| value.to_str().ok()) {
            let pair = cookie.split(';').next().unwrap_or_default();
            let is_known = pair.split('=').next().is_some_and(|name| name.ends_with("-known"));
            let kept = if is_known { &mut self.known } else { &mut self.cookie };
            *kept = (!pair.ends_with('=')).then(|| pair.to_owned());
        }
        let body = axum::body::to_bytes(body, 16 << 20).await.expect("a whole answer").to_vec();
        Answer { status: parts.status.as_u16(), headers: parts.headers, body }
    }
}

async fn over_the_wire(address: SocketAddr, mut request: Request<Body>) -> Response<Body> {
    let host = HeaderValue::from_str(&address.to_string()).expect("a host");
    request.headers_mut().insert(header::HOST, host);
    let stream = TcpStream::connect(address).await.expect("a connection");
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.expect("HTTP");
    tokio::spawn(async move { drop(connection.await) });
    sender.send_request(request).await.expect("an answer").map(Body::new)
}
