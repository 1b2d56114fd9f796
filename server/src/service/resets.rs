//! Option A: *Send Password Change Link*.

use super::{
    Desk, Fault, GIVE_UP, acted,
    approvals::Deed,
    moments::Moments,
    people::{known_user, refused, revoke_links, target},
};
use crate::{
    security::LinkSecret,
    store::{
        Tx,
        audit::Outcome,
        dialect,
        events::Event,
        links::{self, Link, NewLink},
        users::{self, User},
    },
};
use app::{
    api::{ApiError, Caller, Problem, Resets},
    model::{
        ChangePrompt, LinkId, LinkLife, LinkPrompt, LinkSent, LinkStanding, Locale, NotMeStanding, Opener, SendChangeLink,
        SetUpPrompt, Span, Timestamp, UserId,
    },
    rules::{password::Policy, reset::may_send_link},
};
use async_trait::async_trait;

#[async_trait]
impl Resets for Desk {
    async fn link_prompt(&self, caller: &Caller, user: UserId) -> Result<LinkPrompt, ApiError> {
        self.prompt(caller, user).await.map_err(|fault| self.report(fault))
    }

    async fn send_change_link(&self, caller: &Caller, request: SendChangeLink) -> Result<LinkSent, ApiError> {
        self.send_link(caller, &request).await.map_err(|fault| self.report(fault))
    }

    async fn link_standing(&self, code: &str, locale: Locale) -> Result<LinkStanding, ApiError> {
        self.standing(code, locale).await.map_err(|fault| self.report(fault))
    }

    async fn not_me_standing(&self, code: &str, locale: Locale) -> Result<NotMeStanding, ApiError> {
        self.notice_standing(code, locale).await.map_err(|fault| self.report(fault))
    }

    async fn set_up_prompt(&self, code: &str) -> Result<SetUpPrompt, ApiError> {
        self.set_up_standing(code).await.map_err(|fault| self.report(fault))
    }
}

impl Desk {
    async fn prompt(&self, caller: &Caller, id: UserId) -> Result<LinkPrompt, Fault> {
        let mut tx = self.db.read().await?;
        let user = known_user(&mut tx, id).await?;
        may_send_link(caller.role, target(&user)).map_err(refused)?;
        let house = self.house_settings(&mut tx).await?;
        Ok(LinkPrompt {
            user: id,
            api: self.api_use(&mut tx, caller, &user).await?,
            open: self.open_access(&mut tx, &user).await?,
            display_name: user.display_name,
            email: user.email.unwrap_or_default(),
            language: user.language,
            default_minutes: house.link_minutes,
            longest_minutes: house.policy.longest_link_minutes,
        })
    }

