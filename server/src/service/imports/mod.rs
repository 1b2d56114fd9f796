//! Importing users from CSV files: a file is sent and divided ([`Upload`]), its columns are named, a worker makes a dry run and,
//! once somebody says so, the import ([`ImportWorker`]).
//!
//! The rows live in the database, in pieces: several servers may share it, and whichever is there goes on.

#[cfg(any(test, fuzzing))]
mod any_file;
mod judge;
mod row;
mod run;
mod split;
mod twins;
mod upload;

#[cfg(any(test, fuzzing))]
pub use any_file::holds_of_file;
pub use run::ImportWorker;
pub use upload::Upload;

use super::{Desk, Fault, did, export::CsvFile, moments::Moments};
use crate::store::{
    audit::Outcome,
    imports::{self, Import, Owner, remains, rows},
};
use app::{
    api::{ApiError, Caller, Imports, Problem, Thing},
    model::{ImportId, ImportOptions, ImportRow, ImportStep, ImportView, Permission, Span, TypedPassword},
    rules::imports::{FileProblem, SHOWN_PROBLEMS, check_columns},
};
use async_trait::async_trait;
use serde_json::json;

const FILE_SENT: &str = "user.import-uploaded";
const STARTED: &str = "user.import-started";
const FINISHED: &str = "user.import-finished";
const CANCELLED: &str = "user.import-cancelled";
const FAILED: &str = "user.import-failed";

/// Lines of the list.
const LISTED: i64 = 20;
/// Problems of a stretch.
const STRETCH: i64 = 100;
/// A file of which nothing more has arrived for so long does not arrive any more.
const ARRIVES_FOR: Span = Span::hours(1);
/// So many pieces, and so many problems, are deleted at a time: the desk stays quick.
const DROPPED_PIECES: i64 = 40;
const DROPPED_PROBLEMS: i64 = 5_000;

#[async_trait]
impl Imports for Desk {
    async fn imports(&self, caller: &Caller) -> Result<Vec<ImportRow>, ApiError> {
        caller.require(Permission::ChangeUsers)?;
        self.last_imports(caller).await.map_err(|fault| self.report(fault))
    }

    async fn import(&self, caller: &Caller, import: ImportId, page: i64) -> Result<ImportView, ApiError> {
        caller.require(Permission::ChangeUsers)?;
        self.one_import(caller, import, page).await.map_err(|fault| self.report(fault))
    }

    async fn import_step(&self, caller: &Caller, import: ImportId, step: ImportStep) -> Result<(), ApiError> {
        self.take_step(caller, import, step, &TypedPassword::default()).await.map_err(|fault| self.report(fault))
    }
}

impl Desk {
    /// Goes on with an import. Before it begins the caller's own password may be asked for: like an edit it leads mail elsewhere and
    /// changes what people may do.
    ///
    /// # Errors
    /// When it went on meanwhile, or what is wrong with the choices.
    pub async fn go_on_with_import(
        &self,
        caller: &Caller,
        import: ImportId,
        step: ImportStep,
        typed: &TypedPassword,
    ) -> Result<(), ApiError> {
        self.take_step(caller, import, step, typed).await.map_err(|fault| self.report(fault))
    }

    /// All problems of an import as a file, in the caller's language. Audited.
    ///
    /// # Errors
    /// "There is no such import"; when the caller may not change users.
    pub async fn import_problems(&self, caller: &Caller, import: ImportId) -> Result<CsvFile, ApiError> {
        caller.require(Permission::ChangeUsers)?;
        let noted = async {
            let import = known_import(&mut self.db.read().await?, import).await?.id;
            let detail = serde_json::json!({ "import": import });
            self.note_export(caller, "user.import-problems-exported", detail).await?;
            Ok(import)
        };
        let import = noted.await.map_err(|fault: Fault| self.report(fault))?;
        Ok(CsvFile::of_problems(self, caller.words(), import))
    }

    async fn last_imports(&self, caller: &Caller) -> Result<Vec<ImportRow>, Fault> {
        let moments = Moments::of(self.now(), caller);
        let latest = imports::latest(&mut self.db.read().await?, LISTED).await?;
        Ok(latest.into_iter().map(|import| listed(import, &moments)).collect())
    }

    async fn one_import(&self, caller: &Caller, id: ImportId, page: i64) -> Result<ImportView, Fault> {
        let mut tx = self.db.read().await?;
        let import = known_import(&mut tx, id).await?;
        let total = problem_count(&import).min(SHOWN_PROBLEMS);
        let pages = (total + STRETCH - 1) / STRETCH;
        let page = page.clamp(1, pages.max(1));
        let problems = rows::problems(&mut tx, id, (page - 1) * STRETCH, STRETCH).await?;
        let behind = if import.next_chunk >= import.chunks { import.rows } else { import.done.rows };
        Ok(ImportView {
            columns: import.columns.clone(),
            options: import.options.clone(),
            behind,
            failed: import.failure.clone(),
            problems,
            page,
            pages,
            row: listed(import, &Moments::of(self.now(), caller)),
        })
    }

