//! The desk while mails go out: the list of users and records, asked for at a fixed rate while a job sends a link to everybody.

use crate::{
    ask::{Question, Times},
    directory,
    mails::{MAILS, Sink, fill, for_all},
    program::Program,
    report::{milliseconds, per_second},
    scale::{Place, open},
};
use anyhow::ensure;
use app::{
    api::{Bulk as _, Caller},
    model::{BulkAction, BulkId, BulkQuery, Role, UserId},
};
use latchkey::{
    security::{Clock as _, Random, SystemClock},
    service::{Desk, operator},
    store::{
        DatabaseUrl, Db, outbox,
        users::fill::{self as rows, NewUser},
    },
};
use std::{
    fmt,
    path::Path,
    time::{Duration, Instant},
};
use tokio::{
    task::JoinSet,
    time::{MissedTickBehavior, interval},
};

/// How often a page is asked for; the two in turns.
const EVERY: Duration = Duration::from_millis(25);
/// After so many pages it is looked whether all mails are sent.
const LOOK: usize = 20;
/// Seed of ids.
const SEED: u64 = 11;
/// What the pages' p99 should stay below.
const TARGET: Duration = Duration::from_millis(100);

/// What was measured on one engine.
pub(crate) struct Beside {
    engine: &'static str,
    /// From the job's start until the last mail was sent.
    took: Duration,
    list: Times,
    record: Times,
    asked: usize,
}

/// Measures both engines, each with a program that does everything.
pub(crate) async fn measure(engines: [(&'static str, &String); 2], binary: &Path, folder: &Path) -> anyhow::Result<Vec<Beside>> {
    let sink = Sink::start().await?;
    let mut all = Vec::new();
    for (engine, server) in engines {
        let place = Place::make(engine, server, folder, "desk").await?;
        let desk = open(&place.url, folder).await?;
        fill(&place.url).await?;
        let db = Db::connect(&place.url.parse::<DatabaseUrl>()?).await?;
        let (user, cookie) = administrator(&db).await?;
        let smtp = format!("smtp://127.0.0.1:{}", sink.port);
        let program = Program::start_with(binary, &place.url, folder, &[("LATCHKEY_SMTP_URL", smtp.as_str())]).await?;
        let pages = [program.address(""), format!("Cookie: {cookie}\r\n"), format!("/users/{user}")];
        all.push(ask_meanwhile(engine, &desk, &db, pages).await?);
        program.stop().await?;
        desk.close().await;
        db.close().await;
        place.remove().await?;
    }
    sink.stop().await?;
    Ok(all)
}

/// Somebody who may see everybody, and the cookie of their session.
async fn administrator(db: &Db) -> anyhow::Result<(UserId, String)> {
    let (random, now) = (Random::from_seed(SEED), SystemClock.now());
    let user = directory::user(&random, now, MAILS, Role::Administrator);
    let id = user.id;
    let mut tx = db.write().await?;
    rows::insert(&mut tx, &[NewUser { user, tags: Vec::new(), password: None }]).await?;
    tx.commit().await?;
    Ok((id, directory::session(db, id, now).await?))
}

/// Starts the job and asks for pages, whether the ones before were answered or not, until every mail is sent.
async fn ask_meanwhile(
    engine: &'static str,
    desk: &Desk,
    db: &Db,
    [origin, head, record]: [String; 3],
) -> anyhow::Result<Beside> {
    let by = operator("bench".to_owned());
    let began = Instant::now();
    let job = desk.start_bulk(&by, for_all(BulkAction::SendLink)).await?;
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let mut asking = JoinSet::new();
    let mut asked = 0_usize;
    while !asked.is_multiple_of(LOOK) || !is_over(desk, db, &by, job).await? {
        ticks.tick().await;
        let is_list = asked.is_multiple_of(2);
        let (origin, head) = (origin.clone(), head.clone());
        let path = if is_list { "/users".to_owned() } else { record.clone() };
        asking.spawn(async move {
            let question = Question { origin: &origin, path: &path, head: &head, body: None };
            question.ask().await.map(|answer| (is_list, answer))
        });
        asked += 1;
    }
    let took = began.elapsed();
    let (mut list, mut record) = (Vec::new(), Vec::new());
    for answer in asking.join_all().await {
        let (is_list, (status, took)) = answer?;
        ensure!(status == 200, "a page was answered {status} while mails were sent");
        if is_list { list.push(took) } else { record.push(took) }
    }
    Ok(Beside { engine, took, list: Times::of(list), record: Times::of(record), asked })
}

/// Whether the job has ended and no mail waits.
async fn is_over(desk: &Desk, db: &Db, by: &Caller, job: BulkId) -> anyhow::Result<bool> {
    let ended = desk.bulk_job(by, job, BulkQuery::default()).await?.row.ended.is_some();
    Ok(ended && outbox::next_due(&mut db.read().await?).await?.is_none())
}

/// The section.
pub(crate) struct Section<'a>(pub(crate) &'a [Beside]);

impl fmt::Display for Section<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "## The desk while mails go out\n")?;
        writeln!(
            f,
            "One program that does everything; a job sends {MAILS} links to smtp-sink, and meanwhile a page is asked for every {} ms, the \
             list of users and a record in turns.\n",
            EVERY.as_millis()
        )?;
        writeln!(f, "| database | mails/s, from the job's start | pages asked | list p50 | p99 | record p50 | p99 |")?;
        writeln!(f, "|---|---|---|---|---|---|---|")?;
        for Beside { engine, took, list, record, asked } in self.0 {
            let rate = per_second(MAILS, *took);
            write!(f, "| {engine} | {rate} | {asked} |")?;
            for time in [list.p50, list.p99, record.p50, record.p99] {
                write!(f, " {:.1} ms |", milliseconds(time))?;
            }
            writeln!(f)?;
        }
        writeln!(f, "\nTarget: p99 under {} ms.\n", TARGET.as_millis())
    }
}
