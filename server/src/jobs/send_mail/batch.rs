//! What the messages of a claim are about, read in a few statements, and the secrets minted for them, kept in a few more.

use crate::store::{
    StoreError, Tx,
    links::{self, Link},
    minted::Minted,
    not_me,
    outbox::Message,
    pending::{self, Pending},
    templates::{self, Version, Which},
    users::{self, User},
};
use app::model::{LinkId, PendingId, Timestamp, UserId};
use std::{collections::HashMap, sync::Arc};

/// The messages of a claim together.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    users: HashMap<UserId, Option<User>>,
    links: HashMap<LinkId, Link>,
    passwords: HashMap<PendingId, Option<Pending>>,
    words: HashMap<Which, Option<Arc<Version>>>,
    /// Minted for links.
    pub(super) link_tokens: Vec<Minted<LinkId>>,
    /// Minted for mailed passwords.
    pub(super) password_secrets: Vec<Minted<PendingId>>,
    /// Minted for notices.
    pub(super) notice_tokens: Vec<not_me::NewToken>,
}

impl Batch {
    /// Reads what these messages are about.
    ///
    /// # Errors
    /// When the database fails. One row that this version cannot read is an error of its message alone.
    pub(super) async fn read(tx: &mut Tx, messages: &[Message]) -> Result<Self, StoreError> {
        let users: Vec<_> = messages.iter().filter_map(|message| message.user).collect();
        let links: Vec<_> = messages.iter().filter_map(|message| message.link).collect();
        let passwords: Vec<_> = messages.iter().filter_map(|message| message.pending).collect();
        Ok(Self {
            users: users::many::by_ids(tx, &users).await?,
            links: links::by_ids(tx, &links).await?,
            passwords: pending::by_ids(tx, &passwords).await?,
            ..Self::default()
        })
    }

    /// A recipient; `None` when they are gone.
    ///
    /// # Errors
    /// This version cannot read them.
    pub(super) fn user(&self, id: UserId) -> Result<Option<&User>, StoreError> {
        readable(self.users.get(&id), "users")
    }

    /// A link; `None` when it is gone.
    pub(super) fn link(&self, id: LinkId) -> Option<&Link> {
        self.links.get(&id)
    }

    /// A mailed password; `None` when it is gone.
    ///
    /// # Errors
    /// This version cannot read it.
    pub(super) fn password(&self, id: PendingId) -> Result<Option<&Pending>, StoreError> {
        readable(self.passwords.get(&id), "pending_passwords")
    }

    /// The words of the house for a template in a language, where it has some.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) async fn words(&mut self, tx: &mut Tx, which: Which) -> Result<Option<Arc<Version>>, StoreError> {
        if let Some(known) = self.words.get(&which) {
            return Ok(known.clone());
        }
        let words = templates::latest(tx, which).await?.map(Arc::new);
        self.words.insert(which, words.clone());
        Ok(words)
    }

    /// Keeps what was minted.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) async fn keep_minted(&self, tx: &mut Tx, now: Timestamp) -> Result<(), StoreError> {
        links::add_tokens(tx, &self.link_tokens, now).await?;
        pending::add_secrets(tx, &self.password_secrets, now).await?;
        not_me::add_tokens(tx, &self.notice_tokens).await
    }
}

/// What was read, if this version can.
fn readable<'a, T>(read: Option<&'a Option<T>>, table: &'static str) -> Result<Option<&'a T>, StoreError> {
    match read {
        Some(None) => Err(StoreError::Unreadable(table)),
        Some(Some(row)) => Ok(Some(row)),
        None => Ok(None),
    }
}
