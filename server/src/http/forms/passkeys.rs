//! Forms of passkeys. Each is posted twice: for the question, and with what the browser has answered.

use super::{Form, caller, finish, passwords::show, public::lead_on};
use crate::{
    http::{AppState, Routes, guard::FACTOR},
    service::{AddPasskey, AnswerPasskey, RemovePasskey, SignedIn, Visit},
};
use app::{
    api::{ApiError, Caller, Ceremony, ShownCodes, Thing},
    model::Flash,
};
use axum::{
    Extension,
    extract::{Path, State},
    response::Response,
    routing::post,
};
use http::Uri;

/// The page from which passkeys are added and removed.
const ACCOUNT: &str = "/account";

pub(super) fn routes() -> Routes {
    vec![
        ("/sign-in/passkey", post(sign_in)),
        ("/account/passkeys/new", post(add)),
        ("/account/passkeys/{id}/remove", post(remove)),
    ]
}

impl Form {
    /// Whether the browser has answered.
    fn is_answered(&self) -> bool {
        !self.posted.value("credential").is_empty()
    }
}

/// The page that asks the browser, with what was entered; or the form again with the error.
async fn ask(state: &AppState, visit: Visit, form: Form, asked: Result<Ceremony, ApiError>) -> Response {
    let asked = asked.map(|ceremony| ceremony.carrying(form.posted.entered()));
    show(state, visit, form, asked).await
}

/// Instead of the password, or as the second step after it.
async fn sign_in(State(state): State<AppState>, Extension(visit): Extension<Visit>, form: Form) -> Response {
    if !form.is_answered() {
        let asked = match visit.proving() {
            Some(proving) => state.desk.ask_for_second_passkey(proving).await,
            None => state.desk.ask_for_passkey(&visit.client).await,
        };
        return ask(&state, visit, form, asked).await;
    }
    let previous = visit.session.as_ref().map(|found| found.caller.session);
    let signed_in = match (form.posted.read::<AnswerPasskey>(), visit.proving()) {
        (Ok(answer), Some(proving)) => pass(&state, &visit, proving, &answer).await,
        (Ok(answer), None) => state.desk.sign_in_with_passkey(&answer, &visit.client, previous).await,
        (Err(error), _) => Err(error),
    };
    lead_on(&state, visit, form, signed_in).await
}

/// The session in full takes a form over that waits for its page.
async fn pass(state: &AppState, visit: &Visit, proving: &Caller, answer: &AnswerPasskey) -> Result<SignedIn, ApiError> {
    let signed_in = state.desk.pass_with_passkey(proving, answer).await?;
    if let Some(kept) = visit.session.as_ref().and_then(|found| found.kept_form.as_ref()) {
        // Without it they go on all the same.
        let _kept = state.desk.keep_form(signed_in.session, kept).await;
    }
    Ok(signed_in)
}

/// Recovery codes come up in place of the page, where there were none.
async fn add(State(state): State<AppState>, Extension(visit): Extension<Visit>, mut form: Form) -> Response {
    if !form.is_answered() {
        let asked = async { state.desk.ask_for_new_passkey(caller(&visit)?, &form.posted.read::<AddPasskey>()?).await };
        let asked = asked.await;
        return ask(&state, visit, form, asked).await;
    }
    let added = async { state.desk.add_passkey(caller(&visit)?, &form.posted.read::<AnswerPasskey>()?).await };
    let codes = match added.await {
        Ok(codes) => codes,
        Err(error) => return form.refused(&state, visit, error).await,
    };
    let added = Flash::good(visit.words().passkeys.added());
    if codes.is_empty() {
        return finish(&state, visit, form, ACCOUNT, Ok(added)).await;
    }
    if let Some(found) = &visit.session {
        // Without its note it is added all the same.
        let _noted = state.desk.set_flash(found.caller.session, Some(&added)).await;
    }
    *form.page.uri_mut() = Uri::from_static(FACTOR);
    show(&state, visit, form, Ok(ShownCodes::new(codes, ACCOUNT.to_owned()))).await
}

async fn remove(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Form,
) -> Response {
    let removed = async {
        let caller = caller(&visit)?;
        state.desk.remove_passkey(caller, Thing::Passkey.named(&id)?, &form.posted.read::<RemovePasskey>()?).await?;
        Ok(Flash::good(caller.words().passkeys.removed()))
    };
    let removed = removed.await;
    finish(&state, visit, form, ACCOUNT, removed).await
}
