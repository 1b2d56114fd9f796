//! Forms of automations.

use super::{Form, caller, finish};
use crate::{
    http::{AppState, Routes, posted::Posted},
    service::Visit,
};
use app::{
    api::{ApiError, Automations, Problem, Thing},
    model::{AutomationFile, AutomationId, AutomationStep, AutomationWindow, Flash, SaveAutomation},
    rules::{
        automation_form::{self as rules, SEEN, THEN, Then},
        meanwhile,
    },
};
use axum::{
    Extension,
    body::Body,
    extract::{FromRequest, Multipart, Path, Request, State},
    response::Response,
    routing::{MethodRouter, post},
};

const LIST: &str = "/automations";
const NEXT: &str = "/automations/next";
const IMPORT: &str = "/automations/import";

pub(super) fn routes() -> Routes {
    vec![
        ("/automations/new", post(create)),
        ("/automations/{id}/event", edits(AutomationWindow::Event)),
        ("/automations/{id}/job", edits(AutomationWindow::Job)),
        ("/automations/{id}/time-frame", edits(AutomationWindow::TimeFrame)),
        ("/automations/{id}", post(step_in_ledger)),
        (NEXT, post(step_in_next)),
        ("/automations/{id}/activate", takes(AutomationStep::Activate)),
        ("/automations/{id}/pause", takes(AutomationStep::Pause)),
        ("/automations/{id}/resume", takes(AutomationStep::Resume)),
        ("/automations/{id}/deactivate", takes(AutomationStep::Deactivate)),
        ("/automations/{id}/delete", post(delete)),
        ("/automations/stop", post(stop_all)),
        (IMPORT, post(import)),
    ]
}

async fn create(State(state): State<AppState>, Extension(visit): Extension<Visit>, form: Form) -> Response {
    save(&state, visit, form, AutomationWindow::Event, Ok(None)).await
}

/// Takes a window of an automation that is kept.
fn edits(window: AutomationWindow) -> MethodRouter<AppState> {
    post(
        move |State(state): State<AppState>, Extension(visit): Extension<Visit>, Path(id): Path<String>, form: Form| async move {
            save(&state, visit, form, window, Thing::Automation.named(&id).map(Some)).await
        },
    )
}

/// Saves a window and leads where its button says.
async fn save(
    state: &AppState,
    visit: Visit,
    form: Form,
    window: AutomationWindow,
    id: Result<Option<AutomationId>, ApiError>,
) -> Response {
    let saved = async {
        let caller = caller(&visit)?;
        let version = form.posted.value("version").parse().unwrap_or_default();
        let part = rules::read(window, |field| form.posted.value(field).to_owned());
        if part.is_err() {
            // What is wrong is told to those alone who may save.
            state.desk.automation_prompt(caller, None).await?;
        }
        let seen = Some(form.posted.value(SEEN)).filter(|seen| !seen.is_empty());
        let shown = meanwhile::shown(form.posted.value(meanwhile::SHOWN));
        let id = state.desk.save_window(caller, SaveAutomation { id: id?, version, shown, part: part? }, seen).await?;
        Ok((id, Flash::good(caller.words().automations.saved())))
    };
    match saved.await {
        Ok((id, flash)) => {
            let to = Then::read(form.posted.value(THEN)).address(id);
            finish(state, visit, form, &to, Ok(flash)).await
        }
        Err(error) => form.refused(state, visit, error).await,
    }
}

async fn step_in_ledger(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Form,
) -> Response {
    step_run(&state, visit, form, &format!("{LIST}/{id}")).await
}

async fn step_in_next(State(state): State<AppState>, Extension(visit): Extension<Visit>, form: Form) -> Response {
    step_run(&state, visit, form, NEXT).await
}

async fn step_run(state: &AppState, visit: Visit, form: Form, to: &str) -> Response {
    let taken = async {
        let caller = caller(&visit)?;
        let run = Thing::Run.named(form.posted.value("run"))?;
        let step = form.posted.value("step").parse().map_err(|_| Problem::UnreadableForm)?;
        state.desk.step_run(caller, run, step).await?;
        Ok(Flash::good(caller.words().automations.step_taken()))
    };
    let taken = taken.await;
    finish(state, visit, form, to, taken).await
}

/// Takes a step of the automation in the address.
fn takes(taken: AutomationStep) -> MethodRouter<AppState> {
    post(
        move |State(state): State<AppState>, Extension(visit): Extension<Visit>, Path(id): Path<String>, form: Form| async move {
            step(&state, visit, &id, form, taken).await
        },
    )
}

async fn step(state: &AppState, visit: Visit, id: &str, form: Form, step: AutomationStep) -> Response {
    let taken = async {
        let caller = caller(&visit)?;
        state.desk.step_automation(caller, Thing::Automation.named(id)?, step).await?;
        let words = caller.words().automations;
        Ok(Flash::good(if step == AutomationStep::Activate { words.activated_now() } else { words.step_taken() }))
    };
    let taken = taken.await;
    finish(state, visit, form, &format!("{LIST}/{id}"), taken).await
}

async fn delete(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Form,
) -> Response {
    let deleted = async {
        let caller = caller(&visit)?;
        state.desk.delete_automation(caller, Thing::Automation.named(&id)?).await?;
        Ok(Flash::good(caller.words().automations.deleted()))
    };
    let deleted = deleted.await;
    finish(&state, visit, form, LIST, deleted).await
}

async fn stop_all(State(state): State<AppState>, Extension(visit): Extension<Visit>, form: Form) -> Response {
    let stopped = async {
        let caller = caller(&visit)?;
        let stopped = form.posted.value("stopped").parse().map_err(|_| Problem::UnreadableForm)?;
        state.desk.stop_all_automations(caller, stopped).await?;
        let words = caller.words().automations;
        Ok(Flash::good(if stopped { words.stopped_now() } else { words.go_on_now() }))
    };
    let stopped = stopped.await;
    finish(&state, visit, form, LIST, stopped).await
}

/// What was pasted, or the file. It is small, as forms are.
async fn import(State(state): State<AppState>, Extension(visit): Extension<Visit>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let page = Request::from_parts(parts.clone(), Body::empty());
    let text = text_in(Request::from_parts(parts, body), &state).await;
    let posted = Posted::of([("json".to_owned(), text.clone().unwrap_or_default())].into());
    let form = Form { posted, page };
    let imported = async {
        let caller = caller(&visit)?;
        state.desk.automation_prompt(caller, None).await?;
        let file: AutomationFile = serde_json::from_str(&text?).map_err(|error| Problem::NotAnAutomation(error.to_string()))?;
        let id = state.desk.import_automation(caller, file, None).await?;
        Ok((id, Flash::good(caller.words().automations.imported())))
    };
    match imported.await {
        Ok((id, flash)) => finish(&state, visit, form, &format!("{LIST}/{id}"), Ok(flash)).await,
        Err(error) => form.refused(&state, visit, error).await,
    }
}

async fn text_in(request: Request, state: &AppState) -> Result<String, ApiError> {
    let unreadable = |_| ApiError::from(Problem::UnreadableForm);
    let mut form = Multipart::from_request(request, state).await.map_err(|_| Problem::UnreadableForm)?;
    let mut text = String::new();
    while let Some(field) = form.next_field().await.map_err(unreadable)? {
        let is_ours = matches!(field.name(), Some("json" | "file"));
        let sent = field.text().await.map_err(unreadable)?;
        // Browsers send an empty file where none was chosen.
        if is_ours && !sent.trim().is_empty() {
            text = sent;
        }
    }
    Ok(text)
}
