//! Divides a file into pieces of whole rows while it arrives, and finds where it is broken.

use crate::store::imports::rows::Chunk;
use app::{
    model::ImportColumn,
    rules::imports::{FileProblem, LARGEST, LONGEST_ROW, MARK, MOST_COLUMNS, MOST_ROWS},
};
use std::io::Read as _;

/// A piece has at most so many rows, which are done in one transaction.
pub(super) const PIECE_ROWS: i64 = 1_000;
/// A piece ends after so many bytes however few its rows are.
const PIECE_BYTES: usize = 256 * 1024;
/// What may stand between cells. The first counts where none does.
const SEPARATORS: [u8; 3] = *b",;\t";
/// So many first values of each column are kept.
const SAMPLES: usize = 3;
/// The longest sample, in characters.
const LONGEST_SAMPLE: usize = 60;

/// How much a file may hold.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Bytes.
    bytes: usize,
    /// Rows without the head.
    rows: i64,
    /// Columns.
    columns: usize,
    /// Bytes of a row. As far the first one is looked for before the separator is chosen.
    row_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: LARGEST, rows: MOST_ROWS, columns: MOST_COLUMNS, row_bytes: LONGEST_ROW }
    }
}

/// Where in a row the next byte stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    /// At the beginning of a row: an empty line is none.
    Row,
    /// At the beginning of a cell.
    Cell,
    /// In a cell without quotes.
    Plain,
    /// In a cell with quotes.
    Quoted,
    /// Behind a quote in a cell with quotes: its end, or the first of two.
    Quote,
}

/// Takes a file in any portions.
#[derive(Debug)]
pub(super) struct Splitter {
    limits: Limits,
    /// What came before the separator could be chosen.
    head: Vec<u8>,
    /// What stands between the cells, once it is known.
    separator: Option<u8>,
    at: At,
    /// The rows that are not handed on yet, the last one perhaps not whole.
    piece: Vec<u8>,
    /// Where in it the row begins that is read.
    row_begins: usize,
    /// Cells of this row.
    cells: usize,
    /// Lines: of the beginning of the piece, of this row, of the quote that was opened last, and of the next byte.
    piece_line: i64,
    row_line: i64,
    quote_line: i64,
    line: i64,
    after_return: bool,
    /// Whole rows in the piece, the first of which is this one of the file.
    piece_rows: i64,
    first_row: i64,
    bytes: usize,
    columns: Vec<ImportColumn>,
    pieces: i64,
    ready: Vec<Chunk>,
}

/// A file that was divided.
#[derive(Debug)]
pub(super) struct Divided {
    /// What stands between its cells.
    pub(super) separator: u8,
    /// Its columns.
    pub(super) columns: Vec<ImportColumn>,
    /// How many pieces there were.
    pub(super) pieces: i64,
    /// How many rows, without the head.
    pub(super) rows: i64,
    /// The pieces that were not taken yet.
    pub(super) rest: Vec<Chunk>,
}

