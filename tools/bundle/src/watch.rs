//! The development loop: build, start the server, wait for a change, again.

use crate::site::files_below;
use crate::{Mode, build, cargo};
use anyhow::{Context as _, Result};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::{Duration, SystemTime};

/// What the program and its pages are made of. The server's tests are not part of it.
const WATCHED: [&str; 9] =
    ["Cargo.lock", "Cargo.toml", "app", "frontend", "migrations", "server/Cargo.toml", "server/build.rs", "server/src", "style"];

/// How often the files are looked at. A few hundred files cost a millisecond or two, and it works on every system alike.
const LOOK_EVERY: Duration = Duration::from_millis(300);

/// The watched files and when each was written.
type Snapshot = BTreeMap<PathBuf, SystemTime>;

/// A server that ends with its owner, so that none is left behind that holds the port.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        // Errors here mean that it has ended by itself.
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

/// Builds and serves until interrupted. A build that fails leaves the last good server running.
pub(crate) fn watch() -> Result<()> {
    let mut server = None;
    loop {
        let seen = snapshot()?;
        // The server first: the one that runs reads the site, which changes only once there is a server for it.
        match build_server().and_then(|program| build(Mode::Dev).map(|()| program)) {
            Ok(program) => {
                // Before the next one begins, which listens at the same address.
                drop(server.take());
                server = Some(start(&program)?);
            }
            Err(error) => println!("==> {error:#}; waiting for a change"),
        }
        wait_for_change(&seen)?;
        println!("==> A file has changed");
    }
}

fn build_server() -> Result<PathBuf> {
    // The packages that `tools/lib.sh` names.
    cargo::build("latchkey", &["--workspace", "--exclude=frontend", "--exclude=door", "--bin=latchkey"])?
        .into_iter()
        .next()
        .context("the server has no program file")
}

/// Starts the server. Pages that were open notice by their event stream, and load again.
fn start(program: &Path) -> Result<Server> {
    let started = Command::new(program).arg("demo").env("LATCHKEY_DEV_RELOAD", "1").spawn();
    started.map(Server).with_context(|| format!("{} could not be started", program.display()))
}

fn wait_for_change(seen: &Snapshot) -> Result<()> {
    while snapshot()? == *seen {
        std::thread::sleep(LOOK_EVERY);
    }
    Ok(())
}

fn snapshot() -> Result<Snapshot> {
    let mut found = Snapshot::new();
    for place in WATCHED.map(Path::new) {
        let files = if place.is_file() { vec![place.to_owned()] } else { files_below(place)? };
        for file in files {
            // A file that vanishes while we look is a change that the next look sees.
            if let Ok(written) = file.metadata().and_then(|data| data.modified()) {
                found.insert(file, written);
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read as _;
    use std::process::Stdio;

    #[test]
    fn a_server_ends_with_its_owner() {
        let mut waiting = Command::new("cat").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (_open, mut said) = (waiting.stdin.take().unwrap(), waiting.stdout.take().unwrap());
        drop(Server(waiting));
        assert_eq!(said.read_to_end(&mut Vec::new()).unwrap(), 0);
    }
}
