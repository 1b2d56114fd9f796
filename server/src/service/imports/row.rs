//! A row of a file as what a form would hold.

use super::split::{records, shortened};
use crate::store::imports::rows::Chunk;
use app::{
    api::Problem,
    model::{ImportField, ImportOptions, ImportProblem, UserDraft},
    rules::imports::{choices, kind, language, role, unguarded, yes_no},
};

/// What stands in a row, by field; nothing for fields without a column.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// Its number, as spreadsheets count.
    pub(super) number: i64,
    cells: [Option<String>; ImportField::ALL.len()],
}

/// What is wrong with a field.
pub(super) type Wrong = (&'static str, Problem);

/// The rows of a piece; those without a single value are none.
pub(super) fn rows_of(separator: u8, options: &ImportOptions, chunk: &Chunk) -> Vec<Row> {
    let numbered = (chunk.first_row..).zip(records(&chunk.content, separator));
    let filled = numbered.filter(|(_, cells)| cells.iter().any(|cell| !cell.trim().is_empty()));
    filled.map(|(number, cells)| Row::read(number, &cells, &options.columns)).collect()
}

impl Row {
    fn read(number: i64, cells: &[String], columns: &[Option<ImportField>]) -> Self {
        let mut row = Self { number, cells: Default::default() };
        for (cell, field) in cells.iter().zip(columns) {
            if let Some(field) = field {
                row.cells[*field as usize] = Some(unguarded(cell.trim_matches(' ')).trim().to_owned());
            }
        }
        row
    }

    /// What stands there; `None` where no column says it.
    pub(super) fn cell(&self, field: ImportField) -> Option<&str> {
        self.cells[field as usize].as_deref()
    }

    /// The user name; empty where none is given.
    pub(super) fn user_name(&self) -> &str {
        self.cell(ImportField::UserName).unwrap_or_default()
    }

    /// What the row says in place of what stands in `base`, Is Active where it says so, and what cannot be understood. Where
    /// one of a few words is expected, nothing means to leave it.
    pub(super) fn onto(&self, base: &UserDraft, accept_lookalike: bool) -> (UserDraft, Option<bool>, Vec<Wrong>) {
        let mut wrong = Vec::new();
        let mut active = None;
        let mut draft = UserDraft { accept_lookalike, ..base.clone() };
        self.user_name().clone_into(&mut draft.user_name);
        if draft.display_name.is_empty() {
            draft.display_name.clone_from(&draft.user_name);
        }
        let texts = [
            (ImportField::DisplayName, &mut draft.display_name),
            (ImportField::Email, &mut draft.email),
            (ImportField::Tags, &mut draft.tags),
        ];
        for (field, text) in texts {
            if let Some(cell) = self.cell(field) {
                cell.clone_into(text);
            }
        }
        if let Some(zone) = self.filled(ImportField::TimeZone) {
            zone.clone_into(&mut draft.time_zone);
        }
        self.choose(ImportField::Kind, kind, &mut wrong, |kind| draft.kind = kind);
        self.choose(ImportField::Role, role, &mut wrong, |role| draft.role = role);
        self.choose(ImportField::Language, language, &mut wrong, |language| draft.language = language);
        self.choose(ImportField::IsActive, yes_no, &mut wrong, |is_active| active = Some(is_active));
        (draft, active, wrong)
    }

    fn filled(&self, field: ImportField) -> Option<&str> {
        self.cell(field).filter(|cell| !cell.is_empty())
    }

    fn choose<T>(&self, field: ImportField, read: impl Fn(&str) -> Option<T>, wrong: &mut Vec<Wrong>, take: impl FnOnce(T)) {
        let Some(cell) = self.filled(field) else { return };
        match read(cell) {
            Some(value) => take(value),
            None => wrong.push((field.as_str(), Problem::NotOneOf(choices(field)))),
        }
    }

    /// What is wrong as it is kept: with the value that stands there.
    pub(super) fn problem(&self, (field, problem): Wrong) -> ImportProblem {
        let value = field.parse().ok().and_then(|field| self.cell(field)).unwrap_or_default();
        ImportProblem { row: self.number, field: field.to_owned(), value: shortened(value), problem }
    }
}
