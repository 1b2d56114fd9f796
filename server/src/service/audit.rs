//! Reading the audit trail.

use super::{
    Desk, Fault,
    moments::Moments,
    paging,
    zones::{self, Day},
};
use crate::{
    security::hex,
    store::trail::{Addresses, Filter, Recorded, Search},
};
use app::{
    api::{ApiError, Caller, Problem},
    model::{AuditEntry, AuditId, AuditQuery, Page, Permission},
};
use serde_json::Value;
use std::net::IpAddr;

impl Desk {
    pub(super) async fn read_audit(&self, caller: &Caller, query: &AuditQuery) -> Result<Page<AuditEntry>, Fault> {
        caller.require(Permission::ViewAudit)?;
        let filter = filter(query, &caller.time_zone)?;
        let start = paging::start(query.place.as_ref(), |key| key.parse::<AuditId>().ok())?;
        let moments = Moments::of(self.now(), caller);
        let mut tx = self.db.read().await?;
        let search = Search::new(&mut tx, &filter).await?;
        let counted = search.count(&mut tx).await?;
        let lines = search.page(&mut tx, start, paging::READ).await?;
        Ok(paging::page(&start, lines, counted, |line| line.id.to_string(), |line| entry(line, &moments)))
    }
}

/// Which lines are asked for. Days are those of this time zone.
///
/// # Errors
/// When something is no day.
pub(super) fn filter(query: &AuditQuery, zone: &str) -> Result<Filter, ApiError> {
    let days = [("from", day(&query.from, zone)), ("to", day(&query.to, zone))];
    let wrong = days.iter().filter_map(|(field, day)| day.is_err().then_some((*field, Problem::Day))).collect();
    if let Some(error) = ApiError::fields(wrong) {
        return Err(error);
    }
    let [from, to] = days.map(|(_, day)| day.ok().flatten());
    Ok(Filter {
        name: paging::searched(&query.q),
        user: query.user,
        action: paging::searched(&query.action),
        outcome: query.outcome,
        addresses: addresses(&query.address),
        from: from.map(|day| day.start),
        to: to.map(|day| day.end),
    })
}

/// An address that was typed whole is meant alone, however it is written. What ends like the beginning of a network is one.
fn addresses(entered: &str) -> Option<Addresses> {
    let entered = paging::searched(entered);
    match entered.parse::<IpAddr>() {
        _ if entered.is_empty() => None,
        Ok(address) if !entered.ends_with(':') => Some(Addresses::One(address.to_canonical().to_string())),
        _ => Some(Addresses::Beginning(entered.to_lowercase())),
    }
}

/// No day where none was entered.
fn day(entered: &str, zone: &str) -> Result<Option<Day>, Problem> {
    if entered.trim().is_empty() {
        return Ok(None);
    }
    zones::day_named(entered, zone).map(Some).ok_or(Problem::Day)
}

fn entry(line: Recorded, moments: &Moments<'_>) -> AuditEntry {
    AuditEntry {
        id: line.id,
        at: moments.moment(line.at),
        action: line.action,
        outcome: line.outcome,
        actor: line.actor,
        target: line.target,
        address: line.address,
        detail: named(&line.detail),
        sealed: line.sealed.map(|(position, seal)| (position, hex(&seal))),
    }
}

/// A stored detail as names and values.
pub(super) fn named(detail: &str) -> Vec<(String, String)> {
    serde_json::from_str(detail).map_or_else(|_| Vec::new(), |detail: Value| pairs(&detail))
}

/// A detail as names and values: what is nested has its names joined by dots, what is empty is left out.
fn pairs(detail: &Value) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    flatten("", detail, &mut pairs);
    pairs
}

fn flatten(name: &str, value: &Value, pairs: &mut Vec<(String, String)>) {
    match value {
        Value::Null => {}
        Value::Object(fields) => {
            for (field, value) in fields {
                let name = if name.is_empty() { field.clone() } else { format!("{name}.{field}") };
                flatten(&name, value, pairs);
            }
        }
        Value::Array(items) => pairs.push((name.to_owned(), items.iter().map(text).collect::<Vec<_>>().join(", "))),
        other => pairs.push((name.to_owned(), text(other))),
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn details_become_names_and_values() {
        let detail = json!({ "link": "a", "life": 60, "user": { "name": "b", "tags": ["c", "d"] }, "gone": null, "none": {} });
        let expected = [("life", "60"), ("link", "a"), ("user.name", "b"), ("user.tags", "c, d")];
        let mut pairs = pairs(&detail);
        pairs.sort();
        assert_eq!(pairs, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }

    #[test]
    fn an_address_is_meant_alone_when_it_is_whole() {
        let one = |address: &str| Some(Addresses::One(address.to_owned()));
        let beginning = |start: &str| Some(Addresses::Beginning(start.to_owned()));
        assert_eq!(addresses(" 192.0.2.7 "), one("192.0.2.7"));
        assert_eq!(addresses("::ffff:192.0.2.7"), one("192.0.2.7"), "as it is written down");
        assert_eq!(addresses("2001:0DB8::0007"), one("2001:db8::7"));
        assert_eq!(addresses("192.0.2."), beginning("192.0.2."));
        assert_eq!(addresses("2001:DB8:"), beginning("2001:db8:"));
        assert_eq!(addresses("2001:db8::"), beginning("2001:db8::"), "a network, and not the address in it that nobody has");
        assert_eq!(addresses(" "), None);
    }

    #[test]
    fn both_days_are_checked_at_once() {
        let query = AuditQuery { from: "yesterday".to_owned(), to: "2026-02-30".to_owned(), ..AuditQuery::default() };
        let error = filter(&query, "UTC").unwrap_err();
        assert!(error.for_field("from").is_some() && error.for_field("to").is_some());
    }
}
