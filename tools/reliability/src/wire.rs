//! Requests by hand: what was asked and not answered must be told apart from what was never asked.

use std::{net::SocketAddr, time::Duration};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

/// Requests end after thirty seconds at the latest.
const PATIENCE: Duration = Duration::from_secs(40);

/// One request.
pub(crate) struct Request<'a> {
    /// GET or POST.
    pub(crate) method: &'static str,
    /// The path.
    pub(crate) path: &'a str,
    /// From which address it comes, as the proxy says: the trail notes it.
    pub(crate) from: &'a str,
    /// Lines of its head, each with its end.
    pub(crate) head: &'a str,
    /// The media type and the body.
    pub(crate) body: Option<(&'static str, &'a str)>,
}

/// What came of it.
#[derive(Debug)]
pub(crate) enum Sent {
    /// An answer.
    Answered(Answer),
    /// The connection ended without one: nobody knows whether it was done.
    Unanswered,
    /// Nobody listened.
    NotAsked,
}

/// An answer.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    /// The status.
    pub(crate) status: u16,
    head: String,
    /// The body.
    pub(crate) body: String,
}

impl Answer {
    /// The value of a header, by its name in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut fields = self.head.lines().filter_map(|line| line.split_once(':'));
        fields.find(|(field, _)| field.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }
}

/// Sends a request over a connection of its own.
pub(crate) async fn ask(to: SocketAddr, request: &Request<'_>) -> Sent {
    let Ok(mut stream) = TcpStream::connect(to).await else { return Sent::NotAsked };
    let text = write(to, request);
    let whole = async {
        stream.write_all(text.as_bytes()).await?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await?;
        std::io::Result::Ok(answer)
    };
    match timeout(PATIENCE, whole).await {
        Ok(Ok(answer)) => read(&String::from_utf8_lossy(&answer)).map_or(Sent::Unanswered, Sent::Answered),
        _ => Sent::Unanswered,
    }
}

/// HTTP/1.0, so that the answer comes in one piece and its end is the connection's.
fn write(to: SocketAddr, request: &Request<'_>) -> String {
    let Request { method, path, from, head, body } = request;
    let (kind, body) = body.map_or((String::new(), ""), |(kind, body)| {
        (format!("Content-Type: {kind}\r\nContent-Length: {}\r\n", body.len()), body)
    });
    format!(
        "{method} {path} HTTP/1.0\r\nHost: {to}\r\nX-Forwarded-For: {from}\r\nSec-Fetch-Site: same-origin\r\n{head}{kind}\r\n{body}"
    )
}

/// The answer, if all of its head is there.
fn read(text: &str) -> Option<Answer> {
    let (head, body) = text.split_once("\r\n\r\n")?;
    let (first, head) = head.split_once("\r\n").unwrap_or((head, ""));
    let status = first.split_whitespace().nth(1)?.parse().ok()?;
    Some(Answer { status, head: head.to_owned(), body: body.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_one_when_its_head_is_whole() {
        let answer = read("HTTP/1.0 503 Service Unavailable\r\nretry-after: 5\r\n\r\nbusy").unwrap();
        assert_eq!((answer.status, answer.header("retry-after"), answer.body.as_str()), (503, Some("5"), "busy"));
        assert_eq!(read("HTTP/1.0 202 Accepted\r\ncontent-"), None);
        assert_eq!(read(""), None);
    }
}
