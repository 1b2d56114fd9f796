//! The use cases. The port's traits are implemented here, where the work is done; server functions, pages' forms, the REST
//! API, the command line and automations all enter through [`Desk`].

mod account;
mod activity;
mod add_user;
mod api_entry;
mod approvals;
mod audit;
mod audit_chain;
mod audit_seal;
mod audit_verify;
mod authenticate;
mod automations;
mod bounces;
mod bulk;
mod caller_code;
mod choose;
mod chosen_password;
mod confirm;
mod copy_link;
mod dashboard;
mod expiry;
mod export;
mod external;
mod factor_removal;
mod factor_set_up;
mod fault;
mod forgot;
mod handled;
mod happened;
mod holidays;
mod house;
mod idempotency;
mod imports;
mod kept_form;
mod key_check;
mod keys;
mod known_browser;
mod mail_hold;
mod mailbox;
mod messages;
mod moments;
mod new_passwords;
mod not_me;
mod notices;
mod operator;
mod own_password;
mod owner;
mod paging;
mod passkeys;
mod people;
mod programs;
mod redeem;
mod resets;
mod restored;
mod retention;
pub mod sample;
mod second_factor;
mod selections;
mod sends;
mod session;
mod set_up;
mod settings;
mod sign_in;
mod templates;
mod temporary;
mod test_mail;
mod timeline;
mod webhooks;
pub(crate) mod zones;

pub use add_user::NewUser;
pub use api_entry::{Presented, Program};
pub use audit_verify::{Broken, Flaw, HeadFile, KeptHead, TrailChecked, Verify};
pub use authenticate::{CheckPassword, Checked, Person};
pub use bounces::Returned;
pub(crate) use bounces::{MOST as MOST_RETURNED, RETURN_LIFE};
pub use caller_code::CheckCaller;
pub(crate) use caller_code::{LIFE as CALLER_CODE_LIFE, MOST_TRIES as MOST_CALLER_TRIES};
pub use choose::ChoosePassword;
pub use copy_link::CopyLink;
pub use export::CsvFile;
pub use external::{ExternalEvent, Meant, Received};
pub use factor_set_up::{ChangeFactor, ConfirmFactor, FactorSetUp};
pub use fault::Fault;
pub use forgot::Forgot;
pub use happened::EventLine;
#[cfg(any(test, fuzzing))]
pub use holidays::holds_of_calendar;
pub(crate) use idempotency::{Begun, Ended};
#[cfg(any(test, fuzzing))]
pub use imports::holds_of_file;
pub use imports::{ImportWorker, Upload};
pub use kept_form::KeptForm;
pub use key_check::forget_key;
pub use keys::Resealed;
pub(crate) use mail_hold::held_mail;
pub(crate) use not_me::{LIFE as NOT_ME_LIFE, lately as added_lately};
pub(crate) use notices::{AutomationNotice, EmailMoved, Remembered, Report, TemporarySet, sealed_for};
pub use operator::operator;
pub use own_password::ChangeOwn;
pub use passkeys::{AddPasskey, AnswerPasskey, RemovePasskey};
pub use programs::{MakeApiPassword, MakeKey};
pub use redeem::{RedeemLink, Redeemed};
pub use second_factor::ShowFactor;
pub use session::{Found, Visit};
pub use set_up::SetUp;
pub use sign_in::{SignIn, SignedIn};
pub use templates::Foreseen;
pub use temporary::{GenerateTemporary, SaveTemporary};
pub(crate) use webhooks::call_body;

use crate::{
    mail::{BounceAddress, Mailer},
    metrics::Metrics,
    security::{Clock, Hasher, Random, Sealer},
    store::{
        Db, StoreError, Tx,
        audit::{Line, Outcome},
        events::{self, Event, NewEvent},
    },
    webhook::Webhooks,
};
use app::{
    api::{ApiError, Caller},
    model::{AutomationId, Organisation, Permission, Role, Span, Timestamp, UserId},
    rules::{password::Policy, reset::Refusal},
};
use std::{path::PathBuf, sync::Arc};
use tokio::sync::Notify;
use uuid::Uuid;

