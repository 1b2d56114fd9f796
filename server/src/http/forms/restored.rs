//! The buttons with which a database from a backup is let go on. They stand on every page and have none of their own.

use super::{Form, caller, finish};
use crate::{
    http::{AppState, Routes},
    service::Visit,
};
use app::{
    api::{ApiError, Thing},
    model::{Flash, MessageId},
};
use axum::{Extension, extract::State, response::Response, routing::post};

/// Where refusals are shown, and where one is led to.
const START: &str = "/";

pub(super) fn routes() -> Routes {
    vec![("/restored/resume", post(resume)), ("/restored/release", post(release))]
}

async fn resume(State(state): State<AppState>, Extension(visit): Extension<Visit>, form: Form) -> Response {
    let resumed = async {
        let caller = caller(&visit)?;
        state.desk.resume(caller).await?;
        Ok(Flash::good(caller.words().restored.resumed()))
    };
    match resumed.await {
        Ok(flash) => finish(&state, visit, form, START, Ok(flash)).await,
        Err(error) => form.refused_on(START, &state, visit, error).await,
    }
}

/// The mail that the form names, or all.
async fn release(State(state): State<AppState>, Extension(visit): Extension<Visit>, form: Form) -> Response {
    let released = async {
        let caller = caller(&visit)?;
        let message = message(form.posted.value("message"))?;
        let released = state.desk.release_mails(caller, message).await?;
        let to = message.map_or_else(|| START.to_owned(), |message| format!("/messages/{message}"));
        Ok((to, Flash::good(caller.words().restored.released(released))))
    };
    match released.await {
        Ok((to, flash)) => finish(&state, visit, form, &to, Ok(flash)).await,
        Err(error) => form.refused_on(START, &state, visit, error).await,
    }
}

fn message(named: &str) -> Result<Option<MessageId>, ApiError> {
    if named.is_empty() {
        return Ok(None);
    }
    Thing::Message.named(named).map(Some)
}
