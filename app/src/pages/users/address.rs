//! The list's address is what it was asked for: it can be kept, sent on, and gone back to.

use crate::model::{Place, UserQuery};

/// The list's path.
const LIST: &str = "/users";

/// What the query part of an address (without its question mark) asks for. What is not understood is left out.
pub(super) fn read(search: &str) -> UserQuery {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(search).unwrap_or_default();
    let mut query = UserQuery::default();
    for (name, value) in pairs {
        match name.as_str() {
            "q" => query.q = value,
            "after" => query.place = Some(Place::After(value)),
            "before" => query.place = Some(Place::Before(value)),
            _ => {}
        }
    }
    query
}

/// The address that asks for this.
pub(super) fn write(query: &UserQuery) -> String {
    let words = (!query.q.is_empty()).then_some(("q", &query.q));
    let place = query.place.as_ref().map(|place| match place {
        Place::After(key) => ("after", key),
        Place::Before(key) => ("before", key),
    });
    let pairs: Vec<_> = words.into_iter().chain(place).collect();
    match serde_urlencoded::to_string(pairs) {
        Ok(search) if !search.is_empty() => format!("{LIST}?{search}"),
        _ => LIST.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_asks_for_what_it_was_made_of() {
        for query in [
            UserQuery::default(),
            UserQuery { q: "李 & 50%25 a+b".to_owned(), place: None },
            UserQuery { q: String::new(), place: Some(Place::After("a=/?&".to_owned())) },
            UserQuery { q: "søren".to_owned(), place: Some(Place::Before("k".to_owned())) },
        ] {
            let address = write(&query);
            let search = address.split_once('?').map_or("", |(_, search)| search);
            assert_eq!(read(search), query, "{address}");
        }
    }

    #[test]
    fn nonsense_asks_for_everyone() {
        assert_eq!(read("page=3&&=&%ZZ"), UserQuery::default());
    }
}
