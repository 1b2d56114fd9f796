//! Calendar files of holidays: as they come, and as the lines of an event.
#![no_main]

use latchkey::promises::holds_of_calendar;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u16, &[u8])| {
    let (year, lines) = input;
    let year = 1900 + i16::try_from(year % 1100).unwrap_or_default();
    holds_of_calendar(lines, year);
    let begin = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:X\r\n".as_slice();
    holds_of_calendar(&[begin, lines, b"\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"].concat(), year);
});
