//! The figures as a page of the documentation.

use crate::{
    argon::Argon,
    automations::{self, Heard},
    browser::PageLoad,
    desk::{self, Beside},
    enumeration::{APART, Answers, TIMES},
    load::{CONNECTIONS, Load, SECONDS},
    mails::{self, Mails},
    scale::{self, Scale},
    sign_ins::{self, Rush},
};
use std::{fmt, time::Duration};

/// What was measured over one database engine.
pub(crate) struct Engine {
    /// Its name.
    pub(crate) name: &'static str,
    /// From starting the process to the first answered request, on a migrated database.
    pub(crate) started: Duration,
    /// Resident memory at rest, in bytes.
    pub(crate) idle: u64,
    /// Resident memory after all the load, in bytes.
    pub(crate) busy: u64,
    /// Pages by name.
    pub(crate) loads: Vec<(&'static str, Load)>,
}

/// All of it.
pub(crate) struct Report {
    /// How many users the pages are measured with.
    pub(crate) users: usize,
    /// By engine.
    pub(crate) engines: Vec<Engine>,
    /// Directories by size, on both engines.
    pub(crate) scales: Vec<Scale>,
    /// Automations by how many are active, on both engines.
    pub(crate) automations: Vec<Heard>,
    /// Mails through the outbox.
    pub(crate) mails: Mails,
    /// The desk while mails go out, by engine.
    pub(crate) beside: Vec<Beside>,
    /// Very many who sign in at once, by engine.
    pub(crate) rushes: Vec<Rush>,
    /// Hashing.
    pub(crate) argon: Argon,
    /// What the time of an answer tells, by engine.
    pub(crate) answers: Vec<(&'static str, Vec<Answers>)>,
    /// In the browser.
    pub(crate) pages: Vec<PageLoad>,
}

/// The part about directories, alone.
pub(crate) struct Directories<'a>(&'a [Scale]);

/// The part about automations, alone.
pub(crate) struct Automations<'a>(&'a [Heard]);

/// The part about mails, alone.
pub(crate) struct OfMails<'a>(&'a Mails);

impl fmt::Display for OfMails<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        mails::write(f, self.0)
    }
}

/// The part about what the time of an answer tells, alone.
pub(crate) struct Enumeration<'a>(&'a [(&'static str, Vec<Answers>)]);

impl fmt::Display for Enumeration<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "## What the time of an answer tells\n")?;
        writeln!(
            f,
            "Medians of {TIMES} questions each about what somebody has (an account with a password, a link) and what nobody has, in \
             turns; and how probable it is that an answer of the first sort takes longer than one of the second (AUC, 0.5 where the time \
             tells nothing).\n"
        )?;
        writeln!(f, "| form | database | known | unknown | difference | AUC |\n|---|---|---|---|---|---|")?;
        for (engine, answers) in self.0 {
            for Answers { name, known, unknown, auc } in answers {
                let (known, unknown) = (milliseconds(*known), milliseconds(*unknown));
                let apart = known - unknown;
                writeln!(f, "| {name} | {engine} | {known:.1} ms | {unknown:.1} ms | {apart:+.1} ms | {auc:.2} |")?;
            }
        }
        writeln!(f, "\nTarget: within {} ms of each other; the measurement fails beyond.\n", APART.as_millis())
    }
}

impl fmt::Display for Automations<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        automations::write(f, self.0)
    }
}

impl fmt::Display for Directories<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        scale::write(f, self.0)
    }
}

impl Report {
    pub(crate) const fn directories(&self) -> Directories<'_> {
        Directories(self.scales.as_slice())
    }

    pub(crate) const fn automations(&self) -> Automations<'_> {
        Automations(self.automations.as_slice())
    }

    pub(crate) const fn mails(&self) -> OfMails<'_> {
        OfMails(&self.mails)
    }

    pub(crate) const fn pages(&self) -> Pages<'_> {
        Pages(self)
    }

    pub(crate) const fn enumeration(&self) -> Enumeration<'_> {
        Enumeration(self.answers.as_slice())
    }

    pub(crate) fn new(users: usize) -> Self {
        Self {
            users,
            engines: Vec::new(),
            scales: Vec::new(),
            automations: Vec::new(),
            mails: Mails::default(),
            beside: Vec::new(),
            rushes: Vec::new(),
            argon: Argon::default(),
            answers: Vec::new(),
            pages: Vec::new(),
        }
    }
}

