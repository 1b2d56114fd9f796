//! Saved selections of users.

use super::{
    super::AppState,
    Answer,
    input::{Body, IfMatch, etag},
    paging::Total,
    problem::Failure,
    schema::names,
    users::{UserLine, kinds, languages, roles},
};
use app::{
    api::{ApiError, Caller, Selections, Thing},
    model::{
        Criteria, CriterionKind, PasswordState, SaveSelection, SelectionDraft, SelectionId, SelectionPreview, SelectionView,
    },
    rules::selection::{self as rules, DAYS, Input},
    words::Words,
};
use axum::{
    Extension, Json,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::{StatusCode, header};
use serde::{Deserialize, Serialize};
use utoipa::{
    ToSchema,
    openapi::{
        ArrayBuilder, ObjectBuilder, RefOr, Schema, Type,
        schema::{AdditionalProperties, Object, OneOfBuilder},
    },
};

const ADDRESS: &str = "/api/v1/selections";

/// A saved selection. `GET /api/v1/users?selection=…` lists whom it means now.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Selection {
    /// Which.
    #[schema(value_type = String, format = "uuid")]
    id: SelectionId,
    /// Its name.
    #[schema(example = "Dormant accounts")]
    name: String,
    /// What it is for.
    description: String,
    /// Whom it means, as a sentence in the caller's language.
    #[schema(example = "Active humans who have not signed in for 90 days")]
    users: String,
    /// Whom it means, as it is saved.
    #[schema(schema_with = conditions)]
    criteria: Criteria,
    /// The name of whoever saved it.
    saved_by: String,
    /// When it was saved.
    #[schema(format = DateTime)]
    saved_at: String,
    /// Counts the saves, from 1; the `ETag`.
    version: i64,
}

fn shown(view: SelectionView, words: Words) -> Selection {
    let (saved_by, saved) = view.saved;
    Selection {
        id: view.id,
        name: view.draft.name,
        description: view.draft.description,
        users: words.selections.sentence(&view.draft.criteria),
        criteria: view.draft.criteria,
        saved_by,
        saved_at: saved.machine,
        version: view.version,
    }
}

/// Conditions as a call writes them: `{"all": ["active", {"kind": ["human"]}]}`.
fn conditions() -> Object {
    let mut valued = ObjectBuilder::new().min_properties(Some(1)).max_properties(Some(1));
    let mut plain = Vec::new();
    for kind in CriterionKind::ALL {
        match rules::input(*kind) {
            Input::Nothing => plain.push(kind.as_str()),
            input => valued = valued.property(kind.as_str(), value(*kind, input)),
        }
    }
    let nothing_else = || Some(AdditionalProperties::<Schema>::FreeForm(false));
    let valued = valued.additional_properties(nothing_else());
    let condition = OneOfBuilder::new().item(names(plain)).item(valued);
    let all = ArrayBuilder::new()
        .items(condition)
        .max_items(Some(rules::MOST))
        .description(Some("What must all hold; without any, everyone is meant. Days are the house's."));
    ObjectBuilder::new().property("all", all).additional_properties(nothing_else()).build()
}

/// What stands beside a condition of this kind.
fn value(kind: CriterionKind, input: Input) -> RefOr<Schema> {
    let text = || ObjectBuilder::new().schema_type(Type::String);
    let some = |of: Object| ArrayBuilder::new().items(of).min_items(Some(1));
    match input {
        Input::Kinds => some(kinds()).into(),
        Input::Roles => some(roles()).into(),
        Input::Language => languages().into(),
        Input::Password => names(PasswordState::ALL).into(),
        Input::Days => {
            let (least, most) = (Some(*DAYS.start()), Some(*DAYS.end()));
            ObjectBuilder::new().schema_type(Type::Integer).minimum(least).maximum(most).into()
        }
        Input::Day => text().pattern(Some(r"^\d{4}-\d{2}-\d{2}$")).into(),
        Input::Text if matches!(kind, CriterionKind::AnyTag | CriterionKind::NoTag) => some(text().build()).into(),
        Input::Text | Input::Nothing => text().min_length(Some(1)).into(),
    }
}

/// Lists the saved selections, by name.
#[utoipa::path(get, operation_id = "listSelections", path = "/api/v1/selections", tag = "Selections",
    responses((status = 200, body = Vec<Selection>)))]
pub(super) async fn list(State(state): State<AppState>, Extension(caller): Extension<Caller>) -> Answer<Json<Vec<Selection>>> {
    let list = state.desk.selections(&caller).await?;
    Ok(Json(list.selections.into_iter().map(|view| shown(view, caller.words())).collect()))
}

/// A selection to be saved.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "name": "Dormant accounts", "criteria": {"all": ["active", {"kind": ["human"]}, {"not-signed-in-for": 90}]}
}))]
pub(super) struct SelectionToSave {
    /// Its name, which no other selection has: 1 to 80 characters.
    #[schema(min_length = 1, max_length = 80)]
    name: String,
    /// What it is for.
    #[serde(default)]
    #[schema(max_length = 300)]
    description: String,
    /// Whom it means.
    #[schema(schema_with = conditions)]
    criteria: Criteria,
}

impl SelectionToSave {
    fn read(self) -> Answer<SelectionDraft> {
        let Self { name, description, criteria } = self;
        rules::tidied(&SelectionDraft { name, description, criteria }).map_err(of_call)
    }
}

/// Saves a new selection.
#[utoipa::path(post, operation_id = "createSelection", path = "/api/v1/selections", tag = "Selections", request_body = SelectionToSave,
    responses((status = 201, body = Selection, headers(("Location" = String), ("ETag" = String)))))]
