//! Whoever runs a command, and the desk they enter.

use crate::{config::Config, run::open_desk, service::Desk, service::operator};
use anyhow::ensure;
use app::{api::Caller, model::UserId};

/// The desk of this machine, and who acts there.
#[derive(Debug)]
pub(super) struct Operator {
    pub(super) desk: Desk,
    pub(super) caller: Caller,
}

impl Operator {
    /// Opens the database that the configuration names; it must be there.
    pub(super) async fn enter(config: &Config) -> anyhow::Result<Self> {
        if let Some(file) = config.database_url.file() {
            ensure!(
                file.exists(),
                "There is no database at {}. Run this where `latchkey serve` runs, or set LATCHKEY_DATABASE_URL.",
                file.display()
            );
        }
        Ok(Self { desk: open_desk(config, None).await?, caller: operator(name()) })
    }

    /// The user whom a command names.
    pub(super) async fn find(&self, user_name: &str) -> anyhow::Result<UserId> {
        Ok(self.desk.user_named(user_name).await?)
    }
}

/// What the audit trail calls them: who they are on this machine.
pub(super) fn name() -> String {
    let known = ["SUDO_USER", "USER", "LOGNAME"].into_iter().filter_map(|key| std::env::var(key).ok());
    let user = known.map(|name| name.trim().to_owned()).find(|name| !name.is_empty());
    format!("{} (command line)", user.as_deref().unwrap_or("operator"))
}
