//! `latchkey doctor`: looks at everything that Latchkey needs and says what to fix. It changes nothing and makes nothing.

use super::output::{Output, table};
use crate::{
    config::Config,
    mail::BounceAddress,
    run,
    security::{self, RelyingParty},
    service::held_mail,
    store::{Db, StoreError, dialect, messages},
    webhook::Signer,
};
use anyhow::{Context, bail, ensure};
use serde::Serialize;
use std::{net::SocketAddr, time::Duration};
use tokio::{
    net::{TcpStream, lookup_host},
    time::timeout,
};

/// How long something may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// How one thing stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum State {
    Good,
    /// It works, and could be better.
    Mind,
    /// It does not work.
    Bad,
}

/// One thing that was looked at.
#[derive(Debug, Serialize)]
struct Finding {
    what: &'static str,
    state: State,
    /// How it stands, and what to do where it is not good.
    says: String,
}

impl Finding {
    fn of(what: &'static str, looked: anyhow::Result<(State, String)>) -> Self {
        let (state, says) = looked.unwrap_or_else(|error| (State::Bad, format!("{error:#}")));
        Self { what, state, says }
    }
}

pub(super) async fn run(output: Output) -> anyhow::Result<()> {
    let findings = match Config::load() {
        Ok(config) => vec![
            Finding {
                what: "configuration",
                state: State::Good,
                says: "Every key is known and has a value that fits.".to_owned(),
            },
            Finding::of("database", database(&config).await),
            Finding::of("key file", key_file(&config)),
            Finding::of("public address", public_address(&config).await),
            passkeys(&config),
            Finding::of("mail server", mail_server(&config).await),
            Finding::of("mails", mails(&config).await),
            Finding::of("webhooks", webhooks(&config)),
        ],
        Err(error) => vec![Finding::of("configuration", Err(error))],
    };
    output.answer(&findings, || {
        let rows =
            findings.iter().map(|finding| vec![mark(finding.state).to_owned(), finding.what.to_owned(), finding.says.clone()]);
        table(&["", "LOOKED AT", "FOUND"], rows)
    })?;
    let bad = findings.iter().filter(|finding| finding.state == State::Bad).count();
    ensure!(bad == 0, "{bad} of {} things looked at must be fixed.", findings.len());
    Ok(())
}

const fn mark(state: State) -> &'static str {
    match state {
        State::Good => "ok",
        State::Mind => "mind",
        State::Bad => "FIX",
    }
}

async fn database(config: &Config) -> anyhow::Result<(State, String)> {
    let url = &config.database_url;
    if let Some(file) = url.file() {
        ensure!(
            file.exists(),
            "There is no database at {}. `latchkey serve` makes one; LATCHKEY_DATABASE_URL chooses another.",
            file.display()
        );
    }
    let opened =
        timeout(PATIENCE, Db::connect_through(url, config.database_pooler)).await.context("it did not answer in time")?;
    let db = opened.with_context(|| format!("{url} cannot be opened; check LATCHKEY_DATABASE_URL and that its server runs"))?;
    let (waiting, finds_all) = (db.waiting_migrations().await, finds_all_scripts(&db).await);
    db.close().await;
    let waiting = waiting?;
    // The extension that is asked comes with the migrations.
    let is_slow = waiting == 0 && !finds_all?;
    Ok(match waiting {
        0 if is_slow => (
            State::Mind,
            format!(
                "{url} answers and is up to date. Its locale knows Latin letters alone, so searches for other names are slow among \
                 many users. A database made with LOCALE 'C.UTF-8' knows all."
            ),
        ),
        0 => (State::Good, format!("{url} answers and is up to date.")),
        waiting => (State::Mind, format!("{url} answers; {waiting} migrations wait for the next start of `latchkey serve`.")),
    })
}

async fn finds_all_scripts(db: &Db) -> Result<bool, StoreError> {
    dialect::finds_all_scripts(&mut db.read().await?).await
}

fn key_file(config: &Config) -> anyhow::Result<(State, String)> {
    let file = config.secret_key_file();
    ensure!(
        file.exists(),
        "There is no key at {}. `latchkey serve` makes one; if there was one, bring it back: temporary passwords that wait in the \
         outbox cannot be mailed without it. LATCHKEY_SECRET_KEY_FILE names another.",
        file.display()
    );
    Ok(if security::check_key_file(&file)? {
        (State::Good, format!("{} holds a key that its owner alone may read.", file.display()))
    } else {
        (State::Mind, format!("Others may read {}: chmod 600 it.", file.display()))
    })
}

