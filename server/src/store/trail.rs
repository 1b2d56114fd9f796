//! Reading the audit trail.
//!
//! Ids begin with the time, so that a stretch of time is a range of ids, and the order of ids that of time. Lines are walked
//! in that order; only where few lines can match (a rare name, say) an index leads to them instead.

use super::{
    Start, StoreError, Tx,
    list::{Counted, KEEP_PLAN, range_of},
    parse,
};
use app::{
    model::{AuditId, Outcome, Timestamp, UserId},
    rules::names,
};
use sqlx::{FromRow, query_as, query_scalar};
use uuid::{Builder, Uuid};

/// What matches. `$1` and `$2` are the range of names, `$3` the user, `$4` and `$5` the range of actions, `$6` the outcome, `$10` the
/// whole address, `$11` its start.
macro_rules! matching {
    () => {
        "(CAST($1 AS TEXT) IS NULL OR actor_key >= $1 AND actor_key < $2 OR target_key >= $1 AND target_key < $2) \
         AND (CAST($3 AS UUID) IS NULL OR actor_id = $3 OR target_id = $3) \
         AND (CAST($4 AS TEXT) IS NULL OR action >= $4 AND action < $5) AND (CAST($6 AS TEXT) IS NULL OR outcome = $6) \
         AND (CAST($10 AS TEXT) IS NULL OR address = $10) \
         AND (CAST($11 AS TEXT) IS NULL OR SUBSTR(address, 1, LENGTH($11)) = $11)"
    };
}

/// The lines between the ids `$7` and `$8` among which it is looked for.
macro_rules! among {
    ($lines:literal) => {
        concat!(" FROM audit WHERE ", $lines, " AND id > $7 AND id < $8")
    };
}

macro_rules! page {
    ($order:literal, $lines:literal) => {
        concat!(
            "SELECT id, at, action, outcome, actor_id, actor_name, target_id, target_name, address, detail, position, seal",
            among!($lines),
            " AND ",
            matching!(),
            " ORDER BY id ",
            $order,
            " LIMIT $9"
        )
    };
}

/// How many of the latest `$9` lines match, and how many lines there were to look at.
macro_rules! count {
    ($lines:literal) => {
        concat!(
            "SELECT COALESCE(SUM(CASE WHEN ",
            matching!(),
            " THEN 1 ELSE 0 END), 0) AS number, COUNT(*) AS seen \
             FROM (SELECT actor_id, actor_key, target_id, target_key, action, outcome, address",
            among!($lines),
            " ORDER BY id DESC LIMIT $9) AS seen"
        )
    };
}

/// The three statements over the lines that one index leads to.
macro_rules! over {
    ($latest:ident, $earliest:ident, $count:ident, $lines:literal) => {
        const $latest: &str = page!("DESC", $lines);
        const $earliest: &str = page!("ASC", $lines);
        const $count: &str = count!($lines);
    };
}

over!(LATEST, EARLIEST, COUNT, "TRUE");
over!(
    LATEST_OF_NAME,
    EARLIEST_OF_NAME,
    COUNT_OF_NAME,
    "id IN (SELECT id FROM audit WHERE actor_key >= $1 AND actor_key < $2 \
     UNION SELECT id FROM audit WHERE target_key >= $1 AND target_key < $2)"
);
over!(
    LATEST_OF_USER,
    EARLIEST_OF_USER,
    COUNT_OF_USER,
    "id IN (SELECT id FROM audit WHERE actor_id = $3 UNION SELECT id FROM audit WHERE target_id = $3)"
);
over!(LATEST_OF_ACTION, EARLIEST_OF_ACTION, COUNT_OF_ACTION, "id IN (SELECT id FROM audit WHERE action >= $4 AND action < $5)");
over!(LATEST_OF_ADDRESS, EARLIEST_OF_ADDRESS, COUNT_OF_ADDRESS, "id IN (SELECT id FROM audit WHERE address = $10)");

const LINES_OF_NAME: &str = "SELECT COUNT(*) AS number FROM (SELECT id FROM audit WHERE actor_key >= $1 AND actor_key < $2 \
    UNION ALL SELECT id FROM audit WHERE target_key >= $1 AND target_key < $2 LIMIT $3) AS found";
const LINES_OF_USER: &str = "SELECT COUNT(*) AS number FROM (SELECT id FROM audit WHERE actor_id = $1 \
    UNION ALL SELECT id FROM audit WHERE target_id = $1 LIMIT $2) AS found";
const LINES_OF_ACTION: &str =
    "SELECT COUNT(*) AS number FROM (SELECT id FROM audit WHERE action >= $1 AND action < $2 LIMIT $3) AS found";
