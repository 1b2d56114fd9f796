//! Plain text: values made harmless, markup escaped, lines wrapped.

use std::fmt::Write as _;

/// The longest value a mail shows, in characters; names have at most 200 (`app::rules::names`), links less than this.
const MAX_VALUE: usize = 500;

/// The longest value of several lines, in characters: what an automation says (`app::rules::automation`).
const MAX_LINES: usize = 1_000;

/// Where lines of text break, in characters: RFC 3676 §4.2 asks for 78 at most, quoting needs room.
const WIDTH: usize = 72;

/// A value on one line: without control characters and without the bidirectional overrides that would turn the text
/// after it around; line breaks become spaces, and the end of something overlong is cut off.
pub(super) fn one_line(value: &str) -> String {
    harmless(value, MAX_VALUE)
}

fn harmless(value: &str, most: usize) -> String {
    let spaced = value.chars().map(|c| if c.is_whitespace() { ' ' } else { c });
    let harmless: String = spaced.filter(|c| !c.is_control() && !is_bidi_control(*c)).take(most).collect();
    harmless.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A value of several lines, each made as harmless as [`one_line`] does.
pub(super) fn lines(value: &str) -> String {
    let value: String = value.trim().chars().take(MAX_LINES).collect();
    value.lines().map(|line| harmless(line, MAX_LINES)).collect::<Vec<_>>().join("\n")
}

/// The characters of Unicode's property `Bidi_Control`.
const fn is_bidi_control(character: char) -> bool {
    matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Escapes text for HTML, in content and in quoted attributes.
pub(super) fn escape_html(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// Breaks long lines at spaces, as `format=flowed` (RFC 3676): a line that goes on ends with a space, so that a narrow
/// screen can join and break again. Words longer than a line (addresses) stay whole.
pub(super) fn flow(text: &str) -> String {
    let mut flowed = String::with_capacity(text.len() + text.len() / WIDTH + 1);
    for paragraph in text.trim().lines() {
        flow_paragraph(paragraph.trim_end(), &mut flowed);
    }
    flowed
}

fn flow_paragraph(paragraph: &str, flowed: &mut String) {
    let mut line = String::new();
    for word in paragraph.split(' ') {
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > WIDTH {
            push_line(&line, " \n", flowed);
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    push_line(&line, "\n", flowed);
}

/// Space-stuffs (RFC 3676 §4.4) what a reader of mail would take for a quotation or a mailbox separator.
fn push_line(line: &str, end: &str, flowed: &mut String) {
    let stuffing = if line.starts_with(['>', ' ']) || line.starts_with("From ") { " " } else { "" };
    // Writing to a String cannot fail.
    let _ = write!(flowed, "{stuffing}{line}{end}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stay_on_one_line_and_turn_nothing_around() {
        assert_eq!(one_line(" Ann\r\nBcc: x@y.example\t\u{0}"), "Ann Bcc: x@y.example");
        assert_eq!(one_line("Eve\u{202e}moc.elpmaxe\u{2066}"), "Evemoc.elpmaxe");
        assert_eq!(one_line("Line\u{2028}separator"), "Line separator");
        assert_eq!(one_line("שרה כהן"), "שרה כהן");
        assert_eq!(one_line(&"x".repeat(10_000)).len(), MAX_VALUE);
    }

    #[test]
    fn a_value_of_several_lines_keeps_them() {
        assert_eq!(lines(" One\u{202e}\r\n\r\n two \t three\n"), "One\n\ntwo three");
        assert_eq!(lines(&"x ".repeat(600)).len(), MAX_LINES - 1);
    }

    #[test]
    fn markup_is_escaped_but_addresses_stay_readable() {
        assert_eq!(escape_html("<a href=\"x\" title='y'>&"), "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;");
        assert_eq!(escape_html("https://a.example/b?c=d"), "https://a.example/b?c=d");
    }

    #[test]
    fn long_lines_break_at_spaces_and_join_again() {
        let paragraph = "word ".repeat(60);
        let flowed = flow(&paragraph);
        assert!(flowed.lines().count() > 3);
        assert!(flowed.lines().all(|line| line.chars().count() < 78));
        assert_eq!(flowed.replace(" \n", " "), format!("{}\n", paragraph.trim()));
    }

    #[test]
    fn a_long_address_stays_whole() {
        let address = format!("https://a.example/{}", "x".repeat(100));
        assert_eq!(flow(&format!("Open\n\n{address}\n\nnow")), format!("Open\n\n{address}\n\nnow\n"));
    }

    #[test]
    fn lines_that_look_like_quotations_are_stuffed() {
        assert_eq!(flow("> not a quotation\nFrom here on"), " > not a quotation\n From here on\n");
    }
}
