//! One call over HTTP/1.1: no redirects, no cookies, no proxy, and no more time or answer than is allowed.

use super::{hosts::Target, signature::Signature};
use crate::security::tls;
use app::{
    api::Problem,
    model::{Locale, Span, Timestamp},
    words::Words,
};
use http::{HeaderValue, Request, Response, StatusCode, header, response};
use http_body_util::{BodyExt, Full};
use hyper::{
    body::{Bytes, Incoming},
    client::conn::http1,
};
use hyper_util::rt::TokioIo;
use std::{fmt, io, time::Duration};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    sync::OnceCell,
    time::{Instant, timeout_at},
};
use tokio_rustls::{TlsConnector, rustls::pki_types::ServerName};
use tokio_util::task::AbortOnDropHandle;

/// How long a call may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// Bytes of an answer's body that are read.
const MOST_READ: usize = 4 * 1024;
/// Bytes that an answer's headers may have.
const MOST_HEADERS: usize = 16 * 1024;
/// Characters of an answer's body that are kept.
const MOST_KEPT: usize = 200;

/// What an address answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// For how long it asks to be left alone.
    pub retry_after: Option<RetryAfter>,
    /// The beginning of what it said, harmless, on one line.
    pub text: String,
}

/// When an address is to be tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetryAfter {
    /// After so long.
    Wait(Span),
    /// At this time.
    At(Timestamp),
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// The call may not be made, as things are configured now.
    #[error("{}", .0.text(Words::of(Locale::En)))]
    Refused(Problem),
    /// It took longer than this.
    #[error("no answer within {} seconds", .0.as_secs_f32())]
    TimedOut(Duration),
    /// The host was not found, or there was no connection to it.
    #[error("no connection: {0}")]
    Connection(#[from] io::Error),
    /// The connection broke, or what came was no HTTP.
    #[error("no answer: {0}")]
    Http(#[from] hyper::Error),
    /// This machine's certificates or TLS cannot be used.
    #[error("no encrypted connection: {0}")]
    Tls(#[from] tokio_rustls::rustls::Error),
    /// The address cannot stand in a request.
    #[error("no request: {0}")]
    Request(#[from] http::Error),
}

impl From<Problem> for CallError {
    fn from(problem: Problem) -> Self {
        Self::Refused(problem)
    }
}

impl From<header::InvalidHeaderValue> for CallError {
    fn from(error: header::InvalidHeaderValue) -> Self {
        Self::Request(error.into())
    }
}

/// Makes calls, each over a connection of its own.
pub(super) struct Client {
    /// How long a call may take, from the look-up of the host's name to its answer.
    patience: Duration,
    /// Made at the first encrypted call: reading the machine's certificates takes a while.
    tls: OnceCell<TlsConnector>,
}

impl Default for Client {
    fn default() -> Self {
        Self { patience: PATIENCE, tls: OnceCell::new() }
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("patience", &self.patience).finish_non_exhaustive()
    }
}

impl Client {
    pub(super) async fn post(&self, target: &Target, signature: Signature, body: &str) -> Result<Answer, CallError> {
        let (head, said) = self.answer(target, request(target, signature, body)?).await?;
        let retry_after = head.headers.get(header::RETRY_AFTER).and_then(retry_after);
        Ok(Answer { status: head.status, retry_after, text: shown(&said) })
    }

    /// Sends a request and waits for the answer, of whose body the beginning is read.
    pub(super) async fn answer(
        &self,
        target: &Target,
        request: Request<Full<Bytes>>,
    ) -> Result<(response::Parts, Vec<u8>), CallError> {
        let deadline = Instant::now() + self.patience;
        let sent = timeout_at(deadline, self.send(target, request)).await;
        let (response, _driven) = sent.map_err(|_| CallError::TimedOut(self.patience))??;
        let (head, mut body) = response.into_parts();
        let mut said = Vec::new();
        // The status has said what counts: what does not come in time is not waited for.
        let _whole = timeout_at(deadline, read(&mut body, &mut said)).await;
        Ok((head, said))
    }

    /// Sends the request; the connection lives as long as the handle.
    async fn send(
        &self,
        target: &Target,
        request: Request<Full<Bytes>>,
    ) -> Result<(Response<Incoming>, AbortOnDropHandle<()>), CallError> {
        let stream = TcpStream::connect((target.host.as_str(), target.port)).await?;
        if !target.is_tls {
            return exchange(stream, request).await;
        }
        let name = ServerName::try_from(target.host.clone()).map_err(io::Error::other)?;
        let tls = self.tls.get_or_try_init(|| async { tls::connector(tls::authorities()) }).await?;
        exchange(tls.connect(name, stream).await?, request).await
    }
}

async fn exchange<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
    stream: S,
    request: Request<Full<Bytes>>,
) -> Result<(Response<Incoming>, AbortOnDropHandle<()>), CallError> {
    let (mut sender, connection) = http1::Builder::new().max_buf_size(MOST_HEADERS).handshake(TokioIo::new(stream)).await?;
    // How the connection ends shows in the answer, or in that there is none.
    let driven = AbortOnDropHandle::new(tokio::spawn(async move { drop(connection.await) }));
    Ok((sender.send_request(request).await?, driven))
}

fn request(target: &Target, signature: Signature, body: &str) -> Result<Request<Full<Bytes>>, CallError> {
    let request = Request::post(target.path.as_str())
        .header(header::HOST, &target.authority)
        .header(header::USER_AGENT, HeaderValue::from_static("Latchkey"))
        .header(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))
        .header(header::CONNECTION, HeaderValue::from_static("close"))
        .header("webhook-id", signature.id)
        .header("webhook-timestamp", signature.timestamp)
        .header("webhook-signature", signature.value);
    Ok(request.body(Full::new(Bytes::copy_from_slice(body.as_bytes())))?)
}

async fn read(body: &mut Incoming, said: &mut Vec<u8>) -> Result<(), hyper::Error> {
    while said.len() < MOST_READ {
        let Some(frame) = body.frame().await else { return Ok(()) };
        if let Some(data) = frame?.data_ref() {
            said.extend_from_slice(&data[..data.len().min(MOST_READ - said.len())]);
        }
    }
    Ok(())
}

/// The beginning of an answer on one line, without control characters.
fn shown(said: &[u8]) -> String {
    let text = String::from_utf8_lossy(said);
    let words: Vec<_> = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()).collect();
    words.join(" ").chars().take(MOST_KEPT).collect()
}

