//! Addresses of automations.

use crate::model::{AutomationId, EventKind, Place, RunQuery, RunState, TryOver};
use crate::pages::address;
use std::fmt::Display;

/// The list.
pub(super) const LIST: &str = "/automations";
/// The first window of a new one.
pub(super) const NEW: &str = "/automations/new";
/// What comes next.
pub(super) const NEXT: &str = "/automations/next";
/// Where an exported one is read.
pub(super) const IMPORT: &str = "/automations/import";
/// Before all are stopped, or let go on.
pub(super) const STOP: &str = "/automations/stop";

/// The address of an automation.
pub(super) fn record(id: AutomationId) -> String {
    format!("{LIST}/{id}")
}

/// The address of a page below it: a window, a step, a dry run.
pub(super) fn below(id: AutomationId, page: impl Display) -> String {
    format!("{LIST}/{id}/{page}")
}

/// The address of a new one that begins with failed sign-ins.
pub(super) fn recommended(name: &str) -> String {
    let kind = EventKind::SignInFailed;
    let filled = [("name", name), ("kind", kind.as_str()), ("number", "5"), ("minutes", "15"), (super::values::DO, "show")];
    format!("{NEW}?{}", serde_urlencoded::to_string(filled).unwrap_or_default())
}

/// What the query part of a record's address asks for.
#[must_use]
pub fn read_ledger(search: &str) -> RunQuery {
    let mut query = RunQuery::default();
    for (name, value) in address::pairs(search) {
        match name.as_str() {
            "state" => query.state = value.parse().ok(),
            name => query.place = address::place(name, value).or(query.place),
        }
    }
    query
}

/// The address of a ledger's file, with what is asked for.
pub(super) fn ledger_file(id: AutomationId, state: Option<RunState>) -> String {
    address::write(&below(id, "ledger.csv"), [("state", address::text(state.as_ref()))], None)
}

/// The address of a stretch of a ledger.
pub(super) fn ledger(id: AutomationId, state: Option<RunState>, place: Option<&Place>) -> String {
    address::write(&record(id), [("state", address::text(state.as_ref()))], place)
}

/// What the query part of the address of what comes next asks for.
pub(super) fn read_next(search: &str) -> Option<Place> {
    address::pairs(search).into_iter().find_map(|(name, value)| address::place(&name, value))
}

/// The month ("2026-11") that the query part of the same address asks for.
pub(super) fn read_month(search: &str) -> Option<String> {
    address::pairs(search).into_iter().find_map(|(name, value)| (name == "month").then_some(value))
}

/// The address of a stretch of what comes next, below the calendar of a month.
pub(super) fn next(month: Option<&str>, place: Option<&Place>) -> String {
    address::write(NEXT, [("month", month.unwrap_or_default().to_owned())], place)
}

/// Over which events the query part of an address asks to try; what is out of bounds is brought back into them.
pub(super) fn read_try(search: &str) -> TryOver {
    let pairs = address::pairs(search);
    let value = |name: &str| pairs.iter().find(|(other, _)| other == name).map_or("", |(_, value)| value.as_str());
    let count = value("count").trim().parse::<i64>();
    match value("over") {
        "days" => TryOver::Days(count.unwrap_or(30).clamp(1, TryOver::MOST_DAYS)),
        _ => count.map_or(TryOver::USUAL, |count| TryOver::Last(count.clamp(1, TryOver::MOST_EVENTS))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_of_a_ledger_is_found_by_its_address() {
        let id = AutomationId(uuid::Uuid::from_u128(7));
        let address = ledger(id, Some(RunState::Skipped), Some(&Place::After("50".to_owned())));
        assert_eq!(address, format!("/automations/{id}?state=skipped&after=50"));
        let read = read_ledger(address.split_once('?').unwrap().1);
        assert_eq!((read.state, read.place), (Some(RunState::Skipped), Some(Place::After("50".to_owned()))));
    }

    #[test]
    fn what_comes_next_keeps_its_month_from_page_to_page() {
        let place = Place::After("50".to_owned());
        assert_eq!(next(Some("2026-12"), Some(&place)), "/automations/next?month=2026-12&after=50");
        assert_eq!((next(None, Some(&place)).as_str(), next(None, None).as_str()), ("/automations/next?after=50", NEXT));
        let read = "month=2026-12&after=50";
        assert_eq!((read_month(read).as_deref(), read_next(read)), (Some("2026-12"), Some(place)));
        assert_eq!((read_month("after=50"), read_next("month=2026-12")), (None, None));
    }

    #[test]
    fn a_dry_run_keeps_within_its_bounds() {
        let read = ["", "over=last&count=0", "over=last&count=5000", "over=days&count=7", "over=days&count=x"].map(read_try);
        let expected = [TryOver::Last(100), TryOver::Last(1), TryOver::Last(1_000), TryOver::Days(7), TryOver::Days(30)];
        assert_eq!(read, expected);
    }
}
