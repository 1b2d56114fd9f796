//! Addresses of jobs.

use crate::model::{BulkAction, BulkId, BulkOutcome, BulkQuery, BulkTarget, Place, UserId, UserQuery};
use crate::pages::{address, users};

/// The list of jobs.
pub(super) const LIST: &str = "/bulk";
/// The page before a job.
const NEW: &str = "/bulk/new";
/// The name of what is done, in the address of [`NEW`].
const DO: &str = "do";
/// The name of ticked users there, with dots between them.
const TICKED: &str = "ticked";

/// The address of a job.
pub(super) fn job(id: BulkId) -> String {
    format!("{LIST}/{id}")
}

/// The page before a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) action: BulkAction,
    pub(super) target: BulkTarget,
}

/// The address of the page before something is done for these users.
pub(in crate::pages) fn new_for(action: BulkAction, target: &BulkTarget) -> String {
    let whom = match target {
        BulkTarget::Ticked(users) => {
            vec![(TICKED, users.iter().map(ToString::to_string).collect::<Vec<_>>().join("."))]
        }
        BulkTarget::Filter(filter) => users::asked_pairs(&UserQuery { filter: (**filter).clone(), ..UserQuery::default() }),
    };
    address::write(NEW, [(DO, action.to_string())].into_iter().chain(whom), None)
}

/// What the query part of that address asks for; nothing when it names no action.
pub(super) fn read_new(search: &str) -> Option<Asked> {
    let pairs = address::pairs(search);
    let value = |name: &str| pairs.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str());
    let action = value(DO)?.parse().ok()?;
    let target = match value(TICKED) {
        Some(ticked) => BulkTarget::Ticked(ticked.split('.').filter_map(|id| id.parse::<UserId>().ok()).collect()),
        None => BulkTarget::Filter(Box::new(users::users_asked(search).filter)),
    };
    Some(Asked { action, target })
}

/// What the query part of a job's address asks for.
pub(super) fn read_ledger(search: &str) -> BulkQuery {
    let mut query = BulkQuery::default();
    for (name, value) in address::pairs(search) {
        match name.as_str() {
            "outcome" => query.outcome = value.parse().ok(),
            name => query.place = address::place(name, value).or(query.place),
        }
    }
    query
}

/// The address of a stretch of a job's ledger.
pub(super) fn ledger(id: BulkId, outcome: Option<BulkOutcome>, place: Option<&Place>) -> String {
    address::write(&job(id), [("outcome", address::text(outcome.as_ref()))], place)
}

/// What the query part of the list's address asks for.
pub(super) fn read_list(search: &str) -> Option<Place> {
    address::pairs(search).into_iter().find_map(|(name, value)| address::place(&name, value))
}

/// The address of a stretch of the list.
pub(super) fn list(place: &Place) -> String {
    address::write(LIST, [], Some(place))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::UserFilter;

    #[test]
    fn the_page_before_a_job_is_asked_for_what_its_address_was_made_of() {
        let ticked = BulkTarget::Ticked((1..4).map(|n| UserId(uuid::Uuid::from_u128(n))).collect());
        let filter =
            BulkTarget::Filter(Box::new(UserFilter { q: "a & b".to_owned(), active: Some(false), ..UserFilter::default() }));
        for target in [ticked, filter, BulkTarget::Filter(Box::default())] {
            let address = new_for(BulkAction::AddTag, &target);
            let search = address.split_once('?').map_or("", |(_, search)| search);
            assert_eq!(read_new(search), Some(Asked { action: BulkAction::AddTag, target }), "{address}");
        }
        assert_eq!((read_new("do=paint"), read_new("")), (None, None));
    }

    #[test]
    fn a_stretch_of_a_ledger_is_found_by_its_address() {
        let id = BulkId(uuid::Uuid::from_u128(7));
        let address = ledger(id, Some(BulkOutcome::Skipped), Some(&Place::After("50".to_owned())));
        assert_eq!(address, format!("/bulk/{id}?outcome=skipped&after=50"));
        let read = read_ledger(address.split_once('?').unwrap().1);
        assert_eq!((read.outcome, read.place), (Some(BulkOutcome::Skipped), Some(Place::After("50".to_owned()))));
    }
}
