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
    path::Path,
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
    let (url, file) = match engine {
        "SQLite" => {
            let file = folder.join(format!("scale-{users}.db"));
            (format!("sqlite://{}", file.display()), Some(file))
        }
        _ => (postgres(server, users).await?, None),
    };
    let desk = open(&url, folder).await?;
    let (began, cpu) = (Instant::now(), processor::spent()?);
    desk.fill_with_crowd(users, SEED, |_| ()).await?;
    let (filled, filled_cpu) = (began.elapsed(), processor::spent_since(cpu)?);
    let asked = questions::ask_all(&desk).await?;
    let busy = busy::measure(&desk, users).await?;
    desk.close().await;
    let rows = usize::try_from(users)?.min(MOST_IMPORTED);
    let import = import::measure(binary, &url, folder, rows).await?;
    match file {
        Some(file) => std::fs::remove_file(file)?,
        None => drop_postgres(server, users).await?,
    }
    Ok(Scale { engine, users, filled, filled_cpu, asked, busy, import })
}

async fn open(url: &str, folder: &Path) -> anyhow::Result<Desk> {
    let at = |name: &str| folder.join(name).display().to_string();
    let variables = [
        ("LATCHKEY_DATABASE_URL", url.to_owned()),
        ("LATCHKEY_MAIL_FOLDER", at("mail")),
        ("LATCHKEY_SECRET_KEY_FILE", at("scale.key")),
        ("LATCHKEY_PUBLIC_URL", "http://127.0.0.1:3000".to_owned()),
    ];
    let config = Config::from_parts(None, variables.map(|(name, value)| (name.to_owned(), value)))?;
    open_desk(&config, None).await
}

/// Makes a database beside the one of this address; answers its own. It is of a locale that knows the letters of all scripts:
/// in one of "C", `pg_trgm` makes pieces of Latin ones alone, and searches for others read every row.
async fn postgres(server: &str, users: i64) -> anyhow::Result<String> {
    let mut connection = PgConnection::connect(server).await?;
    connection
        .execute(AssertSqlSafe(format!("CREATE DATABASE scale_{users} LOCALE 'C.UTF-8' ENCODING 'UTF8' TEMPLATE template0")))
        .await?;
    let (server, _) = server.rsplit_once('/').context("the address names no database")?;
    Ok(format!("{server}/scale_{users}"))
}

async fn drop_postgres(server: &str, users: i64) -> anyhow::Result<()> {
    let mut connection = PgConnection::connect(server).await?;
    connection.execute(AssertSqlSafe(format!("DROP DATABASE scale_{users} WITH (FORCE)"))).await?;
    Ok(())
}
