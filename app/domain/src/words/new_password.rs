use crate::model::{NewPasswordEffect, TemporaryLook};

words!(
    /// Passwords that Latchkey makes: mailed, read out, and replaced by their owners.
    NewPassword {
        prompt: "A new password will be generated and sent to the user's email address.",
            "Ein neues Passwort wird erzeugt und an die E-Mail-Adresse des Benutzers gesendet.";
        yes: "Yes", "Ja";
        mail(language: &str): "Access Info, {language}", "Zugangsdaten, {language}";
        notice_mail(language: &str): "Temporary Password Set, {language}", "Temporäres Passwort gesetzt, {language}";
        works_for: "Works for", "Gilt für";
        once_shown(life: &str): "{life} once it is shown", "{life} ab dem Zeigen";
        once_mailed(life: &str): "{life} once it is mailed", "{life} ab dem Versand";
        effect: "The old password", "Das alte Passwort";
        on_acceptance: "Stops once the mail is accepted", "Endet, sobald die E-Mail angenommen ist";
        on_acceptance_hint: "If the mail cannot be sent, nothing changes.",
            "Kann die E-Mail nicht gesendet werden, ändert sich nichts.";
        first_use: "Works until the new one is used", "Gilt, bis das neue benutzt wird";
        first_use_hint: "Nobody is signed out before they have the new one.", "Niemand wird abgemeldet, bevor das neue da ist.";
        at_once: "Stops now", "Endet jetzt";
        at_once_hint: "For an account that somebody else may be in. Sessions end at once, whether the mail arrives or not.",
            "Für ein Konto, in dem vielleicht jemand anderes ist. Sitzungen enden sofort, ob die E-Mail ankommt oder nicht.";
        on_its_way(email: &str, ticket: &str): "The new password is on its way to {email}. Ticket {ticket}.",
            "Das neue Passwort ist unterwegs an {email}. Ticket {ticket}.";

        section: "Password", "Passwort";
        section_text: "For a user on the telephone: a temporary password to read out. They must choose their own with it.",
            "Für einen Benutzer am Telefon: ein temporäres Passwort zum Vorlesen. Damit muss ein eigenes gewählt werden.";
        generate: "Generate", "Erzeugen";
        generate_another: "Generate another", "Ein anderes erzeugen";
        temporary: "Temporary password", "Temporäres Passwort";
        temporary_text(life: &str): "A password is made, shown to you once and read out over the telephone. With it the user must choose their own within {life}.",
            "Ein Passwort entsteht, wird Ihnen einmal gezeigt und am Telefon vorgelesen. Damit muss der Benutzer innerhalb von {life} ein eigenes wählen.";
        caller: "Make sure that you are speaking to {}.", "Vergewissern Sie sich, dass Sie mit {} sprechen.";
        look: "What it looks like", "Wie es aussieht";
        characters: "Letters and digits", "Buchstaben und Ziffern";
        characters_hint: "16 in four groups, none that look alike.", "16 in vier Gruppen, keine zum Verwechseln.";
        words: "Words", "Wörter";
        words_hint: "Seven English words.", "Sieben englische Wörter.";
        own_password: "Your own password", "Ihr eigenes Passwort";
        own_password_why: "It is more than five minutes since you last entered it.",
            "Ihre letzte Eingabe liegt mehr als fünf Minuten zurück.";
        shown_once: "Shown once, and not saved yet", "Wird einmal gezeigt und ist noch nicht gespeichert";
        read_out: "Read it out:", "Zum Vorlesen:";
        hidden_in: "Hidden in {} seconds", "Wird in {} Sekunden verborgen";
        hidden_now: "The password is hidden for good. If it was not noted, generate another one; if it was, save it.",
            "Das Passwort ist endgültig verborgen. Wurde es nicht notiert, erzeugen Sie ein anderes; sonst speichern Sie es.";
        copy: "Copy", "Kopieren";
        copied: "Copied. Clear the clipboard when you are done.", "Kopiert. Leeren Sie danach die Zwischenablage.";
        not_copied: "The browser did not allow copying.", "Der Browser hat das Kopieren nicht erlaubt.";
        send_access_info: "Send Email with Access Info to User", "E-Mail mit Zugangsdaten an den Benutzer senden";
        always_told: "Without it the user is told that a temporary password was set, but not which.",
            "Ohne sie erfährt der Benutzer, dass ein temporäres Passwort gesetzt wurde, aber nicht welches.";
        cannot_be_told: "No mail can reach this user, so they are told by nobody but you.",
            "Diesen Benutzer erreicht keine E-Mail; nur Sie können es mitteilen.";
        on_saving: "Saving ends the old password", "Speichern beendet das alte Passwort";
        on_saving_sessions(count): ["Saving ends the old password and 1 session", "Saving ends the old password and {count} sessions"],
            ["Speichern beendet das alte Passwort und 1 Sitzung", "Speichern beendet das alte Passwort und {count} Sitzungen"];
        saved(ticket: &str): "The temporary password is set. Ticket {ticket}.", "Das temporäre Passwort ist gesetzt. Ticket {ticket}.";

        choose_title: "Choose your own password", "Eigenes Passwort wählen";
        choose_text: "You are signed in with a password that others made. Choose one that only you know; until then there is nothing else here.",
            "Sie sind mit einem Passwort angemeldet, das andere erzeugt haben. Wählen Sie eines, das nur Sie kennen; vorher geht hier nichts anderes.";
        save_and_go_on: "Save and go on", "Speichern und weiter";
        later: "You can close this page and sign in with the same password again until it ends.",
            "Sie können die Seite schließen und sich mit demselben Passwort erneut anmelden, solange es gilt.";
        chosen: "Your password is saved, and you are signed in.", "Ihr Passwort ist gespeichert, und Sie sind angemeldet.";
    }
);

impl NewPassword {
    /// When the old password stops, and what that means.
    #[must_use]
    pub const fn effects(self, effect: NewPasswordEffect) -> (&'static str, &'static str) {
        match effect {
            NewPasswordEffect::OnAcceptance => (self.on_acceptance(), self.on_acceptance_hint()),
            NewPasswordEffect::FirstUse => (self.first_use(), self.first_use_hint()),
            NewPasswordEffect::AtOnce => (self.at_once(), self.at_once_hint()),
        }
    }

    /// What a temporary password is made of, and what that means.
    #[must_use]
    pub const fn looks(self, look: TemporaryLook) -> (&'static str, &'static str) {
        match look {
            TemporaryLook::Characters => (self.characters(), self.characters_hint()),
            TemporaryLook::Words => (self.words(), self.words_hint()),
        }
    }
}
