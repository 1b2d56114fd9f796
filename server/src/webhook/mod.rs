//! Calling web addresses: which may be called, how a call is signed, and the call itself. Nothing here knows the database or
//! the clock.

mod client;
mod hosts;
#[cfg(feature = "otel")]
mod post;
mod signature;

pub use client::{Answer, CallError, RetryAfter};
pub use hosts::Hosts;
#[cfg(feature = "otel")]
pub(crate) use post::Post;
pub use signature::Signer;

use app::{api::Problem, model::Timestamp};
use client::Client;
use uuid::Uuid;

/// A call, ready to be made.
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    /// Its id, the same at every try: receivers know by it what they have met already.
    pub id: Uuid,
    /// The web address.
    pub url: &'a str,
    /// What is said: JSON.
    pub body: &'a str,
    /// The time of this try.
    pub now: Timestamp,
}

/// How web addresses are called, as configured.
#[derive(Debug)]
pub struct Webhooks {
    hosts: Hosts,
    signer: Option<Signer>,
    client: Client,
}

impl Webhooks {
    /// Calls these hosts alone, and none while there is nothing to sign with.
    #[must_use]
    pub fn new(hosts: Hosts, signer: Option<Signer>) -> Self {
        Self { hosts, signer, client: Client::default() }
    }

    /// Whether a web address may be called.
    ///
    /// # Errors
    /// It is no web address, its host is not on the list, or calls cannot be signed.
    pub fn check(&self, url: &str) -> Result<(), Problem> {
        self.hosts.target(url)?;
        self.signer().map(drop)
    }

    /// Makes a call and waits for the answer, ten seconds at most.
    ///
    /// # Errors
    /// It may not be made, as things are configured now; or there was no answer.
    pub async fn call(&self, call: Call<'_>) -> Result<Answer, CallError> {
        let target = self.hosts.target(call.url)?;
        let signature = self.signer()?.sign(&call)?;
        self.client.post(&target, signature, call.body).await
    }

    fn signer(&self) -> Result<&Signer, Problem> {
        self.signer.as_ref().ok_or(Problem::NoWebhookSecret)
    }
}
