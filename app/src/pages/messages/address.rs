//! The list's address.

use crate::model::MessageQuery;
use crate::pages::address;

/// The list's path.
pub(super) const LIST: &str = "/messages";

/// What the query part of an address asks for. What is not understood is left out.
pub(super) fn read(search: &str) -> MessageQuery {
    let mut query = MessageQuery::default();
    for (name, value) in address::pairs(search) {
        match name.as_str() {
            "q" => query.q = value,
            "state" => query.state = value.parse().ok(),
            "kind" => query.kind = value.parse().ok(),
            name => query.place = address::place(name, value).or(query.place),
        }
    }
    query
}

/// The address that asks for this.
pub(super) fn write(query: &MessageQuery) -> String {
    let pairs =
        [("q", query.q.clone()), ("state", address::text(query.state.as_ref())), ("kind", address::text(query.kind.as_ref()))];
    address::write(LIST, pairs, query.place.as_ref())
}

/// Whether some messages are left out.
pub(super) fn is_filtered(query: &MessageQuery) -> bool {
    !query.q.is_empty() || query.state.is_some() || query.kind.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{MessageKind, MessageState, Place};

    #[test]
    fn an_address_asks_for_what_it_was_made_of() {
        let filtered = MessageQuery {
            q: "jonas+x & y@northwind.example".to_owned(),
            state: Some(MessageState::Failed),
            kind: Some(MessageKind::PasswordChangeLink),
            place: Some(Place::After("a=/?&".to_owned())),
        };
        let before = MessageQuery { place: Some(Place::Before("k".to_owned())), ..MessageQuery::default() };
        for query in [MessageQuery::default(), filtered, before] {
            let address = write(&query);
            let search = address.split_once('?').map_or("", |(_, search)| search);
            assert_eq!(read(search), query, "{address}");
        }
    }

    #[test]
    fn nonsense_asks_for_all() {
        assert_eq!(read("state=lost&kind=letter&page=2&&=&%ZZ"), MessageQuery::default());
        assert_eq!(write(&read("state=lost")), LIST);
    }
}
