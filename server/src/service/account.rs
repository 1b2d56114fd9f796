//! The reader's own affairs: name, language, zone, theme, sessions.

use super::{Desk, Fault, acted, moments::Moments, people::known_user, zones};
use crate::store::{
    audit::Outcome,
    credentials, own, sessions,
    users::{self, User},
};
use app::{
    api::{ApiError, Caller, Change, Own, Problem, Thing},
    model::{Account, EditAccount, SessionId, Theme, Viewer},
    rules::{
        forms::account_fields,
        meanwhile::{self, Marks},
        names,
    },
};
use async_trait::async_trait;

#[async_trait]
impl Own for Desk {
    async fn viewer(&self, caller: &Caller) -> Result<Viewer, ApiError> {
        Ok(Viewer {
            id: caller.user,
            display_name: caller.display_name.clone(),
            role: caller.role,
            theme: caller.theme,
            has_mailbox: self.house.mailbox.is_some(),
            restored: self.restored_for(caller).await.map_err(|fault| self.report(fault))?,
        })
    }

    async fn account(&self, caller: &Caller) -> Result<Account, ApiError> {
        self.own_account(caller).await.map_err(|fault| self.report(fault))
    }

    async fn edit_account(&self, caller: &Caller, request: EditAccount) -> Result<(), ApiError> {
        self.edit_own(caller, &request).await.map_err(|fault| self.report(fault))
    }

    async fn set_theme(&self, caller: &Caller, theme: Theme) -> Result<(), ApiError> {
        self.choose_theme(caller, theme).await.map_err(|fault| self.report(fault))
    }

    async fn confirm_prompt(&self, caller: &Caller) -> Result<bool, ApiError> {
        self.must_confirm(caller).await.map_err(|fault| self.report(fault))
    }

    async fn end_own_sessions(&self, caller: &Caller, session: Option<SessionId>) -> Result<(), ApiError> {
        self.end_own(caller, session).await.map_err(|fault| self.report(fault))
    }
}

impl Desk {
    async fn own_account(&self, caller: &Caller) -> Result<Account, Fault> {
        let moments = Moments::of(self.now(), caller);
        let confirm = self.must_confirm(caller).await?;
        let mut tx = self.db.read().await?;
        let user = known_user(&mut tx, caller.user).await?;
        let password = credentials::of(&mut tx, caller.user).await?;
        let house = self.house_settings(&mut tx).await?;
        Ok(Account {
            version: own::version(&mut tx, caller.user).await?.unwrap_or_default(),
            second_factor: self.factor_facts(&mut tx, caller.user, &moments).await?,
            sessions: self.sessions_of(&mut tx, caller, &user, &moments).await?,
            passkeys: self.passkeys_of(&mut tx, user.id, &moments).await?,
            confirm,
            policy: self.policy(&house),
            organisation: house.organisation,
            password_changed: password.map(|password| moments.moment(password.changed_at)),
            display_name: user.display_name,
            user_name: user.user_name,
            email: user.email,
            kind: user.kind,
            language: user.language,
            time_zone: user.time_zone,
            theme: caller.theme,
            time_zones: zones::offered(),
        })
    }

    async fn edit_own(&self, caller: &Caller, request: &EditAccount) -> Result<(), Fault> {
        let entered = trimmed(request);
        check(&entered)?;
        let mut tx = self.db.write().await?;
        let user = known_user(&mut tx, caller.user).await?;
        let changed: Vec<String> = changes(&user, &entered, None).into_iter().map(|change| change.field).collect();
        if !own::edit(&mut tx, &user, &entered, self.now()).await? {
            let now = known_user(&mut tx, caller.user).await?;
            return Err(ApiError::meanwhile(None, changes(&now, &entered, entered.shown.as_ref())).into());
        }
        let mut line = acted(caller, "account.edited", Outcome::Done, (user.id, &entered.display_name));
        line.detail = serde_json::json!({ "fields": changed });
        self.audit(&mut tx, line).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn choose_theme(&self, caller: &Caller, theme: Theme) -> Result<(), Fault> {
        let mut tx = self.db.write().await?;
        own::set_theme(&mut tx, caller.user, theme).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn end_own(&self, caller: &Caller, session: Option<SessionId>) -> Result<(), Fault> {
        let mut tx = self.db.write().await?;
        // Sessions that stay open make their browsers known again.
        users::many::end_browsers(&mut tx, &[caller.user], self.now()).await?;
        let ended = match session {
            Some(session) if sessions::end_own(&mut tx, session, caller.user).await? => 1,
            Some(_) => return Err(ApiError::not_found(Thing::Session).into()),
            None => sessions::end_others(&mut tx, caller.user, caller.session).await?,
        };
        let mut line = acted(caller, "session.ended", Outcome::Done, (caller.user, &caller.display_name));
        line.detail = serde_json::json!({ "sessions": ended });
        self.audit(&mut tx, line).await?;
        tx.commit().await?;
        Ok(())
    }
}

fn trimmed(entered: &EditAccount) -> EditAccount {
    EditAccount {
        display_name: entered.display_name.trim().to_owned(),
        time_zone: entered.time_zone.trim().to_owned(),
        ..entered.clone()
    }
}

fn check(entered: &EditAccount) -> Result<(), ApiError> {
    let name = names::check_display_name(&entered.display_name).err();
    let zone = zones::known(&entered.time_zone).is_none().then_some(Problem::TimeZone);
    let found = [("display_name", name.map(Problem::DisplayName)), ("time_zone", zone)];
    let problems = found.into_iter().filter_map(|(field, problem)| Some((field, problem?))).collect();
    ApiError::fields(problems).map_or(Ok(()), Err)
}

/// What the account says where it is neither what was entered nor what was shown.
fn changes(user: &User, entered: &EditAccount, shown: Option<&Marks>) -> Vec<Change> {
    let stored = account_fields(&user.display_name, user.language, &user.time_zone);
    let entered = account_fields(&entered.display_name, entered.language, &entered.time_zone);
    meanwhile::theirs_by_marks(shown, stored, entered, |_| true)
}
