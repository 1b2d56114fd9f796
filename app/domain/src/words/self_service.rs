words!(
    /// For those who forgot their password, and for "this wasn't me". `{}` stands where a name, a time or a contact is set in.
    SelfService {
        title: "Forgotten your password?", "Passwort vergessen?";
        text: "Enter your user name or your e-mail address. You get a mail with a link to choose a new password.",
            "Geben Sie Ihren Benutzernamen oder Ihre E-Mail-Adresse ein. Sie erhalten eine E-Mail mit einem Link, um ein neues Passwort zu wählen.";
        name: "User name or e-mail address", "Benutzername oder E-Mail-Adresse";
        send: "Send link", "Link senden";
        sent: "Look into your mailbox", "Sehen Sie in Ihr Postfach";
        sent_text: "If there is an account that we can reach by e-mail, a link is on its way. It replaces earlier links.",
            "Wenn es ein Konto gibt, das wir per E-Mail erreichen, ist ein Link unterwegs. Er ersetzt frühere Links.";
        nothing_came: "Nothing after a few minutes? Look into the spam folder, then try again, also with your other name or address.",
            "Nach einigen Minuten nichts? Sehen Sie im Spam-Ordner nach, und versuchen Sie es dann erneut, auch mit Ihrem anderen Namen oder Ihrer anderen Adresse.";
        try_again: "Try again", "Erneut versuchen";
        not_me: "This wasn’t me", "Das war ich nicht";
        happened_password: "The password of the account {} was changed.", "Das Passwort des Kontos {} wurde geändert.";
        happened_email: "The e-mail address of the account {} was changed.", "Die E-Mail-Adresse des Kontos {} wurde geändert.";
        happened_temporary: "A temporary password was set for the account {}.", "Für das Konto {} wurde ein temporäres Passwort gesetzt.";
        happened_factor: "A second factor of the account {} was changed.", "Ein zweiter Faktor des Kontos {} wurde geändert.";
        happened_other: "You were told of a change to the account {}.", "Sie wurden über eine Änderung am Konto {} informiert.";
        when: "When: {}", "Zeitpunkt: {}";
        pressing: "If that was not you, and you did not ask for it, report it. Then at once:",
            "Wenn Sie das nicht waren und auch nicht darum gebeten haben, melden Sie es. Dann gilt sofort:";
        pressing_sessions: "The account is signed out everywhere.", "Das Konto wird überall abgemeldet.";
        pressing_links: "Links and passwords that were mailed and not used yet stop working.",
            "Links und Passwörter, die gesendet und noch nicht benutzt wurden, gelten nicht mehr.";
        pressing_told: "Your administrators are told.", "Ihre Administration wird benachrichtigt.";
        password_stays: "The password itself stays as it is until you choose a new one.",
            "Das Passwort selbst bleibt, wie es ist, bis Sie ein neues wählen.";
        new_factors: "Added lately, and not ended by this. What is not yours remove from your account page once you are signed in again:",
            "Kürzlich hinzugekommen, und dadurch nicht beendet. Was nicht Ihres ist, entfernen Sie auf Ihrer Kontoseite, sobald Sie wieder angemeldet sind:";
        report: "Report: this wasn’t me", "Melden: Das war ich nicht";
        was_you: "Was it you after all? Close this page; nothing has happened.",
            "Waren Sie es doch? Schließen Sie diese Seite; es ist nichts geschehen.";
        reported: "You have reported it", "Sie haben es gemeldet";
        reported_text: "Reported: {}. The account was signed out everywhere, what was pending does not work any more, and your administrators were told.",
            "Gemeldet: {}. Das Konto wurde überall abgemeldet, Ausstehendes gilt nicht mehr, und Ihre Administration wurde benachrichtigt.";
        reported_next: "Choose a new password now: whoever made the change may know the present one.",
            "Wählen Sie jetzt ein neues Passwort: Wer die Änderung vorgenommen hat, kennt womöglich das jetzige.";
        urgent: "If it is urgent, or if your mail is read by others, contact {}.",
            "Wenn es eilt oder andere Ihre E-Mails lesen, wenden Sie sich an {}.";
        expired: "This link has expired", "Dieser Link ist abgelaufen";
        expired_text: "It worked until {}.",
            "Er galt bis {}.";
        report_to: "If something is wrong with your account, contact {}.",
            "Wenn mit Ihrem Konto etwas nicht stimmt, wenden Sie sich an {}.";
    }
);
