//! `latchkey user import` and `latchkey user export`.

use super::{
    filter::Filter,
    operator::Operator,
    output::{Output, facts, table},
    progress::Progress,
};
use crate::service::ImportWorker;
use anyhow::Context as _;
use app::{
    api::{ApiError, Imports as _, Problem},
    model::{ImportField, ImportId, ImportOptions, ImportState, ImportStep, ImportView, Locale, UserFilter},
    words::Words,
};
use clap::Args;
use serde::Serialize;
use std::{path::PathBuf, time::Duration};
use tokio::{
    fs::File,
    io::{AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
};

/// Bytes of a file that are read at a time.
const PORTION: usize = 256 * 1024;
/// How long to wait where the running Latchkey does the work.
const PATIENCE: Duration = Duration::from_millis(200);
/// Problems that are shown in words.
const SHOWN: usize = 20;

/// A file to be imported.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command")]
pub(super) struct Import {
    /// A CSV file in UTF-8, with column names in its first row.
    file: PathBuf,
    /// Change users who are there already. Otherwise their rows are problems.
    #[arg(long)]
    update: bool,
    /// What a column is, where its name does not say it: "Post=email", or "Post=" to leave it out. Fields: user-name,
    /// display-name, email, kind, role, language, time-zone, tags, is-active.
    #[arg(long, value_name = "COLUMN=FIELD")]
    map: Vec<String>,
    /// Send each new user a password change link.
    #[arg(long)]
    send_links: bool,
    /// Accept names that can be mistaken for somebody else's.
    #[arg(long)]
    accept_lookalikes: bool,
    /// Look what would happen, and change nothing.
    #[arg(long)]
    dry_run: bool,
}

/// Whom to export, and where to.
#[derive(Debug, Args)]
pub(super) struct Export {
    /// The file to write; standard output when absent.
    file: Option<PathBuf>,
    /// Only those with these words in name, user name or e-mail.
    #[arg(long, default_value = "")]
    search: String,
    #[command(flatten)]
    filter: Filter,
}

/// A problem, as scripts read it.
#[derive(Debug, Serialize)]
struct Line {
    row: i64,
    field: String,
    value: String,
    problem: String,
}

/// What became of a file, as scripts read it. Of the problems there are the first hundred.
#[derive(Debug, Serialize)]
struct Report {
    import: ImportId,
    state: ImportState,
    rows: i64,
    created: i64,
    changed: i64,
    unchanged: i64,
    left_out: i64,
    links: i64,
    problems: Vec<Line>,
}

impl From<ImportView> for Report {
    fn from(view: ImportView) -> Self {
        let tally = view.tally();
        let words = Words::of(Locale::En).imports;
        let problems = view.problems.into_iter().map(|found| Line {
            problem: words.wrong(&found.problem),
            row: found.row,
            field: found.field,
            value: found.value,
        });
        Self {
            import: view.row.id,
            state: view.row.state,
            rows: view.row.rows,
            created: tally.created,
            changed: tally.changed,
            unchanged: tally.unchanged,
            left_out: tally.left_out,
            links: tally.links,
            problems: problems.collect(),
        }
    }
}

impl Import {
    pub(super) async fn run(self, operator: &Operator, output: Output) -> anyhow::Result<()> {
        let id = self.send(operator).await?;
        let caller = &operator.caller;
        let options = self.options(operator.desk.import(caller, id, 1).await?)?;
        operator.desk.import_step(caller, id, ImportStep::Check(options)).await?;
        let mut worker = ImportWorker::new(operator.desk.clone());
        let mut view = settled(operator, &mut worker, id, "dry run").await?;
        let found = view.tally();
        if view.row.state == ImportState::Checked {
            let is_wanted = !self.dry_run && found.created + found.changed > 0;
            let step = if is_wanted { ImportStep::Start } else { ImportStep::Cancel };
            operator.desk.import_step(caller, id, step).await?;
            if is_wanted {
                view = settled(operator, &mut worker, id, "import").await?;
            }
        }
        if let Some(problem) = view.failed {
            return Err(ApiError::from(problem).into());
        }
        let report = Report::from(view);
        output.answer(&report, || report.in_words(self.dry_run))?;
        // The exit code says so too.
        if report.left_out > 0 { Err(ApiError::from(Problem::RowsLeftOut(report.left_out)).into()) } else { Ok(()) }
    }

    async fn send(&self, operator: &Operator) -> anyhow::Result<ImportId> {
        let mut file = File::open(&self.file).await.with_context(|| format!("{} cannot be read", self.file.display()))?;
        let size = i64::try_from(file.metadata().await?.len()).unwrap_or(i64::MAX);
        let name = self.file.file_name().unwrap_or_default().to_string_lossy();
        let mut upload = operator.desk.begin_import(&operator.caller, &name).await?;
        let (mut portion, mut sent, mut progress) = (vec![0; PORTION], 0, Progress::new());
        loop {
            let read = file.read(&mut portion).await?;
            if read == 0 {
                return Ok(upload.finish().await?);
            }
            upload.push(&portion[..read]).await?;
            sent += i64::try_from(read).unwrap_or_default();
            progress.show("reading", sent / 1024, size / 1024);
        }
    }

    /// What to do with the file: as its heads say, but for what the command says.
    fn options(&self, view: ImportView) -> Result<ImportOptions, ApiError> {
        let mut columns = view.options.columns;
        for mapped in &self.map {
            let (head, field) = mapped.split_once('=').ok_or_else(|| ApiError::field("map", Problem::Required))?;
            let heads = || view.columns.iter().map(|column| column.name.as_str());
            let at = heads().position(|name| name.trim().to_lowercase() == head.trim().to_lowercase());
            let at = at.ok_or_else(|| ApiError::field("map", Problem::NotOneOf(heads().collect::<Vec<_>>().join(", "))))?;
            let field = read_field(field.trim())?;
            for column in columns.iter_mut().filter(|column| field.is_some() && **column == field) {
                *column = None;
            }
            columns[at] = field;
        }
        let Self { update, send_links, accept_lookalikes, .. } = *self;
        Ok(ImportOptions { columns, update, send_links, accept_lookalikes })
    }
}

fn read_field(name: &str) -> Result<Option<ImportField>, ApiError> {
    let unknown = || {
        let fields: Vec<&str> = ImportField::ALL.iter().map(|field| field.as_str()).collect();
        ApiError::field("map", Problem::NotOneOf(fields.join(", ")))
    };
    if name.is_empty() { Ok(None) } else { name.replace('-', "_").parse().map(Some).map_err(|_| unknown()) }
}

/// How an import stands once it waits for somebody or is over. It is done here, unless the running Latchkey was first.
async fn settled(operator: &Operator, worker: &mut ImportWorker, id: ImportId, what: &str) -> anyhow::Result<ImportView> {
    let mut progress = Progress::new();
    loop {
        let is_ours = worker.step().await?;
        let view = operator.desk.import(&operator.caller, id, 1).await?;
        if !view.row.state.is_running() {
            return Ok(view);
        }
        progress.show(what, view.behind, view.row.rows);
        if !is_ours {
            tokio::time::sleep(PATIENCE).await;
        }
    }
}

impl Report {
    fn in_words(&self, is_dry: bool) -> String {
        let labels =
            if is_dry { ["To be created", "To be changed", "Links to be sent"] } else { ["Created", "Changed", "Links sent"] };
        let counts = facts([
            ("Rows", self.rows.to_string()),
            (labels[0], self.created.to_string()),
            (labels[1], self.changed.to_string()),
            ("Unchanged", self.unchanged.to_string()),
            ("Left out", self.left_out.to_string()),
            (labels[2], self.links.to_string()),
        ]);
        if self.problems.is_empty() {
            return counts;
        }
        let rows = self
            .problems
            .iter()
            .take(SHOWN)
            .map(|line| vec![line.row.to_string(), line.field.clone(), line.value.clone(), line.problem.clone()]);
        format!("{counts}\n\n{}", table(&["ROW", "FIELD", "VALUE", "PROBLEM"], rows))
    }
}

impl Export {
    pub(super) async fn run(self, operator: &Operator) -> anyhow::Result<()> {
        let filter = self.filter.read(operator, self.search).await?;
        match self.file {
            Some(path) => {
                let file = File::create(&path).await.with_context(|| format!("{} cannot be written", path.display()))?;
                write(operator, &filter, file).await
            }
            None => write(operator, &filter, tokio::io::stdout()).await,
        }
    }
}

async fn write(operator: &Operator, filter: &UserFilter, mut to: impl AsyncWrite + Unpin) -> anyhow::Result<()> {
    let mut users = operator.desk.export_users(&operator.caller, filter).await?;
    while let Some(part) = users.next_part().await? {
        to.write_all(&part).await?;
    }
    to.flush().await?;
    Ok(())
}
