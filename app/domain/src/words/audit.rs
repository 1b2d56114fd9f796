use crate::model::Outcome;

words!(
    /// The audit trail.
    Audit {
        title: "Audit", "Protokoll";
        count(count): ["1 entry", "{count} entries"], ["1 Eintrag", "{count} Einträge"];
        more_than(count: &str): "{count} entries", "{count} Einträge";
        none_yet: "Nothing yet", "Noch nichts";
        none_yet_text: "Whatever is done with accounts, links and settings turns up here.",
            "Was mit Konten, Links und Einstellungen geschieht, erscheint hier.";
        no_match: "No entry matches", "Kein Eintrag passt";
        no_match_text: "Change a filter. Names are found by their beginning.",
            "Ändern Sie einen Filter. Namen werden an ihrem Anfang gesucht.";
        one_user: "Only what this user did, or what was done to them.",
            "Nur, was dieser Benutzer tat oder was mit ihm geschah.";
        name: "Name", "Name";
        action: "Action", "Vorgang";
        outcome: "Outcome", "Ausgang";
        from_day: "From", "Von";
        to_day: "To", "Bis";
        when: "When", "Wann";
        who: "Who", "Wer";
        what: "What", "Was";
        whom: "To whom", "An wem";
        place: "From where", "Von wo";
        nobody: "Not signed in", "Nicht angemeldet";
        itself: "Latchkey", "Latchkey";
        details: "Details", "Einzelheiten";
        done: "Done", "Erledigt";
        refused: "Refused", "Verweigert";
        failed: "Failed", "Gescheitert";
        users: "Users", "Benutzer";
        sessions: "Signing in and sessions", "Anmeldung und Sitzungen";
        links: "Links", "Links";
        passwords: "Passwords", "Passwörter";
        mails: "Mails", "E-Mails";
        messages: "Messages", "Nachrichten";
        settings: "Settings", "Einstellungen";
        templates: "Templates", "Vorlagen";
        accounts: "Own accounts", "Eigene Konten";
        user_created: "User made", "Benutzer angelegt";
        user_set_up: "First administrator made", "Ersten Administrator angelegt";
        user_edited: "User edited", "Benutzer bearbeitet";
        user_deleted: "User deleted", "Benutzer gelöscht";
        user_activated: "Is Active switched on", "„Ist aktiv“ eingeschaltet";
        user_deactivated: "Is Active switched off", "„Ist aktiv“ ausgeschaltet";
        user_unlocked: "Unlocked", "Entsperrt";
        user_sessions_ended: "Sessions of a user ended", "Sitzungen eines Benutzers beendet";
        signed_in: "Signed in", "Angemeldet";
        sign_in: "Tried to sign in", "Anmeldung versucht";
        signed_out: "Signed out", "Abgemeldet";
        session_ended: "Session ended", "Sitzung beendet";
        link_requested: "Password change link sent", "Link zum Ändern des Passworts gesendet";
        link_copied: "Password change link copied", "Link zum Ändern des Passworts kopiert";
        link_handed_out: "Password change link handed out", "Link zum Ändern des Passworts ausgehändigt";
        mail_withdrawn: "Links and passwords withdrawn", "Links und Passwörter zurückgezogen";
        password_requested: "New password sent", "Neues Passwort gesendet";
        password_replaced: "Old password stopped", "Altes Passwort gestoppt";
        temporary_set: "Temporary password set", "Temporäres Passwort gesetzt";
        caller_code_asked: "Code for the telephone mailed", "Code für den Anruf gesendet";
        caller_code_shown: "Code for the telephone shown to its owner", "Code für den Anruf im eigenen Konto gezeigt";
        caller_verified: "Caller verified", "Anrufer bestätigt";
        password_confirmed: "Asked for the own password once more", "Eigenes Passwort erneut abgefragt";
        password_changed: "Password changed", "Passwort geändert";
        password_forgotten: "Link asked for on the sign-in page", "Link auf der Anmeldeseite angefordert";
        not_me: "Reported: “This wasn’t me”", "Gemeldet: „Das war ich nicht“";
        mail_handed_over: "Mail given to the mail server", "E-Mail an den Mailserver übergeben";
        mail_paused: "Mails held: the mail server does not take Latchkey", "E-Mails zurückgehalten: Der Mailserver nimmt Latchkey nicht an";
        mail_resumed: "Mails go on", "E-Mails gehen weiter";
        mail_bounced: "Mail came back", "E-Mail kam zurück";
        mail_delayed: "Delivery of a mail delayed", "Zustellung einer E-Mail verzögert";
        mail_bounce_refused: "Report of a bounce not believed", "Unzustellbarkeitsmeldung nicht geglaubt";
        message_resent: "Message sent again", "Nachricht erneut gesendet";
        message_released: "Held message let go", "Zurückgehaltene Nachricht freigegeben";
        message_cancelled: "Message cancelled", "Nachricht zurückgezogen";
        database: "Database", "Datenbank";
        database_restored: "Database brought back from a backup", "Datenbank aus einer Sicherung zurückgeholt";
        database_resumed: "Restored database resumed", "Zurückgeholte Datenbank fortgesetzt";
        key_rotated: "Secrets sealed with the newest key", "Geheimnisse mit dem neuesten Schlüssel versiegelt";
        keys_pruned: "Older secret keys removed", "Ältere geheime Schlüssel entfernt";
        settings_changed: "Settings changed", "Einstellungen geändert";
        holiday_added: "Holiday added", "Feiertag hinzugefügt";
        holiday_removed: "Holiday removed", "Feiertag entfernt";
        holiday_year_removed: "A year's holidays removed", "Feiertage eines Jahres entfernt";
        holidays_imported: "Holidays imported", "Feiertage importiert";
        mail_tested: "Mail server tested", "Mailserver getestet";
        template_saved: "Template saved", "Vorlage gespeichert";
        template_restored: "Template version restored", "Version einer Vorlage wiederhergestellt";
        template_tested: "Template tested", "Vorlage getestet";
        template_broke: "Template could not be filled in: built-in text sent", "Vorlage ließ sich nicht ausfüllen: Mitgeliefertes gesendet";
        session_checked: "Password checked for another application", "Passwort für eine andere Anwendung geprüft";
        api_password_set: "API password made", "API-Passwort angelegt";
        api_key_made: "API key made", "API-Schlüssel angelegt";
        api_key_revoked: "API key withdrawn", "API-Schlüssel zurückgezogen";
        api_call_refused: "API call refused", "API-Aufruf verweigert";
        api: "REST API", "REST-API";
        events: "Reports of other systems", "Meldungen anderer Systeme";
        event_received: "Event reported by another system", "Ereignis von einem anderen System gemeldet";
        selections: "Selections", "Auswahlen";
        selection_saved: "Selection saved", "Auswahl gespeichert";
        selection_deleted: "Selection deleted", "Auswahl gelöscht";
        bulk: "Jobs for many", "Aufträge für viele";
        bulk_started: "Job for many started", "Auftrag für viele begonnen";
        bulk_paused: "Job for many paused", "Auftrag für viele angehalten";
        bulk_resumed: "Job for many resumed", "Auftrag für viele fortgesetzt";
        bulk_cancelled: "Job for many cancelled", "Auftrag für viele abgebrochen";
        bulk_undone: "Job for many being taken back", "Auftrag für viele wird zurückgenommen";
        bulk_ended: "Job for many ended", "Auftrag für viele beendet";
        change_required: "Change at next sign-in required", "Änderung bei der nächsten Anmeldung verlangt";
        change_not_required: "Change at next sign-in not required any more", "Änderung bei der nächsten Anmeldung nicht mehr verlangt";
        users_exported: "Users exported", "Benutzer exportiert";
        messages_exported: "Messages exported", "Nachrichten exportiert";
        audit_cut: "Older lines of the audit trail deleted", "Ältere Zeilen des Protokolls gelöscht";
        audit_exported: "Audit trail exported", "Protokoll exportiert";
        import_uploaded: "File of users sent", "Datei mit Benutzern gesendet";
        import_started: "Import of users started", "Import von Benutzern gestartet";
        import_finished: "Import of users finished", "Import von Benutzern beendet";
        import_cancelled: "Import of users cancelled", "Import von Benutzern abgebrochen";
        import_failed: "Import of users stopped", "Import von Benutzern angehalten";
        webhook_called: "Web address called by an automation", "Webadresse von einer Automation aufgerufen";
        account_edited: "Own account edited", "Eigenes Konto bearbeitet";
    }
);