/// `Retry-After` (RFC 9110 §10.2.3): seconds, or a date.
fn retry_after(value: &HeaderValue) -> Option<RetryAfter> {
    let value = value.to_str().ok()?.trim();
    if let Ok(seconds) = value.parse::<u32>() {
        return Some(RetryAfter::Wait(Span::seconds(seconds.into())));
    }
    let date = jiff::fmt::rfc2822::parse(value).ok()?;
    Some(RetryAfter::At(Timestamp(date.timestamp().as_microsecond())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rcgen::{CertifiedKey, generate_simple_self_signed};
    use std::sync::Arc;
    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        net::TcpListener,
    };
    use tokio_rustls::{
        TlsAcceptor,
        rustls::{RootCertStore, ServerConfig, crypto::ring, pki_types::PrivateKeyDer},
    };

    /// Calls an address that takes the request, writes this, and then keeps the connection open.
    async fn told(answer: Vec<u8>) -> Result<Answer, CallError> {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let answering = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let _read = stream.read(&mut [0; 4096]).await.unwrap();
            // Whoever has read enough hangs up.
            let _written = stream.write_all(&answer).await;
            std::future::pending::<()>().await;
        });
        let client = Client { patience: Duration::from_millis(200), ..Client::default() };
        let called = post(&client, "127.0.0.1", port, false).await;
        answering.abort();
        called
    }

    async fn post(client: &Client, host: &str, port: u16, is_tls: bool) -> Result<Answer, CallError> {
        let target = Target { host: host.to_owned(), port, is_tls, authority: format!("{host}:{port}"), path: "/".to_owned() };
        let said = HeaderValue::from_static("x");
        let signature = Signature { id: said.clone(), timestamp: said.clone(), value: said };
        client.post(&target, signature, "{}").await
    }

    #[tokio::test]
    async fn a_redirect_is_an_answer_and_is_not_followed() {
        let answer = told(b"HTTP/1.1 302 Found\r\nlocation: /elsewhere\r\ncontent-length: 0\r\n\r\n".to_vec()).await.unwrap();
        assert_eq!((answer.status, answer.text.as_str()), (StatusCode::FOUND, ""));
    }

    #[tokio::test]
    async fn no_more_is_read_than_is_kept_and_waited_for() {
        let endless = [b"HTTP/1.1 200 OK\r\n\r\n".as_slice(), &vec![b'x'; 5_000_000]].concat();
        assert_eq!(told(endless).await.unwrap().text.len(), MOST_KEPT);
        let unfinished = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nso far".to_vec();
        assert_eq!(told(unfinished).await.unwrap().text, "so far");
        let headers = [b"HTTP/1.1 200 OK\r\nx: ".as_slice(), &vec![b'x'; MOST_HEADERS * 2], b"\r\n\r\n"].concat();
        assert!(matches!(told(headers).await, Err(CallError::Http(_))));
    }

    #[tokio::test]
    async fn silence_noise_and_closed_ports_are_no_answer() {
        assert!(matches!(told(Vec::new()).await, Err(CallError::TimedOut(_))));
        assert!(matches!(told(b"SSH-2.0-OpenSSH\r\n".to_vec()).await, Err(CallError::Http(_))));
        let port = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
        assert!(matches!(post(&Client::default(), "127.0.0.1", port, false).await, Err(CallError::Connection(_))));
    }

    #[test]
    fn an_answer_is_kept_short_and_harmless() {
        assert_eq!(shown(b" no\r\n\tway \x1b[2J\x00 \xff"), "no way [2J \u{fffd}");
        assert_eq!(shown("\u{e4}".repeat(4_000).as_bytes()).chars().count(), MOST_KEPT);
    }

    #[test]
    fn an_address_may_ask_to_be_left_alone_for_seconds_or_until_a_date() {
        let asked = |value: &'static str| retry_after(&HeaderValue::from_static(value));
        assert_eq!(asked("120"), Some(RetryAfter::Wait(Span::seconds(120))));
        assert_eq!(asked("Sat, 21 Nov 2026 13:32:00 GMT"), Some(RetryAfter::At(Timestamp(1_795_267_920_000_000))));
        for nothing in ["", "soon", "-5", "99999999999"] {
            assert_eq!(asked(nothing), None, "{nothing}");
        }
    }

    /// Makes an encrypted call to this machine under one of its names, where somebody has a certificate for `localhost`.
    async fn encrypted(host: &str, is_vouched_for: bool) -> Result<Answer, CallError> {
        let CertifiedKey { cert, signing_key } = generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let key = PrivateKeyDer::try_from(signing_key.serialize_der()).unwrap();
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![cert.der().clone()], key)
            .unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let _answering = AbortOnDropHandle::new(tokio::spawn(async move {
            let (stream, _) = listener.accept().await.unwrap();
            let Ok(mut stream) = TlsAcceptor::from(Arc::new(config)).accept(stream).await else { return };
            let _read = stream.read(&mut [0; 4096]).await.unwrap();
            stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await.unwrap();
            std::future::pending::<()>().await;
        }));
        let mut roots = RootCertStore::empty();
        if is_vouched_for {
            roots.add(cert.der().clone()).unwrap();
        }
        let client = Client { patience: PATIENCE, tls: OnceCell::new_with(Some(tls::connector(roots).unwrap())) };
        post(&client, host, port, true).await
    }

    #[tokio::test]
    async fn an_encrypted_call_goes_to_whom_an_authority_vouches_for_under_that_name() {
        assert_eq!(encrypted("localhost", true).await.unwrap().status, StatusCode::NO_CONTENT);
        assert!(matches!(encrypted("localhost", false).await, Err(CallError::Connection(_))));
        assert!(matches!(encrypted("127.0.0.1", true).await, Err(CallError::Connection(_))));
    }
}
