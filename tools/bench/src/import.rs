//! A file of new users, imported on the command line into the filled directory.

use anyhow::{Context, ensure};
use std::{
    fmt::Write as _,
    path::Path,
    process::Stdio,
    time::{Duration, Instant},
};
use tokio::{process::Command, time::sleep};

/// How often the program's memory is read.
const EVERY: Duration = Duration::from_millis(100);

/// A prime number, which leads from row to row once through all names.
const SCATTER: usize = 7_919;

/// How an import went.
pub(crate) struct Import {
    /// Rows of the file.
    pub(crate) rows: usize,
    /// From the start of the command to its end: reading the file, dry run, import.
    pub(crate) took: Duration,
    /// The most resident memory, in bytes.
    pub(crate) peak: u64,
}

/// Imports so many users whom the directory does not know.
pub(crate) async fn measure(binary: &Path, database: &str, folder: &Path, rows: usize) -> anyhow::Result<Import> {
    let file = folder.join("import.csv");
    std::fs::write(&file, people(rows)?)?;
    let began = Instant::now();
    let mut child = Command::new(binary)
        .args(["user", "import", "--json"])
        .arg(&file)
        .current_dir(folder)
        .env("LATCHKEY_DATABASE_URL", database)
        .env("LATCHKEY_SECRET_KEY_FILE", folder.join("secret.key"))
        .env("LATCHKEY_LOG", "warn")
        .stdout(Stdio::null())
        .spawn()
        .with_context(|| format!("{} does not start", binary.display()))?;
    let id = child.id().context("the import has ended")?;
    let mut peak = 0;
    while child.try_wait()?.is_none() {
        // The process may end at this moment; then the figure before is the last.
        peak = highest(id).unwrap_or(peak);
        sleep(EVERY).await;
    }
    let took = began.elapsed();
    ensure!(child.wait().await?.success(), "the import failed");
    Ok(Import { rows, took, peak })
}

fn people(rows: usize) -> anyhow::Result<String> {
    let mut file = "user name,name,e-mail,tags\n".to_owned();
    for number in 0..rows {
        // In no order, as names come.
        let name = number * SCATTER % rows;
        writeln!(file, "new.{name},New Person {name},new.{name}@northwind.example,\"imported, night shift\"")?;
    }
    Ok(file)
}

/// The most memory that a process had resident (Linux).
fn highest(id: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kilobytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes * 1024)
}
