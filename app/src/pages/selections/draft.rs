//! What the builder starts with: what was entered before the form was refused or a row was added without scripts, what an
//! address asks for, or how the selection stands.

use crate::api::ApiError;
use crate::model::{Criteria, CriterionKind, FormState, SelectionDraft};
use crate::pages::address;
use crate::rules::selection as rules;
use std::collections::BTreeMap;

/// The button without scripts: "add", "remove-3", or "update".
pub(super) const DO: &str = "do";
const REMOVE: &str = "remove-";

/// The values of the builder's fields, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Values(BTreeMap<String, String>);

impl Values {
    /// Those of a selection as it is kept.
    pub(super) fn of(draft: &SelectionDraft) -> Self {
        let about = [("name", &draft.name), ("description", &draft.description)];
        let about = about.into_iter().map(|(field, value)| (field.to_owned(), value.clone()));
        Self(about.chain(rules::fields(&draft.criteria)).collect())
    }

    /// Those of a form that was refused.
    pub(super) fn refused(form: &FormState) -> Self {
        Self(form.values.clone())
    }

    /// Those in the query part of an address, if there are any.
    pub(super) fn in_address(search: &str) -> Option<Self> {
        let mut values: BTreeMap<String, String> = address::pairs(search).into_iter().collect();
        let pressed = values.remove(DO).unwrap_or_default();
        if let Some(row) = pressed.strip_prefix(REMOVE).and_then(|row| row.parse().ok()) {
            values.remove(&rules::on(row));
        }
        let mut values = Self(values);
        if let (true, Some(row)) = (pressed == "add", values.free_row()) {
            values.forget(row);
            values.0.insert(rules::on(row), CriterionKind::ALL[0].to_string());
        }
        (!pressed.is_empty() || !values.rows().is_empty()).then_some(values)
    }

    /// The button that removes a row.
    pub(super) fn remove(row: usize) -> String {
        format!("{REMOVE}{row}")
    }

    pub(super) fn text(&self, field: &str) -> String {
        self.0.get(field).cloned().unwrap_or_default()
    }

    pub(super) fn rows(&self) -> Vec<(usize, CriterionKind)> {
        rules::rows(|field| self.text(field))
    }

    /// The conditions, where all of them are complete.
    pub(super) fn criteria(&self) -> Option<Criteria> {
        let (criteria, problems) = rules::read(|field| self.text(field));
        problems.is_empty().then_some(criteria)
    }

    /// Forgets what a row started with, whose number another one gets.
    pub(super) fn forget(&mut self, row: usize) {
        let (one, several) = (rules::is(row), rules::is_ticked(row, ""));
        self.0.retain(|field, _| *field != one && !field.starts_with(&several));
    }

    fn free_row(&self) -> Option<usize> {
        free_row(&self.rows().into_iter().map(|(row, _)| row).collect::<Vec<_>>())
    }
}

/// The first number that no row has.
pub(super) fn free_row(taken: &[usize]) -> Option<usize> {
    (0..rules::MOST).find(|row| !taken.contains(row))
}

/// The address of a new selection with these conditions.
pub(in crate::pages) fn new_with(criteria: &Criteria) -> String {
    let fields = rules::fields(criteria);
    let pairs: Vec<(&str, &str)> = fields.iter().map(|(field, value)| (field.as_str(), value.as_str())).collect();
    format!("{}?{}", super::NEW, serde_urlencoded::to_string(pairs).unwrap_or_default())
}

/// What a form with these values asks to be kept, if the browser sees nothing wrong with it.
pub(super) fn entered(value: impl Fn(&str) -> String) -> Result<SelectionDraft, ApiError> {
    let (draft, problems) = rules::draft(value);
    rules::refused(&problems).map_or(Ok(draft), Err)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Criterion, Kind};

    fn criteria() -> Criteria {
        Criteria { all: vec![Criterion::Kind(vec![Kind::Api]), Criterion::Words("Feld & Söhne".to_owned())] }
    }

    #[test]
    fn an_address_carries_conditions() {
        let address = new_with(&criteria());
        let values = Values::in_address(address.split_once('?').unwrap().1).unwrap();
        assert_eq!(values.criteria(), Some(criteria()));
        assert_eq!(Values::in_address(""), None);
        assert_eq!(Values::in_address("language=de"), None);
    }

    #[test]
    fn rows_are_added_and_removed_without_scripts() {
        let address = new_with(&criteria()).split_once('?').unwrap().1.to_owned();
        let rows = |pressed: &str| Values::in_address(&format!("{address}&do={pressed}")).unwrap().rows();
        assert_eq!(rows("add").len(), 3);
        assert_eq!(rows("add")[2].0, 2);
        assert_eq!(rows("remove-0").iter().map(|(row, _)| *row).collect::<Vec<_>>(), [1]);
        assert_eq!(rows("update").len(), 2);
        assert_eq!(Values::in_address("do=add").unwrap().rows().len(), 1);
    }
}
