//! What holds of any file of users, and dividing one as a whole, to try it.

use super::{
    row::rows_of,
    split::{Divided, Limits, Splitter, number, records},
};
use app::{
    model::{ImportField, ImportOptions, Kind, Locale, Role, UserDraft},
    rules::imports::{FileProblem, guessed},
};

/// Divides a file that arrives in portions of this size.
pub(super) fn divided(text: &[u8], portion: usize) -> Result<Divided, FileProblem> {
    divided_within(Limits::default(), text, portion)
}

/// The same where it may hold so much.
pub(super) fn divided_within(limits: Limits, text: &[u8], portion: usize) -> Result<Divided, FileProblem> {
    let mut splitter = Splitter::new(limits);
    let mut taken = Vec::new();
    for portion in text.chunks(portion) {
        splitter.push(portion)?;
        taken.append(&mut splitter.take_ready());
    }
    let mut divided = splitter.finish()?;
    taken.append(&mut divided.rest);
    divided.rest = taken;
    Ok(divided)
}

/// Its rows, each with its cells.
pub(super) fn rows(divided: &Divided) -> Vec<Vec<String>> {
    divided.rest.iter().flat_map(|chunk| records(&chunk.content, divided.separator)).collect()
}

/// A file is the same in whatever portions it comes. What is taken has as many cells in each row as it has columns, and its rows can be
/// read, whatever the columns are said to be.
///
/// # Panics
/// When that does not hold.
pub fn holds_of_file(file: &[u8], portion: usize) {
    let (parted, whole) = (divided(file, portion.max(1)), divided(file, 1 << 20));
    let told = |divided: &Result<Divided, FileProblem>| {
        let told = |divided: &Divided| (divided.separator, divided.columns.len(), divided.rows, rows(divided));
        divided.as_ref().map(told).map_err(|problem| *problem)
    };
    assert_eq!(told(&parted), told(&whole));
    let Ok(divided) = whole else { return };
    let cells = rows(&divided);
    assert_eq!(number(cells.len()), divided.rows);
    assert!(cells.iter().all(|row| row.len() == divided.columns.len()));
    let in_order = ImportOptions { columns: ImportField::ALL.iter().copied().map(Some).collect(), ..ImportOptions::default() };
    for options in [guessed(divided.columns.iter().map(|column| column.name.as_str())), in_order] {
        hold_of_rows(&divided, &options);
    }
}

/// An account before anything is entered.
pub(super) fn blank() -> UserDraft {
    UserDraft {
        kind: Kind::Human,
        role: Role::User,
        user_name: String::new(),
        display_name: String::new(),
        email: String::new(),
        language: Locale::En,
        time_zone: String::new(),
        tags: String::new(),
        accept_lookalike: false,
    }
}

fn hold_of_rows(divided: &Divided, options: &ImportOptions) {
    let blank = blank();
    for row in divided.rest.iter().flat_map(|chunk| rows_of(divided.separator, options, chunk)) {
        assert!((2..=divided.rows + 1).contains(&row.number), "the head is row 1");
        let (draft, _, wrong) = row.onto(&blank, false);
        assert_eq!(draft.user_name, row.user_name());
        assert!(wrong.into_iter().all(|wrong| !row.problem(wrong).value.contains(char::is_control)));
    }
}