impl Splitter {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            limits,
            head: Vec::new(),
            separator: None,
            at: At::Row,
            piece: Vec::new(),
            row_begins: 0,
            cells: 1,
            piece_line: 1,
            row_line: 1,
            quote_line: 1,
            line: 1,
            after_return: false,
            piece_rows: 0,
            // The head is row 1; it stands in no piece.
            first_row: 1,
            bytes: 0,
            columns: Vec::new(),
            pieces: 0,
            ready: Vec::new(),
        }
    }

    /// Takes a portion.
    ///
    /// # Errors
    /// Where the file is broken.
    pub(super) fn push(&mut self, portion: &[u8]) -> Result<(), FileProblem> {
        self.bytes += portion.len();
        if self.bytes > self.limits.bytes {
            return Err(FileProblem::TooLarge);
        }
        let Some(separator) = self.separator else {
            self.head.extend_from_slice(portion);
            return if ends_row(unmarked(&self.head)) || self.head.len() > self.limits.row_bytes { self.begin() } else { Ok(()) };
        };
        self.scan(portion, separator)
    }

    /// The pieces that are whole.
    pub(super) fn take_ready(&mut self) -> Vec<Chunk> {
        std::mem::take(&mut self.ready)
    }

    /// Ends the file.
    ///
    /// # Errors
    /// Where the file is broken.
    pub(super) fn finish(mut self) -> Result<Divided, FileProblem> {
        if self.separator.is_none() {
            self.begin()?;
        }
        match self.at {
            At::Quoted => return Err(FileProblem::OpenQuote(self.quote_line)),
            At::Row => {}
            At::Cell | At::Plain | At::Quote => self.end_row()?,
        }
        self.cut()?;
        let rows = self.first_row - 2;
        if self.columns.is_empty() || rows < 1 {
            return Err(FileProblem::Empty);
        }
        let separator = self.separator.unwrap_or(SEPARATORS[0]);
        Ok(Divided { separator, columns: self.columns, pieces: self.pieces, rows, rest: self.ready })
    }

    /// Chooses the separator by the first row.
    fn begin(&mut self) -> Result<(), FileProblem> {
        let head = std::mem::take(&mut self.head);
        let text = unmarked(&head);
        let separator = separator_of(text);
        self.separator = Some(separator);
        self.scan(text, separator)
    }

    fn scan(&mut self, portion: &[u8], separator: u8) -> Result<(), FileProblem> {
        for &byte in portion {
            self.piece.push(byte);
            self.count_lines(byte);
            let is_end = byte == b'\n' || byte == b'\r';
            self.at = match (self.at, byte) {
                (At::Row, _) if is_end => {
                    self.row_begins = self.piece.len();
                    self.row_line = self.line;
                    At::Row
                }
                (At::Row | At::Cell, b'"') => {
                    self.quote_line = self.line;
                    At::Quoted
                }
                (At::Quoted, b'"') => At::Quote,
                (At::Quoted, _) | (At::Quote, b'"') => At::Quoted,
                (_, byte) if byte == separator => {
                    self.cells += 1;
                    At::Cell
                }
                _ if is_end => {
                    self.end_row()?;
                    At::Row
                }
                (At::Quote, _) => return Err(FileProblem::StrayQuote(self.line)),
                _ => At::Plain,
            };
            if self.piece.len() - self.row_begins > self.limits.row_bytes {
                return Err(FileProblem::LongRow(self.row_line));
            }
        }
        Ok(())
    }

    /// `\n`, `\r\n` and `\r` alone each end a line.
    fn count_lines(&mut self, byte: u8) {
        if byte == b'\r' || (byte == b'\n' && !self.after_return) {
            self.line += 1;
        }
        self.after_return = byte == b'\r';
    }

    fn end_row(&mut self) -> Result<(), FileProblem> {
        if self.columns.is_empty() {
            return self.end_head();
        }
        if self.cells != self.columns.len() {
            return Err(FileProblem::Columns(self.row_line, number(self.cells), number(self.columns.len())));
        }
        self.piece_rows += 1;
        if self.first_row - 2 + self.piece_rows > self.limits.rows {
            return Err(FileProblem::TooManyRows(self.row_line));
        }
        self.begin_row();
        if self.piece_rows == PIECE_ROWS || self.piece.len() >= PIECE_BYTES { self.cut() } else { Ok(()) }
    }

    fn begin_row(&mut self) {
        self.row_begins = self.piece.len();
        self.row_line = self.line;
        self.cells = 1;
    }

    fn end_head(&mut self) -> Result<(), FileProblem> {
        if self.cells > self.limits.columns {
            return Err(FileProblem::TooManyColumns);
        }
        let heads = records(self.checked()?, self.separator.unwrap_or(SEPARATORS[0])).next().unwrap_or_default();
        self.columns = heads.into_iter().map(|name| ImportColumn { name: shortened(&name), samples: Vec::new() }).collect();
        self.first_row = 2;
        self.begin_piece();
        Ok(())
    }

    /// The piece, which must be UTF-8.
    fn checked(&self) -> Result<&[u8], FileProblem> {
        match std::str::from_utf8(&self.piece) {
            Ok(_) => Ok(&self.piece),
            Err(error) => Err(FileProblem::NotUtf8(self.piece_line + lines_in(&self.piece[..error.valid_up_to()]))),
        }
    }

    /// Hands the piece on.
    fn cut(&mut self) -> Result<(), FileProblem> {
        self.checked()?;
        if self.piece_rows > 0 {
            self.sample();
            let content = std::mem::take(&mut self.piece);
            self.ready.push(Chunk { number: self.pieces, first_row: self.first_row, content });
            self.pieces += 1;
            self.first_row += self.piece_rows;
        }
        self.begin_piece();
        Ok(())
    }

    fn begin_piece(&mut self) {
        self.piece.clear();
        self.piece_line = self.line;
        self.piece_rows = 0;
        self.begin_row();
    }

    /// Keeps the first values, of the first piece.
    fn sample(&mut self) {
        if self.pieces > 0 {
            return;
        }
        for record in records(&self.piece, self.separator.unwrap_or(SEPARATORS[0])).take(SAMPLES) {
            for (column, value) in self.columns.iter_mut().zip(record) {
                column.samples.push(shortened(&value));
            }
        }
    }
}

