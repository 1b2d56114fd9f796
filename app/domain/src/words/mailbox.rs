words!(
    /// The demo's mailbox.
    Mailbox {
        title: "Mailbox", "Postfach";
        mail: "Mail", "E-Mail";
        note: "This is the demonstration's mailbox. No mail has left this machine, and whoever can open this page can read them all.",
            "Das ist das Postfach der Vorführung. Keine E-Mail hat diesen Rechner verlassen, und wer diese Seite öffnen kann, kann alle lesen.";
        refresh: "Refresh", "Aktualisieren";
        empty: "No mail yet", "Noch keine E-Mail";
        empty_more: "Send someone a password change link: its mail turns up here.",
            "Senden Sie jemandem einen Link zum Ändern des Passworts: Die E-Mail dazu erscheint hier.";
        subject: "Subject", "Betreff";
        from: "From", "Von";
        to: "To", "An";
        sent: "Sent", "Gesendet";
        parts: "Parts of the mail", "Teile der E-Mail";
        html: "HTML", "HTML";
        text: "Text", "Text";
        the_mail: "The mail", "Die E-Mail";
    }
);
