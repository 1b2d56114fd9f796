//! Automations as kept, and what moves them on.

pub mod heard;
pub mod history;
pub mod runs;

pub use super::bulk::Owner;

use super::{StoreError, Tx, parse, parse_json, to_json};
use app::{
    model::{AutomationDraft, AutomationId, AutomationStatus, EventKind, PauseReason, SelectionId, Timestamp, UserId},
    rules::names,
};
use sqlx::{FromRow, query, query_as, query_scalar};
use uuid::Uuid;

/// What is read of an automation, wherever one is read.
macro_rules! automation {
    ($rest:literal) => {
        concat!(
            "SELECT id, draft, state, pause_reason, starts_at, ends_at, next_at, swept_to, swept_past, remind_at, reminded_for, \
             owner_id, owner_name, address, credential, created_at, updated_at, updated_by, version FROM automations",
            $rest
        )
    };
}

const ALL: &str = automation!(" ORDER BY name_key LIMIT 1000");
const ONE: &str = automation!(" WHERE id = $1");
const ACTIVE: &str = automation!(" WHERE state = 'active' ORDER BY id");
const SCHEDULED: &str = automation!(" WHERE state = 'active' AND next_at <= $1 ORDER BY next_at LIMIT 100");
const TO_REMIND: &str = automation!(" WHERE state = 'active' AND remind_at <= $1 ORDER BY remind_at LIMIT 100");
const WITH_NAME: &str = "SELECT COUNT(*) AS number FROM automations WHERE name_key = $1 AND id <> $2";
const INSERT: &str = "INSERT INTO automations (id, name, name_key, draft, event_kind, state, pause_reason, starts_at, ends_at, \
    next_at, swept_to, swept_past, remind_at, owner_id, owner_name, address, credential, updated_at, updated_by, created_at, \
    version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, 1)";
/// Only over the version that was seen.
const UPDATE: &str = "UPDATE automations SET name = $2, name_key = $3, draft = $4, event_kind = $5, state = $6, \
    pause_reason = $7, starts_at = $8, ends_at = $9, next_at = $10, swept_to = $11, swept_past = $12, \
    remind_at = $13, owner_id = $14, owner_name = $15, address = $16, credential = $17, updated_at = $18, updated_by = $19, \
    version = version + 1 WHERE id = $1 AND version = $20";
const DELETE: &str = "DELETE FROM automations WHERE id = $1";
const PAUSE: &str = "UPDATE automations SET state = 'paused', pause_reason = $2, updated_at = $3, version = version + 1 \
    WHERE id = $1 AND state = 'active'";
const END: &str = "UPDATE automations SET state = 'ended', pause_reason = NULL, next_at = NULL, version = version + 1 \
    WHERE state IN ('active', 'paused') AND ends_at <= $1 RETURNING id";
const MOVE_SCHEDULE: &str = "UPDATE automations SET next_at = $3 WHERE id = $1 AND next_at = $2 AND state = 'active'";
const MOVE_SWEEP: &str = "UPDATE automations SET swept_to = $4, swept_past = $5 \
    WHERE id = $1 AND swept_to = $2 AND swept_past = $3 AND state = 'active'";
const REMINDED: &str = "UPDATE automations SET remind_at = NULL, reminded_for = ends_at WHERE id = $1 AND remind_at = $2";
const SWEEPING: &str = automation!(
    " WHERE state = 'active' AND event_kind IN ('password-age', 'no-sign-in') AND swept_to <= $1 ORDER BY swept_to LIMIT 100"
);
const TO_MOVE: &str = "SELECT COUNT(*) AS number FROM automations WHERE state IN ('active', 'paused') AND ends_at <= $1 \
    OR state = 'active' AND (next_at <= $1 OR remind_at <= $1 \
    OR swept_to <= $2 AND event_kind IN ('password-age', 'no-sign-in'))";
