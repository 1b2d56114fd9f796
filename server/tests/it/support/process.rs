//! `latchkey serve` as a process of its own, over a test's database and mail server.

use super::{app::TestApp, browser::Browser};
use std::{
    fs::File,
    io::{BufRead, BufReader},
    net::{SocketAddr, TcpListener},
    path::PathBuf,
    process::{Child, Command, ExitStatus, Stdio},
};

/// It is killed when the test ends.
pub(crate) struct Process {
    child: Child,
    address: SocketAddr,
    /// What it printed until it was there.
    pub(crate) printed: Vec<String>,
    /// Where its log is, if it was asked to tell everything.
    log: Option<PathBuf>,
}

impl Process {
    pub(crate) fn start(app: &TestApp) -> Self {
        let (address, mut command) = command(app);
        Self::spawn(address, command.env("LATCHKEY_LOG", "error"), None)
    }

    /// Starts it with these settings too.
    pub(crate) fn with(app: &TestApp, settings: &[(&str, &str)]) -> Self {
        let (address, mut command) = command(app);
        Self::spawn(address, command.env("LATCHKEY_LOG", "error").envs(settings.iter().copied()), None)
    }

    /// Starts one that does this part of the work.
    pub(crate) fn doing(app: &TestApp, part: &str) -> Self {
        let (address, mut command) = command(app);
        Self::spawn(address, command.env("LATCHKEY_LOG", "error").args(["--only", part]), None)
    }

    /// Starts it with these settings too, and its log at its most talkative.
    pub(crate) fn telling_everything(app: &TestApp, settings: &[(&str, &str)]) -> Self {
        let (address, mut command) = command(app);
        let log = app.store.folder().join("log");
        command.env("LATCHKEY_LOG", "trace").envs(settings.iter().copied()).stderr(File::create(&log).unwrap());
        Self::spawn(address, &mut command, Some(log))
    }

    fn spawn(address: SocketAddr, command: &mut Command, log: Option<PathBuf>) -> Self {
        let mut process = Self { child: command.stdout(Stdio::piped()).spawn().unwrap(), address, printed: Vec::new(), log };
        let told = BufReader::new(process.child.stdout.take().unwrap());
        // The tasks of this thread go on meanwhile: the program may need what they serve.
        let is_there = tokio::task::block_in_place(|| {
            told.lines().map_while(Result::ok).any(|line| {
                let is_there = ["Latchkey is at", "Latchkey works for"].iter().any(|there| line.starts_with(there));
                process.printed.push(line);
                is_there
            })
        });
        assert!(is_there, "it ended: {:?}", process.printed);
        process
    }

    /// Someone with a fresh set of cookies who reaches it by its port.
    pub(crate) const fn browser(&self) -> Browser {
        Browser::over(self.address)
    }

    /// Everything that it has logged.
    pub(crate) fn log(&self) -> String {
        let path = self.log.as_ref().expect("a log");
        String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned()
    }

    /// Stops it where it is (SIGSTOP): it reads nothing that is written to it from now on.
    pub(crate) fn freeze(&self) {
        let status = Command::new("kill").args(["-STOP", &self.child.id().to_string()]).status().unwrap();
        assert!(status.success());
    }

    /// Where it answers.
    pub(crate) const fn address(&self) -> SocketAddr {
        self.address
    }

    /// SIGTERM: it is asked to stop.
    pub(crate) fn terminate(&self) {
        let status = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(status.success());
    }

    /// How it ended, once it has.
    pub(crate) fn ended(mut self) -> ExitStatus {
        tokio::task::block_in_place(|| self.child.wait()).unwrap()
    }

    /// kill -9; it is gone when this returns.
    pub(crate) fn kill(self) {
        drop(self);
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ended = self.child.kill();
        let _reaped = self.child.wait();
    }
}

fn command(app: &TestApp) -> (SocketAddr, Command) {
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_latchkey"));
    command
        .arg("serve")
        .env("LATCHKEY_DATABASE_URL", &app.store.url)
        .env("LATCHKEY_SECRET_KEY_FILE", app.store.folder().join("secret.key"))
        .env("LATCHKEY_SMTP_URL", app.sink.url())
        .env("LATCHKEY_LISTEN", address.to_string())
        .env("LATCHKEY_MAIL_LEASE_SECONDS", "5");
    (address, command)
}
