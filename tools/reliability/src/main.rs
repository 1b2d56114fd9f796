//! Kills the release program, takes its database, its mail server and its disk away, and reconciles what became of every accepted
//! deed; writes `docs/reliability.md`. Started by `make prove`, which brings PostgreSQL; alone it finds all by its environment:
//!
//! - `LATCHKEY_BIN`: the release program,
//! - `LATCHKEY_TEST_POSTGRES_URL` and `POSTGRES_BIN`: a PostgreSQL that keeps what it has committed, its programs,
//! - `PROVE_POSTGRES`: the command that, followed by `start` or `-m immediate stop`, starts and stops it,
//! - `PROVE_KILLS`, `PROVE_SEED`: how often the server is killed on each engine (100), and the seed of chance (7),
//! - `PROVE_DISK`: `none` where no small disk can be mounted, which takes root; the report says so,
//! - `PROVE_ONLY`: `rolling`, the processes that are replaced one after the other alone, or `disk`, the disk that is full; the rest of
//!   the page is left out,
//! - `PROVE_NEXT_BIN`: the program by which they are replaced, to try an upgrade.
//!
//! It fails, after the report, when a promise is broken.

mod actors;
mod books;
mod copies;
mod crowd;
mod deed;
mod kills;
mod mails;
mod outages;
mod place;
mod proxy;
mod reconcile;
mod report;
mod rolling;
mod wire;

use anyhow::Context as _;
use outages::SmallDisk;
use place::Engine;
use report::Report;
use std::{env, time::Duration};

/// How long a mail is held by a server that was killed: short, so that the run is.
const LEASE: Duration = Duration::from_secs(5);

/// What is to be done.
#[derive(Clone, Copy, Debug)]
struct Plan {
    seed: u64,
    kills: usize,
    is_disk_left_out: bool,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let plan = Plan {
        seed: number("PROVE_SEED", 7)?,
        kills: usize::try_from(number("PROVE_KILLS", 100)?)?,
        is_disk_left_out: is("PROVE_DISK", "none"),
    };
    let folder = tempfile::tempdir()?;
    let mut report = Report::new(plan);
    if is("PROVE_ONLY", "rolling") {
        report.rolled = Some(Box::pin(rolling::run(folder.path(), plan)).await?);
        print!("{}", report.rolling());
        return report.verdict();
    }
    if is("PROVE_ONLY", "disk") {
        let disk = SmallDisk::mount(folder.path().join("small"))?;
        report.outages.push(Box::pin(outages::disk(disk, folder.path(), plan)).await?);
        print!("{report}");
        return report.verdict();
    }
    // At once, since that may fail, and the rest takes minutes.
    let disk = (!plan.is_disk_left_out).then(|| SmallDisk::mount(folder.path().join("small"))).transpose()?;
    for engine in [Engine::Sqlite, Engine::Postgres] {
        say(&format!("{}: {} kills", engine.name(), plan.kills));
        report.killed.push(Box::pin(kills::run(folder.path(), engine, plan)).await?);
    }
    say("copies under load");
    report.copied = Box::pin(copies::run(folder.path(), plan)).await?;
    if let Some(disk) = disk {
        say("the disk is full");
        report.outages.push(Box::pin(outages::disk(disk, folder.path(), plan)).await?);
    }
    say("the database and the mail server are gone");
    let (database, mail_server) =
        tokio::join!(Box::pin(outages::database(folder.path(), plan)), Box::pin(outages::mail_server(folder.path(), plan)));
    report.outages.extend([database?, mail_server?]);
    say("processes are replaced");
    report.rolled = Some(Box::pin(rolling::run(folder.path(), plan)).await?);
    print!("{report}");
    report.verdict()
}

/// Whether a variable has this value.
fn is(name: &str, value: &str) -> bool {
    env::var(name).is_ok_and(|set| set == value)
}

fn number(name: &str, usual: u64) -> anyhow::Result<u64> {
    env::var(name).map_or(Ok(usual), |text| text.parse().with_context(|| format!("{name}: \"{text}\" is no number")))
}

fn variable(name: &str) -> anyhow::Result<String> {
    env::var(name).with_context(|| format!("{name} is not set: run `make prove`"))
}

#[expect(clippy::print_stderr, reason = "progress, beside the report on standard output")]
fn say(what: &str) {
    eprintln!("    {what}");
}
