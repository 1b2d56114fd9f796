words!(
    /// The first administrator.
    SetUp {
        title: "Set up", "Einrichten";
        heading: "Make the first administrator", "Ersten Administrator anlegen";
        once: "This link works once. Everyone else is invited from inside.",
            "Dieser Link gilt einmal. Alle anderen werden später von innen eingeladen.";
        user_name: "User name", "Benutzername";
        display_name: "Name", "Name";
        email: "E-mail", "E-Mail";
        make: "Make the account", "Konto anlegen";
        closed: "This set-up link does not work", "Dieser Einrichtungslink gilt nicht";
        closed_why: "It was used, or a newer one was printed. The program prints a new one when it starts without an administrator.",
            "Er wurde schon benutzt, oder es gibt einen neueren. Das Programm gibt einen neuen aus, wenn es ohne Administrator startet.";
    }
);
