use crate::model::{Opener, ResetKind, TimeRange};

words!(
    /// The start page.
    Dashboard {
        title: "Dashboard", "Übersicht";
        attention: "What needs attention", "Was Aufmerksamkeit braucht";
        calm: "Nothing needs you", "Es ist nichts zu tun";
        calm_text: "No mail has failed, nobody has reported anything or is locked out, and no link is about to run out unused.",
            "Keine E-Mail ist gescheitert, niemand hat etwas gemeldet oder ist ausgesperrt, und kein Link läuft gerade ungenutzt ab.";
        approvals: "Waits for your approval", "Wartet auf Ihre Freigabe";
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
        activity: "Over time", "Im Verlauf";
        time_range: "Time range", "Zeitraum";
        range_today: "Today", "Heute";
        range_week: "7 days", "7 Tage";
        range_month: "30 days", "30 Tage";
        day: "Day", "Tag";
        nothing: "Nothing in this time.", "Nichts in dieser Zeit.";
        resets: "Resets by kind", "Zurücksetzungen nach Art";
        reset_link: "Link sent by the help desk", "Link vom Helpdesk gesendet";
        reset_forgotten: "Link asked for by its owner", "Link selbst angefordert";
        reset_copied: "Link copied", "Link kopiert";
        reset_new: "New password", "Neues Passwort";
        reset_temporary: "Temporary password", "Temporäres Passwort";
        reset_required: "Change at the next sign-in", "Änderung bei der nächsten Anmeldung";
        sign_ins: "Sign-ins", "Anmeldungen";
        signed_in: "Signed in", "Angemeldet";
        failed_sign_ins: "Failed", "Gescheitert";
        deliveries: "How long mails took", "Wie lange E-Mails brauchten";
        median: "Half of them at most", "Die Hälfte höchstens";
        most_of_them: "95 of 100 at most", "95 von 100 höchstens";
        queue: "The longest wait in the queue", "Die längste Wartezeit in der Warteschlange";
        longest: "Longest wait", "Längste Wartezeit";
        failures: "Why mails could not be sent", "Warum E-Mails nicht gesendet werden konnten";
        no_reason: "Another reason", "Ein anderer Grund";
        seconds(whole: i64, tenths: i64): "{whole}.{tenths} s", "{whole},{tenths} s";
        minutes(minutes: i64, seconds: i64): "{minutes} min {seconds} s", "{minutes} Min. {seconds} s";
        hours(hours: i64, minutes: i64): "{hours} h {minutes} min", "{hours} Std. {minutes} Min.";
        figures: "At a glance", "Auf einen Blick";
        users: "Users", "Benutzer";
        active: "Active", "Aktiv";
        sessions: "Open sessions", "Offene Sitzungen";
    }
);

impl Dashboard {
    /// How far back charts go.
    #[must_use]
    pub const fn range(self, range: TimeRange) -> &'static str {
        match range {
            TimeRange::Today => self.range_today(),
            TimeRange::Week => self.range_week(),
            TimeRange::Month => self.range_month(),
        }
    }

    /// By what a way back in was opened.
    #[must_use]
    pub const fn reset(self, kind: ResetKind) -> &'static str {
        match kind {
            ResetKind::Link => self.reset_link(),
            ResetKind::Forgotten => self.reset_forgotten(),
            ResetKind::CopiedLink => self.reset_copied(),
            ResetKind::NewPassword => self.reset_new(),
            ResetKind::TemporaryPassword => self.reset_temporary(),
            ResetKind::RequiredChange => self.reset_required(),
        }
    }

    /// So many tenths of a second, as exactly as anybody wants to know.
    #[must_use]
    pub fn lasting(self, tenths: i64) -> String {
        let seconds = tenths / 10;
        match seconds {
            0..60 => self.seconds(seconds, tenths % 10),
            60..3_600 => self.minutes(seconds / 60, seconds % 60),
            _ => self.hours(seconds / 3_600, seconds / 60 % 60),
        }
    }

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Locale;

    #[test]
    fn times_are_as_exact_as_anybody_wants_to_know() {
        let words = Dashboard(Locale::En);
        assert_eq!([0, 4, 599].map(|tenths| words.lasting(tenths)), ["0.0 s", "0.4 s", "59.9 s"]);
        assert_eq!([600, 35_999, 36_000].map(|tenths| words.lasting(tenths)), ["1 min 0 s", "59 min 59 s", "1 h 0 min"]);
        assert_eq!(Dashboard(Locale::De).lasting(12), "1,2 s");
    }
}
