//! `automation`: listing, moving from one Latchkey to another, and steering, also all at once.

use super::{
    operator::Operator,
    output::{Output, facts, say, table},
};
use anyhow::Context;
use app::{
    api::{ApiError, Automations as _, Thing},
    model::{
        AutomationFile, AutomationId, AutomationRecord, AutomationRow, AutomationStatus, AutomationStep, AutomationWarning,
        Coming, Place, RunLine, RunQuery, RunState, RunStep, Tried, TriedLine, TryOver, UserId,
    },
};
use clap::Subcommand;
use serde::Serialize;
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List the automations, and how they stand.
    List,
    /// Show one: what it does, for whom, and what came of it.
    Show {
        /// Its name.
        name: String,
    },
    /// List what came of one, the latest first, 50 at a time.
    Runs {
        /// Its name.
        name: String,
        /// Only runs that stand so: waiting, done, unneeded, skipped, failed, missed or cancelled.
        #[arg(long)]
        state: Option<RunState>,
        /// The runs after those of the page before; its last line says which.
        #[arg(long, value_name = "KEY")]
        after: Option<String>,
    },
    /// List what comes next of all automations, 50 runs at a time, and the times that the clock will bring.
    Upcoming {
        /// What comes after the page before; its last line says which.
        #[arg(long, value_name = "KEY")]
        after: Option<String>,
    },
    /// Cancel a run that waits.
    Cancel {
        /// Its id.
        run: String,
    },
    /// Have a run happen now that waits.
    RunNow {
        /// Its id.
        run: String,
    },
    /// Try a run again that failed or was missed.
    Retry {
        /// Its id.
        run: String,
    },
    /// Print an automation's three windows as JSON, with the names of what they name.
    Export {
        /// Its name.
        name: String,
    },
    /// Save an automation from JSON, over the one with the same name if there is one, or else as a draft. Selections and users
    /// are found by id, else by name.
    Import {
        /// The file.
        file: PathBuf,
    },
    /// Say what it would have done over past events. Nothing is sent.
    Try {
        /// Its name.
        name: String,
        /// Over how many events, 1 to 1,000; 100 when neither is given.
        #[arg(long)]
        last: Option<i64>,
        /// Over those of how many days, 1 to 366.
        #[arg(long, conflicts_with = "last")]
        days: Option<i64>,
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
    /// Delete it and its ledger. What it has done stays done.
    Delete {
        /// Its name.
        name: String,
    },
    /// Say whether all automations are stopped.
    Switch,
    /// Stop all automations at once.
    StopAll,
    /// Let all automations go on.
    StartAll,
}

