use crate::model::{
    AutomationDraft, AutomationNames as Named, Delay, DelayUnit, EventFilter, EventKind, Every, Holidays, Job, JobKind, Schedule,
    TimeFrame as Frame, WatchedEvent, Weekday,
};
use crate::words::{AutomationNames, TimeFrame};

words!(
    /// An automation as a sentence.
    AutomationSentence {
        someone_signs_in: "When someone signs in", "Wenn sich jemand anmeldet";
        sign_in_fails(times, minutes: i64): ["When sign-in failed once", "When sign-in failed {times} times within {minutes} minutes"],
            ["Wenn die Anmeldung einmal fehlschlug", "Wenn die Anmeldung binnen {minutes} Minuten {times}-mal fehlschlug"];
        someone_is_locked: "When someone is locked", "Wenn jemand gesperrt wird";
        user_created: "When a user is created", "Wenn ein Benutzer angelegt wird";
        activated: "When a user is activated", "Wenn ein Benutzer aktiviert wird";
        deactivated: "When a user is deactivated", "Wenn ein Benutzer deaktiviert wird";
        email_changed: "When an e-mail address is changed", "Wenn eine E-Mail-Adresse geändert wird";
        password_changed: "When someone changed their password", "Wenn jemand das Passwort geändert hat";
        link_sent: "When a password change link was sent", "Wenn ein Link zur Passwortänderung gesendet wurde";
        link_used: "When a password change link was used", "Wenn ein Link zur Passwortänderung benutzt wurde";
        link_expired: "When a password change link expired unused", "Wenn ein Link zur Passwortänderung unbenutzt ablief";
        new_password_sent: "When a new password was sent", "Wenn ein neues Passwort gesendet wurde";
        new_password_expired: "When a new password expired unused", "Wenn ein neues Passwort unbenutzt ablief";
        temporary_set: "When a temporary password was set", "Wenn ein temporäres Passwort gesetzt wurde";
        temporary_expired: "When a temporary password expired", "Wenn ein temporäres Passwort ablief";
        mail_failed: "When a mail failed", "Wenn eine E-Mail scheiterte";
        password_age(days): ["When a password is 1 day old", "When a password is {days} days old"],
            ["Wenn ein Passwort 1 Tag alt ist", "Wenn ein Passwort {days} Tage alt ist"];
        no_sign_in(days): ["When someone has not signed in for 1 day", "When someone has not signed in for {days} days"],
            ["Wenn sich jemand 1 Tag lang nicht angemeldet hat", "Wenn sich jemand {days} Tage lang nicht angemeldet hat"];
        factor_set_up: "When someone sets up a second factor", "Wenn jemand einen zweiten Faktor einrichtet";
        factor_removed: "When someone’s second factor is removed", "Wenn der zweite Faktor von jemandem entfernt wird";
        recovery_code_used: "When someone uses a recovery code", "Wenn jemand einen Wiederherstellungscode benutzt";
        factor_failed: "When someone’s second factor is wrong", "Wenn der zweite Faktor von jemandem falsch ist";
        not_me: "When someone says “this wasn't me”", "Wenn jemand „Das war ich nicht“ meldet";
        import_finished: "When an import of users ended", "Wenn ein Import von Benutzern endete";
        bulk_finished: "When a job for many users ended", "Wenn ein Auftrag für viele Benutzer endete";
        automation_finished: "When an automation ended its work", "Wenn eine Automation ihre Arbeit beendete";
        external: "When another system reports something", "Wenn ein anderes System etwas meldet";
        something: "When it happens", "Wenn es geschieht";
        went_well: " and all went well", " und alles gut ging";
        went_wrong: " and something went wrong", " und etwas schiefging";
        filter(field: &str, operator: &str, value: &str): "{field} {operator} “{value}”", "{field} {operator} „{value}“";
        provided(filters: &str): ", provided that {filters}", ", sofern gilt: {filters}";
        and: "and", "und";
        about(selection: &str): ", and it is about someone in “{selection}”", " und es jemanden aus „{selection}“ betrifft";
        every_day(count): ["Every day", "Every {count} days"], ["Jeden Tag", "Alle {count} Tage"];
        every_week(count): ["Every week", "Every {count} weeks"], ["Jede Woche", "Alle {count} Wochen"];
        every_month(count, day: i64): ["On day {day} of every month", "On day {day} of every {count} months"],
            ["Am {day}. jedes Monats", "Alle {count} Monate am {day}."];
        at(time: &str, zone: &str): " at {time} ({zone})", " um {time} Uhr ({zone})";

        then: ", then ", ", dann ";
        after_minutes(count): ["after 1 minute", "after {count} minutes"], ["nach 1 Minute", "nach {count} Minuten"];
        after_hours(count): ["after 1 hour", "after {count} hours"], ["nach 1 Stunde", "nach {count} Stunden"];
        after_days(count): ["after 1 day", "after {count} days"], ["nach 1 Tag", "nach {count} Tagen"];
        after_weeks(count): ["after 1 week", "after {count} weeks"], ["nach 1 Woche", "nach {count} Wochen"];
        weekdays: "on weekdays", "von Montag bis Freitag";
        on_days(days: &str): "on {days}", "am {days}";
        never_on_holidays: "never on holidays", "nie an Feiertagen";
        only_on_holidays: "only on holidays", "nur an Feiertagen";
        send_new_password(whom: &str): "send a new password to {whom}", "ein neues Passwort an {whom} senden";
        send_link(whom: &str): "send a password change link to {whom}", "einen Link zur Passwortänderung an {whom} senden";
        require_change(whom: &str): "require a password change at the next sign-in of {whom}",
            "für {whom} eine Passwortänderung bei der nächsten Anmeldung verlangen";
        end_sessions(whom: &str): "end the sessions of {whom}", "für {whom} alle Sitzungen beenden";
        activate(whom: &str): "activate {whom}", "{whom} aktivieren";
        deactivate(whom: &str): "deactivate {whom}", "{whom} deaktivieren";
        add_tag(tag: &str, whom: &str): "add the tag “{tag}” to {whom}", "das Schlagwort „{tag}“ für {whom} hinzufügen";
        remove_tag(tag: &str, whom: &str): "remove the tag “{tag}” from {whom}", "das Schlagwort „{tag}“ für {whom} entfernen";
        notify(whom: &str): "send a notice to {whom}", "eine Mitteilung an {whom} senden";
        webhook(url: &str): "call {url}", "{url} aufrufen";
        event_users: "those whom the event is about", "die Betroffenen";
        everyone_in(selection: &str): "everyone in “{selection}”", "alle aus „{selection}“";
        if_selected(selection: &str): ", if the selection “{selection}” means them", ", sofern die Auswahl „{selection}“ sie meint";
        no_job: "something that is still to be chosen", "etwas, das noch zu wählen ist";
        lost: "not there any more", "nicht mehr vorhanden";
        from_to(start: &str, end: &str, zone: &str): "From {start} to {end} ({zone})", "Von {start} bis {end} ({zone})";
    }
);

