//! What the server needs is gone for a while: the mail server, the database, room on the disk.

use crate::{
    Plan,
    actors::Actors,
    books::{self, Books},
    crowd::Crowd,
    deed::{Asked, Outcome},
    mails,
    place::{Engine, Place, Server},
    reconcile::{Findings, Gap, reconcile},
};
use anyhow::{Context as _, ensure};
use sink::{Received, SmtpSink};
use std::{
    fs::File,
    io::Write as _,
    path::{Path, PathBuf},
    process::Stdio,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::{process::Command, time::sleep};

/// How long people are acted on before something goes, and after it came back.
const BESIDE: Duration = Duration::from_secs(3);
/// How long the mail server and the database are gone.
const GONE: Duration = Duration::from_mins(1);
/// How long the disk is full.
const FULL: Duration = Duration::from_secs(15);
/// Room on the small disk, in mebibytes.
const ROOM: usize = 48;
/// How soon deeds must be accepted again.
const SOON: Duration = Duration::from_secs(40);
/// How soon the queue must be empty: waits grow with the tries, to a little over a minute in that time.
const PATIENCE: Duration = Duration::from_mins(2);

/// What was found.
pub(crate) struct Outage {
    pub(crate) what: &'static str,
    pub(crate) engine: Engine,
    pub(crate) lasted: Duration,
    /// Deeds that were accepted meanwhile.
    pub(crate) accepted: usize,
    /// Deeds that were answered 503 with Retry-After.
    pub(crate) told_to_wait: usize,
    /// From its end until a deed was accepted.
    pub(crate) recovered: Duration,
    /// From the last deed until no mail waited.
    pub(crate) emptied: Duration,
    pub(crate) findings: Findings,
}

/// A server that is acted on.
struct Busy {
    place: Place,
    server: Server,
    actors: Actors,
    began: Instant,
}

/// What lies between two looks at what was asked.
struct Meanwhile {
    gap: Gap,
    before: usize,
    during: usize,
}

impl Busy {
    async fn start(place: Place, plan: Plan, sink: &SmtpSink) -> anyhow::Result<Self> {
        let crowd = Arc::new(Crowd::fill(&place, plan.seed).await?);
        let began = Instant::now();
        let mut server = place.start(sink.address())?;
        server.ready().await?;
        let actors = Actors::start(&crowd, place.address, plan.seed);
        sleep(BESIDE).await;
        Ok(Self { place, server, actors, began })
    }

    /// Waits until a deed is accepted again; how long that took.
    async fn accepts_again(&self) -> anyhow::Result<Duration> {
        let (began, before) = (Instant::now(), self.actors.accepted());
        while self.actors.accepted() == before {
            let log = || self.place.last_words();
            ensure!(
                began.elapsed() < SOON,
                "nothing is accepted {SOON:?} after the end of an outage; the server's log ends:\n{}",
                log()
            );
            sleep(Duration::from_millis(10)).await;
        }
        Ok(began.elapsed())
    }

    /// Comes to rest and reconciles.
    async fn finish(
        self,
        what: &'static str,
        meanwhile: &Meanwhile,
        recovered: Duration,
        received: impl FnOnce() -> Vec<Received>,
    ) -> anyhow::Result<Outage> {
        sleep(BESIDE).await;
        let asked = self.actors.stop().await;
        let db = self.place.open().await?;
        let emptied = books::emptied(&db, PATIENCE).await?.unwrap_or(PATIENCE);
        let books = Books::read(&db).await?;
        db.close().await;
        self.server.kill().await?;
        let arrivals = mails::arrivals(&received(), self.began);
        let mut findings = reconcile(&asked, &books, &arrivals, &[meanwhile.gap]);
        findings.broken.extend(unworthy(&asked).map(|sentence| format!("{what}: {sentence}")));
        let during = asked.get(meanwhile.before..meanwhile.during).unwrap_or_default();
        Ok(Outage {
            what,
            engine: self.place.engine,
            lasted: meanwhile.gap.to.saturating_sub(meanwhile.gap.from),
            accepted: during.iter().filter(|one| matches!(one.outcome, Outcome::Accepted(_))).count(),
            told_to_wait: asked.iter().filter(|one| one.outcome == Outcome::Failed { status: 503, retry_after: true }).count(),
            recovered,
            emptied,
            findings,
        })
    }
}

/// Failures that do not say when to ask again.
fn unworthy(asked: &[Asked]) -> impl Iterator<Item = String> {
    asked.iter().filter_map(|one| match one.outcome {
        Outcome::Failed { status, retry_after } if status != 503 || !retry_after => {
            let when = if retry_after { "with" } else { "without" };
            Some(format!("{:?} from {} was answered {status} {when} Retry-After", one.deed, one.from))
        }
        _ => None,
    })
}

/// The mail server goes away and comes back. Nobody who asks notices.
pub(crate) async fn mail_server(folder: &Path, plan: Plan) -> anyhow::Result<Outage> {
    let sink = SmtpSink::start().await;
    let address = sink.address();
    let busy = Busy::start(Place::make(Engine::Sqlite, folder, "mail").await?, plan, &sink).await?;
    let (from, before) = (busy.began.elapsed(), busy.actors.asked().len());
    let mut received = sink.stop().await;
    sleep(GONE).await;
    let back = SmtpSink::start_at(address).await;
    let meanwhile = Meanwhile { gap: Gap { from, to: busy.began.elapsed() }, before, during: busy.actors.asked().len() };
    let recovered = busy.accepts_again().await?;
    let all = || {
        received.extend(back.received());
        received
    };
    busy.finish("mail server gone", &meanwhile, recovered, all).await
}

/// PostgreSQL is stopped as by a power cut and starts again.
pub(crate) async fn database(folder: &Path, plan: Plan) -> anyhow::Result<Outage> {
    let control = crate::variable("PROVE_POSTGRES")?;
    let sink = SmtpSink::start().await;
    let busy = Busy::start(Place::make(Engine::Postgres, folder, "gone").await?, plan, &sink).await?;
    let (from, before) = (busy.began.elapsed(), busy.actors.asked().len());
    shell(&format!("{control} -m immediate stop")).await?;
    sleep(GONE).await;
    let during = busy.actors.asked().len();
    shell(&format!("{control} start")).await?;
    let meanwhile = Meanwhile { gap: Gap { from, to: busy.began.elapsed() }, before, during };
    let recovered = busy.accepts_again().await?;
    let mut outage = busy.finish("database gone", &meanwhile, recovered, || sink.received()).await?;
    outage.must_have_been_noticed();
    Ok(outage)
}

/// There is no room on the disk of SQLite's file, and then there is again.
pub(crate) async fn disk(disk: SmallDisk, folder: &Path, plan: Plan) -> anyhow::Result<Outage> {
    let sink = SmtpSink::start().await;
    let mut place = Place::make(Engine::Sqlite, &disk.0, "disk").await?;
    place.log = folder.join("disk.log");
    let busy = Busy::start(place, plan, &sink).await?;
    let (from, before) = (busy.began.elapsed(), busy.actors.asked().len());
    let filler = disk.fill()?;
    sleep(FULL).await;
    let during = busy.actors.asked().len();
    std::fs::remove_file(filler)?;
    let meanwhile = Meanwhile { gap: Gap { from, to: busy.began.elapsed() }, before, during };
    let recovered = busy.accepts_again().await?;
    let mut outage = busy.finish("disk full", &meanwhile, recovered, || sink.received()).await?;
    outage.must_have_been_noticed();
    Ok(outage)
}

impl Outage {
    /// An outage that nobody was told of has not happened: what was to be shown is not.
    fn must_have_been_noticed(&mut self) {
        if self.told_to_wait == 0 {
            self.findings.broken.push(format!("{}: nobody was answered 503 with Retry-After", self.what));
        }
    }
}

async fn shell(command: &str) -> anyhow::Result<()> {
    let mut shell = Command::new("sh");
    // What it starts keeps running, and must not keep our own output open.
    shell.args(["-c", command]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    ensure!(shell.status().await?.success(), "this failed: {command}");
    Ok(())
}

/// A file system in memory that is soon full. It is unmounted when this is dropped.
pub(crate) struct SmallDisk(PathBuf);

impl SmallDisk {
    /// Mounts one in this folder.
    pub(crate) fn mount(folder: PathBuf) -> anyhow::Result<Self> {
        std::fs::create_dir_all(&folder)?;
        let size = format!("size={ROOM}m");
        let mounted = std::process::Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(&folder).status();
        ensure!(
            mounted.context("mount is missing")?.success(),
            "a small disk, to become full, cannot be mounted: that takes root. PROVE_DISK=none leaves it out."
        );
        Ok(Self(folder))
    }

    /// Fills it up; answers the file that does.
    fn fill(&self) -> anyhow::Result<PathBuf> {
        let path = self.0.join("filler");
        let mut file = File::create(&path)?;
        let piece = vec![0; 4096];
        // More than there is room for; the first piece that does not fit ends it.
        let fits = (0..ROOM * 512).all(|_| file.write_all(&piece).is_ok());
        ensure!(!fits, "the small disk does not become full");
        Ok(path)
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Nothing is left to be done if that fails: the system keeps an empty disk.
        let _unmounted = std::process::Command::new("umount").arg("-l").arg(&self.0).status();
    }
}
