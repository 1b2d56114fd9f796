//! The running program: database, desk, mail worker, HTTP server, and an orderly end.

use crate::{
    config::Config,
    http::{AppState, router, router_of_worker},
    jobs::{self, MailWorker, WebhookWorker},
    mail::{self, BounceAddress, Mailer, SmtpOptions, SmtpUrl, Transport},
    metrics,
    security::{HashParameters, Hasher, Random, Sealer, SystemClock},
    service::{Desk, House, Secrets},
    store::Db,
    webhook::{Signer, Webhooks},
};
use anyhow::{Context, bail};
use app::{
    model::{Organisation, Span},
    rules::password::Policy,
};
use secrecy::ExposeSecret;
use std::{net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};
use tokio::{
    net::TcpListener,
    signal::unix::{Signal, SignalKind, signal},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// How long closing the database may take, of the time for stopping.
const CLOSING: Duration = Duration::from_secs(1);

/// A started program: the database is migrated, the port is taken, nothing is served yet.
#[derive(Debug)]
pub struct Program {
    config: Config,
    desk: Desk,
    listener: TcpListener,
    /// Where metrics are told, if anywhere.
    metrics: Option<TcpListener>,
}

/// Whether a configuration listens on this machine alone.
#[must_use]
pub fn is_loopback(config: &Config) -> bool {
    config.listen.ip().is_loopback()
}

impl Program {
    /// Connects, migrates and takes the port. `mailbox` is the folder of the demo's mailbox page.
    ///
    /// # Errors
    /// A sentence for the operator.
    pub async fn start(config: Config, mailbox: Option<PathBuf>) -> anyhow::Result<Self> {
        let desk = open_desk(&config, mailbox).await?;
        let listener = TcpListener::bind(config.listen).await.with_context(|| {
            format!("{} cannot be listened on; is Latchkey running already? LATCHKEY_LISTEN chooses another", config.listen)
        })?;
        let metrics = metrics::listen(config.metrics_listen).await?;
        Ok(Self { config, desk, listener, metrics })
    }

    /// The desk.
    #[must_use]
    pub const fn desk(&self) -> &Desk {
        &self.desk
    }

    /// Where people reach it.
    #[must_use]
    pub fn origin(&self) -> &str {
        self.config.public_url.origin()
    }

    /// Begins everything that goes on beside requests.
    fn work(&self, stop: &CancellationToken) -> TaskTracker {
        let worker = MailWorker::new(self.desk.clone(), Span::seconds(self.config.mail_lease_seconds.into()));
        let tasks = TaskTracker::new();
        tasks.spawn(worker.run(stop.clone()));
        tasks.spawn(WebhookWorker::new(self.desk.clone()).run(stop.clone()));
        tasks.spawn(jobs::clean_up(self.desk.clone(), stop.clone()));
        tasks.spawn(jobs::forget_history(self.desk.clone(), stop.clone()));
        tasks.spawn(jobs::seal_trail(self.desk.clone(), stop.clone()));
        tasks.spawn(jobs::answer_forgotten(self.desk.clone(), stop.clone()));
        tasks.spawn(jobs::tell_expired(self.desk.clone(), stop.clone()));
        tasks.spawn(jobs::go_on_with_bulk(self.desk.clone(), stop.clone()));
        tasks.spawn(jobs::run_automations(self.desk.clone(), stop.clone()));
        tasks.spawn(jobs::run_imports(self.desk.clone(), stop.clone()));
        if !self.config.bounce_folder.as_os_str().is_empty() {
            tasks.spawn(jobs::read_bounces(self.desk.clone(), self.config.bounce_folder.clone(), stop.clone()));
        }
        if let Some(url) = self.config.listening_url() {
            tasks.spawn(jobs::hear_others(self.desk.clone(), url.clone(), stop.clone()));
        }
        tasks
    }

    /// Serves until SIGTERM or Ctrl-C; then finishes what is under way. `announce` is called once it listens to these.
    ///
    /// # Errors
    /// When announcing or serving fails, or it is told a second time to stop.
    pub async fn run(self, announce: impl FnOnce() -> anyhow::Result<()>) -> anyhow::Result<()> {
        let mut signals = Signals::listen()?;
        announce()?;
        let stop = CancellationToken::new();
        let tasks = if self.config.run.works() { self.work(&stop) } else { TaskTracker::new() };
        if !self.config.run.works() {
            tasks.spawn(jobs::tell_others(self.desk.clone(), stop.clone()));
        }
        if let Some(listener) = self.metrics {
            tasks.spawn(metrics::serve(listener, self.desk.clone(), stop.clone()));
        }
        tasks.close();
        let state = AppState::new(self.desk.clone(), &self.config);
        let app = if self.config.run.serves() { router(state.clone()) } else { router_of_worker(state.clone()) };
        let closed = CancellationToken::new();
        let server = axum::serve(self.listener, app.into_make_service_with_connect_info::<SocketAddr>())
            .with_graceful_shutdown(closed.clone().cancelled_owned());
        let serving = tokio::spawn(server.into_future());
        let told = signals.next().await;
        tracing::info!("stopping: finishing what is under way");
        state.stop();
        stop.cancel();
        // Whoever sits at the terminal has no proxy that must notice first.
        let unready = if told == Told::Terminate { seconds(self.config.unready_seconds) } else { Duration::ZERO };
        let drained = tokio::time::timeout(seconds(self.config.drain_seconds).saturating_sub(CLOSING), async {
            tokio::join!(tokio::time::sleep(unready), tasks.wait());
            closed.cancel();
            serving.await
        });
        tokio::select! {
            drained = drained => if let Ok(ended) = drained {
                ended.context("serving")??;
            } else {
                tracing::warn!("stopped with requests or mails still under way; mails are sent after the next start");
            },
            _ = signals.next() => bail!("Stopped at once, as told twice. Mails under way are sent after the next start."),
        }
        // Of what was cut off a connection may remain in use.
        let _closed = tokio::time::timeout(CLOSING, self.desk.close()).await;
        Ok(())
    }
}

fn seconds(number: u32) -> Duration {
    Duration::from_secs(number.into())
}

/// Connects, migrates and puts the desk together. `mailbox` is the folder of the demo's mailbox page.
///
/// # Errors
/// A sentence for the operator.
pub async fn open_desk(config: &Config, mailbox: Option<PathBuf>) -> anyhow::Result<Desk> {
    let desk = open_desk_with_any_key(config, mailbox).await?;
    desk.agree_on_the_key().await?;
    Ok(desk)
}

/// The same, whichever key the database was used with: that of one which is brought back may be lost, or not be here yet.
///
/// # Errors
/// A sentence for the operator.
pub(crate) async fn open_desk_with_any_key(config: &Config, mailbox: Option<PathBuf>) -> anyhow::Result<Desk> {
    let db = Db::connect_through(&config.database_url, config.database_pooler)
        .await
        .with_context(|| format!("The database {} cannot be opened; `latchkey doctor` says what to fix", config.database_url))?;
    db.migrate().await?;
    let random = Random::from_system()?;
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let hasher = Hasher::new(HashParameters::STANDARD, cores, random.clone())?;
    let sealer = Sealer::from_file(&config.secret_key_file(), random.clone())?;
    let secrets = Secrets { random, hasher, sealer };
    Ok(Desk::new(db, Arc::new(SystemClock), secrets, house(config, mailbox)?, mailer(config)?, webhooks(config)?))
}

fn house(config: &Config, mailbox: Option<PathBuf>) -> anyhow::Result<House> {
    Ok(House {
        organisation: Organisation { name: config.organisation_name.clone(), support_contact: config.support_contact.clone() },
        password: Policy { min_length: config.password_min_length, ..Policy::default() },
        idle_staff: Span::minutes(config.session_idle_minutes_staff.into()),
        idle: Span::minutes(config.session_idle_minutes.into()),
        session: Span::hours(config.session_hours.into()),
        automations_per_hour: config.automations_per_hour.into(),
        history: Span::days(config.history_days.into()),
        origin: config.public_url.origin().to_owned(),
        bounces: BounceAddress::parse(&config.bounce_address).context("bounce_address")?,
        // With a mail server of its own, even the demo sends there and has nothing to show.
        mailbox: mailbox.filter(|_| config.smtp_url.expose_secret().is_empty()),
    })
}

fn webhooks(config: &Config) -> anyhow::Result<Webhooks> {
    let signer = Signer::parse(&config.webhook_secret).context("webhook_secret")?;
    if signer.is_none() && !config.webhook_hosts.is_empty() {
        tracing::warn!("webhook_hosts are set, but no webhook_secret: nothing is called");
    }
    Ok(Webhooks::new(config.webhook_hosts.clone(), signer))
}

fn transport(config: &Config) -> anyhow::Result<Transport> {
    if config.smtp_url.expose_secret().is_empty() {
        tracing::info!(folder = %config.mail_folder.display(), "no mail server is set: mails are kept as files");
        return Ok(Transport::file(&config.mail_folder));
    }
    let url = SmtpUrl::parse(&config.smtp_url).context("smtp_url")?;
    let options = SmtpOptions {
        command_timeout: Duration::from_secs(config.mail_timeout_seconds),
        max_connections: config.mail_connections,
        ..SmtpOptions::default()
    };
    Transport::smtp(url, options).context("smtp_url")
}

/// What hands mails over, as configured.
///
/// # Errors
/// A sentence for the operator.
pub(crate) fn mailer(config: &Config) -> anyhow::Result<Mailer> {
    let from = mail::sender(&config.mail_from).context("mail_from")?;
    Ok(Mailer::new(transport(config)?, from, config.public_url.host().to_owned(), config.mail_connections))
}

/// Who told the program to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    /// What started it.
    Terminate,
    /// Somebody at the terminal.
    Interrupt,
}

/// What tells the program to stop.
struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    fn listen() -> std::io::Result<Self> {
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    /// Waits for the next one.
    async fn next(&mut self) -> Told {
        tokio::select! {
            _ = self.terminate.recv() => Told::Terminate,
            _ = self.interrupt.recv() => Told::Interrupt,
        }
    }
}
