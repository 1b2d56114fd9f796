//! Two who edit the same thing: what the second is told of the first.

use crate::errors::Change;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// The name of the form's field that says how the thing stood when it was shown.
pub const SHOWN: &str = "shown";

/// The fields of something by their names, as they are read.
type Fields<const N: usize> = [(&'static str, String); N];

/// How the fields of something read when its form was shown, each as a number: short enough to stand in the address of a form
/// whose fields are shown anew without scripts, and telling nothing there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Marks(Vec<u32>);

impl Marks {
    /// Those of fields.
    #[must_use]
    pub fn of<const N: usize>(fields: &Fields<N>) -> Self {
        Self(fields.iter().map(|(_, text)| mark(text)).collect())
    }
}

/// FNV-1a: the same in the browser and on the server, and in every build.
fn mark(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |mark, byte| (mark ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

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

/// The same where marks say what was shown, of something that is entered in several forms: of fields that are not in this one,
/// those that are not as they were shown.
#[must_use]
pub fn theirs_by_marks<const N: usize>(
    shown: Option<&Marks>,
    stored: Fields<N>,
    entered: Fields<N>,
    in_form: impl Fn(&str) -> bool,
) -> Vec<Change> {
    let mut changes = Vec::new();
    for (place, ((field, now), (_, entered))) in stored.into_iter().zip(entered).enumerate() {
        let differs = if in_form(field) { now != entered } else { shown.is_some() };
        let is_as_shown = shown.is_some_and(|Marks(marks)| marks.get(place) == Some(&mark(&now)));
        if differs && !is_as_shown {
            changes.push(Change { field: field.to_owned(), now });
        }
    }
    changes
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
    fn marks_tell_the_same_and_of_the_forms_beside_this_one_too() {
        let told = |stored, in_form: fn(&str) -> bool| {
            let marks = Marks::of(&fields("Ada", "Berlin", ""));
            let changes = theirs_by_marks(Some(&marks), stored, fields("Ada", "Paris", ""), in_form);
            changes.into_iter().map(|change| change.field).collect::<Vec<_>>()
        };
        assert_eq!(told(fields("Ada", "Berlin", "on loan"), |_| true), ["tags"]);
        assert_eq!(told(fields("Ada L.", "Berlin", ""), |field| field == "zone"), ["name"]);
        assert!(told(fields("Ada", "Berlin", ""), |_| true).is_empty());
        let unknown = theirs_by_marks(None, fields("Ada L.", "Berlin", ""), fields("Ada", "Paris", ""), |field| field == "zone");
        assert_eq!(unknown.len(), 1, "of the others nobody knows what was shown");
    }

    #[test]
    fn marks_are_short_in_an_address() {
        let marks = Marks::of(&fields("Ada", "Berlin", ""));
        let carried = serde_json::to_string(&marks).unwrap();
        assert!(carried.len() < 40, "{carried}");
        assert_eq!(shown::<Marks>(&carried), Some(marks));
        assert_eq!(shown::<Marks>("null"), None, "of what is new");
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
