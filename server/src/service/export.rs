//! Files that people take away: users, messages, the audit trail, what is wrong with rows of an import, how a job went. Read and
//! written a part at a time, each part in a transaction of its own, so that a million rows cost neither memory nor anybody else's
//! time.

use super::{Desk, Fault, audit, did, messages::settled_at, people::cleaned};
use crate::{
    security::hex,
    store::{
        Start,
        audit::Outcome,
        automations::{
            self,
            runs::{self as ledgers, Line},
        },
        bulk::{self, Ledger},
        imports::rows,
        messages, trail,
        users::{
            list::{Listed, Position, SortKey, Stretch},
            search::Search,
        },
    },
};
use app::{
    api::{ApiError, Caller, Thing},
    model::{
        AuditId, AuditQuery, AutomationId, BulkId, BulkSkip, Criteria, ImportField, ImportId, Locale, MessageQuery, Permission,
        RunId, RunState, Timestamp, UserFilter, UserId, UserSort,
    },
    rules::{
        imports::{MARK, guarded},
        tags,
    },
    words::Words,
};
use jiff::Timestamp as Instant;
use serde_json::{Value, json};

/// Rows of a part.
const PART: i64 = 1_000;

/// A file as it is read, part by part.
#[derive(Debug)]
pub struct CsvFile {
    desk: Desk,
    content: Content,
    is_begun: bool,
}

#[derive(Debug)]
enum Content {
    Users { search: Search, beyond: Option<Position>, is_over: bool },
    Problems { import: ImportId, words: Words, behind: i64 },
    Ledger { job: BulkId, words: Words, behind: i64 },
    Messages { search: messages::Search, words: Words, start: Start<messages::Key> },
    Audit { search: trail::Search, words: Words, start: Start<AuditId> },
    Runs { automation: AutomationId, state: Option<RunState>, words: Words, start: Start<RunId> },
}

impl Desk {
    /// The users of whom a filter lets through, as a file that an import takes. Audited, with the filter in words.
    ///
    /// # Errors
    /// When the caller may not see users; "there is no such selection".
    pub async fn export_users(&self, caller: &Caller, filter: &UserFilter) -> Result<CsvFile, ApiError> {
        caller.require(Permission::ViewUsers)?;
        self.begin_export(caller, &cleaned(filter)).await.map_err(|fault| self.report(fault))
    }

    async fn begin_export(&self, caller: &Caller, filter: &UserFilter) -> Result<CsvFile, Fault> {
        let mut tx = self.db.read().await?;
        let criteria = self.criteria_of(&mut tx, filter).await?;
        let conditions = self.meant_by(&mut tx, &criteria).await?;
        let search = Search::new(&mut tx, conditions, self.now()).await?;
        drop(tx);
        let detail = json!({ "whom": whom(&criteria), "counted": search.counted });
        self.note_export(caller, "user.exported", detail).await?;
        Ok(CsvFile::of(self, Content::Users { search, beyond: None, is_over: false }))
    }

    /// The messages that a filter lets through, the latest first. Audited, with the filter.
    ///
    /// # Errors
    /// When the caller may not see messages.
    pub async fn export_messages(&self, caller: &Caller, query: &MessageQuery) -> Result<CsvFile, ApiError> {
        caller.require(Permission::ViewMessages)?;
        let begun = async {
            let search = messages::Search::new(&mut self.db.read().await?, &super::messages::filter(query)).await?;
            let detail = json!({ "recipient": query.q, "state": query.state, "kind": query.kind });
            self.note_export(caller, "message.exported", detail).await?;
            Ok(CsvFile::of(self, Content::Messages { search, words: caller.words(), start: Start::First }))
        };
        begun.await.map_err(|fault: Fault| self.report(fault))
    }

