//! Two servers and two workers over one PostgreSQL are replaced one after the other under load, as in an upgrade. Nobody who asks
//! notices. `PROVE_NEXT_BIN` names the program that takes their place; without it that is the same one.

use crate::{
    Plan,
    actors::Actors,
    books::{self, Books},
    crowd::Crowd,
    deed::{Asked, Outcome},
    mails,
    place::{Engine, Place, is_ready},
    proxy::Proxy,
    reconcile::{Findings, reconcile},
};
use anyhow::ensure;
use sink::SmtpSink;
use std::{
    env,
    net::TcpListener,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::time::sleep;

/// What there is, in the order in which it is replaced.
const PARTS: [&str; 4] = ["web", "web", "work", "work"];
/// How long people are acted on before the first is replaced, and after each.
const BESIDE: Duration = Duration::from_secs(3);
/// How soon the proxy must reach a server.
const SOON: Duration = Duration::from_secs(5);
/// How soon the queue must be empty in the end.
const PATIENCE: Duration = Duration::from_mins(1);

/// What was found.
pub(crate) struct Rolled {
    /// Whether another program took their place.
    pub(crate) is_upgrade: bool,
    /// What was asked for while they were replaced.
    pub(crate) asked: usize,
    /// What of it failed.
    pub(crate) failed: usize,
    /// From SIGTERM to the end, of each.
    pub(crate) stopped: Vec<Duration>,
    /// From the start to the first answer, of each.
    pub(crate) started: Vec<Duration>,
    /// From the last deed until no mail waited.
    pub(crate) emptied: Duration,
    pub(crate) findings: Findings,
}

/// Replaces each of them.
pub(crate) async fn run(folder: &Path, plan: Plan) -> anyhow::Result<Rolled> {
    let place = Place::make(Engine::Postgres, folder, "rolling").await?;
    let crowd = Arc::new(Crowd::fill(&place, plan.seed).await?);
    let sink = SmtpSink::start().await;
    let next = env::var_os("PROVE_NEXT_BIN").map(PathBuf::from);
    let began = Instant::now();
    let mut processes = Vec::new();
    for part in PARTS {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let mut process = place.start_as(&place.binary, Some(part), address, sink.address())?;
        process.ready().await?;
        processes.push((part, address, process));
    }
    let servers: Vec<_> = processes.iter().filter(|(part, ..)| *part == "web").map(|(_, address, _)| *address).collect();
    let _proxy = Proxy::start(place.address, &servers).await?;
    while !is_ready(place.address).await {
        ensure!(began.elapsed() < SOON * 10, "the proxy reaches no server");
        sleep(Duration::from_millis(10)).await;
    }
    let actors = Actors::start(&crowd, place.address, plan.seed);
    sleep(BESIDE).await;
    let (mut running, mut stopped, mut started) = (Vec::new(), Vec::new(), Vec::new());
    for (part, address, process) in processes {
        stopped.push(process.terminate().await?);
        let mut process = place.start_as(next.as_deref().unwrap_or(&place.binary), Some(part), address, sink.address())?;
        started.push(process.ready().await?);
        running.push(process);
        sleep(BESIDE).await;
    }
    let asked = actors.stop().await;
    let db = place.open().await?;
    let emptied = books::emptied(&db, PATIENCE).await?.unwrap_or(PATIENCE);
    let books = Books::read(&db).await?;
    db.close().await;
    for process in running {
        process.kill().await?;
    }
    let mut findings = reconcile(&asked, &books, &mails::arrivals(&sink.received(), began), &[]);
    let failed = failures(&asked);
    findings.broken.extend(failed.iter().map(|sentence| format!("while processes were replaced: {sentence}")));
    Ok(Rolled { is_upgrade: next.is_some(), asked: asked.len(), failed: failed.len(), stopped, started, emptied, findings })
}

/// What was asked for and not answered as it should be, each in a sentence.
fn failures(asked: &[Asked]) -> Vec<String> {
    let failed = asked.iter().filter_map(|one| match one.outcome {
        Outcome::Unanswered => Some(format!("{:?} from {} was not answered", one.deed, one.from)),
        Outcome::Failed { status, .. } => Some(format!("{:?} from {} was answered {status}", one.deed, one.from)),
        Outcome::Accepted(_) | Outcome::Refused(_) => None,
    });
    failed.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deed::Deed;

    #[test]
    fn whoever_is_not_answered_or_put_off_has_noticed() {
        let asked = |outcome| Asked { from: "10.0.0.1".to_owned(), deed: Deed::Link, outcome };
        let put_off = Outcome::Failed { status: 503, retry_after: true };
        let all = [Outcome::Accepted(String::new()), Outcome::Refused(409), Outcome::Unanswered, put_off].map(asked);
        assert_eq!(failures(&all), ["Link from 10.0.0.1 was not answered", "Link from 10.0.0.1 was answered 503"]);
    }
}
