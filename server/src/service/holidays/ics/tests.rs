use super::*;
use jiff::civil::date;
use proptest::prelude::*;

fn calendar(events: &[&str]) -> String {
    let events = events.iter().map(|event| format!("BEGIN:VEVENT\r\n{}\r\nEND:VEVENT\r\n", event.replace('\n', "\r\n")));
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{}END:VCALENDAR\r\n", events.collect::<String>())
}

fn days(events: &[&str]) -> Vec<String> {
    let read = read(calendar(events).as_bytes(), 2026).unwrap();
    assert_eq!(read.left_out, []);
    read.days.into_iter().map(|(day, name)| format!("{day} {name}")).collect()
}

/// Why an event beside a good one was left out. Its own first line is the file's eighth.
fn left_out(event: &str) -> (i64, EventProblem) {
    let read = read(calendar(&["SUMMARY:Good\nDTSTART:20260101", event]).as_bytes(), 2026).unwrap();
    assert_eq!((read.days.len(), read.left_out.len()), (1, 1));
    read.left_out[0]
}

#[test]
fn a_day_several_days_and_days_in_other_words() {
    assert_eq!(
        days(&["SUMMARY:Christmas Day\nDTSTART;VALUE=DATE:20261225\nDTEND;VALUE=DATE:20261226"]),
        ["2026-12-25 Christmas Day"]
    );
    let three = ["2026-12-24 Closed", "2026-12-25 Closed", "2026-12-26 Closed"];
    assert_eq!(days(&["SUMMARY:Closed\nDTSTART;VALUE=DATE:20261224\nDTEND;VALUE=DATE:20261227"]), three);
    assert_eq!(days(&["DURATION:P3D\nSUMMARY:Closed\nDTSTART:20261224"]), three);
    assert_eq!(days(&["SUMMARY:Closed\nDTSTART;TZID=X:20261224T000000\nDTEND;TZID=X:20261227T000000"]), three);
    assert_eq!(days(&["SUMMARY:One\nDTSTART:20260501\nDTEND:20260501"]), ["2026-05-01 One"], "as some programs write it");
}

#[test]
fn names_are_read_as_they_are_meant() {
    assert_eq!(
        days(&["SUMMARY:All Saints\\, All\n  Souls\\nand\\; more\nDTSTART:20261101"]),
        ["2026-11-01 All Saints, All Souls and; more"]
    );
    let twice =
        ["SUMMARY:Labour Day\nDTSTART:20260501", "SUMMARY:May Day\nDTSTART:20260501", "SUMMARY:May Day\nDTSTART:20260501"];
    assert_eq!(days(&twice), ["2026-05-01 Labour Day, May Day"]);
}

#[test]
fn what_comes_every_year_is_laid_out_for_ten() {
    let of = |rule: &str| days(&[&format!("SUMMARY:X\nDTSTART:19701126\nRRULE:{rule}")]);
    let yearly = of("FREQ=YEARLY");
    assert_eq!((yearly.len(), yearly[0].as_str(), yearly[9].as_str()), (10, "2026-11-26 X", "2035-11-26 X"));
    let thanksgiving = of("FREQ=YEARLY;BYMONTH=11;BYDAY=4TH");
    assert_eq!(thanksgiving[..3], ["2026-11-26 X", "2027-11-25 X", "2028-11-23 X"]);
    assert_eq!(of("FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO;UNTIL=20270601T000000Z"), ["2026-05-25 X", "2027-05-31 X"]);
    assert_eq!(days(&["SUMMARY:X\nDTSTART:20240229\nRRULE:FREQ=YEARLY"]), ["2028-02-29 X", "2032-02-29 X"], "where there is one");
    assert_eq!(of("FREQ=YEARLY;INTERVAL=2;COUNT=30")[..], ["2026-11-26 X", "2028-11-26 X"]);
}

#[test]
fn a_recurrence_may_leave_days_out_and_last_for_days() {
    let event = "SUMMARY:X\nDTSTART:20260101\nDTEND:20260103\nRRULE:FREQ=YEARLY;COUNT=3\nEXDATE;VALUE=DATE:20270101";
    assert_eq!(days(&[event]), ["2026-01-01 X", "2026-01-02 X", "2028-01-01 X", "2028-01-02 X"]);
}

#[test]
fn what_is_called_off_or_beside_events_counts_for_nothing() {
    let alarm = "SUMMARY:X\nDTSTART:20260101\nBEGIN:VALARM\nDURATION:PT5M\nSUMMARY:Alarm\nEND:VALARM";
    assert_eq!(days(&[alarm, "SUMMARY:Off\nDTSTART:20260102\nSTATUS:CANCELLED"]), ["2026-01-01 X"]);
}

