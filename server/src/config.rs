//! Configuration: `default.toml` (built in), then a file, then the environment. Unknown keys are refused, so that a typing
//! error is not a silent default.

use crate::{
    store::{DatabaseUrl, Pooler},
    webhook::Hosts,
};
use anyhow::{Context, bail, ensure};
use clap::ValueEnum;
use secrecy::SecretString;
use serde::Deserialize;
use std::{
    net::{IpAddr, SocketAddr},
    path::{Path, PathBuf},
};
use toml::{Table, Value};

/// Every key with its default and what it means.
pub const DEFAULTS: &str = include_str!("default.toml");

const PREFIX: &str = "LATCHKEY_";
const FILE: &str = "latchkey.toml";
/// Variables with our prefix that are not configuration: where the file is, and what building and testing use.
const OTHERS: [&str; 6] = ["CONFIG", "CACHE", "BIN", "DEV_RELOAD", "TEST_POSTGRES_URL", "TEST_POOLER_PORT"];

/// The configuration as read. `default.toml` says what each key means.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "default.toml documents the keys, for operators and readers alike")]
pub struct Config {
    pub database_url: DatabaseUrl,
    pub database_pooler: Pooler,
    #[serde(deserialize_with = "database_or_none")]
    pub database_direct_url: Option<DatabaseUrl>,
    pub run: Part,
    pub public_url: PublicUrl,
    pub secret_key_file: PathBuf,
    pub listen: SocketAddr,
    #[serde(deserialize_with = "address_or_none")]
    pub metrics_listen: Option<SocketAddr>,
    pub otlp_endpoint: String,
    #[serde(deserialize_with = "addresses")]
    pub trusted_proxies: Vec<IpAddr>,
    pub smtp_url: SecretString,
    pub mail_from: String,
    pub mail_folder: PathBuf,
    pub mail_connections: usize,
    pub mail_timeout_seconds: u64,
    pub mail_lease_seconds: u32,
    pub bounce_address: String,
    pub bounce_folder: PathBuf,
    pub webhook_hosts: Hosts,
    pub webhook_secret: SecretString,
    pub organisation_name: String,
    pub support_contact: String,
    pub automations_per_hour: u32,
    pub history_days: u32,
    pub password_min_length: usize,
    pub session_idle_minutes_staff: u32,
    pub session_idle_minutes: u32,
    pub session_hours: u32,
    pub unready_seconds: u32,
    pub drain_seconds: u32,
    pub log: String,
    pub log_format: LogFormat,
}

/// How log lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines.
    Json,
}

/// Which part of the work a process does. Any number of each share one PostgreSQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// Pages and jobs
    All,
    /// Pages and the API, no jobs
    Web,
    /// Jobs: mail, webhooks, automations, imports
    Work,
}

impl Part {
    /// Whether it answers people and programs.
    #[must_use]
    pub const fn serves(self) -> bool {
        matches!(self, Self::All | Self::Web)
    }

    /// Whether it does what goes on beside requests.
    #[must_use]
    pub const fn works(self) -> bool {
        matches!(self, Self::All | Self::Work)
    }
}

/// Where people reach Latchkey: scheme, host and port, nothing after.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct PublicUrl(String);

impl PublicUrl {
    /// The origin, as a browser sends it: "<https://desk.example>".
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.0
    }

    /// Whether cookies can be kept to encrypted connections.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https://")
    }

    /// The host alone, for Message-IDs.
    #[must_use]
    pub fn host(&self) -> &str {
        let authority = self.0.split("://").nth(1).unwrap_or_default();
        match authority.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
            _ => authority,
        }
    }
}

impl TryFrom<String> for PublicUrl {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let origin = text.trim_end_matches('/').to_ascii_lowercase();
        let rest = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
        match rest {
            Some(authority) if !authority.is_empty() && !authority.contains(['/', '?', '#', '@', ' ']) => Ok(Self(origin)),
            _ => Err(format!("\"{text}\" is not an address like https://desk.example (scheme and host only)")),
        }
    }
}

impl Config {
    /// Reads the configuration for this process.
    ///
    /// # Errors
    /// A sentence naming the key or variable that is wrong.
    pub fn load() -> anyhow::Result<Self> {
        let named = std::env::var_os("LATCHKEY_CONFIG").map(PathBuf::from);
        let file = match &named {
            Some(path) => Some(read(path)?),
            None => Path::new(FILE).exists().then(|| read(Path::new(FILE))).transpose()?,
        };
        Self::from_parts(file.as_deref(), std::env::vars())
    }

