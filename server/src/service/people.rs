//! The directory: finding people, reading a record, switching Is Active.

use super::{Desk, Fault, acted, moments::Moments};
use crate::store::{
    StoreError, Tx,
    audit::Outcome,
    credentials, dialect,
    events::Event,
    limits, links, outbox, sessions,
    users::{self, COUNT_CAP, From, Key, Listed, User},
};
use app::{
    api::{ApiError, Caller, ErrorCode, People},
    model::{
        Account, Count, Organisation, Page, PasswordFacts, Permission, Place, RecoveryBadge, Role, SessionFact, SetActive,
        Timestamp, UserId, UserQuery, UserRecord, UserRow, Viewer,
    },
    rules::reset::{Refusal, Target, may_send_link, may_set_active},
};
use async_trait::async_trait;
use uuid::Uuid;

/// Rows on a page of the list.
const PAGE: i64 = 50;
/// A longer search is cut: nobody types that.
const LONGEST_SEARCH: usize = 200;

#[async_trait]
impl People for Desk {
    async fn users(&self, caller: &Caller, query: UserQuery) -> Result<Page<UserRow>, ApiError> {
        caller.require(Permission::ViewUsers)?;
        self.list(caller, &query).await.map_err(|fault| self.report(fault))
    }

    async fn user(&self, caller: &Caller, user: UserId) -> Result<UserRecord, ApiError> {
        caller.require(Permission::ViewUsers)?;
        self.record(caller, user).await.map_err(|fault| self.report(fault))
    }

    async fn set_active(&self, caller: &Caller, request: SetActive) -> Result<(), ApiError> {
        self.switch(caller, &request).await.map_err(|fault| self.report(fault))
    }

    async fn viewer(&self, caller: &Caller) -> Result<Viewer, ApiError> {
        Ok(Viewer {
            id: caller.user,
            display_name: caller.display_name.clone(),
            role: caller.role,
            has_mailbox: self.house.mailbox.is_some(),
        })
    }

    async fn account(&self, caller: &Caller) -> Result<Account, ApiError> {
        self.own_account(caller).await.map_err(|fault| self.report(fault))
    }

    async fn organisation(&self) -> Result<Organisation, ApiError> {
        Ok(self.house.organisation.clone())
    }
}

impl Desk {
    async fn list(&self, caller: &Caller, query: &UserQuery) -> Result<Page<UserRow>, Fault> {
        let now = self.now();
        let search: String = query.q.chars().take(LONGEST_SEARCH).collect();
        let from = match &query.place {
            None => From::After(None),
            Some(Place::After(key)) => From::After(Some(read_key(key)?)),
            Some(Place::Before(key)) => From::Before(read_key(key)?),
        };
        let mut tx = self.db.read().await?;
        let counted = users::count(&mut tx, &search).await?;
        // One more than is shown tells whether there is a further page.
        let mut rows = users::page(&mut tx, &search, &from, PAGE + 1, now).await?;
        let further = rows.len() > usize::try_from(PAGE).unwrap_or_default();
        let backwards = matches!(from, From::Before(_));
        if further && backwards {
            rows.remove(0);
        } else if further {
            rows.pop();
        }
        let (has_next, has_previous) = if backwards { (true, further) } else { (further, matches!(from, From::After(Some(_)))) };
        let moments = Moments::new(now, &caller.time_zone);
        Ok(Page {
            next: rows.last().filter(|_| has_next).map(write_key),
            previous: rows.first().filter(|_| has_previous).map(write_key),
            items: rows.iter().map(|row| listed(row, caller.role, &moments)).collect(),
            total: Count { counted: counted.min(COUNT_CAP), more: counted > COUNT_CAP },
        })
    }

    async fn record(&self, caller: &Caller, id: UserId) -> Result<UserRecord, Fault> {
        let now = self.now();
        let moments = Moments::new(now, &caller.time_zone);
        let mut tx = self.db.read().await?;
        let user = known_user(&mut tx, id).await?;
        let locked_until = limits::user_blocked_until(&mut tx, id).await?.filter(|until| *until > now);
        let link_waits = links::count_live(&mut tx, id, now).await? > 0;
        let password = credentials::of(&mut tx, id).await?;
        let listed_user = Listed { sort_key: String::new(), link_waits, is_locked: locked_until.is_some(), user };
        let sessions = self.sessions_of(&mut tx, caller, &listed_user.user, &moments).await?;
        let timeline = super::timeline::of_user(&mut tx, id, now, &moments).await?;
        let user = &listed_user.user;
        Ok(UserRecord {
            row: listed(&listed_user, caller.role, &moments),
            language: user.language.name().to_owned(),
            time_zone: user.time_zone.clone(),
            created: moments.moment(user.created_at),
            password: PasswordFacts {
                changed: password.map(|password| moments.moment(password.changed_at)),
                locked_until: locked_until.map(|until| moments.moment(until)),
            },
            sessions,
            timeline,
            active_refusal: may_set_active(caller.role, user.role, user.id == caller.user).err(),
        })
    }

