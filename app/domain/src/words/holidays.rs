use crate::{
    model::HolidaysImported,
    rules::holidays::{CalendarProblem, EventProblem, LARGEST_FILE, LONGEST_NAME, MOST, TOLD},
    words::number,
};

words!(
    /// The house's holidays.
    Holidays {
        tab: "Holidays", "Feiertage";
        lead: "Days on which the house does not work. The time frames of automations can leave them out, or wait for them.",
            "Tage, an denen das Haus nicht arbeitet. Die Zeitrahmen von Automationen können sie auslassen oder auf sie warten.";
        add_title: "Add a day", "Tag hinzufügen";
        day: "Day", "Tag";
        name: "Name", "Name";
        add: "Add", "Hinzufügen";
        added(day: &str): "{day} is a holiday now.", "{day} ist jetzt ein Feiertag.";
        remove: "Remove", "Entfernen";
        remove_day(name: &str, day: &str): "Remove {name}, {day}", "{name}, {day}, entfernen";
        removed: "The day is no holiday any more.", "Der Tag ist kein Feiertag mehr.";
        none_yet: "No holidays yet", "Noch keine Feiertage";
        none_yet_text: "Add days one by one, or import a calendar file.",
            "Fügen Sie einzelne Tage hinzu, oder importieren Sie eine Kalenderdatei.";
        days(count): ["1 day", "{count} days"], ["1 Tag", "{count} Tage"];
        remove_year(year: i64): "Remove all of {year}", "Alle von {year} entfernen";
        remove_year_title: "Remove a year's holidays", "Feiertage eines Jahres entfernen";
        year_means(count, year: i64): ["The one holiday of {year} is removed:", "All {count} holidays of {year} are removed:"],
            ["Der eine Feiertag von {year} wird entfernt:", "Alle {count} Feiertage von {year} werden entfernt:"];
        year_effect: "From then on, automations treat these days as any others.",
            "Automationen behandeln diese Tage danach wie alle anderen.";
        year_removed(count): ["1 day was removed.", "{count} days were removed."], ["1 Tag wurde entfernt.", "{count} Tage wurden entfernt."];
        import: "Import a calendar file", "Kalenderdatei importieren";
        file: "Calendar file (.ics)", "Kalenderdatei (.ics)";
        file_hint: "As calendars and authorities offer it: whole days, each with a name. What comes again every year is laid out for ten years. Days that are holidays already keep their names. Up to 1 MB.",
            "Wie Kalender und Behörden sie anbieten: ganze Tage, jeder mit einem Namen. Was jedes Jahr wiederkehrt, wird für zehn Jahre eingetragen. Tage, die schon Feiertage sind, behalten ihre Namen. Bis zu 1 MB.";
        send_file: "Import", "Importieren";
        imported(count): ["1 day was added.", "{count} days were added."], ["1 Tag wurde hinzugefügt.", "{count} Tage wurden hinzugefügt."];
        there(count): ["1 was a holiday already.", "{count} were holidays already."],
            ["1 war schon ein Feiertag.", "{count} waren schon Feiertage."];
        left_out(lines: &str): "Left out: {lines}.", "Ausgelassen: {lines}.";
        at_line(line: &str, why: &str): "line {line} ({why})", "Zeile {line} ({why})";
        and_more(count): ["and 1 more", "and {count} more"], ["und 1 weitere", "und {count} weitere"];
        taken: "This day is a holiday already.", "Dieser Tag ist schon ein Feiertag.";
        gone: "This is no holiday, or not any more.", "Das ist kein Feiertag, oder nicht mehr.";
        file_missing: "Choose a calendar file.", "Wählen Sie eine Kalenderdatei.";
        file_too_large(most: usize): "The file is larger than {most} MB. Take out what is no holiday.",
            "Die Datei ist größer als {most} MB. Nehmen Sie heraus, was kein Feiertag ist.";
        not_a_calendar: "This is no calendar file: it does not begin with BEGIN:VCALENDAR.",
            "Das ist keine Kalenderdatei: Sie beginnt nicht mit BEGIN:VCALENDAR.";
        not_utf8(line: &str): "Line {line} is not UTF-8. Save the file as UTF-8 and send it again.",
            "Zeile {line} ist nicht UTF-8. Speichern Sie die Datei als UTF-8, und senden Sie sie erneut.";
        wrong_line(line: &str): "Line {line} does not belong there, so nothing was imported. Get the file once more, or mend the line.",
            "Zeile {line} gehört nicht dorthin, daher wurde nichts importiert. Laden Sie die Datei noch einmal, oder berichtigen Sie die Zeile.";
        cut_off: "The file is not whole. Get it once more, and send it again.",
            "Die Datei ist nicht vollständig. Laden Sie sie noch einmal, und senden Sie sie erneut.";
        empty: "There are no days in this file.", "In dieser Datei stehen keine Tage.";
        too_many(most: &str): "There can be {most} days at most. Remove years that are over, or take days out of the file.",
            "Es kann höchstens {most} Tage geben. Entfernen Sie vergangene Jahre, oder nehmen Sie Tage aus der Datei.";
        none_understood(line: &str, why: &str): "None of the events in this file is a holiday that can be read. The first is in line {line}: {why}.",
            "Kein Termin in dieser Datei ist ein lesbarer Feiertag. Der erste steht in Zeile {line}: {why}.";
        no_name(most: usize): "it has no name of at most {most} characters", "kein Name mit höchstens {most} Zeichen";
        no_start: "it starts on no day of the calendar", "kein Tag des Kalenders als Beginn";
        no_end: "its end cannot be read, or comes before its start", "das Ende ist nicht lesbar oder liegt vor dem Beginn";
        part_of_day: "it takes part of a day only", "nur Teil eines Tages";
        too_long: "it is longer than a year", "länger als ein Jahr";
        recurrence: "it comes again in another way than once a year", "kehrt anders wieder als einmal im Jahr";
    }
);