    /// For how many minutes a link works unless its sender chooses otherwise.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn usual_link_minutes(&self) -> Result<i64, ApiError> {
        let read = async { Ok(self.house_settings(&mut self.db.read().await?).await?.link_minutes) };
        read.await.map_err(|fault: Fault| self.report(fault))
    }

    async fn send_link(&self, caller: &Caller, request: &SendChangeLink) -> Result<LinkSent, Fault> {
        let life =
            LinkLife::from_minutes(request.life_minutes).ok_or_else(|| ApiError::field("life_minutes", Problem::LinkLife))?;
        let mut tx = self.db.write().await?;
        dialect::lock_user(&mut tx, request.user).await?;
        let user = known_user(&mut tx, request.user).await?;
        let whom = (user.id, user.display_name.as_str());
        if let Err(refusal) = may_send_link(caller.role, target(&user)) {
            let mut entry = acted(caller, "link.requested", Outcome::Refused, whom);
            entry.detail = serde_json::json!({ "reason": refusal });
            self.audit(&mut tx, entry).await?;
            tx.commit().await?;
            return Err(refused(refusal).into());
        }
        let longest = self.house_settings(&mut tx).await?.policy.longest_link_minutes;
        if life.minutes() > longest {
            return Err(ApiError::field("life_minutes", Problem::LinkTooLong(longest)).into());
        }
        tx = self.second(tx, caller, &user, &Deed::SendLink { life_minutes: life.minutes() }).await?;
        self.spend_send(&mut tx, caller, request.user).await?;
        let queued = self.request_link(&mut tx, caller, &user, life).await?;
        tx.commit().await?;
        self.mail_waits.notify_one();
        Ok(queued)
    }

    /// Makes a link that may be sent, and queues its mail. The caller of this commits and wakes the mail worker.
    pub(super) async fn request_link(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        user: &User,
        life: LinkLife,
    ) -> Result<LinkSent, Fault> {
        let queued = self.replace_link(tx, Some((caller.user, &caller.display_name)), user, life).await?;
        self.event(tx, Event::LinkRequested, user.id, Some(&caller.display_name)).await?;
        let mut entry = acted(caller, "link.requested", Outcome::Done, (user.id, user.display_name.as_str()));
        entry.detail = serde_json::json!({ "link": queued.link, "life_minutes": life.minutes() });
        self.audit(tx, entry).await?;
        Ok(queued)
    }

    /// One live link per user: the new one withdraws the rest. `by` is whoever asked and their name; nobody, where a person
    /// asked for themselves.
    pub(super) async fn replace_link(
        &self,
        tx: &mut Tx,
        by: Option<(UserId, &str)>,
        user: &User,
        life: LinkLife,
    ) -> Result<LinkSent, Fault> {
        let link = self.new_link(tx, by, user, life).await?;
        let email = user.email.clone().unwrap_or_default();
        self.queue_link_mail(tx, user, &email, link).await?;
        Ok(LinkSent { link, email })
    }

    /// As [`Desk::replace_link`], and nothing is mailed.
    pub(super) async fn new_link(
        &self,
        tx: &mut Tx,
        by: Option<(UserId, &str)>,
        user: &User,
        life: LinkLife,
    ) -> Result<LinkId, Fault> {
        let now = self.now();
        revoke_links(tx, &[user.id], now).await?;
        let id = LinkId(self.random.id(now));
        let link = NewLink {
            id,
            user: user.id,
            requested_by: by,
            email: user.email.as_deref().unwrap_or_default(),
            life: Span::minutes(life.minutes()),
            now,
            give_up_at: now + GIVE_UP,
            causes: &self.causes,
        };
        links::insert(tx, &link).await?;
        Ok(id)
    }

    /// How a link stands.
    pub(super) async fn standing(&self, code: &str, locale: Locale) -> Result<LinkStanding, Fault> {
        let Some(secret) = LinkSecret::read(code) else { return Ok(LinkStanding::Unknown) };
        let now = self.now();
        let mut tx = self.db.read().await?;
        let Some(link) = links::by_token(&mut tx, &secret.digest()).await? else { return Ok(LinkStanding::Unknown) };
        let Some(user) = users::by_id(&mut tx, link.user).await? else { return Ok(LinkStanding::Unknown) };
        let policy = self.policy(&self.house_settings(&mut tx).await?);
        drop(tx);
        Ok(judge(&link, &user, policy, &Moments::new(now, &user.time_zone, locale), now))
    }

    /// Notes the first time that such a one was at a link's page, for the timeline; nothing else changes, however many
    /// scanners come by. Of a link that does not work, or that there is not, nothing is noted.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note_opening(&self, code: &str, by: Opener) -> Result<(), ApiError> {
        self.opened(code, by).await.map_err(|fault| self.report(fault))
    }

    pub(super) async fn opened(&self, code: &str, by: Opener) -> Result<(), Fault> {
        let Some(secret) = LinkSecret::read(code) else { return Ok(()) };
        let now = self.now();
        let link = links::by_token(&mut self.db.read().await?, &secret.digest()).await?;
        let is_news = |link: &Link| {
            let works =
                link.token_expires_at.is_some_and(|end| end > now) && link.consumed_at.is_none() && link.revoked_at.is_none();
            works && link.opened_by(by).is_none()
        };
        if let Some(link) = link.filter(is_news) {
            let mut tx = self.db.write().await?;
            links::opened(&mut tx, link.id, by, now).await?;
            tx.commit().await?;
        }
        Ok(())
    }
}

fn judge(link: &Link, user: &User, policy: Policy, moments: &Moments<'_>, now: Timestamp) -> LinkStanding {
    let until = link.token_expires_at.unwrap_or(link.give_up_at);
    if let Some(at) = link.consumed_at {
        return LinkStanding::Used(moments.moment(at));
    }
    if let Some(at) = link.revoked_at {
        return LinkStanding::Revoked(moments.moment(at));
    }
    if until <= now {
        return LinkStanding::Expired(moments.moment(until));
    }
    LinkStanding::Open(ChangePrompt {
        user_name: user.user_name.clone(),
        display_name: user.display_name.clone(),
        requested_by: link.requested_by_name.clone(),
        until: moments.moment(until),
        policy,
    })
}
