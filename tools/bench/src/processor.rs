//! Processor time, which says more than a clock where others are at work too.

use anyhow::Context;
use std::time::Duration;

/// Ticks of a second in which Linux tells processor time.
const TICKS: u64 = 100;

/// What this process has spent so far, in steps of 10 ms (Linux).
pub(crate) fn spent() -> anyhow::Result<Duration> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    read(&stat).context("/proc/self/stat cannot be read")
}

/// What it has spent since it had spent `earlier`.
pub(crate) fn spent_since(earlier: Duration) -> anyhow::Result<Duration> {
    Ok(spent()?.saturating_sub(earlier))
}

fn read(stat: &str) -> Option<Duration> {
    // The program's name, in parentheses, may hold spaces.
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let (user, system): (u64, u64) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    Some(Duration::from_millis((user + system) * 1000 / TICKS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_in_both_modes_is_added() {
        let stat = "4711 (a (b) c) S 1 2 3 4 5 6 7 8 9 10 150 25 0 0 20";
        assert_eq!(read(stat), Some(Duration::from_millis(1750)));
        assert!(spent().is_ok());
    }
}