const LINES_OF_ADDRESS: &str = "SELECT COUNT(*) AS number FROM (SELECT id FROM audit WHERE address = $1 LIMIT $2) AS found";

statements!(
    LATEST,
    EARLIEST,
    COUNT,
    LATEST_OF_NAME,
    EARLIEST_OF_NAME,
    COUNT_OF_NAME,
    LATEST_OF_USER,
    EARLIEST_OF_USER,
    COUNT_OF_USER,
    LATEST_OF_ACTION,
    EARLIEST_OF_ACTION,
    COUNT_OF_ACTION,
    LATEST_OF_ADDRESS,
    EARLIEST_OF_ADDRESS,
    COUNT_OF_ADDRESS,
    LINES_OF_NAME,
    LINES_OF_USER,
    LINES_OF_ACTION,
    LINES_OF_ADDRESS
);

/// So many lines are few: quicker sorted than the trail is walked.
const FEW: i64 = 2000;

/// Clients' addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Addresses {
    /// This one.
    One(String),
    /// All that begin so.
    Beginning(String),
}

/// Which lines are read. Absent parts let every line through.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// The start of an actor's or a target's name.
    pub name: String,
    /// By or about this user.
    pub user: Option<UserId>,
    /// The start of the action.
    pub action: String,
    /// Those that ended so.
    pub outcome: Option<Outcome>,
    /// From there.
    pub addresses: Option<Addresses>,
    /// From then on.
    pub from: Option<Timestamp>,
    /// Before then.
    pub to: Option<Timestamp>,
}

/// A line as stored.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// Its id.
    pub id: AuditId,
    /// When.
    pub at: Timestamp,
    /// What.
    pub action: String,
    /// How it ended.
    pub outcome: Outcome,
    /// Who, by the name they had.
    pub actor: Option<(UserId, String)>,
    /// To whom, by the name they had.
    pub target: Option<(UserId, String)>,
    /// The client's address.
    pub address: Option<String>,
    /// More, as JSON.
    pub detail: String,
    /// Its position in the chain and its seal, once it has them.
    pub sealed: Option<(i64, Vec<u8>)>,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    at: i64,
    action: String,
    outcome: String,
    actor_id: Option<Uuid>,
    actor_name: Option<String>,
    target_id: Option<Uuid>,
    target_name: Option<String>,
    address: Option<String>,
    detail: String,
    position: Option<i64>,
    seal: Option<Vec<u8>>,
}

impl TryFrom<Row> for Recorded {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: AuditId(row.id),
            at: Timestamp(row.at),
            action: row.action,
            outcome: parse(&row.outcome, "audit.outcome")?,
            actor: row.actor_id.map(UserId).zip(row.actor_name),
            target: row.target_id.map(UserId).zip(row.target_name),
            address: row.address,
            detail: row.detail,
            sealed: row.position.zip(row.seal),
        })
    }
}

/// By what the lines are found.
#[derive(Clone, Copy, Debug)]
enum Way {
    Time,
    Name,
    User,
    Action,
    Address,
}

impl Way {
    const fn latest(self) -> &'static str {
        match self {
            Self::Time => LATEST,
            Self::Name => LATEST_OF_NAME,
            Self::User => LATEST_OF_USER,
            Self::Action => LATEST_OF_ACTION,
            Self::Address => LATEST_OF_ADDRESS,
        }
    }

    const fn earliest(self) -> &'static str {
        match self {
            Self::Time => EARLIEST,
            Self::Name => EARLIEST_OF_NAME,
            Self::User => EARLIEST_OF_USER,
            Self::Action => EARLIEST_OF_ACTION,
            Self::Address => EARLIEST_OF_ADDRESS,
        }
    }

    const fn count(self) -> &'static str {
        match self {
            Self::Time => COUNT,
            Self::Name => COUNT_OF_NAME,
            Self::User => COUNT_OF_USER,
            Self::Action => COUNT_OF_ACTION,
            Self::Address => COUNT_OF_ADDRESS,
        }
    }
}

/// A search of the trail: the filter as the statements take it, and the way to the lines.
#[derive(Debug)]
pub struct Search {
    names: Option<(String, String)>,
    user: Option<Uuid>,
    actions: Option<(String, String)>,
    outcome: Option<&'static str>,
    addresses: Option<Addresses>,
    first: Uuid,
    end: Uuid,
    way: Way,
}

