use super::number;
use crate::model::{AutomationStep, AutomationWindow, Holidays, RunStep, RunTally};
use crate::words::AutomationNames;

words!(
    /// The pages of automations.
    Automations {
        title: "Automations", "Automationen";
        lead: "When something happens to an account, Latchkey does what is to be done by itself: after some time, on the days you choose, for the people you mean.",
            "Wenn mit einem Konto etwas geschieht, tut Latchkey von selbst, was zu tun ist: nach einiger Zeit, an den gewählten Tagen, für die Gemeinten.";
        parts: "Views", "Ansichten";
        all: "All automations", "Alle Automationen";
        coming_next: "Coming next", "Als Nächstes";
        import: "Import", "Importieren";
        create: "New automation", "Neue Automation";
        none_yet: "No automations yet", "Noch keine Automationen";
        none_yet_text: "An automation has three parts: an event, a job, and a time frame. A good first one helps those who cannot sign in: after five failed sign-ins they get a password change link.",
            "Eine Automation hat drei Teile: ein Ereignis, einen Auftrag und einen Zeitrahmen. Eine gute erste hilft, wenn die Anmeldung nicht gelingt: Nach fünf Fehlversuchen kommt ein Link zur Passwortänderung.";
        begin_recommended: "Begin with this one", "Mit dieser beginnen";
        first_name: "After five failed sign-ins", "Nach fünf fehlgeschlagenen Anmeldungen";
        name: "Name", "Name";
        name_hint: "At most 100 characters.", "Höchstens 100 Zeichen.";
        characters(count: &str): "{count} of 100 characters", "{count} von 100 Zeichen";
        description: "Description", "Beschreibung";
        status: "Status", "Status";
        event: "Event", "Ereignis";
        job: "Job", "Auftrag";
        what: "Event and job", "Ereignis und Auftrag";
        owner: "Owner", "Gehört";
        next: "Next", "Nächstes";
        last_days: "Last 30 days", "Letzte 30 Tage";
        count_automations(count): ["1 automation", "{count} automations"], ["1 Automation", "{count} Automationen"];
        no_job_yet: "No job yet", "Noch kein Auftrag";
        no_frame_yet: "No time frame yet", "Noch kein Zeitrahmen";
        nothing_yet: "Nothing", "Nichts";

        stop_all: "Stop all", "Alle anhalten";
        stop_all_title: "Stop all automations", "Alle Automationen anhalten";
        stop_all_means: "Nothing further is done by any automation until they are let go on. What already waits is kept; events that happen meanwhile start nothing, also not later.",
            "Keine Automation tut mehr etwas, bis sie weiterlaufen dürfen. Was schon wartet, bleibt; Ereignisse in dieser Zeit lösen nichts aus, auch später nicht.";
        let_go_on: "Let them go on", "Weiterlaufen lassen";
        let_go_on_title: "Let all automations go on", "Alle Automationen weiterlaufen lassen";
        let_go_on_means: "All that are activated go on. What fell due meanwhile is done now, as far as it is still within its time frame.",
            "Alle aktivierten laufen weiter. Was inzwischen fällig wurde, geschieht jetzt, soweit es noch im Zeitrahmen liegt.";
        all_stopped: "All automations are stopped.", "Alle Automationen sind angehalten.";
        stopped_now: "All automations are stopped.", "Alle Automationen sind angehalten.";
        go_on_now: "The automations go on.", "Die Automationen laufen weiter.";

        edit_event_title: "Edit Event", "Ereignis bearbeiten";
        edit_job_title: "Edit Event-based Job", "Ereignisbasierten Auftrag bearbeiten";
        time_frame_title: "Define Time Frame", "Zeitrahmen festlegen";
        steps: "Steps", "Schritte";
        saved: "Saved.", "Gespeichert.";
        save_and_close: "Save & Close", "Speichern & schließen";
        save_and_activate: "Save & Activate", "Speichern & aktivieren";
        show_fields: "Show its fields", "Felder dazu anzeigen";

        general: "General", "Allgemeines";
        define_event: "Define Event", "Ereignis festlegen";
        times: "Failures", "Fehlversuche";
        days_of: "Days", "Tage";
        within_minutes: "Within so many minutes", "Innerhalb so vieler Minuten";
        success: "Success", "Erfolg";
        unset: "Unset", "Nicht festgelegt";
        filters: "Filters", "Filter";
        filters_hint: "All of them must hold. A blank value lets every event through.",
            "Alle müssen zutreffen. Ein leerer Wert lässt jedes Ereignis durch.";
        filter_field(number: usize): "Field of filter {number}", "Feld von Filter {number}";
        filter_operator(number: usize): "Operator of filter {number}", "Vergleich von Filter {number}";
        filter_value(number: usize): "Value of filter {number}", "Wert von Filter {number}";
        filter_attribute(number: usize): "Attribute of filter {number}", "Attribut von Filter {number}";
        add_filter: "Add filter", "Filter hinzufügen";
        remove_filter(number: usize): "Remove filter {number}", "Filter {number} entfernen";
        selection: "Selection", "Auswahl";
        find_selection: "Search selections", "Auswahlen durchsuchen";
        no_selection: "None", "Keine";
        event_selection_hint: "Only events about somebody whom it means when the event happens.",
            "Nur Ereignisse, die jemanden betreffen, den sie im Moment des Ereignisses meint.";
        job_selection_hint: "Computed when the job runs. A selection can keep API users out.",
            "Wird berechnet, wenn der Auftrag läuft. Eine Auswahl kann API-Benutzer ausnehmen.";
        every: "Every", "Jeden";
        interval: "Every so many", "Alle so viele";
        day_of_month: "Day of the month", "Tag des Monats";
        day_of_month_hint: "Where months are counted; the last day in a month that is shorter.", "Wenn Monate gezählt werden; in kürzeren der letzte Tag.";
        schedule_days_hint: "Where weeks are counted.", "Wenn Wochen gezählt werden.";
        at: "At", "Um";
        zone: "Time Zone", "Zeitzone";
        days: "Execution Days", "Ausführungstage";
        recommended: "Recommended Automations", "Empfohlene Automationen";
        about: "Description", "Beschreibung";

        define_job: "Define Job", "Auftrag festlegen";
        system_user: "System User", "Systembenutzer";
        system_user_hint: "One user, for whom the job is each time.", "Ein Benutzer, für den der Auftrag jedes Mal gilt.";
        nobody: "Nobody in particular", "Niemand Bestimmtes";
        find: "Find users by name, user name or e-mail", "Benutzer nach Name, Benutzername oder E-Mail suchen";
        find_button: "Find", "Suchen";
        found_nobody: "Nobody was found.", "Niemand gefunden.";
        found(count): ["1 user found", "{count} users found"], ["1 Benutzer gefunden", "{count} Benutzer gefunden"];
        use_event_parameter: "Use Event Parameter", "Ereignisparameter verwenden";
        use_event_parameter_hint: "The job is for those whom the event is about.", "Der Auftrag gilt denen, um die es im Ereignis geht.";
        life: "Link works for", "Link gilt";
        usual_life: "As long as is usual", "So lange wie üblich";
        tag: "Tag", "Schlagwort";
        note: "Note", "Anmerkung";
        note_hint: "What the notice says besides the event. At most 1,000 characters.",
            "Was die Mitteilung außer dem Ereignis sagt. Höchstens 1.000 Zeichen.";
        url: "Web address", "Webadresse";
        url_hint: "Its host must be allowed in the configuration.", "Ihr Host muss in der Konfiguration erlaubt sein.";
        define_delay: "Define Delay", "Verzögerung festlegen";
        delay: "Delay", "Verzögerung";
        delay_no_hint: "The job runs as soon as the event has happened.", "Der Auftrag läuft, sobald das Ereignis eingetreten ist.";
        delay_yes_hint: "The job runs later. Selection, state and rights are those of that time.",
            "Der Auftrag läuft später. Auswahl, Zustand und Rechte gelten, wie sie dann sind.";
        unit: "Unit", "Einheit";
        value: "Value", "Wert";
        safety: "Safety", "Sicherheit";
        cool_down: "Cool-down in minutes", "Sperrfrist in Minuten";
        cool_down_hint: "Nobody is met again before.", "Vorher ist niemand ein zweites Mal betroffen.";
        cap: "At most so many in an hour", "Höchstens so viele in einer Stunde";
        cap_hint: "After so many the automation pauses and tells its owner.", "Danach hält die Automation an und sagt es ihrem Besitzer.";

        schedule: "Schedule", "Zeitplan";
        start: "Start Date", "Startdatum";
        end: "End Date", "Enddatum";
        end_hint: "At most five years after the start.", "Höchstens fünf Jahre nach dem Start.";
        advanced: "Advanced Options", "Erweiterte Optionen";
        days_hint: "A job that falls on another day runs on the next of these.", "Ein Auftrag, der auf einen anderen Tag fällt, läuft am nächsten dieser Tage.";
        holidays: "Holidays", "Feiertage";
        always_hint: "The job runs on holidays as on other days.", "Der Auftrag läuft an Feiertagen wie an anderen Tagen.";
        never_hint: "The job waits for the next day that is no holiday.", "Der Auftrag wartet auf den nächsten Tag, der kein Feiertag ist.";
        only_hint: "The job waits for the next holiday.", "Der Auftrag wartet auf den nächsten Feiertag.";
        no_holidays: "The calendar has no holidays yet. {}", "Der Kalender hat noch keine Feiertage. {}";
        enter_holidays: "Enter them in Settings", "Tragen Sie sie in den Einstellungen ein";
        notifications: "Notifications", "Benachrichtigungen";
        remind: "Remind 30 days before the end", "30 Tage vor dem Ende erinnern";
        remind_hint: "Up to ten users get a mail.", "Bis zu zehn Benutzer erhalten eine E-Mail.";

        try_it: "Dry run", "Probelauf";
        export: "Export", "Exportieren";
        delete: "Delete", "Löschen";
        delete_title: "Delete automation", "Automation löschen";
        delete_means: "The automation and its ledger are deleted, and what was to come is cancelled. What it has done stays done.",
            "Die Automation und ihr Verzeichnis werden gelöscht, und was kommen sollte, entfällt. Was sie getan hat, bleibt getan.";
        deleted: "The automation is deleted.", "Die Automation ist gelöscht.";
        pause_means: "It waits, and what is due waits with it.", "Sie wartet, und was fällig ist, wartet mit ihr.";
        resume_means: "It goes on, and acts for you from then on. What fell due meanwhile is done now, as far as it is still within its time frame.",
            "Sie läuft weiter und handelt von da an für Sie. Was inzwischen fällig wurde, geschieht jetzt, soweit es noch im Zeitrahmen liegt.";
        deactivate_means: "It becomes a draft again, and what was to come is cancelled.", "Sie wird wieder ein Entwurf, und was kommen sollte, entfällt.";
        waiting_runs(count): ["1 run waits.", "{count} runs wait."], ["1 Lauf wartet.", "{count} Läufe warten."];
        step_taken: "Done.", "Erledigt.";
        activated_now: "The automation is activated.", "Die Automation ist aktiviert.";
        owned_by(name: &str): "acts for {name}", "handelt für {name}";
        summary: "What it does", "Was sie tut";
        chart: "What came of it, day by day", "Was aus ihr wurde, Tag für Tag";
        day: "Day", "Tag";
        day_month(day: &str, month: &str): "{day}/{month}", "{day}.{month}.";
        not_done: "Left out or failed", "Ausgelassen oder gescheitert";
        no_runs: "Nothing in the last 30 days.", "In den letzten 30 Tagen nichts.";
        ledger: "Ledger", "Verzeichnis";
        download: "Download ledger", "Verzeichnis herunterladen";
        state: "State", "Stand";
        runs(count): ["1 run", "{count} runs"], ["1 Lauf", "{count} Läufe"];
        runs_over(count: &str): "{count} runs", "{count} Läufe";
        nothing_here: "Nothing here", "Hier ist nichts";
        nothing_here_text: "Runs turn up here when the event happens.", "Läufe erscheinen hier, wenn das Ereignis eintritt.";
        user: "User", "Benutzer";
        happened: "Happened", "Geschehen";
        due: "Due", "Fällig";
        to_be_computed: "Whom the selection means then", "Wen die Auswahl dann meint";
        the_call: "The call", "Der Aufruf";
        tries(count): ["1 try", "{count} tries"], ["1 Versuch", "{count} Versuche"];
        message: "Message", "Nachricht";
        used: "Used", "Benutzt";
        run_step_for(step: &str, name: &str): "{step}: {name}", "{step}: {name}";

        activate_title: "Activate", "Aktivieren";
        activate_text: "Nothing has been sent yet. This is what the automation would have done, and what should be known before it is activated. It will act for you, with the rights you have then.",
            "Noch wurde nichts gesendet. So hätte die Automation gewirkt, und das sollte man wissen, bevor sie aktiviert wird. Die Automation handelt dann für Sie, mit Ihren jeweiligen Rechten.";
        takes_effect: "This automation is activated, so that saving takes effect at once. Nothing is saved yet: see below what the change would do, then save it.",
            "Diese Automation ist aktiviert, Gespeichertes wirkt also sofort. Noch ist nichts gespeichert: Sehen Sie unten, was die Änderung bewirken würde, und speichern Sie dann.";
        impact: "What this change would do", "Was diese Änderung bewirken würde";
        impact_text: "Nothing is saved or sent yet. This is what the automation would have done so, as things are now.",
            "Noch ist nichts gespeichert oder gesendet. So hätte die Automation damit gewirkt, nach heutigem Stand.";
        try_text: "Nothing is sent. This is what the automation would have done, as things are now.",
            "Es wird nichts gesendet. So hätte die Automation gewirkt, nach heutigem Stand.";
        not_complete: "Fill in this window first: {}", "Füllen Sie zuerst dieses Fenster aus: {}";
        over: "Over", "Über";
        over_last: "The last events", "Die letzten Ereignisse";
        over_days: "The last days", "Die letzten Tage";
        how_many: "How many", "Wie viele";
        looked_at(count): ["1 event was looked at", "{count} events were looked at"], ["1 Ereignis betrachtet", "{count} Ereignisse betrachtet"];
        matched(count): ["1 of them starts it", "{count} of them start it"], ["1 davon löst sie aus", "{count} davon lösen sie aus"];
        would_meet(count): ["1 would have been met", "{count} would have been met"], ["1 wäre betroffen gewesen", "{count} wären betroffen gewesen"];
        would_leave(count): ["1 would have been left out", "{count} would have been left out"], ["1 wäre ausgelassen worden", "{count} wären ausgelassen worden"];
        warnings: "What should be known", "Was man wissen sollte";
        no_warnings: "Nothing stands against it.", "Es spricht nichts dagegen.";
        whom: "Whom it would have met", "Wen sie betroffen hätte";
        latest_lines(count): ["The latest one.", "The latest {count}."], ["Das letzte Mal.", "Die letzten {count}."];
        met: "Met", "Betroffen";
        left_out: "Left out", "Ausgelassen";
        outcome: "Outcome", "Ergebnis";
        deferred: "put off to an allowed day", "auf einen erlaubten Tag verschoben";
        nobody_tried: "Nobody", "Niemand";
        nobody_tried_text: "No event of this time starts the automation.", "Kein Ereignis dieser Zeit löst die Automation aus.";

        next_lead: "What waits for its time and what the clock will bring, the soonest first. What is planned changes with its automation and with what people do.",
            "Was auf seine Zeit wartet und was die Uhr bringen wird, das Nächste zuerst. Geplantes ändert sich mit seiner Automation und mit dem, was inzwischen geschieht.";
        months: "Months", "Monate";
        comes_in(month: &str): "What comes in {month}", "Was im {month} kommt";
        previous_month: "Previous month", "Voriger Monat";
        next_month: "Next month", "Nächster Monat";
        others(count): ["and 1 more", "and {count} more"], ["und 1 weitere", "und {count} weitere"];
        planned: "Planned", "Geplant";
        planned_times(count): ["1 planned", "{count} planned"], ["1 geplant", "{count} geplant"];
        nothing_next: "Nothing waits", "Es wartet nichts";
        nothing_next_text: "Runs turn up here when an event has happened and its job waits for its time; and the next times of every schedule that is activated.",
            "Läufe erscheinen hier, wenn ein Ereignis eingetreten ist und sein Auftrag auf seine Zeit wartet; außerdem die nächsten Zeiten jedes aktivierten Zeitplans.";

        import_title: "Import automation", "Automation importieren";
        import_text: "An exported automation becomes a draft. Selections and users are found by their names where they have come from elsewhere. Nothing happens before it is activated.",
            "Eine exportierte Automation wird ein Entwurf. Auswahlen und Benutzer von anderswo werden nach ihren Namen gefunden. Vor der Aktivierung geschieht nichts.";
        json: "JSON", "JSON";
        json_hint: "Paste what was exported.", "Fügen Sie das Exportierte ein.";
        file: "JSON file", "JSON-Datei";
        file_hint: "Or choose the file.", "Oder wählen Sie die Datei.";
        imported: "The automation is imported as a draft.", "Die Automation ist als Entwurf importiert.";
        no_selection_called(name: &str): "There is no selection “{name}” here. Save one with this name first, or change the name.",
            "Hier gibt es keine Auswahl „{name}“. Speichern Sie zuerst eine mit diesem Namen, oder ändern Sie den Namen.";
        no_user_called(name: &str): "There is no user “{name}” here. Name another user name.",
            "Hier gibt es keinen Benutzer „{name}“. Nennen Sie einen anderen Benutzernamen.";
        unreadable(why: &str): "This is not an exported automation: {why}.", "Das ist keine exportierte Automation: {why}.";
    }
);

