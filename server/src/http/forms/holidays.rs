//! Forms of the house's holidays, and the calendar files that bring them.

use super::{Form, caller, finish, imports::pass_over};
use crate::{
    http::{AppState, Routes, posted::Posted},
    service::Visit,
};
use app::{
    api::{ApiError, DaysOff, Problem, Thing},
    model::{Flash, Holiday, HolidaysImported, Tone},
    rules::holidays::{CalendarProblem, LARGEST_FILE},
};
use axum::{
    Extension,
    body::Body,
    extract::{FromRequest, Multipart, Path, Request, State, multipart::Field},
    response::Response,
    routing::post,
};

const LIST: &str = "/settings/holidays";
/// What is taken of a file that is too large before the connection is cut, in bytes.
const PASSED_OVER: usize = 64 * LARGEST_FILE;

pub(super) fn routes() -> Routes {
    vec![(LIST, post(add)), ("/settings/holidays/remove", post(remove)), ("/settings/holidays/{year}/remove", post(remove_year))]
}

/// Where calendar files arrive.
pub(super) fn uploads() -> Routes {
    vec![("/settings/holidays/import", post(import))]
}

async fn add(State(state): State<AppState>, Extension(visit): Extension<Visit>, form: Form) -> Response {
    let added = async {
        let caller = caller(&visit)?;
        let field = |name| form.posted.value(name).to_owned();
        let date = field("date");
        let list = state.desk.add_holiday(caller, Holiday { date: date.clone(), name: field("name") }).await?;
        let mut days = list.years.iter().flat_map(|year| &year.days);
        let day = days.find(|day| day.date == date.trim()).map_or(date.as_str(), |added| added.day.as_str());
        Ok(Flash::good(caller.words().holidays.added(day)))
    };
    let added = added.await;
    finish(&state, visit, form, LIST, added).await
}

/// The button stands beside the day and has no page of its own.
async fn remove(State(state): State<AppState>, Extension(visit): Extension<Visit>, form: Form) -> Response {
    let removed = async {
        let caller = caller(&visit)?;
        state.desk.remove_holiday(caller, form.posted.value("date")).await?;
        Ok(Flash::good(caller.words().holidays.removed()))
    };
    match removed.await {
        Ok(flash) => finish(&state, visit, form, LIST, Ok(flash)).await,
        Err(error) => form.refused_on(LIST, &state, visit, error).await,
    }
}

async fn remove_year(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    Path(year): Path<String>,
    form: Form,
) -> Response {
    let removed = async {
        let caller = caller(&visit)?;
        let year = Thing::Holiday.named(&year)?;
        let days = state.desk.remove_holiday_year(caller, year).await?;
        Ok(Flash::good(caller.words().holidays.year_removed(days)))
    };
    let removed = removed.await;
    finish(&state, visit, form, LIST, removed).await
}

async fn import(State(state): State<AppState>, Extension(visit): Extension<Visit>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let page = Request::from_parts(parts.clone(), Body::empty());
    let taken = take(&state, &visit, Request::from_parts(parts, body)).await;
    let flash = taken.map(|imported| Flash {
        tone: if imported.left_out.is_empty() { Tone::Good } else { Tone::Warn },
        message: visit.words().holidays.outcome(&imported),
    });
    finish(&state, visit, Form { posted: Posted::none(), page }, LIST, flash.map_err(beside_file)).await
}

/// The same error, told beside the field if it is about the file.
fn beside_file(error: ApiError) -> ApiError {
    if matches!(error.problem, Problem::Calendar(_)) { ApiError::field("calendar", error.problem) } else { error }
}

async fn take(state: &AppState, visit: &Visit, request: Request) -> Result<HolidaysImported, ApiError> {
    let caller = caller(visit)?;
    state.desk.may_import_holidays(caller).await?;
    let missing = || ApiError::from(Problem::Calendar(CalendarProblem::Missing));
    let mut form = Multipart::from_request(request, state).await.map_err(|_| missing())?;
    // The form has no other field.
    let field = form.next_field().await.map_err(|_| missing())?.ok_or_else(missing)?;
    if field.name() != Some("calendar") || field.file_name().is_none_or(str::is_empty) {
        return Err(missing());
    }
    state.desk.import_holidays(caller, &whole(field).await?).await
}

async fn whole(mut field: Field<'_>) -> Result<Vec<u8>, ApiError> {
    let mut file = Vec::new();
    while let Some(portion) = field.chunk().await.map_err(|_| Problem::Calendar(CalendarProblem::CutOff))? {
        file.extend_from_slice(&portion);
        if file.len() > LARGEST_FILE {
            pass_over(&mut field, PASSED_OVER).await;
            return Err(Problem::Calendar(CalendarProblem::TooLarge).into());
        }
    }
    Ok(file)
}
