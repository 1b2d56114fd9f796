//! The id of the request that is being done, which leads from elsewhere to the log's lines about it.

tokio::task_local! {
    /// The id of the request that is being done.
    static REQUEST: String;
}

/// Does the work of a request under its id: what is written of it elsewhere, as in the audit trail, can name it.
pub(crate) async fn within_request<F: Future>(id: String, work: F) -> F::Output {
    REQUEST.scope(id, work).await
}

/// The same work, to be done by a task of its own, under the id of the request that is being done here.
pub(crate) fn of_this_request<F: Future>(work: F) -> impl Future<Output = F::Output> {
    let id = request_id();
    async move {
        match id {
            Some(id) => within_request(id, work).await,
            None => work.await,
        }
    }
}

/// The id of the request that is being done; none where Latchkey does something by itself.
pub(crate) fn request_id() -> Option<String> {
    REQUEST.try_with(String::clone).ok()
}
