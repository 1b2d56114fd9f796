//! The trail's address.

use crate::model::AuditQuery;
use crate::pages::address;

/// The trail's path.
pub(super) const TRAIL: &str = "/audit";

/// What the query part of an address asks for. What is not understood is left out.
#[must_use]
pub fn read(search: &str) -> AuditQuery {
    let mut query = AuditQuery::default();
    for (name, value) in address::pairs(search) {
        match name.as_str() {
            "q" => query.q = value,
            "action" => query.action = value,
            "outcome" => query.outcome = value.parse().ok(),
            "user" => query.user = value.parse().ok(),
            "address" => query.address = value,
            "from" => query.from = value,
            "to" => query.to = value,
            name => query.place = address::place(name, value).or(query.place),
        }
    }
    query
}

/// The address that asks for this.
pub(super) fn write(query: &AuditQuery) -> String {
    address::write(TRAIL, pairs(query), query.place.as_ref())
}

/// The address of the same lines as a file, all of them.
pub(super) fn export(query: &AuditQuery) -> String {
    address::write(&format!("{TRAIL}/export.csv"), pairs(query), None)
}

fn pairs(query: &AuditQuery) -> [(&'static str, String); 7] {
    [
        ("q", query.q.clone()),
        ("action", query.action.clone()),
        ("outcome", address::text(query.outcome.as_ref())),
        ("user", address::text(query.user.as_ref())),
        ("address", query.address.clone()),
        ("from", query.from.clone()),
        ("to", query.to.clone()),
    ]
}

/// Whether some entries are left out.
pub(super) fn is_filtered(query: &AuditQuery) -> bool {
    let everything = AuditQuery { place: query.place.clone(), ..AuditQuery::default() };
    *query != everything
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Outcome, Place, UserId};

    fn filtered() -> AuditQuery {
        AuditQuery {
            q: "nora & 李".to_owned(),
            action: "user.".to_owned(),
            outcome: Some(Outcome::Refused),
            user: Some("01890000-0000-7000-8000-000000000000".parse::<UserId>().unwrap()),
            address: "2001:db8::7".to_owned(),
            from: "2026-11-01".to_owned(),
            to: "2026-11-21".to_owned(),
            place: Some(Place::Before("a=/?&".to_owned())),
        }
    }

    #[test]
    fn an_address_asks_for_what_it_was_made_of() {
        let after = AuditQuery { place: Some(Place::After("k".to_owned())), ..AuditQuery::default() };
        for query in [AuditQuery::default(), filtered(), after] {
            let address = write(&query);
            let search = address.split_once('?').map_or("", |(_, search)| search);
            assert_eq!(read(search), query, "{address}");
            let file = export(&query);
            let (path, search) = file.split_once('?').unwrap_or((file.as_str(), ""));
            assert_eq!((path, read(search)), ("/audit/export.csv", AuditQuery { place: None, ..query }));
        }
    }

    #[test]
    fn nonsense_asks_for_everything() {
        assert_eq!(read("outcome=maybe&user=ada&&=&%ZZ"), AuditQuery::default());
    }

    #[test]
    fn a_later_page_leaves_nothing_out() {
        assert!(is_filtered(&filtered()));
        assert!(!is_filtered(&read("after=k")));
    }
}
