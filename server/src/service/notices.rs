//! Mails that are queued together with what they tell.

use super::{CALLER_CODE_LIFE, Desk, Fault, GIVE_UP};
use crate::{
    security::TemporaryPassword,
    store::{
        Tx,
        credentials::Temporary,
        not_me::Notice,
        outbox::{self, NewMessage},
        users::User,
    },
};
use app::{
    api::{Caller, Client},
    model::{
        ApprovalNews, AutomationId, CallerCodeId, EventKind, FactorChange, HeldDeed, LinkId, MessageId, MessageKind, PauseReason,
        PendingId, TemplateKey, Timestamp, UserId,
    },
    rules::email,
};
use serde::{Deserialize, Serialize};

/// What a queued message remembers for its template. Everything else is read when it is sent. Never a secret.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "about", rename_all = "kebab-case")]
pub(crate) enum Remembered {
    /// A password change link: all of it stands in the link.
    Link,
    /// A generated password: all of it stands in the pending password.
    NewPassword,
    /// A code that is read out to the help desk.
    CallerCode {
        /// Which.
        code: CallerCodeId,
        /// The name of whoever asked for it.
        by: String,
    },
    /// A temporary password that was mailed, too.
    TemporaryPassword(TemporarySet),
    /// A temporary password was set.
    TemporaryPasswordSet(TemporarySet),
    /// A password was changed.
    PasswordChanged {
        /// When.
        at: Timestamp,
        /// From which address.
        address: String,
        /// With which browser.
        browser: String,
    },
    /// The second factors of an account changed.
    SecondFactorChanged {
        /// How.
        change: FactorChange,
        /// When.
        at: Timestamp,
        /// The name of whoever did it, where it was not the owner.
        by: Option<String>,
        /// From which address, where it was the owner.
        address: Option<String>,
        /// With which browser, where it was the owner.
        browser: Option<String>,
    },
    /// Mail to an account goes to this address from now on.
    EmailConfirmed(EmailMoved),
    /// Mail to an account does not go to this address any more.
    EmailChanged(EmailMoved),
    /// Somebody said of a notice: this wasn't me.
    NotMeReported(Report),
    /// Something waits for a second administrator, or what became of it.
    Approval {
        /// What there is to say.
        news: ApprovalNews,
        /// What is asked for.
        deed: HeldDeed,
        /// Whom it concerns.
        user: UserId,
        /// The name of whoever asked.
        asked_by: String,
    },
    /// An automation is to notify somebody.
    AutomationNotice(AutomationNotice),
    /// An automation pauses.
    AutomationPaused {
        /// Which.
        id: AutomationId,
        /// Its name.
        name: String,
        /// Why.
        reason: PauseReason,
    },
    /// The end of an automation's time frame is near.
    AutomationEnding {
        /// Which.
        id: AutomationId,
        /// Its name.
        name: String,
        /// When it ends.
        ends_at: Timestamp,
    },
}

/// What an automation says to those whom it is to notify. Names are read when the mail is sent, as of what somebody reported.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct AutomationNotice {
    /// The automation's name.
    pub(crate) automation: String,
    /// What happened.
    pub(crate) event: EventKind,
    /// When.
    pub(crate) happened_at: Timestamp,
    /// Those whom it is about.
    #[serde(default)]
    pub(crate) users: Vec<UserId>,
    /// What the job says.
    pub(crate) message: String,
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

/// A temporary password, but for the password.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct TemporarySet {
    /// When it was set.
    pub(crate) at: Timestamp,
    /// The name of whoever did it.
    pub(crate) by: String,
    /// What both sides call it on the telephone.
    pub(crate) ticket: String,
    /// Until when it works.
    pub(crate) until: Timestamp,
}

impl TemporarySet {
    /// Whether it is this one.
    pub(crate) fn is(&self, temporary: &Temporary) -> bool {
        self.ticket == temporary.ticket && self.until == temporary.until
    }
}

