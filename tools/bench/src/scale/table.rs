//! The figures of directories as a part of the page.

use super::Scale;
use crate::report::{mebibytes, milliseconds, per_second};
use std::fmt;

/// Writes the section.
pub(crate) fn write(f: &mut fmt::Formatter<'_>, scales: &[Scale]) -> fmt::Result {
    writeln!(f, "## The directory by its size\n")?;
    writeln!(
        f,
        "Asked through the service that pages and programs use, one question after the other, 200 of each sort. The processor's \
         time is this program's, which is all there is with SQLite.\n"
    )?;
    writeln!(f, "| question | database | users | p50 | p99 | processor |\n|---|---|---|---|---|---|")?;
    for name in scales.iter().take(1).flat_map(|scale| scale.asked.iter().map(|asked| asked.name)) {
        for scale in scales {
            for asked in scale.asked.iter().filter(|asked| asked.name == name) {
                let [p50, p99, cpu] = [asked.p50, asked.p99, asked.cpu].map(milliseconds);
                writeln!(f, "| {name} | {} | {} | {p50:.1} ms | {p99:.1} ms | {cpu:.1} ms |", scale.engine, scale.users)?;
            }
        }
    }
    writeln!(f, "\nTargets at a million: list and search by a name's beginning p99 under 30 ms, anywhere under 100 ms.\n")?;
    filling(f, scales)?;
    importing(f, scales)?;
    busy(f, scales)
}

fn filling(f: &mut fmt::Formatter<'_>, scales: &[Scale]) -> fmt::Result {
    writeln!(f, "### Filling a sample directory\n")?;
    writeln!(f, "| database | users | took | processor |\n|---|---|---|---|")?;
    for scale in scales {
        let [took, cpu] = [scale.filled, scale.filled_cpu].map(|time| time.as_secs_f64());
        writeln!(f, "| {} | {} | {took:.1} s | {cpu:.1} s |", scale.engine, scale.users)?;
    }
    writeln!(f, "\nTarget: a million in under 2 minutes.\n")
}

fn importing(f: &mut fmt::Formatter<'_>, scales: &[Scale]) -> fmt::Result {
    writeln!(f, "### Importing a file of new users\n")?;
    writeln!(f, "`latchkey user import` into these directories: reading the file, dry run and import together.\n")?;
    writeln!(f, "| database | users | rows | rows/s | most resident memory |\n|---|---|---|---|---|")?;
    for Scale { engine, users, import, .. } in scales {
        let (rate, peak) = (per_second(import.rows, import.took), mebibytes(import.peak));
        writeln!(f, "| {engine} | {users} | {} | {rate} | {peak:.1} MiB |", import.rows)?;
    }
    writeln!(f, "\nTargets: over 5,000 rows/s, under 150 MB.\n")
}

fn busy(f: &mut fmt::Formatter<'_>, scales: &[Scale]) -> fmt::Result {
    writeln!(f, "### The list while a job sends links to 10,000\n")?;
    writeln!(f, "| database | users | in the job | the job took | list p50 | list p99 |\n|---|---|---|---|---|---|")?;
    for Scale { engine, users, busy, .. } in scales {
        let [p50, p99] = [busy.list.p50, busy.list.p99].map(milliseconds);
        let took = busy.job.as_secs_f64();
        writeln!(f, "| {engine} | {users} | {} | {took:.1} s | {p50:.1} ms | {p99:.1} ms |", busy.met)?;
    }
    writeln!(f)
}