impl Holidays {
    /// What became of a calendar file.
    #[must_use]
    pub fn outcome(self, imported: &HolidaysImported) -> String {
        let HolidaysImported { added, there, left_out } = imported;
        let mut told = vec![self.imported(*added)];
        if *there > 0 {
            told.push(self.there(*there));
        }
        if !left_out.is_empty() {
            told.push(self.left_out(&self.lines(left_out)));
        }
        told.join(" ")
    }

    /// The first events that were left out, and how many more there are.
    fn lines(self, left_out: &[(i64, EventProblem)]) -> String {
        let first = left_out.iter().take(TOLD).map(|(line, why)| self.at_line(&number(self.0, *line), &self.event(*why)));
        let mut told: Vec<String> = first.collect();
        let more = left_out.len().saturating_sub(TOLD);
        if more > 0 {
            told.push(self.and_more(i64::try_from(more).unwrap_or(i64::MAX)));
        }
        told.join(", ")
    }

    /// Why a calendar file cannot be read.
    #[must_use]
    pub fn problem(self, problem: CalendarProblem) -> String {
        let line = |line| number(self.0, line);
        match problem {
            CalendarProblem::Missing => self.file_missing().to_owned(),
            CalendarProblem::TooLarge => self.file_too_large(LARGEST_FILE / (1024 * 1024)),
            CalendarProblem::NotACalendar => self.not_a_calendar().to_owned(),
            CalendarProblem::NotUtf8(at) => self.not_utf8(&line(at)),
            CalendarProblem::Line(at) => self.wrong_line(&line(at)),
            CalendarProblem::CutOff => self.cut_off().to_owned(),
            CalendarProblem::Empty => self.empty().to_owned(),
            CalendarProblem::TooMany => self.too_many(&number(self.0, i64::try_from(MOST).unwrap_or(i64::MAX))),
            CalendarProblem::NoneUnderstood(at, why) => self.none_understood(&line(at), &self.event(why)),
        }
    }

    /// Why an event is no holiday.
    fn event(self, problem: EventProblem) -> String {
        match problem {
            EventProblem::Name => return self.no_name(LONGEST_NAME),
            EventProblem::Start => self.no_start(),
            EventProblem::End => self.no_end(),
            EventProblem::PartOfDay => self.part_of_day(),
            EventProblem::TooLong => self.too_long(),
            EventProblem::Recurrence => self.recurrence(),
        }
        .to_owned()
    }

    /// The label of a field of a holiday's form, by its name, where it is one of these.
    #[must_use]
    pub fn field(self, name: &str) -> Option<&'static str> {
        match name {
            "date" => Some(self.day()),
            "calendar" => Some(self.file()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Locale;

    #[test]
    fn what_was_left_out_is_told_by_line_and_the_rest_counted() {
        let left_out = (1..=7).map(|event| (event * 10, EventProblem::PartOfDay)).collect();
        let imported = HolidaysImported { added: 12, there: 1, left_out };
        let told = Holidays(Locale::En).outcome(&imported);
        assert!(told.starts_with("12 days were added. 1 was a holiday already. Left out: line 10 (it takes part"), "{told}");
        assert!(told.ends_with("line 50 (it takes part of a day only), and 2 more."), "{told}");
        let all = HolidaysImported { added: 1, there: 0, left_out: Vec::new() };
        assert_eq!(Holidays(Locale::De).outcome(&all), "1 Tag wurde hinzugefügt.");
    }
}