impl AutomationSentence {
    /// The whole of it: "When sign-in failed 5 times within 15 minutes, then after 10 minutes, on weekdays, send a new password
    /// to those whom the event is about, if the selection “Office” means them."
    #[must_use]
    pub fn whole(self, draft: &AutomationDraft, names: &Named) -> String {
        let mut timing: Vec<String> = Vec::new();
        timing.extend(draft.job.as_ref().and_then(|job| job.delay.as_ref()).map(|delay| self.delay(delay)));
        timing.extend(draft.time_frame.as_ref().map(|frame| self.days(frame)).unwrap_or_default());
        timing.push(draft.job.as_ref().map_or_else(|| self.no_job().to_owned(), |job| self.job(job, names)));
        format!("{}{}{}.", self.event(&draft.event, names), self.then(), timing.join(", "))
    }

    /// What must happen.
    #[must_use]
    pub fn event(self, event: &WatchedEvent, names: &Named) -> String {
        let mut told = self.opening(event);
        match event.success {
            Some(true) => told.push_str(self.went_well()),
            Some(false) => told.push_str(self.went_wrong()),
            None => {}
        }
        if event.selection.is_some() {
            told.push_str(&self.about(names.event_selection.as_deref().unwrap_or(self.lost())));
        }
        let filters: Vec<String> =
            event.filters.iter().filter(|filter| !filter.value.is_empty()).map(|one| self.compared(one)).collect();
        if !filters.is_empty() {
            told.push_str(&self.provided(&filters.join(&format!(" {} ", self.and()))));
        }
        told
    }

