//! Very many who sign in at the same moment, half of them with a wrong password: what it costs in memory, and whether the program
//! stays in reach meanwhile.

use crate::{
    ask::{Body, Question, Times},
    directory,
    program::Program,
    report::{mebibytes, milliseconds},
    scale::Place,
};
use anyhow::{bail, ensure};
use app::model::{Kind, Role, TypedPassword};
use latchkey::{
    security::{Clock as _, HashParameters, Hasher, Random, SystemClock},
    store::{
        DatabaseUrl, Db,
        users::{
            User,
            fill::{self, NewUser},
        },
    },
};
use std::{
    fmt,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{task::JoinSet, time::sleep};

/// How many sign in at once, each over a connection of their own.
const AT_ONCE: usize = 1_000;
/// How often it is asked whether the program lives.
const EVERY: Duration = Duration::from_millis(20);
/// What the p99 of that should stay below.
const TARGET: Duration = Duration::from_millis(250);
/// Seed of the people's order.
const SEED: u64 = 13;
const PASSWORD: &str = "correct horse battery staple";

/// What was measured on one engine.
#[derive(Default)]
pub(crate) struct Rush {
    engine: &'static str,
    took: Duration,
    sign_in: Times,
    /// Who got in, who had a wrong password, and who was told to come again.
    signed_in: usize,
    refused: usize,
    put_off: usize,
    healthy: Times,
    /// Resident memory before, and at most, in bytes.
    before: u64,
    most: u64,
}

/// Measures both engines.
pub(crate) async fn measure(engines: [(&'static str, &String); 2], binary: &Path, folder: &Path) -> anyhow::Result<Vec<Rush>> {
    let mut all = Vec::new();
    for (engine, server) in engines {
        let place = Place::make(engine, server, folder, "sign_ins").await?;
        people(&place.url).await?;
        let program = Program::start_behind_proxy(binary, &place.url, folder).await?;
        all.push(rush(engine, &program).await?);
        program.stop().await?;
        place.remove().await?;
    }
    Ok(all)
}

/// Makes those who sign in. One hash serves for all: what checking it costs is the same.
async fn people(url: &str) -> anyhow::Result<()> {
    let (random, now) = (Random::from_seed(SEED), SystemClock.now());
    let hasher = Hasher::new(HashParameters::STANDARD, 1, random.clone())?;
    let hash = hasher.hash(&TypedPassword::new(PASSWORD)).await?;
    let people: Vec<_> = (0..AT_ONCE)
        .map(|number| User { kind: Kind::Human, is_active: true, ..directory::user(&random, now, number, Role::User) })
        .map(|user| NewUser { user, tags: Vec::new(), password: Some((hash.clone(), now)) })
        .collect();
    let db = Db::connect(&url.parse::<DatabaseUrl>()?).await?;
    db.migrate().await?;
    let mut tx = db.write().await?;
    fill::insert(&mut tx, &people).await?;
    tx.commit().await?;
    db.close().await;
    Ok(())
}

async fn rush(engine: &'static str, program: &Program) -> anyhow::Result<Rush> {
    let (origin, before) = (program.address(""), program.resident()?);
    let is_over = Arc::new(AtomicBool::new(false));
    let health = tokio::spawn(ask_whether_it_lives(origin.clone(), Arc::clone(&is_over)));
    let began = Instant::now();
    let mut signing_in = JoinSet::new();
    for number in 0..AT_ONCE {
        signing_in.spawn(sign_in(origin.clone(), number));
    }
    let mut rush = Rush { engine, before, ..Rush::default() };
    let mut times = Vec::new();
    for answer in signing_in.join_all().await {
        let (status, took) = answer?;
        times.push(took);
        match status {
            303 => rush.signed_in += 1,
            422 => rush.refused += 1,
            503 => rush.put_off += 1,
            other => bail!("a sign-in was answered {other}"),
        }
    }
    rush.took = began.elapsed();
    rush.most = program.most_resident()?;
    is_over.store(true, Ordering::Relaxed);
    rush.healthy = health.await??;
    rush.sign_in = Times::of(times);
    ensure!(rush.signed_in <= AT_ONCE / 2, "somebody got in with a wrong password");
    Ok(rush)
}

/// Signs in from an address of its own; every second one types a wrong password.
async fn sign_in(origin: String, number: usize) -> anyhow::Result<(u16, Duration)> {
    let password = if number.is_multiple_of(2) { PASSWORD.replace(' ', "+") } else { "wrong+and+long+enough".to_owned() };
    let head = format!("X-Forwarded-For: 10.8.{}.{}\r\n", number / 250, 1 + number % 250);
    let form = format!("user_name=user{number}&password={password}");
    Question { origin: &origin, path: "/sign-in", head: &head, body: Some(Body::Form(&form)) }.ask().await
}

async fn ask_whether_it_lives(origin: String, is_over: Arc<AtomicBool>) -> anyhow::Result<Times> {
    let mut times = Vec::new();
    while !is_over.load(Ordering::Relaxed) {
        let question = Question { origin: &origin, path: "/healthz", head: "", body: None };
        let (status, took) = question.ask().await?;
        ensure!(status == 200, "/healthz answered {status}");
        times.push(took);
        sleep(EVERY).await;
    }
    Ok(Times::of(times))
}

/// The section.
pub(crate) struct Section<'a>(pub(crate) &'a [Rush]);

impl fmt::Display for Section<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "## {AT_ONCE} sign-ins at once\n")?;
        writeln!(
            f,
            "Each over a connection of its own and from another address, every second one with a wrong password. `/healthz` is asked for \
             every {} ms meanwhile.\n",
            EVERY.as_millis()
        )?;
        writeln!(
            f,
            "| database | all answered after | p50 | p99 | signed in | refused | 503, come again | resident before | at most | `/healthz` \
             p50 | p99 |"
        )?;
        writeln!(f, "|---|---|---|---|---|---|---|---|---|---|---|")?;
        for Rush { engine, took, sign_in, signed_in, refused, put_off, healthy, before, most } in self.0 {
            let [p50, p99] = [sign_in.p50, sign_in.p99].map(|time| time.as_secs_f64());
            let [before, most] = [*before, *most].map(mebibytes);
            let [alive, slowest] = [healthy.p50, healthy.p99].map(milliseconds);
            writeln!(
                f,
                "| {engine} | {:.1} s | {p50:.1} s | {p99:.1} s | {signed_in} | {refused} | {put_off} | {before:.1} MiB | {most:.1} MiB | \
                 {alive:.1} ms | {slowest:.1} ms |",
                took.as_secs_f64()
            )?;
        }
        writeln!(
            f,
            "\nTargets: `/healthz` p99 under {} ms; memory bounded, since no more passwords are hashed at a time than there are cores.\n",
            TARGET.as_millis()
        )
    }
}
