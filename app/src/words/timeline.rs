words!(
    /// What happened on someone's way back in.
    Timeline {
        nothing_yet: "Nothing yet. Links, sign-ins and password changes turn up here.",
            "Noch nichts. Links, Anmeldungen und Passwortänderungen erscheinen hier.";
        link_requested(by: &str): "Password change link requested by {by}", "Link zum Ändern des Passworts angefordert von {by}";
        link_forgotten: "Password change link asked for on the sign-in page", "Link zum Ändern des Passworts auf der Anmeldeseite angefordert";
        not_me: "Reported: “This wasn’t me”", "Gemeldet: „Das war ich nicht“";
        not_me_hint: "Sessions were ended, and what was pending was withdrawn.", "Sitzungen wurden beendet, Ausstehendes wurde zurückgezogen.";
        mail_queued: "The mail waits to be sent", "Die E-Mail wartet auf den Versand";
        mail_delayed: "The mail server put the mail off; it is tried again",
            "Der Mailserver hat die E-Mail aufgeschoben; sie wird erneut gesendet";
        mail_accepted: "The mail server accepted the mail", "Der Mailserver hat die E-Mail angenommen";
        mail_failed: "The mail could not be sent", "Die E-Mail konnte nicht gesendet werden";
        link_waiting: "Waiting for the link to be used", "Der Link wurde noch nicht benutzt";
        works_until: "It works until ", "Er gilt bis ";
        link_opened: "Link opened", "Link geöffnet";
        link_opened_hint: "By a person or a mail scanner. Only choosing a password uses it up.",
            "Von einem Menschen oder einem Mailscanner. Erst ein neues Passwort verbraucht ihn.";
        link_used: "Link used to choose a password", "Mit dem Link ein Passwort gewählt";
        link_expired: "Link expired unused", "Link unbenutzt abgelaufen";
        link_revoked: "Link withdrawn unused", "Link unbenutzt zurückgezogen";
        password_changed: "Password changed", "Passwort geändert";
        signed_in: "Signed in", "Angemeldet";
        sign_in_failed(count): ["Sign-in failed", "Sign-in failed {count} times"],
            ["Anmeldung fehlgeschlagen", "Anmeldung {count}-mal fehlgeschlagen"];
        created: "Account made", "Konto angelegt";
        created_by(by: &str): "Account made by {by}", "Konto angelegt von {by}";
        email_changed(by: &str): "E-mail changed by {by}", "E-Mail geändert von {by}";
        unlocked(by: &str): "Unlocked by {by}", "Entsperrt von {by}";
        sessions_ended(by: &str): "Sessions ended by {by}", "Sitzungen beendet von {by}";
        activated(by: &str): "Switched on by {by}", "Eingeschaltet von {by}";
        deactivated(by: &str): "Switched off by {by}", "Ausgeschaltet von {by}";
    }
);
