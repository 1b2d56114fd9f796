words!(
    /// A database that was brought back from a backup.
    Restored {
        paused: "This database was brought back from a backup, and everything stands still.",
            "Diese Datenbank wurde aus einer Sicherung zurückgeholt, und alles steht still.";
        paused_text: "No mails are sent; automations, jobs and web addresses do not act. Resume only where the former Latchkey does not run any more: two would do everything twice.",
            "Es werden keine E-Mails gesendet; Automationen, Aufträge und Webadressen ruhen. Setzen Sie nur fort, wenn das frühere Latchkey nicht mehr läuft: Zwei täten alles doppelt.";
        resume: "Resume", "Fortsetzen";
        resumed: "Latchkey goes on.", "Latchkey läuft weiter.";
        held(count): ["1 mail waited when the backup was made. It may have been sent since, so it is held until somebody says so.",
            "{count} mails waited when the backup was made. They may have been sent since, so they are held until somebody says so."],
            ["1 E-Mail wartete, als die Sicherung entstand. Vielleicht wurde sie seither gesendet, deshalb wird sie zurückgehalten.",
            "{count} E-Mails warteten, als die Sicherung entstand. Vielleicht wurden sie seither gesendet, deshalb werden sie zurückgehalten."];
        look: "Look at them", "Ansehen";
        send_all: "Send all of them", "Alle senden";
        send_one: "Send it now", "Jetzt senden";
        held_badge: "Held", "Zurückgehalten";
        held_text: "It waited when a backup was made from which this database was brought back. It may have been sent since.",
            "Sie wartete, als die Sicherung entstand, aus der diese Datenbank stammt. Vielleicht wurde sie seither gesendet.";
        released(count): ["1 mail is on its way.", "{count} mails are on their way."],
            ["1 E-Mail ist unterwegs.", "{count} E-Mails sind unterwegs."];
    }
);
