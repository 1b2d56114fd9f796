//! The demo's mailbox.

use super::{Desk, moments::Moments};
use crate::mail::mailbox::{self, StoredMail};
use anyhow::Context;
use app::{
    api::{ApiError, Mailbox, Thing},
    model::{Locale, MailSummary, MailView},
};
use async_trait::async_trait;

#[async_trait]
impl Mailbox for Desk {
    async fn mails(&self, locale: Locale) -> Result<Vec<MailSummary>, ApiError> {
        let folder = self.house.mailbox.as_deref().ok_or_else(|| ApiError::not_found(Thing::Page))?;
        let mails = mailbox::list(folder).await.context("the mailbox").map_err(|error| self.report(error.into()))?;
        Ok(mails.into_iter().map(|mail| self.summary(mail, locale)).collect())
    }

    async fn mail(&self, id: &str, locale: Locale) -> Result<MailView, ApiError> {
        let opened = self.stored_mail(id).await?;
        Ok(MailView { from: opened.summary.from.clone(), summary: self.summary(opened.summary, locale), text: opened.text })
    }
}

impl Desk {
    /// The HTML part of a mail, for the sandboxed frame.
    ///
    /// # Errors
    /// When there is no such mail, or no mailbox at all.
    pub async fn mail_html(&self, id: &str) -> Result<String, ApiError> {
        Ok(self.stored_mail(id).await?.html)
    }

    async fn stored_mail(&self, id: &str) -> Result<mailbox::OpenedMail, ApiError> {
        let folder = self.house.mailbox.as_deref().ok_or_else(|| ApiError::not_found(Thing::Page))?;
        let mail = mailbox::read(folder, id).await.context("the mailbox").map_err(|error| self.report(error.into()))?;
        mail.ok_or_else(|| ApiError::not_found(Thing::Mail))
    }

    fn summary(&self, mail: StoredMail, locale: Locale) -> MailSummary {
        let at = Moments::new(self.now(), "UTC", locale).moment(mail.date);
        MailSummary { id: mail.id, to: mail.to, subject: mail.subject, at }
    }
}
