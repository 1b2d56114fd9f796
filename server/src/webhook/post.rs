//! Posts to an address that the operator has configured, which needs no place on the list of hosts.

use super::{
    client::{CallError, Client},
    hosts::safe,
};
use http::{HeaderValue, Request, Response, Uri, header};
use http_body_util::Full;
use hyper::body::Bytes;

/// Posts, each over a connection of its own.
#[derive(Debug, Default)]
pub(crate) struct Post(Client);

impl Post {
    /// Whether this is a web address to which something can be sent safely: encrypted, but on this machine.
    pub(crate) fn is_safe(address: &str) -> bool {
        safe(address).is_ok()
    }

    /// Sends a request to the address that it names; of the answer's body no more is read than of any.
    pub(crate) async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, CallError> {
        let (mut head, body) = request.into_parts();
        let (_, _, target) = safe(&head.uri.to_string())?;
        head.uri = target.path.parse::<Uri>().map_err(http::Error::from)?;
        head.headers.insert(header::HOST, HeaderValue::from_str(&target.authority)?);
        head.headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        let (head, said) = self.0.answer(&target, Request::from_parts(head, Full::new(body))).await?;
        Ok(Response::from_parts(head, Bytes::from(said)))
    }
}
