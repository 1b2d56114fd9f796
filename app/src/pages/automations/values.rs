//! What a window starts with: what was entered before its form was refused or its fields were shown anew without scripts, or
//! what is kept.

use crate::model::{FormState, UserId};
use crate::pages::address;
use crate::rules::automation::FILTERS;
use crate::rules::automation_form::{self as rules, REMIND_ROWS, SYSTEM_USER, in_row, read_named, remind};
use std::collections::BTreeMap;

/// The button without scripts that shows the form anew: "show", "find", "add-filter", "remove-filter-3".
pub(super) const DO: &str = "do";
/// Adds a row of filters.
pub(super) const ADD: &str = "add-filter";
const REMOVE: &str = "remove-filter-";

/// The values of a window's fields, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Values(BTreeMap<String, String>);

impl Values {
    /// Those of a form that was refused, else those in the address, else what is kept.
    pub(super) fn start(form: Option<&FormState>, search: &str, kept: impl FnOnce() -> Vec<(String, String)>) -> Self {
        match form {
            Some(form) => Self(form.values.clone()),
            None => Self::in_address(search).unwrap_or_else(|| Self(kept().into_iter().collect())),
        }
    }

    /// Those in the query part of an address, if a button without scripts was pressed.
    fn in_address(search: &str) -> Option<Self> {
        let mut values: BTreeMap<String, String> = address::pairs(search).into_iter().collect();
        let pressed = values.remove(DO)?;
        let mut values = Self(values);
        if let Some(row) = pressed.strip_prefix(REMOVE).and_then(|row| row.parse().ok()) {
            values.forget(row);
        }
        if let (true, Some(row)) = (pressed == ADD, free_row(&values.filters())) {
            values.forget(row);
            values.0.insert(in_row("field", row), " ".to_owned());
        }
        Some(values)
    }

    /// The button that removes a row of filters.
    pub(super) fn remove(row: usize) -> String {
        format!("{REMOVE}{row}")
    }

    pub(super) fn text(&self, field: &str) -> String {
        self.0.get(field).cloned().unwrap_or_default()
    }

    /// The rows of filters.
    pub(super) fn filters(&self) -> Vec<usize> {
        rules::filter_rows(|field| self.text(field))
    }

    /// Forgets what a row of filters started with, whose number another one gets.
    pub(super) fn forget(&mut self, row: usize) {
        for part in ["field", "operator", "value", rules::ATTRIBUTE] {
            self.0.remove(&in_row(part, row));
        }
    }

    /// Those who are chosen in the picker of one, or in that of several.
    pub(super) fn chosen(value: impl Fn(&str) -> String) -> Vec<(UserId, String)> {
        let rows = (0..REMIND_ROWS).map(remind).chain([SYSTEM_USER.to_owned()]);
        rows.filter_map(|row| read_named(&value(&row))).collect()
    }
}

/// The first number that no row has.
pub(super) fn free_row(taken: &[usize]) -> Option<usize> {
    (0..FILTERS).find(|row| !taken.contains(row))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(pressed: &str) -> Vec<usize> {
        let search = format!("kind=signed-in&field-0=through&operator-0=equals&value-0=api&do={pressed}");
        Values::start(None, &search, Vec::new).filters()
    }

    #[test]
    fn rows_are_added_and_removed_without_scripts() {
        assert_eq!((rows("add-filter"), rows("remove-filter-0"), rows("show")), (vec![0, 1], vec![], vec![0]));
    }

    #[test]
    fn an_address_counts_once_a_button_was_pressed() {
        let kept = || vec![("kind".to_owned(), "locked".to_owned())];
        assert_eq!(Values::start(None, "kind=signed-in", kept).text("kind"), "locked");
        assert_eq!(Values::start(None, "kind=signed-in&do=show", kept).text("kind"), "signed-in");
    }
}
