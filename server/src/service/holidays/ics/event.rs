//! One event of a calendar file, and the days that it takes.

use super::{lines::Line, recurrence::Recurrence};
use app::rules::holidays::{EventProblem, LONGEST_NAME};
use jiff::{ToSpan, civil::Date};
use std::ops::RangeInclusive;

/// The longest event, in days.
const LONGEST: i64 = 366;
/// The years of which holidays can be.
const YEARS: RangeInclusive<i16> = 1900..=2999;

/// A value and the line in which it stands.
type Found = Option<(i64, String)>;

/// What a file says of an event.
#[derive(Debug, Default)]
pub(super) struct Event {
    line: i64,
    name: Found,
    start: Found,
    end: Found,
    duration: Found,
    rule: Found,
    excepted: Vec<(i64, String)>,
    /// It comes again in a way that is not read.
    other_recurrence: Option<i64>,
    is_cancelled: bool,
}

impl Event {
    /// An event that begins in this line.
    pub(super) fn at(line: i64) -> Self {
        Self { line, ..Self::default() }
    }

    /// Whether it was called off.
    pub(super) const fn is_cancelled(&self) -> bool {
        self.is_cancelled
    }

    /// Takes down a property. Of those that may come once, the first counts.
    pub(super) fn note(&mut self, line: &Line) {
        let value = (line.number, line.value.trim().to_owned());
        let kept = match line.name.as_str() {
            "SUMMARY" => &mut self.name,
            "DTSTART" => &mut self.start,
            "DTEND" => &mut self.end,
            "DURATION" => &mut self.duration,
            "RRULE" if self.rule.is_none() => &mut self.rule,
            "RRULE" | "RDATE" | "EXRULE" | "RECURRENCE-ID" => {
                self.other_recurrence.get_or_insert(line.number);
                return;
            }
            "EXDATE" => {
                self.excepted.push(value);
                return;
            }
            "STATUS" => {
                self.is_cancelled |= line.is("STATUS", "CANCELLED");
                return;
            }
            _ => return,
        };
        kept.get_or_insert(value);
    }

    /// Its name and its days: those of its recurrences from `year` on.
    ///
    /// # Errors
    /// Why it is no holiday, and in which line.
    pub(super) fn days(&self, year: i16) -> Result<(String, Vec<Date>), (i64, EventProblem)> {
        let name = self.named()?;
        let (line, start) = self.start.as_ref().map_or((self.line, ""), |(line, text)| (*line, text));
        let start = whole_day(start).map_err(|problem| (line, problem.unwrap_or(EventProblem::Start)))?;
        let length = self.length(start)?;
        let excepted = self.excepted()?;
        let firsts = self.firsts(start, year)?.into_iter().filter(|first| !excepted.contains(first));
        let days = firsts.flat_map(|first| (0..length).filter_map(move |after| first.checked_add(after.days()).ok()));
        Ok((name, days.filter(|day| YEARS.contains(&day.year())).collect()))
    }

    fn named(&self) -> Result<String, (i64, EventProblem)> {
        let (line, text) = self.name.as_ref().map_or((self.line, ""), |(line, text)| (*line, text));
        let letters = unescaped(text);
        let words: Vec<_> = letters.split(|letter: char| letter.is_whitespace() || letter.is_control()).collect();
        let name = words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
        let is_name = (1..=LONGEST_NAME).contains(&name.chars().count());
        if is_name { Ok(name) } else { Err((line, EventProblem::Name)) }
    }

    /// How many days it takes, from 1. Its end is the first day after it; some programs write the first day itself.
    fn length(&self, start: Date) -> Result<i64, (i64, EventProblem)> {
        let (line, days) = match (&self.end, &self.duration) {
            (Some((line, end)), _) => {
                let end = whole_day(end).map_err(|problem| (*line, problem.unwrap_or(EventProblem::End)))?;
                (*line, i64::from((end - start).get_days()))
            }
            (None, Some((line, duration))) => (*line, whole_days(duration).ok_or((*line, EventProblem::End))?),
            (None, None) => (self.line, 1),
        };
        match days {
            ..0 => Err((line, EventProblem::End)),
            0..=LONGEST => Ok(days.max(1)),
            _ => Err((line, EventProblem::TooLong)),
        }
    }

    /// The days on which it starts.
    fn firsts(&self, start: Date, year: i16) -> Result<Vec<Date>, (i64, EventProblem)> {
        if let Some(line) = self.other_recurrence {
            return Err((line, EventProblem::Recurrence));
        }
        let Some((line, rule)) = &self.rule else { return Ok(vec![start]) };
        let recurrence = Recurrence::read(rule, start).ok_or((*line, EventProblem::Recurrence))?;
        Ok(recurrence.days_from(year))
    }

    fn excepted(&self) -> Result<Vec<Date>, (i64, EventProblem)> {
        let of = |(line, dates): &(i64, String)| {
            let dates: Result<Vec<_>, _> = dates.split(',').map(whole_day).collect();
            dates.map_err(|_| (*line, EventProblem::Recurrence))
        };
        let all: Result<Vec<_>, _> = self.excepted.iter().map(of).collect();
        Ok(all?.concat())
    }
}

/// A day as it is written: "20261225", or the midnight with which it begins, as clocks show it. What else is wrong than that it
/// is none: it is a part of a day.
fn whole_day(text: &str) -> Result<Date, Option<EventProblem>> {
    let (day, time) = text.split_at_checked(8).ok_or(None)?;
    let date = date(day).ok_or(None)?;
    match time {
        "" | "T000000" => Ok(date),
        time if time.starts_with('T') => Err(Some(EventProblem::PartOfDay)),
        _ => Err(None),
    }
}

/// A day of the calendar: "20261225".
pub(super) fn date(text: &str) -> Option<Date> {
    if text.len() != 8 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (year, month, day) = (text[..4].parse().ok()?, text[4..6].parse().ok()?, text[6..].parse().ok()?);
    Date::new(year, month, day).ok().filter(|date| YEARS.contains(&date.year()))
}

/// A length of whole days: "P3D", "P1W".
fn whole_days(duration: &str) -> Option<i64> {
    let rest = duration.trim_start_matches('+').strip_prefix('P')?;
    let (number, unit) = rest.split_at_checked(rest.len().checked_sub(1)?)?;
    let number = i64::from(number.parse::<u16>().ok()?);
    match unit {
        "D" => Some(number),
        "W" => Some(number * 7),
        _ => None,
    }
}

/// Text without its backslashes (RFC 5545 §3.3.11).
fn unescaped(text: &str) -> String {
    let mut letters = text.chars();
    let mut read = String::with_capacity(text.len());
    while let Some(letter) = letters.next() {
        read.push(match letter {
            '\\' => match letters.next() {
                Some('n' | 'N') | None => ' ',
                Some(other) => other,
            },
            other => other,
        });
    }
    read
}
