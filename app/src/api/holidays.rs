//! The house's holidays.
#![expect(missing_docs, reason = "the macro makes structs of the arguments and gives their fields no place for docs")]

use super::ApiError;
#[cfg(feature = "ssr")]
use super::enter;
use crate::model::{Holiday, HolidayList, HolidayYear};
use crate::wire::Answer;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

/// All of them.
#[server(name = ListHolidaysRpc, prefix = "/rpc", endpoint = "holidays/list", input = Json, output = Answer)]
pub async fn list_holidays() -> Result<HolidayList, ApiError> {
    let (backend, caller) = enter()?;
    backend.holidays(&caller).await
}

/// What a prompt starts with that removes a year, or imports a file.
#[server(name = HolidayPromptRpc, prefix = "/rpc", endpoint = "holidays/prompt", input = Json, output = Answer)]
pub async fn holiday_prompt(year: Option<i64>) -> Result<Option<HolidayYear>, ApiError> {
    let (backend, caller) = enter()?;
    backend.holiday_prompt(&caller, year).await
}

/// Adds one.
#[server(name = AddHolidayRpc, prefix = "/rpc", endpoint = "holidays/add", input = Json, output = Answer)]
pub async fn add_holiday(holiday: Holiday) -> Result<HolidayList, ApiError> {
    let (backend, caller) = enter()?;
    backend.add_holiday(&caller, holiday).await
}

/// Removes one.
#[server(name = RemoveHolidayRpc, prefix = "/rpc", endpoint = "holidays/remove", input = Json, output = Answer)]
pub async fn remove_holiday(date: String) -> Result<HolidayList, ApiError> {
    let (backend, caller) = enter()?;
    backend.remove_holiday(&caller, &date).await
}

/// Removes all of a year.
#[server(name = RemoveHolidayYearRpc, prefix = "/rpc", endpoint = "holidays/remove-year", input = Json, output = Answer)]
pub async fn remove_holiday_year(year: i64) -> Result<i64, ApiError> {
    let (backend, caller) = enter()?;
    backend.remove_holiday_year(&caller, year).await
}
