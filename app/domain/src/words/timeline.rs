use crate::model::{CallerWay, Opener};

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
        mail_bounced: "The mail came back: it could not be delivered", "Die E-Mail kam zurück: Sie war nicht zustellbar";
        mail_expired: "The mail could not be sent in time", "Die E-Mail konnte nicht rechtzeitig gesendet werden";
        link_waiting: "Waiting for the link to be used", "Der Link wurde noch nicht benutzt";
        works_until: "It works until ", "Er gilt bis ";
        link_touched: "Link opened by a person", "Link von einem Menschen geöffnet";
        link_touched_hint: "As far as can be told: somebody typed, clicked or touched the page.",
            "Soweit erkennbar: Jemand hat auf der Seite getippt, geklickt oder sie berührt.";
        link_opened: "Link opened", "Link geöffnet";
        link_opened_hint: "By a person or a mail scanner. Only choosing a password uses it up.",
            "Von einem Menschen oder einem Mailscanner. Erst ein neues Passwort verbraucht ihn.";
        link_fetched: "Link fetched by a program", "Link von einem Programm abgerufen";
        link_fetched_hint: "As far as can be told, by a mail scanner or a preview. That uses nothing up.",
            "Soweit erkennbar, von einem Mailscanner oder einer Vorschau. Das verbraucht nichts.";
        link_used: "Link used to choose a password", "Mit dem Link ein Passwort gewählt";
        link_expired: "Link expired unused", "Link unbenutzt abgelaufen";
        link_revoked: "Link withdrawn unused", "Link unbenutzt zurückgezogen";
        new_password_requested(by: &str, ticket: &str): "New password requested by {by}, ticket {ticket}",
            "Neues Passwort angefordert von {by}, Ticket {ticket}";
        old_password_stopped: "The old password was stopped", "Das alte Passwort gilt nicht mehr";
        old_password_stopped_hint: "Only the generated one works, to choose an own password. Sessions have ended.",
            "Nur das erzeugte gilt, um ein eigenes zu wählen. Sitzungen sind beendet.";
        new_password_waiting: "Waiting for the generated password to be used", "Das erzeugte Passwort wurde noch nicht benutzt";
        password_works_until: "It works until ", "Es gilt bis ";
        new_password_used: "Own password chosen with the generated one", "Mit dem erzeugten Passwort ein eigenes gewählt";
        new_password_expired: "Generated password expired unused", "Erzeugtes Passwort unbenutzt abgelaufen";
        new_password_revoked: "Generated password withdrawn unused", "Erzeugtes Passwort unbenutzt zurückgezogen";
        new_password_unsent: "The new password could not be mailed", "Das neue Passwort konnte nicht gesendet werden";
        account_unchanged: "The account is as it was: the old password works.", "Das Konto ist, wie es war: Das alte Passwort gilt.";
        link_copied(by: &str): "Link shown to {by}, to be handed on", "Link gezeigt für {by}, zum Weitergeben";
        account_stopped: "The old password was stopped at once, as asked. Send a link or set a temporary password.",
            "Das alte Passwort wurde wie verlangt sofort gestoppt. Senden Sie einen Link, oder setzen Sie ein temporäres Passwort.";
        temporary_set(by: &str, ticket: &str): "Temporary password set by {by}, ticket {ticket}",
            "Temporäres Passwort gesetzt von {by}, Ticket {ticket}";
        temporary_waiting: "Waiting for the temporary password to be replaced by an own one",
            "Das temporäre Passwort wurde noch nicht durch ein eigenes ersetzt";
        temporary_expired: "Temporary password expired", "Temporäres Passwort abgelaufen";
        signed_in_to_choose: "Signed in to choose a password", "Angemeldet, um ein Passwort zu wählen";
        password_changed: "Password changed", "Passwort geändert";
        signed_in: "Signed in", "Angemeldet";
        sign_in_failed(count): ["Sign-in failed", "Sign-in failed {count} times"],
            ["Anmeldung fehlgeschlagen", "Anmeldung {count}-mal fehlgeschlagen"];
        locked: "Sign-in is held back after these failures", "Die Anmeldung wird nach diesen Fehlversuchen verzögert";
        password_age(count): ["The password is 1 day old", "The password is {count} days old"],
            ["Das Passwort ist 1 Tag alt", "Das Passwort ist {count} Tage alt"];
        no_sign_in(count): ["No sign-in for 1 day", "No sign-in for {count} days"],
            ["Seit 1 Tag keine Anmeldung", "Seit {count} Tagen keine Anmeldung"];
        reported(by: &str): "Event reported by {by}", "Ereignis gemeldet von {by}";
        created: "Account made", "Konto angelegt";
        created_by(by: &str): "Account made by {by}", "Konto angelegt von {by}";
        email_changed(by: &str): "E-mail changed by {by}", "E-Mail geändert von {by}";
        change_required(by: &str): "Change at next sign-in required by {by}", "Änderung bei der nächsten Anmeldung verlangt von {by}";
        unlocked(by: &str): "Unlocked by {by}", "Entsperrt von {by}";
        sessions_ended(by: &str): "Sessions ended by {by}", "Sitzungen beendet von {by}";
        factor_set_up: "Authenticator app set up as a second factor", "Authenticator-App als zweiter Faktor eingerichtet";
        passkey_set_up: "Passkey set up as a second factor", "Passkey als zweiter Faktor eingerichtet";
        factor_removed(by: &str): "Second factor removed by {by}", "Zweiter Faktor entfernt von {by}";
        recovery_code_used(count): ["Recovery code used; 1 is left", "Recovery code used; {count} are left"],
            ["Wiederherstellungscode benutzt; 1 ist übrig", "Wiederherstellungscode benutzt; {count} sind übrig"];
        factor_failed: "The password was right, the second factor was not", "Das Passwort war richtig, der zweite Faktor nicht";
        caller_mail(by: &str): "Caller verified by {by}, with the code from a mail",
            "Anrufer bestätigt durch {by}, mit dem Code aus einer E-Mail";
        caller_account(by: &str): "Caller verified by {by}, with the code on the page of their account",
            "Anrufer bestätigt durch {by}, mit dem Code auf der Seite des eigenen Kontos";
        caller_authenticator(by: &str): "Caller verified by {by}, with their authenticator app",
            "Anrufer bestätigt durch {by}, mit der Authenticator-App";
        activated(by: &str): "Switched on by {by}", "Eingeschaltet von {by}";
        deactivated(by: &str): "Switched off by {by}", "Ausgeschaltet von {by}";
    }
);

impl Timeline {
    /// Who made sure that a caller is who they say, and by a code from where.
    #[must_use]
    pub fn caller_verified(self, by: &str, way: CallerWay) -> String {
        match way {
            CallerWay::Mail => self.caller_mail(by),
            CallerWay::Account => self.caller_account(by),
            CallerWay::Authenticator => self.caller_authenticator(by),
        }
    }

    /// Who was at a link's page, and by what that is known.
    #[must_use]
    pub const fn opened(self, opener: Opener) -> (&'static str, &'static str) {
        match opener {
            Opener::Program => (self.link_fetched(), self.link_fetched_hint()),
            Opener::Unclear => (self.link_opened(), self.link_opened_hint()),
            Opener::Person => (self.link_touched(), self.link_touched_hint()),
        }
    }
}
