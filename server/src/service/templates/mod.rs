//! The mails' templates: what the house may say in its mails, with every earlier version.

mod edit;
mod foreseen;
mod history;
mod read;
mod sending;
mod trial;

pub use foreseen::Foreseen;

use super::Desk;
use crate::{
    mail::{Variables, builtin_text},
    store::templates::{Version, Which},
};
use app::{
    api::{ApiError, Caller, Templates},
    model::{
        HouseSettings, Locale, MailTested, RestoreTemplate, SaveTemplate, TemplateHistory, TemplateKey, TemplateQuery,
        TemplateRow, TemplateText, TemplateView, TryTemplate,
    },
};
use async_trait::async_trait;

#[async_trait]
impl Templates for Desk {
    async fn templates(&self, caller: &Caller) -> Result<Vec<TemplateRow>, ApiError> {
        self.list_templates(caller).await.map_err(|fault| self.report(fault))
    }

    async fn template(&self, caller: &Caller, key: TemplateKey, language: Locale) -> Result<TemplateView, ApiError> {
        self.read_template(caller, Which { key, language }).await.map_err(|fault| self.report(fault))
    }

    async fn save_template(&self, caller: &Caller, request: SaveTemplate) -> Result<i64, ApiError> {
        self.change_template(caller, &request).await.map_err(|fault| self.report(fault))
    }

    async fn restore_template(&self, caller: &Caller, request: RestoreTemplate) -> Result<i64, ApiError> {
        self.bring_back_template(caller, request).await.map_err(|fault| self.report(fault))
    }

    async fn template_history(&self, caller: &Caller, query: TemplateQuery) -> Result<TemplateHistory, ApiError> {
        self.read_history(caller, query).await.map_err(|fault| self.report(fault))
    }

    async fn try_template(&self, caller: &Caller, request: TryTemplate) -> Result<MailTested, ApiError> {
        self.send_trial(caller, &request).await.map_err(|fault| self.report(fault))
    }
}

/// The text that mails are made of under this version.
fn text_of(version: Option<&Version>, which: Which) -> TemplateText {
    version.and_then(|version| version.text.clone()).unwrap_or_else(|| builtin_text(which.key, which.language))
}

impl Desk {
    /// Made-up variables in this house.
    fn sample(&self, key: TemplateKey, house: &HouseSettings) -> Variables {
        Variables {
            organisation: house.organisation.clone(),
            support_contact: house.support_contact.clone(),
            site_url: self.house.origin.clone(),
            ..Variables::sample(key)
        }
    }
}
