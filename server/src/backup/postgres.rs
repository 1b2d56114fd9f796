//! Copies of a PostgreSQL database, by the programs that come with it.

use super::with_db;
use crate::{
    config::Config,
    store::{DatabaseUrl, dialect::copies},
};
use anyhow::{Context, bail, ensure};
use secrecy::{ExposeSecret, SecretString};
use std::{ffi::OsStr, io::ErrorKind, path::Path, process::Stdio};
use tokio::process::Command;
use url::Url;

/// What sqlx and libpq call the same in an address, as far as it matters to both.
const PARAMETERS: [(&str, &str); 9] = [
    ("sslmode", "sslmode"),
    ("ssl-mode", "sslmode"),
    ("sslrootcert", "sslrootcert"),
    ("ssl-root-cert", "sslrootcert"),
    ("sslcert", "sslcert"),
    ("ssl-cert", "sslcert"),
    ("sslkey", "sslkey"),
    ("ssl-key", "sslkey"),
    ("host", "host"),
];

/// Copies the database into a file, as it is at one moment, and looks whether the copy can be read.
pub(super) async fn dump(url: &DatabaseUrl, into: &Path) -> anyhow::Result<()> {
    let options = ["--format=custom", "--no-owner", "--no-privileges", "--file"];
    run("pg_dump", Some(url), &with_file(&options, into)).await?;
    run("pg_restore", None, &with_file(&["--list"], into)).await.context("the copy cannot be read")
}

/// Brings what [`dump`] wrote into an empty database, wholly or not at all.
pub(super) async fn take(config: &Config, file: &Path) -> anyhow::Result<()> {
    let url = &config.database_url;
    let is_empty = with_db(config, async |db| Ok(copies::is_empty_postgres(db).await?)).await?;
    ensure!(
        is_empty,
        "The database {url} is not empty; nothing is written over. Make a new one, and name it in LATCHKEY_DATABASE_URL."
    );
    let options = ["--no-owner", "--no-privileges", "--no-comments", "--single-transaction", "--exit-on-error"];
    run("pg_restore", Some(config.direct_url()), &with_file(&options, file)).await
}

fn with_file<'a>(options: &[&'a str], file: &'a Path) -> Vec<&'a OsStr> {
    options.iter().copied().map(OsStr::new).chain([file.as_os_str()]).collect()
}

/// Runs one of PostgreSQL's programs to its end, on a database where one is named.
async fn run(program: &str, url: Option<&DatabaseUrl>, arguments: &[&OsStr]) -> anyhow::Result<()> {
    let mut command = Command::new(program);
    command.stdin(Stdio::null()).kill_on_drop(true);
    if let Some(url) = url {
        let (address, password) = address(url)?;
        command.arg("--no-password").arg(format!("--dbname={address}"));
        if let Some(password) = password {
            command.env("PGPASSWORD", password.expose_secret());
        }
    }
    let output = match command.args(arguments).output().await {
        Ok(output) => output,
        Err(error) if error.kind() == ErrorKind::NotFound => bail!(
            "{program} is not there. Install PostgreSQL's client programs (postgresql-client on Debian), as new as the server."
        ),
        Err(error) => return Err(error).with_context(|| format!("{program} cannot be started")),
    };
    ensure!(output.status.success(), "{program} failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    Ok(())
}

/// The address as libpq reads it, and the password, which must not stand among a process's arguments.
fn address(url: &DatabaseUrl) -> anyhow::Result<(String, Option<SecretString>)> {
    let mut address = Url::parse(url.text()).context("LATCHKEY_DATABASE_URL")?;
    let password = address.password().map(|text| {
        let decoded = percent_encoding::percent_decode_str(text).decode_utf8_lossy();
        SecretString::from(decoded.into_owned())
    });
    let known: Vec<(&str, String)> = address
        .query_pairs()
        .filter_map(|(name, value)| {
            let (_, ours) = PARAMETERS.into_iter().find(|(known, _)| *known == name)?;
            Some((ours, value.into_owned()))
        })
        .collect();
    address.set_query(None);
    if !known.is_empty() {
        address.query_pairs_mut().extend_pairs(known);
    }
    ensure!(password.is_none() || address.set_password(None).is_ok(), "LATCHKEY_DATABASE_URL names no host");
    Ok((address.into(), password))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_does_not_stand_among_the_arguments() {
        let url = "postgres://desk:s3%2Fcret@db.example:5433/latchkey?ssl-mode=require&statement-cache-capacity=10";
        let (address, password) = address(&url.parse().unwrap()).unwrap();
        assert_eq!(address, "postgres://desk@db.example:5433/latchkey?sslmode=require");
        assert_eq!(password.unwrap().expose_secret(), "s3/cret");
    }

    #[tokio::test]
    async fn a_program_that_is_not_installed_is_named() {
        let error = run("pg_dump_that_is_nowhere", None, &[]).await.unwrap_err().to_string();
        assert!(error.contains("pg_dump_that_is_nowhere") && error.contains("postgresql-client"), "{error}");
    }
}
