//! The house: settings, audit trail, start page.
#![expect(missing_docs, reason = "the macro makes structs of the arguments and gives their fields no place for docs")]

use super::ApiError;
#[cfg(feature = "ssr")]
use super::{backend, enter};
use crate::model::{
    Activity, AuditChain, AuditEntry, AuditQuery, Dashboard, HouseSaved, MailTested, Organisation, Page, SaveHouse, SettingsView,
    TimeRange,
};
use crate::wire::Answer;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

/// The house's name and contact. Public.
#[server(name = OrganisationRpc, prefix = "/rpc", endpoint = "organisation", input = Json, output = Answer)]
pub async fn organisation() -> Result<Organisation, ApiError> {
    backend()?.organisation().await
}

/// The start page.
#[server(name = DashboardRpc, prefix = "/rpc", endpoint = "dashboard", input = Json, output = Answer)]
pub async fn dashboard() -> Result<Dashboard, ApiError> {
    let (backend, caller) = enter()?;
    backend.dashboard(&caller).await
}

/// What its charts show.
#[server(name = ActivityRpc, prefix = "/rpc", endpoint = "dashboard/activity", input = Json, output = Answer)]
pub async fn activity(range: TimeRange) -> Result<Activity, ApiError> {
    let (backend, caller) = enter()?;
    backend.activity(&caller, range).await
}

/// The settings.
#[server(name = ReadSettingsRpc, prefix = "/rpc", endpoint = "settings/read", input = Json, output = Answer)]
pub async fn read_settings() -> Result<SettingsView, ApiError> {
    let (backend, caller) = enter()?;
    backend.settings(&caller).await
}

/// Changes the settings.
#[server(name = SaveSettingsRpc, prefix = "/rpc", endpoint = "settings/save", input = Json, output = Answer)]
pub async fn save_settings(request: SaveHouse) -> Result<HouseSaved, ApiError> {
    let (backend, caller) = enter()?;
    backend.save_settings(&caller, request).await
}

/// Sends a test mail to the caller's own address.
#[server(name = TestMailRpc, prefix = "/rpc", endpoint = "settings/test-mail", input = Json, output = Answer)]
pub async fn test_mail() -> Result<MailTested, ApiError> {
    let (backend, caller) = enter()?;
    backend.test_mail(&caller).await
}

/// Lets mails go on that are held.
#[server(name = ResumeMailRpc, prefix = "/rpc", endpoint = "settings/resume-mail", input = Json, output = Answer)]
pub async fn resume_mail() -> Result<(), ApiError> {
    let (backend, caller) = enter()?;
    backend.resume_mail(&caller).await
}

/// One page of the audit trail.
#[server(name = ListAuditRpc, prefix = "/rpc", endpoint = "audit/list", input = Json, output = Answer)]
pub async fn list_audit(query: AuditQuery) -> Result<Page<AuditEntry>, ApiError> {
    let (backend, caller) = enter()?;
    backend.audit(&caller, query).await
}

/// How far the trail is sealed.
#[server(name = AuditChainRpc, prefix = "/rpc", endpoint = "audit/chain", input = Json, output = Answer)]
pub async fn audit_chain() -> Result<AuditChain, ApiError> {
    let (backend, caller) = enter()?;
    backend.audit_chain(&caller).await
}
