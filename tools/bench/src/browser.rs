//! Pages in Chromium: what they load and how long they take to become interactive.

use crate::program::Program;
use anyhow::{Context, ensure};
use std::{path::Path, process::Stdio};
use tokio::process::Command;

/// One page's first load, nothing cached.
#[derive(Debug, serde::Deserialize)]
pub(crate) struct PageLoad {
    /// What it is.
    pub(crate) name: String,
    /// Bytes of WebAssembly, unpacked.
    pub(crate) wasm: u64,
    /// The same, as they came over the wire.
    pub(crate) wasm_sent: u64,
    /// Bytes of everything else over the wire: the page, style, glue.
    pub(crate) other_sent: u64,
    /// Milliseconds until its first paint.
    pub(crate) paint: f64,
    /// Milliseconds until its scripts have taken over.
    pub(crate) interactive: f64,
    /// The same on a processor four times slower.
    pub(crate) interactive_slow: f64,
}

/// Measures the pages of the program over a filled database.
pub(crate) async fn measure(binary: &Path, database: &str, cookie: &str, folder: &Path) -> anyhow::Result<Vec<PageLoad>> {
    let script = crate::variable("BENCH_BROWSER")?;
    let program = Program::start(binary, database, folder).await?;
    let output = Command::new("node")
        .arg(script)
        .arg(program.address(""))
        .arg(cookie)
        .stderr(Stdio::inherit())
        .output()
        .await
        .context("node is missing")?;
    program.stop().await?;
    ensure!(output.status.success(), "Chromium could not measure the pages");
    Ok(serde_json::from_slice(&output.stdout)?)
}
