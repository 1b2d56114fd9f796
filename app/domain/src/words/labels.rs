use crate::model::{Kind, Role, Theme};

words!(
    /// Names of values: kinds, roles, states.
    Labels {
        human: "Human", "Mensch";
        api: "API", "API";
        hybrid: "Hybrid", "Hybrid";
        user: "User", "Benutzer";
        auditor: "Auditor", "Revision";
        help_desk: "Help desk", "Helpdesk";
        administrator: "Administrator", "Administrator";
        active: "Active", "Aktiv";
        inactive: "Inactive", "Inaktiv";
        link_sent: "Link sent", "Link gesendet";
        password_sent: "New password sent", "Neues Passwort gesendet";
        locked: "Locked", "Gesperrt";
        no_email: "No e-mail", "Keine E-Mail";
        theme_system: "As the system", "Wie das System";
        theme_light: "Light", "Hell";
        theme_dark: "Dark", "Dunkel";
    }
);

impl Labels {
    /// What stands behind an account.
    #[must_use]
    pub const fn kind(self, kind: Kind) -> &'static str {
        match kind {
            Kind::Human => self.human(),
            Kind::Api => self.api(),
            Kind::Hybrid => self.hybrid(),
        }
    }

    /// What an account may do.
    #[must_use]
    pub const fn role(self, role: Role) -> &'static str {
        match role {
            Role::User => self.user(),
            Role::Auditor => self.auditor(),
            Role::HelpDesk => self.help_desk(),
            Role::Administrator => self.administrator(),
        }
    }

    /// Light, dark, or as the system has it.
    #[must_use]
    pub const fn theme(self, theme: Theme) -> &'static str {
        match theme {
            Theme::System => self.theme_system(),
            Theme::Light => self.theme_light(),
            Theme::Dark => self.theme_dark(),
        }
    }
}
