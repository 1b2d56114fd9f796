//! Files of users, and what is decided about them. A file may be large: it is taken while it arrives, on a route with limits of
//! its own.

use super::{Form, caller};
use crate::{
    http::{AppState, Routes, posted::Posted},
    service::Visit,
};
use app::{
    api::{ApiError, Caller, Imports, Problem, Thing},
    model::ImportId,
    rules::imports::{FileProblem, LARGEST, step as read_step},
};
use axum::{
    Extension,
    body::Body,
    extract::{FromRequest, Multipart, Path, Request, State, multipart::Field},
    response::{IntoResponse, Redirect, Response},
    routing::post,
};

const LIST: &str = "/users/import";

pub(super) fn routes() -> Routes {
    vec![("/users/import/{id}", post(step))]
}

/// Where files arrive.
pub(super) fn uploads() -> Routes {
    vec![(LIST, post(upload))]
}

async fn upload(State(state): State<AppState>, Extension(visit): Extension<Visit>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let page = Request::from_parts(parts.clone(), Body::empty());
    match take(&state, &visit, Request::from_parts(parts, body)).await {
        Ok(import) => Redirect::to(&format!("{LIST}/{import}")).into_response(),
        Err(error) => Form { posted: Posted::none(), page }.refused(&state, visit, beside_file(error)).await,
    }
}

/// The same error, told beside the field if it is about the file.
fn beside_file(error: ApiError) -> ApiError {
    if matches!(error.problem, Problem::File(_)) { ApiError::field("file", error.problem) } else { error }
}

async fn take(state: &AppState, visit: &Visit, request: Request) -> Result<ImportId, ApiError> {
    let caller = caller(visit)?;
    state.desk.may_import(caller).await?;
    let missing = || ApiError::from(Problem::File(FileProblem::Missing));
    let mut form = Multipart::from_request(request, state).await.map_err(|_| missing())?;
    while let Some(field) = form.next_field().await.map_err(|_| missing())? {
        if field.name() == Some("file") {
            return arrive(state, caller, field).await;
        }
    }
    Err(missing())
}

async fn arrive(state: &AppState, caller: &Caller, mut field: Field<'_>) -> Result<ImportId, ApiError> {
    let name = field.file_name().unwrap_or_default().to_owned();
    if name.is_empty() {
        return Err(Problem::File(FileProblem::Missing).into());
    }
    let mut upload = state.desk.begin_import(caller, &name).await?;
    loop {
        match field.chunk().await {
            Ok(Some(portion)) => {
                if let Err(broken) = upload.push(&portion).await {
                    pass_over(&mut field, LARGEST).await;
                    return Err(broken);
                }
            }
            Ok(None) => return upload.finish().await,
            Err(_) => return Err(upload.give_up(FileProblem::CutOff).await),
        }
    }
}

/// Takes what is left of a file, up to so many bytes, and keeps nothing: browsers read no answer before they have sent it.
pub(super) async fn pass_over(field: &mut Field<'_>, most: usize) {
    let mut passed = 0;
    while let Ok(Some(portion)) = field.chunk().await {
        passed += portion.len();
        if passed > most {
            return;
        }
    }
}

async fn step(State(state): State<AppState>, Extension(visit): Extension<Visit>, Path(id): Path<String>, form: Form) -> Response {
    let taken = async {
        let caller = caller(&visit)?;
        let import = Thing::Import.named(&id)?;
        let columns = state.desk.import(caller, import, 1).await?.columns.len();
        let step = read_step(columns, |field| form.posted.value(field).to_owned())?;
        state.desk.go_on_with_import(caller, import, step, &form.posted.own_password()).await
    };
    match taken.await {
        Ok(()) => Redirect::to(&format!("{LIST}/{id}")).into_response(),
        Err(error) => form.refused(&state, visit, error).await,
    }
}
