//! What a queued message says, read when it is sent; the secrets of links and generated passwords are minted here.

use super::Batch;
use crate::{
    mail::{
        self, AccessInfo, ApprovalNotice, AutomationEnding, AutomationNotice, AutomationPaused, Details, EmailChange,
        NotMeReported, PasswordChangeLink, PasswordChanged, SecondFactorChanged, TemporaryPasswordSet, reason,
    },
    security::{CallerCode, LinkSecret, MailedPassword},
    service::{
        self, CALLER_CODE_LIFE, Desk, EmailMoved, MOST_CALLER_TRIES, NOT_ME_LIFE, Remembered, Report, TemporarySet, sealed_for,
    },
    store::{
        StoreError, Tx, caller_codes, credentials, factors,
        links::Link,
        minted::Minted,
        not_me,
        outbox::{Message, State},
        pending::Pending,
        users::{self, User},
    },
};
use app::model::{AutomationId, CallerCodeId, NewPasswordEffect, TemplateKey, Timestamp, UserId};
use secrecy::SecretString;

/// Why a message will not be sent: where it stands then, and the reason.
type Refused = (State, String);

fn cancelled(why: &str) -> Refused {
    (State::Cancelled, why.to_owned())
}

fn failed(why: &str) -> Refused {
    (State::Failed, why.to_owned())
}

impl Desk {
    /// What a message says, or why it will not be sent.
    pub(crate) async fn details(
        &self,
        tx: &mut Tx,
        batch: &mut Batch,
        message: &Message,
        now: Timestamp,
    ) -> Result<Result<Details, Refused>, StoreError> {
        let Ok(remembered) = serde_json::from_str(&message.variables) else {
            return Ok(Err(failed(reason::OTHER_VERSION)));
        };
        Ok(match remembered {
            Remembered::PasswordChanged { at, address, browser } => Ok(Details::PasswordChanged(PasswordChanged {
                changed_at: at,
                client_address: Some(address),
                browser: Some(browser),
            })),
            Remembered::SecondFactorChanged { change, at, by, address, browser } => {
                Ok(Details::SecondFactorChanged(SecondFactorChanged {
                    change,
                    changed_at: at,
                    changed_by: by,
                    client_address: address,
                    browser,
                }))
            }
            Remembered::EmailConfirmed(moved) => Ok(Details::EmailConfirmed(email_change(moved))),
            Remembered::EmailChanged(moved) => Ok(Details::EmailChanged(email_change(moved))),
            Remembered::TemporaryPasswordSet(set) => Ok(Details::TemporaryPasswordSet(TemporaryPasswordSet {
                set_by: set.by,
                set_at: set.at,
                ticket: set.ticket,
                expires_at: set.until,
            })),
            Remembered::NotMeReported(report) => match users::by_id(tx, report.user).await? {
                Some(user) => {
                    let since = service::added_lately(report.happened_at, report.at);
                    let new_factors = factors::added_since(tx, user.id, since).await?;
                    Ok(Details::NotMeReported(self.reported(user, report, new_factors)))
                }
                None => Err(cancelled(reason::SUBJECT_GONE)),
            },
            Remembered::Approval { news, deed, user, asked_by } => match users::by_id(tx, user).await? {
                Some(user) => Ok(Details::Approval(ApprovalNotice {
                    news,
                    deed,
                    account_name: user.display_name,
                    asked_by,
                    approvals_url: format!("{}/approvals", self.house.origin),
                })),
                None => Err(cancelled(reason::SUBJECT_GONE)),
            },
            Remembered::AutomationNotice(notice) => noticed(tx, notice).await?,
            Remembered::AutomationPaused { id, name, reason } => Ok(Details::AutomationPaused(AutomationPaused {
                automation: name,
                reason,
                automation_url: self.automation_url(id),
            })),
            Remembered::AutomationEnding { id, name, ends_at } => Ok(Details::AutomationEnding(AutomationEnding {
                automation: name,
                ends_at,
                automation_url: self.automation_url(id),
            })),
            Remembered::Link => self.with_link(batch, message, now),
            Remembered::NewPassword => self.with_new_password(batch, message, now)?,
            Remembered::CallerCode { code, by } => self.with_caller_code(tx, code, by, now).await?,
            Remembered::TemporaryPassword(set) => self.with_temporary(tx, message, set, now).await?,
        })
    }

    fn with_link(&self, batch: &mut Batch, message: &Message, now: Timestamp) -> Result<Details, Refused> {
        let Some(id) = message.link else { return Err(cancelled(reason::LINK_GONE)) };
        match batch.link(id).cloned() {
            Some(link) if link.consumed_at.is_none() && link.revoked_at.is_none() => {
                Ok(Details::PasswordChangeLink(self.mint_link(batch, link, now)))
            }
            _ => Err(cancelled(reason::LINK_OVER)),
        }
    }

    /// Mints a secret for a link. Its life begins now: a mail that waited in the queue is not dead on arrival.
    fn mint_link(&self, batch: &mut Batch, link: Link, now: Timestamp) -> PasswordChangeLink {
        let secret = LinkSecret::mint(&self.random);
        let expires_at = now + link.life;
        batch.link_tokens.push(Minted { of: link.id, digest: secret.digest(), expires_at });
        let change_url = format!("{}/change-password", self.house.origin);
        PasswordChangeLink {
            requested_by: link.requested_by_name,
            link: format!("{change_url}/{}", secret.expose()).into(),
            code: secret.expose().to_owned().into(),
            change_url,
            expires_at,
            life: link.life,
        }
    }

