//! The directory by its size: how long it takes to fill, what the desk's questions cost, an import into it, and the list beside a
//! job for many.

mod busy;
mod questions;
mod table;

pub(crate) use busy::Busy;
pub(crate) use questions::Asked;
pub(crate) use table::write;

use crate::{
    import::{self, Import},
    processor,
};
use anyhow::Context;
use latchkey::{config::Config, run::open_desk, service::Desk, service::sample::SEED};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};
use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

/// The sizes that are measured unless told otherwise.
const SIZES: &str = "10000,100000,1000000";
/// Rows of the files that are imported at most.
const MOST_IMPORTED: usize = 100_000;

/// What was measured over one directory.
pub(crate) struct Scale {
    /// The database engine.
    pub(crate) engine: &'static str,
    /// How many people were added.
    pub(crate) users: i64,
    /// How long that took.
    pub(crate) filled: Duration,
    /// Processor time of this process for it, which is all of it with SQLite.
    pub(crate) filled_cpu: Duration,
    /// Questions, one after the other.
    pub(crate) asked: Vec<Asked>,
    /// The list while a job is under way.
    pub(crate) busy: Busy,
    /// A file of new users.
    pub(crate) import: Import,
}

/// The sizes of `BENCH_SIZES`, between commas.
pub(crate) fn sizes() -> anyhow::Result<Vec<i64>> {
    let text = std::env::var("BENCH_SIZES").unwrap_or_else(|_| SIZES.to_owned());
    let sizes = text.split(',').map(str::trim).filter(|size| !size.is_empty());
    sizes.map(|size| size.parse().with_context(|| format!("BENCH_SIZES: \"{size}\" is no number"))).collect()
}

/// Measures a directory of this size in a database of its own, which is gone afterwards.
pub(crate) async fn measure(
    engine: &'static str,
    binary: &Path,
    server: &str,
    folder: &Path,
    users: i64,
) -> anyhow::Result<Scale> {
    let place = Place::make(engine, server, folder, &format!("scale_{users}")).await?;
    let desk = open(&place.url, folder).await?;
    let (began, cpu) = (Instant::now(), processor::spent()?);
    desk.fill_with_crowd(users, SEED, |_| ()).await?;
    let (filled, filled_cpu) = (began.elapsed(), processor::spent_since(cpu)?);
    let asked = questions::ask_all(&desk).await?;
    let busy = busy::measure(&desk, users).await?;
    desk.close().await;
    let rows = usize::try_from(users)?.min(MOST_IMPORTED);
    let import = import::measure(binary, &place.url, folder, rows).await?;
    place.remove().await?;
    Ok(Scale { engine, users, filled, filled_cpu, asked, busy, import })
}

/// A desk over this database.
pub(crate) async fn open(url: &str, folder: &Path) -> anyhow::Result<Desk> {
    let at = |name: &str| folder.join(name).display().to_string();
    let variables = [
        ("LATCHKEY_DATABASE_URL", url.to_owned()),
        ("LATCHKEY_MAIL_FOLDER", at("mail")),
        ("LATCHKEY_SECRET_KEY_FILE", at("secret.key")),
        ("LATCHKEY_PUBLIC_URL", "http://127.0.0.1:3000".to_owned()),
    ];
    let config = Config::from_parts(None, variables.map(|(name, value)| (name.to_owned(), value)))?;
    open_desk(&config, None).await
}

/// A database of its own.
pub(crate) struct Place {
    /// Its address.
    pub(crate) url: String,
    /// Its file, or the server's address and its name there.
    kept: Kept,
}

enum Kept {
    File(PathBuf),
    Server(String, String),
}

impl Place {
    /// Makes one of this name: a file in the folder, or beside the database of the server's address. There it is of a locale that
    /// knows the letters of all scripts: in one of "C", `pg_trgm` makes pieces of Latin ones alone, and searches for others read
    /// every row.
    pub(crate) async fn make(engine: &str, server: &str, folder: &Path, name: &str) -> anyhow::Result<Self> {
        if engine == "SQLite" {
            let file = folder.join(format!("{name}.db"));
            return Ok(Self { url: format!("sqlite://{}", file.display()), kept: Kept::File(file) });
        }
        let sql = format!("CREATE DATABASE {name} LOCALE 'C.UTF-8' ENCODING 'UTF8' TEMPLATE template0");
        PgConnection::connect(server).await?.execute(AssertSqlSafe(sql)).await?;
        let (beside, _) = server.rsplit_once('/').context("the address names no database")?;
        Ok(Self { url: format!("{beside}/{name}"), kept: Kept::Server(server.to_owned(), name.to_owned()) })
    }

    /// Removes it with all that it holds.
    pub(crate) async fn remove(self) -> anyhow::Result<()> {
        match self.kept {
            Kept::File(file) => std::fs::remove_file(file)?,
            Kept::Server(server, name) => {
                let sql = AssertSqlSafe(format!("DROP DATABASE {name} WITH (FORCE)"));
                PgConnection::connect(&server).await?.execute(sql).await?;
            }
        }
        Ok(())
    }
}