/// Passwords that somebody chose between two points in time, and that work. Many may have the same time: an import's have.
const PASSWORDS: &str = "SELECT user_id, changed_at AS at FROM credentials WHERE stopped_at IS NULL \
    AND changed_at >= $1 AND changed_at <= $2 AND (changed_at, user_id) > ($1, $3) ORDER BY changed_at, user_id LIMIT $4";
/// Those who signed in last, or were added and never did, between two points in time.
const LAST_SEEN: &str = "SELECT id AS user_id, at FROM (\
    SELECT id, last_sign_in_at AS at FROM users WHERE is_active AND sign_in_key >= $1 AND sign_in_key <= $2 \
    UNION ALL SELECT id, created_at AS at FROM users WHERE is_active AND sign_in_key = 0 \
    AND created_at >= $1 AND created_at <= $2) AS seen WHERE (at, id) > ($1, $3) ORDER BY at, id LIMIT $4";

statements!(
    ALL,
    ONE,
    ACTIVE,
    SCHEDULED,
    TO_REMIND,
    WITH_NAME,
    INSERT,
    UPDATE,
    DELETE,
    PAUSE,
    END,
    MOVE_SCHEDULE,
    MOVE_SWEEP,
    REMINDED,
    SWEEPING,
    TO_MOVE,
    PASSWORDS,
    LAST_SEEN
);

/// How an automation stands, as stored: whether its time frame has begun is a matter of the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Not activated.
    Draft,
    /// Activated.
    Active,
    /// Waits to be resumed, for this reason.
    Paused(PauseReason),
    /// Its time frame is over.
    Ended,
}

impl Standing {
    const fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Active => "active",
            Self::Paused(_) => "paused",
            Self::Ended => "ended",
        }
    }

    const fn reason(self) -> Option<&'static str> {
        match self {
            Self::Paused(reason) => Some(reason.as_str()),
            _ => None,
        }
    }

    fn read(state: &str, reason: Option<&str>) -> Result<Self, StoreError> {
        Ok(match state {
            "draft" => Self::Draft,
            "active" => Self::Active,
            "paused" => Self::Paused(reason.and_then(|name| name.parse().ok()).unwrap_or(PauseReason::ByHand)),
            "ended" => Self::Ended,
            _ => return Err(StoreError::Unreadable("automations.state")),
        })
    }
}

/// An automation as stored.
#[derive(Clone, Debug)]
pub struct Automation {
    /// Which.
    pub id: AutomationId,
    /// The three windows.
    pub draft: AutomationDraft,
    /// How it stands.
    pub standing: Standing,
    /// When its time frame begins and ends, once it has one.
    pub frame: Option<(Timestamp, Timestamp)>,
    /// When its schedule comes next.
    pub next_at: Option<Timestamp>,
    /// Where it waits for ages or absences: until where these were looked at, since it was activated.
    pub swept: Option<Swept>,
    /// When its end is to be announced.
    pub remind_at: Option<Timestamp>,
    /// The end that was announced last.
    pub reminded_for: Option<Timestamp>,
    /// For whom it acts.
    pub owner: Owner,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// By whom, by the name they had.
    pub updated_by: String,
    /// Counts the changes, from 1.
    pub version: i64,
}

/// Until where ages or absences were looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Swept {
    /// Until that moment,
    pub to: Timestamp,
    /// and of those who reached it at that very moment until this one, in the order of their ids.
    pub past: UserId,
}

impl Swept {
    /// All of a moment.
    #[must_use]
    pub const fn whole(to: Timestamp) -> Self {
        Self { to, past: UserId(Uuid::max()) }
    }
}

impl Automation {
    /// How people see it at a time.
    #[must_use]
    pub fn status(&self, now: Timestamp) -> AutomationStatus {
        match self.standing {
            Standing::Draft => AutomationStatus::Draft,
            Standing::Paused(_) => AutomationStatus::Paused,
            Standing::Ended => AutomationStatus::Ended,
            Standing::Active => match self.frame {
                Some((starts_at, _)) if now < starts_at => AutomationStatus::Scheduled,
                Some((_, ends_at)) if now >= ends_at => AutomationStatus::Ended,
                _ => AutomationStatus::Running,
            },
        }
    }