    fn opening(self, event: &WatchedEvent) -> String {
        let count = event.number.unwrap_or_default();
        let plain = match event.kind {
            EventKind::SignInFailed => return self.sign_in_fails(count, event.minutes.unwrap_or_default()),
            EventKind::PasswordAge => return self.password_age(count),
            EventKind::NoSignIn => return self.no_sign_in(count),
            EventKind::Schedule => return event.schedule.as_ref().map(|schedule| self.schedule(schedule)).unwrap_or_default(),
            EventKind::SignedIn => self.someone_signs_in(),
            EventKind::Locked => self.someone_is_locked(),
            EventKind::UserCreated => self.user_created(),
            EventKind::Activated => self.activated(),
            EventKind::Deactivated => self.deactivated(),
            EventKind::EmailChanged => self.email_changed(),
            EventKind::PasswordChanged => self.password_changed(),
            EventKind::LinkSent => self.link_sent(),
            EventKind::LinkUsed => self.link_used(),
            EventKind::LinkExpired => self.link_expired(),
            EventKind::NewPasswordSent => self.new_password_sent(),
            EventKind::NewPasswordExpired => self.new_password_expired(),
            EventKind::TemporaryPasswordSet => self.temporary_set(),
            EventKind::TemporaryPasswordExpired => self.temporary_expired(),
            EventKind::MailFailed => self.mail_failed(),
            EventKind::NotMe => self.not_me(),
            EventKind::SecondFactorSetUp => self.factor_set_up(),
            EventKind::SecondFactorRemoved => self.factor_removed(),
            EventKind::RecoveryCodeUsed => self.recovery_code_used(),
            EventKind::SecondFactorFailed => self.factor_failed(),
            EventKind::ImportFinished => self.import_finished(),
            EventKind::BulkFinished => self.bulk_finished(),
            EventKind::AutomationFinished => self.automation_finished(),
            EventKind::External => self.external(),
            _ => self.something(),
        };
        plain.to_owned()
    }

    fn compared(self, filter: &EventFilter) -> String {
        let names = AutomationNames(self.0);
        self.filter(names.field(&filter.field), &names.operator(filter.operator).to_lowercase(), &filter.value)
    }

    fn schedule(self, schedule: &Schedule) -> String {
        let at = self.at(&schedule.at, &schedule.zone);
        match schedule.every {
            Every::Day => self.every_day(schedule.interval) + &at,
            Every::Week => format!("{} {}{at}", self.every_week(schedule.interval), self.weekdays_of(&schedule.days)),
            Every::Month => self.every_month(schedule.interval, schedule.day_of_month) + &at,
        }
    }

    /// How long after the event.
    #[must_use]
    pub fn delay(self, delay: &Delay) -> String {
        match delay.unit {
            DelayUnit::Minutes => self.after_minutes(delay.value),
            DelayUnit::Hours => self.after_hours(delay.value),
            DelayUnit::Days => self.after_days(delay.value),
            DelayUnit::Weeks => self.after_weeks(delay.value),
        }
    }

    /// On which days: nothing is said where all of them are meant.
    #[must_use]
    pub fn days(self, frame: &Frame) -> Vec<String> {
        let all = frame.days.len() == Weekday::ALL.len();
        let days = (!all && !frame.days.is_empty()).then(|| self.weekdays_of(&frame.days));
        let holidays = match frame.holidays {
            Holidays::Always => None,
            Holidays::Never => Some(self.never_on_holidays().to_owned()),
            Holidays::Only => Some(self.only_on_holidays().to_owned()),
        };
        days.into_iter().chain(holidays).collect()
    }

    fn weekdays_of(self, days: &[Weekday]) -> String {
        let is_weekdays = matches!(Weekday::ALL, [week @ .., _, _] if week == days);
        if is_weekdays {
            return self.weekdays().to_owned();
        }
        let names: Vec<&str> = days.iter().map(|day| TimeFrame(self.0).weekday(*day)).collect();
        match names.as_slice() {
            [first @ .., last] if !first.is_empty() => self.on_days(&format!("{} {} {last}", first.join(", "), self.and())),
            others => self.on_days(&others.concat()),
        }
    }

    /// What is done, and for whom.
    #[must_use]
    pub fn job(self, job: &Job, names: &Named) -> String {
        let selection = names.job_selection.as_deref().unwrap_or(self.lost());
        let (whom, is_whole) = if job.use_event_parameter {
            (self.event_users().to_owned(), false)
        } else if job.system_user.is_some() {
            (names.system_user.clone().unwrap_or_else(|| self.lost().to_owned()), false)
        } else {
            (self.everyone_in(selection), true)
        };
        let told = match job.kind {
            JobKind::SendNewPassword => self.send_new_password(&whom),
            JobKind::SendLink => self.send_link(&whom),
            JobKind::RequireChange => self.require_change(&whom),
            JobKind::EndSessions => self.end_sessions(&whom),
            JobKind::Activate => self.activate(&whom),
            JobKind::Deactivate => self.deactivate(&whom),
            JobKind::AddTag => self.add_tag(&job.tag, &whom),
            JobKind::RemoveTag => self.remove_tag(&job.tag, &whom),
            JobKind::Notify => self.notify(&whom),
            JobKind::Webhook => self.webhook(&job.url),
        };
        if job.selection.is_some() && !is_whole { told + &self.if_selected(selection) } else { told }
    }