impl Command {
    pub(super) async fn run(self, operator: &Operator, output: Output) -> anyhow::Result<()> {
        match self {
            Self::List => list(operator, output).await,
            Self::Show { name } => show(operator, output, &name).await,
            Self::Runs { name, state, after } => runs(operator, output, &name, state, after).await,
            Self::Upcoming { after } => upcoming(operator, output, after).await,
            Self::Cancel { run } => step_run(operator, output, &run, RunStep::Cancel).await,
            Self::RunNow { run } => step_run(operator, output, &run, RunStep::RunNow).await,
            Self::Retry { run } => step_run(operator, output, &run, RunStep::Retry).await,
            Self::Export { name } => export(operator, &name).await,
            Self::Import { file } => import(operator, output, file).await,
            Self::Try { name, last, days } => {
                let over = days.map(TryOver::Days).or(last.map(TryOver::Last)).unwrap_or(TryOver::USUAL);
                attempt(operator, output, &name, over).await
            }
            Self::Activate { name } => step(operator, output, &name, AutomationStep::Activate).await,
            Self::Pause { name } => step(operator, output, &name, AutomationStep::Pause).await,
            Self::Resume { name } => step(operator, output, &name, AutomationStep::Resume).await,
            Self::Deactivate { name } => step(operator, output, &name, AutomationStep::Deactivate).await,
            Self::Delete { name } => delete(operator, output, &name).await,
            Self::Switch => {
                let stopped = operator.desk.automations(&operator.caller).await?.all_stopped;
                say_switch(output, stopped)
            }
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

async fn show(operator: &Operator, output: Output, name: &str) -> anyhow::Result<()> {
    let id = named(operator, name).await?;
    let record = operator.desk.automation(&operator.caller, id, RunQuery::default()).await?;
    output.answer(&record, || told(&record, operator))
}

fn told(record: &AutomationRecord, operator: &Operator) -> String {
    let AutomationRecord { row, draft, names, .. } = record;
    let mut lines = vec![
        ("Name", row.name.clone()),
        ("Description", draft.description.clone()),
        ("What it does", operator.caller.words().automation_sentence.whole(draft, names)),
        ("Status", row.status.to_string()),
        ("Acts for", row.owner.clone()),
        ("Next", row.next.as_ref().map(|next| next.short.clone()).unwrap_or_default()),
        ("Waiting", row.tally.waiting.to_string()),
        ("Done", row.tally.done.to_string()),
        ("Left out", row.tally.skipped.to_string()),
        ("Failed", row.tally.failed.to_string()),
    ];
    if let Some(reason) = row.paused {
        lines.push(("Paused", reason.to_string()));
    }
    facts(lines)
}

async fn runs(
    operator: &Operator,
    output: Output,
    name: &str,
    state: Option<RunState>,
    after: Option<String>,
) -> anyhow::Result<()> {
    let id = named(operator, name).await?;
    let query = RunQuery { state, place: after.map(Place::After) };
    let ledger = operator.desk.automation(&operator.caller, id, query).await?.ledger;
    output.answer(&ledger, || {
        let words = operator.caller.words().automation_names;
        let row = |line: &RunLine| {
            vec![
                line.id.to_string(),
                line.state.to_string(),
                whom(line),
                line.happened.short.clone(),
                line.due.short.clone(),
                line.reason.map(|reason| words.skip(reason).to_owned()).or_else(|| tried(line)).unwrap_or_default(),
            ]
        };
        paged(table(&["Run", "State", "User", "Happened", "Due", "Why"], ledger.items.iter().map(row)), ledger.next.as_deref())
    })
}

/// What came of a call: "HTTP 503 (3 tries)".
fn tried(line: &RunLine) -> Option<String> {
    let reply = line.reply.as_ref()?;
    Some(if line.tries.len() > 1 { format!("{reply} ({} tries)", line.tries.len()) } else { reply.clone() })
}

async fn upcoming(operator: &Operator, output: Output, after: Option<String>) -> anyhow::Result<()> {
    let upcoming = operator.desk.upcoming_runs(&operator.caller, after.map(Place::After)).await?;
    output.answer(&upcoming, || {
        let rows = upcoming.page.items.iter().map(comes);
        let text = table(&["Due", "Automation", "Event", "User", "Run"], rows);
        paged(text, upcoming.page.next.as_deref())
    })
}

fn comes(coming: &Coming) -> Vec<String> {
    let (automation, event, user, run) = match coming {
        Coming::Run(run) => (&run.automation.1, run.event, whom(run), run.id.to_string()),
        Coming::Planned(planned) => (&planned.automation.1, planned.event, named_in(planned.user.as_ref()), "planned".to_owned()),
    };
    vec![coming.due().short.clone(), automation.clone(), event.to_string(), user, run]
}

/// The name of whoever is met; they may be deleted, or not known yet.
fn whom(line: &RunLine) -> String {
    let name = line.user.as_ref().map(|(_, name)| name.as_deref().unwrap_or("(deleted)"));
    name.unwrap_or_default().to_owned()
}

/// The name of whoever would be met, if that is known.
fn named_in(user: Option<&(UserId, String)>) -> String {
    user.map(|(_, name)| name.clone()).unwrap_or_default()
}

/// A page's rows, and how to see those that follow.
fn paged(text: String, next: Option<&str>) -> String {
    let Some(key) = next else { return text };
    format!("{text}\n\nMore with --after {key}")
}

async fn step_run(operator: &Operator, output: Output, run: &str, step: RunStep) -> anyhow::Result<()> {
    operator.desk.step_run(&operator.caller, Thing::Run.named(run)?, step).await?;
    output.answer(&step, || {
        let said = match step {
            RunStep::Cancel => "The run is cancelled.",
            RunStep::RunNow => "The run happens now.",
            RunStep::Retry => "The run is tried again.",
        };
        said.to_owned()
    })
}

async fn delete(operator: &Operator, output: Output, name: &str) -> anyhow::Result<()> {
    let id = named(operator, name).await?;
    operator.desk.delete_automation(&operator.caller, id).await?;
    output.answer(&id, || format!("“{name}” is deleted."))
}

async fn export(operator: &Operator, name: &str) -> anyhow::Result<()> {
    let id = named(operator, name).await?;
    let file = operator.desk.export_automation(&operator.caller, id).await?;
    say(&serde_json::to_string_pretty(&file)?)
}

async fn import(operator: &Operator, output: Output, path: PathBuf) -> anyhow::Result<()> {
    let text = tokio::fs::read_to_string(&path).await.with_context(|| format!("{} cannot be read", path.display()))?;
    let file: AutomationFile = serde_json::from_str(&text).with_context(|| format!("{} holds no automation", path.display()))?;
    let name = file.name.clone();
    let list = operator.desk.automations(&operator.caller).await?;
    let over = match list.automations.iter().find(|row| row.name == name) {
        Some(row) => Some((row.id, operator.desk.automation(&operator.caller, row.id, RunQuery::default()).await?.version)),
        None => None,
    };
    let id = operator.desk.import_automation(&operator.caller, file, over).await?;
    let row = operator.desk.automation(&operator.caller, id, RunQuery::default()).await?.row;
    match row.status {
        // What is activated already acts so from now on.
        AutomationStatus::Scheduled | AutomationStatus::Running => say_stepped(operator, output, row, true).await,
        _ => output.answer(&id, || format!("“{name}” is saved. `latchkey automation try` says what it would do.")),
    }
}

async fn attempt(operator: &Operator, output: Output, name: &str, over: TryOver) -> anyhow::Result<()> {
    let id = named(operator, name).await?;
    let tried = operator.desk.try_automation(&operator.caller, id, over).await?;
    output.answer(&tried, || tried_in_words(&tried, operator))
}

fn tried_in_words(tried: &Tried, operator: &Operator) -> String {
    let words = operator.caller.words().automation_names;
    let mut text = format!(
        "Of {} events {} match. It would have acted {} times and left out {}.",
        tried.events, tried.matched, tried.met, tried.left_out
    );
    for warning in &tried.warnings {
        text = format!("{text}\n{}", words.warning(*warning));
    }
    if tried.lines.is_empty() {
        return text;
    }
    let row = |line: &TriedLine| {
        let why = line.reason.map(|reason| words.skip(reason).to_owned());
        vec![
            named_in(line.user.as_ref()),
            line.happened.short.clone(),
            line.due.as_ref().map(|due| due.short.clone()).unwrap_or_default(),
            why.map_or_else(|| "met".to_owned(), |why| format!("left out: {why}")),
        ]
    };
    format!("{text}\n\n{}", table(&["User", "Happened", "Due", "Outcome"], tried.lines.iter().map(row)))
}

/// How an automation stands after a step, and what should be known of one that acts from now on.
#[derive(Serialize)]
struct Stepped {
    #[serde(flatten)]
    row: AutomationRow,
    warnings: Vec<AutomationWarning>,
}

async fn step(operator: &Operator, output: Output, name: &str, step: AutomationStep) -> anyhow::Result<()> {
    let id = named(operator, name).await?;
    operator.desk.step_automation(&operator.caller, id, step).await?;
    let row = operator.desk.automation(&operator.caller, id, RunQuery::default()).await?.row;
    let acts = matches!(step, AutomationStep::Activate | AutomationStep::Resume);
    say_stepped(operator, output, row, acts).await
}

async fn say_stepped(operator: &Operator, output: Output, row: AutomationRow, acts: bool) -> anyhow::Result<()> {
    let warnings =
        if acts { operator.desk.try_automation(&operator.caller, row.id, TryOver::USUAL).await?.warnings } else { Vec::new() };
    let stepped = Stepped { row, warnings };
    output.answer(&stepped, || {
        let words = operator.caller.words().automation_names;
        let stands = format!("“{}” is {} now.", stepped.row.name, stepped.row.status);
        let warnings = stepped.warnings.iter().map(|warning| words.warning(*warning).to_owned());
        std::iter::once(stands).chain(warnings).collect::<Vec<_>>().join("\n")
    })
}

async fn switch(operator: &Operator, output: Output, stopped: bool) -> anyhow::Result<()> {
    operator.desk.stop_all_automations(&operator.caller, stopped).await?;
    say_switch(output, stopped)
}

fn say_switch(output: Output, stopped: bool) -> anyhow::Result<()> {
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
