words!(
    /// What many pages say.
    Common {
        save: "Save", "Speichern";
        cancel: "Cancel", "Abbrechen";
        close: "Close", "Schließen";
        open: "Open", "Öffnen";
        edit: "Edit", "Bearbeiten";
        delete: "Delete", "Löschen";
        search: "Search", "Suchen";
        reading: "Reading…", "Wird geladen …";
        yes: "Yes", "Ja";
        no: "No", "Nein";
        any: "Any", "Alle";
        deleted_user: "Deleted user", "Gelöschter Benutzer";
        actions: "Actions", "Aktionen";
        actions_for(name: &str): "Actions for {name}", "Aktionen für {name}";
        show: "Show", "Anzeigen";
        hide: "Hide", "Verbergen";
        show_password: "Show password", "Passwort anzeigen";
        dismiss: "Dismiss", "Ausblenden";
        apply: "Apply", "Anwenden";
        clear_filters: "Clear filters", "Filter zurücksetzen";
        previous: "Previous", "Zurück";
        next: "Next", "Weiter";
        pages: "Pages", "Seiten";
        shown_of(shown: &str, total: &str): "{shown} of {total}", "{shown} von {total}";
        rows(count): ["1 row", "{count} rows"], ["1 Zeile", "{count} Zeilen"];
        more_than(count: &str): "{count}+", "{count}+";
        sort_by(column: &str): "Sort by {column}", "Nach {column} sortieren";
        select_row(name: &str): "Select {name}", "{name} auswählen";
        select_page: "Select all on this page", "Alle auf dieser Seite auswählen";
        selected(count): ["1 selected", "{count} selected"], ["1 ausgewählt", "{count} ausgewählt"];
        clear_selection: "Clear selection", "Auswahl aufheben";
        error_title(title: &str): "Error: {title}", "Fehler: {title}";
        not_found: "Not found", "Nicht gefunden";
        not_allowed: "Not allowed", "Nicht erlaubt";
        signed_out: "Signed out", "Abgemeldet";
        not_shown: "This could not be shown", "Das konnte nicht angezeigt werden";
        not_done: "This was not done", "Das ist nicht geschehen";
        open_anew: "Open the page anew", "Seite neu öffnen";
        send_again: "Send again", "Erneut senden";
        entered_kept: "What you entered is still here, but for passwords and codes.",
            "Ihre Eingaben sind noch da, außer Passwörtern und Codes.";
        reference: "Reference: ", "Kennung: ";
        sign_in: "Sign in", "Anmelden";
        go_to_start: "Go to the start", "Zur Startseite";
        try_again: "Try again", "Erneut versuchen";
        there_is_a_problem: "There is a problem", "Es gibt ein Problem";
        unsaved_title: "Leave without saving?", "Verlassen, ohne zu speichern?";
        unsaved: "What you changed on this page has not been saved.", "Ihre Änderungen auf dieser Seite sind nicht gespeichert.";
        stay: "Stay on this page", "Auf der Seite bleiben";
        leave: "Leave without saving", "Ohne Speichern verlassen";
        updated: "Latchkey was updated while this page was open.", "Latchkey wurde aktualisiert, während diese Seite offen war.";
        reload: "Reload", "Neu laden";
        sign_in_again: "You are signed out. What you entered is still here: sign in in a new tab, then send it again.",
            "Sie sind abgemeldet. Ihre Eingaben sind noch da: Melden Sie sich in einem neuen Tab an, und senden Sie sie dann erneut.";
        sign_in_new_tab: "Sign in in a new tab", "In neuem Tab anmelden";
        no_sessions: "Not signed in anywhere.", "Nirgends angemeldet.";
        unknown_browser: "Unknown browser", "Unbekannter Browser";
        this_one: "This one", "Diese hier";
        changed: "Changed {}", "Geändert: {}";
        none_yet: "None yet", "Noch keines";
        no_email: "None", "Keine";
        minutes(count): ["1 minute", "{count} minutes"], ["1 Minute", "{count} Minuten"];
        hours(count): ["1 hour", "{count} hours"], ["1 Stunde", "{count} Stunden"];
        now: "now", "jetzt";
        minutes_ago(minutes: i64): "{minutes} min ago", "vor {minutes} Min.";
        yesterday(time: &str): "Yesterday {time}", "gestern {time}";
        tomorrow(time: &str): "Tomorrow {time}", "morgen {time}";
        seconds(count): ["1 second", "{count} seconds"], ["1 Sekunde", "{count} Sekunden"];
    }
);

impl Common {
    /// The name of somebody in a line that outlives their account, or that they are deleted.
    #[must_use]
    pub fn name_or_deleted(self, name: Option<String>) -> String {
        name.unwrap_or_else(|| self.deleted_user().to_owned())
    }

    /// How long something works, in whole hours where it is some.
    #[must_use]
    pub fn life(self, minutes: i64) -> String {
        if minutes > 0 && minutes % 60 == 0 { self.hours(minutes / 60) } else { self.minutes(minutes) }
    }
}