/// The rows of a piece, each with its cells. The reader would leave out a mark that stands at the very beginning.
pub(super) fn records(piece: &[u8], separator: u8) -> impl Iterator<Item = Vec<String>> {
    let lines = b"\n".as_slice().chain(piece);
    let reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(lines);
    reader.into_records().map_while(Result::ok).map(|record| record.iter().map(str::to_owned).collect())
}

/// The text behind the mark that some programs put before it.
fn unmarked(head: &[u8]) -> &[u8] {
    head.strip_prefix(MARK).unwrap_or(head)
}

/// Whether a row ends in it: a line break outside quotes.
fn ends_row(text: &[u8]) -> bool {
    let mut is_quoted = false;
    let mut begun = false;
    text.iter().any(|byte| {
        is_quoted ^= *byte == b'"';
        let ends = !is_quoted && matches!(byte, b'\n' | b'\r') && begun;
        begun |= !byte.is_ascii_whitespace();
        ends
    })
}

/// The separator that stands most often in the first row, outside quotes.
fn separator_of(text: &[u8]) -> u8 {
    let mut counts = [0_usize; SEPARATORS.len()];
    let mut is_quoted = false;
    for byte in text.trim_ascii_start() {
        is_quoted ^= *byte == b'"';
        match SEPARATORS.iter().position(|separator| separator == byte) {
            Some(at) if !is_quoted => counts[at] += 1,
            None if !is_quoted && matches!(byte, b'\n' | b'\r') => break,
            _ => {}
        }
    }
    let most = counts.iter().copied().max().unwrap_or_default();
    let best = counts.iter().position(|count| *count == most).unwrap_or_default();
    SEPARATORS[best]
}

fn lines_in(text: &[u8]) -> i64 {
    let ends =
        text.iter().enumerate().filter(|(at, byte)| **byte == b'\n' || (**byte == b'\r' && text.get(at + 1) != Some(&b'\n')));
    number(ends.count())
}

/// A cell as far as it is shown, without control characters, which not every database can store.
pub(super) fn shortened(value: &str) -> String {
    let shown = |c: char| if c.is_control() { ' ' } else { c };
    let mut short: String = value.chars().take(LONGEST_SAMPLE).map(shown).collect();
    if value.chars().nth(LONGEST_SAMPLE).is_some() {
        short.push('…');
    }
    short
}

