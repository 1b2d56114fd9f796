//! The mails' templates.

use super::{
    super::AppState,
    Answer,
    input::{Body, IfMatch, etag},
    problem::Failure,
    schema::names,
    users::languages,
};
use app::{
    api::{ApiError, Caller, Templates, Thing},
    model::{Locale, SaveTemplate, TemplateKey, TemplateRow, TemplateState, TemplateText, TemplateView},
};
use axum::{
    Extension, Json,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How a template stands in a language.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Standing {
    /// The language.
    #[schema(schema_with = languages)]
    language: &'static str,
    /// How it stands.
    #[schema(schema_with = states)]
    state: TemplateState,
}

/// A template, as lists show one.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TemplateLine {
    /// Which.
    #[schema(schema_with = keys)]
    key: TemplateKey,
    /// How it stands in each language.
    languages: Vec<Standing>,
    /// When it was last changed, in any language.
    #[schema(format = DateTime)]
    changed_at: Option<String>,
}

impl From<TemplateRow> for TemplateLine {
    fn from(row: TemplateRow) -> Self {
        let standing = |(language, state): (Locale, TemplateState)| Standing { language: language.tag(), state };
        Self {
            key: row.key,
            languages: row.languages.into_iter().map(standing).collect(),
            changed_at: row.changed.map(|(_, moment)| moment.machine),
        }
    }
}

/// A template in a language.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Template {
    /// Which.
    #[schema(schema_with = keys)]
    key: TemplateKey,
    /// In which language.
    #[schema(schema_with = languages)]
    language: &'static str,
    /// One line.
    subject: String,
    /// Paragraphs of HTML.
    html: String,
    /// The text part.
    text: String,
    /// Why mails do not use it, where it could not be filled in.
    breakage: Option<String>,
    /// Counts versions; 0 is the built-in text. The `ETag`.
    version: i64,
}

impl From<TemplateView> for Template {
    fn from(view: TemplateView) -> Self {
        let TemplateText { subject, html, text } = view.text;
        Self {
            key: view.key,
            language: view.language.tag(),
            subject,
            html,
            text,
            breakage: view.breakage.map(|breakage| breakage.why),
            version: view.version,
        }
    }
}

fn keys() -> utoipa::openapi::schema::Object {
    names(TemplateKey::ALL)
}

fn states() -> utoipa::openapi::schema::Object {
    names(TemplateState::ALL)
}

/// Lists the templates.
#[utoipa::path(get, operation_id = "listTemplates", path = "/api/v1/templates", tag = "Templates", responses((status = 200, body = Vec<TemplateLine>)))]
pub(super) async fn list(State(state): State<AppState>, Extension(caller): Extension<Caller>) -> Answer<Json<Vec<TemplateLine>>> {
    let rows = state.desk.templates(&caller).await?;
    Ok(Json(rows.into_iter().map(TemplateLine::from).collect()))
}

/// Reads a template in a language. Its `ETag` is what a change names.
#[utoipa::path(get, operation_id = "readTemplate", path = "/api/v1/templates/{key}/{language}", tag = "Templates",
    params(("key" = String, Path, example = "password-change-link"), ("language" = String, Path, example = "en")),
    responses((status = 200, body = Template, headers(("ETag" = String)))))]
pub(super) async fn read(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Path((key, language)): Path<(String, String)>,
) -> Answer<Response> {
    let (key, language) = which(&key, &language)?;
    answer(&state, &caller, key, language).await
}

/// What a template should say.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewText {
    /// One line.
    subject: String,
    /// Paragraphs of HTML, without head or body tags.
    html: String,
    /// The text part.
    text: String,
}

/// Saves a template as its next version. `If-Match` names the version that was read.
#[utoipa::path(put, operation_id = "saveTemplate", path = "/api/v1/templates/{key}/{language}", tag = "Templates",
    params(("key" = String, Path, example = "password-change-link"), ("language" = String, Path, example = "en"),
        ("If-Match" = String, Header, description = "The `ETag` that was read, or `*`")),
    request_body = NewText, responses((status = 200, body = Template, headers(("ETag" = String)))))]
pub(super) async fn save(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Path((key, language)): Path<(String, String)>,
    if_match: IfMatch,
    Body(new): Body<NewText>,
) -> Answer<Response> {
    let (key, language) = which(&key, &language)?;
    let version = state.desk.template(&caller, key, language).await?.version;
    if_match.admit(version)?;
    let text = TemplateText { subject: new.subject, html: new.html, text: new.text };
    state.desk.save_template(&caller, SaveTemplate { key, language, version, text }).await.map_err(Failure::of_change)?;
    answer(&state, &caller, key, language).await
}

async fn answer(state: &AppState, caller: &Caller, key: TemplateKey, language: Locale) -> Answer<Response> {
    let template: Template = state.desk.template(caller, key, language).await?.into();
    Ok((etag(template.version), Json(template)).into_response())
}

fn which(key: &str, language: &str) -> Result<(TemplateKey, Locale), ApiError> {
    let language = Locale::ALL.into_iter().find(|locale| locale.tag() == language);
    key.parse().ok().zip(language).ok_or_else(|| ApiError::not_found(Thing::Template))
}