    async fn take_step(&self, caller: &Caller, id: ImportId, step: ImportStep, typed: &TypedPassword) -> Result<(), Fault> {
        self.permit(caller, Permission::ChangeUsers, STARTED).await?;
        if step == ImportStep::Start {
            self.confirm(caller, typed).await?;
        }
        let now = self.now();
        let mut tx = self.db.write().await?;
        let import = known_import(&mut tx, id).await?;
        let address = caller.client.address.to_string();
        let owner = Owner { id: caller.user, name: &caller.display_name, address: &address };
        let (done, action) = match step {
            ImportStep::Check(options) => (imports::check(&mut tx, id, owner, &usable(&import, options)?, now).await?, None),
            ImportStep::Start => (imports::start(&mut tx, id, owner, now).await?, Some(STARTED)),
            ImportStep::Cancel => (imports::cancel(&mut tx, id, now).await?, Some(CANCELLED)),
        };
        if !done {
            return Err(Problem::ImportMovedOn.into());
        }
        if let Some(action) = action {
            let mut line = did(caller, action, Outcome::Done);
            line.detail = json!({ "import": id, "file": import.file_name, "done": import.done });
            self.audit(&mut tx, line).await?;
        }
        tx.commit().await?;
        self.import_waits.notify_one();
        Ok(())
    }

    /// Deletes an import, its file a part at a time.
    async fn discard_import(&self, id: ImportId) -> Result<(), Fault> {
        self.drop_chunks(id).await?;
        self.drop_problems(id).await?;
        let mut tx = self.db.write().await?;
        remains::delete(&mut tx, id).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Deletes what is left of the file of an import that is over.
    async fn drop_file(&self, id: ImportId) -> Result<(), Fault> {
        self.drop_chunks(id).await?;
        let mut tx = self.db.write().await?;
        remains::forget_samples(&mut tx, id).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn drop_chunks(&self, id: ImportId) -> Result<(), Fault> {
        loop {
            let mut tx = self.db.write().await?;
            let dropped = rows::drop_chunks(&mut tx, id, DROPPED_PIECES).await?;
            tx.commit().await?;
            if dropped == 0 {
                return Ok(());
            }
        }
    }

    async fn drop_problems(&self, id: ImportId) -> Result<(), Fault> {
        loop {
            let mut tx = self.db.write().await?;
            let dropped = rows::drop_problems(&mut tx, id, DROPPED_PROBLEMS).await?;
            tx.commit().await?;
            if dropped == 0 {
                return Ok(());
            }
        }
    }

    /// Deletes files that are not needed any more, and the problems of imports that are over for longer than the house
    /// keeps them. For so long a file waits for a decision too.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) async fn clean_up_imports(&self) -> anyhow::Result<()> {
        let now = self.now();
        for id in remains::abandoned(&mut self.db.read().await?, now - ARRIVES_FOR).await? {
            self.discard_import(id).await?;
        }
        let mut tx = self.db.write().await?;
        let since = now - Span::days(self.house_settings(&mut tx).await?.retention.import_days);
        remains::give_up(&mut tx, since).await?;
        tx.commit().await?;
        for import in remains::with_remains(&mut self.db.read().await?, since).await? {
            self.drop_file(import).await?;
            if remains::is_older(&mut self.db.read().await?, import, since).await? {
                self.drop_problems(import).await?;
            }
        }
        Ok(())
    }
}

/// The import with this id.
///
/// # Errors
/// "There is no such import."
async fn known_import(tx: &mut crate::store::Tx, id: ImportId) -> Result<Import, Fault> {
    imports::one(tx, id).await?.ok_or_else(|| ApiError::not_found(Thing::Import).into())
}

/// The choices, if the file can be read with them.
fn usable(import: &Import, options: ImportOptions) -> Result<ImportOptions, Fault> {
    if options.columns.len() != import.columns.len() {
        return Err(Problem::Misunderstood.into());
    }
    check_columns(&options.columns).map_err(|problem: FileProblem| ApiError::field("columns", Problem::File(problem)))?;
    Ok(options)
}

/// How many problems are kept: those of the dry run, and those that came up since.
fn problem_count(import: &Import) -> i64 {
    import.found.map_or(0, |found| found.problems) + import.done.problems
}

fn listed(import: Import, moments: &Moments<'_>) -> ImportRow {
    let problems = problem_count(&import);
    ImportRow {
        id: import.id,
        file_name: import.file_name,
        owner: import.owner_name,
        created: moments.moment(import.created_at),
        state: import.state,
        rows: import.rows,
        found: import.found,
        done: import.done,
        problems,
    }
}
