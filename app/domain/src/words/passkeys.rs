use crate::errors::PasskeyProblem;

words!(
    /// Passkeys.
    Passkeys {
        title: "Passkeys", "Passkeys";
        text: "A passkey is kept by your device, and opens your account with a fingerprint, a face or a PIN instead of the password.",
            "Ein Passkey liegt auf Ihrem Gerät und öffnet Ihr Konto mit Fingerabdruck, Gesicht oder PIN statt mit dem Passwort.";
        none: "No passkeys yet.", "Noch keine Passkeys.";
        added_at: "Added", "Hinzugefügt";
        last_used: "Last used", "Zuletzt benutzt";
        never_used: "Never", "Nie";
        add: "Add a passkey", "Passkey hinzufügen";
        add_text: "Your browser then asks where to keep it. This needs scripts, and a browser that knows passkeys.",
            "Ihr Browser fragt dann, wo er gespeichert werden soll. Dafür braucht es Skripte und einen Browser, der Passkeys kennt.";
        name: "Name", "Name";
        name_hint: "So that you recognise the device, such as “Work laptop”.",
            "Woran Sie das Gerät wiedererkennen, etwa „Laptop im Büro“.";
        go_on: "Go on", "Weiter";
        added: "The passkey is added.", "Der Passkey ist hinzugefügt.";
        remove: "Remove", "Entfernen";
        remove_title: "Remove a passkey", "Passkey entfernen";
        remove_named(name: &str): "Remove: {name}", "Entfernen: {name}";
        remove_means(name: &str): "“{name}” opens your account no more. Your device keeps it until you delete it there.",
            "„{name}“ öffnet Ihr Konto dann nicht mehr. Ihr Gerät behält ihn, bis Sie ihn dort löschen.";
        removed: "The passkey is removed.", "Der Passkey ist entfernt.";
        sign_in: "Sign in with a passkey", "Mit einem Passkey anmelden";
        sign_in_text: "Your browser asks for it. No user name is needed.",
            "Ihr Browser fragt danach. Ein Benutzername ist nicht nötig.";
        follow: "Do what your browser asks for.", "Folgen Sie den Anweisungen Ihres Browsers.";
        not_given: "Your browser gave no passkey: it was cancelled, took too long, or there is none here. Nothing has changed.",
            "Ihr Browser hat keinen Passkey geliefert: Es wurde abgebrochen, dauerte zu lange, oder hier gibt es keinen. Nichts hat sich geändert.";
        ask_again: "Ask again", "Erneut fragen";
        needs_scripts: "Passkeys need scripts, which are switched off here.", "Passkeys brauchen Skripte, und die sind hier abgeschaltet.";
        refused: "Signing in with this passkey failed. Try again, or sign in another way.",
            "Die Anmeldung mit diesem Passkey ist fehlgeschlagen. Versuchen Sie es erneut, oder melden Sie sich anders an.";
        not_added: "This passkey could not be added. Try again, or choose another device.",
            "Dieser Passkey ließ sich nicht hinzufügen. Versuchen Sie es erneut, oder wählen Sie ein anderes Gerät.";
        over: "That took longer than five minutes, or was answered already. Try again.",
            "Das hat länger als fünf Minuten gedauert oder wurde schon beantwortet. Versuchen Sie es erneut.";
        unavailable: "Passkeys need an encrypted address with a host name, and Latchkey is not reached at one. Whoever runs it can change that.",
            "Passkeys brauchen eine verschlüsselte Adresse mit einem Hostnamen, und Latchkey hat keine solche. Wer es betreibt, kann das ändern.";
        too_many: "You have 20 passkeys, which is as many as there can be. Remove one that you do not use any more, then add another.",
            "Sie haben 20 Passkeys, mehr sind nicht möglich. Entfernen Sie einen, den Sie nicht mehr benutzen, und fügen Sie dann einen neuen hinzu.";
    }
);

impl Passkeys {
    /// Why something did not happen.
    #[must_use]
    pub const fn problem(self, problem: PasskeyProblem) -> &'static str {
        match problem {
            PasskeyProblem::Refused => self.refused(),
            PasskeyProblem::NotAdded => self.not_added(),
            PasskeyProblem::Over => self.over(),
            PasskeyProblem::Unavailable => self.unavailable(),
            PasskeyProblem::TooMany => self.too_many(),
        }
    }
}
