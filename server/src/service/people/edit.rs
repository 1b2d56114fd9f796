//! Making and editing users.

use super::{
    Entry, end_access, end_handed_out,
    entry::{differences, draft_of, theirs},
    known_user, refused, revoke_mailed, subject, target, whom,
};
use crate::{
    service::{
        Desk, Fault, acted,
        approvals::{Deed, weighs},
        known_browser::end_everywhere,
        zones,
    },
    store::{
        StoreError, Tx, api_access,
        audit::{self, Outcome},
        dialect,
        events::Event,
        users::{self, User, tags},
    },
};
use app::{
    api::{ApiError, Caller, Problem},
    model::{
        CreateUser, EditPrompt, EditUser, HeldDeed, Kind, LinkLife, Locale, Permission, Role, TypedPassword, UserDraft, UserId,
    },
    rules::{
        names,
        reset::{Refusal, may_become, may_edit, may_give_role, may_send_link, may_set_active, roles_to_give},
    },
    words::Words,
};

const CREATED: &str = "user.created";
const EDITED: &str = "user.edited";

impl Desk {
    pub(super) async fn form(&self, caller: &Caller, id: Option<UserId>) -> Result<EditPrompt, Fault> {
        let mut tx = self.db.read().await?;
        let (version, draft) = if let Some(id) = id {
            let user = known_user(&mut tx, id).await?;
            may_edit(caller.role, user.role).map_err(refused)?;
            (user.version, draft_of(&user, &tags::of(&mut tx, id).await?))
        } else {
            caller.require(Permission::ChangeUsers)?;
            (0, self.blank(&mut tx).await?)
        };
        Ok(EditPrompt {
            user: id,
            version,
            draft,
            roles: roles_to_give(caller.role).collect(),
            time_zones: zones::offered(),
            known_tags: tags::all(&mut tx).await?,
        })
    }

