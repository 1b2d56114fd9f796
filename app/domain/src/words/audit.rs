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
        no_match_text: "Change a filter. Names and addresses are found by their beginning.",
            "Ändern Sie einen Filter. Namen und Adressen werden an ihrem Anfang gesucht.";
        one_user: "Only what this user did, or what was done to them.",
            "Nur, was dieser Benutzer tat oder was mit ihm geschah.";
        name: "Name", "Name";
        action: "Action", "Vorgang";
        outcome: "Outcome", "Ausgang";
        client_address: "Client address", "Adresse des Clients";
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
        position: "Position", "Position";
        seal: "Seal", "Siegel";
        not_sealed: "Not yet sealed", "Noch nicht versiegelt";
        nothing_sealed: "No line is sealed yet.", "Noch ist keine Zeile versiegelt.";
        sealed_to(position, when: &str): ["Sealed up to position 1 ({when}).", "Sealed up to position {position} ({when})."],
            ["Versiegelt bis Position 1 ({when}).", "Versiegelt bis Position {position} ({when})."];
        unsealed_since(when: &str): "Not yet sealed: lines since {when}.", "Noch nicht versiegelt: Zeilen seit {when}.";
        last_head(position, when: &str): ["Last signed head: position 1, {when}.", "Last signed head: position {position}, {when}."],
            ["Letzte Unterschrift: Position 1, {when}.", "Letzte Unterschrift: Position {position}, {when}."];
        chain_cut(position): ["Begins behind position 1: older lines were deleted.",
            "Begins behind position {position}: older lines were deleted."],
            ["Beginnt hinter Position 1: Ältere Zeilen wurden gelöscht.",
            "Beginnt hinter Position {position}: Ältere Zeilen wurden gelöscht."];
        chain_whole(when: &str): "Last checked: {when}, no flaws.", "Zuletzt geprüft: {when}, ohne Mängel.";
        chain_flawed(when: &str): "Last checked: {when}, flaws found.", "Zuletzt geprüft: {when}, Mängel gefunden.";
        chain_verified: "“latchkey audit verify” checks it all.", "„latchkey audit verify“ prüft alles.";
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
        audit_verified: "Audit trail checked", "Protokoll geprüft";
        audit_itself: "The trail itself", "Das Protokoll selbst";
        automations: "Automations", "Automationen";
        automation_saved: "Automation saved", "Automation gespeichert";
        automation_activated: "Automation activated", "Automation aktiviert";
        automation_paused: "Automation paused", "Automation angehalten";
        automation_resumed: "Automation resumed", "Automation fortgesetzt";
        automation_deactivated: "Automation deactivated", "Automation deaktiviert";
        automation_deleted: "Automation deleted", "Automation gelöscht";
        run_cancelled: "Run of an automation cancelled", "Lauf einer Automation abgebrochen";
        run_hastened: "Run of an automation started by hand", "Lauf einer Automation von Hand gestartet";
        run_retried: "Run of an automation tried again", "Lauf einer Automation erneut versucht";
        automations_stopped: "All automations stopped", "Alle Automationen angehalten";
        automations_started: "Automations go on", "Automationen laufen weiter";
        bulk_exported: "Ledger of a job for many taken away", "Verzeichnis eines Auftrags für viele heruntergeladen";
        automation_exported: "Ledger of an automation taken away", "Verzeichnis einer Automation heruntergeladen";
        problems_exported: "Problems of an import taken away", "Probleme eines Imports heruntergeladen";
        import_uploaded: "File of users sent", "Datei mit Benutzern gesendet";
        import_started: "Import of users started", "Import von Benutzern gestartet";
        import_finished: "Import of users finished", "Import von Benutzern beendet";
        import_cancelled: "Import of users cancelled", "Import von Benutzern abgebrochen";
        import_failed: "Import of users stopped", "Import von Benutzern angehalten";
        webhook_called: "Web address called by an automation", "Webadresse von einer Automation aufgerufen";
        factors: "Second factors", "Zweite Faktoren";
        factor_set_up: "Second factor set up", "Zweiter Faktor eingerichtet";
        factor_removed: "Second factor removed", "Zweiter Faktor entfernt";
        factor_shown: "Asked for the second factor", "Zweiter Faktor abgefragt";
        codes_made: "Recovery codes made", "Wiederherstellungscodes angelegt";
        code_used: "Recovery code used", "Wiederherstellungscode benutzt";
        approvals: "Approvals", "Freigaben";
        approval_asked: "Approval by a second administrator asked for", "Freigabe durch eine zweite Person beantragt";
        approval_approved: "Approved", "Freigegeben";
        approval_refused: "Approval refused", "Freigabe abgelehnt";
        approval_expired: "Nobody decided about an approval in time", "Über eine Freigabe nicht rechtzeitig entschieden";
        break_glass: "Done on the machine without a second administrator", "Auf dem Rechner ohne zweite Person ausgeführt";
        account_edited: "Own account edited", "Eigenes Konto bearbeitet";
        passkey_added: "Passkey added", "Passkey hinzugefügt";
        passkey_removed: "Passkey removed", "Passkey entfernt";
        passkey_copied: "Passkey refused: it may have been copied", "Passkey abgewiesen: Er könnte kopiert worden sein";
    }
);

