//! A request's own reactive owner, through all of its work.
//!
//! What a page finds in its context (who asks, among others) belongs to an owner that the thread remembers. `leptos_axum` sets it
//! when a page begins; whatever the page waits for lets the thread go on with other requests, and nothing brings the owner back
//! when the page goes on, perhaps on another thread. What is rendered from there on would look into another request's context.

use leptos::prelude::Owner;
use std::{
    future::poll_fn,
    pin::pin,
    sync::{Arc, OnceLock},
};

/// Where a request's owner is noted once there is one.
#[derive(Clone, Default)]
pub(super) struct OwnOwner(Arc<OnceLock<Owner>>);

impl OwnOwner {
    /// Notes the current owner as that of the request.
    pub(super) fn note(&self) {
        if let Some(owner) = Owner::current() {
            // Contexts are provided once for each request; were it more often, the first is the root.
            let _ = self.0.set(owner);
        }
    }

    /// Does a request's work with nobody's owner until one is noted, and with that one from then on.
    pub(super) async fn keep<T>(self, work: impl Future<Output = T>) -> T {
        let mut work = pin!(work);
        // Without a parent, so that what leptos_axum makes below it inherits nothing.
        let nobody = Owner::new_root(None);
        poll_fn(|cx| self.0.get().unwrap_or(&nobody).with(|| work.as_mut().poll(cx))).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use leptos::prelude::{provide_context, use_context};
    use tokio::task::yield_now;

    /// Work that provides a context and waits between looks at it, as `leptos_axum` does.
    async fn page(reader: &'static str) {
        let own = OwnOwner::default();
        let noted = own.clone();
        own.keep(async move {
            assert_eq!(use_context::<&str>(), None, "nothing is inherited");
            let owner = Owner::new_root(None);
            owner.with(|| {
                noted.note();
                provide_context(reader);
            });
            for _ in 0..3 {
                yield_now().await;
                assert_eq!(use_context::<&str>(), Some(reader));
            }
        })
        .await;
    }

    #[tokio::test]
    async fn pages_that_take_turns_on_a_thread_keep_their_own_context() {
        let other = Owner::new_root(None);
        other.with(|| provide_context("somebody else"));
        tokio::join!(page("ada"), page("otto"), page("mia"));
    }
}