    /// Puts defaults, a file's text and variables together.
    ///
    /// # Errors
    /// A sentence naming the key or variable that is wrong.
    pub fn from_parts(file: Option<&str>, variables: impl IntoIterator<Item = (String, String)>) -> anyhow::Result<Self> {
        let mut table: Table = DEFAULTS.parse().context("the built-in defaults")?;
        if let Some(text) = file {
            let changes: Table = text.parse().context("the configuration file is not valid TOML")?;
            for (key, value) in changes {
                ensure!(table.contains_key(&key), "the configuration file: there is no setting \"{key}\"");
                table.insert(key, value);
            }
        }
        for (name, text) in variables {
            let Some(key) = name.strip_prefix(PREFIX).filter(|key| !OTHERS.contains(key)) else { continue };
            let key = key.to_ascii_lowercase();
            let Some(value) = table.get_mut(&key) else { bail!("{name}: there is no such setting") };
            *value = typed_like(value, &text).with_context(|| format!("{name}: \"{text}\" is not a number"))?;
        }
        let config: Self = table.try_into().context("configuration")?;
        config.check()?;
        Ok(config)
    }

    /// The same with another part of the work, where one is named.
    ///
    /// # Errors
    /// A sentence, where the work cannot be divided so.
    pub fn only(mut self, part: Option<Part>) -> anyhow::Result<Self> {
        self.run = part.unwrap_or(self.run);
        self.check()?;
        Ok(self)
    }

    /// Where the secret key is: beside an SQLite database unless another place is named.
    #[must_use]
    pub fn secret_key_file(&self) -> PathBuf {
        match self.database_url.file() {
            _ if !self.secret_key_file.as_os_str().is_empty() => self.secret_key_file.clone(),
            Some(file) => file.with_extension("key"),
            None => PathBuf::from("data/latchkey.key"),
        }
    }

    /// Where to hear what other processes have queued; `None` where no connection lasts, and workers look every second.
    #[must_use]
    pub fn listening_url(&self) -> Option<&DatabaseUrl> {
        let lasting = (self.database_pooler == Pooler::None).then_some(&self.database_url);
        self.database_direct_url.as_ref().or(lasting).filter(|url| url.file().is_none())
    }

    /// The database itself, beside a pooler where there is one: for programs that need a connection of their own.
    #[must_use]
    pub fn direct_url(&self) -> &DatabaseUrl {
        self.database_direct_url.as_ref().unwrap_or(&self.database_url)
    }

    fn check(&self) -> anyhow::Result<()> {
        ensure!(
            (8..=64).contains(&self.password_min_length),
            "password_min_length must be between 8 and 64 (NIST SP 800-63B-4 asks for 15, or 8 with a second factor)"
        );
        ensure!(
            (1..=60).contains(&self.session_idle_minutes) && (1..=60).contains(&self.session_idle_minutes_staff),
            "session_idle_minutes and session_idle_minutes_staff must be between 1 and 60"
        );
        ensure!((1..=24).contains(&self.session_hours), "session_hours must be between 1 and 24");
        ensure!((5..=600).contains(&self.mail_lease_seconds), "mail_lease_seconds must be between 5 and 600");
        ensure!((1..=100).contains(&self.mail_connections), "mail_connections must be between 1 and 100");
        ensure!((1..=1_000_000).contains(&self.automations_per_hour), "automations_per_hour must be between 1 and 1000000");
        ensure!(
            (367..=3_650).contains(&self.history_days),
            "history_days must be between 367 and 3650: automations remember for 366 days whom they met"
        );
        ensure!((2..=600).contains(&self.drain_seconds), "drain_seconds must be between 2 and 600");
        ensure!(self.unready_seconds < self.drain_seconds, "unready_seconds must be less than drain_seconds");
        ensure!(
            self.run == Part::All || self.database_url.file().is_none(),
            "run = \"web\" and \"work\" divide the work over one PostgreSQL; over SQLite one process does all of it"
        );
        Ok(())
    }
}

fn read(path: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("the configuration file {} cannot be read", path.display()))
}

/// A variable's text as the type that the default has.
fn typed_like(default: &Value, text: &str) -> anyhow::Result<Value> {
    Ok(match default {
        Value::Integer(_) => Value::Integer(text.parse()?),
        _ => Value::String(text.to_owned()),
    })
}

fn address_or_none<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<SocketAddr>, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text.trim().is_empty() {
        return Ok(None);
    }
    let address = text.trim().parse();
    address.map(Some).map_err(|_| serde::de::Error::custom(format!("\"{text}\" is not an address like 127.0.0.1:9464")))
}

fn addresses<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<IpAddr>, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(|part| part.parse().map_err(|_| serde::de::Error::custom(format!("\"{part}\" is not an address"))))
        .collect()
}

fn database_or_none<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<DatabaseUrl>, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(serde::de::Error::custom)
}

impl<'de> Deserialize<'de> for DatabaseUrl {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(file: &str, variables: &[(&str, &str)]) -> anyhow::Result<Config> {
        let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Config::from_parts(Some(file), variables)
    }

