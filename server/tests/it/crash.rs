//! The real program, killed between the mail server's 250 and its own commit.

use crate::support::{
    app::{NEW_PASSWORD, PASSWORD, TestApp},
    browser::Browser,
};
use app::model::{NewPasswordEffect, Role};
use std::{
    io::{BufRead, BufReader},
    net::TcpListener,
    process::{Child, Command, Stdio},
};

on_both_engines!(a_program_killed_after_the_250_leaves_no_dead_mail, a_program_killed_after_the_250_leaves_no_dead_password);

/// `latchkey serve` as a process of its own. It is killed when the test ends.
struct Process(Child);

impl Process {
    fn start(app: &TestApp) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut child = Command::new(env!("CARGO_BIN_EXE_latchkey"))
            .arg("serve")
            .env("LATCHKEY_DATABASE_URL", &app.store.url)
            .env("LATCHKEY_SECRET_KEY_FILE", app.store.folder().join("secret.key"))
            .env("LATCHKEY_SMTP_URL", app.sink.url())
            .env("LATCHKEY_LISTEN", format!("127.0.0.1:{port}"))
            .env("LATCHKEY_MAIL_LEASE_SECONDS", "5")
            .env("LATCHKEY_LOG", "error")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        assert!(lines.map_while(Result::ok).any(|line| line.starts_with("Latchkey is at")), "it starts");
        Self(child)
    }

    fn signal(&self, signal: &str) {
        let status = Command::new("kill").args([signal, &self.0.id().to_string()]).status().unwrap();
        assert!(status.success());
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ended = self.0.kill();
        let _reaped = self.0.wait();
    }
}

/// The program is stopped (SIGSTOP) once the mail server has the whole mail; the 250 is written while it cannot read it;
/// then it is killed. So the mail is delivered, and the database does not know.
async fn a_program_killed_after_the_250_leaves_no_dead_mail(app: TestApp) {
    // The program has the system's clock: what is queued must be due by that clock, and it is, in the past.
    let ada = app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    app.clock.keep_system_time();
    let hold = app.sink.hold_reply();
    let process = Process::start(&app);
    app.send_link(ada, jonas).await.unwrap();
    hold.reached().await;
    process.signal("-STOP");
    hold.release();
    let first = app.sink.nth(1).await;
    process.signal("-KILL");
    drop(process);

    let _second_life = Process::start(&app);
    let second = app.sink.nth(2).await;
    assert_eq!(first.header("Message-ID"), second.header("Message-ID"), "mail programs show one mail");
    let path = |code: &str| format!("/change-password/{code}");
    let mut phone: Browser = app.browser();
    let answer = phone.post(&path(first.token()), &[("password", NEW_PASSWORD)]).await;
    assert_eq!(answer.status, 200, "the mail that was delivered before the crash works: {}", answer.text());
    let answer = phone.post(&path(second.token()), &[("password", PASSWORD)]).await;
    assert!(answer.says("used"), "and the link is used up: {}", answer.text());
    app.signed_in("jonas", NEW_PASSWORD).await;
}

/// The same with a generated password: both copies open the choice, until a password was chosen with one.
async fn a_program_killed_after_the_250_leaves_no_dead_password(app: TestApp) {
    let ada = app.person("ada", Role::Administrator).await;
    let jonas = app.person("jonas", Role::User).await;
    app.clock.keep_system_time();
    let hold = app.sink.hold_reply();
    let process = Process::start(&app);
    app.send_new_password(ada, jonas, NewPasswordEffect::OnAcceptance).await.unwrap();
    hold.reached().await;
    process.signal("-STOP");
    hold.release();
    let first = app.sink.nth(1).await;
    process.signal("-KILL");
    drop(process);
    app.signed_in("jonas", PASSWORD).await;

    let _second_life = Process::start(&app);
    let second = app.sink.nth(2).await;
    assert_eq!(first.header("Message-ID"), second.header("Message-ID"), "mail programs show one mail");
    assert_ne!(first.password(), second.password());
    let mut phone = app.browser();
    assert_eq!(phone.sign_in("jonas", first.password()).await.location(), "/choose-password");
    assert_eq!(phone.choose_password(NEW_PASSWORD).await.status, 303);
    assert_eq!(app.browser().sign_in("jonas", second.password()).await.status, 422, "used up with the other one");
    app.signed_in("jonas", NEW_PASSWORD).await;
}
