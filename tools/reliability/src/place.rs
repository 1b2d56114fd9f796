//! A database, a port and a key that outlive every process: what a server is started over again and again.

use crate::wire::{self, Request, Sent};
use anyhow::{Context as _, ensure};
use latchkey::store::{DatabaseUrl, Db};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};
use std::{
    env,
    fs::File,
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::Stdio,
    time::{Duration, Instant},
};
use tokio::{
    process::{Child, Command},
    time::{sleep, timeout},
};

/// How long a server may take to answer after its start.
const PATIENCE: Duration = Duration::from_secs(30);
/// How many lines of its log are shown when it does not come back.
const LAST_WORDS: usize = 30;
/// How often it is asked whether it is there.
const EVERY: Duration = Duration::from_millis(2);

/// Which database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    /// As it is written.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }
}

/// Where a server lives.
pub(crate) struct Place {
    /// Which database.
    pub(crate) engine: Engine,
    /// The database's address.
    pub(crate) url: String,
    /// The folder of its files.
    pub(crate) folder: PathBuf,
    /// Where it listens.
    pub(crate) address: SocketAddr,
    /// Where its servers log.
    pub(crate) log: PathBuf,
    /// The program.
    pub(crate) binary: PathBuf,
}

impl Place {
    /// Makes a migrated database of this name in the folder or on the PostgreSQL server, and chooses a port.
    pub(crate) async fn make(engine: Engine, folder: &Path, name: &str) -> anyhow::Result<Self> {
        let folder = folder.join(format!("{name}-{}", engine.name().to_lowercase()));
        std::fs::create_dir_all(&folder)?;
        let url = match engine {
            Engine::Sqlite => format!("sqlite://{}", folder.join("latchkey.db").display()),
            Engine::Postgres => create(&format!("prove_{name}")).await?,
        };
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let binary = PathBuf::from(crate::variable("LATCHKEY_BIN")?);
        let place = Self { engine, url, log: folder.join("log"), folder, address, binary };
        let db = place.open().await?;
        db.migrate().await?;
        db.close().await;
        Ok(place)
    }

    /// The database, opened beside the server.
    pub(crate) async fn open(&self) -> anyhow::Result<Db> {
        Ok(Db::connect(&self.database()?).await?)
    }

    /// The database's address, read.
    fn database(&self) -> anyhow::Result<DatabaseUrl> {
        Ok(self.url.parse::<DatabaseUrl>()?)
    }

    /// The file of an SQLite database.
    pub(crate) fn file(&self) -> anyhow::Result<PathBuf> {
        let url = self.database()?;
        url.file().map(Path::to_path_buf).context("the database is no file")
    }

    /// Starts a server that hands its mails to this mail server.
    pub(crate) fn start(&self, mail_server: SocketAddr) -> anyhow::Result<Server> {
        self.start_as(&self.binary, None, self.address, mail_server)
    }

    /// The end of what its processes have logged.
    pub(crate) fn last_words(&self) -> String {
        let log = std::fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<_> = log.lines().collect();
        lines.get(lines.len().saturating_sub(LAST_WORDS)..).unwrap_or_default().join("\n")
    }

    /// Starts a process of this program that does this part alone, or everything, and listens there.
    pub(crate) fn start_as(
        &self,
        binary: &Path,
        part: Option<&str>,
        listen: SocketAddr,
        mail_server: SocketAddr,
    ) -> anyhow::Result<Server> {
        let log = File::options().create(true).append(true).open(&self.log)?;
        let mut command = Command::new(binary);
        for (name, _) in env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("LATCHKEY_")) {
            command.env_remove(name);
        }
        command.arg("serve");
        if let Some(part) = part {
            command.args(["--only", part]);
        }
        let child = command
            .current_dir(&self.folder)
            .env("LATCHKEY_DATABASE_URL", &self.url)
            .env("LATCHKEY_SECRET_KEY_FILE", self.folder.join("secret.key"))
            .env("LATCHKEY_SMTP_URL", format!("smtp://{mail_server}"))
            .env("LATCHKEY_LISTEN", listen.to_string())
            .env("LATCHKEY_PUBLIC_URL", format!("http://{}", self.address))
            .env("LATCHKEY_TRUSTED_PROXIES", "127.0.0.1")
            .env("LATCHKEY_MAIL_LEASE_SECONDS", crate::LEASE.as_secs().to_string())
            .env("LATCHKEY_LOG", "warn")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("{} does not start", binary.display()))?;
        Ok(Server { child, address: listen, started: Instant::now() })
    }
}

