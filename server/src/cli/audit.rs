//! `latchkey audit …`

use super::{
    operator::Operator,
    output::{Output, table},
};
use crate::{
    security::from_hex,
    service::{Broken, HeadFile, TrailChecked, Verify},
    store::seals::Head,
};
use anyhow::{Context, ensure};
use app::model::Span;
use clap::Subcommand;
use std::{
    fs,
    path::{Path, PathBuf},
};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Check the audit trail: every seal, every signed head, no line left out. Ends with 1 and says where when it is not whole.
    Verify {
        /// Compare with heads that were kept elsewhere: what `latchkey audit heads --json` printed.
        #[arg(long, value_name = "FILE", conflicts_with = "from_head")]
        heads: Option<PathBuf>,
        /// Compare in the same way, and begin at the furthest of these heads instead of the first line.
        #[arg(long, value_name = "FILE")]
        from_head: Option<PathBuf>,
        /// A public key that counts beside those of the secret key file: of a key that was lost. Can be said several times.
        #[arg(long, value_name = "HEX")]
        public_key: Vec<String>,
        /// After so many minutes a line that is not sealed is a flaw.
        #[arg(long, value_name = "MINUTES", default_value_t = 15)]
        unsealed_minutes: u32,
    },
    /// Print the signed heads, to be kept where those who can write to the database cannot.
    Heads,
}

impl Command {
    pub(super) async fn run(self, operator: &Operator, output: Output) -> anyhow::Result<()> {
        let Operator { desk, caller } = operator;
        let Self::Verify { heads, from_head, public_key, unsealed_minutes } = self else {
            let heads = desk.audit_heads(caller).await?;
            return output.answer(&heads, || table(&["WHAT", "POSITION", "SIGNED", "SEAL"], heads.rows()));
        };
        let from_kept = from_head.is_some();
        let kept = from_head.or(heads).map(|file| read(&file)).transpose()?.unwrap_or_default();
        let keys = public_key.iter().map(|key| key_of(key)).collect::<anyhow::Result<_>>()?;
        let asked = Verify { kept, from_kept, keys, patience: Span::minutes(unsealed_minutes.into()) };
        let checked = desk.verify_trail(caller, &asked).await?;
        output.answer(&checked, || told(&checked))?;
        ensure!(checked.is_whole(), "The audit trail is not whole. Flaws found: {}.", checked.flaws);
        Ok(())
    }
}

fn read(file: &Path) -> anyhow::Result<Vec<Head>> {
    let read = || {
        let heads: HeadFile = serde_json::from_str(&fs::read_to_string(file)?)?;
        heads.heads()
    };
    read().with_context(|| format!("{} holds no heads", file.display()))
}

fn key_of(text: &str) -> anyhow::Result<Vec<u8>> {
    from_hex(text).filter(|key| key.len() == 32).context("a public key has 64 hexadecimal digits")
}

fn told(checked: &TrailChecked) -> String {
    let TrailChecked { after, end, lines, heads, agrees, unsealed, .. } = checked;
    let mut said = vec![
        format!("Lines checked: {lines}, behind position {after} up to {end}."),
        format!("Signed heads checked: {heads}. Heads kept elsewhere that agree: {agrees}."),
    ];
    if let Some(cut) = checked.cut {
        said.push(format!("The lines up to position {cut} were deleted because they were old."));
    }
    if let Some(since) = &checked.unsealed_since {
        said.push(format!("Lines not yet sealed: {unsealed}, the eldest of {since}."));
    }
    said.extend(checked.broken.iter().map(place));
    said.push(if checked.is_whole() { "The audit trail is whole.".to_owned() } else { format!("Flaws: {}.", checked.flaws) });
    said.join("\n")
}

/// "Position 7 (line 0197…, 2026-11-21T13:34:07Z): lines are missing, up to position 8"
fn place(broken: &Broken) -> String {
    let position = broken.position.map_or_else(|| "Not in the chain".to_owned(), |position| format!("Position {position}"));
    let line = broken.line.map(|line| format!("line {line}"));
    let about: Vec<String> = line.into_iter().chain(broken.at.clone()).collect();
    let about = if about.is_empty() { String::new() } else { format!(" ({})", about.join(", ")) };
    let upto = broken.upto.map(|upto| format!(", up to position {upto}")).unwrap_or_default();
    format!("{position}{about}: {}{upto}", broken.what.says())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::Flaw;

    #[test]
    fn where_it_breaks_is_said() {
        let gap = Broken { what: Flaw::Missing, position: Some(7), upto: Some(8), line: None, at: None };
        assert_eq!(place(&gap), "Position 7: lines are missing, up to position 8");
        let late = Broken { what: Flaw::Unsealed, position: None, upto: None, line: None, at: Some("2026-11-21".to_owned()) };
        assert!(place(&late).starts_with("Not in the chain (2026-11-21): the line waits"), "{}", place(&late));
    }

    #[test]
    fn a_public_key_is_told_from_something_else() {
        assert_eq!(key_of(&"0f".repeat(32)).unwrap(), vec![15; 32]);
        assert!(key_of("0f").is_err() && key_of(&"xy".repeat(32)).is_err());
    }
}
