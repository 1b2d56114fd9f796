//! kill -9 at random instants while people are acted on.

use crate::{
    Plan,
    actors::Actors,
    books::{self, Books},
    crowd::Crowd,
    mails,
    place::{Engine, Place},
    reconcile::{Findings, Gap, reconcile},
};
use anyhow::ensure;
use latchkey::security::Random;
use sink::SmtpSink;
use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::time::{sleep, sleep_until, timeout};

/// The shortest life of a server and how much longer another may live, in milliseconds.
const SHORTEST: u64 = 200;
const LONGER: u64 = 1_800;
/// So many deeds must have been accepted in the end.
const DEEDS: usize = 1_000;
/// How long after the last kill they may take to become that many.
const CATCHING_UP: Duration = Duration::from_mins(1);
/// How long the queue may take to become empty: a mail that was dropped again and again waits longer each time.
const PATIENCE: Duration = Duration::from_secs(150);

/// What was found on one engine.
pub(crate) struct Killed {
    pub(crate) engine: Engine,
    pub(crate) kills: usize,
    /// Mails that the mail server took and did not answer.
    pub(crate) dropped: usize,
    pub(crate) findings: Findings,
    /// From a kill to the next server's first answer, where it lived that long.
    pub(crate) recovered: Vec<Duration>,
    /// From the last deed until no mail waited.
    pub(crate) emptied: Duration,
    /// Last mails of people that open.
    pub(crate) opened: usize,
    pub(crate) took: Duration,
}

/// Kills as often as planned.
pub(crate) async fn run(folder: &Path, engine: Engine, plan: Plan) -> anyhow::Result<Killed> {
    let place = Place::make(engine, folder, "kills").await?;
    let crowd = Arc::new(Crowd::fill(&place, plan.seed).await?);
    let sink = SmtpSink::start().await;
    mails::drop_after_the_dot(&sink, plan.seed);
    let random = Random::from_seed(plan.seed);
    let began = Instant::now();
    let mut server = place.start(sink.address())?;
    server.ready().await?;
    let actors = Actors::start(&crowd, place.address, plan.seed);
    let (mut gaps, mut recovered, mut last_kill) = (Vec::new(), Vec::new(), None::<Instant>);
    for _ in 0..plan.kills {
        let life = Duration::from_millis(SHORTEST + random.below(LONGER));
        let end = tokio::time::Instant::now() + life;
        // Some are killed before they have answered anybody.
        if let Ok(ready) = timeout(life, server.ready()).await {
            ready?;
            recovered.extend(last_kill.map(|at| at.elapsed()));
        }
        sleep_until(end).await;
        last_kill = Some(Instant::now());
        gaps.push(Gap::at(began.elapsed()));
        server.kill().await?;
        server = place.start(sink.address())?;
    }
    server.ready().await?;
    recovered.extend(last_kill.map(|at| at.elapsed()));
    let catching_up = Instant::now();
    while actors.accepted() < DEEDS {
        ensure!(catching_up.elapsed() < CATCHING_UP, "fewer than {DEEDS} deeds were accepted");
        sleep(Duration::from_millis(100)).await;
    }
    let asked = actors.stop().await;
    let db = place.open().await?;
    let emptied = books::emptied(&db, PATIENCE).await?.unwrap_or(PATIENCE);
    let books = Books::read(&db).await?;
    db.close().await;
    let received = sink.received();
    let arrivals = mails::arrivals(&received, began);
    let mut findings = reconcile(&asked, &books, &arrivals, &gaps);
    let (opened, dead) = mails::try_last(place.address, &received).await;
    findings.dead(dead);
    server.kill().await?;
    Ok(Killed {
        engine,
        kills: gaps.len(),
        dropped: arrivals.iter().filter(|arrival| !arrival.answered).count(),
        findings,
        recovered,
        emptied,
        opened,
        took: began.elapsed(),
    })
}
