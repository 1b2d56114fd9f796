//! `latchkey backup`, `latchkey restore` and `latchkey resume`.

use super::{
    operator::{self, Operator},
    output::Output,
};
use crate::{backup, config::Config};
use clap::Args;
use serde_json::json;
use std::path::PathBuf;

/// Copies the database into a new file, while Latchkey goes on.
#[derive(Debug, Args)]
pub(super) struct Backup {
    /// The file, which must not be there yet.
    file: PathBuf,
}

/// Brings a database back into an empty place. It stands still until `latchkey resume`.
#[derive(Debug, Args)]
pub(super) struct Restore {
    /// What `latchkey backup` wrote, or another copy of an SQLite database.
    file: PathBuf,
}

/// Lets a database go on that was brought back from a backup.
#[derive(Debug, Args)]
pub(super) struct Resume {
    /// Send the mails too that waited when the backup was made. They may have been sent since then.
    #[arg(long)]
    send_held: bool,
}

impl Backup {
    pub(super) async fn run(self, config: &Config, output: Output) -> anyhow::Result<()> {
        backup::back_up(config, &self.file).await?;
        let (file, key) = (self.file.display().to_string(), config.secret_key_file());
        output.answer(&json!({ "file": file, "secret_key_file": key }), || {
            format!(
                "The database is in {file}, whole and readable for you alone.\nThe secret key is not in it: keep {} as well, and apart \
                 from it.",
                key.display()
            )
        })
    }
}

impl Restore {
    pub(super) async fn run(self, config: &Config, output: Output) -> anyhow::Result<()> {
        let had_key = config.secret_key_file().exists();
        backup::restore(config, &self.file, operator::name()).await?;
        output.answer(&json!({ "paused": true, "had_key": had_key }), || {
            let key = if had_key {
                String::new()
            } else {
                let key = config.secret_key_file();
                format!(
                    "\nThere was no secret key at {}, so a new one was made. If you have the old one, put it there before you start \
                     Latchkey; if it is lost, run `latchkey forget-key`.",
                    key.display()
                )
            };
            format!(
                "The database is back. It stands still: no mails are sent, no automations, jobs or web addresses act, until you run \
                 `latchkey resume` or press Resume on the dashboard.\nSessions have ended, and open links and passwords that others \
                 made are withdrawn. Mails that waited are held: they may have been sent after the backup.{key}"
            )
        })
    }
}

impl Resume {
    pub(super) async fn run(self, operator: &Operator, output: Output) -> anyhow::Result<()> {
        let Operator { desk, caller } = operator;
        let held = desk.resume(caller).await?;
        let sent = if self.send_held { desk.release_mails(caller, None).await? } else { 0 };
        let held = held - sent;
        output.answer(&json!({ "held": held, "released": sent }), || match (held, sent) {
            (0, 0) => "Latchkey goes on.".to_owned(),
            (0, sent) => format!("Latchkey goes on, and sends {sent} mails that were held."),
            (held, _) => format!(
                "Latchkey goes on. {held} mails are held: look at them under Messages, or send them all with `latchkey resume \
                 --send-held`."
            ),
        })
    }
}
