//! Copies of the database: made while Latchkey goes on, and brought back into an empty place. A copy of SQLite is a database file,
//! one of PostgreSQL is what its own programs write. The secret key is in neither.

mod draft;
mod postgres;
mod sqlite;

use crate::{config::Config, service::operator, store::Db};
use anyhow::{Context, ensure};
use std::path::Path;

/// Copies the database into a new file, as it is at one moment, while whoever works on it goes on.
///
/// # Errors
/// A sentence for the operator. There is no file then.
pub async fn back_up(config: &Config, file: &Path) -> anyhow::Result<()> {
    let draft = draft::Draft::beside(file)?;
    match config.database_url.file() {
        Some(database) => {
            ensure!(
                database.exists(),
                "There is no database at {}. Run this where `latchkey serve` runs, or set LATCHKEY_DATABASE_URL.",
                database.display()
            );
            sqlite::copy(config, &draft).await?;
        }
        None => postgres::dump(config.direct_url(), draft.path()).await?,
    }
    draft.publish()
}

/// Brings a database back into the empty place that the configuration names. It stands still afterwards until somebody resumes
/// it.
///
/// # Errors
/// A sentence for the operator.
pub async fn restore(config: &Config, file: &Path, operator_name: String) -> anyhow::Result<()> {
    ensure!(file.is_file(), "There is no file {}.", file.display());
    let Some(place) = config.database_url.file() else {
        postgres::take(config, file).await?;
        let not_settled = "the database was brought back but not paused: do not start Latchkey on it, empty it and try again";
        return settle(config, operator_name).await.context(not_settled);
    };
    let draft = draft::Draft::beside(place)?;
    sqlite::take(file, &draft).await?;
    let mut of_draft = config.clone();
    // The key is that of the place, and not of the draft beside it.
    of_draft.secret_key_file = config.secret_key_file();
    of_draft.database_url = sqlite::url_of(draft.path())?;
    settle(&of_draft, operator_name).await?;
    draft.publish()
}

/// Brings the schema up to date and stops what the database would do once more.
async fn settle(config: &Config, operator_name: String) -> anyhow::Result<()> {
    let desk = crate::run::open_desk_with_any_key(config, None).await?;
    let settled = desk.settle_restored(&operator(operator_name)).await;
    desk.close().await;
    settled
}

/// Opens the database for as long as something is asked of it.
async fn with_db<T>(config: &Config, ask: impl AsyncFnOnce(&Db) -> anyhow::Result<T>) -> anyhow::Result<T> {
    let url = &config.database_url;
    let opened = Db::connect_through(url, config.database_pooler).await;
    let db = opened.with_context(|| format!("The database {url} cannot be opened"))?;
    let answer = ask(&db).await;
    db.close().await;
    answer
}
