//! Events: what happened, for timelines, for programs that follow it, and for automations.

mod event;
pub mod happened;

pub use event::Event;
pub use happened::{Happened, any_new, page, recent, take_new};

use super::{
    Counted, StoreError, Tx, causes,
    dialect::Engine,
    sql::{Sql, insert_rows, rows_specimen},
};
use app::model::{AutomationId, Timestamp, UserId};
use serde_json::{Map, Value};
use sqlx::{FromRow, query_as, query_scalar};
use uuid::Uuid;

const INSERT: &str = "INSERT INTO events (id, kind, user_id, actor, at, detail, in_timeline, causes, is_new) VALUES ";
const INSERT_USERS: &str = "INSERT INTO event_users (event_id, user_id) VALUES ";
const OF_USER: &str = "SELECT kind, actor, at, detail FROM events WHERE user_id = $1 AND in_timeline \
    ORDER BY at DESC, id DESC LIMIT 50";
/// Those that are about several users.
const AMONG_OTHERS: &str = "SELECT kind, actor, at, detail FROM event_users JOIN events ON events.id = event_id \
    WHERE event_users.user_id = $1 AND in_timeline ORDER BY event_id DESC LIMIT 50";
const COUNT: &str = "SELECT COUNT(*) AS number FROM (SELECT 1 FROM events LIMIT $1) AS found";

statements!(OF_USER, AMONG_OTHERS, COUNT);

/// The field of an event's JSON that is a column of its own: its kind.
const TAG: &str = "event";

/// An event to be recorded.
#[derive(Clone, Copy, Debug)]
pub struct NewEvent<'a> {
    /// What.
    pub event: &'a Event,
    /// The name of whoever caused it.
    pub actor: Option<&'a str>,
    /// The automations in whose consequence it happened.
    pub causes: &'a [AutomationId],
    /// When.
    pub at: Timestamp,
}

/// An event of a user.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// What.
    pub event: Event,
    /// The name of whoever caused it.
    pub actor: Option<String>,
    /// When.
    pub at: Timestamp,
}

#[derive(FromRow)]
struct Row {
    kind: String,
    actor: Option<String>,
    at: i64,
    detail: String,
}

/// Records an event about these users, who are known; nobody else may delete them meanwhile.
///
/// # Errors
/// When the database fails.
pub async fn record(tx: &mut Tx, id: Uuid, new: &NewEvent<'_>, about: &[UserId]) -> Result<(), StoreError> {
    let (only, several) = if let [only] = about { (Some(*only), &[][..]) } else { (None, about) };
    let shared = Shared::of(new)?;
    insert_rows(tx, INSERT, &[only], |sql, only| add_event(sql, new, &shared, (id, *only))).await?;
    insert_rows(tx, INSERT_USERS, several, |sql, user| add_user(sql, id, *user)).await
}

fn add_user(sql: &mut Sql, event: Uuid, user: UserId) {
    sql.add("(").bind(event).add(", ").bind(user.0).add(")");
}

/// Records one event about each of many users, under these ids.
///
/// # Errors
/// When the database fails.
pub async fn record_all(tx: &mut Tx, new: &NewEvent<'_>, users: &[(Uuid, UserId)]) -> Result<(), StoreError> {
    let shared = Shared::of(new)?;
    insert_rows(tx, INSERT, users, |sql, (id, user)| add_event(sql, new, &shared, (*id, Some(*user)))).await
}

