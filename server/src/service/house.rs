//! The house, as the port has it: settings, start page, audit trail. Each is done in its own file.

use super::Desk;
use app::{
    api::{ApiError, Caller, House},
    model::{
        Activity, AuditChain, AuditEntry, AuditQuery, Dashboard, HouseSaved, MailTested, Organisation, Page, SaveHouse,
        SettingsView, TimeRange, TypedPassword,
    },
};
use async_trait::async_trait;

#[async_trait]
impl House for Desk {
    async fn organisation(&self) -> Result<Organisation, ApiError> {
        self.read_organisation().await.map_err(|fault| self.report(fault))
    }

    async fn dashboard(&self, caller: &Caller) -> Result<Dashboard, ApiError> {
        self.read_dashboard(caller).await.map_err(|fault| self.report(fault))
    }

    async fn activity(&self, caller: &Caller, range: TimeRange) -> Result<Activity, ApiError> {
        self.read_activity(caller, range).await.map_err(|fault| self.report(fault))
    }

    async fn settings(&self, caller: &Caller) -> Result<SettingsView, ApiError> {
        self.read_settings(caller).await.map_err(|fault| self.report(fault))
    }

    async fn save_settings(&self, caller: &Caller, request: SaveHouse) -> Result<HouseSaved, ApiError> {
        self.change_settings(caller, &request, &TypedPassword::default()).await.map_err(|fault| self.report(fault))
    }

    async fn test_mail(&self, caller: &Caller) -> Result<MailTested, ApiError> {
        self.send_test(caller).await.map_err(|fault| self.report(fault))
    }

    async fn resume_mail(&self, caller: &Caller) -> Result<(), ApiError> {
        self.let_mail_go_on(caller).await.map_err(|fault| self.report(fault))
    }

    async fn audit(&self, caller: &Caller, query: AuditQuery) -> Result<Page<AuditEntry>, ApiError> {
        self.read_audit(caller, &query).await.map_err(|fault| self.report(fault))
    }

    async fn audit_chain(&self, caller: &Caller) -> Result<AuditChain, ApiError> {
        self.read_chain(caller).await.map_err(|fault| self.report(fault))
    }
}