    /// The lines of the audit trail that a filter lets through, the latest first. Audited, with the filter.
    ///
    /// # Errors
    /// When the caller may not see the trail; when something is no day.
    pub async fn export_audit(&self, caller: &Caller, query: &AuditQuery) -> Result<CsvFile, ApiError> {
        caller.require(Permission::ViewAudit)?;
        let filter = audit::filter(query, &caller.time_zone)?;
        let begun = async {
            let search = trail::Search::new(&mut self.db.read().await?, &filter).await?;
            let AuditQuery { q, action, outcome, user, address, from, to, place: _ } = query;
            let detail = json!({
                "name": q, "action": action, "outcome": outcome, "user": user, "address": address, "from": from, "to": to,
            });
            self.note_export(caller, "audit.exported", detail).await?;
            Ok(CsvFile::of(self, Content::Audit { search, words: caller.words(), start: Start::First }))
        };
        begun.await.map_err(|fault: Fault| self.report(fault))
    }

    /// What came of an automation, the latest first; only runs that stand so, where that is wanted. Audited.
    ///
    /// # Errors
    /// When the caller may not see automations, or there is no such automation.
    pub async fn export_runs(&self, caller: &Caller, id: AutomationId, state: Option<RunState>) -> Result<CsvFile, ApiError> {
        caller.require(Permission::ViewAutomations)?;
        let begun = async {
            let known = automations::one(&mut self.db.read().await?, id).await?;
            let automation = known.ok_or_else(|| ApiError::not_found(Thing::Automation))?.id;
            self.note_export(caller, "automation.exported", json!({ "automation": automation, "state": state })).await?;
            Ok(CsvFile::of(self, Content::Runs { automation, state, words: caller.words(), start: Start::First }))
        };
        begun.await.map_err(|fault: Fault| self.report(fault))
    }

