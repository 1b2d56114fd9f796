words!(
    /// One's own account.
    Account {
        title: "Your account", "Ihr Konto";
        profile: "About you", "Zu Ihrer Person";
        display_name: "Name", "Name";
        language: "Language", "Sprache";
        language_hint: "Of these pages, and of mails to you.", "Dieser Seiten und der E-Mails an Sie.";
        time_zone: "Time zone", "Zeitzone";
        time_zone_hint: "In which you read times, such as Europe/Berlin.", "In der Sie Zeiten lesen, etwa Europe/Berlin.";
        theme: "Appearance", "Darstellung";
        saved: "Your account was saved.", "Ihr Konto wurde gespeichert.";
        facts: "Account", "Konto";
        user_name: "User name", "Benutzername";
        email: "E-mail", "E-Mail";
        kind: "Kind", "Art";
        password: "Password", "Passwort";
        change_password: "Change password", "Passwort ändern";
        current_password: "Current password", "Aktuelles Passwort";
        others_signed_out: "You stay signed in here and are signed out everywhere else. Links that were sent to you stop working.",
            "Hier bleiben Sie angemeldet, überall sonst werden Sie abgemeldet. Links, die Sie erhalten haben, gelten nicht mehr.";
        password_changed: "Your password was changed. You were signed out everywhere else.",
            "Ihr Passwort wurde geändert. Überall sonst wurden Sie abgemeldet.";
        second_factor: "Second factor", "Zweiter Faktor";
        second_factor_manage: "Set up or change", "Einrichten oder ändern";
        sessions: "Sessions", "Sitzungen";
        end: "End", "Beenden";
        end_session(browser: &str, client: &str): "End the session of {browser}, {client}", "Sitzung von {browser}, {client} beenden";
        end_others: "End all others", "Alle anderen beenden";
        end_others_hint: "You stay signed in here and are signed out everywhere else.",
            "Hier bleiben Sie angemeldet, überall sonst werden Sie abgemeldet.";
        session_ended: "The session has ended.", "Die Sitzung ist beendet.";
        others_ended: "All other sessions have ended.", "Alle anderen Sitzungen sind beendet.";
        confirm: "Confirm that it is you", "Bestätigen, dass Sie es sind";
        confirm_text: "What you are about to download says who did what to whom. So your own password is asked for first.",
            "Was Sie gleich herunterladen, sagt, wer was bei wem getan hat. Deshalb wird zuerst Ihr eigenes Passwort verlangt.";
        confirm_go_on: "Go on", "Weiter";
        confirm_back: "Back", "Zurück";
        confirmed: "You entered your password less than five minutes ago, so you can go on.",
            "Sie haben Ihr Passwort vor weniger als fünf Minuten eingegeben und können fortfahren.";
        thanks: "Thank you.", "Danke.";
        sign_out: "Sign out", "Abmelden";
    }
);