/// The secret that a message carries.
enum Carried<'a> {
    /// None.
    Nothing,
    /// That of a link, minted when it is sent.
    Link(LinkId),
    /// A generated password, minted when it is sent.
    NewPassword(PendingId),
    /// A caller's code, minted when it is sent.
    CallerCode,
    /// A temporary password, which exists already: sealed until it is sent.
    Temporary(&'a TemporaryPassword),
}

/// The purpose for which a message's password is sealed.
pub(crate) fn sealed_for(message: MessageId) -> String {
    format!("access-info/{message}")
}

impl Desk {
    /// Queues the mail that carries a link's secret.
    pub(super) async fn queue_link_mail(&self, tx: &mut Tx, user: &User, to: &str, link: LinkId) -> Result<(), Fault> {
        self.queue(tx, TemplateKey::PasswordChangeLink, user, to, Carried::Link(link), &Remembered::Link).await.map(drop)
    }

    /// Queues the mail that carries a generated password.
    pub(super) async fn queue_new_password(
        &self,
        tx: &mut Tx,
        user: &User,
        to: &str,
        pending: PendingId,
    ) -> Result<MessageId, Fault> {
        self.queue(tx, TemplateKey::AccessInfo, user, to, Carried::NewPassword(pending), &Remembered::NewPassword).await
    }

    /// Queues the mail that carries a caller's code, which is minted when it is sent.
    pub(super) async fn queue_caller_code(
        &self,
        tx: &mut Tx,
        user: &User,
        to: &str,
        code: CallerCodeId,
        by: &str,
    ) -> Result<MessageId, Fault> {
        let remembered = Remembered::CallerCode { code, by: by.to_owned() };
        self.queue(tx, TemplateKey::CallerCode, user, to, Carried::CallerCode, &remembered).await
    }

    /// Queues the mail that carries a temporary password.
    pub(super) async fn queue_temporary_password(
        &self,
        tx: &mut Tx,
        user: &User,
        to: &str,
        password: &TemporaryPassword,
        set: &TemporarySet,
    ) -> Result<(), Fault> {
        let remembered = Remembered::TemporaryPassword(set.clone());
        self.queue(tx, TemplateKey::AccessInfo, user, to, Carried::Temporary(password), &remembered).await.map(drop)
    }

    /// Queues the notice that an administrator set a temporary password, if mail can reach the account's owner.
    pub(super) async fn queue_temporary_notice(&self, tx: &mut Tx, user: &User, set: &TemporarySet) -> Result<(), Fault> {
        let remembered = Remembered::TemporaryPasswordSet(set.clone());
        self.queue_to(tx, TemplateKey::TemporaryPasswordSet, user, &remembered).await.map(drop)
    }

    /// Queues the notice to an account's owner that its password was changed, if mail can reach them.
    pub(super) async fn queue_changed_notice(&self, tx: &mut Tx, user: &User, client: &Client) -> Result<(), Fault> {
        let remembered =
            Remembered::PasswordChanged { at: self.now(), address: client.address.to_string(), browser: client.browser.clone() };
        self.queue_to(tx, TemplateKey::PasswordChanged, user, &remembered).await.map(drop)
    }

    /// Queues the notice to an account's owner that their second factors changed, if mail can reach them.
    pub(super) async fn queue_factor_notice(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        user: &User,
        change: FactorChange,
    ) -> Result<(), Fault> {
        let is_own = caller.user == user.id;
        let remembered = Remembered::SecondFactorChanged {
            change,
            at: self.now(),
            by: (!is_own).then(|| caller.display_name.clone()),
            address: is_own.then(|| caller.client.address.to_string()),
            browser: is_own.then(|| caller.client.browser.clone()),
        };
        self.queue_to(tx, TemplateKey::SecondFactorChanged, user, &remembered).await.map(drop)
    }

