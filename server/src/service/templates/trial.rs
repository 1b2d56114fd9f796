//! Seeing a template before anybody gets it: as a preview, and as a mail to oneself.

use super::{edit::check, text_of};
use crate::{
    mail::{self, Letter, render_own},
    service::{Desk, Fault, test_mail::Test},
    store::templates::{self, Which},
};
use app::{
    api::{ApiError, Caller, Problem},
    model::{MailTested, MessageId, Permission, PreviewLook, TemplateText, TryTemplate},
    rules::templates::{TemplateFlaw, TemplateProblem, tidy},
};

impl Desk {
    /// A mail with sample values as a document for the sandboxed frame: of a draft, or as saved.
    ///
    /// # Errors
    /// The caller may not see it, or the draft has flaws.
    pub async fn preview_template(
        &self,
        caller: &Caller,
        which: Which,
        draft: Option<&TemplateText>,
        look: PreviewLook,
    ) -> Result<String, ApiError> {
        self.preview(caller, which, draft, look).await.map_err(|fault| self.report(fault))
    }

    async fn preview(
        &self,
        caller: &Caller,
        which: Which,
        draft: Option<&TemplateText>,
        look: PreviewLook,
    ) -> Result<String, Fault> {
        caller.require(if draft.is_some() { Permission::ManageTemplates } else { Permission::ViewTemplates })?;
        let mut tx = self.db.read().await?;
        let house = self.house_settings(&mut tx).await?;
        let text = match draft {
            Some(draft) => tidy(draft),
            None => text_of(templates::latest(&mut tx, which).await?.as_ref(), which),
        };
        check(which, &text)?;
        let rendered = render_own(&text, which.language, &self.sample(which.key, &house)).map_err(|error| {
            // What samples did not show, the house's own name and contact did.
            let problem = TemplateProblem::Filling(error.to_string());
            ApiError::field("html", Problem::Template(TemplateFlaw { line: 0, problem }))
        })?;
        Ok(mail::previewed(&rendered, look, caller.locale))
    }

    pub(super) async fn send_trial(&self, caller: &Caller, request: &TryTemplate) -> Result<MailTested, Fault> {
        const TESTED: &str = "template.tested";
        self.permit(caller, Permission::ManageTemplates, TESTED).await?;
        let which = Which { key: request.key, language: request.language };
        let text = tidy(&request.text);
        check(which, &text)?;
        let now = self.now();
        let (to, house, user) = self.test_recipient(caller).await?;
        let mut variables = self.sample(which.key, &house);
        (variables.display_name, variables.user_name) = (user.display_name, user.user_name);
        let letter =
            Letter { id: MessageId(self.random.id(now)), to: &to, locale: which.language, date: now, variables: &variables };
        let mail = self.mailer.write_own(&letter, &text).map_err(anyhow::Error::from)?;
        let about = serde_json::json!({ "template": which.key, "language": which.language });
        self.hand_over_test(caller, Test { action: TESTED, to, mail, about }).await
    }
}
