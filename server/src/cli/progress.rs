//! How far a long command has come, on standard error where that is a terminal.

use std::io::{IsTerminal as _, Write as _};

/// How many characters the bar has.
const WIDTH: i64 = 30;

/// A line that is written over as work goes on, and is gone at the end.
#[derive(Debug)]
pub(super) struct Progress {
    is_shown: bool,
    last: String,
}

impl Progress {
    /// Silent unless standard error is a terminal.
    pub(super) fn new() -> Self {
        Self { is_shown: std::io::stderr().is_terminal(), last: String::new() }
    }

    /// So much of all is done.
    pub(super) fn show(&mut self, what: &str, done: i64, all: i64) {
        self.write(format!("{what} [{}] {done} of {all}", bar(done, all)));
    }

    fn write(&mut self, line: String) {
        if !self.is_shown || line == self.last {
            return;
        }
        // Whoever closed the terminal reads no progress.
        let _ = write!(std::io::stderr().lock(), "\r{line:<width$}", width = self.last.chars().count());
        self.last = line;
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if !self.last.is_empty() {
            let _ = write!(std::io::stderr().lock(), "\r{:<width$}\r", "", width = self.last.chars().count());
        }
    }
}

fn bar(done: i64, all: i64) -> String {
    let full = if all > 0 { (done * WIDTH / all).clamp(0, WIDTH) } else { 0 };
    (0..WIDTH).map(|at| if at < full { '#' } else { '-' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_fills_up() {
        assert_eq!(bar(0, 10), "-".repeat(30));
        assert_eq!(bar(5, 10), "#".repeat(15) + &"-".repeat(15));
        assert_eq!((bar(10, 10), bar(3, 0)), ("#".repeat(30), "-".repeat(30)));
    }
}