pub(super) async fn create(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Body(new): Body<SelectionToSave>,
) -> Answer<Response> {
    let request = SaveSelection { id: None, version: 0, shown: None, draft: new.read()? };
    let id = state.desk.save_selection(&caller, request).await.map_err(of_call)?;
    let made = answer(&state, &caller, id).await?;
    Ok((StatusCode::CREATED, [(header::LOCATION, format!("{ADDRESS}/{id}"))], made).into_response())
}

/// Reads a selection. Its `ETag` is what a change names.
#[utoipa::path(get, operation_id = "readSelection", path = "/api/v1/selections/{id}", tag = "Selections",
    params(("id" = String, Path, format = "uuid")), responses((status = 200, body = Selection, headers(("ETag" = String)))))]
pub(super) async fn read(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Path(selection): Path<String>,
) -> Answer<Response> {
    answer(&state, &caller, Thing::Selection.named(&selection)?).await
}

/// Saves a selection in place of what is there. `If-Match` names the version that was read.
#[utoipa::path(put, operation_id = "saveSelection", path = "/api/v1/selections/{id}", tag = "Selections",
    params(("id" = String, Path, format = "uuid"), ("If-Match" = String, Header, description = "The `ETag` that was read, or `*`")),
    request_body = SelectionToSave, responses((status = 200, body = Selection, headers(("ETag" = String)))))]
pub(super) async fn save(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Path(selection): Path<String>,
    if_match: IfMatch,
    Body(new): Body<SelectionToSave>,
) -> Answer<Response> {
    let id = Thing::Selection.named(&selection)?;
    let version = state.desk.selection(&caller, id).await?.version;
    if_match.admit(version)?;
    let request = SaveSelection { id: Some(id), version, shown: None, draft: new.read()? };
    state.desk.save_selection(&caller, request).await.map_err(of_call)?;
    answer(&state, &caller, id).await
}

/// Deletes a selection. The users whom it means stay as they are; one that an automation uses is refused.
#[utoipa::path(delete, operation_id = "deleteSelection", path = "/api/v1/selections/{id}", tag = "Selections",
    params(("id" = String, Path, format = "uuid")), responses((status = 204)))]
pub(super) async fn delete(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Path(selection): Path<String>,
) -> Answer<StatusCode> {
    state.desk.delete_selection(&caller, Thing::Selection.named(&selection)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whom conditions mean now.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WhoIsMeant {
    /// The conditions as a sentence in the caller's language.
    #[schema(example = "Active humans who have not signed in for 90 days")]
    users: String,
    /// How many they are.
    total: Total,
    /// The first of them by name, at most ten.
    first: Vec<UserLine>,
    /// How many of them are API users: programs.
    api: Total,
    /// How many of them are hybrid users: people who also call the API.
    hybrid: Total,
}

fn meant(users: String, preview: SelectionPreview) -> WhoIsMeant {
    WhoIsMeant {
        users,
        total: preview.total.into(),
        first: preview.first.into_iter().map(UserLine::from).collect(),
        api: preview.api.into(),
        hybrid: preview.hybrid.into(),
    }
}

/// Says whom a selection means now.
#[utoipa::path(get, operation_id = "previewSelection", path = "/api/v1/selections/{id}/preview", tag = "Selections",
    params(("id" = String, Path, format = "uuid")), responses((status = 200, body = WhoIsMeant)))]
pub(super) async fn preview(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Path(selection): Path<String>,
) -> Answer<Json<WhoIsMeant>> {
    let criteria = state.desk.selection(&caller, Thing::Selection.named(&selection)?).await?.draft.criteria;
    let users = caller.words().selections.sentence(&criteria);
    Ok(Json(meant(users, state.desk.preview_selection(&caller, criteria).await?)))
}

/// Conditions that need not be saved.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"criteria": {"all": ["active", {"kind": ["human"]}]}}))]
pub(super) struct ConditionsToTry {
    /// Whom they mean.
    #[schema(schema_with = conditions)]
    criteria: Criteria,
}

/// Says whom conditions mean now, before they are saved. Nothing is kept.
#[utoipa::path(post, operation_id = "previewConditions", path = "/api/v1/selections/preview", tag = "Selections",
    request_body = ConditionsToTry, responses((status = 200, body = WhoIsMeant)))]
pub(super) async fn try_conditions(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Body(ConditionsToTry { criteria }): Body<ConditionsToTry>,
) -> Answer<Json<WhoIsMeant>> {
    let unnamed = SelectionToSave { name: "?".to_owned(), description: String::new(), criteria };
    let criteria = unnamed.read()?.criteria;
    let users = caller.words().selections.sentence(&criteria);
    Ok(Json(meant(users, state.desk.preview_selection(&caller, criteria).await.map_err(of_call)?)))
}

async fn answer(state: &AppState, caller: &Caller, id: SelectionId) -> Answer<Response> {
    let selection = shown(state.desk.selection(caller, id).await?, caller.words());
    Ok((etag(selection.version), Json(selection)).into_response())
}

/// A refusal with the names that fields have in a call: row 3 of the builder is the fourth condition.
fn of_call(mut error: ApiError) -> Failure {
    for wrong in &mut error.fields {
        if let Some(row) = wrong.field.strip_prefix("is-") {
            wrong.field = format!("criteria.all[{row}]");
        } else if wrong.field.starts_with("on-") {
            "criteria.all".clone_into(&mut wrong.field);
        }
    }
    Failure::of_change(error)
}
