//! Rows of CSV (RFC 4180) for people who open them in a spreadsheet.

/// So that spreadsheets read UTF-8.
const MARK: &str = "\u{feff}";

/// The mark and the names of the columns.
#[must_use]
pub(crate) fn head<T: AsRef<str>>(columns: &[T]) -> Vec<u8> {
    [MARK.as_bytes(), &row(columns)].concat()
}

/// A row.
#[must_use]
pub(crate) fn row<T: AsRef<str>>(cells: &[T]) -> Vec<u8> {
    let written: Vec<String> = cells.iter().map(|cell| quoted(&harmless(cell.as_ref()))).collect();
    format!("{}\r\n", written.join(",")).into_bytes()
}

/// What a spreadsheet would take for a formula gets an apostrophe before it (ASVS 5.0, 1.2.10).
fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\0']) { format!("'{cell}") } else { cell.to_owned() }
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\r', '\n']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_no_formula_is_written() {
        let written = row(&["Jonas", "Feld, \"Jo\"", "=1+1", "two\nlines", ""]);
        assert_eq!(String::from_utf8(written).unwrap(), "Jonas,\"Feld, \"\"Jo\"\"\",'=1+1,\"two\nlines\",\r\n");
        assert!(head(&["a"]).starts_with(MARK.as_bytes()));
    }
}
