//! Mails that are queued together with what they tell.

use super::{Desk, GIVE_UP};
use crate::{
    mail::TemplateKey,
    store::{
        StoreError, Tx,
        not_me::Notice,
        outbox::{self, NewMessage},
        users::User,
    },
};
use app::{
    api::Client,
    model::{LinkId, MessageId, MessageKind, Timestamp, UserId},
    rules::email,
};
use serde::{Deserialize, Serialize};

/// What a queued message remembers for its template. Everything else is read when it is sent. Never a secret.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "about", rename_all = "kebab-case")]
pub(crate) enum Remembered {
    /// A password change link: all of it stands in the link.
    Link,
    /// A password was changed.
    PasswordChanged {
        /// When.
        at: Timestamp,
        /// From which address.
        address: String,
        /// With which browser.
        browser: String,
    },
    /// Mail to an account goes to this address from now on.
    EmailConfirmed(EmailMoved),
    /// Mail to an account does not go to this address any more.
    EmailChanged(EmailMoved),
    /// Somebody said of a notice: this wasn't me.
    NotMeReported(Report),
}

/// What somebody reported. Names are read when the mail is sent: whoever is deleted by then is not named.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Report {
    /// Who.
    pub(crate) user: UserId,
    /// Of which notice.
    pub(crate) notice: MessageKind,
    /// When that was.
    pub(crate) happened_at: Timestamp,
    /// When they reported it.
    pub(crate) at: Timestamp,
    /// From which address.
    pub(crate) address: String,
}

/// When the address of an account was changed, and who did it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct EmailMoved {
    /// When.
    pub(crate) at: Timestamp,
    /// The name of whoever did it.
    pub(crate) by: String,
}

impl Desk {
    /// Queues the mail that carries a link's secret.
    pub(super) async fn queue_link_mail(&self, tx: &mut Tx, user: &User, to: &str, link: LinkId) -> Result<(), StoreError> {
        self.queue(tx, TemplateKey::PasswordChangeLink, user, to, Some(link), &Remembered::Link).await
    }

    /// Queues the notice to an account's owner that its password was changed, if mail can reach them.
    pub(super) async fn queue_changed_notice(&self, tx: &mut Tx, user: &User, client: &Client) -> Result<(), StoreError> {
        let Some(to) = user.email.as_deref().filter(|address| email::is_valid(address)) else { return Ok(()) };
        let remembered =
            Remembered::PasswordChanged { at: self.now(), address: client.address.to_string(), browser: client.browser.clone() };
        self.queue(tx, TemplateKey::PasswordChanged, user, to, None, &remembered).await
    }

    /// Queues the notices that an account's address was changed: to the new one and to the old one, where there are such.
    pub(super) async fn queue_email_notices(&self, tx: &mut Tx, before: &User, after: &User, by: &str) -> Result<(), StoreError> {
        let moved = EmailMoved { at: self.now(), by: by.to_owned() };
        if let Some(to) = after.email.as_deref() {
            let remembered = Remembered::EmailConfirmed(moved.clone());
            self.queue(tx, TemplateKey::EmailConfirmed, after, to, None, &remembered).await?;
        }
        if let Some(to) = before.email.as_deref().filter(|address| email::is_valid(address)) {
            self.queue(tx, TemplateKey::EmailChanged, after, to, None, &Remembered::EmailChanged(moved)).await?;
        }
        Ok(())
    }

    /// Queues the mail that tells an administrator of a report, if mail can reach them.
    pub(super) async fn queue_report(
        &self,
        tx: &mut Tx,
        administrator: &User,
        notice: &Notice,
        client: &Client,
    ) -> Result<(), StoreError> {
        let Some(to) = administrator.email.as_deref().filter(|address| email::is_valid(address)) else { return Ok(()) };
        let report = Report {
            user: notice.user,
            notice: notice.about,
            happened_at: notice.at,
            at: self.now(),
            address: client.address.to_string(),
        };
        self.queue(tx, TemplateKey::NotMeReported, administrator, to, None, &Remembered::NotMeReported(report)).await
    }

    async fn queue(
        &self,
        tx: &mut Tx,
        template: TemplateKey,
        user: &User,
        to: &str,
        link: Option<LinkId>,
        remembered: &Remembered,
    ) -> Result<(), StoreError> {
        let now = self.now();
        let message = NewMessage {
            id: MessageId(self.random.id(now)),
            template: template.as_str(),
            user: user.id,
            link,
            recipient: to,
            variables: &crate::store::to_json(remembered)?,
            now,
            give_up_at: now + GIVE_UP,
        };
        outbox::insert(tx, &message).await
    }
}
