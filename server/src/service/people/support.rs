//! Helping a user in and shutting one out: Is Active, the wait after failed sign-ins, sessions.

use super::{draft_of, end_access, known_user, revoke_mailed, subject, whom};
use crate::{
    service::{Desk, Fault, acted, approvals::Deed, known_browser::end_everywhere},
    store::{
        Tx,
        audit::Outcome,
        dialect,
        events::Event,
        limits, links, pending, sessions,
        users::{self, User, tags},
    },
};
use app::{
    api::Caller,
    model::{SetActive, UserId},
    rules::reset::{may_set_active, may_support},
};

const SESSIONS_ENDED: &str = "user.sessions-ended";

impl Desk {
    pub(super) async fn switch(&self, caller: &Caller, request: &SetActive) -> Result<(), Fault> {
        let (tx, user) = self.begin_change(request.user).await?;
        let mut tx = self.permit_switch(tx, caller, &user, request.active).await?;
        let deed = if request.active {
            let draft = draft_of(&user, &tags::of(&mut tx, user.id).await?);
            Deed::Edit { version: user.version, draft, activates: true }
        } else {
            Deed::Deactivate
        };
        tx = self.second(tx, caller, &user, &deed).await?;
        self.store_switch(&mut tx, caller, &user, request.active).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Goes on only if the caller may switch Is Active of the user.
    pub(super) async fn permit_switch(&self, mut tx: Tx, caller: &Caller, user: &User, to: bool) -> Result<Tx, Fault> {
        let verdict = may_set_active(caller.role, subject(&mut tx, caller, user).await?);
        self.permit_on(tx, caller, switched(to).0, user, verdict).await
    }

    /// Switches Is Active, with what ends by it; answers whether it stood otherwise.
    pub(in crate::service) async fn store_switch(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        user: &User,
        to: bool,
    ) -> Result<bool, Fault> {
        let now = self.now();
        if !users::set_active(tx, user.id, to, now).await? {
            return Ok(false);
        }
        if !to {
            end_access(tx, user.id, now).await?;
        }
        let (action, event) = switched(to);
        self.event(tx, event, user.id, Some(&caller.display_name)).await?;
        self.audit(tx, acted(caller, action, Outcome::Done, whom(user))).await?;
        Ok(true)
    }

    pub(super) async fn lift_wait(&self, caller: &Caller, id: UserId) -> Result<(), Fault> {
        let (mut tx, user) = self.begin_support(caller, "user.unlocked", id).await?;
        if !limits::clear_user(&mut tx, id).await? {
            return Ok(());
        }
        self.event(&mut tx, Event::Unlocked, id, Some(&caller.display_name)).await?;
        self.audit(&mut tx, acted(caller, "user.unlocked", Outcome::Done, whom(&user))).await?;
        tx.commit().await?;
        Ok(())
    }

    pub(super) async fn end_sessions_of(&self, caller: &Caller, id: UserId) -> Result<i64, Fault> {
        let (mut tx, user) = self.begin_support(caller, SESSIONS_ENDED, id).await?;
        let open = self.store_end(&mut tx, caller, &user).await?;
        tx.commit().await?;
        Ok(open)
    }

    /// Ends all sessions of a user, and what browsers are known for; answers how many sessions there were.
    pub(in crate::service) async fn store_end(&self, tx: &mut Tx, caller: &Caller, user: &User) -> Result<i64, Fault> {
        let now = self.now();
        let open = sessions::count_of_user(tx, user.id, now, now - self.house.idle_of(user.role)).await?;
        end_everywhere(tx, &[user.id], now).await?;
        if open == 0 {
            return Ok(0);
        }
        self.event(tx, Event::SessionsEnded { sessions: open }, user.id, Some(&caller.display_name)).await?;
        let mut line = acted(caller, SESSIONS_ENDED, Outcome::Done, whom(user));
        line.detail = serde_json::json!({ "sessions": open });
        self.audit(tx, line).await?;
        Ok(open)
    }

    pub(super) async fn withdraw_mailed_of(&self, caller: &Caller, id: UserId) -> Result<i64, Fault> {
        let now = self.now();
        let (mut tx, user) = self.begin_support(caller, "user.mail-withdrawn", id).await?;
        let open = links::count_live(&mut tx, id, now).await? + pending::count_live(&mut tx, id, now).await?;
        if open == 0 {
            return Ok(0);
        }
        revoke_mailed(&mut tx, id, now).await?;
        let mut line = acted(caller, "user.mail-withdrawn", Outcome::Done, whom(&user));
        line.detail = serde_json::json!({ "withdrawn": open });
        self.audit(&mut tx, line).await?;
        tx.commit().await?;
        Ok(open)
    }

    async fn begin_support(&self, caller: &Caller, action: &str, id: UserId) -> Result<(Tx, User), Fault> {
        let mut tx = self.db.write().await?;
        dialect::lock_user(&mut tx, id).await?;
        let user = known_user(&mut tx, id).await?;
        let tx = self.permit_on(tx, caller, action, &user, may_support(caller.role, user.role)).await?;
        Ok((tx, user))
    }
}

/// What switching Is Active is called.
const fn switched(to: bool) -> (&'static str, Event) {
    if to { ("user.activated", Event::Activated) } else { ("user.deactivated", Event::Deactivated) }
}
