//! Measures the release program and writes `docs/benchmarks.md`. Started by `make bench`, which brings wrk, the argon2
//! command, PostgreSQL and Chromium; alone it finds them by its environment:
//!
//! - `LATCHKEY_BIN`: the release program,
//! - `LATCHKEY_TEST_POSTGRES_URL`: an empty PostgreSQL database,
//! - `BENCH_BROWSER`: the script that measures pages in Chromium,
//! - `BENCH_USERS`: how many users the pages are measured with (100,000),
//! - `BENCH_SIZES`: the sizes of directories that are asked, filled and imported into (10000,100000,1000000; empty for none),
//! - `BENCH_ONLY`: `directory`, these sizes alone, or `pages`, `automations`, `enumeration`, `mails`, `desk` or `sign-ins` alone; the
//!   rest of the page is left out,
//! - `BENCH_PYTHON` and `BENCH_DJANGO`: a Python that has Django, and the script that sends its mails.
//!
//! It fails, after the report, when the time of an answer tells who has an account.

mod argon;
mod ask;
mod automations;
mod browser;
mod desk;
mod directory;
mod enumeration;
mod import;
mod load;
mod mails;
mod processor;
mod program;
mod report;
mod scale;
mod sign_ins;

use anyhow::Context;
use program::Program;
use report::{Engine, Report};
use std::{
    env,
    path::{Path, PathBuf},
};

/// How many users the directory has unless told otherwise.
const USERS: usize = 100_000;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let binary = PathBuf::from(variable("LATCHKEY_BIN")?);
    let users = env::var("BENCH_USERS").map_or(Ok(USERS), |text| text.parse())?;
    let folder = tempfile::tempdir()?;
    let sqlite = format!("sqlite://{}", folder.path().join("latchkey.db").display());
    let postgres = variable("LATCHKEY_TEST_POSTGRES_URL")?;
    let mut report = Report::new(users);
    let engines = [("SQLite", &sqlite), ("PostgreSQL", &postgres)];
    if only("enumeration") {
        for (name, url) in engines {
            say(&format!("{name}: what the time of an answer tells among {users} users"));
            directory::fill(url, users).await?;
            report.answers.push((name, enumeration::measure(&binary, url, folder.path()).await?));
        }
        print!("{}", report.enumeration());
        return enumeration::ensure_alike(&report.answers);
    }
    if only("pages") {
        for (name, url) in engines {
            say(&format!("{name}: start, memory, pages among {users} users"));
            let cookie = directory::fill(url, users).await?;
            report.engines.push(measure(name, &binary, url, &cookie, folder.path()).await?);
            if name == "SQLite" {
                report.pages = browser::measure(&binary, url, &cookie, folder.path()).await?;
            }
        }
        print!("{}", report.pages());
        return Ok(());
    }
    if only("mails") {
        report.mails = Box::pin(mails::measure(engines, folder.path())).await?;
        print!("{}", report.mails());
        return Ok(());
    }
    if only("desk") {
        print!("{}", desk::Section(&Box::pin(desk::measure(engines, &binary, folder.path())).await?));
        return Ok(());
    }
    if only("sign-ins") {
        print!("{}", sign_ins::Section(&Box::pin(sign_ins::measure(engines, &binary, folder.path())).await?));
        return Ok(());
    }
    let sizes = if only("automations") { Vec::new() } else { scale::sizes()? };
    for (size, (name, url)) in sizes.into_iter().flat_map(|size| engines.map(|engine| (size, engine))) {
        say(&format!("{name}: a directory of {size}"));
        report.scales.push(scale::measure(name, &binary, url, folder.path(), size).await?);
    }
    if only("directory") {
        print!("{}", report.directories());
        return Ok(());
    }
    for (active, (name, url)) in automations::ACTIVE.into_iter().flat_map(|active| engines.map(|engine| (active, engine))) {
        say(&format!("{name}: {active} automations"));
        report.automations.push(automations::measure(name, url, folder.path(), active).await?);
    }
    if only("automations") {
        print!("{}", report.automations());
        return Ok(());
    }
    // What was measured is told although the rest failed: it has taken most of an hour.
    let rest = Box::pin(the_rest(&mut report, engines, &binary, folder.path())).await;
    print!("{report}");
    rest?;
    enumeration::ensure_alike(&report.answers)
}

/// Everything but directories of many sizes and automations.
async fn the_rest(
    report: &mut Report,
    engines: [(&'static str, &String); 2],
    binary: &Path,
    folder: &Path,
) -> anyhow::Result<()> {
    let users = report.users;
    for (name, url) in engines {
        say(&format!("{name}: {users} users"));
        let cookie = directory::fill(url, users).await?;
        say(&format!("{name}: start, memory, pages"));
        report.engines.push(measure(name, binary, url, &cookie, folder).await?);
        say("what the time of an answer tells");
        report.answers.push((name, enumeration::measure(binary, url, folder).await?));
        if name == "SQLite" {
            say("pages in Chromium");
            report.pages = browser::measure(binary, url, &cookie, folder).await?;
        }
    }
    say("mails");
    report.mails = Box::pin(mails::measure(engines, folder)).await?;
    say("the desk while mails go out");
    report.beside = Box::pin(desk::measure(engines, binary, folder)).await?;
    say("sign-ins at once");
    report.rushes = Box::pin(sign_ins::measure(engines, binary, folder)).await?;
    say("argon2");
    report.argon = argon::compare().await?;
    Ok(())
}

async fn measure(name: &'static str, binary: &Path, url: &str, cookie: &str, folder: &Path) -> anyhow::Result<Engine> {
    let program = Program::start(binary, url, folder).await?;
    let (started, idle) = (program.started_in, program.resident()?);
    let sign_in = load::run(&program.address("/sign-in"), None).await?;
    let users = load::run(&program.address("/users"), Some(cookie)).await?;
    let sorted = load::run(&program.address("/users?sort=-last-sign-in"), Some(cookie)).await?;
    let found = load::run(&program.address("/users?q=user%2054"), Some(cookie)).await?;
    let busy = program.resident()?;
    program.stop().await?;
    let loads = vec![
        ("Sign-in page", sign_in),
        ("Users page", users),
        ("Users page by last sign-in", sorted),
        ("Users page, search", found),
    ];
    Ok(Engine { name, started, idle, busy, loads })
}

/// Whether this part alone is wanted.
fn only(part: &str) -> bool {
    env::var("BENCH_ONLY").is_ok_and(|only| only == part)
}

fn variable(name: &str) -> anyhow::Result<String> {
    env::var(name).with_context(|| format!("{name} is not set: run `make bench`"))
}

#[expect(clippy::print_stderr, reason = "progress, beside the report on standard output")]
fn say(what: &str) {
    eprintln!("    {what}");
}