/// The choices that configuration leaves to the house.
#[derive(Clone, Debug)]
pub struct House {
    /// Name and contact, while none are saved in the settings.
    pub organisation: Organisation,
    /// What passwords must be like; the settings may ask for another length.
    pub password: Policy,
    /// Idle time after which a session ends: of those who act on others.
    pub idle_staff: Span,
    /// Idle time after which a session ends: of everyone else.
    pub idle: Span,
    /// Time after which a session ends however busy it is.
    pub session: Span,
    /// After so many deeds of all automations in an hour, the switch that stops all is thrown.
    pub automations_per_hour: i64,
    /// Time after which events and automations' ledgers are deleted, while the settings say nothing.
    pub history: Span,
    /// Scheme, host and port where people reach Latchkey.
    pub origin: String,
    /// Where mails come back that cannot be delivered, if there is such an address.
    pub bounces: Option<BounceAddress>,
    /// The demo's folder of mails; absent where there is no mailbox page.
    pub mailbox: Option<PathBuf>,
}

impl House {
    /// How long a session of this role may stay unused.
    #[must_use]
    pub const fn idle_of(&self, role: Role) -> Span {
        if matches!(role, Role::User) { self.idle } else { self.idle_staff }
    }
}

/// How long after a request its mail is still sent (NIST SP 800-63B-4 §4.2.1.2 allows a recovery code by e-mail 24 hours).
pub const GIVE_UP: Span = Span::hours(24);

/// Why no request can be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unready {
    /// The database does not answer.
    Database,
    /// Its tables are not those of this version yet.
    Migrations,
}

/// What secrets are made with.
#[derive(Clone, Debug)]
pub struct Secrets {
    /// Chance.
    pub random: Random,
    /// For what people choose.
    pub hasher: Hasher,
    /// For what must be kept for a while and read by nobody.
    pub sealer: Sealer,
}

/// All use cases over one database. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Desk {
    pub(crate) db: Db,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Random,
    pub(crate) hasher: Hasher,
    pub(crate) sealer: Sealer,
    pub(crate) house: Arc<House>,
    pub(crate) mailer: Arc<Mailer>,
    /// How web addresses are called.
    pub(crate) webhooks: Arc<Webhooks>,
    /// What has happened in this process.
    pub(crate) metrics: Arc<Metrics>,
    /// Wakes the mail worker after a commit that queued something.
    pub(crate) mail_waits: Arc<Notify>,
    /// Wakes the worker of imports after a commit that began one.
    pub(crate) import_waits: Arc<Notify>,
    /// Wakes the worker of webhooks after a commit that queued a call.
    pub(crate) call_waits: Arc<Notify>,
    /// The automations in whose consequence it acts; none where people and programs act.
    pub(crate) causes: Arc<[AutomationId]>,
    /// The second administrator who approved what it does.
    seconded: Option<approvals::Second>,
}

impl Desk {
    /// A desk over a migrated database.
    #[must_use]
    pub fn new(db: Db, clock: Arc<dyn Clock>, secrets: Secrets, house: House, mailer: Mailer, webhooks: Webhooks) -> Self {
        let Secrets { random, hasher, sealer } = secrets;
        Self {
            db,
            clock,
            random,
            hasher,
            sealer,
            house: Arc::new(house),
            mailer: Arc::new(mailer),
            webhooks: Arc::new(webhooks),
            metrics: Arc::default(),
            mail_waits: Arc::new(Notify::new()),
            import_waits: Arc::new(Notify::new()),
            call_waits: Arc::new(Notify::new()),
            causes: Arc::new([]),
            seconded: None,
        }
    }

    /// The same desk under another clock: the demo's history is made in the past.
    #[must_use]
    pub fn at(&self, clock: Arc<dyn Clock>) -> Self {
        Self { clock, ..self.clone() }
    }

    /// The same desk, acting in consequence of these automations: events, links, passwords and mails that come of it say so,
    /// and so does what becomes of these. What a person then does with them is their own deed.
    #[must_use]
    pub fn because_of(&self, causes: impl Into<Arc<[AutomationId]>>) -> Self {
        Self { causes: causes.into(), ..self.clone() }
    }

