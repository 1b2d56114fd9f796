//! Mails in the words of the house.

use crate::{
    mail::{Letter, MailError, Outgoing, RenderError},
    service::Desk,
    store::{
        StoreError,
        audit::{self, Line, Outcome},
        templates::{self, Version, Which},
    },
};

impl Desk {
    /// Writes a mail: with the latest saved template of its kind and language where there is one, else with the built-in one.
    ///
    /// A saved template was filled with samples before it was kept, but a newer Latchkey may have other variables. A mail is
    /// never lost over that: the built-in words are sent, and template and audit trail say so, once for each version.
    pub(crate) async fn write_mail(&self, letter: &Letter<'_>, own: Option<&Version>) -> Result<Outgoing, MailError> {
        if let Some(Version { which, version, text: Some(text), broke, .. }) = own {
            match self.mailer.write_own(letter, text) {
                Err(MailError::Template(error)) if broke.is_none() => self.tell_broken(*which, *version, &error).await,
                Err(MailError::Template(_)) => {}
                written => return written,
            }
        }
        self.mailer.write(letter)
    }

    /// What the template and the trail cannot be told is in the log, and told with the next mail.
    async fn tell_broken(&self, which: Which, version: i64, error: &RenderError) {
        if let Err(failed) = self.note_broken(which, version, error.to_string()).await {
            tracing::error!(
                template = %which.key, version, why = %error, error = format!("{failed:#}"),
                "it could not be noted that built-in words are sent instead"
            );
        }
    }

    async fn note_broken(&self, which: Which, version: i64, why: String) -> Result<(), StoreError> {
        let (mut tx, now) = (self.db.write().await?, self.now());
        if !templates::note_broken(&mut tx, which, version, &why, now).await? {
            return Ok(());
        }
        let line = Line {
            detail: serde_json::json!({
                "template": which.key, "language": which.language, "version": version, "why": why
            }),
            ..Line::without_actor("template.broke", Outcome::Failed)
        };
        audit::record(&mut tx, self.random.id(now), &line, now).await?;
        tx.commit().await?;
        tracing::warn!(template = %which.key, language = which.language.tag(), version, why, "built-in words are sent instead");
        Ok(())
    }
}
