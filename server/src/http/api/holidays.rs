//! The house's holidays.

use super::{super::AppState, Answer, input::Body};
use app::{
    api::{Caller, DaysOff},
    model::{Holiday, HolidaysImported},
    rules::holidays::EventProblem,
};
use axum::{
    Extension, Json,
    body::Bytes,
    extract::{Path, State},
};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A day on which the house does not work.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct HolidayLine {
    /// The day.
    #[schema(example = "2026-12-25", format = "date")]
    date: String,
    /// What it is called.
    #[schema(example = "Christmas Day")]
    name: String,
}

/// Lists the holidays, in order.
#[utoipa::path(get, operation_id = "listHolidays", path = "/api/v1/holidays", tag = "Holidays",
    responses((status = 200, body = Vec<HolidayLine>)))]
pub(super) async fn list(State(state): State<AppState>, Extension(caller): Extension<Caller>) -> Answer<Json<Vec<HolidayLine>>> {
    let years = state.desk.holidays(&caller).await?.years;
    let days = years.into_iter().flat_map(|year| year.days);
    Ok(Json(days.map(|day| HolidayLine { date: day.date, name: day.name }).collect()))
}

/// Adds a holiday. A day is one once.
#[utoipa::path(post, operation_id = "addHoliday", path = "/api/v1/holidays", tag = "Holidays", request_body = HolidayLine,
    responses((status = 204)))]
pub(super) async fn add(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Body(line): Body<HolidayLine>,
) -> Answer<StatusCode> {
    state.desk.add_holiday(&caller, Holiday { date: line.date, name: line.name }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Removes a holiday.
#[utoipa::path(delete, operation_id = "removeHoliday", path = "/api/v1/holidays/{date}", tag = "Holidays",
    params(("date" = String, Path, format = "date")), responses((status = 204)))]
pub(super) async fn remove(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Path(date): Path<String>,
) -> Answer<StatusCode> {
    state.desk.remove_holiday(&caller, &date).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What became of a calendar file.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CalendarImported {
    /// How many days were added.
    added: i64,
    /// How many were holidays already, which keep their names.
    there: i64,
    /// The events that were not understood.
    left_out: Vec<EventLeftOut>,
}

/// An event of a calendar file that was not understood.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EventLeftOut {
    /// The file's line.
    line: i64,
    /// Why.
    #[schema(value_type = String, example = "part-of-day")]
    problem: EventProblem,
}

impl From<HolidaysImported> for CalendarImported {
    fn from(imported: HolidaysImported) -> Self {
        let HolidaysImported { added, there, left_out } = imported;
        let left_out = left_out.into_iter().map(|(line, problem)| EventLeftOut { line, problem }).collect();
        Self { added, there, left_out }
    }
}

/// Adds the days of a calendar file (RFC 5545) that are no holidays yet.
#[utoipa::path(post, operation_id = "importHolidays", path = "/api/v1/holidays/import", tag = "Holidays",
    request_body(content = String, content_type = "text/calendar"), responses((status = 200, body = CalendarImported)))]
pub(super) async fn import(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    file: Bytes,
) -> Answer<Json<CalendarImported>> {
    Ok(Json(state.desk.import_holidays(&caller, &file).await?.into()))
}