#[test]
fn what_is_not_understood_is_told_with_its_line() {
    assert_eq!(left_out("DTSTART:20260102"), (7, EventProblem::Name));
    assert_eq!(left_out("SUMMARY: \\n\nDTSTART:20260102"), (8, EventProblem::Name));
    assert_eq!(left_out("SUMMARY:X"), (7, EventProblem::Start));
    assert_eq!(left_out("SUMMARY:X\nDTSTART:20260230"), (9, EventProblem::Start));
    assert_eq!(left_out("SUMMARY:X\nDTSTART:20260102T090000Z\nDTEND:20260102T100000Z"), (9, EventProblem::PartOfDay));
    assert_eq!(left_out("SUMMARY:X\nDTSTART:20260102\nDTEND:20260101"), (10, EventProblem::End));
    assert_eq!(left_out("SUMMARY:X\nDTSTART:20260102\nDURATION:PT8H"), (10, EventProblem::End));
    assert_eq!(left_out("SUMMARY:X\nDTSTART:20260102\nDTEND:20270401"), (10, EventProblem::TooLong));
    for rule in ["FREQ=WEEKLY", "FREQ=YEARLY;BYDAY=4TH", "FREQ=YEARLY;BYMONTH=1,7", "FREQ=YEARLY;BYYEARDAY=200", "nonsense"] {
        assert_eq!(left_out(&format!("SUMMARY:X\nDTSTART:20260102\nRRULE:{rule}")), (10, EventProblem::Recurrence), "{rule}");
    }
    assert_eq!(left_out("SUMMARY:X\nDTSTART:20260102\nRDATE:20260103"), (10, EventProblem::Recurrence));
}

#[test]
fn what_is_no_calendar_is_refused_as_a_whole() {
    let refused = |file: &str| read(file.as_bytes(), 2026).unwrap_err();
    assert_eq!(refused(""), CalendarProblem::NotACalendar);
    assert_eq!(refused("PK\u{3}\u{4}:x"), CalendarProblem::NotACalendar);
    assert_eq!(refused("BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:X\nDTSTART:20260101\n"), CalendarProblem::CutOff);
    assert_eq!(refused("BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\n"), CalendarProblem::Line(3));
    assert_eq!(refused("BEGIN:VCALENDAR\nEND:VCALENDAR\nX:Y\n"), CalendarProblem::Line(3));
    assert_eq!(refused(&calendar(&[])), CalendarProblem::Empty);
    assert_eq!(refused(&calendar(&["SUMMARY:X"])), CalendarProblem::NoneUnderstood(3, EventProblem::Start));
    assert_eq!(refused(&"x".repeat(LARGEST_FILE + 1)), CalendarProblem::TooLarge);
    let long = "SUMMARY:X\nDTSTART:20260101\nDTEND:20261231\nRRULE:FREQ=YEARLY";
    assert_eq!(refused(&calendar(&[long])), CalendarProblem::TooMany);
}

#[test]
fn a_year_beyond_the_calendar_ends_it() {
    let read = read(calendar(&["SUMMARY:X\nDTSTART:29981231\nDTEND:29990102\nRRULE:FREQ=YEARLY"]).as_bytes(), 2026).unwrap();
    assert_eq!(read.days.last_key_value().unwrap().0, &date(2999, 12, 31));
}

prop_compose! {
    /// Lines that look like those of a calendar, in any order.
    fn nearly_lines()(
        name in proptest::sample::select(vec!["BEGIN:VEVENT", "END:VEVENT", "SUMMARY:X", "DTSTART", "DTEND", "DURATION", "RRULE", "EXDATE", " ", "STATUS"]),
        value in prop_oneof!["[0-9]{8}", "[0-9]{8}T[0-9]{6}Z?", "P[0-9]{1,6}[DWH]", "FREQ=YEARLY;(INTERVAL|COUNT|BYDAY|BYMONTH|UNTIL)=-?[0-9]{0,6}(MO|SU)?", "\\PC{0,12}"],
    ) -> String {
        if name.contains(':') { name.to_owned() } else { format!("{name}:{value}") }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_it_fail(file in proptest::collection::vec(any::<u8>(), 0..400), year in 1900..3000_i16) {
        holds_of_calendar(&file, year);
        holds_of_calendar(&[b"BEGIN:VCALENDAR\n".as_slice(), &file].concat(), year);
    }

    #[test]
    fn no_lines_make_it_fail(lines in proptest::collection::vec(nearly_lines(), 0..30), year in 1900..3000_i16) {
        holds_of_calendar(calendar(&[&lines.join("\n")]).as_bytes(), year);
    }
}
