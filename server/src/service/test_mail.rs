//! A mail to oneself, sent at once, to see whether the mail server takes mail.

use super::{
    Desk, Fault, did,
    people::{known_user, refused},
};
use crate::{
    mail::{Details, Letter, Outgoing},
    store::{
        audit::Outcome,
        limits,
        templates::{self, Which},
        users::User,
    },
};
use app::{
    api::{Caller, Problem},
    model::{HouseSettings, MailTested, MessageId, Permission, Span, TemplateKey},
    rules::{email, reset::Refusal},
};
use std::time::Duration;

/// How often one person may test.
const EVERY: Span = Span::seconds(10);
/// How long the mail server may take: somebody waits for the page.
const PATIENCE: Duration = Duration::from_secs(20);

/// A mail to the caller that says how it went.
pub(super) struct Test {
    /// What it is called in the audit trail.
    pub(super) action: &'static str,
    /// The caller's address.
    pub(super) to: String,
    /// The mail.
    pub(super) mail: Outgoing,
    /// What else the trail says of it.
    pub(super) about: serde_json::Value,
}

impl Desk {
    pub(super) async fn send_test(&self, caller: &Caller) -> Result<MailTested, Fault> {
        const TESTED: &str = "settings.mail-tested";
        self.permit(caller, Permission::ChangeSettings, TESTED).await?;
        let now = self.now();
        let (to, house, user) = self.test_recipient(caller).await?;
        let locale = user.language;
        let variables = self.variables(&house, user, Details::Test(now));
        let letter = Letter { id: MessageId(self.random.id(now)), to: &to, locale, date: now, variables: &variables };
        let which = Which { key: TemplateKey::Test, language: locale };
        let own = templates::latest(&mut self.db.read().await?, which).await?;
        let mail = self.write_mail(&letter, own.as_ref()).await.map_err(anyhow::Error::from)?;
        self.hand_over_test(caller, Test { action: TESTED, to, mail, about: serde_json::json!({}) }).await
    }

    /// Hands a test over, now, and keeps the mail server's words.
    pub(super) async fn hand_over_test(&self, caller: &Caller, test: Test) -> Result<MailTested, Fault> {
        let Test { action, to, mail, about } = test;
        self.hold_tests_back(caller).await?;
        let answer = self.hand_over(&mail).await;
        let outcome = if answer.is_ok() { Outcome::Done } else { Outcome::Failed };
        let mut line = did(caller, action, outcome);
        let (Ok(reply) | Err(reply)) = &answer;
        line.detail = about;
        line.detail["to"] = to.as_str().into();
        line.detail["reply"] = reply.as_str().into();
        let mut tx = self.db.write().await?;
        self.audit(&mut tx, line).await?;
        tx.commit().await?;
        match answer {
            Ok(reply) => Ok(MailTested { to, reply }),
            Err(reply) => Err(Problem::MailRefused(reply).into()),
        }
    }

    /// The caller, where mail can reach them, and the house they write from.
    pub(super) async fn test_recipient(&self, caller: &Caller) -> Result<(String, HouseSettings, User), Fault> {
        let mut tx = self.db.read().await?;
        let user = known_user(&mut tx, caller.user).await?;
        let house = self.house_settings(&mut tx).await?;
        let to = user.email.clone().ok_or_else(|| refused(Refusal::NoEmail))?;
        if !email::is_valid(&to) {
            return Err(refused(Refusal::InvalidEmail).into());
        }
        Ok((to, house, user))
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
