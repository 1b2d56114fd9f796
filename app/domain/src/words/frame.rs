words!(
    /// The frame around the pages, and the public pages' frame.
    Frame {
        skip: "Skip to the page", "Zum Inhalt springen";
        menu: "Menu", "Menü";
        main: "Main", "Hauptmenü";
        dashboard: "Dashboard", "Übersicht";
        users: "Users", "Benutzer";
        bulk: "Jobs", "Aufträge";
        automations: "Automations", "Automationen";
        selections: "Selections", "Auswahlen";
        messages: "Messages", "Nachrichten";
        templates: "Templates", "Vorlagen";
        audit: "Audit", "Protokoll";
        approvals: "Approvals", "Freigaben";
        settings: "Settings", "Einstellungen";
        account: "Your account", "Ihr Konto";
        mailbox: "Mailbox (demo)", "Postfach (Demo)";
        sign_out: "Sign out", "Abmelden";
        theme: "Light or dark", "Hell oder dunkel";
        help: "Need help? {}", "Brauchen Sie Hilfe? {}";
        page_not_found: "Page not found", "Seite nicht gefunden";
        nothing_here: "Nothing is at this address. Check that all of it was copied.",
            "Unter dieser Adresse gibt es nichts. Prüfen Sie, ob sie vollständig ist.";
    }
);
