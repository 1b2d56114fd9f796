//! Mails in the words of the house.

use crate::{
    mail::{Letter, MailError, Outgoing, RenderError},
    service::Desk,
    store::{
        StoreError, Tx,
        audit::{self, Line, Outcome},
        templates::{self, Version, Which},
    },
};

impl Desk {
    /// Writes a mail: with the saved template of the recipient's language where there is one, else with the built-in one.
    ///
    /// A saved template was filled with samples before it was kept, but a newer Latchkey may have other variables. A mail is
    /// never lost over that: the built-in words are sent, and template and audit trail say so, once for each version.
    pub(crate) async fn write_mail(&self, tx: &mut Tx, letter: &Letter<'_>) -> Result<Result<Outgoing, MailError>, StoreError> {
        let which = Which { key: letter.variables.template(), language: letter.locale };
        if let Some(Version { version, text: Some(text), .. }) = templates::latest(tx, which).await? {
            match self.mailer.write_own(letter, &text) {
                Err(MailError::Template(error)) => self.note_broken(tx, which, version, &error).await?,
                written => return Ok(written),
            }
        }
        Ok(self.mailer.write(letter))
    }

    async fn note_broken(&self, tx: &mut Tx, which: Which, version: i64, error: &RenderError) -> Result<(), StoreError> {
        let (now, why) = (self.now(), error.to_string());
        if !templates::note_broken(tx, which, version, &why, now).await? {
            return Ok(());
        }
        tracing::warn!(template = %which.key, language = which.language.tag(), version, why, "built-in words are sent instead");
        let line = Line {
            detail: serde_json::json!({
                "template": which.key, "language": which.language, "version": version, "why": why
            }),
            ..Line::without_actor("template.broke", Outcome::Failed)
        };
        audit::record(tx, self.random.id(now), &line, now).await
    }
}