    /// Queues the notices that an account's address was changed: to the new one and to the old one, where there are such.
    pub(super) async fn queue_email_notices(&self, tx: &mut Tx, before: &User, after: &User, by: &str) -> Result<(), Fault> {
        let moved = EmailMoved { at: self.now(), by: by.to_owned() };
        if let Some(to) = after.email.as_deref() {
            let remembered = Remembered::EmailConfirmed(moved.clone());
            self.queue(tx, TemplateKey::EmailConfirmed, after, to, Carried::Nothing, &remembered).await?;
        }
        if let Some(to) = before.email.as_deref().filter(|address| email::is_valid(address)) {
            self.queue(tx, TemplateKey::EmailChanged, after, to, Carried::Nothing, &Remembered::EmailChanged(moved)).await?;
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
    ) -> Result<(), Fault> {
        let report = Report {
            user: notice.user,
            notice: notice.about,
            happened_at: notice.at,
            at: self.now(),
            address: client.address.to_string(),
        };
        self.queue_to(tx, TemplateKey::NotMeReported, administrator, &Remembered::NotMeReported(report)).await.map(drop)
    }

    /// Queues the mail that tells an administrator of something that waits for a second one, if mail can reach them.
    pub(super) async fn queue_approval(
        &self,
        tx: &mut Tx,
        administrator: &User,
        news: ApprovalNews,
        (deed, user, asked_by): (HeldDeed, UserId, &str),
    ) -> Result<(), Fault> {
        let remembered = Remembered::Approval { news, deed, user, asked_by: asked_by.to_owned() };
        self.queue_to(tx, TemplateKey::Approval, administrator, &remembered).await.map(drop)
    }

    /// Queues what an automation says to somebody; nothing where mail cannot reach them.
    pub(super) async fn queue_automation_notice(
        &self,
        tx: &mut Tx,
        user: &User,
        notice: AutomationNotice,
    ) -> Result<Option<MessageId>, Fault> {
        self.queue_to(tx, TemplateKey::AutomationNotice, user, &Remembered::AutomationNotice(notice)).await
    }

    /// Queues the notice that an automation pauses, if mail can reach its reader.
    pub(super) async fn queue_automation_paused(
        &self,
        tx: &mut Tx,
        user: &User,
        id: AutomationId,
        name: &str,
        reason: PauseReason,
    ) -> Result<(), Fault> {
        let remembered = Remembered::AutomationPaused { id, name: name.to_owned(), reason };
        self.queue_to(tx, TemplateKey::AutomationPaused, user, &remembered).await.map(drop)
    }

    /// Queues the notice that an automation's time frame ends soon, if mail can reach its reader.
    pub(super) async fn queue_automation_ending(
        &self,
        tx: &mut Tx,
        user: &User,
        id: AutomationId,
        name: &str,
        ends_at: Timestamp,
    ) -> Result<(), Fault> {
        let remembered = Remembered::AutomationEnding { id, name: name.to_owned(), ends_at };
        self.queue_to(tx, TemplateKey::AutomationEnding, user, &remembered).await.map(drop)
    }

    /// Queues a mail without a secret to the address that the user has, if it is one.
    async fn queue_to(
        &self,
        tx: &mut Tx,
        template: TemplateKey,
        user: &User,
        remembered: &Remembered,
    ) -> Result<Option<MessageId>, Fault> {
        let Some(to) = user.email.as_deref().filter(|address| email::is_valid(address)) else { return Ok(None) };
        self.queue(tx, template, user, to, Carried::Nothing, remembered).await.map(Some)
    }

    async fn queue(
        &self,
        tx: &mut Tx,
        template: TemplateKey,
        user: &User,
        to: &str,
        carried: Carried<'_>,
        remembered: &Remembered,
    ) -> Result<MessageId, Fault> {
        let now = self.now();
        let id = MessageId(self.random.id(now));
        let sealed = match carried {
            Carried::Temporary(password) => Some(self.sealer.seal(&sealed_for(id), password.expose().as_bytes())?),
            _ => None,
        };
        let message = NewMessage {
            id,
            template: template.as_str(),
            user: user.id,
            link: if let Carried::Link(link) = carried { Some(link) } else { None },
            pending: if let Carried::NewPassword(pending) = carried { Some(pending) } else { None },
            sealed: sealed.as_deref(),
            recipient: to,
            variables: &crate::store::to_json(remembered)?,
            now,
            give_up_at: now + if matches!(carried, Carried::CallerCode) { CALLER_CODE_LIFE } else { GIVE_UP },
            causes: &self.causes,
        };
        outbox::insert(tx, &message).await?;
        Ok(id)
    }
}
