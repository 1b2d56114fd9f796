//! An import at work, piece by piece: the dry run and the import itself. A piece and the place behind it are committed
//! together, so whatever ends the worker, no row is done twice. The dry run changes nothing, so one that was cut off begins
//! anew.
//!
//! Each created user gets their event, each changed one event and audit line as from the form; the created ones share one audit
//! line for the whole import, with the counts.

use super::{
    FAILED, FINISHED,
    judge::{Terms, Verdict},
    row::rows_of,
    split::number,
    twins::{Gathering, Twins},
};
use crate::{
    service::{
        Desk, Fault,
        owner::{Owner, acting_now},
    },
    store::{
        StoreError, Tx,
        audit::{Line, Outcome},
        dialect,
        events::{self, Event, NewEvent},
        imports::{self, Import, rows},
        users::fill::{self, NewUser},
    },
};
use app::{
    api::{Caller, Problem},
    model::{ImportProblem, ImportState, ImportTally, Kind, LinkLife, Permission, Span},
};
use serde_json::json;
use std::net::{IpAddr, Ipv4Addr};
use uuid::Uuid;

/// How long a worker may be silent before another one takes its import.
const LEASE: Span = Span::seconds(60);
/// The lease is renewed at least after so many pieces that are only read.
const RENEW_EVERY: i64 = 50;

/// What ends a run before its end.
#[derive(Debug)]
enum Halt {
    /// The import was cancelled, or another worker has it.
    NotOurs,
    /// Nothing can be done: why, for whoever looks at the import.
    Failed(Problem),
    /// Our own failure: it is tried again.
    Fault(Fault),
}

impl From<Fault> for Halt {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Told(error) => Self::Failed(error.problem),
            fault @ Fault::Internal(_) => Self::Fault(fault),
        }
    }
}

impl From<StoreError> for Halt {
    fn from(error: StoreError) -> Self {
        Self::Fault(error.into())
    }
}

/// Runs imports, one at a time. What a dry run has gathered of its file lives as long as the worker.
#[derive(Debug)]
pub struct ImportWorker {
    desk: Desk,
    lease: Uuid,
    held: Option<Held>,
}

/// The import that is run.
#[derive(Debug)]
struct Held {
    import: Import,
    terms: Terms,
    /// What stands in the file twice, in a dry run.
    twins: Option<Twins>,
}

impl ImportWorker {
    /// A worker that holds nothing yet.
    #[must_use]
    pub fn new(desk: Desk) -> Self {
        let lease = desk.random.id(desk.now());
        Self { desk, lease, held: None }
    }

    /// Does one piece of an import, or claims one, or ends one. Answers whether there was anything to do.
    ///
    /// # Errors
    /// When the database fails; the import is held still, by whoever comes first.
    pub async fn step(&mut self) -> anyhow::Result<bool> {
        let Some(mut held) = self.held.take() else { return self.claim().await };
        match self.go_on(&mut held).await {
            Ok(true) => self.held = Some(held),
            Ok(false) | Err(Halt::NotOurs) => {}
            Err(Halt::Failed(problem)) => self.fail(held.import, problem).await?,
            Err(Halt::Fault(fault)) => return Err(fault.into()),
        }
        Ok(true)
    }