    #[test]
    fn the_environment_goes_before_the_file_and_the_file_before_the_defaults() {
        let config = from("session_hours = 8\norganisation_name = \"Northwind\"", &[("LATCHKEY_SESSION_HOURS", "10")]).unwrap();
        assert_eq!((config.session_hours, config.organisation_name.as_str()), (10, "Northwind"));
        assert_eq!(config.password_min_length, 15);
    }

    #[test]
    fn unknown_keys_are_refused_by_name() {
        let error = from("sesion_hours = 8", &[]).unwrap_err().to_string();
        assert!(error.contains("sesion_hours"), "{error}");
        let error = from("", &[("LATCHKEY_SMTP_ULR", "smtp://127.0.0.1")]).unwrap_err().to_string();
        assert!(error.contains("LATCHKEY_SMTP_ULR"), "{error}");
    }

    #[test]
    fn the_secret_key_lies_beside_the_database_unless_told_otherwise() {
        let file = |file: &str| from(file, &[]).unwrap().secret_key_file();
        assert_eq!(file(""), Path::new("data/latchkey.key"));
        assert_eq!(file("database_url = \"sqlite:///srv/desk/people.db\""), Path::new("/srv/desk/people.key"));
        assert_eq!(file("secret_key_file = \"/run/secrets/desk\""), Path::new("/run/secrets/desk"));
    }

    #[test]
    fn metrics_are_told_nowhere_unless_an_address_is_named() {
        let listen = |text: &str| from("", &[("LATCHKEY_METRICS_LISTEN", text)]).map(|config| config.metrics_listen);
        assert_eq!(from("", &[]).unwrap().metrics_listen, None);
        assert_eq!(listen("127.0.0.1:9464").unwrap(), Some("127.0.0.1:9464".parse().unwrap()));
        assert!(format!("{:#}", listen("9464").unwrap_err()).contains("9464"));
    }

    #[test]
    fn a_password_may_not_be_shorter_than_the_floor() {
        let refused = from("password_min_length = 7", &[]).unwrap_err().to_string();
        assert!(refused.contains("between 8 and 64"), "{refused}");
        assert_eq!(from("password_min_length = 8", &[]).unwrap().password_min_length, 8);
    }

    #[test]
    fn the_public_address_is_an_origin() {
        let url = |text: &str| PublicUrl::try_from(text.to_owned());
        assert_eq!(url("https://Desk.Example/").unwrap().origin(), "https://desk.example");
        assert_eq!(url("http://127.0.0.1:3000").unwrap().host(), "127.0.0.1");
        for bad in ["desk.example", "https://", "https://desk.example/path", "https://user@desk.example"] {
            assert!(url(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn hosts_that_may_be_called_are_listed_and_none_are_unless_they_are() {
        let hosts = |list: &str| from("", &[("LATCHKEY_WEBHOOK_HOSTS", list)]);
        assert_eq!(hosts("").unwrap().webhook_hosts, Hosts::default());
        assert_eq!(hosts("a.example, b.example:8443").unwrap().webhook_hosts, "a.example,b.example:8443".parse().unwrap());
        let error = format!("{:#}", hosts("https://a.example").unwrap_err());
        assert!(error.contains("https://a.example"), "{error}");
    }

    #[test]
    fn the_work_is_divided_over_one_postgres_alone() {
        let part = |url, part| from("", &[("LATCHKEY_DATABASE_URL", url), ("LATCHKEY_RUN", part)]).map(|config| config.run);
        assert_eq!(part("postgres://desk@db/latchkey", "web").unwrap(), Part::Web);
        assert!(Part::All.serves() && Part::All.works() && !Part::Web.works() && !Part::Work.serves());
        assert!(part("sqlite://data/latchkey.db", "work").unwrap_err().to_string().contains("PostgreSQL"));
    }

    #[test]
    fn nothing_is_heard_through_a_pooler() {
        let heard = |more: &[(&str, &str)]| {
            let database = [("LATCHKEY_DATABASE_URL", "postgres://desk@db/latchkey")];
            let config = from("", &[&database[..], more].concat()).unwrap();
            config.listening_url().map(ToString::to_string)
        };
        let pooler = ("LATCHKEY_DATABASE_POOLER", "transaction");
        assert_eq!(heard(&[]).as_deref(), Some("postgres://…@db/latchkey"));
        assert_eq!(heard(&[pooler]), None);
        let direct = ("LATCHKEY_DATABASE_DIRECT_URL", "postgres://desk@primary/latchkey");
        assert_eq!(heard(&[pooler, direct]).as_deref(), Some("postgres://…@primary/latchkey"));
        assert!(from("", &[]).unwrap().listening_url().is_none(), "SQLite has one process");
    }

    #[test]
    fn the_mail_servers_password_is_not_in_debug_output() {
        let config = from("", &[("LATCHKEY_SMTP_URL", "smtps://desk:s3cret@mail.example")]).unwrap();
        assert!(!format!("{config:?}").contains("s3cret"));
    }
}
