use crate::model::Opener;

words!(
    /// The start page.
    Dashboard {
        title: "Dashboard", "Übersicht";
        attention: "What needs attention", "Was Aufmerksamkeit braucht";
        calm: "Nothing needs you", "Es ist nichts zu tun";
        calm_text: "No mail has failed, nobody has reported anything or is locked out, and no link is about to run out unused.",
            "Keine E-Mail ist gescheitert, niemand hat etwas gemeldet oder ist ausgesperrt, und kein Link läuft gerade ungenutzt ab.";
        reported: "Reported: “This wasn’t me”", "Gemeldet: „Das war ich nicht“";
        failed: "Mails that could not be sent", "Nicht gesendete E-Mails";
        locked: "Locked after failed sign-ins", "Nach Fehlversuchen gesperrt";
        running_out: "Links that run out unused", "Links, die ungenutzt ablaufen";
        held: "Mails are held: the mail server does not take Latchkey", "E-Mails werden zurückgehalten: Der Mailserver nimmt Latchkey nicht an";
        held_since: "Since", "Seit";
        waiting: "Mails that wait to be sent", "E-Mails, die auf den Versand warten";
        oldest: "Oldest:", "Älteste:";
        open_list: "Open the list", "Liste öffnen";
        until: "until", "bis";
        works_until: "Works until", "Gilt bis";
        opened_by_person: "Opened by a person", "Von einem Menschen geöffnet";
        opened_by_someone: "Opened, by a person or a scanner", "Geöffnet, von einem Menschen oder einem Scanner";
        fetched: "Fetched by a program only", "Nur von einem Programm abgerufen";
        not_opened: "Not opened", "Nicht geöffnet";
        today: "Resets today", "Zurücksetzungen heute";
        links_sent: "Links sent", "Links gesendet";
        passwords_chosen: "Passwords chosen", "Passwörter gewählt";
        no_resets: "None yet today. Links sent and passwords chosen turn up here, hour by hour.",
            "Heute noch keine. Gesendete Links und gewählte Passwörter erscheinen hier Stunde für Stunde.";
        hour: "Hour", "Stunde";
        clock(hour: i64): "{hour:02}:00", "{hour} Uhr";
        figures: "At a glance", "Auf einen Blick";
        users: "Users", "Benutzer";
        active: "Active", "Aktiv";
        sessions: "Open sessions", "Offene Sitzungen";
    }
);

impl Dashboard {
    /// Who was at a link's page.
    #[must_use]
    pub const fn opened(self, opener: Option<Opener>) -> &'static str {
        match opener {
            Some(Opener::Person) => self.opened_by_person(),
            Some(Opener::Unclear) => self.opened_by_someone(),
            Some(Opener::Program) => self.fetched(),
            None => self.not_opened(),
        }
    }
}
