//! Mails through the outbox to Postfix' smtp-sink, which takes all of them at once, and the same by Django's password reset.

use crate::{directory, report::per_second, scale::Place};
use anyhow::{Context, ensure};
use app::{
    api::{Bulk as _, Caller},
    model::{BulkAction, BulkOrder, BulkQuery, BulkTarget, Kind, Role, Span, StartBulk},
    rules::bulk::PROGRAMS,
};
use latchkey::{
    config::Config,
    jobs::MailWorker,
    run::open_desk,
    security::{Clock as _, Random, SystemClock},
    service::{Desk, operator},
    store::{
        DatabaseUrl, Db,
        users::{
            User,
            fill::{self, NewUser},
        },
    },
};
use std::{
    fmt,
    os::unix::fs::MetadataExt as _,
    path::Path,
    process::Stdio,
    time::{Duration, Instant},
};
use tokio::{
    net::{TcpListener, TcpStream},
    process::{Child, Command},
    time::sleep,
};

/// Mails of each run.
pub(crate) const MAILS: usize = 10_000;
/// Of Django's, which is slower.
const DJANGOS: usize = 2_000;
/// How many workers.
const WORKERS: [usize; 3] = [1, 2, 4];
/// Connections of each.
const CONNECTIONS: usize = 10;
/// Seed of the people's order.
const SEED: u64 = 7;
/// How long smtp-sink may take to listen.
const PATIENCE: Duration = Duration::from_secs(5);

/// One run.
pub(crate) struct Mailed {
    engine: &'static str,
    action: BulkAction,
    workers: usize,
    took: Duration,
}

/// All runs.
#[derive(Default)]
pub(crate) struct Mails {
    latchkey: Vec<Mailed>,
    django: Duration,
}

