//! What is left of a large body when the answer is ready early, as to somebody who is not signed in any more. Whoever sends it reads
//! no answer before it has gone, and finds the connection broken where nobody takes it; a proxy then says that nobody answers.

use app::rules::imports::LARGEST;
use axum::{
    body::{Body, HttpBody},
    extract::Request,
    middleware::Next,
    response::Response,
};
use http_body_util::BodyExt as _;
use hyper::body::{Bytes, Frame, SizeHint};
use std::{
    mem,
    pin::Pin,
    task::{Context, Poll},
};
use tokio::sync::oneshot;

/// Takes what nobody has read, up to twice the largest file, and keeps nothing of it; then answers.
pub(super) async fn pass_over(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let (back, left) = oneshot::channel();
    let response = next.run(Request::from_parts(parts, Body::new(Lent { body, back: Some(back) }))).await;
    if let Ok(mut body) = left.await {
        let mut passed = 0;
        while let Some(Ok(frame)) = body.frame().await {
            passed += frame.data_ref().map_or(0, Bytes::len);
            if passed > 2 * LARGEST {
                break;
            }
        }
    }
    response
}

/// A body that comes back when it is let go of.
struct Lent {
    body: Body,
    back: Option<oneshot::Sender<Body>>,
}

impl HttpBody for Lent {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if let Some(back) = self.back.take() {
            // Nobody waits for it any more where the client has gone.
            let _unwanted = back.send(mem::take(&mut self.body));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{Router, middleware, routing::post};
    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        net::{TcpListener, TcpStream},
    };

    /// More than lies between the two ends of a connection.
    const MUCH: usize = 32 * 1024 * 1024;

    #[tokio::test]
    async fn who_sends_much_hears_the_answer_although_nobody_reads_it() {
        let router = Router::new().route("/", post(|| async { "no" })).layer(middleware::from_fn(pass_over));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut connection = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let server = tokio::spawn(axum::serve(listener, router).into_future());
        let head = format!("POST / HTTP/1.1\r\nhost: desk\r\nconnection: close\r\ncontent-length: {MUCH}\r\n\r\n");
        connection.write_all(head.as_bytes()).await.unwrap();
        connection.write_all(&vec![0; MUCH]).await.unwrap();
        let mut answer = String::new();
        connection.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("no"), "{answer}");
        server.abort();
    }
}
