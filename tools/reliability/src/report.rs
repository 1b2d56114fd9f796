//! The figures as a page of the documentation.

use crate::{Plan, copies::Copied, kills::Killed, outages::Outage, reconcile::Findings, rolling::Rolled};
use anyhow::bail;
use std::{fmt, time::Duration};

/// How many broken promises are told; one cause has often many.
const TOLD: usize = 30;

/// All that was found.
pub(crate) struct Report {
    plan: Plan,
    pub(crate) killed: Vec<Killed>,
    pub(crate) copied: Copied,
    pub(crate) outages: Vec<Outage>,
    pub(crate) rolled: Option<Rolled>,
}

/// The part about processes that are replaced, alone.
pub(crate) struct Rolling<'a>(&'a Report);

impl fmt::Display for Rolling<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.replaced(f)
    }
}

impl Report {
    pub(crate) fn new(plan: Plan) -> Self {
        Self { plan, killed: Vec::new(), copied: Copied::default(), outages: Vec::new(), rolled: None }
    }

    /// What was found while processes were replaced.
    pub(crate) const fn rolling(&self) -> Rolling<'_> {
        Rolling(self)
    }

    /// Fails when a promise was broken.
    ///
    /// # Errors
    /// With the broken promises, each in a sentence.
    pub(crate) fn verdict(&self) -> anyhow::Result<()> {
        let findings = self.runs().flat_map(|(_, found)| &found.broken);
        let broken: Vec<&str> = findings.chain(&self.copied.broken).map(String::as_str).collect();
        if broken.is_empty() {
            return Ok(());
        }
        bail!("{} promises are broken:\n{}", broken.len(), broken[..broken.len().min(TOLD)].join("\n"))
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        writeln!(f, "# Reliability\n")?;
        writeln!(f, "Written by `make prove` (seed {}, {cores} cores), which fails when a promise is broken.\n", self.plan.seed)?;
        self.faults(f)?;
        self.reconciled(f)?;
        self.doubles(f)?;
        self.times(f)?;
        self.replaced(f)?;
        self.copies(f)
    }
}

impl Report {
    /// Every run with its name and what was found.
    fn runs(&self) -> impl Iterator<Item = (String, &Findings)> {
        let killed = self.killed.iter().map(|killed| (format!("kills, {}", killed.engine.name()), &killed.findings));
        let outages = self.outages.iter().map(|outage| (format!("{}, {}", outage.what, outage.engine.name()), &outage.findings));
        let rolled = self.rolled.iter().map(|rolled| ("processes replaced, PostgreSQL".to_owned(), &rolled.findings));
        killed.chain(outages).chain(rolled)
    }

