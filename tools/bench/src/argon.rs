//! Verifying a password, ours against the reference in C, with the same parameters.

use anyhow::Context;
use app::model::TypedPassword;
use latchkey::security::{HashParameters, Hasher, Random};
use std::{
    process::Stdio,
    time::{Duration, Instant},
};
use tokio::{io::AsyncWriteExt, process::Command};

/// How often each is measured; the median counts.
const TIMES: usize = 15;
const PASSWORD: &str = "correct horse battery staple";

/// Medians of one verification.
#[derive(Debug, Default)]
pub(crate) struct Argon {
    /// Ours.
    pub(crate) ours: Duration,
    /// The reference's.
    pub(crate) reference: Duration,
}

/// Measures both.
pub(crate) async fn compare() -> anyhow::Result<Argon> {
    let hasher = Hasher::new(HashParameters::STANDARD, 1, Random::from_system()?)?;
    let typed = TypedPassword::new(PASSWORD);
    let hash = hasher.hash(&typed).await?;
    let (mut ours, mut reference) = (Vec::new(), Vec::new());
    for _ in 0..TIMES {
        let began = Instant::now();
        hasher.verify(&typed, Some(&hash)).await?;
        ours.push(began.elapsed());
        reference.push(by_reference().await?);
    }
    Ok(Argon { ours: median(ours), reference: median(reference) })
}

/// The seconds that the argon2 command of the reference implementation reports for its hashing alone.
async fn by_reference() -> anyhow::Result<Duration> {
    let mut child = Command::new("argon2")
        .args(["saltsaltsaltsalt", "-id", "-t", "2", "-k", "19456", "-p", "1", "-l", "32"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("the argon2 command is missing")?;
    child.stdin.take().context("no standard input")?.write_all(PASSWORD.as_bytes()).await?;
    let output = child.wait_with_output().await?;
    let text = String::from_utf8_lossy(&output.stdout);
    let line = text.lines().find(|line| line.ends_with("seconds")).context("argon2 did not report its time")?;
    let seconds: f64 = line.split_whitespace().next().context("no time")?.parse()?;
    Ok(Duration::from_secs_f64(seconds))
}

/// The middle one.
pub(crate) fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}
