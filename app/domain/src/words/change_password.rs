words!(
    /// Choosing a password with a link. `{}` stands where a name, a time or a contact is set in.
    ChangePassword {
        title: "Choose a new password", "Neues Passwort wählen";
        whom: "For {}.", "Für {}.";
        sent_by: "{} sent you this link.", "{} hat Ihnen diesen Link gesendet.";
        sender(name: &str, organisation: &str): "{name} at {organisation}", "{name} von {organisation}";
        asked_yourself: "This link was asked for on the sign-in page.", "Dieser Link wurde auf der Anmeldeseite angefordert.";
        works_until: "It works until {}.", "Er gilt bis {}.";
        user_name: "User name", "Benutzername";
        new_password: "New password", "Neues Passwort";
        signed_out_elsewhere: "You will be signed out everywhere else.", "Überall sonst werden Sie abgemeldet.";
        change: "Change password", "Passwort ändern";
        unexpected: "Not expecting this? Nothing changes unless you choose a password.",
            "Damit haben Sie nicht gerechnet? Nichts ändert sich, solange Sie kein Passwort wählen.";
        at_least(least: usize): "At least {least} characters. A sentence is fine", "Mindestens {least} Zeichen. Ein Satz ist in Ordnung";
        not_own: "Not your name, your e-mail address or your organisation's name",
            "Nicht Ihr Name, Ihre E-Mail-Adresse oder der Name Ihrer Organisation";
        not_easy: "Not a row of keys, not one character over and over", "Keine Tastenfolge, nicht immer dasselbe Zeichen";
        not_common: "Not a password that others use. This is checked when you send it",
            "Kein Passwort, das andere verwenden. Das wird beim Absenden geprüft";
        not_used(last): ["Not the password you have now", "Not one of your last {last} passwords. This is checked when you send it"],
            ["Nicht Ihr jetziges Passwort", "Keines Ihrer letzten {last} Passwörter. Das wird beim Absenden geprüft"];
        met: " (met)", " (erfüllt)";
        strength: "Strength", "Stärke";
        weak: "Weak: would fall to guessing.", "Schwach: wäre zu erraten.";
        fair: "Fair: a few more words make it strong.", "Mittel: Ein paar Wörter mehr machen es stark.";
        strong: "Strong: would hold.", "Stark: würde halten.";
        changed: "Password changed", "Passwort geändert";
        changed_more: "You can sign in with it now. You were signed out everywhere else, and we have sent you a mail about the change.",
            "Sie können sich jetzt damit anmelden. Überall sonst wurden Sie abgemeldet, und wir haben Ihnen eine E-Mail über die Änderung gesendet.";
        not_you: "Was this not you? Contact {} at once.", "Waren Sie das nicht? Wenden Sie sich sofort an {}.";
        send_new: "Send me a new link", "Neuen Link senden";
        send_new_text: "It goes to the e-mail address of the account.", "Er geht an die E-Mail-Adresse des Kontos.";
        ask_for_link: "Get a link by e-mail", "Link per E-Mail anfordern";
        no_mail: "No mail can reach you? Contact {}.", "Sie sind per E-Mail nicht erreichbar? Wenden Sie sich an {}.";
        enter_code: "Enter a code from a mail", "Code aus einer E-Mail eingeben";
        know_it: "Know your password after all?", "Kennen Sie Ihr Passwort doch?";
        expired: "This link has expired", "Dieser Link ist abgelaufen";
        expired_more: "It worked until {}. Your password has not changed.", "Er galt bis {}. Ihr Passwort ist unverändert.";
        used: "This link was used already", "Dieser Link wurde schon benutzt";
        used_more: "A password was chosen with it on {}. Each link works once. If that was not you, say so at once.",
            "Damit wurde ein Passwort gewählt: {}. Jeder Link gilt einmal. Wenn Sie das nicht waren, melden Sie es sofort.";
        revoked: "This link was withdrawn", "Dieser Link wurde zurückgezogen";
        revoked_more: "It stopped working on {}. Either a newer link was sent, or the help desk withdrew it, or the password was changed another way, or the account was switched off. If you have a newer mail, use its link.",
            "Er gilt nicht mehr seit {}. Entweder wurde ein neuerer Link gesendet, der Link vom Helpdesk zurückgezogen, das Passwort anders geändert oder das Konto abgeschaltet. Wenn Sie eine neuere E-Mail haben, nehmen Sie deren Link.";
        unknown: "This link is not known", "Dieser Link ist nicht bekannt";
        unknown_more: "Check that all of it was copied from the mail. Very old links are forgotten.",
            "Prüfen Sie, ob er vollständig aus der E-Mail kopiert ist. Sehr alte Links werden vergessen.";
        code_title: "Enter your code", "Code eingeben";
        code_where: "It stands in the mail with your password change link.", "Er steht in der E-Mail mit Ihrem Link zum Ändern des Passworts.";
        code: "Code", "Code";
        code_hint: "26 letters and digits. Capitals, spaces and dashes do not matter; it can be pasted.",
            "26 Buchstaben und Ziffern. Großschreibung, Leerzeichen und Striche sind gleichgültig; Einfügen geht auch.";
        go_on: "Continue", "Weiter";
    }
);
