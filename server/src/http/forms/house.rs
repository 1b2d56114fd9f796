//! Forms of settings, messages and one's own account.

use super::{Form, caller, finish};
use crate::{
    http::{AppState, Routes},
    service::Visit,
};
use app::{
    api::{ApiError, Caller, House, Messages, Own, Thing},
    model::{Flash, MessageId, SessionId, Tone},
    rules::forms,
    words::Words,
};
use axum::{
    Extension,
    extract::{Path, State},
    response::Response,
    routing::post,
};

pub(super) fn routes() -> Routes {
    vec![
        ("/messages/{id}/resend", post(resend)),
        ("/messages/{id}/cancel", post(cancel_message)),
        ("/settings", post(save_settings)),
        ("/settings/policy", post(save_settings)),
        ("/settings/retention", post(save_settings)),
        ("/settings/safety", post(save_settings)),
        ("/settings/mail", post(mail)),
        ("/account", post(edit_account)),
        ("/account/sessions", post(end_sessions)),
    ]
}

/// Who acts, and with which message.
fn handling<'a>(visit: &'a Visit, id: &str) -> Result<(&'a Caller, MessageId), ApiError> {
    let message = Thing::Message.named(id)?;
    Ok((caller(visit)?, message))
}

/// Back to the record that it was asked for on, or on to the new message.
async fn resend(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Form,
) -> Response {
    let resent = async {
        let (caller, message) = handling(&visit, &id)?;
        let new = state.desk.resend(caller, message).await?;
        Ok((new, Flash::good(caller.words().messages.sent_again())))
    };
    match resent.await {
        Ok((new, flash)) => {
            let to = app::prompt_leads_to(form.page.uri().query().unwrap_or_default(), new);
            finish(&state, visit, form, &to, Ok(flash)).await
        }
        Err(error) => form.refused(&state, visit, error).await,
    }
}

async fn cancel_message(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Form,
) -> Response {
    let cancelled = async {
        let (caller, message) = handling(&visit, &id)?;
        state.desk.cancel_message(caller, message).await?;
        Ok(Flash::good(caller.words().messages.cancelled_now()))
    };
    let cancelled = cancelled.await;
    finish(&state, visit, form, &format!("/messages/{id}"), cancelled).await
}

/// Each part's form sends all settings; the answer is the part that sent them.
async fn save_settings(State(state): State<AppState>, Extension(visit): Extension<Visit>, form: Form) -> Response {
    let saved = async {
        let caller = caller(&visit)?;
        let request = forms::save_house(|field| form.posted.value(field).to_owned())?;
        let saved = state.desk.change_house(caller, &request, &form.posted.own_password()).await?;
        Ok(caller.words().settings.became(saved))
    };
    let saved = saved.await;
    let part = form.page.uri().path().to_owned();
    finish(&state, visit, form, &part, saved).await
}

/// The page has two forms: one lets mails go on that are held, the other sends a test.
async fn mail(State(state): State<AppState>, Extension(visit): Extension<Visit>, form: Form) -> Response {
    let resumes = form.posted.value("do") == "resume";
    let done = async {
        let caller = caller(&visit)?;
        let words = caller.words().settings;
        if resumes {
            state.desk.resume_mail(caller).await?;
            return Ok(Flash::good(words.resumed()));
        }
        let tested = state.desk.test_mail(caller).await?;
        Ok(Flash::good(words.tested_reply(&tested.to, &tested.reply)))
    };
    let done = done.await;
    finish(&state, visit, form, "/settings/mail", done).await
}

/// The answer is in the language that was just chosen.
async fn edit_account(State(state): State<AppState>, Extension(visit): Extension<Visit>, form: Form) -> Response {
    let edited = async {
        let caller = caller(&visit)?;
        let request = forms::edit_account(|field| form.posted.value(field).to_owned())?;
        let words = Words::of(request.language);
        state.desk.edit_account(caller, request).await?;
        Ok(Flash::good(words.account.saved()))
    };
    let edited = edited.await;
    finish(&state, visit, form, "/account", edited).await
}

/// Ends the session that the form names, or all others. Refusals are said on the account's page: the form has no page of its own.
async fn end_sessions(State(state): State<AppState>, Extension(visit): Extension<Visit>, form: Form) -> Response {
    let words = visit.words();
    let ended = async {
        let session = session(form.posted.value("session"))?;
        state.desk.end_own_sessions(caller(&visit)?, session).await?;
        Ok(if session.is_some() { words.account.session_ended() } else { words.account.others_ended() })
    };
    let flash = ended.await.map_or_else(|error: ApiError| Flash { tone: Tone::Bad, message: error.text(words) }, Flash::good);
    finish(&state, visit, form, "/account", Ok(flash)).await
}

/// The session that a form names; none when it means all others.
fn session(named: &str) -> Result<Option<SessionId>, ApiError> {
    if named.is_empty() {
        return Ok(None);
    }
    Thing::Session.named(named).map(Some)
}
