use crate::model::Fate;

words!(
    /// What an action does to what an account has open.
    Impact {
        passwords: "Generated passwords", "Erzeugte Passwörter";
        no_passwords: "None", "Keine";
        passwords_stay(count): ["1 unused one keeps working", "{count} unused ones keep working"],
            ["1 unbenutztes gilt weiter", "{count} unbenutzte gelten weiter"];
        passwords_end(count): ["1 unused one will stop working", "{count} unused ones will stop working"],
            ["1 unbenutztes gilt dann nicht mehr", "{count} unbenutzte gelten dann nicht mehr"];
        passwords_end_with_old(count): ["1 unused one stops working with the old password", "{count} unused ones stop working with the old password"],
            ["1 unbenutztes endet mit dem alten Passwort", "{count} unbenutzte enden mit dem alten Passwort"];
        passwords_end_later(count): ["1 unused one stops working once the password is changed", "{count} unused ones stop working once the password is changed"],
            ["1 unbenutztes endet, sobald das Passwort geändert ist", "{count} unbenutzte enden, sobald das Passwort geändert ist"];
        links: "Unused links", "Unbenutzte Links";
        no_links: "None", "Keine";
        links_stay(count): ["1 unused link keeps working", "{count} unused links keep working"],
            ["1 unbenutzter Link gilt weiter", "{count} unbenutzte Links gelten weiter"];
        links_end(count): ["1 unused link will stop working", "{count} unused links will stop working"],
            ["1 unbenutzter Link gilt dann nicht mehr", "{count} unbenutzte Links gelten dann nicht mehr"];
        links_end_with_old(count): ["1 unused link stops working with the old password", "{count} unused links stop working with the old password"],
            ["1 unbenutzter Link endet mit dem alten Passwort", "{count} unbenutzte Links enden mit dem alten Passwort"];
        links_end_later(count): ["1 unused link stops working once the password is changed", "{count} unused links stop working once the password is changed"],
            ["1 unbenutzter Link endet, sobald das Passwort geändert ist", "{count} unbenutzte Links enden, sobald das Passwort geändert ist"];
        sessions: "Sessions", "Sitzungen";
        no_sessions: "None open", "Keine offen";
        sessions_stay(count): ["1 stays open", "{count} stay open"], ["1 bleibt offen", "{count} bleiben offen"];
        sessions_end(count): ["1 ends at once", "{count} end at once"], ["1 endet sofort", "{count} enden sofort"];
        sessions_end_with_old(count): ["1 ends with the old password", "{count} end with the old password"],
            ["1 endet mit dem alten Passwort", "{count} enden mit dem alten Passwort"];
        sessions_end_later(count): ["1 ends once the password is changed", "{count} end once the password is changed"],
            ["1 endet, sobald das Passwort geändert ist", "{count} enden, sobald das Passwort geändert ist"];
    }
);

impl Impact {
    /// What becomes of so many generated passwords.
    #[must_use]
    pub fn of_passwords(self, count: i64, fate: Fate) -> String {
        match fate {
            _ if count == 0 => self.no_passwords().to_owned(),
            Fate::Stays => self.passwords_stay(count),
            Fate::Ends => self.passwords_end(count),
            Fate::EndsWithPassword => self.passwords_end_with_old(count),
            Fate::EndsOnceChanged => self.passwords_end_later(count),
        }
    }

    /// What becomes of so many links.
    #[must_use]
    pub fn of_links(self, count: i64, fate: Fate) -> String {
        match fate {
            _ if count == 0 => self.no_links().to_owned(),
            Fate::Stays => self.links_stay(count),
            Fate::Ends => self.links_end(count),
            Fate::EndsWithPassword => self.links_end_with_old(count),
            Fate::EndsOnceChanged => self.links_end_later(count),
        }
    }

    /// What becomes of so many sessions.
    #[must_use]
    pub fn of_sessions(self, count: i64, fate: Fate) -> String {
        match fate {
            _ if count == 0 => self.no_sessions().to_owned(),
            Fate::Stays => self.sessions_stay(count),
            Fate::Ends => self.sessions_end(count),
            Fate::EndsWithPassword => self.sessions_end_with_old(count),
            Fate::EndsOnceChanged => self.sessions_end_later(count),
        }
    }
}
