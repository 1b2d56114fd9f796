//! Automations.
#![expect(missing_docs, reason = "the macro makes structs of the arguments and gives their fields no place for docs")]

use super::ApiError;
#[cfg(feature = "ssr")]
use super::enter;
use crate::model::{
    AutomationId, AutomationList, AutomationPrompt, AutomationRecord, AutomationStep, ComingMonth, Place, RunId, RunQuery,
    RunStep, SaveAutomation, Tried, TryOver, Upcoming,
};
use crate::wire::Answer;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

/// All automations.
#[server(name = ListAutomationsRpc, prefix = "/rpc", endpoint = "automations/list", input = Json, output = Answer)]
pub async fn list_automations() -> Result<AutomationList, ApiError> {
    let (backend, caller) = enter()?;
    backend.automations(&caller).await
}

/// One automation and a stretch of its ledger.
#[server(name = ReadAutomationRpc, prefix = "/rpc", endpoint = "automations/read", input = Json, output = Answer)]
pub async fn read_automation(automation: AutomationId, query: RunQuery) -> Result<AutomationRecord, ApiError> {
    let (backend, caller) = enter()?;
    backend.automation(&caller, automation, query).await
}

/// What the three windows are filled in with.
#[server(name = AutomationPromptRpc, prefix = "/rpc", endpoint = "automations/prompt", input = Json, output = Answer)]
pub async fn automation_prompt(automation: Option<AutomationId>) -> Result<AutomationPrompt, ApiError> {
    let (backend, caller) = enter()?;
    backend.automation_prompt(&caller, automation).await
}

/// Saves a window; one of an activated automation only with the mark of what its reader was shown.
#[server(name = SaveAutomationRpc, prefix = "/rpc", endpoint = "automations/save", input = Json, output = Answer)]
pub async fn save_automation(request: SaveAutomation, seen: Option<String>) -> Result<AutomationId, ApiError> {
    let (backend, caller) = enter()?;
    backend.save_window(&caller, request, seen.as_deref()).await
}

/// What it would have done with a window saved so: nothing is saved or sent.
#[server(name = TryWindowRpc, prefix = "/rpc", endpoint = "automations/try-window", input = Json, output = Answer)]
pub async fn try_window(request: SaveAutomation) -> Result<Tried, ApiError> {
    let (backend, caller) = enter()?;
    backend.try_window(&caller, request).await
}

/// Activates, pauses, resumes or deactivates an automation.
#[server(name = StepAutomationRpc, prefix = "/rpc", endpoint = "automations/step", input = Json, output = Answer)]
pub async fn step_automation(automation: AutomationId, step: AutomationStep) -> Result<(), ApiError> {
    let (backend, caller) = enter()?;
    backend.step_automation(&caller, automation, step).await
}

/// Deletes an automation and its ledger.
#[server(name = DeleteAutomationRpc, prefix = "/rpc", endpoint = "automations/delete", input = Json, output = Answer)]
pub async fn delete_automation(automation: AutomationId) -> Result<(), ApiError> {
    let (backend, caller) = enter()?;
    backend.delete_automation(&caller, automation).await
}

/// What it would have done: nothing is sent.
#[server(name = TryAutomationRpc, prefix = "/rpc", endpoint = "automations/try", input = Json, output = Answer)]
pub async fn try_automation(automation: AutomationId, over: TryOver) -> Result<Tried, ApiError> {
    let (backend, caller) = enter()?;
    backend.try_automation(&caller, automation, over).await
}

/// What comes next, of all automations.
#[server(name = UpcomingRunsRpc, prefix = "/rpc", endpoint = "automations/upcoming", input = Json, output = Answer)]
pub async fn upcoming_runs(place: Option<Place>) -> Result<Upcoming, ApiError> {
    let (backend, caller) = enter()?;
    backend.upcoming_runs(&caller, place).await
}

/// What comes next as a calendar of a month.
#[server(name = ComingMonthRpc, prefix = "/rpc", endpoint = "automations/month", input = Json, output = Answer)]
pub async fn coming_month(month: Option<String>) -> Result<ComingMonth, ApiError> {
    let (backend, caller) = enter()?;
    backend.coming_month(&caller, month).await
}

/// Cancels a run, has it happen now, or tries it again.
#[server(name = StepRunRpc, prefix = "/rpc", endpoint = "automations/step-run", input = Json, output = Answer)]
pub async fn step_run(run: RunId, step: RunStep) -> Result<(), ApiError> {
    let (backend, caller) = enter()?;
    backend.step_run(&caller, run, step).await
}

/// Stops all automations, or lets them go on.
#[server(name = StopAllAutomationsRpc, prefix = "/rpc", endpoint = "automations/stop-all", input = Json, output = Answer)]
pub async fn stop_all_automations(stopped: bool) -> Result<(), ApiError> {
    let (backend, caller) = enter()?;
    backend.stop_all_automations(&caller, stopped).await
}
