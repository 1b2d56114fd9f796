//! `automation`: listing, moving from one Latchkey to another, and steering, also all at once.

use super::{
    operator::Operator,
    output::{Output, say, table},
};
use anyhow::Context;
use app::{
    api::{ApiError, Automations as _, Thing},
    model::{AutomationDraft, AutomationId, AutomationRow, AutomationStep, DraftPart, RunQuery, SaveAutomation, TryOver},
};
use clap::Subcommand;
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List the automations, and how they stand.
    List,
    /// Print an automation's three windows as JSON.
    Export {
        /// Its name.
        name: String,
    },
    /// Save an automation from JSON as a draft, over the one with the same name if there is one.
    Import {
        /// The file.
        file: PathBuf,
    },
    /// Say what it would have done over past events. Nothing is sent.
    Try {
        /// Its name.
        name: String,
        /// Over how many events, 1 to 1,000.
        #[arg(long, default_value_t = 100)]
        last: i64,
    },
    /// Activate it; it acts with the operator's rights.
    Activate {
        /// Its name.
        name: String,
    },
    /// Pause it; what is due waits with it.
    Pause {
        /// Its name.
        name: String,
    },
    /// Have a paused one go on.
    Resume {
        /// Its name.
        name: String,
    },
    /// Make it a draft again; what was to come is cancelled.
    Deactivate {
        /// Its name.
        name: String,
    },
    /// Stop all automations at once.
    StopAll,
    /// Let all automations go on.
    StartAll,
}

impl Command {
    pub(super) async fn run(self, operator: &Operator, output: Output) -> anyhow::Result<()> {
        match self {
            Self::List => list(operator, output).await,
            Self::Export { name } => export(operator, &name).await,
            Self::Import { file } => import(operator, output, file).await,
            Self::Try { name, last } => attempt(operator, output, &name, last).await,
            Self::Activate { name } => step(operator, output, &name, AutomationStep::Activate).await,
            Self::Pause { name } => step(operator, output, &name, AutomationStep::Pause).await,
            Self::Resume { name } => step(operator, output, &name, AutomationStep::Resume).await,
            Self::Deactivate { name } => step(operator, output, &name, AutomationStep::Deactivate).await,
            Self::StopAll => switch(operator, output, true).await,
            Self::StartAll => switch(operator, output, false).await,
        }
    }
}

async fn list(operator: &Operator, output: Output) -> anyhow::Result<()> {
    let list = operator.desk.automations(&operator.caller).await?;
    output.answer(&list, || {
        let headings = ["Name", "Status", "Event", "Job", "Owner", "Next", "Done", "Left out", "Failed"];
        let row = |row: &AutomationRow| {
            vec![
                row.name.clone(),
                row.status.to_string(),
                row.event.to_string(),
                row.job.map(|job| job.to_string()).unwrap_or_default(),
                row.owner.clone(),
                row.next.as_ref().map(|next| next.short.clone()).unwrap_or_default(),
                row.tally.done.to_string(),
                row.tally.skipped.to_string(),
                row.tally.failed.to_string(),
            ]
        };
        let mut text = table(&headings, list.automations.iter().map(row));
        if list.all_stopped {
            text.push_str("\n\nAll automations are stopped; `latchkey automation start-all` lets them go on.");
        }
        text
    })
}

async fn export(operator: &Operator, name: &str) -> anyhow::Result<()> {
    let id = named(operator, name).await?;
    let record = operator.desk.automation(&operator.caller, id, RunQuery::default()).await?;
    say(&serde_json::to_string_pretty(&record.draft)?)
}

async fn import(operator: &Operator, output: Output, file: PathBuf) -> anyhow::Result<()> {
    let text = tokio::fs::read_to_string(&file).await.with_context(|| format!("{} cannot be read", file.display()))?;
    let draft: AutomationDraft =
        serde_json::from_str(&text).with_context(|| format!("{} holds no automation", file.display()))?;
    let name = draft.name.clone();
    let list = operator.desk.automations(&operator.caller).await?;
    let id = list.automations.iter().find(|row| row.name == name).map(|row| row.id);
    let version = match id {
        Some(id) => operator.desk.automation(&operator.caller, id, RunQuery::default()).await?.version,
        None => 0,
    };
    let request = SaveAutomation { id, version, part: DraftPart::Whole(draft) };
    let saved = operator.desk.save_automation(&operator.caller, request).await?;
    output.answer(&saved, || format!("“{name}” is saved. `latchkey automation try` says what it would do."))
}

async fn attempt(operator: &Operator, output: Output, name: &str, last: i64) -> anyhow::Result<()> {
    let id = named(operator, name).await?;
    let tried = operator.desk.try_automation(&operator.caller, id, TryOver::Last(last)).await?;
    output.answer(&tried, || {
        let words = operator.caller.words().automation_names;
        let told = format!(
            "Of {} events {} match. It would have acted {} times and left out {}.",
            tried.events, tried.matched, tried.met, tried.left_out
        );
        let warnings = tried.warnings.iter().map(|warning| words.warning(*warning).to_owned());
        std::iter::once(told).chain(warnings).collect::<Vec<_>>().join("\n")
    })
}

async fn step(operator: &Operator, output: Output, name: &str, step: AutomationStep) -> anyhow::Result<()> {
    let id = named(operator, name).await?;
    operator.desk.step_automation(&operator.caller, id, step).await?;
    let row = operator.desk.automation(&operator.caller, id, RunQuery::default()).await?.row;
    output.answer(&row, || format!("“{}” is {} now.", row.name, row.status))
}

async fn switch(operator: &Operator, output: Output, stopped: bool) -> anyhow::Result<()> {
    operator.desk.stop_all_automations(&operator.caller, stopped).await?;
    output.answer(&stopped, || {
        let said = if stopped { "All automations are stopped." } else { "Automations go on." };
        said.to_owned()
    })
}

async fn named(operator: &Operator, name: &str) -> anyhow::Result<AutomationId> {
    let list = operator.desk.automations(&operator.caller).await?;
    let wanted = app::rules::names::key(name);
    let found = list.automations.into_iter().find(|row| app::rules::names::key(&row.name) == wanted);
    Ok(found.ok_or_else(|| ApiError::not_found(Thing::Automation))?.id)
}