    /// Whether it names this selection.
    #[must_use]
    pub fn uses(&self, selection: SelectionId) -> bool {
        let by_job = self.draft.job.as_ref().and_then(|job| job.selection);
        self.draft.event.selection == Some(selection) || by_job == Some(selection)
    }

    /// What it listens to.
    #[must_use]
    pub const fn listens_to(&self) -> EventKind {
        self.draft.event.kind
    }
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    draft: String,
    state: String,
    pause_reason: Option<String>,
    starts_at: Option<i64>,
    ends_at: Option<i64>,
    next_at: Option<i64>,
    swept_to: Option<i64>,
    swept_past: Uuid,
    remind_at: Option<i64>,
    reminded_for: Option<i64>,
    owner_id: Uuid,
    owner_name: String,
    address: String,
    credential: Option<String>,
    created_at: i64,
    updated_at: i64,
    updated_by: String,
    version: i64,
}

impl TryFrom<Row> for Automation {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: AutomationId(row.id),
            draft: parse_json(&row.draft, "automations.draft")?,
            standing: Standing::read(&row.state, row.pause_reason.as_deref())?,
            frame: row.starts_at.map(Timestamp).zip(row.ends_at.map(Timestamp)),
            next_at: row.next_at.map(Timestamp),
            swept: row.swept_to.map(|to| Swept { to: Timestamp(to), past: UserId(row.swept_past) }),
            remind_at: row.remind_at.map(Timestamp),
            reminded_for: row.reminded_for.map(Timestamp),
            owner: Owner {
                account: UserId(row.owner_id),
                name: row.owner_name,
                address: parse(&row.address, "automations.address")?,
                credential: row.credential,
            },
            created_at: Timestamp(row.created_at),
            updated_at: Timestamp(row.updated_at),
            updated_by: row.updated_by,
            version: row.version,
        })
    }
}

/// Those that this version can read; those of a newer Latchkey are left alone.
fn readable(rows: Vec<Row>) -> Vec<Automation> {
    rows.into_iter().filter_map(|row| Automation::try_from(row).ok()).collect()
}

/// Binds everything that changes, after the id.
macro_rules! entered {
    ($query:expr, $automation:ident) => {
        $query
            .bind($automation.id.0)
            .bind(&$automation.draft.name)
            .bind(names::key(&$automation.draft.name))
            .bind(to_json(&$automation.draft)?)
            .bind($automation.listens_to().as_str())
            .bind($automation.standing.name())
            .bind($automation.standing.reason())
            .bind($automation.frame.map(|(starts_at, _)| starts_at.0))
            .bind($automation.frame.map(|(_, ends_at)| ends_at.0))
            .bind($automation.next_at.map(|at| at.0))
            .bind($automation.swept.map(|swept| swept.to.0))
            .bind($automation.swept.map_or(Uuid::max(), |swept| swept.past.0))
            .bind($automation.remind_at.map(|at| at.0))
            .bind($automation.owner.account.0)
            .bind(&$automation.owner.name)
            .bind($automation.owner.address.to_string())
            .bind($automation.owner.credential.as_deref())
            .bind($automation.updated_at.0)
            .bind(&$automation.updated_by)
    };
}

/// All automations by name, at most 1,000.
///
/// # Errors
/// When the database fails.
pub async fn all(tx: &mut Tx) -> Result<Vec<Automation>, StoreError> {
    let rows: Vec<Row> = on!(tx, |c| query_as(ALL).fetch_all(c).await)?;
    Ok(readable(rows))
}

/// One automation.
///
/// # Errors
/// When the database fails, or the automation is one that this version cannot read.
pub async fn one(tx: &mut Tx, id: AutomationId) -> Result<Option<Automation>, StoreError> {
    let row: Option<Row> = on!(tx, |c| query_as(ONE).bind(id.0).fetch_optional(c).await)?;
    row.map(Automation::try_from).transpose()
}