    /// Lets the import go that it holds, for the next worker to go on with at once.
    ///
    /// # Errors
    /// When the database fails; the next worker waits for the end of the lease then.
    pub async fn release(&mut self) -> anyhow::Result<()> {
        if let Some(held) = self.held.take() {
            let mut tx = self.desk.db.write().await?;
            imports::release(&mut tx, held.import.id, self.lease).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    async fn claim(&mut self) -> anyhow::Result<bool> {
        let now = self.desk.now();
        if !imports::any_waits(&mut self.desk.db.read().await?, now).await? {
            return Ok(false);
        }
        self.lease = self.desk.random.id(now);
        let mut tx = self.desk.db.write().await?;
        let claimed = imports::claim(&mut tx, self.lease, now + LEASE, now).await?;
        tx.commit().await?;
        let Some(import) = claimed else { return Ok(false) };
        match self.take_up(import.clone()).await {
            Ok(held) => self.held = Some(held),
            Err(Halt::NotOurs) => {}
            Err(Halt::Failed(problem)) => self.fail(import, problem).await?,
            Err(Halt::Fault(fault)) => return Err(fault.into()),
        }
        Ok(true)
    }

    async fn take_up(&self, mut import: Import) -> Result<Held, Halt> {
        let terms = self.desk.terms(&import).await?;
        if import.state == ImportState::Importing {
            return Ok(Held { import, terms, twins: None });
        }
        self.desk.drop_problems(import.id).await?;
        self.advance(&mut import, 0, ImportTally::default()).await?;
        let twins = Some(self.gather(&mut import).await?);
        Ok(Held { import, terms, twins })
    }

    /// Reads the file once to know what stands in it twice.
    async fn gather(&self, import: &mut Import) -> Result<Twins, Halt> {
        let mut gathering = Gathering::new(import.rows);
        for at in 0..import.chunks {
            let chunk = rows::chunk(&mut self.desk.db.read().await?, import.id, at).await?;
            let Some(chunk) = chunk else { return Err(Halt::NotOurs) };
            for row in &rows_of(import.separator, &import.options, &chunk) {
                gathering.add(row);
            }
            if at % RENEW_EVERY == RENEW_EVERY - 1 {
                let (next, done) = (import.next_chunk, import.done);
                self.advance(import, next, done).await?;
            }
        }
        Ok(gathering.repeated())
    }

    /// Moves on to a piece, in a transaction of its own.
    async fn advance(&self, import: &mut Import, next: i64, done: ImportTally) -> Result<(), Halt> {
        let mut tx = self.desk.db.write().await?;
        self.advance_in(&mut tx, import, next, &done).await?;
        tx.commit().await?;
        (import.next_chunk, import.done) = (next, done);
        Ok(())
    }

    async fn advance_in(&self, tx: &mut Tx, import: &Import, next: i64, done: &ImportTally) -> Result<(), Halt> {
        let now = self.desk.now();
        let is_ours = imports::advance(tx, import, (self.lease, now + LEASE), next, done, now).await?;
        if is_ours { Ok(()) } else { Err(Halt::NotOurs) }
    }

    /// Does the next piece; answers whether there is another one.
    async fn go_on(&self, held: &mut Held) -> Result<bool, Halt> {
        if held.import.next_chunk >= held.import.chunks {
            self.end(&held.import).await?;
            return Ok(false);
        }
        match held.import.state {
            ImportState::Checking => self.check(held).await?,
            _ => self.import(held).await?,
        }
        Ok(true)
    }

    /// A piece of the dry run: read in one transaction, noted in another.
    async fn check(&self, held: &mut Held) -> Result<(), Halt> {
        let (import, desk) = (&mut held.import, &self.desk);
        let mut tx = desk.db.read().await?;
        let chunk = rows::chunk(&mut tx, import.id, import.next_chunk).await?.ok_or(Halt::NotOurs)?;
        let rows = rows_of(import.separator, &import.options, &chunk);
        let verdicts = desk.judge(&mut tx, &held.terms, rows, held.twins.as_mut()).await?;
        drop(tx);
        let mut done = import.done;
        let mut problems = Vec::new();
        for verdict in verdicts {
            count(&mut done, &verdict);
            if let Verdict::LeftOut(found) = verdict {
                problems.extend(found);
            }
        }
        let first = import.done.problems + 1;
        let mut tx = desk.db.write().await?;
        self.advance_in(&mut tx, import, import.next_chunk + 1, &done).await?;
        rows::add_problems(&mut tx, import.id, first, &problems).await?;
        tx.commit().await?;
        import.done = done;
        import.next_chunk += 1;
        Ok(())
    }

    /// A piece of the import. Rows that had problems in the dry run are left out; the others are judged again, since the
    /// directory may have changed.
    async fn import(&self, held: &mut Held) -> Result<(), Halt> {
        let (import, desk) = (&mut held.import, &self.desk);
        let mut tx = desk.db.write().await?;
        dialect::lock_directory(&mut tx).await?;
        // The owner may have lost their rights since the last piece.
        held.terms.caller = desk.import_owner(&mut tx, import).await?;
        let chunk = rows::chunk(&mut tx, import.id, import.next_chunk).await?.ok_or(Halt::NotOurs)?;
        let mut rows = rows_of(import.separator, &import.options, &chunk);
        let all = number(rows.len());
        if let (Some(first), Some(last)) = (rows.first(), rows.last()) {
            let left_out = rows::problem_rows(&mut tx, import.id, first.number, last.number).await?;
            rows.retain(|row| !left_out.contains(&row.number));
        }
        let mut done = import.done;
        let known = all - number(rows.len());
        (done.rows, done.left_out) = (done.rows + known, done.left_out + known);
        let verdicts = desk.judge(&mut tx, &held.terms, rows, None).await?;
        let problems = desk.carry_out(&mut tx, &held.terms, verdicts, &mut done).await?;
        let first = import.found.unwrap_or_default().problems + import.done.problems + 1;
        rows::add_problems(&mut tx, import.id, first, &problems).await?;
        rows::drop_chunk(&mut tx, import.id, import.next_chunk).await?;
        self.advance_in(&mut tx, import, import.next_chunk + 1, &done).await?;
        tx.commit().await?;
        if done.links > import.done.links {
            desk.mail_waits.notify_one();
        }
        import.done = done;
        import.next_chunk += 1;
        Ok(())
    }

    async fn end(&self, import: &Import) -> Result<(), Halt> {
        let now = self.desk.now();
        let mut tx = self.desk.db.write().await?;
        let (to, found, done) = match import.state {
            ImportState::Checking => (ImportState::Checked, Some(import.done), ImportTally::default()),
            _ => (ImportState::Finished, import.found, import.done),
        };
        let import = Import { found, done, ..import.clone() };
        if !imports::settle(&mut tx, &import, self.lease, to, now).await? {
            return Err(Halt::NotOurs);
        }
        if to == ImportState::Finished {
            self.desk.note_end(&mut tx, &import, FINISHED, Outcome::Done).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    async fn fail(&self, import: Import, problem: Problem) -> anyhow::Result<()> {
        let mut tx = self.desk.db.write().await?;
        // What a dry run found until then was not done.
        let done = if import.state == ImportState::Importing { import.done } else { ImportTally::default() };
        let import = Import { failure: Some(problem), done, ..import };
        if imports::settle(&mut tx, &import, self.lease, ImportState::Failed, self.desk.now()).await? {
            self.desk.note_end(&mut tx, &import, FAILED, Outcome::Failed).await.map_err(anyhow::Error::from)?;
            tx.commit().await?;
        }
        Ok(())
    }
}

impl Desk {
    /// What holds for all rows of an import, under the rights that its owner has now.
    async fn terms(&self, import: &Import) -> Result<Terms, Fault> {
        let mut tx = self.db.read().await?;
        let house = self.house_settings(&mut tx).await?;
        Ok(Terms {
            caller: self.import_owner(&mut tx, import).await?,
            options: import.options.clone(),
            blank: self.blank(&mut tx).await?,
            shared_emails: house.shared_emails,
            life: LinkLife::from_minutes(house.link_minutes).unwrap_or(LinkLife::DEFAULT),
        })
    }

    /// Whose import it is, with the rights that they have now.
    async fn import_owner(&self, tx: &mut Tx, import: &Import) -> Result<Caller, Fault> {
        let address = import.address.parse().unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
        let owner = Owner { account: import.owner, name: &import.owner_name, address, credential: None };
        let caller = acting_now(tx, owner, |user| user.kind != Kind::Api).await?.ok_or(Problem::Forbidden)?;
        caller.require(Permission::ChangeUsers)?;
        Ok(caller)
    }

    /// Makes and changes users as they were judged, and counts them; answers the problems that came up.
    async fn carry_out(
        &self,
        tx: &mut Tx,
        terms: &Terms,
        verdicts: Vec<Verdict>,
        done: &mut ImportTally,
    ) -> Result<Vec<ImportProblem>, Fault> {
        let changed = verdicts.iter().filter_map(|verdict| match verdict {
            Verdict::Change(change) => Some(change.user.id),
            _ => None,
        });
        dialect::lock_users(tx, changed).await?;
        let mut problems = Vec::new();
        let (mut made, mut to_link) = (Vec::new(), Vec::new());
        for mut verdict in verdicts {
            if let Verdict::Change(change) = &verdict
                && let Some(problem) = self.change_by_row(tx, &terms.caller, change).await?
            {
                verdict = Verdict::LeftOut(vec![problem]);
            }
            count(done, &verdict);
            match verdict {
                Verdict::LeftOut(found) => problems.extend(found),
                Verdict::Create { user, tags, link } => {
                    to_link.extend(link.then(|| user.clone()));
                    made.push(NewUser { user, tags, password: None });
                }
                Verdict::Unchanged | Verdict::Change(_) => {}
            }
        }
        self.make(tx, &terms.caller, &made).await?;
        for user in &to_link {
            self.request_link(tx, &terms.caller, user, terms.life).await?;
        }
        Ok(problems)
    }

    async fn make(&self, tx: &mut Tx, caller: &Caller, made: &[NewUser]) -> Result<(), Fault> {
        let now = self.now();
        fill::insert(tx, made).await?;
        let events: Vec<_> = made.iter().map(|new| (self.random.id(now), new.user.id)).collect();
        let actor = Some(caller.display_name.as_str());
        let new = NewEvent { event: &Event::UserCreated, actor, causes: &self.causes, at: now };
        events::record_all(tx, &new, &events).await?;
        Ok(())
    }

    /// Says in the audit trail how an import ended.
    async fn note_end(&self, tx: &mut Tx, import: &Import, action: &str, outcome: Outcome) -> Result<(), Fault> {
        let line = Line {
            action,
            outcome,
            actor: Some((import.owner, &import.owner_name)),
            through: None,
            target: None,
            address: Some(import.address.clone()),
            detail: json!({ "import": import.id, "file": import.file_name, "done": import.done, "reason": import.failure }),
        };
        self.audit(tx, line).await?;
        let success = outcome == Outcome::Done && is_nearly_whole(&import.done);
        let event = Event::ImportFinished { job: import.file_name.clone(), success };
        self.event_about_owner(tx, &event, import.owner, &import.owner_name).await
    }
}

/// Whether no more than five of a hundred rows were left out.
const fn is_nearly_whole(done: &ImportTally) -> bool {
    done.left_out * 20 <= done.rows
}

/// Counts a row by what becomes of it.
fn count(tally: &mut ImportTally, verdict: &Verdict) {
    tally.rows += 1;
    match verdict {
        Verdict::LeftOut(problems) => {
            tally.left_out += 1;
            tally.problems += number(problems.len());
        }
        Verdict::Unchanged => tally.unchanged += 1,
        Verdict::Create { link, .. } => {
            tally.created += 1;
            tally.links += i64::from(*link);
        }
        Verdict::Change(_) => tally.changed += 1,
    }
}