impl Audit {
    /// Groups of actions to choose from: the start of their names, and what people call them.
    #[must_use]
    pub const fn groups(self) -> [(&'static str, &'static str); 18] {
        [
            ("user.", self.users()),
            ("session.", self.sessions()),
            ("second-factor.", self.factors()),
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
            ("automation", self.automations()),
            ("audit.", self.audit_itself()),
            ("approval.", self.approvals()),
        ]
    }

    /// An action in words; absent where none are known.
    #[must_use]
    pub fn of(self, action: &str) -> Option<&'static str> {
        Some(match action {
            action if action.starts_with("automation") => return self.of_automation(action),
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
            "second-factor.set-up" => self.factor_set_up(),
            "second-factor.removed" => self.factor_removed(),
            "second-factor.shown" => self.factor_shown(),
            "second-factor.codes-made" => self.codes_made(),
            "second-factor.code-used" => self.code_used(),
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
            "audit.verified" => self.audit_verified(),
            "bulk.exported" => self.bulk_exported(),
            "user.import-problems-exported" => self.problems_exported(),
            "audit.cut" => self.audit_cut(),
            "user.import-uploaded" => self.import_uploaded(),
            "user.import-started" => self.import_started(),
            "user.import-finished" => self.import_finished(),
            "user.import-cancelled" => self.import_cancelled(),
            "user.import-failed" => self.import_failed(),
            "account.edited" => self.account_edited(),
            "account.passkey-added" => self.passkey_added(),
            "account.passkey-removed" => self.passkey_removed(),
            "session.passkey-copied" => self.passkey_copied(),
            "session.checked" => self.session_checked(),
            "api.password-set" => self.api_password_set(),
            "api.key-made" => self.api_key_made(),
            "api.key-revoked" => self.api_key_revoked(),
            "api.call" => self.api_call_refused(),
            "approval.asked" => self.approval_asked(),
            "approval.approved" => self.approval_approved(),
            "approval.refused" => self.approval_refused(),
            "approval.expired" => self.approval_expired(),
            "approval.break-glass" => self.break_glass(),
            "event.received" => self.event_received(),
            _ => return None,
        })
    }

    fn of_automation(self, action: &str) -> Option<&'static str> {
        Some(match action {
            "automation.exported" => self.automation_exported(),
            "automation.saved" => self.automation_saved(),
            "automation.activated" => self.automation_activated(),
            "automation.paused" => self.automation_paused(),
            "automation.resumed" => self.automation_resumed(),
            "automation.deactivated" => self.automation_deactivated(),
            "automation.deleted" => self.automation_deleted(),
            "automation.run-cancelled" => self.run_cancelled(),
            "automation.run-hastened" => self.run_hastened(),
            "automation.run-retried" => self.run_retried(),
            "automations.stopped" => self.automations_stopped(),
            "automations.started" => self.automations_started(),
            "automation.webhook" => self.webhook_called(),
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
