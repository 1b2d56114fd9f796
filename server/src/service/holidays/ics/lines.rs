//! The lines of a calendar file, put together again where they were folded.

use app::rules::holidays::CalendarProblem;

/// A property: its name in capitals and its value, without its parameters, which say nothing that the value does not show.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// In the file, from 1; the first of those that were put together.
    pub(super) number: i64,
    pub(super) name: String,
    pub(super) value: String,
}

impl Line {
    /// Whether it says this, however it is cased.
    pub(super) fn is(&self, name: &str, value: &str) -> bool {
        self.name == name && self.value.trim().eq_ignore_ascii_case(value)
    }
}

/// All lines of a calendar that are not empty.
pub(super) fn unfolded(file: &[u8]) -> Result<Vec<Line>, CalendarProblem> {
    let file = file.strip_prefix("\u{feff}".as_bytes()).unwrap_or(file);
    let mut joined: Vec<(i64, Vec<u8>)> = Vec::new();
    for (number, line) in (1..).zip(file.split(|byte| *byte == b'\n')) {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        match (line, joined.last_mut()) {
            // A line may be folded within a character, so bytes are put together before they are read.
            ([b' ' | b'\t', rest @ ..], Some((_, before))) => before.extend_from_slice(rest),
            _ => joined.push((number, line.to_vec())),
        }
    }
    joined.retain(|(_, line)| !line.iter().all(u8::is_ascii_whitespace));
    // Of another sort of file, no line is worth telling.
    if !joined.first().is_some_and(|(_, line)| line.trim_ascii().eq_ignore_ascii_case(b"BEGIN:VCALENDAR")) {
        return Err(CalendarProblem::NotACalendar);
    }
    joined.into_iter().map(|(number, line)| property(number, line)).collect()
}

fn property(number: i64, line: Vec<u8>) -> Result<Line, CalendarProblem> {
    let text = String::from_utf8(line).map_err(|_| CalendarProblem::NotUtf8(number))?;
    let (head, value) = split(&text).ok_or(CalendarProblem::Line(number))?;
    let name = head.split(';').next().unwrap_or_default().trim().to_ascii_uppercase();
    Ok(Line { number, name, value: value.to_owned() })
}

/// At the first colon that stands in no quotes.
fn split(text: &str) -> Option<(&str, &str)> {
    let mut quoted = false;
    let colon = text.find(|letter| {
        quoted ^= letter == '"';
        letter == ':' && !quoted
    })?;
    Some((&text[..colon], &text[colon + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(file: &[u8]) -> Vec<(i64, String, String)> {
        unfolded(file).unwrap().into_iter().map(|line| (line.number, line.name, line.value)).collect()
    }

    #[test]
    fn lines_are_put_together_even_within_a_letter() {
        let file = b"\xef\xbb\xbfBEGIN:VCALENDAR\r\nSUMMARY;LANGUAGE=de:Allerse\xc3\r\n \xa4len\r\n\tstag\r\n\r\nEND:VCALENDAR";
        let expected = [(1, "BEGIN", "VCALENDAR"), (2, "SUMMARY", "Allerseälenstag"), (6, "END", "VCALENDAR")];
        assert_eq!(read(file), expected.map(|(number, name, value)| (number, name.to_owned(), value.to_owned())));
    }

    #[test]
    fn a_colon_in_quotes_ends_no_name() {
        let lines = read(b"BEGIN:VCALENDAR\ndtstart;TZID=\"a:b;c\";VALUE=DATE:20261225\n");
        assert_eq!(lines[1..], [(2, "DTSTART".to_owned(), "20261225".to_owned())]);
    }

    #[test]
    fn a_file_of_another_sort_is_no_calendar() {
        for file in [b"login,name\n".as_slice(), b"PK\x03\x04", b"\n\n", b""] {
            assert_eq!(unfolded(file), Err(CalendarProblem::NotACalendar));
        }
    }

    #[test]
    fn what_is_no_line_is_told_by_its_number() {
        assert_eq!(unfolded(b"BEGIN:VCALENDAR\n\nhello\n"), Err(CalendarProblem::Line(3)));
        assert_eq!(unfolded(b"BEGIN:VCALENDAR\nSUMMARY:M\xe4rz\n"), Err(CalendarProblem::NotUtf8(2)));
    }
}
