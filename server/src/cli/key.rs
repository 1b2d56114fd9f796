//! `latchkey key …`

use super::{operator::Operator, output::Output};
use crate::{
    config::Config,
    security::{Clock, Random, SystemClock, prune_keys, rotate_key},
    service::{RETURN_LIFE, Resealed},
};
use anyhow::ensure;
use clap::Subcommand;
use serde_json::json;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make a new key, keep the old ones for opening, and seal with the new one what lies sealed in the database.
    Rotate {
        /// Change the file alone: where several machines have it, all need the new one first. `reseal` does the rest.
        #[arg(long)]
        file_only: bool,
    },
    /// Seal with the newest key what lies sealed in the database.
    Reseal,
    /// Remove the old keys. Restart every Latchkey between `rotate` and this.
    Prune,
}

impl Command {
    pub(super) async fn run(self, config: &Config, output: Output) -> anyhow::Result<()> {
        match self {
            Self::Rotate { file_only } => {
                rotate_key(&config.secret_key_file(), &Random::from_system()?)?;
                if file_only { said_where(config, output) } else { reseal(config, output).await }
            }
            Self::Reseal => reseal(config, output).await,
            Self::Prune => prune(config, output).await,
        }
    }
}

fn said_where(config: &Config, output: Output) -> anyhow::Result<()> {
    let file = config.secret_key_file();
    output.answer(&json!({ "secret_key_file": file }), || {
        format!(
            "{} begins with a new key. Copy it to every machine, restart Latchkey there, and then run `latchkey key reseal`.",
            file.display()
        )
    })
}

async fn reseal(config: &Config, output: Output) -> anyhow::Result<()> {
    let Operator { desk, caller } = Operator::enter(config).await?;
    let resealed = desk.reseal(&caller).await?;
    output.answer(&resealed, || {
        let lost = match resealed.lost {
            0 => String::new(),
            lost => format!("\nThe key of {lost} more is gone: set those temporary passwords and second factors anew."),
        };
        format!(
            "Secrets sealed with the newest key: {}. Heads of the audit trail signed with it: {}.{lost}\nRestart Latchkey, keep a copy \
             of {}, and then run `latchkey key prune`.",
            resealed.older,
            resealed.heads,
            config.secret_key_file().display()
        )
    })
}

async fn prune(config: &Config, output: Output) -> anyhow::Result<()> {
    let Operator { desk, caller } = Operator::enter(config).await?;
    let Resealed { older, heads, .. } = desk.older_seals(&caller).await?;
    ensure!(older == 0, "{older} secrets are sealed with an older key still. Run `latchkey key reseal` first.");
    ensure!(heads == 0, "{heads} heads of the audit trail are signed with an older key still. Run `latchkey key reseal` first.");
    // A mail that was marked with an old key may come back for as long as that is believed.
    let removed = prune_keys(&config.secret_key_file(), SystemClock.now(), RETURN_LIFE)?;
    if removed > 0 {
        desk.note_pruned(&caller, removed).await?;
    }
    output.answer(&json!({ "removed": removed }), || format!("Old keys removed: {removed}."))
}