/// Those that are activated.
///
/// # Errors
/// When the database fails.
pub async fn active(tx: &mut Tx) -> Result<Vec<Automation>, StoreError> {
    let rows: Vec<Row> = on!(tx, |c| query_as(ACTIVE).fetch_all(c).await)?;
    Ok(readable(rows))
}

/// Whether the clock has something to do now, or with ages and absences that were last looked at before `swept`.
///
/// # Errors
/// When the database fails.
pub async fn any_to_move(tx: &mut Tx, now: Timestamp, swept: Timestamp) -> Result<bool, StoreError> {
    let number: i64 = on!(tx, |c| query_scalar(TO_MOVE).bind(now.0).bind(swept.0).fetch_one(c).await)?;
    Ok(number > 0)
}

/// Those that wait for ages or absences and were last looked at before then, at most 100.
///
/// # Errors
/// When the database fails.
pub async fn sweeping(tx: &mut Tx, before: Timestamp) -> Result<Vec<Automation>, StoreError> {
    let rows: Vec<Row> = on!(tx, |c| query_as(SWEEPING).bind(before.0).fetch_all(c).await)?;
    Ok(readable(rows))
}

/// A stretch of time, and how many are wanted of it.
#[derive(Clone, Copy, Debug)]
pub struct Stretch {
    /// After that place.
    pub from: Swept,
    /// Until that one.
    pub to: Timestamp,
    /// At most so many.
    pub most: i64,
}

/// Whose password was chosen in a stretch of time and works still, and when it was, in that order.
///
/// # Errors
/// When the database fails.
pub async fn passwords_of(tx: &mut Tx, stretch: Stretch) -> Result<Vec<(UserId, Timestamp)>, StoreError> {
    of_stretch(tx, PASSWORDS, stretch).await
}

/// Who was last seen in a stretch of time, and when: signing in, or else being added; in that order.
///
/// # Errors
/// When the database fails.
pub async fn last_seen(tx: &mut Tx, stretch: Stretch) -> Result<Vec<(UserId, Timestamp)>, StoreError> {
    of_stretch(tx, LAST_SEEN, stretch).await
}

async fn of_stretch(tx: &mut Tx, sql: &'static str, stretch: Stretch) -> Result<Vec<(UserId, Timestamp)>, StoreError> {
    let Stretch { from, to, most } = stretch;
    let rows: Vec<(Uuid, i64)> =
        on!(tx, |c| query_as(sql).bind(from.to.0).bind(to.0).bind(from.past.0).bind(most).fetch_all(c).await)?;
    Ok(rows.into_iter().map(|(user, at)| (UserId(user), Timestamp(at))).collect())
}

/// Those whose schedule has come, at most 100.
///
/// # Errors
/// When the database fails.
pub async fn scheduled(tx: &mut Tx, now: Timestamp) -> Result<Vec<Automation>, StoreError> {
    let rows: Vec<Row> = on!(tx, |c| query_as(SCHEDULED).bind(now.0).fetch_all(c).await)?;
    Ok(readable(rows))
}

/// Those whose end is to be announced, at most 100.
///
/// # Errors
/// When the database fails.
pub async fn to_remind(tx: &mut Tx, now: Timestamp) -> Result<Vec<Automation>, StoreError> {
    let rows: Vec<Row> = on!(tx, |c| query_as(TO_REMIND).bind(now.0).fetch_all(c).await)?;
    Ok(readable(rows))
}

/// Whether another automation has this name.
///
/// # Errors
/// When the database fails.
pub async fn has_name(tx: &mut Tx, name: &str, but: AutomationId) -> Result<bool, StoreError> {
    let count: i64 = on!(tx, |c| query_scalar(WITH_NAME).bind(names::key(name)).bind(but.0).fetch_one(c).await)?;
    Ok(count > 0)
}