/// Makes a PostgreSQL database and answers its address. Its locale knows the letters of all scripts.
pub(crate) async fn create(name: &str) -> anyhow::Result<String> {
    let server = crate::variable("LATCHKEY_TEST_POSTGRES_URL")?;
    let sql = format!("CREATE DATABASE {name} LOCALE 'C.UTF-8' ENCODING 'UTF8' TEMPLATE template0");
    PgConnection::connect(&server).await?.execute(AssertSqlSafe(sql)).await?;
    let (beside, _) = server.rsplit_once('/').context("the address names no database")?;
    Ok(format!("{beside}/{name}"))
}

/// A running server. It is killed when this is dropped.
pub(crate) struct Server {
    child: Child,
    address: SocketAddr,
    started: Instant,
}

impl Server {
    /// Waits until it answers; how long that took from its start.
    pub(crate) async fn ready(&mut self) -> anyhow::Result<Duration> {
        loop {
            if is_ready(self.address).await {
                return Ok(self.started.elapsed());
            }
            if let Some(ended) = self.child.try_wait()? {
                anyhow::bail!("the server ended by itself ({ended}); its log says why");
            }
            ensure!(self.started.elapsed() < PATIENCE, "the server does not answer {PATIENCE:?} after its start");
            sleep(EVERY).await;
        }
    }

    /// kill -9; it is gone when this returns.
    pub(crate) async fn kill(mut self) -> anyhow::Result<()> {
        Ok(self.child.kill().await?)
    }

    /// Tells it to stop (SIGTERM) and waits until it has; how long that took.
    pub(crate) async fn terminate(mut self) -> anyhow::Result<Duration> {
        let began = Instant::now();
        self.signal("TERM").await?;
        let ended = timeout(PATIENCE, self.child.wait()).await.context("a process that was told to stop goes on")??;
        ensure!(ended.success(), "a process that was told to stop ended with {ended}");
        Ok(began.elapsed())
    }

    /// Stops it where it is (SIGSTOP); none of its threads does anything when this returns.
    pub(crate) async fn freeze(&self) -> anyhow::Result<()> {
        self.signal("STOP").await?;
        let tasks = format!("/proc/{}/task", self.child.id().context("the server has ended")?);
        while !are_stopped(&tasks)? {
            sleep(EVERY).await;
        }
        Ok(())
    }

    /// Lets it go on (SIGCONT).
    pub(crate) async fn thaw(&self) -> anyhow::Result<()> {
        self.signal("CONT").await
    }

    async fn signal(&self, name: &str) -> anyhow::Result<()> {
        let id = self.child.id().context("the server has ended")?;
        let status = Command::new("kill").args([format!("-{name}"), id.to_string()]).status().await?;
        ensure!(status.success(), "kill -{name} failed");
        Ok(())
    }
}

/// Whether all threads are stopped (Linux): the letter after the name in parentheses says so. One that has ended does nothing.
fn are_stopped(tasks: &str) -> anyhow::Result<bool> {
    for task in std::fs::read_dir(tasks)? {
        let stat = std::fs::read_to_string(task?.path().join("stat")).unwrap_or_default();
        if !stat.is_empty() && !stat.rsplit_once(')').is_some_and(|(_, rest)| rest.trim_start().starts_with('T')) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether it says that it can work.
pub(crate) async fn is_ready(address: SocketAddr) -> bool {
    let request = Request { method: "GET", path: "/readyz", from: "127.0.0.1", head: "", body: None };
    matches!(wire::ask(address, &request).await, Sent::Answered(answer) if answer.status == 200)
}