    fn with_new_password(
        &self,
        batch: &mut Batch,
        message: &Message,
        now: Timestamp,
    ) -> Result<Result<Details, Refused>, StoreError> {
        let Some(id) = message.pending else { return Ok(Err(cancelled(reason::PASSWORD_GONE))) };
        Ok(match batch.password(id)?.cloned() {
            Some(pending) if pending.is_open() => Ok(Details::AccessInfo(self.mint_password(batch, pending, now))),
            _ => Err(cancelled(reason::PASSWORD_OVER)),
        })
    }

    fn mint_password(&self, batch: &mut Batch, pending: Pending, now: Timestamp) -> AccessInfo {
        let password = MailedPassword::mint(&self.random);
        let expires_at = now + pending.life;
        batch.password_secrets.push(Minted { of: pending.id, digest: password.digest(), expires_at });
        AccessInfo {
            requested_by: pending.requested_by_name,
            password: password.grouped(),
            ticket: pending.ticket,
            expires_at,
            life: pending.life,
            old_works: pending.effect == NewPasswordEffect::FirstUse,
        }
    }

    /// Mints a secret for a caller's code, unless it was replaced, used, or tried too often meanwhile.
    async fn with_caller_code(
        &self,
        tx: &mut Tx,
        id: CallerCodeId,
        requested_by: String,
        now: Timestamp,
    ) -> Result<Result<Details, Refused>, StoreError> {
        let Some(user) = caller_codes::open_of(tx, id, MOST_CALLER_TRIES).await? else {
            return Ok(Err(cancelled(reason::CODE_OVER)));
        };
        let code = CallerCode::mint(&self.random);
        let Some(mark) = self.caller_mark(user, &code) else { return Ok(Err(failed(reason::CRASHED))) };
        let expires_at = now + CALLER_CODE_LIFE;
        caller_codes::add_secret(tx, id, &mark, expires_at).await?;
        let (code, life) = (code.grouped(), CALLER_CODE_LIFE);
        Ok(Ok(Details::CallerCode(mail::CallerCode { requested_by, code, expires_at, life })))
    }

    /// A temporary password exists already: it is unsealed, unless it is not the account's any more.
    async fn with_temporary(
        &self,
        tx: &mut Tx,
        message: &Message,
        set: TemporarySet,
        now: Timestamp,
    ) -> Result<Result<Details, Refused>, StoreError> {
        let credential = match message.user {
            Some(user) => credentials::of(tx, user).await?,
            None => None,
        };
        let is_current = credential.and_then(|credential| credential.temporary).is_some_and(|temporary| set.is(&temporary));
        if !is_current {
            return Ok(Err(cancelled(reason::TEMPORARY_OVER)));
        }
        let sealed = message.sealed.as_deref().unwrap_or_default();
        let opened = self.sealer.open(&sealed_for(message.id), sealed).and_then(|text| String::from_utf8(text).ok());
        let Some(password) = opened else { return Ok(Err(failed(reason::OTHER_KEY))) };
        Ok(Ok(Details::AccessInfo(AccessInfo {
            requested_by: Some(set.by),
            password: SecretString::from(password),
            ticket: set.ticket,
            expires_at: set.until,
            life: set.until - now,
            old_works: false,
        })))
    }

    /// Mints the secret with which the reader of a notice can say "this wasn't me". `None` for mails that are none.
    pub(super) fn mint_not_me(&self, batch: &mut Batch, message: &Message, user: UserId, now: Timestamp) -> Option<SecretString> {
        if !message.template.parse().is_ok_and(TemplateKey::is_notice) {
            return None;
        }
        let secret = LinkSecret::mint(&self.random);
        let token = not_me::NewToken { message: message.id, user, token: secret.not_me_digest(), expires_at: now + NOT_ME_LIFE };
        batch.notice_tokens.push(token);
        Some(format!("{}/not-me/{}", self.house.origin, secret.expose()).into())
    }

    fn automation_url(&self, id: AutomationId) -> String {
        format!("{}/automations/{id}", self.house.origin)
    }

    fn reported(&self, user: User, report: Report, new_factors: Vec<(Option<String>, Timestamp)>) -> NotMeReported {
        NotMeReported {
            record_url: format!("{}/users/{}", self.house.origin, user.id),
            account_name: user.display_name,
            account_user_name: user.user_name,
            about: report.notice,
            happened_at: report.happened_at,
            reported_at: report.at,
            client_address: report.address,
            new_factors,
        }
    }
}

/// What an automation says. Whoever is deleted by now is not named; where nobody is left whom it is about, nothing is said.
async fn noticed(tx: &mut Tx, notice: service::AutomationNotice) -> Result<Result<Details, Refused>, StoreError> {
    let named = users::many::display_names(tx, &notice.users).await?;
    if named.is_empty() && !notice.users.is_empty() {
        return Ok(Err(cancelled(reason::SUBJECT_GONE)));
    }
    Ok(Ok(Details::AutomationNotice(AutomationNotice {
        automation: notice.automation,
        event: notice.event,
        happened_at: notice.happened_at,
        people: named.into_iter().map(|(_, name)| name).collect(),
        message: notice.message,
    })))
}

fn email_change(EmailMoved { at, by }: EmailMoved) -> EmailChange {
    EmailChange { changed_at: at, changed_by: Some(by) }
}
