//! The release program, started and stopped as an operator does.

use anyhow::{Context, ensure};
use std::{
    path::Path,
    process::Stdio,
    time::{Duration, Instant},
};
use tokio::{
    net::TcpListener,
    process::{Child, Command},
    time::sleep,
};

/// How long after its start the program is left alone before its memory is read.
const SETTLE: Duration = Duration::from_secs(3);
/// How long the program may take to start.
const PATIENCE: Duration = Duration::from_secs(20);

/// A running program.
pub(crate) struct Program {
    child: Child,
    origin: String,
    /// From starting the process to the first answered request.
    pub(crate) started_in: Duration,
}

impl Program {
    /// Starts `latchkey serve` on a free port over a migrated database.
    pub(crate) async fn start(binary: &Path, database: &str, folder: &Path) -> anyhow::Result<Self> {
        Self::start_with(binary, database, folder, &[]).await
    }

    /// The same behind a proxy on this machine, which says from where requests come.
    pub(crate) async fn start_behind_proxy(binary: &Path, database: &str, folder: &Path) -> anyhow::Result<Self> {
        Self::start_with(binary, database, folder, &[("LATCHKEY_TRUSTED_PROXIES", "127.0.0.1")]).await
    }

    /// The same with more settings.
    pub(crate) async fn start_with(binary: &Path, database: &str, folder: &Path, more: &[(&str, &str)]) -> anyhow::Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0").await?.local_addr()?.port();
        let origin = format!("http://127.0.0.1:{port}");
        let began = Instant::now();
        let child = Command::new(binary)
            .arg("serve")
            .current_dir(folder)
            .env("LATCHKEY_DATABASE_URL", database)
            .env("LATCHKEY_SECRET_KEY_FILE", folder.join("secret.key"))
            .env("LATCHKEY_LISTEN", format!("127.0.0.1:{port}"))
            .env("LATCHKEY_PUBLIC_URL", &origin)
            .env("LATCHKEY_LOG", "warn")
            .envs(more.iter().copied())
            .stdout(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("{} does not start", binary.display()))?;
        let client = Probe::new(port);
        while !client.is_ready().await {
            ensure!(began.elapsed() < PATIENCE, "the program is not ready after {PATIENCE:?}");
            sleep(Duration::from_millis(1)).await;
        }
        let started_in = began.elapsed();
        sleep(SETTLE).await;
        Ok(Self { child, origin, started_in })
    }

    /// The address of a page.
    pub(crate) fn address(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    /// Resident memory in bytes (Linux).
    pub(crate) fn resident(&self) -> anyhow::Result<u64> {
        self.memory("VmRSS:")
    }

    /// The most resident memory that it has had so far, in bytes (Linux).
    pub(crate) fn most_resident(&self) -> anyhow::Result<u64> {
        self.memory("VmHWM:")
    }

    fn memory(&self, field: &'static str) -> anyhow::Result<u64> {
        let id = self.child.id().context("the program has ended")?;
        let status = std::fs::read_to_string(format!("/proc/{id}/status"))?;
        let line = status.lines().find(|line| line.starts_with(field)).context(field)?;
        let kilobytes: u64 = line.split_whitespace().nth(1).context(field)?.parse()?;
        Ok(kilobytes * 1024)
    }

    /// Ends it.
    pub(crate) async fn stop(mut self) -> anyhow::Result<()> {
        self.child.kill().await?;
        Ok(())
    }
}

/// Asks whether the program is ready.
struct Probe {
    port: u16,
}

impl Probe {
    const fn new(port: u16) -> Self {
        Self { port }
    }

    async fn is_ready(&self) -> bool {
        use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
        let Ok(mut stream) = tokio::net::TcpStream::connect(("127.0.0.1", self.port)).await else { return false };
        let asked = stream.write_all(b"GET /readyz HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n").await;
        let mut answer = Vec::new();
        asked.is_ok() && stream.read_to_end(&mut answer).await.is_ok() && answer.starts_with(b"HTTP/1.0 200")
    }
}
