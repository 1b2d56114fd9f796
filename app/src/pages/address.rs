//! The address of a list is what it was asked for: it can be kept, sent on, and gone back to.

use crate::model::Place;

/// The names and values in the query part of an address (without its question mark). What is not understood is left out.
pub(super) fn pairs(search: &str) -> Vec<(String, String)> {
    serde_urlencoded::from_str(search).unwrap_or_default()
}

/// Where a page of the list starts, if the pair says so.
pub(super) fn place(name: &str, value: String) -> Option<Place> {
    match name {
        "after" => Some(Place::After(value)),
        "before" => Some(Place::Before(value)),
        _ => None,
    }
}

/// A value that may be absent, as it stands in an address and in a form.
pub(super) fn text<T: ToString>(value: Option<&T>) -> String {
    value.map(T::to_string).unwrap_or_default()
}

/// The address of the list at `path`, asked for this; pairs without a value are left out.
pub(super) fn write(path: &str, pairs: impl IntoIterator<Item = (&'static str, String)>, place: Option<&Place>) -> String {
    let place = match place {
        Some(Place::After(key)) => Some(("after", key.clone())),
        Some(Place::Before(key)) => Some(("before", key.clone())),
        None => None,
    };
    let asked: Vec<_> = pairs.into_iter().filter(|(_, value)| !value.is_empty()).chain(place).collect();
    match serde_urlencoded::to_string(asked) {
        Ok(search) if !search.is_empty() => format!("{path}?{search}"),
        _ => path.to_owned(),
    }
}
