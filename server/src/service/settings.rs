//! What the house decides for itself. Several processes share one database, so settings are read where they are used and
//! kept nowhere.

use super::{Desk, Fault, approvals::Deed, did, moments::Moments, people::known_user, zones};
use crate::{
    mail::{Details, Variables},
    store::{
        StoreError, Tx,
        audit::Outcome,
        sessions, settings,
        users::{self, User},
    },
};
use app::{
    api::{ApiError, Caller, Change, Problem},
    model::{
        AccessPolicy, HouseSaved, HouseSettings, LinkLife, Locale, Organisation, Permission, Retention, Role, Safety, SaveHouse,
        SettingsView, Timestamp, TypedPassword, UserId,
    },
    rules::{forms, meanwhile, password::Policy, settings as rules},
    words::Words,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Where the settings are kept.
const KEY: &str = "house";
/// Where it is kept that the house began with a second factor for administrators and the help desk.
const BEGUN_SAFELY: &str = "begun-safely";
const MINUTES_OF_DAY: i64 = 24 * 60;

/// The settings as kept.
#[derive(Debug, Serialize, Deserialize)]
struct Saved {
    /// 0 while nobody has saved any.
    version: i64,
    house: HouseSettings,
    changed: Option<Changed>,
}

/// Who saved them, and when.
#[derive(Debug, Serialize, Deserialize)]
struct Changed {
    by: UserId,
    at: Timestamp,
}

impl Desk {
    /// The settings as saved, or as the configuration has them while nobody saved any.
    pub(crate) async fn house_settings(&self, tx: &mut Tx) -> Result<HouseSettings, StoreError> {
        Ok(self.saved_settings(tx).await?.house)
    }

    /// The language of pages for those who are not signed in. English where the database does not answer: the page will say so.
    pub(crate) async fn house_locale(&self) -> Locale {
        let read = async { self.house_settings(&mut self.db.ask().await?).await };
        read.await.map_or(Locale::En, |settings: HouseSettings| settings.language)
    }

    /// What passwords must be like under these settings.
    pub(super) fn policy(&self, house: &HouseSettings) -> Policy {
        let configured = self.house.password;
        Policy {
            min_length: usize::try_from(house.password_min_length).unwrap_or(configured.min_length),
            blocklist: house.policy.blocklist,
            remembered: usize::try_from(house.policy.remembered_passwords).unwrap_or(configured.remembered),
            ..configured
        }
    }

    pub(super) async fn read_organisation(&self) -> Result<Organisation, Fault> {
        let house = self.house_settings(&mut self.db.ask().await?).await?;
        Ok(Organisation { name: house.organisation, support_contact: house.support_contact })
    }

    pub(super) async fn read_settings(&self, caller: &Caller) -> Result<SettingsView, Fault> {
        caller.require(Permission::ViewSettings)?;
        let moments = Moments::of(self.now(), caller);
        let mut tx = self.db.read().await?;
        let saved = self.saved_settings(&mut tx).await?;
        let name = name_of(&mut tx, saved.changed.as_ref()).await?;
        let queue = self.read_queue(&mut tx, &moments).await?;
        Ok(SettingsView {
            version: saved.version,
            changed: name.zip(saved.changed.map(|changed| moments.moment(changed.at))),
            house: saved.house,
            mail: self.mailer.facts(),
            queue,
            public_url: self.house.origin.clone(),
            can_change: caller.role.allows(Permission::ChangeSettings),
            other_administrator: users::other_administrator(&mut tx, caller.user).await?,
            time_zones: zones::offered(),
            audit_cut: self.trail_cut(&mut tx).await?.map(|at| moments.moment(at)),
        })
    }

    /// Changes the settings, unless somebody else did meanwhile. For those that decide about safety the caller's own password may
    /// be asked for. The end of four eyes may have to wait for a second administrator, and keeps nothing else waiting.
    ///
    /// # Errors
    /// What is wrong with which field, who has changed them meanwhile, or that all that was changed waits now.
    pub async fn change_house(
        &self,
        caller: &Caller,
        request: &SaveHouse,
        typed: &TypedPassword,
    ) -> Result<HouseSaved, ApiError> {
        self.change_settings(caller, request, typed).await.map_err(|fault| self.report(fault))
    }

    pub(super) async fn change_settings(
        &self,
        caller: &Caller,
        request: &SaveHouse,
        typed: &TypedPassword,
    ) -> Result<HouseSaved, Fault> {
        self.permit(caller, Permission::ChangeSettings, "settings.changed").await?;
        let entered = rules::trimmed(&request.house);
        check(&entered)?;
        if decides_about_safety(&self.house_settings(&mut self.db.read().await?).await?, &entered) {
            self.confirm(caller, typed).await?;
        }
        match self.store_settings(caller, request, entered.clone()).await {
            Err(Fault::Told(waits)) if waits.problem == Problem::AwaitsApproval => {
                let rest = HouseSettings { safety: Safety { four_eyes: true, ..entered.safety }, ..entered };
                let differs = self.store_settings(caller, request, rest).await?;
                if differs { Ok(HouseSaved::ButFourEyes) } else { Err(waits.into()) }
            }
            stored => stored.map(|_| HouseSaved::Whole),
        }
    }

    /// Stores settings that were checked; answers whether they are others than before.
    async fn store_settings(&self, caller: &Caller, request: &SaveHouse, entered: HouseSettings) -> Result<bool, Fault> {
        let now = self.now();
        let mut tx = self.db.write().await?;
        let first = self.first_settings(&mut tx).await?;
        let saved = whole(settings::hold(&mut tx, KEY, &to_value(&first)?, now).await?, &first)?;
        if saved.house == entered {
            return Ok(false);
        }
        if saved.version != request.version {
            let name = name_of(&mut tx, saved.changed.as_ref()).await?;
            let fields = |house: &HouseSettings| fields(house, caller.words());
            let shown = request.shown.as_ref().map(fields);
            return Err(ApiError::meanwhile(name, meanwhile::theirs(shown, fields(&saved.house), fields(&entered))).into());
        }
        if saved.house.safety.four_eyes && !entered.safety.four_eyes && caller.user != UserId::OPERATOR {
            let own = known_user(&mut tx, caller.user).await?;
            tx = self.second(tx, caller, &own, &Deed::EndFourEyes).await?;
        }
        if entered.safety.four_eyes {
            self.may_switch_on_four_eyes(&mut tx, caller).await?;
        }
        let mut line = did(caller, "settings.changed", Outcome::Done);
        let made = differences(&saved.house, &entered, Words::of(Locale::En));
        line.detail = made.into_iter().map(|change| (change.field, change.now)).collect();
        let changed = Some(Changed { by: caller.user, at: now });
        demand_factors(&mut tx, saved.house.safety, entered.safety).await?;
        settings::set(&mut tx, KEY, &Saved { version: saved.version + 1, house: entered, changed }, now).await?;
        self.audit(&mut tx, line).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// From now on administrators and the help desk must have a second factor, until somebody saves another choice.
    pub(super) async fn begin_safely(&self, tx: &mut Tx) -> Result<(), StoreError> {
        settings::set(tx, BEGUN_SAFELY, &true, self.now()).await
    }

    /// Has one administrator decide about another alone again.
    pub(super) async fn end_four_eyes(&self, tx: &mut Tx, caller: &Caller) -> Result<(), Fault> {
        let (now, first) = (self.now(), self.first_settings(tx).await?);
        let Saved { version, mut house, .. } = whole(settings::hold(tx, KEY, &to_value(&first)?, now).await?, &first)?;
        house.safety.four_eyes = false;
        let changed = Some(Changed { by: caller.user, at: now });
        settings::set(tx, KEY, &Saved { version: version + 1, house, changed }, now).await?;
        let mut line = did(caller, "settings.changed", Outcome::Done);
        line.detail = serde_json::json!({ "four_eyes": Words::of(Locale::En).common.no() });
        self.audit(tx, line).await
    }

    /// What a mail to a user says: of the house, of the user, and what it is about.
    pub(crate) fn variables(&self, house: &HouseSettings, user: User, details: Details) -> Variables {
        Variables {
            organisation: house.organisation.clone(),
            support_contact: house.support_contact.clone(),
            display_name: user.display_name,
            user_name: user.user_name,
            time_zone: user.time_zone,
            site_url: self.house.origin.clone(),
            not_me: None,
            details,
        }
    }

    async fn saved_settings(&self, tx: &mut Tx) -> Result<Saved, StoreError> {
        match settings::get(tx, KEY).await? {
            Some(stored) => whole(stored, &self.configured()),
            None => self.first_settings(tx).await,
        }
    }

    /// What holds while nobody has saved anything.
    async fn first_settings(&self, tx: &mut Tx) -> Result<Saved, StoreError> {
        let mut first = self.configured();
        first.house.safety.second_factor_for_staff = settings::get(tx, BEGUN_SAFELY).await?.unwrap_or_default();
        Ok(first)
    }

    /// What the configuration says.
    fn configured(&self) -> Saved {
        let house = HouseSettings {
            organisation: self.house.organisation.name.clone(),
            support_contact: self.house.organisation.support_contact.clone(),
            language: Locale::En,
            time_zone: "UTC".to_owned(),
            password_min_length: i64::try_from(self.house.password.min_length).unwrap_or(i64::MAX),
            link_minutes: LinkLife::DEFAULT.minutes(),
            shared_emails: false,
            policy: AccessPolicy::default(),
            retention: Retention { history_days: self.house.history.whole_minutes() / MINUTES_OF_DAY, ..Retention::default() },
            safety: Safety::default(),
        };
        Saved { version: 0, house, changed: None }
    }
}

/// Whoever must have a second factor from now on and has none sets one up at their next step, as they would after signing in.
async fn demand_factors(tx: &mut Tx, before: Safety, now: Safety) -> Result<(), StoreError> {
    for role in Role::ALL.iter().copied().filter(|role| now.requires_factor(*role) && !before.requires_factor(*role)) {
        sessions::demand_factor(tx, role).await?;
    }
    Ok(())
}

/// Whether more is changed than how the house is called, and which language and times it keeps. Whom people turn to for help
/// is a matter of safety: mails name them.
fn decides_about_safety(saved: &HouseSettings, entered: &HouseSettings) -> bool {
    let HouseSettings { organisation, language, time_zone, .. } = saved.clone();
    HouseSettings { organisation, language, time_zone, ..entered.clone() } != *saved
}

/// What was saved before there was a choice of how long things are kept has the configuration's.
fn whole(mut stored: Value, configured: &Saved) -> Result<Saved, StoreError> {
    if let Some(house) = stored.get_mut("house").and_then(Value::as_object_mut) {
        house.entry("retention").or_insert(to_value(&configured.house.retention)?);
    }
    serde_json::from_value(stored).map_err(|_| StoreError::Unreadable(KEY))
}

fn to_value(value: &impl Serialize) -> Result<Value, StoreError> {
    serde_json::to_value(value).map_err(|_| StoreError::Unreadable(KEY))
}

/// The name of whoever saved the settings; `None` once the account is gone.
async fn name_of(tx: &mut Tx, changed: Option<&Changed>) -> Result<Option<String>, StoreError> {
    let Some(changed) = changed else { return Ok(None) };
    Ok(users::by_id(tx, changed.by).await?.map(|user| user.display_name))
}

fn check(entered: &HouseSettings) -> Result<(), ApiError> {
    let mut problems = rules::problems(entered);
    if zones::known(&entered.time_zone).is_none() {
        problems.push(("time_zone", Problem::TimeZone));
    }
    ApiError::fields(problems).map_or(Ok(()), Err)
}

/// The fields in which `other` is not as `this`, and what they say there.
fn differences(this: &HouseSettings, other: &HouseSettings, words: Words) -> Vec<Change> {
    let pairs = fields(this, words).into_iter().zip(fields(other, words));
    let different = pairs.filter(|(this, other)| this != other);
    different.map(|(_, (field, now))| Change { field: field.to_owned(), now }).collect()
}

/// Every field by its name in the form, in words.
fn fields(house: &HouseSettings, words: Words) -> [(&'static str, String); 22] {
    let yes_or_no = |holds| if holds { words.common.yes() } else { words.common.no() }.to_owned();
    forms::house_fields(house).map(|(field, entered)| {
        let told = match field {
            "language" => house.language.name().to_owned(),
            "generated_look" => words.settings.look(house.policy.generated_look).to_owned(),
            "shared_emails" | "blocklist" | "second_factor_for_staff" | "four_eyes" | "caller_codes" => {
                yes_or_no(entered == "true")
            }
            _ => entered,
        };
        (field, told)
    })
}
