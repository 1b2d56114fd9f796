//! The record of one user.

use super::{known_user, list::listed, subject, target};
use crate::{
    service::{Desk, Fault, moments::Moments, timeline},
    store::{
        StoreError, Tx, credentials, limits, links, pending, sessions,
        users::{User, list::Listed, tags, twins},
    },
};
use app::{
    api::Caller,
    model::{OpenAccess, PasswordFacts, SessionFact, UserId, UserRecord},
    rules::reset::{may_delete, may_set_active, may_set_temporary},
};

impl Desk {
    pub(super) async fn record(&self, caller: &Caller, id: UserId) -> Result<UserRecord, Fault> {
        let now = self.now();
        let moments = Moments::of(now, caller);
        let mut tx = self.db.read().await?;
        let user = known_user(&mut tx, id).await?;
        let subject = subject(&mut tx, caller, &user).await?;
        let locked_until = limits::user_blocked_until(&mut tx, id).await?.filter(|until| *until > now);
        let open = self.open_access(&mut tx, &user).await?;
        let line = Listed {
            tags: tags::of(&mut tx, id).await?,
            link_waits: open.links > 0,
            password_waits: open.passwords > 0,
            is_locked: locked_until.is_some(),
            user,
        };
        let user = &line.user;
        let password = credentials::of(&mut tx, id).await?;
        Ok(UserRecord {
            row: listed(&line, caller.role, &moments),
            language: user.language,
            time_zone: user.time_zone.clone(),
            password: PasswordFacts {
                changed: password.as_ref().map(|password| moments.moment(password.changed_at)),
                must_change: password.as_ref().is_some_and(|password| password.must_change),
                temporary_until: password
                    .and_then(|password| password.temporary)
                    .map(|temporary| moments.moment(temporary.until)),
                locked_until: locked_until.map(|until| moments.moment(until)),
            },
            second_factor: self.factor_facts(&mut tx, id, &moments).await?,
            sessions: self.sessions_of(&mut tx, caller, user, &moments).await?,
            open,
            timeline: timeline::of_user(&mut tx, id, now, &moments).await?,
            resend: self.resendable(&mut tx, caller, id).await?,
            active_refusal: may_set_active(caller.role, subject).err(),
            temporary_refusal: may_set_temporary(caller.role, target(user), subject.is_self).err(),
            delete_refusal: may_delete(caller.role, subject).err(),
            version: user.version,
            api: self.api_access(&mut tx, caller, user).await?,
            lookalikes: twins::like(&mut tx, user).await?,
        })
    }

    /// What an account has open: what prompts say may end.
    pub(in crate::service) async fn open_access(&self, tx: &mut Tx, user: &User) -> Result<OpenAccess, StoreError> {
        let now = self.now();
        Ok(OpenAccess {
            passwords: pending::count_live(tx, user.id, now).await?,
            links: links::count_live(tx, user.id, now).await?,
            sessions: sessions::count_of_user(tx, user.id, now, now - self.house.idle_of(user.role)).await?,
        })
    }

    pub(in crate::service) async fn sessions_of(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        user: &User,
        moments: &Moments<'_>,
    ) -> Result<Vec<SessionFact>, StoreError> {
        let now = self.now();
        let open = sessions::of_user(tx, user.id, now, now - self.house.idle_of(user.role)).await?;
        let facts = open.into_iter().map(|session| SessionFact {
            last_seen: moments.moment(session.last_seen_at),
            id: session.id,
            is_this: session.id == caller.session,
            browser: session.browser,
            client: session.address,
        });
        Ok(facts.collect())
    }
}