    async fn sessions_of(
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
            is_this: session.id == caller.session,
            browser: session.browser,
            client: session.address,
        });
        Ok(facts.collect())
    }

    async fn switch(&self, caller: &Caller, request: &SetActive) -> Result<(), Fault> {
        let now = self.now();
        let mut tx = self.db.write().await?;
        dialect::lock_user(&mut tx, request.user).await?;
        let user = known_user(&mut tx, request.user).await?;
        let (action, event) =
            if request.active { ("user.activated", Event::Activated) } else { ("user.deactivated", Event::Deactivated) };
        let target = (user.id, user.display_name.as_str());
        if let Err(refusal) = may_set_active(caller.role, user.role, user.id == caller.user) {
            self.audit(&mut tx, acted(caller, action, Outcome::Refused, target)).await?;
            tx.commit().await?;
            return Err(refused(refusal).into());
        }
        if !users::set_active(&mut tx, user.id, request.active, now).await? {
            return Ok(());
        }
        if !request.active {
            end_access(&mut tx, user.id, now).await?;
        }
        self.event(&mut tx, event, user.id, Some(&caller.display_name)).await?;
        self.audit(&mut tx, acted(caller, action, Outcome::Done, target)).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn own_account(&self, caller: &Caller) -> Result<Account, Fault> {
        let moments = Moments::new(self.now(), &caller.time_zone);
        let mut tx = self.db.read().await?;
        let user = known_user(&mut tx, caller.user).await?;
        let password = credentials::of(&mut tx, caller.user).await?;
        Ok(Account {
            sessions: self.sessions_of(&mut tx, caller, &user, &moments).await?,
            password_changed: password.map(|password| moments.moment(password.changed_at)),
            display_name: user.display_name,
            user_name: user.user_name,
            email: user.email,
            kind: user.kind,
        })
    }
}

/// Ends every way in that is open: sessions, links, and mails that would carry links.
///
/// # Errors
/// When the database fails.
pub(super) async fn end_access(tx: &mut Tx, user: UserId, now: Timestamp) -> Result<(), StoreError> {
    sessions::end_all(tx, user).await?;
    links::revoke_all(tx, user, now).await?;
    outbox::cancel_link_mails(tx, user, now).await
}

/// The user with this id.
///
/// # Errors
/// "There is no such user."
pub(super) async fn known_user(tx: &mut Tx, id: UserId) -> Result<User, Fault> {
    users::by_id(tx, id).await?.ok_or_else(|| ApiError::not_found("user").into())
}

/// A refusal as the error that reports it.
pub(super) fn refused(refusal: Refusal) -> ApiError {
    ApiError::new(refusal.code(), refusal.to_string())
}

/// What a check needs to know of a user.
pub(super) fn target(user: &User) -> Target<'_> {
    Target { kind: user.kind, role: user.role, is_active: user.is_active, email: user.email.as_deref() }
}

fn listed(row: &Listed, reader: Role, moments: &Moments<'_>) -> UserRow {
    let user = &row.user;
    UserRow {
        id: user.id,
        display_name: user.display_name.clone(),
        user_name: user.user_name.clone(),
        email: user.email.clone(),
        kind: user.kind,
        role: user.role,
        is_active: user.is_active,
        badge: badge(row),
        last_sign_in: user.last_sign_in_at.map(|at| moments.moment(at)),
        link_refusal: may_send_link(reader, target(user)).err(),
    }
}

fn badge(row: &Listed) -> Option<RecoveryBadge> {
    if row.is_locked {
        Some(RecoveryBadge::Locked)
    } else if row.link_waits {
        Some(RecoveryBadge::LinkSent)
    } else if row.user.email.is_none() {
        Some(RecoveryBadge::NoEmail)
    } else {
        None
    }
}

/// A row's key as it stands in an address: the id, then the sort key.
fn write_key(row: &Listed) -> String {
    format!("{}{}", row.user.id.0.simple(), row.sort_key)
}

fn read_key(text: &str) -> Result<Key, ApiError> {
    let unknown = || ApiError::new(ErrorCode::Invalid, "This page of the list is not there any more. Start from the first page.");
    let (id, sort_key) = text.split_at_checked(32).ok_or_else(unknown)?;
    let id = Uuid::try_parse(id).map_err(|_| unknown())?;
    Ok(Key { id: UserId(id), sort_key: sort_key.to_owned() })
}