    pub(super) async fn note_export(&self, caller: &Caller, action: &str, detail: Value) -> Result<(), Fault> {
        let mut line = did(caller, action, Outcome::Done);
        line.detail = detail;
        let mut tx = self.db.write().await?;
        self.audit(&mut tx, line).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// A filter in the words of the audit trail, which are English.
fn whom(criteria: &Criteria) -> String {
    Words::of(Locale::En).selections.sentence(criteria)
}

impl CsvFile {
    /// The problems of an import.
    pub(super) fn of_problems(desk: &Desk, words: Words, import: ImportId) -> Self {
        Self::of(desk, Content::Problems { import, words, behind: 0 })
    }

    /// The ledger of a job for many users.
    pub(super) fn of_ledger(desk: &Desk, words: Words, job: BulkId) -> Self {
        Self::of(desk, Content::Ledger { job, words, behind: 0 })
    }

    fn of(desk: &Desk, content: Content) -> Self {
        Self { desk: desk.clone(), content, is_begun: false }
    }

    /// The next part, if there is one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn next_part(&mut self) -> anyhow::Result<Option<Vec<u8>>> {
        let rows = match &mut self.content {
            Content::Users { search, beyond, is_over } => users(&self.desk, search, beyond, is_over).await?,
            Content::Ledger { job, words, behind } => ledger(&self.desk, *job, *words, behind).await?,
            Content::Problems { import, words, behind } => problems(&self.desk, *import, *words, behind).await?,
            Content::Messages { search, words, start } => sent(&self.desk, search, *words, start).await?,
            Content::Audit { search, words, start } => recorded(&self.desk, search, *words, start).await?,
            Content::Runs { automation, state, words, start } => runs(&self.desk, (*automation, *state), *words, start).await?,
        };
        if rows.is_empty() && self.is_begun {
            return Ok(None);
        }
        let mut part = Vec::new();
        if !self.is_begun {
            part.extend_from_slice(MARK);
        }
        let head = (!self.is_begun).then(|| self.content.head());
        self.is_begun = true;
        let mut writer = csv::Writer::from_writer(part);
        for row in head.into_iter().chain(rows) {
            writer.write_record(row.iter().map(|cell| guarded(cell).into_owned()))?;
        }
        Ok(Some(writer.into_inner().map_err(|error| anyhow::anyhow!("{error}"))?))
    }
}

impl Content {
    fn head(&self) -> Vec<String> {
        match self {
            Self::Users { .. } => {
                let fields = ImportField::ALL.iter().map(|field| field.as_str());
                fields.chain(["created", "last_sign_in"]).map(str::to_owned).collect()
            }
            Self::Problems { words, .. } => {
                let own = words.imports;
                [own.row(), own.field(), own.value(), own.problem()].map(str::to_owned).into()
            }
            Self::Ledger { words, .. } => {
                let (own, form) = (words.bulk, words.user_form);
                [own.number(), form.user_name(), form.display_name(), own.outcome(), own.why(), own.when()]
                    .map(str::to_owned)
                    .into()
            }
            Self::Messages { words, .. } => {
                let own = words.messages;
                [own.to(), own.user(), own.about(), own.state(), own.tries(), own.asked_for(), own.settled()]
                    .map(str::to_owned)
                    .into()
            }
            Self::Runs { words, .. } => {
                let (own, bulk) = (words.automations, words.bulk);
                [own.user(), own.event(), own.happened(), own.due(), own.state(), bulk.why(), own.used(), bulk.when()]
                    .map(str::to_owned)
                    .into()
            }
            Self::Audit { words, .. } => {
                let own = words.audit;
                [
                    own.when(),
                    own.action(),
                    own.what(),
                    own.outcome(),
                    own.who(),
                    own.whom(),
                    own.place(),
                    own.details(),
                    own.position(),
                    own.seal(),
                ]
                .map(str::to_owned)
                .into()
            }
        }
    }
}

/// The next users. They come in the order in which they were made, which never changes: nobody is missed or comes twice
/// because they were renamed meanwhile.
async fn users(
    desk: &Desk,
    search: &Search,
    beyond: &mut Option<Position>,
    is_over: &mut bool,
) -> anyhow::Result<Vec<Vec<String>>> {
    if *is_over {
        return Ok(Vec::new());
    }
    let stretch = Stretch { sort: UserSort::Created, down: false, beyond: beyond.take(), most: PART };
    let listed = search.read(&mut desk.db.read().await?, &stretch).await?;
    *is_over = i64::try_from(listed.len()).unwrap_or(i64::MAX) < PART;
    *beyond = listed.last().map(|last| Position { key: SortKey::of(&last.user, UserSort::Created), id: last.user.id });
    Ok(listed.iter().map(cells).collect())
}

fn cells(listed: &Listed) -> Vec<String> {
    let user = &listed.user;
    let fields = ImportField::ALL.iter().map(|field| match field {
        ImportField::UserName => user.user_name.clone(),
        ImportField::DisplayName => user.display_name.clone(),
        ImportField::Email => user.email.clone().unwrap_or_default(),
        ImportField::Kind => user.kind.to_string(),
        ImportField::Role => user.role.to_string(),
        ImportField::Language => user.language.tag().to_owned(),
        ImportField::TimeZone => user.time_zone.clone(),
        ImportField::Tags => tags::write(&listed.tags),
        ImportField::IsActive => if user.is_active { "yes" } else { "no" }.to_owned(),
    });
    fields.chain([written(user.created_at), user.last_sign_in_at.map(written).unwrap_or_default()]).collect()
}

/// RFC 3339 in UTC, to the second.
fn written(at: Timestamp) -> String {
    let instant = Instant::from_microsecond(at.0).unwrap_or(Instant::UNIX_EPOCH);
    instant.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

async fn problems(desk: &Desk, import: ImportId, words: Words, behind: &mut i64) -> anyhow::Result<Vec<Vec<String>>> {
    let found = rows::problems(&mut desk.db.read().await?, import, *behind, PART).await?;
    *behind += i64::try_from(found.len()).unwrap_or(i64::MAX);
    let cells = found.into_iter().map(|found| {
        let field = words.user_form.field(&found.field).to_owned();
        vec![found.row.to_string(), field, found.value, words.imports.wrong(&found.problem)]
    });
    Ok(cells.collect())
}

async fn ledger(desk: &Desk, job: BulkId, words: Words, behind: &mut i64) -> anyhow::Result<Vec<Vec<String>>> {
    let asked = Ledger { job, outcome: None, start: Start::After(*behind), most: PART };
    let items = bulk::ledger(&mut desk.db.read().await?, asked).await?;
    *behind = items.last().map_or(*behind, |item| item.position);
    let own = words.bulk;
    let cells = items.into_iter().map(|item| {
        let why = item.refusal.map_or("", |refusal| own.skip(BulkSkip::Refused(refusal)));
        let (outcome, at) = (own.went(item.outcome).to_owned(), item.at.map(written).unwrap_or_default());
        let (user_name, name) = (item.user_name.unwrap_or_default(), words.common.name_or_deleted(item.display_name));
        vec![item.position.to_string(), user_name, name, outcome, why.to_owned(), at]
    });
    Ok(cells.collect())
}

async fn sent(
    desk: &Desk,
    search: &messages::Search,
    words: Words,
    start: &mut Start<messages::Key>,
) -> anyhow::Result<Vec<Vec<String>>> {
    let found = search.page(&mut desk.db.read().await?, *start, PART).await?;
    if let Some(last) = found.last() {
        *start = Start::After(messages::Key { created_at: last.created_at, id: last.id });
    }
    let own = words.messages;
    let cells = found.into_iter().map(|message| {
        let settled = settled_at(&message).map(written).unwrap_or_default();
        let user = message.user.map(|(_, name)| name).unwrap_or_default();
        let (about, state) = (own.kind(message.kind).to_owned(), own.standing(message.state).to_owned());
        vec![message.recipient, user, about, state, message.attempts.to_string(), written(message.created_at), settled]
    });
    Ok(cells.collect())
}

async fn recorded(
    desk: &Desk,
    search: &trail::Search,
    words: Words,
    start: &mut Start<AuditId>,
) -> anyhow::Result<Vec<Vec<String>>> {
    let found = search.page(&mut desk.db.read().await?, *start, PART).await?;
    if let Some(last) = found.last() {
        *start = Start::After(last.id);
    }
    let own = words.audit;
    let cells = found.into_iter().map(|line| {
        let name = |person: Option<(UserId, String)>| person.map(|(_, name)| name).unwrap_or_default();
        let detail = audit::named(&line.detail).into_iter().map(|(name, value)| format!("{name}: {value}"));
        let what = own.of(&line.action).unwrap_or_default().to_owned();
        let details = detail.collect::<Vec<_>>().join("; ");
        let (at, outcome, address) = (written(line.at), own.ended(line.outcome).to_owned(), line.address.unwrap_or_default());
        let (position, seal) = line.sealed.map(|(position, seal)| (position.to_string(), hex(&seal))).unwrap_or_default();
        vec![at, line.action, what, outcome, name(line.actor), name(line.target), address, details, position, seal]
    });
    Ok(cells.collect())
}

async fn runs(
    desk: &Desk,
    (automation, state): (AutomationId, Option<RunState>),
    words: Words,
    start: &mut Start<RunId>,
) -> anyhow::Result<Vec<Vec<String>>> {
    let lines = ledgers::ledger(&mut desk.db.read().await?, automation, state, start, PART).await?;
    if let Some(last) = lines.last() {
        *start = Start::After(last.run.id);
    }
    Ok(lines.into_iter().map(|line| run(line, words)).collect())
}

fn run(Line { run, used, reply }: Line, words: Words) -> Vec<String> {
    let (own, names) = (words.automations, words.automation_names);
    let is_call = run.is_call();
    let whom = match run.user {
        Some((_, name)) => words.common.name_or_deleted(name),
        None if is_call => own.the_call().to_owned(),
        None => own.to_be_computed().to_owned(),
    };
    let why = run.reason.map(|reason| names.skip(reason).to_owned()).or(reply).unwrap_or_default();
    let was_used = if used { words.common.yes() } else { "" }.to_owned();
    let (event, state) = (names.event(run.event.kind), names.state(run.state).to_owned());
    let ended = run.ended_at.map(written).unwrap_or_default();
    vec![whom, event, written(run.event.at), written(run.due_at), state, why, was_used, ended]
}