async fn public_address(config: &Config) -> anyhow::Result<(State, String)> {
    let (origin, host) = (config.public_url.origin(), config.public_url.host());
    let address = (host.trim_matches(['[', ']']), port(origin));
    let found = timeout(PATIENCE, lookup_host(address)).await.context("names are not looked up in time")?;
    let found: Vec<SocketAddr> =
        found.with_context(|| format!("{host} is not a name that is known; check LATCHKEY_PUBLIC_URL"))?.collect();
    let is_here = found.iter().all(|address| address.ip().is_loopback());
    if !config.public_url.is_https() && !is_here {
        bail!(
            "{origin} is not encrypted: everybody on the way can read passwords. Use an https:// address in LATCHKEY_PUBLIC_URL."
        );
    }
    let answered = timeout(PATIENCE, TcpStream::connect(address)).await.is_ok_and(|connected| connected.is_ok());
    Ok(match (answered, is_here) {
        (false, _) => (State::Mind, format!("Nothing answers at {origin} now. Mails lead people there.")),
        (true, true) => {
            (State::Mind, format!("{origin} is this machine: links in mails work here alone. LATCHKEY_PUBLIC_URL sets it."))
        }
        (true, false) => (State::Good, format!("Something answers at {origin}.")),
    })
}

fn passkeys(config: &Config) -> Finding {
    let (state, says) = match RelyingParty::of(config.public_url.origin(), "") {
        Ok(_) => (
            State::Good,
            format!("They are bound to {}: with another name people have to make them anew.", config.public_url.host()),
        ),
        Err(why) => (State::Mind, format!("Nobody can have one: {why}.")),
    };
    Finding { what: "passkeys", state, says }
}

/// The port that an origin names, or its scheme's.
fn port(origin: &str) -> u16 {
    let named = origin.rsplit_once(':').and_then(|(_, port)| port.parse().ok());
    named.unwrap_or(if origin.starts_with("https://") { 443 } else { 80 })
}

fn webhooks(config: &Config) -> anyhow::Result<(State, String)> {
    let signer = Signer::parse(&config.webhook_secret).context("LATCHKEY_WEBHOOK_SECRET")?;
    let (state, says) = match (config.webhook_hosts.is_empty(), signer) {
        (true, _) => (State::Good, "No hosts are listed, so automations call none."),
        (false, Some(_)) => (State::Good, "Listed hosts can be called, and calls are signed."),
        (false, None) => {
            (State::Mind, "Hosts are listed, but none is called: LATCHKEY_WEBHOOK_SECRET must be set to sign calls.")
        }
    };
    Ok((state, says.to_owned()))
}

async fn mails(config: &Config) -> anyhow::Result<(State, String)> {
    BounceAddress::parse(&config.bounce_address).context("LATCHKEY_BOUNCE_ADDRESS")?;
    if config.database_url.file().is_some_and(|file| !file.exists()) {
        return Ok((State::Mind, "They can be counted once there is a database.".to_owned()));
    }
    let opening = Db::connect_through(&config.database_url, config.database_pooler);
    let opened = timeout(PATIENCE, opening).await.context("the database did not answer in time")?;
    let db = opened.context("the database cannot be opened")?;
    let queue = queue(&db).await;
    db.close().await;
    Ok(match queue? {
        Queue::Unknown => (State::Mind, "They can be counted once the database is up to date.".to_owned()),
        Queue::Held(reply) => (
            State::Bad,
            format!(
                "They wait, because the mail server does not take us: {reply}. Check LATCHKEY_SMTP_URL; they go on by themselves."
            ),
        ),
        Queue::Open(0) => (State::Good, "None waits to be sent.".to_owned()),
        Queue::Open(waiting) => (State::Good, format!("{waiting} wait to be sent.")),
    })
}

/// How the queue of mails stands.
enum Queue {
    /// It cannot be read: migrations wait.
    Unknown,
    /// Mails are held, with these words of the mail server.
    Held(String),
    /// So many wait.
    Open(i64),
}

async fn queue(db: &Db) -> Result<Queue, StoreError> {
    if db.waiting_migrations().await? > 0 {
        return Ok(Queue::Unknown);
    }
    let mut tx = db.read().await?;
    Ok(match held_mail(&mut tx).await? {
        Some(reply) => Queue::Held(reply),
        None => Queue::Open(messages::waiting(&mut tx).await?.0),
    })
}

async fn mail_server(config: &Config) -> anyhow::Result<(State, String)> {
    let mailer = run::mailer(config)?;
    let Some(server) = mailer.facts().address else {
        let folder = config.mail_folder.display();
        return Ok((State::Mind, format!("None is set: mails are kept as files in {folder}. LATCHKEY_SMTP_URL sets one.")));
    };
    let answer = timeout(PATIENCE, mailer.probe()).await;
    answer
        .with_context(|| {
            format!("{server} did not answer within {} s; check LATCHKEY_SMTP_URL and the firewall", PATIENCE.as_secs())
        })?
        .with_context(|| format!("{server} does not take us; check LATCHKEY_SMTP_URL"))?;
    Ok((
        State::Good,
        format!("{server} takes our greeting{}.", if mailer.facts().user.is_some() { " and our sign-in" } else { "" }),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_without_a_port_has_its_schemes() {
        assert_eq!(port("https://desk.example"), 443);
        assert_eq!(port("http://desk.example"), 80);
        assert_eq!(port("http://127.0.0.1:3000"), 3000);
    }
}
