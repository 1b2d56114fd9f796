//! The running program: database, desk, mail worker, HTTP server, and an orderly end.

use crate::{
    config::Config,
    http::{AppState, router},
    jobs::{self, MailWorker, WebhookWorker},
    mail::{self, BounceAddress, Mailer, SmtpOptions, SmtpUrl, Transport},
    metrics,
    security::{HashParameters, Hasher, Random, Sealer, SystemClock},
    service::{Desk, House, Secrets},
    store::Db,
    webhook::{Signer, Webhooks},
};
use anyhow::Context;
use app::{
    model::{Organisation, Span},
    rules::password::Policy,
};
use secrecy::ExposeSecret;
use std::{net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};
use tokio::net::TcpListener;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// How long requests and mails under way may take to finish once the program is told to stop.
const DRAIN: Duration = Duration::from_secs(25);

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

    /// Serves until SIGTERM or Ctrl-C; then finishes what is under way.
    ///
    /// # Errors
    /// When serving fails.
    pub async fn run(self) -> anyhow::Result<()> {
        let worker = MailWorker::new(self.desk.clone(), Span::seconds(self.config.mail_lease_seconds.into()));
        let stop = CancellationToken::new();
        let tasks = TaskTracker::new();
        tasks.spawn(worker.run(stop.clone()));
        tasks.spawn(WebhookWorker::new(self.desk.clone()).run(stop.clone()));
        tasks.spawn(jobs::clean_up(self.desk.clone(), stop.clone()));
        tasks.spawn(jobs::forget_history(self.desk.clone(), stop.clone()));
        tasks.spawn(jobs::answer_forgotten(self.desk.clone(), stop.clone()));
        tasks.spawn(jobs::tell_expired(self.desk.clone(), stop.clone()));
        tasks.spawn(jobs::go_on_with_bulk(self.desk.clone(), stop.clone()));
        tasks.spawn(jobs::run_automations(self.desk.clone(), stop.clone()));
        tasks.spawn(jobs::run_imports(self.desk.clone(), stop.clone()));
        if !self.config.bounce_folder.as_os_str().is_empty() {
            tasks.spawn(jobs::read_bounces(self.desk.clone(), self.config.bounce_folder.clone(), stop.clone()));
        }
        if let Some(listener) = self.metrics {
            tasks.spawn(metrics::serve(listener, self.desk.clone(), stop.clone()));
        }
        tasks.close();
        let app = router(AppState::new(self.desk.clone(), &self.config));
        let server = axum::serve(self.listener, app.into_make_service_with_connect_info::<SocketAddr>())
            .with_graceful_shutdown(stop.clone().cancelled_owned());
        let serving = tokio::spawn(server.into_future());
        told_to_stop().await?;
        tracing::info!("stopping: finishing what is under way");
        stop.cancel();
        let drained = tokio::time::timeout(DRAIN, async {
            tasks.wait().await;
            serving.await
        });
        if let Ok(ended) = drained.await {
            ended.context("serving")??;
        } else {
            tracing::warn!("stopped with requests or mails still under way; mails are sent after the next start");
        }
        self.desk.close().await;
        Ok(())
    }
}

/// Connects, migrates and puts the desk together. `mailbox` is the folder of the demo's mailbox page.
///
/// # Errors
/// A sentence for the operator.
pub async fn open_desk(config: &Config, mailbox: Option<PathBuf>) -> anyhow::Result<Desk> {
    let db = Db::connect(&config.database_url)
        .await
        .with_context(|| format!("The database {} cannot be opened", config.database_url))?;
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

async fn told_to_stop() -> anyhow::Result<()> {
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    tokio::select! {
        stopped = tokio::signal::ctrl_c() => stopped?,
        _ = terminate.recv() => {}
    }
    Ok(())
}
