//! Reads holidays from a calendar file (iCalendar, RFC 5545): events of whole days, and those that come again every year. A reader
//! of its own, because the libraries for the format keep no lines, by which people find what to mend, and bring a second
//! arithmetic of dates.

mod event;
mod lines;
mod recurrence;

use self::{event::Event, lines::unfolded};
use app::rules::holidays::{CalendarProblem, EventProblem, LARGEST_FILE, LONGEST_NAME, MOST};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// What a file says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Read {
    /// The holidays with their names. Several on one day share it, by their names together.
    pub(super) days: BTreeMap<Date, String>,
    /// Events that were not understood, by their line, in order.
    pub(super) left_out: Vec<(i64, EventProblem)>,
}

/// Reads a file. What comes again is laid out from `year` on, or from its start if that is later.
///
/// # Errors
/// When it is no calendar, or too large. An event that is not understood is left out and listed.
pub(super) fn read(file: &[u8], year: i16) -> Result<Read, CalendarProblem> {
    if file.len() > LARGEST_FILE {
        return Err(CalendarProblem::TooLarge);
    }
    let mut read = Read::default();
    for event in events(file)? {
        match event.days(year) {
            Ok((name, days)) => days.into_iter().for_each(|day| read.add(day, &name)),
            Err(problem) => read.left_out.push(problem),
        }
        if read.days.len() > MOST {
            return Err(CalendarProblem::TooMany);
        }
    }
    match (read.days.is_empty(), read.left_out.first()) {
        (true, Some(&(line, why))) => Err(CalendarProblem::NoneUnderstood(line, why)),
        (true, None) => Err(CalendarProblem::Empty),
        (false, _) => Ok(read),
    }
}

impl Read {
    fn add(&mut self, day: Date, name: &str) {
        let names = self.days.entry(day).or_default();
        if names.is_empty() {
            name.clone_into(names);
        } else if !names.split(", ").any(|other| other == name) {
            let both = format!("{names}, {name}");
            if both.chars().count() <= LONGEST_NAME {
                *names = both;
            }
        }
    }
}

/// The events that a file announces, without those that were called off.
fn events(file: &[u8]) -> Result<Vec<Event>, CalendarProblem> {
    let lines = unfolded(file)?;
    let (mut open, mut events) = (Vec::<String>::new(), Vec::<Event>::new());
    for line in lines {
        let within_event = open.last().is_some_and(|component| component == "VEVENT");
        match line.name.as_str() {
            "BEGIN" => {
                open.push(line.value.to_ascii_uppercase());
                if line.is("BEGIN", "VEVENT") {
                    events.push(Event::at(line.number));
                }
            }
            "END" if open.last().is_some_and(|component| line.is("END", component)) => {
                open.pop();
            }
            "END" => return Err(CalendarProblem::Line(line.number)),
            _ if open.is_empty() => return Err(CalendarProblem::Line(line.number)),
            _ if within_event => events.last_mut().into_iter().for_each(|event| event.note(&line)),
            // Properties of the calendar, of time zones and alarms.
            _ => {}
        }
    }
    events.retain(|event| !event.is_cancelled());
    if open.is_empty() { Ok(events) } else { Err(CalendarProblem::CutOff) }
}

/// No file makes it fail; what is read of one is within its bounds.
///
/// # Panics
/// When that does not hold.
#[cfg(any(test, fuzzing))]
pub fn holds_of_calendar(file: &[u8], year: i16) {
    let Ok(read) = read(file, year) else { return };
    assert!((1..=MOST).contains(&read.days.len()));
    assert!(read.days.keys().all(|day| (1900..=2999).contains(&day.year())));
    assert!(read.days.values().all(|name| (1..=LONGEST_NAME).contains(&name.chars().count())));
}

#[cfg(test)]
mod tests;
