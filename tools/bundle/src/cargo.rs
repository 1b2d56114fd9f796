//! Running cargo and learning which files it made.

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Runs `cargo build` with these arguments, and returns the files of the crate `target`: libraries and programs.
///
/// Cargo's messages go to standard error as usual. It is asked for the paths, so that the target directory may be anywhere.
pub(crate) fn build(target: &str, args: &[&str]) -> Result<Vec<PathBuf>> {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(program)
        .args(["build", "--message-format=json-render-diagnostics"])
        .args(args)
        .stderr(Stdio::inherit())
        .output()
        .context("cargo could not be started")?;
    ensure!(output.status.success(), "{target} does not compile");
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(|line| serde_json::from_str(line).context("cargo wrote something that is not JSON"))
        .filter_map(|message| message.map(|message| files(&message, target)).transpose())
        .next_back()
        .with_context(|| format!("cargo made no files for {target}"))?
}

/// The files in one of cargo's messages, if it tells of the crate `target`.
fn files(message: &Value, target: &str) -> Option<Vec<PathBuf>> {
    let is_it = message["reason"] == "compiler-artifact" && message["target"]["name"] == target;
    let names = is_it.then(|| message["filenames"].as_array())??;
    Some(names.iter().filter_map(Value::as_str).map(PathBuf::from).collect())
}
