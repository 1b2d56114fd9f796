use crate::model::{Flash, HouseSaved, Permission, TemporaryLook, Tone};

words!(
    /// What the house decides for itself.
    Settings {
        title: "Settings", "Einstellungen";
        parts: "Parts of the settings", "Teile der Einstellungen";
        organisation_tab: "Organisation", "Organisation";
        policy_tab: "Policy", "Regeln";
        mail_tab: "Mail", "E-Mail";
        roles_tab: "Roles", "Rollen";
        safety_tab: "Safety", "Sicherheit";
        retention_tab: "Retention", "Aufbewahrung";
        organisation: "Name of the organisation", "Name der Organisation";
        organisation_hint: "It stands in every mail and on every public page.",
            "Er steht in jeder E-Mail und auf jeder öffentlichen Seite.";
        support_contact: "Support contact", "Kontakt für Hilfe";
        support_contact_hint: "Whom people turn to: an e-mail address, a telephone number or a web address.",
            "An wen man sich wendet: eine E-Mail-Adresse, eine Telefonnummer oder eine Webadresse.";
        language: "Language", "Sprache";
        language_hint: "Of new users, and of pages where neither account nor browser asks for one.",
            "Für neue Benutzer und für Seiten, bei denen weder Konto noch Browser eine verlangen.";
        time_zone: "Time zone", "Zeitzone";
        time_zone_hint: "Of new users, such as Europe/Berlin.", "Für neue Benutzer, etwa Europe/Berlin.";
        password_min_length: "Shortest password", "Kürzestes Passwort";
        password_min_length_hint: "In characters, from 8 to 64. NIST recommends 15.",
            "In Zeichen, von 8 bis 64. Das NIST empfiehlt 15.";
        link_minutes: "How long a link works", "Gültigkeit eines Links";
        link_minutes_hint: "Unless the sender chooses otherwise.", "Sofern beim Senden nichts anderes gewählt wird.";
        shared_emails: "Shared e-mail addresses", "Gemeinsame E-Mail-Adressen";
        shared_emails_hint: "Several users may have the same address. A link then reaches everyone who reads that mailbox.",
            "Mehrere Benutzer dürfen dieselbe Adresse haben. Ein Link erreicht dann alle, die dieses Postfach lesen.";
        passwords: "Passwords", "Passwörter";
        links: "Links", "Links";
        addresses: "Addresses", "Adressen";
        blocklist: "Refuse passwords that others use", "Passwörter ablehnen, die andere verwenden";
        blocklist_hint: "Compared with the most common ones, and with what is as easy to guess. Names of the account and of the organisation are always refused.",
            "Verglichen mit den häufigsten und mit dem, was ebenso leicht zu erraten ist. Namen des Kontos und der Organisation werden immer abgelehnt.";
        remembered_passwords: "Last passwords that cannot be chosen again", "Letzte Passwörter, die nicht wieder gewählt werden können";
        remembered_passwords_hint: "From 0 to 24; 1 is the present one. Of former ones no more than that are kept, as hashes.",
            "Von 0 bis 24; 1 ist das jetzige. Von früheren werden nicht mehr als so viele aufbewahrt, als Hashwerte.";
        generated_look: "Temporary passwords", "Temporäre Passwörter";
        generated_look_hint: "How they look when they are read out.", "Wie sie aussehen, wenn sie vorgelesen werden.";
        look_characters: "Letters and digits in groups", "Buchstaben und Ziffern in Gruppen";
        look_passphrase: "Words", "Wörter";
        longest_link_minutes: "How long a link works at most", "Längste Gültigkeit eines Links";
        longest_link_minutes_hint: "The sender cannot choose more.", "Mehr lässt sich beim Senden nicht wählen.";
        self_service_minutes: "How long a link works that someone asked for themselves", "Gültigkeit eines selbst angeforderten Links";
        self_service_minutes_hint: "On the page for those who forgot their password.", "Auf der Seite für vergessene Passwörter.";
        new_password_hours: "How long a mailed new password works", "Gültigkeit eines gesendeten neuen Passworts";
        new_password_hours_hint: "It is used up when its owner has chosen one of their own.",
            "Es ist verbraucht, sobald sein Besitzer ein eigenes gewählt hat.";
        temporary_password_hours: "How long a temporary password works", "Gültigkeit eines temporären Passworts";
        temporary_password_hours_hint: "Its owner must choose one of their own at the next sign-in.",
            "Sein Besitzer muss bei der nächsten Anmeldung ein eigenes wählen.";
        second_factor_for_staff: "Administrators and help desk need a second factor", "Administratoren und Helpdesk brauchen einen zweiten Faktor";
        second_factor_for_staff_hint: "Whoever has none sets one up before anything else: at the next sign-in, and where they are signed in, at the next step.",
            "Wer noch keinen hat, richtet ihn vor allem anderen ein: bei der nächsten Anmeldung, und wo er angemeldet ist, beim nächsten Schritt.";
        four_eyes: "Two administrators for changes to administrators", "Zwei Administratoren für Änderungen an Administratoren";
        four_eyes_hint: "Links, passwords, addresses, roles and Is Active: what one administrator changes for another waits up to 24 hours until a second one approves it. Whoever it is done to does not count, so there should be three of you.",
            "Links, Passwörter, Adressen, Rollen und „Ist aktiv“: Was ein Administrator bei einem anderen ändert, wartet bis zu 24 Stunden auf die Freigabe durch einen zweiten. Wen es betrifft, der zählt dabei nicht mit; am besten sind Sie zu dritt.";
        four_eyes_alone: "You are the only active administrator. Somebody else must be there to approve; until then nothing waits.",
            "Sie sind zurzeit der einzige aktive Administrator. Es braucht jemand Zweiten, der freigibt; bis dahin wartet nichts.";
        caller_codes: "Callers give a code before they are read a temporary password or a link",
            "Anrufer nennen einen Code, bevor ihnen ein temporäres Passwort oder ein Link vorgelesen wird";
        caller_codes_hint: "They get it by e-mail, on their own account page or from their authenticator app, and the help desk types it in.",
            "Sie erhalten ihn per E-Mail, auf ihrer Kontoseite oder aus ihrer Authenticator-App, und der Helpdesk gibt ihn ein.";
        retention_text: "What is older is deleted within ten minutes, part by part. A backup keeps it for as long as the backup is kept.",
            "Was älter ist, wird innerhalb von zehn Minuten gelöscht, Teil für Teil. Eine Sicherung enthält es, solange es die Sicherung gibt.";
        message_days: "Messages, in days", "Nachrichten, in Tagen";
        message_days_hint: "From 30 to 3,650: to whom, about what, and every try. Those that wait stay.",
            "Von 30 bis 3.650: an wen, worum es ging und jeder Versuch. Wartende bleiben.";
        history_days: "Events and what automations did, in days", "Ereignisse und die Wirkung von Automationen, in Tagen";
        history_days_hint: "From 367 to 3,650: automations remember for 366 days whom they met.",
            "Von 367 bis 3.650: Automationen merken sich 366 Tage lang, wen sie getroffen haben.";
        audit_days: "Audit trail, in days", "Protokoll, in Tagen";
        audit_days_hint: "From 365 to 3,650; 1,096 are three years. Whole days are deleted, and the trail says until when it was cut.",
            "Von 365 bis 3.650; 1.096 sind drei Jahre. Gelöscht werden ganze Tage, und das Protokoll sagt, bis wann es gekürzt wurde.";
        audit_cut: "The audit trail begins at", "Das Protokoll beginnt am";
        import_days: "What is left of imports, in days", "Reste von Importen, in Tagen";
        import_days_hint: "From 1 to 90: the problems that were found. A file about which nobody decides is given up by then.",
            "Von 1 bis 90: die gefundenen Probleme. Eine Datei, über die niemand entscheidet, verfällt dann.";
        answer_hours: "Answers to programs, in hours", "Antworten an Programme, in Stunden";
        answer_hours_hint: "From 1 to 168: a program that calls again with the same Idempotency-Key is answered alike for so long.",
            "Von 1 bis 168: Ein Programm, das mit demselben Idempotency-Key erneut aufruft, erhält so lange dieselbe Antwort.";
        days(count): ["1 day", "{count} days"], ["1 Tag", "{count} Tage"];
        last_passwords(count): ["Only the present one", "The last {count}"], ["Nur das jetzige", "Die letzten {count}"];
        none_remembered: "None", "Keine";
        characters(count): ["1 character", "{count} characters"], ["1 Zeichen", "{count} Zeichen"];
        saved: "The settings were saved.", "Die Einstellungen wurden gespeichert.";
        saved_but_four_eyes: "Everything else was saved. That one administrator decides about another alone again waits for a second administrator to approve it.",
            "Alles andere wurde gespeichert. Dass wieder ein Administrator allein über einen anderen entscheidet, wartet auf die Freigabe durch einen zweiten.";
        last_changed_by(name: &str): "Last changed by {name}:", "Zuletzt geändert von {name}:";
        read_only: "Your role can see the settings, not change them.", "Ihre Rolle kann die Einstellungen sehen, nicht ändern.";
        server: "Mail server", "Mailserver";
        kept_as_files: "None: mails are kept as files", "Keiner: E-Mails werden als Dateien abgelegt";
        signs_in_as: "Signs in there as", "Anmeldung dort als";
        sender: "Sender", "Absender";
        connections: "Mails at the same time", "Gleichzeitige E-Mails";
        public_url: "Address of Latchkey", "Adresse von Latchkey";
        set_by_configuration: "The mail server and the address are set in the configuration, not here.",
            "Mailserver und Adresse stehen in der Konfiguration, nicht hier.";
        test: "Test", "Test";
        test_text: "A short mail is sent to your own address, now. The mail server's answer is shown here.",
            "Eine kurze E-Mail geht jetzt an Ihre eigene Adresse. Die Antwort des Mailservers erscheint hier.";
        send_test: "Send test mail to me", "Testnachricht an mich senden";
        tested(to: &str): "The mail server took the test mail to {to}.", "Der Mailserver hat die Testnachricht an {to} angenommen.";
        tested_reply(to: &str, reply: &str): "The mail server took the test mail to {to}: {reply}",
            "Der Mailserver hat die Testnachricht an {to} angenommen: {reply}";
        queue: "Queue", "Warteschlange";
        queue_waiting: "Wait to be sent", "Warten auf den Versand";
        queue_retrying: "Were put off before", "Davon schon einmal aufgeschoben";
        queue_oldest: "Oldest asked for", "Älteste angefordert";
        queue_empty: "None", "Keine";
        resume: "Let mails go on now", "E-Mails jetzt weitersenden";
        resume_text: "It is tried by itself, too, at growing intervals. Mails lose no try meanwhile.",
            "Es wird auch von selbst versucht, in wachsenden Abständen. E-Mails verlieren dabei keinen Versuch.";
        resumed: "Mails go on.", "Die E-Mails gehen weiter.";
        replies: "Last replies", "Letzte Antworten";
        no_replies: "Nothing was sent yet.", "Es wurde noch nichts gesendet.";
        allows: "What each role allows", "Was jede Rolle erlaubt";
        permission: "Permission", "Berechtigung";
        rank: "On whom: administrators act on everyone. The help desk acts on users alone, not on its equals or on auditors. Nobody acts on a higher role.",
            "Auf wen: Administratoren wirken auf alle ein. Der Helpdesk wirkt nur auf Benutzer ein, nicht auf seinesgleichen oder die Revision. Niemand wirkt auf eine höhere Rolle ein.";
        view_users: "See users and their records", "Benutzer und ihre Datensätze sehen";
        manage_selections: "Make, edit and delete selections", "Auswahlen anlegen, bearbeiten und löschen";
        change_users: "Make, edit and delete users, switch Is Active, give roles",
            "Benutzer anlegen, bearbeiten und löschen, „Ist aktiv“ schalten, Rollen vergeben";
        support_users: "Unlock users and end their sessions", "Benutzer entsperren und ihre Sitzungen beenden";
        reset_passwords: "Send password change links and generated passwords",
            "Links zum Ändern des Passworts und erzeugte Passwörter senden";
        set_temporary_passwords: "Set temporary passwords and read them out", "Temporäre Passwörter setzen und vorlesen";
        view_messages: "See what was sent to whom", "Sehen, was an wen gesendet wurde";
        handle_messages: "Send messages again, or cancel them", "Nachrichten erneut senden oder zurückziehen";
        view_audit: "Read the audit trail", "Das Protokoll lesen";
        view_templates: "See the templates of mails and their versions", "Die Vorlagen der E-Mails und ihre Versionen sehen";
        manage_templates: "Change the templates of mails", "Die Vorlagen der E-Mails ändern";
        view_settings: "See the settings", "Die Einstellungen sehen";
        change_settings: "Change the settings, test the mail server", "Die Einstellungen ändern, den Mailserver testen";
        manage_api: "Make and withdraw API passwords and keys", "API-Passwörter und Schlüssel anlegen und zurückziehen";
        decide_approvals: "Approve what one administrator wants to do to another", "Freigeben, was ein Administrator bei einem anderen ändern will";
        view_automations: "See automations and what came of them", "Automationen und ihre Wirkung sehen";
        manage_automations: "Make, change, activate and pause automations", "Automationen anlegen, ändern, aktivieren und anhalten";
    }
);

