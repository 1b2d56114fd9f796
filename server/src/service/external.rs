//! Events that other systems report: whom they are about is found here, and automations do the rest.

use super::{Desk, Fault, did};
use crate::store::{
    Tx,
    audit::Outcome,
    events::{Event, NewEvent},
    users::many,
};
use app::{
    api::{ApiError, Caller, EventProblem, Problem},
    model::{EventField, Permission, Span, Timestamp, UserId},
    rules::names,
};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use uuid::Uuid;

const RECEIVED: &str = "event.received";
/// The longest name of a kind, in characters.
const LONGEST_KIND: usize = 100;
/// User names and addresses that one event may name.
const MOST_NAMED: usize = 100;
/// Users whom it may mean: an address can be shared.
const MOST_MEANT: i64 = 500;
const MOST_ATTRIBUTES: usize = 20;
/// The longest text of an attribute, in characters.
const LONGEST_TEXT: usize = 500;
/// How long ago it may have happened.
const OLDEST: Span = Span::hours(24);
/// How far another system's clock may be ahead.
const AHEAD: Span = Span::minutes(1);

/// What another system reports.
#[derive(Debug)]
pub struct ExternalEvent {
    /// What it calls it: a to z, 0 to 9, dots and hyphens.
    pub kind: String,
    /// Whom it is about, by their user names.
    pub user_names: Vec<String>,
    /// Whom it is about, by an address: all active accounts that have it.
    pub emails: Vec<String>,
    /// What it says of it.
    pub attributes: BTreeMap<String, String>,
    /// When it happened; now when absent.
    pub occurred_at: Option<Timestamp>,
}

/// A report that was taken.
#[derive(Debug)]
pub struct Received {
    /// The event.
    pub id: Uuid,
    /// Whom it is about.
    pub meant: Meant,
}

/// Whom a report means.
#[derive(Debug)]
pub struct Meant {
    /// Those who were found, in order of their ids.
    pub users: Vec<UserId>,
    /// User names that nobody has, as they were given.
    pub unknown_names: Vec<String>,
    /// Addresses that no active account has, as they were given.
    pub unknown_emails: Vec<String>,
}

impl Desk {
    /// Takes an event that another system reports.
    ///
    /// # Errors
    /// When the caller may not change users, and so may not start what changes them; or what is wrong with which field.
    pub async fn receive_event(&self, caller: &Caller, reported: ExternalEvent) -> Result<Received, ApiError> {
        self.receive(caller, reported).await.map_err(|fault| self.report(fault))
    }

    async fn receive(&self, caller: &Caller, reported: ExternalEvent) -> Result<Received, Fault> {
        self.permit(caller, Permission::ChangeUsers, RECEIVED).await?;
        let now = self.now();
        check(&reported, now)?;
        let mut tx = self.db.write().await?;
        let meant = meant(&mut tx, &reported).await?;
        let mut line = did(caller, RECEIVED, Outcome::Done);
        let unknown = meant.unknown_names.len() + meant.unknown_emails.len();
        line.detail = serde_json::json!({ "kind": reported.kind, "users": meant.users.len(), "unknown": unknown });
        let at = reported.occurred_at.map_or(now, |at| at.min(now));
        let event = Event::External { kind: reported.kind, attributes: reported.attributes };
        let new = NewEvent { event: &event, actor: Some(&caller.display_name), causes: &self.causes, at };
        let id = self.record_event(&mut tx, &new, &meant.users).await?;
        line.detail["event"] = serde_json::json!(id);
        self.audit(&mut tx, line).await?;
        tx.commit().await?;
        Ok(Received { id, meant })
    }
}

/// Whom a report means, and which of its names mean nobody.
async fn meant(tx: &mut Tx, reported: &ExternalEvent) -> Result<Meant, Fault> {
    let named = many::by_names(tx, &keys(&reported.user_names)).await?;
    let addressed = many::active_of_emails(tx, &keys(&reported.emails), MOST_MEANT + 1).await?;
    let users: BTreeSet<UserId> = named.iter().chain(&addressed).map(|user| user.id).collect();
    if i64::try_from(users.len()).is_ok_and(|number| number > MOST_MEANT) {
        return Err(ApiError::field("emails", Problem::Event(EventProblem::EventUsers)).into());
    }
    let known_names: HashSet<String> = named.iter().map(|user| names::key(&user.user_name)).collect();
    let known_emails: HashSet<String> = addressed.iter().filter_map(|user| user.email.as_deref().map(names::key)).collect();
    Ok(Meant {
        users: users.into_iter().collect(),
        unknown_names: unknown(&reported.user_names, &known_names),
        unknown_emails: unknown(&reported.emails, &known_emails),
    })
}

/// The keys by which users are found. Nobody's has a NUL, which PostgreSQL does not take.
fn keys(given: &[String]) -> Vec<String> {
    given.iter().map(|text| names::key(text)).filter(|key| !key.contains('\0')).collect()
}

fn unknown(given: &[String], known: &HashSet<String>) -> Vec<String> {
    given.iter().filter(|text| !known.contains(&names::key(text))).cloned().collect()
}

/// Checks a report by itself.
fn check(reported: &ExternalEvent, now: Timestamp) -> Result<(), ApiError> {
    let ExternalEvent { kind, user_names, emails, attributes, occurred_at } = reported;
    let mut problems = Vec::new();
    let is_kind = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'.' || c == b'-';
    if !(1..=LONGEST_KIND).contains(&kind.len()) || !kind.bytes().all(is_kind) {
        problems.push(("kind", Problem::Event(EventProblem::EventKind)));
    }
    if user_names.len() + emails.len() > MOST_NAMED {
        problems.push(("user_names", Problem::Event(EventProblem::EventUsers)));
    }
    let is_name = |name: &str| (1..=EventField::LONGEST_ATTRIBUTE).contains(&name.chars().count());
    let fits = |(name, text): (&String, &String)| is_name(name) && text.chars().count() <= LONGEST_TEXT;
    if attributes.len() > MOST_ATTRIBUTES || !attributes.iter().all(fits) {
        problems.push(("attributes", Problem::Event(EventProblem::EventAttributes)));
    }
    if occurred_at.is_some_and(|at| !(now - OLDEST..=now + AHEAD).contains(&at)) {
        problems.push(("occurred_at", Problem::Event(EventProblem::EventTime)));
    }
    ApiError::fields(problems).map_or(Ok(()), Err)
}