    /// The same desk, doing what this second administrator approved.
    fn seconded_by(&self, caller: &Caller) -> Self {
        let second = approvals::Second { user: caller.user, name: caller.display_name.clone() };
        Self { seconded: Some(second), ..self.clone() }
    }

    /// The house's choices.
    #[must_use]
    pub fn house(&self) -> &House {
        &self.house
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Whether requests can be done. A database that a newer version has changed already serves this one too, while the two are
    /// exchanged.
    ///
    /// # Errors
    /// Why not.
    pub async fn is_ready(&self) -> Result<(), Unready> {
        match self.db.waiting_migrations().await {
            Ok(0) | Err(StoreError::NewerSchema { .. }) => Ok(()),
            Ok(_) => Err(Unready::Migrations),
            Err(_) => Err(Unready::Database),
        }
    }

    /// Closes the database.
    pub async fn close(&self) {
        self.db.close().await;
    }

    /// An id for a request or a failure, which leads to its log lines.
    #[must_use]
    pub fn new_reference(&self) -> String {
        self.random.code().chars().take(10).collect()
    }

    /// Turns a fault into what the person is told; an internal one is logged under a reference.
    fn report(&self, fault: Fault) -> ApiError {
        fault.report(|| self.new_reference())
    }

    /// Records that something happened to a user now.
    async fn event(&self, tx: &mut Tx, event: Event, user: UserId, actor: Option<&str>) -> Result<(), Fault> {
        let new = NewEvent { event: &event, actor, causes: &self.causes, at: self.now() };
        self.record_event(tx, &new, &[user]).await?;
        Ok(())
    }

    /// Records that something happened, under an id of now; answers the id. Users must be known.
    pub(crate) async fn record_event(&self, tx: &mut Tx, new: &NewEvent<'_>, about: &[UserId]) -> Result<Uuid, StoreError> {
        let id = self.random.id(self.now());
        events::record(tx, id, new, about).await?;
        self.metrics.happened(new);
        Ok(id)
    }

    /// As [`Desk::record_event`], for events about one user each.
    pub(crate) async fn record_events(&self, tx: &mut Tx, all: &[(NewEvent<'_>, UserId)]) -> Result<(), StoreError> {
        let now = self.now();
        let rows: Vec<_> = all.iter().map(|(new, user)| (*new, (self.random.id(now), *user))).collect();
        events::record_each(tx, &rows).await?;
        for (new, _) in all {
            self.metrics.happened(new);
        }
        Ok(())
    }

    /// Goes on only if the caller's role includes the permission; a refusal is audited.
    async fn permit(&self, caller: &Caller, permission: Permission, action: &str) -> Result<(), Fault> {
        let Err(refused) = caller.require(permission) else { return Ok(()) };
        let mut line = did(caller, action, Outcome::Refused);
        line.detail = serde_json::json!({ "reason": Refusal::NotPermitted });
        let mut tx = self.db.write().await?;
        self.audit(&mut tx, line).await?;
        tx.commit().await?;
        Err(refused.into())
    }

    /// Adds a line to the audit trail; what a second administrator approved names them, too.
    async fn audit(&self, tx: &mut Tx, mut line: Line<'_>) -> Result<(), Fault> {
        let now = self.now();
        if let (Some(second), Some(detail)) = (&self.seconded, line.detail.as_object_mut()) {
            detail.insert("approved_by".to_owned(), serde_json::json!({ "id": second.user, "name": second.name }));
        }
        crate::store::audit::record(tx, self.random.id(now), &line, now).await?;
        Ok(())
    }
}

/// A line of the audit trail about something a caller did to someone.
fn acted<'a>(caller: &'a Caller, action: &'a str, outcome: Outcome, target: (UserId, &'a str)) -> Line<'a> {
    Line { target: Some(target), ..did(caller, action, outcome) }
}

/// A line of the audit trail about something a caller did to nobody in particular.
fn did<'a>(caller: &'a Caller, action: &'a str, outcome: Outcome) -> Line<'a> {
    Line {
        action,
        outcome,
        actor: Some((caller.user, &caller.display_name)),
        through: caller.credential.as_deref(),
        target: None,
        address: Some(caller.client.address.to_string()),
        detail: serde_json::json!({}),
    }
}
