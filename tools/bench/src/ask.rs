//! Requests by hand, each over a connection of its own.

use anyhow::Context;
use std::time::{Duration, Instant};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// A request, as a browser sends it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Question<'a> {
    /// The program's origin.
    pub(crate) origin: &'a str,
    /// Which page.
    pub(crate) path: &'a str,
    /// Further lines of the head, each with its end.
    pub(crate) head: &'a str,
    /// What is posted, if anything.
    pub(crate) body: Option<Body<'a>>,
}

/// What is posted.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Body<'a> {
    /// A form.
    Form(&'a str),
    /// JSON.
    Json(&'a str),
}

impl<'a> Body<'a> {
    const fn parts(self) -> (&'static str, &'a str) {
        match self {
            Self::Form(text) => ("application/x-www-form-urlencoded", text),
            Self::Json(text) => ("application/json", text),
        }
    }
}

impl Question<'_> {
    /// Asks; the status, and how long the whole answer took.
    pub(crate) async fn ask(self) -> anyhow::Result<(u16, Duration)> {
        let Self { origin, path, head, body } = self;
        let host = origin.trim_start_matches("http://");
        let (method, kind, text) = body.map_or(("GET", String::new(), ""), |body| {
            let (kind, text) = body.parts();
            ("POST", format!("Content-Type: {kind}\r\nContent-Length: {}\r\n", text.len()), text)
        });
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: {origin}\r\nConnection: close\r\n{head}{kind}\r\n{text}"
        );
        let began = Instant::now();
        let mut stream = TcpStream::connect(host).await?;
        stream.write_all(request.as_bytes()).await?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await?;
        let took = began.elapsed();
        Ok((status(&answer).with_context(|| format!("no answer to {path}"))?, took))
    }
}

fn status(answer: &[u8]) -> Option<u16> {
    let first = answer.split(|byte| *byte == b'\n').next()?;
    std::str::from_utf8(first).ok()?.split_whitespace().nth(1)?.parse().ok()
}

/// How long answers took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Times {
    /// Half of them took no longer.
    pub(crate) p50: Duration,
    /// 99 of 100 took no longer.
    pub(crate) p99: Duration,
}

impl Times {
    pub(crate) fn of(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        let at = |percent: usize| {
            let index = (times.len() * percent).div_ceil(100).saturating_sub(1);
            times.get(index).copied().unwrap_or_default()
        };
        Self { p50: at(50), p99: at(99) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_hundred_times_the_99th_counts() {
        let times = (1..=100).rev().map(Duration::from_millis).collect();
        assert_eq!(Times::of(times), Times { p50: Duration::from_millis(50), p99: Duration::from_millis(99) });
        assert_eq!(Times::of(Vec::new()), Times::default());
    }

    #[test]
    fn the_status_is_read() {
        assert_eq!(status(b"HTTP/1.1 303 See Other\r\nlocation: /\r\n\r\n"), Some(303));
        assert_eq!(status(b""), None);
    }
}
