words!(
    /// Making and editing a user.
    UserForm {
        new_user: "New user", "Neuer Benutzer";
        edit_user: "Edit user", "Benutzer bearbeiten";
        kind: "Kind", "Art";
        role: "Role", "Rolle";
        user_name: "User name", "Benutzername";
        display_name: "Name", "Name";
        email: "E-mail", "E-Mail";
        email_hint: "Password change links go here. Leave it empty if there is none.",
            "Hierhin gehen Links zum Ändern des Passworts. Lassen Sie das Feld leer, wenn es keine gibt.";
        email_change_hint: "A change ends unused links and is told to the new and to the old address.",
            "Eine Änderung beendet unbenutzte Links und wird der neuen und der alten Adresse mitgeteilt.";
        language: "Language", "Sprache";
        time_zone: "Time zone", "Zeitzone";
        tags: "Tags", "Schlagwörter";
        tags_hint: "Separated by commas.", "Durch Kommas getrennt.";
        known_tags: "Tags in use:", "Vorhandene Schlagwörter:";
        is_active: "Is Active", "Ist aktiv";
        accept_lookalike: "I have compared letter by letter: this is not the other user",
            "Ich habe Buchstabe für Buchstabe verglichen: Das ist nicht der andere Benutzer";
        send_link: "Send a password change link now", "Jetzt einen Link zum Ändern des Passworts senden";
        send_link_hint: "Without it the new user has no password yet.", "Ohne ihn hat der neue Benutzer noch kein Passwort.";
        create: "Create user", "Benutzer anlegen";
        created: "The user is created.", "Der Benutzer ist angelegt.";
        created_and_sent: "The user is created. The link is on its way.", "Der Benutzer ist angelegt. Der Link ist unterwegs.";
        saved: "The changes are saved.", "Die Änderungen sind gespeichert.";
    }
);

impl UserForm {
    /// What is said once a user was made.
    #[must_use]
    pub const fn user_created(self, link_sent: bool) -> &'static str {
        if link_sent { self.created_and_sent() } else { self.created() }
    }

    /// The label of a field, by its name in the form; the name itself where there is no such field.
    #[must_use]
    pub fn field(self, name: &str) -> &str {
        match name {
            "kind" => self.kind(),
            "role" => self.role(),
            "user_name" => self.user_name(),
            "display_name" => self.display_name(),
            "email" => self.email(),
            "language" => self.language(),
            "time_zone" => self.time_zone(),
            "tags" => self.tags(),
            "is_active" => self.is_active(),
            other => other,
        }
    }
}
