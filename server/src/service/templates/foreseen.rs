//! The mail that an action is about to send, as its recipient will read it: all that is known by now is as it will be, and
//! what is made at sending (links, passwords, tickets) has X for its characters.

use super::text_of;
use crate::{
    jobs::Batch,
    mail::{self, AccessInfo, CallerCode, Details, PasswordChangeLink, TemporaryPasswordSet, Variables, render, render_own},
    service::{
        CALLER_CODE_LIFE, Desk, Fault,
        handled::Handled,
        people::{known_user, refused, target},
    },
    store::{
        Tx,
        templates::{self, Which},
        users::User,
    },
};
use app::{
    api::{ApiError, Caller, MessageProblem, Problem},
    model::{HouseSettings, LinkLife, MessageId, NewPasswordEffect, Permission, PreviewLook, Span, TemplateKey, UserId},
    rules::reset::may_send_link,
};

/// What stands for a link's code: no secret is ever made of one character.
const CODE: &str = "XXXXXXXXXXXXXXXXXXXXXXXXXX";
/// What stands for a password.
const PASSWORD: &str = "XXXX-XXXX-XXXX-XXXX-XXXX-XXXX";
/// What stands for a caller's code.
const CALLER_CODE: &str = "XXXX-XXXX";
/// What stands for a ticket that there is not yet.
const TICKET: &str = "XXX-XXX";

/// What was chosen in the prompt so far, and how the mail is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Foreseen {
    /// How long the link is to work; the settings' choice when absent.
    pub life: Option<LinkLife>,
    /// When the old password is to stop.
    pub effect: NewPasswordEffect,
    /// HTML or text.
    pub look: PreviewLook,
}

impl Desk {
    /// The mail that a prompt about this user is about to send, as a document for a sandboxed frame.
    ///
    /// # Errors
    /// The caller may not send it to this user.
    pub async fn preview_mail(
        &self,
        caller: &Caller,
        key: TemplateKey,
        user: UserId,
        chosen: Foreseen,
    ) -> Result<String, ApiError> {
        self.mail_for(caller, key, user, chosen).await.map_err(|fault| self.report(fault))
    }

    /// The mail that sending a message again makes, as a document for a sandboxed frame.
    ///
    /// # Errors
    /// The caller may not send it again.
    pub async fn preview_again(&self, caller: &Caller, message: MessageId, look: PreviewLook) -> Result<String, ApiError> {
        self.mail_again(caller, message, look).await.map_err(|fault| self.report(fault))
    }

    async fn mail_for(&self, caller: &Caller, key: TemplateKey, id: UserId, chosen: Foreseen) -> Result<String, Fault> {
        caller.require(Permission::ResetPasswords)?;
        let mut tx = self.db.read().await?;
        let user = known_user(&mut tx, id).await?;
        may_send_link(caller.role, target(&user)).map_err(refused)?;
        let house = self.house_settings(&mut tx).await?;
        let details = self.foreseen(caller, key, &house, chosen);
        self.as_read(&mut tx, caller, &house, user, details, chosen.look).await
    }

    async fn mail_again(&self, caller: &Caller, id: MessageId, look: PreviewLook) -> Result<String, Fault> {
        caller.require(Permission::HandleMessages)?;
        let now = self.now();
        let mut tx = self.db.read().await?;
        let handled = Handled::read(&mut tx, id).await?;
        handled.may_resend(caller, now)?;
        let house = self.house_settings(&mut tx).await?;
        let gone = || Problem::Message(MessageProblem::NoRecipient);
        let details = match (&handled.link, &handled.pending) {
            (Some(link), _) => self.foreseen_link(link.requested_by_name.clone(), link.life),
            (None, Some(pending)) => self.foreseen_password(caller, &house, pending.effect),
            // Without a link or a password there is no secret to be minted for it.
            (None, None) => self.details(&mut tx, &mut Batch::default(), &handled.message, now).await?.map_err(|_| gone())?,
        };
        let user = handled.user.ok_or_else(gone)?;
        self.as_read(&mut tx, caller, &house, user, details, look).await
    }

    /// What a mail will say. Mails that no prompt sends have samples.
    fn foreseen(&self, caller: &Caller, key: TemplateKey, house: &HouseSettings, chosen: Foreseen) -> Details {
        match key {
            TemplateKey::PasswordChangeLink => {
                let minutes = chosen.life.map_or(house.link_minutes, LinkLife::minutes);
                self.foreseen_link(Some(caller.display_name.clone()), Span::minutes(minutes))
            }
            TemplateKey::AccessInfo => self.foreseen_password(caller, house, chosen.effect),
            TemplateKey::CallerCode => Details::CallerCode(CallerCode {
                requested_by: caller.display_name.clone(),
                code: CALLER_CODE.into(),
                expires_at: self.now() + CALLER_CODE_LIFE,
                life: CALLER_CODE_LIFE,
            }),
            TemplateKey::TemporaryPasswordSet => Details::TemporaryPasswordSet(TemporaryPasswordSet {
                set_by: caller.display_name.clone(),
                set_at: self.now(),
                ticket: TICKET.to_owned(),
                expires_at: self.now() + Span::hours(house.policy.temporary_password_hours),
            }),
            other => self.sample(other, house).details,
        }
    }

    fn foreseen_link(&self, requested_by: Option<String>, life: Span) -> Details {
        let change_url = format!("{}/change-password", self.house.origin);
        Details::PasswordChangeLink(PasswordChangeLink {
            requested_by,
            link: format!("{change_url}/{CODE}").into(),
            code: CODE.into(),
            change_url,
            expires_at: self.now() + life,
            life,
        })
    }

    fn foreseen_password(&self, caller: &Caller, house: &HouseSettings, effect: NewPasswordEffect) -> Details {
        let life = Span::hours(house.policy.new_password_hours);
        Details::AccessInfo(AccessInfo {
            requested_by: Some(caller.display_name.clone()),
            password: PASSWORD.into(),
            ticket: TICKET.to_owned(),
            expires_at: self.now() + life,
            life,
            old_works: effect == NewPasswordEffect::FirstUse,
        })
    }

    /// The mail in its recipient's language and in the words that the house has for it now.
    async fn as_read(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        house: &HouseSettings,
        user: User,
        details: Details,
        look: PreviewLook,
    ) -> Result<String, Fault> {
        let language = user.language;
        let variables = self.variables(house, user, details);
        let key = variables.template();
        let not_me = key.is_notice().then(|| format!("{}/not-me/{CODE}", self.house.origin).into());
        let variables = Variables { not_me, ..variables };
        let which = Which { key, language };
        let text = text_of(templates::latest(tx, which).await?.as_ref(), which);
        let rendered = render_own(&text, language, &variables).or_else(|_| render(language, &variables));
        Ok(mail::previewed(&rendered.map_err(anyhow::Error::from)?, look, caller.locale))
    }
}