    fn faults(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "## What was done to it\n")?;
        writeln!(
            f,
            "Links, new passwords, temporary passwords and forgotten ones are asked for by four at a time, with a program's key and on the \
             public form. Meanwhile the server is killed 0.2 to 2 seconds after each start, and the mail server takes some mails and \
             hangs up after the final dot without a word.\n"
        )?;
        writeln!(f, "| fault | database | how often |\n|---|---|---|")?;
        for Killed { engine, kills, dropped, .. } in &self.killed {
            writeln!(f, "| `kill -9` of the server | {} | {kills} |", engine.name())?;
            writeln!(f, "| mail server silent after the final dot | {} | {dropped} |", engine.name())?;
        }
        for Outage { what, engine, lasted, .. } in &self.outages {
            writeln!(f, "| {what} for {} s | {} | 1 |", lasted.as_secs(), engine.name())?;
        }
        if let Some(rolled) = &self.rolled {
            writeln!(f, "| one of two servers or two workers replaced (SIGTERM) | PostgreSQL | {} |", rolled.stopped.len())?;
        }
        writeln!(f)?;
        if self.plan.is_disk_left_out {
            writeln!(f, "The disk was not filled (`PROVE_DISK=none`).\n")?;
        }
        Ok(())
    }

    fn reconciled(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "## Answers, audit trail, outbox and mail server, reconciled\n")?;
        writeln!(
            f,
            "| run | accepted | refused | no answer or 5xx (done all the same) | messages | sent | overtaken | visibly failed | lost | phantoms | dead ways in |"
        )?;
        writeln!(f, "|---|---|---|---|---|---|---|---|---|---|---|")?;
        for (name, found) in self.runs() {
            let Findings {
                accepted,
                refused,
                unknown,
                unknown_done,
                messages,
                sent,
                overtaken,
                given_up,
                lost,
                phantoms,
                dead,
                ..
            } = found;
            writeln!(
                f,
                "| {name} | {accepted} | {refused} | {unknown} ({unknown_done}) | {messages} | {sent} | {overtaken} | {given_up} | \
                 {lost} | {phantoms} | {dead} |"
            )?;
        }
        let opened: Vec<_> = self.killed.iter().map(|killed| format!("{}: {}", killed.engine.name(), killed.opened)).collect();
        writeln!(
            f,
            "\nOvertaken: withdrawn by a newer link or password for the same person. Lost: accepted and nowhere, or waiting still. Phantoms: \
             done twice, done though refused, or mailed without a line of the trail. After the kills the last mail to each person was \
             opened ({}).\n",
            opened.join(", ")
        )
    }

    fn doubles(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "## Mails that came twice, all with the same Message-ID\n")?;
        writeln!(
            f,
            "| run | after a final dot without a reply | after a reply that nobody was left to record | otherwise |\n|---|---|---|---|"
        )?;
        for (name, found) in self.runs() {
            let Findings { doubled_unanswered, doubled_unrecorded, unexplained, .. } = found;
            writeln!(f, "| {name} | {doubled_unanswered} | {doubled_unrecorded} | {unexplained} |")?;
        }
        writeln!(f)
    }

    fn times(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "## How soon it was well again\n")?;
        writeln!(
            f,
            "| after | database | accepts again: median | at most | no mail waits any more | answered 503 with Retry-After |"
        )?;
        writeln!(f, "|---|---|---|---|---|---|")?;
        for Killed { engine, recovered, emptied, .. } in &self.killed {
            let (median, most) = (median(recovered).as_millis(), recovered.iter().max().map_or(0, Duration::as_millis));
            writeln!(f, "| `kill -9` | {} | {median} ms | {most} ms | {:.1} s | |", engine.name(), emptied.as_secs_f64())?;
        }
        for Outage { what, engine, accepted, told_to_wait, recovered, emptied, .. } in &self.outages {
            writeln!(
                f,
                "| {what} ({accepted} accepted meanwhile) | {} | {} ms | | {:.1} s | {told_to_wait} |",
                engine.name(),
                recovered.as_millis(),
                emptied.as_secs_f64()
            )?;
        }
        let minutes = self.killed.iter().map(|killed| killed.took).sum::<Duration>().as_secs_f64() / 60.0;
        writeln!(
            f,
            "\nThe kills took {minutes:.1} minutes. A mail that the killed server held waits for its lease, here {} s.\n",
            crate::LEASE.as_secs()
        )
    }

    fn replaced(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(Rolled { is_upgrade, asked, failed, stopped, started, emptied, findings }) = &self.rolled else { return Ok(()) };
        let by = if *is_upgrade { "by another program" } else { "by the same program" };
        writeln!(f, "## Processes replaced one after the other\n")?;
        writeln!(
            f,
            "Two servers and two workers on one PostgreSQL, behind a proxy that asks them for `/readyz`; each is told to stop and replaced \
             {by}, while people are acted on.\n"
        )?;
        writeln!(f, "| requests | failed | lost | doubled | stops after: median | at most | ready after: median | at most |")?;
        writeln!(f, "|---|---|---|---|---|---|---|---|")?;
        let [stops, starts] = [stopped, started].map(|times| {
            let most = times.iter().max().map_or(0, Duration::as_millis);
            format!("{} ms | {most} ms", median(times).as_millis())
        });
        writeln!(f, "| {asked} | {failed} | {} | {} | {stops} | {starts} |", findings.lost, findings.unexplained)?;
        writeln!(f, "\nNo mail waited any more {:.1} s after the last request.\n", emptied.as_secs_f64())
    }

    fn copies(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "## The database copied at random instants under load\n")?;
        writeln!(f, "Each copy opens, is whole, and has every deed that was acknowledged before it was begun.\n")?;
        writeln!(f, "| copy | how many | acknowledged deeds looked for |\n|---|---|---|")?;
        for (name, times, looked_for) in &self.copied.kinds {
            writeln!(f, "| {name} | {times} | {looked_for} |")?;
        }
        writeln!(f, "\nMissing or damaged: {}. It took {} s.", self.copied.broken.len(), self.copied.took.as_secs())
    }
}

/// The middle one.
fn median(times: &[Duration]) -> Duration {
    let mut times = times.to_vec();
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_promise_fails_the_run() {
        let mut report = Report::new(Plan { seed: 1, kills: 0, is_disk_left_out: false });
        assert!(report.verdict().is_ok());
        report.copied.broken.push("a copy is damaged".to_owned());
        assert!(report.verdict().unwrap_err().to_string().contains("a copy is damaged"));
    }
}