impl Automations {
    /// A window's heading.
    #[must_use]
    pub const fn window(self, window: AutomationWindow) -> &'static str {
        match window {
            AutomationWindow::Event => self.edit_event_title(),
            AutomationWindow::Job => self.edit_job_title(),
            AutomationWindow::TimeFrame => self.time_frame_title(),
        }
    }

    /// What a step means.
    #[must_use]
    pub const fn means(self, step: AutomationStep) -> &'static str {
        match step {
            AutomationStep::Activate => self.activate_text(),
            AutomationStep::Pause => self.pause_means(),
            AutomationStep::Resume => self.resume_means(),
            AutomationStep::Deactivate => self.deactivate_means(),
        }
    }

    /// What holidays mean for a job.
    #[must_use]
    pub const fn holidays_mean(self, holidays: Holidays) -> &'static str {
        match holidays {
            Holidays::Always => self.always_hint(),
            Holidays::Never => self.never_hint(),
            Holidays::Only => self.only_hint(),
        }
    }

    /// A step of a run, with whom it is for.
    #[must_use]
    pub fn run_step(self, step: RunStep, name: &str) -> String {
        self.run_step_for(AutomationNames(self.0).run_step(step), name)
    }

    /// "Done 12, left out 3": what there is of it.
    #[must_use]
    pub fn tally(self, tally: RunTally) -> String {
        let names = AutomationNames(self.0);
        let counts = [
            (names.waiting(), tally.waiting),
            (names.done(), tally.done),
            (names.skipped(), tally.skipped),
            (names.failed(), tally.failed),
        ];
        let told = counts.into_iter().filter(|(_, count)| *count > 0);
        let told: Vec<String> = told.map(|(name, count)| format!("{name} {}", number(self.0, count))).collect();
        if told.is_empty() { self.nothing_yet().to_owned() } else { told.join(", ") }
    }

    /// A day of a chart, "2026-11-21", as it is written below it.
    #[must_use]
    pub fn short_day(self, day: &str) -> String {
        match day.splitn(3, '-').collect::<Vec<_>>().as_slice() {
            [_, month, day] => self.day_month(day, month),
            _ => day.to_owned(),
        }
    }

    /// The label of a field of the windows, by its name.
    pub(super) const fn field(self, name: &str) -> Option<&'static str> {
        Some(match name.as_bytes() {
            b"event" => AutomationNames(self.0).window(AutomationWindow::Event),
            b"job" => AutomationNames(self.0).window(AutomationWindow::Job),
            b"time_frame" => AutomationNames(self.0).window(AutomationWindow::TimeFrame),
            b"number" => self.how_many(),
            b"minutes" => self.within_minutes(),
            b"filters" => self.filters(),
            b"interval" => self.interval(),
            b"day_of_month" => self.day_of_month(),
            b"note" => self.note(),
            b"url" => self.url(),
            b"delay_value" => self.value(),
            b"cool_down_minutes" => self.cool_down(),
            b"hourly_cap" => self.cap(),
            b"json" => self.json(),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Locale;

    #[test]
    fn only_what_came_up_is_told() {
        let told = |tally| Automations(Locale::En).tally(tally);
        assert_eq!(told(RunTally { done: 1_200, failed: 3, ..RunTally::default() }), "Done 1,200, Failed 3");
        assert_eq!(told(RunTally::default()), "Nothing");
    }

    #[test]
    fn days_of_a_chart_are_short() {
        assert_eq!([Locale::En, Locale::De].map(|locale| Automations(locale).short_day("2026-11-21")), ["21/11", "21.11."]);
    }
}
