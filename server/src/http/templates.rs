//! A template as the mail it makes: a document for the sandboxed frame of its page, with a policy of its own.

use super::{AppState, caller, posted::Posted};
use crate::{
    mail,
    service::{Foreseen, Visit},
    store::templates::Which,
};
use app::{
    api::{ApiError, FieldError, Templates, Thing},
    model::{LinkLife, Locale, NewPasswordEffect, PreviewLook, TemplateKey},
    rules::forms,
};
use axum::{
    Extension,
    extract::{Path, Query, State},
    response::{Html, IntoResponse, Response},
};
use http::{HeaderName, HeaderValue, header};
use serde::Deserialize;

/// Mails carry inline styles and nothing else. Nothing runs, nothing is fetched, nothing leads anywhere.
const POLICY: HeaderValue = HeaderValue::from_static(
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
);

/// What the preview is asked for.
#[derive(Deserialize)]
pub(super) struct Asked {
    language: Option<String>,
    #[serde(default)]
    look: Option<PreviewLook>,
}

/// The mail as saved.
pub(super) async fn saved(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(key): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    let made = async {
        let caller = caller(&visit)?;
        let language = asked.language.unwrap_or_else(|| caller.locale.tag().to_owned());
        let which = which(&key, &language)?;
        state.desk.preview_template(caller, which, None, asked.look.unwrap_or(PreviewLook::Html)).await
    };
    framed(&visit, made.await)
}

/// What the mail of a prompt is asked for: with what was chosen there so far.
#[derive(Deserialize)]
pub(super) struct Chosen {
    #[serde(default)]
    look: Option<PreviewLook>,
    #[serde(default)]
    life_minutes: Option<i64>,
    #[serde(default)]
    effect: Option<NewPasswordEffect>,
}

/// The mail that a prompt is about to send, as its recipient will read it.
pub(super) async fn for_user(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path((id, key)): Path<(String, String)>,
    Query(chosen): Query<Chosen>,
) -> Response {
    let made = async {
        let caller = caller(&visit)?;
        let user = Thing::User.named(&id)?;
        let key = Thing::Template.named(&key)?;
        let foreseen = Foreseen {
            life: chosen.life_minutes.and_then(LinkLife::from_minutes),
            effect: chosen.effect.unwrap_or(NewPasswordEffect::OnAcceptance),
            look: chosen.look.unwrap_or(PreviewLook::Html),
        };
        state.desk.preview_mail(caller, key, user, foreseen).await
    };
    framed(&visit, made.await)
}

/// The mail that sending a message again makes.
pub(super) async fn of_message(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    Query(chosen): Query<Chosen>,
) -> Response {
    let made = async {
        let caller = caller(&visit)?;
        let message = Thing::Message.named(&id)?;
        state.desk.preview_again(caller, message, chosen.look.unwrap_or(PreviewLook::Html)).await
    };
    framed(&visit, made.await)
}

/// The mail that the editor's words make.
pub(super) async fn draft(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(key): Path<String>,
    posted: Posted,
) -> Response {
    let made = async {
        let caller = caller(&visit)?;
        let which = which(&key, posted.value("language"))?;
        let text = forms::try_template(which.key, |field| posted.value(field).to_owned())?.text;
        let look = posted.value("look").parse().unwrap_or(PreviewLook::Html);
        state.desk.preview_template(caller, which, Some(&text), look).await
    };
    framed(&visit, made.await)
}

/// Sends the editor's words to the caller: for those without scripts, who read the mail server's answer in the frame.
pub(super) async fn send_trial(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(key): Path<String>,
    posted: Posted,
) -> Response {
    let sent = async {
        let caller = caller(&visit)?;
        let key = Thing::Template.named(&key)?;
        let request = forms::try_template(key, |field| posted.value(field).to_owned())?;
        let tested = state.desk.try_template(caller, request).await?;
        let said = caller.words().settings.tested_reply(&tested.to, &tested.reply);
        Ok(mail::told(&said, caller.locale))
    };
    framed(&visit, sent.await)
}

fn which(key: &str, language: &str) -> Result<Which, ApiError> {
    let key: Option<TemplateKey> = key.parse().ok();
    let language = Locale::ALL.into_iter().find(|locale| locale.tag() == language);
    let (key, language) = key.zip(language).ok_or_else(|| ApiError::not_found(Thing::Template))?;
    Ok(Which { key, language })
}

/// The document, or why there is none: what is wrong with the words stands in the frame too.
pub(super) fn framed(visit: &Visit, made: Result<String, ApiError>) -> Response {
    let mut response = match made {
        Ok(document) => Html(document).into_response(),
        Err(error) => {
            let words = visit.words();
            let sentence = |found: &FieldError| format!("{}: {}", words.problems.field(&found.field), found.problem.text(words));
            let mut sentences: Vec<String> = error.fields.iter().map(sentence).collect();
            if sentences.is_empty() {
                sentences.push(error.text(words));
                sentences.extend(error.reference.as_ref().map(|reference| format!("{}{reference}", words.common.reference())));
            }
            (error.code().status(), Html(mail::refusal(&sentences, words.locale))).into_response()
        }
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, POLICY);
    headers.insert(HeaderName::from_static("x-frame-options"), HeaderValue::from_static("SAMEORIGIN"));
    response
}
