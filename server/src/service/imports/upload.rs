//! A file of users as it arrives: checked, divided, and stored piece by piece. What is refused leaves nothing behind.

use super::{
    FILE_SENT,
    split::{Limits, Splitter},
};
use crate::{
    service::{Desk, Fault, did},
    store::{
        audit::Outcome,
        imports::{self, Import, NewImport, Owner, rows},
    },
};
use app::{
    api::{ApiError, Caller, Problem},
    model::{ImportId, ImportState, ImportTally, Permission},
    rules::imports::{FileProblem, guessed},
};
use serde_json::json;

/// So many pieces are stored in one transaction, 2 MiB at most.
const TOGETHER: usize = 8;
/// The longest name of a file that is kept, in characters.
const LONGEST_NAME: usize = 120;

/// A file that arrives.
#[derive(Debug)]
pub struct Upload {
    desk: Desk,
    caller: Caller,
    id: ImportId,
    file_name: String,
    splitter: Splitter,
    waiting: Vec<rows::Chunk>,
}

impl Desk {
    /// Whether the caller may send a file at all.
    ///
    /// # Errors
    /// When they may not change users; that is audited.
    pub async fn may_import(&self, caller: &Caller) -> Result<(), ApiError> {
        self.permit(caller, Permission::ChangeUsers, FILE_SENT).await.map_err(|fault| self.report(fault))
    }

    /// Begins to take a file of users.
    ///
    /// # Errors
    /// When the caller may not change users; that is audited.
    pub async fn begin_import(&self, caller: &Caller, file_name: &str) -> Result<Upload, ApiError> {
        self.begin_upload(caller, file_name).await.map_err(|fault| self.report(fault))
    }

    async fn begin_upload(&self, caller: &Caller, file_name: &str) -> Result<Upload, Fault> {
        self.permit(caller, Permission::ChangeUsers, FILE_SENT).await?;
        let now = self.now();
        let id = ImportId(self.random.id(now));
        // Some browsers send a path.
        let name = file_name.rsplit(['/', '\\']).next().unwrap_or_default();
        let name: String = name.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect();
        let address = caller.client.address.to_string();
        let owner = Owner { id: caller.user, name: &caller.display_name, address: &address };
        let new = NewImport { id, owner, file_name: &name };
        let mut tx = self.db.write().await?;
        imports::insert(&mut tx, &new, now).await?;
        tx.commit().await?;
        let (desk, caller) = (self.clone(), caller.clone());
        Ok(Upload { desk, caller, id, file_name: name, splitter: Splitter::new(Limits::default()), waiting: Vec::new() })
    }
}

impl Upload {
    /// Takes a portion.
    ///
    /// # Errors
    /// Where the file is broken. Then nothing of it is kept.
    pub async fn push(&mut self, portion: &[u8]) -> Result<(), ApiError> {
        let taken = self.take(portion).await;
        self.or_nothing(taken).await
    }

    /// Ends the file; answers the import, whose columns wait to be named.
    ///
    /// # Errors
    /// Where the file is broken. Then nothing of it is kept.
    pub async fn finish(mut self) -> Result<ImportId, ApiError> {
        let ended = self.end().await;
        self.or_nothing(ended).await
    }

    /// Gives a file up that does not arrive whole.
    pub async fn give_up(self, why: FileProblem) -> ApiError {
        match self.or_nothing::<()>(Err(Problem::File(why).into())).await {
            Ok(()) => Problem::File(why).into(),
            Err(error) => error,
        }
    }

    async fn take(&mut self, portion: &[u8]) -> Result<(), Fault> {
        self.splitter.push(portion).map_err(Problem::File)?;
        self.waiting.append(&mut self.splitter.take_ready());
        if self.waiting.len() >= TOGETHER { self.store().await } else { Ok(()) }
    }

    async fn end(&mut self) -> Result<ImportId, Fault> {
        let splitter = std::mem::replace(&mut self.splitter, Splitter::new(Limits::default()));
        let mut divided = splitter.finish().map_err(Problem::File)?;
        self.waiting.append(&mut divided.rest);
        self.store().await?;
        let options = guessed(divided.columns.iter().map(|column| column.name.as_str()));
        let now = self.desk.now();
        let import = Import {
            id: self.id,
            owner: self.caller.user,
            owner_name: self.caller.display_name.clone(),
            address: self.caller.client.address.to_string(),
            file_name: self.file_name.clone(),
            state: ImportState::Mapping,
            created_at: now,
            separator: divided.separator,
            columns: divided.columns,
            options,
            chunks: divided.pieces,
            rows: divided.rows,
            next_chunk: 0,
            found: None,
            done: ImportTally::default(),
            failure: None,
        };
        let mut tx = self.desk.db.write().await?;
        if !imports::uploaded(&mut tx, &import, now).await? {
            return Err(Problem::File(FileProblem::CutOff).into());
        }
        let mut line = did(&self.caller, FILE_SENT, Outcome::Done);
        line.detail = json!({ "import": self.id, "file": self.file_name, "rows": import.rows });
        self.desk.audit(&mut tx, line).await?;
        tx.commit().await?;
        Ok(self.id)
    }

    async fn store(&mut self) -> Result<(), Fault> {
        let chunks = std::mem::take(&mut self.waiting);
        let mut tx = self.desk.db.write().await?;
        // It arrived so slowly that it was given up.
        if !imports::touch(&mut tx, self.id, self.desk.now()).await? {
            return Err(Problem::File(FileProblem::CutOff).into());
        }
        for chunk in &chunks {
            rows::add_chunk(&mut tx, self.id, chunk).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// What was done; or, where it failed, why, once everything is taken back.
    async fn or_nothing<T>(&self, done: Result<T, Fault>) -> Result<T, ApiError> {
        let Err(fault) = done else { return done.map_err(|fault| self.desk.report(fault)) };
        if let Err(left) = self.desk.discard_import(self.id).await {
            tracing::warn!(import = %self.id, error = format!("{:#}", anyhow::Error::from(left)), "what arrived of a file is deleted later");
        }
        Err(self.desk.report(fault))
    }
}
