//! Copies of an SQLite database.

use super::{
    draft::{Draft, with_end},
    with_db,
};
use crate::{
    config::Config,
    store::{DatabaseUrl, dialect::copies},
};
use anyhow::{Context, ensure};
use std::{
    fs::{File, OpenOptions},
    io::{self, Read, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

/// How every SQLite database begins.
const BEGINNING: &[u8; 16] = b"SQLite format 3\0";

/// Copies the database into a draft and looks whether the copy is whole.
pub(super) async fn copy(config: &Config, draft: &Draft) -> anyhow::Result<()> {
    let into = text(draft.path())?;
    with_db(config, async |db| Ok(copies::copy_sqlite(db, into).await?)).await?;
    check(draft.path()).await
}

/// Takes a file over into a draft, if it is a whole SQLite database. Of one that was copied as it was, what was written last may stand
/// in a write-ahead log beside it.
pub(super) async fn take(file: &Path, draft: &Draft) -> anyhow::Result<()> {
    fill(draft, file)?;
    let log = with_end(file, "-wal");
    if log.exists() {
        fill_log(draft, &log).with_context(|| format!("{} cannot be copied", log.display()))?;
    }
    check(draft.path()).await
}

/// Writes into a draft, which is its owner's alone, what stands in an SQLite database. `fs::copy` would let everybody read it who may
/// read the file.
fn fill(draft: &Draft, file: &Path) -> anyhow::Result<()> {
    let told = || format!("{} cannot be copied", file.display());
    let mut from = File::open(file).with_context(told)?;
    let mut beginning = [0; BEGINNING.len()];
    let read = from.read_exact(&mut beginning);
    ensure!(
        read.is_ok() && &beginning == BEGINNING,
        "{} is no SQLite database. What `latchkey backup` made of a PostgreSQL is brought back where LATCHKEY_DATABASE_URL names one.",
        file.display()
    );
    let mut into = OpenOptions::new().write(true).open(draft.path()).with_context(told)?;
    into.write_all(&beginning).with_context(told)?;
    io::copy(&mut from, &mut into).with_context(told)?;
    Ok(())
}

/// Puts a write-ahead log beside a draft, of which SQLite takes what belongs to it.
fn fill_log(draft: &Draft, log: &Path) -> io::Result<()> {
    let mut into = OpenOptions::new().write(true).create_new(true).mode(0o600).open(draft.beside_it("-wal"))?;
    io::copy(&mut File::open(log)?, &mut into)?;
    Ok(())
}

/// The address of a database file.
pub(super) fn url_of(file: &Path) -> anyhow::Result<DatabaseUrl> {
    Ok(format!("sqlite://{}", text(file)?).parse()?)
}

async fn check(file: &Path) -> anyhow::Result<()> {
    let damage = copies::damage_of_sqlite(file).await.context("the copy cannot be read")?;
    ensure!(damage.is_empty(), "the copy is damaged: {}", damage.join("; "));
    Ok(())
}

fn text(path: &Path) -> anyhow::Result<&str> {
    path.to_str().with_context(|| format!("{} is no name in UTF-8", path.display()))
}
