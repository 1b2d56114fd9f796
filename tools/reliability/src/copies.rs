//! The database copied at random instants under load. A copy opens, is whole, and has all that was acknowledged before it was
//! begun.

use crate::{
    Plan,
    actors::Actors,
    books::Books,
    crowd::Crowd,
    deed::{Asked, Outcome},
    place::{Engine, Place, Server, create},
};
use anyhow::{Context as _, ensure};
use latchkey::{
    security::Random,
    store::{DatabaseUrl, Db},
};
use sink::SmtpSink;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, SqliteConnection};
use std::{
    collections::HashSet,
    path::{Path, PathBuf},
    process::Stdio,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::{process::Command, time::sleep};

/// How often the files are copied, as they lie there, and how often the engine makes the copy.
const OF_FILES: usize = 20;
const BY_ENGINE: usize = 5;
/// The longest rest between two copies, in milliseconds.
const REST: u64 = 700;

/// What was found.
#[derive(Debug, Default)]
pub(crate) struct Copied {
    /// How each sort of copy was made, how many there were, and how many acknowledged deeds were looked for in them.
    pub(crate) kinds: Vec<(&'static str, usize, usize)>,
    /// Each in a sentence.
    pub(crate) broken: Vec<String>,
    pub(crate) took: Duration,
}

/// A server that is acted on while it is copied.
struct Busy {
    place: Place,
    server: Server,
    actors: Actors,
    random: Random,
    /// Takes its mails.
    _sink: SmtpSink,
}

/// Copies on both engines.
pub(crate) async fn run(folder: &Path, plan: Plan) -> anyhow::Result<Copied> {
    let began = Instant::now();
    let mut copied = Copied::default();
    let busy = Busy::start(folder, Engine::Sqlite, plan).await?;
    busy.copies(&mut copied, "SQLite's file and write-ahead log, as they lie there", OF_FILES, Way::Files).await?;
    busy.copies(&mut copied, "SQLite, `VACUUM INTO`", BY_ENGINE, Way::Vacuum).await?;
    busy.stop().await?;
    let busy = Busy::start(folder, Engine::Postgres, plan).await?;
    busy.copies(&mut copied, "PostgreSQL, `pg_dump`", BY_ENGINE, Way::Dump).await?;
    busy.stop().await?;
    copied.took = began.elapsed();
    Ok(copied)
}

/// How a copy is made.
#[derive(Clone, Copy)]
enum Way {
    Files,
    Vacuum,
    Dump,
}

impl Busy {
    async fn start(folder: &Path, engine: Engine, plan: Plan) -> anyhow::Result<Self> {
        let place = Place::make(engine, folder, "copies").await?;
        let crowd = Arc::new(Crowd::fill(&place, plan.seed).await?);
        let sink = SmtpSink::start().await;
        let mut server = place.start(sink.address())?;
        server.ready().await?;
        let actors = Actors::start(&crowd, place.address, plan.seed);
        Ok(Self { place, server, actors, random: Random::from_seed(plan.seed), _sink: sink })
    }

    async fn copies(&self, copied: &mut Copied, name: &'static str, times: usize, way: Way) -> anyhow::Result<()> {
        let mut looked_for = 0;
        for number in 0..times {
            sleep(Duration::from_millis(self.random.below(REST))).await;
            let acknowledged = self.actors.asked();
            let url = match way {
                Way::Files => self.files(number).await?,
                Way::Vacuum => self.vacuum(number).await?,
                Way::Dump => self.dump(number).await?,
            };
            looked_for += acknowledged.iter().filter(|one| matches!(one.outcome, Outcome::Accepted(_))).count();
            copied.broken.extend(missing(&url, &acknowledged).await?.into_iter().map(|what| format!("{name}: {what}")));
        }
        copied.kinds.push((name, times, looked_for));
        Ok(())
    }

    /// What lies there at one instant: the server is stopped in the middle of whatever it does, and goes on after it was copied.
    async fn files(&self, number: usize) -> anyhow::Result<String> {
        let (from, to) = (self.place.file()?, self.target(number, "file"));
        self.server.freeze().await?;
        let copied = ["", "-wal"].iter().try_for_each(|part| {
            let [from, to] = [&from, &to].map(|file| format!("{}{part}", file.display()));
            std::fs::copy(from, to).map(drop)
        });
        self.server.thaw().await?;
        copied.context("the files cannot be copied")?;
        Ok(format!("sqlite://{}", to.display()))
    }

    async fn vacuum(&self, number: usize) -> anyhow::Result<String> {
        let to = self.target(number, "vacuum");
        let mut connection = SqliteConnection::connect(&self.place.url).await?;
        connection.execute(AssertSqlSafe(format!("VACUUM INTO '{}'", to.display()))).await?;
        connection.close().await?;
        Ok(format!("sqlite://{}", to.display()))
    }

    async fn dump(&self, number: usize) -> anyhow::Result<String> {
        let file = self.target(number, "sql");
        let url = create(&format!("prove_copy_{number}")).await?;
        let at = |name: &str| anyhow::Ok(PathBuf::from(crate::variable("POSTGRES_BIN")?).join(name));
        let dumped = Command::new(at("pg_dump")?).arg("-f").arg(&file).arg(&self.place.url).status().await?;
        ensure!(dumped.success(), "pg_dump failed");
        let mut psql = Command::new(at("psql")?);
        psql.args(["-q", "-v", "ON_ERROR_STOP=1", "-f"]).arg(&file).arg(&url).stdout(Stdio::null());
        ensure!(psql.status().await?.success(), "psql could not read what pg_dump wrote");
        Ok(url)
    }

    fn target(&self, number: usize, name: &str) -> PathBuf {
        self.place.folder.join(format!("copy-{number}.{name}"))
    }

    async fn stop(self) -> anyhow::Result<()> {
        self.actors.stop().await;
        self.server.kill().await
    }
}

/// What is wrong with a copy, each in a sentence.
async fn missing(url: &str, acknowledged: &[Asked]) -> anyhow::Result<Vec<String>> {
    let mut broken = Vec::new();
    if url.starts_with("sqlite") {
        let mut connection = SqliteConnection::connect(url).await?;
        let whole: String = sqlx::query_scalar("PRAGMA integrity_check").fetch_one(&mut connection).await?;
        connection.close().await?;
        if whole != "ok" {
            broken.push(format!("a copy is damaged: {whole}"));
        }
    }
    let db = Db::connect(&url.parse::<DatabaseUrl>()?).await?;
    let books = Books::read(&db).await?;
    db.close().await;
    broken.extend(absent(&books, acknowledged));
    Ok(broken)
}

/// Acknowledged deeds that the trail does not have.
fn absent(books: &Books, acknowledged: &[Asked]) -> Vec<String> {
    let done = books.trail.iter().filter(|line| line.is_done);
    let done: HashSet<_> = done.filter_map(|line| Some((line.from.as_deref()?, line.action.as_str()))).collect();
    let accepted = acknowledged.iter().filter(|one| matches!(one.outcome, Outcome::Accepted(_)));
    let absent = accepted.filter(|one| !done.contains(&(one.from.as_str(), one.deed.action())));
    absent.map(|one| format!("{:?} from {} was acknowledged and is not there", one.deed, one.from)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{books::Line, deed::Deed};

    #[test]
    fn what_was_acknowledged_must_be_in_the_copy() {
        let asked = |from: &str, outcome| Asked { from: from.to_owned(), deed: Deed::Forgot, outcome };
        let accepted = Outcome::Accepted(String::new());
        let acknowledged =
            [asked("10.0.0.1", accepted.clone()), asked("10.0.0.2", accepted), asked("10.0.0.3", Outcome::Unanswered)];
        let line = Line {
            action: "password.forgotten".to_owned(),
            is_done: true,
            from: Some("10.0.0.1".to_owned()),
            detail: serde_json::Value::Null,
        };
        let books = Books { trail: vec![line], messages: Vec::new() };
        assert_eq!(absent(&books, &acknowledged), ["Forgot from 10.0.0.2 was acknowledged and is not there"]);
    }
}