impl Audit {
    /// Groups of actions to choose from: the start of their names, and what people call them.
    #[must_use]
    pub const fn groups(self) -> [(&'static str, &'static str); 14] {
        [
            ("user.", self.users()),
            ("session.", self.sessions()),
            ("link.", self.links()),
            ("password.", self.passwords()),
            ("mail.", self.mails()),
            ("message.", self.messages()),
            ("settings.", self.settings()),
            ("database.", self.database()),
            ("template.", self.templates()),
            ("selection.", self.selections()),
            ("bulk.", self.bulk()),
            ("account.", self.accounts()),
            ("api.", self.api()),
            ("event.", self.events()),
        ]
    }

    /// An action in words; absent where none are known.
    #[must_use]
    pub fn of(self, action: &str) -> Option<&'static str> {
        Some(match action {
            "user.created" => self.user_created(),
            "user.set-up" => self.user_set_up(),
            "user.edited" => self.user_edited(),
            "user.deleted" => self.user_deleted(),
            "user.activated" => self.user_activated(),
            "user.deactivated" => self.user_deactivated(),
            "user.unlocked" => self.user_unlocked(),
            "user.sessions-ended" => self.user_sessions_ended(),
            "session.signed-in" => self.signed_in(),
            "session.sign-in" => self.sign_in(),
            "session.signed-out" => self.signed_out(),
            "session.ended" => self.session_ended(),
            "link.requested" => self.link_requested(),
            "link.copied" => self.link_copied(),
            "link.handed-out" => self.link_handed_out(),
            "user.mail-withdrawn" => self.mail_withdrawn(),
            "password.requested" => self.password_requested(),
            "password.replaced" => self.password_replaced(),
            "password.temporary-set" => self.temporary_set(),
            "password.caller-code-asked" => self.caller_code_asked(),
            "password.caller-code-shown" => self.caller_code_shown(),
            "password.caller-verified" => self.caller_verified(),
            "session.password-asked" => self.password_confirmed(),
            "password.changed" => self.password_changed(),
            "password.forgotten" => self.password_forgotten(),
            "account.not-me" => self.not_me(),
            "mail.handed-over" => self.mail_handed_over(),
            "mail.paused" => self.mail_paused(),
            "mail.resumed" => self.mail_resumed(),
            "mail.bounced" => self.mail_bounced(),
            "mail.delayed" => self.mail_delayed(),
            "mail.bounce-refused" => self.mail_bounce_refused(),
            "message.resent" => self.message_resent(),
            "message.cancelled" => self.message_cancelled(),
            "message.released" => self.message_released(),
            "database.restored" => self.database_restored(),
            "database.resumed" => self.database_resumed(),
            "database.resealed" => self.key_rotated(),
            "database.keys-pruned" => self.keys_pruned(),
            "settings.changed" => self.settings_changed(),
            "settings.mail-tested" => self.mail_tested(),
            "settings.holiday-added" => self.holiday_added(),
            "settings.holiday-removed" => self.holiday_removed(),
            "settings.holiday-year-removed" => self.holiday_year_removed(),
            "settings.holidays-imported" => self.holidays_imported(),
            "template.saved" => self.template_saved(),
            "template.restored" => self.template_restored(),
            "template.tested" => self.template_tested(),
            "template.broke" => self.template_broke(),
            "selection.saved" => self.selection_saved(),
            "selection.deleted" => self.selection_deleted(),
            "bulk.started" => self.bulk_started(),
            "bulk.paused" => self.bulk_paused(),
            "bulk.resumed" => self.bulk_resumed(),
            "bulk.cancelled" => self.bulk_cancelled(),
            "bulk.undone" => self.bulk_undone(),
            "bulk.ended" => self.bulk_ended(),
            "password.change-required" => self.change_required(),
            "password.change-not-required" => self.change_not_required(),
            "user.exported" => self.users_exported(),
            "message.exported" => self.messages_exported(),
            "audit.exported" => self.audit_exported(),
            "audit.cut" => self.audit_cut(),
            "user.import-uploaded" => self.import_uploaded(),
            "user.import-started" => self.import_started(),
            "user.import-finished" => self.import_finished(),
            "user.import-cancelled" => self.import_cancelled(),
            "user.import-failed" => self.import_failed(),
            "automation.webhook" => self.webhook_called(),
            "account.edited" => self.account_edited(),
            "session.checked" => self.session_checked(),
            "api.password-set" => self.api_password_set(),
            "api.key-made" => self.api_key_made(),
            "api.key-revoked" => self.api_key_revoked(),
            "api.call" => self.api_call_refused(),
            "event.received" => self.event_received(),
            _ => return None,
        })
    }

    /// How something ended.
    #[must_use]
    pub const fn ended(self, outcome: Outcome) -> &'static str {
        match outcome {
            Outcome::Done => self.done(),
            Outcome::Refused => self.refused(),
            Outcome::Failed => self.failed(),
        }
    }
}