/// Adds an automation as its first version.
///
/// # Errors
/// [`StoreError::is_duplicate`] when the name is taken.
pub async fn insert(tx: &mut Tx, automation: &Automation) -> Result<(), StoreError> {
    on!(tx, |c| entered!(query(INSERT), automation).bind(automation.created_at.0).execute(c).await.map(drop))?;
    Ok(())
}

/// Stores an automation as its next version; answers whether the version that it has now was the one that was seen.
///
/// # Errors
/// [`StoreError::is_duplicate`] when the name is taken.
pub async fn update(tx: &mut Tx, automation: &Automation) -> Result<bool, StoreError> {
    let query = on!(tx, |c| entered!(query(UPDATE), automation)
        .bind(automation.version)
        .execute(c)
        .await
        .map(|done| done.rows_affected()));
    Ok(query? > 0)
}

/// Deletes an automation and its ledger.
///
/// # Errors
/// When the database fails.
pub async fn delete(tx: &mut Tx, id: AutomationId) -> Result<(), StoreError> {
    on!(tx, |c| query(DELETE).bind(id.0).execute(c).await.map(drop))?;
    Ok(())
}

/// Pauses an automation that is activated; answers whether it was.
///
/// # Errors
/// When the database fails.
pub async fn pause(tx: &mut Tx, id: AutomationId, reason: PauseReason, now: Timestamp) -> Result<bool, StoreError> {
    let changed =
        on!(tx, |c| query(PAUSE).bind(id.0).bind(reason.as_str()).bind(now.0).execute(c).await.map(|done| done.rows_affected()))?;
    Ok(changed > 0)
}

/// Ends those whose time frame is over; answers which.
///
/// # Errors
/// When the database fails.
pub async fn end(tx: &mut Tx, now: Timestamp) -> Result<Vec<AutomationId>, StoreError> {
    let ids: Vec<Uuid> = on!(tx, |c| query_scalar(END).bind(now.0).fetch_all(c).await)?;
    Ok(ids.into_iter().map(AutomationId).collect())
}

/// From where to where something is moved on; of two that move it from the same place, one does.
#[derive(Clone, Copy, Debug)]
pub struct Move<Seen, Now> {
    /// Which automation's.
    pub of: AutomationId,
    /// Where it was seen.
    pub from: Seen,
    /// Where it is now.
    pub to: Now,
}

/// Moves a schedule on, to nowhere when it has come to its end; answers whether it was where it was seen.
///
/// # Errors
/// When the database fails.
pub async fn move_schedule(tx: &mut Tx, step: Move<Timestamp, Option<Timestamp>>) -> Result<bool, StoreError> {
    let (of, from, to) = (step.of.0, step.from.0, step.to.map(|at| at.0));
    let changed =
        on!(tx, |c| query(MOVE_SCHEDULE).bind(of).bind(from).bind(to).execute(c).await.map(|done| done.rows_affected()))?;
    Ok(changed > 0)
}

/// Moves on until when ages and absences have been looked at; answers whether that was where it was seen.
///
/// # Errors
/// When the database fails.
pub async fn move_sweep(tx: &mut Tx, Move { of, from, to }: Move<Swept, Swept>) -> Result<bool, StoreError> {
    let changed = on!(tx, |c| query(MOVE_SWEEP)
        .bind(of.0)
        .bind(from.to.0)
        .bind(from.past.0)
        .bind(to.to.0)
        .bind(to.past.0)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(changed > 0)
}

/// Notes that an end was announced; answers whether it had not been.
///
/// # Errors
/// When the database fails.
pub async fn reminded(tx: &mut Tx, id: AutomationId, at: Timestamp) -> Result<bool, StoreError> {
    let changed = on!(tx, |c| query(REMINDED).bind(id.0).bind(at.0).execute(c).await.map(|done| done.rows_affected()))?;
    Ok(changed > 0)
}
