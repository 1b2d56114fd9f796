//! Load by wrk: 16 connections from one thread, so that the program keeps most of two cores.

use anyhow::{Context, ensure};
use tokio::process::Command;

/// Connections at once.
pub(crate) const CONNECTIONS: u32 = 16;
/// Seconds of warming up, and of measuring.
const WARM_UP: u32 = 2;
/// Seconds of measuring.
pub(crate) const SECONDS: u32 = 15;

/// What wrk measured.
#[derive(Debug, PartialEq)]
pub(crate) struct Load {
    /// Requests per second.
    pub(crate) rate: f64,
    /// The latency that half of the requests stay below, in milliseconds.
    pub(crate) p50: f64,
    /// The latency that 99 of 100 stay below.
    pub(crate) p99: f64,
}

/// Asks for one address again and again.
pub(crate) async fn run(address: &str, cookie: Option<&str>) -> anyhow::Result<Load> {
    wrk(address, cookie, WARM_UP).await?;
    let output = wrk(address, cookie, SECONDS).await?;
    ensure!(!output.contains("Non-2xx"), "{address} was refused:\n{output}");
    read(&output).with_context(|| format!("wrk said:\n{output}"))
}

async fn wrk(address: &str, cookie: Option<&str>, seconds: u32) -> anyhow::Result<String> {
    let mut command = Command::new("wrk");
    command.args(["--latency", "-t1", &format!("-c{CONNECTIONS}"), &format!("-d{seconds}s")]);
    if let Some(cookie) = cookie {
        command.args(["-H", &format!("Cookie: {cookie}")]);
    }
    let output = command.arg(address).output().await.context("wrk is missing")?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn read(output: &str) -> Option<Load> {
    let field = |name: &str| {
        let line = output.lines().map(str::trim).find(|line| line.starts_with(name))?;
        line.split_whitespace().nth(1).map(str::to_owned)
    };
    Some(Load {
        rate: field("Requests/sec:")?.parse().ok()?,
        p50: milliseconds(&field("50%")?)?,
        p99: milliseconds(&field("99%")?)?,
    })
}

/// "812.00us", "3.41ms", "1.20s".
fn milliseconds(text: &str) -> Option<f64> {
    let unit = text.find(|c: char| c.is_ascii_alphabetic())?;
    let value: f64 = text[..unit].parse().ok()?;
    match &text[unit..] {
        "us" => Some(value / 1000.0),
        "ms" => Some(value),
        "s" => Some(value * 1000.0),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrks_report_is_read() {
        let output =
            "  Latency Distribution\n     50%    3.41ms\n     75%    4.00ms\n     99%    1.20s\nRequests/sec:   4321.50\n";
        assert_eq!(read(output), Some(Load { rate: 4321.5, p50: 3.41, p99: 1200.0 }));
        assert_eq!(milliseconds("812.00us"), Some(0.812));
    }
}
