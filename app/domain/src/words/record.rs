words!(
    /// A user's record and its prompts.
    Record {
        user: "User", "Benutzer";
        recovery: "Recovery", "Zugang";
        account: "Account", "Konto";
        sessions: "Sessions", "Sitzungen";
        password: "Password", "Passwort";
        locked: "Locked", "Gesperrt";
        locked_until: "After failed sign-ins, until ", "Nach Fehlversuchen, bis ";
        created: "Created", "Angelegt";
        messages: "Messages", "Nachrichten";
        audit: "Audit trail", "Protokoll";
        lookalike: "Can be mistaken for: ", "Lässt sich verwechseln mit: ";

        send_link: "Send Password Change Link", "Link zum Ändern des Passworts senden";
        send_link_prompt: "An email with a unique link will be sent to the user allowing them to change their password. The link will expire after a specific amount of time.",
            "Der Benutzer erhält eine E-Mail mit einem eindeutigen Link, mit dem er sein Passwort ändern kann. Der Link läuft nach einer bestimmten Zeit ab.";
        send: "Send", "Senden";
        link_works_for: "Link works for", "Link gilt für";
        to: "To", "An";
        mail: "Mail", "E-Mail";
        change_link_mail(language: &str): "Password Change Link, {language}", "Link zum Ändern des Passworts, {language}";
        link_on_its_way(email: &str): "The link is on its way to {email}.", "Der Link ist unterwegs an {email}.";

        show_mail: "Show the mail", "Die E-Mail zeigen";
        the_mail: "The mail", "Die E-Mail";
        show_mail_as_text: "Show it as text", "Als Text zeigen";
        the_mail_as_text: "The mail as text", "Die E-Mail als Text";
        mail_means: "As its recipient will read it. What is made at sending (links, passwords, tickets) is shown as X.",
            "So, wie der Empfänger sie lesen wird. Was beim Senden entsteht (Links, Passwörter, Tickets), steht hier als X.";

        copy_link: "Copy link", "Link kopieren";
        copy_link_text(name: &str): "For when the mail does not arrive: the link is shown to you once, to be given to {name}.",
            "Falls die E-Mail nicht ankommt: Der Link wird Ihnen einmal gezeigt, um ihn {name} zu geben.";
        copy_link_means: "Whoever has the link can choose the password. The link in the mail keeps working; the first of them to be used ends the other.",
            "Wer den Link hat, kann das Passwort wählen. Der Link in der E-Mail gilt weiter; wird einer benutzt, endet der andere.";
        link_for: "For", "Für";
        show_link: "Show link", "Link zeigen";
        link_shown_once: "Shown once", "Wird einmal gezeigt";
        link_hidden_now: "The link is hidden for good. If it was not copied, show another one.",
            "Der Link ist endgültig verborgen. Wurde er nicht kopiert, zeigen Sie einen anderen.";
        back_to_record: "Back to the user", "Zurück zum Benutzer";

        withdraw: "Withdraw", "Zurückziehen";
        withdraw_means(name: &str): "Links and generated passwords that {name} has not used yet stop working, and mails that wait are not sent.",
            "Links und erzeugte Passwörter, die {name} noch nicht benutzt hat, gelten nicht mehr, und wartende E-Mails werden nicht gesendet.";
        withdrawn(count): ["1 is withdrawn.", "{count} are withdrawn."], ["1 ist zurückgezogen.", "{count} sind zurückgezogen."];
        nothing_to_withdraw: "There was nothing left to withdraw.", "Es gab nichts mehr zurückzuziehen.";

        generate: "Generate New Password", "Neues Passwort erzeugen";
        set_temporary: "Set temporary password", "Temporäres Passwort setzen";
        must_change: "Must be changed at the next sign-in", "Muss bei der nächsten Anmeldung geändert werden";
        temporary: "Temporary, until ", "Temporär, bis ";

        is_active: "Is Active", "Ist aktiv";
        switch_on: "Switch on", "Einschalten";
        switch_off: "Switch off", "Ausschalten";
        switched_on: "Is Active is on.", "„Ist aktiv“ ist eingeschaltet.";
        switched_off: "Is Active is off. Sessions have ended and unused links no longer work.",
            "„Ist aktiv“ ist ausgeschaltet. Sitzungen sind beendet, und unbenutzte Links gelten nicht mehr.";
        on_means(name: &str): "{name} will be able to sign in again and to be sent mail.",
            "{name} kann sich wieder anmelden und E-Mails erhalten.";
        off_means(name: &str): "{name} will not be able to sign in or to be sent mail until Is Active is switched on again.",
            "{name} kann sich nicht anmelden und keine E-Mails erhalten, bis „Ist aktiv“ wieder eingeschaltet wird.";
        api_calls: "API calls", "API-Aufrufe";
        calls_fail: "Fail from now on", "Scheitern ab sofort";

        unlock: "Unlock", "Entsperren";
        unlock_means(name: &str): "{name} can try to sign in again at once. Make sure that the failed sign-ins were their own.",
            "{name} kann sich sofort wieder anmelden. Vergewissern Sie sich, dass die Fehlversuche von der Person selbst stammen.";
        not_locked: "Sign-in is not held back, so there is nothing to unlock.",
            "Die Anmeldung ist nicht gesperrt, es gibt also nichts zu entsperren.";
        held_until: "Held back until", "Gesperrt bis";
        unlocked: "The user is unlocked and can sign in again.", "Der Benutzer ist entsperrt und kann sich wieder anmelden.";

        end_sessions: "End sessions", "Sitzungen beenden";
        end_sessions_means(name: &str): "{name} is signed out everywhere and can sign in again. Work that was not saved can be lost.",
            "{name} wird überall abgemeldet und kann sich wieder anmelden. Nicht Gespeichertes kann verloren gehen.";
        no_session_open: "No session is open, so there is nothing to end.", "Es ist keine Sitzung offen, es gibt also nichts zu beenden.";
        sessions_ended(count): ["1 session has ended.", "{count} sessions have ended."],
            ["1 Sitzung ist beendet.", "{count} Sitzungen sind beendet."];

        remove_factors: "Remove second factor", "Zweiten Faktor entfernen";
        remove_factors_means(name: &str): "Authenticator app, passkeys and recovery codes of {name} stop working, and {name} is told by mail. Do this only for someone who has lost them, and make sure that it is them: whoever knows the password can sign in with it alone then, or is asked to set up another factor.",
            "Authenticator-App, Passkeys und Wiederherstellungscodes von {name} gelten nicht mehr, und {name} erfährt es per E-Mail. Tun Sie das nur, wenn jemand sie verloren hat, und vergewissern Sie sich, dass es diese Person ist: Wer das Passwort kennt, kann sich dann allein damit anmelden oder richtet einen neuen Faktor ein.";
        remove_factors_waits: "This is an administrator, or was one in the last seven days, so a second administrator has to approve it, who is neither of you. Where there is none, whoever runs Latchkey can remove it.",
            "Das ist jemand aus der Administration oder war es in den letzten sieben Tagen, darum muss es eine zweite Person freigeben, die keine von Ihnen beiden ist. Gibt es keine, kann ihn entfernen, wer Latchkey betreibt.";
        factors_removed: "The second factor is removed, and its owner is told.",
            "Der zweite Faktor ist entfernt, und die Person erfährt es.";

        delete_user: "Delete user", "Benutzer löschen";
        delete: "Delete", "Löschen";
        delete_means(name: &str): "{name} will be gone for good, with password, sessions and links. The audit trail stays, and so does the list of messages, without the address.",
            "{name} wird endgültig gelöscht, mit Passwort, Sitzungen und Links. Das Protokoll bleibt, ebenso die Liste der Nachrichten, ohne die Adresse.";
        type_user_name: "Type the user name to confirm", "Zur Bestätigung den Benutzernamen eingeben";
        deleted: "The user is deleted.", "Der Benutzer ist gelöscht.";
    }
);

impl Record {
    /// What is said once so many links and passwords were withdrawn.
    #[must_use]
    pub fn withdrew(self, count: i64) -> String {
        if count == 0 { self.nothing_to_withdraw().to_owned() } else { self.withdrawn(count) }
    }

    /// What is said once Is Active was moved.
    #[must_use]
    pub const fn switched(self, active: bool) -> &'static str {
        if active { self.switched_on() } else { self.switched_off() }
    }
}