impl Search {
    /// Prepares a search.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn new(tx: &mut Tx, filter: &Filter) -> Result<Self, StoreError> {
        let mut search = Self {
            names: range_of(&names::key(&filter.name)),
            user: filter.user.map(|user| user.0),
            actions: range_of(&filter.action),
            outcome: filter.outcome.map(Outcome::as_str),
            addresses: filter.addresses.clone(),
            first: filter.from.map_or(Uuid::nil(), first_id),
            end: filter.to.map_or(Uuid::max(), first_id),
            way: Way::Time,
        };
        search.way = search.best_way(tx).await?;
        Ok(search)
    }

    /// The index that leads to the fewest lines, if any leads to few.
    async fn best_way(&self, tx: &mut Tx) -> Result<Way, StoreError> {
        let mut best = (FEW, Way::Time);
        if let Some((first, end)) = &self.names {
            let lines = on!(tx, |c| query_scalar(LINES_OF_NAME).bind(first).bind(end).bind(FEW).fetch_one(c).await)?;
            best = fewer(best, (lines, Way::Name));
        }
        if let Some(user) = self.user {
            let lines = on!(tx, |c| query_scalar(LINES_OF_USER).bind(user).bind(FEW).fetch_one(c).await)?;
            best = fewer(best, (lines, Way::User));
        }
        if let Some((first, end)) = &self.actions {
            let lines = on!(tx, |c| query_scalar(LINES_OF_ACTION).bind(first).bind(end).bind(FEW).fetch_one(c).await)?;
            best = fewer(best, (lines, Way::Action));
        }
        if let Some(address) = self.address() {
            let lines = on!(tx, |c| query_scalar(LINES_OF_ADDRESS).bind(address).bind(FEW).fetch_one(c).await)?;
            best = fewer(best, (lines, Way::Address));
        }
        Ok(best.1)
    }

    /// One page of lines that match, latest first, at most `most`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn page(&self, tx: &mut Tx, start: Start<AuditId>, most: i64) -> Result<Vec<Recorded>, StoreError> {
        let (first, end) = match start {
            Start::First => (self.first, self.end),
            Start::After(key) => (self.first, self.end.min(key.0)),
            Start::Before(key) => (self.first.max(key.0), self.end),
        };
        let sql = if start.is_backwards() { self.way.earliest() } else { self.way.latest() };
        let mut rows: Vec<Row> = on!(tx, |c| query_as(sql)
            .persistent(KEEP_PLAN)
            .bind(self.names.as_ref().map(|(first, _)| first))
            .bind(self.names.as_ref().map(|(_, end)| end))
            .bind(self.user)
            .bind(self.actions.as_ref().map(|(first, _)| first))
            .bind(self.actions.as_ref().map(|(_, end)| end))
            .bind(self.outcome)
            .bind(first)
            .bind(end)
            .bind(most)
            .bind(self.address())
            .bind(self.address_start())
            .fetch_all(c)
            .await)?;
        if start.is_backwards() {
            rows.reverse();
        }
        rows.into_iter().map(Recorded::try_from).collect()
    }

    /// How many lines match.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count(&self, tx: &mut Tx) -> Result<Counted, StoreError> {
        let most = Counted::most(self.is_narrowed());
        let (number, seen): (i64, i64) = on!(tx, |c| query_as(self.way.count())
            .persistent(KEEP_PLAN)
            .bind(self.names.as_ref().map(|(first, _)| first))
            .bind(self.names.as_ref().map(|(_, end)| end))
            .bind(self.user)
            .bind(self.actions.as_ref().map(|(first, _)| first))
            .bind(self.actions.as_ref().map(|(_, end)| end))
            .bind(self.outcome)
            .bind(self.first)
            .bind(self.end)
            .bind(most)
            .bind(self.address())
            .bind(self.address_start())
            .fetch_one(c)
            .await)?;
        Ok(Counted { number, is_all: seen < most })
    }

    const fn is_narrowed(&self) -> bool {
        self.names.is_some()
            || self.user.is_some()
            || self.actions.is_some()
            || self.outcome.is_some()
            || self.addresses.is_some()
    }

    fn address(&self) -> Option<&str> {
        match &self.addresses {
            Some(Addresses::One(address)) => Some(address),
            _ => None,
        }
    }

    fn address_start(&self) -> Option<&str> {
        match &self.addresses {
            Some(Addresses::Beginning(start)) => Some(start),
            _ => None,
        }
    }
}

fn fewer(one: (i64, Way), other: (i64, Way)) -> (i64, Way) {
    if other.0 < one.0 { other } else { one }
}

/// The first id of that time; ids are UUIDv7.
pub(super) fn first_id(at: Timestamp) -> Uuid {
    let milliseconds = u64::try_from(at.0.div_euclid(1000)).unwrap_or_default();
    Builder::from_unix_timestamp_millis(milliseconds, &[0; 10]).into_uuid()
}