    /// What the three windows say, by field, for whoever is told what others changed.
    #[must_use]
    pub fn fields(self, draft: &AutomationDraft, names: &Named) -> [(&'static str, String); 7] {
        let number = |of: fn(&Job) -> i64| draft.job.as_ref().map(|job| of(job).to_string()).unwrap_or_default();
        let frame = draft.time_frame.as_ref().map(|frame| {
            let parts = [self.frame(frame)].into_iter().chain(self.days(frame));
            parts.collect::<Vec<_>>().join(", ")
        });
        [
            ("name", draft.name.clone()),
            ("description", draft.description.clone()),
            ("event", self.event(&draft.event, names)),
            ("job", self.delayed(draft.job.as_ref(), names)),
            ("cool_down_minutes", number(|job| job.cool_down_minutes)),
            ("hourly_cap", number(|job| job.hourly_cap)),
            ("time_frame", frame.unwrap_or_default()),
        ]
    }

    /// What is done, with its delay.
    fn delayed(self, job: Option<&Job>, names: &Named) -> String {
        let Some(job) = job else { return self.no_job().to_owned() };
        let parts = job.delay.iter().map(|delay| self.delay(delay)).chain([self.job(job, names)]);
        parts.collect::<Vec<_>>().join(", ")
    }

    /// From when to when: "From 2026-11-21 09:00 to 2027-11-21 09:00 (Europe/Berlin)".
    #[must_use]
    pub fn frame(self, frame: &Frame) -> String {
        let told = |moment: &str| moment.replace('T', " ");
        self.from_to(&told(&frame.start), &told(&frame.end), &frame.zone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{EventField, Locale, SelectionId, TextOperator};
    use crate::rules::automation_form::usual_frame;

    fn watched(kind: EventKind) -> WatchedEvent {
        WatchedEvent { kind, filters: Vec::new(), success: None, selection: None, number: None, minutes: None, schedule: None }
    }

    fn draft(event: WatchedEvent, job: Option<Job>, time_frame: Option<Frame>) -> AutomationDraft {
        AutomationDraft { name: "x".to_owned(), description: String::new(), event, job, time_frame }
    }

    fn told(draft: &AutomationDraft) -> [String; 2] {
        let names = Named { job_selection: Some("Office".to_owned()), ..Named::default() };
        [Locale::En, Locale::De].map(|locale| AutomationSentence(locale).whole(draft, &names))
    }

    #[test]
    fn an_automation_reads_as_a_sentence() {
        let event = WatchedEvent { number: Some(5), minutes: Some(15), ..watched(EventKind::SignInFailed) };
        let job = Job {
            selection: Some(SelectionId(uuid::Uuid::nil())),
            delay: Some(Delay { unit: DelayUnit::Minutes, value: 10 }),
            ..Job::usual(JobKind::SendNewPassword)
        };
        let mut frame = usual_frame("2026-11-21T09:00", "Europe/Berlin");
        frame.days.truncate(5);
        assert_eq!(
            told(&draft(event, Some(job), Some(frame))),
            [
                "When sign-in failed 5 times within 15 minutes, then after 10 minutes, on weekdays, send a new password to those \
                 whom the event is about, if the selection “Office” means them.",
                "Wenn die Anmeldung binnen 15 Minuten 5-mal fehlschlug, dann nach 10 Minuten, von Montag bis Freitag, ein neues \
                 Passwort an die Betroffenen senden, sofern die Auswahl „Office“ sie meint.",
            ]
        );
    }

    #[test]
    fn a_schedule_and_what_is_still_missing_are_told() {
        let schedule = Schedule {
            every: Every::Week,
            days: vec![Weekday::Monday, Weekday::Friday],
            day_of_month: 1,
            interval: 2,
            at: "09:00".to_owned(),
            zone: "Europe/Berlin".to_owned(),
        };
        let event = WatchedEvent { schedule: Some(schedule), ..watched(EventKind::Schedule) };
        assert_eq!(
            told(&draft(event, None, None)),
            [
                "Every 2 weeks on Monday and Friday at 09:00 (Europe/Berlin), then something that is still to be chosen.",
                "Alle 2 Wochen am Montag und Freitag um 09:00 Uhr (Europe/Berlin), dann etwas, das noch zu wählen ist.",
            ]
        );
    }

    #[test]
    fn filters_are_told_and_blank_ones_are_not() {
        let filter = |value: &str| EventFilter {
            field: EventField::Through,
            operator: TextOperator::DoesNotEqual,
            value: value.to_owned(),
        };
        let event = WatchedEvent { filters: vec![filter("api"), filter("")], ..watched(EventKind::SignedIn) };
        let [english, german] = told(&draft(event, Some(Job::usual(JobKind::EndSessions)), None));
        assert_eq!(
            english,
            "When someone signs in, provided that Through does not equal “api”, then end the sessions of those whom the event is \
             about."
        );
        assert!(german.contains("sofern gilt: Weg ist nicht gleich „api“"), "{german}");
    }
}
