use crate::{
    model::{DelayUnit, Every, Holidays, Weekday},
    rules::time_frame::FrameProblem,
};

words!(
    /// Days, holidays, delays and schedules.
    TimeFrame {
        monday: "Monday", "Montag";
        tuesday: "Tuesday", "Dienstag";
        wednesday: "Wednesday", "Mittwoch";
        thursday: "Thursday", "Donnerstag";
        friday: "Friday", "Freitag";
        saturday: "Saturday", "Samstag";
        sunday: "Sunday", "Sonntag";
        always: "Always", "Immer";
        never: "Never on Holidays", "Nie an Feiertagen";
        only: "Only on Holidays", "Nur an Feiertagen";
        minutes: "Minutes", "Minuten";
        hours: "Hours", "Stunden";
        days: "Days", "Tage";
        weeks: "Weeks", "Wochen";
        every_day: "Day", "Tag";
        every_week: "Week", "Woche";
        every_month: "Month", "Monat";
        not_a_moment: "Enter a date and a time, such as 2026-11-21 09:00.", "Geben Sie Datum und Uhrzeit ein, etwa 2026-11-21 09:00.";
        not_a_clock: "Enter a time of day, such as 09:00.", "Geben Sie eine Uhrzeit ein, etwa 09:00.";
        ends_first: "The end must come after the start.", "Das Ende muss nach dem Beginn liegen.";
        too_long: "A time frame lasts at most five years. Choose an earlier end.",
            "Ein Zeitrahmen dauert höchstens fünf Jahre. Wählen Sie ein früheres Ende.";
        no_day: "Tick at least one day.", "Kreuzen Sie mindestens einen Tag an.";
        too_many_reminded: "At most ten people can be reminded.", "Höchstens zehn Personen können erinnert werden.";
    }
);

impl TimeFrame {
    /// A day of the week.
    #[must_use]
    pub const fn weekday(self, day: Weekday) -> &'static str {
        match day {
            Weekday::Monday => self.monday(),
            Weekday::Tuesday => self.tuesday(),
            Weekday::Wednesday => self.wednesday(),
            Weekday::Thursday => self.thursday(),
            Weekday::Friday => self.friday(),
            Weekday::Saturday => self.saturday(),
            Weekday::Sunday => self.sunday(),
        }
    }

    /// What holidays mean.
    #[must_use]
    pub const fn holidays(self, holidays: Holidays) -> &'static str {
        match holidays {
            Holidays::Always => self.always(),
            Holidays::Never => self.never(),
            Holidays::Only => self.only(),
        }
    }

    /// What a delay is counted in.
    #[must_use]
    pub const fn unit(self, unit: DelayUnit) -> &'static str {
        match unit {
            DelayUnit::Minutes => self.minutes(),
            DelayUnit::Hours => self.hours(),
            DelayUnit::Days => self.days(),
            DelayUnit::Weeks => self.weeks(),
        }
    }

    /// What a schedule is counted in.
    #[must_use]
    pub const fn every(self, every: Every) -> &'static str {
        match every {
            Every::Day => self.every_day(),
            Every::Week => self.every_week(),
            Every::Month => self.every_month(),
        }
    }

    /// What is wrong with a time frame or a schedule.
    #[must_use]
    pub const fn problem(self, problem: FrameProblem) -> &'static str {
        match problem {
            FrameProblem::Moment => self.not_a_moment(),
            FrameProblem::Clock => self.not_a_clock(),
            FrameProblem::EndsFirst => self.ends_first(),
            FrameProblem::TooLong => self.too_long(),
            FrameProblem::NoDay => self.no_day(),
            FrameProblem::TooManyReminded => self.too_many_reminded(),
        }
    }
}