impl Settings {
    /// The label of a field, by its name in the form, where it is one of these.
    #[must_use]
    pub fn field(self, name: &str) -> Option<&'static str> {
        Some(match name {
            "organisation" => self.organisation(),
            "support_contact" => self.support_contact(),
            "language" => self.language(),
            "time_zone" => self.time_zone(),
            "password_min_length" => self.password_min_length(),
            "link_minutes" => self.link_minutes(),
            "shared_emails" => self.shared_emails(),
            "blocklist" => self.blocklist(),
            "remembered_passwords" => self.remembered_passwords(),
            "generated_look" => self.generated_look(),
            "longest_link_minutes" => self.longest_link_minutes(),
            "self_service_minutes" => self.self_service_minutes(),
            "new_password_hours" => self.new_password_hours(),
            "temporary_password_hours" => self.temporary_password_hours(),
            "message_days" => self.message_days(),
            "history_days" => self.history_days(),
            "audit_days" => self.audit_days(),
            "import_days" => self.import_days(),
            "answer_hours" => self.answer_hours(),
            "second_factor_for_staff" => self.second_factor_for_staff(),
            "four_eyes" => self.four_eyes(),
            "caller_codes" => self.caller_codes(),
            _ => return None,
        })
    }

    /// What became of settings that somebody changed.
    #[must_use]
    pub fn became(self, saved: HouseSaved) -> Flash {
        match saved {
            HouseSaved::Whole => Flash::good(self.saved()),
            HouseSaved::ButFourEyes => Flash { tone: Tone::Warn, message: self.saved_but_four_eyes().to_owned() },
        }
    }

    /// How passwords that are read out look.
    #[must_use]
    pub const fn look(self, look: TemporaryLook) -> &'static str {
        match look {
            TemporaryLook::Characters => self.look_characters(),
            TemporaryLook::Words => self.look_passphrase(),
        }
    }

    /// Something a role allows.
    #[must_use]
    pub const fn allowing(self, permission: Permission) -> &'static str {
        match permission {
            Permission::ViewUsers => self.view_users(),
            Permission::ChangeUsers => self.change_users(),
            Permission::ManageSelections => self.manage_selections(),
            Permission::SupportUsers => self.support_users(),
            Permission::ResetPasswords => self.reset_passwords(),
            Permission::SetTemporaryPasswords => self.set_temporary_passwords(),
            Permission::ViewMessages => self.view_messages(),
            Permission::HandleMessages => self.handle_messages(),
            Permission::ViewAudit => self.view_audit(),
            Permission::ViewTemplates => self.view_templates(),
            Permission::ManageTemplates => self.manage_templates(),
            Permission::ViewSettings => self.view_settings(),
            Permission::ChangeSettings => self.change_settings(),
            Permission::ManageApi => self.manage_api(),
            Permission::DecideApprovals => self.decide_approvals(),
            Permission::ViewAutomations => self.view_automations(),
            Permission::ManageAutomations => self.manage_automations(),
        }
    }
}