pub(super) fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::imports::any_file::{divided, divided_within, holds_of_file, rows};
    use proptest::prelude::*;
    use std::fmt::Write as _;

    fn broken(text: impl AsRef<[u8]>) -> FileProblem {
        broken_within(Limits::default(), text)
    }

    fn broken_within(limits: Limits, text: impl AsRef<[u8]>) -> FileProblem {
        let problems = [1, 7, 1 << 20].map(|portion| divided_within(limits, text.as_ref(), portion).unwrap_err());
        assert!(problems.iter().all(|problem| *problem == problems[0]), "{problems:?}");
        problems[0]
    }

    #[test]
    fn a_file_is_the_same_in_whatever_portions_it_comes() {
        let text = "\u{feff}user name;name\r\n\r\nada;\"Ada; \"\"the\"\"\r\nfirst\"\r\njonas;Jürgen 5\" Feld\rnele;\"\"";
        for portion in [1, 2, 3, 5, 1 << 20] {
            let divided = divided(text.as_bytes(), portion).unwrap();
            let names: Vec<&str> = divided.columns.iter().map(|column| column.name.as_str()).collect();
            assert_eq!((names.as_slice(), divided.separator, divided.rows), (["user name", "name"].as_slice(), b';', 3));
            assert_eq!(rows(&divided), [["ada", "Ada; \"the\"\r\nfirst"], ["jonas", "Jürgen 5\" Feld"], ["nele", ""]]);
            assert_eq!(divided.columns[1].samples, ["Ada; \"the\"  first", "Jürgen 5\" Feld", ""]);
        }
    }

    #[test]
    fn the_separator_is_found() {
        for (text, separator) in
            [("a,b\n1,2", b','), ("a;b,c;d\n1;2;3", b';'), ("a\tb\n1\t2", b'\t'), ("\"a;b\",c\n1,2", b','), ("a\n1", b',')]
        {
            assert_eq!(divided(text.as_bytes(), 1).unwrap().separator, separator, "{text:?}");
        }
    }

    #[test]
    fn a_broken_file_says_where() {
        assert_eq!(broken("a,b\n1,2\n3\n"), FileProblem::Columns(3, 1, 2));
        assert_eq!(broken("a,b\n\"1\n1\",2\n3,4,5"), FileProblem::Columns(4, 3, 2));
        assert_eq!(broken("a,b\r\n1,2\r\n\"3,4\r\n5,6\r\n"), FileProblem::OpenQuote(3));
        assert_eq!(broken("a,b\n1,\"2\"x\n"), FileProblem::StrayQuote(2));
        assert_eq!(broken(b"a,b\n1,2\n3,\xe4\n"), FileProblem::NotUtf8(3));
        assert_eq!(broken(b"\xff\xfea\0,\0b\0\n\0"), FileProblem::NotUtf8(1));
        assert_eq!(broken(""), FileProblem::Empty);
        assert_eq!(broken("a,b\n\n"), FileProblem::Empty);
        assert_eq!(broken(format!("a,b\n1,2\n1,{}\n", "x".repeat(LONGEST_ROW))), FileProblem::LongRow(3));
        assert_eq!(broken(format!("a{}\n", ",a".repeat(MOST_COLUMNS))), FileProblem::TooManyColumns);
    }

    #[test]
    fn a_file_holds_no_more_than_it_may() {
        let few = Limits { bytes: 64, rows: 3, columns: 2, row_bytes: 16 };
        let rows = |text: &str| divided_within(few, text.as_bytes(), 7).map(|divided| divided.rows);
        assert_eq!(rows("a,b\n1,2\n3,4\n5,6\n"), Ok(3));
        assert_eq!(broken_within(few, "a,b\n1,2\n\n\"3\n3\",4\n5,6\n7,8\n9,10\n"), FileProblem::TooManyRows(7));
        assert_eq!(rows(&format!("a,b\n1,{}\n", "x".repeat(14))), Ok(1), "the line break does not count");
        assert_eq!(broken_within(few, format!("a,b\n1,2\n1,{}\n", "x".repeat(15))), FileProblem::LongRow(3));
        assert_eq!(broken_within(few, format!("a,{}\n", "x".repeat(20))), FileProblem::LongRow(1), "the head is a row, too");
        assert_eq!(broken_within(few, format!("a,b\n1,\"{}", "x\n".repeat(9))), FileProblem::LongRow(2), "a quote is missing");
        assert_eq!(broken_within(few, "a,b,c\n1,2,3\n"), FileProblem::TooManyColumns);
        let large = Limits { row_bytes: 100, ..few };
        assert_eq!(divided_within(large, format!("a\n{}", "x".repeat(62)).as_bytes(), 7).map(|divided| divided.rows), Ok(1));
        assert_eq!(broken_within(large, format!("a\n{}", "x".repeat(63))), FileProblem::TooLarge);
    }

    #[test]
    fn the_limits_are_those_that_are_promised() {
        let Limits { bytes, rows, columns, row_bytes } = Limits::default();
        assert_eq!((bytes, rows, columns, row_bytes), (500 << 20, 1_000_000, 100, 64 << 10));
    }

    #[test]
    fn a_nul_is_part_of_a_cell() {
        let divided = divided(b"a\0,b\n1\0,2\n", 1).unwrap();
        assert_eq!(divided.columns[0].name, "a ", "what is shown has none");
        assert_eq!(rows(&divided), [["1\0", "2"]]);
    }

    #[test]
    fn pieces_are_whole_rows_and_know_their_place() {
        let mut text = "a,b\n".to_owned();
        for row in 0..=PIECE_ROWS * 2 {
            writeln!(text, "{row},\"x\ny\"").unwrap();
        }
        let divided = divided(text.as_bytes(), 1000).unwrap();
        let places: Vec<_> = divided.rest.iter().map(|chunk| (chunk.number, chunk.first_row)).collect();
        assert_eq!(places, [(0, 2), (1, 2 + PIECE_ROWS), (2, 2 + PIECE_ROWS * 2)]);
        assert_eq!((divided.pieces, divided.rows), (3, PIECE_ROWS * 2 + 1));
        assert_eq!(rows(&divided).len(), text.matches("x\n").count());
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_file_is_the_same_in_whatever_portions_it_comes(
            text in "([ab\u{e4}\u{feff}\u{0} ,;\t\"]|\n|\r|,|\"\"){0,40}",
            bytes in proptest::collection::vec(any::<u8>(), 0..6),
            portion in 1..9_usize,
        ) {
            holds_of_file(text.as_bytes(), portion);
            holds_of_file(&[text.as_bytes(), &bytes].concat(), portion);
        }
    }
}