/// Start, memory and pages, from the server and in a browser, alone.
pub(crate) struct Pages<'a>(&'a Report);

impl fmt::Display for Pages<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.program(f)?;
        self.0.requests(f)?;
        self.0.browser(f)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        writeln!(f, "# Benchmarks\n")?;
        writeln!(
            f,
            "Written by `make bench`: {cores} cores, shared by the program, its database and the load; {} users;",
            self.users
        )?;
        writeln!(
            f,
            "{CONNECTIONS} connections for {SECONDS} seconds after warming up (wrk). Not a test: figures differ by machine.\n"
        )?;
        self.program(f)?;
        self.requests(f)?;
        scale::write(f, &self.scales)?;
        automations::write(f, &self.automations)?;
        mails::write(f, &self.mails)?;
        write!(f, "{}", desk::Section(&self.beside))?;
        write!(f, "{}", sign_ins::Section(&self.rushes))?;
        self.hashing(f)?;
        write!(f, "{}", self.enumeration())?;
        self.browser(f)
    }
}

impl Report {
    fn program(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "## Start and memory\n")?;
        writeln!(f, "| | start to first answer | resident at rest | after the load |\n|---|---|---|---|")?;
        for engine in &self.engines {
            let (idle, busy) = (mebibytes(engine.idle), mebibytes(engine.busy));
            writeln!(f, "| {} | {} ms | {idle:.1} MiB | {busy:.1} MiB |", engine.name, engine.started.as_millis())?;
        }
        writeln!(f, "\nTargets: under 300 ms, under 40 MB at rest.\n")
    }

    fn requests(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "## Pages\n")?;
        writeln!(f, "| page | database | requests/s | p50 | p99 |\n|---|---|---|---|---|")?;
        for engine in &self.engines {
            for (page, load) in &engine.loads {
                writeln!(f, "| {page} | {} | {:.0} | {:.1} ms | {:.1} ms |", engine.name, load.rate, load.p50, load.p99)?;
            }
        }
        writeln!(f, "\nTarget: users page p99 under 25 ms.\n")
    }

    fn hashing(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "## Verifying a password (argon2id, m=19456, t=2, p=1)\n")?;
        writeln!(f, "| | median |\n|---|---|")?;
        writeln!(f, "| Latchkey | {:.1} ms |", milliseconds(self.argon.ours))?;
        writeln!(f, "| reference implementation in C | {:.1} ms |\n", milliseconds(self.argon.reference))
    }

    fn browser(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "## First load in Chromium, nothing cached\n")?;
        writeln!(f, "| page | WASM | WASM, brotli | everything else | first paint | interactive | on a processor 4× slower |")?;
        writeln!(f, "|---|---|---|---|---|---|---|")?;
        for page in &self.pages {
            let [wasm, sent, other] = [page.wasm, page.wasm_sent, page.other_sent].map(|bytes| bytes.div_ceil(1000));
            writeln!(
                f,
                "| {} | {wasm} kB | {sent} kB | {other} kB | {:.0} ms | {:.0} ms | {:.0} ms |",
                page.name, page.paint, page.interactive, page.interactive_slow
            )?;
        }
        writeln!(f, "\nTargets: under 250 kB of brotli on the first load, under 150 kB on public pages.")
    }
}

pub(crate) fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// How many a second, when so many took so long.
pub(crate) fn per_second(many: usize, took: Duration) -> u128 {
    many as u128 * 1000 / took.as_millis().max(1)
}

#[expect(clippy::cast_precision_loss, reason = "a size to one decimal")]
pub(crate) fn mebibytes(bytes: u64) -> f64 {
    bytes as f64 / 1_048_576.0
}