/// Measures both engines and Django over one smtp-sink.
pub(crate) async fn measure(engines: [(&'static str, &String); 2], folder: &Path) -> anyhow::Result<Mails> {
    let sink = Sink::start().await?;
    let mut mails = Mails::default();
    for (engine, server) in engines {
        for action in [BulkAction::SendLink, BulkAction::NewPassword] {
            for workers in WORKERS {
                let name = format!("mails_{}_{workers}", if action == BulkAction::SendLink { "a" } else { "b" });
                let place = Place::make(engine, server, folder, &name).await?;
                let took = send(engine, &place.url, folder, sink.port, action, workers).await?;
                place.remove().await?;
                mails.latchkey.push(Mailed { engine, action, workers, took });
            }
        }
    }
    mails.django = django(sink.port).await?;
    sink.stop().await?;
    Ok(mails)
}

/// How long workers take for mails that wait. On SQLite they are one with as many connections.
async fn send(engine: &str, url: &str, folder: &Path, port: u16, action: BulkAction, workers: usize) -> anyhow::Result<Duration> {
    let (processes, connections) = if engine == "SQLite" { (1, workers * CONNECTIONS) } else { (workers, CONNECTIONS) };
    let mut desks = Vec::new();
    for _ in 0..processes {
        desks.push(open(url, folder, port, connections).await?);
    }
    let first = desks.first().context("no worker")?;
    queue(first, url, action).await?;
    let began = Instant::now();
    let running: Vec<_> = desks
        .iter()
        .map(|desk| {
            let worker = MailWorker::new(desk.clone(), Span::seconds(60));
            tokio::spawn(async move { worker.drain().await })
        })
        .collect();
    for worker in running {
        worker.await??;
    }
    let took = began.elapsed();
    for desk in desks {
        desk.close().await;
    }
    Ok(took)
}

/// Fills the directory with everybody who gets a mail.
pub(crate) async fn fill(url: &str) -> anyhow::Result<()> {
    let db = Db::connect(&url.parse::<DatabaseUrl>()?).await?;
    let (random, now) = (Random::from_seed(SEED), SystemClock.now());
    let people: Vec<_> = (0..MAILS)
        .map(|number| User {
            kind: Kind::Human,
            is_active: true,
            email: Some(format!("user{number}@northwind.example")),
            ..directory::user(&random, now, number, Role::User)
        })
        .map(|user| NewUser { user, tags: Vec::new(), password: None })
        .collect();
    let mut tx = db.write().await?;
    fill::insert(&mut tx, &people).await?;
    tx.commit().await?;
    db.close().await;
    Ok(())
}

/// A job for everybody in the directory.
pub(crate) fn for_all(action: BulkAction) -> StartBulk {
    StartBulk { target: BulkTarget::Filter(Box::default()), order: BulkOrder::of(action), confirmed: PROGRAMS.to_owned() }
}

/// Fills the directory and has a mail wait for everybody.
async fn queue(desk: &Desk, url: &str, action: BulkAction) -> anyhow::Result<()> {
    fill(url).await?;
    let by: Caller = operator("bench".to_owned());
    let id = desk.start_bulk(&by, for_all(action)).await?;
    while desk.go_on_with_bulk().await? {}
    let met = desk.bulk_job(&by, id, BulkQuery::default()).await?.row.counts.handled();
    ensure!(usize::try_from(met)? == MAILS, "{met} mails wait, not {MAILS}");
    Ok(())
}

/// A desk that hands its mails to smtp-sink.
async fn open(url: &str, folder: &Path, port: u16, connections: usize) -> anyhow::Result<Desk> {
    let variables = [
        ("LATCHKEY_DATABASE_URL", url.to_owned()),
        ("LATCHKEY_SECRET_KEY_FILE", folder.join("mails.key").display().to_string()),
        ("LATCHKEY_SMTP_URL", format!("smtp://127.0.0.1:{port}")),
        ("LATCHKEY_MAIL_CONNECTIONS", connections.to_string()),
    ];
    let config = Config::from_parts(None, variables.map(|(name, value)| (name.to_owned(), value)))?;
    open_desk(&config, None).await
}

/// How long Django takes to send so many, one after the other as its form does.
async fn django(port: u16) -> anyhow::Result<Duration> {
    let (python, script) = (crate::variable("BENCH_PYTHON")?, crate::variable("BENCH_DJANGO")?);
    let mut command = Command::new(python);
    command.arg(script).args([port.to_string(), DJANGOS.to_string()]).stderr(Stdio::inherit());
    let output = command.output().await.context("Python is missing")?;
    ensure!(output.status.success(), "Django could not send its mails");
    let seconds: f64 = String::from_utf8_lossy(&output.stdout).trim().parse()?;
    Ok(Duration::from_secs_f64(seconds))
}

/// Postfix' smtp-sink on a free port. It is killed when this is dropped.
pub(crate) struct Sink {
    child: Child,
    /// Where it listens.
    pub(crate) port: u16,
}

impl Sink {
    /// Starts it, and waits until it listens.
    pub(crate) async fn start() -> anyhow::Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0").await?.local_addr()?.port();
        let mut command = Command::new("/usr/sbin/smtp-sink");
        // As root it wants to become somebody else.
        if std::fs::metadata("/proc/self")?.uid() == 0 {
            command.args(["-u", "nobody"]);
        }
        let child =
            command.arg(format!("127.0.0.1:{port}")).arg("1000").kill_on_drop(true).spawn().context("smtp-sink is missing")?;
        let began = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            ensure!(began.elapsed() < PATIENCE, "smtp-sink does not listen");
            sleep(Duration::from_millis(5)).await;
        }
        Ok(Self { child, port })
    }

    /// Ends it.
    pub(crate) async fn stop(mut self) -> anyhow::Result<()> {
        Ok(self.child.kill().await?)
    }
}

/// Writes the section.
pub(crate) fn write(f: &mut fmt::Formatter<'_>, mails: &Mails) -> fmt::Result {
    writeln!(f, "## Mails\n")?;
    writeln!(
        f,
        "{MAILS} mails that wait, to Postfix' smtp-sink on the same machine, {CONNECTIONS} connections a worker. On SQLite several workers \
         are one with as many connections, on PostgreSQL each has connections of its own to the database. Both keep what they \
         commit (synchronous=FULL, fsync).\n"
    )?;
    writeln!(f, "| mails | database | workers | mails/s |\n|---|---|---|---|")?;
    for Mailed { engine, action, workers, took } in &mails.latchkey {
        let what = if *action == BulkAction::SendLink { "links" } else { "new passwords" };
        writeln!(f, "| {what} | {engine} | {workers} | {} |", per_second(MAILS, *took))?;
    }
    let django = per_second(DJANGOS, mails.django);
    writeln!(f, "| Django's `PasswordResetForm` ({DJANGOS}) | SQLite | 1 | {django} |")?;
    writeln!(f, "\nTargets: over 2,000 mails/s, and three times Django's.\n")
}