    /// What a new user is unless somebody chooses otherwise: the settings' choices.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn usual_user(&self) -> Result<UserDraft, ApiError> {
        let read = async { Ok(self.blank(&mut self.db.read().await?).await?) };
        read.await.map_err(|fault: Fault| self.report(fault))
    }

    /// The same, in a transaction.
    pub(in crate::service) async fn blank(&self, tx: &mut Tx) -> Result<UserDraft, StoreError> {
        let house = self.house_settings(tx).await?;
        Ok(UserDraft {
            kind: Kind::Human,
            role: Role::User,
            user_name: String::new(),
            display_name: String::new(),
            email: String::new(),
            language: house.language,
            time_zone: house.time_zone,
            tags: String::new(),
            accept_lookalike: false,
        })
    }

    /// Makes a user. For one who may do more than the others the caller's own password may be asked for.
    ///
    /// # Errors
    /// The first refusal, or what is wrong with which field.
    pub async fn make_user(&self, caller: &Caller, request: &CreateUser, typed: &TypedPassword) -> Result<UserId, ApiError> {
        self.create(caller, request, typed).await.map_err(|fault| self.report(fault))
    }

    pub(super) async fn create(&self, caller: &Caller, request: &CreateUser, typed: &TypedPassword) -> Result<UserId, Fault> {
        let role = request.draft.role;
        if role != Role::User && may_edit(caller.role, role).is_ok() {
            self.confirm(caller, typed).await?;
        }
        let mut tx = self.db.write().await?;
        dialect::lock_directory(&mut tx).await?;
        tx = self.permit_on(tx, caller, CREATED, None, may_edit(caller.role, role)).await?;
        if role == Role::Administrator && caller.user != UserId::OPERATOR {
            let alone = !self.needs_second(&mut tx, caller).await?;
            let verdict = if alone { Ok(()) } else { Err(Refusal::NeedsApproval) };
            tx = self.permit_on(tx, caller, CREATED, None, verdict).await.map_err(|fault| fault.at("role"))?;
        }
        let house = self.house_settings(&mut tx).await?;
        let mut entry = Entry::read(&request.draft);
        entry.compare(&mut tx, None, house.shared_emails).await?;
        let user = entry.onto(&self.nobody(true));
        if let (true, Err(refusal)) = (request.send_link, may_send_link(caller.role, target(&user))) {
            entry.refuse("send_link", Problem::Refused(refusal));
        }
        entry.check()?;
        self.insert_user(&mut tx, &user, entry.tags(), None).await?;
        self.event(&mut tx, Event::UserCreated, user.id, Some(&caller.display_name)).await?;
        self.audit(&mut tx, acted(caller, CREATED, Outcome::Done, whom(&user))).await?;
        if user.role == Role::Administrator && self.needs_second(&mut tx, caller).await? {
            self.break_glass(&mut tx, caller, &user, HeldDeed::Edit).await?;
        }
        if request.send_link {
            let life = LinkLife::from_minutes(house.link_minutes).unwrap_or(LinkLife::DEFAULT);
            self.spend_send(&mut tx, caller, user.id).await?;
            self.request_link(&mut tx, caller, &user, life).await?;
        }
        tx.commit().await?;
        self.mail_waits.notify_one();
        Ok(user.id)
    }

    /// Changes a user, and Is Active together with the rest where that is wanted: all of it or nothing. For another address or
    /// another role the caller's own password may be asked for.
    ///
    /// # Errors
    /// The first refusal, what is wrong with which field, or who has changed the user meanwhile.
    pub async fn change_user(
        &self,
        caller: &Caller,
        request: &EditUser,
        active: Option<bool>,
        typed: &TypedPassword,
    ) -> Result<(), ApiError> {
        self.edit(caller, request, active, typed).await.map_err(|fault| self.report(fault))
    }

    pub(super) async fn edit(
        &self,
        caller: &Caller,
        request: &EditUser,
        active: Option<bool>,
        typed: &TypedPassword,
    ) -> Result<(), Fault> {
        if self.opens_a_way(caller, request).await? {
            self.confirm(caller, typed).await?;
        }
        let (mut tx, user) = self.begin_change(request.user).await?;
        tx = self.permit_on(tx, caller, EDITED, &user, may_edit(caller.role, user.role)).await?;
        let mut entry = Entry::read(&request.draft);
        let stored = draft_of(&user, &tags::of(&mut tx, user.id).await?);
        if request.version != user.version {
            let by = audit::changed_by(&mut tx, user.id, user.updated_at).await?;
            let changes = theirs(request.shown.as_ref(), &stored, entry.draft(), caller.words());
            return Err(ApiError::meanwhile(by, changes).into());
        }
        tx = self.permit_roles(tx, caller, &user, entry.draft()).await?;
        if let Some(active) = active {
            tx = self.permit_switch(tx, caller, &user, active).await?;
        }
        let shared_emails = self.house_settings(&mut tx).await?.shared_emails;
        entry.compare(&mut tx, Some(&user), shared_emails).await?;
        entry.check()?;
        let deed = if active == Some(false) && !weighs(&user, entry.draft()) {
            Deed::Deactivate
        } else {
            Deed::Edit { version: request.version, draft: entry.draft().clone(), activates: active == Some(true) }
        };
        tx = self.second(tx, caller, &user, &deed).await?;
        self.store_change(&mut tx, caller, (&user, &stored), &entry, active).await?;
        tx.commit().await?;
        self.mail_waits.notify_one();
        Ok(())
    }

    /// Whether an edit that may be made leads mail elsewhere, or changes what somebody may do.
    async fn opens_a_way(&self, caller: &Caller, request: &EditUser) -> Result<bool, Fault> {
        let user = known_user(&mut self.db.read().await?, request.user).await?;
        let entered = &request.draft;
        let moves = names::key(user.email.as_deref().unwrap_or_default()) != names::key(entered.email.trim());
        Ok(may_edit(caller.role, user.role).is_ok() && (moves || user.role != entered.role))
    }

    /// The same of what a second administrator approved. Whoever approves it is told of no field: it is done, or it is not.
    pub(in crate::service) async fn edit_approved(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        user: &User,
        version: i64,
        (entered, activates): (&UserDraft, bool),
    ) -> Result<(), Fault> {
        may_edit(caller.role, user.role).map_err(refused)?;
        if version != user.version {
            return Err(ApiError::meanwhile(None, Vec::new()).into());
        }
        let subject = subject(tx, caller, user).await?;
        let verdict = may_give_role(caller.role, subject, entered.role);
        verdict.and(may_become(subject, user.kind, entered.kind)).map_err(refused)?;
        if activates {
            may_set_active(caller.role, subject).map_err(refused)?;
        }
        let mut entry = Entry::read(entered);
        let stored = draft_of(user, &tags::of(tx, user.id).await?);
        let shared_emails = self.house_settings(tx).await?.shared_emails;
        entry.compare(tx, Some(user), shared_emails).await?;
        entry.check()?;
        if entered.role == Role::Administrator && user.role != Role::Administrator {
            // One administrator alone may have seen a link or a password of theirs.
            end_handed_out(tx, user.id, self.now()).await?;
        }
        self.store_change(tx, caller, (user, &stored), &entry, activates.then_some(true)).await
    }

    /// Stores what was entered of a user who stood so, and Is Active where that is wanted, with what follows from both.
    pub(in crate::service) async fn store_change(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        (user, stored): (&User, &UserDraft),
        entry: &Entry,
        active: Option<bool>,
    ) -> Result<(), Fault> {
        let changed = differences(stored, entry.draft(), Words::of(Locale::En));
        if !changed.is_empty() {
            self.store_edit(tx, caller, user, entry).await?;
            let mut line = acted(caller, EDITED, Outcome::Done, whom(user));
            line.detail = serde_json::json!({ "fields": changed.iter().map(|change| &change.field).collect::<Vec<_>>() });
            self.audit(tx, line).await?;
        }
        if let Some(active) = active {
            self.store_switch(tx, caller, user, active).await?;
        }
        Ok(())
    }

    /// Goes on only if the user may be given the role and the kind that were entered.
    async fn permit_roles(&self, tx: Tx, caller: &Caller, user: &User, entered: &UserDraft) -> Result<Tx, Fault> {
        let mut tx = tx;
        let subject = subject(&mut tx, caller, user).await?;
        let role = may_give_role(caller.role, subject, entered.role);
        tx = self.permit_on(tx, caller, EDITED, user, role).await.map_err(|fault| fault.at("role"))?;
        let kind = may_become(subject, user.kind, entered.kind);
        self.permit_on(tx, caller, EDITED, user, kind).await.map_err(|fault| fault.at("kind"))
    }

    /// Stores an edit with what follows from it: a program has no sessions and no links, a person no API password and no
    /// keys, whoever must have a second factor from now on signs in anew, and what was mailed to an address ends with it.
    async fn store_edit(&self, tx: &mut Tx, caller: &Caller, before: &User, entry: &Entry) -> Result<(), Fault> {
        let now = self.now();
        let after = entry.onto(before);
        users::update(tx, &after, now).await?;
        tags::set(tx, after.id, entry.tags()).await?;
        if after.kind == Kind::Api && before.kind != Kind::Api {
            end_access(tx, after.id, now).await?;
        }
        if after.kind == Kind::Human {
            api_access::forget(tx, after.id).await?;
        }
        if self.must_have_factor_now(tx, before.role, after.role).await? {
            // What is open may have been opened with a password alone.
            end_everywhere(tx, &[after.id], now).await?;
        }
        let address = |user: &User| user.email.as_deref().map(names::key);
        if address(before) != address(&after) {
            revoke_mailed(tx, after.id, now).await?;
            self.event(tx, Event::EmailChanged, after.id, Some(&caller.display_name)).await?;
            self.queue_email_notices(tx, before, &after, &caller.display_name).await?;
        }
        Ok(())
    }

    /// Whether the house asks for a second factor in the new role and did not in the old one.
    async fn must_have_factor_now(&self, tx: &mut Tx, before: Role, after: Role) -> Result<bool, StoreError> {
        if before == after {
            return Ok(false);
        }
        let safety = self.house_settings(tx).await?.safety;
        Ok(safety.requires_factor(after) && !safety.requires_factor(before))
    }
}
