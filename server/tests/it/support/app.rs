//! The whole product in a test: database, desk, router, mail worker and a mail server, under a clock that the test moves.

use super::{
    browser::Browser,
    clock::TestClock,
    db::{Engine, TestDb},
    hooks::HookSink,
    smtp::SmtpSink,
};
use app::{
    api::{ApiError, Caller, Client, House as _, NewPasswords, People, Resets},
    model::{
        HouseSettings, Kind, LinkSent, Locale, NewPasswordEffect, NewPasswordSent, Organisation, Role, SaveHouse, SendChangeLink,
        SendNewPassword, SessionId, Span, Step, Theme, TypedPassword, UserId,
    },
    rules::password::Policy,
};
use latchkey::{
    config::Config,
    http::{AppState, router},
    jobs::MailWorker,
    mail::{Mailer, SmtpOptions, SmtpUrl, Transport, sender},
    security::{HashParameters, Hasher, Random, Sealer},
    service::{Desk, House, NewUser, Secrets},
    store::Db,
    webhook::{Signer, Webhooks},
};
use std::{
    net::{IpAddr, Ipv4Addr},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

pub(crate) const ORIGIN: &str = "https://desk.northwind.example";
pub(crate) const PASSWORD: &str = "seven ducks on a green pond";
pub(crate) const WEBHOOK_SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
pub(crate) const NEW_PASSWORD: &str = "nine geese under a red bridge";

/// Hashing as cheap as argon2 allows: these tests are not about its cost.
const CHEAP: HashParameters = HashParameters { memory: 64, passes: 1 };

pub(crate) struct TestApp {
    pub(crate) db: Db,
    pub(crate) store: TestDb,
    pub(crate) desk: Desk,
    pub(crate) clock: Arc<TestClock>,
    /// The desk's own, for what it has done.
    pub(crate) hasher: Hasher,
    pub(crate) sink: SmtpSink,
    /// The one receiver of webhooks that may be called.
    pub(crate) hooks: HookSink,
    router: axum::Router,
    /// How many other desks there were: no two of them mint the same secrets.
    desks: AtomicU64,
}

impl TestApp {
    pub(crate) async fn start(engine: Engine) -> Self {
        let store = TestDb::new(engine).await;
        let db = store.connect().await;
        let clock = Arc::new(TestClock::new());
        let random = Random::from_seed(7);
        let hasher = Hasher::new(CHEAP, 4, random.clone()).expect("a hasher");
        let sink = SmtpSink::start().await;
        let hooks = HookSink::start().await;
        let sealer = Sealer::new([7; 32], random.clone());
        let secrets = Secrets { random, hasher: hasher.clone(), sealer };
        let desk = Desk::new(db.clone(), Arc::clone(&clock) as _, secrets, house(), mailer(&sink), webhooks(&hooks));
        let state = AppState::new(desk.clone(), &config());
        Self { db, store, desk, clock, hasher, sink, hooks, router: router(state), desks: AtomicU64::new(0) }
    }

    /// The desk of another process over the same database, with other choices of the house.
    pub(crate) async fn another_desk(&self, but: impl FnOnce(&mut House)) -> Desk {
        let mut house = house();
        but(&mut house);
        self.desk_over(&self.store, Sealer::new([7; 32], Random::from_seed(9)), house).await
    }

    /// The desk of a process over another database.
    pub(crate) async fn desk_elsewhere(&self, store: &TestDb) -> Desk {
        self.desk_over(store, Sealer::new([7; 32], Random::from_seed(9)), house()).await
    }

    /// The desk of another process over the same database, with the keys in a file.
    pub(crate) async fn desk_with_keys(&self, file: &Path) -> Desk {
        let sealer = Sealer::from_file(file, Random::from_seed(9)).expect("keys");
        self.desk_over(&self.store, sealer, house()).await
    }

    async fn desk_over(&self, store: &TestDb, sealer: Sealer, house: House) -> Desk {
        let random = Random::from_seed(8 + self.desks.fetch_add(1, Ordering::Relaxed));
        let hasher = Hasher::new(CHEAP, 4, random.clone()).expect("a hasher");
        let secrets = Secrets { hasher, sealer, random };
        let db = store.connect().await;
        Desk::new(db, Arc::clone(&self.clock) as _, secrets, house, mailer(&self.sink), webhooks(&self.hooks))
    }

    /// Someone with a fresh set of cookies.
    pub(crate) fn browser(&self) -> Browser {
        Browser::new(self.router.clone())
    }

    /// The same at another server over the same database.
    pub(crate) async fn browser_elsewhere(&self) -> Browser {
        Browser::new(router(AppState::new(self.another_desk(|_| ()).await, &config())))
    }

    /// A browser in which someone has signed in.
    pub(crate) async fn signed_in(&self, user_name: &str, password: &str) -> Browser {
        let mut browser = self.browser();
        let answer = browser.sign_in(user_name, password).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        browser
    }

    /// An active person with a password.
    pub(crate) async fn person(&self, user_name: &str, role: Role) -> UserId {
        self.add(user_name, |user| user.role = role).await
    }

    /// An account like any, but for what the test says.
    pub(crate) async fn add(&self, user_name: &str, but: impl FnOnce(&mut NewUser)) -> UserId {
        let mut user = NewUser {
            kind: Kind::Human,
            role: Role::User,
            user_name: user_name.to_owned(),
            display_name: format!("{user_name} Feld"),
            email: Some(format!("{user_name}@northwind.example")),
            language: Locale::En,
            time_zone: "Europe/Berlin".to_owned(),
            is_active: true,
        };
        but(&mut user);
        self.desk.add_user(user, Some(&TypedPassword::new(PASSWORD))).await.expect("an account")
    }

    pub(crate) async fn send_link(&self, ada: UserId, user: UserId) -> Result<LinkSent, ApiError> {
        let request = SendChangeLink { user, life_minutes: 60 };
        self.desk.send_change_link(&caller(ada, Role::Administrator), request).await
    }

    pub(crate) async fn send_new_password(
        &self,
        ada: UserId,
        user: UserId,
        effect: NewPasswordEffect,
    ) -> Result<NewPasswordSent, ApiError> {
        self.desk.send_new_password(&caller(ada, Role::Administrator), SendNewPassword { user, effect }).await
    }

    /// What happened on someone's way back in, latest first.
    pub(crate) async fn steps(&self, user: UserId) -> Vec<Step> {
        let ada = caller(UserId(uuid::Uuid::nil()), Role::Administrator);
        let record = self.desk.user(&ada, user).await.expect("a record");
        record.timeline.into_iter().map(|entry| entry.step).collect()
    }

    /// Several users may have one e-mail address from now on.
    pub(crate) async fn share_emails(&self) {
        self.save_house(|house| house.shared_emails = true).await;
    }

    /// Changes the settings.
    pub(crate) async fn save_house(&self, but: impl FnOnce(&mut HouseSettings)) {
        let ada = caller(UserId(uuid::Uuid::nil()), Role::Administrator);
        let settings = self.desk.settings(&ada).await.expect("settings");
        let mut house = settings.house;
        but(&mut house);
        self.desk.save_settings(&ada, SaveHouse { version: settings.version, shown: None, house }).await.expect("settings");
    }

    /// A worker that sends to the test's mail server.
    pub(crate) fn worker(&self, lease: Span) -> MailWorker {
        MailWorker::new(self.desk.clone(), lease)
    }

    /// Such a worker at its work, and what stops it.
    pub(crate) fn start_worker(&self, lease: Span) -> (CancellationToken, JoinHandle<()>) {
        let stop = CancellationToken::new();
        let worker = tokio::spawn(self.worker(lease).run(stop.clone()));
        (stop, worker)
    }

    /// Sends everything that is due.
    pub(crate) async fn send_mail(&self) {
        self.worker(Span::seconds(60)).drain().await.expect("the outbox");
    }

    /// Decides about the requests of those who forgot their password, and sends what follows.
    pub(crate) async fn answer_forgotten(&self) {
        self.desk.answer_forgotten().await.expect("the requests");
        self.send_mail().await;
    }

    /// An administrator and a person, and the code of a link that was mailed to the person.
    pub(crate) async fn with_link(&self) -> (UserId, UserId, String) {
        let ada = self.person("ada", Role::Administrator).await;
        let jonas = self.person("jonas", Role::User).await;
        self.send_link(ada, jonas).await.expect("a link");
        self.send_mail().await;
        let code = self.sink.nth(1).await.token().to_owned();
        (ada, jonas, code)
    }
}

/// Someone who acts, as the services see them.
pub(crate) fn caller(user: UserId, role: Role) -> Caller {
    Caller {
        user,
        session: SessionId(uuid::Uuid::nil()),
        display_name: "Ada Reyes".to_owned(),
        role,
        locale: Locale::En,
        time_zone: "Europe/Berlin".to_owned(),
        theme: Theme::System,
        client: client(),
        credential: None,
    }
}

pub(crate) fn client() -> Client {
    Client { address: IpAddr::V4(Ipv4Addr::LOCALHOST), browser: "Firefox (Linux)".to_owned(), locale: None, known: None }
}

/// Sends to the test's mail server and gives up early where that hangs.
fn mailer(sink: &SmtpSink) -> Mailer {
    let options =
        SmtpOptions { command_timeout: Duration::from_secs(2), data_timeout: Duration::from_secs(20), ..SmtpOptions::default() };
    let transport = Transport::smtp(SmtpUrl::parse(&sink.url().into()).expect("an address"), options).expect("a transport");
    let from = sender("Northwind <desk@northwind.example>").expect("a sender");
    Mailer::new(transport, from, "desk.northwind.example".to_owned(), 4)
}

/// Calls the test's receiver and no other.
fn webhooks(hooks: &HookSink) -> Webhooks {
    let signer = Signer::parse(&WEBHOOK_SECRET.into()).expect("a secret");
    Webhooks::new(hooks.address().to_string().parse().expect("a host"), signer)
}

fn house() -> House {
    House {
        organisation: Organisation { name: "Northwind".to_owned(), support_contact: "help@northwind.example".to_owned() },
        password: Policy::default(),
        idle_staff: Span::minutes(15),
        idle: Span::minutes(30),
        session: Span::hours(12),
        automations_per_hour: 20_000,
        history: Span::days(400),
        origin: ORIGIN.to_owned(),
        bounces: None,
        mailbox: None,
    }
}

fn config() -> Config {
    Config::from_parts(None, [("LATCHKEY_PUBLIC_URL".to_owned(), ORIGIN.to_owned())]).expect("a configuration")
}
