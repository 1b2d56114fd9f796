//! A mail to oneself, sent at once, to see whether the mail server takes mail.

use super::{
    Desk, Fault, did,
    people::{known_user, refused},
    settings::variables,
};
use crate::{
    mail::{Details, Letter, Outgoing},
    store::{audit::Outcome, limits},
};
use app::{
    api::{Caller, Problem},
    model::{MailTested, MessageId, Permission, Span},
    rules::{email, reset::Refusal},
};
use std::time::Duration;

/// How often one person may test.
const EVERY: Span = Span::seconds(10);
/// How long the mail server may take: somebody waits for the page.
const PATIENCE: Duration = Duration::from_secs(20);

impl Desk {
    pub(super) async fn send_test(&self, caller: &Caller) -> Result<MailTested, Fault> {
        self.permit(caller, Permission::ChangeSettings, "settings.mail-tested").await?;
        let (to, mail) = self.test_letter(caller).await?;
        self.hold_tests_back(caller).await?;
        let answer = self.hand_over(&mail).await;
        let outcome = if answer.is_ok() { Outcome::Done } else { Outcome::Failed };
        let mut line = did(caller, "settings.mail-tested", outcome);
        let (Ok(reply) | Err(reply)) = &answer;
        line.detail = serde_json::json!({ "to": to, "reply": reply });
        let mut tx = self.db.write().await?;
        self.audit(&mut tx, line).await?;
        tx.commit().await?;
        match answer {
            Ok(reply) => Ok(MailTested { to, reply }),
            Err(reply) => Err(Problem::MailRefused(reply).into()),
        }
    }

    /// The caller's address and the mail to it.
    async fn test_letter(&self, caller: &Caller) -> Result<(String, Outgoing), Fault> {
        let now = self.now();
        let mut tx = self.db.read().await?;
        let user = known_user(&mut tx, caller.user).await?;
        let house = self.house_settings(&mut tx).await?;
        let to = user.email.clone().ok_or_else(|| refused(Refusal::NoEmail))?;
        if !email::is_valid(&to) {
            return Err(refused(Refusal::InvalidEmail).into());
        }
        let locale = user.language;
        let variables = variables(&house, user, Details::Test(now));
        let letter = Letter { id: MessageId(self.random.id(now)), to: &to, locale, date: now, variables: &variables };
        let mail = self.mailer.write(&letter).map_err(anyhow::Error::from)?;
        Ok((to, mail))
    }

    async fn hold_tests_back(&self, caller: &Caller) -> Result<(), Fault> {
        let now = self.now();
        // Counted for nobody: a test holds no sign-in back.
        let key = format!("test-mail/{}", caller.user);
        let mut tx = self.db.write().await?;
        let counted = limits::fail(&mut tx, &key, None, now, now).await?;
        if counted.blocked_until > now {
            return Err(Problem::HeldBack((counted.blocked_until - now).whole_seconds()).into());
        }
        limits::block(&mut tx, &key, now + EVERY).await?;
        tx.commit().await?;
        Ok(())
    }

    /// The mail server's words, of acceptance or of refusal.
    async fn hand_over(&self, mail: &Outgoing) -> Result<String, String> {
        match tokio::time::timeout(PATIENCE, self.mailer.send(mail)).await {
            Ok(Ok(reply)) => Ok(reply.text),
            Ok(Err(error)) => Err(error.reply),
            Err(_) => Err(format!("the mail server did not answer within {} s", PATIENCE.as_secs())),
        }
    }
}
