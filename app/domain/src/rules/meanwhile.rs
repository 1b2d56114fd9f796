//! Two who edit the same thing: what the second is told of the first.

use crate::errors::Change;
use serde::de::DeserializeOwned;

/// The name of the form's field that says how the thing stood when it was shown.
pub const SHOWN: &str = "shown";

/// The fields of something by their names, as they are read.
type Fields<const N: usize> = [(&'static str, String); N];

/// How something stood when its form was shown, as the form carries it; `None` when that cannot be read.
#[must_use]
pub fn shown<T: DeserializeOwned>(carried: &str) -> Option<T> {
    serde_json::from_str(carried).ok()
}

/// What others changed: the fields that are neither as they were shown nor as entered, with what they say now. Where nobody
/// knows what was shown, those that are not as entered.
#[must_use]
pub fn theirs<const N: usize>(shown: Option<Fields<N>>, stored: Fields<N>, entered: Fields<N>) -> Vec<Change> {
    let shown = shown.map_or_else(|| vec![None; N], |shown| shown.into_iter().map(Some).collect());
    let changed = stored.into_iter().zip(entered).zip(shown);
    let theirs = changed.filter(|((stored, entered), shown)| stored != entered && shown.as_ref() != Some(stored));
    theirs.map(|(((field, now), _), _)| Change { field: field.to_owned(), now }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(name: &str, zone: &str, tags: &str) -> Fields<3> {
        [("name", name.to_owned()), ("zone", zone.to_owned()), ("tags", tags.to_owned())]
    }

    fn told(shown: Option<Fields<3>>, stored: Fields<3>, entered: Fields<3>) -> Vec<(String, String)> {
        theirs(shown, stored, entered).into_iter().map(|change| (change.field, change.now)).collect()
    }

    #[test]
    fn the_second_is_told_what_the_first_changed_and_not_what_they_changed_themselves() {
        let shown = || Some(fields("Ada", "Berlin", ""));
        let tags = vec![("tags".to_owned(), "on loan".to_owned())];
        assert_eq!(told(shown(), fields("Ada", "Berlin", "on loan"), fields("Ada", "Paris", "")), tags);
        assert_eq!(told(shown(), fields("Ada", "Berlin", "on loan"), fields("Ada", "Berlin", "away")), tags, "both of them");
    }

    #[test]
    fn what_both_changed_alike_is_nothing_to_tell() {
        assert!(told(Some(fields("Ada", "", "")), fields("Ada L.", "", ""), fields("Ada L.", "", "")).is_empty());
    }

    #[test]
    fn where_nobody_knows_what_was_shown_everything_that_differs_is_told() {
        assert_eq!(told(None, fields("Ada", "Berlin", "x"), fields("Ada", "Paris", "")).len(), 2);
        assert_eq!(shown::<Vec<String>>("no json"), None);
    }
}