/// Records events, each about one user, under these ids.
///
/// # Errors
/// When the database fails.
pub async fn record_each(tx: &mut Tx, all: &[(NewEvent<'_>, (Uuid, UserId))]) -> Result<(), StoreError> {
    let rows = all.iter().map(|(new, row)| Ok((new, Shared::of(new)?, *row))).collect::<Result<Vec<_>, StoreError>>()?;
    insert_rows(tx, INSERT, &rows, |sql, (new, shared, (id, user))| add_event(sql, new, shared, (*id, Some(*user)))).await
}

/// The JSON that the rows of one event about many share.
#[derive(Default)]
struct Shared {
    detail: String,
    causes: Option<String>,
}

impl Shared {
    fn of(new: &NewEvent<'_>) -> Result<Self, StoreError> {
        Ok(Self { detail: detail_of(new.event)?, causes: causes::write(new.causes)? })
    }
}

fn add_event(sql: &mut Sql, new: &NewEvent<'_>, shared: &Shared, (id, user): (Uuid, Option<UserId>)) {
    sql.add("(").bind(id).add(", ").bind(new.event.kind().as_str()).add(", ").bind(user.map(|user| user.0));
    sql.add(", ").bind(new.actor.map(str::to_owned)).add(", ").bind(new.at.0).add(", ").bind(shared.detail.as_str());
    sql.add(", ").bind(new.event.is_in_timeline()).add(", ").bind(shared.causes.clone()).add(", TRUE)");
}

/// The statements of many rows in specimens for the contract test.
pub(super) fn specimens(engine: Engine) -> Vec<(&'static str, String)> {
    let (id, user) = (Uuid::nil(), UserId(Uuid::nil()));
    let new = NewEvent { event: &Event::UserCreated, actor: None, causes: &[], at: Timestamp(0) };
    let shared = Shared::default();
    vec![
        ("events::INSERT", rows_specimen(engine, INSERT, &(id, Some(user)), |sql, row| add_event(sql, &new, &shared, *row))),
        ("events::INSERT_USERS", rows_specimen(engine, INSERT_USERS, &user, |sql, user| add_user(sql, id, *user))),
    ]
}

/// The latest events of a user that tell something on their record, latest first, at most 50 of those about them alone and 50
/// of those about several.
///
/// # Errors
/// When the database fails.
pub async fn of_user(tx: &mut Tx, user: UserId) -> Result<Vec<Recorded>, StoreError> {
    let mut rows: Vec<Row> = on!(tx, |c| query_as(OF_USER).bind(user.0).fetch_all(c).await)?;
    rows.extend(on!(tx, |c| query_as::<_, Row>(AMONG_OTHERS).bind(user.0).fetch_all(c).await)?);
    rows.into_iter()
        .map(|row| Ok(Recorded { event: read(row.kind, &row.detail)?, actor: row.actor, at: Timestamp(row.at) }))
        .collect()
}

/// How many events there are.
///
/// # Errors
/// When the database fails.
pub async fn count(tx: &mut Tx) -> Result<Counted, StoreError> {
    let number = on!(tx, |c| query_scalar(COUNT).bind(Counted::most(false)).fetch_one(c).await)?;
    Ok(Counted { number, is_all: true })
}

/// An event's fields as stored.
fn detail_of(event: &Event) -> Result<String, StoreError> {
    let Ok(Value::Object(mut fields)) = serde_json::to_value(event) else { return Err(StoreError::Unreadable("events")) };
    fields.remove(TAG);
    Ok(Value::Object(fields).to_string())
}

/// An event from its kind and its fields, of which earlier versions wrote `null` where there were none.
fn read(kind: String, detail: &str) -> Result<Event, StoreError> {
    let fields: Option<Map<String, Value>> = super::parse_json(detail, "events.detail")?;
    let mut fields = fields.unwrap_or_default();
    fields.insert(TAG.to_owned(), Value::String(kind));
    serde_json::from_value(Value::Object(fields)).map_err(|_| StoreError::Unreadable("events.kind"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::model::{CallerWay, EventField, EventKind, FactorWay, PasswordWay, SignInWay};

    /// One of each kind.
    fn specimens() -> Vec<Event> {
        let text = || "text".to_owned();
        vec![
            Event::SignedIn { through: SignInWay::Api, key: Some(text()) },
            Event::SignInFailed { failures: 7, through: SignInWay::Pages },
            Event::Locked { failures: 5, through: SignInWay::Api },
            Event::UserCreated,
            Event::Activated,
            Event::Deactivated,
            Event::EmailChanged,
            Event::PasswordChanged { how: Some(PasswordWay::First) },
            Event::LinkRequested,
            Event::LinkSent { reply: text() },
            Event::LinkUsed,
            Event::LinkExpired,
            Event::NewPasswordRequested { ticket: text() },
            Event::NewPasswordSent { reply: text() },
            Event::NewPasswordExpired,
            Event::TemporaryPasswordSet { ticket: text() },
            Event::TemporaryPasswordExpired,
            Event::ChangeRequired,
            Event::MailFailed { template: text(), reply: text() },
            Event::PasswordAge { days: 90 },
            Event::NoSignIn { days: 30 },
            Event::NotMe { template: Some(text()) },
            Event::ImportFinished { job: text(), success: true },
            Event::BulkFinished { job: text(), success: false },
            Event::AutomationFinished { automation: text(), success: true },
            Event::External { kind: text(), attributes: [("event".to_owned(), text())].into() },
            Event::Schedule,
            Event::LinkCopied,
            Event::SignedInToChoose,
            Event::Unlocked,
            Event::SessionsEnded { sessions: 2 },
            Event::SecondFactorSetUp { way: FactorWay::Totp },
            Event::SecondFactorRemoved,
            Event::RecoveryCodeUsed { left: 9 },
            Event::SecondFactorFailed,
            Event::CallerVerified { way: CallerWay::Mail },
        ]
    }

    #[test]
    fn every_kind_survives_the_way_to_the_database_and_back() {
        let specimens = specimens();
        assert_eq!(specimens.iter().map(Event::kind).collect::<Vec<_>>(), EventKind::ALL);
        for event in specimens {
            let detail = detail_of(&event).unwrap();
            assert_eq!(read(event.kind().to_string(), &detail).unwrap(), event);
        }
    }

    #[test]
    fn every_kind_can_be_filtered_by_what_it_says_and_by_nothing_else() {
        for event in specimens() {
            let offered: Vec<_> = event.kind().fields().iter().filter(|field| **field != EventField::By).collect();
            let facts = event.facts();
            let told: Vec<_> =
                facts.iter().map(|(field, _)| field).filter(|field| !matches!(field, EventField::Attribute(_))).collect();
            assert_eq!(told, offered, "{event:?}");
            assert_eq!(event.success().is_some(), event.kind().has_success(), "{event:?}");
            assert_eq!(event.number().is_some(), event.kind().has_number(), "{event:?}");
        }
    }

    #[test]
    fn events_of_earlier_versions_are_read_still() {
        let event = |kind: &str, detail| read(kind.to_owned(), detail).unwrap();
        assert_eq!(event("signed-in", "null"), Event::SignedIn { through: SignInWay::Pages, key: None });
        assert_eq!(event("password-changed", "null"), Event::PasswordChanged { how: None });
        assert_eq!(event("not-me", "null"), Event::NotMe { template: None });
        let failed = Event::SignInFailed { failures: 7, through: SignInWay::Pages };
        assert_eq!(event("sign-in-failed", r#"{"failures":7}"#), failed);
        assert!(read("from-the-future".to_owned(), "null").is_err());
    }
}
